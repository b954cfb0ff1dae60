//! What is typed wrong, in the words of the argument parser, with what was typed escaped.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};
use srvname::name::Escaped;

/// Returns the error with every text in it that may be an argument escaped.
pub(crate) fn escaped(mut error: clap::Error) -> clap::Error {
    let found: Vec<(ContextKind, ContextValue)> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => Some((kind, ContextValue::String(shown(text)))),
            ContextValue::Strings(texts) => {
                Some((kind, ContextValue::Strings(texts.iter().map(|text| shown(text)).collect())))
            }
            // Advice, which repeats what was typed; usage does not.
            ContextValue::StyledStrs(texts) => {
                Some((kind, ContextValue::StyledStrs(texts.iter().map(advice).collect())))
            }
            _ => None,
        })
        .collect();
    for (kind, value) in found {
        error.insert(kind, value);
    }
    error
}

fn shown(text: &str) -> String {
    Escaped::new(text).to_string()
}

/// Returns advice as it is, or without its color if something has to be escaped.
fn advice(text: &StyledStr) -> StyledStr {
    let plain = text.to_string();
    let shown = shown(&plain);
    if shown == plain { text.clone() } else { StyledStr::from(shown) }
}
