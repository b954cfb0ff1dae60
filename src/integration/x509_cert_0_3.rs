//! Conversions from and to the types of the `x509-cert` crate.
//!
//! Its types own their content, and the types of this library borrow from DER. So a conversion from `x509-cert` encodes
//! once, into a value from which the types of this library borrow. A conversion to `x509-cert` decodes, encodes again,
//! and compares, because its types have no place for some content of certificates (an encoded DEFAULT, for example),
//! which would be lost silently, and with it the octets that were signed. Such a conversion is an error, which names
//! what would be lost.
//!
//! ```
//! use srvname::name::Form;
//! use srvname::integration::x509_cert_0_3::EncodedGeneralName;
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

/// Why the types of `x509-cert` cannot represent a value.
///
/// Offsets count octets from the start of the converted value. For a name or a subtree in a list, they count from the
/// start of the input from which the list was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConversionError {
    /// A name has a form that their GeneralName does not have: x400Address, and every tag that RFC 5280 does not
    /// define.
    NoSuchForm {
        /// The tag of the name.
        tag: Tag,
        /// The offset of the name.
        offset: usize,
    },
    /// A DEFAULT is encoded, which X.690 §11.5 forbids, and which occurs in certificates all the same.
    EncodedDefault {
        /// The field: `version`, `critical` or `minimum`.
        field: &'static str,
        /// The offset of the element that contains the field.
        offset: usize,
    },
    /// Their decoder rejects it for a reason of its own: a number, an arc or a serial number that is too large for
    /// their types, or an octet that is not ASCII in an IA5String.
    Unreadable(der::ErrorKind),
    /// Their decoder accepts it, and their encoder would write it differently.
    Lossy {
        /// The offset of the first octet that would change.
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

/// The DER of an `x509_cert::Certificate`, from which a [`Certificate`] borrows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedCertificate(Vec<u8>);

impl TryFrom<&::x509_cert::Certificate> for EncodedCertificate {
    type Error = der::Error;

    fn try_from(certificate: &::x509_cert::Certificate) -> Result<Self, der::Error> {
        certificate.to_der().map(Self)
    }
}

impl EncodedCertificate {
    /// Returns the certificate.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] if this library does not accept it: `x509-cert` can represent other certificates too, such
    /// as one with an empty subjectAltName.
    pub fn certificate(&self) -> Result<Certificate<'_>, CertificateError> {
        Certificate::from_der(&self.0)
    }

    /// Returns the DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

/// The DER of an `x509-cert` GeneralName, from which a [`GeneralName`] borrows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedGeneralName(Vec<u8>);

impl TryFrom<&name::GeneralName> for EncodedGeneralName {
    type Error = der::Error;

    fn try_from(general_name: &name::GeneralName) -> Result<Self, der::Error> {
        general_name.to_der().map(Self)
    }
}

impl EncodedGeneralName {
    /// Returns the name, which can be parsed as a presented name or as a base.
    ///
    /// # Errors
    ///
    /// [`DerError`] if this library does not accept it as a GeneralName, see [`GeneralName::from_der`].
    pub fn general_name(&self) -> Result<GeneralName<'_>, DerError> {
        let mut reader = Reader::new(&self.0);
        let general_name = GeneralName::read(&mut reader)?;
        reader.finish()?;
        Ok(general_name)
    }

    /// Returns the DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

/// The DER of an `x509-cert` SubjectAltName, from which [`GeneralNames`] borrow.
///
/// ```
/// use srvname::name::Name;
/// use srvname::integration::x509_cert_0_3::EncodedSubjectAltName;
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
    /// Returns the names.
    ///
    /// # Errors
    ///
    /// [`DerError`] if there is none, or if this library does not accept one: `x509-cert` can represent such a list.
    pub fn names(&self) -> Result<GeneralNames<'_>, DerError> {
        GeneralNames::from_der(&self.0)
    }

    /// Returns the DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

