//! Names: read, compared and written.

extern crate std;

use core::hash::{Hash, Hasher};
use std::collections::hash_map::DefaultHasher;
use std::string::{String, ToString};
use std::vec::Vec;

use const_oid::ObjectIdentifier;

use super::super::{attribute_type, key};
use super::*;

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let header: &[u8] = match length {
        [0, 0, 0, short @ 0..=0x7f] => &[tag, short],
        [0, 0, 0, byte] => &[tag, 0x81, byte],
        [0, 0, high, low] => &[tag, 0x82, high, low],
        [high, a, b, low] => &[tag, 0x84, high, a, b, low],
    };
    [header, content].concat()
}

fn attribute(kind: &str, tag: Tag, value: &[u8]) -> Vec<u8> {
    let kind = element(0x06, ObjectIdentifier::new_unwrap(kind).as_bytes());
    element(0x30, &[kind, element(tag.0, value)].concat())
}

/// Content of a Name from `C=NL/O=a+OU=b`, root first, in UTF8String.
fn content(text: &str) -> Vec<u8> {
    let rdn = |rdn: &str| {
        let attributes = rdn.split('+').map(|part| {
            let (name, value) = part.split_once('=').unwrap();
            let oid =
                attribute_type::TYPE_NAMES.iter().find(|(_, short)| *short == name).map(|(oid, _)| oid.to_string());
            attribute(oid.as_deref().unwrap_or(name), Tag::UTF8_STRING, value.as_bytes())
        });
        element(0x31, &attributes.collect::<Vec<_>>().concat())
    };
    text.split('/').filter(|part| !part.is_empty()).flat_map(rdn).collect()
}

fn name(content: &[u8]) -> DirectoryName<'_> {
    DirectoryName::from_content(content).unwrap()
}

