//! SMTP and submission: EHLO, STARTTLS (RFC 3207).

use srvname::name::DnsName;
use tokio::io::{AsyncRead, AsyncWrite};

use super::conversation::{Conversation, End, step};
use super::outcome::{DialogueFault, FaultKind, InjectionPoint, Step};
use crate::escape::shown;

/// A reply of one line or several (RFC 5321 §4.2.1): the code, and the text of each line.
struct Reply {
    code: u16,
    lines: Vec<String>,
}

impl Reply {
    fn text(&self) -> String {
        format!("{} {}", self.code, self.lines.join(" "))
    }
}

pub(super) async fn run<S>(talk: &mut Conversation<'_, S>, client: DnsName<'_>) -> Result<End, DialogueFault>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let limits = talk.limits();
    let greeting = step(limits, Step::Greeting, reply(talk)).await?;
    talk.greeting = Some(greeting.text());
    if greeting.code != 220 {
        return Ok(End::Unavailable(greeting.text()));
    }
    let command = format!("EHLO {client}\r\n");
    let hello = step(limits, Step::Capabilities, ask(talk, &command)).await?;
    match hello.code {
        250 => talk.capabilities = hello.lines.into_iter().skip(1).collect(),
        // A server that knows HELO alone has no extensions (RFC 5321 §4.2.4).
        500 | 502 => return Ok(End::NotOffered),
        _ => return Ok(End::Unavailable(hello.text())),
    }
    let keyword =
        |line: &String| line.split_ascii_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("STARTTLS"));
    if !talk.capabilities.iter().any(keyword) {
        return Ok(End::NotOffered);
    }
    let octets = talk.unasked().await;
    if octets > 0 {
        return Ok(End::Injected { octets, point: InjectionPoint::BeforeRequest });
    }
    let started = step(limits, Step::StartTls, ask(talk, "STARTTLS\r\n")).await?;
    Ok(if started.code == 220 { End::Ready } else { End::Refused(started.text()) })
}

async fn ask<S>(talk: &mut Conversation<'_, S>, command: &str) -> Result<Reply, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.send(command).await?;
    reply(talk).await
}

async fn reply<S>(talk: &mut Conversation<'_, S>) -> Result<Reply, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut first = None;
    let mut lines = Vec::new();
    loop {
        let line = talk.line().await?;
        let Some((code, is_last, text)) = parts(&line) else { return Conversation::<S>::malformed(&line) };
        if *first.get_or_insert(code) != code {
            return Conversation::<S>::malformed(&line);
        }
        lines.push(shown(text));
        if is_last {
            return Ok(Reply { code, lines });
        }
    }
}

/// A line of a reply: its code, whether it is the last, its text. `None` if it is none.
fn parts(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (code, rest) = line.split_at_checked(3)?;
    let digits = std::str::from_utf8(code).ok().filter(|code| code.bytes().all(|octet| octet.is_ascii_digit()))?;
    let code = digits.parse().ok().filter(|code| (200..600).contains(code))?;
    match rest {
        [] => Some((code, true, rest)),
        [b' ', text @ ..] => Some((code, true, text)),
        [b'-', text @ ..] => Some((code, false, text)),
        _ => None,
    }
}
