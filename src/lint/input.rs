//! What a linter reads: a certificate, or what becomes one.

/// The DER of a certificate, or of what a CA has before it signs one.
///
/// Lints about what a request or a TBSCertificate lacks report nothing: a request has no issuer, no validity and no
/// serial number, and neither has the signature of a CA. A rule with an effective date applies to a request, because the
/// certificate is still to be issued.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum LintInput<'a> {
    /// A certificate (RFC 5280 §4.1).
    Certificate(&'a [u8]),
    /// A certification request (RFC 2986 §4): its subject, and the extensions that it asks for.
    Request(&'a [u8]),
    /// A TBSCertificate (RFC 5280 §4.1.2).
    TbsCertificate(&'a [u8]),
}

impl<'a> LintInput<'a> {
    /// Returns the octets, from which a finding counts its own.
    #[must_use]
    pub const fn der(&self) -> &'a [u8] {
        match self {
            Self::Certificate(der) | Self::Request(der) | Self::TbsCertificate(der) => der,
        }
    }
}
