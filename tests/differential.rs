//! The library and rustls-webpki, asked the same questions about dNSName and iPAddress.
//!
//! Where they differ, a section says who is right; a difference that no entry explains fails, and so does an entry that
//! explains nothing. The same is done with OpenSSL, for all forms, in a package of its own under `peers/`.

use srvname_testkit::{make, texts, unsigned};

mod differential {
    pub(crate) mod webpki_differences;
    pub(crate) mod webpki_peer;
}

use std::collections::BTreeSet;

use differential::webpki_differences::{Answers, DIFFERENCES, explain};
use differential::webpki_peer;
use make::{Dn, GeneralName, der, directory, dns, email, ip_net4, ip_net6, ip_raw, ip4, ip6, oid, srv, upn, uri};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use srvname_testkit::differential::{self as case, Case, Level};
use texts::texts;

/// The titles of the differences that occurred.
type Seen = BTreeSet<&'static str>;

fn compare(case: &Case, path: &[&[u8]], seen: &mut Seen) {
    let (ours, theirs) = (&case::accepts(path), &webpki_peer::accepts(path));
    if ours.is_ok() != theirs.is_ok() {
        let explained = explain(case, &Answers { ours, theirs });
        let explained = explained.unwrap_or_else(|| panic!("{case:?}\nours: {ours:?}\nwebpki: {theirs:?}"));
        seen.insert(explained.title);
    }
}

/// The path of a case, end entity first: one CA for each level, below an anchor without constraints.
fn path(case: &Case) -> Vec<Vec<u8>> {
    let end_entity = unsigned::end_entity(case.levels.len(), &case.subject.der(), Some(&der::sequence(&case.names)));
    let levels = case.levels.iter().map(|level| level.der(case.minimum_zero));
    let constraints = std::iter::once(None).chain(levels).collect::<Vec<_>>();
    let above = constraints.iter().enumerate().rev();
    let authorities = above.map(|(depth, value)| unsigned::authority(depth, value.as_deref()));
    std::iter::once(end_entity).chain(authorities).collect()
}

fn compare_whole(case: &Case, seen: &mut Seen) {
    let path = path(case);
    compare(case, &path.iter().map(Vec::as_slice).collect::<Vec<_>>(), seen);
}

/// Each base, permitted and excluded, against each name.
fn compare_all(bases: &[GeneralName], names: &[GeneralName]) -> Seen {
    let mut seen = Seen::new();
    let levels = Vec::from([Level::default()]);
    let alone = |name: &GeneralName| path(&Case { levels: levels.clone(), ..Case::of(name) }).swap_remove(0);
    let end_entities = names.iter().map(alone).collect::<Vec<_>>();
    for level in bases.iter().flat_map(|base| [Level::permit(base), Level::exclude(base)]) {
        let above = path(&Case { levels: Vec::from([level.clone()]), ..Case::default() });
        for (name, end_entity) in names.iter().zip(&end_entities) {
            let case = Case { levels: Vec::from([level.clone()]), ..Case::of(name) };
            compare(&case, &[end_entity, &above[1], &above[2]], &mut seen);
        }
    }
    seen
}

fn all_dns(texts: &[String]) -> Vec<GeneralName> {
    texts.iter().map(|text| dns(text)).collect()
}

/// Every domain of one to three labels, of two labels in two cases.
fn domains() -> Vec<String> {
    let labels = ["a", "b", "A"];
    let below = |parents: &[String]| {
        parents.iter().flat_map(|parent| labels.map(|label| format!("{label}.{parent}"))).collect::<Vec<_>>()
    };
    let one = labels.map(str::to_owned).to_vec();
    let two = below(&one);
    let three = below(&two);
    [one, two, three].concat()
}

#[test]
fn dns_names_of_three_labels() {
    let domains = domains();
    let wildcards = domains.iter().map(|domain| format!("*.{domain}"));
    let names = domains.iter().cloned().chain(wildcards).collect::<Vec<_>>();
    let dotted = domains.iter().map(|domain| format!(".{domain}"));
    let bases = domains.iter().cloned().chain(dotted).collect::<Vec<_>>();
    let seen = compare_all(&all_dns(&bases), &all_dns(&names));
    assert_eq!(seen, titles([0, 2]));
}

/// All short texts, malformed ones too, on both sides.
#[test]
fn dns_names_of_four_characters() {
    let seen = compare_all(&all_dns(&texts("ab.", 3)), &all_dns(&texts("aB.*", 4)));
    assert_eq!(seen, titles([0]));
    let bases = ["", "a", ".a", "a.a"].map(dns);
    let names = ["a", "a.a", "*.a", "*.a.a"].map(dns);
    let malformed = all_dns(&texts("a1-_.*", 4));
    assert_eq!(compare_all(&bases, &malformed), titles([0]));
    assert_eq!(compare_all(&malformed, &names), titles([0]));
}

