//! Facts in text: one base against one name, and one reference against some presented names.

use serde_json::Value;
use srvname::{
    ReferenceId,
    certificate::{GeneralName, PresentedId},
    identity::Wildcards,
    name::{Base, Name, NameError, SrvName},
};

use super::judge;
use srvname_testkit::corpora::read::{cases, hex, id, latin1, list, text};
use srvname_testkit::corpora::row::{Answer, Row};
use srvname_testkit::make::{self, Constraints, der};

/// `srv-nc-facts/1`: SRVName bases, through a path of two certificates.
pub(crate) fn srv_constraints(file: &Value) -> Vec<Row> {
    let answer = |case: &Value| {
        let constraint = srv(text(case, "constraint"));
        let constraints = match text(case, "list") {
            "permitted" => Constraints::new().permit(constraint),
            _ => Constraints::new().exclude(constraint),
        };
        let san = der::sequence([srv(text(case, "name"))]);
        judge::pair(&constraints.der(), &make::Dn::empty().der(), Some(&san))
    };
    cases(file).iter().map(|case| fact(case, "expected", answer(case))).collect()
}

/// `dns-constraint-facts/1`: one dNSName base against one dNSName.
pub(crate) fn dns_constraints(file: &Value) -> Vec<Row> {
    let answer = |case: &Value| {
        let name = dns(text(case, "presented"));
        let base = dns(text(case, "constraint"));
        match (name_of(&name), base_of(&base)) {
            (Err(error), _) => Answer::because("malformed-name", format!("{:?}", error.rule())),
            (_, Err(error)) => Answer::because("malformed-constraint", format!("{:?}", error.rule())),
            (Ok(name), Ok(base)) => match text(case, "list") {
                "permitted" => caught(base.contains(&name)),
                _ => caught(base.overlaps(&name)),
            },
        }
    };
    cases(file).iter().map(|case| fact(case, "result", answer(case))).collect()
}

/// `srv-match-facts/1`: one SRV-ID against what a certificate presents.
pub(crate) fn srv_matches(file: &Value) -> Vec<Row> {
    let answer = |case: &Value| {
        let reference = match SrvName::parse(text(case, "reference")) {
            Ok(name) if !name.name().is_wildcard() => {
                ReferenceId::Srv { service: name.service(), name: name.name().name() }
            }
            Ok(_) => return Answer::because("invalid-reference", "a wildcard"),
            Err(error) => return Answer::because("invalid-reference", format!("{:?}", error.rule())),
        };
        let presented = match case["presented_other_value_hex"].as_str() {
            Some(value) => Vec::from([make::srv_raw(&hex(value))]),
            None => list(case, "presented").iter().filter_map(Value::as_str).map(prefixed).collect(),
        };
        presented_answer(&reference, &presented)
    };
    cases(file).iter().map(|case| fact(case, "expected", answer(case))).collect()
}

fn presented_answer(reference: &ReferenceId<'_>, presented: &[make::GeneralName]) -> Answer {
    let general_names = presented.iter().map(read).collect::<Vec<_>>();
    let presented = general_names.iter().map(PresentedId::from_general_name).collect::<Vec<_>>();
    if presented.iter().any(|presented| reference.matches(presented, Wildcards::default())) {
        return Answer::plain("match");
    }
    let mut services = presented.iter().filter(|presented| presented.form() == srvname::name::Form::SrvName).peekable();
    if services.peek().is_none() {
        return Answer::plain("no-srv-id");
    }
    match services.find_map(|presented| presented.name().err()) {
        Some(error) => Answer::because("invalid-presented", format!("{:?}", error.rule())),
        None => Answer::plain("mismatch"),
    }
}

fn prefixed(name: &str) -> make::GeneralName {
    match name.split_once(':') {
        Some(("srv", name)) => srv(name),
        Some(("dns", name)) => dns(name),
        _ => panic!("a presented name of an unknown form: {name}"),
    }
}

fn fact(case: &Value, field: &str, answer: Answer) -> Row {
    Row {
        id: id(case),
        contested: case["contested"].as_bool(),
        topic: String::new(),
        expected: text(case, field).to_owned(),
        answer,
    }
}

fn caught(answer: Option<bool>) -> Answer {
    match answer {
        Some(true) => Answer::plain("match"),
        Some(false) => Answer::plain("no-match"),
        None => Answer::plain("not-compared"),
    }
}

/// An SRVName or an SRVName base from its text.
pub(crate) fn srv(text: &str) -> make::GeneralName {
    make::srv_raw(&der::tlv(der::IA5_STRING, &latin1(text)))
}

/// A dNSName or a dNSName base from its text.
pub(crate) fn dns(text: &str) -> make::GeneralName {
    make::raw(0x82, &latin1(text))
}

/// The GeneralName, read.
pub(crate) fn read(general_name: &make::GeneralName) -> GeneralName<'_> {
    GeneralName::from_der(general_name.der()).expect("a GeneralName")
}

/// The GeneralName as a presented name.
pub(crate) fn name_of(general_name: &make::GeneralName) -> Result<Name<'_>, NameError> {
    read(general_name).name()
}

/// The GeneralName as a base.
pub(crate) fn base_of(general_name: &make::GeneralName) -> Result<Base<'_>, NameError> {
    read(general_name).base()
}
