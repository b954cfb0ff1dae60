//! Names and bases as text: what is one, what is none and where it breaks, what equals what, and what is shown.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;

use srvname::certificate::Identifier;
use srvname::name::{
    Base, DnsName, DnsPattern, DnsSubtree, EmailSubtree, Form, HostBase, IpSubtree, Mailbox, Name, NameError, NameRule,
    Service, SmtpUtf8Mailbox, SrvName, SrvSubtree, Uri, UriSubtree,
};

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn dns(text: &str) -> DnsName<'_> {
    DnsName::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn pattern(text: &str) -> DnsPattern<'_> {
    DnsPattern::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn base(text: &str) -> DnsSubtree<'_> {
    DnsSubtree::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn assert_malformed<T: std::fmt::Debug>(parsed: Result<T, NameError>, rule: NameRule, position: usize, what: &str) {
    match parsed {
        Ok(name) => panic!("{what:?} was read as {name:?}"),
        Err(error) => assert_eq!((error.rule(), error.position()), (rule, position), "{what:?}"),
    }
}

/// Four labels that make the longest name there is, 253 octets.
fn longest() -> String {
    format!("{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(61))
}

#[test]
fn what_is_a_domain_name() {
    let longest = longest();
    for text in [
        "example.com",
        "com",
        "a",
        "a.b.c.d.e",
        "xn--bcher-kva.example",
        "a--b.example",
        "1.2.3.example",
        "192.0.2.1a",
        "0x7f.a1",
        "UPPER.case",
        &longest,
    ] {
        assert_eq!(dns(text).as_str(), text);
        assert_eq!(DnsName::parse_ldh(text), Ok(dns(text)));
        assert_eq!(pattern(text), DnsPattern::Name(dns(text)));
        assert_eq!(dns(text).labels().collect::<Vec<_>>().join("."), text);
    }
}

#[test]
fn what_is_no_domain_name() {
    let (long_label, long_name) = (format!("{}.example", "a".repeat(64)), format!("a.{}", longest()));
    for (text, rule, position) in [
        ("", NameRule::Empty, 0),
        (".", NameRule::EmptyLabel, 0),
        (".example.com", NameRule::EmptyLabel, 0),
        ("example..com", NameRule::EmptyLabel, 8),
        ("example.com.", NameRule::TrailingDot, 11),
        ("example.com..", NameRule::EmptyLabel, 12),
        ("-example.com", NameRule::LabelHyphen, 0),
        ("example-.com", NameRule::LabelHyphen, 8),
        ("example.-com", NameRule::LabelHyphen, 8),
        ("example.com-", NameRule::LabelHyphen, 11),
        ("-", NameRule::LabelHyphen, 0),
        (&long_label, NameRule::LabelTooLong, 63),
        (&long_name, NameRule::NameTooLong, 253),
        ("192.0.2.1", NameRule::NumericLastLabel, 8),
        ("example.123", NameRule::NumericLastLabel, 8),
        ("1", NameRule::NumericLastLabel, 0),
        ("exam ple.com", NameRule::LabelCharacter, 4),
        ("example.com\n", NameRule::LabelCharacter, 11),
        ("exam\0ple.com", NameRule::LabelCharacter, 4),
        ("example.com:443", NameRule::LabelCharacter, 11),
        ("example,com", NameRule::LabelCharacter, 7),
        ("exa\u{7f}mple.com", NameRule::LabelCharacter, 3),
        ("b\u{fc}cher.example", NameRule::NotAscii, 1),
        ("example\u{3002}com", NameRule::NotAscii, 7),
        ("*.example.com", NameRule::Wildcard, 0),
    ] {
        assert_malformed(DnsName::parse(text), rule, position, text);
        if rule != NameRule::Wildcard {
            assert_malformed(DnsPattern::parse(text), rule, position, text);
        }
    }
}

/// Names with underscores are issued and compared; the Name of an SRVName has none.
#[test]
fn a_dns_name_may_hold_underscores() {
    for text in ["_dmarc.example.com", "my_host.example.com", "a_.example", "_.example", "example._"] {
        assert_eq!(dns(text).as_str(), text);
        assert!(base("example.com").contains(pattern("_dmarc.example.com")));
        assert_malformed(DnsName::parse_ldh(text), NameRule::LabelUnderscore, text.find('_').unwrap(), text);
        assert_malformed(DnsPattern::parse_ldh(text), NameRule::LabelUnderscore, text.find('_').unwrap(), text);
    }
    assert_malformed(SrvName::parse("_imap._tcp.example.com"), NameRule::LabelUnderscore, 6, "SRVName");
    assert_malformed(DnsPattern::parse_ldh("*._tcp.example.com"), NameRule::LabelUnderscore, 2, "wildcard");
}

#[test]
fn what_is_a_wildcard() {
    for (text, parent) in
        [("*.example.com", "example.com"), ("*.com", "com"), ("*._tcp.example.com", "_tcp.example.com")]
    {
        assert_eq!(pattern(text), DnsPattern::Wildcard(dns(parent)));
        assert_eq!(pattern(text).name(), dns(parent));
        assert!(pattern(text).is_wildcard());
        assert_eq!(pattern(text).to_string(), text);
    }
    let longest = format!("*.{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(59));
    assert_eq!(longest.len(), 253);
    assert!(pattern(&longest).is_wildcard());
    let too_long = longest.replacen('b', "bb", 1);
    for (text, rule, position) in [
        ("*", NameRule::Wildcard, 0),
        ("*.", NameRule::Empty, 2),
        ("*..com", NameRule::EmptyLabel, 2),
        ("*.*.com", NameRule::Wildcard, 2),
        ("**.example.com", NameRule::Wildcard, 0),
        ("*example.com", NameRule::Wildcard, 0),
        ("w*.example.com", NameRule::Wildcard, 1),
        ("www.*.com", NameRule::Wildcard, 4),
        ("example.*", NameRule::Wildcard, 8),
        ("*.1", NameRule::NumericLastLabel, 2),
        ("*.example.com.", NameRule::TrailingDot, 13),
        (&too_long, NameRule::NameTooLong, 253),
    ] {
        assert_malformed(DnsPattern::parse(text), rule, position, text);
    }
}

#[test]
fn a_name_within_a_domain() {
    for (name, domain, within) in [
        ("host.example.com", "host.example.com", true),
        ("www.host.example.com", "host.example.com", true),
        ("1host.example.com", "host.example.com", false),
        ("host.example.com", "www.host.example.com", false),
        ("HOST.example.com", "example.COM", true),
        ("example.com", "com", true),
        ("xcom", "com", false),
        ("com", "example.com", false),
        ("a.example.com.b", "example.com", false),
    ] {
        assert_eq!(dns(name).is_within(dns(domain)), within, "{name} {domain}");
    }
    assert_eq!(dns("www.example.com").parent(), Some(dns("example.com")));
    assert_eq!(dns("com").parent(), None);
}

/// What RFC 5280 gives to e-mail and URI only, and one public base in sixteen has: everything below, and not the domain.
#[test]
fn a_dns_base_with_a_leading_dot() {
    let subdomains = base(".example.com");
    assert_eq!(subdomains, DnsSubtree::Subdomains(dns("example.com")));
    assert_ne!(subdomains, base("example.com"));
    for (presented, contained) in [
        ("www.example.com", true),
        ("a.b.example.com", true),
        ("WWW.EXAMPLE.COM", true),
        ("example.com", false),
        ("bigexample.com", false),
        ("*.example.com", true),
        ("*.a.example.com", true),
        ("*.com", false),
        ("*.net", false),
    ] {
        assert_eq!(subdomains.contains(pattern(presented)), contained, "{presented}");
        // A wildcard never stands for some names below a domain and some that are not.
        assert_eq!(subdomains.overlaps(pattern(presented)), contained, "{presented}");
    }
}

#[test]
fn bases_contain_and_overlap() {
    for (restriction, presented, contains, overlaps) in [
        ("example.com", "*.example.com", true, true),
        ("www.example.com", "*.example.com", false, true),
        ("WWW.Example.com", "*.eXample.com", false, true),
        ("a.www.example.com", "*.example.com", false, false),
        ("com", "*.com", true, true),
        ("example.com", "*.com", false, true),
        ("www.example.com", "*.com", false, false),
        ("", "*.com", true, true),
        ("", "com", true, true),
        ("example.com", "www.example.com", true, true),
        ("example.com", "example.net", false, false),
        ("com", "*.example.com", true, true),
    ] {
        assert_eq!(base(restriction).contains(pattern(presented)), contains, "{restriction:?} contains {presented}");
        assert_eq!(base(restriction).overlaps(pattern(presented)), overlaps, "{restriction:?} overlaps {presented}");
    }
}

#[test]
fn what_is_no_dns_base() {
    for (text, rule, position) in [
        (".", NameRule::Empty, 1),
        ("..", NameRule::EmptyLabel, 1),
        ("..example.com", NameRule::EmptyLabel, 1),
        ("example.com.", NameRule::TrailingDot, 11),
        (".example.com.", NameRule::TrailingDot, 12),
        ("*", NameRule::WildcardBase, 0),
        ("*.example.com", NameRule::WildcardBase, 0),
        (".*.example.com", NameRule::WildcardBase, 1),
        ("10.0.0.0", NameRule::NumericLastLabel, 7),
        ("10.0.0.0/8", NameRule::LabelCharacter, 8),
        ("b\u{fc}cher.example", NameRule::NotAscii, 1),
        ("https://example.com", NameRule::LabelCharacter, 5),
    ] {
        assert_malformed(DnsSubtree::parse(text), rule, position, text);
    }
    // Underscores stand in names, so they stand in bases.
    assert!(base("_tcp.example.com").contains(pattern("_imap._tcp.example.com")));
}

#[test]
fn what_stands_for_what() {
    assert!(pattern("*.example.com").stands_for(dns("www.example.com")));
    assert!(pattern("*.example.com").stands_for(dns("_x.example.com")));
    assert!(!pattern("*.example.com").stands_for(dns("example.com")));
    assert!(!pattern("*.example.com").stands_for(dns("a.b.example.com")));
    assert!(pattern("Example.com").stands_for(dns("example.COM")));
    assert!(!pattern("example.com").stands_for(dns("www.example.com")));
}

#[test]
fn a_typed_name_loses_one_dot() {
    assert_eq!(DnsName::parse_user_input("example.com."), Ok(dns("example.com")));
    assert_eq!(DnsName::parse_user_input("example.com"), Ok(dns("example.com")));
    assert_malformed(DnsName::parse_user_input("example.com.."), NameRule::TrailingDot, 11, "two dots");
    assert_malformed(DnsName::parse_user_input("."), NameRule::Empty, 0, "the root");
    assert_malformed(DnsName::parse("example.com."), NameRule::TrailingDot, 11, "not typed");
}

/// Equality ignores ASCII case, octets are kept, and `Hash` agrees: a set holds one of two spellings.
#[test]
fn equal_names_hash_alike() {
    assert_eq!(hash(dns("Example.COM")), hash(dns("example.com")));
    assert_eq!(hash(pattern("*.Example.COM")), hash(pattern("*.example.com")));
    assert_eq!(hash(base(".Example.COM")), hash(base(".example.com")));
    assert_eq!(hash(Service::parse("IMAP").unwrap()), hash(Service::parse("_imap").unwrap()));
    let srv = |text| SrvName::parse(text).unwrap();
    assert_eq!(hash(srv("_IMAP.Example.com")), hash(srv("_imap.example.COM")));
    let subtree = |text| SrvSubtree::parse(text).unwrap();
    assert_eq!(hash(subtree("_IMAP")), hash(subtree("_imap")));
    assert_eq!(hash(subtree("Example.com")), hash(subtree("example.com")));
    let spellings = ["example.com", "EXAMPLE.com", "Example.Com", "example.net"];
    assert_eq!(spellings.map(dns).into_iter().collect::<HashSet<_>>().len(), 2);
    // A name and its neighbors in other types are not mixed up.
    assert_ne!(pattern("*.example.com"), pattern("example.com"));
    assert_ne!(base(".example.com"), base("example.com"));
    assert_ne!(base(""), base("example.com"));
    assert_ne!(subtree("_imap"), subtree("imap"));
}

/// The pieces of a hash do not run into each other.
#[test]
fn parts_are_hashed_apart() {
    let subtree = |text| SrvSubtree::parse(text).unwrap();
    assert_ne!(hash(subtree("_ab.c")), hash(subtree("_a.bc")));
    assert_ne!(hash(subtree("_a")), hash(subtree("a")));
    assert_ne!(hash((dns("a"), dns("bc"))), hash((dns("ab"), dns("c"))));
}

#[test]
fn ip_bases_are_addresses_and_masks() {
    for (octets, shown) in [
        (&[192, 0, 2, 0, 255, 255, 255, 0][..], "192.0.2.0/24"),
        (&[192, 0, 2, 77, 255, 255, 255, 0], "192.0.2.77/24"),
        (&[0; 8], "0.0.0.0/0"),
        (&[10, 0, 0, 0, 255, 0, 0, 0], "10.0.0.0/8"),
        (&[10, 0, 0, 1, 255, 255, 255, 255], "10.0.0.1/32"),
        (&[10, 0, 0, 0, 255, 255, 255, 254], "10.0.0.0/31"),
        (&[10, 0, 0, 0, 128, 0, 0, 0], "10.0.0.0/1"),
        (&[0; 32], "::/0"),
    ] {
        assert_eq!(IpSubtree::from_octets(octets).unwrap().to_string(), shown);
    }
    for (octets, rule, position) in [
        (&[][..], NameRule::IpBaseLength, 0),
        (&[192, 0, 2, 0], NameRule::IpBaseLength, 0),
        (&[0; 16], NameRule::IpBaseLength, 0),
        (&[0; 33], NameRule::IpBaseLength, 0),
        (&[192, 0, 2, 0, 255, 0, 255, 0], NameRule::IpMask, 6),
        (&[192, 0, 2, 0, 255, 255, 253, 0], NameRule::IpMask, 6),
        (&[192, 0, 2, 0, 0, 0, 0, 1], NameRule::IpMask, 7),
        (&[192, 0, 2, 0, 127, 0, 0, 0], NameRule::IpMask, 4),
        (&[192, 0, 2, 0, 254, 128, 0, 0], NameRule::IpMask, 5),
    ] {
        assert_malformed(IpSubtree::from_octets(octets), rule, position, &format!("{octets:?}"));
    }
}

/// Every mask of 32 bits that is contiguous is a prefix, and only those are.
#[test]
fn masks_are_prefixes() {
    let contiguous: Vec<u32> = (0..=32_u32).map(|prefix| u32::MAX.checked_shl(32 - prefix).unwrap_or(0)).collect();
    let of = |mask: u32| IpSubtree::from_octets(&[[10, 9, 8, 7], mask.to_be_bytes()].concat());
    for (prefix, mask) in contiguous.iter().enumerate() {
        assert_eq!(usize::from(of(*mask).unwrap().prefix_len()), prefix, "{mask:032b}");
        for flipped in (0..32).map(|bit| mask ^ (1 << bit)) {
            assert_eq!(of(flipped).is_ok(), contiguous.contains(&flipped), "{flipped:032b}");
        }
    }
}

#[test]
fn ip_bases_equal_when_they_hold_the_same() {
    let of = |octets: &[u8]| IpSubtree::from_octets(octets).unwrap();
    let net = of(&[192, 0, 2, 0, 255, 255, 255, 0]);
    assert_eq!(net, of(&[192, 0, 2, 77, 255, 255, 255, 0]));
    assert_ne!(net, of(&[192, 0, 2, 0, 255, 255, 254, 0]));
    assert_ne!(of(&[0; 8]), of(&[0; 32]));
    assert!(net.contains(IpAddr::from([192, 0, 2, 200])));
    assert!(!net.contains("::ffff:192.0.2.200".parse().unwrap()));
}

/// Shown is what was parsed, so a report can be fed back.
#[test]
fn display_is_what_was_parsed() {
    let shown = [
        (dns("Example.COM").to_string(), "Example.COM"),
        (pattern("*.Example.COM").to_string(), "*.Example.COM"),
        (base("").to_string(), ""),
        (base(".Example.COM").to_string(), ".Example.COM"),
        (Service::parse("XMPP-Client").unwrap().to_string(), "_XMPP-Client"),
        (SrvName::parse("_IMAP.*.Example.com").unwrap().to_string(), "_IMAP.*.Example.com"),
        (SrvSubtree::parse("_IMAP").unwrap().to_string(), "_IMAP"),
        (SrvSubtree::parse("_IMAP.Example.com").unwrap().to_string(), "_IMAP.Example.com"),
        (Mailbox::parse("Root@Example.COM").unwrap().to_string(), "Root@Example.COM"),
        (SmtpUtf8Mailbox::parse("\u{e9}@Example.COM").unwrap().to_string(), "\u{e9}@Example.COM"),
        (EmailSubtree::parse("Root@Example.COM").unwrap().to_string(), "Root@Example.COM"),
        (Uri::parse("HTTPS://Example.COM/").unwrap().to_string(), "HTTPS://Example.COM/"),
        (UriSubtree::parse(".Example.COM").unwrap().to_string(), ".Example.COM"),
    ];
    for (shown, expected) in shown {
        assert_eq!(shown, expected);
    }
}

/// A log says what a name is, whichever way it is written out.
#[test]
fn debug_shows_the_text() {
    for (shown, text) in [
        (format!("{:?}", dns("Example.COM")), "Example.COM"),
        (format!("{:?}", Service::parse("IMAP").unwrap()), "IMAP"),
        (format!("{:?}", SrvName::parse("_IMAP.Example.com").unwrap()), "Example.com"),
        (format!("{:?}", Uri::parse("https://Example.com/a").unwrap()), "https://Example.com/a"),
    ] {
        assert!(shown.contains(text), "{shown}");
    }
    assert_eq!(Uri::parse("https://Example.com/a").unwrap().as_str(), "https://Example.com/a");
}

/// Names that differ do not share a hash, or a table of them would be a list.
#[test]
fn what_differs_hashes_apart() {
    let services = ["imap", "smtp", "xmpp-client"].map(|text| hash(Service::parse(text).unwrap()));
    let uris = ["https://a.test/", "https://b.test/", "https://a.test/b"].map(|text| hash(Uri::parse(text).unwrap()));
    for hashes in [services, uris] {
        assert_eq!(HashSet::from(hashes).len(), hashes.len());
    }
}

/// A form is called what its document calls it, since refusals and lints name it so.
#[test]
fn forms_have_the_names_of_their_documents() {
    for (form, shown) in [
        (Form::SrvName, "SRVName"),
        (Form::DnsName, "dNSName"),
        (Form::Rfc822Name, "rfc822Name"),
        (Form::SmtpUtf8Mailbox, "SmtpUTF8Mailbox"),
        (Form::Uri, "uniformResourceIdentifier"),
        (Form::IpAddress, "iPAddress"),
        (Form::DirectoryName, "directoryName"),
        (Form::X400Address, "x400Address"),
        (Form::EdiPartyName, "ediPartyName"),
        (Form::RegisteredId, "registeredID"),
        (Form::Unknown(Identifier::from_octets(&[0x8a]).unwrap()), "GeneralName with tag 0x8a"),
        (Form::Unknown(Identifier::from_octets(&[0xbf, 0x20]).unwrap()), "GeneralName with tag 0xbf20"),
    ] {
        assert_eq!(form.to_string(), shown);
    }
    // A name of a form that is not understood is shown by its form and its value.
    let presented =
        srvname::certificate::GeneralNames::from_der(&[0x30, 0x04, 0x88, 0x02, 0x2a, 0x03]).unwrap().iter().next();
    assert_eq!(presented.unwrap().to_string(), "registeredID 1.2.3");
}

/// A name of one form and a base of another are not comparable: neither inside nor outside.
#[test]
fn forms_do_not_mix() {
    let uri = Uri::parse("https://example.com/").unwrap();
    let names = [
        Name::Srv(SrvName::parse("_imap.example.com").unwrap()),
        Name::Dns(pattern("example.com")),
        Name::Mailbox(Mailbox::parse("a@example.com").unwrap()),
        Name::Uri(uri),
        Name::Ip([192, 0, 2, 1].into()),
        Name::NotUnderstood,
    ];
    let bases = [
        Base::Srv(SrvSubtree::parse("example.com").unwrap()),
        Base::Dns(base("example.com")),
        Base::Email(EmailSubtree::parse("example.com").unwrap()),
        Base::Uri(UriSubtree::parse("example.com").unwrap()),
        Base::Ip(IpSubtree::from_octets(&[0; 8]).unwrap()),
        Base::NotUnderstood,
    ];
    for (one, base) in bases.iter().enumerate() {
        for (other, name) in names.iter().enumerate() {
            let expected = (one == other && base.form().is_some()).then_some(true);
            assert_eq!(base.contains(name), expected, "{base} {name}");
            assert_eq!(base.overlaps(name), expected, "{base} {name}");
        }
        for (other, second) in bases.iter().enumerate() {
            let same = one == other && base.form().is_some();
            assert_eq!(base.covers(second), same.then_some(true), "{base} {second}");
            let meet = base.meet(second).map(|meet| (meet.form(), meet.to_string()));
            assert_eq!(meet, same.then(|| (base.form(), base.to_string())), "{base} {second}");
        }
        let understood = base.form().is_some_and(|form| Form::UNDERSTOOD.contains(&form) && form.is_understood());
        assert_eq!(understood, base.form().is_some(), "{base}");
    }
    for form in [Form::SmtpUtf8Mailbox, Form::X400Address, Form::EdiPartyName, Form::RegisteredId] {
        assert!(!form.is_understood() && !Form::UNDERSTOOD.contains(&form) && form.applies_to(form), "{form}");
        assert!(Form::UNDERSTOOD.iter().all(|understood| !form.applies_to(*understood)), "{form}");
    }
    let mailbox = Name::SmtpUtf8(SmtpUtf8Mailbox::parse("\u{e9}@example.com").unwrap());
    assert_eq!(bases[2].contains(&mailbox), Some(true));
    assert!(Form::Rfc822Name.applies_to(Form::SmtpUtf8Mailbox));
    assert!(!Form::SmtpUtf8Mailbox.applies_to(Form::Rfc822Name));
}

/// Every rule has words and a document, and no two rules say the same.
#[test]
fn every_rule_has_words_and_a_citation() {
    let errors = [
        DnsName::parse("").unwrap_err(),
        DnsName::parse("a..b").unwrap_err(),
        DnsName::parse("a.").unwrap_err(),
        SrvName::parse("imap").unwrap_err(),
        SrvName::parse("_imap").unwrap_err(),
        SrvName::parse("_imap._tcp.a").unwrap_err(),
        Mailbox::parse("a").unwrap_err(),
        Mailbox::parse("\"a").unwrap_err(),
        Mailbox::parse("a@[b]").unwrap_err(),
        Mailbox::parse("a@[192.0.2.1]").unwrap().host().unwrap_err(),
        Uri::parse("a").unwrap_err(),
        Uri::parse("http://[b]/").unwrap_err(),
        Uri::parse("urn:a").unwrap().host().unwrap_err(),
        Uri::parse("http://192.0.2.1").unwrap().host().unwrap_err(),
        Uri::parse("http://a").unwrap().host().unwrap_err(),
        Uri::parse("http://%41.test").unwrap().host().unwrap_err(),
        IpSubtree::from_octets(&[]).unwrap_err(),
    ];
    let sentences: HashSet<String> = errors.iter().map(|error| error.rule().to_string()).collect();
    assert_eq!(sentences.len(), errors.len());
    assert_eq!(errors[5].to_string(), format!("{} (octet 6)", errors[5].rule()));
    for error in errors {
        assert!(error.citation().to_string().starts_with("RFC "), "{error}");
    }
}

/// Asserts that a type is parsed from a text by conversion as by its method.
macro_rules! assert_converts {
    ($($Type:ident)*) => {$(
        for text in ["", "example.com", "_imap.example.com", "_imap", "root@example.com", "https://example.com/", "*.a", "-"] {
            assert_eq!($Type::try_from(text), $Type::parse(text), "{text:?}");
        }
    )*};
}

#[test]
fn a_text_is_parsed_by_conversion() {
    assert_converts! {
        DnsName DnsPattern DnsSubtree EmailSubtree HostBase Mailbox Service SmtpUtf8Mailbox SrvName SrvSubtree Uri UriSubtree
    }
    let range: &[u8] = &[10, 0, 0, 0, 255, 0, 0, 0];
    assert_eq!(IpSubtree::try_from(range), IpSubtree::from_octets(range));
    assert_eq!(IpSubtree::try_from(&range[1..]), IpSubtree::from_octets(&range[1..]));
}

#[test]
fn a_name_of_one_text_is_that_text() {
    let written = |name: &dyn AsRef<str>| name.as_ref().to_owned();
    assert_eq!(written(&dns("Example.COM")), "Example.COM");
    assert_eq!(written(&Service::parse("_Imap").unwrap()), "Imap");
    assert_eq!(written(&Uri::parse("https://Example.com/a").unwrap()), "https://Example.com/a");
}
