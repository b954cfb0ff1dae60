//! How far a server is authenticated, and how far it must be.

use core::fmt;

/// How far a server is authenticated: the later, the more is known of who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authentication {
    /// Nobody says who it is, and no mechanism that applies forbids to go on.
    Nobody,
    /// It is the host that it was taken for. Nobody vouches for the records that led to that host (RFC 7672 §2.2.1).
    HostAlone,
    /// It serves the source domain.
    #[default]
    SourceDomain,
}

impl Authentication {
    /// Returns the name in lower case, such as `host-alone`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::HostAlone => "host-alone",
            Self::SourceDomain => "source-domain",
        }
    }
}

impl fmt::Display for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
