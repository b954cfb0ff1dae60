//! How a rejection becomes an error of rustls.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use rustls::{CertificateError, Error, ExtendedKeyPurpose, OtherError};
use rustls_pki_types::{ServerName, UnixTime};

use crate::delegation::connection::refusal::ServerRefusal;
use crate::integration::tls::{Cause, TlsRejection};
use crate::path::purpose::Purpose;

/// How a rejection is returned to rustls.
///
/// ```no_run
/// # use rustls::crypto::CryptoProvider;
/// # use srvname::integration::{Roots, VerifierError};
/// # fn verifier(roots: Roots, provider: &CryptoProvider) -> Result<(), VerifierError> {
/// use srvname::integration::rustls_0_23::{ErrorMapping, ServerVerifier};
///
/// let verifier = ServerVerifier::new(roots, provider, "imaps")?.with_error_mapping(ErrorMapping::AlwaysRejection);
/// # drop(verifier);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorMapping {
    /// As one of rustls's own values if that loses nothing, else as a [`Rejection`](crate::path::Rejection) inside
    /// `CertificateError::Other`.
    #[default]
    Native,
    /// Always as a [`Rejection`](crate::path::Rejection) inside `CertificateError::Other`. The disadvantage: the peer gets the
    /// alert certificate_unknown for every rejection, and code that looks for `CertificateError::Expired` does not find it.
    AlwaysRejection,
}

/// A `Rejection` or a `DelegationRefusal` inside `CertificateError::Other`. rustls shows the content of `Other` with
/// `Debug`, so `Debug` writes the sentence of the rejection: logs that show the error then have the reason.
#[derive(Clone)]
pub(super) struct Sentence<R>(pub(super) R);

impl<R: fmt::Display> fmt::Debug for Sentence<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<R: fmt::Display> fmt::Display for Sentence<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<R: core::error::Error + 'static> core::error::Error for Sentence<R> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Returns the error for a rejection, as in the table of the module's documentation.
pub(super) fn to_rustls(rejected: TlsRejection, error_mapping: ErrorMapping, time: UnixTime) -> Error {
    let cause = match error_mapping {
        ErrorMapping::Native => rejected.cause,
        ErrorMapping::AlwaysRejection => Cause::NoWord,
    };
    Error::InvalidCertificate(match cause {
        Cause::Expired { not_after } => CertificateError::ExpiredContext { time, not_after: unix_time(not_after) },
        Cause::NotYetValid { not_before } => {
            CertificateError::NotValidYetContext { time, not_before: unix_time(not_before) }
        }
        Cause::UnknownIssuer => CertificateError::UnknownIssuer,
        Cause::BadSignature => CertificateError::BadSignature,
        Cause::Purpose { required, presented } => CertificateError::InvalidPurposeContext {
            required: match required {
                Purpose::Server => ExtendedKeyPurpose::ServerAuth,
                Purpose::Email => ExtendedKeyPurpose::Other(Vec::from(EMAIL_PROTECTION)),
                Purpose::Client | Purpose::ClientOrServer | Purpose::NotAsked => ExtendedKeyPurpose::ClientAuth,
            },
            presented: presented.iter().filter_map(|id| key_purpose(id)).collect(),
        },
        Cause::Name { expected, presented } => match ServerName::try_from(expected) {
            Ok(expected) => CertificateError::NotValidForNameContext { expected, presented },
            // A mailbox is no server name.
            Err(_) => in_other(rejected.rejection),
        },
        Cause::NoWord => in_other(rejected.rejection),
    })
}

/// Returns the error for a refusal of a server: that of the path, or the refusal of a mechanism, for which rustls has no value.
pub(super) fn refusal_to_rustls(
    refused: ServerRefusal<TlsRejection>,
    error_mapping: ErrorMapping,
    time: UnixTime,
) -> Error {
    match refused {
        ServerRefusal::Path(rejected) => to_rustls(rejected, error_mapping, time),
        ServerRefusal::Delegation(refusal) => Error::InvalidCertificate(in_other(*refusal)),
    }
}

fn in_other<R: core::error::Error + Send + Sync + 'static>(reason: R) -> CertificateError {
    CertificateError::Other(OtherError(Arc::new(Sentence(reason))))
}

/// id-kp-emailProtection (RFC 5280 §4.2.1.12), for which rustls has no variant.
const EMAIL_PROTECTION: [usize; 9] = [1, 3, 6, 1, 5, 5, 7, 3, 4];

/// Returns a purpose as rustls reports it, or `None` if an arc does not fit in a `usize`.
fn key_purpose(dotted: &str) -> Option<ExtendedKeyPurpose> {
    Some(match dotted {
        "1.3.6.1.5.5.7.3.1" => ExtendedKeyPurpose::ServerAuth,
        "1.3.6.1.5.5.7.3.2" => ExtendedKeyPurpose::ClientAuth,
        _ => ExtendedKeyPurpose::Other(dotted.split('.').map(|arc| arc.parse().ok()).collect::<Option<_>>()?),
    })
}

/// Returns a time of a certificate as rustls reports it. A time before 1970 becomes 1970, because it appears only in an
/// error message.
fn unix_time(seconds: i64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}
