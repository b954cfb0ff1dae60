//! One connection: the dialogue, the handshake, and the chain that came.

use std::net::SocketAddr;

use srvname::name::DnsName;
use tokio::io::AsyncWriteExt;
use tokio::time::{timeout, timeout_at};

use super::certificates;
use super::connector::ByteStream;
use super::kinds;
use super::report::{Handshake, ProbedService, Reached, SessionReport, SniUse, TlsNegotiation, TlsStart};
use super::run::{Run, TIME_OVER};
use crate::connect::ConnectError;
use crate::tls::{HandshakeError, HandshakeFault, KeyKind, TlsRequest, handshake};
use crate::transport::{DialogueFault, FaultKind, InjectionPoint, StartTls, farewell, start_tls};

/// A server as it is connected to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Endpoint<'e> {
    pub(super) service: ProbedService,
    pub(super) host: &'e str,
    pub(super) port: u16,
    pub(super) tls: TlsStart,
}

/// What is asked in one handshake.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking<'a> {
    pub(super) key: KeyKind,
    pub(super) server_name: Option<&'a str>,
    pub(super) sni: SniUse,
}

/// A connection that was made, or was tried.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) report: SessionReport,
    pub(super) reached: Reached,
    /// Whether the server may have refused only the kind of key.
    pub(super) may_lack_key: bool,
}

impl Attempt {
    /// Returns `true` if the handshake began.
    pub(super) const fn began(&self) -> bool {
        matches!(self.report.negotiation, TlsNegotiation::Direct | TlsNegotiation::StartTls)
    }
}

impl Run<'_> {
    /// Connects once. Whatever goes wrong is in what is returned.
    pub(super) async fn attempt(&self, endpoint: Endpoint<'_>, address: SocketAddr, asking: Asking<'_>) -> Attempt {
        let mut attempt = Attempt { report: blank(asking), reached: Reached::Yes, may_lack_key: false };
        let stream = match self.open(address).await {
            None => {
                attempt.reached = Reached::NotTried(TIME_OVER.to_owned());
                attempt.report.negotiation = TlsNegotiation::NotAsked(TIME_OVER.to_owned());
                return attempt;
            }
            Some(Err(error)) => {
                attempt.reached = not_reached(&error);
                attempt.report.negotiation = TlsNegotiation::NotConnected(error.to_string());
                return attempt;
            }
            Some(Ok(stream)) => stream,
        };
        if let Some(stream) = self.negotiate(endpoint, stream, &mut attempt.report).await {
            self.start_session(endpoint, stream, asking, &mut attempt).await;
        }
        attempt
    }

    /// Leads a connection to the handshake; `None` if it does not come so far.
    async fn negotiate(
        &self,
        endpoint: Endpoint<'_>,
        stream: Box<dyn ByteStream>,
        report: &mut SessionReport,
    ) -> Option<Box<dyn ByteStream>> {
        if endpoint.tls == TlsStart::Direct {
            report.negotiation = TlsNegotiation::Direct;
            return Some(stream);
        }
        let Some(dialogue) = kinds::dialogue(endpoint.service, self.domain, self.settings.client_name) else {
            report.negotiation = TlsNegotiation::NotOffered;
            return None;
        };
        let Some(step) = self.step() else {
            report.negotiation = TlsNegotiation::NotAsked(TIME_OVER.to_owned());
            return None;
        };
        let limits = self.dialogue_limits(step);
        let Ok(negotiation) = timeout_at(self.end, start_tls(stream, dialogue, &limits)).await else {
            report.negotiation = TlsNegotiation::NotAsked(TIME_OVER.to_owned());
            return None;
        };
        report.greeting = negotiation.greeting;
        report.capabilities = negotiation.capabilities;
        let (negotiation, stream) = match negotiation.outcome {
            StartTls::Ready(stream) => (TlsNegotiation::StartTls, Some(stream)),
            StartTls::NotOffered => (TlsNegotiation::NotOffered, None),
            StartTls::Refused(reply) => (TlsNegotiation::Refused(reply), None),
            StartTls::Unavailable(reply) => (TlsNegotiation::Unavailable(reply), None),
            StartTls::Preauthenticated => (TlsNegotiation::Preauthenticated, None),
            StartTls::Injected { octets, point } => (TlsNegotiation::Injected { octets, point: in_words(point) }, None),
            StartTls::Failed(DialogueFault { kind: FaultKind::TimedOut(_), .. }) if self.is_over() => {
                (TlsNegotiation::NotAsked(TIME_OVER.to_owned()), None)
            }
            StartTls::Failed(fault) => (broken_off(&fault), None),
        };
        report.negotiation = negotiation;
        stream
    }

    async fn start_session(
        &self,
        endpoint: Endpoint<'_>,
        stream: Box<dyn ByteStream>,
        asking: Asking<'_>,
        attempt: &mut Attempt,
    ) {
        let Some(limit) = self.step() else {
            attempt.report.handshake = Handshake::Failed(TIME_OVER.to_owned());
            return;
        };
        let server_name = asking.server_name.and_then(|name| DnsName::parse(name).ok());
        let alpn = if endpoint.tls == TlsStart::Direct { kinds::alpn(endpoint.service) } else { None };
        let request = TlsRequest { server_name, alpn, key: asking.key, limit };
        let (settings, report) = (self.settings, &mut attempt.report);
        let ders = match handshake(stream, &request).await {
            Ok(session) => {
                let (version, cipher_suite, alpn) = (session.version, session.cipher_suite, session.alpn);
                report.handshake = Handshake::Done { version, cipher_suite, alpn };
                self.end_session(endpoint, session.stream).await;
                session.chain
            }
            // Silence is an answer to nothing, whether TLS began with the first octet or not.
            Err(HandshakeError { fault: fault @ HandshakeFault::TimedOut(_), .. }) => {
                report.negotiation = match self.is_over() {
                    true => TlsNegotiation::NotAsked(TIME_OVER.to_owned()),
                    false => TlsNegotiation::Stalled(fault.to_string()),
                };
                return;
            }
            Err(HandshakeError { fault, chain }) => {
                attempt.may_lack_key = may_lack_key(&fault);
                report.handshake = Handshake::Failed(fault.to_string());
                chain
            }
        };
        report.chain = certificates::chain(ders.iter().map(AsRef::as_ref), settings.moment, settings.digests);
    }

    /// Ends a connection as the protocol has it.
    async fn end_session<S>(&self, endpoint: Endpoint<'_>, mut stream: S)
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    {
        let Some(step) = self.step() else { return };
        let dialogue = kinds::dialogue(endpoint.service, self.domain, self.settings.client_name);
        match dialogue.filter(|_| endpoint.tls == TlsStart::StartTls) {
            Some(dialogue) => farewell(stream, dialogue, &self.dialogue_limits(step)).await,
            // A server that was not asked anything misses no goodbye.
            None => drop(timeout(step, stream.shutdown()).await),
        }
    }
}

