//! The NameConstraints extension as encoded (RFC 5280 §4.2.1.10).

use core::fmt;

use crate::certificate::general_name::{GeneralName, usual_form};
use crate::der::{DerError, DerErrorKind, Element, Reader, Tag, check_integer, split_element};
use crate::name::{Form, Forms};

/// A GeneralSubtree: a base, and bounds (BaseDistance), for which RFC 5280 §4.2.1.10 allows only the defaults.
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

    /// Moves `reader` to `start`, and reads and returns the subtree there.
    ///
    /// # Errors
    ///
    /// [`DerError`] if the subtree is malformed.
    pub(crate) fn reread(reader: &mut Reader<'a>, start: Reader<'a>) -> Result<Self, DerError> {
        *reader = start;
        Self::read(reader)
    }

    /// Returns the base.
    #[must_use]
    pub const fn base(&self) -> &GeneralName<'a> {
        &self.base
    }

    /// Returns the form of the base.
    #[must_use]
    pub const fn form(&self) -> Form<'a> {
        self.base.form()
    }

    /// Returns the content octets of `minimum`, or `None` if it is not encoded. DER omits the default, zero (X.690
    /// §11.5). An encoded zero is accepted, because it means the same.
    #[must_use]
    pub fn minimum(&self) -> Option<&'a [u8]> {
        self.minimum.map(|element| element.value())
    }

    /// Returns the content octets of `maximum`, or `None` if it is not encoded.
    #[must_use]
    pub fn maximum(&self) -> Option<&'a [u8]> {
        self.maximum.map(|element| element.value())
    }

    /// Returns `true` if minimum is zero and maximum is absent, as RFC 5280 §4.2.1.10 requires. A subtree with other
    /// bounds is not understood: a path is rejected if a name of its form appears.
    ///
    /// ```
    /// use srvname::certificate::NameConstraints;
    ///
    /// // excluded dNSName example.com, with maximum 1
    /// let der = b"\x30\x14\xa1\x12\x30\x10\x82\x0bexample.com\x81\x01\x01";
    /// let constraints = NameConstraints::from_der(der)?;
    /// assert!(constraints.excluded().iter().all(|subtree| !subtree.has_rfc5280_bounds()));
    /// # Ok::<(), srvname::certificate::DerError>(())
    /// ```
    #[must_use]
    pub fn has_rfc5280_bounds(&self) -> bool {
        matches!(self.minimum(), None | Some([0])) && self.maximum.is_none()
    }

    /// Returns the offset of the subtree in the caller's input, in octets.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.element.offset()
    }

    /// Returns the subtree as encoded.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.element.der()
    }
}

impl fmt::Display for GeneralSubtree<'_> {
    /// Writes the base as text, or `malformed:` and its octets, escaped, if it is malformed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.base.base() {
            Ok(crate::name::Base::NotUnderstood) => self.base.form().fmt(f),
            Ok(base) => base.fmt(f),
            Err(_) => write!(f, "malformed:{}", self.base.octets().escape_ascii()),
        }
    }
}

/// The subtrees of permittedSubtrees or of excludedSubtrees, in order (RFC 5280 §4.2.1.10). An absent list has none; an
/// empty list is an error when it is read.
#[derive(Clone, Copy, Debug)]
pub struct GeneralSubtrees<'a> {
    entries: Reader<'a>,
    /// The forms that bases of the list may have. No base has another form.
    forms: Forms,
}

impl<'a> GeneralSubtrees<'a> {
    const NONE: Self = Self { entries: Reader::new(&[]), forms: Forms::NONE };

    #[inline]
    fn read(element: Option<Element<'a>>, read: Entries) -> Result<Self, DerError> {
        let Some(element) = element else { return Ok(Self::NONE) };
        let entries = element.reader();
        if entries.is_empty() {
            return Err(DerError::new(DerErrorKind::EmptyNameConstraints, element.offset()));
        }
        if read == Entries::Unread {
            return Ok(Self { entries, forms: Forms::ALL });
        }
        let mut check = entries;
        let mut forms = Forms::NONE;
        while !check.is_empty() {
            let mut after = check;
            let form = match after.short_in_sequence().and_then(|(tag, content)| usual_form(tag, content)) {
                Some(form) => form,
                None => GeneralSubtree::reread(&mut after, check)?.form(),
            };
            check = after;
            forms = forms.and(Forms::of(form.kind()));
        }
        Ok(Self { entries, forms })
    }

