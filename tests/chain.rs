//! Path building, with real signatures: how a path is found, what is asked of it and in which order, and which refusal is
//! the answer when there is none.

use srvname_testkit::{make, verdict};

use std::cell::Cell;

use make::certificate::KeyUsage;
use make::{Ca, Constraints, Dn, Draft, Extension, GeneralName, Issued, der, dns, oid, srv};
use rustls_pki_types::SignatureVerificationAlgorithm;
use srvname::{
    Certificate, CertificatePool, PathBuilder, Policy, ReferenceId, SubCaRule,
    path::{Purpose, RejectionKind},
};
use verdict::build::{AT, Question, refusing};
use verdict::{Verdict, accepted, refused};

fn root() -> Issued {
    Ca::root("Example Root CA")
}

fn permit(base: GeneralName) -> Constraints {
    Constraints::new().permit(base)
}

fn server(ca: &Issued) -> Issued {
    ca.end_entity("Example Server").san([dns("www.example.com")]).issue()
}

/// Every order of four things.
fn orders() -> Vec<[usize; 4]> {
    let all = |index: usize| [index / 64 % 4, index / 16 % 4, index / 4 % 4, index % 4];
    let distinct = |order: &[usize; 4]| (0..4).all(|place| order.contains(&place));
    (0..256).map(all).filter(distinct).collect()
}

#[test]
fn a_pool_has_no_order() {
    let first = root().sub_ca("First CA").issue();
    let second = first.sub_ca("Second CA").issue();
    let third = second.sub_ca("Third CA").issue();
    let stranger = Ca::root("Stranger CA");
    let (leaf, root) = (server(&third), root());
    let pool = [&first, &second, &third, &stranger];
    let orders = orders();
    assert_eq!(orders.len(), 24);
    for order in orders {
        let path = Question::new(&[&root]).path(&leaf, &order.map(|index| pool[index]));
        let expected = ["CN=Example Server", "CN=Third CA", "CN=Second CA", "CN=First CA", "CN=Example Root CA"];
        assert_eq!(path, Ok(expected.map(str::to_owned).to_vec()), "{order:?}");
    }
}

/// The end entity among the intermediates, the root, and everything twice: peers send what they have.
#[test]
fn a_pool_may_hold_what_belongs_elsewhere() {
    let (sub, root) = (root().sub_ca("Example Sub CA").issue(), root());
    let leaf = server(&sub);
    let question = Question::new(&[&root]);
    assert_eq!(question.ask(&leaf, &[&leaf, &sub, &root]), accepted());
    assert_eq!(question.ask(&leaf, &[&root, &root, &sub, &sub, &leaf, &leaf]), accepted());
    assert_eq!(question.path(&leaf, &[&root, &sub]).unwrap().len(), 3);
    assert_eq!(question.ask(&server(&root), &[]), accepted());
}

#[test]
fn nobody_issued_it() {
    let (root, other) = (root(), Ca::root("Another Root CA"));
    let sub = root.sub_ca("Example Sub CA").issue();
    let leaf = server(&sub);
    let question = Question::new(&[&other]);
    assert_eq!(question.ask(&leaf, &[]), refused("unknown_issuer", 0));
    assert_eq!(question.ask(&leaf, &[&sub]), refused("unknown_issuer", 1));
    assert_eq!(question.ask(&leaf, &[&sub, &root]), refused("unknown_issuer", 2));
    assert_eq!(Question::new(&[]).ask(&leaf, &[&sub, &root]), refused("unknown_issuer", 2));
    // A self-signed end entity that nobody trusts has no issuer but itself.
    let own = Ca::root_draft("www.example.com").san([dns("www.example.com")]).issue();
    assert_eq!(Question::new(&[&root]).ask(&own, &[&own]), refused("unknown_issuer", 0));
    // Trusted, it is an anchor, and no path leads from an anchor to itself.
    assert_eq!(Question::new(&[&own]).ask(&own, &[]), refused("repeated_certificate", 1));
}

/// A refusal shows the certificates it speaks of; where no path exists, the issuers found by name.
#[test]
fn a_refusal_shows_its_path() {
    let root = root();
    let sub = root.sub_ca("Example Sub CA").issue();
    let forged = sub.end_entity("x").signed_by("Somebody").issue();
    let leaf = server(&sub);
    let subjects = |leaf: &Issued, roots: &[&Issued], pool: &[&Issued]| {
        Question::new(roots).refusal(leaf, pool, |refusal| {
            let subjects: Vec<_> =
                refusal.path.certificates.iter().map(|certificate| certificate.subject().to_string()).collect();
            (subjects.join(" < "), refusal.path.anchor.map(|anchor| anchor.subject().to_string()))
        })
    };
    let anchored = || Some("CN=Example Root CA".to_owned());
    assert_eq!(subjects(&forged, &[&root], &[&sub]), ("CN=x < CN=Example Sub CA".to_owned(), anchored()));
    assert_eq!(subjects(&leaf, &[], &[&sub]), ("CN=Example Server < CN=Example Sub CA".to_owned(), None));
    // It ends at the anchor, whatever else the peer sent.
    assert_eq!(subjects(&forged, &[&root], &[&sub, &root]), ("CN=x < CN=Example Sub CA".to_owned(), anchored()));
    // A CA and its new key share a name and are two certificates, each shown once.
    let new = sub.self_issued("new key").issue();
    let shown = "CN=x < CN=Example Sub CA < CN=Example Sub CA".to_owned();
    assert_eq!(subjects(&forged, &[], &[&new, &sub]), (shown, None));
    let outside = sub.end_entity("x").san([srv("_imap.example.com")]).issue();
    assert_eq!(subjects(&outside, &[&root], &[&sub]), ("CN=x < CN=Example Sub CA".to_owned(), anchored()));
}

