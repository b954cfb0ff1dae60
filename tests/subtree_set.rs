//! The compiled set against the naive loop: same answer, same level, same base, for every form, on random sets.
//!
//! `SRVNAME_ROUNDS` multiplies the sets that are tried; 1 when absent.

use srvname_testkit::{encode, generate};

use encode::{Entry, extension_of_constraints, extension_of_names};
use generate::{Numbers, Texts};
use srvname::constraints::{ConstraintViolation, ConstraintViolationKind, Level, Position, admit};
use srvname::{
    certificate::{GeneralNames, GeneralSubtree, NameConstraints, PresentedId},
    constraints::{AdmitDerError, CompiledConstraints, admit_der},
    name::{Base, DnsLeadingDot, DnsSubtree, Form, Name},
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

fn said(result: &Result<(), ConstraintViolation<'_>>) -> Said {
    let Err(violation) = result else { return Said::Admitted };
    let level = violation.imposed_by.unwrap().get();
    match violation.kind {
        ConstraintViolationKind::MalformedName(_) => Said::MalformedName(level),
        ConstraintViolationKind::MalformedBase(subtree, _) => Said::MalformedBase(level, subtree.offset()),
        ConstraintViolationKind::Unsupported(subtree) => Said::Unsupported(level, subtree.offset()),
        ConstraintViolationKind::NotPermitted => Said::NotPermitted(level),
        ConstraintViolationKind::Excluded(base) => Said::Excluded(level, base.to_string()),
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
    let no_host = match name {
        Name::Mailbox(mailbox) => mailbox.host().is_err(),
        Name::SmtpUtf8(mailbox) => mailbox.host().is_err(),
        Name::Uri(uri) => uri.host().is_err(),
        _ => false,
    };
    if no_host {
        return Said::MalformedName(first);
    }
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
        let own = |subtree: &GeneralSubtree<'a>| subtree.form().applies_to(form);
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
    if !subtree.form().is_understood() || !subtree.has_rfc5280_bounds() {
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
        .map(|(index, own)| Level::authority(*own, Position::new(index), leading_dot))
        .collect();
    let looked_up: Vec<_> = compiled
        .iter()
        .enumerate()
        .map(|(index, own)| Level::compiled(own, Position::new(index), leading_dot))
        .collect();
    let mixed: Vec<_> = scanned.iter().take(1).chain(looked_up.iter().skip(1)).copied().collect();
    let san = extension_of_names(names);
    let mut admitted = 0;
    for presented in &GeneralNames::from_der(&san).unwrap() {
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
    let registered_id = NameConstraints::contains_form(own, Form::RegisteredId);
    let lists = names.iter().map(std::slice::from_ref).chain((!registered_id).then_some(many.as_slice()));
    for list in lists {
        let san = extension_of_names(list);
        let first = GeneralNames::from_der(&san).unwrap();
        let expected = first.iter().map(|presented| (naive(one_level, &presented, leading_dot), presented.offset()));
        let expected = expected.into_iter().find(|(said, _)| *said != Said::Admitted);
        let found = admit_der(der, &san, leading_dot);
        match (expected, found) {
            (None, Ok(())) => {}
            (Some((expected, offset)), Err(AdmitDerError::Name(presented, violation))) => {
                assert_eq!(presented.offset(), offset);
                let level = violation.imposed_by;
                assert_eq!(level, Some(Position::new(1)));
                let violation = ConstraintViolation { imposed_by: Some(Position::new(0)), ..violation };
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
    for round in 0..70 * rounds() {
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

/// A base under each list, together with one that holds none of the names, and in both lists with another.
fn check_bases(bases: &[Entry], stranger: &Entry, names: &[Entry]) -> usize {
    let dot = DnsLeadingDot::ProperSubdomains;
    let alone = |base: &Entry| [base.clone(), stranger.clone()];
    let one_list = |base: &Entry| {
        let (permitted, excluded) =
            (extension_of_constraints(&alone(base), &[]), extension_of_constraints(&[], &alone(base)));
        check(&[permitted], names, dot) + check(&[excluded], names, dot)
    };
    let pairs = bases.iter().flat_map(|one| bases.iter().map(move |other| (one, other)));
    let both_lists = |(permitted, excluded): (&Entry, &Entry)| {
        check(&[extension_of_constraints(&alone(permitted), std::slice::from_ref(excluded))], names, dot)
    };
    bases.iter().map(one_list).sum::<usize>() + pairs.map(both_lists).sum::<usize>()
}

/// A host of so many octets; labels have at most `label` of them.
fn host(length: usize, label: usize) -> String {
    let octet = |at: usize| if at % (label + 1) == label && at + 1 < length { '.' } else { ['a', 'k', 'z'][at % 3] };
    (0..length).rev().map(octet).collect()
}

/// Hosts of as many octets as fill the words and the groups that they are read in, and one more or less.
#[test]
fn hosts_at_the_ends_of_words() {
    let mut admitted = 0;
    for length in [1, 7, 8, 9, 15, 16, 17, 30, 31, 32, 33, 62, 63, 64, 65, 128, 193, 252, 253, 254] {
        let label = if length % 2 == 0 { 6 } else { 61 };
        let own = host(length, label);
        let parent = own.split_once('.').map_or("com", |(_, parent)| parent).to_owned();
        let names = [
            own.clone(),
            own.to_ascii_uppercase(),
            format!("y.{own}"),
            format!("y{own}"),
            format!("y{}", &own[1..]),
            format!("*.{own}"),
            format!("*.{parent}"),
            own[1..].to_owned(),
        ];
        let bases = [own.clone(), parent, format!(".{own}"), own.to_ascii_uppercase(), format!("x.{own}")];
        let stranger = "a-domain-that-holds-none-of-these-names.example.net";
        let host_form = |tag| move |text: &String| Entry::new(tag, text.as_bytes());
        let of = |texts: &[String], form: &dyn Fn(&String) -> Entry| texts.iter().map(form).collect::<Vec<_>>();
        let dns = host_form(0x82);
        admitted += check_bases(&of(&bases, &dns), &dns(&stranger.into()), &of(&names, &dns));
        let srv = |text: &String| Entry::srv(&format!("_s.{text}"));
        admitted += check_bases(&of(&bases, &srv), &srv(&stranger.into()), &of(&names, &srv));
        let uri = |text: &String| Entry::new(0x86, format!("https://{text}/").as_bytes());
        admitted += check_bases(&of(&bases, &host_form(0x86)), &host_form(0x86)(&stranger.into()), &of(&names, &uri));
        let mail = |text: &String| Entry::new(0x81, format!("root@{text}").as_bytes());
        let utf8 = |text: &String| Entry::smtp_utf8(&format!("root@{text}"));
        let mails = [of(&names, &mail), of(&names, &utf8)].concat();
        admitted += check_bases(&of(&bases, &host_form(0x81)), &mail(&stranger.into()), &mails);
        admitted += check_bases(&of(&bases, &mail), &mail(&stranger.into()), &mails);
    }
    assert!(admitted > 2_000, "{admitted}");
}

/// Services of as many octets as are compared at once, and one more or less; and texts that end where a service does.
#[test]
fn services_at_the_ends_of_words() {
    let mut admitted = 0;
    for length in [1, 7, 8, 9, 14, 15, 16, 17, 31, 32, 33, 61, 62, 63] {
        let own: String = "Xmpp-client4".chars().cycle().take(length - 1).chain(['s']).collect();
        let with_case_of = |at: usize| {
            let mut octets = own.as_bytes().to_vec();
            octets[at] ^= 0x20;
            String::from_utf8(octets).unwrap()
        };
        let mut services = vec![own.clone(), own.to_ascii_uppercase(), own.to_ascii_lowercase()];
        services.extend((0..length).map(with_case_of));
        services.extend([format!("{own}s"), own[1..].to_owned(), own[..length - 1].to_owned(), format!("{own}-")]);
        let domains =
            ["a.example", "b.a.example", "A.EXAMPLE", "*.a.example", "*.example", "example", "a_b.example", ""];
        let texts = services.iter().flat_map(|service| domains.map(|domain| format!("_{service}.{domain}")));
        let names: Vec<_> =
            texts.chain([format!("_{own}"), "_".into(), own.clone()]).map(|text| Entry::srv(&text)).collect();
        let bases = [
            format!("_{own}"),
            format!("_{}", own.to_ascii_uppercase()),
            format!("_{own}.a.example"),
            format!("_{}s.a.example", &own[..length - 1]),
            "a.example".into(),
        ];
        let bases: Vec<_> = bases.iter().map(Entry::srv).collect();
        admitted += check_bases(&bases, &Entry::srv("_a-service-that-no-name-has.example.net"), &names);
    }
    assert!(admitted > 1000, "{admitted}");
}

/// Who asks for any mailbox of a host meets the bases for one mailbox, and nobody else does (RFC 9598 §6).
#[test]
fn mailboxes_and_hosts() {
    let texts = ["root@a.example", "Root@a.example", "a.example", ".a.example", "root@b.a.example", "b.a.example", ""];
    let bases: Vec<_> = texts.iter().map(|text| Entry::new(0x81, text.as_bytes())).collect();
    let texts = ["root@a.example", "Root@A.example", "x@a.example", "root@b.a.example", "x@b.a.example", "x@example"];
    let mails = texts.iter().map(|text| Entry::new(0x81, text.as_bytes()));
    let names: Vec<_> = mails.chain(texts.iter().map(|text| Entry::smtp_utf8(text))).collect();
    let admitted = check_bases(&bases, &Entry::new(0x81, b"somebody-else@a-host-of-some-octets.example.net"), &names);
    assert!(admitted > 100, "{admitted}");
}

/// Few bases, each many times: what is left of the table when they are merged is built again, or its gaps are closed.
#[test]
fn few_bases_many_times() {
    let dot = DnsLeadingDot::ProperSubdomains;
    for (count, different) in [(8, 3), (90, 60), (90, 20), (2100, 1600), (2100, 1)] {
        let number = |index: usize| index * 7919 % different;
        let forms: [&dyn Fn(usize) -> Entry; 4] = [
            &|index| Entry::new(0x82, format!("h{}.a.example", number(index)).as_bytes()),
            &|index| Entry::srv(&format!("_s{}.h{}.a.example", index % 2, number(index))),
            &|index| Entry::srv(&format!("_s{}.a.example", number(index))),
            &|index| Entry::new(0x81, format!("l{}@h{}.a.example", index % 2, number(index)).as_bytes()),
        ];
        for form in forms {
            let bases: Vec<_> = (0..count).map(form).collect();
            let mut names: Vec<_> = bases.iter().step_by(count / 4).cloned().collect();
            names.extend(
                ["*.a.example", "*.h0.a.example", "x.h0.a.example"].map(|text| Entry::new(0x82, text.as_bytes())),
            );
            names.extend(["_s0.*.a.example", "_S1.h0.A.example", "_s2.*.h0.a.example"].map(Entry::srv));
            names.push(Entry::smtp_utf8("x@h0.a.example"));
            let (front, back) = bases.split_at(count / 3);
            for (permitted, excluded) in [(&bases[..], &[][..]), (&[], &bases), (front, back), (back, front)] {
                check(&[extension_of_constraints(permitted, excluded)], &names, dot);
            }
        }
    }
}

/// Constraints and names of as many octets as are compared, and of as many as are compiled.
#[test]
fn the_answer_is_the_same_whether_it_pays_to_compile() {
    let dns = |text: &str| Entry::new(0x82, text.as_bytes());
    let permitted = [dns("a.example"), dns(".b.example"), Entry::srv("_s.a.example"), dns("c.example")];
    let excluded = [dns("x.a.example"), Entry::srv("_t"), dns("z.a.example"), Entry::srv("_u.a.example")];
    let constraints = extension_of_constraints(&permitted, &excluded);
    let own = NameConstraints::from_der(&constraints).unwrap();
    for name in
        [dns("b.a.example"), dns("*.a.example"), dns("b.example"), Entry::srv("_s.x.a.example"), Entry::srv("_t.a")]
    {
        for pad in 0..600 {
            let san = extension_of_names(&[name.clone(), Entry::new(0x81, "x".repeat(pad).as_bytes())]);
            let presented = GeneralNames::from_der(&san).unwrap().iter().next().unwrap();
            let dot = DnsLeadingDot::ProperSubdomains;
            let expected = naive(std::slice::from_ref(&own), &presented, dot);
            let found = admit_der(&constraints, &san, dot).map_err(|refused| match refused {
                AdmitDerError::Name(_, violation) => {
                    ConstraintViolation { imposed_by: Some(Position::new(0)), ..violation }
                }
                refused => panic!("{refused:?}"),
            });
            assert_eq!(said(&found), expected, "{pad} {presented}");
        }
    }
}
