//! The library and OpenSSL, asked the same questions about every form of name.
//!
//! Where they differ, a section says who is right; a difference that no entry explains fails, and so does an entry that
//! explains nothing. All signatures are real, since OpenSSL verifies them first.

use srvname_testkit::differential as case;
use srvname_testkit::{make, texts};

mod peer {
    pub(crate) mod differences;
    pub(crate) mod openssl;
}

use std::collections::BTreeSet;

use case::{Case, Level};
use make::{
    Ca, Dn, GeneralName, Issued, der, directory, dn, dns, edi_party, email, ip_net4, ip_net6, ip_raw, ip4, ip6, oid,
    other_name, raw, registered_id, smtp_utf8, srv, srv_utf8, upn, uri, x400,
};
use peer::differences::{Answers, DIFFERENCES, explain};
use peer::openssl;
use proptest::prelude::*;
use proptest::sample::select;
use texts::texts;

/// The titles of the differences that occurred.
type Seen = BTreeSet<&'static str>;

fn compare(case: &Case, path: &[&[u8]], seen: &mut Seen) {
    let (ours, theirs) = (&case::accepts(path), &openssl::accepts(path));
    if ours.is_ok() != theirs.is_ok() {
        let explained = explain(case, &Answers { ours, theirs });
        let explained = explained.unwrap_or_else(|| panic!("{case:?}\nours: {ours:?}\nOpenSSL: {theirs:?}"));
        seen.insert(explained.title);
    }
}

/// The CAs of a case, from the anchor down, each with the constraints of its level.
fn authorities(case: &Case) -> Vec<Issued> {
    let mut all = Vec::from([Ca::root("Root CA")]);
    for (depth, level) in case.levels.iter().enumerate() {
        let draft = all[depth].sub_ca(&format!("Sub CA {depth}"));
        let draft = match level.der(case.minimum_zero) {
            Some(constraints) => draft.constraints_raw(true, &constraints),
            None => draft,
        };
        all.push(draft.issue());
    }
    all
}

fn end_entity(case: &Case, issuer: &Issued) -> Issued {
    let draft = issuer.end_entity("server").subject(case.subject.clone());
    if case.names.is_empty() { draft.issue() } else { draft.san(case.names.iter().cloned()).issue() }
}

fn compare_whole(case: &Case, seen: &mut Seen) {
    let authorities = authorities(case);
    let end_entity = end_entity(case, &authorities[authorities.len() - 1]);
    let path = std::iter::once(&end_entity).chain(authorities.iter().rev()).map(Issued::der).collect::<Vec<_>>();
    compare(case, &path, seen);
}

/// Each base, permitted and excluded, against each name.
fn compare_all(bases: &[GeneralName], names: &[GeneralName]) -> Seen {
    let mut seen = Seen::new();
    let above = authorities(&Case { levels: Vec::from([Level::default()]), ..Case::default() });
    let end_entities = names.iter().map(|name| end_entity(&Case::of(name), &above[1])).collect::<Vec<_>>();
    for level in bases.iter().flat_map(|base| [Level::permit(base), Level::exclude(base)]) {
        let above = authorities(&Case { levels: Vec::from([level.clone()]), ..Case::default() });
        for (name, end_entity) in names.iter().zip(&end_entities) {
            let case = Case { levels: Vec::from([level.clone()]), ..Case::of(name) };
            compare(&case, &[end_entity.der(), above[1].der(), above[0].der()], &mut seen);
        }
    }
    seen
}

/// The differences whose titles start with these words.
fn differences<const N: usize>(starts: [&str; N]) -> Seen {
    let title = |start: &str| {
        let mut found = DIFFERENCES.iter().map(|difference| difference.title).filter(|title| title.starts_with(start));
        match (found.next(), found.next()) {
            (Some(title), None) => title,
            found => panic!("{start}: {found:?}"),
        }
    };
    starts.map(title).into()
}

fn all(texts: &[String], form: fn(&str) -> GeneralName) -> Vec<GeneralName> {
    texts.iter().map(|text| form(text)).collect()
}

