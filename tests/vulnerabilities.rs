//! Published vulnerabilities and bugs of other validators that are about name constraints, each as the chain that went
//! wrong there. Those about cost are in `hostile.rs`.

use srvname_testkit::{make, verdict};

use make::dn::attribute;
use make::{
    Ca, Constraints, Dn, GeneralName, Issued, Subtree, der, directory, dns, email, ip_net4, ip4, oid, raw,
    registered_id, smtp_utf8, srv, srv_raw, upn, uri,
};
use srvname::{
    Policy, ReferenceId,
    name::{DnsName, DnsSubtree, EmailSubtree, Subtree as _, UriSubtree},
};
use verdict::{Verdict, accepted, identify, refused, strictly};

fn root() -> Issued {
    Ca::root("Example Root CA")
}

fn permit(base: GeneralName) -> Constraints {
    Constraints::new().permit(base)
}

fn exclude(base: GeneralName) -> Constraints {
    Constraints::new().exclude(base)
}

fn verdict_on(constraints: Constraints, names: impl IntoIterator<Item = GeneralName>) -> Verdict {
    let sub = root().sub_ca("Example Sub CA").constraints(constraints).issue();
    let leaf = sub.end_entity("Example Server").san(names).issue();
    strictly(&[&leaf, &sub, &root()])
}

fn outside() -> Verdict {
    refused("name_not_permitted", 0).by(1)
}

fn excluded() -> Verdict {
    refused("name_excluded", 0).by(1)
}

fn malformed() -> Verdict {
    refused("malformed_name", 0).by(1)
}

/// CVE-2022-3602 and CVE-2022-3786 (OpenSSL): decoding the Punycode of a mail constraint overran a buffer. Here nothing is
/// decoded: an A-label is compared as it stands, however long and however wrong its Punycode.
#[test]
fn punycode_in_a_mail_constraint_is_not_decoded() {
    let long = format!("xn--{}", "a".repeat(59));
    let many = [long.as_str(); 3].join(".");
    for host in ["xn--0", "xn--99999999", "xn--a-0000000000", &long, &many] {
        let host = format!("{host}.example");
        assert_eq!(EmailSubtree::parse(&host).unwrap().to_string(), host);
        assert_eq!(verdict_on(permit(email(&host)), [smtp_utf8(&format!("\u{e9}@{host}"))]), accepted());
        assert_eq!(verdict_on(permit(email(&host)), [smtp_utf8("\u{e9}@example.com")]), outside());
    }
    // And a mailbox in U-labels meets it undecoded: malformed.
    let constraints = permit(email("xn--bcher-kva.example"));
    assert_eq!(verdict_on(constraints, [smtp_utf8("\u{e9}@b\u{fc}cher.example")]), malformed());
}

/// CVE-2026-27138 (Go): an empty dNSName below an excluded dNSName panicked.
#[test]
fn an_empty_name_of_each_form_below_an_exclusion() {
    for (base, empty) in [
        (dns("example.com"), dns("")),
        (email("example.com"), email("")),
        (uri("example.com"), uri("")),
        (ip_net4([10, 0, 0, 0], 8), raw(0x87, &[])),
        (srv("example.com"), srv("")),
        (srv("example.com"), srv_raw(&[])),
        (email("example.com"), smtp_utf8("")),
    ] {
        assert_eq!(verdict_on(exclude(base.clone()), [empty.clone()]), malformed(), "{}", der::hex(empty.der()));
        assert_eq!(verdict_on(permit(base), [empty.clone()]), malformed(), "{}", der::hex(empty.der()));
    }
}

