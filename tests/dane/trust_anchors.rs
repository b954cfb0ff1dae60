//! DANE-TA: paths to a trust anchor that a record names.

use srvname::delegation::dane::{MatchNote, NoMatch, TlsaHint, TlsaOutcome};
use srvname::{Policy, SubCaRule};
use srvname_testkit::make::{Ca, Constraints, Issued, dns, oid, srv};

use super::kit::{HOST, Question, by_ta, record, record_of, root, server, server_of, sub_ca};

#[test]
fn an_anchor_that_is_sent_is_matched_wherever_it_is_sent() {
    let (server, ca, root) = (server(), sub_ca(), root());
    for numbers in [[2, 0, 0], [2, 0, 1], [2, 0, 2], [2, 1, 0], [2, 1, 1], [2, 1, 2]] {
        let records = [record(numbers, &root)];
        // The depth is that on the path.
        for chain in [[&server, &ca, &root], [&server, &root, &ca]] {
            assert_eq!(Question::new(&records).found(&chain), by_ta(0, 2, HOST), "{numbers:?}");
        }
        assert_eq!(Question::new(&[record(numbers, &ca)]).found(&[&server, &ca]), by_ta(0, 1, HOST), "{numbers:?}");
    }
}

#[test]
fn an_anchor_must_be_sent_unless_the_record_holds_it() {
    let (server, ca, root) = (server(), sub_ca(), root());
    for numbers in [[2, 0, 1], [2, 0, 2], [2, 1, 1], [2, 1, 2]] {
        let failure = Question::new(&[record(numbers, &root)]).failure(&[&server, &ca]);
        let hint = (numbers[1] == 0).then_some(TlsaHint::RootNotSent);
        assert_eq!((failure.why, failure.hint), (NoMatch::NoCertificate, hint), "{numbers:?}");
    }
    assert_eq!(Question::new(&[record([2, 0, 0], &root)]).found(&[&server, &ca]), by_ta(0, 2, HOST));
    assert_eq!(Question::new(&[record([2, 0, 0], &ca)]).found(&[&server]), by_ta(0, 1, HOST));
}

/// RFC 7671 §5.2.3.
#[test]
fn a_bare_key_is_tried_on_the_topmost_certificate() {
    let (server, ca, root) = (server(), sub_ca(), root());
    let records = [record([2, 1, 0], &root)];
    assert_eq!(Question::new(&records).found(&[&server, &ca]), by_ta(0, 2, HOST));
    // Of the topmost alone: it signed what is above this one, and not this one.
    assert_eq!(Question::new(&records).failure(&[&server]).why, NoMatch::KeyDidNotSign);
    assert_eq!(Question::new(&[record([2, 1, 0], &ca)]).found(&[&server]), by_ta(0, 1, HOST));
    let other = [record([2, 1, 0], &Ca::root("Another Root CA"))];
    assert_eq!(Question::new(&other).failure(&[&server, &ca]).why, NoMatch::KeyDidNotSign);
    // However many are below it, in whichever order.
    let lower = ca.sub_ca("Example Lower CA").issue();
    let below = server_of(&lower).issue();
    for chain in [[&below, &lower, &ca], [&below, &ca, &lower]] {
        assert_eq!(Question::new(&records).found(&chain), by_ta(0, 3, HOST));
    }
    // The topmost certificate and those below it are valid, or they are not.
    let old = root.sub_ca("Example Issuing CA").not_after("2025-01-01T00:00:00Z").issue();
    assert_eq!(Question::new(&records).code(&[&server, &old]), ("expired".to_owned(), Some(1)));
}

#[test]
fn a_name_is_asked_for() {
    let ca = sub_ca();
    let records = [record([2, 0, 1], &ca)];
    let question = Question::new(&records);
    let named = |name: &str| server_of(&ca).san([dns(name)]).issue();
    assert_eq!(question.found(&[&named("example.com"), &ca]), by_ta(0, 1, "example.com"));
    assert_eq!(question.found(&[&named("*.example.com"), &ca]), by_ta(0, 1, HOST));
    let mismatch = ("no_matching_identifier".to_owned(), Some(0));
    assert_eq!(question.code(&[&named("host7.provider.example"), &ca]), mismatch);
    // Below an insecure MX the host is the only reference.
    let host_only = Question { references: &[HOST], ..question };
    assert_eq!(host_only.code(&[&named("example.com"), &ca]), mismatch);
}

