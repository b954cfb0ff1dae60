//! The compiled set against the naive loop: same answer, same level, same base, for every form, on random sets.
//!
//! `SRVNAME_ROUNDS` multiplies the sets that are tried; 1 when absent.

#[path = "subtree_set/encode.rs"]
mod encode;
#[path = "subtree_set/generate.rs"]
mod generate;

use encode::{Entry, extension_of_constraints, extension_of_names};
use generate::{Numbers, Texts};
use srvname::state::{Level, Position, Violation, ViolationKind, admit};
use srvname::{
    Base, CompiledConstraints, DnsLeadingDot, DnsSubtree, Form, GeneralNames, GeneralSubtree, NameConstraints,
    PresentedId, Refused, admit_der,
};

/// What a check says, in a form that can be compared: the kind, the level, and where the base stands.
#[derive(Debug, PartialEq)]
enum Said {
    Admitted,
    MalformedName(usize),
    MalformedBase(usize, usize),
    Unsupported(usize, usize),
    NotPermitted(usize),
    Excluded(usize, String),
}

fn said(result: &Result<(), Violation<'_>>) -> Said {
    let Err(violation) = result else { return Said::Admitted };
    let level = violation.imposed_by.unwrap().0;
    match violation.kind {
        ViolationKind::MalformedName(_) => Said::MalformedName(level),
        ViolationKind::MalformedBase(subtree, _) => Said::MalformedBase(level, subtree.offset()),
        ViolationKind::Unsupported(subtree) => Said::Unsupported(level, subtree.offset()),
        ViolationKind::NotPermitted => Said::NotPermitted(level),
        ViolationKind::Excluded(base) => Said::Excluded(level, base.to_string()),
        kind => panic!("{kind:?}"),
    }
}

/// RFC 5280 §6.1.3(b) and (c) word by word: every base of every level, in the order that `admit` documents.
fn naive(constraints: &[NameConstraints<'_>], presented: &PresentedId<'_>, leading_dot: DnsLeadingDot) -> Said {
    let levels: Vec<_> = constraints.iter().map(|own| Lists::of(own, presented.form(), leading_dot)).collect();
    let levels = || levels.iter().enumerate();
    let holds = |lists: &Lists<'_>| !lists.permitted.is_empty() || !lists.excluded.is_empty();
    let Some((first, _)) = levels().find(|(_, lists)| holds(lists)) else { return Said::Admitted };
    let Ok(name) = presented.name() else { return Said::MalformedName(first) };
    for (level, lists) in levels() {
        for (offset, read) in lists.permitted.iter().chain(&lists.excluded) {
            match read {
                Read::Unsupported => return Said::Unsupported(level, *offset),
                Read::Malformed => return Said::MalformedBase(level, *offset),
                Read::Base(_) => {}
            }
        }
    }
    for (level, lists) in levels() {
        let mut permitted = lists.permitted.iter();
        if !lists.permitted.is_empty() && !permitted.any(|(_, read)| read.base().contains(&name) == Some(true)) {
            return Said::NotPermitted(level);
        }
    }
    for (level, lists) in levels() {
        let mut excluded = lists.excluded.iter();
        if let Some((_, read)) = excluded.find(|(_, read)| read.base().overlaps(&name) == Some(true)) {
            return Said::Excluded(level, read.base().to_string());
        }
    }
    Said::Admitted
}

/// The bases of one level that hold a form, with where they stand.
struct Lists<'a> {
    permitted: Vec<(usize, Read<'a>)>,
    excluded: Vec<(usize, Read<'a>)>,
}

impl<'a> Lists<'a> {
    fn of(constraints: &NameConstraints<'a>, form: Form<'_>, leading_dot: DnsLeadingDot) -> Self {
        let own = |subtree: &GeneralSubtree<'a>| subtree.form().holds(form);
        let read = |subtree: GeneralSubtree<'a>| (subtree.offset(), read(&subtree, leading_dot));
        Self {
            permitted: constraints.permitted().iter().filter(own).map(read).collect(),
            excluded: constraints.excluded().iter().filter(own).map(read).collect(),
        }
    }
}

enum Read<'a> {
    Unsupported,
    Malformed,
    Base(Base<'a>),
}

impl<'a> Read<'a> {
    fn base(&self) -> &Base<'a> {
        match self {
            Self::Base(base) => base,
            _ => unreachable!(),
        }
    }
}

fn read<'a>(subtree: &GeneralSubtree<'a>, leading_dot: DnsLeadingDot) -> Read<'a> {
    if !subtree.form().is_understood() || !subtree.has_default_distances() {
        return Read::Unsupported;
    }
    match subtree.base().base() {
        Ok(Base::Dns(DnsSubtree::Subdomains(_))) if leading_dot == DnsLeadingDot::Malformed => Read::Malformed,
        Ok(base) => Read::Base(base),
        Err(_) => Read::Malformed,
    }
}

