//! Findings with the certificates they are about.

use serde::Serialize;
use srvname::lint::{Finding, LintInput, Linter, Severity};

use super::given::{Given, SkippedPart, input};
use crate::input::certificates::InputCertificate;

/// A finding, and the certificate that it is about.
pub(super) struct LocatedFinding<'g> {
    pub(super) given: &'g InputCertificate,
    pub(super) finding: Finding,
}

/// What was read, what was not, and the findings.
pub(super) struct LintRun<'g> {
    pub(super) given: &'g [InputCertificate],
    pub(super) skipped: &'g [SkippedPart],
    /// The findings that are shown.
    pub(super) shown: Vec<LocatedFinding<'g>>,
    /// How many of each severity were found, shown or not.
    pub(super) counts: Counts,
}

/// How many findings there are of each severity.
#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct Counts {
    pub(super) error: usize,
    pub(super) warn: usize,
    pub(super) notice: usize,
}

impl Counts {
    fn of(found: &[LocatedFinding<'_>]) -> Self {
        let count = |severity| found.iter().filter(|found| found.finding.severity() == severity).count();
        Self { error: count(Severity::Error), warn: count(Severity::Warn), notice: count(Severity::Notice) }
    }

    /// Returns how many there are in all.
    pub(super) const fn all(&self) -> usize {
        self.error.saturating_add(self.warn).saturating_add(self.notice)
    }
}

impl<'g> LintRun<'g> {
    /// Returns what was found in what was given, of which findings below the severity `least` are counted and not shown.
    pub(super) fn new(given: &'g Given, found: Vec<LocatedFinding<'g>>, least: Severity) -> Self {
        let counts = Counts::of(&found);
        let shown = found.into_iter().filter(|found| found.finding.severity() >= least).collect();
        Self { given: &given.documents, skipped: &given.skipped, shown, counts }
    }

    /// Returns how many findings are not shown.
    pub(super) fn hidden(&self) -> usize {
        self.counts.all().saturating_sub(self.shown.len())
    }

    /// Returns whether there is an answer about all that was given: something was read, and nothing failed.
    pub(super) fn is_complete(&self) -> bool {
        !self.given.is_empty() && !self.skipped.iter().any(|part| part.is_failure)
    }
}

/// Returns the findings of each certificate, or of each file if it is a chain.
pub(super) fn find<'g>(linter: &Linter, chain: bool, given: &'g Given) -> Vec<LocatedFinding<'g>> {
    if !chain {
        let findings = |given: &'g InputCertificate| {
            let findings = linter.input(input(given), given.index).into_iter();
            findings.map(move |finding| LocatedFinding { given, finding })
        };
        return given.documents.iter().flat_map(findings).collect();
    }
    let mut rest = given.documents.as_slice();
    let mut found = Vec::new();
    for count in &given.files {
        let Some((file, others)) = rest.split_at_checked(*count) else { break };
        rest = others;
        let inputs: Vec<LintInput<'_>> = file.iter().map(input).collect();
        let mut findings: Vec<Finding> = linter.chain_of(&inputs);
        findings.sort_by_key(Finding::position);
        let about = |finding: Finding| file.get(finding.position()).map(|given| LocatedFinding { given, finding });
        found.extend(findings.into_iter().filter_map(about));
    }
    found
}
