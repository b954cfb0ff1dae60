//! What the commands print: the members that their JSON shares, and lines of text.

use serde::Serialize;
use srvname::delegation::mta_sts::{MxPattern, PolicyFetchError, ReadPolicy};

use crate::output::wrap::{sentence, wrap};

/// A place in the file.
#[derive(Debug, Serialize)]
pub(super) struct PlaceEntry {
    /// The line, from 1.
    line: usize,
    /// The octet of the file, from 0.
    octet: usize,
}

/// What the JSON of each command begins with.
#[derive(Debug, Serialize)]
pub(super) struct Verdict {
    pub(super) result: &'static str,
    pub(super) place: Option<PlaceEntry>,
    pub(super) section: String,
    pub(super) message: String,
    pub(super) notes: Vec<String>,
}

impl Verdict {
    /// The verdict about a file that is no policy.
    pub(super) fn invalid(error: &PolicyFetchError) -> Self {
        let place = match error {
            PolicyFetchError::Invalid(invalid) => invalid.place(),
            _ => None,
        };
        Self {
            result: "invalid",
            place: place.map(|place| PlaceEntry { line: place.line, octet: place.octet }),
            section: error.citation().to_string(),
            message: error.to_string(),
            notes: Vec::new(),
        }
    }
}

/// The members of a policy.
#[derive(Debug, Serialize)]
pub(super) struct PolicyEntry {
    mode: &'static str,
    max_age: u32,
    mx: Vec<String>,
}

impl From<&ReadPolicy> for PolicyEntry {
    fn from(read: &ReadPolicy) -> Self {
        let policy = read.policy();
        Self {
            mode: policy.mode().as_str(),
            max_age: policy.max_age().seconds(),
            mx: policy.mx().iter().map(MxPattern::to_string).collect(),
        }
    }
}

/// Returns the notes about a policy as sentences.
pub(super) fn notes(read: &ReadPolicy) -> Vec<String> {
    read.notes().iter().map(ToString::to_string).collect()
}

/// Returns a sentence as a paragraph.
pub(super) fn paragraph(text: &str) -> String {
    wrap(&sentence(text), 0)
}

/// Returns a sentence about what stands above it, with a word that says how grave it is.
pub(super) fn remark(level: &str, text: &str) -> String {
    wrap(&format!("{level}: {text}"), 2)
}