    /// Returns a reader of the entries.
    pub(crate) const fn reader(&self) -> Reader<'a> {
        self.entries
    }

    /// Returns the list with these entries, which must be those of a list that was checked, or a copy of them.
    pub(crate) const fn of_checked(entries: Reader<'a>) -> Self {
        Self { entries, forms: Forms::ALL }
    }

    /// Returns the subtrees, in order.
    pub fn iter(&self) -> GeneralSubtreesIter<'a> {
        self.into_iter()
    }

    /// Returns `true` if there is no subtree, because the list is absent.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns `true` if a base has this form.
    #[must_use]
    pub fn contains_form(&self, form: Form<'_>) -> bool {
        let is_of_form = |tag, content| usual_form(tag, content).map(|usual| usual == form);
        self.may_contain_form(form) && self.any(is_of_form, |subtree| subtree.form() == form)
    }

    /// Conservative: may return `true` for a form with no base, never `false` for one that has a base.
    pub(crate) const fn may_contain_form(&self, form: Form<'_>) -> bool {
        self.forms.have_any(Forms::of(form.kind()))
    }

    /// Returns `true` if a predicate is true of some subtree: `glance` of the tag and the content of its base, or, if the
    /// subtree is not in the common encoding or `glance` returns `None`, `read` of the subtree.
    pub(crate) fn any(
        &self,
        glance: impl Fn(Tag, &'a [u8]) -> Option<bool>,
        read: impl Fn(&GeneralSubtree<'a>) -> bool,
    ) -> bool {
        let mut entries = self.entries;
        while !entries.is_empty() {
            let start = entries;
            let answer = match entries.short_in_sequence().and_then(|(tag, content)| glance(tag, content)) {
                Some(answer) => answer,
                // The structure was checked by `read`.
                None => GeneralSubtree::reread(&mut entries, start).is_ok_and(|subtree| read(&subtree)),
            };
            if answer {
                return true;
            }
        }
        false
    }
}

/// An iterator over the subtrees of a list, returned by [`GeneralSubtrees::iter`].
#[derive(Clone, Debug)]
pub struct GeneralSubtreesIter<'a> {
    entries: Reader<'a>,
}

impl<'a> Iterator for GeneralSubtreesIter<'a> {
    type Item = GeneralSubtree<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // The structure was checked when the list was read, so the walk ends where the entries do.
        if self.entries.is_empty() { None } else { GeneralSubtree::read(&mut self.entries).ok() }
    }
}

impl<'a> IntoIterator for &GeneralSubtrees<'a> {
    type Item = GeneralSubtree<'a>;
    type IntoIter = GeneralSubtreesIter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        GeneralSubtreesIter { entries: self.entries }
    }
}

/// The NameConstraints extension: the names that a CA may certify, and those that it must not (RFC 5280 §4.2.1.10).
///
/// The critical flag is not part of it. Constraints are enforced with and without the flag, because the CA/Browser
/// Forum allows both, and a constraint that is ignored has no effect (RFC 5280 §6.1.4(o)).
///
/// ```
/// use srvname::{certificate::NameConstraints, name::Form};
///
/// // permitted SRVName example.com
/// let der = b"\x30\x1f\xa0\x1d\x30\x1b\xa0\x19\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x0d\x16\x0bexample.com";
/// let constraints = NameConstraints::from_der(der)?;
/// assert!(constraints.permitted().contains_form(Form::SrvName));
/// assert_eq!(constraints.permitted().iter().next().unwrap().to_string(), "example.com");
/// # Ok::<(), srvname::certificate::DerError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NameConstraints<'a> {
    permitted: GeneralSubtrees<'a>,
    excluded: GeneralSubtrees<'a>,
}

impl<'a> NameConstraints<'a> {
    /// Returns the constraints in the value of a NameConstraints extension, whose structure it checks. Texts are
    /// checked when they are used.
    ///
    /// # Errors
    ///
    /// [`DerError`] if the value is not DER, if it has neither list, or if a list has no subtree (RFC 5280 §4.2.1.10).
    pub fn from_der(octets: &'a [u8]) -> Result<Self, DerError> {
        Self::read(Reader::new(octets))
    }

    /// Returns the constraints in the content of the SEQUENCE, which is what `rustls_pki_types::TrustAnchor` contains.
    ///
    /// # Errors
    ///
    /// As [`NameConstraints::from_der`].
    pub fn from_content(octets: &'a [u8]) -> Result<Self, DerError> {
        Self::read_content(Reader::new(octets), 0, Entries::Checked)
    }

    /// [`NameConstraints::from_der`] for the octets of `reader`, which has their offset.
    ///
    /// # Errors
    ///
    /// As [`NameConstraints::from_der`].
    pub(crate) fn read(reader: Reader<'a>) -> Result<Self, DerError> {
        Self::read_with(reader, Entries::Checked)
    }

    /// Returns the lists in the value of the extension, without checking the subtrees: the caller must expect malformed
    /// ones.
    ///
    /// # Errors
    ///
    /// As [`NameConstraints::from_der`], except for malformed subtrees.
    #[inline]
    pub(crate) fn read_lists(octets: &'a [u8]) -> Result<Self, DerError> {
        Self::read_with(Reader::new(octets), Entries::Unread)
    }

