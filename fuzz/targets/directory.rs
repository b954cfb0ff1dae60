//! Directory names: three Names made of few types and many strings, and any octets as a Name.

use arbitrary::{Result, Unstructured};
use core::cmp::Ordering;
use srvname::name::{DirectoryName, DirectorySubtree, Subtree};
use stringprep::tables;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{build, properties};

/// Attributes as (type, tag of the value, value).
type Attribute = (Vec<u8>, u8, Vec<u8>);
type Rdn = Vec<Attribute>;

pub fn run(data: &[u8]) {
    any(data);
    let mut input = Unstructured::new(data);
    let names: Vec<Vec<Rdn>> = (0..3).map_while(|_| name(&mut input).ok()).collect();
    let encoded: Vec<Vec<u8>> = names.iter().map(|name| encode(name)).collect();
    let read: Vec<_> = encoded.iter().map(|name| DirectoryName::from_content(name).expect("a Name")).collect();
    for (own, made) in read.iter().zip(&names) {
        properties::shown(own, own.content().len() * 2);
        assert_eq!(own.rdns().count(), made.len());
        for (other, made_other) in read.iter().zip(&names) {
            pair(*own, *other);
            let equal = made.len() == made_other.len() && same_rdns(made, made_other);
            assert_eq!(own == other, equal, "{made:?} {made_other:?}");
            assert_eq!(
                DirectorySubtree::new(*other).contains(*own),
                within(made, made_other),
                "{made:?} {made_other:?}"
            );
        }
    }
    order(&read);
}

/// Any octets: either no Name, with a place that exists, or one that can be shown and compared.
fn any(data: &[u8]) {
    match DirectoryName::from_content(data) {
        Ok(name) => {
            properties::shown(&name, data.len() * 2);
            pair(name, name);
            let same = name;
            assert!(name == same && DirectorySubtree::new(name).contains(name) == Some(true));
            let der = build::tlv(0x30, data);
            assert!(DirectoryName::from_der(&der).is_ok_and(|again| again == name));
        }
        Err(error) => properties::name_error(&error, data.len()),
    }
    if let Err(error) = DirectoryName::from_der(data) {
        properties::name_error(&error, data.len());
    }
}

fn pair(one: DirectoryName<'_>, other: DirectoryName<'_>) {
    properties::equality(&one, &other);
    assert_eq!(one == other, one.cmp(&other) == Ordering::Equal);
    assert_eq!(one.cmp(&other), other.cmp(&one).reverse());
    let (base, below) = (DirectorySubtree::new(one), DirectorySubtree::new(other));
    assert_eq!(base.covers(below), base.contains(other) == Some(true));
    let meet = base.meet(below);
    assert_eq!(meet.is_some(), base.covers(below) || below.covers(base));
}