#[test]
fn addresses() {
    let four = [[0, 0, 0, 0], [10, 0, 0, 1], [10, 0, 128, 1], [192, 0, 2, 1], [255, 255, 255, 255]];
    let six = [[0; 8], [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1], [0x2001, 0xdb8, 0, 1, 0, 0, 0, 0], [0xffff; 8]];
    let lengths = (0..=33).map(|octets| ip_raw(&vec![0xff; octets]));
    let names = four.map(ip4).into_iter().chain(six.map(ip6)).chain(lengths.clone()).collect::<Vec<_>>();
    let networks4 = four.iter().flat_map(|address| (0..=32).map(|prefix| ip_net4(*address, prefix)));
    let networks6 = six.iter().flat_map(|address| (0..=128).step_by(9).map(|prefix| ip_net6(*address, prefix)));
    let masks = (0..=255).map(|octet| ip_raw(&[10, 0, 0, 1, 255, octet, 0, 0]));
    let late = [0, 1, 128, 254].map(|octet| ip_raw(&[10, 0, 0, 1, 255, 255, 0, octet]));
    let bases = networks4.chain(networks6).chain(masks).chain(late).chain(lengths).collect::<Vec<_>>();
    assert_eq!(compare_all(&bases, &names), titles([1]));
}

#[test]
fn a_minimum_that_is_spelt_out() {
    let mut seen = Seen::new();
    for name in ["a.test", "b.test"].map(dns) {
        let case = Case { levels: Vec::from([Level::permit(&dns("a.test"))]), minimum_zero: true, ..Case::of(&name) };
        compare_whole(&case, &mut seen);
    }
    assert_eq!(seen, titles([3]));
}

/// The forms that the peer does not process, each under a base that permits the name, and under one that does not.
#[test]
fn forms_that_the_peer_refuses() {
    let organization = |value| Dn::empty().and(oid::ORGANIZATION, der::UTF8_STRING, value);
    let pairs = [
        (srv("example.test"), srv("_imap.example.test")),
        (srv("example.test"), upn("user@example.test")),
        (email("example.test"), email("user@example.test")),
        (uri("example.test"), uri("https://example.test/")),
        (directory(&organization("Server")), directory(&organization("Server"))),
        (srv("example.test"), dns("example.test")),
        (dns("example.test"), srv("_imap.example.test")),
    ];
    let mut seen = Seen::new();
    for (base, name) in &pairs {
        for level in [Level::permit(base), Level::exclude(base)] {
            compare_whole(&Case { levels: Vec::from([level]), ..Case::of(name) }, &mut seen);
        }
    }
    assert_eq!(seen, titles([4]));
}

fn titles<const N: usize>(indexes: [usize; N]) -> Seen {
    indexes.map(|index| DIFFERENCES[index].title).into()
}

fn bases() -> impl Strategy<Value = Vec<GeneralName>> {
    let texts =
        ["", "a.test", ".a.test", "b.a.test", ".b.a.test", "test", "c.test", "A.Test", "-", "a.test.", "*.a.test"];
    let networks =
        [([10, 0, 0, 0], 8), ([10, 1, 0, 0], 16), ([10, 1, 2, 3], 32), ([0, 0, 0, 0], 0), ([192, 0, 2, 0], 24)];
    let broken = [ip_raw(&[10, 0, 0, 0, 255, 0, 255, 0]), ip_raw(&[10, 0, 0, 0])];
    let networks = networks.map(|(address, prefix)| ip_net4(address, prefix));
    let all = texts.map(dns).into_iter().chain(networks).chain(broken).collect::<Vec<_>>();
    subsequence(all, 0..=3)
}

fn names() -> impl Strategy<Value = Vec<GeneralName>> {
    let texts =
        ["a.test", "b.a.test", "c.b.a.test", "*.a.test", "*.b.a.test", "test", "C.TEST", "d.test", "*.test", "a..test"];
    let addresses = [[10, 1, 2, 3], [10, 1, 9, 9], [192, 0, 2, 1], [203, 0, 113, 1]].map(ip4);
    let all = texts.map(dns).into_iter().chain(addresses).chain([ip6([0; 8]), email("a@a.test")]).collect::<Vec<_>>();
    proptest::collection::vec(select(all), 1..=3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Lists of bases, at several CAs, over several names.
    #[test]
    fn whole_paths(levels in proptest::collection::vec((bases(), bases()), 1..=3), names in names()) {
        let levels = levels.into_iter().map(|(permitted, excluded)| Level { permitted, excluded }).collect();
        compare_whole(&Case { levels, names, ..Case::default() }, &mut Seen::new());
    }
}
