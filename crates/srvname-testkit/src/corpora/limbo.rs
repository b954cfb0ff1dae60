//! One case of the suite, read into what a path builder asks for.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls_pki_types::UnixTime;
use serde_json::Value;
use srvname::{ReferenceId, path::Purpose};

/// What a case gives and expects.
pub struct Case {
    /// Its name.
    pub id: String,
    /// Whether a validator should accept.
    pub valid: bool,
    /// The certificate of the peer.
    pub end_entity: Vec<u8>,
    /// What came with it.
    pub intermediates: Vec<Vec<u8>>,
    /// What is trusted.
    pub anchors: Vec<Vec<u8>>,
    /// What the peer is.
    pub purpose: Purpose,
    /// When it is asked.
    pub time: UnixTime,
    /// How many intermediates a path may have.
    pub max_intermediates: Option<usize>,
    /// What a server is called.
    pub name: Option<Name>,
    /// The mailboxes that a client has.
    pub mailboxes: Vec<String>,
}

/// The name of a server.
pub struct Name {
    kind: String,
    value: String,
}

/// The cases of the suite that need no revocation lists, and how many do.
pub fn cases(suite: &Value) -> (Vec<Case>, usize) {
    let all = suite["testcases"].as_array().expect("testcases");
    let without_lists = |case: &&Value| texts(&case["crls"]).is_empty();
    let cases = all.iter().filter(without_lists).map(Case::read).collect::<Vec<_>>();
    let skipped = all.len() - cases.len();
    (cases, skipped)
}

impl Case {
    fn read(case: &Value) -> Self {
        let name = |name: &Value| Name { kind: text(&name["kind"]).to_owned(), value: text(&name["value"]).to_owned() };
        let names = case["expected_peer_names"].as_array().into_iter().flatten().map(name);
        Self {
            id: text(&case["id"]).to_owned(),
            valid: case["expected_result"] == "SUCCESS",
            end_entity: pem(text(&case["peer_certificate"])),
            intermediates: texts(&case["untrusted_intermediates"]).into_iter().map(pem).collect(),
            anchors: texts(&case["trusted_certs"]).into_iter().map(pem).collect(),
            purpose: if case["validation_kind"] == "CLIENT" { Purpose::Client } else { Purpose::Server },
            time: case["validation_time"].as_str().map_or(WHEN_NOT_SAID, time),
            max_intermediates: case["max_chain_depth"].as_u64().and_then(|depth| depth.try_into().ok()),
            name: case["expected_peer_name"].is_object().then(|| name(&case["expected_peer_name"])),
            mailboxes: names.filter(|name| name.kind == "RFC822").map(|name| name.value).collect(),
        }
    }
}

impl Name {
    /// The reference; a kind that the library has none for is a slip, since only clients have mailboxes.
    pub fn reference(&self) -> Result<ReferenceId<'_>, srvname::name::NameError> {
        match self.kind.as_str() {
            "DNS" => ReferenceId::dns(&self.value),
            "IP" => Ok(ReferenceId::ip(self.value.parse().expect("an address"))),
            kind => panic!("a server is not called by {kind}"),
        }
    }
}

/// 2026-11-24, for cases that leave the time open: they mean now, and a test has no now.
const WHEN_NOT_SAID: UnixTime = UnixTime::since_unix_epoch(Duration::from_secs(1_795_478_400));

/// `2024-01-01T00:00:00+00:00`, whole seconds.
fn time(text: &str) -> UnixTime {
    let number = |from: usize, to: usize| text[from..to].parse::<u64>().expect("digits");
    assert!(text.ends_with("+00:00") || text.ends_with('Z'), "a time in UTC: {text}");
    let days = days_before(number(0, 4), number(5, 7)) + number(8, 10) - 1;
    let seconds = number(11, 13) * 3600 + number(14, 16) * 60 + number(17, 19);
    UnixTime::since_unix_epoch(Duration::from_secs(days * 86_400 + seconds))
}

/// Days from 1970 to the first of a month.
fn days_before(year: u64, month: u64) -> u64 {
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let years = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum::<u64>();
    let months = [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    years + months.iter().zip(1..month).map(|(days, _)| days).sum::<u64>()
}

fn pem(text: &str) -> Vec<u8> {
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    STANDARD.decode(lines.collect::<String>()).expect("base64")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(text).collect()
}
