//! Which dialogue there is, how it is run, and how it ends politely.

use std::time::Duration;

use srvname::name::DnsName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::conversation::{Conversation, End};
use super::outcome::{DialogueFault, InjectionPoint, Negotiation, StartTls};
use super::{imap, managesieve, pop3, smtp, xmpp};
use crate::limits::DialogueLimits;

/// How long the end of a connection may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// How much is heard after the goodbye, in octets.
const MAX_LAST_WORDS: u64 = 65_536;

/// A protocol in which TLS is started in the middle of a dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialogue<'d> {
    /// SMTP between servers, and submission (RFC 3207, RFC 6409).
    Smtp {
        /// The name that is given with EHLO: who asks.
        client: DnsName<'d>,
    },
    /// IMAP (RFC 9051 §6.2.1).
    Imap,
    /// POP3 (RFC 2595 §4).
    Pop3,
    /// ManageSieve (RFC 5804 §2.2).
    ManageSieve,
    /// XMPP between client and server (RFC 6120 §5).
    XmppClient {
        /// The source domain.
        to: DnsName<'d>,
    },
    /// XMPP between servers (RFC 6120 §5).
    XmppServer {
        /// The source domain.
        to: DnsName<'d>,
        /// The domain that asks.
        from: DnsName<'d>,
    },
}

/// Leads a connection up to the handshake of TLS.
///
/// Where that is not reached, the server is told goodbye, and the stream is closed. An end within the limits is certain: each
/// of the three steps has its time, and lines and octets are counted.
pub async fn start_tls<S>(stream: S, dialogue: Dialogue<'_>, limits: &DialogueLimits) -> Negotiation<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut talk = Conversation::new(stream, limits);
    let mut end = run(&mut talk, dialogue).await;
    if matches!(end, Ok(End::Ready)) {
        let octets = talk.unasked().await;
        if octets > 0 {
            end = Ok(End::Injected { octets, point: InjectionPoint::BeforeHandshake });
        }
    }
    let (greeting, capabilities) = (talk.greeting.take(), std::mem::take(&mut talk.capabilities));
    let mut stream = talk.into_stream();
    let is_polite = matches!(end, Ok(End::NotOffered | End::Refused(_) | End::Preauthenticated));
    let outcome = match end {
        Ok(End::Ready) => StartTls::Ready(stream),
        other => {
            if is_polite {
                say_goodbye(&mut stream, dialogue.goodbye(), limits).await;
            }
            match other {
                Ok(End::NotOffered | End::Ready) => StartTls::NotOffered,
                Ok(End::Refused(reply)) => StartTls::Refused(reply),
                Ok(End::Unavailable(reply)) => StartTls::Unavailable(reply),
                Ok(End::Preauthenticated) => StartTls::Preauthenticated,
                Ok(End::Injected { octets, point }) => StartTls::Injected { octets, point },
                Err(fault) => StartTls::Failed(fault),
            }
        }
    };
    Negotiation { outcome, greeting, capabilities }
}

async fn run<S>(talk: &mut Conversation<'_, S>, dialogue: Dialogue<'_>) -> Result<End, DialogueFault>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    match dialogue {
        Dialogue::Smtp { client } => smtp::run(talk, client).await,
        Dialogue::Imap => imap::run(talk).await,
        Dialogue::Pop3 => pop3::run(talk).await,
        Dialogue::ManageSieve => managesieve::run(talk).await,
        Dialogue::XmppClient { to } => xmpp::run(talk, xmpp::Kind::Client, to, None).await,
        Dialogue::XmppServer { to, from } => xmpp::run(talk, xmpp::Kind::Server, to, Some(from)).await,
    }
}

impl Dialogue<'_> {
    /// The last command.
    const fn goodbye(self) -> &'static str {
        match self {
            Self::Smtp { .. } | Self::Pop3 => "QUIT\r\n",
            Self::Imap => "a9 LOGOUT\r\n",
            Self::ManageSieve => "LOGOUT\r\n",
            Self::XmppClient { .. } | Self::XmppServer { .. } => "</stream:stream>",
        }
    }
}

/// Ends a connection on which the dialogue led to TLS, and closes the stream. A stream of XMPP is not open after the handshake,
/// so it has no end.
pub async fn farewell<S>(mut stream: S, dialogue: Dialogue<'_>, limits: &DialogueLimits)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let goodbye = match dialogue {
        Dialogue::XmppClient { .. } | Dialogue::XmppServer { .. } => "",
        other => other.goodbye(),
    };
    say_goodbye(&mut stream, goodbye, limits).await;
}

/// Says it, closes this side, and waits a moment for the other to do the same: who closes on unread octets resets the
/// connection, and what was said last may be lost.
async fn say_goodbye<S>(stream: &mut S, goodbye: &str, limits: &DialogueLimits)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let end = async {
        stream.write_all(goodbye.as_bytes()).await?;
        stream.shutdown().await?;
        let mut last_words = stream.take(MAX_LAST_WORDS);
        tokio::io::copy(&mut last_words, &mut tokio::io::sink()).await
    };
    // Who does not take it has missed nothing.
    let _ = timeout(limits.step.min(PATIENCE), end).await;
}
