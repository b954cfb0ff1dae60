//! rfc822Name, SmtpUTF8Mailbox, directoryName and the subject. Decisions 21, 25.
//!
//! The servers here present no SRVName, so that the rule does not fire and every setting gives the same answer.

use super::example::*;

pub(super) fn cases() -> Vec<Case> {
    [
        mail_hosts(),
        mail_everything(),
        mailboxes(),
        mail_odd(),
        international_mailboxes(),
        subject_mail(),
        directories(),
        directory_values(),
        prepared_values(),
        chains_of_cas(),
    ]
    .concat()
}

/// A chain with names of its end entity in the SAN.
fn named(
    name: &str,
    title: &str,
    why: &str,
    constraints: Constraints,
    names: impl IntoIterator<Item = GeneralName>,
    expectation: Expectation,
) -> Case {
    under(case(name, title, why), constraints, names).otherwise(expectation)
}

/// A chain with an end entity of that subject.
fn titled(name: &str, title: &str, why: &str, constraints: Constraints, subject: Dn, expectation: Expectation) -> Case {
    let sub = sub_ca(constraints);
    let leaf = sub.end_entity("xmpp.example.com").subject(subject).san([dns("www.example.com")]).issue();
    case(name, title, why).chain([&leaf, &sub]).otherwise(expectation)
}

/// Host, or domain with a leading dot (RFC 5280 §4.2.1.10).
fn mail_hosts() -> Vec<Case> {
    let host = || Constraints::new().permit(email("example.com"));
    let below = || Constraints::new().permit(email(".example.com"));
    vec![
        named(
            "email-on-host",
            "A mailbox on the permitted host.",
            "A base without @ and without leading dot is one host (RFC 5280 §4.2.1.10).",
            host(),
            [email("info@EXAMPLE.com")],
            accept(),
        ),
        named(
            "email-below-host",
            "A mailbox on a host below the permitted one.",
            "A base without leading dot is that host and no other, unlike in a dNSName.",
            host(),
            [email("info@mail.example.com")],
            outside(0, 1),
        ),
        named(
            "email-below-domain",
            "A mailbox on a host below the domain that is permitted with a leading dot.",
            "A leading dot stands for the hosts below (RFC 5280 §4.2.1.10).",
            below(),
            [email("info@mail.example.com")],
            accept(),
        ),
        named(
            "email-domain-itself",
            "A mailbox on the domain itself, which is permitted with a leading dot.",
            "A leading dot stands for the hosts below, not for the domain.",
            below(),
            [email("info@example.com")],
            outside(0, 1),
        ),
        named(
            "email-excluded",
            "A mailbox on an excluded host.",
            "The host is in an excluded base.",
            Constraints::new().exclude(email("example.com")),
            [email("info@example.com")],
            excluded(0, 1),
        ),
    ]
}

/// The empty base, and underscores. Decision 21.
fn mail_everything() -> Vec<Case> {
    vec![
        named(
            "email-all-excluded",
            "A mailbox below a CA that excludes the empty rfc822Name.",
            "An empty base covers every name of its form.",
            Constraints::new().exclude(email("")),
            [email("info@example.com")],
            excluded(0, 1),
        ),
        named(
            "email-host-with-underscore",
            "A mailbox on a host with an underscore.",
            "E-mail hosts may hold underscores.",
            Constraints::new().permit(email(".example.com")),
            [email("info@mx_1.example.com")],
            accept(),
        ),
    ]
}

/// One mailbox: the local part with its letter case, the host without (RFC 5280 §7.5).
fn mailboxes() -> Vec<Case> {
    let root = || Constraints::new().permit(email("root@example.com"));
    vec![
        named(
            "email-mailbox",
            "The permitted mailbox, its host in other letters.",
            "Hosts are compared without letter case (RFC 5280 §7.5).",
            root(),
            [email("root@Example.COM")],
            accept(),
        ),
        named(
            "email-mailbox-letter-case",
            "The permitted mailbox, its local part in other letters.",
            "Local parts are compared exactly (RFC 5280 §7.5).",
            root(),
            [email("Root@example.com")],
            outside(0, 1),
        ),
        named(
            "email-mailbox-other",
            "Another mailbox on the host of the permitted one.",
            "A base with @ is one mailbox (RFC 5280 §4.2.1.10).",
            root(),
            [email("info@example.com")],
            outside(0, 1),
        ),
    ]
}