/// CVE-2025-61727 (Go), openssl#30706 and #30842: an excluded host below a wildcard. CVE-2026-34073 (pyca): the same, with
/// the host that the peer is called checked instead of the names of the certificate.
#[test]
fn an_excluded_host_below_a_wildcard_name() {
    assert_eq!(verdict_on(exclude(dns("foo.example.com")), [dns("*.example.com")]), excluded());
    assert_eq!(verdict_on(exclude(srv("foo.example.com")), [srv("_imap.*.example.com")]), excluded());
    let sub = root().sub_ca("Example Sub CA").constraints(exclude(dns("foo.example.com"))).issue();
    let leaf = sub.end_entity("x").san([dns("*.example.com")]).issue();
    for host in ["foo.example.com", "bar.example.com"] {
        let answer = identify(&[&leaf, &sub, &root()], &[ReferenceId::dns(host).unwrap()], &Policy::default());
        assert_eq!(answer, Err(excluded()), "{host}");
    }
}

/// go#76935, go#77962: the fix of the above refused wildcards whose parent only ends like an excluded name, or is short.
#[test]
fn a_wildcard_name_is_not_excluded_for_looking_alike() {
    for (base, presented, expected) in [
        ("example.com", "*.example.net", accepted()),
        ("com", "*.net", accepted()),
        ("com", "*.com", excluded()),
        ("example.com", "*.com", excluded()),
        ("foo.example.com", "*.com", accepted()),
        ("foo.example.com", "*.foo.example.com", excluded()),
        ("foo.example.com", "*.bar.example.com", accepted()),
        ("foo.example.com", "*.oo.example.com", accepted()),
        ("xample.com", "*.example.com", accepted()),
    ] {
        assert_eq!(verdict_on(exclude(dns(base)), [dns(presented)]), expected, "{base} {presented}");
    }
}

/// CVE-2026-33810 (Go), CVE-2026-3833 (GnuTLS): an exclusion in other letters than the name.
#[test]
fn an_exclusion_in_letters_of_another_case() {
    for (base, presented) in [
        (dns("FOO.example.com"), dns("*.Example.COM")),
        (dns("Example.com"), dns("WWW.EXAMPLE.COM")),
        (email("Example.com"), email("a@EXAMPLE.COM")),
        (email("a@Example.com"), email("a@EXAMPLE.COM")),
        (uri(".Example.com"), uri("https://WWW.EXAMPLE.COM/")),
        (srv("_IMAP.Example.com"), srv("_imap.EXAMPLE.com")),
        (directory(&Dn::o("EXAMPLE")), directory(&Dn::o("example"))),
    ] {
        assert_eq!(verdict_on(exclude(base.clone()), [presented]), excluded(), "{}", der::hex(base.der()));
    }
}

/// CVE-2026-27137 (Go): of several mailboxes with one local part only the last was kept.
#[test]
fn mailboxes_that_share_a_local_part() {
    let hosts = ["a.example", "b.example", "c.example"];
    let base = |host: &str| email(&format!("root@{host}"));
    let permitted = hosts.iter().fold(Constraints::new(), |constraints, host| constraints.permit(base(host)));
    let forbidden = hosts.iter().fold(Constraints::new(), |constraints, host| constraints.exclude(base(host)));
    for host in hosts {
        assert_eq!(verdict_on(permitted.clone(), [base(host)]), accepted(), "{host}");
        assert_eq!(verdict_on(forbidden.clone(), [base(host)]), excluded(), "{host}");
    }
    assert_eq!(verdict_on(permitted, [base("d.example")]), outside());
    assert_eq!(verdict_on(forbidden, [base("d.example")]), accepted());
}

/// CVE-2026-78664 (Go): a mail constraint for a host took in the hosts below it.
#[test]
fn a_mail_constraint_for_a_host_is_for_that_host() {
    assert_eq!(verdict_on(permit(email("example.com")), [email("a@mail.example.com")]), outside());
    assert_eq!(verdict_on(permit(email("example.com")), [email("a@example.com")]), accepted());
    assert_eq!(verdict_on(exclude(email("example.com")), [email("a@mail.example.com")]), accepted());
}

/// RUSTSEC-2026-0098 (rustls-webpki): URI constraints had no effect.
#[test]
fn uri_constraints_have_an_effect() {
    assert_eq!(verdict_on(permit(uri(".example.com")), [uri("https://www.victim.test/")]), outside());
    assert_eq!(verdict_on(exclude(uri(".victim.test")), [uri("https://www.victim.test/")]), excluded());
    assert_eq!(
        verdict_on(permit(uri(".example.com")), [dns("www.example.com"), uri("https://www.victim.test/")]),
        outside()
    );
}

