//! The services that are probed.

use std::fmt;

use srvname::Profile;

/// A service that is probed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProbedService {
    /// XMPP for clients, with STARTTLS and direct TLS (RFC 6120, XEP-0368).
    XmppClient,
    /// XMPP between servers, with STARTTLS and direct TLS (RFC 6120, XEP-0368).
    XmppServer,
    /// Mail between servers, by MX records (RFC 5321 §5.1).
    Smtp,
    /// Mail submission with STARTTLS (RFC 6409).
    Submission,
    /// Mail submission over TLS (RFC 8314).
    Submissions,
    /// IMAP with STARTTLS.
    Imap,
    /// IMAP over TLS.
    Imaps,
    /// POP3 with STLS.
    Pop3,
    /// POP3 over TLS.
    Pop3s,
    /// ManageSieve (RFC 5804).
    Sieve,
    /// Calendars without TLS (RFC 6764): looked up, and said that no TLS protects it.
    CalDav,
    /// Calendars over TLS (RFC 6764).
    CalDavs,
    /// Address books without TLS (RFC 6764): looked up, and said that no TLS protects it.
    CardDav,
    /// Address books over TLS (RFC 6764).
    CardDavs,
}

impl ProbedService {
    /// Every service, in the order of a report.
    pub const ALL: [Self; 14] = [
        Self::XmppClient,
        Self::XmppServer,
        Self::Smtp,
        Self::Submission,
        Self::Submissions,
        Self::Imap,
        Self::Imaps,
        Self::Pop3,
        Self::Pop3s,
        Self::Sieve,
        Self::CalDav,
        Self::CalDavs,
        Self::CardDav,
        Self::CardDavs,
    ];

    /// Returns the name, which is that of the SRV record without its underscore; of mail between servers `smtp`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self.profile() {
            Some(profile) => profile.service(),
            None => "smtp",
        }
    }

    /// Returns the service of this name, with or without its underscore and in any case; `None` if it is not one of these.
    ///
    /// ```
    /// use srvname_net::probe::report::ProbedService;
    ///
    /// assert_eq!(ProbedService::parse("_xmpp-server"), Some(ProbedService::XmppServer));
    /// assert_eq!(ProbedService::parse("smtp"), Some(ProbedService::Smtp));
    /// assert_eq!(ProbedService::parse("ldap"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.strip_prefix('_').unwrap_or(text);
        Self::ALL.into_iter().find(|service| service.as_str().eq_ignore_ascii_case(name))
    }

    /// Returns the profile by which the library verifies it; `None` for mail between servers, which has no SRV-ID.
    #[must_use]
    pub const fn profile(self) -> Option<Profile> {
        Some(match self {
            Self::XmppClient => Profile::XmppClient,
            Self::XmppServer => Profile::XmppServer,
            Self::Smtp => return None,
            Self::Submission => Profile::Submission,
            Self::Submissions => Profile::Submissions,
            Self::Imap => Profile::Imap,
            Self::Imaps => Profile::Imaps,
            Self::Pop3 => Profile::Pop3,
            Self::Pop3s => Profile::Pop3s,
            Self::Sieve => Profile::ManageSieve,
            Self::CalDav => Profile::CalDav,
            Self::CalDavs => Profile::CalDavs,
            Self::CardDav => Profile::CardDav,
            Self::CardDavs => Profile::CardDavs,
        })
    }
}

impl fmt::Display for ProbedService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TlsStart {
    /// With the first octet.
    Direct,
    /// In the middle of a dialogue.
    StartTls,
    /// Never: the service has no TLS.
    Never,
}
