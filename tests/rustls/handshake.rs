//! Both ends of a TLS connection in one thread, with one clock.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::ServerCertVerifier;
use rustls::client::{ResolvesClientCert, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::time_provider::TimeProvider;
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, SignatureScheme,
    SupportedProtocolVersion,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use srvname::identity::SourceDomain;
use srvname::integration::{Roots, rustls_0_23::ServerVerifier};

use crate::make::Issued;

pub(crate) const VERSIONS: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS12, &rustls::version::TLS13];

/// 2026-01-01T00:00:00Z, a time at which the certificates of the lab are valid unless a test wants otherwise.
pub(crate) fn now() -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(1_767_225_600))
}

#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(now())
    }
}

pub(crate) fn clock() -> Arc<dyn TimeProvider> {
    Arc::new(Clock)
}

pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

pub(crate) fn der(issued: &Issued) -> CertificateDer<'static> {
    CertificateDer::from(issued.der().to_vec())
}

pub(crate) fn key(issued: &Issued) -> PrivateKeyDer<'static> {
    PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(issued.pkcs8()))
}

pub(crate) fn roots<'i>(certificates: impl IntoIterator<Item = &'i Issued>) -> Roots {
    Roots::from_certificates(certificates.into_iter().map(der)).expect("good roots")
}

/// The verifier under test, with the strict policy.
pub(crate) fn verifier(root: &Issued, service: &str) -> ServerVerifier {
    ServerVerifier::new(roots([root]), &provider(), service).expect("a verifier")
}

pub(crate) fn source_domain(text: &str) -> SourceDomain<'_> {
    SourceDomain::from_user_input(text).expect("a domain")
}

/// rustls's own verifier, for the same root.
pub(crate) fn webpki(root: &Issued) -> Arc<WebPkiServerVerifier> {
    let mut store = RootCertStore::empty();
    store.add(der(root)).expect("a good root");
    WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider()).build().expect("a verifier")
}

pub(crate) fn client_config(
    verifier: Arc<dyn ServerCertVerifier>,
    version: &'static SupportedProtocolVersion,
) -> ClientConfig {
    ClientConfig::builder_with_details(provider(), clock())
        .with_protocol_versions(&[version])
        .expect("a version of ring")
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth()
}

/// A server with that chain, end entity first.
pub(crate) fn server_config(chain: &[&Issued]) -> ServerConfig {
    server_config_with_key(chain, chain[0])
}

/// A server with the key of `holder`, whatever it presents. rustls would not load a certificate that it cannot read
/// itself, so it is not asked to.
pub(crate) fn server_config_with_key(chain: &[&Issued], holder: &Issued) -> ServerConfig {
    ServerConfig::builder_with_details(provider(), clock())
        .with_safe_default_protocol_versions()
        .expect("versions of ring")
        .with_no_client_auth()
        .with_cert_resolver(presents(chain, holder))
}

/// Presents `chain`, and signs with the key of `holder`.
pub(crate) fn presents(chain: &[&Issued], holder: &Issued) -> Arc<Presents> {
    let key = ring::sign::any_ecdsa_type(&key(holder)).expect("a key");
    Arc::new(Presents::new(CertifiedKey::new(chain.iter().copied().map(der).collect(), key)))
}

#[derive(Debug)]
pub(crate) struct Presents(Arc<CertifiedKey>);

impl Presents {
    pub(crate) fn new(certified: CertifiedKey) -> Self {
        Self(Arc::new(certified))
    }
}

impl ResolvesServerCert for Presents {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

pub(crate) fn server_name(domain: &str) -> ServerName<'static> {
    ServerName::try_from(domain.to_owned()).expect("a server name")
}

impl ResolvesClientCert for Presents {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// What became of a handshake.
pub(crate) struct Connection {
    pub(crate) client: ClientConnection,
    pub(crate) server: ServerConnection,
}

/// A handshake to its end, or to the error of the client or of the server, whoever refuses.
pub(crate) fn handshake(
    client: &Arc<ClientConfig>,
    server: &Arc<ServerConfig>,
    name: ServerName<'static>,
) -> Result<Connection, rustls::Error> {
    let mut client = ClientConnection::new(client.clone(), name)?;
    let mut server = ServerConnection::new(server.clone())?;
    let mut wire = Vec::new();
    // The last flight may be the server's tickets, so go on until neither has anything to say.
    while client.wants_write() || server.wants_write() {
        wire.clear();
        while client.wants_write() {
            client.write_tls(&mut wire).expect("memory takes all");
        }
        let mut flight = wire.as_slice();
        while !flight.is_empty() {
            server.read_tls(&mut flight).expect("memory gives all");
            server.process_new_packets()?;
        }
        wire.clear();
        while server.wants_write() {
            server.write_tls(&mut wire).expect("memory takes all");
        }
        let mut flight = wire.as_slice();
        while !flight.is_empty() {
            client.read_tls(&mut flight).expect("memory gives all");
            client.process_new_packets()?;
        }
    }
    assert!(!client.is_handshaking() && !server.is_handshaking(), "a handshake that stopped without an error");
    Ok(Connection { client, server })
}

/// A handshake of each version with a server that presents `chain`; both must end alike.
pub(crate) fn connect(
    verifier: &Arc<impl ServerCertVerifier + 'static>,
    chain: &[&Issued],
    domain: &str,
) -> Result<(), rustls::Error> {
    let server = Arc::new(server_config(chain));
    let outcomes = VERSIONS.map(|version| {
        let client = Arc::new(client_config(verifier.clone(), version));
        handshake(&client, &server, server_name(domain)).map(|connection| {
            assert_eq!(connection.client.protocol_version(), Some(version.version));
        })
    });
    let [old, new] = outcomes;
    assert_eq!(old.as_ref().err().map(ToString::to_string), new.as_ref().err().map(ToString::to_string));
    new
}
