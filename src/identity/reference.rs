//! Reference identifiers: what the caller expects the server to be called (RFC 9525 §6), and application profiles that
//! build them from a service and a source domain.
//!
//! A reference comes from the user's input and the application's specification, never from the certificate and never
//! from an SRV target that nobody authenticated (RFC 9525 §6.1.1).

use core::fmt;
use core::net::IpAddr;

use crate::certificate::general_name::PresentedId;
use crate::citation::Citation;
use crate::name::Name;
use crate::name::dns::{DnsName, DnsPattern};
use crate::name::error::NameError;
use crate::name::srv::Service;

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
}

impl<'a> ReferenceId<'a> {
    /// An SRV-ID from a service, with or without its underscore, and the source domain in A-labels.
    ///
    /// One dot at the end of the domain is dropped, since people and resolvers write it.
    ///
    /// # Errors
    ///
    /// [`NameError`] about the service or the domain, with the position in its own text.
    pub fn srv(service: &'a str, source_domain: &'a str) -> Result<Self, NameError> {
        // Of two faults, that of the domain is the answer.
        let name = DnsName::parse_ldh(source_domain.strip_suffix('.').unwrap_or(source_domain))?;
        Ok(Self::Srv { service: Service::parse(service)?, name })
    }

    /// Returns what [`ReferenceId::srv`] returns, for a service that was parsed before.
    ///
    /// # Errors
    ///
    /// [`NameError`] about the domain.
    pub fn srv_of(service: Service<'a>, source_domain: &'a str) -> Result<Self, NameError> {
        let name = DnsName::parse_ldh(source_domain.strip_suffix('.').unwrap_or(source_domain))?;
        Ok(Self::Srv { service, name })
    }

    /// A DNS-ID. One dot at the end is dropped.
    ///
    /// # Errors
    ///
    /// [`NameError`] about the domain.
    pub fn dns(domain: &'a str) -> Result<Self, NameError> {
        DnsName::parse_user_input(domain).map(Self::Dns)
    }

    /// An IP-ID.
    #[must_use]
    pub const fn ip(address: IpAddr) -> Self {
        Self::Ip(address)
    }

    /// Whether a presented identifier matches: same type, and every part equal (RFC 9525 §6.2 to §6.5).
    ///
    /// The parts of an SRV-ID are compared to the parts of *one* presented SRVName: the service of one name never meets
    /// the domain of another. A malformed name matches nothing.
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
            _ => false,
        }
    }
}

impl fmt::Display for ReferenceId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Srv { service, name } => write!(f, "{service}.{name}"),
            Self::Dns(name) => name.fmt(f),
            Self::Ip(address) => address.fmt(f),
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
    /// Returns the rules for both forms that may hold a wildcard.
    #[must_use]
    pub const fn new(srv: SrvWildcards, dns: DnsWildcards) -> Self {
        Self { srv, dns }
    }
}

fn stands_for(pattern: DnsPattern<'_>, name: DnsName<'_>, wildcard: bool) -> bool {
    (wildcard || !pattern.is_wildcard()) && pattern.stands_for(name)
}

