//! The extensions of a certificate: all of them as encoded, and those that path processing uses, decoded.

use super::error::{CertificateError, CertificateErrorKind, MAX_EXTENSIONS};
use crate::certificate::general_name::GeneralNames;
use crate::certificate::name_constraints::NameConstraints;
use crate::der::oid;
use crate::der::{DerError, DerErrorKind, Element, Reader, Tag, check_integer};

/// The value of basicConstraints (RFC 5280 §4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BasicConstraints {
    /// `true` if the subject is a CA.
    pub ca: bool,
    /// pathLenConstraint: the largest number of non-self-issued intermediate certificates that may follow, or `None`
    /// for no limit. A number above `u32::MAX` is kept as `u32::MAX`, which no path reaches.
    pub path_len: Option<u32>,
}

/// The bits of keyUsage that path processing uses (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUsage(u8);

impl KeyUsage {
    /// Returns `true` if digitalSignature (bit 0) is set.
    #[must_use]
    pub const fn digital_signature(self) -> bool {
        self.0 & 0x80 != 0
    }

    /// Returns `true` if nonRepudiation (bit 1) is set, which X.509 calls contentCommitment.
    #[must_use]
    pub const fn non_repudiation(self) -> bool {
        self.0 & 0x40 != 0
    }

    /// Returns `true` if keyEncipherment (bit 2) is set.
    #[must_use]
    pub const fn key_encipherment(self) -> bool {
        self.0 & 0x20 != 0
    }

    /// Returns `true` if keyAgreement (bit 4) is set.
    #[must_use]
    pub const fn key_agreement(self) -> bool {
        self.0 & 0x08 != 0
    }

    /// Returns `true` if keyCertSign (bit 5) is set.
    #[must_use]
    pub const fn key_cert_sign(self) -> bool {
        self.0 & 0x04 != 0
    }
}

/// The value of extKeyUsage: a list of key purposes (RFC 5280 §4.2.1.12).
#[derive(Clone, Copy, Debug)]
pub struct ExtendedKeyUsage<'a> {
    purposes: Reader<'a>,
}

impl<'a> ExtendedKeyUsage<'a> {
    /// Returns the purposes, in order.
    pub fn iter(&self) -> impl Iterator<Item = oid::Oid<'a>> + use<'a> {
        let mut purposes = self.purposes;
        // The structure was checked when the certificate was read.
        core::iter::from_fn(move || {
            let element = purposes.expect(Tag::OBJECT_IDENTIFIER).ok()?;
            oid::Oid::from_content(element.value())
        })
    }
}

/// An extension, as encoded (RFC 5280 §4.2).
#[derive(Clone, Copy, Debug)]
pub struct Extension<'a> {
    id: oid::Oid<'a>,
    critical: bool,
    value: &'a [u8],
    der: &'a [u8],
    offset: usize,
}

impl<'a> Extension<'a> {
    #[inline]
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let element = reader.expect(Tag::SEQUENCE)?;
        match Self::glance(&element) {
            Some(usual) => Ok(usual),
            None => Self::read_any(&element),
        }
    }

    /// Returns an extension with an identifier of three octets, TRUE or no flag, and a value shorter than 256 octets.
    /// Fast path for the common encoding; returns `None` for any other, which the caller parses in full.
    #[inline]
    fn glance(element: &Element<'a>) -> Option<Self> {
        let (id, rest) = element.value().split_at_checked(5)?;
        let [0x06, 0x03, id @ ..] = id else { return None };
        let (critical, rest) = match rest {
            [0x01, 0x01, 0xff, rest @ ..] => (true, rest),
            _ => (false, rest),
        };
        let (length, value) = match rest {
            [0x04, length @ ..=0x7f, value @ ..] | [0x04, 0x81, length @ 0x80..=0xff, value @ ..] => (*length, value),
            _ => return None,
        };
        let id = oid::Oid::from_content(id)?;
        let is_whole = usize::from(length) == value.len();
        is_whole.then_some(Self { id, critical, value, der: element.der(), offset: element.offset() })
    }

    fn read_any(element: &Element<'a>) -> Result<Self, DerError> {
        let mut fields = element.reader();
        let id = oid::Oid::from_element(&fields.expect(Tag::OBJECT_IDENTIFIER)?)?;
        // DER omits the default, FALSE (X.690 §11.5). An encoded FALSE is accepted, because it means the same.
        let critical = fields.peek() == Some(Tag::BOOLEAN) && fields.boolean()?;
        let value = fields.expect(Tag::OCTET_STRING)?;
        fields.finish()?;
        Ok(Self { id, critical, value: value.value(), der: element.der(), offset: element.offset() })
    }

    /// Returns extnID.
    #[must_use]
    pub const fn id(&self) -> oid::Oid<'a> {
        self.id
    }

    /// Returns `true` if the extension is marked critical.
    #[must_use]
    pub const fn critical(&self) -> bool {
        self.critical
    }

    /// Returns the content of extnValue.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value
    }

    /// Returns the offset of [`Extension::value`] in the certificate, in octets.
    #[must_use]
    pub const fn value_offset(&self) -> usize {
        // The value is at the end of the extension.
        self.offset.saturating_add(self.der.len().saturating_sub(self.value.len()))
    }

    /// Returns the offset of the extension in the certificate, in octets.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the extension as encoded.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.der
    }
}