    /// Returns the octets of permittedSubtrees and of excludedSubtrees, unread. Fast path for the common encoding;
    /// returns `None` for any other, which the caller parses in full.
    #[inline]
    pub(crate) fn glance(octets: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        let (Tag::SEQUENCE, fields, []) = split_element(octets)? else { return None };
        match split_element(fields)? {
            (_, [], _) => None,
            (Tag(0xa0), permitted, []) => Some((permitted, &[])),
            (Tag(0xa1), excluded, []) => Some((&[], excluded)),
            (Tag(0xa0), permitted, rest) => match split_element(rest)? {
                (Tag(0xa1), excluded @ [_, ..], []) => Some((permitted, excluded)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the constraints of two lists that were read before.
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

    /// Returns the number of octets in the subtrees of both lists.
    pub(crate) const fn octets(&self) -> usize {
        self.permitted.entries.rest().len().saturating_add(self.excluded.entries.rest().len())
    }

    /// Returns permittedSubtrees, without a subtree if it is absent.
    #[must_use]
    pub const fn permitted(&self) -> GeneralSubtrees<'a> {
        self.permitted
    }

    /// Returns excludedSubtrees, without a subtree if it is absent.
    #[must_use]
    pub const fn excluded(&self) -> GeneralSubtrees<'a> {
        self.excluded
    }

    /// Returns `true` if a base in either list has this form.
    #[must_use]
    pub fn contains_form(&self, form: Form<'_>) -> bool {
        self.permitted.contains_form(form) || self.excluded.contains_form(form)
    }

    /// Conservative, and without reading a base: may return `true` for a form with no base, never `false` for one that
    /// has a base.
    pub(crate) const fn may_contain_form(&self, form: Form<'_>) -> bool {
        self.permitted.may_contain_form(form) || self.excluded.may_contain_form(form)
    }

    /// Conservative, and without reading a base: may return `true` for a form of names that no base applies to, never
    /// `false` for one that some base applies to.
    pub(crate) const fn may_apply_to(&self, form: Form<'_>) -> bool {
        self.permitted.forms.and(self.excluded.forms).have_any(Forms::applying_to(form.kind()))
    }
}

impl<'a> TryFrom<&'a [u8]> for NameConstraints<'a> {
    type Error = DerError;

    /// [`NameConstraints::from_der`].
    fn try_from(octets: &'a [u8]) -> Result<Self, DerError> {
        Self::from_der(octets)
    }
}

/// Whether the subtrees of a list are checked when it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entries {
    Checked,
    Unread,
}

