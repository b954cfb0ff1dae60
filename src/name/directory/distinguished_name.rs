//! A Name in its DER, compared by RFC 5280 §7.1, and written by RFC 4514; and the base of a directoryName constraint.

use core::cmp::Ordering;
use core::fmt::{self, Write};
use core::hash::{Hash, Hasher};

use super::rdn::{Attribute, MAX_RDN_ATTRIBUTES, Rdn, read_attribute, skip_common_rdn};
use super::relation::Relation;
use crate::der::oid::EMAIL_ADDRESS;
use crate::der::{DerError, Element, Reader, Tag};
use crate::name::error::{NameError, NameRule};
use crate::name::subtree::Subtree;

/// A Name: the subject or the issuer of a certificate, or a presented directoryName (RFC 5280 §4.1.2.4).
///
/// It borrows its octets, which are checked once, when it is made: no later operation fails or allocates.
///
/// *Syntax*: a SEQUENCE of RDNs, each a SET of 1 to 64 attributes, each a SEQUENCE of an OBJECT IDENTIFIER and a value
/// of any type. A Name may have no RDNs, as an empty subject has (RFC 5280 §4.1.2.6).
///
/// *Equality* is that of RFC 5280 §7.1: RDN by RDN, in order; the attributes of an RDN as a set; types by octets;
/// values of any character string type by their text, whichever type it is, after the six steps of RFC 4518 §2: without
/// regard to case, to composition and width, to characters that do not show, to white space at the ends, and to the
/// amount of white space inside. Values of any other type are equal if their tags and octets are. [`Hash`] agrees.
///
/// *Undefined*: a value of a character string type is not text if it does not decode, or if it has a character that RFC
/// 4518 §2.4 prohibits: unassigned, for private use, or the replacement character. It equals a value of the same tag and
/// octets; the comparison with any other is undefined. For equality, undefined is unequal. For constraints it is a third
/// answer: [`DirectoryName::is_within`] returns `None`, and a path that depends on it is rejected.
///
/// *Order* agrees too, and goes RDN by RDN: in a sorted list, a Name comes directly before the Names below it, so a
/// list of bases can be searched. It has no other meaning.
///
/// Q: DER sorts the attributes of an RDN. Is one that does not malformed?
/// A: No. They are compared as a set, so their order changes nothing, and there are certificates whose signer did not
///    sort. (`src/name/directory/distinguished_name/tests.rs`, `an_rdn_is_a_set`)
///
/// Q: Normalization (RFC 4518 §2.3) allocates. What is compared without the feature `alloc`?
/// A: Text of ASCII characters. Any other text counts as not text there, so that no comparison is guessed.
///    (`no-std`, which builds without it)
///
/// Q: RFC 4519 gives some attribute types a matching rule of their own. Are these rules applied?
/// A: No, RFC 5280 §7.1 makes that optional. Every type is compared in the same way, domainComponent included, which
///    RFC 5280 §7.3 compares without regard to case. (`src/name/directory/distinguished_name/tests.rs`, `a_domain_component_has_no_case`)
///
/// ```
/// use srvname::name::DirectoryName;
///
/// // CN=Example as UTF8String, and CN=EXAMPLE as PrintableString.
/// let utf8 = DirectoryName::from_der(b"\x30\x12\x31\x10\x30\x0e\x06\x03\x55\x04\x03\x0c\x07Example")?;
/// let printable = DirectoryName::from_der(b"\x30\x12\x31\x10\x30\x0e\x06\x03\x55\x04\x03\x13\x07EXAMPLE")?;
/// assert_eq!(utf8, printable);
/// assert_eq!(printable.to_string(), "CN=EXAMPLE");
/// assert!(DirectoryName::from_der(&[0x30, 0x02, 0x31, 0x00]).is_err());
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy)]
pub struct DirectoryName<'a> {
    content: &'a [u8],
}

impl<'a> DirectoryName<'a> {
    /// The Name without RDNs.
    pub(crate) const EMPTY: Self = Self { content: &[] };

    /// Returns the Name in an element, with the errors of [`DirectoryName::from_content`].
    pub(crate) fn from_element(element: &Element<'a>) -> Result<Self, NameError> {
        if element.tag() != Tag::SEQUENCE {
            return Err(NameError::new(NameRule::DirectoryName, 0));
        }
        Self::from_content(element.value())
    }

    /// Reads the DER of a Name: one SEQUENCE, and nothing after it.
    ///
    /// # Errors
    ///
    /// As [`DirectoryName::from_content`]; the position counts from the first octet.
    pub fn from_der(octets: &'a [u8]) -> Result<Self, NameError> {
        let mut reader = Reader::new(octets);
        let element = reader.expect(Tag::SEQUENCE).map_err(malformed)?;
        reader.finish().map_err(malformed)?;
        Self::from_content(element.value()).map_err(|error| error.shifted(element.value_offset()))
    }