/// Malformed while constrained. Decisions 13, 21.
fn mail_odd() -> Vec<Case> {
    let host = || Constraints::new().permit(email("example.com"));
    vec![
        named(
            "email-quoted-local-part",
            "A mailbox whose local part is quoted and holds an @.",
            "The @ in quotation marks is of the local part (RFC 5321 §4.1.2), and the host is permitted.",
            host(),
            [email("\"info@victim.test\"@example.com")],
            accept(),
        ),
        named(
            "email-quoted-local-part-excluded",
            "A mailbox that is excluded, its local part quoted.",
            "All quoted forms are one local part (RFC 5321 §4.1.2).",
            Constraints::new().exclude(email("info@example.com")),
            [email("\"in\\fo\"@example.com")],
            excluded(0, 1),
        ),
        named(
            "email-quoted-local-part-unfinished",
            "A mailbox with text after its closing quotation mark.",
            "RFC 5321 has no such local part, and a constraint is in force.",
            host(),
            [email("\"info\"x@example.com")],
            malformed_name(0, 1),
        ),
        named(
            "email-address-literal",
            "A mailbox at an address below a CA that excludes another host.",
            "It has no host that could be compared, and a constraint is in force.",
            Constraints::new().exclude(email("victim.test")),
            [email("info@[192.0.2.1]")],
            malformed_name(0, 1),
        ),
        named(
            "email-without-at",
            "An rfc822Name without @.",
            "It is no mailbox (RFC 5280 §4.2.1.6), and a constraint is in force.",
            Constraints::new().exclude(email("victim.test")),
            [email("example.com")],
            malformed_name(0, 1),
        ),
        named(
            "email-malformed-unconstrained",
            "An rfc822Name without @ below a CA that constrains hosts only.",
            "A malformed name of a form that nobody constrains refuses nothing.",
            dns_only(),
            [email("example.com"), dns("www.example.com")],
            accept(),
        ),
        named(
            "email-malformed-base",
            "An rfc822Name base with nothing in front of its @.",
            "It is neither mailbox nor host nor domain (RFC 5280 §4.2.1.10), and a mailbox appears.",
            Constraints::new().permit(email("@example.com")),
            [email("info@example.com")],
            malformed_constraint(0, 1),
        ),
    ]
}

/// RFC 9598 §6: constraints for rfc822Name hold for SmtpUTF8Mailbox.
fn international_mailboxes() -> Vec<Case> {
    let host = || Constraints::new().permit(email("example.com"));
    vec![
        named(
            "smtp-utf8-inside",
            "An internationalised mailbox on the permitted host.",
            "rfc822Name constraints apply to SmtpUTF8Mailbox (RFC 9598 §6).",
            host(),
            [smtp_utf8("postmästare@example.com")],
            accept(),
        ),
        named(
            "smtp-utf8-outside",
            "An internationalised mailbox on another host.",
            "rfc822Name constraints apply to SmtpUTF8Mailbox (RFC 9598 §6).",
            host(),
            [smtp_utf8("postmästare@victim.test")],
            outside(0, 1),
        ),
        named(
            "smtp-utf8-excluded",
            "An internationalised mailbox on an excluded host.",
            "rfc822Name constraints apply to SmtpUTF8Mailbox (RFC 9598 §6).",
            Constraints::new().exclude(email("victim.test")),
            [smtp_utf8("postmästare@victim.test")],
            excluded(0, 1),
        ),
        named(
            "smtp-utf8-ascii",
            "An SmtpUTF8Mailbox that needs no UTF-8.",
            "RFC 9598 §3 wants an rfc822Name instead; that is a lint, and the mailbox is inside.",
            host(),
            [smtp_utf8("postmaster@example.com")],
            accept(),
        ),
        named(
            "smtp-utf8-u-label",
            "An SmtpUTF8Mailbox on a domain with a U-label.",
            "Domains stand there as A-labels (RFC 9598 §3): malformed, and a constraint is in force.",
            host(),
            [smtp_utf8("postmästare@bücher.example")],
            malformed_name(0, 1),
        ),
    ]
}

