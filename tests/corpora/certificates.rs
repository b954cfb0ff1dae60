//! Certificates and constraint values that must decode to what their sources say, or fail for a definite reason.

use serde_json::Value;
use srvname::{
    Certificate,
    certificate::{GeneralName, NameConstraints},
    name::Form,
};

use super::judge::unreadable;
use srvname_testkit::corpora::read::{cases, id, latin1, list, octets, text};
use srvname_testkit::corpora::row::{Answer, Row};
use srvname_testkit::make::der;

/// `srv-cert-corpus/1`: certificates that carry SRVNames, and the SRVNames in them.
pub(crate) fn srv_certificates(file: &Value) -> Vec<Row> {
    cases(file).iter().flat_map(srv_certificate).collect()
}

/// One row for what the certificate holds, and one for each SRVName: a name or none.
fn srv_certificate(case: &Value) -> Vec<Row> {
    let der = octets(case, "der").expect("der");
    let certificate = match Certificate::from_der(&der) {
        Ok(certificate) => certificate,
        Err(error) => return Vec::from([row(id(case), "parse", Answer::because("reject-parse", unreadable(&error)))]),
    };
    let names = certificate.subject_alt_name();
    let names = names.iter().flat_map(|names| names.general_names()).filter(is_srv).collect::<Vec<_>>();
    let constraints = certificate.name_constraints();
    let subtrees = |list: &str| match (constraints, list) {
        (Some(constraints), "permitted") => constraints.permitted().iter().collect::<Vec<_>>(),
        (Some(constraints), _) => constraints.excluded().iter().collect(),
        (None, _) => Vec::new(),
    };
    let bases = |list: &str| subtrees(list).into_iter().map(|subtree| *subtree.base()).filter(is_srv);
    let bases = bases("permitted").chain(bases("excluded")).collect::<Vec<_>>();
    let mut rows = held(case, "san_srv", &names);
    rows.extend(held(case, "nc_srv", &bases));
    let agree = |value: &Value, name: &GeneralName<'_>| {
        value["rfc4985_name"].as_bool() == Some(name.name().is_ok())
            && value["tag"] == name.value().first().copied().unwrap_or(0)
    };
    for (value, name) in case["san_srv"].as_array().into_iter().flatten().zip(&names) {
        let verdict = if agree(value, name) { "as listed" } else { "otherwise" };
        rows.push(row(format!("{} {}", id(case), text(value, "text")), "as listed", Answer::plain(verdict)));
    }
    rows
}

fn held(case: &Value, field: &str, found: &[GeneralName<'_>]) -> Vec<Row> {
    let Some(listed) = case[field].as_array() else { return Vec::new() };
    let listed = listed.iter().map(|value| latin1(text(value, "text")));
    let same = listed.eq(found.iter().map(|name| name.octets().to_vec()));
    let answer = Answer::plain(if same { "as listed" } else { "otherwise" });
    Vec::from([row(format!("{} {field}", id(case)), "as listed", answer)])
}

fn is_srv(name: &GeneralName<'_>) -> bool {
    name.form() == Form::SrvName
}

/// `nc-parse-corpus/1`: certificates, or NameConstraints values with what they hold.
pub(crate) fn constraint_values(file: &Value) -> Vec<Row> {
    let row = |case: &Value| match octets(case, "der") {
        Some(der) => Row {
            id: id(case),
            contested: case["contested"].as_bool(),
            topic: String::new(),
            expected: text(case, "expected").to_owned(),
            answer: certificate(&der),
        },
        None => row(id(case), "as listed", value(case)),
    };
    cases(file).iter().map(row).collect()
}

/// Whether a certificate decodes, with its constraints: what a base says is asked too, since there is where the
/// library keeps the answer.
fn certificate(der: &[u8]) -> Answer {
    let certificate = match Certificate::from_der(der) {
        Ok(certificate) => certificate,
        Err(error) => return Answer::because("reject-parse", unreadable(&error)),
    };
    let Some(constraints) = certificate.name_constraints() else { return Answer::plain("parse") };
    let mut subtrees = constraints.permitted().iter().chain(constraints.excluded().iter());
    match subtrees.find_map(|subtree| subtree.base().base().err()) {
        Some(error) => Answer::because("reject-parse", format!("{:?}", error.rule())),
        None => Answer::plain("parse"),
    }
}

/// Whether a value decodes to the lists that another decoder found in it.
fn value(case: &Value) -> Answer {
    let der = octets(case, "nc_der").expect("nc_der");
    let constraints = match NameConstraints::from_der(&der) {
        Ok(constraints) => constraints,
        Err(error) => return Answer::because("reject-parse", format!("{:?}", error.kind())),
    };
    let found = |list: srvname::certificate::GeneralSubtrees<'_>| {
        list.iter().map(|subtree| shown(subtree.base())).collect::<Vec<_>>()
    };
    let listed = |field| list(case, field).iter().map(listed).collect::<Vec<_>>();
    let same =
        found(constraints.permitted()) == listed("permitted") && found(constraints.excluded()) == listed("excluded");
    Answer::plain(if same { "as listed" } else { "otherwise" })
}

/// Form and octets, as the corpus lists them: text for the textual forms, hexadecimal for the others.
fn shown(base: &GeneralName<'_>) -> (String, Vec<u8>) {
    let octets = match base.form() {
        Form::DnsName | Form::Rfc822Name | Form::Uri => base.octets().to_vec(),
        Form::DirectoryName => der::hex(&der::tlv(der::SEQUENCE, base.value())).into_bytes(),
        _ => der::hex(base.value()).into_bytes(),
    };
    (base.form().to_string(), octets)
}

fn listed(base: &Value) -> (String, Vec<u8>) {
    let part = |index: usize| base[index].as_str().expect("a form and a value");
    (part(0).to_owned(), latin1(part(1)))
}

fn row(id: String, expected: &str, answer: Answer) -> Row {
    Row { id, contested: None, topic: String::new(), expected: expected.to_owned(), answer }
}