/// AKI and SKI say where to look first, and decide nothing.
#[test]
fn key_identifiers_are_a_hint() {
    let root = root();
    let question = Question::new(&[&root]);
    let drafts: [(&str, fn(Draft) -> Draft); 4] = [
        ("as they should be", |draft| draft),
        ("none", |draft| draft.without(oid::AUTHORITY_KEY_IDENTIFIER).without(oid::SUBJECT_KEY_IDENTIFIER)),
        ("wrong", |draft| draft.authority_key_identifier(b"wrong").subject_key_identifier(b"wrong too")),
        ("unreadable", |draft| {
            draft.set(Extension::new(oid::AUTHORITY_KEY_IDENTIFIER, false, b"\x30\x80")).set(Extension::new(
                oid::SUBJECT_KEY_IDENTIFIER,
                false,
                b"",
            ))
        }),
    ];
    for (what, change) in drafts {
        for (other, change_too) in drafts {
            let sub = change(root.sub_ca("Example Sub CA")).issue();
            let leaf = change_too(sub.end_entity("x").san([dns("www.example.com")])).issue();
            assert_eq!(question.ask(&leaf, &[&sub]), accepted(), "{what}, {other}");
        }
    }
    // Among twenty of one name the right one is tried first, wherever it stands.
    let twins: Vec<_> = (0..20).map(|number| root.sub_ca("Twin CA").key(&format!("Twin {number}")).issue()).collect();
    let pool: Vec<_> = twins.iter().map(Issued::der).collect();
    for issuer in [&twins[0], &twins[10], &twins[19]] {
        assert_eq!(question.count(server(issuer).der(), &pool), (accepted(), 2));
    }
}

/// A CA that says nothing of its key is tried before one that says it has another.
#[test]
fn a_key_identifier_that_contradicts_is_tried_last() {
    let root = root();
    let twin = |key: &str| root.sub_ca("Twin CA").key(key);
    let (silent, other) = (twin("Twin 1").without(oid::SUBJECT_KEY_IDENTIFIER).issue(), twin("Twin 2").issue());
    let leaf = server(&silent);
    for pool in [[silent.der(), other.der()], [other.der(), silent.der()]] {
        assert_eq!(Question::new(&[&root]).count(leaf.der(), &pool), (accepted(), 2));
    }
}

/// A CA's new key, certified by the old one: the name occurs twice in the path, and no key does.
#[test]
fn a_path_may_lead_through_a_new_key_of_a_ca() {
    let root = root();
    let sub = root.sub_ca("Example Sub CA").issue();
    let new = sub.self_issued("new key").issue();
    let leaf = server(&new);
    let expected = ["CN=Example Server", "CN=Example Sub CA", "CN=Example Sub CA", "CN=Example Root CA"];
    for pool in [[&new, &sub], [&sub, &new]] {
        assert_eq!(Question::new(&[&root]).path(&leaf, &pool), Ok(expected.map(str::to_owned).to_vec()));
    }
}

/// Without identifiers each is tried until a signature holds.
#[test]
fn twenty_look_alikes_are_told_apart_by_the_signature() {
    let root = root();
    let twin =
        |number| root.sub_ca("Twin CA").key(&format!("Twin {number}")).without(oid::SUBJECT_KEY_IDENTIFIER).issue();
    let twins: Vec<_> = (0..20).map(twin).collect();
    let pool: Vec<_> = twins.iter().map(Issued::der).collect();
    let question = Question::new(&[&root]);
    // One check for each twin before it, one for itself, and one for its own signature.
    for (index, checks) in [(0, 2), (10, 12), (19, 21)] {
        let leaf = server(&twins[index]);
        assert_eq!(question.count(leaf.der(), &pool), (accepted(), checks));
    }
    let stranger = root.sub_ca("Twin CA").key("Twin 99").issue();
    assert_eq!(question.count(server(&stranger).der(), &pool), (refused("bad_signature", 0), 20));
}

/// A hundred checks are the most a verification costs; the hundred-and-first is too much work.
#[test]
fn the_number_of_signature_checks_is_bounded() {
    let root = root();
    let twin =
        |number| root.sub_ca("Twin CA").key(&format!("Twin {number}")).without(oid::SUBJECT_KEY_IDENTIFIER).issue();
    let twins: Vec<_> = (0..100).map(twin).collect();
    let pool: Vec<_> = twins.iter().map(Issued::der).collect();
    let question = Question::new(&[&root]);
    assert_eq!(question.count(server(&twins[98]).der(), &pool), (accepted(), 100));
    assert_eq!(question.count(server(&twins[99]).der(), &pool), (refused("too_much_work", None), 100));
    let patient = Question { max_signature_checks: 101, ..question };
    assert_eq!(patient.count(server(&twins[99]).der(), &pool), (accepted(), 101));
    let never = Question { max_signature_checks: 0, ..question };
    assert_eq!(never.count(server(&twins[0]).der(), &pool), (refused("too_much_work", None), 0));
}

