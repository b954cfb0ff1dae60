//! Attacks on names and services, one a test, named as what must not work (or must). Each shows the refusal by default;
//! where RFC 5280 alone accepts, it shows that too, because that is why the rule exists. Attacks that have happened, with
//! their numbers, are in `vulnerabilities.rs`.

use srvname_testkit::{make, verdict};

use make::{
    Ca, Constraints, Dn, Extension, GeneralName, Issued, der, directory, dns, email, ip_net4, ip4, oid, other_name,
    raw, smtp_utf8, srv, srv_raw, srv_utf8, upn, uri,
};
use srvname::{
    Policy, Profile, ReferenceId, SubCaRule,
    identity::{DnsWildcards, SourceDomain, SrvWildcards},
    path::AnchorConstraints,
};
use verdict::build::Question;
use verdict::{accepted, by_rfc5280, identify, judge, refused, strictly, under, under_every_rule};

fn root() -> Issued {
    Ca::root("Example Root CA")
}

fn domain(text: &str) -> SourceDomain<'_> {
    SourceDomain::from_user_input(text).unwrap()
}

fn permit(base: GeneralName) -> Constraints {
    Constraints::new().permit(base)
}

/// What the operator of example.com is given: hosts and services of example.com, and nothing of its secret part.
fn example() -> Constraints {
    permit(srv("example.com"))
        .permit(dns("example.com"))
        .exclude(srv("secret.example.com"))
        .exclude(dns("secret.example.com"))
}

/// The same without a word about SRVName: what technically constrained CAs have today.
fn hosts_only() -> Constraints {
    permit(dns("example.com")).permit(ip_net4([192, 0, 2, 0], 24))
}

fn sub_ca(constraints: Constraints) -> Issued {
    root().sub_ca("Example Sub CA").constraints(constraints).issue()
}

fn server(ca: &Issued, names: impl IntoIterator<Item = GeneralName>) -> Issued {
    ca.end_entity("Example Server").san(names).issue()
}

// What the rule is for.

/// The gap itself: a CA that was held to hosts of example.com issues a service of anybody.
#[test]
fn a_ca_held_to_hosts_issues_a_service_of_the_victim() {
    let sub = sub_ca(hosts_only());
    let leaf = server(&sub, [dns("www.example.com"), srv("_xmpp-server.victim.test")]);
    let chain = [&leaf, &sub, &root()];
    assert_eq!(strictly(&chain), refused("ca_lacks_srv_constraints", 1));
    assert_eq!(by_rfc5280(&chain), accepted());
    let reference = Profile::XmppServer.references(domain("victim.test"));
    let policy = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280);
    assert_eq!(identify(&chain, &reference, &policy), Ok((0, "_xmpp-server.victim.test".to_owned())));
}

/// Why no setting accepts "some CA in the path is constrained".
#[test]
fn the_unconstrained_topmost_ca_mints_a_ca_permitted_for_the_victim() {
    let top = root().sub_ca("Topmost CA").issue();
    let minted = top.sub_ca("Minted CA").constraints(permit(srv("victim.test"))).issue();
    let leaf = server(&minted, [srv("_xmpp-server.victim.test")]);
    let lacks = || refused("ca_lacks_srv_constraints", 2);
    assert_eq!(
        under_every_rule(&[&leaf, &minted, &top, &root()]),
        [lacks(), lacks(), lacks(), accepted(), accepted()],
        "where-constrained asks constrained CAs only: the topmost one has no constraints at all"
    );
    // Held to hosts, it is caught there too.
    let top = root().sub_ca("Topmost CA").constraints(hosts_only()).issue();
    let minted = top.sub_ca("Minted CA").constraints(permit(srv("victim.test"))).issue();
    let leaf = server(&minted, [srv("_xmpp-server.victim.test")]);
    assert_eq!(under_every_rule(&[&leaf, &minted, &top, &root()]), [lacks(), lacks(), lacks(), lacks(), accepted()]);
}