/// Reads and returns `minimum [0]` or `maximum [1]`, an IMPLICIT INTEGER (0..MAX), or `None` if it is absent.
fn distance<'a>(reader: &mut Reader<'a>, number: u8) -> Result<Option<Element<'a>>, DerError> {
    let Some(element) = reader.optional(Tag::context(number))? else { return Ok(None) };
    check_integer(&element)?;
    match element.value().first() {
        Some(first) if first & 0x80 != 0 => Err(element.invalid(DerErrorKind::InvalidInteger)),
        _ => Ok(Some(element)),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;
    use crate::certificate::general_name::GeneralNames;

    /// Names of every form, as GeneralNames.
    const NAMES: [&[u8]; 10] = [
        b"\xa0\x19\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x0d\x16\x0bexample.com",
        b"\xa0\x19\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x0d\x0c\x0bexample.com",
        b"\xa0\x11\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x09\xa0\x05\x0c\x03a@b",
        b"\xa0\x08\x06\x02\x2a\x03\xa0\x02\x05\x00",
        b"\x82\x01a",
        b"\x81\x01a",
        b"\x86\x01a",
        b"\x87\x08\x0a\0\0\0\xff\0\0\0",
        b"\xa4\x0f\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL",
        b"\x88\x02\x2a\x03",
    ];

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    /// Constraints of one name or two, and with bounds.
    fn samples() -> Vec<Vec<u8>> {
        let subtree = |name: &[u8]| element(0x30, name);
        let constraints = |lists: &[Vec<u8>]| element(0x30, &lists.concat());
        let mut samples = Vec::new();
        for (name, next) in NAMES.iter().zip(NAMES.iter().cycle().skip(1)) {
            samples.push(constraints(&[element(0xa0, &subtree(name))]));
            samples.push(constraints(&[element(0xa1, &subtree(&[name, &b"\x80\x01\0"[..]].concat()))]));
            let both = [subtree(name), subtree(next)].concat();
            samples.push(constraints(&[element(0xa0, &both), element(0xa1, &subtree(name))]));
        }
        samples
    }

    /// Returns a sample itself, cut off, and with an octet changed.
    fn changed(sample: &[u8]) -> impl Iterator<Item = Vec<u8>> {
        let cut = (0..=sample.len()).map(|length| sample[..length].to_vec());
        let flipped = (0..sample.len()).flat_map(|place| {
            [0x01, 0x02, 0x20, 0x80, 0xff, 0x1f].map(|bits| {
                let mut octets = sample.to_vec();
                octets[place] ^= bits;
                octets
            })
        });
        cut.chain(flipped)
    }

    /// The forms of a list, every subtree read.
    fn forms(list: Option<Element<'_>>) -> Result<Vec<Form<'_>>, DerError> {
        let mut forms = Vec::new();
        let Some(list) = list else { return Ok(forms) };
        let mut entries = list.reader();
        if entries.is_empty() {
            return Err(DerError::new(DerErrorKind::EmptyNameConstraints, list.offset()));
        }
        while !entries.is_empty() {
            forms.push(GeneralSubtree::read(&mut entries)?.form());
        }
        Ok(forms)
    }

    fn forms_of_both(octets: &[u8]) -> Result<[Vec<Form<'_>>; 2], DerError> {
        let mut reader = Reader::new(octets);
        let sequence = reader.expect(Tag::SEQUENCE)?;
        reader.finish()?;
        let mut fields = sequence.reader();
        if fields.is_empty() {
            return Err(DerError::new(DerErrorKind::EmptyNameConstraints, sequence.offset()));
        }
        let permitted = forms(fields.optional(Tag(0xa0))?)?;
        let excluded = forms(fields.optional(Tag(0xa1))?)?;
        fields.finish().map(|()| [permitted, excluded])
    }

    #[test]
    fn a_glance_at_the_subtrees_is_a_reading_of_them() {
        let asked: Vec<Form<'_>> =
            NAMES.iter().map(|name| GeneralName::read(&mut Reader::new(name)).unwrap().form()).collect();
        let (mut read, mut refused) = (0, 0);
        for octets in samples().iter().flat_map(|sample| changed(sample)) {
            let constraints = NameConstraints::from_der(&octets);
            let [permitted, excluded] = match (&constraints, forms_of_both(&octets)) {
                (_, Ok(forms)) => forms,
                (Err(error), Err(plain)) => {
                    assert_eq!(*error, plain, "{octets:02x?}");
                    assert_eq!(NameConstraints::try_from(octets.as_slice()).unwrap_err(), plain, "{octets:02x?}");
                    refused += 1;
                    continue;
                }
                (Ok(_), Err(plain)) => panic!("{octets:02x?} {plain}"),
            };
            let constraints = constraints.unwrap();
            read += 1;
            let converted = NameConstraints::try_from(octets.as_slice()).unwrap();
            for (list, forms) in [(converted.permitted(), &permitted), (converted.excluded(), &excluded)] {
                assert!(list.into_iter().map(|subtree| subtree.form()).eq(forms.iter().copied()), "{octets:02x?}");
            }
            let unread = NameConstraints::read_lists(&octets).unwrap();
            for form in &asked {
                for constraints in [&constraints, &unread] {
                    assert_eq!(
                        constraints.permitted().contains_form(*form),
                        permitted.contains(form),
                        "{form} {octets:02x?}"
                    );
                    assert_eq!(
                        constraints.excluded().contains_form(*form),
                        excluded.contains(form),
                        "{form} {octets:02x?}"
                    );
                }
                let listed = permitted.contains(form) || excluded.contains(form);
                assert!(constraints.may_contain_form(*form) || !listed, "{form} {octets:02x?}");
            }
            let subjects = permitted.contains(&Form::DirectoryName) || excluded.contains(&Form::DirectoryName);
            assert_eq!(constraints.may_contain_form(Form::DirectoryName), subjects);
        }
        assert!(read > 1000 && refused > 1000, "{read} {refused}");
    }

    #[test]
    fn a_glance_at_names_is_a_reading_of_them() {
        let asked = NAMES.map(|name| GeneralName::read(&mut Reader::new(name)).unwrap().form());
        let pairs = NAMES.iter().flat_map(|one| NAMES.iter().map(|other| element(0x30, &[*one, *other].concat())));
        for octets in pairs.flat_map(|pair| changed(&pair).collect::<Vec<_>>()) {
            let converted = GeneralNames::try_from(octets.as_slice());
            let Ok(names) = GeneralNames::from_der(&octets) else {
                assert!(converted.is_err(), "{octets:02x?}");
                continue;
            };
            let converted = converted.unwrap();
            assert!(converted.into_iter().map(|name| name.offset()).eq(names.iter().map(|name| name.offset())));
            for form in asked {
                assert_eq!(
                    names.contains_form(form),
                    names.general_names().any(|name| name.form() == form),
                    "{octets:02x?}"
                );
            }
        }
    }
}
