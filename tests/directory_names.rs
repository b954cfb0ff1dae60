//! Values of directory names that are not what they look like, along a path: nothing steps over an exclusion, enters a
//! permission, or breaks a chain, by its string type, its spelling, or by not being text (RFC 5280 §7.1, RFC 4518 §2).

use srvname_testkit::make::{Ca, Constraints, Dn, GeneralName, Issued, attribute, der, directory, dns, oid};
use srvname_testkit::verdict::{Verdict, accepted, by_rfc5280, refused};

const UTF8: u8 = 0x0c;

/// A Name of one attribute.
fn common_name(tag: u8, value: &[u8]) -> Dn {
    Dn::empty().and_rdn([attribute(oid::COMMON_NAME, &der::tlv(tag, value))])
}

fn utf8(text: &str) -> Dn {
    common_name(UTF8, text.as_bytes())
}

fn exclude(base: &Dn) -> Constraints {
    Constraints::new().exclude(directory(base))
}

fn permit(base: &Dn) -> Constraints {
    Constraints::new().permit(directory(base))
}

/// Spellings of one name.
const SPELLINGS: [&str; 12] = [
    "Evil",
    "EVIL",
    " evil ",
    "Ev\u{ad}il",
    "E\u{200b}vil",
    "Evil\u{feff}",
    "\u{202e}Evil",
    "E\u{2066}vil",
    "Ev\u{7}il",
    "Ｅｖｉｌ",
    "𝐄vil",
    "ⅇvil",
];

/// Values that are not text.
fn not_text() -> [(u8, Vec<u8>); 13] {
    let utf8 = |text: &str| (UTF8, text.as_bytes().to_vec());
    [
        (UTF8, b"Evil\xff".to_vec()),
        (UTF8, b"\xed\xa0\x80".to_vec()),
        utf8("Evil\u{fffd}"),
        utf8("Evil\u{e000}"),
        utf8("Evil\u{378}"),
        utf8("Evil\u{ffff}"),
        (0x1e, b"\0E\0".to_vec()),
        (0x1e, b"\xd8\x00\0E".to_vec()),
        (0x1c, b"\0\0\0".to_vec()),
        (0x1c, b"\0\x11\0\0".to_vec()),
        (0x13, b"Evil\xe9".to_vec()),
        (0x13, b"Evil\0".to_vec()),
        (0x1b, b"Evil\xe9".to_vec()),
    ]
}

/// A path with this subject, and one with a directoryName of it in its subjectAltName, each alone and among many names, so that
/// the constraints are compared one by one and compiled.
fn verdicts(constraints: &Constraints, name: &Dn) -> Vec<Verdict> {
    let root = Ca::root("Example Root CA");
    let many = |count: usize| (0..count).map(|number| dns(&format!("host-{number}.example.com")));
    let bases = (0..100).map(|number| directory(&Dn::o(&format!("Other {number}"))));
    let large = bases.fold(constraints.clone(), Constraints::exclude);
    let mut verdicts = Vec::new();
    for (constraints, count) in [(constraints.clone(), 1), (large, 100)] {
        let sub = root.sub_ca("Example Sub CA").constraints(constraints).issue();
        let leaf =
            |subject: Dn, names: Vec<GeneralName>| sub.end_entity("x").subject(subject).critical_san(names).issue();
        let in_subject = leaf(name.clone(), many(count).collect());
        let in_san = leaf(Dn::empty(), many(count).chain([directory(name)]).collect());
        verdicts.extend([in_subject, in_san].map(|leaf: Issued| by_rfc5280(&[&leaf, &sub, &root])));
    }
    verdicts
}

#[track_caller]
fn all(constraints: &Constraints, name: &Dn, expected: &Verdict) {
    for verdict in verdicts(constraints, name) {
        assert_eq!(&verdict, expected, "{}", der::hex(&name.der()));
    }
}

#[test]
fn no_spelling_steps_over_an_exclusion() {
    for base in SPELLINGS {
        for name in SPELLINGS {
            all(&exclude(&utf8(base)), &utf8(name), &refused("name_excluded", 0).by(1));
        }
        all(&exclude(&utf8(base)), &utf8("Evi l"), &accepted());
    }
}

