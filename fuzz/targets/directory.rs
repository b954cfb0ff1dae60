//! Directory names: three Names made of few types and many strings, and any octets as a Name.

use arbitrary::{Result, Unstructured};
use core::cmp::Ordering;
use srvname::name::{DirectoryName, DirectorySubtree, Subtree};

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
            let within = made.len() >= made_other.len() && same_rdns(&made[..made_other.len()], made_other);
            assert_eq!(DirectorySubtree::new(*other).contains(*own), within, "{made:?} {made_other:?}");
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
            assert!(name == same && DirectorySubtree::new(name).contains(name));
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
    assert_eq!(base.covers(below), base.contains(other));
    let meet = base.meet(below);
    assert_eq!(meet.is_some(), base.contains(other) || below.contains(one));
}

/// The order is one, and a Name stands directly before the Names below it.
fn order(names: &[DirectoryName<'_>]) {
    let [a, b, c] = names else { return };
    for [x, y, z] in [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
        assert!(!(x <= y && y <= z) || x <= z, "{x} {y} {z}");
        let below = |name: &DirectoryName<'_>| DirectorySubtree::new(*x).contains(*name);
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
    let tag = *input.choose(&[0x0c, 0x13, 0x14, 0x16, 0x1e, 0x1c, 0x04, 0x0c])?;
    let value = match input.int_in_range(0..=3u8)? {
        0 => {
            let length = input.int_in_range(0..=12usize)?;
            input.bytes(length)?.to_vec()
        }
        _ => {
            let characters =
                ['a', 'A', ' ', 'b', 'ß', 's', 'S', 'ı', 'I', 'İ', 'ǰ', 'Σ', 'ς', '\u{a0}', '\u{301}', '𐐀'];
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

/// What of an attribute is compared: its type, and its folded text, or tag and octets.
fn compared((kind, tag, value): &Attribute) -> (Vec<u8>, Option<String>, Vec<u8>) {
    match text(*tag, value) {
        Some(text) => (kind.clone(), Some(fold(&text)), Vec::new()),
        None => (kind.clone(), None, build::tlv(*tag, value)),
    }
}

fn text(tag: u8, value: &[u8]) -> Option<String> {
    let units = |size: usize| {
        let whole = value.len() % size == 0;
        let number = |unit: &[u8]| unit.iter().fold(0u32, |number, octet| number << 8 | u32::from(*octet));
        value.chunks(size).map(|unit| whole.then(|| char::from_u32(number(unit)))?).collect()
    };
    match tag {
        0x0c => String::from_utf8(value.to_vec()).ok(),
        0x14 => Some(value.iter().map(|octet| char::from(*octet)).collect()),
        0x13 | 0x16 => value.is_ascii().then(|| value.iter().map(|octet| char::from(*octet)).collect()),
        0x1e => units(2),
        0x1c => units(4),
        _ => None,
    }
}

fn fold(text: &str) -> String {
    let case = |character: char| match character {
        'ı' => "ı".to_owned(),
        'ẞ' => "ss".to_owned(),
        other => other.to_uppercase().flat_map(char::to_lowercase).collect(),
    };
    // The white space is that of the text, not of what it folds to.
    let words: Vec<String> = text.split_whitespace().map(|word| word.chars().map(case).collect()).collect();
    words.join(" ")
}
