//! Reference identifiers: the names that the caller expects the server to present (RFC 9525 §6).
//!
//! A reference identifier comes from the user's input and the application's specification, never from the certificate and
//! never from an SRV target that was not authenticated (RFC 9525 §6.1.1).

use core::fmt;
use core::net::IpAddr;

use crate::certificate::general_name::PresentedId;
use crate::name::dns::{DnsName, DnsPattern};
use crate::name::email::SmtpUtf8Mailbox;
use crate::name::error::NameError;
use crate::name::local_part::LocalPart;
use crate::name::srv::Service;
use crate::name::{Escaped, Name};

/// A reference identifier of one type, which presented identifiers of that type can match and no other.
///
/// ```
/// use srvname::ReferenceId;
///
/// let reference = ReferenceId::srv("xmpp-client", "im.example.com")?;
/// assert_eq!(reference.to_string(), "_xmpp-client.im.example.com");
/// assert_eq!(reference, ReferenceId::srv("_XMPP-Client", "IM.example.com.")?);
/// assert_ne!(reference, ReferenceId::dns("im.example.com")?);
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReferenceId<'a> {
    /// An SRV-ID: this service at this domain.
    Srv {
        /// The service.
        service: Service<'a>,
        /// The source domain.
        name: DnsName<'a>,
    },
    /// A DNS-ID.
    Dns(DnsName<'a>),
    /// An IP-ID.
    Ip(IpAddr),
    /// A mailbox, which a rfc822Name and a SmtpUTF8Mailbox can match (RFC 9598 §3).
    Mailbox {
        /// The local part, which is compared by what it denotes.
        local_part: LocalPart<'a>,
        /// The host.
        host: DnsName<'a>,
    },
    /// A URI-ID: this domain in SIP, which a URI of the scheme `sip` without a userpart can match (RFC 5922 §7.1).
    ///
    /// It counts on a path only if every bound CA that has name constraints lists URIs (RFC 9525 §7.6), unless
    /// `SubCaRule::Rfc5280` is in force. As such a URI has no authority, constraints of URIs refuse it
    /// (RFC 5280 §4.2.1.10), so that below a CA with name constraints it never counts.
    Uri(DnsName<'a>),
    /// The domain of an XMPP server, which an XmppAddr can match (RFC 6120 §13.7.1.4).
    ///
    /// It counts on a path as a URI-ID does. Constraints of XmppAddr are not understood, and refuse it, so that below a CA
    /// with name constraints it never counts.
    ///
    /// Q: A JID has internationalized domains in Unicode. Does `müller.example` match `xn--mller-kva.example`?
    /// A: No. No Punycode is decoded to decide; a server with such a domain has a dNSName or an SRVName.
    ///    (`tests/references/uncounted.rs`, `an_xmpp_addr_is_a_domain_and_nothing_else`)
    XmppAddr(DnsName<'a>),
}

impl<'a> ReferenceId<'a> {
    /// Returns an SRV-ID from a service, with or without its underscore, and the source domain in A-labels.
    ///
    /// One dot at the end of the domain is dropped, since people and resolvers write it.
    ///
    /// # Errors
    ///
    /// [`NameError`] if the service or the domain is malformed, with the position in the text of that part.
    pub fn srv(service: &'a str, source_domain: &'a str) -> Result<Self, NameError> {
        // If both are malformed, the error is about the domain.
        let name = DnsName::parse_ldh(source_domain.strip_suffix('.').unwrap_or(source_domain))?;
        Ok(Self::Srv { service: Service::parse(service)?, name })
    }

    /// Returns what [`ReferenceId::srv`] returns, for a service that was parsed before.
    ///
    /// # Errors
    ///
    /// [`NameError`] if the domain is malformed.
    pub fn srv_of(service: Service<'a>, source_domain: &'a str) -> Result<Self, NameError> {
        let name = DnsName::parse_ldh(source_domain.strip_suffix('.').unwrap_or(source_domain))?;
        Ok(Self::Srv { service, name })
    }

    /// Returns a DNS-ID. One dot at the end is dropped.
    ///
    /// # Errors
    ///
    /// [`NameError`] if the domain is malformed.
    pub fn dns(domain: &'a str) -> Result<Self, NameError> {
        DnsName::parse_user_input(domain).map(Self::Dns)
    }

    /// Returns an IP-ID.
    #[must_use]
    pub const fn ip(address: IpAddr) -> Self {
        Self::Ip(address)
    }

    /// Returns the reference of a mailbox, such as `user@example.com`, with the host in A-labels. One dot at the end is
    /// dropped. The local part may be quoted, and may have characters outside ASCII, which a SmtpUTF8Mailbox alone has.
    ///
    /// ```
    /// use srvname::ReferenceId;
    ///
    /// let reference = ReferenceId::mailbox("user@example.com")?;
    /// assert_eq!(reference, ReferenceId::mailbox("\"user\"@EXAMPLE.com")?);
    /// assert_ne!(reference, ReferenceId::mailbox("User@example.com")?);
    /// assert_eq!(ReferenceId::mailbox("müller@example.com")?.to_string(), "müller@example.com");
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NameError`] if the mailbox is malformed, or if it is at an address in place of a host.
    pub fn mailbox(mailbox: &'a str) -> Result<Self, NameError> {
        let mailbox = SmtpUtf8Mailbox::parse(mailbox.strip_suffix('.').unwrap_or(mailbox))?;
        Ok(Self::Mailbox { local_part: mailbox.local_part(), host: mailbox.host()? })
    }

    /// Returns the URI-ID of a domain in SIP. One dot at the end is dropped.
    ///
    /// ```
    /// use srvname::ReferenceId;
    ///
    /// assert_eq!(ReferenceId::sip("example.com")?.to_string(), "sip:example.com");
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NameError`] if the domain is malformed.
    pub fn sip(domain: &'a str) -> Result<Self, NameError> {
        DnsName::parse_user_input(domain).map(Self::Uri)
    }

    /// Returns the reference of an XMPP server's XmppAddr. One dot at the end of the domain is dropped.
    ///
    /// # Errors
    ///
    /// [`NameError`] if the domain is malformed.
    pub fn xmpp_addr(domain: &'a str) -> Result<Self, NameError> {
        DnsName::parse_user_input(domain).map(Self::XmppAddr)
    }

    /// Returns `true` if a presented identifier has the same type and every part matches (RFC 9525 §6.2 to §6.5).
    ///
    /// A URI-ID and an XmppAddr that match may not count on a path: `Path::validate` asks its CAs.
    ///
    /// The parts of an SRV-ID are compared with the parts of *one* presented SRVName, never with the service of one name and
    /// the domain of another. A mailbox has no wildcards (RFC 9598 §6). Returns `false` if the presented name is malformed.
    #[must_use]
    pub fn matches(&self, presented: &PresentedId<'_>, wildcards: Wildcards) -> bool {
        match (self, presented.name()) {
            (Self::Srv { service, name }, Ok(Name::Srv(srv))) => {
                let wildcard = wildcards.srv == SrvWildcards::LeftmostLabel;
                srv.service() == *service && stands_for(srv.name(), *name, wildcard)
            }
            (Self::Dns(name), Ok(Name::Dns(pattern))) => {
                stands_for(pattern, *name, wildcards.dns == DnsWildcards::LeftmostLabel)
            }
            (Self::Ip(address), Ok(Name::Ip(presented))) => *address == presented,
            (Self::Uri(domain), Ok(Name::Uri(uri))) => uri.sip_domain() == Some(*domain),
            (Self::XmppAddr(domain), Ok(Name::NotUnderstood)) => {
                presented.xmpp_addr().is_some_and(|address| DnsName::parse(address) == Ok(*domain))
            }
            (Self::Mailbox { local_part, host }, Ok(Name::Mailbox(presented))) => {
                presented.host() == Ok(*host) && presented.local_part() == *local_part
            }
            (Self::Mailbox { local_part, host }, Ok(Name::SmtpUtf8(presented))) => {
                presented.host() == Ok(*host) && presented.local_part() == *local_part
            }
            _ => false,
        }
    }
}

impl fmt::Display for ReferenceId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Srv { service, name } => write!(f, "{service}.{name}"),
            Self::Dns(name) | Self::XmppAddr(name) => name.fmt(f),
            Self::Uri(name) => write!(f, "sip:{name}"),
            Self::Ip(address) => address.fmt(f),
            Self::Mailbox { local_part, host } => write!(f, "{}@{host}", Escaped::new(local_part.as_str())),
        }
    }
}

/// Whether a wildcard SRVName matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SrvWildcards {
    /// It matches nothing: no specification that uses SRV-IDs gives them wildcards (RFC 7817 §3, RFC 6120 §13.7.1.2).
    #[default]
    MatchNothing,
    /// `*` in place of one complete left-most label of the Name (RFC 9525 §6.3), for deployments that issued such names.
    LeftmostLabel,
}

/// Whether a wildcard dNSName matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DnsWildcards {
    /// `*` in place of one complete left-most label (RFC 9525 §6.3).
    #[default]
    LeftmostLabel,
    /// It matches nothing, for applications whose specification has no wildcards.
    MatchNothing,
}

/// Which wildcards match a reference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Wildcards {
    /// In SRVNames.
    pub srv: SrvWildcards,
    /// In dNSNames.
    pub dns: DnsWildcards,
}

impl Wildcards {
    /// Returns the rules for both forms that may have a wildcard.
    #[must_use]
    pub const fn new(srv: SrvWildcards, dns: DnsWildcards) -> Self {
        Self { srv, dns }
    }
}

fn stands_for(pattern: DnsPattern<'_>, name: DnsName<'_>, wildcard: bool) -> bool {
    (wildcard || !pattern.is_wildcard()) && pattern.stands_for(name)
}
