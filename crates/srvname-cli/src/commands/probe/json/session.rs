//! Connections.

use serde::Serialize;
use srvname_net::probe::report::{
    ClientVerdict, Handshake, MechanismReport, OutcomeReport, SessionReport, SniUse, TlsNegotiation,
};
use srvname_net::tls::KeyKind;

use crate::commands::probe::json::certificate::{self, CertificateJson};
use crate::commands::probe::json::kind::{Kind, text, texts};
use crate::commands::probe::json::verdict::VerdictJson;
use crate::output::shown::Shown;

#[derive(Serialize)]
pub(super) struct SessionJson<'r> {
    key: &'static str,
    server_name: Option<Shown<'r>>,
    sni: &'static str,
    negotiation: NegotiationJson<'r>,
    greeting: Option<Shown<'r>>,
    capabilities: Vec<Shown<'r>>,
    handshake: HandshakeJson<'r>,
    chain: Vec<CertificateJson<'r>>,
    mechanisms: Vec<MechanismJson<'r>>,
    clients: Vec<ClientJson<'r>>,
    outcome: Option<Kind<'r>>,
    as_client: Option<VerdictJson<'r>>,
}

/// Returns the word for a kind of key.
pub(super) const fn key(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Any => "any",
        KeyKind::EllipticCurve => "elliptic-curve",
        KeyKind::Rsa => "rsa",
    }
}

impl<'r> SessionJson<'r> {
    pub(super) fn of(session: &'r SessionReport) -> Self {
        Self {
            key: key(session.key),
            server_name: text(session.server_name.as_ref()),
            sni: match session.sni {
                SniUse::AsClientsDo => "as-clients-do",
                SniUse::WithoutName => "without-name",
                SniUse::NameOfHost => "name-of-host",
            },
            negotiation: NegotiationJson::of(&session.negotiation),
            greeting: text(session.greeting.as_ref()),
            capabilities: texts(&session.capabilities),
            handshake: HandshakeJson::of(&session.handshake),
            chain: certificate::chain(&session.chain),
            mechanisms: session.mechanisms.iter().map(MechanismJson::of).collect(),
            clients: session.clients.iter().map(ClientJson::of).collect(),
            outcome: session.outcome.as_ref().map(|outcome| match outcome {
                OutcomeReport::Authenticated(what) => Kind::because("authenticated", what),
                OutcomeReport::Unauthenticated(what) => Kind::because("unauthenticated", what),
                OutcomeReport::Refused(what) => Kind::because("refused", what),
            }),
            as_client: session.as_client.as_ref().map(VerdictJson::of),
        }
    }
}

#[derive(Serialize)]
struct NegotiationJson<'r> {
    kind: &'static str,
    reason: Option<Shown<'r>>,
    octets: Option<usize>,
}

impl<'r> NegotiationJson<'r> {
    fn of(negotiation: &'r TlsNegotiation) -> Self {
        let plain = |kind| Self { kind, reason: None, octets: None };
        let because = |kind, reason: &'r String| Self { kind, reason: Some(Shown(reason)), octets: None };
        match negotiation {
            TlsNegotiation::Direct => plain("direct"),
            TlsNegotiation::StartTls => plain("starttls"),
            TlsNegotiation::NotOffered => plain("not-offered"),
            TlsNegotiation::Refused(reply) => because("refused", reply),
            TlsNegotiation::Unavailable(reply) => because("unavailable", reply),
            TlsNegotiation::Preauthenticated => plain("preauthenticated"),
            TlsNegotiation::Injected { octets, point } => Self { octets: Some(*octets), ..because("injected", point) },
            TlsNegotiation::Stalled(why) => because("stalled", why),
            TlsNegotiation::TooLong(why) => because("too-long", why),
            TlsNegotiation::Broken(why) => because("broken", why),
            TlsNegotiation::NotConnected(why) => because("not-connected", why),
            TlsNegotiation::NotAsked(why) => because("not-asked", why),
        }
    }
}

#[derive(Serialize)]
struct HandshakeJson<'r> {
    kind: &'static str,
    reason: Option<Shown<'r>>,
    version: Option<String>,
    cipher_suite: Option<Shown<'r>>,
    alpn: Option<Shown<'r>>,
}

impl<'r> HandshakeJson<'r> {
    fn of(handshake: &'r Handshake) -> Self {
        let plain = |kind| Self { kind, reason: None, version: None, cipher_suite: None, alpn: None };
        match handshake {
            Handshake::Done { version, cipher_suite, alpn } => Self {
                version: Some(version.to_string()),
                cipher_suite: Some(Shown(cipher_suite)),
                alpn: text(alpn.as_ref()),
                ..plain("done")
            },
            Handshake::NoSuchKey(why) => Self { reason: Some(Shown(why)), ..plain("no-such-key") },
            Handshake::Failed(why) => Self { reason: Some(Shown(why)), ..plain("failed") },
            Handshake::NotReached => plain("not-reached"),
        }
    }
}

#[derive(Serialize)]
struct MechanismJson<'r> {
    mechanism: &'static str,
    #[serde(flatten)]
    verdict: VerdictJson<'r>,
}

impl<'r> MechanismJson<'r> {
    fn of(report: &'r MechanismReport) -> Self {
        Self { mechanism: report.mechanism.as_str(), verdict: VerdictJson::of(&report.verdict) }
    }
}

#[derive(Serialize)]
struct ClientJson<'r> {
    client: &'static str,
    counts: bool,
    #[serde(flatten)]
    verdict: VerdictJson<'r>,
}

impl<'r> ClientJson<'r> {
    fn of(client: &'r ClientVerdict) -> Self {
        Self { client: client.kind.as_str(), counts: client.counts, verdict: VerdictJson::of(&client.verdict) }
    }
}
