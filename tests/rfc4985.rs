//! RFC 4985, in its order: the name (§2), its ASCII (§3), the constraints (§4); through types, through DER, and through
//! paths.

use srvname_testkit::{make, verdict};

use make::{Ca, Constraints, GeneralName as Made, Issued, der, dns, email, other_name, raw, srv, srv_raw, srv_utf8};
use srvname::{
    Policy, SubCaRule,
    certificate::{GeneralName, NameConstraints},
    name::{Base, Form, Name, NameError, NameRule, Service, SrvName, SrvSubtree, Subtree},
    path::RejectionKind,
};
use verdict::{accepted, by_rfc5280, judge, refused, rejection, strictly, under};

/// Every example of RFC 4985 §4: the two of the prose, then the table from the top.
const EXAMPLES: [(&str, &str, bool); 13] = [
    ("host.example.com", "_mail.www.host.example.com", true),
    ("host.example.com", "_mail.1host.example.com", false),
    ("example.com", "_mail.example.com", true),
    ("example.com", "_ntp.example.com", true),
    ("example.com", "_mail.1.example.com", true),
    ("example.com", "_mail.1example.com", false),
    ("_mail", "_mail.example.com", true),
    ("_mail", "_mail.1example.com", true),
    ("_mail", "_ntp.example.com", false),
    ("_mail.example.com", "_mail.example.com", true),
    ("_mail.example.com", "_mail.1.example.com", true),
    ("_mail.example.com", "_mail.1example.com", false),
    ("_mail.example.com", "_ntp.example.com", false),
];

fn name(text: &str) -> SrvName<'_> {
    SrvName::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn base(text: &str) -> SrvSubtree<'_> {
    SrvSubtree::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn root() -> Issued {
    Ca::root("Example Root CA")
}

fn sub_ca(constraints: Constraints) -> Issued {
    root().sub_ca("Example Sub CA").constraints(constraints).issue()
}

fn server(ca: &Issued, names: impl IntoIterator<Item = Made>) -> Issued {
    ca.end_entity("server.example.com").san(names).issue()
}

/// A server that presents `presented`, below one CA with `constraints`.
fn chain_of(constraints: Constraints, presented: Made) -> [Issued; 3] {
    let sub = sub_ca(constraints);
    [server(&sub, [presented]), sub, root()]
}

fn general_name(der: &[u8]) -> GeneralName<'_> {
    GeneralName::from_der(der).expect("a GeneralName")
}

#[test]
fn the_examples_of_section_4_as_types() {
    for (restriction, presented, satisfies) in EXAMPLES {
        let (base, name) = (base(restriction), name(presented));
        assert_eq!(base.contains(name), satisfies, "{restriction} contains {presented}");
        assert_eq!(base.overlaps(name), satisfies, "{restriction} overlaps {presented}");
    }
}

#[test]
fn the_examples_of_section_4_as_der() {
    for (restriction, presented, satisfies) in EXAMPLES {
        let constraints = Constraints::new().permit(srv(restriction)).exclude(srv(restriction)).der();
        let constraints = NameConstraints::from_der(&constraints).unwrap();
        let presented_der = srv(presented);
        let Ok(name) = general_name(presented_der.der()).name() else { panic!("{presented}") };
        for list in [constraints.permitted(), constraints.excluded()] {
            let subtree = list.iter().next().unwrap();
            assert_eq!(subtree.form(), Form::SrvName);
            let base = subtree.base().base().unwrap();
            assert_eq!(base.contains(&name), Some(satisfies), "{restriction} contains {presented}");
            assert_eq!(base.overlaps(&name), Some(satisfies), "{restriction} overlaps {presented}");
        }
    }
}

#[test]
fn the_examples_of_section_4_permitted_in_a_path() {
    for (restriction, presented, satisfies) in EXAMPLES {
        let [leaf, sub, root] = chain_of(Constraints::new().permit(srv(restriction)), srv(presented));
        let expected = if satisfies { accepted() } else { refused("name_not_permitted", 0).by(1) };
        assert_eq!(strictly(&[&leaf, &sub, &root]), expected, "permitted {restriction}, presented {presented}");
    }
}

#[test]
fn the_examples_of_section_4_excluded_in_a_path() {
    for (restriction, presented, satisfies) in EXAMPLES {
        let [leaf, sub, root] = chain_of(Constraints::new().exclude(srv(restriction)), srv(presented));
        let expected = if satisfies { refused("name_excluded", 0).by(1) } else { accepted() };
        assert_eq!(strictly(&[&leaf, &sub, &root]), expected, "excluded {restriction}, presented {presented}");
    }
}

