//! Strict, zero-copy reading of DER, with the octet at which reading failed.
//!
//! Path validation reads few structures, thousands of times, before the peer is authenticated. This reader does only
//! that: it reads one element at a time, never past the end, and accepts no length that DER forbids. Every element has
//! its offset: the number of octets from the start of the caller's input. The tests compare the reader with the `der`
//! crate (`src/der/tests.rs`), which does not replace it because an element costs seven times as much there.

pub(crate) mod oid;
#[cfg(test)]
mod tests;
pub(crate) mod time;

use core::fmt;

use crate::citation::Citation;

/// The identifier octet of an element (X.690 §8.1.2).
///
/// Of tag numbers of 31 and more it is the leading octet, which all of one class share: [`Identifier`] tells them apart.
///
/// ```
/// use srvname::certificate::Tag;
///
/// assert_eq!(Tag::context(2).get(), 0x82); // dNSName [2]
/// assert_eq!(Tag::context_constructed(0).get(), 0xa0); // otherName [0]
/// assert!(Tag::context(2).is_context());
/// assert_eq!(Tag::SEQUENCE.to_string(), "0x30");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag(pub(crate) u8);

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self(0x01);
    /// INTEGER.
    pub const INTEGER: Self = Self(0x02);
    /// BIT STRING, primitive.
    pub const BIT_STRING: Self = Self(0x03);
    /// OCTET STRING, primitive.
    pub const OCTET_STRING: Self = Self(0x04);
    /// OBJECT IDENTIFIER.
    pub const OBJECT_IDENTIFIER: Self = Self(0x06);
    /// UTF8String.
    pub const UTF8_STRING: Self = Self(0x0c);
    /// NumericString.
    pub const NUMERIC_STRING: Self = Self(0x12);
    /// PrintableString.
    pub const PRINTABLE_STRING: Self = Self(0x13);
    /// TeletexString, also called T61String.
    pub const TELETEX_STRING: Self = Self(0x14);
    /// VideotexString.
    pub const VIDEOTEX_STRING: Self = Self(0x15);
    /// IA5String.
    pub const IA5_STRING: Self = Self(0x16);
    /// UTCTime.
    pub const UTC_TIME: Self = Self(0x17);
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: Self = Self(0x18);
    /// GraphicString.
    pub const GRAPHIC_STRING: Self = Self(0x19);
    /// VisibleString.
    pub const VISIBLE_STRING: Self = Self(0x1a);
    /// GeneralString.
    pub const GENERAL_STRING: Self = Self(0x1b);
    /// UniversalString.
    pub const UNIVERSAL_STRING: Self = Self(0x1c);
    /// BMPString.
    pub const BMP_STRING: Self = Self(0x1e);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self(0x30);
    /// SET and SET OF.
    pub const SET: Self = Self(0x31);

    /// Returns the tag with this identifier octet.
    #[must_use]
    pub const fn new(identifier: u8) -> Self {
        Self(identifier)
    }

    /// Returns the identifier octet: class, whether constructed, and number (X.690 §8.1.2).
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Returns the primitive context-specific tag with this number, which must be at most 30.
    #[must_use]
    pub const fn context(number: u8) -> Self {
        Self(0x80 | (number & 0x1f))
    }

    /// Returns the constructed context-specific tag with this number, which must be at most 30.
    #[must_use]
    pub const fn context_constructed(number: u8) -> Self {
        Self(0xa0 | (number & 0x1f))
    }

    /// Returns `true` if the class is context-specific.
    #[must_use]
    pub const fn is_context(self) -> bool {
        self.0 & 0xc0 == 0x80
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({:#04x})", self.0)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#04x}", self.0)
    }
}

/// The identifier octets of an element: class, whether constructed, and number, of 31 and more too (X.690 §8.1.2).
///
/// ```
/// use srvname::certificate::Identifier;
///
/// let (low, high) = (Identifier::from_octets(&[0x8a])?, Identifier::from_octets(&[0x9f, 0x81, 0x00])?);
/// assert_eq!(low.to_string(), "0x8a"); // [10]
/// assert_eq!(high.to_string(), "0x9f8100"); // [128]
/// assert_ne!(high, Identifier::from_octets(&[0x9f, 0x20])?); // [32]
/// # Ok::<(), srvname::certificate::DerError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Identifier<'a>(&'a [u8]);

impl<'a> Identifier<'a> {
    /// Returns what these octets identify, with nothing after them.
    ///
    /// # Errors
    ///
    /// [`DerErrorKind::Truncated`] if they end early, [`DerErrorKind::NonMinimalTag`] if the number fits in fewer, and
    /// [`DerErrorKind::TrailingOctets`] if octets follow.
    pub fn from_octets(octets: &'a [u8]) -> Result<Self, DerError> {
        let (leading, rest) = octets.split_first().ok_or(DerError::new(DerErrorKind::Truncated, 0))?;
        let rest = if leading & 0x1f == 0x1f { Reader::new(octets).high_tag_number(rest)? } else { rest };
        match rest {
            [] => Ok(Self(octets)),
            _ => Err(DerError::new(DerErrorKind::TrailingOctets, octets.len().saturating_sub(rest.len()))),
        }
    }

    /// Returns the octets: at least one.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

impl fmt::Debug for Identifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({self})")
    }
}

