//! What fuzzing and hostile input found, each as a test.
//!
//! A test about cost asks for so much that the slow way does not end while anyone waits; it measures nothing.

#[path = "../fuzz/targets/build.rs"]
#[allow(dead_code, unreachable_pub)]
mod build;

use rustls_pki_types::UnixTime;
use srvname::{Certificate, Path, PathBuilder, PathErrorKind, Pool, Position, TrustAnchor};

fn named(text: &str) -> Vec<u8> {
    build::name(&[(build::COMMON_NAME, text)])
}

fn authority(issuer: Vec<u8>, subject: Vec<u8>, key: &[u8]) -> Vec<u8> {
    let (key, signature) = (key.to_vec(), vec![1]);
    let extensions = vec![build::basic_constraints(true, None)];
    build::certificate(&build::Certificate { issuer, subject, key, signature, extensions, last_year: 49 })
}

/// A list of CAs in order, the `index`th called `index`, all with one key.
fn one_key(length: usize) -> Vec<Vec<u8>> {
    let subject = |index: usize| named(&format!("authority {index}"));
    (0..length).map(|index| authority(subject(index + 1), subject(index), b"one key for all")).collect()
}

/// Each was compared with each: ten times the list took a hundred times as long.
#[test]
fn many_certificates_with_one_key_are_not_compared_each_with_each() {
    let ders = one_key(20_000);
    let certificates: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    let (end_entity, above) = certificates.split_first().unwrap();
    assert!(Path::assume_signed_below_unshown_anchor(above, end_entity).is_ok());
}

#[test]
fn the_lowest_repetition_is_named_whatever_the_order_of_keys_and_names() {
    for (names, expected) in [
        (["a", "b", "a", "b", "c"], Some(2)),
        (["b", "a", "c", "a", "b"], Some(3)),
        (["c", "c", "c", "b", "a"], Some(1)),
        (["a", "b", "A ", "d", "e"], Some(2)),
        (["e", "d", "c", "b", "a"], None),
    ] {
        let subject = |index: usize| named(names.get(index).copied().unwrap_or("root"));
        let ders: Vec<_> = (0..names.len()).map(|index| authority(subject(index + 1), subject(index), b"k")).collect();
        let certificates: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
        let (end_entity, above) = certificates.split_first().unwrap();
        let error = Path::assume_signed_below_unshown_anchor(above, end_entity).err();
        let wanted = expected.map(|position| (PathErrorKind::RepeatedCertificate, Position(position)));
        assert_eq!(error.map(|error| (error.kind, error.position)), wanted, "{names:?}");
    }
}

/// The subject was written out for every issuer that could not have signed: its length times their number.
#[test]
fn a_long_subject_is_not_written_out_once_per_candidate() {
    let long = named(&"x".repeat(1 << 18));
    let leaf = authority(named("issuer"), long, b"leaf");
    let ders: Vec<_> =
        (0..20_000u32).map(|key| authority(named("other"), named("issuer"), &key.to_be_bytes())).collect();
    let end_entity = Certificate::from_der(&leaf).unwrap();
    let pool = Pool::from_ders(ders.iter().map(Vec::as_slice));
    let root = authority(named("root"), named("root"), b"root");
    let anchors = [TrustAnchor::from_certificate(&Certificate::from_der(&root).unwrap())];
    // No algorithm fits, so no signature is checked and nothing bounds the candidates.
    let refusal = PathBuilder::new(&anchors, &[]).verify_path(&end_entity, &pool, UnixTime::now()).unwrap_err();
    assert_eq!(refusal.rejection.code(), "unsupported_signature_algorithm");
    assert_eq!(refusal.rejection.position(), Some(Position(0)));
}

/// The room of merged items in a bucket was searched by every look-up: names times services.
#[test]
fn many_services_of_one_domain_cost_a_name_no_more_than_one() {
    let srv = |index: usize| {
        let text = format!("_service-{index}.example.com");
        build::other_name(build::DNS_SRV, &build::tlv(0x16, text.as_bytes()))
    };
    let names: Vec<Vec<u8>> = (0..100_000).map(srv).collect();
    let bases: Vec<u8> = names.iter().flat_map(|base| build::tlv(0x30, base)).collect();
    let constraints = build::tlv(0x30, &build::tlv(0xa0, &bases));
    assert!(srvname::admit_der(&constraints, &build::sequence(&names), Default::default()).is_ok());
}

/// Every identifier was checked again for every extension behind it: 256 times the certificate, octet by octet.
#[test]
fn long_identifiers_of_extensions_are_checked_once() {
    let own = |index: u8| {
        let mut id = vec![0x81; 1 << 20];
        id.extend([0x80 | index & 0x7f, 0x81 + (index >> 7), 1]);
        build::sequence(&[build::tlv(0x06, &id), build::tlv(0x04, &[])])
    };
    let extensions: Vec<_> = (1..=40).map(own).collect();
    let (issuer, subject) = (named("issuer"), named("subject"));
    let made = build::Certificate { issuer, subject, key: vec![1], signature: vec![1], extensions, last_year: 49 };
    let der = build::certificate(&made);
    assert_eq!(Certificate::from_der(&der).unwrap().extensions().count(), 40);
    // And one that occurs twice is still found.
    let extensions = vec![own(1), own(2), own(3), own(2)];
    let der = build::certificate(&build::Certificate { extensions, ..made });
    let error = Certificate::from_der(&der).unwrap_err();
    assert_eq!(error.kind(), srvname::CertificateErrorKind::RepeatedExtension);
}
