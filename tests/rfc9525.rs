//! RFC 9525 §6, in its order: references (§6.1), the search (§6.2), domains (§6.3), addresses (§6.4), services (§6.5), the
//! outcome (§6.6); then the application profiles that make references.

use srvname_testkit::{make, verdict};

use rustls_pki_types::ServerName;

use make::{Ca, Constraints, GeneralName, Issued, directory, dns, email, ip4, ip6, srv, srv_utf8, uri};
use srvname::{
    Policy, Profile, ReferenceId, SubCaRule,
    identity::{
        AuthenticatedBy, AuthenticatedTarget, DnsWildcards, SourceDomain, SrvWildcards, UnspecifiedService, Wildcards,
    },
    name::NameRule,
};
use verdict::{Verdict, accepted, identify, judge, refused};

/// A server directly below an anchor without constraints: nothing but its identity is in question.
fn server(names: impl IntoIterator<Item = GeneralName>) -> Issued {
    Ca::root("Example Root CA").end_entity("www.example.com").san(names).issue()
}

fn srv_id<'a>(service: &'a str, domain: &'a str) -> ReferenceId<'a> {
    ReferenceId::srv(service, domain).unwrap_or_else(|error| panic!("{service} {domain}: {error}"))
}

fn domain(text: &str) -> SourceDomain<'_> {
    SourceDomain::from_user_input(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn dns_id(domain: &str) -> ReferenceId<'_> {
    ReferenceId::dns(domain).unwrap_or_else(|error| panic!("{domain}: {error}"))
}

