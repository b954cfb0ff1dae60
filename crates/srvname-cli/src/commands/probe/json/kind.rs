//! What several parts of the JSON are made of.

use serde::Serialize;

use crate::output::shown::Shown;

/// What something came to, in a word, and why, in a sentence where there is one.
#[derive(Serialize)]
pub(super) struct Kind<'r> {
    kind: &'static str,
    reason: Option<Shown<'r>>,
}

impl<'r> Kind<'r> {
    /// Returns a kind that has no reason.
    pub(super) const fn plain(kind: &'static str) -> Self {
        Self { kind, reason: None }
    }

    /// Returns a kind with its reason.
    pub(super) const fn because(kind: &'static str, reason: &'r str) -> Self {
        Self { kind, reason: Some(Shown(reason)) }
    }
}

/// Returns texts as they are shown.
pub(super) fn texts(texts: &[String]) -> Vec<Shown<'_>> {
    texts.iter().map(|text| Shown(text)).collect()
}

/// Returns a text as it is shown, if there is one.
pub(super) fn text(text: Option<&String>) -> Option<Shown<'_>> {
    text.map(|text| Shown(text))
}
