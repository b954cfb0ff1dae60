//! Findings as SARIF 2.1.0, the format that code scanning reads.
//!
//! GitHub's code scanning refuses a run of more than 25,000 results and a file that has more than 10 MB when it is compressed,
//! and shows no more than 1,024 characters of a text. So the least severe findings are left out where there are too many, which a
//! notification says.

use std::collections::HashMap;
use std::ptr;

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};
use srvname::lint::{Finding, Lint, Linter, Severity};

use super::documentation::help_uri;
use super::findings::{LintRun, LocatedFinding};
use super::given::SkippedPart;
use super::identification::Identification;
use crate::input::certificates::PlaceInFile;
use crate::input::file_name::FileName;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The most results of a run.
const MAX_RESULTS: usize = 25_000;

/// The most octets of all results that do not compress: names, addresses of files and digests. The rest is the same in each.
const MAX_OCTETS: usize = 9_000_000;

/// What a result has of these besides its message and its file.
const OCTETS_OF_A_RESULT: usize = 200;

/// The most UTF-16 code units of a message before the word on how many more characters there are.
const MAX_MESSAGE: usize = 960;

/// The most notifications about what was not read.
const MAX_NOTIFICATIONS: usize = 1000;

/// Returns a log of one run: the lints that ran as rules, the findings as results, and as notifications what was not read and
/// which findings are not here.
pub(super) fn log(linter: &Linter, lint_run: &LintRun<'_>) -> Value {
    let lints: Vec<&Lint> = linter.lints().collect();
    let indices: HashMap<&str, usize> = lints.iter().enumerate().map(|(index, lint)| (lint.id(), index)).collect();
    let (results, left_out) = kept(results(&lint_run.shown, &indices), &lint_run.shown);
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "srvname",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://docs.rs/srvname",
                "rules": lints.iter().map(|lint| rule(lint)).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": lint_run.is_complete(),
                "toolExecutionNotifications": notifications(lint_run, left_out),
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn notifications(lint_run: &LintRun<'_>, left_out: usize) -> Vec<Value> {
    let say = |level: &str, text: &str| json!({"level": level, "message": {"text": message(text)}});
    let mut all: Vec<Value> = lint_run.skipped.iter().take(MAX_NOTIFICATIONS).map(not_read).collect();
    let more = lint_run.skipped.len().saturating_sub(MAX_NOTIFICATIONS);
    if more > 0 {
        let failures = lint_run.skipped.iter().skip(MAX_NOTIFICATIONS).any(|part| part.is_failure);
        let level = if failures { "error" } else { "warning" };
        all.push(say(level, &format!("Not read: {more} more, which standard error names.")));
    }
    if lint_run.given.is_empty() {
        all.push(say("error", "Nothing that was given can be linted."));
    }
    if lint_run.hidden() > 0 {
        all.push(say("note", &format!("{} findings are less severe than what is shown.", lint_run.hidden())));
    }
    if left_out > 0 {
        let limit = "of one run, and 10 MB";
        let text = format!("{left_out} findings are left out: code scanning takes {MAX_RESULTS} results {limit}.");
        all.push(say("warning", &text));
    }
    all
}

fn not_read(part: &SkippedPart) -> Value {
    json!({
        "level": if part.is_failure { "error" } else { "warning" },
        "message": {"text": message(&format!("Not read: {}.", part.what))},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(&part.file)}}}],
    })
}

fn rule(lint: &Lint) -> Value {
    let citations: Vec<String> = lint.citations().iter().map(ToString::to_string).collect();
    let profiles: Vec<&str> = lint.rule_sets().iter().map(|profile| profile.as_str()).collect();
    json!({
        "id": lint.id(),
        "shortDescription": {"text": message(&format!("{}.", lint.title()))},
        "fullDescription": {"text": message(&format!("{}. Looks for: {}.", lint.title(), lint.detects()))},
        "help": {"text": message(&format!("{}. Sections: {}.", lint.detects(), citations.join(", ")))},
        "helpUri": help_uri(lint),
        "defaultConfiguration": {"level": level(lint.severity())},
        "properties": {"tags": profiles},
    })
}

