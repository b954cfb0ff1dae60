//! Attribute values as they are compared: the six steps of RFC 4518 §2, and case folding.
//!
//! A text of ASCII characters is prepared here, one character at a time and without an allocation: no step but the
//! mapping and the folding of spaces changes it. Any other text is prepared as a whole, by `non_ascii`.

use super::characters::{Characters, Decoded};
use super::non_ascii::{self, NonAsciiText};
use crate::der::Tag;

/// An attribute value as it is compared.
pub(super) enum Prepared<'a> {
    /// Text.
    Text(PreparedText<'a>),
    /// A value of a character string type that is not text: it does not decode, or has a character that RFC 4518 §2.4
    /// prohibits. Its comparison with any other value is undefined.
    NotText,
    /// A value of any other type, which is compared by its octets.
    NoString,
}

impl<'a> Prepared<'a> {
    /// Prepares the content octets of a value with this tag.
    pub(super) fn new(tag: Tag, octets: &'a [u8]) -> Self {
        match Characters::decode(tag, octets) {
            Decoded::NoString => Self::NoString,
            Decoded::Malformed => Self::NotText,
            Decoded::Characters(characters) if characters.is_ascii() => {
                Self::Text(PreparedText::Ascii(AsciiText::new(characters)))
            }
            Decoded::Characters(characters) => match non_ascii::prepare(characters) {
                Some(text) => Self::Text(PreparedText::NonAscii(text)),
                None => Self::NotText,
            },
        }
    }
}

/// The characters of a text as they are compared.
pub(super) enum PreparedText<'a> {
    Ascii(AsciiText<'a>),
    NonAscii(NonAsciiText),
}

impl Iterator for PreparedText<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Ascii(text) => text.next(),
            Self::NonAscii(text) => text.next(),
        }
    }
}

/// A text of ASCII characters as it is compared: control characters are dropped, those that move the cursor are spaces,
/// letters are lower case, spaces are dropped at the ends and single inside (RFC 4518 §2.2, §2.6.1).
pub(super) struct AsciiText<'a> {
    characters: Characters<'a>,
    /// A character that was read to find the end of the spaces before it.
    pending: Option<char>,
    /// `false` as long as only spaces were read.
    started: bool,
}

impl<'a> AsciiText<'a> {
    const fn new(characters: Characters<'a>) -> Self {
        Self { characters, pending: None, started: false }
    }
}

impl Iterator for AsciiText<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if let Some(pending) = self.pending.take() {
            return Some(pending);
        }
        let mut spaces = false;
        // No character follows spaces at the end, so this ends the text.
        let next = self.characters.find(|character| {
            let is_space = matches!(character, '\t'..='\r' | ' ');
            spaces |= is_space;
            !is_space && !character.is_control()
        })?;
        let next = next.to_ascii_lowercase();
        if spaces && self.started {
            self.pending = Some(next);
            return Some(' ');
        }
        self.started = true;
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;

    use super::*;

    fn prepared(text: &str) -> String {
        match Prepared::new(Tag::UTF8_STRING, text.as_bytes()) {
            Prepared::Text(text) => text.collect(),
            Prepared::NotText | Prepared::NoString => panic!("{text:?}"),
        }
    }

    /// RFC 4518 §2.6.1, without the spaces it puts at the ends of both sides.
    #[test]
    fn ascii_is_prepared() {
        for (text, expected) in [
            ("foo bar  ", "foo bar"),
            ("  foo   bar", "foo bar"),
            ("\t\r\nFOO\u{b} \u{c}bar\n", "foo bar"),
            ("foo\0bar\u{7f}", "foobar"),
            ("foo \u{1b} bar", "foo bar"),
            ("\u{1} \u{2}a", "a"),
            ("   ", ""),
            ("", ""),
            ("\0", ""),
            ("A b C", "a b c"),
        ] {
            assert_eq!(prepared(text), expected, "{text:?}");
        }
    }
}
