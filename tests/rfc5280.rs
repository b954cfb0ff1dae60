//! RFC 5280 §4.2.1.10, form by form with its own examples, through paths; and what §4.2 and §4.2.1.6 ask of the two
//! extensions. The path state of §6.1 is in `rfc5280_path.rs`.

use srvname_testkit::{make, verdict};

use make::dn::attribute;
use make::{
    Ca, Constraints, Criticality, Dn, Draft, Extension, GeneralName, Issued, Subtree, der, directory, dns, edi_party,
    email, ip_net4, ip_net6, ip_raw, ip4, ip6, oid, other_name, raw, registered_id, smtp_utf8, srv, tagged, upn, uri,
    x400,
};
use srvname::{
    Policy,
    constraints::CompiledConstraints,
    name::{DnsLeadingDot, NameRule},
    path::RejectionKind,
};
use verdict::{Verdict, accepted, by_rfc5280, judge, refused, rejection, strictly};

fn root() -> Issued {
    Ca::root("Example Root CA")
}

fn sub_ca(constraints: Constraints) -> Issued {
    root().sub_ca("Example Sub CA").constraints(constraints).issue()
}

fn server(ca: &Issued, names: impl IntoIterator<Item = GeneralName>) -> Issued {
    ca.end_entity("Example Server").san(names).issue()
}

/// A server that presents `presented`, below one CA with `constraints`.
fn verdict_on(constraints: Constraints, presented: GeneralName) -> Verdict {
    let sub = sub_ca(constraints);
    strictly(&[&server(&sub, [presented]), &sub, &root()])
}

/// Asks one row in both lists: what satisfies a permitted base is what an excluded one refuses.
fn assert_row(base: &GeneralName, presented: &GeneralName, satisfies: bool, what: &str) {
    let permitted = if satisfies { accepted() } else { refused("name_not_permitted", 0).by(1) };
    let excluded = if satisfies { refused("name_excluded", 0).by(1) } else { accepted() };
    assert_eq!(verdict_on(Constraints::new().permit(base.clone()), presented.clone()), permitted, "permitted: {what}");
    assert_eq!(verdict_on(Constraints::new().exclude(base.clone()), presented.clone()), excluded, "excluded: {what}");
}

/// A name that is malformed where its form is constrained, and nobody's business elsewhere.
fn assert_malformed_name(base: &GeneralName, presented: &GeneralName, rule: NameRule, what: &str) {
    for constraints in [Constraints::new().permit(base.clone()), Constraints::new().exclude(base.clone())] {
        let sub = sub_ca(constraints);
        let leaf = server(&sub, [presented.clone()]);
        let rejection = rejection(&[&leaf, &sub, &root()], &Policy::default());
        let RejectionKind::MalformedName(error) = rejection.kind() else { panic!("{what}: {rejection}") };
        assert_eq!(error.rule(), rule, "{what}");
        assert_eq!(Verdict::of(&rejection), refused("malformed_name", 0).by(1), "{what}");
    }
    let of_another_form = Constraints::new().permit(srv("example.com"));
    assert_eq!(verdict_on(of_another_form, presented.clone()), accepted(), "{what}");
}

/// A base that is malformed refuses names of its form, in either list, and no others.
fn assert_malformed_base(base: &GeneralName, of_its_form: &GeneralName, rule: NameRule, what: &str) {
    for constraints in [Constraints::new().permit(base.clone()), Constraints::new().exclude(base.clone())] {
        let sub = sub_ca(constraints.clone());
        let leaf = server(&sub, [of_its_form.clone()]);
        let rejection = rejection(&[&leaf, &sub, &root()], &Policy::default());
        let RejectionKind::MalformedConstraint(error) = rejection.kind() else { panic!("{what}: {rejection}") };
        assert_eq!(error.rule(), rule, "{what}");
        assert_eq!(Verdict::of(&rejection), refused("malformed_constraint", 0).by(1), "{what}");
        assert_eq!(verdict_on(constraints, registered_id("1.2.3")), accepted(), "{what}");
    }
}

/// "Restrictions apply only when the specified name form is present."
#[test]
fn a_form_that_is_absent_is_not_restricted() {
    let names = || {
        [dns("www.example.com"), email("a@example.com"), uri("https://example.com/"), ip4([192, 0, 2, 1]), upn("a@b")]
    };
    let bases: [GeneralName; 4] =
        [dns("example.net"), email("example.net"), uri("example.net"), ip_net4([198, 51, 100, 0], 24)];
    for (index, base) in bases.into_iter().enumerate() {
        let constraints = Constraints::new().permit(base);
        for (other, presented) in names().into_iter().enumerate() {
            let expected = if index == other { refused("name_not_permitted", 0).by(1) } else { accepted() };
            assert_eq!(verdict_on(constraints.clone(), presented), expected, "base {index}, name {other}");
        }
    }
}

/// The host part of a URI; a dot in front means the hosts below and not the host itself.
#[test]
fn uniform_resource_identifiers() {
    for (base, presented, satisfies) in [
        (".example.com", "http://host.example.com", true),
        (".example.com", "http://my.host.example.com", true),
        (".example.com", "http://example.com", false),
        ("host.example.com", "http://host.example.com", true),
        ("host.example.com", "http://my.host.example.com", false),
        ("example.com", "https://EXAMPLE.com:8443/path?query#fragment", true),
        ("example.com", "https://user@example.com/", true),
        ("example.com", "https://example.com@victim.test/", false),
        ("example.com", "https://victim.test/example.com", false),
        ("example.com", "https://my_host.example.com/", false),
        (".example.com", "https://my_host.example.com/", true),
        ("", "sip://example.com", true),
    ] {
        assert_row(&uri(base), &uri(presented), satisfies, &format!("{base:?} {presented}"));
    }
}

