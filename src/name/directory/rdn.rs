//! The parts of a directory name: relative distinguished names and attributes, whose text is decoded, compared and
//! written without allocation.

use core::cmp::Ordering;
use core::fmt::{self, Write};
use core::hash::{Hash, Hasher};
use core::str;

use super::attribute_type::type_name;
use super::characters::{Characters, Decoded};
use super::prepared::Prepared;
use super::relation::{NotText, Relation};
use crate::der::oid::Oid;
use crate::der::{DerError, Element, Reader, Tag};
use crate::name::error::{NameError, NameRule};
use crate::name::line::is_hidden;

/// The maximum number of attributes in a relative distinguished name.
///
/// No standard sets a limit; X.501 only requires that no type occurs twice, and in certificates an RDN has one
/// attribute, rarely two. Sets are compared in sorted order, and are sorted on the stack, since the library works
/// without an allocator: 64 attributes take four kilobytes. The limit also bounds the cost: sorting compares each
/// attribute a few times, whatever the length of the RDN, so comparing a Name takes time linear in its length.
pub const MAX_RDN_ATTRIBUTES: usize = 64;

/// A relative distinguished name: a set of attributes, nearly always of one (RFC 5280 §4.1.2.4).
///
/// ```
/// use srvname::name::DirectoryName;
///
/// let name = DirectoryName::from_der(b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL")?;
/// let rdn = name.rdns().next().unwrap();
/// let country = rdn.attributes().next().unwrap();
/// assert_eq!(rdn.to_string(), "C=NL");
/// assert_eq!(country.text().unwrap().collect::<String>(), "NL");
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Rdn<'a> {
    content: &'a [u8],
    /// The offset of the content in that of the Name.
    offset: usize,
}

impl<'a> Rdn<'a> {
    /// Returns the RDN of a SET whose content was checked.
    pub(super) const fn new(element: &Element<'a>) -> Self {
        Self { content: element.value(), offset: element.value_offset() }
    }

    /// Returns the attributes in the order of the encoding, at least one and at most [`MAX_RDN_ATTRIBUTES`].
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + Clone + use<'a> {
        Attributes(Reader::at(self.content, self.offset))
    }

    /// Returns the attribute of an RDN that has only one, or `None` if it has more.
    #[inline]
    fn single_attribute(&self) -> Option<Attribute<'a>> {
        let mut reader = Reader::new(self.content);
        // The elements were checked before, so there is no error to report.
        read_attribute(&mut reader).ok().filter(|_| reader.is_empty())
    }

    /// Returns [`Relation::Inside`] if this RDN of a presented Name equals that of a base, and otherwise what that makes
    /// of the Name.
    pub(super) fn relation(&self, base: &Self) -> Relation {
        if self == base {
            return Relation::Inside;
        }
        if !self.has_types_of(base) {
            return Relation::Outside;
        }
        match (self.first_not_text(), base.first_not_text()) {
            (None, None) => Relation::Outside,
            (in_name, in_base) => Relation::Undefined(NotText { in_name, in_base }),
        }
    }

    /// Returns `true` if two RDNs have the same attribute types, each as often.
    fn has_types_of(&self, other: &Self) -> bool {
        match (self.single_attribute(), other.single_attribute()) {
            (Some(attribute), Some(other)) => attribute.attribute_type == other.attribute_type,
            (None, None) => {
                let types = |rdn: &Self| rdn.sorted().map(|attribute| attribute.attribute_type);
                types(self).eq(types(other))
            }
            _ => false,
        }
    }

    /// Returns the offset of the first value that is not text, in octets of the content of the Name, or `None` if all
    /// are.
    fn first_not_text(&self) -> Option<usize> {
        let mut attributes = self.attributes();
        attributes.find(|attribute| matches!(attribute.prepared(), Prepared::NotText)).map(|one| one.value_offset())
    }

    /// Returns the attributes in an order that does not depend on the encoding.
    fn sorted(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let mut attributes = [None; MAX_RDN_ATTRIBUTES];
        attributes.iter_mut().zip(self.attributes()).for_each(|(slot, attribute)| *slot = Some(attribute));
        attributes.sort_unstable();
        attributes.into_iter().flatten()
    }
}