#[test]
fn dns_names() {
    let seen = compare_all(&all(&texts("ab.", 2), dns), &all(&texts("aB.*-", 2), dns));
    assert_eq!(seen, differences(["a dot at the end", "a star that is no", "a host name with", "a base that is no"]));
    let names = ["a.b.test", "*.b.test", "b.test", "test", "*.test", "c.a.b.test", "a.b.test.", "1.2.3.4", "a_b.test"];
    let bases = ["a.b.test", ".a.b.test", ".b.test", "b.test", "test", "B.Test", "a.b.test.", "*.test", "4", "_b.test"];
    let seen = compare_all(&bases.map(dns), &names.map(dns));
    let expected = ["a wildcard steps over", "a dot at the end", "a host name with", "a base that is no"];
    assert_eq!(seen, differences(expected));
}

#[test]
fn mailboxes() {
    let seen = compare_all(&all(&texts("ab.@", 2), email), &all(&texts("aB.@", 3), email));
    let expected = ["a host name with", "a mailbox with", "a base that is no", "an empty rfc822Name"];
    assert_eq!(seen, differences(expected));
    let names = [
        "a@b.test",
        "A@b.test",
        "a@B.test",
        "\"a\"@b.test",
        "\"\\a\"@b.test",
        "\"a@c\"@b.test",
        "a@c.b.test",
        "b.test",
        "a@b.test.",
    ];
    let bases = ["a@b.test", "b.test", ".b.test", "c.test", "a@c.test", "@b.test", "a@b.test."];
    let seen = compare_all(&bases.map(email), &names.map(email));
    assert_eq!(seen, differences(["a quoted local part", "a dot at the end", "a base that is no"]));
}

#[test]
fn mailboxes_beyond_ascii() {
    let names = ["a@b.test", "é@b.test", "é@xn--bcher-kva.test", "é@bücher.test", "é@c.b.test"].map(smtp_utf8);
    let bases = ["a@b.test", "b.test", ".b.test", "c.test", "xn--bcher-kva.test", "a@xn--bcher-kva.test"].map(email);
    let bases = bases.into_iter().chain([smtp_utf8("é@b.test")]).collect::<Vec<_>>();
    let seen = compare_all(&bases, &names);
    let expected =
        ["a SmtpUTF8Mailbox with a domain in U", "a SmtpUTF8Mailbox with a domain in A", "a base of type SmtpUTF8"];
    assert_eq!(seen, differences(expected));
}

#[test]
fn uris() {
    let names = [
        "https://a.test",
        "https://a.test/",
        "https://a.test:443/x",
        "https://u:p@a.test/",
        "https://b.a.test/",
        "https://a.test?x",
        "https://a.test#x",
        "https://A.Test/",
        "https://a.test./",
        "mailto:a@a.test",
        "urn:x:y",
        "https:/a.test/",
        "https:///x",
        "https://1.2.3.4/",
        "https://[::1]/",
        "//a.test/",
        "a.test",
        "https://a.test\\@b.test/",
        "https://b.test/@a.test/",
        "https://a%2etest/",
        "https://test/",
        "x://a.test:b.test/",
        "https://a_b.test/",
        "",
    ];
    let bases = [
        "a.test",
        ".a.test",
        "",
        "b.test",
        ".test",
        "test",
        "A.test",
        "https://a.test",
        "a.test.",
        "1.2.3.4",
        "a_b.test",
    ];
    let seen = compare_all(&bases.map(uri), &names.map(uri));
    let expected = [
        "a dot at the end",
        "a URI whose host is an address",
        "a URI with characters",
        "user information",
        "a base that is no",
        "an empty rfc822Name",
    ];
    assert_eq!(seen, differences(expected));
}