/// What a server that presents `names` is, under a policy.
fn identity_of(
    names: impl IntoIterator<Item = GeneralName>,
    references: &[ReferenceId<'_>],
    policy: &Policy<'_>,
) -> Result<(usize, String), Verdict> {
    identify(&[&server(names), &Ca::root("Example Root CA")], references, policy)
}

/// The same, strictly.
fn identity(
    names: impl IntoIterator<Item = GeneralName>,
    references: &[ReferenceId<'_>],
) -> Result<(usize, String), Verdict> {
    identity_of(names, references, &Policy::default())
}

/// The answer when nothing matches.
fn nobody() -> Result<(usize, String), Verdict> {
    Err(refused("no_matching_identifier", 0))
}

/// Reference `index` matched `text`.
fn matched(index: usize, text: &str) -> Result<(usize, String), Verdict> {
    Ok((index, text.to_owned()))
}

// §6.1: the list of references.

/// A domain that the user named, and a host that the DNS named: two types, and nothing turns one into the other.
#[test]
fn a_source_domain_and_a_target_are_not_one_thing() {
    let source = domain("Example.com.");
    assert_eq!((source.as_str(), source), ("Example.com", domain("example.COM")));
    assert_eq!(source.dns_id(), dns_id("example.com"));
    let target = AuthenticatedTarget::new("XMPP_1.hosting.test.", AuthenticatedBy::Dnssec).unwrap();
    assert_eq!(target.dns_id(), dns_id("xmpp_1.hosting.test"));
    assert_eq!((target.host().as_str(), target.by()), ("XMPP_1.hosting.test", AuthenticatedBy::Dnssec));
    assert_eq!(AuthenticatedBy::ALL.map(AuthenticatedBy::as_str), ["dnssec", "mta-sts", "config", "well-known"]);
    let sections = AuthenticatedBy::ALL.map(|by| by.citation().to_string());
    let matrix = "Matrix Server-Server API §Resolving server names";
    assert_eq!(sections, ["RFC 7673 §4.1", "RFC 8461 §4.1", "RFC 9525 §6.1.1", matrix]);
    for text in ["", ".", "*.example.com", "_xmpp-client.example.com", "192.0.2.1", "exämple.com", "example.com.."] {
        assert!(SourceDomain::from_user_input(text).is_err(), "{text}");
    }
    for text in ["", ".", "*.example.com", "192.0.2.1", "exämple.com", "example.com.."] {
        assert!(AuthenticatedTarget::new(text, AuthenticatedBy::Configuration).is_err(), "{text}");
    }
}

/// Every source domain is a name that TLS sends, so that the conversion is never an error.
#[test]
fn a_source_domain_is_a_server_name() {
    let letters = ["a", "1", "-", ".", "_", "xn--a"];
    let mut accepted = 0;
    for number in 0..letters.len().pow(6) {
        let text: String = (0..6).map(|place| letters[number / letters.len().pow(place) % letters.len()]).collect();
        let Ok(source) = SourceDomain::from_user_input(&text) else { continue };
        accepted += 1;
        let name = ServerName::try_from(source).unwrap();
        assert!(matches!(&name, ServerName::DnsName(name) if name.as_ref() == source.as_str()), "{text}");
    }
    assert!(accepted > 4_000, "{accepted}");
    let longest = ["a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(61)].join(".");
    ServerName::try_from(domain(&longest)).unwrap();
}

#[test]
fn a_reference_is_made_of_what_a_person_typed() {
    assert_eq!(srv_id("xmpp-client", "example.com"), srv_id("_XMPP-Client", "Example.COM."));
    assert_eq!(srv_id("xmpp-client", "example.com").to_string(), "_xmpp-client.example.com");
    assert_eq!(dns_id("Example.com."), dns_id("example.COM"));
    assert_eq!(ReferenceId::ip([192, 0, 2, 1].into()).to_string(), "192.0.2.1");
    assert_ne!(srv_id("imap", "example.com"), srv_id("imaps", "example.com"));
    assert_ne!(srv_id("imap", "example.com"), dns_id("example.com"));
}

#[test]
fn what_is_no_reference() {
    for (service, domain, rule, position) in [
        ("", "example.com", NameRule::EmptyService, 0),
        ("_", "example.com", NameRule::EmptyService, 1),
        ("xmpp.client", "example.com", NameRule::ServiceCharacter, 4),
        ("imap", "", NameRule::Empty, 0),
        ("imap", ".", NameRule::Empty, 0),
        ("imap", "example.com..", NameRule::TrailingDot, 11),
        ("imap", ".example.com", NameRule::EmptyLabel, 0),
        ("imap", "*.example.com", NameRule::Wildcard, 0),
        ("imap", "_tcp.example.com", NameRule::LabelUnderscore, 0),
        ("imap", "b\u{fc}cher.example", NameRule::NotAscii, 1),
        ("imap", "192.0.2.1", NameRule::NumericLastLabel, 8),
        ("imap", "2001:db8::1", NameRule::LabelCharacter, 4),
    ] {
        let error = ReferenceId::srv(service, domain).unwrap_err();
        assert_eq!((error.rule(), error.position()), (rule, position), "{service:?} {domain:?}");
    }
    for (domain, rule) in [
        ("*.example.com", NameRule::Wildcard),
        ("example.com..", NameRule::TrailingDot),
        ("192.0.2.1", NameRule::NumericLastLabel),
        ("", NameRule::Empty),
    ] {
        assert_eq!(ReferenceId::dns(domain).unwrap_err().rule(), rule, "{domain:?}");
    }
}

/// §6.1.2: a web browser, by name and by address.
#[test]
fn the_browser_of_section_6_1_2() {
    let references = [dns_id("www.bigcompany.example")];
    assert_eq!(identity([dns("www.bigcompany.example")], &references), matched(0, "www.bigcompany.example"));
    assert_eq!(identity([dns("web.bigcompany.example")], &references), nobody());
    let v4 = [ReferenceId::ip([192, 0, 2, 107].into())];
    assert_eq!(identity([ip4([192, 0, 2, 107])], &v4), matched(0, "192.0.2.107"));
    let v6 = [ReferenceId::ip("2001:db8::abcd".parse().unwrap())];
    assert_eq!(identity([ip6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0xabcd])], &v6), matched(0, "2001:db8::abcd"));
}

/// §6.1.2: a mail user agent with three references.
#[test]
fn the_mail_user_agent_of_section_6_1_2() {
    let references = [srv_id("imaps", "isp.example"), dns_id("isp.example"), dns_id("mail.isp.example")];
    assert_eq!(identity([srv("_imaps.isp.example")], &references), matched(0, "_imaps.isp.example"));
    assert_eq!(identity([dns("mail.isp.example")], &references), matched(2, "mail.isp.example"));
    assert_eq!(identity([srv("_imap.isp.example"), dns("www.isp.example")], &references), nobody());
    assert_eq!(identity([srv("_imaps.mail.isp.example")], &references), nobody());
}

/// §6.1.2: an instant messaging client.
#[test]
fn the_messenger_of_section_6_1_2() {
    let references = [srv_id("xmpp-client", "messenger.example"), dns_id("messenger.example")];
    let names =
        [srv("_xmpp-client.messenger.example"), srv("_xmpp-server.messenger.example"), dns("messenger.example")];
    assert_eq!(identity(names, &references), matched(0, "_xmpp-client.messenger.example"));
    assert_eq!(identity([srv("_xmpp-server.messenger.example")], &references), nobody());
}

// §6.2: the search.

/// The caller's order decides, not that of the certificate.
#[test]
fn the_first_reference_that_matches_is_the_identity() {
    let names = || [dns("example.com"), srv("_imap.example.com"), srv("_sieve.example.com")];
    let references = [srv_id("sieve", "example.com"), srv_id("imap", "example.com"), dns_id("example.com")];
    assert_eq!(identity(names(), &references), matched(0, "_sieve.example.com"));
    let references = [dns_id("example.net"), dns_id("example.com"), srv_id("imap", "example.com")];
    assert_eq!(identity(names(), &references), matched(1, "example.com"));
}

/// Any presented identifier will do, wherever it stands, and whatever stands in front of it.
#[test]
fn every_presented_identifier_is_tried() {
    let mut names: Vec<_> = (0..20).map(|number| srv(&format!("_imap.host{number}.example.com"))).collect();
    names.insert(0, srv("_imap"));
    names.push(email("a@example.com"));
    let references = [srv_id("imap", "host19.example.com")];
    assert_eq!(identity(names, &references), matched(0, "_imap.host19.example.com"));
}

/// Who asks nothing learns nothing: a path without an identity is another call.
#[test]
fn an_empty_list_of_references_is_an_error() {
    let chain = [&server([srv("_imap.example.com")]), &Ca::root("Example Root CA")];
    assert_eq!(identify(&chain, &[], &Policy::default()), Err(refused("no_references", None)));
    assert_eq!(judge(&chain, &Policy::default()), accepted());
}

/// SRV-ID and DNS-ID answer different questions: a name of one type never answers the other.
#[test]
fn references_and_names_match_within_their_type() {
    let srv_reference = [srv_id("imap", "example.com")];
    let dns_reference = [dns_id("example.com")];
    assert_eq!(identity([dns("example.com")], &srv_reference), nobody());
    assert_eq!(identity([dns("_imap.example.com")], &srv_reference), nobody());
    assert_eq!(identity([srv("_imap.example.com")], &dns_reference), nobody());
    assert_eq!(identity([srv("_imap.example.com")], &[dns_id("_imap.example.com")]), nobody());
    assert_eq!(identity([uri("imap://example.com")], &srv_reference), nobody());
    assert_eq!(identity([email("imap@example.com")], &dns_reference), nobody());
    // One does not switch the other off.
    let both = || [srv("_imap.example.com"), dns("example.com")];
    assert_eq!(identity(both(), &srv_reference), matched(0, "_imap.example.com"));
    assert_eq!(identity(both(), &dns_reference), matched(0, "example.com"));
}

/// §2: "The Common Name RDN MUST NOT be used to identify a service", in the subject or anywhere.
#[test]
fn a_common_name_identifies_nobody() {
    let root = Ca::root("Example Root CA");
    let without_san = root.end_entity("example.com").issue();
    assert_eq!(identify(&[&without_san, &root], &[dns_id("example.com")], &Policy::default()), nobody());
    let service = root.end_entity("_imap.example.com").issue();
    assert_eq!(identify(&[&service, &root], &[srv_id("imap", "example.com")], &Policy::default()), nobody());
    let in_san = [directory(&make::Dn::cn("example.com"))];
    assert_eq!(identity(in_san, &[dns_id("example.com")]), nobody());
}

// §6.3: the domain.

#[test]
fn domains_are_compared_whole_and_without_case() {
    for (reference, presented, matches) in [
        ("WWW.BigCompany.Example", "www.bigcompany.example", true),
        ("www.bigcompany.example", "WWW.BIGCOMPANY.EXAMPLE", true),
        ("bigcompany.example", "www.bigcompany.example", false),
        ("www.bigcompany.example", "bigcompany.example", false),
        ("www.bigcompany.example", "www.bigcompany.example.net", false),
        ("xn--bcher-kva.example", "XN--BCHER-KVA.example", true),
        ("xn--bcher-kva.example", "bucher.example", false),
        ("localhost", "localhost", true),
    ] {
        let expected = if matches { matched(0, presented) } else { nobody() };
        assert_eq!(identity([dns(presented)], &[dns_id(reference)]), expected, "{reference} {presented}");
        let presented = format!("_imap.{presented}");
        let expected = if matches { matched(0, &presented) } else { nobody() };
        assert_eq!(identity([srv(&presented)], &[srv_id("imap", reference)]), expected, "{reference} {presented}");
    }
}

/// A dot at the end is dropped from what a person typed, and from nothing that a certificate holds.
#[test]
fn a_trailing_dot_is_dropped_from_references_only() {
    assert_eq!(
        identity([srv("_imap.example.com")], &[srv_id("imap", "example.com.")]),
        matched(0, "_imap.example.com")
    );
    assert_eq!(identity([srv("_imap.example.com.")], &[srv_id("imap", "example.com.")]), nobody());
    assert_eq!(identity([dns("example.com.")], &[dns_id("example.com.")]), nobody());
}

/// One `*`, as the whole of the left-most label, for exactly one label.
#[test]
fn a_wildcard_dns_name_stands_for_one_label() {
    for (presented, reference, matches) in [
        ("*.example.com", "www.example.com", true),
        ("*.Example.com", "WWW.example.COM", true),
        ("*.example.com", "example.com", false),
        ("*.example.com", "a.www.example.com", false),
        ("*.example.com", "www.example.net", false),
        ("*.com", "example.com", true),
        // Not well formed: "the presented identifier is invalid and MUST be ignored".
        ("w*.example.com", "www.example.com", false),
        ("*w.example.com", "www.example.com", false),
        ("*.*.example.com", "a.b.example.com", false),
        ("www.*.example.com", "www.a.example.com", false),
        ("**.example.com", "www.example.com", false),
        ("*", "localhost", false),
        ("*example.com", "www.example.com", false),
        ("xn--*.example.com", "xn--a.example.com", false),
    ] {
        let expected = if matches { matched(0, presented) } else { nobody() };
        assert_eq!(identity([dns(presented)], &[dns_id(reference)]), expected, "{presented} {reference}");
        // Ignored, not fatal: the next name is tried.
        let behind = identity([dns(presented), dns("b.example.org")], &[dns_id("b.example.org")]);
        assert_eq!(behind, matched(0, "b.example.org"), "{presented}");
    }
}

/// For applications whose specification has no wildcards.
#[test]
fn wildcard_dns_names_can_be_turned_off() {
    let policy = Policy::new().with_dns_wildcards(DnsWildcards::MatchNothing);
    assert_eq!(identity_of([dns("*.example.com")], &[dns_id("www.example.com")], &policy), nobody());
    let names = [dns("*.example.com"), dns("www.example.com")];
    assert_eq!(identity_of(names, &[dns_id("www.example.com")], &policy), matched(0, "www.example.com"));
}

/// No specification that uses SRV-IDs gives them wildcards; it takes a knob, and then the rule is that of §6.3, for the
/// domain and never for the service.
#[test]
fn a_wildcard_srv_name_matches_nothing_by_default() {
    let knob = Policy::new().with_srv_wildcards(SrvWildcards::LeftmostLabel);
    for (presented, reference, matches) in [
        ("_imap.*.example.com", srv_id("imap", "www.example.com"), true),
        ("_IMAP.*.Example.com", srv_id("imap", "www.example.com"), true),
        ("_imap.*.example.com", srv_id("imap", "example.com"), false),
        ("_imap.*.example.com", srv_id("imap", "a.b.example.com"), false),
        ("_imap.*.example.com", srv_id("imaps", "www.example.com"), false),
        ("_*.example.com", srv_id("imap", "example.com"), false),
        ("_imap.*", srv_id("imap", "localhost"), false),
        ("_imap.w*.example.com", srv_id("imap", "www.example.com"), false),
        ("*._imap.example.com", srv_id("imap", "example.com"), false),
    ] {
        assert_eq!(identity([srv(presented)], &[reference]), nobody(), "{presented}");
        let expected = if matches { matched(0, presented) } else { nobody() };
        assert_eq!(identity_of([srv(presented)], &[reference], &knob), expected, "{presented} {reference}");
    }
    // The knob of one form is none of the other.
    let both_off = knob.with_dns_wildcards(DnsWildcards::MatchNothing);
    assert_eq!(identity_of([dns("*.example.com")], &[dns_id("www.example.com")], &both_off), nobody());
}

/// The same question without a path, for a caller who has one.
#[test]
fn matches_is_the_comparison_alone() {
    let san = make::der::sequence([srv("_imap.*.example.com"), srv_utf8("_imap.example.com"), ip4([192, 0, 2, 1])]);
    let names = srvname::certificate::GeneralNames::from_der(&san).unwrap();
    let presented: Vec<_> = names.iter().collect();
    let reference = srv_id("imap", "www.example.com");
    assert!(!reference.matches(&presented[0], Wildcards::default()));
    let wildcards = Wildcards::new(SrvWildcards::LeftmostLabel, DnsWildcards::default());
    assert!(reference.matches(&presented[0], wildcards));
    assert!(!srv_id("imap", "example.com").matches(&presented[1], wildcards));
    assert!(ReferenceId::ip([192, 0, 2, 1].into()).matches(&presented[2], wildcards));
}

// §6.4: the address.

/// Octet for octet, with no family in place of the other, and no network in place of an address.
#[test]
fn addresses_are_compared_as_octets() {
    let reference = [ReferenceId::ip([192, 0, 2, 1].into())];
    assert_eq!(identity([ip4([192, 0, 2, 1])], &reference), matched(0, "192.0.2.1"));
    assert_eq!(identity([ip4([192, 0, 2, 2])], &reference), nobody());
    assert_eq!(identity([ip6([0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201])], &reference), nobody());
    assert_eq!(identity([make::ip_net4([192, 0, 2, 0], 24)], &reference), nobody());
    assert_eq!(identity([dns("192.0.2.1")], &reference), nobody());
    let mapped = [ReferenceId::ip("::ffff:192.0.2.1".parse().unwrap())];
    assert_eq!(identity([ip4([192, 0, 2, 1])], &mapped), nobody());
}

// §6.5: the service.

#[test]
fn services_are_compared_whole_and_without_case() {
    for (presented, service, matches) in [
        ("_imap.example.com", "IMAP", true),
        ("_IMAP.example.com", "_imap", true),
        ("_imap.example.com", "imaps", false),
        ("_imaps.example.com", "imap", false),
        ("_xmpp-client.example.com", "xmpp-server", false),
        ("_xmpp-client.example.com", "xmppclient", false),
    ] {
        let expected = if matches { matched(0, presented) } else { nobody() };
        assert_eq!(identity([srv(presented)], &[srv_id(service, "example.com")]), expected, "{presented} {service}");
    }
}

/// The parts of an identifier stay together, on either side.
#[test]
fn a_service_is_never_combined_with_the_domain_of_another_name() {
    let references = [srv_id("xmpp-client", "messenger.example"), dns_id("app.example")];
    assert_eq!(identity([srv("_xmpp-client.app.example")], &references), nobody());
    assert_eq!(identity([dns("messenger.example")], &references), nobody());
    assert_eq!(identity([dns("app.example")], &references), matched(1, "app.example"));
    // And in the certificate: the service of one name with the domain of another.
    let names = [srv("_imap.example.com"), srv("_xmpp-client.messenger.net"), dns("messenger.example")];
    assert_eq!(identity(names, &references), nobody());
}

/// A malformed SRVName matches nothing, and is nobody's business where no CA constrains SRVName.
#[test]
fn a_malformed_srv_name_matches_nothing() {
    let reference = [srv_id("imap", "example.com")];
    for malformed in
        [srv_utf8("_imap.example.com"), srv("imap.example.com"), srv("_imap._tcp.example.com"), srv("_imap.")]
    {
        assert_eq!(identity([malformed.clone()], &reference), nobody());
        let names = [malformed, srv("_imap.example.com")];
        assert_eq!(identity(names, &reference), matched(0, "_imap.example.com"));
    }
}

// §6.6: the outcome.

/// The identity is the reference, as the caller wrote it; what it matched is kept beside it.
#[test]
fn the_validated_identity_is_the_reference() {
    let reference = [srv_id("imap", "Mail.Example.com")];
    assert_eq!(identity([srv("_IMAP.mail.example.COM")], &reference), matched(0, "_IMAP.mail.example.COM"));
    assert_eq!(reference[0].to_string(), "_imap.Mail.Example.com");
}

/// Names are validated before anybody is identified: a match does not excuse a violation.
#[test]
fn a_match_is_looked_for_on_a_valid_path_only() {
    let root = Ca::root("Example Root CA");
    let sub = root.sub_ca("Example Sub CA").constraints(Constraints::new().permit(srv("example.com"))).issue();
    let leaf = sub.end_entity("x").san([srv("_imap.example.com"), srv("_imap.victim.test")]).issue();
    let chain = [&leaf, &sub, &root];
    let reference = [srv_id("imap", "example.com")];
    assert_eq!(identify(&chain, &reference, &Policy::default()), Err(refused("name_not_permitted", 0).by(1)));
    assert_eq!(
        identify(&chain, &[srv_id("imap", "example.net")], &Policy::default()),
        Err(refused("name_not_permitted", 0).by(1))
    );
}

/// §7.6: the references do not decide whether the rule fires; the names of the end entity do.
#[test]
fn the_rule_asks_what_is_presented_and_not_what_is_expected() {
    let root = Ca::root("Example Root CA");
    let sub = root.sub_ca("Example Sub CA").constraints(Constraints::new().permit(dns("example.com"))).issue();
    let leaf = sub.end_entity("x").san([dns("example.com"), srv("_imap.example.com")]).issue();
    let chain = [&leaf, &sub, &root];
    assert_eq!(
        identify(&chain, &[dns_id("example.com")], &Policy::default()),
        Err(refused("ca_lacks_srv_constraints", 1))
    );
    let relaxed = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280);
    assert_eq!(identify(&chain, &[dns_id("example.com")], &relaxed), matched(0, "example.com"));
    let without = sub.end_entity("x").san([dns("example.com")]).issue();
    let chain = [&without, &sub, &root];
    assert_eq!(
        identify(&chain, &[srv_id("imap", "example.com"), dns_id("example.com")], &Policy::default()),
        matched(1, "example.com")
    );
}

