//! Sentences, lists and lines that fit a terminal.

use std::fmt::{self, Write};

use unicode_width::UnicodeWidthStr;

/// The longest line, in columns.
const WIDTH: usize = 100;

/// Breaks `text` at spaces into lines that start with `indent` spaces. A word that is longer than a line stays whole, so
/// that it can be copied.
pub(crate) fn wrap(text: &str, indent: usize) -> String {
    wrap_within(text, indent, WIDTH)
}

/// Breaks `text` as [`wrap`] does, into lines of `width` columns, the indent included.
pub(crate) fn wrap_within(text: &str, indent: usize, width: usize) -> String {
    let width = width.saturating_sub(indent);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if columns(line).saturating_add(1).saturating_add(columns(word)) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let indent = " ".repeat(indent);
    lines.into_iter().map(|line| format!("{indent}{line}\n")).collect()
}

/// Returns the columns of `text` on a terminal: two for a wide character, none for a combining one.
pub(crate) fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Returns `text`, filled with spaces to `width` columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// Returns a sentence with a capital at its start and a full stop at its end.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    first.into_iter().chain(characters).chain(stop.chars()).collect()
}

/// Returns the first `most` characters of a text, and how many are missing. A text from a certificate may be long, and no
/// more of it is kept than is returned.
pub(crate) fn shorten(text: impl fmt::Display, most: usize) -> String {
    let mut start = Start { text: String::new(), room: most, more: 0 };
    // Nothing fails that writes into a String.
    let _infallible = write!(start, "{text}");
    match start.more {
        0 => start.text,
        more => format!("{}... ({more} more characters)", start.text),
    }
}

/// The start of a text that is written to it.
struct Start {
    text: String,
    room: usize,
    more: usize,
}

impl Write for Start {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = text.char_indices().nth(self.room).map_or(text.len(), |(end, _)| end);
        let (start, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        self.text.push_str(start);
        self.room = self.room.saturating_sub(start.chars().count());
        self.more = self.more.saturating_add(rest.chars().count());
        Ok(())
    }
}

/// Returns the items as a list in prose: `a, b and c`.
pub(crate) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("a  b", 2), "  a b\n");
        assert_eq!(wrap(&["word"; 30].join(" "), 50), format!("{}{}{}", line(10), line(10), line(10)));
        let long = "x".repeat(200);
        assert_eq!(wrap(&format!("a {long} b"), 0), format!("a\n{long}\nb\n"));
    }

    fn line(words: usize) -> String {
        format!("{}{}\n", " ".repeat(50), vec!["word"; words].join(" "))
    }

    /// A wide character takes two columns, and a combining one none.
    #[test]
    fn columns_are_those_of_a_terminal() {
        assert_eq!(pad("例え", 6), "例え  ");
        assert_eq!(pad("bu\u{308}cher", 7), "bu\u{308}cher ");
        assert_eq!(wrap(&["例例"; 11].join(" "), 50), format!("{}{}", wide(10), wide(1)));
    }

    fn wide(words: usize) -> String {
        format!("{}{}\n", " ".repeat(50), vec!["例例"; words].join(" "))
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(shorten("büche", 5), "büche");
        assert_eq!(shorten("bücher", 2), "bü... (4 more characters)");
        // However the text is written.
        assert_eq!(shorten(format_args!("{}{}{}", 'b', "ü", "cher"), 2), "bü... (4 more characters)");
        assert_eq!(shorten(format_args!("{}{}", "bü", ""), 2), "bü");
    }

    #[test]
    fn sentences_and_lists() {
        assert_eq!(sentence("the name is wrong [RFC 4985 §2]"), "The name is wrong [RFC 4985 §2].");
        assert_eq!(list(&["a".to_owned()]), "a");
        assert_eq!(list(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
    }
}