/// CAs that certify each other lead nowhere, and the search ends all the same.
#[test]
fn a_search_does_not_go_in_a_circle() {
    let root = root();
    let first = root.sub_ca("First CA").issue();
    let second = root.sub_ca("Second CA").issue();
    let first_by_second = second.sub_ca("First CA").issue();
    let second_by_first = first.sub_ca("Second CA").issue();
    let first_by_itself = first.self_issued("First CA").issue();
    let leaf = server(&first);
    let circle = [&first_by_second, &second_by_first, &first_by_itself];
    let ders = circle.map(Issued::der);
    assert_eq!(Question::new(&[&root]).count(leaf.der(), &ders), (refused("unknown_issuer", 2), 2));
    assert_eq!(Question::new(&[&root]).ask(&leaf, &[circle[0], circle[1], circle[2], &second]), accepted());
}

#[test]
fn a_cross_signed_ca_has_two_ways_up() {
    let (one, two) = (Ca::root("Root One"), Ca::root("Root Two"));
    let by_one = one.sub_ca("Example Sub CA").issue();
    let by_two = two.sub_ca("Example Sub CA").issue();
    let leaf = server(&by_one);
    for (root, name) in [(&one, "CN=Root One"), (&two, "CN=Root Two")] {
        for pool in [[&by_one, &by_two], [&by_two, &by_one]] {
            assert_eq!(Question::new(&[root]).path(&leaf, &pool).unwrap()[2], name);
        }
    }
    // An anchor ends the path although the pool would go on.
    let root_two_by_one = one.sub_ca("Root Two").issue();
    let path = Question::new(&[&two, &one]).path(&leaf, &[&root_two_by_one, &by_two]);
    assert_eq!(path.unwrap(), ["CN=Example Server", "CN=Example Sub CA", "CN=Root Two"]);
}

/// The search turns back on a refusal of names or of the rule, as it does on a bad signature.
#[test]
fn another_path_is_tried_after_a_refusal_of_names() {
    let (one, two) = (Ca::root("Root One"), Ca::root("Root Two"));
    let outside = one.sub_ca("Example Sub CA").constraints(permit(srv("example.net"))).issue();
    let open = one.sub_ca("Example Sub CA").serial(b"\x01").issue();
    let good = two.sub_ca("Example Sub CA").constraints(permit(srv("example.com"))).issue();
    let leaf = good.end_entity("x").san([srv("_imap.example.com")]).issue();
    let roots = [&one, &two];
    let question = Question::new(&roots);
    let path = question.path(&leaf, &[&outside, &open, &good]);
    assert_eq!(path.unwrap(), ["CN=x", "CN=Example Sub CA", "CN=Root Two"]);
    assert_eq!(question.ask(&leaf, &[&outside]), refused("name_not_permitted", 0).by(1));
    assert_eq!(question.ask(&leaf, &[&open]), refused("ca_lacks_srv_constraints", 1));
}

/// And on a refusal of identity, although no other path gives the end entity another name.
#[test]
fn identity_is_asked_last() {
    let root = root();
    let sub = root.sub_ca("Example Sub CA").constraints(permit(srv("example.com"))).issue();
    let leaf = sub.end_entity("x").san([srv("_imap.example.com")]).issue();
    let references = [ReferenceId::srv("imap", "example.com").unwrap()];
    let question = Question::new(&[&root]);
    assert_eq!(question.identify(&leaf, &[&sub], &references), Ok("_imap.example.com".to_owned()));
    let others = [ReferenceId::srv("imap", "example.net").unwrap()];
    assert_eq!(question.identify(&leaf, &[&sub], &others), Err(refused("no_matching_identifier", 0)));
    assert_eq!(question.identify(&leaf, &[&sub], &[]), Err(refused("no_references", None)));
}

// What is asked of the certificates.

#[test]
fn a_signature_holds_or_does_not() {
    let root = root();
    let question = Question::new(&[&root]);
    let sub = root.sub_ca("Example Sub CA").issue();
    let draft = || sub.end_entity("x").san([dns("www.example.com")]);
    assert_eq!(question.ask(&draft().issue(), &[&sub]), accepted());
    assert_eq!(question.ask(&draft().corrupt_signature().issue(), &[&sub]), refused("bad_signature", 0));
    assert_eq!(question.ask(&draft().signed_by("Somebody").issue(), &[&sub]), refused("bad_signature", 0));
    let forged = root.sub_ca("Example Sub CA").signed_by("Somebody").issue();
    assert_eq!(question.ask(&server(&forged), &[&forged]), refused("bad_signature", 1));
    // The anchor's own signature proves nothing, and is not asked for.
    let unsigned = Ca::root_draft("Example Root CA").corrupt_signature().issue();
    assert_eq!(Question::new(&[&unsigned]).ask(&draft().issue(), &[&sub]), accepted());
}