/// "then the application MUST reject the certificate"
#[test]
fn a_uri_without_a_host_name_is_refused_where_uris_are_constrained() {
    for (presented, rule) in [
        ("urn:ietf:rfc:5280", NameRule::UriWithoutHost),
        ("sip:alice@example.com", NameRule::UriWithoutHost),
        ("mailto:alice@example.com", NameRule::UriWithoutHost),
        ("http://192.0.2.1/", NameRule::UriIpHost),
        ("http://[2001:db8::1]/", NameRule::UriIpHost),
        ("http://[v1.a]/", NameRule::UriIpHost),
        ("http:///path", NameRule::UriWithoutHost),
        ("file:///path", NameRule::UriWithoutHost),
        ("http://", NameRule::UriWithoutHost),
        ("http://intranet/", NameRule::UriSingleLabelHost),
        ("spiffe://user@com:1/app", NameRule::UriSingleLabelHost),
        ("http://www%2eexample.com/", NameRule::UriEncodedHost),
        ("//example.com/", NameRule::UriScheme),
        ("example.com", NameRule::UriScheme),
        ("http://example.com:x/", NameRule::UriPort),
        ("http://exam ple.com/", NameRule::UriCharacter),
        ("http://example.com\0.victim.test/", NameRule::UriCharacter),
        ("http://*.example.com/", NameRule::Wildcard),
        ("", NameRule::Empty),
    ] {
        assert_malformed_name(&uri(".example.com"), &uri(presented), rule, presented);
        assert_malformed_name(&uri(""), &uri(presented), rule, presented);
        assert_malformed_name(&uri("com"), &uri(presented), rule, presented);
    }
}

#[test]
fn bases_that_no_uri_constraint_has() {
    for (base, rule) in [
        ("http://example.com", NameRule::LabelCharacter),
        ("example.com:443", NameRule::LabelCharacter),
        ("example.com/", NameRule::LabelCharacter),
        ("a@example.com", NameRule::LabelCharacter),
        ("*.example.com", NameRule::WildcardBase),
        ("192.0.2.1", NameRule::UriIpHost),
        ("[2001:db8::1]", NameRule::UriIpHost),
        (".", NameRule::Empty),
        ("example.com.", NameRule::TrailingDot),
    ] {
        assert_malformed_base(&uri(base), &uri("https://example.com/"), rule, base);
    }
}

/// One mailbox, all at a host, all in a domain.
#[test]
fn internet_mail_addresses() {
    for (base, presented, satisfies) in [
        ("root@example.com", "root@example.com", true),
        ("root@example.com", "ROOT@example.com", false),
        ("root@example.com", "root@Example.COM", true),
        ("root@example.com", "admin@example.com", false),
        ("example.com", "anybody@example.com", true),
        ("example.com", "anybody@EXAMPLE.com", true),
        ("example.com", "anybody@mail.example.com", false),
        (".example.com", "anybody@mail.example.com", true),
        (".example.com", "anybody@example.com", false),
        (".example.com", "anybody@bigexample.com", false),
        ("example.com", "anybody@example.com.victim.test", false),
        ("", "anybody@example.com", true),
        ("example.com", "\"any body@victim.test\"@example.com", true),
        ("example.com", "\"any body@example.com\"@victim.test", false),
    ] {
        assert_row(&email(base), &email(presented), satisfies, &format!("{base:?} {presented}"));
    }
}

#[test]
fn mail_addresses_that_are_none() {
    for (presented, rule) in [
        ("", NameRule::Empty),
        ("root", NameRule::MissingAt),
        ("@example.com", NameRule::EmptyLocalPart),
        ("\"root\"x@example.com", NameRule::QuotedLocalPart),
        ("\"root@example.com", NameRule::QuotedLocalPart),
        ("root@example.com@victim.test", NameRule::LabelCharacter),
        ("root@example.com\0.victim.test", NameRule::LabelCharacter),
        ("root@[192.0.2]", NameRule::AddressLiteral),
        ("Root <root@example.com>", NameRule::LocalPartCharacter),
    ] {
        assert_malformed_name(&email("example.com"), &email(presented), rule, presented);
    }
    for (base, rule) in [
        ("@example.com", NameRule::EmptyLocalPart),
        ("*@*.example.com", NameRule::WildcardBase),
        ("\"a\".b@example.com", NameRule::QuotedLocalPart),
        ("a@[192.0.2.1]", NameRule::MailboxAtAddress),
        ("example..com", NameRule::EmptyLabel),
    ] {
        assert_malformed_base(&email(base), &email("a@example.com"), rule, base);
    }
}

