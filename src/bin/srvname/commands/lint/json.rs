//! Findings for programs: the fields of the contract, in its order.

use serde::Serialize;

use super::findings::{Found, Linted};

#[derive(Serialize)]
pub(super) struct Report<'a> {
    findings: Vec<Entry<'a>>,
    certificates: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    file: &'a str,
    /// Among the certificates of its file, from 0.
    position: usize,
    lint: &'a str,
    severity: &'a str,
    title: &'a str,
    /// The weightiest section.
    citation: String,
    place: String,
    /// From the first octet of the certificate's DER to one behind the last.
    octets: [usize; 2],
    detail: &'a str,
}

impl<'a> Report<'a> {
    pub(super) fn of(linted: &'a Linted<'_>) -> Self {
        Self { findings: linted.found.iter().map(Entry::of).collect(), certificates: linted.given.len() }
    }
}

impl<'a> Entry<'a> {
    fn of(found: &'a Found<'_>) -> Self {
        let finding = &found.finding;
        let lint = finding.lint();
        Self {
            file: &found.given.file,
            position: finding.position(),
            lint: lint.id(),
            severity: finding.severity().as_str(),
            title: lint.title(),
            citation: lint.citations().first().map(ToString::to_string).unwrap_or_default(),
            place: finding.place().to_string(),
            octets: [finding.octets().start, finding.octets().end],
            detail: finding.detail(),
        }
    }
}
