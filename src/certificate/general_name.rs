//! GeneralName (RFC 5280 §4.2.1.6): parsed as a presented identifier or as a base, and listed in a subjectAltName.
//!
//! The structure of a subjectAltName is checked once, when the certificate is read. The text of a name is parsed when
//! it is used. A malformed name is kept as an `Err` in its place, because constraints apply to it all the same.

use core::fmt;

use crate::certificate::unparsed_value::UnparsedValue;
use crate::der::oid::Oid;
use crate::der::{DerError, DerErrorKind, Element, Reader, Tag};
use crate::name::directory::{Attribute, DirectoryName};
use crate::name::email::Mailbox;
use crate::name::error::{NameError, NameRule};
use crate::name::{Base, Form, Name};

/// A GeneralName as encoded (RFC 5280 §4.2.1.6).
///
/// An entry of a subjectAltName and the base of a constraint are both GeneralNames, with different meanings:
/// [`GeneralName::name`] parses the first, [`GeneralName::base`] the second.
///
/// ```
/// use srvname::certificate::GeneralName;
/// use srvname::name::Form;
///
/// // otherName, id-on-dnsSRV, "example.com": a base for every service of the domain, but not an SRVName
/// let der = b"\xa0\x19\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x0d\x16\x0bexample.com";
/// let general_name = GeneralName::from_der(der)?;
/// assert_eq!(general_name.form(), Form::SrvName);
/// assert_eq!(general_name.octets(), b"example.com");
/// assert!(general_name.base().is_ok());
/// assert!(general_name.name().is_err());
/// # Ok::<(), srvname::certificate::DerError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GeneralName<'a> {
    form: Form<'a>,
    element: Element<'a>,
    /// The element whose content is the value: the GeneralName, the `[0]` of an otherName, or the Name of a
    /// directoryName.
    value: Element<'a>,
}

impl<'a> GeneralName<'a> {
    /// Returns the GeneralName that these octets encode, with nothing after it.
    ///
    /// # Errors
    ///
    /// [`DerError`] as from [`GeneralNames::from_der`] for an entry, and [`DerErrorKind::TrailingOctets`] if octets
    /// follow.
    pub fn from_der(octets: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(octets);
        let general_name = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(general_name)
    }

