//! What can be wrong with a certificate, and at which octet.

use core::fmt;

use crate::citation::Citation;
use crate::der::{DerError, DerErrorKind};

/// Most extensions a certificate may have. Public certificates have about ten; the limit keeps the search for one that
/// occurs twice linear in the size of the certificate, without memory of its own.
pub(super) const MAX_EXTENSIONS: usize = 256;

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
    pub(super) kind: CertificateErrorKind,
    pub(super) offset: usize,
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
