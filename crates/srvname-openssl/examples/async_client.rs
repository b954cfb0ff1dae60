//! An asynchronous client that knows its server by SRV-ID, through OpenSSL and tokio, with a server to talk to; and a server
//! that knows its clients so.
//!
//! `cargo run -p srvname-openssl --example async_client`
//!
//! The handshake is tokio's affair, so the verifier sets up the connection before it (`prepare`, `install`) and returns the
//! identity after it (`identify`). Without an identity there is no connection, whatever OpenSSL says.

use std::error::Error;
use std::pin::Pin;

use openssl::pkey::PKey;
use openssl::ssl::{Ssl, SslAcceptor, SslConnector, SslContextBuilder, SslMethod};
use openssl::x509::X509;
use openssl::x509::store::X509StoreBuilder;
use srvname::identity::SourceDomain;
use srvname::{Profile, path::Purpose};
use srvname_openssl::{ClientVerifier, PeerIdentity, ServerVerifier};
use srvname_testkit::make::{Issued, chains, dns, oid, srv};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_openssl::SslStream;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Connects to the server of a domain, and returns the connection and who the server is.
async fn connect(
    connector: &SslConnector,
    verifier: &ServerVerifier,
    tcp: TcpStream,
) -> Outcome<(SslStream<TcpStream>, PeerIdentity)> {
    let mut stream = SslStream::new(verifier.prepare(connector.configure()?)?, tcp)?;
    if let Err(error) = Pin::new(&mut stream).connect().await {
        // The reason, if it was the certificates, and otherwise what OpenSSL has to say.
        return Err(verifier.refusal(stream.ssl()).map_or_else(|| error.into(), Into::into));
    }
    let identity = verifier.identify(stream.ssl())?;
    Ok((stream, identity))
}

/// Accepts the server of another domain as a client, which says in its first line which domain that is.
async fn accept(acceptor: &SslAcceptor, verifier: &ClientVerifier, tcp: TcpStream) -> Outcome<PeerIdentity> {
    let mut ssl = Ssl::new(acceptor.context())?;
    verifier.install(&mut ssl);
    let mut stream = SslStream::new(ssl, tcp)?;
    if let Err(error) = Pin::new(&mut stream).accept().await {
        return Err(verifier.refusal(stream.ssl()).map_or_else(|| error.into(), Into::into));
    }
    let mut from = String::new();
    while !from.ends_with('\n') {
        from.push(char::from(stream.read_u8().await?));
    }
    let domain = SourceDomain::from_user_input(from.trim())?;
    let identity = verifier.identify(stream.ssl(), &Profile::XmppServer.references(domain))?;
    stream.write_all(b"welcome\n").await?;
    Ok(identity)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let root = Issued::root("Example Root CA");
    let ca = root.sub_ca("Example Sub CA").constraints(chains::confined()).issue();
    // A CA that was given to the web team of example.com: hosts of example.com, and nothing said about services.
    let legacy = root.sub_ca("Web Team CA").constraints(chains::dns_only()).issue();
    let server = |ca: &Issued, domain: &str| {
        let names = [srv(&format!("_xmpp-server.{domain}")), dns("xmpp.example.com")];
        // As public CAs issue them: serverAuth, and no clientAuth.
        ca.end_entity("xmpp.example.com").san(names).extended_key_usage([oid::SERVER_AUTH]).issue()
    };
    let (good, escape) = (server(&ca, "example.com"), server(&legacy, "victim.test"));
    for (what, leaf, ca, domain, expected) in [
        ("the server of example.com", &good, &ca, "example.com", true),
        ("the same server, asked for another domain", &good, &ca, "example.net", false),
        ("a server that the web team of example.com made for victim.test", &escape, &legacy, "victim.test", false),
    ] {
        let source_domain = SourceDomain::from_user_input(domain)?;
        let verifier = ServerVerifier::new(Profile::XmppServer.service(), source_domain)?;
        // Each end presents the same certificate, as XMPP servers do, and says that it is of that domain.
        let connector = connector(&root, leaf, ca)?;
        let acceptor = acceptor(&root, leaf, ca)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let tcp = TcpStream::connect(listener.local_addr()?).await?;
        let (accepted, _) = listener.accept().await?;
        let client = async {
            let (mut stream, identity) = connect(&connector, &verifier, tcp).await?;
            stream.write_all(format!("{domain}\n").as_bytes()).await?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.ok();
            Outcome::Ok((identity, answer))
        };
        let clients = ClientVerifier::new(Purpose::ClientOrServer);
        let (client, server) = tokio::join!(client, accept(&acceptor, &clients, accepted));
        println!("{what}:");
        assert_eq!([client.is_ok(), server.is_ok()], [expected; 2]);
        match client {
            Ok((identity, answer)) => println!("    the client accepts {}: {}", identity.reference(), answer.trim()),
            Err(error) => println!("    the client refuses: {error}"),
        }
        match server {
            Ok(identity) => println!("    the server accepts {}", identity.reference()),
            Err(error) => println!("    the server: {error}"),
        }
    }
    Ok(())
}

fn connector(root: &Issued, leaf: &Issued, ca: &Issued) -> Outcome<SslConnector> {
    let mut builder = SslConnector::builder(SslMethod::tls_client())?;
    set_up(&mut builder, root, leaf, ca)?;
    Ok(builder.build())
}

fn acceptor(root: &Issued, leaf: &Issued, ca: &Issued) -> Outcome<SslAcceptor> {
    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
    set_up(&mut builder, root, leaf, ca)?;
    Ok(builder.build())
}

/// What this end trusts, and what it presents.
fn set_up(context: &mut SslContextBuilder, root: &Issued, leaf: &Issued, ca: &Issued) -> Outcome<()> {
    let mut store = X509StoreBuilder::new()?;
    store.add_cert(X509::from_der(root.der())?)?;
    context.set_cert_store(store.build());
    let (key, certificate) = (PKey::private_key_from_pkcs8(&leaf.pkcs8())?, X509::from_der(leaf.der())?);
    context.set_private_key(&key)?;
    context.set_certificate(&certificate)?;
    context.add_extra_chain_cert(X509::from_der(ca.der())?)?;
    Ok(())
}
