//! The canonical form of a Name: octets that are equal exactly if the Names are, made once and compared many times.
//!
//! A comparison of two canonical forms ends at the first octet that differs. One of two Names does not: a short attribute
//! and one of a mebibyte can differ only after the mebibyte was prepared, and again for each of many short ones. So
//! Names that an attacker can choose are sorted, searched and compared with many others by their canonical forms.

use alloc::vec::Vec;
use core::cell::OnceCell;

use super::distinguished_name::DirectoryName;
use super::prepared::Prepared;
use super::rdn::{Attribute, Rdn};
use super::relation::{NotText, Relation};

/// The longest Name, in octets of its content, that is compared with each base as it is. Below it the cost of a
/// comparison is bounded, whatever the Name.
const SHORT: usize = 512;

/// The canonical form of a Name: octets that are equal exactly if the Names are.
///
/// Each RDN is encoded in a form that no other begins with, so that one Name is within another exactly if its octets
/// start with those of the other, and that sorted Names come directly before those below them:
///
/// ```text
///   RDN     number of attributes │ types, each with its length │ 1 if a value is not text, else 0 │ values
///           └──────────────── shape ─────────────────────────┘
///   value   1, text in UTF-8, ff │ 0, DER of a value that is no string │ 2, DER of a value that is not text
/// ```
///
/// RDNs of one shape are next to each other in sorted order, and among them those with a value that is not text.
#[derive(Clone, Debug)]
pub(crate) struct NameKey {
    octets: Vec<u8>,
    rdns: Vec<RdnKey>,
}

/// Where the canonical form of an RDN is in that of its Name.
#[derive(Clone, Copy, Debug)]
struct RdnKey {
    /// The end of its shape.
    shape: usize,
    end: usize,
    /// The offset of the first value that is not text, in octets of the content of the Name.
    not_text: Option<usize>,
}

/// An RDN of a [`NameKey`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct RdnStep<'k> {
    /// Its octets, of which the first are its shape.
    pub(crate) octets: &'k [u8],
    /// The number of octets of its shape.
    pub(crate) shape: &'k [u8],
    /// The offset of its first value that is not text, in octets of the content of the Name.
    pub(crate) not_text: Option<usize>,
}

impl NameKey {
    /// Returns the canonical form of a Name.
    pub(crate) fn new(name: DirectoryName<'_>) -> Self {
        let mut key = Self { octets: Vec::with_capacity(name.content().len()), rdns: Vec::new() };
        for rdn in name.rdns() {
            key.push(rdn);
        }
        key
    }

    /// Returns the octets.
    pub(crate) fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Returns the octets, without what is known of their parts.
    pub(crate) fn into_octets(self) -> Vec<u8> {
        self.octets
    }

    /// Returns the RDNs in order.
    pub(crate) fn rdns(&self) -> impl Iterator<Item = RdnStep<'_>> {
        let mut start = 0;
        self.rdns.iter().map(move |rdn| {
            let part = |end| self.octets.get(start..end).unwrap_or_default();
            let step = RdnStep { octets: part(rdn.end), shape: part(rdn.shape), not_text: rdn.not_text };
            start = rdn.end;
            step
        })
    }

    /// Returns where the Name is, seen from a base.
    pub(crate) fn relation(&self, base: &Self) -> Relation {
        let mut rdns = self.rdns();
        for base_rdn in base.rdns() {
            let Some(rdn) = rdns.next() else { return Relation::Outside };
            if rdn.octets == base_rdn.octets {
                continue;
            }
            let (in_name, in_base) = (rdn.not_text, base_rdn.not_text);
            if rdn.shape == base_rdn.shape && (in_name.is_some() || in_base.is_some()) {
                return Relation::Undefined(NotText { in_name, in_base });
            }
            return Relation::Outside;
        }
        Relation::Inside
    }

    /// Appends an RDN.
    fn push(&mut self, rdn: Rdn<'_>) {
        let mut attributes: Vec<_> = rdn.attributes().map(CanonicalAttribute::new).collect();
        attributes.sort_unstable_by(|one, other| (one.kind, &one.value).cmp(&(other.kind, &other.value)));
        // At most 64.
        self.octets.push(u8::try_from(attributes.len()).unwrap_or(u8::MAX));
        for attribute in &attributes {
            let length = u32::try_from(attribute.kind.len()).unwrap_or(u32::MAX);
            self.octets.extend_from_slice(&length.to_be_bytes());
            self.octets.extend_from_slice(attribute.kind);
        }
        let shape = self.octets.len();
        let not_text = attributes.iter().filter_map(|attribute| attribute.not_text).min();
        self.octets.push(u8::from(not_text.is_some()));
        for attribute in &attributes {
            self.octets.extend_from_slice(&attribute.value);
        }
        self.rdns.push(RdnKey { shape, end: self.octets.len(), not_text });
    }
}

/// An attribute in its canonical form.
struct CanonicalAttribute<'a> {
    kind: &'a [u8],
    value: Vec<u8>,
    /// The offset of the value if it is not text.
    not_text: Option<usize>,
}

impl<'a> CanonicalAttribute<'a> {
    fn new(attribute: Attribute<'a>) -> Self {
        let mut value = Vec::with_capacity(attribute.value().len().saturating_add(2));
        let mut not_text = None;
        match attribute.prepared() {
            Prepared::Text(text) => {
                value.push(1);
                for character in text {
                    value.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                value.push(0xff);
            }
            Prepared::NoString => {
                value.push(0);
                value.extend_from_slice(attribute.value_der());
            }
            Prepared::NotText => {
                not_text = Some(attribute.value_offset());
                value.push(2);
                value.extend_from_slice(attribute.value_der());
            }
        }
        Self { kind: attribute.attribute_type().as_bytes(), value, not_text }
    }
}

/// A Name that is compared with many bases: its canonical form is made once, and only if it is long.
#[derive(Clone, Debug)]
pub(crate) struct ComparedName<'n> {
    name: DirectoryName<'n>,
    key: OnceCell<NameKey>,
}

impl<'n> ComparedName<'n> {
    /// Returns a Name that is compared with many bases.
    pub(crate) const fn new(name: DirectoryName<'n>) -> Self {
        Self { name, key: OnceCell::new() }
    }

    /// Returns the canonical form, which is made by the first call.
    pub(crate) fn key(&self) -> &NameKey {
        self.key.get_or_init(|| NameKey::new(self.name))
    }

    /// Returns where the Name is, seen from a base.
    pub(crate) fn relation(&self, base: DirectoryName<'_>) -> Relation {
        if self.name.content().len() <= SHORT {
            self.name.relation(base)
        } else {
            self.key().relation(&NameKey::new(base))
        }
    }
}
