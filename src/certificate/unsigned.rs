//! What no CA has signed yet: certification requests (RFC 2986), and the TBSCertificate of a certificate to be issued.
//!
//! Their names can be checked before anybody signs. Neither is a certificate, and nothing here returns one to a caller:
//! a [`Certificate`] may be the end entity of any path, and a path proves an identity.

use crate::certificate::error::{CertificateError, CertificateErrorKind};
use crate::certificate::extensions::Extensions;
use crate::certificate::general_name::{GeneralNames, PresentedId};
use crate::certificate::name_constraints::NameConstraints;
use crate::certificate::{Certificate, Extension, read_name};
use crate::der::oid::{self, Oid};
use crate::der::{DerError, DerErrorKind, Element, Reader, Tag};
use crate::name::directory::DirectoryName;

/// A certification request (PKCS #10, RFC 2986 §4): the subject, the key and the extensions that an applicant asks a CA
/// for.
///
/// The structure and the requested extensions are checked as those of a [`Certificate`] are. Its signature, which proves
/// that the applicant has the key, is not verified here.
///
/// ```no_run
/// # let der: &[u8] = &[];
/// use srvname::certificate::CertificationRequest;
///
/// let request = CertificationRequest::from_der(der)?;
/// for requested in request.presented_ids() {
///     println!("{requested}");
/// }
/// # Ok::<(), srvname::certificate::CertificateError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CertificationRequest<'a> {
    /// The certificate that it asks for, without what a CA adds: the issuer is empty, and the validity unlimited.
    requested: Certificate<'a>,
}

impl<'a> TryFrom<&'a [u8]> for CertificationRequest<'a> {
    type Error = CertificateError;

    /// [`CertificationRequest::from_der`].
    fn try_from(octets: &'a [u8]) -> Result<Self, CertificateError> {
        Self::from_der(octets)
    }
}

impl<'a> CertificationRequest<'a> {
    /// Returns the request that these octets encode (RFC 2986 §4), with nothing after it.
    ///
    /// Q: Which attributes have the requested extensions?
    /// A: extensionRequest (RFC 2985 §5.4.2), and the attribute that Windows had before: CAs read both.
    ///    (`tests/requests.rs`, `extensions_stand_in_either_attribute`)
    ///
    /// Q: Must the field attributes be there, when there is none?
    /// A: By RFC 2986 §4.1 it must. Requests without it are made and signed, and nothing else can be meant by them.
    ///    (`tests/requests.rs`, `a_request_without_attributes_asks_for_no_extension`)
    ///
    /// # Errors
    ///
    /// [`CertificateError`] with the offset of the error, if the octets are not DER, if octets follow the request, if a
    /// field is malformed, if extensions are requested twice or one of them occurs twice, or if an extension that path
    /// processing uses is malformed.
    pub fn from_der(der: &'a [u8]) -> Result<Self, CertificateError> {
        let mut reader = Reader::new(der);
        let mut request = reader.expect(Tag::SEQUENCE)?.reader();
        reader.finish()?;
        let info = request.expect(Tag::SEQUENCE)?;
        let signature_algorithm = request.expect(Tag::SEQUENCE)?.value();
        let (signature, unused) = request.bit_string()?;
        if unused != 0 {
            return Err(DerError::new(DerErrorKind::InvalidBitString, request.offset()).into());
        }
        request.finish()?;
        let fields = RequestFields::read(&info);
        fields.version?;
        let subject = fields.subject?;
        let spki = fields.spki?.value();
        let mut extensions = Extensions::default();
        if let Some(values) = fields.extensions? {
            extensions.read(&values)?;
        }
        let requested = Certificate {
            der,
            tbs: info.der(),
            signature_algorithm,
            signature,
            serial: &[],
            issuer: DirectoryName::EMPTY,
            not_before: i64::MIN,
            not_after: i64::MAX,
            subject: read_name(&subject)?,
            subject_offset: subject.offset(),
            spki,
            extensions,
        };
        Ok(Self { requested })
    }

    /// Returns the request as it was given.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.requested.der
    }

    /// Returns certificationRequestInfo with its header: the octets that the applicant signed.
    #[must_use]
    pub const fn info(&self) -> &'a [u8] {
        self.requested.tbs
    }

    /// Returns the content of signatureAlgorithm, without its header.
    #[must_use]
    pub const fn signature_algorithm(&self) -> &'a [u8] {
        self.requested.signature_algorithm
    }

    /// Returns the octets of signature, which nothing has verified.
    #[must_use]
    pub const fn signature(&self) -> &'a [u8] {
        self.requested.signature
    }

    /// Returns subject, which may be empty.
    #[must_use]
    pub const fn subject(&self) -> DirectoryName<'a> {
        self.requested.subject
    }

    /// Returns the content of subjectPKInfo, without its header.
    #[must_use]
    pub const fn spki(&self) -> &'a [u8] {
        self.requested.spki
    }

    /// Returns `true` if basicConstraints is requested and marks the subject as a CA.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.requested.is_ca()
    }

    /// Returns the requested subjectAltName, or `None` if there is none.
    #[must_use]
    pub const fn subject_alt_name(&self) -> Option<GeneralNames<'a>> {
        self.requested.subject_alt_name()
    }

    /// Returns the requested nameConstraints, critical or not, or `None` if there is none.
    #[must_use]
    pub const fn name_constraints(&self) -> Option<NameConstraints<'a>> {
        self.requested.name_constraints()
    }

    /// Returns all requested extensions, as encoded, in order. Their offsets count from the start of the request.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        self.requested.extensions()
    }

    /// Returns every name that constraints would apply to, as [`Certificate::presented_ids`] does.
    pub fn presented_ids(&self) -> impl Iterator<Item = PresentedId<'a>> + use<'a> {
        self.requested.presented_ids()
    }

    /// Returns the certificate that a CA of this name would issue, if it changed nothing. It is not signed, so it must
    /// not leave the crate.
    pub(crate) fn issued_by(&self, issuer: DirectoryName<'a>) -> Certificate<'a> {
        Certificate { issuer, ..self.requested.clone() }
    }
}

