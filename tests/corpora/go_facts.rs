//! `go-nc-facts/1`: chains described in text, and the small tables of mailboxes and bad names beside them.

use std::net::IpAddr;

use serde_json::Value;

use super::facts::{base_of, name_of};
use super::judge;
use srvname_testkit::corpora::read::{cases, hex, id, latin1, list, text, text_or_empty};
use srvname_testkit::corpora::row::{Answer, Row};
use srvname_testkit::make::{self, Constraints, Dn, GeneralName, der, oid};

/// The rows.
pub(crate) fn rows(file: &Value) -> Vec<Row> {
    let mut rows = cases(file).iter().map(chain).collect::<Vec<_>>();
    let table = |field| file[field].as_array().into_iter().flatten();
    rows.extend(table("rfc2821").map(mailbox));
    rows.extend(table("bad_names_in_constraints").filter_map(Value::as_str).map(bad_base));
    rows.extend(table("bad_names_in_sans").filter_map(Value::as_str).map(bad_name));
    rows.extend(file.get("ip_host_bits").map(host_bits));
    rows
}

/// A case: several certificates on one level mean that one good path is enough.
fn chain(case: &Value) -> Row {
    let intermediates = list(case, "intermediates").iter().filter_map(Value::as_array);
    let levels = std::iter::once(case["roots"].as_array().expect("roots")).chain(intermediates).collect::<Vec<_>>();
    let mut paths = Vec::from([Vec::new()]);
    for level in levels {
        let longer = |path: &Vec<Option<Vec<u8>>>| {
            let path = path.clone();
            level.iter().map(move |certificate| [path.clone(), Vec::from([constraints(certificate)])].concat())
        };
        paths = paths.iter().flat_map(longer).collect();
    }
    let subject = Dn::empty().and(oid::ORGANIZATION, der::UTF8_STRING, "Leaf");
    let subject = match text_or_empty(case, "cn") {
        "" => subject,
        name => subject.and_cn(name),
    };
    let san = list(case, "sans").iter().filter_map(Value::as_str).map(|name| general_name(name, Use::Name));
    let san = san.collect::<Vec<_>>();
    let san = (!san.is_empty()).then(|| der::sequence(san));
    let answers = paths.iter().map(|path| judge::below(path, &subject.der(), san.as_deref()));
    let answer = answers.reduce(|first, next| if next.verdict == "accept" { next } else { first });
    row(id(case), text_or_empty(case, "why"), text(case, "expected"), answer.expect("a path"))
}

fn constraints(certificate: &Value) -> Option<Vec<u8>> {
    let bases =
        |field| list(certificate, field).iter().filter_map(Value::as_str).map(|base| general_name(base, Use::Base));
    let constraints = bases("permitted").fold(Constraints::new(), Constraints::permit);
    let constraints = bases("excluded").fold(constraints, Constraints::exclude);
    let any = bases("permitted").chain(bases("excluded")).next().is_some();
    any.then(|| constraints.der())
}

fn mailbox(case: &Value) -> Row {
    let mailbox = general_name(&format!("email:{}", text(case, "in")), Use::Name);
    let answer = match name_of(&mailbox) {
        Ok(srvname::name::Name::Mailbox(mailbox))
            if mailbox.host().is_ok_and(|host| host.as_str() == text(case, "domain")) =>
        {
            Answer::plain("valid")
        }
        Ok(_) => Answer::because("invalid", "another domain"),
        Err(error) => Answer::because("invalid", format!("{:?}", error.rule())),
    };
    let expected = if case["valid"] == true { "valid" } else { "invalid" };
    row(format!("rfc2821 {}", text(case, "in")), "syntax", expected, answer)
}

fn bad_base(base: &str) -> Row {
    let answer = match base_of(&general_name(base, Use::RawBase)) {
        Ok(_) => Answer::plain("valid"),
        Err(error) => Answer::because("invalid", format!("{:?}", error.rule())),
    };
    row(format!("bad base {base}"), "syntax", "invalid", answer)
}

fn bad_name(name: &str) -> Row {
    let answer = match name_of(&general_name(name, Use::Name)) {
        Ok(_) => Answer::plain("valid"),
        Err(error) => Answer::because("invalid", format!("{:?}", error.rule())),
    };
    row(format!("bad name {name}"), "syntax", "invalid", answer)
}

fn host_bits(case: &Value) -> Row {
    let excluded = list(case, "excluded").iter().filter_map(Value::as_str).map(|base| general_name(base, Use::Network));
    let constraints = excluded.fold(Constraints::new(), Constraints::exclude);
    let san = der::sequence([general_name(text(case, "san"), Use::Name)]);
    let answer = judge::pair(&constraints.der(), &Dn::empty().der(), Some(&san));
    row("ip host bits".to_owned(), "names", text(case, "expected"), answer)
}

fn row(id: String, topic: &str, expected: &str, answer: Answer) -> Row {
    Row { id, contested: None, topic: topic.to_owned(), expected: expected.to_owned(), answer }
}

#[derive(Clone, Copy, PartialEq)]
enum Use {
    Name,
    Base,
    /// A base whose text is to be kept, address or not.
    RawBase,
    /// A network without the prefix that names its form.
    Network,
}

fn general_name(text: &str, used: Use) -> GeneralName {
    let (form, value) = match used {
        Use::Network => ("ip", text),
        _ => text.split_once(':').expect("a form and a value"),
    };
    match form {
        "dns" => make::raw(0x82, &utf8_or_latin1(value)),
        "email" => make::raw(0x81, &utf8_or_latin1(value)),
        "uri" => make::raw(0x86, &utf8_or_latin1(value)),
        "ip" if used == Use::Name => make::ip_raw(&octets(value)),
        "ip" => make::ip_raw(&network(value)),
        "invalidip" => make::ip_raw(&hex(value)),
        "unknown" => make::raw(0x89, value.as_bytes()),
        _ => panic!("a name of an unknown form: {text}"),
    }
}

/// This file holds text as such: what is beyond Latin-1 stands in UTF-8.
fn utf8_or_latin1(text: &str) -> Vec<u8> {
    if text.chars().all(|character| u32::from(character) < 0x100) { latin1(text) } else { text.as_bytes().to_vec() }
}

fn octets(address: &str) -> Vec<u8> {
    match address.parse().expect("an address") {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

/// Address and mask, from `10.0.0.0/8` or `10.0.0.0/255.0.0.0`.
fn network(text: &str) -> Vec<u8> {
    let (address, mask) = text.split_once('/').expect("a network");
    let address = octets(address);
    let mask = match mask.parse::<usize>() {
        Ok(ones) => (0..address.len() * 8).map(|bit| bit < ones).collect::<Vec<_>>().chunks(8).map(bits).collect(),
        Err(_) => octets(mask),
    };
    [address, mask].concat()
}

fn bits(bits: &[bool]) -> u8 {
    bits.iter().fold(0, |octet, bit| octet << 1 | u8::from(*bit))
}
