//! Any octets as a chain to lint: findings are about octets that exist, say so in one line, and are the same each time.

use srvname::Certificate;
use srvname::lint::{Finding, LintInput, Linter, RuleSet};

use super::{properties, verify};

pub fn run(data: &[u8]) {
    run_with(data, Linter::new);
}

pub fn run_with(data: &[u8], linter: fn(&[RuleSet]) -> Linter) {
    let parts = verify::split(data);
    let parts = if parts.is_empty() { vec![data] } else { parts };
    let all = linter(&RuleSet::ALL);
    for der in &parts {
        let found = all.certificate(der, 0);
        found.iter().for_each(|finding| about(finding, der));
        assert_eq!(found, all.certificate(der, 0));
        // The certificate without its signature, and octets that are mostly neither.
        let tbs = Certificate::from_der(der).map_or(*der, |certificate| certificate.tbs());
        for input in [LintInput::TbsCertificate(tbs), LintInput::Request(der)] {
            all.input(input, 0).iter().for_each(|finding| about(finding, input.der()));
        }
        // Chosen one by one, the lints find the same, at a severity that may depend on the choice.
        for profile in RuleSet::ALL {
            for finding in linter(&[profile]).certificate(der, 0) {
                let same = |other: &Finding| other.lint() == finding.lint() && other.octets() == finding.octets();
                assert!(found.iter().any(same), "{finding}");
            }
        }
        if Certificate::from_der(der).is_err() {
            assert!(!found.is_empty(), "a malformed certificate, and nothing to say");
        }
    }
    for finding in all.chain(&parts) {
        about(&finding, parts.get(finding.position()).copied().unwrap_or_default());
    }
}

fn about(finding: &Finding, der: &[u8]) {
    let octets = finding.octets();
    assert!(octets.start <= octets.end && octets.end <= der.len(), "{finding} in {} octets", der.len());
    assert!(!finding.lint().citations().is_empty());
    // The title and the citation stand in it too.
    properties::shown(finding, der.len() + 200);
}
