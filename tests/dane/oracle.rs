//! What DANE says of a chain whose every certificate is valid, slowly and without the library: each record is compared with
//! each certificate.

use srvname::delegation::Digests;
use srvname_testkit::digests::Sha2;

/// A record in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) numbers: [u8; 3],
    pub(crate) data: Vec<u8>,
    /// Whether the data are the certificate or the key that the selector asks for, when they are not a digest.
    pub(crate) is_der: [bool; 2],
}

/// A certificate: itself and its key.
pub(crate) type Selected = [Vec<u8>; 2];

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// By one of these records.
    EndEntity(Vec<usize>),
    /// By one of these records, at this depth.
    Anchor(Vec<usize>, usize),
    PkixEndEntity(Vec<usize>),
    PkixAnchor(Vec<usize>),
    PkixPathDecides,
    NothingUsable,
    Refused,
}

/// Whether a record is usable by itself.
pub(crate) fn is_usable(record: &Record, is_smtp: bool) -> bool {
    let [usage, selector, matching_type] = record.numbers;
    let usages: &[u8] = if is_smtp { &[2, 3] } else { &[0, 1, 2, 3] };
    let data = match matching_type {
        0 => selector < 2 && record.is_der[usize::from(selector)],
        1 => record.data.len() == 32,
        2 => record.data.len() == 64,
        _ => false,
    };
    usages.contains(&usage) && [0, 1].contains(&selector) && data
}

/// The records that are asked for a match.
pub(crate) fn asked(records: &[Record], is_smtp: bool) -> Vec<usize> {
    let usable = |record: &&Record| is_usable(record, is_smtp);
    let kept = records.iter().enumerate().filter(|(_, record)| usable(record)).filter(|(_, record)| {
        let [usage, selector, matching_type] = record.numbers;
        let stronger = records.iter().filter(usable).any(|other| other.numbers == [usage, selector, 2]);
        matching_type != 1 || !stronger
    });
    kept.map(|(index, _)| index).collect()
}

fn matches(record: &Record, certificate: &Selected) -> bool {
    let octets = &certificate[usize::from(record.numbers[1])];
    match record.numbers[2] {
        0 => record.data == *octets,
        1 => record.data == Sha2.sha256(octets),
        _ => record.data == Sha2.sha512(octets),
    }
}

/// The answer for a chain of CAs, sent in the order of the path as far as it was sent; `unsent` continues it.
pub(crate) fn answer(records: &[Record], sent: &[Selected], unsent: &[Selected], is_smtp: bool) -> Answer {
    let asked = asked(records, is_smtp);
    if asked.is_empty() {
        return Answer::NothingUsable;
    }
    let of = |usage: u8, certificate: &Selected| -> Vec<usize> {
        let fits = |index: &&usize| records[**index].numbers[0] == usage && matches(&records[**index], certificate);
        asked.iter().filter(fits).copied().collect()
    };
    let whole = [sent, unsent].concat();
    let by = of(3, &whole[0]);
    if !by.is_empty() {
        return Answer::EndEntity(by);
    }
    for (depth, certificate) in whole.iter().enumerate().skip(1) {
        // What was not sent counts in full alone, and the key of it where the chain ends.
        let counts = |index: &usize| match records[*index].numbers {
            _ if depth < sent.len() => true,
            [_, 0, 0] => true,
            [_, 1, 0] => depth == sent.len(),
            _ => false,
        };
        let by: Vec<_> = of(2, certificate).into_iter().filter(counts).collect();
        // An anchor further up than the first one that is not sent has no path to it.
        if !by.is_empty() && depth <= sent.len() {
            return Answer::Anchor(by, depth);
        }
    }
    let by = of(1, &whole[0]);
    if !by.is_empty() {
        return Answer::PkixEndEntity(by);
    }
    let by: Vec<_> = sent.iter().skip(1).flat_map(|certificate| of(0, certificate)).collect();
    match asked.iter().any(|index| records[*index].numbers[0] == 0) {
        _ if !by.is_empty() => Answer::PkixAnchor(by),
        true => Answer::PkixPathDecides,
        false => Answer::Refused,
    }
}
