//! Every base and every name over a small alphabet, against a second reading of the RFCs that is too slow for use: a base
//! is the set of names it holds, `covers` is inclusion, `meet` is intersection, `contains` asks all names that a wildcard
//! stands for and `overlaps` asks for one.

use srvname_testkit::{make, oracle};

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::net::IpAddr;

use make::dn::attribute;
use make::{Dn, der, oid};
use oracle::{dns_holds, email_holds, smtp_utf8_holds, srv_holds, uri_holds};
use srvname::name::{
    DirectoryName, DirectorySubtree, DnsName, DnsPattern, DnsSubtree, EmailSubtree, HostBase, IpSubtree, Mailbox,
    NameRule, SmtpUtf8Mailbox, SrvName, SrvSubtree, Subtree, Uri, UriSubtree,
};

/// Domain names of up to `depth` labels. `aa` ends like `a`, and `Z` is there to be in no base.
fn domains(labels: &[&str], depth: usize) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut last = vec![String::new()];
    for _ in 0..depth {
        let longer = |name: &String| {
            let dot = if name.is_empty() { "" } else { "." };
            labels.iter().map(|label| format!("{label}{dot}{name}")).collect::<Vec<_>>()
        };
        last = last.iter().flat_map(longer).collect();
        all.extend(last.clone());
    }
    all
}

const LABELS: [&str; 3] = ["a", "b", "aa"];
const MORE_LABELS: [&str; 4] = ["A", "b", "aA", "Z"];

/// What a wildcard stands for: one label in its place, each that there is.
fn names_of(pattern: &str) -> Vec<String> {
    match pattern.strip_prefix("*.") {
        Some(parent) => MORE_LABELS.iter().map(|label| format!("{label}.{parent}")).collect(),
        None => vec![pattern.to_owned()],
    }
}

fn patterns(depth: usize) -> Vec<String> {
    let names = domains(&MORE_LABELS, depth);
    let wildcards: Vec<_> = names.iter().map(|name| format!("*.{name}")).collect();
    [names, wildcards].concat()
}

/// A base, and which of the names of its universe it holds.
struct Held<B> {
    base: B,
    holds: Vec<bool>,
}

/// The laws of `covers` and `meet`, for bases whose universe tells each from every other.
fn check_laws<B: Copy + PartialEq + Debug + Display>(
    held: &[Held<B>],
    covers: impl Fn(B, B) -> bool,
    meet: impl Fn(B, B) -> Option<B>,
) {
    let holds = |base: B| &held.iter().find(|other| other.base == base).expect("closed under meet").holds;
    for one in held {
        assert_eq!(meet(one.base, one.base), Some(one.base), "meet is idempotent: {}", one.base);
        for other in held {
            let (a, b) = (one.base, other.base);
            let pairs = || one.holds.iter().zip(&other.holds);
            assert_eq!(covers(a, b), pairs().all(|(own, theirs)| *own || !theirs), "{a} covers {b}");
            assert_eq!(a == b, one.holds == other.holds, "{a} equals {b}");
            let both: Vec<bool> = pairs().map(|(own, theirs)| *own && *theirs).collect();
            let met = meet(a, b);
            assert_eq!(met, meet(b, a), "meet is commutative: {a}, {b}");
            match met {
                Some(met) => assert_eq!(*holds(met), both, "{a} and {b} meet in {met}"),
                None => assert!(!both.contains(&true), "{a} and {b} have names in common"),
            }
            assert_eq!(met == Some(b), covers(a, b), "meet and covers agree: {a}, {b}");
        }
    }
}

/// Separate, because it is cubic.
fn check_associativity<B: Copy + PartialEq + Debug + Display>(bases: &[B], meet: impl Fn(B, B) -> Option<B>) {
    for (a, b) in bases.iter().flat_map(|a| bases.iter().map(move |b| (*a, *b))) {
        let ab = meet(a, b);
        for c in bases.iter().copied() {
            let left = ab.and_then(|ab| meet(ab, c));
            let right = meet(b, c).and_then(|bc| meet(a, bc));
            assert_eq!(left, right, "meet is associative: {a}, {b}, {c}");
        }
    }
}

fn dns_bases() -> Vec<String> {
    let domains = domains(&LABELS, 3);
    let subdomains: Vec<_> = domains.iter().map(|domain| format!(".{domain}")).collect();
    [vec![String::new()], domains, subdomains].concat()
}