/// RFC 4985 §4 handles the two parts separately; in the excluded list that bans a service everywhere, a domain for every
/// service, or one pair.
#[test]
fn an_excluded_base_bans_what_it_names_and_no_more() {
    let presented =
        ["_mail.example.com", "_mail.a.example.com", "_mail.example.net", "_ntp.example.com", "_ntp.example.net"];
    for (excluded, banned) in [
        ("_mail", [true, true, true, false, false]),
        ("example.com", [true, true, false, true, false]),
        ("_mail.example.com", [true, true, false, false, false]),
    ] {
        for (presented, banned) in presented.into_iter().zip(banned) {
            let [leaf, sub, root] = chain_of(Constraints::new().exclude(srv(excluded)), srv(presented));
            let expected = if banned { refused("name_excluded", 0).by(1) } else { accepted() };
            assert_eq!(strictly(&[&leaf, &sub, &root]), expected, "excluded {excluded}, presented {presented}");
        }
    }
}

/// A row of [`VECTORS`] is what the octets are.
#[derive(Clone, Copy)]
enum Vector {
    Presented(&'static str),
    PresentedMalformed(NameRule, usize),
    Permitted(&'static str),
    ExcludedMalformed(NameRule, usize),
}

/// Octets as other implementations write them, byte for byte.
const VECTORS: [(&str, Vector); 9] = [
    (
        "a02606082b06010505070807a01a16185f786d70702d636c69656e742e6578616d706c652e636f6d",
        Vector::Presented("_xmpp-client.example.com"),
    ),
    ("301fa01d301ba01906082b06010505070807a00d160b6578616d706c652e636f6d", Vector::Permitted("example.com")),
    ("3019a0173015a01306082b06010505070807a00716055f6d61696c", Vector::Permitted("_mail")),
    (
        "3025a0233021a01f06082b06010505070807a01316115f6d61696c2e6578616d706c652e636f6d",
        Vector::Permitted("_mail.example.com"),
    ),
    (
        "3024a0223020a01e06082b06010505070807a01216105f696e76616c69642e696e76616c6964",
        Vector::Permitted("_invalid.invalid"),
    ),
    ("3015a1133011a00f06082b06010505070807a00316015f", Vector::ExcludedMalformed(NameRule::EmptyService, 1)),
    ("3014a1123010a00e06082b06010505070807a0021600", Vector::ExcludedMalformed(NameRule::Empty, 0)),
    (
        "a02606082b06010505070807a01a0c185f786d70702d636c69656e742e6578616d706c652e636f6d",
        Vector::PresentedMalformed(NameRule::NotIa5String, 0),
    ),
    (
        "a02406082b06010505070807a01816165f786d70702d636c69656e742e6c6f63616c686f7374",
        Vector::Presented("_xmpp-client.localhost"),
    ),
];

fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().map(|digit| digit.to_digit(16).expect("a hexadecimal digit")).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

#[test]
fn octets_of_other_implementations_are_read() {
    for (hex, vector) in VECTORS {
        let der = octets(hex);
        match vector {
            Vector::Presented(text) => {
                let Ok(Name::Srv(name)) = general_name(&der).name() else { panic!("{hex}") };
                assert_eq!(name.to_string(), text);
            }
            Vector::PresentedMalformed(rule, position) => {
                assert_malformed(general_name(&der).name().map(|name| name.to_string()), rule, position, hex);
            }
            Vector::Permitted(text) => {
                let constraints = NameConstraints::from_der(&der).unwrap();
                assert!(constraints.excluded().is_empty());
                let subtree = constraints.permitted().iter().next().unwrap();
                let Ok(Base::Srv(base)) = subtree.base().base() else { panic!("{hex}") };
                assert_eq!(base.to_string(), text);
            }
            Vector::ExcludedMalformed(rule, position) => {
                let constraints = NameConstraints::from_der(&der).unwrap();
                assert!(constraints.permitted().is_empty());
                let subtree = constraints.excluded().iter().next().unwrap();
                assert_malformed(subtree.base().base().map(|base| base.to_string()), rule, position, hex);
            }
        }
    }
}

/// The test data of this project says the same in the same octets, so that what it proves is about them.
#[test]
fn the_test_data_writes_the_same_octets() {
    for (hex, vector) in VECTORS {
        let made = match vector {
            Vector::Presented(text) => srv(text).der().to_vec(),
            Vector::PresentedMalformed(..) => srv_utf8("_xmpp-client.example.com").der().to_vec(),
            Vector::Permitted(text) => Constraints::new().permit(srv(text)).der(),
            Vector::ExcludedMalformed(NameRule::Empty, _) => Constraints::new().exclude(srv("")).der(),
            Vector::ExcludedMalformed(..) => Constraints::new().exclude(srv("_")).der(),
        };
        assert_eq!(der::hex(&made), hex);
    }
}

fn assert_malformed(parsed: Result<String, NameError>, rule: NameRule, position: usize, what: &str) {
    match parsed {
        Ok(text) => panic!("{what:?} was read as {text}"),
        Err(error) => assert_eq!((error.rule(), error.position()), (rule, position), "{what:?}"),
    }
}

/// RFC 4985 §2 and RFC 6335 §5.1.
#[test]
fn a_service_is_letters_digits_and_single_hyphens() {
    for text in ["imap", "xmpp-server", "a", "3com-tsmux", "x11-6000", "z39-50", "A-B-C", "1a", "a1"] {
        assert_eq!(Service::parse(text).unwrap().as_str(), text);
        let with_underscore = format!("_{text}");
        assert_eq!(Service::parse(&with_underscore).unwrap().as_str(), text);
        assert_eq!(Service::parse(&with_underscore).unwrap().to_string(), with_underscore);
    }
}

#[test]
fn what_is_no_service() {
    let long = "a".repeat(63);
    let just_fits = format!("{}!", "a".repeat(61));
    for (text, rule, position) in [
        ("", NameRule::EmptyService, 0),
        ("_", NameRule::EmptyService, 1),
        ("__imap", NameRule::ServiceCharacter, 1),
        ("im_ap", NameRule::ServiceCharacter, 2),
        ("imap.example", NameRule::ServiceCharacter, 4),
        ("im ap", NameRule::ServiceCharacter, 2),
        ("im\0ap", NameRule::ServiceCharacter, 2),
        ("im\u{e4}p", NameRule::ServiceCharacter, 2),
        ("*", NameRule::Wildcard, 0),
        ("ima*", NameRule::Wildcard, 3),
        ("993", NameRule::ServiceWithoutLetter, 0),
        ("9-3", NameRule::ServiceWithoutLetter, 0),
        ("-imap", NameRule::ServiceHyphen, 0),
        ("imap-", NameRule::ServiceHyphen, 4),
        ("xmpp--server", NameRule::ServiceHyphen, 5),
        ("-", NameRule::ServiceHyphen, 0),
        (&long, NameRule::ServiceTooLong, 62),
        (&just_fits, NameRule::ServiceCharacter, 61),
    ] {
        assert_malformed(Service::parse(text).map(|service| service.to_string()), rule, position, text);
    }
}

/// RFC 6335 §5.1 stops at 15 octets; a label stops at 63, and one of them is the underscore.
#[test]
fn a_service_may_be_longer_than_the_registry_allows() {
    assert_eq!(Service::parse("_sipfederationtls").unwrap().as_str().len(), 16);
    let longest = "a".repeat(62);
    assert_eq!(Service::parse(&longest).unwrap().as_str(), longest);
    let presented = format!("_{longest}.example.com");
    let [leaf, sub, root] = chain_of(Constraints::new().permit(srv("example.com")), srv(&presented));
    assert_eq!(strictly(&[&leaf, &sub, &root]), accepted());
    assert!(SrvName::parse(&format!("_a{longest}.example.com")).is_err());
}

#[test]
fn what_is_an_srv_name() {
    let longest = format!("{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(61));
    assert_eq!(longest.len(), 253);
    let longest = format!("_imap.{longest}");
    for (text, service, domain) in [
        ("_imap.example.com", "imap", "example.com"),
        ("_IMAP.Example.COM", "IMAP", "Example.COM"),
        // One label is a Name (RFC 4985 §2 asks for a domain name, not for a dot).
        ("_xmpp-client.localhost", "xmpp-client", "localhost"),
        ("_imap.xn--bcher-kva.example", "imap", "xn--bcher-kva.example"),
        // Not a valid A-label; it is compared as it stands.
        ("_imap.xn--0.example", "imap", "xn--0.example"),
        ("_imap.a--b.example", "imap", "a--b.example"),
        ("_imap.1.2.example", "imap", "1.2.example"),
        ("_imap.0x7f.1a", "imap", "0x7f.1a"),
        (&longest, "imap", &longest[6..]),
    ] {
        let parsed = name(text);
        assert_eq!(parsed.service().as_str(), service);
        assert_eq!(parsed.name().to_string(), domain);
        assert!(!parsed.name().is_wildcard());
        assert_eq!(parsed.to_string(), text);
    }
    let wildcard = name("_imap.*.example.com");
    assert!(wildcard.name().is_wildcard());
    assert_eq!(wildcard.name().name().as_str(), "example.com");
    assert_eq!(wildcard.to_string(), "_imap.*.example.com");
}

#[test]
fn what_is_no_srv_name() {
    let long_service = format!("_{}.example.com", "a".repeat(63));
    let long_label = format!("_imap.{}.example", "a".repeat(64));
    let long_name = format!("_imap.{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(62));
    let long_wildcard = format!("_imap.*.{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(60));
    for (text, rule, position) in [
        ("", NameRule::Empty, 0),
        ("example.com", NameRule::MissingUnderscore, 0),
        ("imap.example.com", NameRule::MissingUnderscore, 0),
        (".example.com", NameRule::MissingUnderscore, 0),
        (" _imap.example.com", NameRule::MissingUnderscore, 0),
        ("*._imap.example.com", NameRule::MissingUnderscore, 0),
        ("_imap", NameRule::ServiceOnly, 5),
        ("_", NameRule::EmptyService, 1),
        ("_.", NameRule::EmptyService, 1),
        ("_.example.com", NameRule::EmptyService, 1),
        ("_imap.", NameRule::Empty, 6),
        ("_*.example.com", NameRule::Wildcard, 1),
        ("_im*p.example.com", NameRule::Wildcard, 3),
        ("_im_ap.example.com", NameRule::ServiceCharacter, 3),
        ("_-imap.example.com", NameRule::ServiceHyphen, 1),
        ("_143.example.com", NameRule::ServiceWithoutLetter, 1),
        (&long_service, NameRule::ServiceTooLong, 63),
        ("_imap._tcp.example.com", NameRule::LabelUnderscore, 6),
        ("_xmpp-server._tcp.example.com", NameRule::LabelUnderscore, 13),
        ("_imap.my_host.example.com", NameRule::LabelUnderscore, 8),
        ("_imap..example.com", NameRule::EmptyLabel, 6),
        ("_imap.example..com", NameRule::EmptyLabel, 14),
        ("_imap.example.com.", NameRule::TrailingDot, 17),
        ("_imap.-a.example", NameRule::LabelHyphen, 6),
        ("_imap.a-.example", NameRule::LabelHyphen, 8),
        ("_imap.example-", NameRule::LabelHyphen, 13),
        (&long_label, NameRule::LabelTooLong, 69),
        (&long_name, NameRule::NameTooLong, 6 + 253),
        (&long_wildcard, NameRule::NameTooLong, 6 + 253),
        ("_imap.192.0.2.1", NameRule::NumericLastLabel, 14),
        ("_imap.example.1", NameRule::NumericLastLabel, 14),
        ("_imap.[2001:db8::1]", NameRule::LabelCharacter, 6),
        ("_imap.*", NameRule::Wildcard, 6),
        ("_imap.*.", NameRule::Empty, 8),
        ("_imap.*.*.example.com", NameRule::Wildcard, 8),
        ("_imap.www.*.example.com", NameRule::Wildcard, 10),
        ("_imap.w*.example.com", NameRule::Wildcard, 7),
        ("_imap.example.com\0", NameRule::LabelCharacter, 17),
        ("_imap.exam\0ple.com", NameRule::LabelCharacter, 10),
        ("_imap.example.com\n", NameRule::LabelCharacter, 17),
        ("_imap.exam ple.com", NameRule::LabelCharacter, 10),
        ("_imap.b\u{fc}cher.example", NameRule::NotAscii, 7),
    ] {
        assert_malformed(SrvName::parse(text).map(|name| name.to_string()), rule, position, text);
    }
}

#[test]
fn what_is_a_base() {
    for (text, expected) in [
        ("_mail.example.com", "both"),
        ("_mail", "service"),
        ("example.com", "name"),
        ("com", "name"),
        ("_Mail.Example.COM", "both"),
        ("_mail.localhost", "both"),
    ] {
        let shape = match base(text) {
            SrvSubtree::Service(_) => "service",
            SrvSubtree::Name(_) => "name",
            SrvSubtree::Both(..) => "both",
        };
        assert_eq!(shape, expected, "{text}");
        assert_eq!(base(text).to_string(), text);
    }
}

#[test]
fn what_is_no_base() {
    for (text, rule, position) in MALFORMED_BASES {
        assert_malformed(SrvSubtree::parse(text).map(|base| base.to_string()), rule, position, text);
    }
}

const MALFORMED_BASES: [(&str, NameRule, usize); 22] = [
    ("", NameRule::Empty, 0),
    ("_", NameRule::EmptyService, 1),
    (".", NameRule::LeadingDot, 0),
    (".example.com", NameRule::LeadingDot, 0),
    ("_.", NameRule::EmptyService, 1),
    ("_.example.com", NameRule::EmptyService, 1),
    ("_mail.", NameRule::TrailingDot, 5),
    ("_mail..example.com", NameRule::EmptyLabel, 6),
    ("example.com.", NameRule::TrailingDot, 11),
    ("_mail.example.com.", NameRule::TrailingDot, 17),
    ("*", NameRule::WildcardBase, 0),
    ("*.example.com", NameRule::WildcardBase, 0),
    ("_*", NameRule::WildcardBase, 1),
    ("_*.example.com", NameRule::WildcardBase, 1),
    ("_mail.*.example.com", NameRule::WildcardBase, 6),
    ("_mail._tcp", NameRule::LabelUnderscore, 6),
    ("_mail._tcp.example.com", NameRule::LabelUnderscore, 6),
    ("my_host.example.com", NameRule::LabelUnderscore, 2),
    ("__mail", NameRule::ServiceCharacter, 1),
    ("192.0.2.1", NameRule::NumericLastLabel, 8),
    ("example..com", NameRule::EmptyLabel, 8),
    ("exam\0ple.com", NameRule::LabelCharacter, 4),
];

/// RFC 4985 §2, Appendix A: `IA5String (SIZE (1..MAX))`, in a `[0]` that holds one element.
#[test]
fn what_is_no_ia5string_is_malformed_as_name_and_as_base() {
    let ia5 = |octets: &[u8]| der::tlv(der::IA5_STRING, octets);
    let good = ia5(b"_imap.example.com");
    let mut high = good.clone();
    *high.last_mut().unwrap() = 0xed;
    let cases: [(Vec<u8>, NameRule, usize); 11] = [
        (der::tlv(der::UTF8_STRING, b"_imap.example.com"), NameRule::NotIa5String, 0),
        (der::tlv(der::PRINTABLE_STRING, b"imap.example.com"), NameRule::NotIa5String, 0),
        (der::tlv(0x1a, b"_imap.example.com"), NameRule::NotIa5String, 0),
        // Constructed IA5String: BER only.
        (der::tlv(0x36, &good), NameRule::NotIa5String, 0),
        (der::sequence([&good]), NameRule::NotIa5String, 0),
        (high, NameRule::NotAscii, 16),
        (vec![], NameRule::OtherNameValue, 0),
        ([good.clone(), vec![0x05, 0x00]].concat(), NameRule::OtherNameValue, good.len()),
        (der::with_long_length(&good), NameRule::OtherNameValue, 1),
        (good[..good.len() - 1].to_vec(), NameRule::OtherNameValue, 0),
        (der::tlv_with_length(der::IA5_STRING, &[0x80], b"_imap.example.com\0\0"), NameRule::OtherNameValue, 1),
    ];
    for (inside, rule, position) in cases {
        let made = srv_raw(&inside);
        let read = general_name(made.der());
        let shown = der::hex(&inside);
        assert_eq!(read.form(), Form::SrvName);
        assert_malformed(read.name().map(|name| name.to_string()), rule, position, &shown);
        assert_malformed(read.base().map(|base| base.to_string()), rule, position, &shown);
    }
}

/// Whoever compares octets must not overlook a length: what the text would be, if nobody counted, fits the base.
#[test]
fn an_srv_name_whose_length_is_wrong_is_malformed_where_it_would_fit() {
    let text = b"_imap.example.com";
    for length in [0, 5, 16, 18, 0x7f] {
        let odd = srv_raw(&der::tlv_with_length(der::IA5_STRING, &[length], text));
        let [leaf, sub, root] = chain_of(Constraints::new().permit(srv("example.com")), odd.clone());
        assert_eq!(strictly(&[&leaf, &sub, &root]), refused("malformed_name", 0).by(1), "{length}");
        for constraints in [Constraints::new().permit(odd.clone()), Constraints::new().exclude(odd)] {
            let [leaf, sub, root] = chain_of(constraints, srv("_imap.example.com"));
            assert_eq!(strictly(&[&leaf, &sub, &root]), refused("malformed_constraint", 0).by(1), "{length}");
        }
    }
}

/// RFC 4985 §2 (service) and §3 (domain): no case, in equality and under constraints; octets are kept.
#[test]
fn there_is_no_case_in_either_part() {
    assert_eq!(name("_IMAP.Example.Com"), name("_imap.eXAMPLE.cOM"));
    assert_eq!(base("_IMAP.Example.Com"), base("_imap.eXAMPLE.cOM"));
    assert!(base("_IMAP.Example.Com").contains(name("_imap.a.eXAMPLE.cOM")));
    assert_ne!(name("_imap.example.com"), name("_imaps.example.com"));
    let [leaf, sub, root] =
        chain_of(Constraints::new().permit(srv("_IMAP.EXAMPLE.com")), srv("_imap.Mail.example.COM"));
    assert_eq!(strictly(&[&leaf, &sub, &root]), accepted());
    let [leaf, sub, root] =
        chain_of(Constraints::new().exclude(srv("_IMAP.EXAMPLE.com")), srv("_imap.Mail.example.COM"));
    assert_eq!(strictly(&[&leaf, &sub, &root]), refused("name_excluded", 0).by(1));
    // Only ASCII letters have case: these two differ in one bit, and are no letters.
    assert!(SrvName::parse("_im@p.example").is_err());
    assert_ne!(name("_imap.a0.example"), name("_imap.aP.example"));
}

/// §3: an A-label is compared as it stands, and no label is decoded.
#[test]
fn a_labels_are_compared_as_octets() {
    assert!(base("xn--bcher-kva.example").contains(name("_imap.XN--BCHER-KVA.example")));
    assert!(!base("bucher.example").contains(name("_imap.xn--bcher-kva.example")));
    let [leaf, sub, root] =
        chain_of(Constraints::new().permit(srv("b\u{fc}cher.example")), srv("_imap.xn--bcher-kva.example"));
    assert_eq!(strictly(&[&leaf, &sub, &root]), refused("malformed_constraint", 0).by(1));
}

/// The two parts are handled separately, so the three shapes are closed under intersection.
#[test]
fn the_meet_of_two_bases() {
    for (one, other, meet) in [
        ("_mail", "example.com", Some("_mail.example.com")),
        ("example.com", "foo.example.com", Some("foo.example.com")),
        ("_mail.example.com", "foo.example.com", Some("_mail.foo.example.com")),
        ("_mail.example.com", "_ntp", None),
        ("example.com", "example.net", None),
        ("_mail", "_MAIL", Some("_mail")),
        ("_mail", "_ntp", None),
        ("_mail.example.com", "_mail.foo.example.com", Some("_mail.foo.example.com")),
        ("_mail.example.com", "_mail", Some("_mail.example.com")),
        ("1example.com", "example.com", None),
    ] {
        let expected = meet.map(base);
        assert_eq!(base(one).meet(base(other)), expected, "{one} and {other}");
        assert_eq!(base(other).meet(base(one)), expected, "{other} and {one}");
    }
}

#[test]
fn what_a_base_covers() {
    for (one, other, covers) in [
        ("_mail", "_mail.example.com", true),
        ("_mail.example.com", "_mail", false),
        ("example.com", "_mail.example.com", true),
        ("example.com", "_mail", false),
        ("example.com", "a.example.com", true),
        ("a.example.com", "example.com", false),
        ("_mail.example.com", "_mail.a.example.com", true),
        ("_mail.example.com", "_ntp.a.example.com", false),
        ("example.com", "1example.com", false),
        ("Example.com", "example.COM", true),
    ] {
        assert_eq!(base(one).covers(base(other)), covers, "{one} covers {other}");
    }
}

/// A malformed base stands for nobody knows what. It refuses every SRVName below it, in either list, under every setting
/// of the rule, and refuses nothing that is no SRVName.
#[test]
fn a_malformed_base_refuses_under_every_setting() {
    for (text, rule, position) in MALFORMED_BASES {
        for constraints in [
            Constraints::new().permit(srv("example.com")).permit(srv(text)),
            Constraints::new().permit(srv("example.com")).exclude(srv(text)),
            Constraints::new().permit(srv(text)),
            Constraints::new().exclude(srv(text)),
        ] {
            let sub = sub_ca(constraints);
            let leaf = server(&sub, [srv("_imap.example.com")]);
            for setting in SubCaRule::ALL {
                // `Confined` asks for a permitted base, and asks it after the names of the certificates above.
                let lacks = setting == SubCaRule::Confined && !permits(&sub);
                let expected = if lacks {
                    refused("ca_lacks_srv_constraints", 1)
                } else {
                    refused("malformed_constraint", 0).by(1)
                };
                assert_eq!(under(setting, &[&leaf, &sub, &root()]), expected, "{text:?} under {setting}");
            }
            let policy = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280);
            let rejection = rejection(&[&leaf, &sub, &root()], &policy);
            let RejectionKind::MalformedConstraint(error) = rejection.kind() else { panic!("{rejection}") };
            assert_eq!((error.rule(), error.position()), (rule, position), "{text:?}");
            assert_eq!(rejection.name(), Some("_imap.example.com"));
            assert_eq!(
                rejection.base(),
                Some(format!("malformed:{}", text.escape_default()).replace("\\u{0}", "\\x00").as_str())
            );

            let web = server(&sub, [dns("www.example.com"), email("a@example.com")]);
            assert_eq!(strictly(&[&web, &sub, &root()]), accepted(), "{text:?}");
        }
    }
}

fn permits(ca: &Issued) -> bool {
    let certificate = srvname::Certificate::from_der(ca.der()).unwrap();
    !certificate.name_constraints().unwrap().permitted().is_empty()
}

/// Inside, outside, malformed: the third answer refuses, whichever list is in force.
#[test]
fn a_malformed_name_refuses_where_srv_names_are_constrained() {
    let presented = [
        srv(""),
        srv("imap.example.com"),
        srv("_imap"),
        srv("_imap._tcp.example.com"),
        srv("_imap.example.com."),
        srv("_imap.*"),
        srv_utf8("_imap.example.com"),
        srv_raw(&[]),
    ];
    for presented in presented {
        for constraints in [
            Constraints::new().permit(srv("example.com")),
            Constraints::new().exclude(srv("example.com")),
            Constraints::new().exclude(srv("unrelated.test")),
        ] {
            let [leaf, sub, root] = chain_of(constraints, presented.clone());
            let expected = refused("malformed_name", 0).by(1);
            assert_eq!(by_rfc5280(&[&leaf, &sub, &root]), expected, "{}", der::hex(presented.der()));
            assert_eq!(strictly(&[&leaf, &sub, &root]), expected, "{}", der::hex(presented.der()));
        }
        // Nobody constrains SRVName: it is a name of no interest to the RFC, and one to the rule.
        let [leaf, sub, root] = chain_of(Constraints::new().permit(dns("example.com")), presented);
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root]), accepted());
        assert_eq!(strictly(&[&leaf, &sub, &root]), refused("ca_lacks_srv_constraints", 1));
    }
}

/// §4 says nothing of dNSName: each form has constraints of its own (RFC 5280 §4.2.1.10).
#[test]
fn constraints_of_one_form_say_nothing_of_the_other() {
    let both = Constraints::new().permit(srv("example.com")).permit(dns("example.net"));
    for (presented, expected) in [
        (srv("_imap.example.com"), accepted()),
        (srv("_imap.example.net"), refused("name_not_permitted", 0).by(1)),
        (dns("example.net"), accepted()),
        (dns("example.com"), refused("name_not_permitted", 0).by(1)),
        (other_name(make::oid::XMPP_ADDR, &der::tlv(der::UTF8_STRING, b"example.org")), accepted()),
    ] {
        let [leaf, sub, root] = chain_of(both.clone(), presented);
        assert_eq!(strictly(&[&leaf, &sub, &root]), expected);
    }
}

/// Permitted `_invalid.invalid`, the way of saying "none" that RFC 4985 can encode.
#[test]
fn a_base_below_invalid_permits_no_srv_name_in_use() {
    let none = || Constraints::new().permit(srv("_invalid.invalid"));
    let [leaf, sub, root] = chain_of(none(), srv("_imap.example.com"));
    assert_eq!(strictly(&[&leaf, &sub, &root]), refused("name_not_permitted", 0).by(1));
    let [leaf, sub, root] = chain_of(none(), dns("example.com"));
    assert_eq!(strictly(&[&leaf, &sub, &root]), accepted());
}

/// A type-id decides what an otherName is; its neighbors are other forms.
#[test]
fn only_the_type_id_makes_an_srv_name() {
    let inside = der::tlv(der::IA5_STRING, b"_imap.victim.test");
    for type_id in
        ["1.3.6.1.5.5.7.8", "1.3.6.1.5.5.7.8.6", "1.3.6.1.5.5.7.8.8", "1.3.6.1.5.5.7.8.7.0", "1.3.6.1.5.5.7.8.135"]
    {
        let made = other_name(type_id, &inside);
        assert!(matches!(general_name(made.der()).form(), Form::OtherName(_)), "{type_id}");
        let [leaf, sub, root] = chain_of(Constraints::new().permit(srv("example.com")), made);
        assert_eq!(strictly(&[&leaf, &sub, &root]), accepted(), "{type_id}");
    }
    // As bases they neither permit nor exclude an SRVName, although their text would.
    for type_id in ["1.3.6.1.5.5.7.8.6", "1.3.6.1.5.5.7.8.8"] {
        let base = other_name(type_id, &der::tlv(der::IA5_STRING, b"example.com"));
        let permitted = Constraints::new().permit(base.clone()).permit(srv("example.net"));
        let [leaf, sub, root] = chain_of(permitted, srv("_imap.example.com"));
        assert_eq!(strictly(&[&leaf, &sub, &root]), refused("name_not_permitted", 0).by(1), "{type_id}");
        let [leaf, sub, root] = chain_of(Constraints::new().exclude(base), srv("_imap.example.com"));
        assert_eq!(strictly(&[&leaf, &sub, &root]), refused("ca_lacks_srv_constraints", 1), "{type_id}");
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root]), accepted(), "{type_id}");
    }
    // Nor does the text: a dNSName that reads like an SRVName is a dNSName.
    let [leaf, sub, root] = chain_of(Constraints::new().permit(srv("example.com")), dns("_imap.victim.test"));
    assert_eq!(strictly(&[&leaf, &sub, &root]), accepted());
}