/// A CA that is confined mints one that is not: safe, because every level holds; the settings differ in what they ask.
#[test]
fn a_confined_ca_mints_a_ca_without_constraints() {
    let top = root().sub_ca("Topmost CA").constraints(example()).issue();
    let minted = top.sub_ca("Minted CA").issue();
    let honest = server(&minted, [srv("_imap.example.com")]);
    let lacks = || refused("ca_lacks_srv_constraints", 1);
    assert_eq!(
        under_every_rule(&[&honest, &minted, &top, &root()]),
        [lacks(), lacks(), accepted(), accepted(), accepted()]
    );
    let greedy = server(&minted, [srv("_imap.victim.test")]);
    let outside = || refused("name_not_permitted", 0).by(2);
    assert_eq!(
        under_every_rule(&[&greedy, &minted, &top, &root()]),
        [lacks(), lacks(), outside(), outside(), outside()]
    );
}

/// Listing is not confining: what only excludes, or only names a service, leaves every other domain open.
#[test]
fn a_ca_that_lists_srv_name_without_a_domain_is_not_confined() {
    for constraints in [
        Constraints::new().exclude(srv("secret.example.com")),
        permit(srv("_imap")),
        permit(srv("example.com")).permit(srv("_imap")),
    ] {
        let sub = sub_ca(constraints);
        let leaf = server(&sub, [srv("_imap.victim.test")]);
        assert_eq!(
            under_every_rule(&[&leaf, &sub, &root()]),
            [refused("ca_lacks_srv_constraints", 1), accepted(), accepted(), accepted(), accepted()]
        );
        // Nor does it discharge a CA below it.
        let below = sub.sub_ca("Lower CA").issue();
        let leaf = server(&below, [srv("_imap.victim.test")]);
        assert_eq!(
            under(SubCaRule::Inherited, &[&leaf, &below, &sub, &root()]),
            refused("ca_lacks_srv_constraints", 1)
        );
    }
}

/// A foreign SRVName is not less foreign because nobody asked for it, or because it cannot be read.
#[test]
fn an_srv_name_hides_behind_the_host_name_that_was_asked_for() {
    let sub = sub_ca(hosts_only());
    let reference = [ReferenceId::dns("www.example.com").unwrap()];
    for hidden in
        [srv("_xmpp-server.victim.test"), srv("xmpp-server.victim.test"), srv_utf8("_xmpp-server.victim.test")]
    {
        let leaf = server(&sub, [dns("www.example.com"), hidden]);
        let answer = identify(&[&leaf, &sub, &root()], &reference, &Policy::default());
        assert_eq!(answer, Err(refused("ca_lacks_srv_constraints", 1)));
    }
}

/// Two CAs with nothing in common permit nothing, and the name of the lower one is not a way around the upper one.
#[test]
fn disjoint_levels_permit_nothing() {
    let top = root().sub_ca("Topmost CA").constraints(permit(srv("example.com"))).issue();
    let minted = top.sub_ca("Minted CA").constraints(permit(srv("victim.test"))).issue();
    for (name, by) in [("_imap.victim.test", 2), ("_imap.example.com", 1), ("_imap.example.net", 2)] {
        let leaf = server(&minted, [srv(name)]);
        let expected = refused("name_not_permitted", 0).by(by);
        assert_eq!(under_every_rule(&[&leaf, &minted, &top, &root()]), [0; 5].map(|_| expected.clone()), "{name}");
    }
}

/// Services cannot be widened either: held to `_imap`, a CA mints one for all services of its domain.
#[test]
fn a_service_only_level_still_holds_below() {
    let top = root().sub_ca("Topmost CA").constraints(permit(srv("_imap.example.com"))).issue();
    let minted = top.sub_ca("Minted CA").constraints(permit(srv("example.com"))).issue();
    let leaf = server(&minted, [srv("_xmpp-server.example.com")]);
    assert_eq!(strictly(&[&leaf, &minted, &top, &root()]), refused("name_not_permitted", 0).by(2));
}

/// A self-issued CA in the middle is exempt in its own names, and neither open nor a door.
#[test]
fn a_self_issued_ca_in_the_middle_opens_nothing() {
    let sub = sub_ca(example());
    let renewed = sub.self_issued("second key").san([srv("_imap.victim.test")]).issue();
    let leaf = server(&renewed, [srv("_imap.victim.test")]);
    let chain = [&leaf, &renewed, &sub, &root()];
    assert_eq!(strictly(&chain), refused("ca_lacks_srv_constraints", 1));
    assert_eq!(by_rfc5280(&chain), refused("name_not_permitted", 0).by(2));
    // With constraints of its own it is a CA like another.
    let renewed = sub.self_issued("second key").constraints(permit(srv("victim.test"))).issue();
    let leaf = server(&renewed, [srv("_imap.victim.test")]);
    assert_eq!(strictly(&[&leaf, &renewed, &sub, &root()]), refused("name_not_permitted", 0).by(2));
}

