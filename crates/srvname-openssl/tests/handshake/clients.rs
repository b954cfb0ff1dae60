//! Clients that have a certificate: the handshake judges the chain, the stream says who the client wants to be.

use std::net::{TcpListener, TcpStream};
use std::thread;

use openssl::pkey::PKey;
use openssl::ssl::{HandshakeError, Ssl, SslAcceptor, SslConnector, SslMethod, SslStream, SslVerifyMode};
use openssl::x509::store::X509StoreBuilder;
use srvname::ReferenceId;
use srvname_openssl::{ClientVerifier, VerifyError};

use crate::lab::{Lab, rejection, x509};
use crate::make::chains::{confined, dns_only};
use crate::make::{Constraints, GeneralName, Issued, dns, oid, srv};

/// A client's certificate and that of its CA.
fn client(root: &Issued, constraints: Constraints, names: [GeneralName; 2]) -> [Issued; 2] {
    let sub = root.sub_ca("Client Sub CA").constraints(constraints).issue();
    let leaf = sub.end_entity("example.com").san(names).extended_key_usage([oid::CLIENT_AUTH]).issue();
    [leaf, sub]
}

/// A server that asks for certificates, and a client that presents this one, if any.
fn accept(lab: &Lab, certificates: Option<[Issued; 2]>) -> Result<SslStream<TcpStream>, Option<VerifyError>> {
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
    acceptor.set_private_key(&PKey::private_key_from_pkcs8(&lab.leaf.pkcs8()).unwrap()).unwrap();
    acceptor.set_certificate(&x509(&lab.leaf)).unwrap();
    let mut store = X509StoreBuilder::new().unwrap();
    store.add_cert(x509(&lab.trusted[0])).unwrap();
    acceptor.set_cert_store(store.build());
    let mut ssl = Ssl::new(acceptor.build().context()).unwrap();
    ClientVerifier::new().install(&mut ssl);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let tcp = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    thread::spawn(move || {
        let mut builder = SslConnector::builder(SslMethod::tls_client()).unwrap();
        builder.set_verify(SslVerifyMode::NONE);
        if let Some([leaf, sub]) = certificates {
            builder.set_private_key(&PKey::private_key_from_pkcs8(&leaf.pkcs8()).unwrap()).unwrap();
            builder.set_certificate(&x509(&leaf)).unwrap();
            builder.add_extra_chain_cert(x509(&sub)).unwrap();
        }
        builder.build().connect("example.com", tcp).is_ok()
    });
    let (tcp, _) = listener.accept().unwrap();
    ssl.accept(tcp).map_err(|error| match error {
        HandshakeError::Failure(handshake) => ClientVerifier::new().refusal(handshake.ssl()),
        other => panic!("{other}"),
    })
}

#[test]
fn a_client_with_a_certificate_is_identified_afterwards() {
    let lab = Lab::confined();
    let names = [srv("_xmpp-server.example.com"), dns("example.com")];
    let stream = accept(&lab, Some(client(&lab.trusted[0], confined(), names))).unwrap();
    let verifier = ClientVerifier::new();
    let reference = |domain| ReferenceId::srv("xmpp-server", domain).unwrap();
    let identity = verifier.identify(stream.ssl(), &[reference("example.com")]).unwrap();
    assert_eq!(identity.reference(), "_xmpp-server.example.com");
    let other = verifier.identify(stream.ssl(), &[reference("example.net")]);
    assert_eq!(rejection(other).code(), "no_matching_identifier");
    assert_eq!(rejection(verifier.identify(stream.ssl(), &[])).code(), "no_references");
}

#[test]
fn a_client_below_an_open_ca_is_refused() {
    let lab = Lab::confined();
    let names = [srv("_xmpp-server.victim.test"), dns("www.example.com")];
    match accept(&lab, Some(client(&lab.trusted[0], dns_only(), names))) {
        Err(Some(refused)) => assert_eq!(rejection(Err(refused)).code(), "ca_lacks_srv_constraints"),
        outcome => panic!("{:?}", outcome.map(drop)),
    }
}

#[test]
fn a_client_without_certificate_is_refused() {
    assert_eq!(accept(&Lab::confined(), None).map(drop).unwrap_err(), None);
}
