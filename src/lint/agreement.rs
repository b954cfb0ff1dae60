//! Test: linter and validator agree on what is malformed. A validator names the first broken rule and a linter all of
//! them, so each must find a fault if and only if the other does.
#![cfg(test)]

use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};

use crate::certificate::general_name::GeneralName;
use crate::der::{Reader, Tag};
use crate::lint::definition::{Chapter, Look};
use crate::lint::fault::Fault;
use crate::lint::read::certificate::{List, Subtree};
use crate::lint::read::srv_text::SrvText;
use crate::lint::rules::{constraints_forms, names_dns, srv_constraints, srv_syntax};
use crate::lint::severity::{RuleSet, Severity};
use crate::name::dns::{DnsPattern, DnsSubtree};
use crate::name::srv::{SrvName, SrvSubtree};

/// Returns every text of up to five of these characters, and longer ones made of parts.
fn texts() -> Vec<String> {
    const CHARACTERS: [char; 9] = ['_', '.', 'a', 'B', '-', '*', '1', ' ', 'é'];
    let mut all: Vec<String> = [String::new()].into();
    let mut last = all.clone();
    for _ in 0..5 {
        last = last.iter().flat_map(|text| CHARACTERS.map(|character| format!("{text}{character}"))).collect();
        all.extend_from_slice(&last);
    }
    let long = |count: usize| "a".repeat(count);
    let parts = [
        "",
        "_",
        "_imap",
        "__imap",
        "_im--ap",
        "_-imap",
        "_143",
        "_im.ap",
        "_im*p",
        "_imap\0",
        "example",
        "example.com",
        "com",
        "*",
        "w*",
        "_tcp",
        "a_b",
        "-a",
        "a-",
        "192.0.2.1",
        "2001:db8::1",
        "[::1]",
        "xn--a",
        "q--b",
        "a:b",
        "\u{7f}",
    ];
    let parts = parts.into_iter().map(String::from).chain([62, 63, 64].map(long));
    let parts: Vec<String> = parts.chain([62, 63].map(|count| format!("_{}", long(count)))).collect();
    for one in &parts {
        for other in &parts {
            all.push(format!("{one}.{other}"));
            all.extend(["_imap.", "*.", ".", ""].map(|front| format!("{front}{one}.{other}.com")));
        }
    }
    for octets in [251, 252, 253, 254, 255] {
        let name = format!("{}a.com", "abcdefg.".repeat(32)).split_off(256 + 5 - octets);
        all.extend(["", "_imap.", "_imap.*.", "*."].map(|front| format!("{front}{name}")));
    }
    all
}

/// Returns the ids of the lints of a chapter that report an error in a text, except some; `also` are warnings about
/// malformed text.
fn errors(chapter: &Chapter, text: &str, except: &[&str], also: &[&str]) -> Vec<&'static str> {
    let srv = SrvText::new(Tag::IA5_STRING, text.as_bytes(), 0);
    let look = |look: &Look| match look {
        Look::SrvName(look) | Look::SrvBase(look) => look(&srv),
        _ => None,
    };
    let lints = chapter.lints().iter().filter(|lint| !except.contains(&lint.id()));
    let speaking = lints.filter(|lint| {
        let is_error = |fault: Fault| fault.severity.unwrap_or(lint.severity()) == Severity::Error;
        look(&lint.look).is_some_and(|fault| is_error(fault) || also.contains(&lint.id()))
    });
    speaking.map(|lint| lint.id()).collect()
}

#[test]
fn on_srv_names() {
    // A wildcard is well-formed, and for mail an error all the same; a dot at the end is a warning by the catalogue.
    for text in texts() {
        let found = errors(&srv_syntax::CHAPTER, &text, &["srv_san_wildcard"], &["srv_san_trailing_dot"]);
        let parsed = SrvName::parse(&text);
        assert_eq!(found.is_empty(), parsed.is_ok(), "{text:?}: {found:?} and {parsed:?}");
    }
}

#[test]
fn on_srv_bases() {
    for text in texts() {
        let found = errors(&srv_constraints::CHAPTER, &text, &[], &[]);
        let parsed = SrvSubtree::parse(&text);
        assert_eq!(found.is_empty(), parsed.is_ok(), "{text:?}: {found:?} and {parsed:?}");
    }
}

/// Returns an element.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match u8::try_from(content.len()) {
        Ok(short @ ..=0x7f) => vec![short],
        Ok(long) => vec![0x81, long],
        Err(_) => vec![0x82, u8::try_from(content.len() >> 8).unwrap(), u8::try_from(content.len() & 0xff).unwrap()],
    };
    [&[tag], length.as_slice(), content].concat()
}

#[test]
fn on_dns_names() {
    // Underscores are an error in a name, and are compared all the same.
    let except = ["san_dns_underscore"];
    for text in texts() {
        let der = tlv(0x82, text.as_bytes());
        let name = GeneralName::from_der(&der).unwrap();
        let lints = names_dns::CHAPTER.lints().iter().filter(|lint| lint.rule_sets().contains(&RuleSet::Pkix));
        let errors = lints.filter(|lint| match lint.look {
            Look::Name(look) => lint.severity() == Severity::Error && look(&name).is_some(),
            _ => false,
        });
        let found: Vec<_> = errors.map(|lint| lint.id()).filter(|id| !except.contains(id)).collect();
        let parsed = DnsPattern::parse(&text);
        assert_eq!(found.is_empty(), parsed.is_ok(), "{text:?}: {found:?} and {parsed:?}");
    }
}

#[test]
fn on_dns_bases() {
    // A dot in front and underscores are errors in a base, and are evaluated all the same.
    let except = ["nc_dns_leading_dot", "nc_dns_underscore"];
    for text in texts() {
        let der = tlv(0x30, &tlv(0x82, text.as_bytes()));
        let subtree = Subtree::read(List::Permitted, 0, Reader::new(&der).element().unwrap()).unwrap();
        let lints = constraints_forms::CHAPTER.lints().iter().filter(|lint| !except.contains(&lint.id()));
        let errors = lints.filter(|lint| match lint.look {
            Look::Base(look) => lint.severity() == Severity::Error && look(&subtree).is_some(),
            _ => false,
        });
        let found: Vec<_> = errors.map(|lint| lint.id()).collect();
        // A dot alone is in front of nothing.
        let parsed =
            DnsSubtree::parse(&text).map(|_| ()).or_else(|error| if text == "." { Ok(()) } else { Err(error) });
        assert_eq!(found.is_empty(), parsed.is_ok(), "{text:?}: {found:?} and {parsed:?}");
    }
}
