//! Directory names: a Name in its DER, compared by RFC 5280 §7.1, and written by RFC 4514.

mod rdn;

use core::cmp::Ordering;
use core::fmt::{self, Write};
use core::hash::{Hash, Hasher};

use super::error::{NameError, NameRule};
use super::subtree::Subtree;
use crate::der::oid::EMAIL_ADDRESS;
use crate::der::{DerError, Element, Reader, Tag};
pub use rdn::{Attribute, MAX_RDN_ATTRIBUTES, Rdn};
use rdn::{read_attribute, skip_common_rdn};

/// A Name: the subject or the issuer of a certificate, or a presented directoryName (RFC 5280 §4.1.2.4).
///
/// It borrows its octets, which are checked once, when it is made: no later operation fails or allocates.
///
/// *Syntax*: a SEQUENCE of RDNs, each a SET of 1 to 64 attributes, each a SEQUENCE of an OBJECT IDENTIFIER and a value
/// of any type. A Name may have no RDNs, as an empty subject has (RFC 5280 §4.1.2.6).
///
/// *Equality* is that of RFC 5280 §7.1: RDN by RDN, in order; the attributes of an RDN as a set; types by octets;
/// values of any character string type by their text, whichever type it is, without regard to case, to white space at
/// the ends, and to the amount of white space inside. Strings that do not decode, and values of any other type, are
/// equal if their tags and octets are. [`Hash`] agrees.
///
/// *Order* agrees too, and goes RDN by RDN: in a sorted list, a Name comes directly before the Names below it, so a
/// list of bases can be searched. It has no other meaning.
///
/// Q: DER sorts the attributes of an RDN. Is one that does not malformed?
/// A: No. They are compared as a set, so their order changes nothing, and there are certificates whose signer did not
///    sort. (`src/name/directory.rs`, `an_rdn_is_a_set`)
///
/// Q: RFC 5280 §7.1 requires all of StringPrep (RFC 4518). What is left out?
/// A: Normalization (NFKC), the characters that map to nothing, and the prohibited ones: tables larger than the rest of
///    this library. `é` in one character and in two differ, and so do `ａ` and `a`. The RFC itself tells CAs not to rely
///    on more than identical encodings (RFC 5280 §4.2.1.10). (`src/name/directory/rdn.rs`, `what_string_prep_adds`)
///
/// Q: What is "without regard to case" for `ß`, `ς` and the dotless `ı`?
/// A: The upper-case form of each character, in lower case, except that `ı` is no `i`: `ß` equals `SS`, and `ς` equals
///    `Σ`. On the characters of RFC 3454 appendix B.2 this is its folding, but for those that only normalization
///    connects to a letter. (`src/name/directory/rdn.rs`, `case_is_folded_as_rfc_3454_does`)
///
/// Q: RFC 4519 gives some attribute types a matching rule of their own. Are these rules applied?
/// A: No, RFC 5280 §7.1 makes that optional. Every type is compared in the same way, domainComponent included, which
///    RFC 5280 §7.3 compares without regard to case. (`src/name/directory.rs`, `a_domain_component_has_no_case`)
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

    /// Returns `true` if this Name starts with the RDNs of `base`: it is `base` or below it (RFC 5280 §7.1).
    ///
    /// Every Name is within the Name without RDNs.
    #[must_use]
    pub fn is_within(&self, base: DirectoryName<'_>) -> bool {
        // Both end between elements, so octets that agree are RDNs that agree.
        if self.content.starts_with(base.content) {
            return true;
        }
        let mut rdns = self.rdns();
        base.rdns().all(|expected| rdns.next().is_some_and(|rdn| rdn == expected))
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
/// assert!(base.contains(subject));
/// assert!(base.covers(DirectorySubtree::new(subject)));
/// assert!(!DirectorySubtree::new(subject).contains(country));
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

    /// Returns `true` if `name` is inside this base. A Name represents itself, so this serves permitted and excluded
    /// alike.
    #[must_use]
    pub fn contains(&self, name: DirectoryName<'_>) -> bool {
        name.is_within(self.0)
    }
}