/// An unconstrained CA under its own name: no end entity, no exemption, and bound.
#[test]
fn a_ca_takes_the_name_of_its_issuer_to_look_self_issued() {
    let top = root().sub_ca("Topmost CA").constraints(example()).issue();
    let twin = top.sub_ca("Twin").subject(top.subject().clone()).issue();
    let leaf = server(&twin, [srv("_imap.example.com")]);
    assert_eq!(strictly(&[&leaf, &twin, &top, &root()]), refused("ca_lacks_srv_constraints", 1));
    let leaf = server(&twin, [srv("_imap.victim.test")]);
    assert_eq!(by_rfc5280(&[&leaf, &twin, &top, &root()]), refused("name_not_permitted", 0).by(2));
}

/// The names of a CA are held as those of a server are, whether or not the server has an SRVName.
#[test]
fn a_ca_presents_a_service_of_the_victim() {
    let top = root().sub_ca("Topmost CA").constraints(example()).issue();
    let sub = top.sub_ca("Lower CA").constraints(example()).san([srv("_imap.victim.test")]).issue();
    for name in [srv("_imap.example.com"), dns("www.example.com")] {
        let leaf = server(&sub, [name]);
        assert_eq!(strictly(&[&leaf, &sub, &top, &root()]), refused("name_not_permitted", 1).by(2));
    }
}

/// A constraint in another extension than nameConstraints is no listing: X.509 once had such an arc.
#[test]
fn a_listing_in_another_extension_does_not_count() {
    let value = permit(srv("example.com")).der();
    for (critical, expected) in
        [(false, refused("ca_lacks_srv_constraints", 1)), (true, refused("unknown_critical_extension", 1))]
    {
        let sub = root().sub_ca("Example Sub CA").extension(Extension::new("2.5.29.30.1", critical, &value)).issue();
        let leaf = server(&sub, [srv("_imap.example.com")]);
        let root = root();
        assert_eq!(Question::new(&[&root]).ask(&leaf, &[&sub]), expected);
    }
}

// Malformed in either direction.

/// "Does not match" is the wrong answer to an excluded base, and "matches" to a permitted one.
#[test]
fn a_malformed_name_escapes_neither_an_exclusion_nor_a_permission() {
    let excluding = sub_ca(Constraints::new().exclude(srv("victim.test")));
    let permitting = sub_ca(permit(srv("victim.test")));
    for malformed in [
        srv("_imap.victim.test."),
        srv("_imap.victim.test\0"),
        srv("_imap..victim.test"),
        srv("imap.victim.test"),
        srv("_imap._tcp.victim.test"),
        srv(" _imap.victim.test"),
        srv_utf8("_imap.victim.test"),
        srv_raw(&der::sequence([der::tlv(der::IA5_STRING, b"_imap.victim.test")])),
        srv_raw(&[]),
    ] {
        for sub in [&excluding, &permitting] {
            let leaf = server(sub, [malformed.clone()]);
            let shown = der::hex(malformed.der());
            assert_eq!(strictly(&[&leaf, sub, &root()]), refused("malformed_name", 0).by(1), "{shown}");
            assert_eq!(by_rfc5280(&[&leaf, sub, &root()]), refused("malformed_name", 0).by(1), "{shown}");
        }
    }
}

/// A base that nobody can read neither excludes nothing nor permits everything.
#[test]
fn a_malformed_base_opens_nothing() {
    for malformed in [
        srv(""),
        srv("_"),
        srv("."),
        srv(".example.com"),
        srv("*.example.com"),
        srv("_imap._tcp"),
        srv("example.com."),
        srv_utf8("example.com"),
        srv_raw(&[]),
    ] {
        for constraints in [
            permit(malformed.clone()),
            Constraints::new().exclude(malformed.clone()),
            example().permit(malformed.clone()),
        ] {
            let sub = sub_ca(constraints);
            let leaf = server(&sub, [srv("_imap.example.com")]);
            let shown = der::hex(malformed.der());
            assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused("malformed_constraint", 0).by(1), "{shown}");
            assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("malformed_constraint", 0).by(1), "{shown}");
        }
    }
}