/// RFC 7672 §3.2.3 admits a CN-ID, RFC 7671 §10.2 "when still supported".
#[test]
fn a_common_name_is_no_name() {
    let ca = sub_ca();
    let server = ca.end_entity(HOST).without(oid::SUBJECT_ALT_NAME).issue();
    let question_code = Question::new(&[record([2, 0, 1], &ca)]).code(&[&server, &ca]);
    assert_eq!(question_code, ("no_matching_identifier".to_owned(), Some(0)));
}

#[test]
fn dates_and_usages_are_asked_below_the_anchor() {
    let (ca, root) = (sub_ca(), root());
    let expired = server_of(&ca).not_after("2025-01-01T00:00:00Z").issue();
    let question_code = Question::new(&[record([2, 0, 1], &ca)]).code(&[&expired, &ca]);
    assert_eq!(question_code, ("expired".to_owned(), Some(0)));
    let old = root.sub_ca("Example Issuing CA").not_after("2025-01-01T00:00:00Z").issue();
    let question_code = Question::new(&[record([2, 0, 1], &root)]).code(&[&server(), &old, &root]);
    assert_eq!(question_code, ("expired".to_owned(), Some(1)));
    let client = server_of(&ca).extended_key_usage([oid::CLIENT_AUTH]).issue();
    let question_code = Question::new(&[record([2, 0, 1], &ca)]).code(&[&client, &ca]);
    assert_eq!(question_code, ("extended_key_usage".to_owned(), Some(0)));
}

/// DECISIONS 34: the anchor's own dates are not asked.
#[test]
fn an_anchor_that_has_expired_is_a_note() {
    let old = root().sub_ca("Example Issuing CA").not_after("2025-01-01T00:00:00Z").issue();
    let server = server();
    for numbers in [[2, 0, 1], [2, 1, 1], [2, 0, 0]] {
        let TlsaOutcome::Authenticated(found) = Question::new(&[record(numbers, &old)]).ask(&[&server, &old]) else {
            panic!("{numbers:?}")
        };
        assert_eq!(found.notes, [MatchNote::AnchorExpired { not_after: 1_735_689_600 }], "{numbers:?}");
        assert!(found.notes[0].to_string().contains("2025-01-01T00:00:00Z"), "{}", found.notes[0]);
    }
    let TlsaOutcome::Authenticated(found) = Question::new(&[record([2, 0, 1], &sub_ca())]).ask(&[&server, &sub_ca()])
    else {
        panic!()
    };
    assert_eq!(found.notes, []);
}

#[test]
fn the_end_entity_is_never_its_own_anchor() {
    let ca = sub_ca();
    let own = Ca::root_draft(HOST).san([dns(HOST)]).key_usage([]).extended_key_usage([oid::SERVER_AUTH]).issue();
    for numbers in [[2, 0, 0], [2, 0, 1], [2, 1, 0], [2, 1, 1]] {
        for chain in [&[&own][..], &[&own, &own], &[&server(), &ca]] {
            let failure = Question::new(&[record(numbers, chain[0])]).failure(chain);
            assert_eq!(failure.why, NoMatch::IsEndEntity, "{numbers:?}");
            assert_eq!(failure.hint, Some(TlsaHint::OfEndEntity), "{numbers:?}");
        }
    }
    // Another certificate with its subject and key is no anchor of it either.
    let copy = Ca::root_draft(HOST).serial(b"\x07").issue();
    let failure = Question::new(&[record([2, 0, 1], &copy)]).code(&[&own, &copy]);
    assert_eq!(failure.0, "repeated_certificate");
}

