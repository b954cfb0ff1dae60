//! Clients that have a certificate: the handshake judges the chain, the stream says who the client wants to be.

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use openssl::pkey::PKey;
use openssl::ssl::{HandshakeError, Ssl, SslAcceptor, SslConnector, SslMethod, SslStream, SslVerifyMode};
use openssl::x509::store::X509StoreBuilder;
use srvname::{ReferenceId, path::Purpose};
use srvname_openssl::{ClientVerifier, VerifierError, VerifyError};

use crate::lab::{Lab, rejection, x509};
use crate::make::chains::{confined, dns_only};
use crate::make::{Constraints, GeneralName, Issued, dns, oid, srv};

/// A client's certificate and that of its CA.
fn client(root: &Issued, constraints: Constraints, names: [GeneralName; 2]) -> [Issued; 2] {
    client_for(root, constraints, names, &[oid::CLIENT_AUTH])
}

/// The same, for other purposes.
fn client_for(
    root: &Issued,
    constraints: Constraints,
    names: [GeneralName; 2],
    purposes: &[&'static str],
) -> [Issued; 2] {
    let sub = root.sub_ca("Client Sub CA").constraints(constraints).issue();
    let leaf = sub.end_entity("example.com").san(names).extended_key_usage(purposes.iter().copied()).issue();
    [leaf, sub]
}

fn names() -> [GeneralName; 2] {
    [srv("_xmpp-server.example.com"), dns("example.com")]
}

fn reference(domain: &str) -> ReferenceId<'_> {
    ReferenceId::srv("xmpp-server", domain).unwrap()
}

/// A server that asks for certificates of clients, and a client that presents this one, if any.
fn accept(lab: &Lab, certificates: Option<[Issued; 2]>) -> Result<SslStream<TcpStream>, Option<VerifyError>> {
    accept_with(lab, &ClientVerifier::new(Purpose::Client), certificates)
}

/// The same, with another verifier.
fn accept_with(
    lab: &Lab,
    verifier: &ClientVerifier,
    certificates: Option<[Issued; 2]>,
) -> Result<SslStream<TcpStream>, Option<VerifyError>> {
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
    acceptor.set_private_key(&PKey::private_key_from_pkcs8(&lab.leaf.pkcs8()).unwrap()).unwrap();
    acceptor.set_certificate(&x509(&lab.leaf)).unwrap();
    let mut store = X509StoreBuilder::new().unwrap();
    store.add_cert(x509(&lab.trusted[0])).unwrap();
    acceptor.set_cert_store(store.build());
    let mut ssl = Ssl::new(acceptor.build().context()).unwrap();
    verifier.install(&mut ssl);
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
        HandshakeError::Failure(handshake) => verifier.refusal(handshake.ssl()),
        other => panic!("{other}"),
    })
}

#[test]
fn a_client_with_a_certificate_is_identified_afterwards() {
    let lab = Lab::confined();
    let stream = accept(&lab, Some(client(&lab.trusted[0], confined(), names()))).unwrap();
    let verifier = ClientVerifier::new(Purpose::Client);
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

/// What public CAs issue: serverAuth and nothing else. OpenSSL's own check of a client refuses it, and is not asked.
#[test]
fn the_purpose_is_the_callers_choice() {
    use Purpose::{Client, ClientOrServer, Email, NotAsked};
    let lab = Lab::confined();
    for (purposes, accepted) in [
        (&[oid::CLIENT_AUTH][..], &[Client, ClientOrServer, NotAsked][..]),
        (&[oid::SERVER_AUTH], &[ClientOrServer, NotAsked]),
        (&[oid::EMAIL_PROTECTION], &[Email, NotAsked]),
        (&[oid::ANY_EXTENDED_KEY_USAGE], &[Client, ClientOrServer, Email, NotAsked]),
    ] {
        for purpose in [Client, ClientOrServer, Email, NotAsked] {
            let certificates = client_for(&lab.trusted[0], confined(), names(), purposes);
            let verifier = ClientVerifier::new(purpose);
            match accept_with(&lab, &verifier, Some(certificates)) {
                Ok(stream) => {
                    assert!(accepted.contains(&purpose), "{purpose}: {purposes:?}");
                    verifier.identify(stream.ssl(), &[reference("example.com")]).unwrap();
                }
                Err(refused) => {
                    assert!(!accepted.contains(&purpose), "{purpose}: {purposes:?}");
                    let rejection = rejection(Err(refused.expect("about the certificate")));
                    assert_eq!((rejection.code(), rejection.purpose()), ("extended_key_usage", Some(purpose)));
                }
            }
        }
    }
}

/// Where the client says who it is before STARTTLS, the handshake itself asks.
#[test]
fn a_claim_that_comes_before_the_handshake_is_compared_in_it() {
    let lab = Lab::confined();
    let parent = ClientVerifier::new(Purpose::Client);
    let certificates = || Some(client(&lab.trusted[0], confined(), names()));
    let child = parent.for_references([reference("example.com")]).unwrap();
    assert_eq!(child.references(), [reference("example.com")]);
    accept_with(&lab, &child, certificates()).unwrap();
    let other = parent.for_references([reference("example.net")]).unwrap();
    match accept_with(&lab, &other, certificates()) {
        Err(Some(refused)) => assert_eq!(rejection(Err(refused)).code(), "no_matching_identifier"),
        outcome => panic!("{:?}", outcome.map(drop)),
    }
    assert!(parent.references().is_empty());
    assert_eq!(parent.for_references([]).unwrap_err(), VerifierError::NoReferences);
}

#[test]
fn the_callers_own_check_is_asked_of_clients_too() {
    let lab = Lab::confined();
    let verifier = ClientVerifier::new(Purpose::Client).with_path_check(Arc::new(|_| Err("pinned".to_owned())));
    match accept_with(&lab, &verifier, Some(client(&lab.trusted[0], confined(), names()))) {
        Err(Some(refused)) => assert_eq!(rejection(Err(refused)).detail(), Some("pinned")),
        outcome => panic!("{:?}", outcome.map(drop)),
    }
}

#[test]
fn a_client_without_certificate_is_refused_unless_another_proof_follows() {
    let lab = Lab::confined();
    assert_eq!(accept(&lab, None).map(drop).unwrap_err(), None);
    let verifier = ClientVerifier::new(Purpose::Client).accept_anonymous();
    let stream = accept_with(&lab, &verifier, None).unwrap();
    let identity = verifier.identify(stream.ssl(), &[reference("example.com")]);
    assert_eq!(identity.unwrap_err(), VerifyError::NoChain);
    // One that has a certificate is asked as ever.
    let open = client(&lab.trusted[0], dns_only(), [srv("_xmpp-server.victim.test"), dns("www.example.com")]);
    assert!(matches!(accept_with(&lab, &verifier, Some(open)), Err(Some(VerifyError::Rejected(_)))));
}