impl fmt::Display for Identifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

/// Why octets are not the DER that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DerErrorKind {
    /// The header or the content of an element continues past the end of the octets that contain it.
    Truncated,
    /// A length octet of 0x80: the indefinite length of BER, which DER forbids (X.690 §10.1).
    IndefiniteLength,
    /// A length in more octets than necessary (X.690 §10.1).
    NonMinimalLength,
    /// A length in more than four octets.
    LengthTooLarge,
    /// A tag number below 31 in the long form, or one that starts with a zero septet (X.690 §8.1.2.4).
    NonMinimalTag,
    /// An element has another tag than the structure requires.
    UnexpectedTag {
        /// The tag that the structure requires.
        expected: Tag,
        /// The tag in the octets.
        found: Tag,
    },
    /// Octets follow where the structure must end.
    TrailingOctets,
    /// A BOOLEAN that is not one octet, 0x00 or 0xff (X.690 §11.1).
    InvalidBoolean,
    /// An INTEGER without octets, or with a superfluous leading one (X.690 §8.3.2).
    InvalidInteger,
    /// A BIT STRING whose unused bits are missing, too many, or not zero (X.690 §11.2.1).
    InvalidBitString,
    /// Octets that do not encode an OBJECT IDENTIFIER (X.690 §8.19).
    InvalidObjectIdentifier,
    /// Extensions without an Extension (RFC 5280 §4.1.2.9).
    EmptyExtensions,
    /// GeneralNames without a GeneralName (RFC 5280 §4.2.1.6).
    EmptyGeneralNames,
    /// NameConstraints without a list, or with a list that has no subtree (RFC 5280 §4.2.1.10).
    EmptyNameConstraints,
    /// A tag of GeneralName that is primitive where it must be constructed, or the reverse; or a SEQUENCE or SET in
    /// place of a GeneralName (RFC 5280 §4.2.1.6).
    InvalidGeneralName,
    /// A Name that is not a sequence of sets of attributes (RFC 5280 §4.1.2.4).
    InvalidName,
    /// A UTCTime or GeneralizedTime outside the profile of RFC 5280 §4.1.2.5, or one that is not a date.
    InvalidTime,
}

/// An error in an encoding: which rule is broken, and where.
///
/// The offset counts octets from the start of the caller's input, usually the certificate.
///
/// ```
/// use srvname::certificate::{DerErrorKind, NameConstraints};
///
/// let error = NameConstraints::from_der(&[0x30, 0x80, 0x00, 0x00]).unwrap_err();
/// assert_eq!(error.kind(), DerErrorKind::IndefiniteLength);
/// assert_eq!(error.offset(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DerError {
    kind: DerErrorKind,
    offset: usize,
}

