//! Findings as SARIF 2.1.0, the format that code scanning reads.

use serde_json::{Value, json};
use srvname::lint::{Lint, Linter, Severity};

use super::findings::{LintRun, LocatedFinding};
use super::given::SkippedPart;
use crate::input::certificates::PlaceInFile;
use crate::input::file_name::FileName;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Returns a log of one run: the lints that ran as rules, the findings as results, and what was not read as notifications.
pub(super) fn log(linter: &Linter, lint_run: &LintRun<'_>) -> Value {
    let lints: Vec<&Lint> = linter.lints().collect();
    let results: Vec<Value> = lint_run.found.iter().map(|found| result(found, &lints)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "srvname",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": lints.iter().map(|lint| rule(lint)).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": !lint_run.given.is_empty() && !lint_run.skipped.iter().any(|part| part.is_failure),
                "toolExecutionNotifications": lint_run.skipped.iter().map(notification).collect::<Vec<_>>(),
            }],
            "results": results,
        }],
    })
}

fn notification(part: &SkippedPart) -> Value {
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
        "help": {"text": message(&citations.join(", "))},
        "defaultConfiguration": {"level": level(lint.severity())},
        "properties": {"tags": profiles},
    })
}

fn result(found: &LocatedFinding<'_>, lints: &[&Lint]) -> Value {
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
    let mut result = json!({
        "ruleId": lint.id(),
        "level": level(finding.severity()),
        "message": {"text": message(&sentence)},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": uri(&found.given.file)}, "region": region},
            "logicalLocations": [{"fullyQualifiedName": place, "kind": "element"}],
        }],
        "properties": {
            "certificate": finding.position(),
            "octets": [octets.start, octets.end],
            "citation": lint.citations().first().map(ToString::to_string),
        },
    });
    if let Some(index) = lints.iter().position(|own| *own == lint) {
        result["ruleIndex"] = json!(index);
    }
    result
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
/// A name in a certificate may hold any of them, and no message of ours has a placeholder or a link.
fn message(text: &str) -> String {
    let mut message = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '{' => message.push_str("{{"),
            '}' => message.push_str("}}"),
            '[' | ']' | '\\' => message.extend(['\\', character]),
            other => message.push(other),
        }
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
}