/// Anybody can send the certificates of a CA along.
#[test]
fn a_certificate_that_is_on_no_path_is_no_anchor() {
    let (ca, other) = (sub_ca(), Ca::root("Another Root CA"));
    let stranger = server_of(&other).issue();
    let records = [record([2, 0, 1], &ca)];
    let failure = Question::new(&records).failure(&[&stranger, &ca]);
    assert_eq!(failure.why, NoMatch::NotOnPath { certificate: Some(1) });
    assert_eq!(
        Question::new(&records).failure(&[&stranger, &other, &ca]).why,
        NoMatch::NotOnPath { certificate: Some(2) }
    );
    let failure = Question::new(&[record([2, 0, 0], &ca)]).failure(&[&stranger]);
    assert_eq!(failure.why, NoMatch::NotOnPath { certificate: None });
    // A forged signature names the CA, and has nothing of it.
    let forged = server_of(&ca).signed_by("Somebody").issue();
    assert_eq!(Question::new(&records).code(&[&forged, &ca]), ("bad_signature".to_owned(), Some(0)));
}

#[test]
fn a_record_is_not_blamed_for_the_path_to_another() {
    let (ca, other) = (sub_ca(), Ca::root("Another Root CA"));
    let expired = server_of(&ca).not_after("2025-01-01T00:00:00Z").issue();
    let records = [record([2, 0, 1], &other), record([2, 0, 1], &ca), record([2, 0, 1], &root())];
    let refusal = Question::new(&records).refusal(&[&expired, &ca, &other]);
    assert_eq!(refusal.records[0].why, NoMatch::NotOnPath { certificate: Some(2) });
    assert!(matches!(&refusal.records[1].why, NoMatch::Path(rejection) if rejection.code() == "expired"));
    assert_eq!(refusal.records[2].why, NoMatch::NoCertificate);
    assert_eq!(refusal.main_failure().unwrap().record, 1);
}

#[test]
fn who_is_no_ca_is_no_anchor_and_no_issuer() {
    let ca = sub_ca();
    let web = ca.end_entity("web.example.com").issue();
    let server = server_of(&web).issue();
    for (numbers, certificate) in [([2, 0, 1], Some(1)), ([2, 1, 1], Some(1)), ([2, 0, 0], None)] {
        let chain = [&server, &web];
        let sent = if certificate.is_some() { &chain[..] } else { &chain[..1] };
        let failure = Question::new(&[record(numbers, &web)]).failure(sent);
        assert_eq!(failure.why, NoMatch::NotACa { certificate }, "{numbers:?}");
    }
    let code = Question::new(&[record([2, 0, 1], &ca)]).code(&[&server, &web, &ca]);
    assert_eq!(code, ("not_a_ca".to_owned(), Some(1)));
}

#[test]
fn a_certificate_that_cannot_be_read_is_no_anchor() {
    let broken = root().sub_ca("Example Issuing CA").san([]).issue();
    let failure = Question::new(&[record([2, 0, 1], &broken)]).failure(&[&server(), &broken]);
    assert!(matches!(failure.why, NoMatch::Malformed { certificate: Some(1), .. }), "{}", failure.why);
    let ca = sub_ca();
    let broken = server_of(&ca).san([]).issue();
    let failure = Question::new(&[record([2, 0, 1], &ca)]).failure(&[&broken, &ca]);
    assert!(matches!(failure.why, NoMatch::Malformed { certificate: Some(0), .. }), "{}", failure.why);
}

fn constrained(constraints: Constraints) -> Issued {
    root().sub_ca("Example Issuing CA").constraints(constraints).issue()
}

/// RFC 7671 §5.2.1, DECISIONS 34: whatever the selector, where the certificate is at hand.
#[test]
fn the_constraints_of_the_anchor_hold() {
    let inside = constrained(Constraints::new().permit(dns("example.com")));
    let outside = constrained(Constraints::new().permit(dns("example.net")));
    let server = server();
    for numbers in [[2, 0, 0], [2, 0, 1], [2, 0, 2], [2, 1, 0], [2, 1, 1], [2, 1, 2]] {
        assert_eq!(Question::new(&[record(numbers, &inside)]).found(&[&server, &inside]), by_ta(0, 1, HOST));
        let failure = Question::new(&[record(numbers, &outside)]).failure(&[&server, &outside]);
        let NoMatch::Path(rejection) = failure.why else { panic!("{numbers:?}: {}", failure.why) };
        assert_eq!((rejection.code(), rejection.imposed_by().map(|at| at.get())), ("name_not_permitted", Some(1)));
    }
    // From the record alone, too.
    let code = Question::new(&[record([2, 0, 0], &outside)]).code(&[&server]);
    assert_eq!(code.0, "name_not_permitted");
    // And a key alone brings none.
    assert_eq!(Question::new(&[record([2, 1, 0], &outside)]).found(&[&server]), by_ta(0, 1, HOST));
}