#[test]
fn an_algorithm_is_provided_or_it_is_not() {
    let root = root();
    let sub = root.sub_ca("Example Sub CA").issue();
    let leaf = server(&sub);
    let only_p384: [&dyn SignatureVerificationAlgorithm; 1] = [webpki::ring::ECDSA_P384_SHA384];
    let question = Question { algorithms: Some(&only_p384), ..Question::new(&[&root]) };
    assert_eq!(question.ask(&leaf, &[&sub]), refused("unsupported_signature_algorithm", 0));
    // The algorithm of a signature says nothing of the curve: one for another curve is passed over.
    let both: [&dyn SignatureVerificationAlgorithm; 3] =
        [webpki::ring::ECDSA_P384_SHA256, webpki::ring::ECDSA_P256_SHA384, webpki::ring::ECDSA_P256_SHA256];
    let question = Question { algorithms: Some(&both), ..Question::new(&[&root]) };
    assert_eq!(question.ask(&leaf, &[&sub]), accepted());
    // A key that is no key is unsupported as well, and costs no check.
    let odd =
        root.sub_ca("Example Sub CA").public_key_info(&der::sequence([der::sequence([[]]), der::octet_string(b"")]));
    let odd = odd.issue();
    let answer = Question::new(&[&root]).count(server(&odd).der(), &[odd.der()]);
    assert_eq!(answer, (refused("unsupported_signature_algorithm", 0), 0));
}

/// Valid from the first moment to the last, both included.
#[test]
fn validity_includes_both_ends() {
    let root = root();
    let (start, end) = ("2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z");
    let sub = root.sub_ca("Example Sub CA").not_before(start).issue();
    let leaf = sub.end_entity("x").not_after(end).san([dns("www.example.com")]).issue();
    let at = |at| Question { at, ..Question::new(&[&root]) }.ask(&leaf, &[&sub]);
    assert_eq!(at(AT), accepted());
    assert_eq!(at(AT - 1), refused("not_yet_valid", 1));
    assert_eq!(at(AT + 1), refused("expired", 0));
    assert_eq!(at(u64::MAX), refused("expired", 0));
    assert_eq!(at(0), refused("not_yet_valid", 0));
    // The anchor's validity is not asked.
    let old = Ca::root_draft("Example Root CA").not_after("2024-01-02T00:00:00Z").issue();
    assert_eq!(Question::new(&[&old]).ask(&leaf, &[&sub]), accepted());
}

/// A refusal says what it compared, so that a wrong clock can be told from an old certificate.
#[test]
fn a_refusal_says_the_dates() {
    let root = root();
    let leaf = root.end_entity("x").not_before("1949-12-31T23:59:59Z").not_after("2026-11-23T23:59:59Z").issue();
    let sentence = |at| {
        let question = Question { at, ..Question::new(&[&root]) };
        question.refusal(&leaf, &[], |refusal| refusal.rejection.to_string())
    };
    assert_eq!(
        sentence(AT),
        "the end entity certificate (CN=x) has expired: the time of the verification, 2026-11-24T00:00:00Z, is after its \
         notAfter, 2026-11-23T23:59:59Z [RFC 5280 §6.1.3(a)(2)]"
    );
    let last = u64::MAX;
    assert!(
        sentence(last).contains("the verification, second 9223372036854775807 of Unix time, is after its notAfter")
    );
    let leaf = root.end_entity("x").not_before("2050-01-01T00:00:00Z").not_after("2051-01-01T00:00:00Z").issue();
    let sentence = Question::new(&[&root]).refusal(&leaf, &[], |refusal| refusal.rejection.to_string());
    assert!(sentence.contains("2026-11-24T00:00:00Z, is before its notBefore, 2050-01-01T00:00:00Z"), "{sentence}");
}

#[test]
fn a_certificate_without_end_of_validity_and_an_old_one() {
    let root = root();
    let leaf = |draft: fn(Draft) -> Draft| draft(root.end_entity("x").san([dns("www.example.com")])).issue();
    let at = |leaf: &Issued, at| Question { at, ..Question::new(&[&root]) }.ask(leaf, &[]);
    let forever = leaf(|draft| draft.not_after("9999-12-31T23:59:59Z"));
    assert_eq!(at(&forever, 253_402_300_799), accepted());
    assert_eq!(at(&forever, 253_402_300_800), refused("expired", 0));
    let old = leaf(|draft| draft.not_before("1950-01-01T00:00:00Z").not_after("1969-12-31T23:59:59Z"));
    assert_eq!(at(&old, 0), refused("expired", 0));
    let backwards = leaf(|draft| draft.not_before("2027-01-01T00:00:00Z").not_after("2026-01-01T00:00:00Z"));
    assert_eq!(at(&backwards, AT), refused("not_yet_valid", 0));
    assert_eq!(at(&backwards, AT + 31_536_000), refused("expired", 0));
}