#[test]
fn dns_subtrees_are_sets_of_names() {
    let bases = dns_bases();
    for base in &bases {
        let parsed = DnsSubtree::parse(base).unwrap();
        assert_eq!(parsed.to_string(), *base);
        for pattern in patterns(4) {
            let read = DnsPattern::parse(&pattern).unwrap();
            let mut names = names_of(&pattern).into_iter().map(|name| dns_holds(base, &name)).collect::<Vec<_>>();
            assert_eq!(parsed.contains(read), names.iter().all(|held| *held), "{base:?} contains {pattern}");
            names.retain(|held| *held);
            assert_eq!(parsed.overlaps(read), !names.is_empty(), "{base:?} overlaps {pattern}");
        }
    }
    let universe = domains(&MORE_LABELS, 4);
    let held: Vec<_> = bases
        .iter()
        .map(|base| Held {
            base: DnsSubtree::parse(base).unwrap(),
            holds: universe.iter().map(|name| dns_holds(base, name)).collect(),
        })
        .collect();
    check_laws(&held, |one, other| one.covers(other), |one, other| one.meet(other));
    check_associativity(&held.iter().map(|held| held.base).collect::<Vec<_>>(), |one, other| one.meet(other));
}

#[test]
fn srv_subtrees_are_sets_of_names() {
    let domains_of_bases = domains(&LABELS, 2);
    let mut bases: Vec<String> = ["_x", "_y"].map(str::to_owned).to_vec();
    bases.extend(domains_of_bases.iter().cloned());
    bases.extend(
        ["_x", "_y"]
            .iter()
            .flat_map(|service| domains_of_bases.iter().map(move |domain| format!("{service}.{domain}"))),
    );
    for base in &bases {
        let parsed = SrvSubtree::parse(base).unwrap();
        assert_eq!(parsed.to_string(), *base);
        for (service, pattern) in
            ["X", "y", "z"].iter().flat_map(|service| patterns(3).into_iter().map(move |name| (service, name)))
        {
            let text = format!("_{service}.{pattern}");
            let read = SrvName::parse(&text).unwrap();
            let mut names: Vec<_> =
                names_of(&pattern).iter().map(|name| srv_holds(base, &format!("_{service}.{name}"))).collect();
            assert_eq!(parsed.contains(read), names.iter().all(|held| *held), "{base} contains {text}");
            names.retain(|held| *held);
            assert_eq!(parsed.overlaps(read), !names.is_empty(), "{base} overlaps {text}");
        }
    }
    let universe: Vec<_> = ["X", "y", "z"]
        .iter()
        .flat_map(|service| domains(&MORE_LABELS, 3).into_iter().map(move |name| format!("_{service}.{name}")))
        .collect();
    let held: Vec<_> = bases
        .iter()
        .map(|base| Held {
            base: SrvSubtree::parse(base).unwrap(),
            holds: universe.iter().map(|name| srv_holds(base, name)).collect(),
        })
        .collect();
    check_laws(&held, |one, other| one.covers(other), |one, other| one.meet(other));
    check_associativity(&held.iter().map(|held| held.base).collect::<Vec<_>>(), |one, other| one.meet(other));
}

#[test]
fn email_subtrees_are_sets_of_mailboxes() {
    let hosts = domains(&LABELS, 2);
    let mut bases = vec![String::new()];
    bases.extend(hosts.iter().cloned());
    bases.extend(hosts.iter().map(|host| format!(".{host}")));
    bases.extend(
        ["p", "P", "\"\\p\"", "\"p@a\""]
            .iter()
            .flat_map(|local| hosts.iter().map(move |host| format!("{local}@{host}"))),
    );
    let universe: Vec<_> = ["p", "P", "q", "\"p\"", "\"\\p@a\"", "\"p \""]
        .iter()
        .flat_map(|local| domains(&MORE_LABELS, 3).into_iter().map(move |host| format!("{local}@{host}")))
        .collect();
    let mut held = Vec::new();
    for base in &bases {
        let parsed = EmailSubtree::parse(base).unwrap();
        assert_eq!(parsed.to_string(), *base);
        for mailbox in &universe {
            let holds = email_holds(base, mailbox);
            assert_eq!(parsed.contains(Mailbox::parse(mailbox).unwrap()), Some(holds), "{base:?} contains {mailbox}");
            // RFC 9598 §6: the host alone, and of a base with a local part too.
            let (_, host) = mailbox.rsplit_once('@').unwrap();
            let beyond_ascii = format!("\u{e9}@{host}");
            let holds = parsed.contains_smtp_utf8(SmtpUtf8Mailbox::parse(&beyond_ascii).unwrap());
            assert_eq!(holds, Some(smtp_utf8_holds(base, host)), "{base:?} contains {beyond_ascii}");
        }
        held.push(Held { base: parsed, holds: universe.iter().map(|mailbox| email_holds(base, mailbox)).collect() });
    }
    check_laws(&held, |one, other| one.covers(other), |one, other| one.meet(other));
    check_associativity(&held.iter().map(|held| held.base).collect::<Vec<_>>(), |one, other| one.meet(other));
}

