//! What the key of an end entity is used for, and which key usages that needs.

use core::fmt;

use crate::certificate::{ExtendedKeyUsage, KeyUsage};
use crate::der::oid::{ANY_EXTENDED_KEY_USAGE, ID_KP_CLIENT_AUTH, ID_KP_EMAIL_PROTECTION, ID_KP_SERVER_AUTH, Oid};

/// What the end entity's key is used for, and so which extended key usage it and the CAs above it need, where they have
/// the extension at all (RFC 5280 §4.2.1.12). anyExtendedKeyUsage is every purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// A TLS server: serverAuth.
    #[default]
    Server,
    /// A TLS client: clientAuth.
    Client,
    /// A TLS client that is a server elsewhere, as in XMPP between servers: clientAuth or serverAuth. The risk: a
    /// certificate meant for servers alone is accepted from a client.
    ClientOrServer,
    /// Mail that is signed or encrypted: emailProtection. keyUsage of the end entity, if present, has at least one of
    /// digitalSignature, nonRepudiation, keyEncipherment and keyAgreement (RFC 8550 §4.4.2).
    Email,
    /// None: neither extKeyUsage nor the keyUsage of the end entity is asked. CAs still need keyCertSign. The risk: a
    /// certificate of any purpose is accepted.
    NotAsked,
}

impl Purpose {
    /// The purposes that a certificate can be asked for: all but [`NotAsked`](Self::NotAsked).
    pub const ASKED: [Self; 4] = [Self::Server, Self::Client, Self::ClientOrServer, Self::Email];

    /// Returns the name that the command line and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::ClientOrServer => "either",
            Self::Email => "email",
            Self::NotAsked => "not-asked",
        }
    }

    /// Returns the purposes of extKeyUsage of which one is needed, in words; `None` if none is.
    pub(crate) const fn extended_key_usage(self) -> Option<&'static str> {
        match self {
            Self::Server => Some("serverAuth"),
            Self::Client => Some("clientAuth"),
            Self::ClientOrServer => Some("clientAuth or serverAuth"),
            Self::Email => Some("emailProtection"),
            Self::NotAsked => None,
        }
    }

    /// Returns `true` if a certificate with this extKeyUsage may be on the path of such an end entity.
    pub(crate) fn is_served_by(self, usage: ExtendedKeyUsage<'_>) -> bool {
        let is_wanted = |id: Oid<'_>| match self {
            Self::Server => id == ID_KP_SERVER_AUTH,
            Self::Client => id == ID_KP_CLIENT_AUTH,
            Self::ClientOrServer => id == ID_KP_CLIENT_AUTH || id == ID_KP_SERVER_AUTH,
            Self::Email => id == ID_KP_EMAIL_PROTECTION,
            Self::NotAsked => true,
        };
        self == Self::NotAsked || usage.iter().any(|id| id == ANY_EXTENDED_KEY_USAGE || is_wanted(id))
    }

    /// Returns `true` if an end entity with this keyUsage may be used so.
    pub(crate) const fn is_allowed_by(self, usage: KeyUsage) -> bool {
        match self {
            Self::Server | Self::Client | Self::ClientOrServer => usage.digital_signature(),
            Self::Email => {
                usage.digital_signature()
                    || usage.non_repudiation()
                    || usage.key_encipherment()
                    || usage.key_agreement()
            }
            Self::NotAsked => true,
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
