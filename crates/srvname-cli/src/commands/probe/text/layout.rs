//! How the text is laid out: 80 columns, and nothing in it that moves a cursor.

use crate::output::shown::Shown;
use crate::output::wrap::wrap_within;

/// The columns of a screen.
pub(super) const WIDTH: usize = 80;

/// Returns a text as lines of the screen, each after so many spaces.
pub(super) fn paragraph(text: &str, indent: usize) -> String {
    wrap_within(&Shown(text).to_string(), indent, WIDTH)
}

/// Returns a text that begins beside a label, and goes on below its own beginning. The label is `width` columns wide with
/// the spaces behind it, and stands after `indent` spaces; `painted` is the label as it is shown.
pub(super) fn labeled(painted: &str, width: usize, text: &str, indent: usize) -> String {
    let start = indent.saturating_add(width);
    let block = paragraph(text, start);
    let Some(beginning) = block.get(start..).filter(|rest| !rest.is_empty()) else {
        return format!("{}{painted}\n", " ".repeat(indent));
    };
    format!("{}{painted}{beginning}", " ".repeat(indent))
}