// Application profiles.

/// Which service a certificate names for an application, and the document that says so.
#[test]
fn profiles_name_a_service_and_its_document() {
    let expected = [
        (Profile::XmppClient, "xmpp-client", "RFC 6120 §13.7.1.2.1"),
        (Profile::XmppServer, "xmpp-server", "RFC 6120 §13.7.1.2.1"),
        (Profile::XmppClientDirectTls, "xmpp-client", "XEP-0368 §3"),
        (Profile::XmppServerDirectTls, "xmpp-server", "XEP-0368 §3"),
        (Profile::Imap, "imap", "RFC 7817 §3"),
        (Profile::Imaps, "imaps", "RFC 7817 §3"),
        (Profile::Pop3, "pop3", "RFC 7817 §3"),
        (Profile::Pop3s, "pop3s", "RFC 7817 §3"),
        (Profile::Submission, "submission", "RFC 7817 §3"),
        (Profile::Submissions, "submissions", "RFC 7817 §3"),
        (Profile::ManageSieve, "sieve", "RFC 7817 §3"),
        (Profile::CalDav, "caldav", "RFC 6764 §8"),
        (Profile::CalDavs, "caldavs", "RFC 6764 §8"),
        (Profile::CardDav, "carddav", "RFC 6764 §8"),
        (Profile::CardDavs, "carddavs", "RFC 6764 §8"),
    ];
    assert_eq!(expected.map(|(profile, ..)| profile), Profile::ALL);
    for (profile, service, document) in expected {
        assert_eq!(profile.service(), service, "{profile:?}");
        assert_eq!(profile.citation().to_string(), document, "{profile:?}");
    }
}

