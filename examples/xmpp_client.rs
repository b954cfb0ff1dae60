//! An XMPP client that knows its server by SRV-ID, over STARTTLS and over direct TLS, with a server to talk to.
//!
//! `cargo run --example xmpp_client --features rustls-0_23`
//!
//! The server runs on the loopback interface, under a name and a port that no certificate mentions: what counts is the
//! domain of the address `juliet@example.com` and the service.

use std::error::Error;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, ServerConfig};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use srvname::identity::SourceDomain;
use srvname::integration::Roots;
use srvname::integration::rustls_0_23::{PeerRejection, ServerVerifier};
use srvname::{Profile, ReferenceId};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, TlsConnector, client};

use crate::make::{Issued, chains, dns, srv};

use srvname_testkit::make;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// All that an XMPP client has to say to be sure of its server. One connector for all connections: it holds the one
/// `Arc` of the verifier, under which sessions are resumed.
fn connector(roots: Roots, provider: Arc<CryptoProvider>) -> Outcome<TlsConnector> {
    let verifier = ServerVerifier::new(roots, &provider, Profile::XmppClient.service())?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// RFC 6120 §5: a stream, the offer of TLS, and the handshake in the middle of it.
async fn starttls(
    connector: &TlsConnector,
    mut tcp: TcpStream,
    domain: SourceDomain<'_>,
) -> Outcome<client::TlsStream<TcpStream>> {
    open_stream(&mut tcp, domain.as_str()).await?;
    read_until(&mut tcp, "</stream:features>").await?;
    tcp.write_all(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").await?;
    read_until(&mut tcp, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").await?;
    Ok(connector.connect(ServerName::try_from(domain)?.to_owned(), tcp).await?)
}

/// XEP-0368: TLS from the first octet, under `_xmpps-client` in the DNS. The certificate is that of `_xmpp-client`.
async fn direct_tls(
    connector: &TlsConnector,
    tcp: TcpStream,
    domain: SourceDomain<'_>,
) -> Outcome<client::TlsStream<TcpStream>> {
    Ok(connector.connect(ServerName::try_from(domain)?.to_owned(), tcp).await?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let root = Issued::root("Example Root CA");
    let good = root.sub_ca("Example Sub CA").constraints(chains::confined()).issue();
    // A CA that was given to the web team of example.com: hosts of example.com, and nothing said about services.
    let legacy = root.sub_ca("Web Team CA").constraints(chains::dns_only()).issue();
    let servers = [
        ("the server of example.com", &good, "example.com"),
        ("a server that the web team of example.com made for victim.test", &legacy, "victim.test"),
    ];
    let connector = connector(Roots::from_certificates([CertificateDer::from(root.der())])?, provider.clone())?;
    for (what, ca, domain) in servers {
        let names = [srv(&format!("_xmpp-client.{domain}")), dns("xmpp.example.com")];
        let server = Server::new(&ca.end_entity("xmpp.example.com").san(names).issue(), ca, provider.clone())?;
        for source_domain in [domain, "example.net"] {
            // What the user typed after the `@`. A host that the DNS answered is no source domain.
            let source = SourceDomain::from_user_input(source_domain)?;
            println!("{what}, asked for {}", ReferenceId::srv("xmpp-client", source_domain)?);
            let tls = starttls(&connector, server.listen(true).await?, source).await;
            let starttls = greet(tls, source_domain).await;
            let tls = direct_tls(&connector, server.listen(false).await?, source).await;
            let direct = greet(tls, source_domain).await;
            println!("    STARTTLS:   {starttls}\n    direct TLS: {direct}");
            let expected = source_domain == "example.com";
            assert_eq!([starttls, direct].map(|outcome| outcome.starts_with("accepted")), [expected; 2]);
        }
    }
    Ok(())
}

/// What comes of a connection: the first words of the server, or why there are none.
async fn greet(tls: Outcome<client::TlsStream<TcpStream>>, domain: &str) -> String {
    let greeting = async {
        let mut tls = tls?;
        open_stream(&mut tls, domain).await?;
        read_until(&mut tls, "</stream:features>").await
    };
    match greeting.await {
        Ok(greeting) => format!("accepted, {}", greeting.trim()),
        // The reason that the certificates gave, in a sentence; or whatever else went wrong.
        Err(error) => match PeerRejection::find(error.as_ref()) {
            Some(rejection) => format!("refused, {}: {rejection}", rejection.code().unwrap_or("server_name")),
            None => format!("failed, {error}"),
        },
    }
}

async fn open_stream(stream: &mut (impl AsyncWrite + Unpin), domain: &str) -> Outcome<()> {
    let header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'";
    stream.write_all(format!("{header} to='{domain}'>").as_bytes()).await?;
    Ok(())
}

/// Reads to the end of `mark`. No XML parser: the peer is at the other end of this file.
async fn read_until(stream: &mut (impl AsyncRead + Unpin), mark: &str) -> Outcome<String> {
    let mut text = String::new();
    while !text.ends_with(mark) {
        text.push(char::from(stream.read_u8().await?));
    }
    Ok(text)
}

/// A server that speaks as much XMPP as this example needs.
struct Server {
    acceptor: TlsAcceptor,
}

impl Server {
    fn new(certificate: &Issued, ca: &Issued, provider: Arc<CryptoProvider>) -> Outcome<Self> {
        let chain = [certificate, ca].map(|issued| CertificateDer::from(issued.der().to_vec()));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain.to_vec(), PrivatePkcs8KeyDer::from(certificate.pkcs8()).into())?;
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// Serves one connection, and gives the client's end of it.
    async fn listen(&self, starttls: bool) -> Outcome<TcpStream> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let client = TcpStream::connect(listener.local_addr()?).await?;
        let (tcp, _) = listener.accept().await?;
        let acceptor = self.acceptor.clone();
        // A client that does not like the certificate hangs up, which is its right.
        tokio::spawn(async move { serve(acceptor, tcp, starttls).await.ok() });
        Ok(client)
    }
}

async fn serve(acceptor: TlsAcceptor, mut tcp: TcpStream, starttls: bool) -> Outcome<()> {
    if starttls {
        read_until(&mut tcp, "'>").await?;
        let offer = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>";
        tcp.write_all(format!("<stream:stream><stream:features>{offer}</stream:features>").as_bytes()).await?;
        read_until(&mut tcp, "/>").await?;
        tcp.write_all(b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").await?;
    }
    let mut tls = acceptor.accept(tcp).await?;
    read_until(&mut tls, "'>").await?;
    tls.write_all(b"<stream:stream><stream:features><mechanisms/></stream:features>").await?;
    tls.shutdown().await?;
    Ok(())
}
