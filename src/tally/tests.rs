//! The tally against the levels one by one, and its work, counted.

#[cfg(test)]
extern crate std;

use std::format;
use std::string::String;

use super::*;
use crate::general_name::GeneralNames;
use crate::state::{Level, Position, admit};

/// A GeneralName, encoded.
#[derive(Clone, Debug)]
struct Entry(Vec<u8>);

impl Entry {
    fn new(tag: u8, content: &[u8]) -> Self {
        Self(element(tag, content))
    }

    /// An otherName: the last arc of its type-id, and the tag and the text in its `[0]`.
    fn other_name(last_arc: u8, tag: u8, text: &str) -> Self {
        let type_id = element(0x06, &[0x2b, 6, 1, 5, 5, 7, 8, last_arc]);
        Self::new(0xa0, &[type_id, element(0xa0, &element(tag, text.as_bytes()))].concat())
    }

    fn srv(text: &str) -> Self {
        Self::other_name(7, 0x16, text)
    }

    fn smtp_utf8(text: &str) -> Self {
        Self::other_name(9, 0x0c, text)
    }

    fn directory(rdns: &[u8]) -> Self {
        Self::new(0xa4, &element(0x30, rdns))
    }

    /// As a base with minimum 1, which nobody supports.
    fn with_minimum(self) -> Self {
        Self([self.0, element(0x80, &[1])].concat())
    }
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let header: &[u8] = match length {
        [0, 0, 0, short @ 0..=0x7f] => &[tag, short],
        [0, 0, 0, octet] => &[tag, 0x81, octet],
        [0, 0, high, low] => &[tag, 0x82, high, low],
        [0, high, middle, low] => &[tag, 0x83, high, middle, low],
        _ => panic!("that long"),
    };
    [header, content].concat()
}

fn extension_of_names(names: &[Entry]) -> Vec<u8> {
    element(0x30, &names.iter().flat_map(|name| name.0.clone()).collect::<Vec<_>>())
}

fn extension_of_constraints(permitted: &[Entry], excluded: &[Entry]) -> Vec<u8> {
    let list = |tag, bases: &[Entry]| match bases {
        [] => Vec::new(),
        bases => element(tag, &bases.iter().flat_map(|base| element(0x30, &base.0)).collect::<Vec<_>>()),
    };
    element(0x30, &[list(0xa0, permitted), list(0xa1, excluded)].concat())
}

/// Numbers without pattern, the same for the same seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 20) % u64::try_from(limit).unwrap()).unwrap()
    }

    /// One of a few, those in front more often than those behind.
    fn pick<'t, T: ?Sized>(&mut self, items: &[&'t T]) -> &'t T {
        items[self.below(items.len()).min(self.below(items.len()))]
    }
}

/// Bases that hold much first, and some that nobody can evaluate last.
fn base(numbers: &mut Numbers, form: usize) -> Entry {
    let dns = ["com", "a.com", ".com", "A.Com", "", ".a.com", "b.a.com", "a_b.com", "x.b.a.com", ".b.a.com", "net"];
    let srv = ["com", "_s", "a.com", "_t", "_s.com", "_S.A.com", "_t.a.com", "b.a.com", "_s.b.a.com", "_u"];
    let email = ["", ".com", "a.com", "r@a.com", "q@a.com", ".a.com", "b.a.com", "r@b.a.com", "R@a.com", "r@x.b.a.com"];
    let names: [&[u8]; 7] = [b"", b"a", b"A", b"ab", b"abc", b"b", b"ac"];
    let odd = numbers.below(400);
    match form {
        _ if odd == 0 => Entry::new(0x82, b"com").with_minimum(),
        _ if odd == 1 => Entry::new([0x88, 0x81, 0xa3, 0x8b][numbers.below(4)], b"*"),
        _ if odd == 2 => Entry::other_name([7, 9, 2][numbers.below(3)], 0x0c, "a.com"),
        0 => Entry::new(0x82, numbers.pick(&dns).as_bytes()),
        1 => Entry::srv(numbers.pick(&srv)),
        2 => Entry::new(0x81, numbers.pick(&email).as_bytes()),
        3 => Entry::new(0x86, numbers.pick(&dns).as_bytes()),
        4 => Entry::new(0x87, &range_octets(numbers.below(4) == 0, [0, 8, 31, 7, 32, 9, 30][numbers.below(7)])),
        _ => Entry::directory(&rdns(numbers.pick(&names))),
    }
}