    /// Reads the content octets of a Name: its RDNs, without the header of the SEQUENCE.
    ///
    /// `TrustAnchor` of `rustls-pki-types` has a subject in this form.
    ///
    /// # Errors
    ///
    /// [`NameRule::DirectoryName`] when it is none, and [`NameRule::RdnTooLarge`] for an RDN of more than
    /// [`MAX_RDN_ATTRIBUTES`]; the position counts from the first RDN.
    pub fn from_content(octets: &'a [u8]) -> Result<Self, NameError> {
        let mut rest = octets;
        while !rest.is_empty() {
            match skip_common_rdn(rest) {
                Some(after) => rest = after,
                None => {
                    check_rdns(Reader::at(rest, octets.len().saturating_sub(rest.len())))?;
                    break;
                }
            }
        }
        Ok(Self { content: octets })
    }

    /// Returns the content octets: the RDNs, without the header of the SEQUENCE.
    #[must_use]
    pub const fn content(&self) -> &'a [u8] {
        self.content
    }

    /// Returns `true` if this Name has no RDNs.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// Returns the RDNs in the order of the encoding, which is from the root down: the country before the common name.
    ///
    /// ```
    /// use srvname::name::DirectoryName;
    ///
    /// let name = DirectoryName::from_der(
    ///     b"\x30\x19\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL\x31\x0a\x30\x08\x06\x03\x55\x04\x0a\x0c\x01A",
    /// )?;
    /// let rdns: Vec<_> = name.rdns().map(|rdn| rdn.to_string()).collect();
    /// assert_eq!(rdns, ["C=NL", "O=A"]);
    /// // As text, the last RDN comes first (RFC 4514 §2.1).
    /// assert_eq!(name.to_string(), "O=A,C=NL");
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    pub fn rdns(&self) -> impl Iterator<Item = Rdn<'a>> + Clone + use<'a> {
        Rdns(Reader::new(self.content))
    }

    /// Returns the attributes of type emailAddress, which old subjects have instead of an rfc822Name.
    ///
    /// [`Attribute::ascii`] returns their text. An rfc822Name constraint applies to them if the certificate has no
    /// subjectAltName (RFC 5280 §4.2.1.10).
    ///
    /// ```
    /// use srvname::name::{DirectoryName, Mailbox};
    ///
    /// let subject = DirectoryName::from_der(
    ///     b"\x30\x14\x31\x12\x30\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01\x16\x03a@b",
    /// )?;
    /// let mailboxes: Result<Vec<_>, _> =
    ///     subject.email_addresses().map(|attribute| attribute.ascii().and_then(Mailbox::parse)).collect();
    /// assert_eq!(mailboxes?, [Mailbox::parse("a@b")?]);
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    pub fn email_addresses(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        // An attribute in the common encoding has a type below 2.5.4, and emailAddress is no such type.
        let mut rest = self.content;
        while let Some(after) = skip_common_rdn(rest) {
            rest = after;
        }
        let rdns = Rdns(Reader::new(rest));
        rdns.flat_map(|rdn| rdn.attributes()).filter(|attribute| attribute.attribute_type() == EMAIL_ADDRESS)
    }

    /// Returns `Some(true)` if this Name starts with the RDNs of `base`: it is `base` or below it (RFC 5280 §7.1).
    /// Returns `None` if the comparison is undefined: the first RDNs that are not equal have the same attribute types, and
    /// a value of either is not text.
    ///
    /// Every Name is within the Name without RDNs.
    ///
    /// ```
    /// use srvname::name::DirectoryName;
    ///
    /// // CN=a, and two octets that are no UTF-8 as CN.
    /// let base = DirectoryName::from_der(b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01a")?;
    /// let broken = DirectoryName::from_der(b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02\xff\xff")?;
    /// assert_eq!(base.is_within(base), Some(true));
    /// assert_eq!(broken.is_within(base), None);
    /// assert_eq!(broken.is_within(broken), Some(true));
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub fn is_within(&self, base: DirectoryName<'_>) -> Option<bool> {
        match self.relation(base) {
            Relation::Inside => Some(true),
            Relation::Outside => Some(false),
            Relation::Undefined(_) => None,
        }
    }

    /// Returns where this Name is, seen from a base.
    pub(crate) fn relation(&self, base: DirectoryName<'_>) -> Relation {
        // Both end between elements, so octets that agree are RDNs that agree.
        if self.content.starts_with(base.content) {
            return Relation::Inside;
        }
        let mut rdns = self.rdns();
        for base_rdn in base.rdns() {
            let Some(rdn) = rdns.next() else { return Relation::Outside };
            match rdn.relation(&base_rdn) {
                Relation::Inside => {}
                relation => return relation,
            }
        }
        Relation::Inside
    }
}

impl PartialEq for DirectoryName<'_> {
    fn eq(&self, other: &Self) -> bool {
        // Names of one issuer are nearly always copies of each other.
        self.content == other.content || self.rdns().eq(other.rdns())
    }
}

