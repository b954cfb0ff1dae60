//! Handshakes: what is recorded, what is asked for, and every way in which there is no session.

#[allow(dead_code)]
mod support;
#[path = "support/tls.rs"]
mod tls;

use std::sync::Arc;
use std::time::Duration;

use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};
use rustls_pki_types::CertificateDer;
use srvname::name::DnsName;
use srvname_net::limits::DialogueLimits;
use srvname_net::tls::{Alpn, HandshakeError, HandshakeFault, KeyKind, Session, TlsRequest, TlsVersion, handshake};
use srvname_net::transport::{Dialogue, StartTls, farewell, start_tls};
use srvname_testkit::make::rsa::RSA_2048;
use srvname_testkit::make::{Extension, Issued, Key, dns};
use support::{Script, talk};
use tls::{Keys, RsaSigner, Stubborn, certified, config, der, signing_key};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio_rustls::TlsAcceptor;

const REQUEST: TlsRequest<'static> =
    TlsRequest { server_name: None, alpn: None, key: KeyKind::Any, limit: Duration::from_secs(10) };

/// A root and a server of it whose chain every client would refuse: it is over, and for nobody.
fn chain() -> (Issued, Issued) {
    let root = Issued::root("A root that nobody trusts");
    let leaf = root.end_entity("mx.example").san([dns("other.example")]).not_after("2025-01-01T00:00:00Z").issue();
    (root, leaf)
}

fn keys(keys: impl IntoIterator<Item = Arc<CertifiedKey>>) -> Arc<Keys> {
    Arc::new(Keys { keys: keys.into_iter().collect(), ..Keys::default() })
}

async fn shake(
    server: Arc<rustls::ServerConfig>,
    request: &TlsRequest<'_>,
) -> Result<Session<DuplexStream>, HandshakeError> {
    let (client, other) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move {
        if let Ok(mut stream) = TlsAcceptor::from(server).accept(other).await {
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
    });
    handshake(client, request).await
}

