//! What the commands print: the members that their JSON shares.

use serde::Serialize;
use srvname::delegation::mta_sts::{MxPattern, PolicyFetchError, ReadPolicy};

use crate::output::publication;

/// A place in the file.
#[derive(Debug, Serialize)]
pub(super) struct PlaceEntry {
    /// The line, from 1.
    line: usize,
    /// The octet of the file, from 0.
    octet: usize,
}

/// What the JSON of each command begins with.
pub(super) type Verdict = publication::Verdict<PlaceEntry>;

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
