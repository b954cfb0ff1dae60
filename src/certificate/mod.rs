//! The fields of a certificate that path processing reads, borrowed from its DER.

pub(crate) mod error;
pub(crate) mod extensions;
pub(crate) mod general_name;
pub(crate) mod name_constraints;
pub(crate) mod tbs;
pub(crate) mod technical_constraints;
mod unparsed_value;
pub(crate) mod unsigned;

pub use crate::der::oid::Oid;
use crate::der::time::read_time;
pub use crate::der::{DerError, DerErrorKind, Identifier, Tag};
use crate::der::{Element, Reader, check_integer};
use crate::name::Form;
use crate::name::directory::DirectoryName;
pub use error::{CertificateError, CertificateErrorKind};
use extensions::Extensions;
pub use extensions::{BasicConstraints, ExtendedKeyUsage, Extension, KeyUsage};
pub use general_name::{GeneralName, GeneralNames, PresentedId, PresentedIds};
pub use name_constraints::{GeneralSubtree, GeneralSubtrees, GeneralSubtreesIter, NameConstraints};
use tbs::TbsReader;
pub use tbs::{CertificateFields, ExtensionFields};
pub use technical_constraints::TechnicalConstraints;
pub use unparsed_value::UnparsedValue;
pub use unsigned::{CertificationRequest, TbsCertificate};

/// A certificate: the fields that path processing uses, borrowed from its DER (RFC 5280 §4.1).
///
/// The structure, repeated extensions, and the extensions that this library processes are checked when the certificate
/// is read. The text of a name is parsed when it is used.
///
/// ```no_run
/// # let der: &[u8] = &[];
/// use srvname::Certificate;
///
/// let certificate = Certificate::from_der(der)?;
/// for presented in certificate.presented_ids() {
///     println!("{presented}");
/// }
/// # Ok::<(), srvname::certificate::CertificateError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    der: &'a [u8],
    tbs: &'a [u8],
    signature_algorithm: &'a [u8],
    signature: &'a [u8],
    serial: &'a [u8],
    issuer: DirectoryName<'a>,
    not_before: i64,
    not_after: i64,
    subject: DirectoryName<'a>,
    subject_offset: usize,
    spki: &'a [u8],
    extensions: Extensions<'a>,
}

impl<'a> TryFrom<&'a [u8]> for Certificate<'a> {
    type Error = CertificateError;

    /// [`Certificate::from_der`].
    fn try_from(octets: &'a [u8]) -> Result<Self, CertificateError> {
        Self::from_der(octets)
    }
}

impl<'a> Certificate<'a> {
    /// Returns the certificate that these octets encode (RFC 5280 §4.1), with nothing after it.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] with the offset of the error, if the octets are not DER, if octets follow the certificate,
    /// if a field is malformed, if the two signature algorithms differ, if an extension occurs twice, or if an
    /// extension that path processing uses is malformed: basicConstraints, keyUsage, extKeyUsage, subjectAltName,
    /// nameConstraints.
    pub fn from_der(der: &'a [u8]) -> Result<Self, CertificateError> {
        let mut reader = Reader::new(der);
        let mut certificate = reader.expect(Tag::SEQUENCE)?.reader();
        reader.finish()?;
        let tbs = certificate.expect(Tag::SEQUENCE)?;
        let algorithm = certificate.expect(Tag::SEQUENCE)?;
        let (signature, unused) = certificate.bit_string()?;
        if unused != 0 {
            return Err(DerError::new(DerErrorKind::InvalidBitString, certificate.offset()).into());
        }
        certificate.finish()?;
        Self::read_tbs(der, &tbs, Some(&algorithm), signature)
    }

    /// Reads the fields of a TBSCertificate. `algorithm` is the signatureAlgorithm that the certificate has beside it;
    /// `None` if it is not signed yet.
    #[inline]
    fn read_tbs(
        der: &'a [u8],
        tbs: &Element<'a>,
        algorithm: Option<&Element<'a>>,
        signature: &'a [u8],
    ) -> Result<Self, CertificateError> {
        let mut fields = TbsReader::new(tbs);
        let version = read_version(fields.version()?)?;
        let serial = fields.serial()?;
        check_integer(&serial)?;
        let signature_algorithm = fields.sequence()?.value();
        if let Some(algorithm) = algorithm.filter(|algorithm| algorithm.value() != signature_algorithm) {
            let kind = CertificateErrorKind::SignatureAlgorithmMismatch;
            return Err(CertificateError { kind, offset: algorithm.offset() });
        }
        let issuer = read_name(&fields.sequence()?)?;
        let mut validity = fields.sequence()?.reader();
        let not_before = read_time(&mut validity)?;
        let not_after = read_time(&mut validity)?;
        validity.finish()?;
        let subject_field = fields.sequence()?;
        let subject = read_name(&subject_field)?;
        let spki = fields.sequence()?.value();
        let mut extensions = Extensions::default();
        if let Some(field) = fields.extensions()? {
            if version != Version::V3 {
                let kind = CertificateErrorKind::ExtensionsBeforeV3;
                return Err(CertificateError { kind, offset: field.offset() });
            }
            extensions.read(&field)?;
        }
        fields.finish()?;
        Ok(Self {
            der,
            tbs: tbs.der(),
            signature_algorithm,
            signature,
            serial: serial.value(),
            issuer,
            not_before,
            not_after,
            subject,
            subject_offset: subject_field.offset(),
            spki,
            extensions,
        })
    }

