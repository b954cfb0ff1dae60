//! DANE-EE, the usages that leave the path to the caller, and what an evaluation costs.

use core::cell::RefCell;
use std::collections::BTreeMap;

use srvname::delegation::Digests;
use srvname::delegation::dane::{
    DIGESTS, DaneProfile, Evaluator, NoMatch, OwnedTlsa, RecordSet, TlsaOutcome, Unusable,
};
use srvname::delegation::dns::{CertificateUsage, MatchingType};
use srvname_testkit::digests::Sha2;
use srvname_testkit::make::{Ca, Issued, dns, oid};

use super::kit::{HOST, Question, by_ee, by_ta, record, record_of, root, server, server_of, sub_ca};

#[test]
fn a_record_matches_by_either_selector_and_each_matching_type() {
    let (server, ca) = (server(), sub_ca());
    for numbers in [[3, 0, 0], [3, 0, 1], [3, 0, 2], [3, 1, 0], [3, 1, 1], [3, 1, 2]] {
        assert_eq!(Question::new(&[record(numbers, &server)]).found(&[&server, &ca]), by_ee(0), "{numbers:?}");
        let failure = Question::new(&[record(numbers, &root())]).failure(&[&server, &ca]);
        assert_eq!(failure.why, NoMatch::OtherEndEntity, "{numbers:?}");
    }
}

#[test]
fn dane_ee_ignores_names_dates_usages_and_the_chain() {
    let ca = sub_ca();
    let expired = server_of(&ca).not_before("2020-01-01T00:00:00Z").not_after("2021-01-01T00:00:00Z");
    let drafts = [
        expired,
        server_of(&ca).not_before("2048-01-01T00:00:00Z"),
        server_of(&ca).san([dns("host7.provider.example")]),
        server_of(&ca).without(oid::SUBJECT_ALT_NAME),
        server_of(&ca).extended_key_usage([oid::CLIENT_AUTH]),
        server_of(&ca).ca(true),
        server_of(&ca).signed_by("Somebody"),
        // No verdict about names could be had of it: the list of names is empty.
        server_of(&ca).san([]),
        server_of(&ca).validity_raw(b"\x05\x00", b"\x05\x00"),
    ];
    for (index, draft) in drafts.into_iter().enumerate() {
        let server = draft.issue();
        for numbers in [[3, 0, 1], [3, 1, 1]] {
            let records = [record(numbers, &server)];
            assert_eq!(Question::new(&records).found(&[&server, &ca]), by_ee(0), "{index}");
            assert_eq!(Question::new(&records).found(&[&server]), by_ee(0), "{index}");
        }
    }
}

#[test]
fn a_key_that_stays_matches_by_its_selector_alone() {
    let (old, new) = (server(), server_of(&sub_ca()).serial(b"\x07").issue());
    assert_eq!(Question::new(&[record([3, 1, 1], &old)]).found(&[&new]), by_ee(0));
    assert_eq!(Question::new(&[record([3, 0, 1], &old)]).failure(&[&new]).why, NoMatch::OtherEndEntity);
}

#[test]
fn the_end_entity_is_asked_first() {
    let ca = sub_ca();
    let other = server_of(&ca).san([dns("host7.provider.example")]).issue();
    // By the trust anchor alone the name does not hold.
    let anchor = record([2, 0, 1], &ca);
    assert_eq!(
        Question::new(core::slice::from_ref(&anchor)).code(&[&other, &ca]),
        ("no_matching_identifier".to_owned(), Some(0))
    );
    assert_eq!(Question::new(&[anchor, record([3, 1, 1], &other)]).found(&[&other, &ca]), by_ee(1));
}

#[test]
fn the_lowest_of_the_records_that_match_is_named() {
    let server = server();
    let records = [record([3, 1, 1], &root()), record([3, 1, 1], &server), record([3, 0, 1], &server)];
    assert_eq!(Question::new(&records).found(&[&server]), by_ee(1));
}

#[test]
fn a_weaker_digest_does_not_authenticate() {
    let server = server();
    let wrong = record_of([3, 1, 2], b"another key");
    let refusal = Question::new(&[record([3, 1, 1], &server), wrong]).refusal(&[&server]);
    let weaker = Unusable::WeakerDigest { than: MatchingType::SHA2_512 };
    assert_eq!(refusal.records[0].why, NoMatch::Unusable(weaker));
    assert_eq!(refusal.records[1].why, NoMatch::OtherEndEntity);
    assert_eq!(refusal.main_failure().unwrap().record, 1);
}

#[test]
fn without_usable_records_the_profile_says_what_follows() {
    let server = server();
    let records = [record([4, 1, 1], &server), record([3, 2, 1], &server), record([3, 1, 3], &server)];
    let question = Question::new(&records);
    assert_eq!(question.ask(&[&server]), TlsaOutcome::TlsWithoutAuthentication);
    for profile in [DaneProfile::Srv, DaneProfile::Other] {
        assert_eq!(Question { profile, ..question }.ask(&[&server]), TlsaOutcome::PkixAlone);
    }
    assert_eq!(Question::new(&[]).ask(&[&server]), TlsaOutcome::TlsWithoutAuthentication);
}

#[test]
fn a_server_that_sends_nothing_is_not_authenticated() {
    for numbers in [[3, 1, 1], [2, 1, 1], [2, 0, 0], [2, 1, 0]] {
        let failure = Question::new(&[record(numbers, &root())]).failure(&[]);
        assert_eq!(failure.why, NoMatch::NothingSent, "{numbers:?}");
    }
}

