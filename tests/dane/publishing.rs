//! What a publisher checks and plans (RFC 7671 §8).

use srvname::delegation::dane::{
    OwnedTlsa, PublicationFinding, PublicationState, PublishedTlsa, Rollover, RolloverStep, Unusable, check_publication,
};
use srvname::delegation::dns::{CertificateUsage, Combination, MatchingType, Selector};
use srvname_testkit::digests::Sha2;
use srvname_testkit::make::{Ca, Issued};

use super::kit::{record, record_of, root, server, server_of, sub_ca};

fn combination(numbers: [u8; 3]) -> Combination {
    let [usage, selector, matching_type] = numbers;
    Combination {
        usage: CertificateUsage(usage),
        selector: Selector(selector),
        matching_type: MatchingType(matching_type),
    }
}

fn check(records: &[OwnedTlsa], chains: &[&[&Issued]], port: u16) -> (Vec<PublicationFinding>, PublicationState) {
    let records: Vec<_> = records.iter().map(OwnedTlsa::as_tlsa).collect();
    let chains: Vec<Vec<_>> = chains.iter().map(|chain| chain.iter().map(|one| one.der()).collect()).collect();
    let chains: Vec<_> = chains.iter().map(Vec::as_slice).collect();
    let report = check_publication(&records, &chains, port, &Sha2);
    (report.findings, report.state)
}

/// Another server certificate, of another key.
fn next_server() -> Issued {
    server_of(&sub_ca()).key("Next Server").issue()
}

#[test]
fn each_combination_must_match_each_chain() {
    let (server, next, ca) = (server(), next_server(), sub_ca());
    let current = record([3, 1, 1], &server);
    assert_eq!(check(core::slice::from_ref(&current), &[&[&server, &ca]], 25), (vec![], PublicationState::Current));
    // A rollover: beside the current record another of the same numbers.
    let both = [current.clone(), record([3, 1, 1], &next)];
    assert_eq!(check(&both, &[&[&server, &ca]], 25), (vec![], PublicationState::Rollover));
    // The next key under another digest leaves those who prefer it with nothing, however the weaker one matches.
    let mixed = [current.clone(), record([3, 1, 2], &next)];
    let missing = PublicationFinding::NoCurrentRecord { combination: combination([3, 1, 2]), chain: 0 };
    assert_eq!(check(&mixed, &[&[&server, &ca]], 25).0, [missing]);
    let mixed = [record([3, 1, 1], &next), record([3, 1, 2], &server)];
    let missing = PublicationFinding::NoCurrentRecord { combination: combination([3, 1, 1]), chain: 0 };
    assert_eq!(check(&mixed, &[&[&server, &ca]], 25).0, [missing]);
    // One of two chains is forgotten.
    let missing = PublicationFinding::NoCurrentRecord { combination: combination([3, 1, 1]), chain: 1 };
    assert_eq!(check(&[current], &[&[&server, &ca], &[&next, &ca]], 25).0, [missing]);
    // Two chains at a time are no rollover.
    let several = PublicationFinding::SeveralCurrent { chains: 2 };
    assert_eq!(check(&both, &[&[&server, &ca], &[&next, &ca]], 25), (vec![several], PublicationState::Current));
}

#[test]
fn a_trust_anchor_must_be_sent() {
    let (server, ca, root, other) = (server(), sub_ca(), root(), Ca::root("Another Root CA"));
    let chain: &[&Issued] = &[&server, &ca];
    let missing = |numbers| PublicationFinding::AnchorNotSent { combination: combination(numbers), chain: 0 };
    assert_eq!(check(&[record([2, 1, 1], &root)], &[chain], 25).0, [missing([2, 1, 1])]);
    assert_eq!(check(&[record([2, 0, 1], &root)], &[&[&server, &ca, &root]], 25), (vec![], PublicationState::Current));
    let records = [record([3, 1, 1], &server), record([2, 1, 1], &other)];
    assert_eq!(check(&records, &[chain], 25).0, [missing([2, 1, 1])]);
    // In full it need not be (RFC 7671 §5.2.2), but it is long.
    let whole = PublicationFinding::WholeCertificate { record: 0 };
    assert_eq!(check(&[record([2, 0, 0], &root)], &[chain], 25).0, [whole]);
    assert_eq!(check(&[record([2, 0, 0], &other)], &[chain], 25).0, [missing([2, 0, 0]), whole]);
    // The end entity is no anchor.
    assert_eq!(check(&[record([2, 1, 1], &server)], &[chain], 25).0, [missing([2, 1, 1])]);
    // A public root is known without being sent.
    let public = PublicationFinding::PublicRootNotSent { combination: combination([0, 0, 1]), chain: 0 };
    assert_eq!(check(&[record([0, 0, 1], &root)], &[chain], 443).0, [public]);
}

#[test]
fn what_is_wrong_with_a_record_by_itself() {
    let server = server();
    let chain: &[&Issued] = &[&server];
    let pkix = PublicationFinding::PkixUsageOnPort25 { record: 0 };
    assert_eq!(check(&[record([1, 1, 1], &server)], &[chain], 25).0, [pkix]);
    assert_eq!(check(&[record([1, 1, 1], &server)], &[chain], 5222).0, []);
    for matching_type in [1, 2] {
        let records = [record_of([3, 1, matching_type], b""), record([3, 1, matching_type], &server)];
        assert_eq!(check(&records, &[chain], 25).0, [PublicationFinding::DigestOfNothing { record: 0 }]);
    }
    let records = [record([3, 1, 1], &server), OwnedTlsa::parse("3 1 1 00").unwrap()];
    let why = Unusable::Length { found: 1, expected: 32 };
    assert_eq!(check(&records, &[chain], 25).0, [PublicationFinding::Unusable { record: 1, why }]);
    assert_eq!(check(&[record([3, 1, 1], &server)], &[], 25), (vec![], PublicationState::Unchecked));
}

