//! Findings with the certificates they are about.

use srvname::lint::{Finding, Linter};

use crate::input::certificates::InputCertificate;

/// A finding, and the certificate that it is about.
pub(super) struct LocatedFinding<'g> {
    pub(super) given: &'g InputCertificate,
    pub(super) finding: Finding,
}

/// The certificates that were read, and all findings.
pub(super) struct LintRun<'g> {
    pub(super) given: &'g [InputCertificate],
    pub(super) found: Vec<LocatedFinding<'g>>,
}

/// Returns the findings of each certificate, or of each file if it is a chain. `files` has the number of certificates of
/// each file.
pub(super) fn find<'g>(
    linter: &Linter,
    chain: bool,
    given: &'g [InputCertificate],
    files: &[usize],
) -> Vec<LocatedFinding<'g>> {
    if !chain {
        let findings = |given: &'g InputCertificate| {
            let findings = linter.certificate(&given.der, given.index).into_iter();
            findings.map(move |finding| LocatedFinding { given, finding })
        };
        return given.iter().flat_map(findings).collect();
    }
    let mut rest = given;
    let mut found = Vec::new();
    for count in files {
        let Some((file, others)) = rest.split_at_checked(*count) else { break };
        rest = others;
        let ders: Vec<&[u8]> = file.iter().map(|given| given.der.as_slice()).collect();
        let mut findings: Vec<Finding> = linter.chain(&ders);
        findings.sort_by_key(Finding::position);
        let about = |finding: Finding| file.get(finding.position()).map(|given| LocatedFinding { given, finding });
        found.extend(findings.into_iter().filter_map(about));
    }
    found
}
