//! The local part of a mailbox, which two texts can denote: with and without quotation marks.

use core::fmt;
use core::hash::{Hash, Hasher};

use super::error::{NameError, NameRule};

/// The local part of a mailbox, as it is in the certificate: a Dot-string or a Quoted-string (RFC 5321 §4.1.2).
///
/// *Syntax*: atoms separated by single dots; or, in quotation marks, printable ASCII and spaces, in which `\` and `"` stand
/// after a `\`, and any other character may. An SmtpUTF8Mailbox has any character above U+007F as well, but not after a `\`
/// (RFC 6531 §3.3).
/// *Equality* is that of what is denoted, "all quoted forms MUST be treated as equivalent" (RFC 5321 §4.1.2), octet by
/// octet, case included (RFC 5280 §7.5).
///
/// ```
/// use srvname::name::Mailbox;
///
/// let plain = Mailbox::parse("john.doe@example.com")?.local_part();
/// let quoted = Mailbox::parse(r#""john\.doe"@example.com"#)?.local_part();
/// assert_eq!(plain, quoted);
/// assert_eq!(quoted.as_str(), r#""john\.doe""#);
/// assert!(quoted.octets().eq(*b"john.doe"));
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy)]
pub struct LocalPart<'a>(&'a str);

impl<'a> LocalPart<'a> {
    /// Returns the local part of a text that was parsed before, as [`LocalPart::as_str`] returned it.
    pub(crate) const fn from_parsed(text: &'a str) -> Self {
        Self(text)
    }

    /// Returns the text, with its quotation marks and escapes.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// Returns what the text denotes, octet by octet: without the quotation marks, and without the `\` of an escape.
    pub fn octets(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let mut octets = self.content().iter().copied();
        core::iter::from_fn(move || match octets.next() {
            Some(b'\\') => octets.next(),
            octet => octet,
        })
    }

    /// Returns what the text denotes, or `None` if it has escapes, so that its octets are not in a row.
    pub(crate) fn octets_in_a_row(&self) -> Option<&'a [u8]> {
        let content = self.content();
        let has_escapes = content.len() < self.0.len() && content.contains(&b'\\');
        if has_escapes { None } else { Some(content) }
    }

    /// Returns the text without its quotation marks.
    fn content(&self) -> &'a [u8] {
        match self.0.as_bytes() {
            [b'"', content @ .., b'"'] => content,
            text => text,
        }
    }
}

impl PartialEq for LocalPart<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.octets_in_a_row(), other.octets_in_a_row()) {
            (Some(one), Some(other)) => one == other,
            _ => self.octets().eq(other.octets()),
        }
    }
}

impl Eq for LocalPart<'_> {}

impl Hash for LocalPart<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.octets().for_each(|octet| state.write_u8(octet));
        // No character has this octet, so that it ends the local part.
        state.write_u8(0xff);
    }
}

impl fmt::Debug for LocalPart<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LocalPart({:?})", self.0)
    }
}

/// The characters that a local part may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repertoire {
    Ascii,
    Utf8,
}

impl Repertoire {
    /// Checks a character above U+007F. The byte order mark is ruled out by RFC 9598 §3.
    fn check(self, character: char, position: usize, rule: NameRule) -> Result<(), NameError> {
        match (self, character) {
            (Self::Ascii, _) => Err(NameError::new(NameRule::NotAscii, position)),
            (Self::Utf8, '\u{feff}') => Err(NameError::new(rule, position)),
            (Self::Utf8, _) => Ok(()),
        }
    }
}