/// The wrong string type, which scripts write and some verifiers even demand.
#[test]
fn an_srv_name_in_a_utf8_string_matches_nothing_and_escapes_nothing() {
    let reference = Profile::XmppServer.references(domain("example.com"));
    let open = root();
    let leaf = server(&open, [srv_utf8("_xmpp-server.example.com")]);
    assert_eq!(identify(&[&leaf, &open], &reference, &Policy::default()), Err(refused("no_matching_identifier", 0)));
    let sub = sub_ca(example());
    let leaf = server(&sub, [srv_utf8("_xmpp-server.example.com")]);
    assert_eq!(
        identify(&[&leaf, &sub, &root()], &reference, &Policy::default()),
        Err(refused("malformed_name", 0).by(1))
    );
    let sub = sub_ca(hosts_only());
    let leaf = server(&sub, [srv_utf8("_xmpp-server.example.com")]);
    assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("ca_lacks_srv_constraints", 1));
}

/// RFC 4985 left the protocol out. Stripping it would let `_tcp.example.com` be a domain to some and nothing to others.
#[test]
fn a_protocol_label_is_not_stripped() {
    let reference = Profile::XmppServer.references(domain("example.com"));
    for text in ["_xmpp-server._tcp.example.com", "_xmpp-server._udp.example.com", "_xmpp-server._tls.example.com"] {
        let leaf = server(&root(), [srv(text)]);
        let answer = identify(&[&leaf, &root()], &reference, &Policy::default());
        assert_eq!(answer, Err(refused("no_matching_identifier", 0)), "{text}");
        let sub = sub_ca(example());
        let leaf = server(&sub, [srv(text)]);
        assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("malformed_name", 0).by(1), "{text}");
    }
}

/// A second name behind the first, inside one entry.
#[test]
fn octets_behind_a_name_are_not_overlooked() {
    let name = |text: &[u8]| der::tlv(der::IA5_STRING, text);
    let (good, bad) = (name(b"_imap.example.com"), name(b"_imap.victim.test"));
    let sub = sub_ca(example());
    for inside in [
        [good.clone(), bad.clone()].concat(),
        [good.clone(), vec![0x00]].concat(),
        [good.clone(), vec![0x05, 0x00]].concat(),
    ] {
        let leaf = server(&sub, [srv_raw(&inside)]);
        assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("malformed_name", 0).by(1));
    }
    // Behind the `[0]`, behind the extension, behind the certificate: no certificate at all.
    let type_id = der::object_identifier(oid::DNS_SRV);
    let behind = raw(0xa0, &[type_id, der::constructed(0, &good), der::constructed(0, &bad)].concat());
    let leaf = server(&sub, [behind]);
    assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("malformed_certificate", 0));
    let value = [der::sequence([srv("_imap.example.com")]), der::sequence([srv("_imap.victim.test")])].concat();
    let leaf = sub.end_entity("Example Server").san_raw(false, &value).issue();
    assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("malformed_certificate", 0));
}

/// A type-id that is not written as DER writes it could be SRVName to one reader and unknown to another.
#[test]
fn a_type_id_with_padding_is_no_other_name() {
    let padded = [0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x80, 0x07];
    let value = der::constructed(0, &der::tlv(der::IA5_STRING, b"_imap.victim.test"));
    let sub = sub_ca(hosts_only());
    let leaf = server(&sub, [raw(0xa0, &[padded.to_vec(), value].concat())]);
    assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused("malformed_certificate", 0));
}

/// NUL ends a string for some languages: the name before it is not the name.
#[test]
fn a_nul_does_not_end_a_name() {
    let sub = sub_ca(example().permit(email("example.com")).permit(uri("example.com")));
    for name in [
        srv("_imap.example.com\0.victim.test"),
        dns("www.example.com\0.victim.test"),
        dns("victim.test\0.example.com"),
        email("a@example.com\0.victim.test"),
        uri("https://example.com\0.victim.test/"),
        srv("_imap\0.example.com"),
    ] {
        let leaf = server(&sub, [name.clone()]);
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused("malformed_name", 0).by(1), "{}", der::hex(name.der()));
    }
    let leaf = server(&root(), [dns("www.example.com\0.victim.test")]);
    let reference = [ReferenceId::dns("www.example.com").unwrap()];
    assert_eq!(identify(&[&leaf, &root()], &reference, &Policy::default()), Err(refused("no_matching_identifier", 0)));
}