impl PartialEq for Rdn<'_> {
    /// Returns `true` if [`Ord`] returns `Equal`, mostly without comparing in full.
    fn eq(&self, other: &Self) -> bool {
        if self.content == other.content {
            return true;
        }
        let short = (ShortAttribute::from_rdn_content(self.content), ShortAttribute::from_rdn_content(other.content));
        if let (Some(attribute), Some(other_attribute)) = short {
            if attribute.arc != other_attribute.arc || attribute.certainly_differs(&other_attribute) {
                return false;
            }
        }
        match (self.single_attribute(), other.single_attribute()) {
            (Some(attribute), Some(other_attribute)) => attribute == other_attribute,
            (None, None) => self.cmp(other).is_eq(),
            // A set of one attribute, and a set of more.
            _ => false,
        }
    }
}

impl Eq for Rdn<'_> {}

impl PartialOrd for Rdn<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rdn<'_> {
    /// Orders by the number of attributes, then attribute by attribute in sorted order.
    ///
    /// By RFC 5280 §7.1 two RDNs are equal if they have the same number of attributes, and each attribute has a
    /// matching one in the other. An attribute that occurs twice must match two in the other RDN, so that equality is
    /// symmetric.
    fn cmp(&self, other: &Self) -> Ordering {
        if self.content == other.content {
            return Ordering::Equal;
        }
        let count = self.attributes().count();
        count.cmp(&other.attributes().count()).then_with(|| match count {
            1 => self.attributes().cmp(other.attributes()),
            _ => self.sorted().cmp(other.sorted()),
        })
    }
}

impl Hash for Rdn<'_> {
    /// Hashes attribute by attribute in sorted order. A sum of hashes would not need the order, but this way the
    /// caller's hasher gets every character, so the author of a certificate cannot construct Names that collide.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let count = self.attributes().count();
        state.write_usize(count);
        match count {
            1 => self.attributes().for_each(|attribute| attribute.hash(state)),
            _ => self.sorted().for_each(|attribute| attribute.hash(state)),
        }
    }
}

impl fmt::Display for Rdn<'_> {
    /// Writes the attributes, separated by plus signs (RFC 4514 §2.2).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, attribute) in self.attributes().enumerate() {
            if index > 0 {
                f.write_char('+')?;
            }
            attribute.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Rdn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rdn({self})")
    }
}

/// An attribute: a type and a value, such as the common name `CN=Example` (RFC 5280 §4.1.2.4).
///
/// *Equality* is that of [`DirectoryName`](super::DirectoryName).
///
/// ```
/// use srvname::name::DirectoryName;
/// use srvname::certificate::Tag;
///
/// let name = DirectoryName::from_der(b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL")?;
/// let attribute = name.rdns().next().and_then(|rdn| rdn.attributes().next()).unwrap();
/// assert_eq!(attribute.attribute_type().to_string(), "2.5.4.6");
/// assert_eq!(attribute.tag(), Tag::PRINTABLE_STRING);
/// assert_eq!(attribute.value(), b"NL");
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Attribute<'a> {
    attribute_type: Oid<'a>,
    value: Element<'a>,
}

