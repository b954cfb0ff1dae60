//! What is wrong or worth knowing, and where.

use std::fmt;
use std::net::IpAddr;

use super::probed::ProbedService;
use crate::tls::KeyKind;

/// How much a finding matters. The later, the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Notice,
    /// It will be wrong, or is not what was meant.
    Warning,
    /// Some client refuses, or something published is wrong.
    Error,
    /// A question could not be answered.
    Unanswered,
}

impl Severity {
    /// Returns the word for programs, such as `warning`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Unanswered => "unanswered",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is, in one sentence.
    pub sentence: String,
    /// The section that it comes from, such as `RFC 8461 §3.3`; `None` if there is none.
    pub section: Option<String>,
    /// Where.
    pub place: Place,
}

/// Where something was found: as much of it as applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The service.
    pub service: Option<ProbedService>,
    /// The owner of the records, or the URL.
    pub published_at: Option<String>,
    /// The host and its port.
    pub server: Option<(String, u16)>,
    /// The address.
    pub address: Option<IpAddr>,
    /// The kind of key that was asked for.
    pub key: Option<KeyKind>,
    /// The certificate, counted from the server's own, which is 0.
    pub certificate: Option<u32>,
}

impl fmt::Display for Place {
    /// Writes the parts from the outermost, such as `smtp, mx1.example.com:25, 192.0.2.25, RSA`; nothing for no place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = match self.key {
            Some(KeyKind::EllipticCurve) => Some("ECDSA".to_owned()),
            Some(KeyKind::Rsa) => Some("RSA".to_owned()),
            Some(KeyKind::Any) | None => None,
        };
        let parts = [
            self.service.map(|service| service.as_str().to_owned()),
            self.published_at.clone(),
            self.server.as_ref().map(|(host, port)| format!("{host}:{port}")),
            self.address.map(|address| address.to_string()),
            key,
            self.certificate.map(|at| format!("certificate {at}")),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}
