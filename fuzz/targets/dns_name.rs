//! Text as dNSNames and as their bases: three lines, each read as both.

use srvname::name::{DnsName, DnsPattern, DnsSubtree, Subtree};

use super::{build, naive, properties};

pub fn run(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    let lines: Vec<&str> = text.splitn(3, '\n').collect();
    lines.iter().for_each(|line| syntax(line));
    properties::compiled(&lines.iter().map(|line| build::tlv(0x82, line.as_bytes())).collect::<Vec<_>>());
    let bases: Vec<DnsSubtree<'_>> = lines.iter().filter_map(|line| DnsSubtree::parse(line).ok()).collect();
    let names: Vec<DnsPattern<'_>> = lines.iter().filter_map(|line| DnsPattern::parse(line).ok()).collect();
    for base in &bases {
        names.iter().for_each(|name| pair(base, *name));
        bases.iter().for_each(|other| algebra(base, other, &names));
    }
    for name in &names {
        names.iter().for_each(|other| properties::equality(name, other));
    }
}

fn syntax(text: &str) {
    match DnsPattern::parse(text) {
        Ok(name) => {
            assert_eq!(name.to_string(), text);
            assert_eq!(DnsPattern::parse(&text.to_ascii_uppercase()), Ok(name));
            assert_eq!(name.name().labels().collect::<Vec<_>>().join("."), name.name().as_str());
        }
        Err(error) => properties::name_error(&error, text.len()),
    }
    match DnsSubtree::parse(text) {
        Ok(base) => assert_eq!(base.to_string(), text),
        Err(error) => properties::name_error(&error, text.len()),
    }
    assert_eq!(DnsPattern::parse(text).is_ok(), naive::pattern(text, true).is_some(), "{text:?}");
    assert_eq!(DnsPattern::parse_ldh(text).is_ok(), naive::pattern(text, false).is_some(), "{text:?}");
    assert_eq!(DnsName::parse(text).is_ok(), naive::domain(text, true).is_some(), "{text:?}");
    assert_eq!(DnsName::parse_ldh(text).is_ok(), naive::domain(text, false).is_some(), "{text:?}");
    assert_eq!(DnsSubtree::parse(text).is_ok(), naive::dns_base(text).is_some(), "{text:?}");
    let typed = text.strip_suffix('.').unwrap_or(text);
    assert_eq!(DnsName::parse_user_input(text).is_ok(), naive::domain(typed, true).is_some(), "{text:?}");
}

fn pair(base: &DnsSubtree<'_>, name: DnsPattern<'_>) {
    let (own, other) = (naive::dns_base(&base.to_string()), naive::dns_name(&name.to_string()));
    let (Some(own), Some(other)) = (own, other) else { panic!("the syntaxes differ") };
    assert_eq!(Some(base.contains(name)), own.contains(&other), "{base:?} {name}");
    assert_eq!(Some(base.overlaps(name)), own.overlaps(&other), "{base:?} {name}");
    assert!(!base.contains(name) || base.overlaps(name));
}

fn algebra(one: &DnsSubtree<'_>, other: &DnsSubtree<'_>, names: &[DnsPattern<'_>]) {
    properties::equality(one, other);
    let meet = one.meet(*other);
    assert_eq!(meet, other.meet(*one), "{one:?} {other:?}");
    assert!(meet.is_none_or(|meet| one.covers(meet) && other.covers(meet)));
    assert_eq!(one == other, one.covers(*other) && other.covers(*one), "{one:?} {other:?}");
    for name in names {
        let both = one.contains(*name) && other.contains(*name);
        assert_eq!(meet.is_some_and(|meet| meet.contains(*name)), both, "{one:?} {other:?} {name}");
        assert!(!one.covers(*other) || !other.overlaps(*name) || one.overlaps(*name));
    }
}