/// A TBSCertificate that is not signed yet (RFC 5280 §4.1.2), as CAs have it before they issue a certificate.
///
/// Everything is checked that [`Certificate::from_der`] checks, but for the signature algorithm beside it.
#[derive(Clone, Debug)]
pub struct TbsCertificate<'a> {
    /// The certificate without a signature.
    unsigned: Certificate<'a>,
}

impl<'a> TbsCertificate<'a> {
    /// Returns the TBSCertificate that these octets encode (RFC 5280 §4.1.2), with nothing after it.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] as from [`Certificate::from_der`].
    pub fn from_der(der: &'a [u8]) -> Result<Self, CertificateError> {
        let mut reader = Reader::new(der);
        let tbs = reader.expect(Tag::SEQUENCE)?;
        reader.finish()?;
        Ok(Self { unsigned: Certificate::read_tbs(der, &tbs, None, &[])? })
    }

    /// Returns the TBSCertificate as it was given.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.unsigned.der
    }

    /// Returns issuer.
    #[must_use]
    pub const fn issuer(&self) -> DirectoryName<'a> {
        self.unsigned.issuer
    }

    /// Returns subject, which may be empty.
    #[must_use]
    pub const fn subject(&self) -> DirectoryName<'a> {
        self.unsigned.subject
    }

    /// Returns subjectAltName, or `None` if it is absent.
    #[must_use]
    pub const fn subject_alt_name(&self) -> Option<GeneralNames<'a>> {
        self.unsigned.subject_alt_name()
    }

    /// Returns nameConstraints, critical or not, or `None` if it is absent.
    #[must_use]
    pub const fn name_constraints(&self) -> Option<NameConstraints<'a>> {
        self.unsigned.name_constraints()
    }

    /// Returns every name that constraints would apply to, as [`Certificate::presented_ids`] does.
    pub fn presented_ids(&self) -> impl Iterator<Item = PresentedId<'a>> + use<'a> {
        self.unsigned.presented_ids()
    }

    /// Returns the certificate without its signature. It must not leave the crate.
    pub(crate) fn into_unsigned(self) -> Certificate<'a> {
        self.unsigned
    }
}

/// The fields of a CertificationRequestInfo, as elements whose content is not read. The fields after the first that cannot
/// be read have its error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestFields<'a> {
    version: Result<(), CertificateError>,
    pub(crate) subject: Result<Element<'a>, CertificateError>,
    pub(crate) spki: Result<Element<'a>, CertificateError>,
    /// The SET whose one value is Extensions; `None` if no extension is requested.
    pub(crate) extensions: Result<Option<Element<'a>>, CertificateError>,
}

impl<'a> RequestFields<'a> {
    /// Returns the fields of a request as far as they can be read.
    ///
    /// # Errors
    ///
    /// [`DerError`] if the octets do not start with a SEQUENCE that starts with a SEQUENCE.
    pub(crate) fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let info = Reader::new(der).expect(Tag::SEQUENCE)?.reader().expect(Tag::SEQUENCE)?;
        Ok(Self::read(&info))
    }

    fn read(info: &Element<'a>) -> Self {
        let mut fields = info.reader();
        let version = read_version(&mut fields);
        let mut sequence = |before: Result<(), CertificateError>| {
            before?;
            Ok(fields.expect(Tag::SEQUENCE)?)
        };
        let subject = sequence(version);
        let spki = sequence(subject.map(|_| ()));
        let extensions = spki.and_then(|_| {
            let attributes = fields.optional(Tag::context_constructed(0))?;
            fields.finish()?;
            attributes.map_or(Ok(None), |attributes| requested_extensions(attributes.reader()))
        });
        Self { version, subject, spki, extensions }
    }
}

fn read_version(fields: &mut Reader<'_>) -> Result<(), CertificateError> {
    let version = fields.integer()?;
    match version.value() {
        [0] => Ok(()),
        _ => Err(CertificateError { kind: CertificateErrorKind::RequestVersion, offset: version.offset() }),
    }
}

/// Returns the values of the one attribute that has extensions, or `None` if there is no such attribute.
fn requested_extensions(mut attributes: Reader<'_>) -> Result<Option<Element<'_>>, CertificateError> {
    let mut found = None;
    while !attributes.is_empty() {
        let attribute = attributes.expect(Tag::SEQUENCE)?;
        let mut fields = attribute.reader();
        let id = Oid::from_element(&fields.expect(Tag::OBJECT_IDENTIFIER)?)?;
        let values = fields.expect(Tag::SET)?;
        fields.finish()?;
        if id != oid::EXTENSION_REQUEST && id != oid::MS_CERT_EXTENSIONS {
            continue;
        }
        if found.is_some() {
            let kind = CertificateErrorKind::RepeatedExtensionRequest;
            return Err(CertificateError { kind, offset: attribute.offset() });
        }
        found = Some(values);
    }
    Ok(found)
}
