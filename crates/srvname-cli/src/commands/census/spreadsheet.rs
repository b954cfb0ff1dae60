//! The CAs to reissue as a table for spreadsheets (RFC 4180): a line for each certificate, in the order of the report.

use super::report::{CaToReissue, CensusReport};
use crate::exit::Failure;

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

/// Returns the table. All cells are in quotation marks.
pub(super) fn render(report: &CensusReport) -> Result<String, Failure> {
    let mut table = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let written = table
        .write_record(COLUMNS)
        .and_then(|()| report.reissue.iter().try_for_each(|ca| table.write_record(cells(ca).map(as_text))));
    let text = written.map_err(|error| error.to_string()).and_then(|()| {
        let octets = table.into_inner().map_err(|error| error.to_string())?;
        String::from_utf8(octets).map_err(|error| error.to_string())
    });
    text.map_err(|why| Failure::new(format_args!("the table cannot be written: {why}")))
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

/// Returns a cell that a spreadsheet does not compute. It would compute what begins like a formula, and what it computes is up
/// to the author of a certificate: such a cell has an apostrophe before it.
fn as_text(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::as_text;

    #[test]
    fn cells_are_text() {
        for (text, written) in
            [("Example, Inc.", "Example, Inc."), ("", ""), ("=1+1", "'=1+1"), ("@a", "'@a"), ("a=1", "a=1")]
        {
            assert_eq!(as_text(text.to_owned()), written);
        }
    }
}
