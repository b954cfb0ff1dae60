//! Findings for programs: the fields of the contract, in its order.

use std::ptr;

use serde::Serialize;

use super::findings::{Counts, LintRun, LocatedFinding};
use super::given::SkippedPart;
use super::identification::Identification;
use crate::input::file_name::FileName;

#[derive(Serialize)]
pub(super) struct LintReport<'a> {
    findings: Vec<ReportedFinding<'a>>,
    /// How many documents were read: certificates, requests and tbsCertificates.
    certificates: usize,
    skipped: Vec<ReportedSkip<'a>>,
    /// How many findings there are of each severity, shown or not.
    counts: Counts,
    /// How many of them are not shown.
    hidden: usize,
}

/// What was not linted.
#[derive(Serialize)]
struct ReportedSkip<'a> {
    file: &'a FileName,
    what: &'a str,
}

#[derive(Serialize)]
struct ReportedFinding<'a> {
    file: &'a FileName,
    /// Among the certificates of its file, from 0.
    position: usize,
    lint: &'a str,
    severity: &'a str,
    title: &'a str,
    /// The section that decides under the profiles.
    citation: String,
    place: String,
    /// The first octet in the certificate's DER, and the end of the range (exclusive).
    octets: [usize; 2],
    detail: &'a str,
    /// All sections, that one first.
    citations: Vec<String>,
    sha256: String,
    subject: String,
}

impl<'a> LintReport<'a> {
    pub(super) fn of(lint_run: &'a LintRun<'_>) -> Self {
        let skip = |part: &'a SkippedPart| ReportedSkip { file: &part.file, what: &part.what };
        Self {
            findings: findings(&lint_run.shown),
            certificates: lint_run.given.len(),
            skipped: lint_run.skipped.iter().map(skip).collect(),
            counts: lint_run.counts,
            hidden: lint_run.hidden(),
        }
    }
}

/// Returns the findings as they are reported. Those of one certificate follow each other, and it is identified once.
fn findings<'a>(found: &'a [LocatedFinding<'_>]) -> Vec<ReportedFinding<'a>> {
    let of_one = found.chunk_by(|one, next| ptr::eq(one.given, next.given));
    let report = |found: &'a [LocatedFinding<'_>]| {
        let identification = found.first().map(|one| Identification::of(one.given)).unwrap_or_default();
        found.iter().map(move |one| ReportedFinding::of(one, identification.clone()))
    };
    of_one.flat_map(report).collect()
}

impl<'a> ReportedFinding<'a> {
    fn of(found: &'a LocatedFinding<'_>, identification: Identification) -> Self {
        let finding = &found.finding;
        let lint = finding.lint();
        Self {
            file: &found.given.file,
            position: finding.position(),
            lint: lint.id(),
            severity: finding.severity().as_str(),
            title: lint.title(),
            citation: finding.citation().to_string(),
            place: finding.place().to_string(),
            octets: [finding.octets().start, finding.octets().end],
            detail: finding.detail(),
            citations: finding.citations().map(|citation| citation.to_string()).collect(),
            sha256: identification.sha256,
            subject: identification.subject,
        }
    }
}
