//! What a caller knows before it connects: the application, the domain that was named, and where that led.

use core::net::IpAddr;

use crate::delegation::dns::Security;
use crate::identity::profile::Profile;
use crate::identity::source_domain::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
use crate::name::dns::DnsName;
use crate::path::purpose::Purpose;

/// An application, and the circumstances on which its specification makes the reference identifiers depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Application<'a> {
    /// One whose servers are found by SRV records and verified by SRV-ID: XMPP to clients and to servers, mail, calendars
    /// (RFC 6120 §13.7, RFC 7817 §3, RFC 6764 §8).
    Service(Profile),
    /// XMPP between servers, seen by the server that was connected to: the source domain is the `from` of the stream, and
    /// the certificate the peer's client certificate (RFC 6120 §13.7.2.1).
    XmppServerInbound,
    /// One of [`Service`](Self::Service) at a host that the user typed in place of looking for one: the source domain is
    /// still that of the user's address (RFC 7817 §3, RFC 9525 §6.1.1).
    HostByUser {
        /// The application.
        profile: Profile,
        /// The host.
        host: Source<'a>,
    },
    /// Mail relay to an MX host: the source domain is the next-hop domain.
    Smtp(SmtpSecurity<'a>),
    /// SIP: the source domain is that of the AUS (RFC 5922 §7).
    Sip,
    /// LDAP: the source is the host that was to be connected to (RFC 4513 §3.1.3).
    Ldap,
    /// Federation of Matrix: the source is the server name.
    Matrix,
    /// The HTTPS server of an MTA-STS policy: the source domain is the policy domain (RFC 8461 §3.3).
    MtaStsPolicyHost,
    /// The HTTPS server of a POSH document (RFC 7711 §3).
    PoshSource,
}

impl Application<'_> {
    /// Returns what the key in the peer's certificate must be for.
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            // Public CAs no longer issue clientAuth, so servers present what they have as clients too.
            Self::XmppServerInbound => Purpose::ClientOrServer,
            _ => Purpose::Server,
        }
    }
}

/// What makes a mail relay verify the MX host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SmtpSecurity<'a> {
    /// An MTA-STS policy of mode `enforce` or `testing` (RFC 8461 §4).
    MtaSts,
    /// TLSA records with usage DANE-TA(2), at the TLSA base domain to which the [`Delegation`] leads: the MX host, or what it
    /// is an alias of. A domain without MX that is itself an alias leads to what it is an alias of; one that is none is
    /// [`Delegation::Direct`] (RFC 7672 §3.2.2).
    DaneTa {
        /// What the next-hop domain is an alias of, securely; `None` if it is none (RFC 7672 §3.2.2).
        expanded_next_hop: Option<DnsName<'a>>,
    },
    /// A TLSA record with usage DANE-EE(3): names are not compared (RFC 7672 §3.2.1).
    DaneEe,
    /// A message with REQUIRETLS (RFC 8689 §4.2.1).
    RequireTls,
    /// None of these: whatever is verified is local policy (RFC 3207 §4.1).
    Plain,
}

/// What the user or the configuration named: a domain, or an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source<'a> {
    /// A domain.
    Domain(SourceDomain<'a>),
    /// An address, which has no services and no SRV-ID (RFC 9525 §6.1.1).
    Address(IpAddr),
}

impl<'a> From<SourceDomain<'a>> for Source<'a> {
    fn from(domain: SourceDomain<'a>) -> Self {
        Self::Domain(domain)
    }
}

impl From<IpAddr> for Source<'_> {
    fn from(address: IpAddr) -> Self {
        Self::Address(address)
    }
}

/// Where the source domain led, and who vouched for that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delegation<'a> {
    /// Nowhere: the source domain is its own host.
    Direct,
    /// To a host that nobody vouched for: whoever can forge the answers of the DNS chose it.
    Insecure(DnsName<'a>),
    /// To a host that somebody vouched for.
    Authenticated(AuthenticatedTarget<'a>),
}

impl<'a> Delegation<'a> {
    /// Returns the delegation to the target of records of the DNS. `steps` has the security of each answer on the way from the
    /// source domain, aliases too, and the weakest decides: the target is authenticated by DNSSEC if all are secure, and
    /// insecure if one is, or if there is none.
    ///
    /// ```
    /// use srvname::delegation::{Delegation, dns::{InsecureReason, Security}};
    /// use srvname::identity::{AuthenticatedBy, AuthenticatedTarget};
    /// use srvname::name::DnsName;
    ///
    /// let host = DnsName::parse("xmpp.hosting.example")?;
    /// let unsigned = Security::Insecure(InsecureReason::Unsigned);
    /// let signed = AuthenticatedTarget::of_host(host, AuthenticatedBy::Dnssec);
    /// assert_eq!(Delegation::by_dns(host, &[Security::Secure; 2]), Ok(Delegation::Authenticated(signed)));
    /// assert_eq!(Delegation::by_dns(host, &[Security::Secure, unsigned]), Ok(Delegation::Insecure(host)));
    /// // A look-up that failed leads nowhere.
    /// assert_eq!(Delegation::by_dns(host, &[Security::Secure, Security::Failed]), Err(Security::Failed));
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first [`Security`] that is no answer: then there is no target to connect to.
    pub fn by_dns(target: DnsName<'a>, steps: &[Security]) -> Result<Self, Security> {
        if let Some(failed) = steps.iter().find(|step| !step.is_answer()) {
            return Err(*failed);
        }
        let all_secure = !steps.is_empty() && steps.iter().all(|step| *step == Security::Secure);
        Ok(if all_secure {
            Self::Authenticated(AuthenticatedTarget::of_host(target, AuthenticatedBy::Dnssec))
        } else {
            Self::Insecure(target)
        })
    }

    /// Returns the host that the source domain led to, or `None` if it led nowhere.
    #[must_use]
    pub const fn host(self) -> Option<DnsName<'a>> {
        match self {
            Self::Direct => None,
            Self::Insecure(host) => Some(host),
            Self::Authenticated(target) => Some(target.host()),
        }
    }
}
