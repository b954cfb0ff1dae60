//! XMPP: a stream, its features, STARTTLS (RFC 6120 §4, §5).

use rxml::error::EndOrError;
use rxml::parser::{Options, WithOptions};
use rxml::{Event, Parse, Parser};
use srvname::name::DnsName;
use tokio::io::{AsyncRead, AsyncWrite};

use super::conversation::{Conversation, End, step};
use super::outcome::{DialogueFault, FaultKind, InjectionPoint, Step};
use crate::escape::shown;

const STREAMS: &str = "http://etherx.jabber.org/streams";
const TLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";

/// Which side the other is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Client,
    Server,
}

/// An element that is a child of the stream: its namespace, its name, and its children's.
struct Element {
    name: (String, String),
    children: Vec<(String, String)>,
}

impl Element {
    fn is(&self, namespace: &str, name: &str) -> bool {
        self.name.0 == namespace && self.name.1 == name
    }

    /// The condition of an error or a failure: the name of its first child.
    fn condition(&self) -> String {
        let child = self.children.first().map_or("no condition", |(_, name)| name);
        format!("{}: {child}", self.name.1)
    }
}

/// What the server opened its stream with.
struct Opened {
    from: Option<String>,
    /// Whether it has a version, and so features (RFC 6120 §4.7.5).
    has_version: bool,
}

pub(super) async fn run<S>(
    talk: &mut Conversation<'_, S>,
    kind: Kind,
    to: DnsName<'_>,
    from: Option<DnsName<'_>>,
) -> Result<End, DialogueFault>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let limits = talk.limits();
    let options = Options { max_token_length: limits.line_octets, ..Options::default() };
    let mut parser = Parser::with_options(options);
    // What is no XML is noticed at its first character, and not when an element would begin.
    parser.set_text_buffering(false);
    let namespace = match kind {
        Kind::Client => "jabber:client",
        Kind::Server => "jabber:server",
    };
    // A name has no character that XML would have escaped.
    let from = from.map(|from| format!(" from='{from}'")).unwrap_or_default();
    let header = format!(
        "<?xml version='1.0'?><stream:stream xmlns='{namespace}' xmlns:stream='{STREAMS}' to='{to}'{from} version='1.0'>"
    );
    let opened = step(limits, Step::Greeting, open(talk, &mut parser, &header)).await?;
    talk.greeting = opened.from;
    let has_version = opened.has_version;
    if !has_version {
        return Ok(End::NotOffered);
    }
    let features = step(limits, Step::Capabilities, features(talk, &mut parser)).await?;
    if features.is(STREAMS, "error") {
        return Ok(End::Unavailable(shown(features.condition().as_bytes())));
    }
    talk.capabilities = features.children.iter().map(|(_, name)| shown(name.as_bytes())).collect();
    if !features.children.iter().any(|(namespace, name)| namespace == TLS && name == "starttls") {
        return Ok(End::NotOffered);
    }
    let octets = talk.unasked_xml().await;
    if octets > 0 {
        return Ok(End::Injected { octets, point: InjectionPoint::BeforeRequest });
    }
    let answer = step(limits, Step::StartTls, start(talk, &mut parser)).await?;
    Ok(if answer.is(TLS, "proceed") {
        End::Ready
    } else if answer.is(STREAMS, "error") {
        End::Unavailable(shown(answer.condition().as_bytes()))
    } else {
        End::Refused(shown(answer.name.1.as_bytes()))
    })
}

async fn open<S>(talk: &mut Conversation<'_, S>, parser: &mut Parser, header: &str) -> Result<Opened, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.send(header).await?;
    loop {
        match event(talk, parser).await? {
            Event::XmlDeclaration(..) => {}
            Event::StartElement(_, (namespace, name), attributes) if namespace == STREAMS && name == "stream" => {
                let own = |wanted: &str| {
                    let found =
                        attributes.iter().find(|((namespace, name), _)| namespace.is_none() && **name == *wanted);
                    found.map(|(_, value)| value.clone())
                };
                let from = own("from").map(|from| shown(from.as_bytes()));
                return Ok(Opened { from, has_version: own("version").is_some() });
            }
            Event::StartElement(_, (_, name), _) => return Conversation::<S>::malformed(name.as_bytes()),
            Event::Text(_, text) => return Conversation::<S>::malformed(text.as_bytes()),
            Event::EndElement(_) => return Err(FaultKind::Closed),
        }
    }
}

async fn features<S>(talk: &mut Conversation<'_, S>, parser: &mut Parser) -> Result<Element, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let element = element(talk, parser).await?;
    let is_known = element.is(STREAMS, "features") || element.is(STREAMS, "error");
    if is_known { Ok(element) } else { Conversation::<S>::malformed(element.name.1.as_bytes()) }
}

async fn start<S>(talk: &mut Conversation<'_, S>, parser: &mut Parser) -> Result<Element, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    talk.send(&format!("<starttls xmlns='{TLS}'/>")).await?;
    let element = element(talk, parser).await?;
    let is_known = element.is(TLS, "proceed") || element.is(TLS, "failure") || element.is(STREAMS, "error");
    if is_known { Ok(element) } else { Conversation::<S>::malformed(element.name.1.as_bytes()) }
}

/// The next child of the stream.
async fn element<S>(talk: &mut Conversation<'_, S>, parser: &mut Parser) -> Result<Element, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut element: Option<Element> = None;
    let mut depth = 0_usize;
    loop {
        match event(talk, parser).await? {
            Event::StartElement(_, (namespace, name), _) => {
                let name = (namespace.as_str().to_owned(), name.to_string());
                match &mut element {
                    None => element = Some(Element { name, children: Vec::new() }),
                    Some(element) if depth == 1 => element.children.push(name),
                    Some(_) => {}
                }
                depth = depth.saturating_add(1);
            }
            Event::EndElement(_) => {
                let Some(outer) = depth.checked_sub(1) else { return Err(FaultKind::Closed) };
                depth = outer;
                if depth == 0 {
                    // It was begun before it ended.
                    return element.ok_or(FaultKind::Closed);
                }
            }
            Event::Text(_, text) if depth == 0 && !text.trim().is_empty() => {
                return Conversation::<S>::malformed(text.as_bytes());
            }
            Event::Text(..) | Event::XmlDeclaration(..) => {}
        }
    }
}

async fn event<S>(talk: &mut Conversation<'_, S>, parser: &mut Parser) -> Result<Event, FaultKind>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let limit = talk.limits().line_octets;
    talk.xml(|octets| match parser.parse(octets, false) {
        Ok(Some(event)) => Ok(Some(event)),
        // An end of the document is not said by a parser that was told that more may come.
        Ok(None) => Err(FaultKind::Closed),
        Err(EndOrError::NeedMoreData) => Ok(None),
        Err(EndOrError::Error(rxml::Error::RestrictedXml(what))) if what.contains("long") => {
            Err(FaultKind::LineTooLong(limit))
        }
        Err(EndOrError::Error(error)) => Err(FaultKind::Malformed(shown(error.to_string().as_bytes()))),
    })
    .await
}