#[test]
fn the_path_length_of_the_anchor_holds() {
    let short = Ca::root_draft("Example Root CA").path_len(0).issue();
    let code = Question::new(&[record([2, 0, 1], &short)]).code(&[&server(), &sub_ca(), &short]);
    assert_eq!(code.0, "path_length_exceeded");
    let direct = server_of(&short).issue();
    assert_eq!(Question::new(&[record([2, 0, 1], &short)]).found(&[&direct, &short]), by_ta(0, 1, HOST));
}

/// RFC 9525 §7.6, DECISIONS 1: below a DANE-TA as below any anchor.
#[test]
fn a_ca_that_leaves_srv_name_open_refuses_one() {
    let (root, open) = (root(), sub_ca());
    let listed = constrained(Constraints::new().permit(srv("example.com")));
    let presenting = |ca: &Issued| server_of(ca).san([dns(HOST), srv("_xmpp-client.example.com")]).issue();
    let records = [record([2, 0, 1], &root)];
    let question = Question::new(&records);
    let code = question.code(&[&presenting(&open), &open, &root]);
    assert_eq!(code, ("ca_lacks_srv_constraints".to_owned(), Some(1)));
    assert_eq!(question.found(&[&presenting(&listed), &listed, &root]), by_ta(0, 2, HOST));
    assert_eq!(question.found(&[&presenting(&root), &root]), by_ta(0, 1, HOST));
    let relaxed = question.evaluator.with_policy(Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280));
    let relaxed = Question { evaluator: relaxed, ..question };
    assert_eq!(relaxed.found(&[&presenting(&open), &open, &root]), by_ta(0, 2, HOST));
    // DANE-EE does not ask.
    let server = presenting(&open);
    assert_eq!(Question::new(&[record([3, 1, 1], &server)]).found(&[&server, &open]).1, "DANE-EE");
}

/// A certificate of the same name that was sent is passed over for the one that the DNS has.
#[test]
fn the_anchor_of_the_dns_comes_before_what_was_sent() {
    let server = server();
    let named_alike = root().sub_ca("Example Issuing CA").key("Another Key").issue();
    let records = [record([2, 0, 0], &sub_ca())];
    assert_eq!(Question::new(&records).found(&[&server, &named_alike]), by_ta(0, 1, HOST));
    // Its variant with the same key neither takes its place nor adds to it.
    let variant = constrained(Constraints::new().permit(dns("example.net")));
    assert_eq!(Question::new(&records).found(&[&server, &variant]), by_ta(0, 1, HOST));
    // Where records name both, the constraints of both hold (DECISIONS 7).
    let both = [record([2, 0, 0], &sub_ca()), record([2, 0, 1], &variant)];
    let refusal = Question::new(&both).refusal(&[&server, &variant]);
    assert!(refusal.to_string().contains("example.com"), "{refusal}");
}

#[test]
fn several_anchors_are_one_search() {
    let (server, ca, root) = (server(), sub_ca(), root());
    let unrelated = record_of([2, 0, 1], b"a certificate of somebody else");
    let records = [unrelated, record([2, 1, 1], &root), record([2, 0, 1], &ca)];
    // The anchor nearest to the end entity is the one that is found.
    assert_eq!(Question::new(&records).found(&[&server, &ca, &root]), by_ta(2, 1, HOST));
    // An end entity that only the farther one accepts: the nearer one is constrained.
    let outside = constrained(Constraints::new().permit(dns("example.net")));
    let records = [record([2, 0, 1], &outside), record([2, 0, 1], &root)];
    let refusal = Question::new(&records).refusal(&[&server, &outside, &root]);
    assert!(matches!(&refusal.records[0].why, NoMatch::Path(_)), "{refusal}");
}
