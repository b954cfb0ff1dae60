//! One connection to one address.

use super::certificate::CertificateReport;
use super::verdict::{ClientVerdict, MechanismReport, Verdict};
use crate::tls::{KeyKind, TlsVersion};

/// One connection: how it came to TLS, what was sent, and what that is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionReport {
    /// The kind of key that was asked for.
    pub key: KeyKind,
    /// The name that was sent as SNI; `None` if none was.
    pub server_name: Option<String>,
    /// Why that name.
    pub sni: SniUse,
    /// How the connection came to TLS.
    pub negotiation: TlsNegotiation,
    /// The first thing that the server said before TLS; `None` if it said nothing.
    pub greeting: Option<String>,
    /// What the server said that it can do before TLS.
    pub capabilities: Vec<String>,
    /// The handshake.
    pub handshake: Handshake,
    /// The certificates as they were sent, the server's own first. There can be some where the handshake failed.
    pub chain: Vec<CertificateReport>,
    /// What each mechanism says. Empty if no certificate was sent.
    pub mechanisms: Vec<MechanismReport>,
    /// What each kind of client does. Empty if nobody can tell: the connection was not made for lack of time.
    pub clients: Vec<ClientVerdict>,
    /// What all mechanisms together come to; `None` if no certificate was sent.
    pub outcome: Option<OutcomeReport>,
    /// Whether this certificate would also do where the server connects to others, as XMPP servers do to each other. `None`
    /// where the protocol has no such thing.
    pub as_client: Option<Verdict>,
}

/// Why a name was sent as SNI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SniUse {
    /// It is the one that clients send.
    AsClientsDo,
    /// None was sent, to see what comes then.
    WithoutName,
    /// The name of the host was sent where clients send that of the domain, to see what comes then.
    NameOfHost,
}

/// How a connection came to TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsNegotiation {
    /// TLS began with the first octet.
    Direct,
    /// The dialogue led to the handshake.
    StartTls,
    /// The server does not offer TLS.
    NotOffered,
    /// The server offers TLS and, when asked, refused it with this reply.
    Refused(String),
    /// The server does not talk to us at all, with this reply.
    Unavailable(String),
    /// The server begins as if somebody had logged in, where TLS cannot be started.
    Preauthenticated,
    /// The server sent octets where it must be silent. Clients take them as if TLS had protected them (CVE-2011-0411).
    Injected {
        /// How many, at least.
        octets: usize,
        /// Where, in words.
        point: String,
    },
    /// The server was silent for longer than is waited: where, in a sentence.
    Stalled(String),
    /// The server said more than is read: what, in a sentence.
    TooLong(String),
    /// The dialogue broke off in another way: how, in a sentence.
    Broken(String),
    /// There was no connection: why, in a sentence.
    NotConnected(String),
    /// It was not tried: why, in a sentence.
    NotAsked(String),
}

impl TlsNegotiation {
    /// Returns why the connection did not come to a handshake, in a sentence without its full stop; `None` if it did.
    #[must_use]
    pub fn obstacle(&self) -> Option<String> {
        Some(match self {
            Self::Direct | Self::StartTls => return None,
            Self::NotOffered => "the server does not offer TLS".to_owned(),
            Self::Refused(reply) => format!("the server offers TLS, and refuses to start it: `{reply}`"),
            Self::Unavailable(reply) => format!("the server does not talk to us: `{reply}`"),
            Self::Preauthenticated => {
                "the server begins as if somebody had logged in, where TLS cannot be started".to_owned()
            }
            Self::Injected { octets, point } => {
                format!("there were {octets} octets {point}, where the server must be silent")
            }
            Self::Stalled(why)
            | Self::TooLong(why)
            | Self::Broken(why)
            | Self::NotConnected(why)
            | Self::NotAsked(why) => why.clone(),
        })
    }
}

/// How a handshake ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handshake {
    /// There is a session, and the server has the key of its certificate.
    Done {
        /// The version of TLS.
        version: TlsVersion,
        /// The cipher suite, as IANA has it.
        cipher_suite: String,
        /// The application protocol that was agreed upon; `None` if there is none.
        alpn: Option<String>,
    },
    /// The server has no certificate with a key of the kind that was asked for: what it said.
    NoSuchKey(String),
    /// It failed: why, in a sentence.
    Failed(String),
    /// The connection did not come so far.
    NotReached,
}

/// What all mechanisms together come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutcomeReport {
    /// The server is authenticated: as whom and by what, as a log may say it.
    Authenticated(String),
    /// Nobody is authenticated, and no mechanism forbids to go on: what a log may say.
    Unauthenticated(String),
    /// A mechanism that applies does not hold: which, as a log may say it.
    Refused(String),
}

impl SessionReport {
    /// Returns `true` if the handshake was carried through.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self.handshake, Handshake::Done { .. })
    }
}