/// The extensions of a certificate: all as encoded, and those that are processed, decoded.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions<'a> {
    pub(super) all: Option<Reader<'a>>,
    pub(super) unknown_critical: Option<oid::Oid<'a>>,
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) extended_key_usage: Option<ExtendedKeyUsage<'a>>,
    pub(super) subject_alt_name: Option<GeneralNames<'a>>,
    pub(super) name_constraints: Option<NameConstraints<'a>>,
    pub(super) name_constraints_critical: bool,
    pub(super) authority_key_id: Option<&'a [u8]>,
    pub(super) subject_key_id: Option<&'a [u8]>,
}

impl<'a> Extensions<'a> {
    pub(super) fn read(&mut self, field: &Element<'a>) -> Result<(), CertificateError> {
        let mut outer = field.reader();
        let sequence = outer.expect(Tag::SEQUENCE)?;
        outer.finish()?;
        let mut rest = sequence.reader();
        if rest.is_empty() {
            return Err(DerError::new(DerErrorKind::EmptyExtensions, sequence.offset()).into());
        }
        self.all = Some(rest);
        let mut seen = Seen::default();
        while !rest.is_empty() {
            let extension = Extension::read(&mut rest)?;
            seen.again(&extension, sequence.reader())?;
            self.take(&extension)?;
        }
        Ok(())
    }

    fn take(&mut self, extension: &Extension<'a>) -> Result<(), DerError> {
        let value = || Reader::at(extension.value(), extension.value_offset());
        match id_ce_arc(extension.id.as_bytes()) {
            BASIC_CONSTRAINTS => self.basic_constraints = Some(read_basic_constraints(value())?),
            KEY_USAGE => self.key_usage = Some(read_key_usage(value())?),
            EXT_KEY_USAGE => self.extended_key_usage = Some(read_extended_key_usage(value())?),
            SUBJECT_ALT_NAME => self.subject_alt_name = Some(GeneralNames::read(value())?),
            NAME_CONSTRAINTS => {
                self.name_constraints = Some(NameConstraints::read(value())?);
                self.name_constraints_critical = extension.critical;
            }
            // Counts as processed, because no policy is required: user-initial-policy-set is any-policy (RFC 5280
            // §6.1.1(c)).
            CERTIFICATE_POLICIES => {}
            arc => self.take_unprocessed(extension, arc),
        }
        Ok(())
    }

    /// Keeps the key identifiers, which are hints for path building, and the first critical extension that is not
    /// processed.
    fn take_unprocessed(&mut self, extension: &Extension<'a>, arc: Option<u8>) {
        let mut value = Reader::new(extension.value());
        if arc == SUBJECT_KEY_IDENTIFIER {
            self.subject_key_id = value.expect(Tag::OCTET_STRING).ok().map(|element| element.value());
        } else if arc == AUTHORITY_KEY_IDENTIFIER {
            let key_id =
                value.expect(Tag::SEQUENCE).ok().and_then(|field| field.reader().optional(Tag::context(0)).ok());
            self.authority_key_id = key_id.flatten().map(|element| element.value());
        }
        // CAs must mark the key identifiers non-critical (RFC 5280 §4.2.1.1, §4.2.1.2). A critical one must be
        // processed, and a hint is not processed.
        if extension.critical && self.unknown_critical.is_none() {
            self.unknown_critical = Some(extension.id);
        }
    }
}

/// Returns whether the value of an extension that is processed is of its type; `true` for an extension of any other type.
pub(crate) fn is_of_its_type(extension: &Element<'_>) -> bool {
    let read = Extension::read(&mut Reader::at(extension.der(), extension.offset()));
    read.is_ok_and(|extension| Extensions::default().take(&extension).is_ok())
}

