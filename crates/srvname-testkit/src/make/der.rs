//! DER, written: right by default, and wrong wherever a caller asks for it. And a small strict reader for the dump.

/// BOOLEAN.
pub const BOOLEAN: u8 = 0x01;
/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub const OCTET_STRING: u8 = 0x04;
/// OBJECT IDENTIFIER.
pub const OBJECT_IDENTIFIER: u8 = 0x06;
/// UTF8String.
pub const UTF8_STRING: u8 = 0x0c;
/// PrintableString.
pub const PRINTABLE_STRING: u8 = 0x13;
/// TeletexString.
pub const TELETEX_STRING: u8 = 0x14;
/// IA5String.
pub const IA5_STRING: u8 = 0x16;
/// UTCTime.
pub const UTC_TIME: u8 = 0x17;
/// GeneralizedTime.
pub const GENERALIZED_TIME: u8 = 0x18;
/// BMPString.
pub const BMP_STRING: u8 = 0x1e;
/// SEQUENCE.
pub const SEQUENCE: u8 = 0x30;
/// SET.
pub const SET: u8 = 0x31;

/// One element: identifier octet, length in its shortest form, content.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    tlv_with_length(tag, &length(content.len()), content)
}

/// One element whose length octets the caller chose: too long a form, the indefinite form, or plainly untrue.
pub fn tlv_with_length(tag: u8, length: &[u8], content: &[u8]) -> Vec<u8> {
    [&[tag], length, content].concat()
}

/// The same element with a superfluous zero in its length, which BER allows and DER does not (X.690 §10.1).
pub fn with_long_length(element: &[u8]) -> Vec<u8> {
    let (read, rest) = read(element).expect("an element to encode again");
    let minimal = length(read.content.len());
    let long = match minimal.as_slice() {
        [short] if *short < 0x80 => vec![0x81, *short],
        [first, octets @ ..] => [&[first + 1, 0x00], octets].concat(),
        [] => unreachable!("a length has octets"),
    };
    [tlv_with_length(read.tag, &long, read.content), rest.to_vec()].concat()
}

fn length(octets: usize) -> Vec<u8> {
    match u8::try_from(octets) {
        Ok(short) if short < 0x80 => vec![short],
        _ => {
            let bytes = octets.to_be_bytes();
            let skipped = bytes.iter().take_while(|byte| **byte == 0).count();
            let significant = &bytes[skipped..];
            let count = u8::try_from(significant.len()).expect("at most eight octets");
            [&[0x80 | count], significant].concat()
        }
    }
}

/// SEQUENCE of the given elements.
pub fn sequence<T: AsRef<[u8]>>(elements: impl IntoIterator<Item = T>) -> Vec<u8> {
    tlv(SEQUENCE, &concat(elements))
}

/// SET OF the given elements, in the order that DER asks for (X.690 §11.6).
pub fn set_of<T: AsRef<[u8]>>(elements: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut sorted: Vec<Vec<u8>> = elements.into_iter().map(|element| element.as_ref().to_vec()).collect();
    sorted.sort();
    tlv(SET, &concat(sorted))
}

/// Elements one after the other, without a header.
pub fn concat<T: AsRef<[u8]>>(elements: impl IntoIterator<Item = T>) -> Vec<u8> {
    elements.into_iter().flat_map(|element| element.as_ref().to_vec()).collect()
}

/// Context-specific tag around a complete element (EXPLICIT), or around several (IMPLICIT over a SEQUENCE).
pub fn constructed(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, content)
}

/// Context-specific tag in place of a primitive one (IMPLICIT).
pub fn primitive(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0x80 | number, content)
}

/// BOOLEAN, TRUE as 0xFF.
pub fn boolean(value: bool) -> Vec<u8> {
    tlv(BOOLEAN, &[if value { 0xff } else { 0x00 }])
}

/// INTEGER with the content octets of a number that is not negative.
pub fn integer(value: u64) -> Vec<u8> {
    tlv(INTEGER, &integer_content(value))
}

/// The content octets of a number that is not negative, in its shortest form.
pub fn integer_content(value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let skipped = bytes.iter().take_while(|byte| **byte == 0).count().min(7);
    let significant = &bytes[skipped..];
    if significant[0] & 0x80 == 0 { significant.to_vec() } else { [&[0x00], significant].concat() }
}

/// BIT STRING of whole octets.
pub fn bit_string(octets: &[u8]) -> Vec<u8> {
    tlv(BIT_STRING, &[&[0x00], octets].concat())
}