/// IA5String has seven bits. An eighth is not dropped, folded, or read as Latin-1 or UTF-8.
#[test]
fn octets_above_ascii_are_malformed() {
    let sub = sub_ca(example().permit(email("example.com")).permit(uri("example.com")));
    let high = |tag: u8, text: &str| {
        raw(tag, &text.bytes().map(|octet| if octet == b'#' { 0xe5 } else { octet }).collect::<Vec<_>>())
    };
    // 0xe5 without its eighth bit is `e`.
    let text: Vec<u8> = "_imap.#xample.com".bytes().map(|octet| if octet == b'#' { 0xe5 } else { octet }).collect();
    for name in [
        srv_raw(&der::tlv(der::IA5_STRING, &text)),
        high(0x82, "#xample.com"),
        high(0x81, "a@#xample.com"),
        high(0x86, "https://#xample.com/"),
    ] {
        let leaf = server(&sub, [name.clone()]);
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused("malformed_name", 0).by(1), "{}", der::hex(name.der()));
    }
}

/// A dot at the end makes the same name to a resolver, and another one to a comparison.
#[test]
fn a_trailing_dot_does_not_escape_an_exclusion() {
    let sub = sub_ca(example());
    for name in [srv("_imap.secret.example.com."), dns("www.secret.example.com."), dns("www.secret.example.com..")] {
        let leaf = server(&sub, [name]);
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused("malformed_name", 0).by(1));
    }
}

/// Letters of another case are the same name.
#[test]
fn case_does_not_escape_an_exclusion() {
    let sub = sub_ca(
        permit(srv("example.com"))
            .permit(dns("example.com"))
            .exclude(srv("_IMAP.Secret.example.com"))
            .exclude(dns("SECRET.example.com")),
    );
    for (name, expected) in [
        (srv("_imap.sEcReT.Example.Com"), refused("name_excluded", 0).by(1)),
        (srv("_ImaP.a.secret.example.com"), refused("name_excluded", 0).by(1)),
        (dns("www.sEcReT.example.com"), refused("name_excluded", 0).by(1)),
        (dns("*.EXAMPLE.com"), refused("name_excluded", 0).by(1)),
        (srv("_sieve.secret.example.com"), accepted()),
    ] {
        let leaf = server(&sub, [name]);
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), expected);
    }
}

// Wildcards.

/// A wildcard is refused when any name it stands for is excluded, for hosts and for services.
#[test]
fn a_wildcard_reaches_around_an_excluded_name() {
    let sub = sub_ca(example());
    let tight = sub_ca(
        permit(srv("example.com"))
            .permit(dns("example.com"))
            .exclude(srv("a.secret.example.com"))
            .exclude(dns("a.secret.example.com")),
    );
    for (ca, name, expected) in [
        (&sub, srv("_imap.*.example.com"), refused("name_excluded", 0).by(1)),
        (&sub, dns("*.example.com"), refused("name_excluded", 0).by(1)),
        (&sub, dns("*.secret.example.com"), refused("name_excluded", 0).by(1)),
        (&tight, srv("_imap.*.secret.example.com"), refused("name_excluded", 0).by(1)),
        (&tight, dns("*.secret.example.com"), refused("name_excluded", 0).by(1)),
        // One label and no more: `*.example.com` is never `a.secret.example.com`.
        (&tight, srv("_imap.*.example.com"), accepted()),
        (&tight, dns("*.example.com"), accepted()),
    ] {
        let leaf = server(ca, [name.clone()]);
        assert_eq!(strictly(&[&leaf, ca, &root()]), expected, "{}", der::hex(name.der()));
    }
}

