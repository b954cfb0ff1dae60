//! The cases of this mechanism.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use srvname::ReferenceId;
use srvname::certificate::GeneralNames;
use srvname::delegation::dns::{Security, Txt};
use srvname::delegation::mta_sts::{
    BeforeFailure, CachedPolicy, CertificateRefusal, FailedFetch, InvalidPolicy, MaxAge, MxOutcome, MxPattern,
    MxVerdict, PolicyBody, PolicyFetchError, PolicyFetchRules, PolicyHost, PolicyId, PolicyInUse, PolicyPlan,
    PolicyRefresh, PolicyResponse, ReadPolicy, ReadingRules, RemovalStep, Reports, StsMode, StsPolicy, StsPublication,
    StsRecord, StsRecordLookup, StsRemark, StsRemarkLevel, TlsFacts, accept_response, record_text,
};
use srvname::identity::{SourceDomain, Wildcards};
use srvname::name::DnsName;
use srvname_testkit::make::dns;

use super::cases::Exception;

/// What is answered otherwise than a case expects, with the section that decides.
pub(crate) const EXCEPTIONS: &[Exception] = &[];

/// The moment at which a sender plans.
const NOW: u64 = 1 << 40;

/// The answer to a case, in the members that the cases use.
pub(crate) fn answer(_file: &Value, case: &Value) -> Value {
    let input = &case["input"];
    match case["kind"].as_str().expect("a kind") {
        "txt" => record(input),
        "policy" => policy(input),
        "http" => response(input),
        "policy-host" => policy_host(input),
        "mx" => json!({"match": !matches!(enforced(input).evaluate(host(input)), MxVerdict::Mismatch { .. })}),
        "delivery" => delivery(input),
        "plan" => plan(input),
        "publish" => publish(input),
        kind => panic!("an unknown kind: {kind}"),
    }
}

/// The texts of a list.
fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().expect("a text")).collect()
}

fn record(input: &Value) -> Value {
    let strings: Vec<Vec<&[u8]>> = input["rrset"]
        .as_array()
        .expect("a set of records")
        .iter()
        .map(|record| texts(record).into_iter().map(str::as_bytes).collect())
        .collect();
    let records: Vec<_> = strings.iter().map(|strings| Txt { strings }).collect();
    match StsRecord::select(&records) {
        Ok(record) => json!({"result": "record", "id": record.id().as_str()}),
        Err(none) => json!({"result": "no-record", "reason": none.to_string()}),
    }
}

/// The body of a file, as text or in base64.
fn body(input: &Value) -> Vec<u8> {
    match &input["body_base64"] {
        Value::String(text) => STANDARD.decode(text).expect("base64"),
        _ => input["body"].as_str().unwrap_or_default().as_bytes().to_vec(),
    }
}

fn policy(input: &Value) -> Value {
    match ReadPolicy::from_body(&body(input), ReadingRules::default()) {
        Ok(read) => {
            let policy = read.policy();
            let mut answer = json!({
                "result": "policy",
                "mode": policy.mode().as_str(),
                "max_age": policy.max_age().seconds(),
                "mx": policy.mx().iter().map(MxPattern::as_str).collect::<Vec<_>>(),
            });
            if !read.notes().is_empty() {
                answer["notes"] = read.notes().iter().map(ToString::to_string).collect();
            }
            answer
        }
        Err(error) => json!({"result": "invalid", "reason": error.to_string()}),
    }
}

fn fetch_error(error: &PolicyFetchError) -> Value {
    json!({"result": "fetch-error", "reason": error.to_string()})
}

fn response(input: &Value) -> Value {
    let body = body(input);
    let response = PolicyResponse {
        status: input["status"].as_u64().and_then(|status| u16::try_from(status).ok()).expect("a status"),
        content_type: input["content_type"].as_str(),
        location: input["location"].as_str(),
        body: PolicyBody::Complete(&body),
    };
    match accept_response(&response, PolicyFetchRules::default()) {
        Ok(_) => json!({"result": "accept"}),
        Err(error) => fetch_error(&error),
    }
}

/// A subjectAltName with these dNSNames, as DER.
fn alt_names(names: &[&str]) -> Vec<u8> {
    let entries: Vec<u8> = names.iter().flat_map(|name| dns(name).der().to_vec()).collect();
    let length = u8::try_from(entries.len()).ok().filter(|length| *length < 0x80).expect("a short list");
    [vec![0x30, length], entries].concat()
}