/// emailAddress in the subject counts as rfc822Name when there is no SAN (RFC 5280 §4.2.1.10). Decision 21.
fn subject_mail() -> Vec<Case> {
    let sub = sub_ca(Constraints::new().permit(email("example.com")));
    let subject = |address: &str| Dn::cn("xmpp.example.com").and_email_address(address);
    let without_san = |address| sub.end_entity("xmpp.example.com").subject(subject(address)).issue();
    let inside = without_san("info@example.com");
    let foreign = without_san("info@victim.test");
    let beside =
        sub.end_entity("xmpp.example.com").subject(subject("info@victim.test")).san([dns("www.example.com")]).issue();
    vec![
        case(
            "subject-email-inside",
            "A certificate without subjectAltName, with a permitted emailAddress in its subject.",
            "Without a subjectAltName the attribute is checked as rfc822Name (RFC 5280 §4.2.1.10).",
        )
        .chain([&inside, &sub])
        .otherwise(accept()),
        case(
            "subject-email-outside",
            "A certificate without subjectAltName, with a foreign emailAddress in its subject.",
            "Without a subjectAltName the attribute is checked as rfc822Name (RFC 5280 §4.2.1.10).",
        )
        .chain([&foreign, &sub])
        .otherwise(outside(0, 1)),
        case(
            "subject-email-beside-alternative-name",
            "A certificate with a subjectAltName, and a foreign emailAddress in its subject.",
            "With a subjectAltName the attribute is not looked at (RFC 5280 §4.2.1.10).",
        )
        .chain([&beside, &sub])
        .otherwise(accept()),
    ]
}

/// The subject and directoryNames, RDN by RDN from the left (RFC 5280 §4.2.1.10).
fn directories() -> Vec<Case> {
    let example = || Constraints::new().permit(directory(&Dn::o("Example")));
    let not_victim = || Constraints::new().exclude(directory(&Dn::o("Victim")));
    let inside = || Dn::o("Example").and_cn("xmpp.example.com");
    let foreign = || Dn::o("Victim").and_cn("xmpp.example.com");
    let sub = sub_ca(example());
    let leaf = sub.end_entity("xmpp.example.com").subject(inside()).san([directory(&foreign())]).issue();
    vec![
        titled(
            "subject-inside",
            "A subject below the permitted name.",
            "The base is its beginning.",
            example(),
            inside(),
            accept(),
        ),
        titled(
            "subject-outside",
            "A subject of another organisation.",
            "A subject that is not empty is checked as directoryName (RFC 5280 §6.1.3(b)).",
            example(),
            foreign(),
            outside(0, 1),
        ),
        titled(
            "subject-excluded",
            "A subject below the excluded name.",
            "A subject that is not empty is checked as directoryName (RFC 5280 §6.1.3(c)).",
            not_victim(),
            foreign(),
            excluded(0, 1),
        ),
        titled(
            "subject-rdn-in-the-middle",
            "A subject in which the permitted RDN stands second.",
            "A base is the beginning of a name, not any part of it (RFC 5280 §4.2.1.10).",
            example(),
            Dn::cn("xmpp.example.com").and(oid::ORGANIZATION, der::UTF8_STRING, "Example"),
            outside(0, 1),
        ),
        titled(
            "subject-under-empty-base",
            "Any subject below a CA that permits the empty directoryName.",
            "The empty name is the beginning of every name.",
            Constraints::new().permit(directory(&Dn::empty())),
            foreign(),
            accept(),
        ),
        case(
            "directory-name-outside",
            "A permitted subject, and a foreign directoryName in the subjectAltName.",
            "directoryName entries of the subjectAltName are checked too (RFC 5280 §6.1.3(b)).",
        )
        .chain([&leaf, &sub])
        .otherwise(outside(0, 1)),
    ]
}

/// An organization in a string type, and a server of it.
fn organization(string_type: u8, octets: &[u8]) -> Dn {
    Dn::empty().and_rdn([attribute(oid::ORGANIZATION, &der::tlv(string_type, octets))]).and_cn("xmpp.example.com")
}