/// Returns a result for each finding.
fn results(shown: &[LocatedFinding<'_>], indices: &HashMap<&str, usize>) -> Vec<Value> {
    let mut seen = HashMap::new();
    let mut results = Vec::with_capacity(shown.len());
    for of_one in shown.chunk_by(|one, next| ptr::eq(one.given, next.given)) {
        let Some(first) = of_one.first() else { continue };
        let Identification { sha256, subject } = Identification::of(first.given);
        for found in of_one {
            let fingerprint = fingerprint(&found.finding, &sha256);
            // The same finding may be twice in a file: of a certificate that is, or about two CAs above it.
            let count: &mut usize = seen.entry((found.given.file.as_os_str(), fingerprint.clone())).or_default();
            *count = count.saturating_add(1);
            let mut result = result(found, &format!("{fingerprint}:{count}"));
            result["properties"]["sha256"] = json!(sha256);
            result["properties"]["subject"] = json!(subject);
            if let Some(index) = indices.get(found.finding.lint().id()) {
                result["ruleIndex"] = json!(index);
            }
            results.push(result);
        }
    }
    results
}

/// Returns what stays the same of a finding from run to run, wherever the certificate is.
fn fingerprint(finding: &Finding, sha256: &str) -> String {
    let octets = finding.octets();
    let what = format!("{} {sha256} {} {} {}", finding.lint().id(), finding.place(), octets.start, octets.end);
    digest(&SHA256, what.as_bytes()).as_ref().iter().take(16).map(|octet| format!("{octet:02x}")).collect()
}

/// Returns the results that a run may have, in their order, and how many are left out: the least severe.
fn kept(results: Vec<Value>, shown: &[LocatedFinding<'_>]) -> (Vec<Value>, usize) {
    let mut order: Vec<(usize, Severity)> = shown.iter().map(|found| found.finding.severity()).enumerate().collect();
    order.sort_by_key(|(_, severity)| std::cmp::Reverse(*severity));
    let mut is_kept = vec![false; results.len()];
    let mut room = MAX_OCTETS;
    for (index, _) in order.into_iter().take(MAX_RESULTS) {
        let (Some(found), Some(result), Some(is_kept)) = (shown.get(index), results.get(index), is_kept.get_mut(index))
        else {
            continue;
        };
        let message = result["message"]["text"].as_str().map_or(0, str::len);
        let file = found.given.file.as_os_str().len();
        let Some(left) = room.checked_sub(OCTETS_OF_A_RESULT.saturating_add(message).saturating_add(file)) else {
            break;
        };
        room = left;
        *is_kept = true;
    }
    let count = results.len();
    let results: Vec<Value> = results.into_iter().zip(is_kept).filter_map(|(one, kept)| kept.then_some(one)).collect();
    let left_out = count.saturating_sub(results.len());
    (results, left_out)
}

fn result(found: &LocatedFinding<'_>, fingerprint: &str) -> Value {
    let finding = &found.finding;
    let lint = finding.lint();
    let octets = finding.octets();
    // In a PEM file the octets of the certificate are not those of the file, and the lines of its block have to do.
    let region = match found.given.place {
        PlaceInFile::Octet(offset) => {
            let start = u64::try_from(octets.start).unwrap_or(u64::MAX).saturating_add(offset);
            json!({"byteOffset": start, "byteLength": octets.end.saturating_sub(octets.start)})
        }
        PlaceInFile::Lines(first, last) => json!({"startLine": first, "endLine": last}),
    };
    let sentence = match finding.detail() {
        "" => format!("{}.", lint.title()),
        detail => format!("{}: {detail}.", lint.title()),
    };
    let place = format!("certificate {}, {}", finding.position(), finding.place());
    let citations: Vec<String> = finding.citations().map(|citation| citation.to_string()).collect();
    json!({
        "ruleId": lint.id(),
        "level": level(finding.severity()),
        "message": {"text": message(&sentence)},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": uri(&found.given.file)}, "region": region},
            "logicalLocations": [{"fullyQualifiedName": place, "kind": "element"}],
        }],
        // Code scanning knows the first of these names alone.
        "partialFingerprints": {"primaryLocationLineHash": fingerprint, "srvnameFinding/v1": fingerprint},
        "properties": {
            "certificate": finding.position(),
            "octets": [octets.start, octets.end],
            "citation": finding.citation().to_string(),
            "citations": citations,
        },
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Notice => "note",
    }
}

/// Returns text as a message that has no placeholders and no links: braces are doubled (SARIF §3.11.5), and brackets and
/// the backslashes that would escape them are escaped (SARIF §3.11.6).
///
/// A name in a certificate may hold any of them, and no message of ours has a placeholder or a link. What is long is cut.
fn message(text: &str) -> String {
    let mut message = String::with_capacity(text.len());
    let mut room = MAX_MESSAGE;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let escape = match character {
            '{' | '}' => Some(character),
            '[' | ']' | '\\' => Some('\\'),
            _ => None,
        };
        let units = character.len_utf16().saturating_add(escape.map_or(0, char::len_utf16));
        let Some(left) = room.checked_sub(units) else {
            let more = characters.count().saturating_add(1);
            return format!("{message}... ({more} more characters)");
        };
        room = left;
        message.extend(escape.into_iter().chain([character]));
    }
    message
}

