//! What fuzzing and hostile input found, each as a test.
//!
//! A test about cost asks for so much that the slow way does not end while anyone waits; it measures nothing.

use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, UnixTime, alg_id};
use srvname::lint::{Linter, RuleSet};
use srvname::{
    Certificate, CertificatePool, Path, PathBuilder, SubCaRule, TrustAnchor, certificate::NameConstraints,
    constraints::Position, path::PathErrorKind,
};
use srvname_fuzz_targets::build::{self, tlv};
use srvname_testkit::make::der::{read, read_all};

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

/// Each was compared with each: ten times the list took a hundred times as long. So many are no path any more, and none of
/// them is compared.
#[test]
fn many_certificates_with_one_key_are_not_compared_each_with_each() {
    for (length, expected) in [(20_000, Err(PathErrorKind::PathTooLong)), (33, Ok(()))] {
        let ders = one_key(length);
        let certificates: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
        let (end_entity, above) = certificates.split_first().unwrap();
        let path = Path::assume_signed_without_anchor(above, end_entity);
        assert_eq!(path.map(drop).map_err(|error| error.kind), expected, "{length}");
    }
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
        let error = Path::assume_signed_without_anchor(above, end_entity).err();
        let wanted = expected.map(|position| (PathErrorKind::RepeatedCertificate, Some(Position::new(position))));
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
    let pool = CertificatePool::from_ders(ders.iter().map(Vec::as_slice));
    let root = authority(named("root"), named("root"), b"root");
    let anchors = [TrustAnchor::from_certificate(&Certificate::from_der(&root).unwrap())];
    // No algorithm fits, so no signature is checked and nothing bounds the candidates.
    let refusal = PathBuilder::new(&anchors, &[]).verify_path(&end_entity, &pool, UnixTime::now()).unwrap_err();
    assert_eq!(refusal.rejection.code(), "unsupported_signature_algorithm");
    assert_eq!(refusal.rejection.position(), Some(Position::new(0)));
}

/// The room of merged items in a bucket was searched by every look-up: names times services.
#[test]
fn many_services_of_one_domain_cost_a_name_no_more_than_one() {
    let srv = |index: usize| {
        let text = format!("_service-{index}.example.com");
        build::other_name(build::DNS_SRV, &tlv(0x16, text.as_bytes()))
    };
    let names: Vec<Vec<u8>> = (0..100_000).map(srv).collect();
    let bases: Vec<u8> = names.iter().flat_map(|base| tlv(0x30, base)).collect();
    let constraints = tlv(0x30, &tlv(0xa0, &bases));
    assert!(srvname::constraints::admit_der(&constraints, &build::sequence(&names), Default::default()).is_ok());
}

/// Every identifier was checked again for every extension behind it: 256 times the certificate, octet by octet.
#[test]
fn long_identifiers_of_extensions_are_checked_once() {
    let own = |index: u8| {
        let mut id = vec![0x81; 1 << 20];
        id.extend([0x80 | index & 0x7f, 0x81 + (index >> 7), 1]);
        build::sequence(&[tlv(0x06, &id), tlv(0x04, &[])])
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
    assert_eq!(error.kind(), srvname::certificate::CertificateErrorKind::RepeatedExtension);
}

/// Target `peer_der`: `x509-parser` takes the key up to the end of its BIT STRING, we up to the end of the SEQUENCE. A
/// certificate with something in between can be read, but nothing that it signed is accepted.
#[test]
fn a_key_with_something_behind_it_signs_nothing() {
    let key = build::public_key_info(b"key");
    let longer = tlv(0x30, &[&key[2..], &[0x05, 0x00]].concat());
    let time = UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_795_478_400));
    for (info, expected) in [(key, Ok(())), (longer, Err("unsupported_signature_algorithm"))] {
        let leaf = authority(named("CA"), named("leaf"), b"leaf");
        let ca = with_key(&authority(named("root"), named("CA"), b"key"), &info);
        let root = authority(named("root"), named("root"), b"root");
        let [leaf, read, root] = [&leaf, &ca, &root].map(|der| Certificate::from_der(der).unwrap());
        assert_eq!([read.spki()], [&info[2..]]);
        let anchors = [TrustAnchor::from_certificate(&root)];
        let pool = CertificatePool::from_ders([ca.as_slice()]);
        let mut builder = PathBuilder::new(&anchors, &[&Anything]);
        builder.policy.sub_ca_rule = SubCaRule::Rfc5280;
        let answer = builder.verify_path(&leaf, &pool, time);
        assert_eq!(answer.map(drop).map_err(|refusal| refusal.rejection.code()), expected);
    }
}

