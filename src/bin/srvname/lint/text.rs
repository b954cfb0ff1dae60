//! Findings for people: certificate by certificate, the place, the sentence, the sections.

use srvname::Certificate;
use srvname::lint::Severity;

use super::{Found, Linted};
use crate::input::Given;
use crate::paragraph::{pad, sentence, shorten, wrap};
use crate::style::Style;

/// Longest detail, in characters: it holds names, which may be as long as a certificate.
const MAX_DETAIL: usize = 400;

/// The width of the column for severities, and of the two spaces behind it.
const MARGIN: usize = 10;

pub(super) fn render(linted: &Linted<'_>) -> String {
    let style = Style::of_standard_output();
    let mut text = String::new();
    let mut last: Option<&Given> = None;
    for found in &linted.found {
        if last.is_none_or(|last| !std::ptr::eq(last, found.given)) {
            text += &heading(found.given, style);
        }
        last = Some(found.given);
        text += &entry(found, style);
    }
    text + &summary(linted, style)
}

fn heading(given: &Given, style: Style) -> String {
    let subject = Certificate::from_der(&given.der).map(|certificate| certificate.subject().to_string());
    let subject = subject.unwrap_or_default();
    let behind = if subject.is_empty() { String::new() } else { format!("  {subject}") };
    format!("{}{behind}\n", style.strong(&given.origin()))
}

fn entry(found: &Found<'_>, style: Style) -> String {
    let finding = &found.finding;
    let lint = finding.lint();
    let word = pad(finding.severity().as_str(), MARGIN.saturating_sub(4));
    let word = match finding.severity() {
        Severity::Error => style.bad(&word),
        Severity::Warn => style.strong(&word),
        Severity::Notice => style.faint(&word),
    };
    let octets = finding.octets();
    let place =
        format!("{}, octets {} to {}", finding.place(), octets.start, octets.end.saturating_sub(1).max(octets.start));
    let title = match finding.detail() {
        "" => sentence(lint.title()),
        detail => sentence(&format!("{}: {}", lint.title(), shorten(detail, MAX_DETAIL))),
    };
    let sections: Vec<String> = lint.citations().iter().map(ToString::to_string).collect();
    let sections = wrap(&sections.join(", "), MARGIN);
    format!(
        "  {word}  {}  {}\n{}{}",
        style.strong(lint.id()),
        style.faint(&place),
        wrap(&title, MARGIN),
        style.faint(&sections)
    )
}

fn summary(linted: &Linted<'_>, style: Style) -> String {
    let count = |severity| linted.found.iter().filter(|found| found.finding.severity() == severity).count();
    let plural = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    let certificates = plural(linted.given.len(), "certificate", "certificates");
    if linted.found.is_empty() {
        return format!("{}  {certificates}, nothing found\n", style.good("clean"));
    }
    let errors = plural(count(Severity::Error), "error", "errors");
    let warnings = plural(count(Severity::Warn), "warning", "warnings");
    let notices = plural(count(Severity::Notice), "notice", "notices");
    format!("\n{certificates}: {errors}, {warnings}, {notices}\n")
}