/// A file name as a URI reference: octets that have a meaning in one are escaped (RFC 3986 §2.1), and an
/// absolute path has the scheme `file` (RFC 8089 §2), because a reference must not start with a slash (SARIF §3.4.3).
fn uri(file: &FileName) -> String {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || b"-._~/".contains(&octet);
    let escape = |octet: &u8| if plain(*octet) { char::from(*octet).to_string() } else { format!("%{octet:02X}") };
    let escaped: String = file.as_os_str().as_encoded_bytes().iter().map(escape).collect();
    if escaped.starts_with('/') { format!("file://{escaped}") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_a_uri_reference() {
        let uri = |file: &str| uri(&FileName::new(file));
        assert_eq!(uri("certs/ca.pem"), "certs/ca.pem");
        assert_eq!(uri("/certs/ca.pem"), "file:///certs/ca.pem");
        assert_eq!(uri("a b#c?d:e%ü\u{202e}"), "a%20b%23c%3Fd%3Ae%25%C3%BC%E2%80%AE");
    }

    /// Reads a plain text message as a viewer does: what it shows, and whether there is a link or a placeholder in it.
    fn viewed(message: &str) -> (String, bool) {
        let (mut shown, mut marked) = (String::new(), false);
        let mut characters = message.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\\' if characters.peek().is_some_and(|next| "\\[]".contains(*next)) => shown.extend(characters.next()),
                '{' | '}' if characters.peek() == Some(&character) => shown.extend(characters.next()),
                '{' | '}' | '[' | ']' => marked = true,
                other => shown.push(other),
            }
        }
        (shown, marked)
    }

    #[test]
    fn a_message_is_shown_as_it_is_meant() {
        assert_eq!(message("[here](1) {0}"), r"\[here\](1) {{0}}");
        for text in
            ["plain", "{0}", "{{0}}", "[a](https://evil.example/)", r"\[a](1)", r"\\[a\](1)", r"a\,b\", "}{][", "\\"]
        {
            assert_eq!(viewed(&message(text)), (text.to_owned(), false));
        }
        assert!(viewed("[here](1)").1 && viewed("{0}").1);
    }

    #[test]
    fn a_long_message_is_cut_and_says_so() {
        for (character, kept) in [("a", 960), ("{", 480), ("\\", 480), ("\u{1f600}", 480)] {
            let shown = viewed(&message(&character.repeat(kept))).0;
            assert_eq!(shown, character.repeat(kept));
            let cut = message(&character.repeat(kept + 7));
            assert!(cut.encode_utf16().count() <= 1024, "{cut}");
            assert_eq!(viewed(&cut).0, character.repeat(kept) + "... (7 more characters)");
        }
    }
}