/// A wildcard is refused unless all names it stands for are permitted.
#[test]
fn a_wildcard_reaches_beyond_a_permitted_host() {
    let sub = sub_ca(permit(srv("im.example.com")).permit(dns("www.example.com")));
    for (name, expected) in [
        (srv("_imap.*.example.com"), refused("name_not_permitted", 0).by(1)),
        (dns("*.example.com"), refused("name_not_permitted", 0).by(1)),
        (srv("_imap.*.im.example.com"), accepted()),
        (dns("*.www.example.com"), accepted()),
    ] {
        let leaf = server(&sub, [name]);
        assert_eq!(strictly(&[&leaf, &sub, &root()]), expected);
    }
    // Two bases that only together hold what a wildcard stands for do not permit it.
    let sub = sub_ca(permit(dns("a.example.com")).permit(dns("b.example.com")));
    let leaf = server(&sub, [dns("*.example.com")]);
    assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("name_not_permitted", 0).by(1));
}

/// Knobs about matching never change what constraints do.
#[test]
fn a_wildcard_is_constrained_whatever_it_may_match() {
    let sub = sub_ca(example());
    let leaf = server(&sub, [srv("_imap.*.example.com")]);
    for srv_wildcards in [SrvWildcards::MatchNothing, SrvWildcards::LeftmostLabel] {
        for dns_wildcards in [DnsWildcards::MatchNothing, DnsWildcards::LeftmostLabel] {
            let policy = Policy::new().with_srv_wildcards(srv_wildcards).with_dns_wildcards(dns_wildcards);
            assert_eq!(judge(&[&leaf, &sub, &root()], &policy), refused("name_excluded", 0).by(1));
        }
    }
}

// Forms.

/// Treating every otherName as one form would refuse half of all directories. The UPN is not held by SRVName constraints,
/// and a constraint on UPN does not hold SRVNames.
#[test]
fn a_user_principal_name_beside_an_srv_name_constraint_is_no_violation() {
    let sub = sub_ca(example());
    let leaf = server(&sub, [upn("administrator@victim.test")]);
    assert_eq!(strictly(&[&leaf, &sub, &root()]), accepted());
    let leaf = server(&sub, [srv("_ldap.example.com"), upn("administrator@victim.test")]);
    assert_eq!(strictly(&[&leaf, &sub, &root()]), accepted());
    let both = sub_ca(example().permit(upn("example.com")));
    let leaf = server(&both, [srv("_ldap.example.com")]);
    assert_eq!(strictly(&[&leaf, &both, &root()]), accepted());
    let leaf = server(&both, [upn("administrator@example.com")]);
    assert_eq!(strictly(&[&leaf, &both, &root()]), refused("unsupported_constraint", 0).by(1));
}

/// What a CA may not say as dNSName it cannot say as URI, mail or address either, where it is held there too; and where it
/// is not, that is the RFC's allow-by-default, which the rule closes for SRVName alone.
#[test]
fn a_form_that_a_ca_is_not_held_to_identifies_nobody_by_another() {
    let sub = sub_ca(permit(srv("example.com")));
    let leaf = server(&sub, [srv("_xmpp-server.example.com"), dns("victim.test"), ip4([203, 0, 113, 1])]);
    let chain = [&leaf, &sub, &root()];
    // Held to services of example.com only, the CA may name any host (RFC 5280 §4.2.1.10) ...
    assert_eq!(strictly(&chain), accepted());
    // ... which answers no question about a service,
    let reference = Profile::XmppServer.references(domain("victim.test"));
    assert_eq!(identify(&chain, &reference, &Policy::default()), Err(refused("no_matching_identifier", 0)));
    // and is why a profile has no DNS-ID until the caller adds it.
    let with_dns = [reference[0], ReferenceId::dns("victim.test").unwrap()];
    assert_eq!(identify(&chain, &with_dns, &Policy::default()), Ok((1, "victim.test".to_owned())));
}

/// RFC 9598 exists because of this one: mail constraints that did not know the new form of mail.
#[test]
fn a_mailbox_beyond_ascii_does_not_escape_mail_constraints() {
    let sub = sub_ca(permit(email("example.com")));
    let leaf = server(&sub, [smtp_utf8("\u{e9}@victim.test")]);
    assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("name_not_permitted", 0).by(1));
    let sub = sub_ca(Constraints::new().exclude(email("victim.test")));
    let leaf = server(&sub, [smtp_utf8("\u{e9}@victim.test")]);
    assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("name_excluded", 0).by(1));
}