/// RFC 5321 §4.1.2: "all quoted forms MUST be treated as equivalent"; RFC 5280 §7.5: case counts.
#[test]
fn a_quoted_local_part_is_the_local_part_that_it_denotes() {
    let spellings = ["root", "\"root\"", "\"\\root\"", "\"r\\o\\o\\t\""].map(|local| format!("{local}@example.com"));
    let others = ["Root", "\"Root\"", "\"root \"", "\"\"", "\"\\\\root\""].map(|local| format!("{local}@example.com"));
    for base in &spellings {
        for presented in &spellings {
            assert_row(&email(base), &email(presented), true, &format!("{base} {presented}"));
        }
        for presented in &others {
            assert_row(&email(base), &email(presented), false, &format!("{base} {presented}"));
            assert_row(&email(presented), &email(base), false, &format!("{presented} {base}"));
        }
    }
    // RFC 9598 §6: not of a SmtpUTF8Mailbox.
    for presented in ["\"m\u{e9} decin\"@example.com", "root@example.com", "\"\\root\"@example.com"] {
        assert_row(&email("\"any body\"@example.com"), &smtp_utf8(presented), true, presented);
    }
}

/// Bases are hosts and domains, and a mailbox at an address is at neither.
#[test]
fn a_mailbox_without_a_host_name_is_refused_where_mail_is_constrained() {
    for base in ["", "example.com", ".example.com", "root@example.com"] {
        for presented in ["root@[192.0.2.1]", "root@[IPv6:2001:db8::1]", "\"root\"@[x:y]"] {
            assert_malformed_name(&email(base), &email(presented), NameRule::MailboxAtAddress, presented);
            assert_malformed_name(&email(base), &smtp_utf8(presented), NameRule::MailboxAtAddress, presented);
        }
    }
}

/// RFC 9598 §6: the constraints on rfc822Name hold SmtpUTF8Mailbox, by its domain.
#[test]
fn mail_addresses_beyond_ascii() {
    for (base, presented, satisfies) in [
        ("example.com", "m\u{e9}decin@example.com", true),
        ("example.com", "m\u{e9}decin@mail.example.com", false),
        (".example.com", "m\u{e9}decin@mail.example.com", true),
        ("root@example.com", "m\u{e9}decin@example.com", true),
        ("xn--fsqu00a.example", "\u{5b66}\u{751f}@xn--fsqu00a.example", true),
        ("example.com", "ascii@example.com", true),
    ] {
        assert_row(&email(base), &smtp_utf8(presented), satisfies, &format!("{base:?} {presented}"));
    }
    assert_malformed_name(
        &email("example.com"),
        &smtp_utf8("\u{5b66}@\u{4f8b}.example"),
        NameRule::NotAscii,
        "a host in U-labels",
    );
    let ia5 = other_name(oid::SMTP_UTF8_MAILBOX, &der::tlv(der::IA5_STRING, b"a@example.com"));
    assert_malformed_name(&email("example.com"), &ia5, NameRule::NotUtf8String, "an IA5String");
    // §6 also: a base of the type itself has no meaning. It refuses such names, and no rfc822Name.
    let constraints = Constraints::new().permit(smtp_utf8("example.com"));
    let expected = refused("unsupported_constraint", 0).by(1);
    assert_eq!(verdict_on(constraints.clone(), smtp_utf8("m\u{e9}decin@example.com")), expected);
    assert_eq!(verdict_on(constraints, email("a@example.com")), accepted());
}

/// Zero or more labels added to the left.
#[test]
fn dns_names() {
    for (base, presented, satisfies) in [
        ("host.example.com", "www.host.example.com", true),
        ("host.example.com", "host1.example.com", false),
        ("host.example.com", "host.example.com", true),
        ("host.example.com", "1host.example.com", false),
        ("host.example.com", "example.com", false),
        ("Example.COM", "WWW.example.com", true),
        ("example.com", "a_b.example.com", true),
        ("", "example.com", true),
        // Not in the text, and in use (`tests/names.rs`, `a_dns_base_with_a_leading_dot`).
        (".example.com", "www.example.com", true),
        (".example.com", "example.com", false),
    ] {
        assert_row(&dns(base), &dns(presented), satisfies, &format!("{base:?} {presented}"));
    }
}

/// A wildcard stands for many names: all must be permitted, and none may be excluded.
#[test]
fn wildcard_dns_names() {
    for (base, contained, overlaps) in [
        ("example.com", true, true),
        ("com", true, true),
        (".example.com", true, true),
        ("", true, true),
        ("www.example.com", false, true),
        ("WWW.EXAMPLE.COM", false, true),
        ("a.www.example.com", false, false),
        (".www.example.com", false, false),
        ("example.net", false, false),
        ("ample.com", false, false),
    ] {
        let permitted = if contained { accepted() } else { refused("name_not_permitted", 0).by(1) };
        let excluded = if overlaps { refused("name_excluded", 0).by(1) } else { accepted() };
        assert_eq!(verdict_on(Constraints::new().permit(dns(base)), dns("*.example.com")), permitted, "{base:?}");
        assert_eq!(verdict_on(Constraints::new().exclude(dns(base)), dns("*.example.com")), excluded, "{base:?}");
    }
}

#[test]
fn dns_names_that_are_none() {
    for (presented, rule) in [
        ("", NameRule::Empty),
        ("example.com.", NameRule::TrailingDot),
        (".example.com", NameRule::EmptyLabel),
        ("example..com", NameRule::EmptyLabel),
        ("w*.example.com", NameRule::Wildcard),
        ("*", NameRule::Wildcard),
        ("www.*.example.com", NameRule::Wildcard),
        ("192.0.2.1", NameRule::NumericLastLabel),
        ("example.com\0", NameRule::LabelCharacter),
        ("example.com/", NameRule::LabelCharacter),
    ] {
        assert_malformed_name(&dns("example.com"), &dns(presented), rule, presented);
    }
    let high = raw(0x82, b"b\xfccher.example");
    assert_malformed_name(&dns("example"), &high, NameRule::NotAscii, "an octet above 0x7f");
    for (base, rule) in [
        (".", NameRule::Empty),
        ("*.example.com", NameRule::WildcardBase),
        ("example.com.", NameRule::TrailingDot),
        ("-example.com", NameRule::LabelHyphen),
    ] {
        assert_malformed_base(&dns(base), &dns("example.com"), rule, base);
    }
    assert_malformed_base(&high, &dns("example.com"), NameRule::NotAscii, "an octet above 0x7f");
}