/// The order is one, and a Name stands directly before the Names below it.
fn order(names: &[DirectoryName<'_>]) {
    let [a, b, c] = names else { return };
    for [x, y, z] in [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
        assert!(!(x <= y && y <= z) || x <= z, "{x} {y} {z}");
        let below = |name: &DirectoryName<'_>| DirectorySubtree::new(*x).contains(*name) == Some(true);
        assert!(!below(z) || x <= z);
        assert!(!(x <= y && y <= z && below(z)) || below(y), "{x} {y} {z}");
    }
}

fn name(input: &mut Unstructured<'_>) -> Result<Vec<Rdn>> {
    let rdns = input.int_in_range(0..=3u8)?;
    (0..rdns).map(|_| rdn(input)).collect()
}

fn rdn(input: &mut Unstructured<'_>) -> Result<Rdn> {
    let attributes = if input.ratio(3u8, 4u8)? { 1 } else { input.int_in_range(2..=4u8)? };
    (0..attributes).map(|_| attribute(input)).collect()
}

fn attribute(input: &mut Unstructured<'_>) -> Result<Attribute> {
    let kind = *input.choose(&[build::COMMON_NAME, build::ORGANIZATION, build::EMAIL_ADDRESS])?;
    let tag = *input.choose(&[0x0c, 0x12, 0x13, 0x14, 0x15, 0x16, 0x19, 0x1a, 0x1b, 0x1e, 0x1c, 0x04, 0x0c, 0x0c])?;
    let value = match input.int_in_range(0..=3u8)? {
        0 => {
            let length = input.int_in_range(0..=12usize)?;
            let octets = input.bytes(length)?;
            // The tables of the oracle end with Unicode 3.2: no characters but those that are chosen below.
            if text(tag, octets).flatten().is_some_and(|text| !text.chars().all(|one| u32::from(one) < 0x180)) {
                return Ok((kind.to_vec(), tag, Vec::new()));
            }
            octets.to_vec()
        }
        _ => {
            let characters = [
                'a', 'A', ' ', 'b', 'ß', 's', 'S', 'ı', 'I', 'İ', 'ǰ', 'Σ', 'ς', '\u{a0}', '\u{301}', '𐐀', '\u{e1}',
                'ａ', 'ﬁ', 'f', 'i', '\u{ad}', '\u{200b}', '\u{fe0f}', '\u{7}', '\t', '\u{85}', '℃', '\u{fffd}',
                '\u{e000}', '\u{378}', '\u{fdd0}', '\u{345}', '\u{a8}', '\u{308}', '1',
            ];
            let length = input.int_in_range(0..=4u8)?;
            let text: Vec<char> = (0..length).map(|_| input.choose(&characters).copied()).collect::<Result<_>>()?;
            encode_text(tag, &text)
        }
    };
    Ok((kind.to_vec(), tag, value))
}

fn encode_text(tag: u8, text: &[char]) -> Vec<u8> {
    let unit = |character: &char| match tag {
        0x1e => u32::from(*character).to_be_bytes()[2..].to_vec(),
        0x1c => u32::from(*character).to_be_bytes().to_vec(),
        0x14 => u32::from(*character).to_be_bytes()[3..].to_vec(),
        _ => character.to_string().into_bytes(),
    };
    text.iter().flat_map(unit).collect()
}

fn encode(name: &[Rdn]) -> Vec<u8> {
    let attribute =
        |(kind, tag, value): &Attribute| build::sequence(&[build::tlv(0x06, kind), build::tlv(*tag, value)]);
    name.iter().flat_map(|rdn| build::tlv(0x31, &rdn.iter().flat_map(attribute).collect::<Vec<_>>())).collect()
}

fn same_rdns(one: &[Rdn], other: &[Rdn]) -> bool {
    one.iter().zip(other).all(|(one, other)| same_set(one, other))
}

/// As many attributes, and for each of one an equal in the other that is taken out.
fn same_set(one: &Rdn, other: &Rdn) -> bool {
    let mut left: Vec<_> = other.iter().map(compared).collect();
    let found = one.iter().map(compared).all(|attribute| {
        left.iter().position(|candidate| *candidate == attribute).map(|at| left.swap_remove(at)).is_some()
    });
    found && left.is_empty()
}

/// What of an attribute is compared: its type, and its prepared text, or tag and octets.
fn compared((kind, tag, value): &Attribute) -> (Vec<u8>, Option<String>, Vec<u8>) {
    match prepare(*tag, value) {
        Prepared::Text(text) => (kind.clone(), Some(text), Vec::new()),
        Prepared::NotText | Prepared::NoString => (kind.clone(), None, build::tlv(*tag, value)),
    }
}

/// RDN by RDN: the first that is not equal says "outside", or that there is no answer.
fn within(name: &[Rdn], base: &[Rdn]) -> Option<bool> {
    for (index, expected) in base.iter().enumerate() {
        let Some(rdn) = name.get(index) else { return Some(false) };
        if same_set(rdn, expected) {
            continue;
        }
        let types = |rdn: &Rdn| {
            let mut types: Vec<_> = rdn.iter().map(|(kind, ..)| kind.clone()).collect();
            types.sort();
            types
        };
        let is_text = |(_, tag, value): &Attribute| !matches!(prepare(*tag, value), Prepared::NotText);
        let decided = types(rdn) != types(expected) || rdn.iter().chain(expected).all(is_text);
        return decided.then_some(false);
    }
    Some(true)
}

/// A value as it is compared.
enum Prepared {
    Text(String),
    NotText,
    NoString,
}

/// RFC 4518 §2, one step after the other, with the tables of RFC 3454.
fn prepare(tag: u8, value: &[u8]) -> Prepared {
    let text = match text(tag, value) {
        None => return Prepared::NoString,
        Some(None) => return Prepared::NotText,
        Some(Some(text)) => text,
    };
    let normalized: Vec<char> = text.chars().flat_map(map).collect::<String>().nfkc().collect();
    let is_prohibited = |character: &char| {
        tables::unassigned_code_point(*character)
            || tables::change_display_properties_or_deprecated(*character)
            || tables::private_use(*character)
            || tables::non_character_code_point(*character)
            || *character == '\u{fffd}'
    };
    if normalized.iter().any(is_prohibited) {
        return Prepared::NotText;
    }
    let mut words = vec![String::new()];
    for (index, character) in normalized.iter().enumerate() {
        let is_space = *character == ' ' && !normalized.get(index + 1).is_some_and(|next| is_combining_mark(*next));
        match words.last_mut() {
            Some(word) if !is_space => word.push(*character),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    Prepared::Text(words.join(" "))
}

/// Nothing, a space, or what a character folds to (RFC 4518 §2.2, RFC 3454 appendix B.2).
fn map(character: char) -> Vec<char> {
    match u32::from(character) {
        0x09..=0x0d | 0x20 | 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000 => {
            vec![' ']
        }
        0x00..=0x1f | 0x7f..=0x9f | 0xad | 0x34f | 0x6dd | 0x70f | 0x1806 | 0x180b..=0x180e => Vec::new(),
        0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2063 | 0x206a..=0x206f | 0xfe00..=0xfe0f | 0xfeff => Vec::new(),
        0xfff9..=0xfffc | 0x1d173..=0x1d17a | 0xe0001 | 0xe0020..=0xe007f => Vec::new(),
        _ => tables::case_fold_for_nfkc(character).collect(),
    }
}

/// The characters of a value: `None` for a type that is no character string, `Some(None)` for octets that are none of its
/// characters. A character that is younger than the tables makes it the second, as any unassigned one.
fn text(tag: u8, value: &[u8]) -> Option<Option<String>> {
    let units = |size: usize| {
        let whole = value.len() % size == 0;
        let number = |unit: &[u8]| unit.iter().fold(0u32, |number, octet| number << 8 | u32::from(*octet));
        value.chunks(size).map(|unit| whole.then(|| char::from_u32(number(unit)))?).collect()
    };
    let latin = || value.iter().map(|octet| char::from(*octet)).collect();
    match tag {
        0x0c => Some(String::from_utf8(value.to_vec()).ok()),
        0x14 => Some(Some(latin())),
        0x15 | 0x16 | 0x19 | 0x1b => Some(value.is_ascii().then(latin)),
        0x12 | 0x13 | 0x1a => Some(value.iter().all(|octet| octet.is_ascii() && !octet.is_ascii_control()).then(latin)),
        0x1e => Some(units(2)),
        0x1c => Some(units(4)),
        _ => None,
    }
}