/// Critical and understood, critical and not, and not critical.
#[test]
fn critical_extensions() {
    let root = root();
    let question = Question::new(&[&root]);
    let policies = der::sequence([der::sequence([der::object_identifier("2.5.29.32.0")])]);
    let key_id = der::octet_string(b"x");
    for (extension, critical, refuses) in [
        (oid::UNKNOWN, false, false),
        (oid::UNKNOWN, true, true),
        (oid::CERTIFICATE_POLICIES, true, false),
        // A hint that is marked critical asks to be processed, and hints are not.
        (oid::SUBJECT_KEY_IDENTIFIER, true, true),
        // policyConstraints, which no policy is asked of.
        ("2.5.29.36", true, true),
        ("2.5.29.36", false, false),
    ] {
        let value = if extension == oid::CERTIFICATE_POLICIES { &policies } else { &key_id };
        let with = |draft: Draft| draft.set(Extension::new(extension, critical, value)).issue();
        let leaf = with(root.end_entity("x").san([dns("www.example.com")]));
        let expected = if refuses { refused("unknown_critical_extension", 0) } else { accepted() };
        assert_eq!(question.ask(&leaf, &[]), expected, "{extension} {critical}");
        let sub = with(root.sub_ca("Example Sub CA"));
        let expected = if refuses { refused("unknown_critical_extension", 1) } else { accepted() };
        assert_eq!(question.ask(&server(&sub), &[&sub]), expected, "{extension} {critical}");
    }
    // Of two the first is named.
    let two = ["1.3.6.1.4.1.32473.2", oid::UNKNOWN].map(|unknown| Extension::new(unknown, true, b"x"));
    let leaf = two.into_iter().fold(root.end_entity("x").san([dns("www.example.com")]), Draft::extension).issue();
    let named = question.refusal(&leaf, &[], |refusal| refusal.rejection.name().map(str::to_owned));
    assert_eq!(named.as_deref(), Some("1.3.6.1.4.1.32473.2"));
    // All that are understood, all critical.
    let sub = root.sub_ca("Example Sub CA").constraints(permit(dns("example.com"))).issue();
    let leaf = sub.end_entity("x").critical_san([dns("www.example.com")]).criticality(oid::EXTENDED_KEY_USAGE, true);
    assert_eq!(question.ask(&leaf.ca(false).issue(), &[&sub]), accepted());
}

/// Versions: v1 has no extensions, and so no CAs; v4 does not exist.
#[test]
fn versions() {
    let root = root();
    let question = Question::new(&[&root]);
    let plain = |version| root.end_entity("x").without_extensions().version(version).issue();
    for version in [1, 2, 3] {
        assert_eq!(question.ask(&plain(version), &[]), accepted(), "v{version} without extensions");
    }
    let sub = |draft: Draft| draft.issue();
    for (ca, expected) in [
        (sub(root.sub_ca("CA").without_extensions().version(1)), refused("not_a_ca", 1)),
        (sub(root.sub_ca("CA").version(1)), refused("malformed_certificate", 1)),
        (sub(root.sub_ca("CA").version(2)), refused("malformed_certificate", 1)),
        (sub(root.sub_ca("CA").version(4)), refused("malformed_certificate", 1)),
    ] {
        assert_eq!(question.ask(&server(&ca), &[&ca]), expected);
    }
}

/// A certificate of the pool that cannot be read is ignored, and reported when there is no path without it.
#[test]
fn an_unusable_certificate_is_ignored_until_it_is_needed() {
    let root = root();
    let question = Question::new(&[&root]);
    let sub = root.sub_ca("Example Sub CA").issue();
    let broken = root.sub_ca("Broken CA").san([]).issue();
    let leaf = server(&sub);
    for pool in [[&b"garbage"[..], sub.der()], [sub.der(), broken.der()], [&[], sub.der()]] {
        assert!(question.path_from(leaf.der(), &pool).is_ok());
    }
    let needed = server(&broken);
    let answer = |pool: &[&[u8]]| question.path_from(needed.der(), pool).unwrap_err();
    assert_eq!(answer(&[broken.der()]), refused("malformed_certificate", 1));
    assert_eq!(answer(&[sub.der(), broken.der()]), refused("malformed_certificate", 2));
    assert_eq!(answer(&[sub.der()]), refused("unknown_issuer", 0));
    // A better reason goes first.
    let expired = root.end_entity("x").not_after("2025-01-01T00:00:00Z").issue();
    assert_eq!(question.path_from(expired.der(), &[broken.der()]), Err(refused("expired", 0)));
}

/// A pool says what it could read, in order, and the first certificate that it could not.
#[test]
fn a_pool_remembers_what_was_sent() {
    let root = root();
    let subs = ["Example CA 0", "Example CA 1"].map(|label| root.sub_ca(label).issue());
    let pool = CertificatePool::from_ders([subs[0].der(), b"garbage", subs[1].der(), b""]);
    let read: Vec<_> = pool.certificates().iter().map(|certificate| certificate.subject().to_string()).collect();
    assert_eq!(read, ["CN=Example CA 0", "CN=Example CA 1"]);
    let (index, error) = pool.unusable().unwrap();
    assert_eq!((index, error), (1, Certificate::from_der(b"garbage").unwrap_err()));
    assert!(CertificatePool::from_ders([subs[0].der()]).unusable().is_none());
    // What a log says of a builder is what it was told, and no keys.
    let builder = PathBuilder::new(&[], &[]).with_purpose(Purpose::ClientOrServer);
    let shown = format!("{builder:?}");
    assert!(shown.contains("ClientOrServer") && shown.contains("max_signature_checks: 100"), "{shown}");
}