/// One reference: an SRV-ID. A DNS-ID would also be matched by the web site of the domain.
#[test]
fn profiles_ask_for_an_srv_id_and_for_nothing_else() {
    for profile in Profile::ALL {
        let references = profile.references(domain("Example.com."));
        assert_eq!(references, [srv_id(profile.service(), "example.com")], "{profile:?}");
        let presented = format!("_{}.example.com", profile.service());
        assert_eq!(identity([srv(&presented)], &references), matched(0, &presented));
        assert_eq!(identity([dns("example.com")], &references), nobody());
    }
    // Whoever wants the DNS-ID adds it in so many words.
    let [srv_reference] = Profile::Imap.references(domain("example.com"));
    assert_eq!(identity([dns("example.com")], &[srv_reference, dns_id("example.com")]), matched(1, "example.com"));
}

/// Services whose specification does not use SRV-IDs: local policy may (RFC 4985 §2), and says so.
#[test]
fn services_without_a_specification_are_asked_for_by_local_policy() {
    for (service, label) in [
        (UnspecifiedService::Sip, "sip"),
        (UnspecifiedService::Sips, "sips"),
        (UnspecifiedService::Ldap, "ldap"),
        (UnspecifiedService::MatrixFed, "matrix-fed"),
        (UnspecifiedService::Smtp, "smtp"),
    ] {
        assert_eq!(service.service(), label);
        assert_eq!(service.references_by_local_policy(domain("example.com")), [srv_id(label, "example.com")]);
    }
}
