//! The result types of TLS reporting (RFC 8460 §4.3), which MTA-STS and DANE share.

use core::fmt;

use crate::citation::Citation;

/// What a report of failed sessions calls a failure (RFC 8460 §4.3): its `result-type`.
///
/// A failure that passes by itself, a time-out or a network that is too busy, needs no report (RFC 8460 §4.3.4), and has no
/// result type.
///
/// ```
/// use srvname::delegation::TlsRptResult;
///
/// let result = TlsRptResult::StsPolicyFetchError;
/// assert_eq!(result.as_str(), "sts-policy-fetch-error");
/// assert_eq!(result.citation().to_string(), "RFC 8460 §4.3.2.2");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsRptResult {
    /// The MX host does not support STARTTLS.
    StarttlsNotSupported,
    /// The certificate does not adhere to the policy: it does not name the host.
    CertificateHostMismatch,
    /// The certificate has expired.
    CertificateExpired,
    /// The certificate is not trusted: its issuer, its chain, its name constraints.
    CertificateNotTrusted,
    /// A failure of another kind.
    ValidationFailure,
    /// DANE: no TLSA record of the set is usable.
    TlsaInvalid,
    /// DANE: the resolver returned no valid records.
    DnssecInvalid,
    /// DANE: the sender requires TLSA records for this host, and there are none that DNSSEC validates.
    DaneRequired,
    /// MTA-STS: the policy could not be retrieved.
    StsPolicyFetchError,
    /// MTA-STS: the policy is not valid.
    StsPolicyInvalid,
    /// MTA-STS: the certificate of the policy host does not authenticate the policy.
    StsWebpkiInvalid,
}

impl TlsRptResult {
    /// Every result type, in the order of RFC 8460.
    pub const ALL: [Self; 11] = [
        Self::StarttlsNotSupported,
        Self::CertificateHostMismatch,
        Self::CertificateExpired,
        Self::CertificateNotTrusted,
        Self::ValidationFailure,
        Self::TlsaInvalid,
        Self::DnssecInvalid,
        Self::DaneRequired,
        Self::StsPolicyFetchError,
        Self::StsPolicyInvalid,
        Self::StsWebpkiInvalid,
    ];

    /// Returns the name as a report has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StarttlsNotSupported => "starttls-not-supported",
            Self::CertificateHostMismatch => "certificate-host-mismatch",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateNotTrusted => "certificate-not-trusted",
            Self::ValidationFailure => "validation-failure",
            Self::TlsaInvalid => "tlsa-invalid",
            Self::DnssecInvalid => "dnssec-invalid",
            Self::DaneRequired => "dane-required",
            Self::StsPolicyFetchError => "sts-policy-fetch-error",
            Self::StsPolicyInvalid => "sts-policy-invalid",
            Self::StsWebpkiInvalid => "sts-webpki-invalid",
        }
    }

    /// Returns the section that defines it.
    #[must_use]
    pub const fn citation(self) -> Citation {
        match self {
            Self::StarttlsNotSupported
            | Self::CertificateHostMismatch
            | Self::CertificateExpired
            | Self::CertificateNotTrusted
            | Self::ValidationFailure => Citation::new("RFC 8460", "4.3.1"),
            Self::TlsaInvalid | Self::DnssecInvalid | Self::DaneRequired => Citation::new("RFC 8460", "4.3.2.1"),
            Self::StsPolicyFetchError | Self::StsPolicyInvalid | Self::StsWebpkiInvalid => {
                Citation::new("RFC 8460", "4.3.2.2")
            }
        }
    }
}

impl fmt::Display for TlsRptResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of RFC 8460 §4.3.1 and §4.3.2, as they are written there.
    #[test]
    fn the_result_types_of_rfc_8460() {
        assert_eq!(
            TlsRptResult::ALL.map(TlsRptResult::as_str),
            [
                "starttls-not-supported",
                "certificate-host-mismatch",
                "certificate-expired",
                "certificate-not-trusted",
                "validation-failure",
                "tlsa-invalid",
                "dnssec-invalid",
                "dane-required",
                "sts-policy-fetch-error",
                "sts-policy-invalid",
                "sts-webpki-invalid",
            ]
        );
    }
}