/// An otherName without type-id, without `[0]`, or with more than both is no GeneralName.
#[test]
fn an_other_name_that_is_none_makes_the_certificate_malformed() {
    let type_id = der::object_identifier(make::oid::DNS_SRV);
    let value = der::constructed(0, &der::tlv(der::IA5_STRING, b"_imap.example.com"));
    let whole = [type_id.clone(), value.clone()].concat();
    for content in [
        vec![],
        type_id.clone(),
        value.clone(),
        [value.clone(), type_id.clone()].concat(),
        [whole.clone(), vec![0x05, 0x00]].concat(),
        // The `[0]` ends two octets before what it holds does.
        [type_id.clone(), der::tlv_with_length(0xa0, &[0x11], &der::tlv(der::IA5_STRING, b"_imap.example.com"))]
            .concat(),
        [type_id.clone(), der::constructed(1, &value)].concat(),
        [type_id, der::primitive(0, b"_imap.example.com")].concat(),
        [der::tlv(der::OBJECT_IDENTIFIER, &[]), value.clone()].concat(),
        [der::tlv(der::OBJECT_IDENTIFIER, &[0x2b, 0x86]), value].concat(),
    ] {
        let [leaf, sub, root] = chain_of(Constraints::new().permit(srv("example.com")), raw(0xa0, &content));
        let expected = refused("malformed_certificate", 0);
        assert_eq!(judge(&[&leaf, &sub, &root], &Policy::default()), expected, "{}", der::hex(&content));
    }
    // The same content under its own tag instead of the implicit one.
    let [leaf, sub, root] = chain_of(Constraints::new().permit(srv("example.com")), raw(0x30, &whole));
    assert_eq!(strictly(&[&leaf, &sub, &root]), refused("malformed_certificate", 0));
}

