//! The values of a directory name as text of their string types: what does not decode, what comparison prohibits, and what
//! is outside the characters of a type.

use core::ops::Range;

use super::non_ascii::is_prohibited;
use crate::der::{Element, Reader, Tag};

/// What is wrong with a value, and where in the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextFault {
    pub(crate) octets: Range<usize>,
    pub(crate) why: &'static str,
}

/// Returns, for each value that is no text of its string type, the first fault. `name` is the content of a Name, its
/// RDNs, and `offset` its place in the certificate.
pub(crate) fn faults(name: &[u8], offset: usize) -> impl Iterator<Item = TextFault> {
    values(name, offset).filter_map(|value| {
        let (octets, why) = undecodable(&value)?;
        Some(TextFault { octets: shifted(&octets, value.value_offset()), why })
    })
}

/// Returns, for each value that is text and has an ASCII character outside of its type, the first such character.
pub(crate) fn outside_repertoires(name: &[u8], offset: usize) -> impl Iterator<Item = TextFault> {
    values(name, offset).filter(|value| undecodable(value).is_none()).filter_map(|value| {
        let (is_inside, why): (fn(u8) -> bool, _) = match value.tag() {
            Tag::NUMERIC_STRING => {
                (|octet| octet == b' ' || octet.is_ascii_digit(), "a NumericString has digits and spaces")
            }
            Tag::PRINTABLE_STRING => {
                (is_printable_string, "a PrintableString has letters, digits, spaces and '()+,-./:=?")
            }
            Tag::GRAPHIC_STRING => (|octet| matches!(octet, 0x20..=0x7e), "a GraphicString has no control characters"),
            _ => return None,
        };
        let position = value.value().iter().position(|octet| !is_inside(*octet))?;
        Some(TextFault { octets: shifted(&one(position), value.value_offset()), why })
    })
}

fn is_printable_string(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet)
}

/// The values of all attributes, as far as the Name can be read.
fn values(name: &[u8], offset: usize) -> impl Iterator<Item = Element<'_>> {
    let attributes = elements(Reader::at(name, offset)).flat_map(|rdn| elements(rdn.reader()));
    attributes.filter_map(|attribute| elements(attribute.reader()).nth(1))
}