fn blank(asking: Asking<'_>) -> SessionReport {
    SessionReport {
        key: asking.key,
        server_name: asking.server_name.map(str::to_owned),
        sni: asking.sni,
        negotiation: TlsNegotiation::NotAsked(TIME_OVER.to_owned()),
        greeting: None,
        capabilities: Vec::new(),
        handshake: Handshake::NotReached,
        chain: Vec::new(),
        mechanisms: Vec::new(),
        clients: Vec::new(),
        outcome: None,
        as_client: None,
    }
}

fn not_reached(error: &ConnectError) -> Reached {
    use std::io::ErrorKind;
    let sentence = error.to_string();
    match error {
        ConnectError::Refused { .. } => Reached::NotTried(sentence),
        ConnectError::TimedOut { .. } => Reached::TimedOut(sentence),
        ConnectError::Failed { kind, .. } => match kind {
            ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset => Reached::Refused(sentence),
            ErrorKind::TimedOut => Reached::TimedOut(sentence),
            ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable | ErrorKind::Unsupported => {
                Reached::NoRoute(sentence)
            }
            _ => Reached::Failed(sentence),
        },
    }
}

fn in_words(point: InjectionPoint) -> String {
    match point {
        InjectionPoint::BeforeRequest => "before TLS was asked for",
        InjectionPoint::BeforeHandshake => "between the reply that starts TLS and the handshake",
    }
    .to_owned()
}

fn broken_off(fault: &DialogueFault) -> TlsNegotiation {
    let sentence = fault.to_string();
    match fault.kind {
        FaultKind::TimedOut(_) => TlsNegotiation::Stalled(sentence),
        FaultKind::LineTooLong(_) | FaultKind::TooManyLines(_) | FaultKind::TooMuchXml(_) => {
            TlsNegotiation::TooLong(sentence)
        }
        _ => TlsNegotiation::Broken(sentence),
    }
}

/// Whether a server can have failed because it has no key of the kind that was asked for. Servers say that by alerts of many
/// kinds, by a signature of the other kind, or by hanging up; and clients ask for both kinds at once, so that it is no fault.
const fn may_lack_key(fault: &HandshakeFault) -> bool {
    !matches!(
        fault,
        HandshakeFault::TimedOut(_)
            | HandshakeFault::NotTls
            | HandshakeFault::WrongAlpn
            | HandshakeFault::UnreadableCertificate(_)
    )
}
