//! Conversions from and to the types of the `x509-cert` crate.
//!
//! Its types own what they hold, and this library's borrow from DER. So a conversion from it encodes once and lends: the
//! encoding is a value of its own. A conversion to it decodes, encodes again, and compares, because several things that
//! DER forbids or that `x509-cert` does not keep (an encoded DEFAULT, for one) would be lost without a word.
//!
//! ```
//! use srvname::Form;
//! use srvname::x509_cert::EncodedGeneralName;
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

use crate::certificate::{Certificate, CertificateError};
use crate::constraints::{GeneralSubtree, GeneralSubtrees, NameConstraints};
use crate::der::{DerError, Reader};
use crate::general_name::GeneralName;

/// Why a value has no equal among the types of `x509-cert`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConversionError {
    /// `x509-cert` does not read it: an x400Address, a type-id with an arc it cannot hold, a maximum out of its range.
    Unreadable(der::Error),
    /// `x509-cert` reads it and would write it otherwise: an encoded DEFAULT would be gone, for one.
    Lossy {
        /// The first octet, from the start of the value, that would change.
        offset: usize,
    },
}

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "x509-cert does not read this: {error}"),
            Self::Lossy { offset } => write!(f, "x509-cert would write this otherwise from octet {offset} on"),
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
    /// [`DerError`] when it is no GeneralName to this library, see [`GeneralName::read`].
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

    fn try_from(certificate: &Certificate<'_>) -> Result<Self, ConversionError> {
        lossless(certificate.der())
    }
}

impl TryFrom<&GeneralName<'_>> for name::GeneralName {
    type Error = ConversionError;

    fn try_from(general_name: &GeneralName<'_>) -> Result<Self, ConversionError> {
        lossless(general_name.der())
    }
}

impl TryFrom<&GeneralSubtree<'_>> for TheirSubtree {
    type Error = ConversionError;

    fn try_from(subtree: &GeneralSubtree<'_>) -> Result<Self, ConversionError> {
        lossless(subtree.der())
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
    list.iter().map(|subtree| TheirSubtree::try_from(&subtree)).collect::<Result<_, _>>().map(Some)
}

/// Decodes, and takes the value only if it encodes to the same octets.
fn lossless<'a, T: Decode<'a, Error = der::Error> + Encode>(octets: &'a [u8]) -> Result<T, ConversionError> {
    let value = T::from_der(octets).map_err(ConversionError::Unreadable)?;
    let again = value.to_der().map_err(ConversionError::Unreadable)?;
    if again == octets {
        return Ok(value);
    }
    let same = again.iter().zip(octets).take_while(|(one, other)| one == other).count();
    Err(ConversionError::Lossy { offset: same })
}
