//! What the data of a record that does not match are instead.

use srvname::delegation::dane::{NoMatch, OwnedTlsa, TlsaHint};
use srvname::delegation::dns::Selector;
use srvname_testkit::make::Issued;

use super::kit::{Question, record, record_of, root, selected, server, sub_ca};

fn hint(record: OwnedTlsa, chain: &[&Issued]) -> Option<TlsaHint> {
    Question::new(&[record]).failure(chain).hint
}

/// PEM as `openssl` writes it.
fn pem(label: &str, octets: &[u8]) -> Vec<u8> {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(octets);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n")).into_bytes()
}

#[test]
fn the_other_selector() {
    let (server, ca) = (server(), sub_ca());
    for matching_type in [0, 1, 2] {
        for (usage, certificate) in [(3, &server), (2, &ca)] {
            for (own, other) in [(1, 0), (0, 1)] {
                if matching_type == 0 {
                    // In full, the data of the other selector are malformed data of this one.
                    continue;
                }
                let record = record_of([usage, own, matching_type], &selected(certificate, other));
                let expected = Some(TlsaHint::OtherSelector(Selector(other)));
                assert_eq!(hint(record, &[&server, &ca]), expected, "{usage} {own} {matching_type}");
            }
        }
    }
}

#[test]
fn the_hash_of_nothing() {
    for numbers in [[3, 1, 1], [3, 1, 2], [3, 0, 1], [2, 0, 1]] {
        assert_eq!(hint(record_of(numbers, b""), &[&server(), &sub_ca()]), Some(TlsaHint::OfNothing), "{numbers:?}");
    }
    let known = OwnedTlsa::parse("3 1 1 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855").unwrap();
    assert_eq!(hint(known, &[&server()]), Some(TlsaHint::OfNothing));
}

#[test]
fn the_hash_of_pem() {
    let (server, ca) = (server(), sub_ca());
    let expected = Some(TlsaHint::OfPem { certificate: 0 });
    let record = record_of([3, 0, 1], &pem("CERTIFICATE", server.der()));
    assert_eq!(hint(record, &[&server, &ca]), expected);
    let record = record_of([3, 1, 2], &pem("PUBLIC KEY", &server.key().public_key_info()));
    assert_eq!(hint(record, &[&server, &ca]), expected);
    let record = record_of([2, 0, 1], &pem("CERTIFICATE", ca.der()));
    assert_eq!(hint(record, &[&server, &ca]), Some(TlsaHint::OfPem { certificate: 1 }));
}

#[test]
fn the_hash_of_the_bare_key() {
    let (server, ca) = (server(), sub_ca());
    let record = record_of([3, 1, 1], &server.key().public_point());
    assert_eq!(hint(record, &[&server, &ca]), Some(TlsaHint::OfBareKey { certificate: 0 }));
    let record = record_of([2, 1, 1], &ca.key().public_point());
    assert_eq!(hint(record, &[&server, &ca]), Some(TlsaHint::OfBareKey { certificate: 1 }));
}

#[test]
fn another_certificate_of_the_chain() {
    let (server, ca) = (server(), sub_ca());
    for numbers in [[3, 1, 1], [3, 0, 1], [3, 0, 2]] {
        let expected = Some(TlsaHint::OfIssuer { certificate: 1 });
        assert_eq!(hint(record(numbers, &ca), &[&server, &ca]), expected, "{numbers:?}");
    }
    let failure = Question::new(&[record([2, 1, 1], &server)]).failure(&[&server, &ca]);
    assert_eq!((failure.why, failure.hint), (NoMatch::IsEndEntity, Some(TlsaHint::OfEndEntity)));
}

#[test]
fn what_is_not_known_has_no_hint() {
    let (server, ca, root) = (server(), sub_ca(), root());
    assert_eq!(hint(record([3, 1, 1], &root), &[&server, &ca]), None);
    assert_eq!(hint(record([2, 1, 1], &root), &[&server, &ca]), None);
    // A root that is sent is not the one of the record, and so there is none that is not sent.
    let other = record_of([2, 0, 1], b"another root");
    assert_eq!(hint(other, &[&server, &ca, &root]), None);
}

#[test]
fn each_failure_is_one_sentence() {
    let failure = Question::new(&[record([3, 1, 1], &sub_ca())]).refusal(&[&server(), &sub_ca()]);
    assert_eq!(
        failure.to_string(),
        "no TLSA record authenticates the server: of record 0, the end entity certificate is another one (the data are \
         those of certificate 1, an issuer: is usage 2 meant?)"
    );
    assert_eq!(failure.citation().to_string(), "RFC 6698 §2.1.1");
}