    /// Returns the certificate as it was given.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.der
    }

    /// Returns tbsCertificate with its header: the octets that are signed.
    #[must_use]
    pub const fn tbs(&self) -> &'a [u8] {
        self.tbs
    }

    /// Returns the content of signatureAlgorithm, without its header, as `rustls_pki_types::AlgorithmIdentifier`
    /// contains it.
    #[must_use]
    pub const fn signature_algorithm(&self) -> &'a [u8] {
        self.signature_algorithm
    }

    /// Returns the octets of signatureValue.
    #[must_use]
    pub const fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// Returns the content octets of serialNumber.
    #[must_use]
    pub const fn serial(&self) -> &'a [u8] {
        self.serial
    }

    /// Returns issuer.
    #[must_use]
    pub const fn issuer(&self) -> DirectoryName<'a> {
        self.issuer
    }

    /// Returns subject, which is empty if the certificate names its subject only in the subjectAltName (RFC 5280
    /// §4.1.2.6).
    #[must_use]
    pub const fn subject(&self) -> DirectoryName<'a> {
        self.subject
    }

    /// Returns notBefore, in seconds since 1970-01-01T00:00:00Z. The certificate is valid from that second on,
    /// inclusive (RFC 5280 §4.1.2.5).
    #[must_use]
    pub const fn not_before(&self) -> i64 {
        self.not_before
    }

    /// Returns notAfter, in seconds since 1970-01-01T00:00:00Z. The certificate is valid until that second, inclusive
    /// (RFC 5280 §4.1.2.5).
    #[must_use]
    pub const fn not_after(&self) -> i64 {
        self.not_after
    }

    /// Returns the content of subjectPublicKeyInfo, without its header, as `rustls_pki_types::TrustAnchor` contains it.
    ///
    /// A digest of the key, such as that of a TLSA record, is of the whole:
    /// [`CertificateFields::subject_public_key_info`].
    #[must_use]
    pub const fn spki(&self) -> &'a [u8] {
        self.spki
    }

    /// Returns basicConstraints, or `None` if it is absent (RFC 5280 §4.2.1.9).
    #[must_use]
    pub const fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.extensions.basic_constraints
    }

    /// Returns `true` if basicConstraints marks the subject as a CA, and `false` if it does not or is absent.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.extensions.basic_constraints.is_some_and(|constraints| constraints.ca)
    }

    /// Returns keyUsage, or `None` if it is absent (RFC 5280 §4.2.1.3).
    #[must_use]
    pub const fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions.key_usage
    }

    /// Returns extKeyUsage, or `None` if it is absent (RFC 5280 §4.2.1.12).
    #[must_use]
    pub const fn extended_key_usage(&self) -> Option<ExtendedKeyUsage<'a>> {
        self.extensions.extended_key_usage
    }

    /// Returns subjectAltName, or `None` if it is absent (RFC 5280 §4.2.1.6).
    #[must_use]
    pub const fn subject_alt_name(&self) -> Option<GeneralNames<'a>> {
        self.extensions.subject_alt_name
    }

    /// Returns nameConstraints, critical or not, or `None` if it is absent (RFC 5280 §4.2.1.10).
    #[must_use]
    pub const fn name_constraints(&self) -> Option<NameConstraints<'a>> {
        self.extensions.name_constraints
    }

    /// Returns `true` if nameConstraints is present and marked critical. For reports: it does not change a verdict.
    #[must_use]
    pub const fn name_constraints_critical(&self) -> bool {
        self.extensions.name_constraints_critical
    }

    /// Returns the keyIdentifier of authorityKeyIdentifier, or `None` if it is absent or malformed (RFC 5280 §4.2.1.1).
    /// It is a hint for path building, never a condition.
    #[must_use]
    pub const fn authority_key_id(&self) -> Option<&'a [u8]> {
        self.extensions.authority_key_id
    }

    /// Returns subjectKeyIdentifier, or `None` if it is absent or malformed (RFC 5280 §4.2.1.2). It is a hint for path
    /// building, never a condition.
    #[must_use]
    pub const fn subject_key_id(&self) -> Option<&'a [u8]> {
        self.extensions.subject_key_id
    }

    /// Returns the extnID of the first critical extension that this library does not process, or `None` if there is
    /// none. A path with such a certificate must be rejected (RFC 5280 §6.1.4(o), §6.1.5(f)).
    #[must_use]
    pub const fn unknown_critical_extension(&self) -> Option<Oid<'a>> {
        self.extensions.unknown_critical
    }

    /// Returns all extensions, as encoded, in order.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        let mut rest = self.extensions.all.unwrap_or(Reader::new(&[]));
        // The structure was checked when the certificate was read.
        core::iter::from_fn(move || if rest.is_empty() { None } else { Extension::read(&mut rest).ok() })
    }

    /// Returns `true` if subject and issuer are the same Name (RFC 5280 §6.1). Such a certificate need not be
    /// self-signed.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Returns `true` if the subjectAltName has an SRVName, well formed or not.
    #[must_use]
    pub fn presents_srv_name(&self) -> bool {
        self.subject_alt_name().is_some_and(|names| names.contains_form(Form::SrvName))
    }

    /// Returns every name that constraints apply to, in the order in which they are checked: the subject if it is not
    /// empty, each emailAddress in it if there is no subjectAltName, and each entry of the subjectAltName (RFC 5280
    /// §4.2.1.10, §6.1.3(b)).
    pub fn presented_ids(&self) -> impl Iterator<Item = PresentedId<'a>> + use<'a> {
        let san = self.subject_alt_name();
        let addresses = san.is_none().then(|| self.email_ids());
        let in_subject = self.subject_id().into_iter().chain(addresses.into_iter().flatten());
        in_subject.chain(san.into_iter().flat_map(|names| names.iter()))
    }

    /// Returns the subject as a name that constraints apply to, or `None` if it is empty.
    #[inline]
    pub(crate) fn subject_id(&self) -> Option<PresentedId<'a>> {
        (!self.subject.is_empty()).then(|| PresentedId::from_subject(self.subject, self.subject_offset))
    }

    /// Returns each emailAddress in the subject. Constraints apply to them if there is no subjectAltName (RFC 5280
    /// §4.2.1.10).
    pub(crate) fn email_ids(&self) -> impl Iterator<Item = PresentedId<'a>> + use<'a> {
        let offset = self.subject_offset;
        self.subject.email_addresses().map(move |address| PresentedId::from_email_address(&address, offset))
    }
}