/// Checks names against levels in every way there is, and counts the checks that admit.
fn check(levels: &[Vec<u8>], names: &[Entry], leading_dot: DnsLeadingDot) -> usize {
    let constraints: Vec<_> = levels.iter().map(|der| NameConstraints::from_der(der).unwrap()).collect();
    let compiled: Vec<_> = constraints.iter().map(CompiledConstraints::new).collect();
    let scanned: Vec<_> = constraints
        .iter()
        .enumerate()
        .map(|(index, own)| Level::authority(*own, Position(index), leading_dot))
        .collect();
    let looked_up: Vec<_> =
        compiled.iter().enumerate().map(|(index, own)| Level::compiled(own, Position(index), leading_dot)).collect();
    let mixed: Vec<_> = scanned.iter().take(1).chain(looked_up.iter().skip(1)).copied().collect();
    let san = extension_of_names(names);
    let mut admitted = 0;
    for presented in GeneralNames::from_der(&san).unwrap().iter() {
        let expected = naive(&constraints, &presented, leading_dot);
        for levels in [&scanned, &looked_up, &mixed] {
            let found = said(&admit(levels, &presented));
            assert_eq!(found, expected, "{presented} under {constraints:#?}");
        }
        admitted += usize::from(expected == Said::Admitted);
    }
    for general_name in GeneralNames::from_der(&san).unwrap().general_names() {
        let presented = PresentedId::from_general_name(&general_name);
        for (own, compiled) in constraints.iter().zip(&compiled) {
            let expected = naive(std::slice::from_ref(own), &presented, leading_dot) == Said::Admitted;
            assert_eq!(compiled.admits(&general_name, leading_dot), expected, "{presented} under {own:#?}");
        }
    }
    check_from_der(levels, &constraints, names, leading_dot);
    admitted
}