/// RUSTSEC-2026-0099 (rustls-webpki), GHSA-m2h6-j472-rp4c (pyca): a wildcard above the one host that is permitted.
#[test]
fn a_wildcard_name_above_the_permitted_host() {
    assert_eq!(verdict_on(permit(dns("www.example.com")), [dns("*.example.com")]), outside());
    assert_eq!(verdict_on(permit(dns("www.example.com")), [dns("*.www.example.com")]), accepted());
    assert_eq!(verdict_on(permit(srv("im.example.com")), [srv("_imap.*.example.com")]), outside());
}

/// CVE-2026-42011 (GnuTLS): after a CA that only excludes, what the next one permits was lost.
#[test]
fn a_ca_that_only_excludes_does_not_lose_what_the_next_one_permits() {
    let verdict = |levels: [Constraints; 2], name: GeneralName| {
        let [upper, lower] = levels;
        let upper = root().sub_ca("Upper CA").constraints(upper).issue();
        let lower = upper.sub_ca("Lower CA").constraints(lower).issue();
        let leaf = lower.end_entity("x").san([name]).issue();
        strictly(&[&leaf, &lower, &upper, &root()])
    };
    for (base, inside, outside) in [
        (dns as fn(&str) -> GeneralName, "www.example.com", "www.victim.test"),
        (srv, "_imap.example.com", "_imap.victim.test"),
        (email, "a@example.com", "a@victim.test"),
        (uri, "https://example.com/", "https://victim.test/"),
    ] {
        let levels = || [exclude(base("secret.test")), permit(base("example.com"))];
        assert_eq!(verdict(levels(), base(inside)), accepted(), "{inside}");
        assert_eq!(verdict(levels(), base(outside)), refused("name_not_permitted", 0).by(1), "{outside}");
        let [first, second] = levels();
        assert_eq!(verdict([second, first], base(outside)), refused("name_not_permitted", 0).by(2), "{outside}");
    }
}

/// CVE-2024-39312 (Botan): with both lists in one extension, only the permitted one was looked at.
#[test]
fn both_lists_of_one_extension_are_looked_at() {
    for (base, hole, inside) in [
        (dns as fn(&str) -> GeneralName, "secret.example.com", "www.secret.example.com"),
        (srv, "secret.example.com", "_imap.secret.example.com"),
        (uri, "example.com", "https://example.com/"),
        (email, "root@example.com", "root@example.com"),
    ] {
        let constraints = permit(base("example.com")).exclude(base(hole));
        assert_eq!(verdict_on(constraints, [base(inside)]), excluded(), "{inside}");
    }
}

/// openssl#30346, wolfssl#10837: a common name that is held to constraints, or that counts as a host because the SAN holds
/// no dNSName.
#[test]
fn a_common_name_is_neither_constrained_nor_matched() {
    let sub =
        root().sub_ca("Example Sub CA").constraints(permit(dns("example.com")).exclude(dns("victim.test"))).issue();
    for san in [vec![registered_id("1.2.3")], vec![ip4([192, 0, 2, 1])]] {
        for name in ["*.victim.test", "www.victim.test"] {
            let leaf = sub.end_entity(name).san(san.clone()).issue();
            let chain = [&leaf, &sub, &root()];
            assert_eq!(strictly(&chain), accepted(), "{name}");
            let answer = identify(&chain, &[ReferenceId::dns("www.victim.test").unwrap()], &Policy::default());
            assert_eq!(answer, Err(refused("no_matching_identifier", 0)), "{name}");
        }
    }
}

/// openssl#31392 and #31686: a NUL ended the host of a URI.
#[test]
fn a_nul_in_a_uri() {
    for text in ["https://example.com\0/", "https://example.com\0.victim.test/", "https://victim.test/\0example.com"] {
        assert_eq!(verdict_on(permit(uri("example.com")), [uri(text)]), malformed(), "{text:?}");
        assert_eq!(verdict_on(exclude(uri("victim.test")), [uri(text)]), malformed(), "{text:?}");
    }
}

