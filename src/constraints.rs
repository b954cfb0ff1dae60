//! The NameConstraints extension as encoded (RFC 5280 §4.2.1.10).

use core::fmt;

use crate::der::{DerError, DerErrorKind, Element, Reader, Tag, check_integer};
use crate::general_name::{GeneralName, has_usual_structure};
use crate::name::Form;

/// A GeneralSubtree: a base, and the distances that RFC 5280 keeps at their defaults.
#[derive(Clone, Copy, Debug)]
pub struct GeneralSubtree<'a> {
    base: GeneralName<'a>,
    minimum: Option<Element<'a>>,
    maximum: Option<Element<'a>>,
    element: Element<'a>,
}

impl<'a> GeneralSubtree<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut inner = element.reader();
        let base = GeneralName::read(&mut inner)?;
        let minimum = distance(&mut inner, 0)?;
        let maximum = distance(&mut inner, 1)?;
        inner.finish()?;
        Ok(Self { base, minimum, maximum, element })
    }

    /// Reads a subtree at `start`, wherever `reader` stands.
    pub(crate) fn reread(reader: &mut Reader<'a>, start: Reader<'a>) -> Result<Self, DerError> {
        *reader = start;
        Self::read(reader)
    }

    /// The base.
    #[must_use]
    pub const fn base(&self) -> &GeneralName<'a> {
        &self.base
    }

    /// The form of the base.
    #[must_use]
    pub const fn form(&self) -> Form<'a> {
        self.base.form()
    }

    /// The content octets of `minimum`, where it is encoded. Zero is the default, which DER does not encode (X.690
    /// §11.5); it is read all the same, since it says nothing else.
    #[must_use]
    pub fn minimum(&self) -> Option<&'a [u8]> {
        self.minimum.map(|element| element.value())
    }

    /// The content octets of `maximum`, where it is encoded.
    #[must_use]
    pub fn maximum(&self) -> Option<&'a [u8]> {
        self.maximum.map(|element| element.value())
    }

    /// Whether minimum is zero and maximum absent, as RFC 5280 asks. A subtree with other distances is not understood:
    /// it refuses once a name of its form appears.
    #[must_use]
    pub fn has_default_distances(&self) -> bool {
        matches!(self.minimum(), None | Some([0])) && self.maximum.is_none()
    }

    /// Where the subtree stands in the caller's input, in octets.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.element.offset()
    }

    /// The subtree as encoded.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.element.der()
    }
}

impl fmt::Display for GeneralSubtree<'_> {
    /// The base as text; a malformed one as `malformed:` and its octets, escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.base.base() {
            Ok(crate::name::Base::NotUnderstood) => self.base.form().fmt(f),
            Ok(base) => base.fmt(f),
            Err(_) => write!(f, "malformed:{}", self.base.octets().escape_ascii()),
        }
    }
}

/// The subtrees of one list, in order. An absent list has none; a list that is present and empty is refused when read.
#[derive(Clone, Copy, Debug)]
pub struct GeneralSubtrees<'a> {
    entries: Reader<'a>,
}

impl<'a> GeneralSubtrees<'a> {
    const NONE: Self = Self { entries: Reader::new(&[]) };

    #[inline]
    fn read(element: Option<Element<'a>>, read: Entries) -> Result<Self, DerError> {
        let Some(element) = element else { return Ok(Self::NONE) };
        let entries = element.reader();
        if entries.is_empty() {
            return Err(DerError::new(DerErrorKind::EmptyNameConstraints, element.offset()));
        }
        let mut check = entries;
        while read == Entries::Checked && !check.is_empty() {
            let start = check;
            let usual = check.short_in_sequence().is_some_and(|(tag, content)| has_usual_structure(tag, content));
            if !usual {
                GeneralSubtree::reread(&mut check, start)?;
            }
        }
        Ok(Self { entries })
    }

    /// The entries as octets.
    pub(crate) const fn reader(&self) -> Reader<'a> {
        self.entries
    }

    /// The list whose [`GeneralSubtrees::reader`] this is, or was before its octets moved.
    pub(crate) const fn of_checked(entries: Reader<'a>) -> Self {
        Self { entries }
    }

    /// The subtrees.
    pub fn iter(&self) -> impl Iterator<Item = GeneralSubtree<'a>> + use<'a> {
        let mut entries = self.entries;
        // The structure was checked by `read`, so the walk ends where the entries do.
        core::iter::from_fn(move || if entries.is_empty() { None } else { GeneralSubtree::read(&mut entries).ok() })
    }

    /// Whether there is no subtree: the list is absent.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether some base is of this very form.
    #[must_use]
    pub fn list(&self, form: Form<'_>) -> bool {
        self.iter().any(|subtree| subtree.form() == form)
    }
}