#[tokio::test]
async fn the_chain_is_kept_as_it_was_sent_and_not_judged() {
    let (root, leaf) = chain();
    let one = keys([certified(&[&leaf, &root, &root], signing_key(&leaf))]);
    for (version, expected, suite) in [
        (&TLS13, TlsVersion::Tls13, "TLS13_AES_256_GCM_SHA384"),
        (&TLS12, TlsVersion::Tls12, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    ] {
        let session = shake(config(one.clone(), version, &[]), &REQUEST).await.unwrap();
        assert_eq!(session.chain, [&leaf, &root, &root].map(der));
        assert_eq!((session.version, session.cipher_suite.as_str(), session.alpn), (expected, suite, None));
    }
}

#[tokio::test]
async fn a_certificate_that_rustls_does_not_read_has_a_key_all_the_same() {
    let root = Issued::root("A root that nobody trusts");
    let old = root.end_entity("old.example").version(1).without_extensions().issue();
    let strange = root.end_entity("strange.example").extension(Extension::new("1.2.3.4", true, &[5, 0])).issue();
    for leaf in [&old, &strange] {
        let one = keys([certified(&[leaf], signing_key(leaf))]);
        for version in [&TLS13, &TLS12] {
            let session = shake(config(one.clone(), version, &[]), &REQUEST).await.unwrap();
            assert_eq!(session.chain, [der(leaf)]);
        }
        // The key decides for these too.
        let other = keys([certified(&[leaf], signing_key(&root))]);
        for version in [&TLS13, &TLS12] {
            let error = shake(config(other.clone(), version, &[]), &REQUEST).await.unwrap_err();
            assert!(matches!(error.fault, HandshakeFault::BadSignature(_)), "{error:?}");
        }
    }
}

#[tokio::test]
async fn who_lacks_the_key_has_no_session_and_its_chain_is_shown() {
    let (root, leaf) = chain();
    let thief = keys([certified(&[&leaf], signing_key(&root))]);
    for version in [&TLS13, &TLS12] {
        let error = shake(config(thief.clone(), version, &[]), &REQUEST).await.unwrap_err();
        assert!(matches!(error.fault, HandshakeFault::BadSignature(_)), "{error:?}");
        assert_eq!(error.chain, [der(&leaf)]);
    }
    let garbage = Arc::new(CertifiedKey::new(vec![CertificateDer::from(vec![0x30, 0x80])], signing_key(&leaf)));
    for version in [&TLS13, &TLS12] {
        let error = shake(config(keys([garbage.clone()]), version, &[]), &REQUEST).await.unwrap_err();
        assert!(matches!(error.fault, HandshakeFault::UnreadableCertificate(_)), "{error:?}");
        assert_eq!(error.chain.len(), 1);
    }
}

#[tokio::test]
async fn each_kind_of_key_is_asked_for_by_itself() {
    let (root, elliptic) = chain();
    let rsa = root.end_entity("mx.example").key_pair(Key::rsa(&RSA_2048)).issue();
    let both = [certified(&[&elliptic], signing_key(&elliptic)), certified(&[&rsa], Arc::new(RsaSigner))];
    let server = config(keys(both.clone()), &TLS12, &[]);
    for (key, expected) in [(KeyKind::Any, &elliptic), (KeyKind::EllipticCurve, &elliptic), (KeyKind::Rsa, &rsa)] {
        let session = shake(server.clone(), &TlsRequest { key, ..REQUEST }).await.unwrap();
        assert_eq!(session.chain, [der(expected)], "{key:?}");
        let by = if key == KeyKind::Rsa { "_RSA_" } else { "_ECDSA_" };
        assert!(session.cipher_suite.contains(by), "{}", session.cipher_suite);
    }
    // A server that has one kind alone says no to the other.
    for (at, key) in [(0, KeyKind::Rsa), (1, KeyKind::EllipticCurve)] {
        let server = config(keys([both[at].clone()]), &TLS12, &[]);
        let error = shake(server, &TlsRequest { key, ..REQUEST }).await.unwrap_err();
        assert!(matches!(error.fault, HandshakeFault::Alert(..)), "{error:?}");
        assert!(error.chain.is_empty());
    }
    let server = config(keys([both[0].clone()]), &TLS13, &[]);
    let error = shake(server, &TlsRequest { key: KeyKind::Rsa, ..REQUEST }).await.unwrap_err();
    assert!(matches!(error.fault, HandshakeFault::Alert(..)), "{error:?}");
}

#[tokio::test]
async fn a_scheme_that_was_not_offered_is_not_taken() {
    let (_, leaf) = chain();
    let stubborn = keys([certified(&[&leaf], Arc::new(Stubborn(signing_key(&leaf))))]);
    let server = config(stubborn, &TLS13, &[]);
    let error = shake(server.clone(), &TlsRequest { key: KeyKind::Rsa, ..REQUEST }).await.unwrap_err();
    assert!(matches!(error.fault, HandshakeFault::BadSignature(_)), "{error:?}");
    assert_eq!(error.chain, [der(&leaf)]);
    shake(server, &TlsRequest { key: KeyKind::EllipticCurve, ..REQUEST }).await.unwrap();
}

#[tokio::test]
async fn the_server_is_told_a_name_or_none() {
    let (_, leaf) = chain();
    let one = keys([certified(&[&leaf], signing_key(&leaf))]);
    let server = config(one.clone(), &TLS13, &[]);
    shake(server.clone(), &REQUEST).await.unwrap();
    let name = DnsName::parse("mx.example.com").unwrap();
    shake(server, &TlsRequest { server_name: Some(name), ..REQUEST }).await.unwrap();
    assert_eq!(*one.asked.lock().unwrap(), [None, Some("mx.example.com".to_owned())]);
}

#[tokio::test]
async fn the_application_protocol_is_agreed_upon_or_refused() {
    let (_, leaf) = chain();
    let one = keys([certified(&[&leaf], signing_key(&leaf))]);
    for (alpn, id) in [(Alpn::Http11, "http/1.1"), (Alpn::XmppClient, "xmpp-client"), (Alpn::XmppServer, "xmpp-server")]
    {
        let request = TlsRequest { alpn: Some(alpn), ..REQUEST };
        let session = shake(config(one.clone(), &TLS13, &["h2", id]), &request).await.unwrap();
        assert_eq!(session.alpn.as_deref(), Some(id));
        let error = shake(config(one.clone(), &TLS13, &["h2"]), &request).await.unwrap_err();
        assert_eq!(error.fault, HandshakeFault::Alert(120, "no_application_protocol".to_owned()));
        // A server that knows nothing of it says nothing about it.
        assert_eq!(shake(config(one.clone(), &TLS13, &[]), &request).await.unwrap().alpn, None);
    }
}

#[tokio::test]
async fn a_server_that_refuses_says_it_by_an_alert() {
    let error = shake(config(keys([]), &TLS13, &[]), &REQUEST).await.unwrap_err();
    assert_eq!(error.fault, HandshakeFault::Alert(49, "access_denied".to_owned()));
    assert_eq!(error.to_string(), "the server refused the handshake with alert 49 (access_denied)");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_handshake_is_told_apart() {
    let (client, _server) = talk(Script::new("220 mx.example.com ESMTP\r\n"));
    assert_eq!(handshake(client, &REQUEST).await.unwrap_err().fault, HandshakeFault::NotTls);
    let (client, server) = talk(Script::new(""));
    assert_eq!(handshake(client, &REQUEST).await.unwrap_err().fault, HandshakeFault::TimedOut(REQUEST.limit));
    server.abort();
    let (client, _server) = talk(Script::new("").hang_up_after(0));
    let fault = handshake(client, &REQUEST).await.unwrap_err().fault;
    assert!(matches!(fault, HandshakeFault::Closed | HandshakeFault::Io(_)), "{fault:?}");
    // An alert of a server of SSL 3.0: handshake_failure.
    let (client, mut server) = tokio::io::duplex(1 << 16);
    server.write_all(&[0x15, 3, 0, 0, 2, 2, 40]).await.unwrap();
    let fault = handshake(client, &REQUEST).await.unwrap_err().fault;
    assert_eq!(fault, HandshakeFault::Alert(40, "handshake_failure".to_owned()));
}

/// From plain text to the last command, with both sides.
#[tokio::test]
async fn a_dialogue_leads_to_a_session_and_ends_politely() {
    let (_, leaf) = chain();
    let server = config(keys([certified(&[&leaf], signing_key(&leaf))]), &TLS13, &[]);
    let (client, mut other) = tokio::io::duplex(1 << 16);
    let heard = tokio::spawn(async move {
        other.write_all(b"220 mx\r\n").await.unwrap();
        let mut text = vec![0; "EHLO probe.example\r\n".len()];
        other.read_exact(&mut text).await.unwrap();
        other.write_all(b"250-mx\r\n250 STARTTLS\r\n").await.unwrap();
        let mut text = vec![0; "STARTTLS\r\n".len()];
        other.read_exact(&mut text).await.unwrap();
        other.write_all(b"220 go\r\n").await.unwrap();
        let mut stream = TlsAcceptor::from(server).accept(other).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    });
    let (dialogue, limits) =
        (Dialogue::Smtp { client: DnsName::parse("probe.example").unwrap() }, DialogueLimits::default());
    let StartTls::Ready(stream) = start_tls(client, dialogue, &limits).await.outcome else { panic!("no TLS") };
    let session = handshake(stream, &REQUEST).await.unwrap();
    assert_eq!(session.chain, [der(&leaf)]);
    farewell(session.stream, dialogue, &limits).await;
    assert_eq!(heard.await.unwrap(), "QUIT\r\n");
}