/// Returns the local part of a mailbox, which is checked, its host, which is not, and the position of the host.
///
/// The `@` that separates them is the first one outside of quotation marks; another one is a character of the host.
pub(super) fn split_at_sign(text: &str, repertoire: Repertoire) -> Result<(LocalPart<'_>, &str, usize), NameError> {
    let end = match text.strip_prefix('"') {
        _ if text.is_empty() => return Err(NameError::new(NameRule::Empty, 0)),
        Some(quoted) => end_of_quoted(quoted, repertoire).map_err(|error| error.shifted(1))?.saturating_add(1),
        None => text.find('@').ok_or(NameError::new(NameRule::MissingAt, text.len()))?,
    };
    let (local_part, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    match rest.strip_prefix('@') {
        Some(host) => {
            if !text.starts_with('"') {
                check_dot_string(local_part, repertoire)?;
            }
            Ok((LocalPart(local_part), host, end.saturating_add(1)))
        }
        None if rest.is_empty() => Err(NameError::new(NameRule::MissingAt, end)),
        None => Err(NameError::new(NameRule::QuotedLocalPart, end)),
    }
}

/// Returns the number of octets up to and with the closing quotation mark, in a text after its opening one.
fn end_of_quoted(text: &str, repertoire: Repertoire) -> Result<usize, NameError> {
    let mut escaped = false;
    for (position, character) in text.char_indices() {
        match character {
            '\u{80}'.. => {
                repertoire.check(character, position, NameRule::QuotedLocalPart)?;
                // An escape is of an ASCII character (RFC 5321 §4.1.2); RFC 6531 §3.3 does not extend it.
                if escaped {
                    return Err(NameError::new(NameRule::QuotedLocalPart, position));
                }
            }
            _ if character.is_ascii_control() => return Err(NameError::new(NameRule::QuotedLocalPart, position)),
            '"' if !escaped => return Ok(position.saturating_add(1)),
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    Err(NameError::new(NameRule::QuotedLocalPart, text.len()))
}

/// Checks a local part without quotation marks: atoms and single dots between them (RFC 5321 §4.1.2).
fn check_dot_string(local_part: &str, repertoire: Repertoire) -> Result<(), NameError> {
    let mut previous = '.';
    if local_part.is_empty() {
        return Err(NameError::new(NameRule::EmptyLocalPart, 0));
    }
    for (position, character) in local_part.char_indices() {
        let allowed = match character {
            '.' => previous != '.',
            '\u{80}'.. => repertoire.check(character, position, NameRule::LocalPartCharacter).map(|()| true)?,
            _ => is_atom(character),
        };
        if !allowed {
            return Err(NameError::new(NameRule::LocalPartCharacter, position));
        }
        previous = character;
    }
    match previous {
        '.' => Err(NameError::new(NameRule::LocalPartCharacter, local_part.len().saturating_sub(1))),
        _ => Ok(()),
    }
}

/// Returns `true` if an ASCII character may be in an atom: `atext` of RFC 5322 §3.2.3.
fn is_atom(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use core::hash::{Hash, Hasher};
    use std::collections::hash_map::DefaultHasher;
    use std::string::String;
    use std::vec::Vec;

    use super::*;

    fn local_part(text: &str) -> LocalPart<'_> {
        LocalPart(text)
    }

    fn hash(value: LocalPart<'_>) -> u64 {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    }

    /// Each line is the spellings of one local part, and what they denote.
    #[test]
    fn two_spellings_of_one_local_part_are_equal() {
        let lines: [(&[&str], &str); 9] = [
            (&["a", r#""a""#, r#""\a""#], "a"),
            (&["A", r#""A""#, r#""\A""#], "A"),
            (&["john.doe", r#""john.doe""#, r#""john\.doe""#, r#""\j\o\h\n.doe""#], "john.doe"),
            (&[r#""john doe""#, r#""john\ doe""#], "john doe"),
            (&[r#""a@b""#, r#""a\@b""#], "a@b"),
            (&[r#""""#], ""),
            (&[r#""\"""#], "\""),
            (&[r#""\\""#], "\\"),
            (&[r#""\\a""#], "\\a"),
        ];
        for (index, (spellings, denoted)) in lines.iter().enumerate() {
            for one in spellings.iter().copied().map(local_part) {
                assert_eq!(one.octets().collect::<Vec<_>>(), denoted.as_bytes(), "{one:?}");
                assert!(one.octets_in_a_row().is_none_or(|octets| octets == denoted.as_bytes()), "{one:?}");
                for (other_index, (others, _)) in lines.iter().enumerate() {
                    for other in others.iter().copied().map(local_part) {
                        assert_eq!(one == other, index == other_index, "{one:?} {other:?}");
                        assert_eq!(hash(one) == hash(other), index == other_index, "{one:?} {other:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn only_escapes_are_not_in_a_row() {
        for (text, in_a_row) in [("a.b", true), (r#""a b""#, true), (r#""""#, true), (r#""a\b""#, false)] {
            assert_eq!(local_part(text).octets_in_a_row().is_some(), in_a_row, "{text}");
        }
    }

    /// Every ASCII octet inside quotation marks, alone and after a `\`.
    #[test]
    fn the_characters_of_a_quoted_string() {
        for octet in 0..0x80u8 {
            let character = char::from(octet);
            let text = std::format!("\"{character}\"@a.test");
            let plain = matches!(octet, 32..=33 | 35..=91 | 93..=126);
            assert_eq!(split_at_sign(&text, Repertoire::Ascii).is_ok(), plain, "{text:?}");
            let text = std::format!("\"\\{character}\"@a.test");
            let read = split_at_sign(&text, Repertoire::Ascii);
            assert_eq!(read.is_ok(), matches!(octet, 32..=126), "{text:?}");
            if octet < 32 || octet == 127 {
                assert_eq!(read.err(), Some(NameError::new(NameRule::QuotedLocalPart, 2)), "{text:?}");
            }
        }
    }

    #[test]
    fn the_octet_that_breaks_a_quoted_string() {
        use NameRule::{MissingAt, NotAscii, QuotedLocalPart};
        for (text, rule, position) in [
            ("\"", QuotedLocalPart, 1),
            ("\"a", QuotedLocalPart, 2),
            ("\"a@b.test", QuotedLocalPart, 9),
            ("\"a\\\"@b.test", QuotedLocalPart, 11),
            ("\"a\\", QuotedLocalPart, 3),
            ("\"a\"", MissingAt, 3),
            // What RFC 5322 §4.4 calls obsolete, and RFC 5321 does not have.
            ("\"a\"b@b.test", QuotedLocalPart, 3),
            ("\"a\".b@b.test", QuotedLocalPart, 3),
            ("\"a\"\"b\"@b.test", QuotedLocalPart, 3),
            ("\"a\" @b.test", QuotedLocalPart, 3),
            ("\"a\"(b)@b.test", QuotedLocalPart, 3),
            ("\"a\r\n b\"@b.test", QuotedLocalPart, 2),
            ("\"a\tb\"@b.test", QuotedLocalPart, 2),
            ("\"a\0b\"@b.test", QuotedLocalPart, 2),
            ("\"é\"@b.test", NotAscii, 1),
            ("\"\\é\"@b.test", NotAscii, 2),
        ] {
            let error = split_at_sign(text, Repertoire::Ascii).err();
            assert_eq!(error, Some(NameError::new(rule, position)), "{text:?}");
        }
    }

    #[test]
    fn a_quoted_string_of_rfc_6531_goes_beyond_ascii() {
        let mut text = String::from("\"é @\\\" 学\"@b.test");
        assert_eq!(split_at_sign(&text, Repertoire::Utf8).unwrap().1, "b.test");
        text = "\"\\é\"@b.test".into();
        assert_eq!(split_at_sign(&text, Repertoire::Utf8).err(), Some(NameError::new(NameRule::QuotedLocalPart, 2)));
        text = "\"\u{feff}\"@b.test".into();
        assert_eq!(split_at_sign(&text, Repertoire::Utf8).err(), Some(NameError::new(NameRule::QuotedLocalPart, 1)));
    }
}
