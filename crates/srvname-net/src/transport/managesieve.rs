//! ManageSieve: the server's list of capabilities, STARTTLS (RFC 5804 §1.7, §2.2).

use tokio::io::{AsyncRead, AsyncWrite};

use super::conversation::{Conversation, End, step};
use super::literal;
use super::outcome::{DialogueFault, FaultKind, InjectionPoint, Step};
use crate::escape::shown;

/// How the server ends what it says.
enum Response {
    Ok,
    No(String),
    Bye(String),
}

pub(super) async fn run<S>(talk: &mut Conversation<'_, S>) -> Result<End, DialogueFault>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let limits = talk.limits();
    match step(limits, Step::Greeting, greeting(talk)).await? {
        Response::Ok => {}
        Response::No(reply) | Response::Bye(reply) => return Ok(End::Unavailable(reply)),
    }
    let quoted = |line: &String| line.get(..10).is_some_and(|name| name.eq_ignore_ascii_case("\"STARTTLS\""));
    if !talk.capabilities.iter().any(quoted) {
        return Ok(End::NotOffered);
    }
    let octets = talk.unasked().await;
    if octets > 0 {
        return Ok(End::Injected { octets, point: InjectionPoint::BeforeRequest });
    }
    Ok(match step(limits, Step::StartTls, start(talk)).await? {
        Response::Ok => End::Ready,
        Response::No(reply) => End::Refused(reply),
        Response::Bye(reply) => End::Unavailable(reply),
    })
}

/// Capabilities, a line each, and the response that ends them.
async fn greeting<S>(talk: &mut Conversation<'_, S>) -> Result<Response, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        let line = literal::line(talk).await?;
        if line.starts_with(b"\"") {
            talk.greeting.get_or_insert_with(|| shown(&line));
            talk.capabilities.push(shown(&line));
        } else {
            return response::<S>(&line);
        }
    }
}

async fn start<S>(talk: &mut Conversation<'_, S>) -> Result<Response, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.send("STARTTLS\r\n").await?;
    response::<S>(&literal::line(talk).await?)
}

fn response<S: AsyncRead + AsyncWrite + Unpin>(line: &[u8]) -> Result<Response, FaultKind> {
    let first = line.split(|octet| *octet == b' ').next().unwrap_or_default();
    if first.eq_ignore_ascii_case(b"OK") {
        Ok(Response::Ok)
    } else if first.eq_ignore_ascii_case(b"NO") {
        Ok(Response::No(shown(line)))
    } else if first.eq_ignore_ascii_case(b"BYE") {
        Ok(Response::Bye(shown(line)))
    } else {
        Conversation::<S>::malformed(line)
    }
}
