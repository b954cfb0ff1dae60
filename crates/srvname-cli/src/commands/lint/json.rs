//! Findings for programs: the fields of the contract, in its order.

use serde::Serialize;

use super::findings::{LintRun, LocatedFinding};
use crate::input::file_name::FileName;

#[derive(Serialize)]
pub(super) struct LintReport<'a> {
    findings: Vec<ReportedFinding<'a>>,
    certificates: usize,
}

#[derive(Serialize)]
struct ReportedFinding<'a> {
    file: &'a FileName,
    /// Among the certificates of its file, from 0.
    position: usize,
    lint: &'a str,
    severity: &'a str,
    title: &'a str,
    /// The most important section.
    citation: String,
    place: String,
    /// The first octet in the certificate's DER, and the end of the range (exclusive).
    octets: [usize; 2],
    detail: &'a str,
}

impl<'a> LintReport<'a> {
    pub(super) fn of(lint_run: &'a LintRun<'_>) -> Self {
        Self { findings: lint_run.found.iter().map(ReportedFinding::of).collect(), certificates: lint_run.given.len() }
    }
}

impl<'a> ReportedFinding<'a> {
    fn of(found: &'a LocatedFinding<'_>) -> Self {
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