/// The knob for those who read §4.2.1.10 to the letter.
#[test]
fn the_strict_knob_makes_a_leading_dot_malformed() {
    let policy = Policy::new().with_dns_leading_dot(DnsLeadingDot::Malformed);
    for constraints in [Constraints::new().permit(dns(".example.com")), Constraints::new().exclude(dns(".example.com"))]
    {
        let sub = sub_ca(constraints);
        let [host, mail] = [dns("www.example.com"), email("a@www.example.com")].map(|name| server(&sub, [name]));
        assert_eq!(judge(&[&host, &sub, &root()], &policy), refused("malformed_constraint", 0).by(1));
        assert_eq!(judge(&[&mail, &sub, &root()], &policy), accepted());
    }
    // E-mail and URI have the dot in the RFC.
    for (base, presented) in
        [(email(".example.com"), email("a@mail.example.com")), (uri(".example.com"), uri("https://www.example.com/"))]
    {
        let sub = sub_ca(Constraints::new().permit(base));
        assert_eq!(judge(&[&server(&sub, [presented]), &sub, &root()], &policy), accepted());
    }
}

/// Addresses and masks in the style of RFC 4632.
#[test]
fn ip_addresses() {
    // The RFC's octets for 192.0.2.0/24.
    let class_c = ip_raw(&[0xc0, 0x00, 0x02, 0x00, 0xff, 0xff, 0xff, 0x00]);
    assert_eq!(class_c, ip_net4([192, 0, 2, 0], 24));
    let documentation = [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0];
    let mapped = [0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201];
    for (base, presented, satisfies, what) in [
        (class_c.clone(), ip4([192, 0, 2, 255]), true, "192.0.2.255 in 192.0.2.0/24"),
        (class_c.clone(), ip4([192, 0, 3, 0]), false, "192.0.3.0 in 192.0.2.0/24"),
        (ip_net4([192, 0, 2, 77], 24), ip4([192, 0, 2, 1]), true, "bits of the base beyond the mask"),
        (ip_net4([192, 0, 2, 1], 32), ip4([192, 0, 2, 1]), true, "a single address"),
        (ip_net4([192, 0, 2, 1], 32), ip4([192, 0, 2, 0]), false, "its neighbor"),
        (ip_net4([192, 0, 2, 0], 31), ip4([192, 0, 2, 1]), true, "the last bit of the mask"),
        (ip_net4([0, 0, 0, 0], 0), ip4([203, 0, 113, 7]), true, "all of IPv4"),
        (ip_net4([0, 0, 0, 0], 0), ip6(documentation), false, "IPv4 holds no IPv6"),
        (ip_net6([0; 8], 0), ip4([203, 0, 113, 7]), false, "IPv6 holds no IPv4"),
        (ip_net6([0; 8], 0), ip6(documentation), true, "all of IPv6"),
        (ip_net6(documentation, 32), ip6([0x2001, 0xdb8, 0xffff, 1, 2, 3, 4, 5]), true, "2001:db8::/32"),
        (ip_net6(documentation, 33), ip6([0x2001, 0xdb8, 0x8000, 0, 0, 0, 0, 0]), false, "2001:db8::/33"),
        (class_c, ip6(mapped), false, "an IPv4-mapped address is IPv6"),
    ] {
        assert_row(&base, &presented, satisfies, what);
    }
}

#[test]
fn ip_addresses_that_are_none() {
    let class_c = ip_net4([192, 0, 2, 0], 24);
    for (octets, what) in
        [(0, "empty"), (3, "3 octets"), (5, "5 octets"), (8, "8 octets"), (15, "15"), (17, "17"), (32, "32")]
    {
        assert_malformed_name(&class_c, &ip_raw(&vec![0; octets]), NameRule::IpLength, what);
    }
    for (octets, what) in
        [(0, "empty"), (4, "no mask"), (7, "7"), (9, "9"), (16, "no mask"), (31, "31"), (33, "33"), (64, "64")]
    {
        assert_malformed_base(&ip_raw(&vec![0; octets]), &ip4([192, 0, 2, 1]), NameRule::IpBaseLength, what);
    }
    for mask in
        [[255, 0, 255, 0], [0, 0, 0, 1], [255, 255, 253, 0], [127, 0, 0, 0], [255, 255, 128, 128], [0, 255, 255, 255]]
    {
        let base = ip_raw(&[[192, 0, 2, 0], mask].concat());
        assert_malformed_base(&base, &ip4([192, 0, 2, 1]), NameRule::IpMask, &format!("mask {mask:?}"));
    }
    let mut holes = [[0xff_u8; 16], [0xff; 16]].concat();
    holes[24] = 0;
    assert_malformed_base(&ip_raw(&holes), &ip6([0; 8]), NameRule::IpMask, "a hole in an IPv6 mask");
}