/// The caller's own check sees complete paths that hold, last, and another path is tried when it refuses.
#[test]
fn the_callers_own_check_is_asked_last() {
    let (one, two) = (Ca::root("Root One"), Ca::root("Root Two"));
    let by_one = one.sub_ca("Example Sub CA").issue();
    let by_two = two.sub_ca("Example Sub CA").issue();
    let leaf = server(&by_one);
    let (roots, pool) = ([&one, &two], [&by_one, &by_two]);
    for (refusals, expected) in [(0, Some("CN=Root One")), (1, Some("CN=Root Two")), (2, None)] {
        let seen = Cell::new(0);
        let check = refusing(refusals, &seen);
        let question = Question { path_check: Some(&check), ..Question::new(&roots) };
        let path = question.path(&leaf, &pool);
        assert_eq!(path.clone().ok().map(|path| path[2].clone()), expected.map(str::to_owned));
        assert_eq!(seen.get(), (refusals + 1).min(2));
        if expected.is_none() {
            assert_eq!(path, Err(refused("refused_by_caller", None)));
            let seen = Cell::new(0);
            let check = refusing(2, &seen);
            let question = Question { path_check: Some(&check), ..Question::new(&roots) };
            question.refusal(&leaf, &pool, |refusal| {
                assert_eq!(refusal.rejection.detail(), Some("path 1 is pinned away"));
                assert!(refusal.to_string().contains("path 1 is pinned away"));
            });
        }
    }
    // A path that does not hold is none of the caller's business.
    let seen = Cell::new(0);
    let check = refusing(9, &seen);
    let question = Question { path_check: Some(&check), ..Question::new(&roots) };
    let expired = by_one.end_entity("x").not_after("2025-01-01T00:00:00Z").issue();
    assert_eq!(question.ask(&expired, &pool), refused("expired", 0));
    assert_eq!(seen.get(), 0);
}

/// Anchors of one name and different keys are different anchors; of one name and one key, one.
#[test]
fn anchors_of_one_name() {
    let (old, new) = (
        Ca::root_draft("Root").key("old").signed_by("old").issue(),
        Ca::root_draft("Root").key("new").signed_by("new").issue(),
    );
    let by_old = old.sub_ca("Example Sub CA").issue();
    let by_new = new.sub_ca("Example Sub CA").issue();
    let leaf = server(&by_old);
    for pool in [[&by_old], [&by_new]] {
        assert_eq!(Question::new(&[&old, &new]).ask(&leaf, &pool), accepted());
    }
    assert_eq!(Question::new(&[&old]).ask(&leaf, &[&by_new]), refused("bad_signature", 1));
    // The constraints of one are not those of the other.
    let held = Ca::root_draft("Root").key("old").signed_by("old").constraints(permit(dns("example.net"))).issue();
    assert_eq!(Question::new(&[&held, &new]).ask(&leaf, &[&by_new]), accepted());
    assert_eq!(Question::new(&[&held, &new]).ask(&leaf, &[&by_old]), refused("name_not_permitted", 0).by(2));
    // Twins in subject and key are one anchor: one check, and the constraints of both.
    let checks = Question::new(&[&old, &old, &old]).count(leaf.der(), &[by_old.der()]);
    assert_eq!(checks, (accepted(), 2));
    let expired = by_old.end_entity("x").not_after("2025-01-01T00:00:00Z").issue();
    let checks = Question::new(&[&old, &old, &old]).count(expired.der(), &[by_old.der()]);
    assert_eq!(checks, (refused("expired", 0), 2));
    assert_eq!(Question::new(&[&old, &held]).ask(&leaf, &[&by_old]), refused("name_not_permitted", 0).by(2));
}

// The order of the steps, and which refusal is the answer.

/// Everything is wrong; what is mended is no longer the answer, and the next step is.
#[test]
fn the_steps_of_a_path_have_an_order() {
    let root = root();
    type Mend = fn(Draft) -> Draft;
    let mends: [(&str, Mend); 7] = [
        ("bad_signature", |draft| draft.signed_by("Example Sub CA")),
        ("expired", |draft| draft.not_after("2049-12-31T23:59:59Z")),
        ("name_constraints_without_ca", |draft| draft.without(oid::NAME_CONSTRAINTS)),
        ("key_usage", |draft| draft.key_usage([KeyUsage::DigitalSignature])),
        ("extended_key_usage", |draft| draft.extended_key_usage([oid::SERVER_AUTH])),
        ("unknown_critical_extension", |draft| draft.without(oid::UNKNOWN)),
        ("name_not_permitted", |draft| draft.san([dns("www.example.com")])),
    ];
    let sub = root.sub_ca("Example Sub CA").constraints(permit(dns("example.com"))).issue();
    let mut draft = sub
        .end_entity("x")
        .signed_by("Somebody")
        .not_after("2025-01-01T00:00:00Z")
        .constraints(permit(dns("example.com")))
        .key_usage([KeyUsage::KeyEncipherment])
        .extended_key_usage([oid::CLIENT_AUTH])
        .extension(Extension::new(oid::UNKNOWN, true, b"x"))
        .san([dns("victim.test")]);
    let references = [ReferenceId::dns("www.example.org").unwrap()];
    let question = Question::new(&[&root]);
    for (code, mend) in mends {
        let answer = question.identify(&draft.clone().issue(), &[&sub], &references).unwrap_err();
        let Verdict::Refused { code: found, position, .. } = answer else { unreachable!() };
        assert_eq!((found.as_str(), position), (code, Some(0)));
        draft = mend(draft);
    }
    let answer = question.identify(&draft.issue(), &[&sub], &references);
    assert_eq!(answer, Err(refused("no_matching_identifier", 0)));
}

