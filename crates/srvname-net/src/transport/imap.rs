//! IMAP: CAPABILITY, STARTTLS (RFC 9051 §6.2.1).

use tokio::io::{AsyncRead, AsyncWrite};

use super::conversation::{Conversation, End, step};
use super::literal;
use super::outcome::{DialogueFault, FaultKind, InjectionPoint, Step};
use crate::escape::shown;

/// How a command ended.
enum Completion {
    Ok,
    /// NO or BAD.
    No(String),
    /// The server says goodbye.
    Bye(String),
}

pub(super) async fn run<S>(talk: &mut Conversation<'_, S>) -> Result<End, DialogueFault>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let limits = talk.limits();
    let greeting = step(limits, Step::Greeting, greeting(talk)).await?;
    talk.greeting = Some(shown(&greeting));
    match word(&greeting, 1) {
        Some(b"OK") => {}
        Some(b"PREAUTH") => return Ok(End::Preauthenticated),
        _ => return Ok(End::Unavailable(shown(&greeting))),
    }
    match step(limits, Step::Capabilities, command(talk, "a1", "CAPABILITY")).await? {
        Completion::Ok => {}
        Completion::No(reply) | Completion::Bye(reply) => return Ok(End::Unavailable(reply)),
    }
    if !talk.capabilities.iter().any(|capability| capability.eq_ignore_ascii_case("STARTTLS")) {
        return Ok(End::NotOffered);
    }
    let octets = talk.unasked().await;
    if octets > 0 {
        return Ok(End::Injected { octets, point: InjectionPoint::BeforeRequest });
    }
    Ok(match step(limits, Step::StartTls, command(talk, "a2", "STARTTLS")).await? {
        Completion::Ok => End::Ready,
        Completion::No(reply) => End::Refused(reply),
        Completion::Bye(reply) => End::Unavailable(reply),
    })
}

async fn greeting<S>(talk: &mut Conversation<'_, S>) -> Result<Vec<u8>, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let line = literal::line(talk).await?;
    let is_greeting = line.starts_with(b"* ") && matches!(word(&line, 1), Some(b"OK" | b"PREAUTH" | b"BYE"));
    if is_greeting { Ok(line) } else { Conversation::<S>::malformed(&line) }
}

/// Sends a command, takes note of capabilities, and waits for its end.
async fn command<S>(talk: &mut Conversation<'_, S>, tag: &str, name: &str) -> Result<Completion, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.send(&format!("{tag} {name}\r\n")).await?;
    loop {
        let line = literal::line(talk).await?;
        if word(&line, 0) == Some(tag.as_bytes()) {
            return match word(&line, 1) {
                Some(b"OK") => Ok(Completion::Ok),
                Some(b"NO" | b"BAD") => Ok(Completion::No(shown(&line))),
                _ => Conversation::<S>::malformed(&line),
            };
        }
        match (word(&line, 0), word(&line, 1)) {
            (Some(b"*"), Some(b"BYE")) => return Ok(Completion::Bye(shown(&line))),
            (Some(b"*"), Some(b"CAPABILITY")) => {
                talk.capabilities = line.split(|octet| *octet == b' ').skip(2).map(shown).collect();
            }
            // Whatever else a server says by itself.
            (Some(b"*"), Some(_)) => {}
            _ => return Conversation::<S>::malformed(&line),
        }
    }
}

/// A word of a line, between single spaces. Those that are compared are written in upper case by every server; in another case
/// they are understood too (RFC 9051 §9).
fn word(line: &[u8], index: usize) -> Option<&[u8]> {
    let word = line.split(|octet| *octet == b' ').nth(index)?;
    let known: [&[u8]; 6] = [b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH", b"CAPABILITY"];
    Some(known.into_iter().find(|known| known.eq_ignore_ascii_case(word)).unwrap_or(word))
}