impl<'a> Attribute<'a> {
    /// Returns the attribute type.
    #[must_use]
    pub const fn attribute_type(&self) -> Oid<'a> {
        self.attribute_type
    }

    /// Returns the tag of the value.
    #[must_use]
    pub const fn tag(&self) -> Tag {
        self.value.tag()
    }

    /// Returns the content octets of the value.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value.value()
    }

    /// Returns the offset of the value, in octets of the content of the Name that it was read from.
    pub(super) const fn value_offset(&self) -> usize {
        self.value.offset()
    }

    /// Returns the DER of the value: identifier, length and content octets.
    #[must_use]
    pub const fn value_der(&self) -> &'a [u8] {
        self.value.der()
    }

    /// Returns the characters of the value, or `None` if it is no character string or does not decode.
    ///
    /// TeletexString is decoded as Latin-1, as it is used in practice; BMPString must not have surrogates; the types of
    /// ASCII characters may have every printing ASCII character, also those that X.680 §41 does not allow in them, but
    /// PrintableString, NumericString and VisibleString no control characters.
    #[must_use]
    pub fn text(&self) -> Option<impl Iterator<Item = char> + Clone + use<'a>> {
        match Characters::decode(self.tag(), self.value()) {
            Decoded::Characters(characters) => Some(characters),
            Decoded::Malformed | Decoded::NoString => None,
        }
    }

    /// Returns the value as it is compared.
    pub(super) fn prepared(&self) -> Prepared<'a> {
        Prepared::new(self.tag(), self.value())
    }

    /// Returns the value as ASCII text, for the types whose values are IA5Strings: emailAddress and domainComponent.
    ///
    /// Every character string type with one octet for an ASCII character is accepted, since CAs encode an emailAddress
    /// in most of them.
    ///
    /// # Errors
    ///
    /// [`NameRule::NotAscii`] if an octet is not ASCII, and [`NameRule::NotIa5String`] if the value has any other type:
    /// an address in a BMPString would escape the constraints if it were ignored, so it is malformed.
    ///
    /// ```
    /// use srvname::name::DirectoryName;
    ///
    /// // DC=example.
    /// let name = DirectoryName::from_der(
    ///     b"\x30\x19\x31\x17\x30\x15\x06\x0a\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19\x16\x07example",
    /// )?;
    /// let component = name.rdns().next().and_then(|rdn| rdn.attributes().next()).unwrap();
    /// assert_eq!(component.ascii()?, "example");
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    pub fn ascii(&self) -> Result<&'a str, NameError> {
        match self.tag() {
            Tag::UTF8_STRING
            | Tag::NUMERIC_STRING
            | Tag::PRINTABLE_STRING
            | Tag::TELETEX_STRING
            | Tag::IA5_STRING
            | Tag::VISIBLE_STRING => match self.value().iter().position(|octet| !octet.is_ascii()) {
                Some(position) => Err(NameError::new(NameRule::NotAscii, position)),
                // ASCII is UTF-8, so this cannot fail.
                None => str::from_utf8(self.value()).map_err(|_| NameError::new(NameRule::NotUtf8, 0)),
            },
            _ => Err(NameError::new(NameRule::NotIa5String, 0)),
        }
    }
}

impl PartialEq for Attribute<'_> {
    /// Returns `true` if [`Ord`] returns `Equal`, without decoding if the types differ or the octets are the same.
    fn eq(&self, other: &Self) -> bool {
        self.attribute_type == other.attribute_type
            && (self.value_der() == other.value_der() || self.cmp(other).is_eq())
    }
}

impl Eq for Attribute<'_> {}

impl PartialOrd for Attribute<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Attribute<'_> {
    /// Orders by type, then text before other values, then by the characters or by the octets.
    fn cmp(&self, other: &Self) -> Ordering {
        self.attribute_type.as_bytes().cmp(other.attribute_type.as_bytes()).then_with(|| {
            if self.value_der() == other.value_der() {
                return Ordering::Equal;
            }
            match (self.prepared(), other.prepared()) {
                (Prepared::Text(text), Prepared::Text(other_text)) => text.cmp(other_text),
                (Prepared::Text(_), _) => Ordering::Less,
                (_, Prepared::Text(_)) => Ordering::Greater,
                _ => self.value_der().cmp(other.value_der()),
            }
        })
    }
}

impl Hash for Attribute<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.attribute_type.hash(state);
        // Distinguishes text from other octets, so that only equal attributes feed the hasher the same bytes.
        match self.prepared() {
            Prepared::Text(text) => {
                state.write_u8(1);
                text.for_each(|character| state.write_u32(character.into()));
                // No character has this number.
                state.write_u32(u32::MAX);
            }
            Prepared::NotText | Prepared::NoString => {
                state.write_u8(0);
                self.value_der().hash(state);
            }
        }
    }
}