fn organization(value: &str) -> Dn {
    Dn::empty().and(oid::COUNTRY, der::PRINTABLE_STRING, "NL").and(oid::ORGANIZATION, der::UTF8_STRING, value)
}

/// The subject, when it is not empty, and directoryName in the SAN; compared as §7.1 says.
#[test]
fn directory_names() {
    let base = organization("Example Works");
    let same_in_capitals = Dn::empty().and(oid::COUNTRY, der::UTF8_STRING, "nl").and(
        oid::ORGANIZATION,
        der::PRINTABLE_STRING,
        "EXAMPLE  WORKS ",
    );
    let latin_1 =
        |text: &[u8]| Dn::empty().and_rdn([attribute(oid::ORGANIZATION, &der::tlv(der::TELETEX_STRING, text))]);
    for (base, presented, satisfies, what) in [
        (base.clone(), base.clone(), true, "the base itself"),
        (base.clone(), base.clone().and_cn("Server"), true, "an RDN below"),
        (base.clone(), same_in_capitals.and_cn("Server"), true, "other types, capitals and spaces"),
        (base.clone(), organization("Example Works 2").and_cn("Server"), false, "a longer value"),
        (base.clone(), Dn::o("Example Works").and_cn("Server"), false, "not from the start"),
        (base, Dn::empty().and(oid::COUNTRY, der::PRINTABLE_STRING, "NL"), false, "above"),
        (Dn::empty(), organization("Example Works"), true, "the empty base holds every Name"),
        (Dn::o("Z\u{fc}rich"), latin_1(b"Z\xdcRICH"), true, "Teletex is Latin-1"),
    ] {
        assert_row_for_subject(&base, &presented, satisfies, what);
        let sub = sub_ca(Constraints::new().permit(directory(&base)));
        let leaf = sub.end_entity("x").subject(Dn::empty()).critical_san([directory(&presented)]).issue();
        let expected = if satisfies { accepted() } else { refused("name_not_permitted", 0).by(1) };
        assert_eq!(strictly(&[&leaf, &sub, &root()]), expected, "in the SAN: {what}");
        let sub = sub_ca(Constraints::new().exclude(directory(&base)));
        let leaf = sub.end_entity("x").subject(Dn::empty()).critical_san([directory(&presented)]).issue();
        let expected = if satisfies { refused("name_excluded", 0).by(1) } else { accepted() };
        assert_eq!(strictly(&[&leaf, &sub, &root()]), expected, "excluded, in the SAN: {what}");
    }
}

fn assert_row_for_subject(base: &Dn, subject: &Dn, satisfies: bool, what: &str) {
    let permitted = if satisfies { accepted() } else { refused("name_not_permitted", 0).by(1) };
    let excluded = if satisfies { refused("name_excluded", 0).by(1) } else { accepted() };
    for (constraints, expected) in [
        (Constraints::new().permit(directory(base)), permitted),
        (Constraints::new().exclude(directory(base)), excluded),
    ] {
        let sub = sub_ca(constraints);
        let leaf = sub.end_entity("x").subject(subject.clone()).san([dns("www.example.com")]).issue();
        assert_eq!(strictly(&[&leaf, &sub, &root()]), expected, "subject: {what}");
    }
}

