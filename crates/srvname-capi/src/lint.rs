//! Lints of one certificate, as JSON.

use std::ffi::c_char;

use serde::Serialize;
use srvname::lint::{Finding, Linter};

use crate::boundary::{Output, fallible, values};
use crate::result::ResultCode;
use crate::settings::rule_sets;

/// Lints one certificate in DER, readable or not, and writes the findings to `json`, a text that srvname_string_free() frees.
///
/// `lints` is a sum of enum srvname_lints. The JSON is an object with "findings", an array of objects with the fields "lint",
/// "severity" ("error", "warn" or "notice"), "title", "citation", "place", "octets" (the first octet in the certificate, and the
/// one after the last) and "detail", as the command line prints them. SRVNAME_RESULT_OK says that it was linted, whatever was
/// found.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_lint(der: *const u8, length: usize, lints: u32, json: *mut *mut c_char) -> ResultCode {
    fallible(|| {
        // SAFETY: the contract of the header.
        let (output, octets) = unsafe { (Output::new(json), values(der, length)) };
        let (mut output, octets) = (output.required()?, octets?);
        let rule_sets = rule_sets(lints).ok_or(ResultCode::InvalidValue)?;
        let linter = Linter::new(&rule_sets);
        let linter = linter.with(&srvname::lint::idna::CHAPTER).with(&srvname::lint::public_suffix::CHAPTER);
        let findings = linter.certificate(octets, 0);
        let report = LintReport { findings: findings.iter().map(ReportedFinding::of).collect() };
        // Texts and numbers: nothing of it cannot be written.
        output.put_text(&serde_json::to_string(&report).map_err(|_| ResultCode::Panic)?);
        Ok(())
    })
}

#[derive(Serialize)]
struct LintReport<'f> {
    findings: Vec<ReportedFinding<'f>>,
}

#[derive(Serialize)]
struct ReportedFinding<'f> {
    lint: &'f str,
    severity: &'f str,
    title: &'f str,
    /// The most important section.
    citation: String,
    place: String,
    /// The first octet in the certificate's DER, and the end of the range (exclusive).
    octets: [usize; 2],
    detail: &'f str,
}

impl<'f> ReportedFinding<'f> {
    fn of(finding: &'f Finding) -> Self {
        let lint = finding.lint();
        Self {
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
