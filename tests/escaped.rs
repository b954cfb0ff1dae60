//! What is escaped where a text is displayed: the table against Unicode's, and that texts that differ look different.

use std::collections::HashMap;

use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory, NoncharacterCodePoint};
use icu_properties::{CodePointMapData, CodePointSetData};
use proptest::prelude::*;
use srvname::name::{DirectoryName, Escaped, SmtpUtf8Mailbox};

fn is_escaped(character: char) -> bool {
    let text = character.to_string();
    Escaped::new(&text).to_string() != text
}

/// What shows nothing although Unicode has no property that says so: a pattern of no dots, a filler and an empty note.
const BLANK: [char; 3] = ['\u{2800}', '\u{16fe4}', '\u{1d159}'];

#[test]
fn the_table_is_that_of_unicode() {
    let category = CodePointMapData::<GeneralCategory>::new();
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let bidi = CodePointSetData::new::<BidiControl>();
    let noncharacter = CodePointSetData::new::<NoncharacterCodePoint>();
    for character in '\0'..=char::MAX {
        let own = category.get(character);
        let hidden = match own {
            GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::PrivateUse
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator => true,
            GeneralCategory::SpaceSeparator => character != ' ',
            GeneralCategory::Unassigned => character >= '\u{40000}',
            _ => false,
        };
        let hidden = hidden
            || ignorable.contains(character)
            || bidi.contains(character)
            || noncharacter.contains(character)
            || BLANK.contains(&character);
        assert_eq!(is_escaped(character), hidden, "U+{:04X} {own:?}", u32::from(character));
    }
}

/// What is seen is shown as it is, and a backslash that begins no escape.
#[test]
fn letters_are_shown_as_they_are() {
    for text in ["", " ", "a b", "Bücher & Söhne", "例え", "עברית", "é", "😀", "\\", r"C:\keys\x", r"\u", r"\xfg"]
    {
        assert_eq!(Escaped::new(text).to_string(), text);
    }
}

/// Reads an escaped text back: each escape is what it stands for, and everything else is itself.
fn read(shown: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = shown;
    while let Some(character) = rest.chars().next() {
        let escape =
            |prefix: &str, digits: &str| u32::from_str_radix(rest.strip_prefix(prefix)?.get(..digits.len())?, 16).ok();
        let end = rest.find('}').unwrap_or(0);
        if let (true, Some(code)) = (rest.starts_with("\\u{"), rest.get(3..end).and_then(|code| escape("\\u{", code))) {
            let own = char::from_u32(code).expect("a character");
            octets.extend_from_slice(own.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &rest[end + 1..];
        } else if let Some(octet) = escape("\\x", "ff") {
            octets.push(u8::try_from(octet).expect("two digits"));
            rest = &rest[4..];
        } else {
            octets.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &rest[character.len_utf8()..];
        }
    }
    octets
}

proptest! {
    /// Whatever the octets, they can be read back, so no two are displayed alike; and nothing hidden is left.
    #[test]
    fn octets_that_differ_look_different(
        parts in proptest::collection::vec(
            prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..4),
                any::<char>().prop_map(|own| own.to_string().into_bytes()),
                prop_oneof![Just("\\"), Just("\\u{"), Just("u{"), Just("1b}"), Just("\\x"), Just("xff"), Just("\u{1b}"), Just("\u{200b}")]
                    .prop_map(|own| own.as_bytes().to_vec()),
            ],
            0..12,
        ),
    ) {
        let octets = parts.concat();
        let shown = Escaped::from_bytes(&octets).to_string();
        prop_assert_eq!(read(&shown), octets);
        prop_assert!(!shown.contains(is_escaped), "{:?}", shown);
    }
}

/// An attribute of type commonName, in a Name.
fn common_name(text: &str) -> Vec<u8> {
    let tlv = |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).expect("short")], content].concat();
    let value = [&[0x06, 3, 0x55, 4, 3][..], &tlv(0x0c, text.as_bytes())].concat();
    tlv(0x30, &tlv(0x31, &tlv(0x30, &value)))
}

/// Names of certificates are escaped by the same table: RFC 4514 §2.4 in directory names, by octets of UTF-8.
#[test]
fn names_hide_nothing() {
    let der = common_name("pay\u{200b}pal\u{ad}\u{e0041}\u{a0}\u{3164}\u{202e}");
    let name = DirectoryName::from_der(&der).expect("a name");
    assert_eq!(name.to_string(), r"CN=pay\e2\80\8bpal\c2\ad\f3\a0\81\81\c2\a0\e3\85\a4\e2\80\ae");
    let mailbox = SmtpUtf8Mailbox::parse("pay\u{2060}pal@example.com").expect("a mailbox");
    assert_eq!(mailbox.to_string(), r"pay\u{2060}pal@example.com");
}

/// Every character in a directory name, so that no two names look alike.
#[test]
fn directory_names_that_differ_look_different() {
    let mut seen = HashMap::new();
    for character in
        ('\0'..=char::MAX).filter(|own| is_escaped(*own) || own.is_ascii() || own.is_whitespace()).step_by(7)
    {
        let der = common_name(&format!("a{character}b"));
        let shown = DirectoryName::from_der(&der).expect("a name").to_string();
        assert!(!shown.contains(is_escaped), "{shown:?}");
        assert_eq!(seen.insert(shown, character), None);
    }
}
