//! Compiled constraints against the same constraints as encoded: many bases, few labels, so that they meet.
//!
//! What a compiled set says must be what the plain loop over its bases says, for every form, on levels that are compiled,
//! not compiled and mixed, and through the entry for one handshake.

use arbitrary::{Result, Unstructured};
use srvname::constraints::{ConstraintViolation, Level, admit};
use srvname::{
    certificate::{GeneralNames, NameConstraints, PresentedId},
    constraints::{AdmitDerError, CompiledConstraints, Position, admit_der},
    name::DnsLeadingDot,
};

use super::build::{self, tlv};

pub fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok(case) = Case::read(&mut input) else { return };
    check(&case.levels, &case.names, case.leading_dot);
}

struct Case {
    levels: Vec<Vec<u8>>,
    names: Vec<Vec<u8>>,
    leading_dot: DnsLeadingDot,
}

/// Constraints and GeneralNames, encoded, each asked in every way.
pub fn check(levels: &[Vec<u8>], names: &[Vec<u8>], leading_dot: DnsLeadingDot) {
    let constraints: Vec<_> = levels.iter().filter_map(|der| NameConstraints::from_der(der).ok()).collect();
    let compiled: Vec<_> = constraints.iter().map(CompiledConstraints::new).collect();
    let place = |index| Position::new(index + 1);
    let level = |index: usize, is_compiled: bool| match is_compiled {
        true => Level::compiled(&compiled[index], place(index), leading_dot),
        false => Level::authority(constraints[index], place(index), leading_dot),
    };
    let all = |how: fn(usize) -> bool| (0..constraints.len()).map(|index| level(index, how(index))).collect::<Vec<_>>();
    let [plain, looked_up, mixed] = [all(|_| false), all(|_| true), all(|index| index % 2 == 0)];
    let san = build::sequence(names);
    let Ok(read) = GeneralNames::from_der(&san) else { return };
    for general_name in read.general_names() {
        let presented = PresentedId::from_general_name(&general_name);
        let expected = said(admit(&plain, &presented));
        for levels in [&looked_up, &mixed] {
            assert_eq!(said(admit(levels, &presented)), expected, "{presented} {constraints:?}");
        }
        for (index, own) in compiled.iter().enumerate() {
            let alone = admit(&[level(index, false)], &presented).is_ok();
            assert_eq!(own.admits(&general_name, leading_dot), alone, "{presented} {own:?}");
        }
    }
    for (index, der) in levels.iter().enumerate().filter(|_| levels.len() == constraints.len()) {
        let one = [level(index, false)];
        let first = read.iter().find_map(|presented| {
            let answer = said(admit(&one, &presented));
            (!answer.is_empty()).then(|| format!("{} {answer}", presented.offset()))
        });
        // Padded with names of a form that nothing here constrains, so that compiling pays.
        let padded = build::sequence(&[names, &[tlv(0x8f, &[0; 3000])]].concat());
        for san in [&san, &padded] {
            let answer = match admit_der(der, san, leading_dot) {
                Ok(()) => None,
                Err(AdmitDerError::Name(presented, violation)) => {
                    let violation = ConstraintViolation { imposed_by: Some(place(index)), ..violation };
                    let _ = presented.to_string();
                    Some(said(Err(violation)))
                }
                Err(other) => panic!("{other:?}"),
            };
            assert_eq!(answer.is_some(), first.is_some(), "{first:?} {answer:?}");
            if let (Some(answer), Some(first)) = (&answer, &first) {
                assert!(first.ends_with(answer.as_str()), "{first} {answer}");
            }
        }
    }
}

/// An answer that can be compared; empty when the name is admitted.
fn said(answer: core::result::Result<(), ConstraintViolation<'_>>) -> String {
    answer.err().map_or(String::new(), |violation| format!("{:?} {:?}", violation.imposed_by, violation.kind))
}

impl Case {
    fn read(input: &mut Unstructured<'_>) -> Result<Self> {
        let leading_dot =
            if input.ratio(1u8, 4u8)? { DnsLeadingDot::Malformed } else { DnsLeadingDot::ProperSubdomains };
        let forms = input.int_in_range(0..=7u8)?;
        let levels = input.int_in_range(1..=3u8)?;
        let levels = (0..levels).map(|_| constraints(input, forms)).collect::<Result<_>>()?;
        let names = input.int_in_range(1..=10u8)?;
        let names = (0..names).map(|_| general(input, forms, false)).collect::<Result<_>>()?;
        Ok(Self { levels, names, leading_dot })
    }
}

fn constraints(input: &mut Unstructured<'_>, forms: u8) -> Result<Vec<u8>> {
    let sizes = [0, 1, 2, 5, 20, 60];
    let mut list = |tag: u8| -> Result<Vec<u8>> {
        let size = *input.choose(&sizes)?;
        let bases: Vec<u8> = (0..size).map(|_| subtree(input, forms)).collect::<Result<Vec<_>>>()?.concat();
        Ok(if bases.is_empty() { bases } else { tlv(tag, &bases) })
    };
    Ok(tlv(0x30, &[list(0xa0)?, list(0xa1)?].concat()))
}