/// The pass over the octets of two extensions says what a path says, also where a fast reading could be a lenient one.
#[test]
fn one_pass_over_the_octets_says_what_a_path_says() {
    let realm = |text: &[u8]| other_name("1.3.6.1.5.5.7.8.8", &der::tlv(der::IA5_STRING, text));
    let long = |text: &[u8]| srv_raw(&der::tlv_with_length(der::IA5_STRING, &[5], text));
    let names = || {
        [
            srv("_imap.example.com"),
            srv("_imap.victim.test"),
            srv_utf8("_imap.example.com"),
            realm(b"_imap.example.com"),
            long(b"_imap.example.com"),
            dns("example.com"),
            dns("*.example.com"),
            raw(0xa4, &der::sequence([[0_u8; 0]])),
        ]
    };
    let base = || srv("example.com");
    for constraints in [
        Constraints::new().permit(base()),
        Constraints::new().exclude(base()),
        Constraints::new().permit(dns("example.com")),
        Constraints::new().exclude(dns("www.example.com")),
        Constraints::new().permit(base()).exclude(srv("victim.test")),
        Constraints::new().permit(srv("_imap")).exclude(base()),
        Constraints::new().permit(dns("example.com")).exclude(base()),
        Constraints::new().permit(realm(b"example.com")),
        Constraints::new().exclude(realm(b"example.net")),
        Constraints::new().permit(realm(b"example.com")).permit(base()),
        Constraints::new().permit(long(b"example.com")),
        Constraints::new().exclude(long(b"example.net")),
        Constraints::new().permit(raw(0xa4, &der::sequence([[0_u8; 0]]))),
        Constraints::new().exclude(raw(0xa4, &der::sequence([[0_u8; 0]]))),
    ] {
        for name in names() {
            let san = der::sequence([name.der()]);
            let found = srvname::constraints::admit_der(&constraints.der(), &san, Default::default()).is_ok();
            let sub = sub_ca(constraints.clone());
            let leaf = sub.end_entity("x").subject(make::Dn::empty()).critical_san([name]).issue();
            let expected = by_rfc5280(&[&leaf, &sub, &root()]) == accepted();
            assert_eq!(found, expected, "{} {}", der::hex(&constraints.der()), der::hex(&san));
        }
    }
}

