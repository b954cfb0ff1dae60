//! A mailbox as a reference identifier: what a certificate for mail matches, and what it does not.

use srvname_testkit::{make, verdict};

use make::{Ca, Constraints, Dn, GeneralName, dns, email, oid, smtp_utf8, uri};
use srvname::identity::{DnsWildcards, OwnedReferenceId, SrvWildcards, Wildcards};
use srvname::name::NameRule;
use srvname::path::Purpose;
use srvname::{Policy, ReferenceId};
use verdict::build::Question;
use verdict::{Verdict, accepted, identify, refused};

fn mailbox(text: &str) -> ReferenceId<'_> {
    ReferenceId::mailbox(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Who a person is whose certificate, directly below an anchor without constraints, has `names`.
fn identity(names: impl IntoIterator<Item = GeneralName>, reference: &str) -> Result<(usize, String), Verdict> {
    let root = Ca::root("Example Root CA");
    let leaf = root.end_entity("A Person").san(names).issue();
    identify(&[&leaf, &root], &[mailbox(reference)], &Policy::default())
}

/// RFC 5280 §7.5 and RFC 5321 §4.1.2: the host without case, the local part by what it denotes, with case.
#[test]
fn a_mailbox_is_matched_by_an_rfc822_name_or_an_smtp_utf8_mailbox() {
    for (reference, presented, matches) in [
        ("user@example.com", "user@example.com", true),
        ("user@example.com", "user@EXAMPLE.com", true),
        ("user@example.com.", "user@example.com", true),
        ("user@example.com", "\"user\"@example.com", true),
        ("\"us\\er\"@example.com", "user@example.com", true),
        ("\"a b\"@example.com", "\"a\\ b\"@example.com", true),
        ("user@example.com", "User@example.com", false),
        ("user@example.com", "user@mail.example.com", false),
        ("user@mail.example.com", "user@example.com", false),
        ("user@example.com", "use@example.com", false),
        ("user@example.com", "user@[192.0.2.1]", false),
        // No wildcards, in neither part.
        ("user@mail.example.com", "*@mail.example.com", false),
        ("*@example.com", "user@example.com", false),
        ("*@example.com", "*@example.com", true),
    ] {
        for name in [email(presented), smtp_utf8(presented)] {
            let answer = identity([name], reference).map(|(_, presented)| presented);
            let expected = if matches { Ok(presented.to_owned()) } else { Err(refused("no_matching_identifier", 0)) };
            assert_eq!(answer, expected, "{reference} {presented}");
        }
    }
}

/// RFC 9598 §3: beyond ASCII there is SmtpUTF8Mailbox alone, and §5: its local part is compared octet by octet.
#[test]
fn a_local_part_beyond_ascii_is_matched_by_an_smtp_utf8_mailbox_alone() {
    let nobody = || Err(refused("no_matching_identifier", 0));
    assert_eq!(identity([smtp_utf8("müller@example.com")], "müller@Example.com").map(|(index, _)| index), Ok(0));
    assert_eq!(identity([smtp_utf8("\"müller\"@example.com")], "müller@example.com").map(|(index, _)| index), Ok(0));
    assert_eq!(identity([smtp_utf8("mu\u{308}ller@example.com")], "müller@example.com"), nobody());
    assert_eq!(identity([smtp_utf8("Müller@example.com")], "müller@example.com"), nobody());
    assert_eq!(identity([email("muller@example.com")], "müller@example.com"), nobody());
    // An rfc822Name with it is malformed, and so is no name.
    assert_eq!(identity([email("müller@example.com")], "müller@example.com"), nobody());
}

/// Decision by form: nothing that merely looks like the mailbox matches, in the subject above all.
#[test]
fn no_other_name_is_a_mailbox() {
    let nobody = || Err(refused("no_matching_identifier", 0));
    assert_eq!(identity([dns("example.com"), uri("mailto:user@example.com")], "user@example.com"), nobody());
    let root = Ca::root("Example Root CA");
    let subject = || Dn::cn("user@example.com").and_email_address("user@example.com");
    for leaf in [
        root.end_entity("A Person").subject(subject()).without(oid::SUBJECT_ALT_NAME).issue(),
        root.end_entity("A Person").subject(subject()).san([dns("example.com")]).issue(),
    ] {
        assert_eq!(identify(&[&leaf, &root], &[mailbox("user@example.com")], &Policy::default()), nobody());
    }
    // Nor does a mailbox match anything else, whatever wildcards do.
    let wildcards =
        Policy::new().with_dns_wildcards(DnsWildcards::LeftmostLabel).with_srv_wildcards(SrvWildcards::LeftmostLabel);
    let leaf = root.end_entity("A Person").san([email("user@example.com")]).issue();
    let host = ReferenceId::dns("example.com").unwrap();
    assert_eq!(identify(&[&leaf, &root], &[host], &wildcards), nobody());
    let certificate = srvname::Certificate::from_der(leaf.der()).unwrap();
    let presented = certificate.subject_alt_name().unwrap().iter().next().unwrap();
    let all = Wildcards::new(SrvWildcards::LeftmostLabel, DnsWildcards::LeftmostLabel);
    assert!(mailbox("user@example.com").matches(&presented, all));
    assert!(!mailbox("user@mail.example.com").matches(&presented, all));
}

/// Mailboxes are what RFC 5280 lets a CA constrain: the rule about SRVName has no part in it.
#[test]
fn a_mailbox_follows_the_constraints_of_rfc_5280() {
    let root = Ca::root("Example Root CA");
    let question = Question { purpose: Purpose::Email, ..Question::new(&[&root]) };
    for (constraints, presented, expected) in [
        (None, email("user@example.com"), accepted()),
        (Some(Constraints::new().permit(dns("example.net"))), email("user@example.com"), accepted()),
        (Some(Constraints::new().permit(email("example.com"))), email("user@example.com"), accepted()),
        (Some(Constraints::new().permit(email("example.com"))), smtp_utf8("user@example.com"), accepted()),
        (
            Some(Constraints::new().permit(email("example.net"))),
            email("user@example.com"),
            refused("name_not_permitted", 0).by(1),
        ),
        (
            Some(Constraints::new().exclude(email("example.com"))),
            smtp_utf8("user@example.com"),
            refused("name_excluded", 0).by(1),
        ),
    ] {
        let sub = root.sub_ca("Example Sub CA").extended_key_usage([oid::EMAIL_PROTECTION]);
        let sub = match constraints {
            Some(constraints) => sub.constraints(constraints).issue(),
            None => sub.issue(),
        };
        let leaf = sub.end_entity("A Person").san([presented]).extended_key_usage([oid::EMAIL_PROTECTION]).issue();
        let answer = question.identify(&leaf, &[&sub], &[mailbox("user@example.com")]);
        assert_eq!(answer.map_or_else(|verdict| verdict, |_| accepted()), expected);
    }
}

#[test]
fn what_is_no_mailbox_is_an_error() {
    for (text, rule) in [
        ("", NameRule::Empty),
        ("example.com", NameRule::MissingAt),
        ("@example.com", NameRule::EmptyLocalPart),
        ("user@", NameRule::Empty),
        ("user@example.com..", NameRule::TrailingDot),
        ("us er@example.com", NameRule::LocalPartCharacter),
        ("user@exämple.com", NameRule::NotAscii),
        ("user@*.example.com", NameRule::Wildcard),
        ("user@[192.0.2.1]", NameRule::MailboxAtAddress),
    ] {
        assert_eq!(ReferenceId::mailbox(text).map_err(|error| error.rule()), Err(rule), "{text}");
    }
}

#[test]
fn a_mailbox_is_shown_as_it_was_given() {
    for text in ["user@Example.com", "\"a b\"@example.com", "müller@example.com"] {
        assert_eq!(mailbox(text).to_string(), text);
        let owned = OwnedReferenceId::from(mailbox(text));
        assert_eq!((owned.to_string(), owned.as_reference()), (text.to_owned(), mailbox(text)));
    }
    // What a person would not see is escaped.
    assert_eq!(mailbox("a\u{202e}b@example.com").to_string(), "a\\u{202e}b@example.com");
}
