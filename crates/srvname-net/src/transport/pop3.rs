//! POP3: CAPA, STLS (RFC 2595 §4, RFC 2449).

use tokio::io::{AsyncRead, AsyncWrite};

use super::conversation::{Conversation, End, step};
use super::outcome::{DialogueFault, FaultKind, InjectionPoint, Step};
use crate::escape::shown;

/// The first line of a reply.
enum Status {
    Ok(String),
    Err(String),
}

pub(super) async fn run<S>(talk: &mut Conversation<'_, S>) -> Result<End, DialogueFault>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let limits = talk.limits();
    match step(limits, Step::Greeting, status(talk)).await? {
        Status::Ok(greeting) => talk.greeting = Some(greeting),
        Status::Err(greeting) => {
            talk.greeting = Some(greeting.clone());
            return Ok(End::Unavailable(greeting));
        }
    }
    // An old server does not know CAPA, and may know STLS all the same.
    let knows = step(limits, Step::Capabilities, capabilities(talk)).await?;
    let offered = talk.capabilities.iter().any(|capability| capability.eq_ignore_ascii_case("STLS"));
    if knows && !offered {
        return Ok(End::NotOffered);
    }
    let octets = talk.unasked().await;
    if octets > 0 {
        return Ok(End::Injected { octets, point: InjectionPoint::BeforeRequest });
    }
    Ok(match step(limits, Step::StartTls, ask(talk, "STLS\r\n")).await? {
        Status::Ok(_) => End::Ready,
        Status::Err(_) if !knows => End::NotOffered,
        Status::Err(reply) => End::Refused(reply),
    })
}

/// Asks for the list, and returns whether there is one.
async fn capabilities<S>(talk: &mut Conversation<'_, S>) -> Result<bool, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    if let Status::Err(_) = ask(talk, "CAPA\r\n").await? {
        return Ok(false);
    }
    loop {
        let line = talk.line().await?;
        match line.as_slice() {
            b"." => return Ok(true),
            // A line that begins with a dot has one more (RFC 1939 §3).
            [b'.', line @ ..] | line => talk.capabilities.push(shown(line)),
        }
    }
}

async fn ask<S>(talk: &mut Conversation<'_, S>, command: &str) -> Result<Status, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.send(command).await?;
    status(talk).await
}

async fn status<S>(talk: &mut Conversation<'_, S>) -> Result<Status, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let line = talk.line().await?;
    let first = line.split(|octet| *octet == b' ').next().unwrap_or_default();
    if first.eq_ignore_ascii_case(b"+OK") {
        Ok(Status::Ok(shown(&line)))
    } else if first.eq_ignore_ascii_case(b"-ERR") {
        Ok(Status::Err(shown(&line)))
    } else {
        Conversation::<S>::malformed(&line)
    }
}