/// RFC 5280 §4.2.1.10: what is no NameConstraints admits nothing, however usual its beginning is.
#[test]
fn one_pass_over_the_octets_reads_all_of_them() {
    let subtree = |text: &str| der::sequence([srv(text).der()]);
    let (permitted, excluded) =
        (der::constructed(0, &subtree("example.com")), der::constructed(1, &subtree("example.net")));
    // Read as a list of exclusions it would exclude something else.
    let elsewhere = der::constructed(2, &subtree("example.org"));
    let (nothing, null) = (der::constructed(0, &[]), vec![0x05, 0x00]);
    let admits = |constraints: &[u8]| {
        let san = der::sequence([srv("_imap.example.com").der()]);
        srvname::constraints::admit_der(constraints, &san, Default::default()).is_ok()
    };
    for good in [vec![&permitted], vec![&excluded], vec![&permitted, &excluded]] {
        let good = der::sequence(good);
        assert!(admits(&good), "{}", der::hex(&good));
        assert!(!admits(&[good.clone(), null.clone()].concat()), "something behind it");
        assert!(!admits(&der::tlv(0x31, &good[2..])), "a SET");
    }
    for bad in [
        vec![],
        vec![&nothing],
        vec![&permitted, &permitted],
        vec![&permitted, &elsewhere],
        vec![&permitted, &nothing],
        vec![&permitted, &null],
        vec![&excluded, &permitted],
        vec![&excluded, &excluded],
        vec![&permitted, &excluded, &null],
        vec![&permitted, &excluded, &excluded],
        vec![&null],
        vec![&null, &permitted],
    ] {
        let bad = der::sequence(bad);
        assert!(!admits(&bad), "{}", der::hex(&bad));
    }
    let (empty, both) = (der::constructed(1, &[]), der::concat([&permitted, &der::constructed(1, &[])]));
    assert!(!admits(&der::sequence([&empty])), "an empty list of exclusions");
    assert!(!admits(&der::tlv(0x30, &both)), "an empty list behind a good one");
}
