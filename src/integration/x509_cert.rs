//! Conversions from and to the types of the `x509-cert` crate.
//!
//! Its types own what they hold, and this library's borrow from DER. So a conversion from it encodes once and lends: the
//! encoding is a value of its own. A conversion to it decodes, encodes again, and compares, because some things that a
//! certificate may hold (an encoded DEFAULT, for one) have no place in its types and would be gone without a word; with
//! them the octets that were signed. Such a conversion is refused, and the error names what would be lost.
//!
//! ```
//! use srvname::name::Form;
//! use srvname::integration::x509_cert::EncodedGeneralName;
//! use x509_cert::ext::pkix::name::GeneralName;
//! # use x509_cert::der::asn1::Ia5String;
//!
//! let theirs = GeneralName::DnsName(Ia5String::new("example.com")?);
//! let encoded = EncodedGeneralName::try_from(&theirs)?;
//! let ours = encoded.general_name()?;
//! assert_eq!(ours.form(), Form::DnsName);
//! assert_eq!(GeneralName::try_from(&ours)?, theirs);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::vec::Vec;
use core::fmt;

use ::x509_cert::ext::pkix::constraints::name::GeneralSubtree as TheirSubtree;
use ::x509_cert::ext::pkix::{self, name};
use der::{Decode, Encode};

use crate::certificate::general_name::{GeneralName, GeneralNames};
use crate::certificate::name_constraints::{GeneralSubtree, GeneralSubtrees, NameConstraints};
use crate::certificate::{Certificate, CertificateError};
use crate::der::{DerError, Reader, Tag};
use crate::name::Form;

/// Why a value has no equal among the types of `x509-cert`.
///
/// Offsets count octets from the start of what was converted; those of names in a list, and of subtrees, from the start of
/// what the list was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConversionError {
    /// A name of a form that their GeneralName does not have: x400Address, and every tag that RFC 5280 does not know.
    NoSuchForm {
        /// The tag of the name.
        tag: Tag,
        /// Where the name stands.
        offset: usize,
    },
    /// A DEFAULT that is encoded, which X.690 §11.5 forbids and certificates hold all the same.
    EncodedDefault {
        /// The field: `version`, `critical` or `minimum`.
        field: &'static str,
        /// Where the element that holds the field starts.
        offset: usize,
    },
    /// Their decoder refuses it for a reason of its own: a number, an arc or a serial number that is too large for their
    /// types, an octet that is not ASCII in an IA5String.
    Unreadable(der::ErrorKind),
    /// They read it, and would write it otherwise.
    Lossy {
        /// The first octet that would change.
        offset: usize,
    },
}

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchForm { tag, offset } => {
                write!(f, "x509-cert has no type for the GeneralName with tag {tag} at octet {offset}")
            }
            Self::EncodedDefault { field, offset } => {
                write!(f, "x509-cert would omit the default of {field}, which is encoded at octet {offset}")
            }
            Self::Unreadable(kind) => write!(f, "x509-cert cannot read this: {kind}"),
            Self::Lossy { offset } => write!(f, "x509-cert would write this differently from octet {offset} on"),
        }
    }
}

impl core::error::Error for ConversionError {}

/// The DER of an `x509_cert::Certificate`, which lends a [`Certificate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedCertificate(Vec<u8>);

impl TryFrom<&::x509_cert::Certificate> for EncodedCertificate {
    type Error = der::Error;

    fn try_from(certificate: &::x509_cert::Certificate) -> Result<Self, der::Error> {
        certificate.to_der().map(Self)
    }
}

impl EncodedCertificate {
    /// The certificate.
    ///
    /// # Errors
    ///
    /// [`CertificateError`]: `x509-cert` holds certificates that this library does not read, such as one with an empty
    /// subjectAltName.
    pub fn certificate(&self) -> Result<Certificate<'_>, CertificateError> {
        Certificate::from_der(&self.0)
    }

    /// The octets.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