/// openssl#31680: two dots in the host of a SmtpUTF8Mailbox. bc-java#2436: dots at the end.
#[test]
fn dots_that_separate_nothing() {
    for mailbox in ["\u{e9}@victim..test", "\u{e9}@.victim.test", "\u{e9}@victim.test.", "\u{e9}@victim.test.."] {
        assert_eq!(verdict_on(exclude(email("victim.test")), [smtp_utf8(mailbox)]), malformed(), "{mailbox}");
        assert_eq!(verdict_on(permit(email("victim.test")), [smtp_utf8(mailbox)]), malformed(), "{mailbox}");
    }
    for text in ["victim.test.", "victim.test..", "victim..test", ".victim.test"] {
        assert_eq!(verdict_on(exclude(dns("victim.test")), [dns(text)]), malformed(), "{text}");
        assert_eq!(verdict_on(exclude(srv("victim.test")), [srv(&format!("_imap.{text}"))]), malformed(), "{text}");
        assert_eq!(verdict_on(exclude(email("victim.test")), [email(&format!("a@{text}"))]), malformed(), "{text}");
        assert_eq!(verdict_on(exclude(uri("victim.test")), [uri(&format!("https://{text}/"))]), malformed(), "{text}");
    }
}

/// bc-java#2260: equal bases of two CAs had no intersection.
#[test]
fn equal_bases_meet_in_themselves() {
    for base in [
        dns("example.com"),
        srv("_imap.example.com"),
        email("root@example.com"),
        email(".example.com"),
        uri("example.com"),
        ip_net4([192, 0, 2, 0], 24),
        directory(&Dn::cn("Example Server")),
    ] {
        let upper = root().sub_ca("Example Server").constraints(permit(base.clone())).issue();
        let lower = upper.sub_ca("Example Server").key("lower").constraints(permit(base.clone())).issue();
        let names = [
            dns("www.example.com"),
            srv("_imap.example.com"),
            email(if base == email(".example.com") { "root@mail.example.com" } else { "root@example.com" }),
            uri("https://example.com/"),
            ip4([192, 0, 2, 1]),
        ];
        let leaf = lower.end_entity("Example Server").key("leaf").san(names).issue();
        let policy = Policy::new().with_sub_ca_rule(srvname::SubCaRule::Rfc5280);
        assert_eq!(verdict::judge(&[&leaf, &lower, &upper, &root()], &policy), accepted(), "{}", der::hex(base.der()));
    }
    let all = ["", ".example.com", "example.com"];
    assert!(all.iter().all(|text| {
        let (dns, email, uri) =
            (DnsSubtree::parse(text).unwrap(), EmailSubtree::parse(text).unwrap(), UriSubtree::parse(text).unwrap());
        dns.meet(dns) == Some(dns) && email.meet(email) == Some(email) && uri.meet(uri) == Some(uri)
    }));
}

/// bc-java#2128: the RDNs of a Name have an order; the attributes of one RDN have none.
#[test]
fn rdns_in_another_order_are_another_name() {
    let forwards =
        Dn::empty().and(oid::COUNTRY, der::PRINTABLE_STRING, "NL").and(oid::ORGANIZATION, der::UTF8_STRING, "Example");
    let backwards =
        Dn::empty().and(oid::ORGANIZATION, der::UTF8_STRING, "Example").and(oid::COUNTRY, der::PRINTABLE_STRING, "NL");
    let verdict = |base: &Dn, subject: &Dn| {
        let sub = root().sub_ca("Example Sub CA").constraints(permit(directory(base))).issue();
        let leaf = sub.end_entity("x").subject(subject.clone()).san([dns("www.example.com")]).issue();
        strictly(&[&leaf, &sub, &root()])
    };
    assert_eq!(verdict(&forwards, &forwards.clone().and_cn("x")), accepted());
    assert_eq!(verdict(&forwards, &backwards.and_cn("x")), outside());
    let attributes = [
        attribute(oid::COMMON_NAME, &der::tlv(der::UTF8_STRING, b"a")),
        attribute(oid::ORGANIZATION, &der::tlv(der::UTF8_STRING, b"b")),
    ];
    let swapped = [attributes[1].clone(), attributes[0].clone()];
    let [one, other] =
        [attributes, swapped].map(|attributes| der::sequence([der::tlv(der::SET, &attributes.concat())]));
    assert_eq!(verdict(&Dn::raw(&one), &Dn::raw(&other)), accepted());
}