/// A constraint that is not understood and a name of its form: refused, in either list.
#[test]
fn a_form_that_is_not_understood_is_not_ignored() {
    let unknown = || other_name(oid::UNKNOWN, &der::tlv(der::UTF8_STRING, b"x"));
    for constraints in [permit(unknown()), Constraints::new().exclude(unknown())] {
        let sub = sub_ca(constraints.critical(false));
        let leaf = server(&sub, [unknown()]);
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused("unsupported_constraint", 0).by(1));
    }
}

/// Not critical is not optional.
#[test]
fn constraints_that_are_not_critical_are_not_ignored() {
    let sub = sub_ca(example().critical(false));
    for (name, expected) in [
        (srv("_imap.victim.test"), refused("name_not_permitted", 0).by(1)),
        (srv("_imap.secret.example.com"), refused("name_excluded", 0).by(1)),
        (dns("victim.test"), refused("name_not_permitted", 0).by(1)),
        (srv("_imap.example.com"), accepted()),
    ] {
        let leaf = server(&sub, [name]);
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), expected);
    }
}

/// Of two extensions some readers take the first and others the last.
#[test]
fn constraints_are_not_hidden_by_a_second_extension() {
    let lax = Extension::new(oid::NAME_CONSTRAINTS, true, &permit(srv("victim.test")).der());
    let behind = root().sub_ca("Example Sub CA").constraints(example()).extension(lax.clone()).issue();
    let before = root().sub_ca("Example Sub CA").constraints(example()).first_extension(lax).issue();
    for sub in [behind, before] {
        for name in ["_imap.example.com", "_imap.victim.test"] {
            let leaf = server(&sub, [srv(name)]);
            assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused("malformed_certificate", 1));
        }
    }
}

// Identity.

/// The mail server of a domain is not its XMPP server.
#[test]
fn a_service_answers_for_another_service() {
    let sub = sub_ca(example());
    let leaf = server(&sub, [srv("_imap.example.com"), dns("example.com")]);
    let chain = [&leaf, &sub, &root()];
    for profile in [Profile::XmppServer, Profile::XmppClient, Profile::Imaps, Profile::Submission] {
        let reference = profile.references(domain("example.com"));
        assert_eq!(
            identify(&chain, &reference, &Policy::default()),
            Err(refused("no_matching_identifier", 0)),
            "{profile:?}"
        );
    }
    assert!(identify(&chain, &Profile::Imap.references(domain("example.com")), &Policy::default()).is_ok());
}

/// Two names that are both its own, put together as a third that is not.
#[test]
fn a_service_of_one_name_and_the_domain_of_another_make_no_identity() {
    let sub = sub_ca(example());
    let leaf = server(&sub, [srv("_imap.a.example.com"), srv("_xmpp-server.b.example.com"), dns("a.example.com")]);
    for (service, domain) in [("xmpp-server", "a.example.com"), ("imap", "b.example.com")] {
        let reference = [ReferenceId::srv(service, domain).unwrap()];
        let answer = identify(&[&leaf, &sub, &root()], &reference, &Policy::default());
        assert_eq!(answer, Err(refused("no_matching_identifier", 0)), "_{service}.{domain}");
    }
}

/// The subject is no place for a service: not the common name, not an attribute of the SRVName's own type.
#[test]
fn a_subject_identifies_no_service() {
    let value = der::tlv(der::IA5_STRING, b"_imap.victim.test");
    let attribute = make::dn::attribute(oid::DNS_SRV, &value);
    for subject in [Dn::cn("_imap.victim.test"), Dn::empty().and_rdn([attribute])] {
        let sub = sub_ca(hosts_only());
        let leaf = sub.end_entity("x").subject(subject).san([dns("www.example.com")]).issue();
        let reference = Profile::Imap.references(domain("victim.test"));
        let answer = identify(&[&leaf, &sub, &root()], &reference, &Policy::default());
        assert_eq!(answer, Err(refused("no_matching_identifier", 0)));
    }
}

// Other ways up.

