//! What must hold of every answer, whatever was asked.

use core::fmt::{Debug, Display};
use core::hash::{Hash, Hasher};
use std::collections::hash_map::DefaultHasher;

use srvname::{
    Certificate,
    certificate::{GeneralName, PresentedId},
    name::{DnsLeadingDot, Escaped, NameError},
};

use super::{build, subtree_set};

/// `part` is borrowed from `whole`, and stands at `offset` of it.
pub fn stands_at(whole: &[u8], offset: usize, part: &[u8]) {
    let found = whole.get(offset..).and_then(|rest| rest.get(..part.len()));
    assert_eq!(found, Some(part), "what is said to stand at {offset}");
}

/// `part` is borrowed from `whole`.
pub fn borrowed(whole: &[u8], part: &[u8]) {
    let (outer, inner) = (whole.as_ptr_range(), part.as_ptr_range());
    assert!(part.is_empty() || (outer.start <= inner.start && inner.end <= outer.end), "octets from elsewhere");
}

/// What is shown to a person fits in a line, and is not much longer than the octets it comes from.
///
/// Names are written by whoever made the certificate and end up in terminals and logs: none may move the cursor, end the
/// line, or turn the text around it; and none may make a short input a long output.
pub fn shown(value: &impl Display, octets: usize) -> String {
    let text = value.to_string();
    assert_eq!(Escaped::new(&text).to_string().replace("\\u{5c}", "\\"), text, "disturbs its line");
    assert!(text.len() <= octets * 5 + 200, "{octets} octets became {} of text", text.len());
    text
}

/// An error says where, and the place exists.
pub fn name_error(error: &NameError, length: usize) {
    assert!(error.position() <= length, "{error:?} in {length} octets");
    assert!(!error.to_string().is_empty() && !error.citation().to_string().is_empty());
}

/// Equal values hash alike, and equality is symmetric.
pub fn equality<T: PartialEq + Hash + Debug>(one: &T, other: &T) {
    let (forth, back) = (one == other, other == one);
    assert_eq!(forth, back, "{one:?} {other:?}");
    if one == other {
        assert_eq!(hash(one), hash(other), "{one:?} {other:?}");
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A GeneralName as read from `input`.
pub fn general_name(input: &[u8], name: &GeneralName<'_>) {
    stands_at(input, name.offset(), name.der());
    stands_at(input, name.value_offset(), name.value());
    borrowed(input, name.octets());
    shown(&name.form(), name.der().len());
    match name.name() {
        Ok(parsed) => drop(shown(&parsed, name.der().len())),
        Err(error) => name_error(&error, name.value().len()),
    }
    match name.base() {
        Ok(base) => drop(shown(&base, name.der().len())),
        Err(error) => name_error(&error, name.value().len()),
    }
    let presented = PresentedId::from_general_name(name);
    shown(&presented, name.der().len());
    assert_eq!(presented.form(), name.form());
    assert_eq!(presented.octets(), name.octets());
}

/// The names that a certificate presents.
pub fn presented(certificate: &Certificate<'_>) {
    for presented in certificate.presented_ids() {
        borrowed(certificate.der(), presented.octets());
        assert!(presented.offset() < certificate.der().len());
        shown(&presented, presented.octets().len());
    }
}

/// Each GeneralName as a name under each as a base, permitted and excluded: compiled constraints say what the plain ones
/// say, of malformed text too.
pub fn compiled(names: &[Vec<u8>]) {
    for base in names {
        let [permitted, excluded] = [0xa0, 0xa1].map(|tag| build::tlv(0x30, &build::tlv(tag, &build::tlv(0x30, base))));
        for leading_dot in [DnsLeadingDot::ProperSubdomains, DnsLeadingDot::Malformed] {
            subtree_set::check(&[permitted.clone(), excluded.clone()], names, leading_dot);
            subtree_set::check(std::slice::from_ref(&permitted), names, leading_dot);
            subtree_set::check(std::slice::from_ref(&excluded), names, leading_dot);
        }
    }
}