/// The certificate with another subjectPublicKeyInfo: the seventh field of what is signed.
fn with_key(der: &[u8], info: &[u8]) -> Vec<u8> {
    let (certificate, _) = read(der).unwrap();
    let fields = read_all(certificate.content).unwrap();
    let inside = read_all(fields[0].content).unwrap();
    let inside = inside.iter().enumerate();
    let to_be_signed: Vec<u8> =
        inside.flat_map(|(index, field)| if index == 6 { info } else { field.whole }).copied().collect();
    let rest: Vec<u8> = fields[1..].iter().flat_map(|field| field.whole).copied().collect();
    tlv(0x30, &[tlv(0x30, &to_be_signed), rest].concat())
}

/// An algorithm under which every signature is good.
#[derive(Debug)]
struct Anything;

impl SignatureVerificationAlgorithm for Anything {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

/// Target `peer_der`: `x509-parser` ends a list before a tag that no GeneralName has, or takes the list for absent. Here
/// it counts as what it is: a constraint of a form that is not understood.
#[test]
fn a_list_goes_on_behind_a_tag_that_nobody_knows() {
    let (unknown, host) = (tlv(0x8b, &[1]), tlv(0x82, b"example.com"));
    let list = [tlv(0x30, &unknown), tlv(0x30, &host)].concat();
    let der = tlv(0x30, &[tlv(0xa0, &list), tlv(0xa1, &list)].concat());
    let constraints = NameConstraints::from_der(&der).unwrap();
    assert_eq!([constraints.permitted(), constraints.excluded()].map(|list| list.iter().count()), [2, 2]);
    let permitted = tlv(0x30, &tlv(0xa0, &list));
    let admits = |name: &[u8]| {
        srvname::constraints::admit_der(&permitted, &build::sequence(&[name]), Default::default()).is_ok()
    };
    assert!(admits(&host) && admits(&tlv(0x8c, &[1])));
    assert!(!admits(&unknown) && !admits(&tlv(0x82, b"example.net")));
}

/// Target `lint`: what is said of no octets at all is about octet 0, and one line.
#[test]
fn no_octets_at_all_are_linted_too() {
    let found = Linter::new(&RuleSet::ALL).certificate(&[], 0);
    assert!(!found.is_empty());
    for finding in found {
        assert_eq!(finding.octets(), &(0..0));
        assert!(finding.to_string().len() < 400 && !finding.to_string().contains('\n'), "{finding}");
    }
}

/// Every name of a chain that is linted was held to every base above it.
#[test]
fn many_names_under_many_bases_are_linted_as_a_chain() {
    let srv = |text: String| build::other_name(build::DNS_SRV, &tlv(0x16, text.as_bytes()));
    let host = |index: usize| format!("customer-{index}.example.com");
    let bases: Vec<u8> = (0..50_000).flat_map(|index| tlv(0x30, &srv(host(index)))).collect();
    let mut names: Vec<_> = (0..50_000).map(|index| srv(format!("_imap.{}", host(index)))).collect();
    names.push(srv("_imap.victim.test".to_owned()));
    let constraints = build::extension(30, true, &tlv(0x30, &tlv(0xa0, &bases)));
    let made = |issuer: &str, subject: &str, extensions: Vec<Vec<u8>>| {
        let (issuer, subject, key) = (named(issuer), named(subject), subject.as_bytes().to_vec());
        build::certificate(&build::Certificate { issuer, subject, key, signature: vec![1], extensions, last_year: 49 })
    };
    let ders = [
        made("CA", "leaf", vec![build::extension(17, false, &build::sequence(&names))]),
        made("Root", "CA", vec![build::basic_constraints(true, None), constraints]),
        made("Root", "Root", vec![build::basic_constraints(true, None)]),
    ];
    let found = Linter::new(&RuleSet::ALL).chain(&ders.each_ref().map(Vec::as_slice));
    let refused: Vec<_> = found.iter().filter(|found| found.lint().id() == "chain_srv_not_permitted").collect();
    assert_eq!(refused.len(), 1);
    assert!(refused[0].to_string().contains("victim.test"), "{}", refused[0]);
}