/// The DER of an `x509-cert` GeneralName, which lends a [`GeneralName`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedGeneralName(Vec<u8>);

impl TryFrom<&name::GeneralName> for EncodedGeneralName {
    type Error = der::Error;

    fn try_from(general_name: &name::GeneralName) -> Result<Self, der::Error> {
        general_name.to_der().map(Self)
    }
}

impl EncodedGeneralName {
    /// The name, to be read as a presented name or as a base.
    ///
    /// # Errors
    ///
    /// [`DerError`] when it is no GeneralName to this library, see [`GeneralName::from_der`].
    pub fn general_name(&self) -> Result<GeneralName<'_>, DerError> {
        let mut reader = Reader::new(&self.0);
        let general_name = GeneralName::read(&mut reader)?;
        reader.finish()?;
        Ok(general_name)
    }

    /// The octets.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

/// The DER of an `x509-cert` SubjectAltName, which lends [`GeneralNames`].
///
/// ```
/// use srvname::name::Name;
/// use srvname::integration::x509_cert::EncodedSubjectAltName;
/// use x509_cert::ext::pkix::{SubjectAltName, name::GeneralName};
/// # use x509_cert::der::asn1::Ia5String;
///
/// let theirs = SubjectAltName(vec![GeneralName::DnsName(Ia5String::new("example.com")?)]);
/// let encoded = EncodedSubjectAltName::try_from(&theirs)?;
/// let presented = encoded.names()?.iter().next().unwrap();
/// assert!(matches!(presented.name(), Ok(Name::Dns(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedSubjectAltName(Vec<u8>);

impl TryFrom<&pkix::SubjectAltName> for EncodedSubjectAltName {
    type Error = der::Error;

    fn try_from(names: &pkix::SubjectAltName) -> Result<Self, der::Error> {
        names.to_der().map(Self)
    }
}

impl EncodedSubjectAltName {
    /// The names.
    ///
    /// # Errors
    ///
    /// [`DerError`] when there is none: `x509-cert` can hold an empty list.
    pub fn names(&self) -> Result<GeneralNames<'_>, DerError> {
        GeneralNames::from_der(&self.0)
    }

    /// The octets.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

/// The DER of `x509-cert` NameConstraints, which lends [`NameConstraints`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedNameConstraints(Vec<u8>);

impl TryFrom<&pkix::NameConstraints> for EncodedNameConstraints {
    type Error = der::Error;

    fn try_from(constraints: &pkix::NameConstraints) -> Result<Self, der::Error> {
        constraints.to_der().map(Self)
    }
}

impl EncodedNameConstraints {
    /// The constraints.
    ///
    /// # Errors
    ///
    /// [`DerError`] when neither list is there, or one is and has no subtree: `x509-cert` can hold such constraints.
    pub fn name_constraints(&self) -> Result<NameConstraints<'_>, DerError> {
        NameConstraints::from_der(&self.0)
    }

    /// The octets.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<&Certificate<'_>> for ::x509_cert::Certificate {
    type Error = ConversionError;

    /// What stands inside the extensions is kept as octets on both sides, and so never lost.
    fn try_from(certificate: &Certificate<'_>) -> Result<Self, ConversionError> {
        lossless(certificate.der()).map_err(|error| match error {
            ConversionError::Lossy { .. } => encoded_default(certificate).unwrap_or(error),
            error => error,
        })
    }
}

impl TryFrom<&GeneralName<'_>> for name::GeneralName {
    type Error = ConversionError;

    fn try_from(general_name: &GeneralName<'_>) -> Result<Self, ConversionError> {
        general_name_at(general_name, general_name.offset())
    }
}

impl TryFrom<&GeneralNames<'_>> for pkix::SubjectAltName {
    type Error = ConversionError;

    fn try_from(names: &GeneralNames<'_>) -> Result<Self, ConversionError> {
        names.general_names().map(|general_name| general_name_at(&general_name, 0)).collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<&GeneralSubtree<'_>> for TheirSubtree {
    type Error = ConversionError;

    fn try_from(subtree: &GeneralSubtree<'_>) -> Result<Self, ConversionError> {
        subtree_at(subtree, subtree.offset())
    }
}

