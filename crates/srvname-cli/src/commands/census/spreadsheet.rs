//! The CAs to reissue as a table for spreadsheets (RFC 4180): a line for each certificate, in the order of the report.

use super::report::{CaToReissue, CensusReport};

/// The columns, with the names of the fields in JSON; those of the CCADB have its name before them.
const COLUMNS: [&str; 16] = [
    "constraints",
    "owner",
    "subject",
    "issuer",
    "roots",
    "more_roots",
    "not_before",
    "not_after",
    "revoked",
    "ccadb_owner",
    "ccadb_subordinate_owner",
    "ccadb_revocation",
    "ccadb_trust_bits",
    "sha256",
    "subject_spki_sha256",
    "issuer_subject_spki_sha256",
];

pub(super) fn render(report: &CensusReport) -> String {
    let cas = report.reissue.iter().map(|ca| line(&cells(ca)));
    std::iter::once(line(&COLUMNS.map(str::to_owned))).chain(cas).collect()
}

fn cells(ca: &CaToReissue) -> [String; COLUMNS.len()] {
    let record = ca.ccadb.clone().unwrap_or_default();
    [
        ca.constraints.to_owned(),
        ca.owner.clone(),
        ca.subject.clone(),
        ca.issuer.clone(),
        ca.roots.join("; "),
        ca.more_roots.to_string(),
        ca.not_before.clone(),
        ca.not_after.clone(),
        ca.revoked.to_string(),
        record.owner,
        record.subordinate_owner,
        record.revocation,
        record.trust_bits.join("; "),
        ca.sha256.clone(),
        ca.subject_spki_sha256.clone(),
        ca.issuer_subject_spki_sha256.clone().unwrap_or_default(),
    ]
}

fn line(cells: &[String; COLUMNS.len()]) -> String {
    cells.each_ref().map(|text| cell(text)).join(",") + "\r\n"
}

/// A cell, in quotation marks. A spreadsheet would compute what begins like a formula, and what it computes is up to the
/// author of a certificate: such a cell has an apostrophe before it.
fn cell(text: &str) -> String {
    let apostrophe = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{apostrophe}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_text() {
        for (text, written) in [
            ("Example, Inc.", "\"Example, Inc.\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("", "\"\""),
            ("=1+1", "\"'=1+1\""),
            ("@a", "\"'@a\""),
            ("a=1", "\"a=1\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