impl fmt::Display for Attribute<'_> {
    /// Writes `CN=text` if the type has a name (RFC 4514 §2.3, §2.4): those of RFC 4514 §3, and `serialNumber`,
    /// `organizationIdentifier` and others that subjects have. If it has none, writes `1.2.3.4=#` and the DER of the value
    /// in hexadecimal; if the value is no text, `CN=#` and the DER.
    ///
    /// Control characters, and those that change the direction of text, are escaped as their UTF-8 octets, which
    /// RFC 4514 §2.4 allows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (type_name(self.attribute_type), self.text()) {
            (Some(name), Some(text)) => {
                write!(f, "{name}=")?;
                return write_escaped(text, f);
            }
            (Some(name), None) => write!(f, "{name}=#")?,
            (None, _) => write!(f, "{}=#", self.attribute_type)?,
        }
        self.value_der().iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attribute({self})")
    }
}

/// The attributes of an RDN that was checked.
#[derive(Clone)]
struct Attributes<'a>(Reader<'a>);

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // The elements were checked before, so the only error is at the end.
        read_attribute(&mut self.0).ok()
    }
}

/// The attribute of an RDN in its common encoding: it has one attribute, of type 2.5.4 and one more arc, and is shorter
/// than 128 octets.
#[derive(Clone, Copy)]
struct ShortAttribute<'a> {
    arc: u8,
    tag: Tag,
    value: &'a [u8],
}

impl<'a> ShortAttribute<'a> {
    /// Fast path for the content of a SET in its common encoding; returns `None` for any other, which the caller parses
    /// in full.
    ///
    /// The pattern is the SEQUENCE, the OBJECT IDENTIFIER 2.5.4.`arc` in three octets, and the header of the value. The
    /// SEQUENCE has seven octets before the value (five of the type, two of the header), so its length must be seven
    /// more than that of the value; 0x78 and seven are below 0x80, where lengths have one octet.
    #[inline]
    fn from_rdn_content(content: &'a [u8]) -> Option<Self> {
        let [0x30, sequence, 0x06, 0x03, 0x55, 0x04, arc @ ..=0x7f, tag, length @ ..=0x78, value @ ..] = content else {
            return None;
        };
        let is_whole = sequence.checked_sub(7) == Some(*length) && usize::from(*length) == value.len();
        // All five low bits set announce a tag of more octets (X.690 §8.1.2.4).
        (tag & 0x1f != 0x1f && is_whole).then_some(Self { arc: *arc, tag: Tag(*tag), value })
    }

    /// Returns `true` only if two values of one attribute type are not equal. `false` means *undecided*.
    ///
    /// They are not equal if the first octets in which they differ are printing ASCII characters that differ other than
    /// in case, or if one value has such an octet where the other ends. In the string types of the list, ASCII octets
    /// are the characters of these numbers, and no other character has one among its octets. So:
    ///
    /// * A value that is not text equals only the same octets, and these are not the same.
    /// * If both are text, the octets before those that differ are the same whole characters. A printing ASCII character
    ///   maps to itself, is no space, has no decomposition, and is a starter, past which normalization moves nothing
    ///   (RFC 4518 §2.2, §2.3). So the prepared texts, decomposed, are the same up to there, and then one has another
    ///   letter, or a letter where the other has none; and texts are equal exactly if they are equal decomposed.
    fn certainly_differs(&self, other: &Self) -> bool {
        let is_ascii_compatible = matches!(
            self.tag,
            Tag::UTF8_STRING
                | Tag::NUMERIC_STRING
                | Tag::PRINTABLE_STRING
                | Tag::TELETEX_STRING
                | Tag::IA5_STRING
                | Tag::VISIBLE_STRING
                | Tag::GENERAL_STRING
                | Tag::GRAPHIC_STRING
                | Tag::VIDEOTEX_STRING
        );
        if self.tag != other.tag || !is_ascii_compatible {
            return false;
        }
        let common = self.value.iter().zip(other.value).take_while(|(octet, other_octet)| octet == other_octet).count();
        match (self.value.get(common), other.value.get(common)) {
            (Some(octet), Some(other_octet)) => {
                octet.is_ascii_graphic() && other_octet.is_ascii_graphic() && !octet.eq_ignore_ascii_case(other_octet)
            }
            (Some(more), None) | (None, Some(more)) => more.is_ascii_graphic(),
            (None, None) => false,
        }
    }
}