    /// Reads and returns one GeneralName.
    ///
    /// # Errors
    ///
    /// [`DerError`] if it is not DER, if a tag of GeneralName is constructed where it must be primitive or the reverse,
    /// if a SEQUENCE or SET is in its place, if an otherName has no type-id or no `[0]`, or if a directoryName has no
    /// Name. The content of the `[0]` of an otherName, and every text, is checked by [`GeneralName::name`] and
    /// [`GeneralName::base`].
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let element = reader.element()?;
        let plain = |form| Ok(Self { form, element, value: element });
        if let Some(form) = Form::of_implicit_tag(element.tag()) {
            return plain(form);
        }
        // The module of RFC 5280 §A.2 has implicit tags. Name is a CHOICE, so its tag is explicit all the same.
        match element.tag().0 {
            0xa0 => Self::read_other_name(element),
            0xa3 => plain(Form::X400Address),
            0xa4 => {
                let mut inner = element.reader();
                let name = inner.expect(Tag::SEQUENCE)?;
                inner.finish()?;
                match DirectoryName::from_element(&name) {
                    Ok(_) => Ok(Self { form: Form::DirectoryName, element, value: name }),
                    Err(error) => Err(DerError::new(
                        DerErrorKind::InvalidName,
                        name.value_offset().saturating_add(error.position()),
                    )),
                }
            }
            0xa5 => plain(Form::EdiPartyName),
            0x88 => {
                Oid::from_element(&element)?;
                plain(Form::RegisteredId)
            }
            // The numbers above, constructed where they must be primitive or the reverse, are not DER (X.690 §10.2).
            0x80..=0x88 | 0xa0..=0xa8 => Err(DerError::new(DerErrorKind::InvalidGeneralName, element.offset())),
            // A SEQUENCE or SET is a wrapper of a GeneralName that was meant to be read, and not an unknown form.
            0x20..=0x3f => Err(DerError::new(DerErrorKind::InvalidGeneralName, element.offset())),
            // A tag of any class: a name of an unknown form causes a rejection if a constraint has its form, and only
            // then.
            _ => plain(Form::Unknown(element.identifier())),
        }
    }

    #[inline]
    fn read_other_name(element: Element<'a>) -> Result<Self, DerError> {
        let mut inner = element.reader();
        if srv_text_of_other_name(element.value()).is_some() {
            // The common encoding of an SRVName: its type-id was compared.
            inner.element()?;
            return Ok(Self { form: Form::SrvName, element, value: inner.element()? });
        }
        let type_id = Oid::from_element(&inner.expect(Tag::OBJECT_IDENTIFIER)?)?;
        let value = inner.expect(Tag::context_constructed(0))?;
        inner.finish()?;
        Ok(Self { form: Form::of_type_id(type_id), element, value })
    }

    /// Returns the form.
    #[must_use]
    pub const fn form(&self) -> Form<'a> {
        self.form
    }

    /// Returns the octets of the value: the content of the element, of the `[0]` of an otherName, or of a Name.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value.value()
    }

    /// Returns the offset of [`GeneralName::value`] in the caller's input, in octets.
    #[must_use]
    pub const fn value_offset(&self) -> usize {
        self.value.value_offset()
    }

    /// Returns the name as encoded: tag, length and content.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.element.der()
    }

    /// Returns the offset of the name in the caller's input, in octets.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.element.offset()
    }

    /// Returns this as a presented name, which is [`Name::NotUnderstood`] if its form is not understood.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the rule that it breaks.
    pub fn name(&self) -> Result<Name<'a>, NameError> {
        Name::from_value(self.form, self.value_octets()?)
    }

    /// Returns this as the base of a constraint, which is [`Base::NotUnderstood`] if its form is not understood.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the rule that it breaks.
    pub fn base(&self) -> Result<Base<'a>, NameError> {
        if !self.form.is_understood() {
            return Ok(Base::NotUnderstood);
        }
        Base::from_value(self.form, self.value_octets()?)
    }

    /// Returns the octets of the name itself: the text, the address or the content of the Name. For an otherName of a
    /// form that is understood, that is the content of the one element in its `[0]`, with any tag, or the content of
    /// the `[0]` if that is not one element.
    #[must_use]
    pub fn octets(&self) -> &'a [u8] {
        match self.form.other_name_value() {
            Some(_) => self.inner().map_or(self.value(), |inner| inner.value()),
            None => self.value(),
        }
    }

    /// Returns what displays the value whether or not it is well formed, in whatever form.
    #[must_use]
    pub const fn unparsed_value(&self) -> UnparsedValue<'a> {
        UnparsedValue::new(self.form, self.value())
    }

    /// Returns [`GeneralName::octets`], or `None` if they are not encoded as the form requires.
    #[inline]
    pub(crate) fn text_octets(&self) -> Option<&'a [u8]> {
        // Fast path: nearly every name has one of these two forms.
        match self.form {
            Form::DnsName => return Some(self.value()),
            Form::SrvName => {
                if let Some(text) = ia5_of_value(self.value()) {
                    return Some(text);
                }
            }
            _ => {}
        }
        self.value_octets().ok()
    }

    /// Returns [`GeneralName::octets`], or the rule that their encoding breaks.
    fn value_octets(&self) -> Result<&'a [u8], NameError> {
        let Some(tag) = self.form.other_name_value() else { return Ok(self.value()) };
        if let (Tag::IA5_STRING, Some(text)) = (tag, ia5_of_value(self.value())) {
            return Ok(text);
        }
        let inner = self.inner()?;
        match tag {
            _ if inner.tag() == tag => Ok(inner.value()),
            Tag::UTF8_STRING => Err(NameError::new(NameRule::NotUtf8String, 0)),
            _ => Err(NameError::new(NameRule::NotIa5String, 0)),
        }
    }

    /// Returns the one element in the `[0]` of an otherName, or [`NameRule::OtherNameValue`] if there is not exactly
    /// one.
    fn inner(&self) -> Result<Element<'a>, NameError> {
        let malformed = |error: DerError| NameError::new(NameRule::OtherNameValue, error.offset());
        let mut reader = Reader::new(self.value());
        let inner = reader.element().map_err(malformed)?;
        reader.finish().map_err(malformed)?;
        Ok(inner)
    }
}

/// Returns the form of a GeneralName in which only the text can be malformed: a form whose content is its value, or an
/// SRVName in the common encoding. Fast path; returns `None` for any other, which the caller parses in full.
#[inline]
pub(crate) fn usual_form(tag: Tag, content: &[u8]) -> Option<Form<'static>> {
    match tag {
        Tag(0xa0) => srv_text_of_other_name(content).map(|_| Form::SrvName),
        _ => Form::of_implicit_tag(tag),
    }
}

