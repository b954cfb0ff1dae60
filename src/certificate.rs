//! The fields of a certificate that path processing reads, borrowed from its DER.

use core::fmt;

use crate::cite::Citation;
use crate::constraints::NameConstraints;
use crate::der::{DerError, DerErrorKind, Element, Reader, Tag, check_integer};
use crate::general_name::{GeneralNames, PresentedId};
use crate::name::Form;
use crate::name::directory::DirectoryName;
use crate::oid;
use crate::time::read_time;

/// Why octets are no certificate this library reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateErrorKind {
    /// The octets are not the DER of a certificate.
    Der(DerErrorKind),
    /// A version above v3.
    Version,
    /// Extensions in a certificate that is not v3 (RFC 5280 §4.1.2.9).
    ExtensionsBeforeV3,
    /// An extension occurs twice (RFC 5280 §4.2).
    RepeatedExtension,
    /// More than 256 extensions.
    TooManyExtensions,
    /// The two signatureAlgorithm fields differ (RFC 5280 §4.1.1.2).
    SignatureAlgorithmMismatch,
}

/// What was wrong with a certificate, and at which octet of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CertificateError {
    kind: CertificateErrorKind,
    offset: usize,
}

impl CertificateError {
    /// What was wrong.
    #[must_use]
    pub const fn kind(&self) -> CertificateErrorKind {
        self.kind
    }

    /// The octet at which it was wrong, from the start of the certificate.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The rule that was broken.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self.kind {
            CertificateErrorKind::Der(kind) => DerError::new(kind, self.offset).citation(),
            CertificateErrorKind::Version => Citation::new("RFC 5280", "4.1.2.1"),
            CertificateErrorKind::ExtensionsBeforeV3 => Citation::new("RFC 5280", "4.1.2.9"),
            CertificateErrorKind::RepeatedExtension | CertificateErrorKind::TooManyExtensions => {
                Citation::new("RFC 5280", "4.2")
            }
            CertificateErrorKind::SignatureAlgorithmMismatch => Citation::new("RFC 5280", "4.1.1.2"),
        }
    }
}

impl From<DerError> for CertificateError {
    fn from(error: DerError) -> Self {
        Self { kind: CertificateErrorKind::Der(error.kind()), offset: error.offset() }
    }
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = self.offset;
        match self.kind {
            CertificateErrorKind::Der(kind) => DerError::new(kind, offset).fmt(f),
            CertificateErrorKind::Version => write!(f, "unknown version at octet {offset}"),
            CertificateErrorKind::ExtensionsBeforeV3 => {
                write!(f, "extensions in a certificate before version 3 at octet {offset}")
            }
            CertificateErrorKind::RepeatedExtension => write!(f, "an extension occurs twice, again at octet {offset}"),
            CertificateErrorKind::TooManyExtensions => {
                write!(f, "more than {MAX_EXTENSIONS} extensions at octet {offset}")
            }
            CertificateErrorKind::SignatureAlgorithmMismatch => {
                write!(f, "the two signature algorithms differ at octet {offset}")
            }
        }
    }
}

impl core::error::Error for CertificateError {}

/// basicConstraints (RFC 5280 §4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BasicConstraints {
    /// Whether the subject is a CA.
    pub ca: bool,
    /// How many non-self-issued intermediates may follow; a number that no path reaches is kept as `u32::MAX`.
    pub path_len: Option<u32>,
}

/// The bits of keyUsage that path processing asks for (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUsage {
    /// digitalSignature (bit 0).
    pub digital_signature: bool,
    /// keyCertSign (bit 5).
    pub key_cert_sign: bool,
}

/// extKeyUsage (RFC 5280 §4.2.1.12).
#[derive(Clone, Copy, Debug)]
pub struct ExtendedKeyUsage<'a> {
    purposes: Reader<'a>,
}