/// The same for CAs: what is wrong with a path is asked before what is wrong with names.
#[test]
fn a_step_is_asked_of_every_certificate_before_the_next_step() {
    let root = root();
    let question = Question::new(&[&root]);
    // The names of the CA are bad, and the end entity has expired.
    let top = root.sub_ca("Top CA").constraints(permit(dns("example.com"))).issue();
    let sub = top.sub_ca("Example Sub CA").san([dns("victim.test")]).issue();
    let leaf = |draft: fn(Draft) -> Draft| draft(sub.end_entity("x").san([dns("www.example.com")])).issue();
    assert_eq!(question.ask(&leaf(|draft| draft), &[&sub, &top]), refused("name_not_permitted", 1).by(2));
    let expired = leaf(|draft| draft.not_after("2025-01-01T00:00:00Z"));
    assert_eq!(question.ask(&expired, &[&sub, &top]), refused("expired", 0));
    // The CA is no CA, and the key of the end entity is for something else.
    let none = root.sub_ca("None").ca(false).issue();
    let odd = none.end_entity("x").key_usage([KeyUsage::KeyEncipherment]).issue();
    assert_eq!(question.ask(&odd, &[&none]), refused("not_a_ca", 1));
    // Key usages of all, then extended key usages of all.
    let purpose =
        root.sub_ca("Example Sub CA").extended_key_usage([oid::CLIENT_AUTH]).key_usage([KeyUsage::CrlSign]).issue();
    let leaf = purpose.end_entity("x").extended_key_usage([oid::CLIENT_AUTH]).issue();
    assert_eq!(question.ask(&leaf, &[&purpose]), refused("key_usage", 1));
}

/// Of several refusals the answer is that of the path that got furthest; each row is further than the one before.
#[test]
fn the_furthest_refusal_is_the_answer() {
    let (leaf_names, root) = ([srv("_imap.example.com")], root());
    // CAs of one name and key, each below an upper CA of its own, so that each is a path of its own.
    let way = |number: usize, draft: &dyn Fn(Draft) -> Draft| {
        let upper = root.sub_ca(&format!("Upper CA {number}")).constraints(permit(srv("example.com"))).issue();
        let sub = draft(upper.sub_ca("Example Sub CA").constraints(permit(srv("example.com")))).issue();
        [sub, upper]
    };
    let outside = || permit(srv("example.net"));
    let ways: [(Verdict, [Issued; 2]); 8] = [
        (refused("bad_signature", 1), way(0, &|draft| draft.corrupt_signature())),
        (refused("expired", 1), way(1, &|draft| draft.not_after("2025-01-01T00:00:00Z"))),
        (refused("not_a_ca", 1), way(2, &|draft| draft.ca(false))),
        (refused("key_usage", 1), way(3, &|draft| draft.key_usage([KeyUsage::CrlSign]))),
        (
            refused("unknown_critical_extension", 1),
            way(4, &|draft| draft.extension(Extension::new(oid::UNKNOWN, true, b"x"))),
        ),
        (refused("name_not_permitted", 1).by(2), way(5, &|draft| draft.san([srv("_imap.victim.test")]))),
        (refused("ca_lacks_srv_constraints", 1), way(6, &|draft| draft.without(oid::NAME_CONSTRAINTS))),
        (refused("name_not_permitted", 0).by(1), way(7, &|draft| draft.constraints(outside()))),
    ];
    let leaf = ways[0].1[0].end_entity("x").san(leaf_names).issue();
    let question = Question::new(&[&root]);
    for (number, (verdict, way)) in ways.iter().enumerate() {
        assert_eq!(question.ask(&leaf, &[&way[0], &way[1]]), *verdict);
        for (less, (_, other)) in ways.iter().enumerate().take(number) {
            for pool in [[&other[0], &other[1], &way[0], &way[1]], [&way[0], &way[1], &other[0], &other[1]]] {
                assert_eq!(question.ask(&leaf, &pool), *verdict, "{number} is further than {less}");
            }
        }
    }
    let everything: Vec<_> = ways.iter().flat_map(|(_, way)| way.iter()).collect();
    assert_eq!(question.ask(&leaf, &everything), ways[7].0);
}

/// A path that is too long is refused by what makes certificates no path: after their validity, before their key usages.
#[test]
fn too_long_is_as_far_as_no_path() {
    let root = root();
    let mut row = vec![root.sub_ca("CA 0").issue()];
    for number in 1..33 {
        let next = row[number - 1].sub_ca(&format!("CA {number}")).issue();
        row.push(next);
    }
    let leaf = server(&row[32]);
    let cross = |draft: &dyn Fn(Draft) -> Draft| draft(root.sub_ca("CA 32")).issue();
    let question = Question::new(&[&root]);
    let too_long = || refused("path_too_long", None);
    for (verdict, other) in [
        (too_long(), cross(&|draft| draft.corrupt_signature())),
        (too_long(), cross(&|draft| draft.not_after("2025-01-01T00:00:00Z"))),
        (refused("key_usage", 1), cross(&|draft| draft.key_usage([KeyUsage::CrlSign]))),
        (refused("name_not_permitted", 0).by(1), cross(&|draft| draft.constraints(permit(dns("example.net"))))),
        (accepted(), cross(&|draft| draft)),
    ] {
        let own: Vec<_> = row.iter().collect();
        assert_eq!(question.ask(&leaf, &own), too_long());
        assert_eq!(question.ask(&leaf, &[&own[..], &[&other]].concat()), verdict);
        assert_eq!(question.ask(&leaf, &[&[&other], &own[..]].concat()), verdict);
    }
    // The refusal shows where the path leads, by the names of its issuers.
    let own: Vec<_> = row.iter().collect();
    assert_eq!(question.refusal(&leaf, &own, |refusal| refusal.path.certificates.len()), 34);
}