/// Content of a Name of one attribute.
fn common_name(tag: Tag, value: &[u8]) -> Vec<u8> {
    element(0x31, &attribute("2.5.4.3", tag, value))
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Returns equality, after checking that order and hash agree with it.
fn equal(one: &[u8], other: &[u8]) -> bool {
    let equal = name(one) == name(other);
    assert_eq!(name(other) == name(one), equal);
    assert_eq!(name(one).cmp(&name(other)).is_eq(), equal);
    assert_eq!(name(one).cmp(&name(other)), name(other).cmp(&name(one)).reverse());
    assert_eq!(hash(name(one)) == hash(name(other)), equal);
    equal
}

/// RFC 5280 §7.1, sentence by sentence.
#[test]
fn names_are_compared_as_rfc_5280_says() {
    for (one, other, expected) in [
        ("C=NL/O=Example", "C=nl/O=EXAMPLE", true),
        ("C=NL/O=Example", "C=NL/O= Example ", true),
        ("C=NL/O=An  Example", "C=NL/O=an example", true),
        ("C=NL/O=Example", "C=NL/OU=Example", false),
        ("C=NL/O=Example", "C=NL", false),
        ("C=NL/O=Example", "O=Example/C=NL", false),
        ("C=NL+O=Example", "C=NL/O=Example", false),
        ("C=NL+O=Example", "O=Example+C=NL", true),
        ("CN=a", "CN=b", false),
        ("CN=a b", "CN=ab", false),
        ("", "", true),
    ] {
        assert_eq!(equal(&content(one), &content(other)), expected, "{one} {other}");
    }
}

#[test]
fn values_are_compared_across_types() {
    let text: [(Tag, &[u8]); 5] = [
        (Tag::UTF8_STRING, "ZÜRICH".as_bytes()),
        (Tag::TELETEX_STRING, b"Z\xfcrich"),
        (Tag::BMP_STRING, b"\0z\0\xdc\0r\0i\0c\0h"),
        (Tag::UNIVERSAL_STRING, b"\0\0\0Z\0\0\0\xfc\0\0\0r\0\0\0i\0\0\0c\0\0\0h"),
        (Tag::UTF8_STRING, " Zürich".as_bytes()),
    ];
    for ((one_tag, one), (other_tag, other)) in text.iter().flat_map(|one| text.iter().map(move |two| (one, two))) {
        assert!(equal(&common_name(*one_tag, one), &common_name(*other_tag, other)), "{one_tag} {other_tag}");
    }
    for tag in [Tag::PRINTABLE_STRING, Tag::IA5_STRING, Tag::VISIBLE_STRING, Tag::NUMERIC_STRING, Tag::BMP_STRING] {
        let value: &[u8] = if tag == Tag::BMP_STRING { b"\x000\x001" } else { b"01" };
        assert!(equal(&common_name(tag, value), &common_name(Tag::UTF8_STRING, b"01")), "{tag}");
    }
}

/// RFC 3454 appendix B.2.
#[test]
fn case_is_folded_as_rfc_3454_does() {
    let value = |text: &str| common_name(Tag::UTF8_STRING, text.as_bytes());
    for (one, other) in [
        ("ExAmPlE", "eXaMpLe"),
        ("ÀÉÎÕÜ", "àéîõü"),
        ("Straße", "STRASSE"),
        ("STRAẞE", "strasse"),
        ("ΟΔΟΣ", "οδος"),
        ("οδος", "οδοσ"),
        ("ПРИВЕТ", "привет"),
        ("İZMİR", "i\u{307}zmi\u{307}r"),
        ("ŉ", "ʼN"),
        ("ſ", "S"),
        ("\u{b5}", "\u{3bc}"),
        ("Ꭰ", "ꭰ"),
    ] {
        assert!(equal(&value(one), &value(other)), "{one} {other}");
    }
    for (one, other) in [("ı", "i"), ("ı", "I"), ("İ", "i")] {
        assert!(!equal(&value(one), &value(other)), "{one} {other}");
    }
}

/// RFC 4518 §2, step by step.
#[test]
fn text_is_prepared_as_rfc_4518_says() {
    let value = |text: &str| common_name(Tag::UTF8_STRING, text.as_bytes());
    for (one, other) in [
        // Map: to nothing, and to a space.
        ("pay\u{ad}pal", "paypal"),
        ("pay\u{200b}pal", "PayPal"),
        ("pay\u{feff}pal\u{2060}", "paypal"),
        ("pay\u{7}pal", "paypal"),
        ("pay\u{202e}pal", "paypal"),
        ("pay\u{2066}pal", "paypal"),
        ("pay\u{e0061}pal", "paypal"),
        ("a\u{fe0f}b\u{fffc}", "ab"),
        ("a\u{3000}b", "a b"),
        ("a\t\u{85}b", "a b"),
        // Normalize.
        ("é", "e\u{301}"),
        ("É", "e\u{301}"),
        ("ｐａｙｐａｌ", "paypal"),
        ("ﬁsh", "FISH"),
        ("™", "tm"),
        ("℃", "°C"),
        ("\u{212b}", "å"),
        ("Ⅳ", "iv"),
        // Insignificant spaces.
        (" a  b ", "a b"),
        ("\u{a0}a\u{2009}\u{2009}b", "a b"),
        ("", " \u{200b} "),
    ] {
        assert!(equal(&value(one), &value(other)), "{one:?} {other:?}");
    }
    for (one, other) in [("a b", "ab"), ("a \u{301}b", "a\u{301}b"), ("a \u{301}", "a"), ("e", "é"), ("ａ", "b")] {
        assert!(!equal(&value(one), &value(other)), "{one:?} {other:?}");
    }
}

/// RFC 4518 §2.4, and values that do not decode.
#[test]
fn the_comparison_of_what_is_not_text_is_undefined() {
    let text = common_name(Tag::UTF8_STRING, b"a");
    let not_text: [(Tag, &[u8]); 16] = [
        (Tag::UTF8_STRING, b"a\xff"),
        (Tag::UTF8_STRING, b"\xc0\x80"),
        (Tag::UTF8_STRING, b"\xed\xa0\x80"),
        (Tag::UTF8_STRING, "a\u{fffd}".as_bytes()),
        (Tag::UTF8_STRING, "a\u{e000}".as_bytes()),
        (Tag::UTF8_STRING, "a\u{378}".as_bytes()),
        (Tag::UTF8_STRING, "a\u{fdd0}".as_bytes()),
        (Tag::UTF8_STRING, "a\u{10ffff}".as_bytes()),
        (Tag::BMP_STRING, b"\0"),
        (Tag::BMP_STRING, b"\xd8\x3d"),
        (Tag::UNIVERSAL_STRING, b"\0\x11\0\0"),
        (Tag::PRINTABLE_STRING, b"a\xe9"),
        (Tag::PRINTABLE_STRING, b"a\0"),
        (Tag::VISIBLE_STRING, b"a\x1b"),
        (Tag::GENERAL_STRING, b"\xe9"),
        (Tag::GRAPHIC_STRING, b"\xe9"),
    ];
    for (tag, value) in not_text {
        let broken = common_name(tag, value);
        let (text, broken) = (name(&text), name(&broken));
        assert_eq!(broken.is_within(text), None, "{tag} {value:02x?}");
        assert_eq!(text.is_within(broken), None, "{tag} {value:02x?}");
        assert_eq!(broken.is_within(broken), Some(true), "{tag} {value:02x?}");
        assert_ne!(broken, text);
        let organization = element(0x31, &attribute("2.5.4.10", Tag::UTF8_STRING, b"a"));
        assert_eq!(broken.is_within(name(&organization)), Some(false), "{tag} {value:02x?}");
    }
    // Of no string type: by octets, and never undefined.
    let octets = common_name(Tag::OCTET_STRING, b"a");
    assert_eq!(name(&octets).is_within(name(&text)), Some(false));
    assert_eq!(name(&octets).is_within(name(&common_name(Tag::OCTET_STRING, b"A"))), Some(false));
}

#[test]
fn the_first_rdn_that_differs_decides() {
    let broken = |rdns: &str| [common_name(Tag::UTF8_STRING, b"\xff"), content(rdns)].concat();
    for (one, base, expected) in [
        (broken("O=a"), broken("O=a"), Some(true)),
        (broken("O=a"), broken(""), Some(true)),
        (broken("O=a"), broken("O=b"), Some(false)),
        (broken("O=a"), content("CN=x"), None),
        // That a later RDN differs is not looked at.
        (broken("O=a"), content("CN=x/O=b"), None),
        (content("C=NL/CN=x/O=a"), [content("C=BE"), broken("")].concat(), Some(false)),
        (content("C=NL/CN=x/O=a"), [content("C=NL"), broken("")].concat(), None),
        (content("C=NL/O=x"), [content("C=NL"), broken("")].concat(), Some(false)),
        (content("CN=x+O=y"), broken(""), Some(false)),
    ] {
        assert_eq!(name(&one).is_within(name(&base)), expected, "{one:02x?} {base:02x?}");
        let keys = [&one, &base].map(|content| key::NameKey::new(name(content)));
        assert_eq!(keys[0].relation(&keys[1]), name(&one).relation(name(&base)), "{one:02x?} {base:02x?}");
    }
}

#[test]
fn what_is_not_text_equals_the_same_tag_and_octets() {
    for (one, other, expected) in [
        ((Tag::UTF8_STRING, b"\xff".as_slice()), (Tag::UTF8_STRING, b"\xff".as_slice()), true),
        ((Tag::UTF8_STRING, b"\xff"), (Tag::PRINTABLE_STRING, b"\xff"), false),
        ((Tag::UTF8_STRING, b"\xffA"), (Tag::UTF8_STRING, b"\xffa"), false),
        ((Tag::UTF8_STRING, b"\xff"), (Tag::TELETEX_STRING, b"\xff"), false),
        ((Tag::OCTET_STRING, b"a"), (Tag::UTF8_STRING, b"a"), false),
        ((Tag::BIT_STRING, b"\x00A"), (Tag::BIT_STRING, b"\x00a"), false),
        ((Tag::BIT_STRING, b"\x00A"), (Tag::BIT_STRING, b"\x00A"), true),
    ] {
        assert_eq!(equal(&common_name(one.0, one.1), &common_name(other.0, other.1)), expected, "{one:?} {other:?}");
    }
}

#[test]
fn an_rdn_is_a_set() {
    for (one, other, expected) in [
        ("CN=a+OU=b+O=c", "O=C+CN=A+OU=B", true),
        ("CN=a+CN=b", "CN=b+CN=a", true),
        ("CN=a+CN=A+CN=b", "CN=b+CN=a+CN=a", true),
        ("CN=a+CN=a+CN=b", "CN=a+CN=b+CN=b", false),
        ("CN=a+CN=b", "CN=a", false),
        ("CN=a+CN=a", "CN=a", false),
    ] {
        assert_eq!(equal(&content(one), &content(other)), expected, "{one} {other}");
    }
}

#[test]
fn a_domain_component_has_no_case() {
    let ia5 = element(0x31, &attribute("0.9.2342.19200300.100.1.25", Tag::IA5_STRING, b"Example"));
    assert!(equal(&ia5, &content("DC=eXAMPLE")));
}

#[test]
fn what_is_no_name() {
    let too_many = element(0x31, &attribute("2.5.4.3", Tag::UTF8_STRING, b"a").repeat(MAX_RDN_ATTRIBUTES + 1));
    for (content, rule, position) in [
        (b"\x31\x00".as_slice(), NameRule::DirectoryName, 2),
        (b"\x30\x00", NameRule::DirectoryName, 0),
        (b"\x31", NameRule::DirectoryName, 0),
        (b"\x31\x80\x00\x00", NameRule::DirectoryName, 1),
        (b"\x31\x02\x31\x00", NameRule::DirectoryName, 2),
        (b"\x31\x02\x30\x00", NameRule::DirectoryName, 4),
        (b"\x31\x06\x30\x04\x0c\x00\x0c\x00", NameRule::DirectoryName, 4),
        (b"\x31\x06\x30\x04\x06\x00\x0c\x00", NameRule::DirectoryName, 6),
        (b"\x31\x05\x30\x03\x06\x01\x55", NameRule::DirectoryName, 7),
        (b"\x31\x09\x30\x07\x06\x01\x55\x05\x00\x05\x00", NameRule::DirectoryName, 9),
        (&too_many, NameRule::RdnTooLarge, 4 + 10 * MAX_RDN_ATTRIBUTES),
    ] {
        let error = NameError::new(rule, position);
        assert_eq!(DirectoryName::from_content(content), Err(error), "{content:02x?}");
        // The header of the SEQUENCE moves the error, and an element keeps it where it was.
        let der = element(0x30, content);
        let shifted = error.shifted(der.len() - content.len());
        assert_eq!(DirectoryName::from_der(&der), Err(shifted), "{der:02x?}");
        let element = Reader::at(&der, 100).element().unwrap();
        assert_eq!(DirectoryName::from_element(&element), Err(error));
    }
    for (der, position) in [(b"\x31\x00".as_slice(), 0), (b"\x30\x00\x00", 2), (b"\x30\x01", 0), (b"", 0)] {
        let error = NameError::new(NameRule::DirectoryName, position);
        assert_eq!(DirectoryName::from_der(der), Err(error), "{der:02x?}");
    }
    let set = Reader::new(&[0x31, 0x00]).element().unwrap();
    assert_eq!(DirectoryName::from_element(&set), Err(NameError::new(NameRule::DirectoryName, 0)));
    assert!(DirectoryName::from_der(&[0x30, 0x00]).unwrap().is_empty());
}

#[test]
fn an_rdn_of_64_attributes_is_compared() {
    let attributes: Vec<_> =
        (0..64).map(|n| attribute("2.5.4.3", Tag::UTF8_STRING, std::format!("{n}").as_bytes())).collect();
    let reversed: Vec<_> = attributes.iter().rev().cloned().collect();
    let (one, mut other) = (element(0x31, &attributes.concat()), element(0x31, &reversed.concat()));
    assert!(equal(&one, &other));
    *other.last_mut().unwrap() = b'x';
    assert!(!equal(&one, &other));
    assert_eq!(name(&one).rdns().next().unwrap().attributes().count(), 64);
}

/// RFC 4514 §4 and §2.4.
#[test]
fn names_are_written_as_rfc_4514_says() {
    for (text, shown) in [
        ("DC=net/DC=example/UID=jsmith", "UID=jsmith,DC=example,DC=net"),
        ("DC=net/DC=example/OU=Sales+CN=J.  Smith", "OU=Sales+CN=J.  Smith,DC=example,DC=net"),
        (r#"DC=net/CN=James "Jim" Smith, III"#, r#"CN=James \"Jim\" Smith\, III,DC=net"#),
        ("DC=net/CN=Before\rAfter", r"CN=Before\0dAfter,DC=net"),
        ("CN=Lučić", "CN=Lučić"),
        ("1.2.3.4=Hi", "1.2.3.4=#0c024869"),
        ("C=a/L=b/ST=c/O=d/OU=e/STREET=f", "STREET=f,OU=e,O=d,ST=c,L=b,C=a"),
        ("CN= a ", r"CN=\ a\ "),
        ("CN=  ", r"CN=\ \ "),
        ("CN= ", r"CN=\ "),
        ("CN=#a#", r"CN=\#a#"),
        (r"CN=a\<b>;c=d", r"CN=a\\\<b\>\;c=d"),
        ("CN=a\0b\u{202e}c\u{9b}", r"CN=a\00b\e2\80\aec\c2\9b"),
        ("CN=", "CN="),
        ("", ""),
    ] {
        assert_eq!(name(&content(text)).to_string(), shown, "{text:?}");
    }
    assert_eq!(name(&common_name(Tag::UTF8_STRING, b"\xff")).to_string(), "CN=#0c01ff");
    let octets = element(0x31, &attribute("1.3.6.1.4.1.1466.0", Tag::OCTET_STRING, b"Hi"));
    assert_eq!(name(&octets).to_string(), "1.3.6.1.4.1.1466.0=#04024869");
    assert_eq!(std::format!("{:?}", name(&octets)), "DirectoryName(1.3.6.1.4.1.1466.0=#04024869)");
}

/// RFC 4514 §2.3, and names that are registered nowhere: each is a `<descr>` of RFC 4512 §1.4, and stands for one type.
#[test]
fn types_are_written_by_name() {
    for (oid, type_name) in attribute_type::TYPE_NAMES {
        let content = element(0x31, &attribute(&oid.to_string(), Tag::PRINTABLE_STRING, b"a, b"));
        assert_eq!(name(&content).to_string(), std::format!("{type_name}=a\\, b"));
        let is_letters = type_name.bytes().all(|octet| octet.is_ascii_alphanumeric());
        assert!(is_letters && type_name.as_bytes()[0].is_ascii_alphabetic(), "{type_name}");
        let same = |(other, other_name): &&(ObjectIdentifier, &str)| {
            *other == oid || other_name.eq_ignore_ascii_case(type_name)
        };
        assert_eq!(attribute_type::TYPE_NAMES.iter().filter(same).count(), 1, "{type_name}");
    }
    // What is no text is written in hexadecimal by any name.
    let bits = element(0x31, &attribute("2.5.4.45", Tag::BIT_STRING, b"\0a"));
    assert_eq!(name(&bits).to_string(), "x500UniqueIdentifier=#03020061");
}

#[test]
fn a_long_name_is_written_in_no_time() {
    let content: Vec<u8> = (0..20_000).flat_map(|n| content(&std::format!("CN={n}"))).collect();
    let shown: Vec<_> = (0..20_000).rev().map(|n| std::format!("CN={n}")).collect();
    assert_eq!(name(&content).to_string(), shown.join(","));
}

#[test]
fn email_addresses_of_a_subject() {
    let address = |tag, value: &[u8]| attribute("1.2.840.113549.1.9.1", tag, value);
    let rdns = [
        content("C=NL"),
        element(0x31, &[address(Tag::IA5_STRING, b"a@b"), attribute("2.5.4.3", Tag::UTF8_STRING, b"c@d")].concat()),
        element(0x31, &address(Tag::UTF8_STRING, b"e@f")),
        element(0x31, &address(Tag::UTF8_STRING, "é@f".as_bytes())),
        element(0x31, &address(Tag::BMP_STRING, b"\0g\0@\0h")),
    ];
    let subject = rdns.concat();
    let found: Vec<_> = name(&subject).email_addresses().map(|address| (address.value(), address.ascii())).collect();
    let expected: [(&[u8], _); 4] = [
        (b"a@b", Ok("a@b")),
        (b"e@f", Ok("e@f")),
        ("é@f".as_bytes(), Err(NameError::new(NameRule::NotAscii, 0))),
        (b"\0g\0@\0h", Err(NameError::new(NameRule::NotIa5String, 0))),
    ];
    assert_eq!(found, expected);
}

/// RFC 5280 §7.1, last sentence.
#[test]
fn covers_is_containment_and_meet_is_intersection() {
    let names =
        ["", "C=NL", "C=BE", "C=nl/O=a", "C=NL/O=A/CN=x", "C=NL/O=a+OU=b", "C=NL/O=a+OU=b/CN=x", "O=a", "C=NL/O=ab"]
            .map(content);
    let mut sorted: Vec<_> = names.iter().map(|content| name(content)).collect();
    sorted.sort();
    for (one, other) in names.iter().flat_map(|one| names.iter().map(move |two| (name(one), name(two)))) {
        let (base, other) = (DirectorySubtree::new(one), DirectorySubtree::new(other));
        let contains = |base: &DirectorySubtree<'_>, name: &DirectoryName<'_>| base.contains(*name) == Some(true);
        let covers = sorted.iter().all(|name| !contains(&other, name) || contains(&base, name));
        assert_eq!(base.covers(other), covers, "{base} covers {other}");
        let meet = base.meet(other);
        assert_eq!(meet, other.meet(base));
        for name in &sorted {
            let both = contains(&base, name) && contains(&other, name);
            assert_eq!(meet.is_some_and(|meet| contains(&meet, name)), both, "{base} and {other} on {name}");
        }
        // In sorted order, a base comes directly before the Names below it.
        let within: String = sorted.iter().map(|name| if contains(&base, name) { '1' } else { '0' }).collect();
        assert!(!within.trim_matches('0').contains('0'), "{base} {within}");
        assert_eq!(sorted.iter().find(|name| contains(&base, name)), Some(&base.name()));
    }
}

#[test]
fn a_base_is_shown_as_its_name() {
    let content = content("C=NL/O=Example");
    assert_eq!(DirectorySubtree::new(name(&content)).to_string(), name(&content).to_string());
    assert_eq!(DirectorySubtree::new(name(&content)).to_string(), "O=Example,C=NL");
}

/// Names, each octet of them changed and cut off everywhere: as they are read RDN by RDN.
#[test]
fn what_is_skipped_is_what_is_read() {
    let long = "x".repeat(112);
    let names = ["C=NL/O=Example/CN=im.example.com", "CN=a+OU=b/CN=c", "DC=example/CN=d", &std::format!("CN={long}")];
    let mut addresses = 0;
    for octets in names.map(content) {
        let mut changed: Vec<_> = (0..octets.len()).map(|length| octets[..length].to_vec()).collect();
        for place in 0..octets.len() {
            for octet in 0..=0xff {
                let mut octets = octets.clone();
                octets[place] = octet;
                changed.push(octets);
            }
        }
        changed
            .push([&octets[..], &element(0x31, &attribute("1.2.840.113549.1.9.1", Tag::IA5_STRING, b"a@b"))].concat());
        for octets in changed {
            let plain = check_rdns(Reader::new(&octets)).map(|()| octets.as_slice());
            assert_eq!(DirectoryName::from_content(&octets).map(|name| name.content), plain, "{octets:02x?}");
            let Ok(name) = DirectoryName::from_content(&octets) else { continue };
            let all = name
                .rdns()
                .flat_map(|rdn| rdn.attributes())
                .filter(|attribute| attribute.attribute_type() == EMAIL_ADDRESS)
                .count();
            assert_eq!(name.email_addresses().count(), all, "{octets:02x?}");
            addresses += all;
        }
    }
    assert_eq!(addresses, names.len());
}