/// The DER of `x509-cert` NameConstraints, from which [`NameConstraints`] borrow.
///
/// ```
/// use srvname::integration::x509_cert_0_3::EncodedNameConstraints;
/// use srvname::name::Form;
/// use x509_cert::ext::pkix::{NameConstraints, constraints::name::GeneralSubtree, name::GeneralName};
/// # use x509_cert::der::asn1::Ia5String;
///
/// let base = GeneralName::DnsName(Ia5String::new("example.com")?);
/// let permitted = vec![GeneralSubtree { base, minimum: 0, maximum: None }];
/// let theirs = NameConstraints { permitted_subtrees: Some(permitted), excluded_subtrees: None };
/// let encoded = EncodedNameConstraints::try_from(&theirs)?;
/// assert!(encoded.name_constraints()?.permitted().contains_form(Form::DnsName));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedNameConstraints(Vec<u8>);

impl TryFrom<&pkix::NameConstraints> for EncodedNameConstraints {
    type Error = der::Error;

    fn try_from(constraints: &pkix::NameConstraints) -> Result<Self, der::Error> {
        constraints.to_der().map(Self)
    }
}

impl EncodedNameConstraints {
    /// Returns the constraints.
    ///
    /// # Errors
    ///
    /// [`DerError`] if both lists are absent, if one has no subtree, or if this library does not accept a base:
    /// `x509-cert` can represent such constraints.
    pub fn name_constraints(&self) -> Result<NameConstraints<'_>, DerError> {
        NameConstraints::from_der(&self.0)
    }

    /// Returns the DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<&Certificate<'_>> for ::x509_cert::Certificate {
    type Error = ConversionError;

    /// Converts the certificate. The values of extensions are octets in both types, so nothing in them is lost.
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

/// Returns the subtrees of a list, or `None` if the list is absent.
fn subtrees(list: &GeneralSubtrees<'_>) -> Result<Option<Vec<TheirSubtree>>, ConversionError> {
    if list.is_empty() {
        return Ok(None);
    }
    list.iter().map(|subtree| subtree_at(&subtree, 0)).collect::<Result<_, _>>().map(Some)
}

/// Converts a name in a value that starts at offset `origin` of the caller's input.
fn general_name_at(general_name: &GeneralName<'_>, origin: usize) -> Result<name::GeneralName, ConversionError> {
    let offset = general_name.offset().saturating_sub(origin);
    let no_such_form = |tag| Err(ConversionError::NoSuchForm { tag, offset });
    match general_name.form() {
        Form::X400Address => no_such_form(Tag::context_constructed(3)),
        Form::Unknown(identifier) => no_such_form(Tag::new(identifier.as_bytes().first().copied().unwrap_or_default())),
        _ => lossless(general_name.der()).map_err(|error| error.moved(offset)),
    }
}

/// Converts a subtree in a value that starts at offset `origin` of the caller's input.
fn subtree_at(subtree: &GeneralSubtree<'_>, origin: usize) -> Result<TheirSubtree, ConversionError> {
    let offset = subtree.offset().saturating_sub(origin);
    if subtree.minimum() == Some(&[0]) {
        return Err(ConversionError::EncodedDefault { field: "minimum", offset });
    }
    general_name_at(subtree.base(), origin)?;
    lossless(subtree.der()).map_err(|error| error.moved(offset))
}

/// Returns an error about a field that is encoded although it has the default value, or `None` if there is none.
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

/// Returns the tag of the element after extnID in an extension, or `None` if there is none.
fn flag_of(extension: &[u8]) -> Option<Tag> {
    let mut fields = Reader::new(extension).expect(Tag::SEQUENCE).ok()?.reader();
    fields.element().ok()?;
    fields.peek()
}

impl ConversionError {
    /// Returns the same error about a value that starts `octets` later.
    const fn moved(self, octets: usize) -> Self {
        match self {
            Self::Lossy { offset } => Self::Lossy { offset: offset.saturating_add(octets) },
            error => error,
        }
    }
}

/// Returns the decoded value, or an error if it does not encode to the same octets.
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
