//! Why a server is refused by what its domain publishes.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use crate::citation::Citation;
use crate::path::rejection::Rejection;

/// Why a server is refused: for want of a path to the caller's roots, as the caller's own error says, or by what the domain
/// publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerRefusal<E = Rejection> {
    /// There is no path to the caller's roots for one of the references, and nothing else authenticates the server.
    Path(E),
    /// A mechanism forbids the connection, or the one that was meant to authenticate the server does not.
    Delegation(Box<DelegationRefusal>),
}

impl<E> ServerRefusal<E> {
    /// Returns this refusal with another error for the path.
    pub fn map_path<F>(self, map: impl FnOnce(E) -> F) -> ServerRefusal<F> {
        match self {
            Self::Path(error) => ServerRefusal::Path(map(error)),
            Self::Delegation(refusal) => ServerRefusal::Delegation(refusal),
        }
    }
}

impl<E: fmt::Display> fmt::Display for ServerRefusal<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(error) => error.fmt(f),
            Self::Delegation(refusal) => refusal.fmt(f),
        }
    }
}

impl<E: core::error::Error + 'static> core::error::Error for ServerRefusal<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Path(error) => Some(error),
            Self::Delegation(refusal) => Some(&**refusal),
        }
    }
}

/// Which mechanism refuses a server. Each has a stable code, see [`DelegationRefusalKind::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DelegationRefusalKind {
    /// TLSA records apply, and none is for the certificates of the server.
    DaneNoMatch,
    /// A TLSA record names a trust anchor, and the path to it is not valid.
    DanePath,
    /// A TLSA record of usage 0 or 1 applies, and the path to the caller's roots that it needs as well is missing.
    DanePkix,
    /// No TLSA record is usable, and DANE was to authenticate the server.
    DaneUnusable,
    /// An MTA-STS policy of mode `enforce` does not allow the MX host.
    MtaStsMismatch,
    /// An MTA-STS policy of mode `enforce` allows the MX host, whose certificate is not valid for it.
    MtaStsCertificate,
    /// The POSH document has other certificates.
    PoshNoMatch,
    /// The POSH document has the certificate, which has expired.
    PoshExpired,
    /// The POSH document has the certificate, which is not valid yet.
    PoshNotYetValid,
    /// The POSH document is older than it may be.
    PoshStale,
    /// The POSH document has no fingerprint that can be used.
    PoshUnusable,
    /// The host is authenticated, and nobody vouches for the records that led to it.
    HostAlone,
    /// Nothing that applies says who serves the domain.
    Unauthenticated,
}

impl DelegationRefusalKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::DaneNoMatch,
        Self::DanePath,
        Self::DanePkix,
        Self::DaneUnusable,
        Self::MtaStsMismatch,
        Self::MtaStsCertificate,
        Self::PoshNoMatch,
        Self::PoshExpired,
        Self::PoshNotYetValid,
        Self::PoshStale,
        Self::PoshUnusable,
        Self::HostAlone,
        Self::Unauthenticated,
    ];

    /// Returns the stable code of this kind, for programs. No [`RejectionKind`](crate::path::RejectionKind) has the same.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DaneNoMatch => "dane_no_match",
            Self::DanePath => "dane_path",
            Self::DanePkix => "dane_pkix",
            Self::DaneUnusable => "dane_unusable",
            Self::MtaStsMismatch => "mta_sts_mismatch",
            Self::MtaStsCertificate => "mta_sts_certificate",
            Self::PoshNoMatch => "posh_no_match",
            Self::PoshExpired => "posh_expired",
            Self::PoshNotYetValid => "posh_not_yet_valid",
            Self::PoshStale => "posh_stale",
            Self::PoshUnusable => "posh_unusable",
            Self::HostAlone => "host_alone",
            Self::Unauthenticated => "unauthenticated",
        }
    }
}

/// A refusal by DANE, MTA-STS or POSH. `Display` is one sentence for a person, with the section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegationRefusal {
    pub(crate) kind: DelegationRefusalKind,
    pub(crate) sentence: String,
    pub(crate) citation: Citation,
    pub(crate) rejection: Option<Rejection>,
}

impl DelegationRefusal {
    pub(crate) const fn new(kind: DelegationRefusalKind, sentence: String, citation: Citation) -> Self {
        Self { kind, sentence, citation, rejection: None }
    }

    /// Returns which mechanism refuses.
    #[must_use]
    pub const fn kind(&self) -> DelegationRefusalKind {
        self.kind
    }

    /// Returns its stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        self.citation
    }

    /// Returns what is wrong with the path to a DANE-TA; `None` if the refusal is not about that.
    #[must_use]
    pub const fn rejection(&self) -> Option<&Rejection> {
        self.rejection.as_ref()
    }
}

impl fmt::Display for DelegationRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.sentence, self.citation)
    }
}

impl core::error::Error for DelegationRefusal {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.rejection.as_ref().map(|rejection| -> &(dyn core::error::Error + 'static) { rejection })
    }
}
