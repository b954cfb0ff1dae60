//! The cases of this mechanism.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use srvname::Certificate;
use srvname::delegation::posh::{
    CopiedFingerprints, Document, DocumentError, DocumentNote, HttpsUrl, Material, Mismatch, MismatchHint, PoshQuery,
    PoshResponse, PoshService, PoshVerdict, Presented,
};
use srvname::delegation::{Dane, DaneAndMtaSts, Delegation, Mechanism, Outcome, RefusalReason, Verdicts};
use srvname::identity::SourceDomain;
use srvname_testkit::digests::Sha2;

use super::cases::Exception;

/// What is answered otherwise than a case expects, with the section that decides.
pub(crate) const EXCEPTIONS: &[Exception] = &[(
    "ma-10-hash-of-issuer",
    "RFC 7711 §6: whose hash the fingerprint is cannot be seen, so this mismatch has the hint of every other one, to fetch \
     the document again once",
)];

/// The answer to a case, in the members that the cases use.
pub(crate) fn answer(file: &Value, case: &Value) -> Value {
    let input = &case["input"];
    match case["kind"].as_str() {
        Some("parse") => parse(input),
        Some("match") => matching(input),
        Some("service") => service(file, input),
        Some("url") => url(input),
        Some("http") => http(input),
        Some("publish") => publish(input),
        kind => json!({ "kind": kind }),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn read(body: &Value) -> Result<Document, DocumentError> {
    Document::read(text(body).as_bytes()).map(|read| read.document)
}

fn parse(input: &Value) -> Value {
    let read = match Document::read(text(&input["body"]).as_bytes()) {
        Ok(read) => read,
        Err(error) => return json!({ "result": "invalid", "reason": error.to_string() }),
    };
    let mut answer = match &read.document {
        Document::Reference(reference) => json!({
            "result": "reference",
            "url": reference.url.as_str(),
            "expires": reference.expires.seconds(),
        }),
        Document::Fingerprints(document) => {
            let unusable: Vec<_> = document
                .descriptors()
                .iter()
                .enumerate()
                .filter(|(_, descriptor)| descriptor.deciding().is_none())
                .map(|(index, _)| index)
                .collect();
            let mut answer = json!({
                "result": "fingerprints",
                "descriptors": document.descriptors().len(),
                "expires": document.expires().seconds(),
            });
            if !unusable.is_empty() {
                answer["unusable"] = json!(unusable);
            }
            answer
        }
    };
    if !read.notes.is_empty() {
        answer["notes"] = read.notes.iter().map(DocumentNote::to_string).collect();
    }
    answer
}

/// Seconds since 1970 of a time as RFC 3339 writes it.
fn seconds(time: &Value) -> i64 {
    let digits: Vec<i64> =
        text(time).split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let [year, month, day, hour, minute, second] = digits[..] else { panic!("{time}: a time") };
    // Years that begin in March have the leap day at their end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    86_400 * days + 3_600 * hour + 60 * minute + second
}

fn verdict(material: &Material, certificate: &Value, time: &Value, age: u64) -> PoshVerdict {
    let der = STANDARD.decode(text(certificate)).expect("base64");
    let certificate = Certificate::from_der(&der).expect("a certificate");
    material.verify(Presented { certificate: &certificate, now: seconds(time), age }, &Sha2)
}

fn outcome(verdict: &PoshVerdict) -> Map<String, Value> {
    let mut answer = json!({ "outcome": verdict.code() });
    match verdict {
        PoshVerdict::Match { descriptor, function } => {
            answer["descriptor"] = json!(descriptor);
            answer["algorithm"] = json!(function.name());
        }
        PoshVerdict::CertificateExpired { descriptor, .. } | PoshVerdict::CertificateNotYetValid { descriptor, .. } => {
            answer["descriptor"] = json!(descriptor);
        }
        PoshVerdict::NoMatch(mismatch) => {
            answer["reason"] = json!(verdict.to_string());
            if let Mismatch::None(hint) = mismatch {
                answer["hint"] = json!(MismatchHint::to_string(hint));
            }
        }
        PoshVerdict::Stale { .. } => answer["then"] = json!(verdict.to_string()),
        _ => answer["reason"] = json!(verdict.to_string()),
    }
    answer.as_object().expect("an object").clone()
}

fn matching(input: &Value) -> Value {
    let documents: Result<Vec<_>, _> = input["documents"].as_array().expect("documents").iter().map(read).collect();
    let invalid = |reason: String| json!({ "outcome": "invalid", "reason": reason });
    let documents = match documents {
        Ok(documents) => documents,
        Err(error) => return invalid(error.to_string()),
    };
    let material = match Material::resolve(&documents[0], documents.get(1)) {
        Ok(material) => material,
        Err(error) => return invalid(error.to_string()),
    };
    let age = input["fetched_ago"].as_u64().expect("seconds");
    let verdict = verdict(&material, &input["certificate"], &input["time"], age);
    let mut answer = outcome(&verdict);
    if let Some(dane) = input["dane"].as_str() {
        let (overall, by) = together(input, dane, &verdict);
        answer.insert("overall".to_owned(), json!(overall));
        answer.insert("by".to_owned(), json!(by));
        // The cases explain the whole then, and not the part of POSH.
        answer.remove("reason");
        answer.remove("hint");
    }
    Value::Object(answer)
}

/// What DANE and POSH come to together, and which of them decides.
fn together(input: &Value, dane: &str, verdict: &PoshVerdict) -> (&'static str, &'static str) {
    let source = SourceDomain::from_user_input(text(&input["source"])).expect("a domain");
    let service = PoshService::parse(text(&input["service"])).expect("a service");
    let dane = match dane {
        "authenticated" => Dane::Key,
        "not-authenticated" => Dane::Fails,
        _ => Dane::NotApplicable,
    };
    let verdicts = Verdicts::new(source, Delegation::Direct).with_dane(dane).with_posh(verdict.about(service));
    match verdicts.outcome(DaneAndMtaSts::BothMustHold) {
        Outcome::Authenticated(peer) if peer.by() == Mechanism::Posh => ("authenticated", "POSH"),
        Outcome::Authenticated(_) => ("authenticated", "DANE"),
        Outcome::Refused(peer) if peer.reason() == RefusalReason::Posh => ("not-authenticated", "POSH"),
        Outcome::Refused(_) => ("not-authenticated", "DANE"),
        _ => ("not-authenticated", "nothing"),
    }
}

fn service(file: &Value, input: &Value) -> Value {
    let source = SourceDomain::from_user_input("im.example.org").expect("a domain");
    let query = |service| PoshQuery { source, service: PoshService::parse(service).expect("a service") };
    let documents = input["documents"].as_object().expect("documents by service");
    let asked = query(text(&input["asked"]));
    let found = documents.iter().find(|(service, document)| query(service) == asked && !document.is_null());
    let Some((_, document)) = found else { return json!({ "outcome": "no-posh" }) };
    let document = read(document).expect("a document");
    let material = Material::resolve(&document, None).expect("no reference");
    Value::Object(outcome(&verdict(&material, &input["certificate"], &file["time"], 0)))
}

fn url(input: &Value) -> Value {
    let source = match SourceDomain::from_user_input(text(&input["source"])) {
        Ok(source) => source,
        Err(error) => return json!({ "error": error.to_string() }),
    };
    match PoshService::parse(text(&input["service"])) {
        Ok(service) => json!({ "url": PoshQuery { source, service }.url().as_str() }),
        Err(error) => json!({ "error": error.to_string() }),
    }
}

fn http(input: &Value) -> Value {
    let asked = HttpsUrl::parse("https://example.org/.well-known/posh/xmpp-client.json").expect("a URI");
    let status = input["status"].as_u64().and_then(|status| u16::try_from(status).ok()).expect("a status");
    let redirects = input["redirects"].as_u64().and_then(|redirects| u8::try_from(redirects).ok()).unwrap_or(0);
    let result = match PoshResponse::read(status, input["location"].as_str(), &asked, redirects) {
        PoshResponse::Document => "accept",
        PoshResponse::Absent => "none",
        PoshResponse::Redirect(_) => "follow",
        PoshResponse::Refused(_) => "refuse",
        _ => "error",
    };
    json!({ "result": result })
}

fn publish(input: &Value) -> Value {
    let document = |name: &str| read(&input[name]).expect("a document");
    match CopiedFingerprints::between(&document("source_document"), &document("provider_document")) {
        Some(copy @ CopiedFingerprints::Outdated) => json!({ "error": copy.to_string() }),
        Some(copy) => json!({ "warning": copy.to_string() }),
        None => json!({}),
    }
}