fn name(numbers: &mut Numbers, form: usize) -> Entry {
    let hosts = ["b.a.com", "a.com", "x.b.a.com", "A.com", "c.a.com", "com", "a_b.com", "net", "y.net"];
    let wildcards = ["*.a.com", "*.b.a.com", "*.com", "*.net", "a..com"];
    let host = if numbers.below(4) == 0 { numbers.pick(&wildcards) } else { numbers.pick(&hosts) };
    let odd = numbers.below(200);
    match form {
        _ if odd == 0 => Entry::new([0x88, 0xa3, 0x8b, 0x8c][numbers.below(4)], b"*"),
        _ if odd == 1 => Entry::other_name([7, 9, 2][numbers.below(3)], 0x0c, "a.com"),
        0 => Entry::new(0x82, host.as_bytes()),
        1 => Entry::srv(&format!("_{}.{host}", numbers.pick(&["s", "t", "S", "u"]))),
        2 => Entry::new(0x81, format!("{}@{}", numbers.pick(&["r", "q", "R"]), numbers.pick(&hosts)).as_bytes()),
        3 => Entry::new(0x86, format!("https://{}/", numbers.pick(&hosts)).as_bytes()),
        4 => Entry::new(0x87, if numbers.below(4) == 0 { &[0; 16] } else { &[1, 0, 0, 0] }),
        5 => Entry::directory(&rdns(numbers.pick(&[b"ab".as_slice(), b"Abc", b"ac", b"b", b""]))),
        _ => Entry::smtp_utf8(&format!("{}@{}", numbers.pick(&["r", "\u{fc}"]), numbers.pick(&hosts))),
    }
}

fn range_octets(v6: bool, prefix: usize) -> Vec<u8> {
    let length = if v6 { 16 } else { 4 };
    let mut octets: Vec<u8> = std::vec![0; 2 * length];
    octets[0] = u8::from(!v6);
    (0..prefix).for_each(|bit| octets[length + bit / 8] |= 0x80 >> (bit % 8));
    octets
}

fn rdns(letters: &[u8]) -> Vec<u8> {
    let attribute = |letter: &u8| element(0x30, &[&[6, 3, 0x55, 4, 3], &*element(0x0c, &[*letter])].concat());
    letters.iter().flat_map(|letter| element(0x31, &attribute(letter))).collect()
}

/// Constraints of a CA: of some forms, or of one.
fn constraints(numbers: &mut Numbers, only: Option<usize>) -> Vec<u8> {
    loop {
        let (mut permitted, mut excluded) = (Vec::new(), Vec::new());
        for form in (0..6).filter(|form| only.is_none_or(|only| only == *form)) {
            let many = [0, 1, 2, 4, 6][numbers.below(5)];
            (0..many).for_each(|_| permitted.push(base(numbers, form)));
            if numbers.below(12) == 0 {
                let narrow = (0..3).map(|_| base(numbers, form)).max_by_key(|base| base.0.len());
                excluded.extend(narrow);
            }
        }
        if !permitted.is_empty() || !excluded.is_empty() {
            return extension_of_constraints(&permitted, &excluded);
        }
    }
}