/// Returns the text of an SRVName, unparsed, from the content of its otherName. Fast path for the common encoding:
/// type-id, `[0]` and IA5String, each shorter than 128 octets and with nothing after it; returns `None` for any other,
/// which the caller parses in full.
#[inline]
pub(crate) fn srv_text_of_other_name(content: &[u8]) -> Option<&[u8]> {
    let (type_id, value) = content.split_first_chunk::<10>()?;
    match value {
        [0xa0, outer @ 2..=0x7f, value @ ..] if *type_id == SRV_TYPE_ID && usize::from(*outer) == value.len() => {
            ia5_of_value(value)
        }
        _ => None,
    }
}

/// Returns the content of an IA5String that is all of the content of the `[0]` of an otherName. Fast path for fewer
/// than 128 octets; returns `None` for any other value, which the caller parses in full.
#[inline]
fn ia5_of_value(value: &[u8]) -> Option<&[u8]> {
    match value {
        [0x16, length @ ..=0x7f, text @ ..] if usize::from(*length) == text.len() => Some(text),
        _ => None,
    }
}

/// id-on-dnsSRV with its tag and its length.
const SRV_TYPE_ID: [u8; 10] = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x07];

/// A name that a certificate presents: its form, the parsed name, and its octets.
///
/// The name is a `Result`, because constraints apply to a malformed name of their form too.
#[derive(Clone, Copy, Debug)]
pub struct PresentedId<'a> {
    form: Form<'a>,
    name: Result<Name<'a>, NameError>,
    octets: &'a [u8],
    offset: usize,
}

impl<'a> PresentedId<'a> {
    /// Returns the name that a GeneralName presents.
    #[must_use]
    pub fn from_general_name(general_name: &GeneralName<'a>) -> Self {
        Self {
            form: general_name.form(),
            name: general_name.name(),
            octets: general_name.octets(),
            offset: general_name.offset(),
        }
    }

    /// Returns the subject of a certificate, which is constrained like a directoryName (RFC 5280 §4.2.1.10). `offset`
    /// is that of the subject in the certificate, in octets.
    #[must_use]
    pub const fn from_subject(subject: DirectoryName<'a>, offset: usize) -> Self {
        Self { form: Form::DirectoryName, name: Ok(Name::Directory(subject)), octets: subject.content(), offset }
    }

    /// Returns an emailAddress in the subject, which is constrained like an rfc822Name if the certificate has no
    /// subjectAltName (RFC 5280 §4.2.1.10). `offset` is that of the subject in the certificate, in octets.
    #[must_use]
    pub fn from_email_address(address: &Attribute<'a>, offset: usize) -> Self {
        let name = address.ascii().and_then(Mailbox::parse).map(Name::Mailbox);
        Self { form: Form::Rfc822Name, name, octets: address.value(), offset }
    }

    /// Returns the form.
    #[must_use]
    pub const fn form(&self) -> Form<'a> {
        self.form
    }

    /// Returns the parsed name.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the rule that a malformed name breaks.
    pub const fn name(&self) -> Result<Name<'a>, NameError> {
        self.name
    }

    /// Returns the octets of the name, as [`GeneralName::octets`] does.
    #[must_use]
    pub const fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// Returns the offset of the name in the certificate, in octets.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the address of an XmppAddr (RFC 6120 §13.7.1.4): a JID, which is a domain alone for a server. Returns `None` if
    /// this is no XmppAddr, or not one UTF8String.
    #[must_use]
    pub fn xmpp_addr(&self) -> Option<&'a str> {
        if self.form != Form::OtherName(Oid::XMPP_ADDR) {
            return None;
        }
        // The form is not understood by constraints, so the octets are all of the `[0]`.
        let mut reader = Reader::new(self.octets);
        let text = reader.expect(Tag::UTF8_STRING).ok()?;
        reader.finish().ok()?;
        core::str::from_utf8(text.value()).ok()
    }
}

impl fmt::Display for PresentedId<'_> {
    /// Writes the name as it is in the certificate; the form and the [`UnparsedValue`] if the form is not understood; or
    /// `malformed:` and its octets, escaped, if it is malformed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Ok(Name::NotUnderstood) => write!(f, "{} {}", self.form, UnparsedValue::new(self.form, self.octets)),
            Ok(name) => name.fmt(f),
            Err(_) => write!(f, "malformed:{}", self.octets.escape_ascii()),
        }
    }
}

