//! Text as SRVNames and as their bases: three lines, one name and two bases.

use srvname::name::{Base, Name, Service, SrvName, SrvSubtree, Subtree};

use super::{build, naive, properties};

pub fn run(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    let lines: Vec<&str> = text.splitn(3, '\n').collect();
    lines.iter().for_each(|line| syntax(line));
    properties::compiled(
        &lines
            .iter()
            .map(|line| build::other_name(build::DNS_SRV, &build::tlv(0x16, line.as_bytes())))
            .collect::<Vec<_>>(),
    );
    let bases: Vec<SrvSubtree<'_>> = lines.iter().filter_map(|line| SrvSubtree::parse(line).ok()).collect();
    let names: Vec<SrvName<'_>> = lines.iter().filter_map(|line| SrvName::parse(line).ok()).collect();
    for base in &bases {
        names.iter().for_each(|name| pair(base, *name));
        bases.iter().for_each(|other| algebra(base, other, &names));
    }
    for name in &names {
        names.iter().for_each(|other| properties::equality(name, other));
    }
}

fn syntax(text: &str) {
    match SrvName::parse(text) {
        Ok(name) => {
            assert_eq!(name.to_string(), text);
            assert_eq!(SrvName::parse(&text.to_ascii_uppercase()), Ok(name));
            assert_eq!(format!("_{}.{}", name.service().as_str(), name.name()), text);
        }
        Err(error) => properties::name_error(&error, text.len()),
    }
    match SrvSubtree::parse(text) {
        Ok(base) => {
            assert_eq!(base.to_string(), text);
            assert_eq!(SrvSubtree::parse(&text.to_ascii_uppercase()), Ok(base));
            assert!(base.service().is_some() || base.name().is_some());
        }
        Err(error) => properties::name_error(&error, text.len()),
    }
    assert_eq!(SrvName::parse(text).is_ok(), naive::srv_name(text).is_some(), "{text:?}");
    assert_eq!(SrvSubtree::parse(text).is_ok(), naive::srv_base(text).is_some(), "{text:?}");
    let bare = text.strip_prefix('_').unwrap_or(text);
    assert_eq!(Service::parse(text).is_ok(), naive::service(bare).is_some(), "{text:?}");
}

fn pair(base: &SrvSubtree<'_>, name: SrvName<'_>) {
    let (own, other) = (naive::srv_base(&base.to_string()), naive::srv_name(&name.to_string()));
    let (Some(own), Some(other)) = (own, other) else { panic!("the syntaxes differ") };
    assert_eq!(Some(base.contains(name)), own.contains(&other), "{base} {name}");
    assert_eq!(Some(base.overlaps(name)), own.overlaps(&other), "{base} {name}");
    assert!(!base.contains(name) || base.overlaps(name));
    assert_eq!(Base::Srv(*base).contains(&Name::Srv(name)), Some(base.contains(name)));
}

fn algebra(one: &SrvSubtree<'_>, other: &SrvSubtree<'_>, names: &[SrvName<'_>]) {
    properties::equality(one, other);
    let meet = one.meet(*other);
    assert_eq!(meet, other.meet(*one), "{one} {other}");
    assert!(meet.is_none_or(|meet| one.covers(meet) && other.covers(meet)));
    assert_eq!(one == other, one.covers(*other) && other.covers(*one), "{one} {other}");
    for name in names {
        let both = one.contains(*name) && other.contains(*name);
        assert_eq!(meet.is_some_and(|meet| meet.contains(*name)), both, "{one} {other} {name}");
        assert!(!one.covers(*other) || !other.contains(*name) || one.contains(*name));
        assert!(!one.covers(*other) || !other.overlaps(*name) || one.overlaps(*name));
    }
}