/// wolfssl#10339: constraints on otherName were ignored. CVE-2026-6731 (wolfSSL) is about forms that were skipped too.
#[test]
fn constraints_on_an_other_name_are_not_skipped() {
    assert_eq!(verdict_on(permit(srv("example.com")), [srv("_imap.victim.test")]), outside());
    assert_eq!(verdict_on(exclude(srv("victim.test")), [srv("_imap.victim.test")]), excluded());
    assert_eq!(
        verdict_on(permit(upn("a@example.com")), [upn("a@victim.test")]),
        refused("unsupported_constraint", 0).by(1)
    );
    assert_eq!(
        verdict_on(permit(registered_id("1.2.3")), [registered_id("1.2.4")]),
        refused("unsupported_constraint", 0).by(1)
    );
}

/// wolfssl#10809: minimum and maximum were never read, so that a subtree said something else than its CA meant.
#[test]
fn distances_are_read() {
    for subtree in [Subtree::of(dns("example.com")).minimum(1), Subtree::of(dns("example.com")).maximum(1)] {
        let unsupported = refused("unsupported_constraint", 0).by(1);
        assert_eq!(verdict_on(Constraints::new().permit(subtree.clone()), [dns("www.example.com")]), unsupported);
        assert_eq!(verdict_on(Constraints::new().exclude(subtree), [dns("www.example.com")]), unsupported);
    }
}

/// Empty bases are the way to say "every name of this form": an excluded one must exclude, a permitted one is a limit that
/// limits nothing, and neither is to be skipped.
#[test]
fn an_empty_base_is_every_name_of_its_form() {
    for (base, presented) in
        [(dns(""), dns("www.example.com")), (email(""), email("a@example.com")), (uri(""), uri("https://example.com/"))]
    {
        assert_eq!(verdict_on(exclude(base.clone()), [presented.clone()]), excluded());
        assert_eq!(verdict_on(permit(base.clone()), [presented.clone()]), accepted());
        assert_eq!(verdict_on(permit(base).exclude(presented_base(&presented)), [presented]), excluded());
    }
    for base in [ip_net4([0; 4], 0), make::ip_net6([0; 8], 0)] {
        let addresses = [ip4([192, 0, 2, 1]), make::ip6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1])];
        let verdicts = addresses.map(|address| verdict_on(exclude(base.clone()), [address]));
        assert_eq!(verdicts.iter().filter(|verdict| **verdict == excluded()).count(), 1);
    }
}

/// A base that holds the name.
fn presented_base(presented: &GeneralName) -> GeneralName {
    match presented.der()[0] {
        0x81 => email("example.com"),
        0x82 => dns("example.com"),
        _ => uri("example.com"),
    }
}

/// An IPv4 network in the octets of an IPv6 one, and the other way round, hold nothing of the other family.
#[test]
fn address_families_do_not_cross() {
    let mapped = make::ip6([0, 0, 0, 0, 0, 0xffff, 0x0a00, 0x0001]);
    assert_eq!(verdict_on(exclude(ip_net4([10, 0, 0, 0], 8)), [mapped.clone()]), accepted());
    assert_eq!(verdict_on(permit(ip_net4([10, 0, 0, 0], 8)), [mapped]), outside());
    assert!(DnsName::parse("10.0.0.1").is_err());
    assert_eq!(verdict_on(permit(dns("1")), [dns("10.0.0.1")]), malformed());
}