/// Fast path for an RDN in its common encoding: returns the octets after the first RDN in `octets`; returns `None` for
/// any other, which the caller parses in full.
#[inline]
pub(super) fn skip_common_rdn(octets: &[u8]) -> Option<&[u8]> {
    let [0x31, length @ ..=0x7f, rest @ ..] = octets else { return None };
    let (content, rest) = rest.split_at_checked(usize::from(*length))?;
    ShortAttribute::from_rdn_content(content).map(|_| rest)
}

/// Reads an AttributeTypeAndValue: a type, and one value of any type (RFC 5280 §4.1.2.4).
///
/// # Errors
///
/// [`DerError`] if the SEQUENCE is not DER, does not start with an OBJECT IDENTIFIER, or has not exactly one value.
pub(super) fn read_attribute<'a>(reader: &mut Reader<'a>) -> Result<Attribute<'a>, DerError> {
    let mut parts = reader.expect(Tag::SEQUENCE)?.reader();
    let attribute_type = Oid::from_element(&parts.expect(Tag::OBJECT_IDENTIFIER)?)?;
    let value = parts.element()?;
    parts.finish()?;
    Ok(Attribute { attribute_type, value })
}

/// Writes text with the escapes of RFC 4514 §2.4.
fn write_escaped(text: impl Iterator<Item = char>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = text.peekable();
    let mut first = true;
    while let Some(character) = text.next() {
        match character {
            ' ' if first || text.peek().is_none() => f.write_str("\\ ")?,
            '#' if first => f.write_str("\\#")?,
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            _ if is_hidden(character) => {
                character.encode_utf8(&mut [0; 4]).bytes().try_for_each(|octet| write!(f, "\\{octet:02x}"))?;
            }
            _ => f.write_char(character)?,
        }
        first = false;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    fn rdn(content: &[u8]) -> Rdn<'_> {
        Rdn { content, offset: 0 }
    }

    #[test]
    fn attributes_and_sets_of_them_are_equal_as_they_are_ordered() {
        let attribute = |kind: u8, value: &[u8]| {
            let length = u8::try_from(value.len()).unwrap();
            let content = [&[0x06, 0x03, 0x55, 0x04, kind, 0x0c, length][..], value].concat();
            [&[0x30, u8::try_from(content.len()).unwrap()][..], &content].concat()
        };
        let (name, same) = (attribute(3, b"Example"), attribute(3, b" EXAMPLE "));
        let (other, kind) = (attribute(3, b"Example 2"), attribute(10, b"Example"));
        let read = |octets: &'static [u8]| read_attribute(&mut Reader::new(octets)).unwrap();
        let leak = |octets: &[u8]| -> &'static [u8] { Vec::leak(octets.to_vec()) };
        let [name, same, other, kind] = [&name, &same, &other, &kind].map(|octets| leak(octets));
        assert_eq!(read(name), read(same));
        assert_ne!(read(name), read(other));
        assert_ne!(read(name), read(kind));
        assert_eq!(read(name).partial_cmp(&read(kind)), Some(Ordering::Less));
        assert_eq!(std::format!("{:?}", read(name)), "Attribute(CN=Example)");
        let set = |attributes: &[&[u8]]| rdn(leak(&attributes.concat()));
        assert_eq!(set(&[name, kind]), set(&[kind, same]));
        assert_ne!(set(&[name]), set(&[name, kind]));
        assert_eq!(set(&[kind]).partial_cmp(&set(&[name, kind])), Some(Ordering::Less));
        assert_eq!(std::format!("{:?}", set(&[name, kind])), "Rdn(CN=Example+O=Example)");
    }

    /// An RDN of one attribute.
    fn one(kind: u8, tag: Tag, value: &[u8]) -> Vec<u8> {
        let length = u8::try_from(value.len()).unwrap();
        [&[0x30, length + 7, 0x06, 0x03, 0x55, 0x04, kind, tag.0, length][..], value].concat()
    }

    /// Every text of up to three of a few octets, in types that read them as different characters, some of more than
    /// one octet and some of more than one letter.
    #[test]
    fn what_certainly_differs_differs_in_order() {
        let texts = |octets: &[u8]| {
            let mut texts = std::vec![Vec::new()];
            for length in 0..3 {
                let longest: Vec<_> = texts.iter().filter(|text: &&Vec<u8>| text.len() == length).cloned().collect();
                texts
                    .extend(longest.iter().flat_map(|text| octets.iter().map(|octet| [&text[..], &[*octet]].concat())));
            }
            texts
        };
        let (narrow, wide) = (texts(&[b'a', b'A', b's', b' ', 0xc3, 0x9f]), texts(&[0, b'a', b'A', b' ', b'!', b'q']));
        let tags = [
            (Tag::UTF8_STRING, Tag::UTF8_STRING),
            (Tag::TELETEX_STRING, Tag::TELETEX_STRING),
            (Tag::IA5_STRING, Tag::IA5_STRING),
            (Tag::BMP_STRING, Tag::BMP_STRING),
            (Tag::UTF8_STRING, Tag::TELETEX_STRING),
            (Tag::OCTET_STRING, Tag::OCTET_STRING),
        ];
        for (tag, other_tag) in tags {
            let texts = if tag == Tag::BMP_STRING { &wide } else { &narrow };
            let all: [Vec<_>; 2] = [tag, other_tag].map(|tag| texts.iter().map(|text| one(3, tag, text)).collect());
            let mut equal = 0;
            for content in &all[0] {
                for other in &all[1] {
                    let (rdn, other) = (rdn(content), rdn(other));
                    assert_eq!(rdn == other, rdn.cmp(&other).is_eq(), "{tag} {other_tag} {rdn:?} {other:?}");
                    equal += usize::from(rdn == other);
                }
            }
            assert!(equal > 20, "{tag} {other_tag} {equal}");
        }
    }

    #[test]
    fn only_ascii_octets_of_one_type_certainly_differ() {
        let [a, b] = [b"a", b"b"].map(|value| move |tag| ShortAttribute { arc: 3, tag, value });
        assert!(a(Tag::UTF8_STRING).certainly_differs(&b(Tag::UTF8_STRING)));
        assert!(!a(Tag::UTF8_STRING).certainly_differs(&b(Tag::PRINTABLE_STRING)));
        assert!(!a(Tag::OCTET_STRING).certainly_differs(&b(Tag::OCTET_STRING)));
        // Two Roman numerals, one the capital of the other.
        let [capital, small] = [b"!a", b"!q"].map(|value| one(3, Tag::BMP_STRING, value));
        assert_eq!(rdn(&capital), rdn(&small));
    }

    #[test]
    fn white_space_and_case_never_certainly_differ() {
        let texts = [
            "Straße",
            "STRASSE",
            " strasse ",
            "stras se",
            "STRASẞE",
            "ſtrasse",
            "straße\u{3000}",
            "strase",
            "İ",
            "i\u{307}",
        ];
        let rdns: Vec<_> = texts.iter().map(|text| one(3, Tag::UTF8_STRING, text.as_bytes())).collect();
        for content in &rdns {
            for other in &rdns {
                let (rdn, other) = (rdn(content), rdn(other));
                assert_eq!(rdn == other, rdn.cmp(&other).is_eq(), "{rdn:?} {other:?}");
            }
        }
        let (first, second) = (rdn(&rdns[0]), rdn(&rdns[1]));
        assert!(first == second && rdn(&rdns[8]) == rdn(&rdns[9]));
        assert_ne!(rdn(&one(3, Tag::UTF8_STRING, b"a")), rdn(&one(4, Tag::UTF8_STRING, b"a")));
    }
}
