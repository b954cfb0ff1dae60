//! Text as URIs and as their bases: three lines, each read as both.

use srvname::name::{Subtree, Uri, UriSubtree};

use super::{build, naive, properties};

pub fn run(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    let lines: Vec<&str> = text.splitn(3, '\n').collect();
    lines.iter().for_each(|line| syntax(line));
    properties::compiled(&lines.iter().map(|line| build::tlv(0x86, line.as_bytes())).collect::<Vec<_>>());
    let bases: Vec<UriSubtree<'_>> = lines.iter().filter_map(|line| UriSubtree::parse(line).ok()).collect();
    let names: Vec<Uri<'_>> = lines.iter().filter_map(|line| Uri::parse(line).ok()).collect();
    for base in &bases {
        names.iter().for_each(|name| pair(base, *name));
        bases.iter().for_each(|other| algebra(base, other, &names));
    }
    for name in &names {
        names.iter().for_each(|other| properties::equality(name, other));
    }
}

fn syntax(text: &str) {
    match Uri::parse(text) {
        Ok(uri) => {
            assert_eq!(uri.to_string(), text);
            let behind = text.strip_prefix(uri.scheme()).and_then(|rest| rest.strip_prefix(':'));
            let behind = behind.expect("a scheme and a colon");
            match uri.host() {
                Ok(host) => assert!(behind.starts_with("//") && behind.contains(host.as_str()), "{text:?}"),
                Err(error) => {
                    properties::name_error(&error, text.len());
                    assert!(error.rule().leaves_no_host(), "{text:?}");
                }
            }
        }
        Err(error) => properties::name_error(&error, text.len()),
    }
    match UriSubtree::parse(text) {
        Ok(base) => assert_eq!(base.to_string(), text),
        Err(error) => properties::name_error(&error, text.len()),
    }
    assert_eq!(Uri::parse(text).is_ok(), naive::uri(text).is_some(), "{text:?}");
    assert_eq!(UriSubtree::parse(text).is_ok(), naive::uri_base(text).is_some(), "{text:?}");
}

fn pair(base: &UriSubtree<'_>, uri: Uri<'_>) {
    let (own, other) = (naive::uri_base(&base.to_string()), naive::uri(uri.as_str()));
    let (Some(own), Some(other)) = (own, other) else { panic!("the syntaxes differ") };
    assert_eq!(base.contains(uri), own.contains(&other), "{base} {uri}");
}

fn algebra(one: &UriSubtree<'_>, other: &UriSubtree<'_>, names: &[Uri<'_>]) {
    properties::equality(one, other);
    let meet = one.meet(*other);
    assert_eq!(meet, other.meet(*one), "{one} {other}");
    assert_eq!(one == other, one.covers(*other) && other.covers(*one), "{one} {other}");
    for name in names {
        let inside = |base: &UriSubtree<'_>| base.contains(*name) == Some(true);
        assert_eq!(meet.is_some_and(|meet| inside(&meet)), inside(one) && inside(other), "{one} {other} {name}");
    }
}