/// Returns the last arc of an identifier that is id-ce and one arc, as those of all processed extensions are, or `None`
/// for any other.
const fn id_ce_arc(id: &[u8]) -> Option<u8> {
    match id {
        [0x55, 0x1d, arc] => Some(*arc),
        _ => None,
    }
}

const SUBJECT_KEY_IDENTIFIER: Option<u8> = id_ce_arc(oid::ID_CE_SUBJECT_KEY_IDENTIFIER.as_bytes());
const KEY_USAGE: Option<u8> = id_ce_arc(oid::ID_CE_KEY_USAGE.as_bytes());
const SUBJECT_ALT_NAME: Option<u8> = id_ce_arc(oid::ID_CE_SUBJECT_ALT_NAME.as_bytes());
const BASIC_CONSTRAINTS: Option<u8> = id_ce_arc(oid::ID_CE_BASIC_CONSTRAINTS.as_bytes());
const NAME_CONSTRAINTS: Option<u8> = id_ce_arc(oid::ID_CE_NAME_CONSTRAINTS.as_bytes());
const CERTIFICATE_POLICIES: Option<u8> = id_ce_arc(oid::ID_CE_CERTIFICATE_POLICIES.as_bytes());
const AUTHORITY_KEY_IDENTIFIER: Option<u8> = id_ce_arc(oid::ID_CE_AUTHORITY_KEY_IDENTIFIER.as_bytes());
const EXT_KEY_USAGE: Option<u8> = id_ce_arc(oid::ID_CE_EXT_KEY_USAGE.as_bytes());

/// The extensions read so far, to find one that occurs twice (RFC 5280 §4.2).
#[derive(Default)]
struct Seen {
    count: usize,
    /// A 64-bit filter, with one bit for the last octet of an OID modulo 64. Most OIDs set a new bit and skip the
    /// search.
    last_octets: u64,
}

impl Seen {
    /// Counts `extension`, and returns an error if there are too many or if it occurs among those before it.
    fn again(&mut self, extension: &Extension<'_>, mut all: Reader<'_>) -> Result<(), CertificateError> {
        let refuse = |kind| Err(CertificateError { kind, offset: extension.offset() });
        self.count = self.count.saturating_add(1);
        if self.count > MAX_EXTENSIONS {
            return refuse(CertificateErrorKind::TooManyExtensions);
        }
        let last = extension.id.as_bytes().last().copied().unwrap_or(0);
        let bit = 1u64 << (last & 0x3f);
        let seen = self.last_octets & bit != 0;
        self.last_octets |= bit;
        while seen && all.offset() < extension.offset() {
            // Read and checked before, so only the octets of the identifier are compared, which may be many.
            let id = all.expect(Tag::SEQUENCE)?.reader().expect(Tag::OBJECT_IDENTIFIER)?;
            if id.value() == extension.id.as_bytes() {
                return refuse(CertificateErrorKind::RepeatedExtension);
            }
        }
        Ok(())
    }
}

#[inline]
fn read_basic_constraints(value: Reader<'_>) -> Result<BasicConstraints, DerError> {
    match value.rest() {
        // Fast path for the common encodings: no CA, a CA without pathLenConstraint, and a CA with one below 128.
        [0x30, 0x00] => Ok(BasicConstraints { ca: false, path_len: None }),
        [0x30, 0x03, 0x01, 0x01, 0xff] => Ok(BasicConstraints { ca: true, path_len: None }),
        [0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, short @ ..=0x7f] => {
            Ok(BasicConstraints { ca: true, path_len: Some(u32::from(*short)) })
        }
        _ => read_any_basic_constraints(value),
    }
}

fn read_any_basic_constraints(mut value: Reader<'_>) -> Result<BasicConstraints, DerError> {
    let mut fields = value.expect(Tag::SEQUENCE)?.reader();
    value.finish()?;
    let ca = fields.peek() == Some(Tag::BOOLEAN) && fields.boolean()?;
    let path_len = match fields.optional(Tag::INTEGER)? {
        Some(element) => {
            check_integer(&element)?;
            match element.value().first() {
                Some(first) if first & 0x80 != 0 => return Err(element.invalid(DerErrorKind::InvalidInteger)),
                _ => Some(saturating_u32(element.value())),
            }
        }
        None => None,
    };
    fields.finish()?;
    Ok(BasicConstraints { ca, path_len })
}

#[inline]
fn read_key_usage(mut value: Reader<'_>) -> Result<KeyUsage, DerError> {
    let (octets, _) = value.bit_string()?;
    value.finish()?;
    Ok(KeyUsage(octets.first().copied().unwrap_or(0)))
}