#[test]
fn addresses() {
    let four = [[0; 4], [10, 0, 0, 1], [10, 0, 128, 1], [255; 4]];
    let six = [[0; 8], [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0xffff, 0x0a00, 1]];
    let lengths = [0, 3, 5, 8, 15, 17, 32].map(|octets| ip_raw(&vec![0; octets]));
    let names = four.map(ip4).into_iter().chain(six.map(ip6)).chain(lengths.clone()).collect::<Vec<_>>();
    let networks4 = four.iter().flat_map(|address| [0, 1, 8, 9, 31, 32].map(|prefix| ip_net4(*address, prefix)));
    let networks6 = six.iter().flat_map(|address| [0, 32, 96, 128].map(|prefix| ip_net6(*address, prefix)));
    let masks =
        [[255, 0, 255, 0], [0, 0, 0, 255], [255, 255, 128, 1]].map(|mask| ip_raw(&[[10, 0, 0, 1], mask].concat()));
    let bases = networks4.chain(networks6).chain(masks).chain(lengths).collect::<Vec<_>>();
    assert_eq!(compare_all(&bases, &names), differences(["a mask with holes"]));
}

#[test]
fn directory_names() {
    let o = |string_type, value| Dn::empty().and(oid::ORGANIZATION, string_type, value);
    let example = || o(der::UTF8_STRING, "Example");
    let attribute = |kind, value: &str| dn::attribute(kind, &der::tlv(der::UTF8_STRING, value.as_bytes()));
    let names = [
        Dn::empty(),
        example(),
        o(der::PRINTABLE_STRING, "Example"),
        o(der::TELETEX_STRING, "EXAMPLE"),
        o(der::BMP_STRING, "\0E\0x\0a\0m\0p\0l\0e"),
        o(der::UTF8_STRING, "  exam  ple "),
        o(der::UTF8_STRING, "Exam ple"),
        o(der::UTF8_STRING, "É"),
        o(der::UTF8_STRING, "é\u{a0}"),
        o(der::OCTET_STRING, "Example"),
        o(der::UTF8_STRING, "Other"),
        example().and_cn("x"),
        example().and_cn("X").and_cn("y"),
        Dn::cn("x").and(oid::ORGANIZATION, der::UTF8_STRING, "Example"),
        Dn::empty().and_rdn([attribute(oid::ORGANIZATION, "Example"), attribute(oid::COMMON_NAME, "x")]),
        Dn::empty().and_rdn([attribute(oid::COMMON_NAME, "X"), attribute(oid::ORGANIZATION, "example")]),
    ];
    let names = names.iter().map(directory).collect::<Vec<_>>();
    let bases = names.iter().filter(|name| !name.der().ends_with(b"\x04\x07Example")).cloned().collect::<Vec<_>>();
    let seen = compare_all(&bases, &names);
    assert_eq!(seen, differences(["directory names differ", "a GeneralName with a tag"]));
}

#[test]
fn forms_that_openssl_does_not_process() {
    let unknown = other_name("1.2.3", &der::tlv(der::UTF8_STRING, b"x"));
    let others = [upn("u@a.test"), unknown, registered_id("1.2.3"), x400(&[]), dns("a.test")];
    let srv_names = ["_imap.a.test", "_imap.b.test", "_Imap.a.test", "imap", "_imap.*.test"].map(srv);
    let names = srv_names.into_iter().chain([srv_utf8("_imap.a.test"), edi_party(&[]), raw(0x89, &[])]);
    let bases = ["a.test", "_imap", "_imap.a.test", "", "b.test"].map(srv).into_iter().chain([srv_utf8("a.test")]);
    let names = names.chain(others.clone()).collect::<Vec<_>>();
    let bases = bases.chain(others).collect::<Vec<_>>();
    let seen = compare_all(&bases, &names);
    assert_eq!(seen, differences(["an SRVName constraint", "a GeneralName with a tag"]));
}

