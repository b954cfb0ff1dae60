//! The characters of an attribute value, decoded as its string type says (RFC 4518 §2.1, RFC 5280 §4.1.2.4).

use core::slice::ChunksExact;
use core::str::{self, Chars};

use crate::der::Tag;

/// An attribute value, decoded.
pub(crate) enum Decoded<'a> {
    /// The characters of a string.
    Characters(Characters<'a>),
    /// A value of a character string type whose octets are no characters of that type.
    Malformed,
    /// A value of any other type.
    NoString,
}

/// The characters of a string that decodes, decoded one at a time.
#[derive(Clone)]
pub(crate) enum Characters<'a> {
    Utf8(Chars<'a>),
    Latin1(&'a [u8]),
    Units(ChunksExact<'a, u8>),
}

impl<'a> Characters<'a> {
    /// Decodes the content octets of a value with this tag.
    ///
    /// TeletexString is decoded as Latin-1, as it is used in practice (RFC 4518 §2.1: a local matter). The types of
    /// ASCII characters may have every printing ASCII character, also those that X.680 §41 does not allow in them, but
    /// PrintableString, NumericString and VisibleString have no control characters. GeneralString, GraphicString and
    /// VideotexString switch between character sets by escape sequences; only their ASCII is decoded.
    pub(crate) fn decode(tag: Tag, octets: &'a [u8]) -> Decoded<'a> {
        let decoded = match tag {
            Tag::UTF8_STRING => str::from_utf8(octets).ok().map(|text| Self::Utf8(text.chars())),
            Tag::TELETEX_STRING => Some(Self::Latin1(octets)),
            Tag::IA5_STRING | Tag::GENERAL_STRING | Tag::GRAPHIC_STRING | Tag::VIDEOTEX_STRING => {
                octets.is_ascii().then_some(Self::Latin1(octets))
            }
            Tag::NUMERIC_STRING | Tag::PRINTABLE_STRING | Tag::VISIBLE_STRING => {
                octets.iter().all(|octet| matches!(octet, b' '..=b'~')).then_some(Self::Latin1(octets))
            }
            Tag::BMP_STRING => Self::units(octets.chunks_exact(2)),
            Tag::UNIVERSAL_STRING => Self::units(octets.chunks_exact(4)),
            _ => return Decoded::NoString,
        };
        decoded.map_or(Decoded::Malformed, Decoded::Characters)
    }

    /// Returns the characters of units of several octets, or `None` if a unit is incomplete or no character.
    fn units(units: ChunksExact<'a, u8>) -> Option<Self> {
        let decodes = units.remainder().is_empty() && units.clone().all(|unit| character(unit).is_some());
        decodes.then_some(Self::Units(units))
    }

    /// Returns `true` if every character is ASCII.
    pub(super) fn is_ascii(&self) -> bool {
        match self {
            Self::Utf8(characters) => characters.as_str().is_ascii(),
            Self::Latin1(octets) => octets.is_ascii(),
            Self::Units(units) => {
                units.clone().all(|unit| character(unit).is_some_and(|character| character.is_ascii()))
            }
        }
    }
}

impl Iterator for Characters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Utf8(characters) => characters.next(),
            Self::Latin1(octets) => {
                let (first, rest) = octets.split_first()?;
                *octets = rest;
                Some(char::from(*first))
            }
            Self::Units(units) => units.next().and_then(character),
        }
    }
}

/// Returns the character whose number the octets are, most significant first, or `None` for a surrogate and for a
/// number above U+10FFFF.
fn character(unit: &[u8]) -> Option<char> {
    char::from_u32(unit.iter().fold(0u32, |number, octet| (number << 8) | u32::from(*octet)))
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;

    use super::*;

    #[test]
    fn strings_are_decoded_by_their_type() {
        for (tag, octets, text) in [
            (Tag::UTF8_STRING, "Zürich".as_bytes(), Some("Zürich")),
            (Tag::UTF8_STRING, b"Z\xfcrich", None),
            (Tag::UTF8_STRING, b"\xed\xa0\x80", None),
            (Tag::TELETEX_STRING, b"Z\xfcrich\0", Some("Zürich\0")),
            (Tag::PRINTABLE_STRING, b"Zuerich", Some("Zuerich")),
            // `*` and `_` are no characters of PrintableString, and common in it.
            (Tag::PRINTABLE_STRING, b"*.a_b", Some("*.a_b")),
            (Tag::PRINTABLE_STRING, b"Z\xfcrich", None),
            (Tag::PRINTABLE_STRING, b"a\tb", None),
            (Tag::IA5_STRING, b"a@b\t", Some("a@b\t")),
            (Tag::IA5_STRING, b"\x80", None),
            (Tag::NUMERIC_STRING, b"12 3", Some("12 3")),
            (Tag::NUMERIC_STRING, b"1\0", None),
            (Tag::VISIBLE_STRING, b"a", Some("a")),
            (Tag::VISIBLE_STRING, b"a\x7f", None),
            (Tag::GENERAL_STRING, b"a\x1b", Some("a\u{1b}")),
            (Tag::GENERAL_STRING, b"a\xfc", None),
            (Tag::GRAPHIC_STRING, b"a", Some("a")),
            (Tag::GRAPHIC_STRING, b"\x80", None),
            (Tag::VIDEOTEX_STRING, b"a", Some("a")),
            (Tag::BMP_STRING, b"\x00Z\x00\xfc", Some("Zü")),
            (Tag::BMP_STRING, b"\x00Z\x00", None),
            (Tag::BMP_STRING, b"\xd8\x3d\xde\x00", None),
            (Tag::UNIVERSAL_STRING, b"\x00\x00\x00Z\x00\x01\xf6\x00", Some("Z😀")),
            (Tag::UNIVERSAL_STRING, b"\x00\x11\x00\x00", None),
            (Tag::UNIVERSAL_STRING, b"\x00\x00\xd8\x3d", None),
            (Tag::UNIVERSAL_STRING, b"\x00\x00Z", None),
            (Tag::BMP_STRING, b"", Some("")),
        ] {
            match (Characters::decode(tag, octets), text) {
                (Decoded::Characters(characters), Some(text)) => {
                    assert_eq!(characters.is_ascii(), text.is_ascii(), "{tag} {octets:02x?}");
                    assert_eq!(characters.collect::<String>(), text, "{tag} {octets:02x?}");
                }
                (Decoded::Malformed, None) => {}
                _ => panic!("{tag} {octets:02x?}"),
            }
        }
        for (tag, octets) in [(Tag::OCTET_STRING, b"a".as_slice()), (Tag(0x2c), b"\x0c\x01a"), (Tag::INTEGER, b"\x01")]
        {
            assert!(matches!(Characters::decode(tag, octets), Decoded::NoString), "{tag} {octets:02x?}");
        }
    }
}