/// The version field: DEFAULT v1 (RFC 5280 §4.1.2.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    V1,
    V2,
    V3,
}

#[inline]
fn read_version(field: Option<Element<'_>>) -> Result<Version, CertificateError> {
    match field {
        // Fast path: nearly every certificate is v3.
        Some(field) if field.value() == [0x02, 0x01, 0x02] => Ok(Version::V3),
        Some(field) => read_any_version(&field),
        None => Ok(Version::V1),
    }
}

fn read_any_version(field: &Element<'_>) -> Result<Version, CertificateError> {
    let mut inner = field.reader();
    let version = inner.integer()?;
    inner.finish()?;
    match version.value() {
        [0] => Ok(Version::V1),
        [1] => Ok(Version::V2),
        [2] => Ok(Version::V3),
        _ => Err(CertificateError { kind: CertificateErrorKind::Version, offset: version.offset() }),
    }
}

#[inline]
fn read_name<'a>(field: &Element<'a>) -> Result<DirectoryName<'a>, DerError> {
    DirectoryName::from_element(field).map_err(|error| {
        let offset = field.value_offset().saturating_add(error.position());
        DerError::new(DerErrorKind::InvalidName, offset)
    })
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    /// Returns the octets cut off at every length, and with each octet changed to every value.
    pub(super) fn changed(octets: &[u8]) -> impl Iterator<Item = Vec<u8>> {
        let cut = (0..=octets.len()).map(|length| octets[..length].to_vec());
        let other = (0..octets.len()).flat_map(move |place| {
            (0..=0xff).map(move |octet| {
                let mut octets = octets.to_vec();
                octets[place] = octet;
                octets
            })
        });
        cut.chain(other)
    }

    #[test]
    fn a_version_at_a_glance_is_one_that_is_read() {
        let mut glances = 0;
        for octets in changed(b"\xa0\x03\x02\x01\x02\x02\x01\x05") {
            let Ok(Some(field)) = Reader::at(&octets, 100).optional(Tag::context_constructed(0)) else { continue };
            let (version, other) = (read_version(Some(field)), read_any_version(&field));
            assert!(version == other, "{octets:02x?}");
            glances += usize::from(version.is_ok());
        }
        assert!(glances > 500, "{glances}");
    }
}