#[test]
fn a_spelling_is_inside_what_it_spells() {
    for name in SPELLINGS {
        all(&permit(&utf8("evil")), &utf8(name), &accepted());
        all(&permit(&utf8("good")), &utf8(name), &refused("name_not_permitted", 0).by(1));
    }
}

#[test]
fn no_string_type_steps_over_an_exclusion() {
    let values: [(u8, &[u8]); 10] = [
        (UTF8, b"Evil"),
        (0x12, b"Evil"),
        (0x13, b"Evil"),
        (0x14, b"Evil"),
        (0x16, b"Evil"),
        (0x19, b"Evil"),
        (0x1a, b"Evil"),
        (0x1b, b"Evil"),
        (0x1c, b"\0\0\0E\0\0\0v\0\0\0i\0\0\0l"),
        (0x1e, b"\0E\0v\0i\0l"),
    ];
    for (base_tag, base) in values {
        for (tag, name) in values {
            let constraints = exclude(&common_name(base_tag, base));
            all(&constraints, &common_name(tag, name), &refused("name_excluded", 0).by(1));
        }
    }
}

#[test]
fn what_is_not_text_is_malformed_where_its_place_depends_on_it() {
    for (tag, value) in not_text() {
        let name = common_name(tag, &value);
        all(&exclude(&utf8("Evil")), &name, &refused("malformed_name", 0).by(1));
        all(&permit(&utf8("Evil")), &name, &refused("malformed_name", 0).by(1));
        // Of another type, and below another RDN, its place does not depend on it.
        all(&exclude(&Dn::o("Evil")), &name, &accepted());
        let below = Dn::o("Good").and_rdn([attribute(oid::COMMON_NAME, &der::tlv(tag, &value))]);
        all(&permit(&Dn::o("Good")), &below, &accepted());
        all(&exclude(&Dn::o("Evil").and_cn("x")), &below, &accepted());
        all(&exclude(&Dn::o("Good").and_cn("x")), &below, &refused("malformed_name", 0).by(1));
        // It equals its own octets.
        all(&exclude(&name), &name, &refused("name_excluded", 0).by(1));
        all(&permit(&name), &name, &accepted());
    }
}

#[test]
fn a_base_that_is_not_text_is_malformed_where_a_name_depends_on_it() {
    for (tag, value) in not_text() {
        let base = common_name(tag, &value);
        all(&exclude(&base), &utf8("Evil"), &refused("malformed_constraint", 0).by(1));
        all(&permit(&base), &utf8("Evil"), &refused("malformed_constraint", 0).by(1));
        all(&exclude(&base), &Dn::o("Evil"), &accepted());
        // Another permitted base contains the name, so that its place does not depend on this one.
        all(&permit(&base).permit(directory(&utf8("Good"))), &utf8("Good"), &accepted());
        // Another excluded base contains it, which is the better reason.
        all(&exclude(&base).exclude(directory(&utf8("Evil"))), &utf8("Evil"), &refused("name_excluded", 0).by(1));
    }
}

/// For chaining, what cannot be compared is not equal; what is spelled in another way is.
#[test]
fn names_chain_by_what_they_spell() {
    let root = Ca::root("Example Root CA");
    for (issuer, expected) in [
        (utf8("Example Sub CA"), accepted()),
        (utf8("Example\u{ad} Ｓub CA"), accepted()),
        (common_name(0x1b, b"EXAMPLE SUB CA"), accepted()),
        (common_name(0x13, b"Example Sub CA\0"), refused("wrong_order", 0)),
        (utf8("Example Sub CA\u{fffd}"), refused("wrong_order", 0)),
    ] {
        let sub = root.sub_ca("x").subject(utf8("Example Sub CA")).issue();
        let leaf = sub.end_entity("y").issuer(issuer.clone()).san([dns("example.com")]).issue();
        assert_eq!(by_rfc5280(&[&leaf, &sub, &root]), expected, "{}", der::hex(&issuer.der()));
    }
}