fn elements(mut reader: Reader<'_>) -> impl Iterator<Item = Element<'_>> {
    core::iter::from_fn(move || reader.element().ok())
}

fn shifted(octets: &Range<usize>, offset: usize) -> Range<usize> {
    octets.start.saturating_add(offset)..octets.end.saturating_add(offset)
}

const fn one(position: usize) -> Range<usize> {
    position..position.saturating_add(1)
}

/// Returns the first octets of a value that are no text of its type, and why; `None` if there are none, or if the type is
/// no string type.
fn undecodable(value: &Element<'_>) -> Option<(Range<usize>, &'static str)> {
    let octets = value.value();
    let first = |wrong: fn(u8) -> bool, why| Some((one(octets.iter().position(|octet| wrong(*octet))?), why));
    let eight_bits = || first(|octet| octet > 0x7f, "an octet above 7F in a string of ASCII");
    match value.tag() {
        Tag::UTF8_STRING => utf8(octets),
        Tag::BMP_STRING => units(octets, 2),
        Tag::UNIVERSAL_STRING => units(octets, 4),
        Tag::NUMERIC_STRING | Tag::PRINTABLE_STRING | Tag::VISIBLE_STRING => eight_bits().or_else(|| {
            first(|octet| octet < 0x20 || octet == 0x7f, "a control character in a string type that has none")
        }),
        Tag::IA5_STRING | Tag::GRAPHIC_STRING | Tag::GENERAL_STRING | Tag::VIDEOTEX_STRING => eight_bits(),
        _ => None,
    }
}

fn utf8(octets: &[u8]) -> Option<(Range<usize>, &'static str)> {
    let text = match core::str::from_utf8(octets) {
        Ok(text) => text,
        Err(error) => return Some((one(error.valid_up_to()), "no UTF-8")),
    };
    let (position, character) = text.char_indices().find(|(_, character)| is_prohibited(*character))?;
    Some((position..position.saturating_add(character.len_utf8()), PROHIBITED))
}

/// The big-endian characters of a BMPString or a UniversalString.
fn units(octets: &[u8], width: usize) -> Option<(Range<usize>, &'static str)> {
    let whole = octets.chunks_exact(width);
    let rest = whole.remainder().len();
    let wrong = whole.enumerate().find_map(|(index, unit)| {
        let number = unit.iter().fold(0u32, |number, octet| number << 8 | u32::from(*octet));
        let why = match char::from_u32(number) {
            None if (0xd800..=0xdfff).contains(&number) => "a surrogate, which is no character",
            None => "a number that no character has",
            Some(character) if is_prohibited(character) => PROHIBITED,
            Some(_) => return None,
        };
        let start = index.saturating_mul(width);
        Some((start..start.saturating_add(width), why))
    });
    let start = octets.len().saturating_sub(rest);
    wrong.or_else(|| (rest > 0).then_some((start..octets.len(), "an end inside a character")))
}

const PROHIBITED: &str = "a character that comparison of names prohibits (RFC 4518 §2.4)";

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::name::directory::prepared::Prepared;

    /// The content of a Name of one common name with this value.
    fn name(tag: u8, value: &[u8]) -> Vec<u8> {
        let tlv = |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).unwrap()], content].concat();
        let attribute = tlv(0x30, &[&[0x06, 0x03, 0x55, 0x04, 0x03], tlv(tag, value).as_slice()].concat());
        tlv(0x31, &attribute)
    }

    fn place(tag: u8, value: &[u8]) -> Option<Range<usize>> {
        // The value stands behind four headers of two octets and the type.
        faults(&name(tag, value), 0).next().map(|fault| fault.octets.start - 11..fault.octets.end - 11)
    }

    #[test]
    fn what_is_no_text_is_found_by_its_octets() {
        let replacement = "a\u{fffd}".as_bytes();
        for (tag, value, wanted) in [
            (0x0c, &b"a\xffb"[..], Some(1..2)),
            (0x0c, replacement, Some(1..4)),
            (0x0c, "\u{e000}".as_bytes(), Some(0..3)),
            (0x0c, "\u{fdd0}".as_bytes(), Some(0..3)),
            (0x0c, "\u{1ffff}".as_bytes(), Some(0..4)),
            (0x0c, "é\u{7f}\u{200b}\t".as_bytes(), None),
            (0x1e, b"\0a\0", Some(2..3)),
            (0x1e, b"\0a\xd8\x00", Some(2..4)),
            (0x1e, b"\xff\xfd", Some(0..2)),
            (0x1e, b"\0a", None),
            (0x1c, b"\0\0\0a\0", Some(4..5)),
            (0x1c, b"\0\x11\0\0", Some(0..4)),
            (0x1c, b"\0\0\xdf\xff", Some(0..4)),
            (0x1c, b"\0\0\0a", None),
            (0x13, b"a\x80", Some(1..2)),
            (0x13, b"a\x7f", Some(1..2)),
            (0x13, b"a@_", None),
            (0x12, b"1\x00", Some(1..2)),
            (0x1a, b"\x1b", Some(0..1)),
            (0x16, b"\x1b\xe9", Some(1..2)),
            (0x16, b"\x1b", None),
            (0x19, b"\x80", Some(0..1)),
            (0x1b, b"\x80", Some(0..1)),
            (0x14, b"\xe9\x00", None),
            (0x04, b"\xff", None),
        ] {
            assert_eq!(place(tag, value), wanted, "{tag:02x} {value:02x?}");
        }
    }

    #[test]
    fn a_repertoire_is_that_of_the_type() {
        let first =
            |tag, value: &[u8]| outside_repertoires(&name(tag, value), 0).next().map(|fault| fault.octets.start - 11);
        assert_eq!(first(0x13, b"Example & Co"), Some(8));
        assert_eq!(first(0x13, b"a@b"), Some(1));
        assert_eq!(first(0x13, b"Az09 '()+,-./:=?"), None);
        assert_eq!(first(0x12, b"12 a"), Some(3));
        assert_eq!(first(0x19, b"a\x1b"), Some(1));
        assert_eq!(first(0x16, b"a@\x1b"), None);
        // It has a fault of its own.
        assert_eq!(first(0x13, b"@\x80"), None);
    }

    /// A value has a fault exactly if it is not text where names are compared.
    #[test]
    fn a_fault_is_what_comparison_calls_no_text() {
        let characters =
            (0..0x11_0000u32).step_by(7).chain(0..0x3000).chain(0xfd00..0x1_0100).chain(0xe_0000..0xe_0200);
        let mut values: Vec<Vec<u8>> = characters
            .filter_map(char::from_u32)
            .map(|character| alloc::format!("a{character}").into_bytes())
            .collect();
        values.extend((0..=0xff).map(|octet| alloc::vec![octet]));
        values.extend((0..=0xff).flat_map(|high| [0, 0x61, 0xff].map(|low| alloc::vec![high, low])));
        values.extend((0..=0xff).map(|octet| alloc::vec![0, octet, 0xff, 0xfd]));
        let mut not_text = 0;
        for tag in (0..0x1f).filter(|tag| *tag != 0x10 && *tag != 0x11) {
            for value in &values {
                let prepared = Prepared::new(Tag(tag), value);
                let is_text = !matches!(prepared, Prepared::NotText);
                assert_eq!(place(tag, value).is_none(), is_text, "{tag:02x} {value:02x?}");
                not_text += usize::from(!is_text);
            }
        }
        assert!(not_text > 10_000, "{not_text}");
    }
}