/// What is asked after the names is further than any name: whoever got there is told what is missing there.
#[test]
fn identity_and_the_callers_check_are_further_than_names() {
    let root = root();
    let sub =
        |serial: &[u8], base: &str| root.sub_ca("Example Sub CA").serial(serial).constraints(permit(dns(base))).issue();
    let (open, closed) = (sub(b"\x01", "example.com"), sub(b"\x02", "example.net"));
    let leaf = server(&open);
    let references = [ReferenceId::dns("www.example.org").unwrap()];
    for pool in [[&open, &closed], [&closed, &open]] {
        let question = Question::new(&[&root]);
        assert_eq!(question.identify(&leaf, &pool, &references), Err(refused("no_matching_identifier", 0)));
        let seen = Cell::new(0);
        let check = refusing(9, &seen);
        let question = Question { path_check: Some(&check), ..question };
        assert_eq!(question.ask(&leaf, &pool), refused("refused_by_caller", None));
    }
}

/// The misleading answer would be "bad signature": a CA of the same name that did not sign, beside the one that did and
/// leads to an anchor nobody trusts.
#[test]
fn the_refusal_above_more_good_signatures_is_the_answer() {
    let root = root();
    let twin = root.sub_ca("Example Sub CA").key("another key").without(oid::SUBJECT_KEY_IDENTIFIER).issue();
    let sub = root.sub_ca("Example Sub CA").without(oid::SUBJECT_KEY_IDENTIFIER).issue();
    let leaf = server(&sub);
    let other = Ca::root("Another Root CA");
    for pool in [[&twin, &sub], [&sub, &twin]] {
        assert_eq!(Question::new(&[&other]).ask(&leaf, &pool), refused("unknown_issuer", 1));
    }
    // An unreadable certificate in the pool may be the one that is missing.
    let ders = [twin.der(), sub.der(), b"garbage"];
    assert_eq!(Question::new(&[&other]).path_from(leaf.der(), &ders), Err(refused("malformed_certificate", 3)));
    assert_eq!(
        Question::new(&[&root]).path_from(leaf.der(), &[twin.der(), b"garbage"]),
        Err(refused("bad_signature", 0))
    );
}

/// Of two refusals that got equally far, the first in the order of the pool.
#[test]
fn of_equal_refusals_the_first_is_the_answer() {
    let root = root();
    let outside =
        |serial: &[u8], base: &str| root.sub_ca("Example Sub CA").serial(serial).constraints(permit(srv(base))).issue();
    let (one, two) = (outside(b"\x01", "example.net"), outside(b"\x02", "example.org"));
    let leaf = one.end_entity("x").san([srv("_imap.example.com")]).issue();
    for (pool, serial) in [([&one, &two], b"\x01"), ([&two, &one], b"\x02")] {
        Question::new(&[&root]).refusal(&leaf, &pool, |refusal| {
            assert_eq!(refusal.rejection.kind(), &RejectionKind::NameNotPermitted);
            assert_eq!(refusal.path.certificates[1].serial(), serial);
        });
    }
}

/// The policy of the builder is that of the verdict.
#[test]
fn the_policy_is_the_callers() {
    let root = root();
    let sub = root.sub_ca("Example Sub CA").issue();
    let leaf = sub.end_entity("x").san([srv("_imap.example.com")]).issue();
    for (sub_ca_rule, expected) in [
        (SubCaRule::Confined, refused("ca_lacks_srv_constraints", 1)),
        (SubCaRule::Constrained, refused("ca_lacks_srv_constraints", 1)),
        (SubCaRule::Inherited, refused("ca_lacks_srv_constraints", 1)),
        (SubCaRule::WhereConstrained, accepted()),
        (SubCaRule::Rfc5280, accepted()),
    ] {
        let policy = Policy::new().with_sub_ca_rule(sub_ca_rule);
        assert_eq!(Question { policy, ..Question::new(&[&root]) }.ask(&leaf, &[&sub]), expected, "{sub_ca_rule}");
    }
}

/// An end entity that is a CA is an end entity like another.
#[test]
fn an_end_entity_may_be_a_ca() {
    let root = root();
    let sub = root.sub_ca("Example Sub CA").path_len(0).constraints(permit(srv("example.com"))).issue();
    let keys = [KeyUsage::KeyCertSign, KeyUsage::DigitalSignature];
    let last = sub.sub_ca("x").key_usage(keys).san([srv("_imap.example.com")]).constraints(permit(dns("*"))).issue();
    assert_eq!(Question::new(&[&root]).ask(&last, &[&sub]), accepted());
}

/// Chaining compares names as RFC 5280 §7.1 does, not octets.
#[test]
fn issuers_are_found_by_name_in_any_encoding() {
    let root = root();
    let sub = root.sub_ca("Example Sub CA").issue();
    let issuer = Dn::empty().and(oid::COMMON_NAME, der::PRINTABLE_STRING, "example  SUB ca");
    let leaf = sub.end_entity("x").issuer(issuer).san([dns("www.example.com")]).issue();
    assert_eq!(Question::new(&[&root]).ask(&leaf, &[&sub]), accepted());
    let other = sub.end_entity("x").issuer(Dn::cn("Example Sub CB")).issue();
    assert_eq!(Question::new(&[&root]).ask(&other, &[&sub]), refused("unknown_issuer", 0));
}