impl Eq for DirectoryName<'_> {}

impl<'a> TryFrom<&'a [u8]> for DirectoryName<'a> {
    type Error = NameError;

    /// Calls [`DirectoryName::from_der`].
    fn try_from(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::from_der(octets)
    }
}

impl PartialOrd for DirectoryName<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DirectoryName<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rdns().cmp(other.rdns())
    }
}

impl Hash for DirectoryName<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rdns().for_each(|rdn| rdn.hash(state));
        // Every RDN writes a count above zero first, so zero ends the Name.
        state.write_usize(0);
    }
}

impl fmt::Display for DirectoryName<'_> {
    /// Writes the RDNs, the last one first, separated by commas (RFC 4514 §2.1).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rdns = Rdns(Reader::new(self.content));
        write_reversed(rdns.clone(), rdns.count(), f)
    }
}

impl fmt::Debug for DirectoryName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DirectoryName({self})")
    }
}

/// The base of a directoryName constraint: a Name, and every Name below it (RFC 5280 §7.1).
///
/// It is encoded like any Name, and has its own type so that a base and a presented Name cannot be confused. The Name
/// without RDNs is a base that contains every Name.
///
/// ```
/// use srvname::name::{DirectoryName, DirectorySubtree, Subtree};
///
/// // C=NL, and below it O=Example.
/// let country = DirectoryName::from_der(b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL")?;
/// let subject = DirectoryName::from_der(
///     b"\x30\x1f\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02nl\x31\x10\x30\x0e\x06\x03\x55\x04\x0a\x0c\x07Example",
/// )?;
/// let base = DirectorySubtree::new(country);
/// assert_eq!(base.contains(subject), Some(true));
/// assert!(base.covers(DirectorySubtree::new(subject)));
/// assert_eq!(DirectorySubtree::new(subject).contains(country), Some(false));
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DirectorySubtree<'a>(DirectoryName<'a>);

impl<'a> DirectorySubtree<'a> {
    /// Returns the base that contains `name` and every Name below it.
    #[must_use]
    pub const fn new(name: DirectoryName<'a>) -> Self {
        Self(name)
    }

    /// Returns the Name at which the subtree starts.
    #[must_use]
    pub const fn name(&self) -> DirectoryName<'a> {
        self.0
    }

    /// Returns whether `name` is inside this base, as [`DirectoryName::is_within`] does. A Name represents itself, so this
    /// serves permitted and excluded alike.
    #[must_use]
    pub fn contains(&self, name: DirectoryName<'_>) -> Option<bool> {
        name.is_within(self.0)
    }
}

impl Subtree for DirectorySubtree<'_> {
    fn covers(&self, other: Self) -> bool {
        other.0.is_within(self.0) == Some(true)
    }
}

impl fmt::Display for DirectorySubtree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The RDNs of a Name that was checked.
#[derive(Clone)]
struct Rdns<'a>(Reader<'a>);

impl<'a> Iterator for Rdns<'a> {
    type Item = Rdn<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // The elements were checked before, so the only error is at the end.
        self.0.element().ok().map(|rdn| Rdn::new(&rdn))
    }
}

/// Checks the RDNs of a Name (RFC 5280 §4.1.2.4).
///
/// # Errors
///
/// [`NameRule::DirectoryName`] if they are not DER or an RDN is empty, and [`NameRule::RdnTooLarge`].
fn check_rdns(mut reader: Reader<'_>) -> Result<(), NameError> {
    while !reader.is_empty() {
        let rdn = reader.expect(Tag::SET).map_err(malformed)?;
        let mut attributes = rdn.reader();
        if attributes.is_empty() {
            return Err(NameError::new(NameRule::DirectoryName, rdn.value_offset()));
        }
        let mut count = 0usize;
        while !attributes.is_empty() {
            if count == MAX_RDN_ATTRIBUTES {
                return Err(NameError::new(NameRule::RdnTooLarge, attributes.offset()));
            }
            read_attribute(&mut attributes).map_err(malformed)?;
            count = count.saturating_add(1);
        }
    }
    Ok(())
}

/// Returns the error for octets that are no Name because they are not DER.
const fn malformed(error: DerError) -> NameError {
    NameError::new(NameRule::DirectoryName, error.offset())
}

/// Writes the first `count` RDNs of a Name, the last one first.
///
/// DER reads forwards only. Halving writes n RDNs in n log n steps and log n depth, where skipping from the front to
/// each of them would take n² steps, and a list would take memory.
fn write_reversed(mut rdns: Rdns<'_>, count: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if count < 2 {
        return rdns.next().filter(|_| count == 1).map_or(Ok(()), |rdn| write!(f, "{rdn}"));
    }
    let half = count / 2;
    let front = rdns.clone();
    rdns.by_ref().take(half).for_each(drop);
    write_reversed(rdns, count.saturating_sub(half), f)?;
    f.write_char(',')?;
    write_reversed(front, half, f)
}

#[cfg(test)]
mod tests;