#[test]
fn uri_subtrees_are_sets_of_hosts() {
    let universe: Vec<_> = domains(&MORE_LABELS, 4).into_iter().filter(|host| host.contains('.')).collect();
    // No URI is inside a base of one label, so that it would be inside every other.
    let bases: Vec<_> = dns_bases().into_iter().filter(|base| base.is_empty() || base.contains('.')).collect();
    let mut held = Vec::new();
    for base in &bases {
        let parsed = UriSubtree::parse(base).unwrap();
        assert_eq!(parsed.to_string(), *base);
        for host in &universe {
            let uri = format!("https://{host}:8443/");
            assert_eq!(
                parsed.contains(Uri::parse(&uri).unwrap()),
                Some(uri_holds(base, host)),
                "{base:?} contains {uri}"
            );
        }
        held.push(Held { base: parsed, holds: universe.iter().map(|host| uri_holds(base, host)).collect() });
    }
    check_laws(&held, |one, other| one.covers(other), |one, other| one.meet(other));
    check_associativity(&held.iter().map(|held| held.base).collect::<Vec<_>>(), |one, other| one.meet(other));
}

/// Addresses of `octets` octets with every pattern in the bits whose places are given, and zeros elsewhere.
fn addresses(octets: usize, bits: &[usize]) -> Vec<Vec<u8>> {
    (0..1_usize << bits.len())
        .map(|pattern| {
            let mut address = vec![0; octets];
            for (index, bit) in bits.iter().enumerate().filter(|(index, _)| pattern >> index & 1 == 1) {
                assert!(index < bits.len());
                address[bit / 8] |= 0x80 >> (bit % 8);
            }
            address
        })
        .collect()
}

fn bit(address: &[u8], index: usize) -> bool {
    address[index / 8] & (0x80 >> (index % 8)) != 0
}

fn ip(octets: &[u8]) -> IpAddr {
    match <[u8; 4]>::try_from(octets) {
        Ok(v4) => v4.into(),
        Err(_) => <[u8; 16]>::try_from(octets).unwrap().into(),
    }
}

#[test]
fn ip_subtrees_are_sets_of_addresses() {
    let mut universe: Vec<Vec<u8>> = Vec::new();
    let mut bases: Vec<(Vec<u8>, usize)> = Vec::new();
    for (octets, free, prefixes) in [
        (4, [0, 1, 3, 8, 12, 16, 20, 31], [0, 1, 2, 8, 9, 16, 17, 31, 32]),
        (16, [0, 1, 5, 40, 64, 70, 126, 127], [0, 1, 2, 32, 64, 65, 126, 127, 128]),
    ] {
        universe.extend(addresses(octets, &free));
        // A free bit stands between any two prefixes; bits beyond the prefix are set in some bases, and must not count.
        bases.extend(prefixes.iter().flat_map(|prefix| {
            addresses(octets, &[0, free[3], free[7]]).into_iter().map(|address| (address, *prefix))
        }));
    }
    let mut held: Vec<Held<IpSubtree>> = Vec::new();
    for (address, prefix) in &bases {
        let mut mask = vec![0_u8; address.len()];
        (0..*prefix).for_each(|index| mask[index / 8] |= 0x80 >> (index % 8));
        let parsed = IpSubtree::from_octets(&[address.clone(), mask].concat()).unwrap();
        let holds = |candidate: &Vec<u8>| {
            candidate.len() == address.len() && (0..*prefix).all(|index| bit(candidate, index) == bit(address, index))
        };
        for candidate in &universe {
            assert_eq!(parsed.contains(ip(candidate)), holds(candidate), "{parsed} contains {candidate:?}");
        }
        assert_eq!(parsed.to_string(), format!("{}/{prefix}", ip(address)));
        held.push(Held { base: parsed, holds: universe.iter().map(holds).collect() });
    }
    check_laws(&held, |one, other| one.covers(other), |one, other| one.meet(other));
    check_associativity(&held.iter().map(|held| held.base).collect::<Vec<_>>(), |one, other| one.meet(other));
}

/// A Name as RFC 5280 §7.1 compares it: RDNs in order, each a set of types and values without case and extra space.
type Plain = Vec<BTreeSet<(String, String)>>;

/// An RDN in one spelling, and the same in another.
type Spellings = (Vec<(&'static str, &'static str)>, Vec<(&'static str, &'static str)>);

fn rdns() -> Vec<Spellings> {
    vec![
        (vec![(oid::COMMON_NAME, "a")], vec![(oid::COMMON_NAME, " A ")]),
        (vec![(oid::COMMON_NAME, "b c")], vec![(oid::COMMON_NAME, "B  C")]),
        (vec![(oid::ORGANIZATION, "a")], vec![(oid::ORGANIZATION, "A")]),
        (
            vec![(oid::COMMON_NAME, "a"), (oid::ORGANIZATION, "a")],
            vec![(oid::ORGANIZATION, "A"), (oid::COMMON_NAME, "a")],
        ),
    ]
}