/// Asks the tally and the levels one by one, after each CA. They agree in both directions: a yes must be right, and
/// a no that is none would cost what the tally is there to save.
fn compare(seed: u64, only: Option<usize>, leading_dot: DnsLeadingDot) -> (usize, usize) {
    let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut depth = 1 + numbers.below(24);
    if seed % 50 == 0 {
        depth = 120;
    }
    let ders: Vec<_> = (0..depth).map(|_| constraints(&mut numbers, only)).collect();
    let (mut tally, mut levels) = (Tally::new(leading_dot), Vec::new());
    let (mut asked, mut admitted) = (0, 0);
    for (index, der) in ders.iter().enumerate() {
        let own = NameConstraints::from_der(der).unwrap();
        levels.push(Level::authority(own, Position(index), leading_dot));
        tally.add(&own);
        // Where mailboxes are asked for, SmtpUTF8Mailbox is too.
        let form = |numbers: &mut Numbers| match (only, numbers.below(7)) {
            (Some(2), 0..=2) => 6,
            (only, any) => only.unwrap_or(any),
        };
        let names: Vec<_> = (0..6).map(|_| form(&mut numbers)).collect();
        let names: Vec<_> = names.into_iter().map(|form| name(&mut numbers, form)).collect();
        for presented in &GeneralNames::from_der(&extension_of_names(&names)).unwrap() {
            let expected = admit(&levels, &presented).is_ok();
            let found = tally.admits(&presented);
            assert_eq!(found, expected, "seed {seed}: {} {presented} under {levels:#?}", presented.form());
            asked += 1;
            admitted += usize::from(expected);
        }
    }
    (asked, admitted)
}

fn compare_many(only: Option<usize>) {
    let (mut asked, mut admitted) = (0, 0);
    for seed in 1..=150 {
        let dot = if seed % 8 == 0 { DnsLeadingDot::Malformed } else { DnsLeadingDot::ProperSubdomains };
        let (more, fine) = compare(seed, only, dot);
        (asked, admitted) = (asked + more, admitted + fine);
    }
    // Neither answer may be an accident.
    assert!(admitted > asked / 20 && admitted < asked * 19 / 20, "{only:?}: {admitted} of {asked}");
}

#[test]
fn the_tally_agrees_with_the_levels() {
    (0..6).for_each(|form| compare_many(Some(form)));
    compare_many(None);
}

/// Everything that is asked: one name after another, under all levels.
fn steps(levels: &[Vec<u8>], names: &[Entry]) -> u64 {
    let mut tally = Tally::new(DnsLeadingDot::ProperSubdomains);
    levels.iter().for_each(|der| tally.add(&NameConstraints::from_der(der).unwrap()));
    for presented in &GeneralNames::from_der(&extension_of_names(names)).unwrap() {
        assert!(tally.admits(&presented), "{presented}");
    }
    *tally.trie.steps_mut()
}

fn permit(bases: &[Entry]) -> Vec<u8> {
    extension_of_constraints(bases, &[])
}

fn dns(text: &str) -> Entry {
    Entry::new(0x82, text.as_bytes())
}

fn many<T>(count: usize, make: impl Fn(usize) -> T) -> Vec<T> {
    (0..count).map(make).collect()
}