/// What stands in the subject: a common name like a host, and an e-mail address beside a subjectAltName or alone.
#[test]
fn subjects() {
    let host = Dn::cn("b.test");
    let address = |string_type| Dn::empty().and(oid::EMAIL_ADDRESS, string_type, "a@b.test");
    let mut seen = Seen::new();
    for subject in [host, address(der::IA5_STRING), address(der::UTF8_STRING), Dn::empty()] {
        for names in [Vec::new(), Vec::from([dns("a.test")]), Vec::from([email("a@a.test")])] {
            for base in [dns("a.test"), dns("b.test"), email("a.test"), email("b.test"), directory(&subject)] {
                for level in [Level::permit(&base), Level::exclude(&base)] {
                    let (levels, subject) = (Vec::from([level]), subject.clone());
                    compare_whole(&Case { levels, names: names.clone(), subject, minimum_zero: false }, &mut seen);
                }
            }
        }
    }
    assert_eq!(seen, differences(["the common name", "an emailAddress in the subject"]));
}

/// A minimum of zero says what its absence says; a CA that is self-issued is not held by those above it.
#[test]
fn no_difference() {
    let mut seen = Seen::new();
    for name in ["a.test", "b.test"].map(dns) {
        let levels = Vec::from([Level::permit(&dns("a.test"))]);
        compare_whole(&Case { levels, minimum_zero: true, ..Case::of(&name) }, &mut seen);
    }
    let root = Ca::root("Root CA");
    let constrained =
        root.sub_ca("Sub CA").constraints_raw(true, &Level::exclude(&dns("ca.test")).der(false).unwrap()).issue();
    for ca in [constrained.self_issued("Sub CA, renewed"), constrained.sub_ca("Sub CA below")] {
        let ca = ca.san([dns("ca.test")]).issue();
        let case = Case::of(&dns("a.test"));
        compare(&case, &[end_entity(&case, &ca).der(), ca.der(), constrained.der(), root.der()], &mut seen);
    }
    assert!(seen.is_empty(), "{seen:?}");
}

#[test]
fn every_entry_says_what_is_right() {
    let mut titles = Seen::new();
    for difference in &DIFFERENCES {
        assert!(difference.right.contains("RFC ") || difference.right.contains("decision "), "{}", difference.title);
        assert!(titles.insert(difference.title), "{}", difference.title);
    }
}

/// Well-formed names and bases of the forms that both process, so that what remains is how lists and levels combine.
fn well_formed() -> (Vec<GeneralName>, Vec<GeneralName>) {
    let organization = |value| Dn::empty().and(oid::ORGANIZATION, der::UTF8_STRING, value);
    let bases = ["a.test", ".a.test", "b.a.test", "test", "c.test", ""].map(dns).into_iter();
    let bases = bases.chain(["u@a.test", "a.test", ".a.test"].map(email)).chain(["a.test", ".a.test"].map(uri));
    let bases = bases.chain([ip_net4([10, 0, 0, 0], 8), ip_net4([10, 1, 0, 0], 16), ip_net6([0; 8], 64)]);
    let bases = bases.chain(["A", "B"].map(|value| directory(&organization(value))));
    let names = ["a.test", "b.a.test", "c.test", "d.test"].map(dns).into_iter();
    let names = names.chain(["u@a.test", "v@a.test", "u@b.a.test"].map(email));
    let names =
        names.chain(["https://a.test/", "https://b.a.test/x"].map(uri)).chain([ip4([10, 1, 2, 3]), ip4([10, 9, 9, 9])]);
    let names = names.chain([ip6([0; 8])]).chain([directory(&organization("A").and_cn("x"))]);
    (bases.collect(), names.collect())
}

fn levels() -> impl Strategy<Value = Vec<Level>> {
    let list = || proptest::collection::vec(select(well_formed().0), 0..=3);
    let level = (list(), list()).prop_map(|(permitted, excluded)| Level { permitted, excluded });
    proptest::collection::vec(level, 1..=3)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whole_paths(levels in levels(), names in proptest::collection::vec(select(well_formed().1), 1..=3)) {
        let mut seen = Seen::new();
        compare_whole(&Case { levels, names, ..Case::default() }, &mut seen);
        prop_assert!(seen.is_empty(), "{:?}", seen);
    }
}