/// BIT STRING of named bits, trailing zeros removed (X.690 §11.2.2).
pub fn named_bits(bits: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let mut octets: Vec<u8> = Vec::new();
    let mut highest = None;
    for bit in bits {
        let index = usize::from(bit / 8);
        octets.resize(octets.len().max(index + 1), 0);
        octets[index] |= 0x80 >> (bit % 8);
        highest = highest.max(Some(bit));
    }
    let unused = highest.map_or(0, |bit| 7 - bit % 8);
    tlv(BIT_STRING, &[&[unused], octets.as_slice()].concat())
}

/// OCTET STRING.
pub fn octet_string(octets: &[u8]) -> Vec<u8> {
    tlv(OCTET_STRING, octets)
}

/// OBJECT IDENTIFIER from its dotted form, arcs of any size.
pub fn object_identifier(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u128> = dotted.split('.').map(|arc| arc.parse().expect("a dotted object identifier")).collect();
    let [first, second, rest @ ..] = arcs.as_slice() else { panic!("an object identifier has two arcs") };
    let content: Vec<u8> =
        core::iter::once(first * 40 + second).chain(rest.iter().copied()).flat_map(base128).collect();
    tlv(OBJECT_IDENTIFIER, &content)
}

fn base128(mut value: u128) -> Vec<u8> {
    let mut octets = vec![(value & 0x7f) as u8];
    while value > 0x7f {
        value >>= 7;
        octets.push((value & 0x7f) as u8 | 0x80);
    }
    octets.reverse();
    octets
}

/// `2024-01-01T00:00:00Z` as UTCTime through 2049 and as GeneralizedTime from 2050 (RFC 5280 §4.1.2.5).
pub fn time(text: &str) -> Vec<u8> {
    let compact: String = text.chars().filter(|character| !matches!(character, '-' | ':' | 'T')).collect();
    assert!(compact.len() == 15 && compact.ends_with('Z'), "a time like 2024-01-01T00:00:00Z, not {text}");
    match &compact[..4] {
        year if ("1950".."2050").contains(&year) => tlv(UTC_TIME, &compact.as_bytes()[2..]),
        _ => tlv(GENERALIZED_TIME, compact.as_bytes()),
    }
}

/// One element as read.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    /// The identifier octet.
    pub tag: u8,
    /// What stands after the length.
    pub content: &'a [u8],
    /// Identifier, length and content.
    pub whole: &'a [u8],
}

/// Reads one element and what follows it, or says why there is none.
pub fn read(input: &[u8]) -> Result<(Element<'_>, &[u8]), &'static str> {
    let [tag, first, after @ ..] = input else { return Err("it ends before its length") };
    let count = usize::from(first & 0x7f);
    let (header, length) = match first {
        0x80 => return Err("its length is indefinite"),
        0x00..=0x7f => (2, count),
        _ => {
            let octets = after.get(..count).filter(|octets| octets.len() <= 4).ok_or("its length is cut off")?;
            let length = octets.iter().fold(0usize, |length, octet| length << 8 | usize::from(*octet));
            if length < 0x80 || octets[0] == 0 {
                return Err("its length is not minimal");
            }
            (2 + count, length)
        }
    };
    let content = input.get(header..header + length).ok_or("its content is cut off")?;
    let (whole, rest) = input.split_at(header + length);
    Ok((Element { tag: *tag, content, whole }, rest))
}

/// Reads all elements of a content.
pub fn read_all(mut input: &[u8]) -> Result<Vec<Element<'_>>, &'static str> {
    let mut elements = Vec::new();
    while !input.is_empty() {
        let (element, rest) = read(input)?;
        elements.push(element);
        input = rest;
    }
    Ok(elements)
}

/// The dotted form of the content of an OBJECT IDENTIFIER; hexadecimal when an arc is larger than any we write.
pub fn dotted(content: &[u8]) -> String {
    let mut arcs: Vec<String> = Vec::new();
    for octets in content.split_inclusive(|octet| octet & 0x80 == 0) {
        let value = octets
            .iter()
            .try_fold(0u128, |value, octet| value.checked_mul(128).map(|shifted| shifted | u128::from(octet & 0x7f)));
        match value {
            None => return hex(content),
            Some(value) if arcs.is_empty() => {
                let first = (value / 40).min(2);
                arcs.extend([first.to_string(), (value - first * 40).to_string()]);
            }
            Some(value) => arcs.push(value.to_string()),
        }
    }
    arcs.join(".")
}

/// Octets in hexadecimal.
pub fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