impl DerError {
    /// Returns an error at `offset` of the caller's input, in octets.
    pub(crate) const fn new(kind: DerErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// Returns which rule is broken.
    #[must_use]
    pub const fn kind(&self) -> DerErrorKind {
        self.kind
    }

    /// Returns the offset of the error in the caller's input, in octets.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the section that the octets violate.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self.kind {
            DerErrorKind::Truncated => Citation::new("X.690", "8.1.1"),
            DerErrorKind::IndefiniteLength | DerErrorKind::NonMinimalLength => Citation::new("X.690", "10.1"),
            DerErrorKind::LengthTooLarge => Citation::new("X.690", "8.1.3"),
            DerErrorKind::NonMinimalTag => Citation::new("X.690", "8.1.2.4"),
            DerErrorKind::InvalidBoolean => Citation::new("X.690", "11.1"),
            DerErrorKind::InvalidInteger => Citation::new("X.690", "8.3.2"),
            DerErrorKind::InvalidBitString => Citation::new("X.690", "11.2.1"),
            DerErrorKind::InvalidObjectIdentifier => Citation::new("X.690", "8.19"),
            DerErrorKind::InvalidTime => Citation::new("RFC 5280", "4.1.2.5"),
            DerErrorKind::InvalidGeneralName => Citation::new("RFC 5280", "4.2.1.6"),
            DerErrorKind::InvalidName => Citation::new("RFC 5280", "4.1.2.4"),
            DerErrorKind::EmptyExtensions => Citation::new("RFC 5280", "4.1.2.9"),
            DerErrorKind::EmptyGeneralNames => Citation::new("RFC 5280", "4.2.1.6"),
            DerErrorKind::EmptyNameConstraints => Citation::new("RFC 5280", "4.2.1.10"),
            DerErrorKind::UnexpectedTag { .. } | DerErrorKind::TrailingOctets => Citation::new("RFC 5280", "A"),
        }
    }
}

impl fmt::Display for DerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            DerErrorKind::Truncated => f.write_str("the octets end inside an element")?,
            DerErrorKind::IndefiniteLength => f.write_str("indefinite length")?,
            DerErrorKind::NonMinimalLength => f.write_str("length in more octets than it needs")?,
            DerErrorKind::LengthTooLarge => f.write_str("length in more than four octets")?,
            DerErrorKind::NonMinimalTag => f.write_str("tag in more octets than it needs")?,
            DerErrorKind::UnexpectedTag { expected, found } => {
                write!(f, "tag {found} where {expected} is expected")?;
            }
            DerErrorKind::TrailingOctets => f.write_str("octets left where the structure ends")?,
            DerErrorKind::InvalidBoolean => f.write_str("BOOLEAN that is neither 0x00 nor 0xff")?,
            DerErrorKind::InvalidInteger => f.write_str("INTEGER that is not minimal")?,
            DerErrorKind::InvalidBitString => f.write_str("BIT STRING with wrong unused bits")?,
            DerErrorKind::InvalidObjectIdentifier => f.write_str("octets that are no OBJECT IDENTIFIER")?,
            DerErrorKind::EmptyExtensions => f.write_str("a list of extensions with no extension")?,
            DerErrorKind::EmptyGeneralNames => f.write_str("a list of names with no name")?,
            DerErrorKind::EmptyNameConstraints => {
                f.write_str("name constraints with no list, or a list with no subtree")?;
            }
            DerErrorKind::InvalidGeneralName => f.write_str("a tag that no GeneralName has")?,
            DerErrorKind::InvalidName => f.write_str("octets that are no Name")?,
            DerErrorKind::InvalidTime => f.write_str("time outside the profile")?,
        }
        write!(f, " at octet {}", self.offset)
    }
}