fn read_extended_key_usage(mut value: Reader<'_>) -> Result<ExtendedKeyUsage<'_>, DerError> {
    let purposes = value.expect(Tag::SEQUENCE)?.reader();
    value.finish()?;
    let mut check = purposes;
    while !check.is_empty() {
        oid::Oid::from_element(&check.expect(Tag::OBJECT_IDENTIFIER)?)?;
    }
    Ok(ExtendedKeyUsage { purposes })
}

/// Returns a non-negative INTEGER as a number, or `u32::MAX` if it is larger, which is still longer than any path.
fn saturating_u32(octets: &[u8]) -> u32 {
    octets.iter().fold(0u32, |number, octet| {
        number.checked_mul(256).and_then(|shifted| shifted.checked_add(u32::from(*octet))).unwrap_or(u32::MAX)
    })
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::super::tests::changed;
    use super::*;

    type Facts<'a> = Result<(&'a [u8], bool, &'a [u8], usize, usize, usize), DerError>;

    fn facts(extension: Result<Extension<'_>, DerError>) -> Facts<'_> {
        extension
            .map(|own| (own.id.as_bytes(), own.critical, own.value, own.value_offset(), own.offset(), own.der.len()))
    }

    #[test]
    fn an_extension_at_a_glance_is_one_that_is_read() {
        let long = [&[0x30, 0x81, 0xa0, 0x06, 0x03, 0x55, 0x1d, 0x1e, 0x04, 0x81, 0x98][..], &[0x5a; 0x98]].concat();
        let samples: [&[u8]; 7] = [
            b"\x30\x0f\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x05\x30\x03\x01\x01\xff",
            b"\x30\x0e\x06\x03\x55\x1d\x0f\x01\x01\x00\x04\x04\x03\x02\x01\x06",
            b"\x30\x0b\x06\x03\x55\x1d\x0f\x04\x04\x03\x02\x01\x06",
            b"\x30\x12\x06\x08\x2b\x06\x01\x05\x05\x07\x01\x01\x04\x06\x30\x04\x05\x00\x05\x00",
            b"\x30\x07\x06\x03\x55\x1d\x11\x04\x00",
            b"\x30\x0c\x06\x03\x55\x1d\x0f\x04\x81\x04\x03\x02\x01\x06",
            &long,
        ];
        let mut glances = 0;
        for octets in samples.iter().flat_map(|sample| changed(sample)) {
            let (mut reader, mut plain) = (Reader::at(&octets, 100), Reader::at(&octets, 100));
            let read = facts(Extension::read(&mut reader));
            let element = plain.expect(Tag::SEQUENCE);
            assert_eq!(read, facts(element.and_then(|element| Extension::read_any(&element))), "{octets:02x?}");
            assert_eq!(reader.rest(), plain.rest());
            glances += usize::from(element.is_ok_and(|element| Extension::glance(&element).is_some()));
        }
        assert!(glances > 1000, "{glances}");
    }

    #[test]
    fn basic_constraints_at_a_glance_are_those_that_are_read() {
        let samples: [&[u8]; 4] = [
            b"\x30\x00",
            b"\x30\x03\x01\x01\xff",
            b"\x30\x06\x01\x01\xff\x02\x01\x03",
            b"\x30\x07\x01\x01\xff\x02\x02\x01\x00",
        ];
        for octets in samples.iter().flat_map(|sample| changed(sample)) {
            let value = Reader::at(&octets, 100);
            assert_eq!(read_basic_constraints(value), read_any_basic_constraints(value), "{octets:02x?}");
        }
    }

    #[test]
    fn the_extensions_that_are_read_are_told_by_one_arc() {
        for (arc, own) in [
            (SUBJECT_KEY_IDENTIFIER, 14),
            (KEY_USAGE, 15),
            (SUBJECT_ALT_NAME, 17),
            (BASIC_CONSTRAINTS, 19),
            (NAME_CONSTRAINTS, 30),
            (CERTIFICATE_POLICIES, 32),
            (AUTHORITY_KEY_IDENTIFIER, 35),
            (EXT_KEY_USAGE, 37),
        ] {
            assert_eq!(arc, Some(own));
        }
        for other in [&[0x55, 0x1d][..], &[0x55, 0x1c, 15], &[0x54, 0x1d, 15], &[0x55, 0x1d, 15, 0]] {
            assert_eq!(id_ce_arc(other), None);
        }
    }
}
