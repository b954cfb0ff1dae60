//! Findings with the certificates they are about.

use srvname::lint::{Finding, LintInput, Linter};

use super::given::{Given, SkippedPart, input};
use crate::input::certificates::InputCertificate;

/// A finding, and the certificate that it is about.
pub(super) struct LocatedFinding<'g> {
    pub(super) given: &'g InputCertificate,
    pub(super) finding: Finding,
}

/// What was read, what was not, and all findings.
pub(super) struct LintRun<'g> {
    pub(super) given: &'g [InputCertificate],
    pub(super) skipped: &'g [SkippedPart],
    pub(super) found: Vec<LocatedFinding<'g>>,
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