/// The entries of a subjectAltName, in order (RFC 5280 §4.2.1.6).
///
/// ```
/// use srvname::{certificate::GeneralNames, name::Name};
///
/// // SEQUENCE { [2] "example.com" }
/// let san = b"\x30\x0d\x82\x0bexample.com";
/// let names = GeneralNames::from_der(san)?;
/// let presented = names.iter().next().unwrap();
/// assert!(matches!(presented.name(), Ok(Name::Dns(_))));
/// # Ok::<(), srvname::certificate::DerError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GeneralNames<'a> {
    entries: Reader<'a>,
}

impl<'a> GeneralNames<'a> {
    /// Returns the entries in the value of a subjectAltName extension, whose structure it checks. Texts are checked
    /// when they are used.
    ///
    /// # Errors
    ///
    /// [`DerError`] if the value is not DER, if it has no entry, or if an entry is not a GeneralName (RFC 5280
    /// §4.2.1.6).
    pub fn from_der(octets: &'a [u8]) -> Result<Self, DerError> {
        Self::read(Reader::new(octets))
    }

    /// [`GeneralNames::from_der`] for the octets of `reader`, which has their offset.
    ///
    /// # Errors
    ///
    /// As [`GeneralNames::from_der`].
    pub(crate) fn read(reader: Reader<'a>) -> Result<Self, DerError> {
        let entries = Self::read_header(reader)?;
        let mut check = entries;
        while !check.is_empty() {
            let start = check;
            let element = check.element()?;
            if usual_form(element.tag(), element.value()).is_none() {
                check = start;
                GeneralName::read(&mut check)?;
            }
        }
        Ok(Self { entries })
    }

    /// Reads the value of a subjectAltName extension up to its first entry, and returns a reader of the entries.
    ///
    /// # Errors
    ///
    /// [`DerError`] if the value is not a SEQUENCE with nothing after it, or has no entry.
    #[inline]
    pub(crate) fn read_header(mut reader: Reader<'a>) -> Result<Reader<'a>, DerError> {
        let sequence = reader.expect(Tag::SEQUENCE)?;
        reader.finish()?;
        if sequence.value().is_empty() {
            return Err(DerError::new(DerErrorKind::EmptyGeneralNames, sequence.offset()));
        }
        Ok(sequence.reader())
    }

    /// Returns the octets of the entries.
    pub(crate) const fn content(&self) -> &'a [u8] {
        self.entries.rest()
    }

    /// Returns a reader of the entries.
    pub(crate) const fn reader(&self) -> Reader<'a> {
        self.entries
    }

    /// Returns `true` if an entry has this form.
    pub(crate) fn contains_form(&self, form: Form<'_>) -> bool {
        let mut entries = self.entries;
        while !entries.is_empty() {
            let start = entries;
            // The structure was checked by `read`, so there is no error.
            let usual = entries.element().ok().and_then(|element| usual_form(element.tag(), element.value()));
            let read = usual.map_or_else(
                || {
                    entries = start;
                    GeneralName::read(&mut entries).map(|general_name| general_name.form())
                },
                Ok,
            );
            match read {
                Ok(read) if read == form => return true,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        false
    }

    /// Returns the entries as presented identifiers, in order.
    pub fn iter(&self) -> PresentedIds<'a> {
        self.into_iter()
    }

    /// Returns the entries as encoded, in order.
    pub fn general_names(&self) -> impl Iterator<Item = GeneralName<'a>> + use<'a> {
        let mut entries = self.entries;
        // The structure was checked by `read`, so the walk ends where the entries do.
        core::iter::from_fn(move || if entries.is_empty() { None } else { GeneralName::read(&mut entries).ok() })
    }
}

impl<'a> TryFrom<&'a [u8]> for GeneralNames<'a> {
    type Error = DerError;

    /// [`GeneralNames::from_der`].
    fn try_from(octets: &'a [u8]) -> Result<Self, DerError> {
        Self::from_der(octets)
    }
}

/// An iterator over the entries as presented identifiers, returned by [`GeneralNames::iter`].
#[derive(Clone, Debug)]
pub struct PresentedIds<'a> {
    entries: Reader<'a>,
}

impl<'a> Iterator for PresentedIds<'a> {
    type Item = PresentedId<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.entries.is_empty() {
            return None;
        }
        // The structure was checked when the list was read, so the walk ends where the entries do.
        GeneralName::read(&mut self.entries).ok().map(|general_name| PresentedId::from_general_name(&general_name))
    }
}

impl<'a> IntoIterator for &GeneralNames<'a> {
    type Item = PresentedId<'a>;
    type IntoIter = PresentedIds<'a>;

    fn into_iter(self) -> Self::IntoIter {
        PresentedIds { entries: self.entries }
    }
}