#[test]
fn pkix_usages_match_and_leave_the_path_to_the_caller() {
    let (server, ca) = (server(), sub_ca());
    let srv = |records: &[OwnedTlsa], chain: &[&Issued]| {
        let question = Question { profile: DaneProfile::Srv, ..Question::new(records) };
        match question.ask(chain) {
            TlsaOutcome::PkixAndRecordMatches(found) => Ok((found.record, found.usage, found.certificate)),
            other => Err(other),
        }
    };
    let found = srv(&[record([1, 1, 1], &server)], &[&server, &ca]);
    assert_eq!(found, Ok((0, CertificateUsage::PKIX_EE, 0)));
    let found = srv(&[record([0, 0, 1], &ca)], &[&server, &ca]);
    assert_eq!(found, Ok((0, CertificateUsage::PKIX_TA, 1)));
    // An end entity is no authority, and an authority no end entity.
    assert!(matches!(srv(&[record([0, 1, 1], &server)], &[&server, &ca]), Err(TlsaOutcome::PkixPathDecides(_))));
    assert!(matches!(srv(&[record([1, 1, 1], &ca)], &[&server, &ca]), Err(TlsaOutcome::NotAuthenticated(_))));
    // What DANE alone authenticates needs no path.
    let both = [record([1, 1, 1], &server), record([2, 0, 1], &ca)];
    let question = Question { profile: DaneProfile::Srv, ..Question::new(&both) };
    assert_eq!(question.found(&[&server, &ca]), by_ta(1, 1, HOST));
}

#[test]
fn a_root_of_usage_0_need_not_be_sent() {
    let (server, ca, root) = (server(), sub_ca(), root());
    let records = [record([0, 0, 1], &root)];
    let question = Question { profile: DaneProfile::Other, ..Question::new(&records) };
    assert!(matches!(question.ask(&[&server, &ca]), TlsaOutcome::PkixPathDecides(_)));
    let records: Vec<_> = records.iter().map(OwnedTlsa::as_tlsa).collect();
    let set = RecordSet::new(&records, DaneProfile::Other, DIGESTS);
    let on_path = |path: &[&[u8]]| question.evaluator.record_on_path(&set, path);
    assert_eq!(on_path(&[server.der(), ca.der(), root.der()]), Some(0));
    assert_eq!(on_path(&[server.der(), ca.der()]), None);
    assert_eq!(on_path(&[root.der(), ca.der()]), None);
}

/// The hash functions, with how often each octets were digested.
struct Counting(RefCell<BTreeMap<(usize, Vec<u8>), usize>>);

impl Counting {
    fn count(&self, size: usize, octets: &[u8]) {
        *self.0.borrow_mut().entry((size, octets.to_vec())).or_default() += 1;
    }
}

impl Digests for Counting {
    fn sha256(&self, octets: &[u8]) -> [u8; 32] {
        self.count(32, octets);
        Sha2.sha256(octets)
    }

    fn sha384(&self, octets: &[u8]) -> [u8; 48] {
        Sha2.sha384(octets)
    }

    fn sha512(&self, octets: &[u8]) -> [u8; 64] {
        self.count(64, octets);
        Sha2.sha512(octets)
    }
}

#[test]
fn a_certificate_is_digested_once_whatever_the_records() {
    let (server, ca, root) = (server(), sub_ca(), root());
    let mut records: Vec<_> = (0..40u8).map(|index| record_of([2 + index % 2, index / 2 % 2, 1], &[index])).collect();
    records.push(record([2, 0, 1], &root));
    let counting = Counting(RefCell::default());
    let evaluator = Evaluator::new(&counting, webpki::ALL_VERIFICATION_ALGS);
    let question = Question { evaluator, ..Question::new(&records) };
    assert_eq!(question.found(&[&server, &ca, &root]), by_ta(40, 2, HOST));
    let counts = counting.0.borrow();
    assert_eq!(counts.len(), 6, "two selectors of three certificates");
    assert!(counts.values().all(|times| *times == 1));
}

#[test]
fn signature_checks_are_bounded() {
    use srvname_testkit::verdict::build::Counting;
    let ca = Ca::root("Example Root CA");
    let server = server_of(&ca).signed_by("Somebody").issue();
    // Many anchors with the name of the issuer, each with a key of its own.
    let anchors: Vec<_> = (0..150)
        .map(|index| {
            Ca::root_draft("Example Root CA").key(&format!("Key {index}")).without(oid::SUBJECT_KEY_IDENTIFIER)
        })
        .map(|draft| draft.signed_by("Nobody").issue())
        .collect();
    let records: Vec<_> = anchors.iter().map(|anchor| record([2, 0, 0], anchor)).collect();
    let counting = Counting::new();
    let algorithms: [&dyn rustls_pki_types::SignatureVerificationAlgorithm; 1] = [&counting];
    let question = Question { evaluator: Evaluator::new(&Sha2, &algorithms), ..Question::new(&records) };
    let refusal = question.refusal(&[&server]);
    assert_eq!(counting.count(), srvname::path::MAX_SIGNATURE_CHECKS);
    let NoMatch::Path(rejection) = &refusal.main_failure().unwrap().why else { panic!("{refusal}") };
    assert_eq!(rejection.code(), "too_much_work");
}
