//! Domains by where they come from: the source domain, and a target that it leads to.
//!
//! A connection to a service knows two domains: the one that the user named, and the host that an SRV or MX record of it
//! names. A reference identifier is made of the first; of the second only if somebody vouched for it, since who answers a
//! query for the record chooses that host (RFC 9525 §6.1.1). So the two are types that do not convert into each other.

use core::fmt;

use rustls_pki_types::{InvalidDnsNameError, ServerName};

use crate::citation::Citation;
use crate::identity::reference::ReferenceId;
use crate::name::dns::DnsName;
use crate::name::email::SmtpUtf8Mailbox;
use crate::name::error::NameError;
use crate::name::srv::Service;

/// The domain that the user entered or the configuration names: the source domain of RFC 9525 §1.4.
///
/// It is never the target of an SRV or MX record, which is an [`AuthenticatedTarget`] or nothing.
///
/// ```
/// use rustls_pki_types::ServerName;
/// use srvname::{Profile, ReferenceId, identity::SourceDomain};
///
/// let domain = SourceDomain::from_user_input("Example.com.")?;
/// assert_eq!(domain.to_string(), "Example.com");
/// assert_eq!(Profile::XmppClient.references(domain), [ReferenceId::srv("xmpp-client", "example.com")?]);
/// assert_eq!(ServerName::try_from(domain)?.to_str(), "Example.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SourceDomain<'a>(DnsName<'a>);

impl<'a> SourceDomain<'a> {
    /// Returns the source domain of what the user entered or the configuration has, such as `example.com`, in A-labels. One
    /// dot at the end is dropped.
    ///
    /// The text must not come from the DNS, or from the certificate.
    ///
    /// # Errors
    ///
    /// [`NameError`] if it is not a host name: if it is empty or an address, or has an underscore or a wildcard.
    pub fn from_user_input(text: &'a str) -> Result<Self, NameError> {
        DnsName::parse_ldh(text.strip_suffix('.').unwrap_or(text)).map(Self)
    }