impl core::error::Error for DerError {}

/// An element: its tag, its content, and the offsets of its header and its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    tag: Tag,
    der: &'a [u8],
    value: &'a [u8],
    /// The offset of its end, from which the others are computed.
    end: usize,
}

impl<'a> Element<'a> {
    /// Returns the identifier octet.
    pub(crate) const fn tag(&self) -> Tag {
        self.tag
    }

    /// Returns all identifier octets.
    pub(crate) fn identifier(&self) -> Identifier<'a> {
        let number = match self.tag.0 & 0x1f {
            // The last of its septets is the first without the high bit.
            0x1f => self.der.iter().skip(1).take_while(|octet| **octet & 0x80 != 0).count().saturating_add(1),
            _ => 0,
        };
        Identifier(self.der.get(..=number).unwrap_or(self.der))
    }

    /// Returns the content octets.
    pub(crate) const fn value(&self) -> &'a [u8] {
        self.value
    }

    /// Returns the header and the content.
    pub(crate) const fn der(&self) -> &'a [u8] {
        self.der
    }

    /// Returns the offset of the header in the caller's input, in octets.
    pub(crate) const fn offset(&self) -> usize {
        self.end.wrapping_sub(self.der.len())
    }

    /// Returns the offset of the content in the caller's input, in octets.
    pub(crate) const fn value_offset(&self) -> usize {
        self.end.wrapping_sub(self.value.len())
    }

    /// Returns a reader of the content, for constructed elements.
    pub(crate) const fn reader(&self) -> Reader<'a> {
        Reader { rest: self.value, end: self.end }
    }

    /// Returns an error at the offset of the content.
    pub(crate) const fn invalid(&self, kind: DerErrorKind) -> DerError {
        DerError::new(kind, self.value_offset())
    }
}

/// A reader of elements, in the order of the octets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    /// The offset of the end of all octets, which reading does not change.
    end: usize,
}

impl<'a> Reader<'a> {
    /// Returns a reader of `octets` that are the caller's input: offsets count from their start.
    pub(crate) const fn new(octets: &'a [u8]) -> Self {
        Self::at(octets, 0)
    }

    /// Returns a reader of `octets` that start at `offset` of the caller's input.
    pub(crate) const fn at(octets: &'a [u8], offset: usize) -> Self {
        // No overflow check: the octets are part of an input in memory, so the offset of their end fits in a `usize`.
        Self { rest: octets, end: offset.wrapping_add(octets.len()) }
    }

    /// Returns `true` if no octets are left.
    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the octets that are left.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Returns the offset of the next element in the caller's input, in octets.
    pub(crate) const fn offset(&self) -> usize {
        self.end.wrapping_sub(self.rest.len())
    }

    /// Returns the tag of the next element without reading it, or `None` if no octets are left.
    pub(crate) fn peek(&self) -> Option<Tag> {
        self.rest.first().copied().map(Tag)
    }