/// CAs and names whose every pair would be asked, one by one: twice as many of both, and twice the steps.
#[test]
fn twice_the_path_is_twice_the_work() {
    type Shape = fn(usize) -> (Vec<Vec<u8>>, Vec<Entry>);
    let deep = |from: usize| many(127 - from, |_| "a").join(".");
    let _: &dyn Fn(usize) -> String = &deep;
    let shapes: [(&str, Shape); 9] = [
        ("the same base", |n| (many(n, |_| permit(&[dns("com")])), many(n, |i| dns(&format!("x{i}.com"))))),
        ("nested bases, long names", |n| {
            let below = |count| many(count, |_| "a").join(".");
            (many(n, |i| permit(&[dns(&below(1 + i % 120))])), many(n, |_| dns(&below(126))))
        }),
        ("many bases, one of which holds the name", |n| {
            let bases = |level| many(20, |i| dns(&format!("x{i}.y{level}.net"))).into_iter().chain([dns("com")]);
            (many(n, |level| permit(&bases(level).collect::<Vec<_>>())), many(n, |i| dns(&format!("x{i}.com"))))
        }),
        ("each excludes its own", |n| {
            let level = |i| extension_of_constraints(&[dns("com")], &[dns(&format!("y{i}.com"))]);
            (many(n, level), many(n, |i| dns(&format!("x{i}.com"))))
        }),
        ("services and domains that cross", |n| {
            let domains = many(n, |i| Entry::srv(&format!("x{i}.com")));
            let first = permit(&[domains, Vec::from([Entry::srv("_t")])].concat());
            let level = |i: usize| match i % 2 {
                0 => permit(&[Entry::srv("com"), Entry::srv("_t")]),
                _ => permit(&[Entry::srv("net"), Entry::srv("_s")]),
            };
            let levels = [first].into_iter().chain(many(n, level)).collect();
            (levels, many(n, |i| Entry::srv(&format!("_s.x{i}.com"))))
        }),
        ("services and domains that meet", |n| {
            let level = |i| permit(&[Entry::srv("com"), Entry::srv(&format!("_s{i}")), Entry::srv("_t")]);
            (many(n, level), many(n, |i| Entry::srv(&format!("_s{i}.x.com"))))
        }),
        ("mailboxes at one host", |n| {
            let mailbox = |i| Entry::new(0x81, format!("r{i}@a.com").as_bytes());
            (many(n, |i| permit(&[mailbox(i), Entry::new(0x81, b"a.com")])), many(n, mailbox))
        }),
        ("ranges of every length", |n| {
            let range = |i| permit(&[Entry::new(0x87, &range_octets(true, i % 100))]);
            (many(n, range), many(n, |_| Entry::new(0x87, &[0; 16])))
        }),
        ("nested directory names", |n| {
            let name = |count| Entry::directory(&rdns(&many(count, |_| b'a')));
            (many(n, |i| permit(&[name(i % 30)])), many(n, |i| name(30 + i % 3)))
        }),
    ];
    for (shape, make) in shapes {
        let [one, two, four] = [100, 200, 400].map(|n| {
            let (levels, names) = make(n);
            steps(&levels, &names)
        });
        assert!(two * 10 < one * 23 && four * 10 < two * 23, "{shape}: {one}, {two}, {four}");
    }
}

/// The worst there is: sets of levels, chosen so that each two must be compared. It is less than the square all the
/// same: four times the bases and the names are less than ten times the steps, where asking each takes sixteen.
#[test]
fn levels_that_cross_in_every_way() {
    let square = |side: usize| {
        let mut numbers = Numbers(7);
        let mut level = || {
            let mut bases = Vec::from([Entry::srv("_always"), Entry::srv("always.com")]);
            for i in 0..side {
                match numbers.below(2) {
                    0 => bases.push(Entry::srv(&format!("x{i}.com"))),
                    _ => bases.push(Entry::srv(&format!("_s{i}"))),
                }
            }
            // In every level the domain or the service, for those pairs that are asked for.
            permit(&bases)
        };
        let levels: Vec<_> = (0..side).map(|_| level()).collect();
        let mut names = many(side * side, |i| Entry::srv(&format!("_s{}.x{}.com", i % side, i / side)));
        let mut tally = Tally::new(DnsLeadingDot::ProperSubdomains);
        levels.iter().for_each(|der| tally.add(&NameConstraints::from_der(der).unwrap()));
        let before = *tally.trie.steps_mut();
        // Most are refused. A path would end with the first of them; here all are asked.
        names.push(Entry::srv("_always.always.com"));
        let der = extension_of_names(&names);
        let admitted = GeneralNames::from_der(&der).unwrap().iter().filter(|name| tally.admits(name)).count();
        assert!(admitted > side / 2, "{admitted}");
        *tally.trie.steps_mut() - before
    };
    let [one, four] = [square(20), square(40)];
    assert!(four < one * 10, "{one}, {four}");
}