impl TryFrom<&NameConstraints<'_>> for pkix::NameConstraints {
    type Error = ConversionError;

    fn try_from(constraints: &NameConstraints<'_>) -> Result<Self, ConversionError> {
        Ok(Self {
            permitted_subtrees: subtrees(&constraints.permitted())?,
            excluded_subtrees: subtrees(&constraints.excluded())?,
        })
    }
}

/// The subtrees of a list; none when the list is absent.
fn subtrees(list: &GeneralSubtrees<'_>) -> Result<Option<Vec<TheirSubtree>>, ConversionError> {
    if list.is_empty() {
        return Ok(None);
    }
    list.iter().map(|subtree| subtree_at(&subtree, 0)).collect::<Result<_, _>>().map(Some)
}

/// Converts a name in something that starts at `origin` of the caller's input.
fn general_name_at(general_name: &GeneralName<'_>, origin: usize) -> Result<name::GeneralName, ConversionError> {
    let offset = general_name.offset().saturating_sub(origin);
    let no_such_form = |tag| Err(ConversionError::NoSuchForm { tag, offset });
    match general_name.form() {
        Form::X400Address => no_such_form(Tag::context_constructed(3)),
        Form::Unknown(tag) => no_such_form(tag),
        _ => lossless(general_name.der()).map_err(|error| error.moved(offset)),
    }
}

/// Converts a subtree in something that starts at `origin` of the caller's input.
fn subtree_at(subtree: &GeneralSubtree<'_>, origin: usize) -> Result<TheirSubtree, ConversionError> {
    let offset = subtree.offset().saturating_sub(origin);
    if subtree.minimum() == Some(&[0]) {
        return Err(ConversionError::EncodedDefault { field: "minimum", offset });
    }
    general_name_at(subtree.base(), origin)?;
    lossless(subtree.der()).map_err(|error| error.moved(offset))
}

/// The field that a certificate has encoded although it is the default.
fn encoded_default(certificate: &Certificate<'_>) -> Option<ConversionError> {
    let of = |field, offset| Some(ConversionError::EncodedDefault { field, offset });
    let mut outer = Reader::new(certificate.der());
    let tbs = outer.expect(Tag::SEQUENCE).ok()?.reader().expect(Tag::SEQUENCE).ok()?;
    let version = tbs.reader().optional(Tag::context_constructed(0)).ok()?;
    if let Some(version) = version.filter(|field| field.value() == [0x02, 0x01, 0x00]) {
        return of("version", version.offset());
    }
    let spelt_out = certificate
        .extensions()
        .find(|extension| !extension.critical() && flag_of(extension.der()) == Some(Tag::BOOLEAN));
    of("critical", spelt_out?.offset())
}

/// The tag of what follows the type in an extension.
fn flag_of(extension: &[u8]) -> Option<Tag> {
    let mut fields = Reader::new(extension).expect(Tag::SEQUENCE).ok()?.reader();
    fields.element().ok()?;
    fields.peek()
}

impl ConversionError {
    /// The same error about something that starts `octets` further on.
    const fn moved(self, octets: usize) -> Self {
        match self {
            Self::Lossy { offset } => Self::Lossy { offset: offset.saturating_add(octets) },
            error => error,
        }
    }
}

/// Decodes, and takes the value only if it encodes to the same octets.
fn lossless<'a, T: Decode<'a, Error = der::Error> + Encode>(octets: &'a [u8]) -> Result<T, ConversionError> {
    let unreadable = |error: der::Error| ConversionError::Unreadable(error.kind());
    let value = T::from_der(octets).map_err(unreadable)?;
    let again = value.to_der().map_err(unreadable)?;
    if again == octets {
        return Ok(value);
    }
    let same = again.iter().zip(octets).take_while(|(one, other)| one == other).count();
    Err(ConversionError::Lossy { offset: same })
}