    /// Returns the source domain of a JID, such as `juliet@example.com/balcony` (RFC 6120 §13.7.2.1): its domainpart, which
    /// stands before the first `/` and behind the first `@` of that (RFC 7622 §3.1). It has to be in A-labels.
    ///
    /// ```
    /// use srvname::identity::SourceDomain;
    ///
    /// let domain = SourceDomain::of_jid("juliet@example.com/with/slashes@and.signs")?;
    /// assert_eq!(domain, SourceDomain::from_user_input("example.com")?);
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`SourceDomain::from_user_input`], with the position in the domainpart.
    pub fn of_jid(jid: &'a str) -> Result<Self, NameError> {
        let bare = jid.split_once('/').map_or(jid, |(bare, _)| bare);
        Self::from_user_input(bare.split_once('@').map_or(bare, |(_, domain)| domain))
    }

    /// Returns the source domain of a mail address, such as `user@example.com` (RFC 7817 §3): what stands behind its last
    /// `@`. It has to be in A-labels.
    ///
    /// ```
    /// use srvname::identity::SourceDomain;
    ///
    /// let domain = SourceDomain::of_mail_address("\"user@home\"@example.com")?;
    /// assert_eq!(domain, SourceDomain::from_user_input("example.com")?);
    /// assert!(SourceDomain::of_mail_address("example.com").is_err());
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NameError`] if it is no mailbox, is at an address, or has an underscore in its domain.
    pub fn of_mail_address(address: &'a str) -> Result<Self, NameError> {
        let mailbox = SmtpUtf8Mailbox::parse(address.strip_suffix('.').unwrap_or(address))?;
        Self::from_user_input(mailbox.host()?.as_str())
    }

    /// Returns the source domain with a name that was one when it was kept.
    pub(crate) const fn of_name(name: DnsName<'a>) -> Self {
        Self(name)
    }

    /// Returns the domain name.
    #[must_use]
    pub const fn name(self) -> DnsName<'a> {
        self.0
    }

    /// Returns the text, in its original case and without a dot at the end.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.0.as_str()
    }

    /// Returns the SRV-ID of a service at this domain.
    #[must_use]
    pub const fn srv_id(self, service: Service<'a>) -> ReferenceId<'a> {
        ReferenceId::Srv { service, name: self.0 }
    }

    /// Returns the DNS-ID of this domain.
    ///
    /// The risk: the holder of a certificate for the web site of a domain can then be its server for every service.
    #[must_use]
    pub const fn dns_id(self) -> ReferenceId<'a> {
        ReferenceId::Dns(self.0)
    }
}

impl fmt::Display for SourceDomain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'a> TryFrom<SourceDomain<'a>> for ServerName<'a> {
    type Error = InvalidDnsNameError;

    /// Returns the name for the TLS handshake. It is never an error: every source domain is a name that TLS can send.
    fn try_from(domain: SourceDomain<'a>) -> Result<Self, InvalidDnsNameError> {
        rustls_pki_types::DnsName::try_from(domain.as_str()).map(Self::DnsName)
    }
}

/// Who vouched for the target of a source domain, so that it may be a reference identifier (RFC 9525 §6.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthenticatedBy {
    /// DNSSEC: the whole chain of SRV, MX and CNAME records from the source domain to the target was validated
    /// (RFC 7673 §4.1, RFC 7672 §2.2).
    Dnssec,
    /// An MTA-STS policy of the source domain, in mode enforce, with a pattern that the MX host matches (RFC 8461 §4.1).
    MtaSts,
    /// Configuration: the user or an administrator associated the target with the source domain explicitly
    /// (RFC 9525 §6.1.1).
    Configuration,
    /// A well-known document of the source domain, fetched over HTTPS from it, that delegates to the target: in Matrix,
    /// `/.well-known/matrix/server`.
    WellKnown,
}

impl AuthenticatedBy {
    /// Everybody who can vouch.
    pub const ALL: [Self; 4] = [Self::Dnssec, Self::MtaSts, Self::Configuration, Self::WellKnown];

    /// Returns the name that the command line and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dnssec => "dnssec",
            Self::MtaSts => "mta-sts",
            Self::Configuration => "config",
            Self::WellKnown => "well-known",
        }
    }

    /// Returns the section that lets such a target be a reference identifier.
    #[must_use]
    pub const fn citation(self) -> Citation {
        match self {
            Self::Dnssec => Citation::new("RFC 7673", "4.1"),
            Self::MtaSts => Citation::new("RFC 8461", "4.1"),
            Self::Configuration => Citation::new("RFC 9525", "6.1.1"),
            Self::WellKnown => Citation::new("Matrix Server-Server API", "Resolving server names"),
        }
    }
}

impl fmt::Display for AuthenticatedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A host that a source domain leads to, and that somebody vouched for.
///
/// The target of an ordinary SRV record is none: an attacker on the DNS can choose it.
///
/// ```
/// use srvname::{ReferenceId, identity::{AuthenticatedBy, AuthenticatedTarget}};
///
/// let target = AuthenticatedTarget::new("xmpp.hosting.test.", AuthenticatedBy::Dnssec)?;
/// assert_eq!(target.dns_id(), ReferenceId::dns("xmpp.hosting.test")?);
/// assert_eq!(target.to_string(), "xmpp.hosting.test (by dnssec)");
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AuthenticatedTarget<'a> {
    host: DnsName<'a>,
    by: AuthenticatedBy,
}

impl<'a> AuthenticatedTarget<'a> {
    /// Returns the target with this host, in A-labels, for which the caller knows that `by` vouches. One dot at the end is
    /// dropped.
    ///
    /// # Errors
    ///
    /// [`NameError`] if the host is not a host name.
    pub fn new(host: &'a str, by: AuthenticatedBy) -> Result<Self, NameError> {
        Ok(Self::of_host(DnsName::parse_user_input(host)?, by))
    }

    /// Returns what [`AuthenticatedTarget::new`] returns, for a host that was parsed before.
    #[must_use]
    pub const fn of_host(host: DnsName<'a>, by: AuthenticatedBy) -> Self {
        Self { host, by }
    }

    /// Returns the host.
    #[must_use]
    pub const fn host(self) -> DnsName<'a> {
        self.host
    }

    /// Returns who vouched for it.
    #[must_use]
    pub const fn by(self) -> AuthenticatedBy {
        self.by
    }

    /// Returns the DNS-ID of the host. There is no SRV-ID of a target (RFC 9525 §6.5).
    #[must_use]
    pub const fn dns_id(self) -> ReferenceId<'a> {
        ReferenceId::Dns(self.host)
    }
}

impl fmt::Display for AuthenticatedTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (by {})", self.host, self.by)
    }
}