impl<'a> ExtendedKeyUsage<'a> {
    /// The purposes, in order.
    pub fn iter(&self) -> impl Iterator<Item = oid::Oid<'a>> + use<'a> {
        let mut purposes = self.purposes;
        // The structure was checked when the certificate was read.
        core::iter::from_fn(move || {
            let element = purposes.expect(Tag::OBJECT_IDENTIFIER).ok()?;
            oid::Oid::from_content(element.value())
        })
    }
}

/// One extension, as encoded (RFC 5280 §4.2).
#[derive(Clone, Copy, Debug)]
pub struct Extension<'a> {
    id: oid::Oid<'a>,
    critical: bool,
    value: Element<'a>,
    element: Element<'a>,
}

impl<'a> Extension<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut fields = element.reader();
        let id = oid::Oid::from_element(&fields.expect(Tag::OBJECT_IDENTIFIER)?)?;
        // FALSE is the default, which DER does not encode; it is read all the same, since it says nothing else.
        let critical = fields.peek() == Some(Tag::BOOLEAN) && fields.boolean()?;
        let value = fields.expect(Tag::OCTET_STRING)?;
        fields.finish()?;
        Ok(Self { id, critical, value, element })
    }

    /// extnID.
    #[must_use]
    pub const fn id(&self) -> oid::Oid<'a> {
        self.id
    }

    /// critical.
    #[must_use]
    pub const fn critical(&self) -> bool {
        self.critical
    }

    /// The content of extnValue.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value.value()
    }

    /// Offset of [`Extension::value`] in the certificate, in octets.
    #[must_use]
    pub const fn value_offset(&self) -> usize {
        self.value.value_offset()
    }

    /// Offset of the extension in the certificate, in octets.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.element.offset()
    }

    /// The extension as encoded.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.element.der()
    }
}

/// A certificate: what path processing reads of it, borrowed from its DER (RFC 5280 §4.1).
///
/// Everything that decides is checked when the certificate is read: structure, repeated extensions, the extensions this
/// library understands. Text in names is judged where it is used.
///
/// ```no_run
/// # let der: &[u8] = &[];
/// use srvname::Certificate;
///
/// let certificate = Certificate::from_der(der)?;
/// for presented in certificate.presented_ids() {
///     println!("{presented}");
/// }
/// # Ok::<(), srvname::CertificateError>(())
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

/// The extensions of a certificate: all as encoded, and those that are understood, decoded.
#[derive(Clone, Debug, Default)]
struct Extensions<'a> {
    all: Option<Reader<'a>>,
    unknown_critical: Option<oid::Oid<'a>>,
    basic_constraints: Option<BasicConstraints>,
    key_usage: Option<KeyUsage>,
    extended_key_usage: Option<ExtendedKeyUsage<'a>>,
    subject_alt_name: Option<GeneralNames<'a>>,
    name_constraints: Option<NameConstraints<'a>>,
    name_constraints_critical: bool,
    authority_key_id: Option<&'a [u8]>,
    subject_key_id: Option<&'a [u8]>,
}

