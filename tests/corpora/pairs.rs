//! `nc-pair-corpus/1`: one NameConstraints value against one name, or against a subject and a subjectAltName.

use serde_json::Value;
use srvname::certificate::NameConstraints;

use super::judge;
use srvname_testkit::corpora::read::{cases, id, octets, text};
use srvname_testkit::corpora::row::{Answer, Row};

/// An empty Name, for a row that gives no subject.
const NO_SUBJECT: &[u8] = &[0x30, 0x00];

/// A subjectAltName without entries.
const NO_NAMES: &[u8] = &[0x30, 0x00];

/// The rows.
pub(crate) fn rows(file: &Value) -> Vec<Row> {
    cases(file).iter().flat_map(case_rows).collect()
}

fn case_rows(case: &Value) -> Vec<Row> {
    if case.get("permitted_nc_der").is_some() {
        return ["permitted", "excluded"].map(|list| both_lists(case, list)).into();
    }
    let constraints = octets(case, "nc_der").expect("nc_der");
    let answer = match case["check"].as_str() {
        Some("parse") => parse(&constraints),
        _ => names(case, &constraints),
    };
    let expected = text(case, "expected").to_owned();
    Vec::from([Row { id: id(case), contested: case["contested"].as_bool(), topic: topic(case), expected, answer }])
}

/// A row that gives one subtree list twice, as what is permitted and as what is excluded.
fn both_lists(case: &Value, list: &str) -> Row {
    let constraints = octets(case, &format!("{list}_nc_der")).expect("constraints");
    Row {
        id: format!("{} {list}", id(case)),
        contested: case[format!("contested_{list}")].as_bool(),
        topic: topic(case),
        expected: if text(case, list) == "Success" { "ok" } else { "reject" }.to_owned(),
        answer: names(case, &constraints),
    }
}

fn topic(case: &Value) -> String {
    ["why", "check", "result", "file"].iter().filter_map(|field| case[field].as_str()).collect::<Vec<_>>().join(" ")
}

fn names(case: &Value, constraints: &[u8]) -> Answer {
    let subject = octets(case, "subject_der");
    // A list without entries holds no name. That it refuses a certificate by itself is another question than this one.
    let san = octets(case, "san_der").filter(|san| san != NO_NAMES);
    let answer = judge::pair(constraints, subject.as_deref().unwrap_or(NO_SUBJECT), san.as_deref());
    Answer { verdict: if answer.verdict == "accept" { "ok" } else { "reject" }, ..answer }
}

/// Whether the value can be read and every base in it.
fn parse(constraints: &[u8]) -> Answer {
    let constraints = match NameConstraints::from_der(constraints) {
        Ok(constraints) => constraints,
        Err(error) => return Answer::because("reject", format!("{:?}", error.kind())),
    };
    let subtrees = constraints.permitted().iter().chain(constraints.excluded().iter());
    for subtree in subtrees {
        if let Err(error) = subtree.base().base() {
            return Answer::because("reject", format!("{:?}", error.rule()));
        }
        if !subtree.has_rfc5280_bounds() {
            return Answer::because("reject", "unsupported_constraint");
        }
    }
    Answer::plain("ok")
}
