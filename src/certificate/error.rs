//! Why octets are not accepted as a certificate, a request or a TBSCertificate, and the offset of the error.

use core::fmt;

use crate::citation::Citation;
use crate::der::{DerError, DerErrorKind};

/// The largest number of extensions in a certificate. Public certificates have about ten. The limit keeps the search
/// for repeated extensions linear in the size of the certificate, without an allocation.
pub(super) const MAX_EXTENSIONS: usize = 256;

/// Why octets are not accepted as a certificate, a request or a TBSCertificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateErrorKind {
    /// The octets are not the DER of a certificate, or of what else was to be read.
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
    /// A request of another version than v1 (RFC 2986 §4.1).
    RequestVersion,
    /// A request with two attributes that contain extensions (RFC 2985 §5.4.2).
    RepeatedExtensionRequest,
}

/// An error in a certificate, a request or a TBSCertificate: which rule is broken, and where.
///
/// ```
/// use srvname::Certificate;
///
/// let error = Certificate::from_der(b"\x30\x80").unwrap_err();
/// assert_eq!(error.offset(), 1);
/// assert_eq!(error.to_string(), "indefinite length at octet 1");
/// assert_eq!(error.citation().to_string(), "X.690 §10.1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CertificateError {
    pub(super) kind: CertificateErrorKind,
    pub(super) offset: usize,
}

impl CertificateError {
    /// Returns which rule is broken.
    #[must_use]
    pub const fn kind(&self) -> CertificateErrorKind {
        self.kind
    }

    /// Returns the offset of the error from the start of what was read, in octets.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the section that the octets violate.
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
            CertificateErrorKind::RequestVersion => Citation::new("RFC 2986", "4.1"),
            CertificateErrorKind::RepeatedExtensionRequest => Citation::new("RFC 2985", "5.4.2"),
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
            CertificateErrorKind::RequestVersion => write!(f, "unknown version of a request at octet {offset}"),
            CertificateErrorKind::RepeatedExtensionRequest => {
                write!(f, "extensions are requested twice, again at octet {offset}")
            }
        }
    }
}

impl core::error::Error for CertificateError {}