impl<'a> Certificate<'a> {
    /// Reads a certificate.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] with the octet, when the octets are not DER, have something after the certificate, when an
    /// extension occurs twice, or when one that path processing reads is malformed: basicConstraints, keyUsage,
    /// extKeyUsage, subjectAltName, nameConstraints.
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
        let mut parsed = Self::read_tbs(&tbs, &algorithm)?;
        (parsed.der, parsed.signature) = (der, signature);
        Ok(parsed)
    }

    fn read_tbs(tbs: &Element<'a>, algorithm: &Element<'a>) -> Result<Self, CertificateError> {
        let mut fields = tbs.reader();
        let version = read_version(&mut fields)?;
        let serial = fields.integer()?.value();
        let inner_algorithm = fields.expect(Tag::SEQUENCE)?;
        if inner_algorithm.value() != algorithm.value() {
            let kind = CertificateErrorKind::SignatureAlgorithmMismatch;
            return Err(CertificateError { kind, offset: algorithm.offset() });
        }
        let (issuer, _) = read_name(&mut fields)?;
        let mut validity = fields.expect(Tag::SEQUENCE)?.reader();
        let not_before = read_time(&mut validity)?;
        let not_after = read_time(&mut validity)?;
        validity.finish()?;
        let (subject, subject_offset) = read_name(&mut fields)?;
        let spki = fields.expect(Tag::SEQUENCE)?.value();
        // issuerUniqueID and subjectUniqueID: nothing reads them (RFC 5280 §4.1.2.8).
        fields.optional(Tag::context(1))?;
        fields.optional(Tag::context(2))?;
        let extensions = match fields.optional(Tag::context_constructed(3))? {
            Some(field) if version != Version::V3 => {
                let kind = CertificateErrorKind::ExtensionsBeforeV3;
                return Err(CertificateError { kind, offset: field.offset() });
            }
            Some(field) => Extensions::read(&field)?,
            None => Extensions::default(),
        };
        fields.finish()?;
        Ok(Self {
            der: &[],
            tbs: tbs.der(),
            signature_algorithm: algorithm.value(),
            signature: &[],
            serial,
            issuer,
            not_before,
            not_after,
            subject,
            subject_offset,
            spki,
            extensions,
        })
    }

    /// The certificate as it was given.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        self.der
    }

    /// tbsCertificate with its header: the octets that are signed.
    #[must_use]
    pub const fn tbs(&self) -> &'a [u8] {
        self.tbs
    }

    /// The content of signatureAlgorithm, without its header, as `rustls_pki_types::AlgorithmIdentifier` has it.
    #[must_use]
    pub const fn signature_algorithm(&self) -> &'a [u8] {
        self.signature_algorithm
    }

    /// The octets of signatureValue.
    #[must_use]
    pub const fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// The content octets of serialNumber.
    #[must_use]
    pub const fn serial(&self) -> &'a [u8] {
        self.serial
    }

    /// issuer.
    #[must_use]
    pub const fn issuer(&self) -> DirectoryName<'a> {
        self.issuer
    }

    /// subject; empty when the certificate names its subject only in the subjectAltName.
    #[must_use]
    pub const fn subject(&self) -> DirectoryName<'a> {
        self.subject
    }

    /// notBefore, in seconds since 1970-01-01T00:00:00Z; the certificate is valid from then on, inclusive.
    #[must_use]
    pub const fn not_before(&self) -> i64 {
        self.not_before
    }

    /// notAfter, in seconds since 1970-01-01T00:00:00Z; the certificate is valid until then, inclusive.
    #[must_use]
    pub const fn not_after(&self) -> i64 {
        self.not_after
    }

    /// The content of subjectPublicKeyInfo, without its header, as `rustls_pki_types::TrustAnchor` has it.
    #[must_use]
    pub const fn spki(&self) -> &'a [u8] {
        self.spki
    }

    /// basicConstraints.
    #[must_use]
    pub const fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.extensions.basic_constraints
    }

    /// Whether basicConstraints says that the subject is a CA.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.extensions.basic_constraints.is_some_and(|constraints| constraints.ca)
    }

    /// keyUsage.
    #[must_use]
    pub const fn key_usage(&self) -> Option<KeyUsage> {
        self.extensions.key_usage
    }

    /// extKeyUsage.
    #[must_use]
    pub const fn extended_key_usage(&self) -> Option<ExtendedKeyUsage<'a>> {
        self.extensions.extended_key_usage
    }

    /// subjectAltName.
    #[must_use]
    pub const fn subject_alt_name(&self) -> Option<GeneralNames<'a>> {
        self.extensions.subject_alt_name
    }

    /// nameConstraints, critical or not.
    #[must_use]
    pub const fn name_constraints(&self) -> Option<NameConstraints<'a>> {
        self.extensions.name_constraints
    }

    /// Whether nameConstraints is there and marked critical. For reports: it makes no difference to a verdict.
    #[must_use]
    pub const fn name_constraints_critical(&self) -> bool {
        self.extensions.name_constraints_critical
    }

    /// The keyIdentifier of authorityKeyIdentifier: a hint for path building, never a condition.
    #[must_use]
    pub const fn authority_key_id(&self) -> Option<&'a [u8]> {
        self.extensions.authority_key_id
    }

    /// subjectKeyIdentifier: a hint for path building, never a condition.
    #[must_use]
    pub const fn subject_key_id(&self) -> Option<&'a [u8]> {
        self.extensions.subject_key_id
    }

    /// The first critical extension that this library does not process. Whoever validates a path with it must refuse
    /// (RFC 5280 §6.1.4(o), §6.1.5(f)).
    #[must_use]
    pub const fn unknown_critical_extension(&self) -> Option<oid::Oid<'a>> {
        self.extensions.unknown_critical
    }

    /// All extensions, as encoded, in order.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        let mut rest = self.extensions.all.unwrap_or(Reader::new(&[]));
        // The structure was checked when the certificate was read.
        core::iter::from_fn(move || if rest.is_empty() { None } else { Extension::read(&mut rest).ok() })
    }

    /// Whether subject and issuer are the same Name (RFC 5280 §6.1, "self-issued"), which is not the same as self-signed.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether this certificate presents an SRVName, well formed or not.
    #[must_use]
    pub fn presents_srv_name(&self) -> bool {
        self.subject_alt_name()
            .is_some_and(|names| names.general_names().any(|general_name| general_name.form() == Form::SrvName))
    }

    /// Every name that constraints hold, in the order in which they are checked: the subject when it is not empty, each
    /// emailAddress in it when there is no subjectAltName, and each entry of the subjectAltName (RFC 5280 §4.2.1.10,
    /// §6.1.3(b)).
    pub fn presented_ids(&self) -> impl Iterator<Item = PresentedId<'a>> + use<'a> {
        let san = self.subject_alt_name();
        self.subject_ids().chain(san.into_iter().flat_map(|names| names.iter()))
    }

    /// Those of [`Certificate::presented_ids`] that stand in the subject.
    pub(crate) fn subject_ids(&self) -> impl Iterator<Item = PresentedId<'a>> + use<'a> {
        let (subject, offset) = (self.subject, self.subject_offset);
        let directory = (!subject.is_empty()).then(|| PresentedId::from_subject(subject, offset));
        let addresses = self
            .subject_alt_name()
            .is_none()
            .then(|| subject.email_addresses().map(move |address| PresentedId::from_email_address(&address, offset)));
        directory.into_iter().chain(addresses.into_iter().flatten())
    }
}

