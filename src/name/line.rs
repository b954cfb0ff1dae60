//! Text from outside as a person reads it: its author may be an attacker, and it is shown in terminals, logs and pages.
//!
//! Two texts that differ must look different, and neither may end its line, move the cursor or turn the text around it. So
//! what is not seen, or not as itself, is escaped.

use core::fmt::{self, Write};

/// A text, or octets that should be one, displayed in one line with all that is not seen escaped.
///
/// Escaped are control and format characters, those that change the direction of text, line and paragraph separators,
/// spaces other than U+0020, characters that are ignored when they are displayed, and those that Unicode leaves to
/// private use or to no use: `\u{202e}`. Octets that are not UTF-8 are `\xff`. A backslash stands for itself, unless it
/// begins what looks like an escape: then it is `\u{5c}`. So texts that differ are displayed differently.
///
/// What the types of this crate display is escaped already: names by this rule, with the escapes of RFC 4514 §2.4 in
/// directory names.
///
/// ```
/// use srvname::name::Escaped;
///
/// assert_eq!(Escaped::new("pay\u{200b}pal\u{1b}[2J").to_string(), r"pay\u{200b}pal\u{1b}[2J");
/// assert_eq!(Escaped::new(r"C:\keys\u{1b}").to_string(), r"C:\keys\u{5c}u{1b}");
/// assert_eq!(Escaped::from_bytes(b"B\xfccher").to_string(), r"B\xfccher");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'a>(&'a [u8]);

impl<'a> Escaped<'a> {
    /// Returns what displays `text`.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    /// Returns what displays `bytes`, which should be UTF-8: a file name, for example.
    #[must_use]
    pub const fn from_bytes(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            write_escaped(chunk.valid().chars(), f)?;
            chunk.invalid().iter().try_for_each(|octet| write!(f, "\\x{octet:02x}"))?;
        }
        Ok(())
    }
}

/// Writes characters as [`Escaped`] displays a text of them.
pub(crate) fn write_escaped(mut text: impl Iterator<Item = char> + Clone, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    while let Some(character) = text.next() {
        if is_hidden(character) || (character == '\\' && continues_an_escape(text.clone())) {
            write!(f, "{}", character.escape_unicode())?;
        } else {
            f.write_char(character)?;
        }
    }
    Ok(())
}

/// Returns `true` if a backslash before `text` would be taken for one of the escapes above.
fn continues_an_escape(mut text: impl Iterator<Item = char>) -> bool {
    match text.next() {
        Some('u') => text.next() == Some('{'),
        Some('x') => text.take(2).filter(char::is_ascii_hexdigit).count() == 2,
        _ => false,
    }
}

/// Returns `true` if a character must be escaped where it is displayed.
pub(super) fn is_hidden(character: char) -> bool {
    let place = |(first, last): &(char, char)| {
        if *last < character {
            core::cmp::Ordering::Less
        } else if *first > character {
            core::cmp::Ordering::Greater
        } else {
            core::cmp::Ordering::Equal
        }
    };
    HIDDEN.binary_search_by(place).is_ok()
}

/// The characters that [`is_hidden`] is about, as ranges in order.
///
/// Source: Unicode 17.0, General_Category Cc, Cf, Co, Zl, Zp, and Zs but for U+0020; Default_Ignorable_Code_Point;
/// Noncharacter_Code_Point; and planes 4 to 13, which are unassigned. Three characters are of none of these and show
/// nothing all the same: U+2800, U+16FE4 and U+1D159. `tests/escaped.rs` compares the table with Unicode's.
const HIDDEN: [(char, char); 37] = [
    ('\0', '\u{1f}'),
    ('\u{7f}', '\u{a0}'),
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{2000}', '\u{200f}'),
    ('\u{2028}', '\u{202f}'),
    ('\u{205f}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{e000}', '\u{f8ff}'),
    ('\u{fdd0}', '\u{fdef}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{fffe}', '\u{ffff}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{16fe4}', '\u{16fe4}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d159}', '\u{1d159}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{1fffe}', '\u{1ffff}'),
    ('\u{2fffe}', '\u{2ffff}'),
    ('\u{3fffe}', '\u{10ffff}'),
];
