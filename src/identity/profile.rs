//! Application profiles, which build reference identifiers from a source domain (RFC 9525 §6.1).

use crate::citation::Citation;
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::SourceDomain;
use crate::name::srv::Service;

/// An application whose specification verifies the server by an SRV-ID.
///
/// ```
/// use srvname::{Profile, ReferenceId, identity::SourceDomain};
///
/// let references = Profile::XmppClientDirectTls.references(SourceDomain::from_user_input("example.com")?);
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

    /// Returns the service that the certificate presents, without underscore.
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

    /// Returns the section that requires the SRV-ID.
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

    /// Returns the reference identifiers of this application for a source domain: the SRV-ID alone.
    ///
    /// A DNS-ID of the source domain would also match a certificate for its web site. A caller that accepts this adds
    /// [`SourceDomain::dns_id`] to the list explicitly.
    #[must_use]
    pub const fn references(self, source_domain: SourceDomain<'_>) -> [ReferenceId<'_>; 1] {
        [source_domain.srv_id(Service::from_parsed(self.service()))]
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
    /// Returns the service, without underscore.
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

    /// Returns the SRV-ID, for use by local policy (RFC 4985 §2).
    #[must_use]
    pub const fn references_by_local_policy(self, source_domain: SourceDomain<'_>) -> [ReferenceId<'_>; 1] {
        [source_domain.srv_id(Service::from_parsed(self.service()))]
    }
}
