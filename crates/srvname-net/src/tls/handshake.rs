//! What is asked of a server, and the session that comes of it.

use std::fmt;
use std::net::Ipv4Addr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::{ClientConfig, SignatureScheme, SupportedCipherSuite};
use rustls_pki_types::{CertificateDer, ServerName};
use srvname::name::DnsName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::fault::{HandshakeError, HandshakeFault};
use super::recorder::Recorder;

/// A handshake that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsRequest<'r> {
    /// The name that the server is told (RFC 6066 §3); `None` tells it none.
    pub server_name: Option<DnsName<'r>>,
    /// The application protocol that is offered; `None` offers none.
    pub alpn: Option<Alpn>,
    /// The kind of key that the certificate is to have.
    pub key: KeyKind,
    /// How long the handshake may take.
    pub limit: Duration,
}

/// The application protocols that are offered (RFC 7301).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Alpn {
    /// `http/1.1`.
    Http11,
    /// `xmpp-client` (XEP-0368).
    XmppClient,
    /// `xmpp-server` (XEP-0368).
    XmppServer,
}

impl Alpn {
    /// Returns the identifier.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Http11 => "http/1.1",
            Self::XmppClient => "xmpp-client",
            Self::XmppServer => "xmpp-server",
        }
    }
}

/// The kinds of keys of certificates. A server with a certificate of each sends the one that the client can use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Whatever the server prefers.
    #[default]
    Any,
    /// ECDSA and EdDSA alone.
    EllipticCurve,
    /// RSA alone.
    Rsa,
}

impl KeyKind {
    /// The schemes of this kind, of these.
    fn schemes(self, all: &[SignatureScheme]) -> Vec<SignatureScheme> {
        let is_rsa = |scheme: &SignatureScheme| scheme.as_str().is_some_and(|name| name.starts_with("RSA"));
        let of_kind = |scheme: &&SignatureScheme| match self {
            Self::Any => true,
            Self::Rsa => is_rsa(scheme),
            Self::EllipticCurve => !is_rsa(scheme),
        };
        all.iter().filter(of_kind).copied().collect()
    }
}

/// A session, with what the server sent.
#[derive(Debug)]
pub struct Session<S> {
    /// The chain as it was sent, the server's own certificate first, at least that one. Nobody judged it.
    pub chain: Vec<CertificateDer<'static>>,
    /// The version of TLS.
    pub version: TlsVersion,
    /// The name of the cipher suite, as IANA has it, such as `TLS13_AES_128_GCM_SHA256`.
    pub cipher_suite: String,
    /// The application protocol that was agreed upon; `None` if the server chose none.
    pub alpn: Option<String>,
    /// The stream. The signature of its handshake is that of the first certificate's key.
    pub stream: TlsStream<S>,
}

/// Versions of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TlsVersion {
    /// TLS 1.2 (RFC 5246).
    Tls12,
    /// TLS 1.3 (RFC 8446).
    Tls13,
}

impl fmt::Display for TlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        })
    }
}

/// Shakes hands, and keeps what the server sent.
///
/// # Errors
///
/// [`HandshakeError`]: why there is no session, and the chain if it had come by then.
pub async fn handshake<S>(stream: S, request: &TlsRequest<'_>) -> Result<Session<S>, HandshakeError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let provider = aws_lc_rs::default_provider();
    let algorithms = provider.signature_verification_algorithms;
    let recorder = Arc::new(Recorder::new(algorithms, request.key.schemes(&algorithms.supported_schemes())));
    let recorded = recorder.chain();
    let sent = || recorded.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let fail = |fault| HandshakeError { fault, chain: sent() };
    let config =
        config(request, provider, recorder).map_err(|error| fail(HandshakeFault::Misbehaved(error.to_string())))?;
    // An address is never sent, and where no name is to be sent there must still be something.
    let name = match request.server_name {
        Some(name) => ServerName::try_from(name.as_str().to_owned())
            .map_err(|_| fail(HandshakeFault::Misbehaved(format!("{name} is not a name that TLS can carry"))))?,
        None => ServerName::IpAddress(Ipv4Addr::UNSPECIFIED.into()),
    };
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
    let stream = match timeout(request.limit, connecting).await {
        Err(_) => return Err(fail(HandshakeFault::TimedOut(request.limit))),
        Ok(Err(error)) => return Err(fail(HandshakeFault::of(&error))),
        Ok(Ok(stream)) => stream,
    };
    let (_, connection) = stream.get_ref();
    let version = match connection.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_3) => TlsVersion::Tls13,
        _ => TlsVersion::Tls12,
    };
    let suite = connection.negotiated_cipher_suite().map(|suite| suite.suite());
    let cipher_suite = suite.and_then(|suite| suite.as_str()).unwrap_or_default().to_owned();
    let alpn = connection.alpn_protocol().map(crate::escape::shown);
    Ok(Session { chain: sent(), version, cipher_suite, alpn, stream })
}

fn config(
    request: &TlsRequest<'_>,
    mut provider: CryptoProvider,
    recorder: Arc<Recorder>,
) -> Result<ClientConfig, rustls::Error> {
    // A server of TLS 1.2 chooses its certificate by the cipher suite first.
    provider.cipher_suites.retain(|suite| match suite {
        SupportedCipherSuite::Tls12(suite) => {
            suite.sign.iter().any(|scheme| !request.key.schemes(&[*scheme]).is_empty())
        }
        SupportedCipherSuite::Tls13(_) => true,
    });
    let builder = ClientConfig::builder_with_provider(Arc::new(provider)).with_safe_default_protocol_versions()?;
    let mut config = builder.dangerous().with_custom_certificate_verifier(recorder).with_no_client_auth();
    config.resumption = Resumption::disabled();
    config.enable_sni = request.server_name.is_some();
    config.alpn_protocols = request.alpn.into_iter().map(|alpn| alpn.id().as_bytes().to_vec()).collect();
    Ok(config)
}
