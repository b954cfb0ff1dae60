//! Why a TLSA record does not authenticate a server, and what its data may be instead.

use core::fmt;

use crate::certificate::CertificateError;
use crate::citation::Citation;
use crate::delegation::dane::usable::Unusable;
use crate::delegation::dns::Selector;
use crate::path::rejection::Rejection;

/// Why a record does not authenticate a server. Certificates are counted as they were sent, from 0, the end entity.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoMatch {
    /// The record is not asked.
    Unusable(Unusable),
    /// The server sent no certificate.
    NothingSent,
    /// The end entity is another one (usages 1 and 3).
    OtherEndEntity,
    /// No certificate that was sent is the one (usages 0 and 2).
    NoCertificate,
    /// The end entity is the one, and a trust anchor is never that: it would have signed itself.
    IsEndEntity,
    /// The certificate is sent, and cannot be read.
    Malformed {
        /// Which one; `None` if it is in the record.
        certificate: Option<usize>,
        /// Why.
        error: CertificateError,
    },
    /// The certificate is there, and is no CA's.
    NotACa {
        /// Which one; `None` if it is in the record.
        certificate: Option<usize>,
    },
    /// The certificate is there, and is on no path of the end entity: anybody can send the certificates of a CA.
    NotOnPath {
        /// Which one; `None` if it is in the record.
        certificate: Option<usize>,
    },
    /// The key of the record did not sign the topmost certificate (RFC 7671 §5.2.3).
    KeyDidNotSign,
    /// The path to the trust anchor is not valid. Positions of the rejection are those on the path.
    Path(Rejection),
}

impl NoMatch {
    /// Returns the section that says so.
    #[must_use]
    pub fn citation(&self) -> Citation {
        match self {
            Self::Unusable(unusable) => unusable.citation(),
            Self::NothingSent | Self::OtherEndEntity | Self::NotOnPath { .. } => Citation::new("RFC 6698", "2.1.1"),
            Self::NoCertificate => Citation::new("RFC 7671", "5.2.2"),
            Self::IsEndEntity => Citation::new("RFC 6698", "2.1.1"),
            Self::Malformed { error, .. } => error.citation(),
            Self::NotACa { .. } => Citation::new("RFC 5280", "6.1.4(k)"),
            Self::KeyDidNotSign => Citation::new("RFC 7671", "5.2.3"),
            Self::Path(rejection) => rejection.citation(),
        }
    }
}

/// A certificate by its place, in words.
struct Place(Option<usize>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(0) => f.write_str("the end entity certificate"),
            Some(index) => write!(f, "certificate {index} of those sent"),
            None => f.write_str("the certificate in the record"),
        }
    }
}

impl fmt::Display for NoMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unusable(unusable) => unusable.fmt(f),
            Self::NothingSent => f.write_str("the server sent no certificate"),
            Self::OtherEndEntity => f.write_str("the end entity certificate is another one"),
            Self::NoCertificate => f.write_str("no certificate that was sent is the one"),
            Self::IsEndEntity => f.write_str("the record is for a trust anchor, and its data are the end entity's"),
            Self::Malformed { certificate, error } => write!(f, "{} cannot be read: {error}", Place(*certificate)),
            Self::NotACa { certificate } => write!(f, "{} is no CA's", Place(*certificate)),
            Self::NotOnPath { certificate } => {
                write!(f, "{} is on no path of the end entity", Place(*certificate))
            }
            Self::KeyDidNotSign => f.write_str("the topmost certificate is not signed by the key of the record"),
            Self::Path(rejection) => rejection.fmt(f),
        }
    }
}

/// What the data of a record that does not match may be instead. Certificates are counted as they were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsaHint {
    /// The data are those of the other selector.
    OtherSelector(Selector),
    /// The data are those of an issuer: usage 2 may be meant.
    OfIssuer {
        /// Which certificate.
        certificate: usize,
    },
    /// The data are those of the end entity: usage 3 may be meant.
    OfEndEntity,
    /// The data are the digest of no octets: what came before the digest failed.
    OfNothing,
    /// The data are the digest of PEM, with its base64, and not of DER.
    OfPem {
        /// Which certificate.
        certificate: usize,
    },
    /// The data are the digest of the octets of the BIT STRING, as a subjectKeyIdentifier is made, and not of the
    /// subjectPublicKeyInfo.
    OfBareKey {
        /// Which certificate.
        certificate: usize,
    },
    /// The record may be for a root, which the server does not send (RFC 7671 §5.2.2).
    RootNotSent,
}

impl fmt::Display for TlsaHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherSelector(selector) => write!(f, "the data are those of selector {}", selector.0),
            Self::OfIssuer { certificate } => {
                write!(f, "the data are those of certificate {certificate}, an issuer: is usage 2 meant?")
            }
            Self::OfEndEntity => f.write_str("the data are those of the end entity: is usage 3 meant?"),
            Self::OfNothing => f.write_str("the data are the digest of no octets: a command before the digest failed"),
            Self::OfPem { .. } => f.write_str("the data are the digest of PEM: convert it to DER before the digest"),
            Self::OfBareKey { .. } => f.write_str(
                "the data are the digest of the bare key: selector 1 is the whole subjectPublicKeyInfo, with its algorithm",
            ),
            Self::RootNotSent => f.write_str(
                "the record may be for a root, which the server must then send as well, or be published in full (2 0 0)",
            ),
        }
    }
}