/// The NameConstraints extension: what a CA may certify, and what it may not.
///
/// Critical or not is not kept here: both kinds are enforced alike, because the CA/Browser Forum allows either and a
/// constraint that is ignored is none (RFC 5280 §6.1.4(o)).
///
/// ```
/// use srvname::{Form, NameConstraints};
///
/// // permitted SRVName example.com
/// let der = b"\x30\x1f\xa0\x1d\x30\x1b\xa0\x19\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x0d\x16\x0bexample.com";
/// let constraints = NameConstraints::from_der(der)?;
/// assert!(constraints.permitted().list(Form::SrvName));
/// assert_eq!(constraints.permitted().iter().next().unwrap().to_string(), "example.com");
/// # Ok::<(), srvname::der::DerError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NameConstraints<'a> {
    permitted: GeneralSubtrees<'a>,
    excluded: GeneralSubtrees<'a>,
}

impl<'a> NameConstraints<'a> {
    /// Reads the value of a NameConstraints extension and checks its structure; texts are judged when they are used.
    ///
    /// # Errors
    ///
    /// When the value is not DER, has neither list (RFC 5280 §4.2.1.10), or a list without subtrees.
    pub fn from_der(octets: &'a [u8]) -> Result<Self, DerError> {
        Self::read(Reader::new(octets))
    }

    /// Reads the content of the SEQUENCE, which is what `rustls_pki_types::TrustAnchor` holds.
    ///
    /// # Errors
    ///
    /// As [`NameConstraints::from_der`].
    pub fn from_content(octets: &'a [u8]) -> Result<Self, DerError> {
        Self::read_content(Reader::new(octets), 0, Entries::Checked)
    }

    pub(crate) fn read(reader: Reader<'a>) -> Result<Self, DerError> {
        Self::read_with(reader, Entries::Checked)
    }

    /// Reads the value of the extension without a look at the subtrees: whoever uses the lists reads them and finds out.
    #[inline]
    pub(crate) fn read_lists(octets: &'a [u8]) -> Result<Self, DerError> {
        Self::read_with(Reader::new(octets), Entries::Unread)
    }

    /// The two lists as octets, unread, if they are encoded as nearly all are; `None` says nothing.
    #[inline]
    pub(crate) fn glance(octets: &'a [u8]) -> Option<(Reader<'a>, Reader<'a>)> {
        let mut reader = Reader::new(octets);
        let sequence = reader.element().ok()?;
        if sequence.tag() != Tag::SEQUENCE || !reader.is_empty() {
            return None;
        }
        let mut fields = sequence.reader();
        let first = fields.element().ok()?;
        let none = Reader::new(&[]);
        match first.tag() {
            _ if first.value().is_empty() => None,
            Tag(0xa0) if fields.is_empty() => Some((first.reader(), none)),
            Tag(0xa1) if fields.is_empty() => Some((none, first.reader())),
            Tag(0xa0) => {
                let second = fields.element().ok()?;
                let usual = second.tag() == Tag(0xa1) && !second.value().is_empty() && fields.is_empty();
                usual.then_some((first.reader(), second.reader()))
            }
            _ => None,
        }
    }

    /// The constraints of two lists that were read before.
    pub(crate) const fn of_lists(permitted: GeneralSubtrees<'a>, excluded: GeneralSubtrees<'a>) -> Self {
        Self { permitted, excluded }
    }

    #[inline]
    fn read_with(mut reader: Reader<'a>, entries: Entries) -> Result<Self, DerError> {
        let sequence = reader.expect(Tag::SEQUENCE)?;
        reader.finish()?;
        Self::read_content(sequence.reader(), sequence.offset(), entries)
    }

    #[inline]
    fn read_content(mut fields: Reader<'a>, offset: usize, entries: Entries) -> Result<Self, DerError> {
        if fields.is_empty() {
            return Err(DerError::new(DerErrorKind::EmptyNameConstraints, offset));
        }
        let permitted = GeneralSubtrees::read(fields.optional(Tag::context_constructed(0))?, entries)?;
        let excluded = GeneralSubtrees::read(fields.optional(Tag::context_constructed(1))?, entries)?;
        fields.finish()?;
        Ok(Self { permitted, excluded })
    }

    /// How many octets the subtrees of both lists have.
    pub(crate) const fn octets(&self) -> usize {
        self.permitted.entries.rest().len().saturating_add(self.excluded.entries.rest().len())
    }

    /// permittedSubtrees.
    #[must_use]
    pub const fn permitted(&self) -> GeneralSubtrees<'a> {
        self.permitted
    }

    /// excludedSubtrees.
    #[must_use]
    pub const fn excluded(&self) -> GeneralSubtrees<'a> {
        self.excluded
    }

    /// Whether either list has a base of this very form.
    #[must_use]
    pub fn list(&self, form: Form<'_>) -> bool {
        self.permitted.list(form) || self.excluded.list(form)
    }
}

/// Whether the subtrees of a list are read with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entries {
    Checked,
    Unread,
}

/// Reads `minimum [0]` or `maximum [1]`: IMPLICIT INTEGER (0..MAX).
fn distance<'a>(reader: &mut Reader<'a>, number: u8) -> Result<Option<Element<'a>>, DerError> {
    let Some(element) = reader.optional(Tag::context(number))? else { return Ok(None) };
    check_integer(&element)?;
    match element.value().first() {
        Some(first) if first & 0x80 != 0 => Err(element.invalid(DerErrorKind::InvalidInteger)),
        _ => Ok(Some(element)),
    }
}
