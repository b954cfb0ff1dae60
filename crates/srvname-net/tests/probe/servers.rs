//! Servers at the other end of streams in memory.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::server::Acceptor;
use rustls::{ServerConfig, SignatureScheme};
use srvname_net::connect::ConnectError;
use srvname_net::probe::{ByteStream, Connector, Opening};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::sleep;
use tokio_rustls::{LazyConfigAcceptor, TlsAcceptor};

/// How long a server that stalls does so.
const FOREVER: Duration = Duration::from_secs(86_400);

/// What a server does.
#[derive(Clone, Debug)]
pub(crate) enum Behavior {
    /// There is none.
    Refuses,
    /// Nothing comes back.
    Silent,
    /// The machine that asks has no way there.
    NoRoute,
    /// It says this after each thing that it waits for, and then does that.
    Dialogue(Vec<(&'static str, String)>, End),
    /// It says these octets, whatever it hears, and closes.
    Octets(Vec<u8>),
}

/// What a server does after its dialogue.
#[derive(Clone, Debug)]
pub(crate) enum End {
    HangUp,
    Stall,
    /// TLS, and then silence until the client goes.
    Tls(Arc<ServerConfig>),
    /// The same for clients that take ECDSA. Before others it hangs up without an alert, as Dovecot does.
    TlsForEcdsa(Arc<ServerConfig>),
    /// TLS, and this answer to the first request.
    Https(Arc<ServerConfig>, Vec<u8>),
}

/// Servers by their addresses. Where none is, a connection is refused.
#[derive(Default)]
pub(crate) struct Servers {
    behaviors: HashMap<SocketAddr, Behavior>,
    opened: Mutex<Vec<SocketAddr>>,
}

impl Servers {
    pub(crate) fn add(&mut self, address: &str, behavior: Behavior) {
        self.behaviors.insert(address.parse().unwrap(), behavior);
    }

    /// Every address that was connected to, in order.
    pub(crate) fn opened(&self) -> Vec<String> {
        self.opened.lock().unwrap().iter().map(ToString::to_string).collect()
    }
}

impl Connector for Servers {
    fn open(&self, address: SocketAddr, limit: Duration) -> Opening<'_> {
        self.opened.lock().unwrap().push(address);
        let behavior = self.behaviors.get(&address).cloned().unwrap_or(Behavior::Refuses);
        Box::pin(async move {
            let failed = |kind| Err(ConnectError::Failed { address, kind });
            match behavior {
                Behavior::Refuses => failed(ErrorKind::ConnectionRefused),
                Behavior::NoRoute => failed(ErrorKind::NetworkUnreachable),
                Behavior::Silent => {
                    sleep(limit).await;
                    Err(ConnectError::TimedOut { address, limit })
                }
                other => {
                    let (client, server) = tokio::io::duplex(1 << 16);
                    tokio::spawn(serve(server, other));
                    Ok(Box::new(client) as Box<dyn ByteStream>)
                }
            }
        })
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, behavior: Behavior) {
    let (turns, end) = match behavior {
        Behavior::Dialogue(turns, end) => (turns, end),
        Behavior::Octets(octets) => {
            let _ = stream.write_all(&octets).await;
            return;
        }
        _ => return,
    };
    for (awaited, reply) in turns {
        if !hears(&mut stream, awaited).await || stream.write_all(reply.as_bytes()).await.is_err() {
            return;
        }
    }
    match end {
        End::HangUp => {}
        End::Stall => sleep(FOREVER).await,
        End::Tls(config) => {
            if let Ok(mut session) = TlsAcceptor::from(config).accept(stream).await {
                let _ = session.read_to_end(&mut Vec::new()).await;
                let _ = session.shutdown().await;
            }
        }
        End::TlsForEcdsa(config) => {
            let Ok(start) = LazyConfigAcceptor::new(Acceptor::default(), stream).await else { return };
            let takes_ecdsa =
                start.client_hello().signature_schemes().contains(&SignatureScheme::ECDSA_NISTP256_SHA256);
            if takes_ecdsa && let Ok(mut session) = start.into_stream(config).await {
                let _ = session.read_to_end(&mut Vec::new()).await;
                let _ = session.shutdown().await;
            }
        }
        End::Https(config, answer) => {
            if let Ok(mut session) = TlsAcceptor::from(config).accept(stream).await
                && hears(&mut session, "\r\n\r\n").await
            {
                let _ = session.write_all(&answer).await;
                let _ = session.shutdown().await;
            }
        }
    }
}

/// Waits until something was said; `false` if the client went before.
async fn hears<S: AsyncRead + Unpin>(stream: &mut S, awaited: &str) -> bool {
    let mut heard = Vec::new();
    while !heard.ends_with(awaited.as_bytes()) {
        match stream.read_u8().await {
            Ok(octet) => heard.push(octet),
            Err(_) => return false,
        }
    }
    true
}

/// An SMTP server that starts TLS.
pub(crate) fn smtp(end: End) -> Behavior {
    let turns = vec![
        ("", "220 mx ESMTP\r\n".to_owned()),
        ("EHLO probe.example.net\r\n", "250-mx\r\n250-SIZE 1000\r\n250 STARTTLS\r\n".to_owned()),
        ("STARTTLS\r\n", "220 go ahead\r\n".to_owned()),
    ];
    Behavior::Dialogue(turns, end)
}

/// An SMTP server that says this to STARTTLS.
pub(crate) fn smtp_saying(capabilities: &str, reply: &str, end: End) -> Behavior {
    let turns = vec![
        ("", "220 mx ESMTP\r\n".to_owned()),
        ("EHLO probe.example.net\r\n", capabilities.to_owned()),
        ("STARTTLS\r\n", reply.to_owned()),
    ];
    Behavior::Dialogue(turns, end)
}

/// An XMPP server that starts TLS.
pub(crate) fn xmpp(end: End) -> Behavior {
    let opened = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
                  xmlns:stream='http://etherx.jabber.org/streams' from='example.com' id='1' version='1.0'><stream:features>\
                  <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>";
    let proceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    let ask = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    Behavior::Dialogue(vec![("version='1.0'>", opened.to_owned()), (ask, proceed.to_owned())], end)
}

/// A server that begins with TLS.
pub(crate) fn direct(end: End) -> Behavior {
    Behavior::Dialogue(Vec::new(), end)
}

/// An answer over HTTP.
pub(crate) fn page(status: &str, fields: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{fields}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}
