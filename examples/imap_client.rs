//! An IMAP client that knows its server by SRV-ID (RFC 7817), whatever host the mail is kept on, with a server to talk
//! to.
//!
//! `cargo run --example imap_client --features rustls-0_23`
//!
//! `alice@example.com` keeps her mail with a provider. In the DNS, `_imaps._tcp.example.com` names a host of that
//! provider, and whoever answers for the DNS can name another. The certificate says which host may be the mail server of
//! example.com, so the client need not believe the DNS.

use std::error::Error;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, ServerConfig};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use srvname::integration::Roots;
use srvname::integration::rustls_0_23::{PeerRejection, ServerVerifier};
use srvname::{Profile, identity::SourceDomain};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::make::{Issued, chains, dns, srv};

use srvname_testkit::make;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Connects to the mail server of a domain, at the address that the DNS gave, and reads its greeting.
async fn greeting(config: &Arc<ClientConfig>, host: TcpStream, domain: SourceDomain<'_>) -> Outcome<String> {
    let tls = TlsConnector::from(config.clone()).connect(ServerName::try_from(domain)?.to_owned(), host).await?;
    let mut lines = BufReader::new(tls).lines();
    Ok(lines.next_line().await?.unwrap_or_default())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let root = Issued::root("Example Root CA");
    let ca = root.sub_ca("Example Sub CA").constraints(chains::confined()).issue();

    let verifier = ServerVerifier::new(
        Roots::from_certificates([CertificateDer::from(root.der())])?,
        &provider,
        Profile::Imaps.service(),
    )?;
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let config = Arc::new(config);

    let mail = ca.end_entity("mail.provider.test").san([srv("_imaps.example.com"), srv("_imap.example.com")]).issue();
    let web = ca.end_entity("www.example.com").san([dns("example.com"), srv("_xmpp-client.example.com")]).issue();
    for (what, certificate, expected) in
        [("the provider's mail server", &mail, true), ("the web server of the domain", &web, false)]
    {
        let host = server(certificate, &ca, provider.clone()).await?;
        let outcome = greeting(&config, host, SourceDomain::from_user_input("example.com")?).await;
        assert_eq!(outcome.is_ok(), expected);
        match outcome {
            Ok(greeting) => println!("{what}: accepted, {greeting}"),
            // One sentence for a person, whatever wraps it.
            Err(error) => match PeerRejection::find(error.as_ref()) {
                Some(rejection) => println!("{what}: refused, {rejection}"),
                None => println!("{what}: failed, {error}"),
            },
        }
    }
    Ok(())
}

/// Serves one connection with a greeting, and gives the client's end of it.
async fn server(certificate: &Issued, ca: &Issued, provider: Arc<CryptoProvider>) -> Outcome<TcpStream> {
    let chain = [certificate, ca].map(|issued| CertificateDer::from(issued.der().to_vec()));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain.to_vec(), PrivatePkcs8KeyDer::from(certificate.pkcs8()).into())?;
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let client = TcpStream::connect(listener.local_addr()?).await?;
    let (tcp, _) = listener.accept().await?;
    tokio::spawn(async move {
        // A client that does not like the certificate hangs up, which is its right.
        let mut tls = acceptor.accept(tcp).await.ok()?;
        tls.write_all(b"* OK IMAP4rev2 ready\r\n").await.ok()?;
        tls.read_u8().await.ok()
    });
    Ok(client)
}
