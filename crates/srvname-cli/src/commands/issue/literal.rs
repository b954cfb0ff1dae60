//! Octets as programs and people write them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// Returns octets in lower-case hexadecimal.
pub(super) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Returns octets in base64, as JSON holds them for the programs that read it.
pub(super) fn base64(octets: &[u8]) -> String {
    BASE64_STANDARD.encode(octets)
}

/// Returns DER as a literal of Rust and of Python, `b"..."`, with the names in it as text and every other octet escaped.
pub(super) fn byte_string(der: &[u8]) -> String {
    let mut literal = String::from("b\"");
    let mut rest = der;
    while !rest.is_empty() {
        // What is not read as an element is octets.
        let (header, content, after) = first_element(rest).unwrap_or((rest, &[], &[]));
        literal.push_str(&escaped(header));
        let is_name = content.iter().all(|octet| octet.is_ascii_alphanumeric() || b"._-@".contains(octet));
        if is_name {
            literal.extend(content.iter().copied().map(char::from));
        } else {
            literal.push_str(&escaped(content));
        }
        rest = after;
    }
    literal.push('"');
    literal
}

fn escaped(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("\\x{octet:02x}")).collect()
}

/// Returns the header of the first element, its content if it is primitive, and what follows, which are the elements inside
/// if it is constructed. `None` for a tag number or a length of more octets than names have.
fn first_element(octets: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (tag, length) = (octets.first()?, octets.get(1)?);
    let (header, content) = match length {
        _ if tag & 0x1f == 0x1f => return None,
        short @ ..=0x7f => (2, usize::from(*short)),
        0x81 => (3, usize::from(*octets.get(2)?)),
        0x82 => (4, usize::from(u16::from_be_bytes([*octets.get(2)?, *octets.get(3)?]))),
        _ => return None,
    };
    let (header, rest) = octets.split_at_checked(header)?;
    let (content, rest) = if tag & 0x20 == 0 { rest.split_at_checked(content)? } else { (&[][..], rest) };
    Some((header, content, rest))
}

/// Returns the DER of an IA5String with this text, which is ASCII.
pub(super) fn ia5_string(text: &str) -> Vec<u8> {
    let length = text.len();
    let mut der = vec![0x16];
    match u8::try_from(length) {
        Ok(short @ ..=0x7f) => der.push(short),
        Ok(octet) => der.extend([0x81, octet]),
        // No SRVName has more octets than two can count.
        Err(_) => der.extend([&[0x82], &length.to_be_bytes()[size_of::<usize>().saturating_sub(2)..]].concat()),
    }
    der.extend_from_slice(text.as_bytes());
    der
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_as_text() {
        assert_eq!(byte_string(b"\x16\x0bexample.com"), r#"b"\x16\x0bexample.com""#);
        assert_eq!(byte_string(b"\x30\x06\x82\x010\x82\x010"), r#"b"\x30\x06\x82\x010\x82\x010""#);
        assert_eq!(byte_string(b"\x16\x03a\"b"), r#"b"\x16\x03\x61\x22\x62""#);
        let long = [b"\x30\x82\x01\x04\x16\x82\x01\x00".as_slice(), &[b'a'; 256]].concat();
        assert_eq!(byte_string(&long), format!(r#"b"\x30\x82\x01\x04\x16\x82\x01\x00{}""#, "a".repeat(256)));
    }

    /// Whatever they are, the octets of a literal are those that were given.
    #[test]
    fn no_octet_is_lost() {
        let read = |literal: &str| {
            let mut octets = Vec::new();
            let mut rest = literal.strip_prefix("b\"").and_then(|rest| rest.strip_suffix('"')).expect("a literal");
            while let Some(first) = rest.chars().next() {
                let length = if first == '\\' { 4 } else { 1 };
                let (one, after) = rest.split_at(length);
                octets.push(
                    one.strip_prefix("\\x")
                        .map_or(u32::from(first) as u8, |hex| u8::from_str_radix(hex, 16).expect("hexadecimal")),
                );
                rest = after;
            }
            octets
        };
        let samples: [&[u8]; 8] = [
            b"",
            b"\x16",
            b"\x16\x05ab",
            b"\x1f\x81\x01\x02ab",
            b"\x04\x83\x00\x00\x01a",
            b"\x30\x80\x00\x00",
            b"\xa0\x03\x0c\x01\\\"",
            &[0x22; 300],
        ];
        for octets in samples {
            assert_eq!(read(&byte_string(octets)), octets, "{octets:02x?}");
        }
    }

    #[test]
    fn lengths_are_those_of_der() {
        assert_eq!(ia5_string("ab"), b"\x16\x02ab");
        for (length, header) in
            [(127, &b"\x16\x7f"[..]), (128, b"\x16\x81\x80"), (255, b"\x16\x81\xff"), (256, b"\x16\x82\x01\x00")]
        {
            let text = "a".repeat(length);
            assert_eq!(ia5_string(&text), [header, text.as_bytes()].concat());
        }
    }
}