fn plain(name: &[Vec<(&str, &str)>]) -> Plain {
    let words = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    name.iter().map(|rdn| rdn.iter().map(|(kind, value)| ((*kind).to_owned(), words(value))).collect()).collect()
}

/// The Name, its attributes in the order given, in a string type that depends on the spelling.
fn encoded(name: &[Vec<(&str, &str)>], string_type: u8) -> Vec<u8> {
    let rdn = |attributes: &Vec<(&str, &str)>| {
        let attributes =
            attributes.iter().map(|(kind, value)| attribute(kind, &der::tlv(string_type, value.as_bytes())));
        der::tlv(der::SET, &der::concat(attributes))
    };
    Dn::raw(&der::sequence(name.iter().map(rdn))).der()
}

#[test]
fn directory_subtrees_are_sets_of_names() {
    let rdns = rdns();
    let mut names: Vec<(Vec<Vec<(&str, &str)>>, u8)> = Vec::new();
    for spelling in [0, 1] {
        let one = |index: usize| if spelling == 0 { rdns[index].0.clone() } else { rdns[index].1.clone() };
        let string_type = [der::UTF8_STRING, der::PRINTABLE_STRING][spelling];
        let mut level = vec![vec![]];
        names.push((vec![], string_type));
        for _ in 0..3 {
            level = level
                .iter()
                .flat_map(|name: &Vec<_>| (0..4).map(|index| [name.clone(), vec![one(index)]].concat()))
                .collect();
            names.extend(level.iter().map(|name| (name.clone(), string_type)));
        }
    }
    let ders: Vec<_> = names.iter().map(|(name, string_type)| encoded(name, *string_type)).collect();
    let read: Vec<_> = ders.iter().map(|der| DirectoryName::from_der(der).unwrap()).collect();
    let plain: Vec<_> = names.iter().map(|(name, _)| plain(name)).collect();
    // Bases of up to two RDNs, so that every base has names below it.
    let is_base = |index: &usize| names[*index].0.len() < 3;
    let held: Vec<_> = (0..names.len())
        .filter(is_base)
        .map(|index| Held {
            base: DirectorySubtree::new(read[index]),
            holds: plain.iter().map(|name| name.starts_with(&plain[index])).collect(),
        })
        .collect();
    for held in &held {
        for (name, expected) in read.iter().zip(&held.holds) {
            assert_eq!(held.base.contains(*name), Some(*expected), "{} contains {name}", held.base);
        }
    }
    for (one, name) in plain.iter().zip(&read) {
        for (other, other_name) in plain.iter().zip(&read) {
            assert_eq!(name == other_name, one == other, "{name} equals {other_name}");
        }
    }
    check_laws(&held, |one, other| one.covers(other), |one, other| one.meet(other));
    check_associativity(&held.iter().map(|held| held.base).collect::<Vec<_>>(), |one, other| one.meet(other));
}

/// RFC 5280 §4.2.1.10: the host of a mailbox and of a URI is constrained alike.
#[test]
fn mailboxes_and_uris_share_the_base_of_a_host() {
    let dns = |text| DnsName::parse(text).unwrap();
    for base in ["example.com", ".example.com", "_a.example.com", ".com"] {
        let host_base = HostBase::parse(base).unwrap();
        assert_eq!((host_base.to_string().as_str(), host_base.name()), (base, dns(base.trim_start_matches('.'))));
        assert_eq!(EmailSubtree::parse(base), Ok(EmailSubtree::Host(host_base)));
        assert_eq!(UriSubtree::parse(base), Ok(UriSubtree::Host(host_base)));
        for host in
            ["example.com", "EXAMPLE.com", "a.example.com", "b.a.example.com", "bigexample.com", "_a.example.com"]
        {
            let expected = uri_holds(base, host);
            assert_eq!(host_base.contains(dns(host)), expected, "{base} {host}");
            let [mailbox, uri] = [format!("root@{host}"), format!("https://{host}/")];
            let email = EmailSubtree::parse(base).unwrap();
            assert_eq!(email.contains(Mailbox::parse(&mailbox).unwrap()), Some(expected), "{base} {host}");
            assert_eq!(
                UriSubtree::parse(base).unwrap().contains(Uri::parse(&uri).unwrap()),
                Some(expected),
                "{base} {host}"
            );
        }
    }
    for (text, rule) in [(".", NameRule::Empty), ("*.a", NameRule::WildcardBase), ("a.", NameRule::TrailingDot)] {
        assert_eq!(HostBase::parse(text).unwrap_err().rule(), rule, "{text}");
    }
}