fn subtree(input: &mut Unstructured<'_>, forms: u8) -> Result<Vec<u8>> {
    let base = general(input, forms, true)?;
    let distance = match input.int_in_range(0..=63u8)? {
        0 => tlv(0x80, &[1]),
        1 => tlv(0x80, &[0]),
        2 => tlv(0x81, &[0]),
        _ => Vec::new(),
    };
    Ok(tlv(0x30, &[base, distance].concat()))
}

fn general(input: &mut Unstructured<'_>, forms: u8, base: bool) -> Result<Vec<u8>> {
    let form = if forms < 7 { forms } else { input.int_in_range(0..=8)? };
    Ok(match form {
        0 => {
            let text = match input.int_in_range(0..=3u8)? {
                0 if base => service(input)?,
                1 if base => domain(input)?,
                _ => format!("{}.{}", service(input)?, pattern(input, !base)?),
            };
            build::other_name(build::DNS_SRV, &tlv(0x16, text.as_bytes()))
        }
        1 => tlv(0x82, pattern(input, !base)?.as_bytes()),
        2 | 3 => {
            let local = *input.choose(&["a", "A", "root", "a.b", "\"a\""])?;
            let host = pattern(input, false)?;
            let text = if base && input.arbitrary()? { host } else { format!("{local}@{host}") };
            match form {
                2 => tlv(0x81, text.as_bytes()),
                _ => build::other_name(build::SMTP_UTF8, &tlv(0x0c, text.as_bytes())),
            }
        }
        4 => {
            let host = pattern(input, false)?;
            tlv(0x86, if base { host } else { format!("http://{host}/") }.as_bytes())
        }
        5 => tlv(0x87, &address(input, base)?),
        6 => tlv(0xa4, &directory(input)?),
        7 => {
            let id = [0x2a, input.int_in_range(0..=3)?];
            build::other_name(&id, &tlv(0x0c, b"x"))
        }
        _ => tlv(*input.choose(&[0x88, 0x8b, 0xa9, 0xa5])?, &[1]),
    })
}

fn service(input: &mut Unstructured<'_>) -> Result<String> {
    Ok((*input.choose(&["_a", "_A", "_xmpp-client", "_b", "_imap", "_1a", "_", "_a-", "a"])?).to_owned())
}

/// A domain, with a star or a dot in front now and then.
fn pattern(input: &mut Unstructured<'_>, stars: bool) -> Result<String> {
    let domain = domain(input)?;
    Ok(match input.int_in_range(0..=7u8)? {
        0 | 1 if stars => format!("*.{domain}"),
        0 if !stars => format!(".{domain}"),
        1 if !stars && input.ratio(1u8, 8u8)? => String::new(),
        _ => domain,
    })
}

fn domain(input: &mut Unstructured<'_>) -> Result<String> {
    let labels = ["a", "b", "A", "com", "example", "a-b", "x1", "0", "a_b", "abcdefg", "abcdefgh", "abcdefghi"];
    if input.ratio(1u8, 24u8)? {
        let length = input.int_in_range(0..=70usize)?;
        return Ok(String::from_utf8_lossy(input.bytes(length)?).into_owned());
    }
    let count = if input.ratio(1u8, 24u8)? { input.int_in_range(1..=60u8)? } else { input.int_in_range(1..=5u8)? };
    let mut own = Vec::new();
    for _ in 0..count {
        let label = *input.choose(&labels)?;
        own.push(if input.ratio(1u8, 32u8)? { label.repeat(8) } else { label.to_owned() });
    }
    Ok(own.join("."))
}

fn address(input: &mut Unstructured<'_>, base: bool) -> Result<Vec<u8>> {
    let length = if input.arbitrary()? { 4 } else { 16 };
    let mut address = vec![0u8; length];
    address[0] = input.int_in_range(0..=2)?;
    address[length - 1] = input.int_in_range(0..=3)?;
    if base {
        let ones = input.int_in_range(0..=length * 8)?;
        let mask = (0..length).map(|octet| (0..8).fold(0, |mask, bit| mask << 1 | u8::from(octet * 8 + bit < ones)));
        address = address.into_iter().chain(mask).collect();
    }
    if input.ratio(1u8, 32u8)? {
        address.pop();
    }
    Ok(address)
}

fn directory(input: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let count = input.int_in_range(0..=4u8)?;
    let mut rdns = Vec::new();
    for _ in 0..count {
        let mut attribute = || -> Result<Vec<u8>> {
            let kind = *input.choose(&[build::COMMON_NAME, build::ORGANIZATION])?;
            let tag = *input.choose(&[0x0c, 0x0c, 0x13, 0x14, 0x19, 0x1b])?;
            let text = *input
                .choose(&["a", "A", " a ", "a  b", "b", "A B", "ß", "SS", "ａ", "a\u{ad}", "\u{fffd}", "\u{1}a"])?;
            Ok(build::sequence(&[tlv(0x06, kind), tlv(tag, text.as_bytes())]))
        };
        let mut set = attribute()?;
        if input.ratio(1u8, 8u8)? {
            set.extend(tlv(0x30, &[tlv(0x06, build::COMMON_NAME), tlv(0x0c, b"a")].concat()));
        }
        rdns.extend(tlv(0x31, &set));
    }
    Ok(tlv(0x30, &rdns))
}