fn policy_host(input: &Value) -> Value {
    let domain = SourceDomain::from_user_input(input["policy_domain"].as_str().expect("a domain")).expect("a domain");
    let host = PolicyHost::of(domain).expect("a short domain");
    if input["certificate_dns_ids"].is_null() {
        return json!({"host": host.name().as_str(), "url": host.url()});
    }
    let der = alt_names(&texts(&input["certificate_dns_ids"]));
    match host.check_names(&GeneralNames::from_der(&der).expect("names")) {
        Ok(()) => json!({"result": "ok"}),
        Err(error) => fetch_error(&error),
    }
}

fn mode(value: &Value) -> StsMode {
    let text = value.as_str().expect("a mode");
    StsMode::ALL.into_iter().find(|mode| mode.as_str() == text).expect("a mode")
}

fn max_age(value: &Value) -> Option<MaxAge> {
    value.as_u64().map(|seconds| u32::try_from(seconds).ok().and_then(MaxAge::new).expect("a lifetime"))
}

fn patterns(input: &Value) -> Vec<MxPattern> {
    texts(&input["mx"]).into_iter().map(|text| MxPattern::parse(text).expect("a pattern")).collect()
}

fn enforced(input: &Value) -> StsPolicy {
    StsPolicy::new(StsMode::Enforce, MaxAge::DAY, patterns(input)).expect("a pattern")
}

fn host(input: &Value) -> DnsName<'_> {
    DnsName::parse_user_input(input["host"].as_str().expect("a host")).expect("a host")
}

/// What came of TLS with a host whose certificate is verified for a reference.
fn facts(input: &Value, reference: ReferenceId<'_>) -> TlsFacts {
    if input["starttls"] == json!(false) {
        return TlsFacts::NoStarttls;
    }
    match input["pkix"].as_str() {
        None => return TlsFacts::NoSession,
        Some("valid") => {}
        Some("expired") => return TlsFacts::Refused(CertificateRefusal::Expired),
        Some(_) => return TlsFacts::Refused(CertificateRefusal::NotTrusted),
    }
    let names = texts(&input["certificate_dns_ids"]);
    let der = alt_names(&names);
    let is_named = !names.is_empty()
        && GeneralNames::from_der(&der)
            .expect("names")
            .iter()
            .any(|presented| reference.matches(&presented, Wildcards::default()));
    if is_named { TlsFacts::Verified } else { TlsFacts::Refused(CertificateRefusal::HostMismatch) }
}

fn delivery(input: &Value) -> Value {
    let policy = StsPolicy::new(mode(&input["mode"]), MaxAge::DAY, patterns(input)).expect("a policy");
    let verdict = policy.evaluate(host(input));
    let facts = match &verdict {
        MxVerdict::Match(found) => facts(input, found.reference()),
        _ => facts(input, ReferenceId::Dns(host(input))),
    };
    let outcome = MxOutcome::of(&verdict, facts);
    let mut answer = json!({"verdict": outcome.as_str()});
    if let Some(result) = outcome.result_type() {
        answer["result_type"] = json!(result.as_str());
    }
    answer
}

/// What is known of the record of a case: its id, or in words that nobody asked, that none came, that there is none.
fn lookup(value: &Value) -> StsRecordLookup {
    let select = |text: &str| StsRecord::select(&[Txt { strings: &[text.as_bytes()] }]);
    match value.as_str() {
        Some(text) if text.starts_with("not looked up") => StsRecordLookup::NotLookedUp,
        Some(text) if text == "SERVFAIL" || text.contains("fail") => StsRecordLookup::Failed(Security::Failed),
        Some("none" | "missing" | "absent" | "NXDOMAIN") => lookup(&Value::Null),
        Some(text) => match PolicyId::parse(text) {
            Ok(id) => StsRecordLookup::Found(select(&record_text(&id)).expect("a record")),
            Err(_) => StsRecordLookup::Absent(select(text).expect_err("no record")),
        },
        None => StsRecordLookup::Absent(StsRecord::select(&[]).expect_err("no record")),
    }
}

/// The error of a fetch that failed.
fn failed_fetch(text: &str) -> PolicyFetchError {
    let invalid = || ReadPolicy::from_body(b"", ReadingRules::default()).expect_err("an empty policy");
    match text {
        text if text.contains("certificate") => PolicyFetchError::UntrustedCertificate,
        text if text.contains("invalid") => PolicyFetchError::Invalid(invalid()),
        _ => PolicyFetchError::Unreachable,
    }
}