/// The entry for one handshake: all names at once, padded so that it compiles, and one by one, so that it may not.
fn check_from_der(
    levels: &[Vec<u8>],
    constraints: &[NameConstraints<'_>],
    names: &[Entry],
    leading_dot: DnsLeadingDot,
) {
    let (Some(der), Some(own)) = (levels.first(), constraints.first()) else { return };
    let one_level = std::slice::from_ref(own);
    let mut many: Vec<Entry> = names.to_vec();
    many.push(Entry::new(0x88, &[0x2a].repeat(20_000)));
    let registered_id = NameConstraints::list(own, Form::RegisteredId);
    let lists = names.iter().map(std::slice::from_ref).chain((!registered_id).then_some(many.as_slice()));
    for list in lists {
        let san = extension_of_names(list);
        let first = GeneralNames::from_der(&san).unwrap();
        let expected = first.iter().map(|presented| (naive(one_level, &presented, leading_dot), presented.offset()));
        let expected = expected.into_iter().find(|(said, _)| *said != Said::Admitted);
        let found = admit_der(der, &san, leading_dot);
        match (expected, found) {
            (None, Ok(())) => {}
            (Some((expected, offset)), Err(Refused::Name(presented, violation))) => {
                assert_eq!(presented.offset(), offset);
                let level = violation.imposed_by;
                assert_eq!(level, Some(Position(1)));
                let violation = Violation { imposed_by: Some(Position(0)), ..violation };
                assert_eq!(said(&Err(violation)), expected);
            }
            (expected, found) => panic!("{expected:?} {found:?} {own:#?}"),
        }
    }
}

fn rounds() -> usize {
    std::env::var("SRVNAME_ROUNDS").map_or(1, |text| text.parse().unwrap())
}

/// Random sets of one form against random names of it.
fn random(seed: u64, base: impl Fn(&mut Texts) -> Entry, name: impl Fn(&mut Texts) -> Entry) {
    let (mut checks, mut admitted) = (0, 0);
    for round in 0..400 * rounds() {
        let mut texts = Texts::new(Numbers::new(seed.wrapping_add(u64::try_from(round).unwrap())));
        let levels: Vec<_> = (0..1 + texts.numbers().below(2))
            .map(|_| {
                let size = [1, 2, 4, 12, 60][texts.numbers().below(5)];
                let permitted: Vec<_> = (0..texts.numbers().below(size + 1)).map(|_| base(&mut texts)).collect();
                let excluded: Vec<_> = (0..texts.numbers().below(size + 1)).map(|_| base(&mut texts)).collect();
                (permitted, excluded)
            })
            .filter(|(permitted, excluded)| !permitted.is_empty() || !excluded.is_empty())
            .map(|(permitted, excluded)| extension_of_constraints(&permitted, &excluded))
            .collect();
        let names: Vec<_> = (0..25).map(|_| name(&mut texts)).collect();
        let dot =
            if texts.numbers().below(8) == 0 { DnsLeadingDot::Malformed } else { DnsLeadingDot::ProperSubdomains };
        admitted += check(&levels, &names, dot);
        checks += names.len();
    }
    // Neither answer may be an accident.
    assert!(admitted > checks / 50 && admitted < checks * 49 / 50, "{admitted} of {checks}");
}

#[test]
fn random_dns_names() {
    random(
        1,
        |texts| Entry::new(0x82, texts.dns_base().as_bytes()),
        |texts| Entry::new(0x82, texts.dns_name().as_bytes()),
    );
}

#[test]
fn random_srv_names() {
    random(2, |texts| Entry::srv(&texts.srv_base()), |texts| Entry::srv(&texts.srv_name()));
}

#[test]
fn random_mailboxes() {
    random(
        3,
        |texts| Entry::new(0x81, texts.email_base().as_bytes()),
        |texts| match texts.numbers().below(3) {
            0 => Entry::smtp_utf8(&texts.mailbox()),
            _ => Entry::new(0x81, texts.mailbox().as_bytes()),
        },
    );
}

#[test]
fn random_uris() {
    random(4, |texts| Entry::new(0x86, texts.uri_base().as_bytes()), |texts| Entry::new(0x86, texts.uri().as_bytes()));
}

#[test]
fn random_addresses() {
    random(5, |texts| Entry::new(0x87, &texts.ip_base()), |texts| Entry::new(0x87, &texts.ip()));
}

#[test]
fn random_directory_names() {
    random(6, |texts| Entry::directory(&texts.rdns()), |texts| Entry::directory(&texts.rdns()));
}

#[test]
fn random_mixtures() {
    random(7, |texts| texts.any(true), |texts| texts.any(false));
}

/// Names that a sort by octets, a suffix test without labels or a fold of case gets wrong.
#[test]
fn traps() {
    let bases = [
        "a.com",
        "a-a.com",
        "a.a.com",
        ".x",
        "x",
        "com",
        "-",
        "A.B",
        "a.b",
        "aa.com",
        "",
        "b.a.com",
        "*.com",
        "a_b.com",
        "a\x7fb.com",
        "a\x0ecom",
        "\x11.com",
        "1.com",
        "A_B.COM",
    ];
    let names = [
        "a_b.com",
        "x.A_b.com",
        "1.com",
        "b.1.com",
        "a.com",
        "A.COM",
        "a-a.com",
        "a.a.com",
        "a.a.a.com",
        "b.a-a.com",
        "ba.com",
        "x",
        "y.x",
        "xx",
        "com",
        "*.com",
        "*.a.com",
        "*.A.Com",
        "*.a-a.com",
        "*.x",
        "*.y.x",
        "a.b",
        "*.b",
        "aa.com",
        "-a.com",
        "a..com",
        "a.com.",
        "1.2",
        "",
    ];
    let srv = |texts: &[&str]| -> Vec<Entry> { texts.iter().map(Entry::srv).collect() };
    let dns = |texts: &[&str]| -> Vec<Entry> { texts.iter().map(|text| Entry::new(0x82, text.as_bytes())).collect() };
    for first in bases {
        for second in bases {
            for leading_dot in [DnsLeadingDot::ProperSubdomains, DnsLeadingDot::Malformed] {
                let base = |text: &str| Entry::new(0x82, text.as_bytes());
                let permitted = extension_of_constraints(&[base(first), base(second)], &[]);
                let excluded = extension_of_constraints(&[], &[base(first), base(second)]);
                let both = extension_of_constraints(&[base(first)], &[base(second)]);
                for constraints in [permitted, excluded, both] {
                    check(&[constraints], &dns(&names), leading_dot);
                }
            }
        }
    }
    let bases = ["_s", "_S.a.com", "_t.a.com", "a.com", "a.a.com", "_s.com", "_s-t", "com", "_t.a-a.com", "_"];
    let names = [
        "_s.a.com",
        "_S.A.com",
        "_t.b.a.com",
        "_s.*.com",
        "_t.*.com",
        "_t.*.a.com",
        "_u.a.com",
        "_u.*.com",
        "_s-t.x.y",
        "_s.a-a.com",
        "_s.com",
        "s.com",
        "_s",
        "_s.a.com.",
        "_s._t.com",
    ];
    for first in bases {
        for second in bases {
            let permitted = extension_of_constraints(&srv(&[first, second]), &[]);
            let excluded = extension_of_constraints(&[], &srv(&[first, second]));
            let both = extension_of_constraints(&srv(&[first]), &srv(&[second]));
            for constraints in [permitted, excluded, both] {
                check(&[constraints], &srv(&names), DnsLeadingDot::ProperSubdomains);
            }
        }
    }
}

/// One domain under thousands of services, and one service under thousands of domains.
#[test]
fn many_services_at_one_domain() {
    let bases: Vec<_> = (0..3000).map(|number| Entry::srv(&format!("_s{}.a.example", number % 2500))).collect();
    let names: Vec<_> = (0..60).map(|number| Entry::srv(&format!("_s{}.b.a.example", number * 50))).collect();
    check(&[extension_of_constraints(&bases, &[])], &names, DnsLeadingDot::ProperSubdomains);
    check(&[extension_of_constraints(&[], &bases)], &names, DnsLeadingDot::ProperSubdomains);
    let bases: Vec<_> = (0..3000).map(|number| Entry::new(0x81, format!("l{number}@a.example").as_bytes())).collect();
    let names: Vec<_> =
        (0..60).map(|number| Entry::new(0x81, format!("l{}@a.example", number * 60).as_bytes())).collect();
    check(&[extension_of_constraints(&bases, &bases[..1000])], &names, DnsLeadingDot::ProperSubdomains);
}

/// Every name that differs from one inside in a bit: services and domains are compared many octets at a time, and letters
/// without the bit of their case.
#[test]
fn a_bit_more_or_less() {
    for name in ["_xmpp-client.example.com", "_s1.example.com", "_a-service-of-20-x.a.example.com", "_s.b.c"] {
        let flipped = (0..name.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))).map(|(at, bit)| {
            let mut octets = name.as_bytes().to_vec();
            octets[at] ^= 1 << bit;
            octets
        });
        let names: Vec<_> = flipped.chain([name.as_bytes().to_vec(), name.to_ascii_uppercase().into()]).collect();
        let srv: Vec<_> = names.iter().map(Entry::srv).collect();
        let dns: Vec<_> = names.iter().map(|name| Entry::new(0x82, &name[1..])).collect();
        let (service, domain) = name.split_once('.').unwrap();
        for base in [name, service, domain] {
            for base in [base.to_owned(), base.to_ascii_uppercase()] {
                let bases = [Entry::srv(&base), Entry::srv("_other.example.net")];
                check(&[extension_of_constraints(&bases, &[])], &srv, DnsLeadingDot::ProperSubdomains);
                check(&[extension_of_constraints(&[], &bases)], &srv, DnsLeadingDot::ProperSubdomains);
            }
            let bases = [Entry::new(0x82, base.trim_start_matches('_').as_bytes())];
            check(&[extension_of_constraints(&bases, &[])], &dns, DnsLeadingDot::ProperSubdomains);
        }
    }
}
