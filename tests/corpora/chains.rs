//! `nc-chain-corpus/1`: certificates in a pool, and cases that name one path through it or several.

use serde_json::Value;
use srvname::{ReferenceId, name::NameError};

use super::judge;
use srvname_testkit::corpora::read::{base64, cases, id, list, text, text_or_empty};
use srvname_testkit::corpora::row::{Answer, Row};

/// The rows: the names of a path, and in the suite that is about subjectAltName and common name the peer as well.
///
/// A row that asks for a host tells why such a host would be refused where its path is not.
pub(crate) fn rows(file: &Value, name: &str) -> Vec<Row> {
    let pool = pool(file);
    let identified = name.contains("san-cn");
    let row = |case: &Value| {
        let references = identified.then(|| peers(case, "peer"));
        let mut answer = best(case, &pool, references.as_deref());
        if let (Some(host), "accept") = (case["host"].as_str(), answer.verdict) {
            answer.reason = best(case, &pool, Some(&[host_reference(host)])).reason;
        }
        row(case, id(case), text(case, "expected"), answer)
    };
    cases(file).iter().map(row).collect()
}

/// What the rows say about identity where the file's own question is the path: the host that BetterTLS asks for, and
/// the peers that webpki's certificates are and are not.
pub(crate) fn identity_rows(file: &Value) -> Vec<Row> {
    let pool = pool(file);
    let rows = |case: &Value| {
        let mut rows = Vec::new();
        let mut ask = |reference: Result<ReferenceId<'_>, NameError>, name: &str, expected: &str| {
            let answer = best(case, &pool, Some(&[reference]));
            rows.push(row(case, format!("{} as {name}", id(case)), expected, answer));
        };
        if let Some(host) = case["host"].as_str() {
            ask(host_reference(host), host, text(case, "expected"));
        }
        if let Some(refused) = case["peer_reject"].as_array() {
            let accepted = list(case, "peer").iter().map(|named| (named, "accept"));
            for (named, expected) in accepted.chain(refused.iter().map(|named| (named, "reject"))) {
                ask(peer(named), &named.to_string(), expected);
            }
        }
        rows
    };
    cases(file).iter().flat_map(rows).collect()
}

fn row(case: &Value, id: String, expected: &str, answer: Answer) -> Row {
    Row {
        id,
        contested: case["contested"].as_bool(),
        topic: text_or_empty(case, "why").to_owned(),
        expected: expected.to_owned(),
        answer,
    }
}

/// One good path is enough; of several bad ones, the first says why.
fn best(case: &Value, pool: &[Vec<u8>], references: Option<&[Result<ReferenceId<'_>, NameError>]>) -> Answer {
    let references = references.map(|list| list.iter().copied().collect::<Result<Vec<_>, _>>());
    let answer = |path: Vec<&[u8]>| match &references {
        None => judge::path(&path, None),
        Some(Ok(references)) => judge::path(&path, Some(references)),
        Some(Err(error)) => Answer::because("reject", format!("reference {:?}", error.rule())),
    };
    let answers = paths(case, pool).map(answer);
    let best =
        answers.reduce(|first, next| if first.verdict != "accept" && next.verdict == "accept" { next } else { first });
    best.expect("a case has a path")
}

fn pool(file: &Value) -> Vec<Vec<u8>> {
    list(file, "pool").iter().map(|der| base64(der.as_str().expect("base64"))).collect()
}

fn paths<'p>(case: &Value, pool: &'p [Vec<u8>]) -> impl Iterator<Item = Vec<&'p [u8]>> {
    let one = case["path"].as_array().into_iter();
    let several = case["paths"].as_array().into_iter().flatten().filter_map(Value::as_array);
    let indexes = one.chain(several).map(|path| path.iter().filter_map(Value::as_u64).collect::<Vec<_>>());
    let paths = indexes.collect::<Vec<_>>();
    let certificate = |index: &u64| pool[usize::try_from(*index).expect("an index")].as_slice();
    paths.into_iter().map(move |path| path.iter().map(certificate).collect())
}

fn host_reference(host: &str) -> Result<ReferenceId<'_>, NameError> {
    host.parse().map_or_else(|_| ReferenceId::dns(host), |address| Ok(ReferenceId::ip(address)))
}

fn peers<'c>(case: &'c Value, field: &str) -> Vec<Result<ReferenceId<'c>, NameError>> {
    list(case, field).iter().map(peer).collect()
}

fn peer(peer: &Value) -> Result<ReferenceId<'_>, NameError> {
    match (peer[0].as_str(), peer[1].as_str()) {
        (Some("dns"), Some(name)) => ReferenceId::dns(name),
        (Some("ip"), Some(address)) => Ok(ReferenceId::ip(address.parse().expect("an address"))),
        _ => panic!("a peer that is neither a name nor an address: {peer}"),
    }
}