impl Subtree for DirectorySubtree<'_> {
    fn covers(&self, other: Self) -> bool {
        other.0.is_within(self.0)
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
mod tests {
    extern crate std;

    use core::hash::{Hash, Hasher};
    use std::collections::hash_map::DefaultHasher;
    use std::string::{String, ToString};
    use std::vec::Vec;

    use const_oid::ObjectIdentifier;

    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        let header: &[u8] = match length {
            [0, 0, 0, short @ 0..=0x7f] => &[tag, short],
            [0, 0, 0, byte] => &[tag, 0x81, byte],
            [0, 0, high, low] => &[tag, 0x82, high, low],
            [high, a, b, low] => &[tag, 0x84, high, a, b, low],
        };
        [header, content].concat()
    }

    fn attribute(kind: &str, tag: Tag, value: &[u8]) -> Vec<u8> {
        let kind = element(0x06, ObjectIdentifier::new_unwrap(kind).as_bytes());
        element(0x30, &[kind, element(tag.0, value)].concat())
    }

    /// Content of a Name from `C=NL/O=a+OU=b`, root first, in UTF8String.
    fn content(text: &str) -> Vec<u8> {
        let rdn = |rdn: &str| {
            let attributes = rdn.split('+').map(|part| {
                let (name, value) = part.split_once('=').unwrap();
                let oid = rdn::SHORT_NAMES.iter().find(|(_, short)| *short == name).map(|(oid, _)| oid.to_string());
                attribute(oid.as_deref().unwrap_or(name), Tag::UTF8_STRING, value.as_bytes())
            });
            element(0x31, &attributes.collect::<Vec<_>>().concat())
        };
        text.split('/').filter(|part| !part.is_empty()).flat_map(rdn).collect()
    }

    fn name(content: &[u8]) -> DirectoryName<'_> {
        DirectoryName::from_content(content).unwrap()
    }

    /// Content of a Name of one attribute.
    fn common_name(tag: Tag, value: &[u8]) -> Vec<u8> {
        element(0x31, &attribute("2.5.4.3", tag, value))
    }

    fn hash(value: impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    }

    /// Returns equality, after checking that order and hash agree with it.
    fn equal(one: &[u8], other: &[u8]) -> bool {
        let equal = name(one) == name(other);
        assert_eq!(name(other) == name(one), equal);
        assert_eq!(name(one).cmp(&name(other)).is_eq(), equal);
        assert_eq!(name(one).cmp(&name(other)), name(other).cmp(&name(one)).reverse());
        assert_eq!(hash(name(one)) == hash(name(other)), equal);
        equal
    }

    /// RFC 5280 §7.1, sentence by sentence.
    #[test]
    fn names_are_compared_as_rfc_5280_says() {
        for (one, other, expected) in [
            ("C=NL/O=Example", "C=nl/O=EXAMPLE", true),
            ("C=NL/O=Example", "C=NL/O= Example ", true),
            ("C=NL/O=An  Example", "C=NL/O=an example", true),
            ("C=NL/O=Example", "C=NL/OU=Example", false),
            ("C=NL/O=Example", "C=NL", false),
            ("C=NL/O=Example", "O=Example/C=NL", false),
            ("C=NL+O=Example", "C=NL/O=Example", false),
            ("C=NL+O=Example", "O=Example+C=NL", true),
            ("CN=a", "CN=b", false),
            ("CN=a b", "CN=ab", false),
            ("", "", true),
        ] {
            assert_eq!(equal(&content(one), &content(other)), expected, "{one} {other}");
        }
    }

    #[test]
    fn values_are_compared_across_types() {
        let text: [(Tag, &[u8]); 5] = [
            (Tag::UTF8_STRING, "ZÜRICH".as_bytes()),
            (Tag::TELETEX_STRING, b"Z\xfcrich"),
            (Tag::BMP_STRING, b"\0z\0\xdc\0r\0i\0c\0h"),
            (Tag::UNIVERSAL_STRING, b"\0\0\0Z\0\0\0\xfc\0\0\0r\0\0\0i\0\0\0c\0\0\0h"),
            (Tag::UTF8_STRING, " Zürich".as_bytes()),
        ];
        for ((one_tag, one), (other_tag, other)) in text.iter().flat_map(|one| text.iter().map(move |two| (one, two))) {
            assert!(equal(&common_name(*one_tag, one), &common_name(*other_tag, other)), "{one_tag} {other_tag}");
        }
        for tag in [Tag::PRINTABLE_STRING, Tag::IA5_STRING, Tag::VISIBLE_STRING, Tag::NUMERIC_STRING, Tag::BMP_STRING] {
            let value: &[u8] = if tag == Tag::BMP_STRING { b"\x000\x001" } else { b"01" };
            assert!(equal(&common_name(tag, value), &common_name(Tag::UTF8_STRING, b"01")), "{tag}");
        }
    }

    #[test]
    fn what_is_no_text_is_compared_by_tag_and_octets() {
        for (one, other, expected) in [
            ((Tag::UTF8_STRING, b"\xff".as_slice()), (Tag::UTF8_STRING, b"\xff".as_slice()), true),
            ((Tag::UTF8_STRING, b"\xff"), (Tag::PRINTABLE_STRING, b"\xff"), false),
            ((Tag::UTF8_STRING, b"\xffA"), (Tag::UTF8_STRING, b"\xffa"), false),
            ((Tag::UTF8_STRING, b"\xff"), (Tag::TELETEX_STRING, b"\xff"), false),
            ((Tag::OCTET_STRING, b"a"), (Tag::UTF8_STRING, b"a"), false),
            ((Tag::BIT_STRING, b"\x00A"), (Tag::BIT_STRING, b"\x00a"), false),
            ((Tag::BIT_STRING, b"\x00A"), (Tag::BIT_STRING, b"\x00A"), true),
        ] {
            assert_eq!(
                equal(&common_name(one.0, one.1), &common_name(other.0, other.1)),
                expected,
                "{one:?} {other:?}"
            );
        }
    }

    #[test]
    fn an_rdn_is_a_set() {
        for (one, other, expected) in [
            ("CN=a+OU=b+O=c", "O=C+CN=A+OU=B", true),
            ("CN=a+CN=b", "CN=b+CN=a", true),
            ("CN=a+CN=A+CN=b", "CN=b+CN=a+CN=a", true),
            ("CN=a+CN=a+CN=b", "CN=a+CN=b+CN=b", false),
            ("CN=a+CN=b", "CN=a", false),
            ("CN=a+CN=a", "CN=a", false),
        ] {
            assert_eq!(equal(&content(one), &content(other)), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_domain_component_has_no_case() {
        let ia5 = element(0x31, &attribute("0.9.2342.19200300.100.1.25", Tag::IA5_STRING, b"Example"));
        assert!(equal(&ia5, &content("DC=eXAMPLE")));
    }

    #[test]
    fn what_is_no_name() {
        let too_many = element(0x31, &attribute("2.5.4.3", Tag::UTF8_STRING, b"a").repeat(MAX_RDN_ATTRIBUTES + 1));
        for (content, rule, position) in [
            (b"\x31\x00".as_slice(), NameRule::DirectoryName, 2),
            (b"\x30\x00", NameRule::DirectoryName, 0),
            (b"\x31", NameRule::DirectoryName, 0),
            (b"\x31\x80\x00\x00", NameRule::DirectoryName, 1),
            (b"\x31\x02\x31\x00", NameRule::DirectoryName, 2),
            (b"\x31\x02\x30\x00", NameRule::DirectoryName, 4),
            (b"\x31\x06\x30\x04\x0c\x00\x0c\x00", NameRule::DirectoryName, 4),
            (b"\x31\x06\x30\x04\x06\x00\x0c\x00", NameRule::DirectoryName, 6),
            (b"\x31\x05\x30\x03\x06\x01\x55", NameRule::DirectoryName, 7),
            (b"\x31\x09\x30\x07\x06\x01\x55\x05\x00\x05\x00", NameRule::DirectoryName, 9),
            (&too_many, NameRule::RdnTooLarge, 4 + 10 * MAX_RDN_ATTRIBUTES),
        ] {
            let error = NameError::new(rule, position);
            assert_eq!(DirectoryName::from_content(content), Err(error), "{content:02x?}");
            // The header of the SEQUENCE moves the error, and an element keeps it where it was.
            let der = element(0x30, content);
            let shifted = error.shifted(der.len() - content.len());
            assert_eq!(DirectoryName::from_der(&der), Err(shifted), "{der:02x?}");
            let element = Reader::at(&der, 100).element().unwrap();
            assert_eq!(DirectoryName::from_element(&element), Err(error));
        }
        for (der, position) in [(b"\x31\x00".as_slice(), 0), (b"\x30\x00\x00", 2), (b"\x30\x01", 0), (b"", 0)] {
            let error = NameError::new(NameRule::DirectoryName, position);
            assert_eq!(DirectoryName::from_der(der), Err(error), "{der:02x?}");
        }
        let set = Reader::new(&[0x31, 0x00]).element().unwrap();
        assert_eq!(DirectoryName::from_element(&set), Err(NameError::new(NameRule::DirectoryName, 0)));
        assert!(DirectoryName::from_der(&[0x30, 0x00]).unwrap().is_empty());
    }

    #[test]
    fn an_rdn_of_64_attributes_is_compared() {
        let attributes: Vec<_> =
            (0..64).map(|n| attribute("2.5.4.3", Tag::UTF8_STRING, std::format!("{n}").as_bytes())).collect();
        let reversed: Vec<_> = attributes.iter().rev().cloned().collect();
        let (one, mut other) = (element(0x31, &attributes.concat()), element(0x31, &reversed.concat()));
        assert!(equal(&one, &other));
        *other.last_mut().unwrap() = b'x';
        assert!(!equal(&one, &other));
        assert_eq!(name(&one).rdns().next().unwrap().attributes().count(), 64);
    }

    /// RFC 4514 §4 and §2.4.
    #[test]
    fn names_are_written_as_rfc_4514_says() {
        for (text, shown) in [
            ("DC=net/DC=example/UID=jsmith", "UID=jsmith,DC=example,DC=net"),
            ("DC=net/DC=example/OU=Sales+CN=J.  Smith", "OU=Sales+CN=J.  Smith,DC=example,DC=net"),
            (r#"DC=net/CN=James "Jim" Smith, III"#, r#"CN=James \"Jim\" Smith\, III,DC=net"#),
            ("DC=net/CN=Before\rAfter", r"CN=Before\0dAfter,DC=net"),
            ("CN=Lučić", "CN=Lučić"),
            ("2.5.4.5=Hi", "2.5.4.5=#0c024869"),
            ("C=a/L=b/ST=c/O=d/OU=e/STREET=f", "STREET=f,OU=e,O=d,ST=c,L=b,C=a"),
            ("CN= a ", r"CN=\ a\ "),
            ("CN=  ", r"CN=\ \ "),
            ("CN= ", r"CN=\ "),
            ("CN=#a#", r"CN=\#a#"),
            (r"CN=a\<b>;c=d", r"CN=a\\\<b\>\;c=d"),
            ("CN=a\0b\u{202e}c\u{9b}", r"CN=a\00b\e2\80\aec\c2\9b"),
            ("CN=", "CN="),
            ("", ""),
        ] {
            assert_eq!(name(&content(text)).to_string(), shown, "{text:?}");
        }
        assert_eq!(name(&common_name(Tag::UTF8_STRING, b"\xff")).to_string(), "CN=#0c01ff");
        let octets = element(0x31, &attribute("1.3.6.1.4.1.1466.0", Tag::OCTET_STRING, b"Hi"));
        assert_eq!(name(&octets).to_string(), "1.3.6.1.4.1.1466.0=#04024869");
        assert_eq!(std::format!("{:?}", name(&octets)), "DirectoryName(1.3.6.1.4.1.1466.0=#04024869)");
    }

    #[test]
    fn a_long_name_is_written_in_no_time() {
        let content: Vec<u8> = (0..20_000).flat_map(|n| content(&std::format!("CN={n}"))).collect();
        let shown: Vec<_> = (0..20_000).rev().map(|n| std::format!("CN={n}")).collect();
        assert_eq!(name(&content).to_string(), shown.join(","));
    }

    #[test]
    fn email_addresses_of_a_subject() {
        let address = |tag, value: &[u8]| attribute("1.2.840.113549.1.9.1", tag, value);
        let rdns = [
            content("C=NL"),
            element(0x31, &[address(Tag::IA5_STRING, b"a@b"), attribute("2.5.4.3", Tag::UTF8_STRING, b"c@d")].concat()),
            element(0x31, &address(Tag::UTF8_STRING, b"e@f")),
            element(0x31, &address(Tag::UTF8_STRING, "é@f".as_bytes())),
            element(0x31, &address(Tag::BMP_STRING, b"\0g\0@\0h")),
        ];
        let subject = rdns.concat();
        let found: Vec<_> =
            name(&subject).email_addresses().map(|address| (address.value(), address.ascii())).collect();
        let expected: [(&[u8], _); 4] = [
            (b"a@b", Ok("a@b")),
            (b"e@f", Ok("e@f")),
            ("é@f".as_bytes(), Err(NameError::new(NameRule::NotAscii, 0))),
            (b"\0g\0@\0h", Err(NameError::new(NameRule::NotIa5String, 0))),
        ];
        assert_eq!(found, expected);
    }

    /// RFC 5280 §7.1, last sentence.
    #[test]
    fn covers_is_containment_and_meet_is_intersection() {
        let names = [
            "",
            "C=NL",
            "C=BE",
            "C=nl/O=a",
            "C=NL/O=A/CN=x",
            "C=NL/O=a+OU=b",
            "C=NL/O=a+OU=b/CN=x",
            "O=a",
            "C=NL/O=ab",
        ]
        .map(content);
        let mut sorted: Vec<_> = names.iter().map(|content| name(content)).collect();
        sorted.sort();
        for (one, other) in names.iter().flat_map(|one| names.iter().map(move |two| (name(one), name(two)))) {
            let (base, other) = (DirectorySubtree::new(one), DirectorySubtree::new(other));
            let covers = sorted.iter().all(|name| !other.contains(*name) || base.contains(*name));
            assert_eq!(base.covers(other), covers, "{base} covers {other}");
            let meet = base.meet(other);
            assert_eq!(meet, other.meet(base));
            for name in &sorted {
                let both = base.contains(*name) && other.contains(*name);
                assert_eq!(meet.is_some_and(|meet| meet.contains(*name)), both, "{base} and {other} on {name}");
            }
            // In sorted order, a base comes directly before the Names below it.
            let within: String = sorted.iter().map(|name| if base.contains(*name) { '1' } else { '0' }).collect();
            assert!(!within.trim_matches('0').contains('0'), "{base} {within}");
            assert_eq!(sorted.iter().find(|name| base.contains(**name)), Some(&base.name()));
        }
    }

    #[test]
    fn a_base_is_shown_as_its_name() {
        let content = content("C=NL/O=Example");
        assert_eq!(DirectorySubtree::new(name(&content)).to_string(), name(&content).to_string());
        assert_eq!(DirectorySubtree::new(name(&content)).to_string(), "O=Example,C=NL");
    }

    /// Names, each octet of them changed and cut off everywhere: as they are read RDN by RDN.
    #[test]
    fn what_is_skipped_is_what_is_read() {
        let long = "x".repeat(112);
        let names =
            ["C=NL/O=Example/CN=im.example.com", "CN=a+OU=b/CN=c", "DC=example/CN=d", &std::format!("CN={long}")];
        let mut addresses = 0;
        for octets in names.map(content) {
            let mut changed: Vec<_> = (0..octets.len()).map(|length| octets[..length].to_vec()).collect();
            for place in 0..octets.len() {
                for octet in 0..=0xff {
                    let mut octets = octets.clone();
                    octets[place] = octet;
                    changed.push(octets);
                }
            }
            changed.push(
                [&octets[..], &element(0x31, &attribute("1.2.840.113549.1.9.1", Tag::IA5_STRING, b"a@b"))].concat(),
            );
            for octets in changed {
                let plain = check_rdns(Reader::new(&octets)).map(|()| octets.as_slice());
                assert_eq!(DirectoryName::from_content(&octets).map(|name| name.content), plain, "{octets:02x?}");
                let Ok(name) = DirectoryName::from_content(&octets) else { continue };
                let all = name
                    .rdns()
                    .flat_map(|rdn| rdn.attributes())
                    .filter(|attribute| attribute.attribute_type() == EMAIL_ADDRESS)
                    .count();
                assert_eq!(name.email_addresses().count(), all, "{octets:02x?}");
                addresses += all;
            }
        }
        assert_eq!(addresses, names.len());
    }
}