/// RFC 5280 §7.1: how values compare. Decision 25.
fn directory_values() -> Vec<Case> {
    let base = || Constraints::new().permit(directory(&Dn::o("Exämple")));
    let why = "Character strings are decoded and compared without letter case and superfluous blanks (RFC 5280 §7.1).";
    vec![
        titled(
            "subject-in-other-letters",
            "The permitted organisation in other letters, with blanks around it.",
            why,
            base(),
            organization(der::UTF8_STRING, "  EXäMPLE ".as_bytes()),
            accept(),
        ),
        titled(
            "subject-in-teletex",
            "The permitted organisation as TeletexString, in Latin-1 as everybody writes it.",
            why,
            base(),
            organization(der::TELETEX_STRING, b"Ex\xe4mple"),
            accept(),
        ),
        titled(
            "subject-in-bmp",
            "The excluded organisation as BMPString.",
            "Another string type is no way around an exclusion (RFC 5280 §7.1).",
            Constraints::new().exclude(directory(&Dn::o("Exämple"))),
            organization(der::BMP_STRING, b"\0E\0x\0\xe4\0m\0p\0l\0e"),
            excluded(0, 1),
        ),
    ]
}

/// RFC 4518 §2: how text is prepared, and what is not text. Decisions 13 and 25.
fn prepared_values() -> Vec<Case> {
    vec![
        titled(
            "subject-in-letter-and-mark",
            "The permitted organization with its umlaut as letter and mark.",
            "Text is normalized before it is compared (RFC 4518 §2.3).",
            Constraints::new().permit(directory(&Dn::o("Exämple"))),
            organization(der::UTF8_STRING, "Exa\u{308}mple".as_bytes()),
            accept(),
        ),
        titled(
            "subject-with-soft-hyphen",
            "The excluded organization with a soft hyphen inside and in full width.",
            "What does not show maps to nothing, and width is normalized (RFC 4518 §2.2, §2.3).",
            Constraints::new().exclude(directory(&Dn::o("Example"))),
            organization(der::UTF8_STRING, "Ｅxam\u{ad}ple".as_bytes()),
            excluded(0, 1),
        ),
        titled(
            "subject-not-text",
            "An organization in octets that are not UTF-8, below a CA that excludes one.",
            "A value that does not decode is compared with nothing but its own octets, so where it stands is undefined (RFC \
             4518 §2).",
            Constraints::new().exclude(directory(&Dn::o("Example"))),
            organization(der::UTF8_STRING, b"Example\xff"),
            malformed_name(0, 1),
        ),
        titled(
            "base-not-text",
            "An excluded organization with the replacement character.",
            "A base that is compared with nothing but its own octets cannot exclude, so it refuses what it might (RFC 4518 §2.4).",
            Constraints::new().exclude(directory(&Dn::o("Ex\u{fffd}mple"))),
            organization(der::UTF8_STRING, "Exämple".as_bytes()),
            reject("malformed_constraint", 0).imposed_by(1),
        ),
    ]
}

/// The subject of a CA is a name like any other. Decision 21.
fn chains_of_cas() -> Vec<Case> {
    let policy = example_root()
        .sub_ca("Example Policy CA")
        .constraints(Constraints::new().permit(directory(&Dn::o("Example"))))
        .issue();
    let below = |ca: &Issued| {
        ca.end_entity("xmpp.example.com").subject(Dn::o("Example").and_cn("xmpp")).san([dns("www.example.com")]).issue()
    };
    let inside = policy.sub_ca("Example Sub CA").subject(Dn::o("Example").and_cn("Example Sub CA")).issue();
    let foreign = policy.sub_ca("Example Sub CA").subject(Dn::o("Victim").and_cn("Example Sub CA")).issue();
    let renewed = policy.self_issued("Example Policy CA, second key").issue();
    vec![
        case(
            "ca-subject-inside",
            "Two CAs; the subject of the lower one is below the name that the upper one permits.",
            "Subjects of CAs are checked too, and this one is permitted.",
        )
        .chain([&below(&inside), &inside, &policy])
        .otherwise(accept()),
        case(
            "ca-subject-outside",
            "Two CAs; the subject of the lower one is of another organisation than the upper one permits.",
            "Subjects of CAs are checked too (RFC 5280 §6.1.3(b)).",
        )
        .chain([&below(&foreign), &foreign, &policy])
        .otherwise(outside(1, 2)),
        case(
            "self-issued-subject-outside",
            "A CA whose own name is not what it permits has certified its own new key.",
            "Names of self-issued certificates are not checked unless they are final (RFC 5280 §6.1.3(b)).",
        )
        .chain([&below(&renewed), &renewed, &policy])
        .otherwise(accept()),
    ]
}
