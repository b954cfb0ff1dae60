//! The base of a host, which e-mail and URI constraints share (RFC 5280 §4.2.1.10).

use core::fmt;

use super::dns::{DnsName, Underscores, parse_base_domain};
use super::error::NameError;
use super::form::{Extent, Qualifier, Reach};
use super::subtree::Subtree;

/// A base that constrains the host of a mailbox or a URI: one host, or the hosts below a domain.
///
/// A dNSName base is another type, [`DnsSubtree`](super::dns::DnsSubtree), because `example.com` there includes the
/// names below it, and here does not.
///
/// *Syntax*: `example.com`, which is this host and none below it; `.example.com`, which is every host below and not
/// this one. Labels may have underscores.
///
/// ```
/// use srvname::name::{DnsName, HostBase};
///
/// let www = DnsName::parse("www.example.com")?;
/// assert!(HostBase::parse(".example.com")?.contains(www));
/// assert!(!HostBase::parse("example.com")?.contains(www));
/// assert!(!HostBase::parse(".www.example.com")?.contains(www));
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostBase<'a> {
    /// `example.com`: this host.
    Exact(DnsName<'a>),
    /// `.example.com`: every host below this domain, and not the domain itself.
    Below(DnsName<'a>),
}

impl<'a> HostBase<'a> {
    /// Parses a host, or a domain after a dot.
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`], except that a `*` is [`NameRule::WildcardBase`](super::error::NameRule::WildcardBase).
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        Self::parse_with(text, |domain| parse_base_domain(domain, Underscores::Allowed))
    }

    /// Parses a base whose domain is parsed by `parse_domain`.
    pub(super) fn parse_with(
        text: &'a str,
        parse_domain: impl Fn(&'a str) -> Result<DnsName<'a>, NameError>,
    ) -> Result<Self, NameError> {
        match text.strip_prefix('.') {
            Some(domain) => parse_domain(domain).map(Self::Below).map_err(|error| error.shifted(1)),
            None => parse_domain(text).map(Self::Exact),
        }
    }

    /// Returns the host, or the domain after the dot.
    #[must_use]
    pub const fn name(&self) -> DnsName<'a> {
        match self {
            Self::Exact(name) | Self::Below(name) => *name,
        }
    }

    /// Returns `true` if `host` is inside this base.
    #[must_use]
    pub fn contains(&self, host: DnsName<'_>) -> bool {
        match self {
            Self::Exact(name) => *name == host,
            Self::Below(domain) => host.is_within(*domain) && host != *domain,
        }
    }

    /// Returns the hosts inside this base, with no qualifier.
    pub(super) const fn extent(&self) -> Extent<'a> {
        match self {
            Self::Exact(host) => Extent::Hosts(*host, Reach::Exact, Qualifier::None),
            Self::Below(domain) => Extent::Hosts(*domain, Reach::Below, Qualifier::None),
        }
    }
}

impl Subtree for HostBase<'_> {
    fn covers(&self, other: Self) -> bool {
        match (self, other) {
            (_, Self::Exact(host)) => self.contains(host),
            (Self::Below(domain), Self::Below(other)) => other.is_within(*domain),
            (Self::Exact(_), Self::Below(_)) => false,
        }
    }
}

impl fmt::Display for HostBase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(host) => host.fmt(f),
            Self::Below(domain) => write!(f, ".{domain}"),
        }
    }
}
