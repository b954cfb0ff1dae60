//! What the commands about published policies and records answer: the members that their JSON shares, and lines of text.

use serde::Serialize;

use crate::output::wrap::{sentence, wrap};

/// What the JSON of each command begins with. `P` is where something is wrong in what was given.
#[derive(Debug, Serialize)]
pub(crate) struct Verdict<P> {
    pub(crate) result: &'static str,
    pub(crate) place: Option<P>,
    pub(crate) section: String,
    pub(crate) message: String,
    pub(crate) notes: Vec<String>,
}

/// Returns a sentence as a paragraph.
pub(crate) fn paragraph(text: &str) -> String {
    wrap(&sentence(text), 0)
}

/// Returns a sentence about what stands above it, with a word that says how grave it is.
pub(crate) fn remark(level: &str, text: &str) -> String {
    wrap(&format!("{level}: {text}"), 2)
}
