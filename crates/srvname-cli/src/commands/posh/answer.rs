//! What `posh match` answers, as text and as JSON.

use serde::Serialize;
use srvname::Citation;
use srvname::certificate::CertificateError;
use srvname::delegation::posh::{DocumentError, DocumentNote, Mismatch, PoshVerdict};

use crate::arguments::OutputFormat;
use crate::exit::{Failure, Finished, Status};
use crate::output::color::Palette;
use crate::output::wrap::wrap;

/// The answer, in the members of its JSON.
#[derive(Serialize)]
pub(super) struct Answer {
    result: &'static str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    descriptor: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    algorithm: Option<&'static str>,
    /// The file that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    place: Option<Place>,
    section: Citation,
    message: String,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What else would explain it, or help.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// What is to be done in place of an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<&'static str>,
    notes: Vec<String>,
}

/// Where something is wrong in a file.
#[derive(Serialize)]
struct Place {
    /// From 1; null where a file has no lines.
    line: Option<usize>,
    /// From 0.
    octet: usize,
}

impl Answer {
    fn new(result: &'static str, section: Citation, message: String) -> Self {
        let (descriptor, algorithm, file, place, hint, then) = (None, None, None, None, None, None);
        let (outcome, notes, reason) = (result, Vec::new(), Some(message.clone()));
        Self { result, outcome, descriptor, algorithm, file, place, section, message, reason, hint, then, notes }
    }

    /// Returns the answer of a verdict.
    pub(super) fn verdict(verdict: &PoshVerdict) -> Self {
        let mut answer = Self::new(verdict.code(), verdict.citation(), verdict.to_string());
        match verdict {
            PoshVerdict::Match { descriptor, function } => {
                answer.descriptor = Some(*descriptor);
                answer.algorithm = Some(function.name());
                answer.reason = None;
            }
            PoshVerdict::CertificateExpired { descriptor, .. }
            | PoshVerdict::CertificateNotYetValid { descriptor, .. } => answer.descriptor = Some(*descriptor),
            PoshVerdict::NoMatch(Mismatch::None(hint)) => answer.hint = Some(hint.to_string()),
            PoshVerdict::Stale { .. } => answer.then = Some("fetch again from the source domain"),
            _ => {}
        }
        answer
    }

    /// Returns the answer about a file that is no document.
    pub(super) fn invalid(file: String, error: &DocumentError) -> Self {
        let mut answer = Self::new("invalid", error.citation(), error.to_string());
        answer.file = Some(file);
        answer.place = Some(Place { line: Some(error.line()), octet: error.octet() });
        answer
    }

    /// Returns the answer about documents that are none together.
    pub(super) fn no_material(section: Citation, message: String) -> Self {
        Self::new("invalid", section, message)
    }

    /// Returns the answer about a certificate that cannot be read.
    pub(super) fn malformed(file: String, error: &CertificateError) -> Self {
        let mut answer = Self::new("malformed-certificate", error.citation(), error.to_string());
        answer.file = Some(file);
        answer.place = Some(Place { line: None, octet: error.offset() });
        answer
    }

    /// Adds what is odd about a file.
    pub(super) fn note(&mut self, file: &str, notes: &[DocumentNote]) {
        self.notes.extend(notes.iter().map(|note| format!("{file}: {note} [{}]", note.citation())));
    }

    /// Adds a sentence.
    pub(super) fn say(&mut self, sentence: String) {
        self.notes.push(sentence);
    }

    /// Returns the answer as it is printed.
    pub(super) fn finish(&self, format: OutputFormat) -> Result<Finished, Failure> {
        let status = if self.result == "match" { Status::Accepted } else { Status::Refused };
        if format == OutputFormat::Json {
            return Finished::json(self, status);
        }
        let palette = Palette::of_standard_output();
        let word = if status == Status::Accepted { palette.good(self.result) } else { palette.bad(self.result) };
        let file = self.file.as_ref().map_or_else(String::new, |file| format!("{file}: "));
        let mut text = format!("{word}\n");
        text.push_str(&wrap(&format!("{file}{} [{}]", self.message, self.section), 2));
        for (what, sentence) in
            self.hint.iter().map(|hint| ("hint", hint)).chain(self.notes.iter().map(|note| ("note", note)))
        {
            text.push_str(&wrap(&format!("{what}: {sentence}"), 2));
        }
        Ok(Finished { text, status })
    }
}
