//! What a mechanism says about a server.

use std::fmt;

/// A way to be sure of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Mechanism {
    /// A path to the caller's roots, and an SRVName of the service and the source domain (RFC 4985).
    SrvId,
    /// A path to the caller's roots, and the DNS name of the source domain.
    DnsId,
    /// A path to the caller's roots, and the DNS name of the host, where DNSSEC vouches for the way to it.
    Target,
    /// TLSA records (RFC 7672, RFC 7673).
    Dane,
    /// An MTA-STS policy, and a path to the caller's roots for the MX host (RFC 8461).
    MtaSts,
    /// A POSH document of the source domain (RFC 7711).
    Posh,
    /// A path to the caller's roots alone, whatever names the certificate has. It proves nothing about who answers.
    Path,
}

impl Mechanism {
    /// Every mechanism, in the order of a report.
    pub const ALL: [Self; 7] =
        [Self::SrvId, Self::DnsId, Self::Target, Self::Dane, Self::MtaSts, Self::Posh, Self::Path];

    /// Returns the name for programs, such as `srv-id`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SrvId => "srv-id",
            Self::DnsId => "dns-id",
            Self::Target => "target",
            Self::Dane => "dane",
            Self::MtaSts => "mta-sts",
            Self::Posh => "posh",
            Self::Path => "path",
        }
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SrvId => "SRVName of the domain",
            Self::DnsId => "DNS name of the domain",
            Self::Target => "DNS name of the host",
            Self::Dane => "DANE",
            Self::MtaSts => "MTA-STS",
            Self::Posh => "POSH",
            Self::Path => "path to a root",
        })
    }
}

/// What a mechanism says. A look-up or a connection that failed is neither a yes nor a no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds: what held, in a sentence.
    Holds(String),
    /// It does not hold.
    Fails(Failure),
    /// It does not apply here: why, in a sentence.
    NotApplicable(String),
    /// It could not be answered: why, in a sentence.
    Unanswered(String),
}

/// Why something does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The reason, in a sentence that a mail administrator can act on.
    pub reason: String,
    /// The section that asks for it, such as `RFC 7672 §2.2`; `None` if there is none.
    pub section: Option<String>,
    /// The code of a refused path, such as `expired`; `None` where no path was refused.
    pub code: Option<String>,
    /// The certificate that it is about, counted from the server's own, which is 0; `None` if it is about none.
    pub certificate: Option<u32>,
    /// What a report of TLS failures calls it (RFC 8460 §4.3); `None` where no such report is made.
    pub tls_rpt: Option<String>,
    /// What to do about it, a sentence each.
    pub advice: Vec<String>,
}

impl Failure {
    /// Returns a failure with this reason, and nothing else.
    #[must_use]
    pub fn because(reason: impl Into<String>) -> Self {
        let (section, code, certificate, tls_rpt) = (None, None, None, None);
        Self { reason: reason.into(), section, code, certificate, tls_rpt, advice: Vec::new() }
    }
}

impl Verdict {
    /// Returns the word for programs: `holds`, `fails`, `not-applicable`, `unanswered`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Holds(_) => "holds",
            Self::Fails(_) => "fails",
            Self::NotApplicable(_) => "not-applicable",
            Self::Unanswered(_) => "unanswered",
        }
    }

    /// Returns the sentence that says why.
    #[must_use]
    pub fn sentence(&self) -> &str {
        match self {
            Self::Holds(sentence) | Self::NotApplicable(sentence) | Self::Unanswered(sentence) => sentence,
            Self::Fails(failure) => &failure.reason,
        }
    }

    /// Returns `true` if it holds.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(self, Self::Holds(_))
    }
}

/// The verdict of one mechanism.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MechanismReport {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// What it says.
    pub verdict: Verdict,
}

/// A kind of client, by what it asks of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ClientKind {
    /// One that keeps to the specification of its protocol: a path to a root, and any of the names that the specification
    /// allows. Mail between servers has none: there, TLS without an authenticated server is usual (RFC 3207 §4.1).
    Pkix,
    /// One that takes an SRVName and no other name.
    SrvIdAlone,
    /// One that asks for TLSA records.
    Dane,
    /// A mail server that asks for an MTA-STS policy.
    MtaSts,
    /// An XMPP client or server that asks for a POSH document.
    Posh,
}

impl ClientKind {
    /// Every kind, in the order of a report.
    pub const ALL: [Self; 5] = [Self::Pkix, Self::SrvIdAlone, Self::Dane, Self::MtaSts, Self::Posh];

    /// Returns the name for programs, such as `srv-id-alone`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pkix => "pkix",
            Self::SrvIdAlone => "srv-id-alone",
            Self::Dane => "dane",
            Self::MtaSts => "mta-sts",
            Self::Posh => "posh",
        }
    }
}

impl fmt::Display for ClientKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pkix => "a client that verifies names as its protocol says",
            Self::SrvIdAlone => "a client that takes an SRVName alone",
            Self::Dane => "a client with DANE",
            Self::MtaSts => "a mail server with MTA-STS",
            Self::Posh => "a client with POSH",
        })
    }
}

/// What a kind of client does with the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientVerdict {
    /// The kind.
    pub kind: ClientKind,
    /// Whether it was asked for, so that it counts for the status.
    pub counts: bool,
    /// What it comes to: that it accepts the server, refuses it, asks for nothing here, or that it is not known.
    pub verdict: Verdict,
}
