//! The CAs to reissue as a table for spreadsheets (RFC 4180): a line for each certificate, in the order of the report.

use super::report::{CaToReissue, CensusReport};

/// The columns, with the names of the fields in JSON.
const COLUMNS: [&str; 7] =
    ["constraints", "owner", "subject", "not_before", "not_after", "sha256", "subject_spki_sha256"];

pub(super) fn render(report: &CensusReport) -> String {
    let cas = report.reissue.iter().map(|ca| line(&cells(ca)));
    std::iter::once(line(&COLUMNS)).chain(cas).collect()
}

fn cells(ca: &CaToReissue) -> [&str; COLUMNS.len()] {
    [ca.constraints, &ca.owner, &ca.subject, &ca.not_before, &ca.not_after, &ca.sha256, &ca.subject_spki_sha256]
}

fn line(cells: &[&str; COLUMNS.len()]) -> String {
    cells.map(cell).join(",") + "\r\n"
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