impl<'a> Extensions<'a> {
    fn read(field: &Element<'a>) -> Result<Self, CertificateError> {
        let mut outer = field.reader();
        let sequence = outer.expect(Tag::SEQUENCE)?;
        outer.finish()?;
        let mut rest = sequence.reader();
        if rest.is_empty() {
            return Err(DerError::new(DerErrorKind::EmptyExtensions, sequence.offset()).into());
        }
        let mut extensions = Self { all: Some(rest), ..Self::default() };
        let mut seen = Seen::default();
        while !rest.is_empty() {
            let extension = Extension::read(&mut rest)?;
            seen.again(&extension, sequence.reader())?;
            extensions.take(&extension)?;
        }
        Ok(extensions)
    }

    fn take(&mut self, extension: &Extension<'a>) -> Result<(), DerError> {
        let value = || Reader::at(extension.value(), extension.value_offset());
        let id = extension.id;
        if id == oid::ID_CE_BASIC_CONSTRAINTS {
            self.basic_constraints = Some(read_basic_constraints(value())?);
        } else if id == oid::ID_CE_KEY_USAGE {
            self.key_usage = Some(read_key_usage(value())?);
        } else if id == oid::ID_CE_EXT_KEY_USAGE {
            self.extended_key_usage = Some(read_extended_key_usage(value())?);
        } else if id == oid::ID_CE_SUBJECT_ALT_NAME {
            self.subject_alt_name = Some(GeneralNames::read(value())?);
        } else if id == oid::ID_CE_NAME_CONSTRAINTS {
            self.name_constraints = Some(NameConstraints::read(value())?);
            self.name_constraints_critical = extension.critical;
        } else if id == oid::ID_CE_CERTIFICATE_POLICIES {
            // Understood in that no policy is asked for: the initial set is any-policy (RFC 5280 §6.1.1(c)).
        } else {
            self.take_unprocessed(extension);
        }
        Ok(())
    }