#[test]
fn a_digest_of_a_certificate_that_is_replaced_often() {
    let days = |days: u32| {
        let (month, day) = if days == 90 { (3, 31) } else { (12, 31) };
        server_of(&sub_ca())
            .not_before("2026-01-01T00:00:00Z")
            .not_after(&format!("2026-{month:02}-{day}T23:59:59Z"))
            .issue()
    };
    let short = PublicationFinding::ShortLived { record: 0, days: 90 };
    assert_eq!(check(&[record([3, 0, 1], &days(90))], &[&[&days(90)]], 25).0, [short]);
    assert_eq!(check(&[record([3, 1, 1], &days(90))], &[&[&days(90)]], 25).0, []);
    assert_eq!(check(&[record([3, 0, 1], &days(365))], &[&[&days(365)]], 25).0, []);
}

#[test]
fn findings_are_sentences_with_errors_first() {
    let server = server();
    let records = [record([1, 0, 0], &server), record([3, 1, 1], &root())];
    let (findings, _) = check(&records, &[&[&server]], 25);
    let shown: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "3 1 1 has no record for chain 0, which the server sends",
            "record 0 has usage 0 or 1, which are not for port 25: publish usage 3 or 2",
            "record 0 holds a whole certificate, for which answers over UDP are too short",
        ]
    );
    assert_eq!(findings[0].citation().to_string(), "RFC 7671 §8");
}

/// The steps of a server with these records, each published at a time, in seconds.
fn steps(published: &[(&OwnedTlsa, u64)], current: &[&Issued], next: &[&Issued], now: u64) -> Vec<RolloverStep> {
    let published: Vec<_> =
        published.iter().map(|(record, since)| PublishedTlsa { record: record.as_tlsa(), since: *since }).collect();
    let ders = |chain: &[&Issued]| chain.iter().map(|one| one.der().to_vec()).collect::<Vec<_>>();
    let (current, next) = (ders(current), ders(next));
    let (current, next): (Vec<_>, Vec<_>) =
        (current.iter().map(Vec::as_slice).collect(), next.iter().map(Vec::as_slice).collect());
    let rollover = Rollover { published: &published, ttl: 3_600, current: &[&current], next: &[&next], now };
    rollover.steps(&Sha2)
}

/// RFC 7671 §8.1: the three sets of its example, and what is between them.
#[test]
fn a_new_key_is_announced_two_ttls_before_it_is_used() {
    let (old, new) = (server(), next_server());
    let (old_record, new_record) = (record([3, 1, 1], &old), record([3, 1, 1], &new));
    let remove = || RolloverStep::Remove(old_record.clone());
    assert_eq!(
        steps(&[(&old_record, 0)], &[&old], &[&new], 50_000),
        [RolloverStep::Publish(new_record.clone()), RolloverStep::Wait(7_200), RolloverStep::Deploy, remove(),]
    );
    let both = [(&old_record, 0), (&new_record, 50_000)];
    assert_eq!(steps(&both, &[&old], &[&new], 51_000), [RolloverStep::Wait(6_200), RolloverStep::Deploy, remove()]);
    assert_eq!(steps(&both, &[&old], &[&new], 57_200), [RolloverStep::Deploy, remove()]);
    assert_eq!(steps(&both, &[&new], &[&new], 57_201), [remove()]);
    assert_eq!(steps(&[(&new_record, 50_000)], &[&new], &[&new], 57_202), []);
}

#[test]
fn a_key_that_stays_changes_no_record() {
    let (old, renewed) = (server(), server_of(&sub_ca()).serial(b"\x07").issue());
    let record_of_key = record([3, 1, 1], &old);
    assert_eq!(steps(&[(&record_of_key, 0)], &[&old], &[&renewed], 50_000), [RolloverStep::Deploy]);
    let of_certificate = record([3, 0, 1], &old);
    assert_eq!(steps(&[(&of_certificate, 0)], &[&old], &[&renewed], 50_000).len(), 4);
    // The issuing CA stays as well.
    let anchor = record([2, 0, 1], &sub_ca());
    let chain = |server| [server, sub_ca()];
    let (old, renewed) = (chain(old), chain(next_server()));
    let [old, renewed] = [&old, &renewed].map(|[server, ca]| [server, ca]);
    assert_eq!(steps(&[(&anchor, 0)], &old, &renewed, 50_000), [RolloverStep::Deploy]);
}

#[test]
fn records_that_lack_the_current_chain_are_mended_first() {
    let (old, new) = (server(), next_server());
    assert_eq!(steps(&[], &[&old], &[&old], 0), [RolloverStep::Publish(record([3, 1, 1], &old))]);
    let (current, foreign) = (record([3, 1, 1], &old), record([3, 1, 2], &new));
    assert_eq!(
        steps(&[(&current, 0), (&foreign, 0)], &[&old], &[&old], 50_000),
        [RolloverStep::Publish(record([3, 1, 2], &old)), RolloverStep::Remove(foreign)]
    );
}