/// The constraints that came with an anchor are not shed by sending a copy of the anchor without them.
#[test]
fn a_copy_of_the_anchor_in_the_pool_sheds_no_constraints() {
    let anchor = Ca::root_draft("Example Root CA").constraints(example()).issue();
    let copy = root();
    let sub = anchor.sub_ca("Example Sub CA").constraints(permit(srv("victim.test"))).issue();
    let leaf = server(&sub, [srv("_imap.victim.test")]);
    let question = |roots: &[&Issued]| Question::new(roots).ask(&leaf, &[&sub, &copy]);
    assert_eq!(question(&[&anchor]), refused("name_not_permitted", 0).by(2));
    // Nor by a cross-certificate of its key below another anchor: an anchor is never an intermediate.
    let other = Ca::root("Another Root CA");
    let cross = other.sub_ca("Example Root CA").constraints(permit(srv("victim.test"))).issue();
    let answer = Question::new(&[&anchor, &other]).ask(&leaf, &[&sub, &cross, &copy]);
    assert_eq!(answer, refused("name_not_permitted", 0).by(2));
    assert_eq!(Question::new(&[&other]).ask(&leaf, &[&sub, &cross]), accepted(), "but for the anchor it would do");
    // As two anchors of one name and key they are merged: the constraints of both apply.
    assert_eq!(question(&[&anchor, &copy]), refused("name_not_permitted", 0).by(2));
    assert_eq!(question(&[&copy, &anchor]), refused("name_not_permitted", 0).by(2));
    // By the copy alone, given as the anchor, they are gone: the caller said so.
    assert_eq!(question(&[&copy]), accepted());
    let ignoring = AnchorConstraints::IgnoreTrustAnchorConstraints;
    let policy = Policy::new().with_anchor_constraints(ignoring);
    assert_eq!(Question { policy, ..Question::new(&[&anchor]) }.ask(&leaf, &[&sub, &copy]), accepted());
}

/// A CA that two others certify, one of them without constraints: each way up is asked, and neither lends to the other.
#[test]
fn two_ways_up_do_not_add_up() {
    let second = Ca::root("Second Root CA");
    let confined = sub_ca(example());
    let open = second.sub_ca("Example Sub CA").issue();
    let leaf = server(&confined, [srv("_imap.victim.test")]);
    let (first, pool) = (root(), [&open, &confined]);
    let roots = [&first, &second];
    assert_eq!(Question::new(&roots).ask(&leaf, &pool), refused("name_not_permitted", 0).by(1));
    let honest = server(&confined, [srv("_imap.example.com")]);
    assert_eq!(Question::new(&roots).ask(&honest, &pool), accepted());
    assert_eq!(Question::new(&[&second]).ask(&honest, &pool), refused("ca_lacks_srv_constraints", 1));
}

/// Where names and bases are many they are looked up instead of compared; a name does not hide in the crowd.
#[test]
fn nobody_hides_in_a_crowd() {
    let crowd = || (0..100).map(|number| dns(&format!("host-{number}.example.com")));
    let cut = srv_raw(&der::tlv_with_length(der::IA5_STRING, &[6], b"_imap.victim.test"));
    for (base, name, code) in [
        (srv("victim.test"), srv("_imap.mail.victim.test"), "name_excluded"),
        (srv("_imap"), srv("_IMAP.example.com"), "name_excluded"),
        (srv("victim.test"), cut, "malformed_name"),
        (dns("victim.test"), dns("mail.VICTIM.test"), "name_excluded"),
        (dns("www.victim.test"), dns("*.victim.test"), "name_excluded"),
        (email("victim.test"), email("root@victim.test"), "name_excluded"),
        (uri("www.victim.test"), uri("https://www.victim.test/"), "name_excluded"),
        (ip_net4([192, 0, 2, 0], 24), ip4([192, 0, 2, 77]), "name_excluded"),
        (directory(&Dn::o("Victim")), directory(&Dn::o("VICTIM").and_cn("x")), "name_excluded"),
    ] {
        let bases = (0..100).map(|number| dns(&format!("base-{number}.example.net")));
        let sub = sub_ca(bases.fold(Constraints::new(), Constraints::exclude).exclude(base));
        let alone = sub.end_entity("x").subject(Dn::empty()).critical_san(crowd()).issue();
        assert_eq!(by_rfc5280(&[&alone, &sub, &root()]), accepted());
        let shown = der::hex(name.der());
        let leaf = sub.end_entity("x").subject(Dn::empty()).critical_san(crowd().chain([name])).issue();
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused(code, 0).by(1), "{shown}");
    }
}
