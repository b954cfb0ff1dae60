//! Small tables, one function each: presented against reference, valid as which kind of name, addresses, masks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::Value;
use srvname::{
    ReferenceId,
    certificate::PresentedId,
    identity::Wildcards,
    name::{IpSubtree, NameError},
};

use super::facts::{dns, name_of, read};
use srvname_testkit::corpora::read::{cases, hex, text};
use srvname_testkit::corpora::row::{Answer, Row};

/// `dnsid-match/1`: a presented dNSName against a DNS-ID.
pub(crate) fn dns_id_match(file: &Value) -> Vec<Row> {
    let answer = |case: &Value| {
        let presented = dns(text(case, "presented"));
        let general_name = read(&presented);
        let presented = PresentedId::from_general_name(&general_name);
        match (presented.name(), ReferenceId::dns(text(case, "reference"))) {
            (Err(error), _) => malformed("bad-der", error),
            (_, Err(error)) => Answer::because("bad-der", format!("reference {:?}", error.rule())),
            (Ok(_), Ok(reference)) if reference.matches(&presented, Wildcards::default()) => Answer::plain("match"),
            (Ok(_), Ok(_)) => Answer::plain("mismatch"),
        }
    };
    let row = |case: &Value| {
        let id = format!("{:?} against {:?}", text(case, "presented"), text(case, "reference"));
        row(case, id, text(case, "result"), answer(case))
    };
    cases(file).iter().map(row).collect()
}

/// `dnsname-validity/1`: which texts are a reference, and which a presented dNSName. Two rows a case.
pub(crate) fn dns_name_validity(file: &Value) -> Vec<Row> {
    let as_reference = |case: &Value| valid(ReferenceId::dns(text(case, "name")).map(drop));
    let as_presented = |case: &Value| valid(name_of(&dns(text(case, "name"))).map(drop));
    let rows = |case: &Value| {
        let row = |kind: &str, expected: &Value, answer| {
            row(case, format!("{kind} {:?}", text(case, "name")), yes(expected), answer)
        };
        [
            row("reference", &case["valid_reference"], as_reference(case)),
            row("presented", &case["valid_presented"], as_presented(case)),
        ]
    };
    cases(file).iter().flat_map(rows).collect()
}

/// `ip-parse/1`: textual addresses. The library reads none: an IP-ID is made of an address that `core` has parsed. So
/// this asks what a caller gets who hands such text to `core::net`, and that the IP-ID matches exactly those octets.
pub(crate) fn ip_parse(file: &Value) -> Vec<Row> {
    let answer = |case: &Value| {
        let address = match case["v"].as_u64() {
            Some(4) => text(case, "text").parse::<Ipv4Addr>().map(IpAddr::V4),
            _ => text(case, "text").parse::<Ipv6Addr>().map(IpAddr::V6),
        };
        let Ok(address) = address else { return Answer::plain("invalid") };
        let presented = srvname_testkit::make::ip_raw(&hex(case["bytes"].as_str().unwrap_or_default()));
        let general_name = read(&presented);
        match ReferenceId::ip(address).matches(&PresentedId::from_general_name(&general_name), Wildcards::default()) {
            true => Answer::plain("valid"),
            false => Answer::because("invalid", "another address"),
        }
    };
    let row =
        |case: &Value| row(case, format!("{} {:?}", case["v"], text(case, "text")), yes(&case["valid"]), answer(case));
    cases(file).iter().map(row).collect()
}

/// `ip-mask/1`: which masks are contiguous.
pub(crate) fn ip_mask(file: &Value) -> Vec<Row> {
    let row = |case: &Value| {
        let octets = [hex(text(case, "address")), hex(text(case, "mask"))].concat();
        let id = format!("{}/{}", text(case, "address"), text(case, "mask"));
        row(case, id, yes(&case["valid"]), valid(IpSubtree::from_octets(&octets).map(drop)))
    };
    cases(file).iter().map(row).collect()
}

fn row(case: &Value, id: String, expected: &str, answer: Answer) -> Row {
    let expected = expected.to_owned();
    Row { id, contested: case["contested"].as_bool(), topic: String::new(), expected, answer }
}

fn yes(flag: &Value) -> &'static str {
    if flag == true { "valid" } else { "invalid" }
}

fn valid(parsed: Result<(), NameError>) -> Answer {
    match parsed {
        Ok(()) => Answer::plain("valid"),
        Err(error) => malformed("invalid", error),
    }
}

fn malformed(verdict: &'static str, error: NameError) -> Answer {
    Answer::because(verdict, format!("{:?}", error.rule()))
}
