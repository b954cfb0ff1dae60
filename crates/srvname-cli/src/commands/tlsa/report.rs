//! What the commands print: the members that their JSON shares.

use serde::Serialize;
use srvname::delegation::dns::Tlsa;

use crate::arguments::OutputFormat;
use crate::commands::tlsa::given::BadRecord;
use crate::exit::{Failure, Finished, Status};
use crate::output::publication::{self, paragraph, remark};

/// What the JSON of each command begins with.
pub(super) type Verdict = publication::Verdict<PlaceEntry>;

/// Where a record is no record.
#[derive(Debug, Serialize)]
pub(super) struct PlaceEntry {
    /// The record in the order in which they were given, from 0.
    record: usize,
    /// The line of its file, from 1; null for an argument.
    line: Option<usize>,
    /// The octet of the argument or line, from 0.
    octet: usize,
}

impl Verdict {
    /// The verdict about a text that is no record.
    fn invalid(bad: &BadRecord) -> Self {
        let BadRecord { record, line, error, is_word } = bad;
        let place = line.as_ref().map(|(file, line)| format!(" ({file}, line {line})")).unwrap_or_default();
        let quote = "; quote a record, so that the shell hands it over as one argument";
        let meant = if *is_word { quote } else { "" };
        Self {
            result: "invalid",
            place: Some(PlaceEntry {
                record: *record,
                line: line.as_ref().map(|(_, line)| *line),
                octet: error.position(),
            }),
            section: error.citation().to_string(),
            message: format!("record {record}{place} is no TLSA record: {error}{meant}"),
            notes: Vec::new(),
        }
    }

    /// Returns the message with its section, and the notes below it.
    pub(super) fn text(&self) -> String {
        paragraph(&format!("{} [{}]", self.message, self.section)) + &self.notes_text()
    }

    /// Returns the notes.
    pub(super) fn notes_text(&self) -> String {
        self.notes.iter().map(|note| remark("note", note)).collect()
    }
}

/// Returns how a command ends whose records are none.
pub(super) fn invalid(bad: &BadRecord, format: OutputFormat) -> Result<Finished, Failure> {
    let verdict = Verdict::invalid(bad);
    match format {
        OutputFormat::Json => Finished::json(&verdict, Status::Refused),
        OutputFormat::Text => Ok(Finished { text: verdict.text(), status: Status::Refused }),
    }
}

/// The members of a record, and how zones have it.
#[derive(Debug, Serialize)]
pub(super) struct TlsaEntry {
    usage: u8,
    selector: u8,
    matching: u8,
    data: String,
    /// As RFC 6698 §2.2 presents it.
    pub(super) text: String,
    /// As RFC 3597 §5 presents what a server does not know.
    pub(super) generic: String,
}

impl From<Tlsa<'_>> for TlsaEntry {
    fn from(record: Tlsa<'_>) -> Self {
        Self {
            usage: record.usage.0,
            selector: record.selector.0,
            matching: record.matching_type.0,
            data: record.data.iter().map(|octet| format!("{octet:02x}")).collect(),
            text: record.to_string(),
            generic: record.generic().to_string(),
        }
    }
}