fn plan(input: &Value) -> Value {
    let held = &input["cached"];
    let id = held["id"].as_str().map(|id| PolicyId::parse(id).expect("an id"));
    let policy = max_age(&held["max_age"]).map(|max_age| {
        let host = MxPattern::parse("mx.example").expect("a pattern");
        StsPolicy::new(mode(&held["mode"]), max_age, vec![host]).expect("a policy")
    });
    let ago = |value: &Value| NOW - value.as_u64().unwrap_or_default();
    let cached = id.as_ref().zip(policy.as_ref());
    let cached = cached.map(|(id, policy)| CachedPolicy::new(id, policy, ago(&held["fetched_ago"])));
    let record = lookup(&input["record"]);
    if input["all_mx_fail"] == json!(true) {
        return json!({"plan": BeforeFailure::of(cached.as_ref(), &record, NOW).as_str()});
    }
    if let (Some(cached), Value::Number(_)) = (&cached, &input["last_mail_ago"]) {
        let refresh = PolicyRefresh::of(cached, ago(&input["last_mail_ago"]), NOW);
        let mut answer = json!({"plan": refresh.as_str()});
        if let PolicyRefresh::In(seconds) = refresh {
            answer["proactive_refresh_in"] = json!(seconds);
        }
        return answer;
    }
    let error = input["fetch"].as_str().filter(|text| *text != "ok").map(failed_fetch);
    let failed = error.as_ref().map(|error| FailedFetch::new(record.id(), NOW, error));
    let plan = PolicyPlan::of(cached.as_ref(), &record, failed.as_ref(), NOW);
    let mut answer = json!({"plan": plan.as_str()});
    if let PolicyPlan::UseCached { refresh_in: Some(seconds), .. } = plan {
        answer["proactive_refresh_in"] = json!(seconds);
    }
    if let Some(failure) = plan.failure() {
        answer["retry_in"] = json!(failure.retry_in);
        if let Some(report) = failure.report {
            answer["report"] = json!(report.as_str());
        }
    }
    answer
}

/// A policy and its id as they are published.
fn published(value: &Value) -> Result<(PolicyId, StsPolicy), InvalidPolicy> {
    let id = PolicyId::parse(value["id"].as_str().expect("an id")).expect("an id");
    ReadPolicy::from_body(&body(value), ReadingRules::default()).map(|read| (id, read.into_policy()))
}

fn publish(input: &Value) -> Value {
    if input["change"] == json!("remove") {
        let served: Vec<_> = max_age(&input["last_served"]["max_age"]).into_iter().collect();
        return json!({"steps": RemovalStep::all(&served).iter().map(ToString::to_string).collect::<Vec<_>>()});
    }
    let mut remarks = Vec::new();
    if let (Value::Object(_), Value::Object(_)) = (&input["old"], &input["new"]) {
        let [old, new] = [&input["old"], &input["new"]].map(published);
        let (old, new) = (old.expect("a policy"), new.expect("a policy"));
        let old = StsPublication { id: &old.0, policy: &old.1 };
        remarks.extend(StsPublication { id: &new.0, policy: &new.1 }.after(&old));
    }
    if input["policy_host"] == json!("NXDOMAIN") {
        let domain = SourceDomain::from_user_input(input["domain"].as_str().expect("a domain")).expect("a domain");
        remarks.push(StsRemark::PolicyHostMissing(PolicyHost::of(domain).expect("a short domain")));
    }
    if input["mode"].is_string() {
        let days_in_mode = input["days_in_mode"].as_u64().and_then(|days| u32::try_from(days).ok());
        let (mode, max_age) = (mode(&input["mode"]), max_age(&input["max_age"]));
        remarks.extend(PolicyInUse { mode, max_age, days_in_mode, reports: Reports::Unknown }.remarks());
    }
    let mut answer = Map::new();
    for remark in remarks {
        let member = match remark.level() {
            StsRemarkLevel::Error => "error",
            StsRemarkLevel::Warning => "warning",
            StsRemarkLevel::Note => "note",
        };
        answer.insert(member.to_owned(), json!(remark.to_string()));
    }
    Value::Object(answer)
}