#[test]
fn an_empty_subject_is_no_name() {
    let sub = sub_ca(Constraints::new().permit(directory(&Dn::o("Example Works"))));
    let leaf = sub.end_entity("x").subject(Dn::empty()).critical_san([dns("www.example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &sub, &root()]), accepted());
    let all = sub_ca(Constraints::new().exclude(directory(&Dn::empty())));
    let leaf = all.end_entity("x").subject(Dn::empty()).critical_san([dns("www.example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &all, &root()]), accepted());
    let leaf = all.end_entity("x").san([dns("www.example.com")]).issue();
    assert_eq!(strictly(&[&leaf, &all, &root()]), refused("name_excluded", 0).by(1));
}

/// `emailAddress` in the subject is held by rfc822Name constraints when there is no SAN, and only then.
#[test]
fn mail_addresses_in_old_subjects() {
    let sub = sub_ca(Constraints::new().permit(email("example.com")));
    let subject = |address: &str| Dn::cn("A Person").and_email_address(address);
    let without_san = |address: &str| sub.end_entity("x").subject(subject(address)).issue();
    let chain = |leaf: &Issued| strictly(&[leaf, &sub, &root()]);
    assert_eq!(chain(&without_san("a@example.com")), accepted());
    assert_eq!(chain(&without_san("a@victim.test")), refused("name_not_permitted", 0).by(1));
    assert_eq!(chain(&without_san("victim")), refused("malformed_name", 0).by(1));
    let two = subject("a@example.com").and_email_address("a@victim.test");
    assert_eq!(chain(&sub.end_entity("x").subject(two).issue()), refused("name_not_permitted", 0).by(1));
    let beside_cn = Dn::empty().and_rdn([
        attribute(oid::COMMON_NAME, &der::tlv(der::UTF8_STRING, b"a@example.com")),
        attribute(oid::EMAIL_ADDRESS, &der::tlv(der::IA5_STRING, b"a@victim.test")),
    ]);
    assert_eq!(chain(&sub.end_entity("x").subject(beside_cn).issue()), refused("name_not_permitted", 0).by(1));
    let with_san = sub.end_entity("x").subject(subject("a@victim.test")).san([dns("www.example.com")]).issue();
    assert_eq!(chain(&with_san), accepted());
    let excluding = sub_ca(Constraints::new().exclude(email("victim.test")));
    let leaf = excluding.end_entity("x").subject(subject("a@victim.test")).issue();
    assert_eq!(strictly(&[&leaf, &excluding, &root()]), refused("name_excluded", 0).by(1));
}

/// An address that is there to be missed: in a type whose octets are not its characters.
#[test]
fn a_mail_address_in_another_string_type() {
    let sub = sub_ca(Constraints::new().permit(email("example.com")));
    let verdict = |tag: u8, octets: &[u8]| {
        let address = attribute(oid::EMAIL_ADDRESS, &der::tlv(tag, octets));
        let leaf = sub.end_entity("x").subject(Dn::empty().and_rdn([address])).issue();
        strictly(&[&leaf, &sub, &root()])
    };
    let wide: Vec<u8> = "a@victim.test".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(verdict(der::UTF8_STRING, b"a@example.com"), accepted());
    assert_eq!(verdict(der::PRINTABLE_STRING, b"a@victim.test"), refused("name_not_permitted", 0).by(1));
    assert_eq!(verdict(der::BMP_STRING, &wide), refused("malformed_name", 0).by(1));
    assert_eq!(verdict(der::BMP_STRING, b"a@example.com!"), refused("malformed_name", 0).by(1));
    // Fourteen octets that read as a mailbox, and as seven characters that are none.
    assert_eq!(verdict(der::BMP_STRING, b"ab@example.com"), refused("malformed_name", 0).by(1));
    assert_eq!(verdict(der::OCTET_STRING, b"a@example.com"), refused("malformed_name", 0).by(1));
}

/// The common name is never a name that constraints hold.
#[test]
fn a_common_name_is_no_dns_name() {
    let sub = sub_ca(Constraints::new().permit(dns("example.com")).exclude(dns("victim.test")));
    let leaf = sub.end_entity("victim.test").issue();
    assert_eq!(strictly(&[&leaf, &sub, &root()]), accepted());
}

/// "the application MUST either process the constraint or reject the certificate"
#[test]
fn forms_that_are_not_understood_refuse_once_they_appear() {
    let forms = [
        ("x400Address", x400(&[0x30, 0x00])),
        ("ediPartyName", edi_party(&[0xa1, 0x03, 0x0c, 0x01, 0x61])),
        ("registeredID", registered_id("1.2.3.4")),
        ("a user principal name", upn("a@example.com")),
        ("an otherName nobody knows", other_name(oid::UNKNOWN, &[0x05, 0x00])),
        ("an otherName of a large arc", other_name("2.25.329800735698586629295641978511506172918", &[0x05, 0x00])),
        ("a tag nobody knows", raw(0x89, b"x")),
        ("a constructed tag nobody knows", raw(0xaa, &[0x05, 0x00])),
        ("a tag of another class", raw(0x16, b"www.example.com")),
        ("tag 31", tagged(&[0x9f, 0x1f], b"x")),
        ("tag 32", tagged(&[0x9f, 0x20], b"x")),
        ("tag 32, constructed", tagged(&[0xbf, 0x20], &[0x05, 0x00])),
        ("tag 128", tagged(&[0x9f, 0x81, 0x00], b"x")),
        ("tag 256", tagged(&[0x9f, 0x82, 0x00], b"x")),
        ("tag 32 of another class", tagged(&[0xdf, 0x20], b"x")),
        ("a tag longer than any number", tagged(&[&[0x9f][..], &[0xff; 20], &[0x01]].concat(), b"x")),
    ];
    for (what, form) in &forms {
        for constraints in [Constraints::new().permit(form.clone()), Constraints::new().exclude(form.clone())] {
            let compiled = CompiledConstraints::from_der(&constraints.der()).expect("constraints");
            for (other, presented) in &forms {
                let expected = if what == other { refused("unsupported_constraint", 0).by(1) } else { accepted() };
                assert_eq!(verdict_on(constraints.clone(), presented.clone()), expected, "{what}, then {other}");
                let name = srvname::certificate::GeneralName::from_der(presented.der()).expect("a name");
                assert_eq!(compiled.admits(&name, DnsLeadingDot::default()), what != other, "{what}, then {other}");
            }
            assert_eq!(verdict_on(constraints, dns("example.com")), accepted(), "{what}");
        }
    }
}

/// "either process these fields or reject": for names of their form, and for no other.
#[test]
fn minimum_and_maximum() {
    let subtree = || Subtree::of(dns("example.com"));
    let unsupported = || refused("unsupported_constraint", 0).by(1);
    for (subtree, expected, what) in [
        (subtree(), accepted(), "neither"),
        (subtree().minimum(0), accepted(), "the default, encoded"),
        (subtree().minimum(1), unsupported(), "minimum 1"),
        (subtree().minimum(u64::MAX), unsupported(), "a large minimum"),
        (subtree().maximum(0), unsupported(), "maximum 0"),
        (subtree().maximum(5), unsupported(), "maximum 5"),
        (subtree().minimum(0).maximum(1), unsupported(), "both"),
    ] {
        let of_another_form = email("a@victim.test");
        let constraints = Constraints::new().permit(subtree.clone());
        assert_eq!(verdict_on(constraints.clone(), dns("www.example.com")), expected, "permitted: {what}");
        assert_eq!(verdict_on(constraints, of_another_form.clone()), accepted(), "permitted: {what}");
        let constraints = Constraints::new().exclude(subtree);
        let outside = if expected == accepted() { accepted() } else { unsupported() };
        assert_eq!(verdict_on(constraints.clone(), dns("www.example.net")), outside, "excluded: {what}");
        assert_eq!(verdict_on(constraints, of_another_form), accepted(), "excluded: {what}");
    }
    let srv_subtree = Subtree::of(srv("example.com")).minimum(1);
    assert_eq!(verdict_on(Constraints::new().permit(srv_subtree), srv("_imap.example.com")), unsupported());
}

/// A negative or a padded distance is no BaseDistance.
#[test]
fn distances_that_are_no_numbers() {
    for content in [vec![], vec![0xff], vec![0x80], vec![0x00, 0x01]] {
        let subtree = der::sequence([dns("example.com").der().to_vec(), der::primitive(0, &content)]);
        let value = der::sequence([der::constructed(0, &subtree)]);
        let sub = root().sub_ca("Example Sub CA").constraints_raw(true, &value).issue();
        let leaf = server(&sub, [email("a@example.com")]);
        assert_eq!(strictly(&[&leaf, &sub, &root()]), refused("malformed_certificate", 1), "{content:02x?}");
    }
}

/// "MUST mark this extension as critical": whoever did not is held to it all the same.
#[test]
fn constraints_that_are_not_critical_are_enforced() {
    let of = |constraints: Constraints| constraints.critical(false);
    assert_eq!(
        verdict_on(of(Constraints::new().permit(dns("example.com"))), dns("victim.test")),
        refused("name_not_permitted", 0).by(1)
    );
    assert_eq!(
        verdict_on(of(Constraints::new().exclude(srv("victim.test"))), srv("_imap.victim.test")),
        refused("name_excluded", 0).by(1)
    );
    // And they are counted: this CA lists SRVName.
    assert_eq!(verdict_on(of(Constraints::new().permit(srv("example.com"))), srv("_imap.example.com")), accepted());
    let encoded_false = root()
        .sub_ca("Example Sub CA")
        .constraints(Constraints::new().permit(dns("example.com")))
        .criticality(oid::NAME_CONSTRAINTS, Criticality::EncodedFalse)
        .issue();
    let leaf = server(&encoded_false, [dns("victim.test")]);
    assert_eq!(strictly(&[&leaf, &encoded_false, &root()]), refused("name_not_permitted", 0).by(1));
}

/// "MUST NOT issue certificates where name constraints is an empty sequence", and `SIZE (1..MAX)`.
#[test]
fn constraints_without_subtrees_are_malformed() {
    let example = || Constraints::new().permit(dns("example.com"));
    for (constraints, what) in [
        (Constraints::new(), "neither list"),
        (Constraints::new().with_permitted_list(), "an empty permitted list"),
        (Constraints::new().with_excluded_list(), "an empty excluded list"),
        (example().with_excluded_list(), "an empty excluded list beside a permitted one"),
        (Constraints::new().with_permitted_list().with_excluded_list(), "two empty lists"),
    ] {
        let sub = sub_ca(constraints);
        let leaf = server(&sub, [email("a@example.com")]);
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused("malformed_certificate", 1), "{what}");
    }
}

/// What is in the extension beside the two lists, or in another order, is no NameConstraints.
#[test]
fn constraints_of_another_shape_are_malformed() {
    let subtree = der::sequence([dns("example.com")]);
    let (permitted, excluded) = (der::constructed(0, &subtree), der::constructed(1, &subtree));
    let good = der::sequence([&permitted, &excluded]);
    for (value, what) in [
        (der::sequence([&excluded, &permitted]), "the other order"),
        (der::sequence([&permitted, &permitted]), "a list twice"),
        (der::sequence([&permitted, &der::constructed(2, &subtree)]), "a third list"),
        (der::sequence([&permitted, &vec![0x05, 0x00]]), "a NULL behind"),
        ([good.clone(), vec![0x05, 0x00]].concat(), "octets behind"),
        ([good.clone(), vec![0x00]].concat(), "an octet behind"),
        (good[..good.len() - 1].to_vec(), "an octet short"),
        (der::with_long_length(&good), "a long length"),
        (der::tlv(der::SET, &permitted), "a SET"),
        (der::sequence([der::primitive(0, &subtree)]), "a primitive list"),
        (der::sequence([der::constructed(0, dns("example.com").der())]), "a base that is no subtree"),
        (der::sequence([der::constructed(0, &der::sequence([[]]))]), "a subtree without base"),
        (vec![], "nothing"),
    ] {
        let sub = root().sub_ca("Example Sub CA").constraints_raw(true, &value).issue();
        let leaf = server(&sub, [email("a@example.com")]);
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused("malformed_certificate", 1), "{what}");
    }
    let sub = root().sub_ca("Example Sub CA").constraints_raw(true, &good).issue();
    assert_eq!(strictly(&[&server(&sub, [email("a@example.com")]), &sub, &root()]), accepted());
}

/// §4.2: "A certificate MUST NOT include more than one instance of a particular extension."
#[test]
fn an_extension_that_occurs_twice_is_malformed() {
    let sub = root().sub_ca("Example Sub CA").issue();
    let draft = || sub.end_entity("Example Server").san([dns("www.example.com")]);
    let twice: [(&str, fn(Draft) -> Draft); 4] = [
        ("subjectAltName", |draft| {
            draft.extension(Extension::new(oid::SUBJECT_ALT_NAME, false, &der::sequence([dns("victim.test")])))
        }),
        ("keyUsage", |draft| draft.extension(Extension::new(oid::KEY_USAGE, true, &der::named_bits([0])))),
        ("an unknown one", |draft| {
            let unknown = Extension::new(oid::UNKNOWN, false, b"x");
            draft.extension(unknown.clone()).extension(unknown)
        }),
        ("subjectKeyIdentifier", |draft| {
            draft.extension(Extension::new(oid::SUBJECT_KEY_IDENTIFIER, false, &der::octet_string(b"x")))
        }),
    ];
    assert_eq!(strictly(&[&draft().issue(), &sub, &root()]), accepted());
    for (what, repeat) in twice {
        assert_eq!(strictly(&[&repeat(draft()).issue(), &sub, &root()]), refused("malformed_certificate", 0), "{what}");
    }
}

/// §4.2.1.6: "the sequence MUST contain at least one entry", each of them a GeneralName.
#[test]
fn a_subject_alternative_name_without_names_is_malformed() {
    let sub = root().sub_ca("Example Sub CA").issue();
    let good = der::sequence([dns("www.example.com")]);
    for (value, what) in [
        (der::sequence([[]]), "no entry"),
        (vec![], "nothing"),
        (dns("www.example.com").der().to_vec(), "a GeneralName without its SEQUENCE"),
        ([good.clone(), good.clone()].concat(), "two of them"),
        ([good.clone(), vec![0x00]].concat(), "an octet behind"),
        (der::with_long_length(&good), "a long length"),
        (der::sequence([der::sequence([dns("www.example.com").der()])]), "a SEQUENCE around a name"),
        (der::sequence([raw(0xa2, b"www.example.com")]), "a constructed dNSName"),
        (der::sequence([raw(0x80, b"x")]), "a primitive otherName"),
        (der::sequence([raw(0x84, &Dn::cn("x").der())]), "a primitive directoryName"),
        (der::sequence([raw(0xa4, b"")]), "a directoryName without Name"),
        (der::sequence([raw(0xa4, &[0x30, 0x02, 0x31, 0x00])]), "a directoryName with an empty RDN"),
        (der::sequence([raw(0xa4, &[Dn::cn("x").der(), Dn::cn("y").der()].concat())]), "two Names in one"),
        (der::sequence([raw(0x88, &[])]), "a registeredID without octets"),
        (der::sequence([raw(0x88, &[0x2a, 0x80])]), "a registeredID with an unfinished arc"),
        (der::sequence([dns("www.example.com").der(), &[0x82, 0x05, 0x61]]), "an entry cut off"),
    ] {
        for critical in [false, true] {
            let leaf = sub.end_entity("Example Server").san_raw(critical, &value).issue();
            assert_eq!(by_rfc5280(&[&leaf, &sub, &root()]), refused("malformed_certificate", 0), "{what}");
        }
    }
}

/// §4.2.1.10: "MUST be used only in a CA certificate".
#[test]
fn constraints_stand_in_ca_certificates_only() {
    let sub = root().sub_ca("Example Sub CA").issue();
    let constraints = || Constraints::new().permit(dns("example.com"));
    for (draft, expected, what) in [
        (sub.end_entity("x"), refused("name_constraints_without_ca", 0), "no basicConstraints"),
        (sub.end_entity("x").ca(false), refused("name_constraints_without_ca", 0), "cA FALSE"),
        (sub.end_entity("x").ca(true), accepted(), "a CA at the end of the path"),
    ] {
        let leaf = draft.constraints(constraints()).san([dns("victim.test")]).issue();
        assert_eq!(strictly(&[&leaf, &sub, &root()]), expected, "{what}");
    }
    let middle = root().sub_ca("Not a CA").ca(false).constraints(constraints()).issue();
    let leaf = server(&middle, [dns("www.example.com")]);
    assert_eq!(strictly(&[&leaf, &middle, &root()]), refused("not_a_ca", 1));
}

/// What a refusal says: which certificate, which name, which CA, which base, which section (§6.1.3(b), (c)).
#[test]
fn a_refusal_says_everything_that_is_needed_to_act() {
    let sub = sub_ca(Constraints::new().permit(dns("example.com")).exclude(dns("secret.example.com")));
    let outside = rejection(&[&server(&sub, [dns("victim.test")]), &sub, &root()], &Policy::default());
    assert_eq!(outside.name(), Some("victim.test"));
    assert_eq!(outside.citation().to_string(), "RFC 5280 §6.1.3(b)");
    assert_eq!(
        outside.to_string(),
        "the name victim.test in the end entity certificate is outside every base of its form that is permitted by the CA at \
         position 1 [RFC 5280 §6.1.3(b)]"
    );
    let excluded = rejection(&[&server(&sub, [dns("*.example.com")]), &sub, &root()], &Policy::default());
    assert_eq!((excluded.name(), excluded.base()), (Some("*.example.com"), Some("secret.example.com")));
    assert_eq!(excluded.citation().to_string(), "RFC 5280 §6.1.3(c)");
    let srv_name = rejection(&[&server(&sub, [srv("_imap.example.com")]), &sub, &root()], &Policy::default());
    assert_eq!(Verdict::of(&srv_name), refused("ca_lacks_srv_constraints", 1));
    assert_eq!(srv_name.subject(), Some("CN=Example Sub CA"));
    assert_eq!(srv_name.citation().to_string(), "RFC 9525 §7.6");
}