    /// Extensions that decide nothing: hints, and those that are not known.
    fn take_unprocessed(&mut self, extension: &Extension<'a>) {
        let mut value = Reader::at(extension.value(), extension.value_offset());
        if extension.id == oid::ID_CE_SUBJECT_KEY_IDENTIFIER {
            self.subject_key_id = value.expect(Tag::OCTET_STRING).ok().map(|element| element.value());
        } else if extension.id == oid::ID_CE_AUTHORITY_KEY_IDENTIFIER {
            let key_id =
                value.expect(Tag::SEQUENCE).ok().and_then(|field| field.reader().optional(Tag::context(0)).ok());
            self.authority_key_id = key_id.flatten().map(|element| element.value());
        }
        // RFC 5280 §4.2.1.1, §4.2.1.2: CAs mark the key identifiers non-critical. One that is critical asks to be
        // processed, and a hint is not processed.
        if extension.critical && self.unknown_critical.is_none() {
            self.unknown_critical = Some(extension.id);
        }
    }
}

/// Most extensions a certificate may have. Public certificates have about ten; the limit keeps the search for one that
/// occurs twice linear in the size of the certificate, without memory of its own.
const MAX_EXTENSIONS: usize = 256;

/// Finds an extension that occurs twice.
#[derive(Default)]
struct Seen {
    count: usize,
    /// One bit per value of the last octet of an OID, modulo 64: most OIDs are new at a glance.
    last_octets: u64,
}

impl Seen {
    /// Counts `extension`, and looks for it among those before it.
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
            // Read and checked before, so that the octets of the identifier are left to compare, which may be many.
            let id = all.expect(Tag::SEQUENCE)?.reader().expect(Tag::OBJECT_IDENTIFIER)?;
            if id.value() == extension.id.as_bytes() {
                return refuse(CertificateErrorKind::RepeatedExtension);
            }
        }
        Ok(())
    }
}

/// The version field: DEFAULT v1 (RFC 5280 §4.1.2.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    V1,
    V2,
    V3,
}

fn read_version(fields: &mut Reader<'_>) -> Result<Version, CertificateError> {
    let Some(field) = fields.optional(Tag::context_constructed(0))? else { return Ok(Version::V1) };
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

fn read_name<'a>(fields: &mut Reader<'a>) -> Result<(DirectoryName<'a>, usize), DerError> {
    let element = fields.expect(Tag::SEQUENCE)?;
    match DirectoryName::from_element(&element) {
        Ok(name) => Ok((name, element.offset())),
        Err(error) => {
            let offset = element.value_offset().saturating_add(error.position());
            Err(DerError::new(DerErrorKind::InvalidName, offset))
        }
    }
}

fn read_basic_constraints(mut value: Reader<'_>) -> Result<BasicConstraints, DerError> {
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

fn read_key_usage(mut value: Reader<'_>) -> Result<KeyUsage, DerError> {
    let (octets, _) = value.bit_string()?;
    value.finish()?;
    let first = octets.first().copied().unwrap_or(0);
    Ok(KeyUsage { digital_signature: first & 0x80 != 0, key_cert_sign: first & 0x04 != 0 })
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

/// A non-negative INTEGER as a number; one that is larger than any path is long stays larger than any path.
fn saturating_u32(octets: &[u8]) -> u32 {
    octets.iter().fold(0u32, |number, octet| {
        number.checked_mul(256).and_then(|shifted| shifted.checked_add(u32::from(*octet))).unwrap_or(u32::MAX)
    })
}