    /// Reads and returns the next element, with any tag.
    ///
    /// # Errors
    ///
    /// [`DerError`] if the octets end inside the element, or if the tag or the length is not encoded as DER requires
    /// (X.690 §8.1.2.4, §10.1). Then nothing is read.
    #[inline]
    pub(crate) fn element(&mut self) -> Result<Element<'a>, DerError> {
        // Fast path: nearly every element of a certificate has a one-octet tag and one length octet.
        if let [tag, length @ ..=0x7f, ..] = self.rest {
            let length = usize::from(*length).saturating_add(2);
            if tag & 0x1f != 0x1f {
                if let Some((der @ [_, _, value @ ..], rest)) = self.rest.split_at_checked(length) {
                    return Ok(self.take(Tag(*tag), der, value, rest));
                }
            }
        }
        self.longer_element()
    }

    /// Reads a SEQUENCE of exactly one element, both with one length octet, and returns the tag and the content of that
    /// element. Fast path for the common encoding; returns `None` and reads nothing for any other, which the caller
    /// parses in full.
    #[inline]
    pub(crate) fn short_in_sequence(&mut self) -> Option<(Tag, &'a [u8])> {
        let (tag, value, rest) = split_short_in_sequence(self.rest)?;
        self.rest = rest;
        Some((tag, value))
    }

    /// Reads and returns the next element, which must have `tag`.
    ///
    /// # Errors
    ///
    /// As [`Reader::element`], and [`DerErrorKind::UnexpectedTag`] if the tag is another. Then nothing is read.
    #[inline]
    pub(crate) fn expect(&mut self, tag: Tag) -> Result<Element<'a>, DerError> {
        // As `element`, but with the tag compared first: where `tag` is a constant, the test for a high tag number is
        // one too.
        if let [found, length @ ..=0x7f, ..] = self.rest {
            let length = usize::from(*length).saturating_add(2);
            if *found == tag.0 && tag.0 & 0x1f != 0x1f {
                if let Some((der @ [_, _, value @ ..], rest)) = self.rest.split_at_checked(length) {
                    return Ok(self.take(tag, der, value, rest));
                }
            }
        }
        self.expect_longer(tag)
    }

    /// [`Reader::expect`] for what its fast path does not read.
    #[inline(never)]
    fn expect_longer(&mut self, tag: Tag) -> Result<Element<'a>, DerError> {
        match self.longer().filter(|(element, _)| element.tag == tag) {
            Some((element, behind)) => {
                *self = behind;
                Ok(element)
            }
            None => self.expect_any(tag),
        }
    }

    /// [`Reader::expect`] for every encoding, and its errors.
    #[cold]
    fn expect_any(&mut self, tag: Tag) -> Result<Element<'a>, DerError> {
        let mut behind = *self;
        let element = behind.element()?;
        if element.tag == tag {
            *self = behind;
            Ok(element)
        } else {
            Err(DerError::new(DerErrorKind::UnexpectedTag { expected: tag, found: element.tag }, self.offset()))
        }
    }

    /// Reads and returns the next element if it has `tag`. Returns `None` and reads nothing if the tag is another, or
    /// if no octets are left.
    ///
    /// # Errors
    ///
    /// As [`Reader::element`], if the tag is `tag`.
    #[inline]
    pub(crate) fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, DerError> {
        if self.peek() == Some(tag) { self.element().map(Some) } else { Ok(None) }
    }

    /// Reads a BOOLEAN and returns its value (X.690 §11.1).
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`], and [`DerErrorKind::InvalidBoolean`] if the content is neither 0x00 nor 0xff.
    pub(crate) fn boolean(&mut self) -> Result<bool, DerError> {
        check_boolean(&self.expect(Tag::BOOLEAN)?)
    }

    /// Reads and returns an INTEGER. Its content octets are two's complement and minimal (X.690 §8.3.2).
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`], and [`DerErrorKind::InvalidInteger`] if the content is not minimal.
    #[inline]
    pub(crate) fn integer(&mut self) -> Result<Element<'a>, DerError> {
        let element = self.expect(Tag::INTEGER)?;
        check_integer(&element)?;
        Ok(element)
    }

    /// Reads a BIT STRING and returns its octets, without the leading number of unused bits, and that number (0 to 7).
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`], and [`DerErrorKind::InvalidBitString`] if the unused bits are not as X.690 §11.2.1
    /// requires.
    #[inline]
    pub(crate) fn bit_string(&mut self) -> Result<(&'a [u8], u8), DerError> {
        let element = self.expect(Tag::BIT_STRING)?;
        let invalid = element.invalid(DerErrorKind::InvalidBitString);
        let (unused, octets) = element.value.split_first().ok_or(invalid)?;
        let mask = match *unused {
            0 => 0,
            unused @ 1..=7 => (1u8 << unused).wrapping_sub(1),
            _ => return Err(invalid),
        };
        match octets.last() {
            None if *unused != 0 => Err(invalid),
            Some(last) if last & mask != 0 => Err(invalid),
            _ => Ok((octets, *unused)),
        }
    }

    /// Checks that no octets are left.
    ///
    /// # Errors
    ///
    /// [`DerErrorKind::TrailingOctets`] if some are.
    pub(crate) const fn finish(&self) -> Result<(), DerError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DerError::new(DerErrorKind::TrailingOctets, self.offset())) }
    }

    /// Moves to the end of the element `der`, and returns the element.
    #[inline]
    fn take(&mut self, tag: Tag, der: &'a [u8], value: &'a [u8], rest: &'a [u8]) -> Element<'a> {
        self.rest = rest;
        Element { tag, der, value, end: self.offset() }
    }

    /// [`Reader::element`] for what its fast path does not read.
    #[inline(never)]
    fn longer_element(&mut self) -> Result<Element<'a>, DerError> {
        match self.longer() {
            Some((element, behind)) => {
                *self = behind;
                Ok(element)
            }
            None => self.long_element(),
        }
    }

    /// Returns an element with one or two octets of length after the first, such as a certificate and its longer
    /// fields, and the reader after it. Fast path for the common encoding; returns `None` for any other, which the
    /// caller parses in full.
    #[inline]
    fn longer(&self) -> Option<(Element<'a>, Self)> {
        let (tag, header, length) = match self.rest {
            [tag, 0x81, length @ 0x80..=0xff, ..] => (*tag, 3usize, usize::from(*length)),
            [tag, 0x82, high @ 1..=0xff, low, ..] => (*tag, 4, usize::from(u16::from_be_bytes([*high, *low]))),
            _ => return None,
        };
        let (der, rest) = self.rest.split_at_checked(header.saturating_add(length))?;
        let mut behind = *self;
        let element = behind.take(Tag(tag), der, der.get(header..)?, rest);
        (tag & 0x1f != 0x1f).then_some((element, behind))
    }

    /// Reads and returns an element in any encoding.
    #[cold]
    fn long_element(&mut self) -> Result<Element<'a>, DerError> {
        let truncated = DerError::new(DerErrorKind::Truncated, self.offset());
        let (&tag, mut tail) = self.rest.split_first().ok_or(truncated)?;
        if tag & 0x1f == 0x1f {
            tail = self.high_tag_number(tail)?;
        }
        let at = self.offset().saturating_add(self.rest.len().saturating_sub(tail.len()));
        let (length, tail) = long_length(tail, at)?.ok_or(truncated)?;
        let (value, rest) = tail.split_at_checked(length).ok_or(truncated)?;
        // `rest` is a tail of `self.rest`, so this split always succeeds.
        let (der, rest) = self.rest.split_at_checked(self.rest.len().saturating_sub(rest.len())).ok_or(truncated)?;
        Ok(self.take(Tag(tag), der, value, rest))
    }

    /// Returns the octets after the septets of a tag number of 31 or more.
    fn high_tag_number(&self, tail: &'a [u8]) -> Result<&'a [u8], DerError> {
        let error = |kind| Err(DerError::new(kind, self.offset()));
        let Some(last) = tail.iter().position(|octet| octet & 0x80 == 0) else {
            return error(DerErrorKind::Truncated);
        };
        match (tail.first(), last) {
            (Some(0x80), _) => error(DerErrorKind::NonMinimalTag),
            (Some(0..=30), 0) => error(DerErrorKind::NonMinimalTag),
            _ => Ok(tail.get(last.saturating_add(1)..).unwrap_or_default()),
        }
    }
}

/// [`Reader::short_in_sequence`] without offsets: returns the tag, the content, and the octets after the SEQUENCE.
/// Returns `None` for any other encoding, which the caller parses in full.
#[inline]
pub(crate) fn split_short_in_sequence(octets: &[u8]) -> Option<(Tag, &[u8], &[u8])> {
    let [0x30, outer @ 2..=0x7f, tag, inner, tail @ ..] = octets else { return None };
    if tag & 0x1f == 0x1f || outer.checked_sub(2) != Some(*inner) {
        return None;
    }
    let (value, rest) = tail.split_at_checked(usize::from(*inner))?;
    Some((Tag(*tag), value, rest))
}

/// [`Reader::element`] without offsets: returns the tag, the content, and the octets after the element. Returns `None`
/// if the octets do not start with an element.
#[inline]
pub(crate) fn split_element(octets: &[u8]) -> Option<(Tag, &[u8], &[u8])> {
    match octets {
        [tag, length @ ..=0x7f, tail @ ..] if tag & 0x1f != 0x1f => {
            let (value, rest) = tail.split_at_checked(usize::from(*length))?;
            Some((Tag(*tag), value, rest))
        }
        _ => split_long_element(octets),
    }
}

#[cold]
fn split_long_element(octets: &[u8]) -> Option<(Tag, &[u8], &[u8])> {
    let mut reader = Reader::new(octets);
    let element = reader.element().ok()?;
    Some((element.tag, element.value, reader.rest))
}

/// Returns the length that the octets at `offset` of the caller's input encode, and the octets after it. Returns `None`
/// if they end early.
fn long_length(octets: &[u8], offset: usize) -> Result<Option<(usize, &[u8])>, DerError> {
    let Some((&first, tail)) = octets.split_first() else { return Ok(None) };
    let count = match first {
        0..=0x7f => return Ok(Some((usize::from(first), tail))),
        0x80 => return Err(DerError::new(DerErrorKind::IndefiniteLength, offset)),
        0x81..=0x84 => usize::from(first & 0x7f),
        _ => return Err(DerError::new(DerErrorKind::LengthTooLarge, offset)),
    };
    let Some((length_octets, tail)) = tail.split_at_checked(count) else { return Ok(None) };
    if length_octets.first() == Some(&0) {
        return Err(DerError::new(DerErrorKind::NonMinimalLength, offset));
    }
    let length = length_octets.iter().fold(0u32, |length, octet| (length << 8) | u32::from(*octet));
    if length < 0x80 {
        return Err(DerError::new(DerErrorKind::NonMinimalLength, offset));
    }
    // On a 16-bit target the length may not fit in a `usize`; then the input cannot contain the element.
    Ok(usize::try_from(length).ok().map(|length| (length, tail)))
}

/// Returns the value of a BOOLEAN (X.690 §11.1).
///
/// # Errors
///
/// [`DerErrorKind::InvalidBoolean`] if its content is neither 0x00 nor 0xff.
pub(crate) const fn check_boolean(element: &Element<'_>) -> Result<bool, DerError> {
    match element.value {
        [0x00] => Ok(false),
        [0xff] => Ok(true),
        _ => Err(element.invalid(DerErrorKind::InvalidBoolean)),
    }
}

/// Checks that the content of an INTEGER is minimal (X.690 §8.3.2). Any tag is accepted, because IMPLICIT tagging
/// replaces the tag and keeps the content.
///
/// # Errors
///
/// [`DerErrorKind::InvalidInteger`] if the content is empty or has a superfluous leading octet.
#[inline]
pub(crate) fn check_integer(element: &Element<'_>) -> Result<(), DerError> {
    match element.value {
        [] => Err(element.invalid(DerErrorKind::InvalidInteger)),
        [0x00, second, ..] if second & 0x80 == 0 => Err(element.invalid(DerErrorKind::InvalidInteger)),
        [0xff, second, ..] if second & 0x80 != 0 => Err(element.invalid(DerErrorKind::InvalidInteger)),
        _ => Ok(()),
    }
}
