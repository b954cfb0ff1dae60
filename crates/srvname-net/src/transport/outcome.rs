//! What a dialogue comes to.

use std::fmt;
use std::io;
use std::time::Duration;

/// What came of a dialogue, and what the server said in it.
#[derive(Debug)]
pub struct Negotiation<S> {
    /// What it came to.
    pub outcome: StartTls<S>,
    /// The first thing that the server said, made safe to show; `None` if it said nothing that could be read. Of XMPP, the
    /// attribute `from` of its stream.
    pub greeting: Option<String>,
    /// What the server said that it can do before TLS, made safe to show: extensions of SMTP, capabilities, features.
    pub capabilities: Vec<String>,
}

/// What a dialogue came to.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartTls<S> {
    /// The server waits for a handshake, and this is the stream for it.
    Ready(S),
    /// The server does not offer TLS.
    NotOffered,
    /// The server offers TLS and, when asked, refuses it with this reply.
    Refused(String),
    /// The server does not talk to us at all, with this reply: a greeting of 554, a BYE, an error of the stream.
    Unavailable(String),
    /// The server begins as if somebody had logged in (IMAP's PREAUTH, RFC 9051 §7.1.4), where TLS cannot be started. Whoever
    /// is on the way can have said it.
    Preauthenticated,
    /// There were octets where the server must be silent. They would be read as if TLS had protected them (CVE-2011-0411): the
    /// stream is not used.
    Injected {
        /// How many octets were there, at least.
        octets: usize,
        /// Where.
        point: InjectionPoint,
    },
    /// The dialogue broke off.
    Failed(DialogueFault),
}

/// Where octets were that the server must not send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InjectionPoint {
    /// Before TLS was asked for: a reply to a command that was not sent yet.
    BeforeRequest,
    /// Between the reply that starts TLS and the handshake.
    BeforeHandshake,
}

/// Which part of a dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The server's first words.
    Greeting,
    /// The question what the server can do, and its answer.
    Capabilities,
    /// The request to start TLS, and its answer.
    StartTls,
}

/// A dialogue that broke off: where, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialogueFault {
    /// Where.
    pub step: Step,
    /// Why.
    pub kind: FaultKind,
}

/// Why a dialogue broke off.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The time of the step was over.
    TimedOut(Duration),
    /// A line, a literal or a token with more octets than this.
    LineTooLong(usize),
    /// More lines than this in all.
    TooManyLines(usize),
    /// More octets of XML than this in all.
    TooMuchXml(usize),
    /// The server hung up.
    Closed,
    /// The connection broke.
    Io(io::ErrorKind),
    /// The server said what the protocol does not have there, made safe to show.
    Malformed(String),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Greeting => "the greeting",
            Self::Capabilities => "the list of capabilities",
            Self::StartTls => "the start of TLS",
        })
    }
}

impl fmt::Display for DialogueFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = self.step;
        match &self.kind {
            FaultKind::TimedOut(limit) => write!(f, "{step} took more than {} s", limit.as_secs_f32()),
            FaultKind::LineTooLong(limit) => write!(f, "a line in {step} has more than {limit} octets"),
            FaultKind::TooManyLines(limit) => write!(f, "more than {limit} lines up to {step}"),
            FaultKind::TooMuchXml(limit) => write!(f, "more than {limit} octets of XML up to {step}"),
            FaultKind::Closed => write!(f, "the server hung up in {step}"),
            FaultKind::Io(kind) => write!(f, "the connection broke in {step}: {kind}"),
            FaultKind::Malformed(what) => write!(f, "the server does not speak the protocol in {step}: `{what}`"),
        }
    }
}

impl std::error::Error for DialogueFault {}