/// An application whose specification verifies the server by an SRV-ID.
///
/// ```
/// use srvname::{Profile, ReferenceId};
///
/// let references = Profile::XmppClientDirectTls.references("example.com")?;
/// assert_eq!(references, [ReferenceId::srv("xmpp-client", "example.com")?]);
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// XMPP, client to server (RFC 6120 §13.7.1.2.1).
    XmppClient,
    /// XMPP, server to server (RFC 6120 §13.7.1.2.1).
    XmppServer,
    /// XMPP, client to server, TLS from the first octet. The SRV record is `_xmpps-client`, the certificate is verified
    /// as in XMPP proper, so the reference stays `_xmpp-client` (XEP-0368 §3).
    XmppClientDirectTls,
    /// XMPP, server to server, TLS from the first octet; the reference stays `_xmpp-server` (XEP-0368 §3).
    XmppServerDirectTls,
    /// IMAP with STARTTLS (RFC 7817 §3, RFC 6186 §3.2).
    Imap,
    /// IMAP, TLS from the first octet (RFC 7817 §3, RFC 6186 §3.2).
    Imaps,
    /// POP3 with STLS (RFC 7817 §3, RFC 6186 §3.3).
    Pop3,
    /// POP3, TLS from the first octet (RFC 7817 §3, RFC 6186 §3.3).
    Pop3s,
    /// Mail submission with STARTTLS (RFC 7817 §3, RFC 6186 §3.1).
    Submission,
    /// Mail submission, TLS from the first octet (RFC 8314 §5.1, RFC 7817 §3).
    Submissions,
    /// ManageSieve (RFC 7817 §3, RFC 5804 §1.8).
    ManageSieve,
    /// CalDAV without TLS from the first octet (RFC 6764 §3).
    CalDav,
    /// CalDAV over TLS (RFC 6764 §3).
    CalDavs,
    /// CardDAV without TLS from the first octet (RFC 6764 §3).
    CardDav,
    /// CardDAV over TLS (RFC 6764 §3).
    CardDavs,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 15] = [
        Self::XmppClient,
        Self::XmppServer,
        Self::XmppClientDirectTls,
        Self::XmppServerDirectTls,
        Self::Imap,
        Self::Imaps,
        Self::Pop3,
        Self::Pop3s,
        Self::Submission,
        Self::Submissions,
        Self::ManageSieve,
        Self::CalDav,
        Self::CalDavs,
        Self::CardDav,
        Self::CardDavs,
    ];

    /// The service that stands in the certificate, without underscore.
    #[must_use]
    pub const fn service(self) -> &'static str {
        match self {
            Self::XmppClient | Self::XmppClientDirectTls => "xmpp-client",
            Self::XmppServer | Self::XmppServerDirectTls => "xmpp-server",
            Self::Imap => "imap",
            Self::Imaps => "imaps",
            Self::Pop3 => "pop3",
            Self::Pop3s => "pop3s",
            Self::Submission => "submission",
            Self::Submissions => "submissions",
            Self::ManageSieve => "sieve",
            Self::CalDav => "caldav",
            Self::CalDavs => "caldavs",
            Self::CardDav => "carddav",
            Self::CardDavs => "carddavs",
        }
    }

    /// The document that asks for the SRV-ID.
    #[must_use]
    pub const fn citation(self) -> Citation {
        match self {
            Self::XmppClient | Self::XmppServer => Citation::new("RFC 6120", "13.7.1.2.1"),
            Self::XmppClientDirectTls | Self::XmppServerDirectTls => Citation::new("XEP-0368", "3"),
            Self::Imap | Self::Imaps | Self::Pop3 | Self::Pop3s | Self::Submission | Self::Submissions => {
                Citation::new("RFC 7817", "3")
            }
            Self::ManageSieve => Citation::new("RFC 7817", "3"),
            Self::CalDav | Self::CalDavs | Self::CardDav | Self::CardDavs => Citation::new("RFC 6764", "8"),
        }
    }

    /// The references of this application for a source domain: the SRV-ID, and nothing the caller did not ask for.
    ///
    /// A DNS-ID of the source domain would also be matched by a certificate for its web site. Whoever wants that adds
    /// [`ReferenceId::dns`] to the list in so many words.
    ///
    /// # Errors
    ///
    /// [`NameError`] about the domain.
    pub fn references(self, source_domain: &str) -> Result<[ReferenceId<'_>; 1], NameError> {
        ReferenceId::srv(self.service(), source_domain).map(|reference| [reference])
    }
}

/// A service with SRV records whose specification does *not* verify certificates by SRV-ID.
///
/// RFC 4985 §2 lets local policy use an SRVName where no specification does. That is the deployment's own decision, so
/// it has its own type, and its method says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnspecifiedService {
    /// SIP: RFC 5922 §7 verifies a URI or a DNS-ID.
    Sip,
    /// SIP over TLS: RFC 5922 §7 verifies a URI or a DNS-ID.
    Sips,
    /// LDAP: RFC 4513 §3.1.3 verifies a DNS-ID or an IP-ID.
    Ldap,
    /// Matrix federation: its specification verifies a DNS-ID of the server name.
    MatrixFed,
    /// Mail relay to an MX: RFC 8461 §4.1 and RFC 7672 verify a DNS-ID of the MX host.
    Smtp,
}

impl UnspecifiedService {
    /// The service, without underscore.
    #[must_use]
    pub const fn service(self) -> &'static str {
        match self {
            Self::Sip => "sip",
            Self::Sips => "sips",
            Self::Ldap => "ldap",
            Self::MatrixFed => "matrix-fed",
            Self::Smtp => "smtp",
        }
    }

    /// The SRV-ID, by local policy (RFC 4985 §2).
    ///
    /// # Errors
    ///
    /// [`NameError`] about the domain.
    pub fn references_by_local_policy(self, source_domain: &str) -> Result<[ReferenceId<'_>; 1], NameError> {
        ReferenceId::srv(self.service(), source_domain).map(|reference| [reference])
    }
}
