//! Handshakes through OpenSSL, TLS 1.2 and 1.3: what it says by itself, and what it says with this package.

#[path = "../../testdata/make/mod.rs"]
mod make;

use std::net::{TcpListener, TcpStream};
use std::thread;

use make::chains::{confined, dns_only};
use make::{Constraints, GeneralName, Issued, directory, dns, edi_party, email, oid, registered_id, srv, upn};
use openssl::error::ErrorStack;
use openssl::pkey::PKey;
use openssl::ssl::{
    HandshakeError, Ssl, SslAcceptor, SslConnector, SslMethod, SslRef, SslStream, SslVerifyMode, SslVersion,
};
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::X509VerifyFlags;
use openssl::x509::{X509, X509VerifyResult};
use srvname::{Policy, Position, ReferenceId, Rejection, SubCaRule};
use srvname_openssl::{ConnectError, PeerIdentity, Refused, SrvVerifier};

const VERSIONS: [SslVersion; 2] = [SslVersion::TLS1_2, SslVersion::TLS1_3];

/// The error of OpenSSL that this package is about.
const UNSUPPORTED: &str = "unsupported name constraint type";

struct Lab {
    root: Issued,
    sub: Issued,
    leaf: Issued,
}

impl Lab {
    fn new(constraints: Option<Constraints>, names: impl IntoIterator<Item = GeneralName>) -> Self {
        let root = Issued::root("Example Root CA");
        let sub = root.sub_ca("Example Sub CA");
        let sub = match constraints {
            Some(constraints) => sub.constraints(constraints).issue(),
            None => sub.issue(),
        };
        let leaf = sub.end_entity("xmpp.example.com").san(names).issue();
        Self { root, sub, leaf }
    }

    /// The server of this project.
    fn confined() -> Self {
        Self::new(Some(confined()), [srv("_xmpp-client.example.com"), dns("example.com")])
    }

    fn connector(&self, version: SslVersion) -> SslConnector {
        let mut builder = SslConnector::builder(SslMethod::tls_client()).unwrap();
        let mut store = X509StoreBuilder::new().unwrap();
        store.add_cert(x509(&self.root)).unwrap();
        builder.set_cert_store(store.build());
        builder.set_min_proto_version(Some(version)).unwrap();
        builder.set_max_proto_version(Some(version)).unwrap();
        builder.build()
    }

    /// A client's end of a connection to this server, which answers one handshake.
    fn dial(&self) -> TcpStream {
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
        acceptor.set_private_key(&PKey::private_key_from_pkcs8(&self.leaf.pkcs8()).unwrap()).unwrap();
        acceptor.set_certificate(&x509(&self.leaf)).unwrap();
        acceptor.add_extra_chain_cert(x509(&self.sub)).unwrap();
        let ssl = Ssl::new(acceptor.build().context()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (server, _) = listener.accept().unwrap();
        // A client that does not like the certificate hangs up.
        thread::spawn(move || ssl.accept(server).is_ok());
        client
    }

    /// The package, for `_xmpp-client.example.com`, in handshakes of each version, which must end alike.
    fn connect(&self) -> Result<PeerIdentity, Refused> {
        self.connect_with(&SrvVerifier::server("xmpp-client", "example.com").unwrap())
    }

    fn connect_with(&self, verifier: &SrvVerifier) -> Result<PeerIdentity, Refused> {
        let outcomes = VERSIONS.map(|version| {
            let configuration = self.connector(version).configure().unwrap();
            match verifier.connect(configuration, self.dial()) {
                Ok((stream, identity)) => {
                    assert_eq!(stream.ssl().verify_result(), X509VerifyResult::OK);
                    Ok(identity)
                }
                Err(ConnectError::Refused(refused)) => Err(refused),
                Err(other) => panic!("OpenSSL by itself: {other}"),
            }
        });
        assert_eq!(outcomes[0], outcomes[1]);
        outcomes.into_iter().next().unwrap()
    }

    /// OpenSSL by itself, asked for no host name: its error.
    fn connect_plainly(&self) -> Result<(), String> {
        plainly(self, |_| ())
    }
}

/// A handshake of each version with whatever callback.
fn plainly(lab: &Lab, configure: impl Fn(&mut SslRef)) -> Result<(), String> {
    let outcomes = VERSIONS.map(|version| {
        let mut configuration = lab.connector(version).configure().unwrap();
        configuration.set_verify_hostname(false);
        configure(&mut configuration);
        reason(configuration.connect("example.com", lab.dial()))
    });
    assert_eq!(outcomes[0], outcomes[1]);
    outcomes.into_iter().next().unwrap()
}

fn reason(outcome: Result<SslStream<TcpStream>, HandshakeError<TcpStream>>) -> Result<(), String> {
    match outcome {
        Ok(_) => Ok(()),
        Err(HandshakeError::Failure(stream)) => Err(stream.ssl().verify_result().error_string().to_owned()),
        Err(other) => panic!("{other}"),
    }
}

fn x509(issued: &Issued) -> X509 {
    X509::from_der(issued.der()).unwrap()
}

fn rejection(outcome: Result<PeerIdentity, Refused>) -> Rejection {
    match outcome {
        Err(Refused::Rejected(rejection)) => rejection,
        other => panic!("not a rejection: {other:?}"),
    }
}

#[test]
fn the_right_service_is_accepted_where_openssl_gives_up() {
    let lab = Lab::confined();
    assert_eq!(lab.connect_plainly().unwrap_err(), UNSUPPORTED);
    let identity = lab.connect().unwrap();
    assert_eq!(identity.reference(), "_xmpp-client.example.com");
    assert!(identity.presented().contains("_xmpp-client.example.com"), "{identity:?}");
}

#[test]
fn another_service_and_another_domain_are_refused() {
    let lab = Lab::confined();
    for (service, domain) in [("imap", "example.com"), ("xmpp-client", "example.net")] {
        let verifier = SrvVerifier::server(service, domain).unwrap();
        assert_eq!(rejection(lab.connect_with(&verifier)).code(), "no_matching_identifier");
    }
}

/// Whichever name comes first.
#[test]
fn a_host_outside_beside_a_service_inside_is_refused() {
    let (service, host) = (srv("_xmpp-client.example.com"), dns("victim.test"));
    for names in [[service.clone(), host.clone()], [host, service]] {
        let lab = Lab::new(Some(confined()), names);
        lab.connect_plainly().unwrap_err();
        let rejection = rejection(lab.connect());
        assert_eq!(rejection.code(), "name_not_permitted");
        assert_eq!((rejection.position(), rejection.imposed_by()), (Some(Position(0)), Some(Position(1))));
        assert!(rejection.name().is_some_and(|name| name.contains("victim.test")), "{rejection}");
    }
}

/// What the test above is for: the same two chains, under a callback that clears the error and asks nobody.
#[test]
fn a_callback_that_only_clears_the_error_is_a_hole() {
    let clears = |ssl: &mut SslRef| {
        ssl.set_verify_callback(SslVerifyMode::PEER, |accepted, context| accepted || context.error().as_raw() == 51);
    };
    let (service, host) = (srv("_xmpp-client.example.com"), dns("victim.test"));
    let service_first = Lab::new(Some(confined()), [service.clone(), host.clone()]);
    plainly(&service_first, clears).unwrap();
    let host_first = Lab::new(Some(confined()), [host, service]);
    assert_eq!(plainly(&host_first, clears).unwrap_err(), "permitted subtree violation");
}

/// Forms other than hosts, behind the SRVName at which OpenSSL stops.
#[test]
fn every_form_behind_the_service_is_judged() {
    let constraints = || {
        let people = make::Dn::o("Example");
        confined().permit(email("example.com")).permit(directory(&people)).exclude(registered_id(oid::UNKNOWN))
    };
    for (name, code) in [
        (email("admin@victim.test"), "name_not_permitted"),
        (directory(&make::Dn::o("Victim")), "name_not_permitted"),
        (registered_id("1.2.3.4"), "unsupported_constraint"),
        (srv("_xmpp-client.victim.test"), "name_not_permitted"),
    ] {
        let root = Issued::root("Example Root CA");
        let sub = root.sub_ca("Example Sub CA").constraints(constraints()).issue();
        let names = [srv("_xmpp-client.example.com"), name];
        let leaf = sub.end_entity("xmpp.example.com").subject(make::Dn::o("Example")).san(names).issue();
        let lab = Lab { root, sub, leaf };
        lab.connect_plainly().unwrap_err();
        assert_eq!(rejection(lab.connect()).code(), code);
    }
}

/// The error has other causes, which stay errors: types of otherName, and forms, that nobody here judges.
#[test]
fn the_error_about_anything_else_stays() {
    let edi = || edi_party(&make::der::constructed(1, &make::der::tlv(make::der::UTF8_STRING, b"party")));
    for (constraint, name) in [(upn("example.com"), upn("user@example.com")), (edi(), edi())] {
        let constraints = confined().permit(constraint);
        let lab = Lab::new(Some(constraints.clone()), [name.clone(), srv("_xmpp-client.example.com")]);
        assert_eq!(lab.connect_plainly().unwrap_err(), UNSUPPORTED);
        assert_eq!(rejection(lab.connect()).code(), "unsupported_constraint");
        // Without any SRVName, and when nobody asks for one: the callback has nothing to do with it.
        let lab = Lab::new(Some(constraints), [name, dns("example.com")]);
        let verifier = SrvVerifier::server("xmpp-client", "example.com").unwrap().or_dns_id("example.com").unwrap();
        lab.connect_with(&verifier).unwrap_err();
    }
}

/// The escape: OpenSSL has nothing against it.
#[test]
fn a_ca_that_leaves_services_open_is_refused() {
    for constraints in [Some(dns_only()), None] {
        let lab = Lab::new(constraints, [srv("_xmpp-client.victim.test"), dns("www.example.com")]);
        lab.connect_plainly().unwrap();
        let verifier = SrvVerifier::server("xmpp-client", "victim.test").unwrap();
        let rejection = rejection(lab.connect_with(&verifier));
        assert_eq!((rejection.code(), rejection.position()), ("ca_lacks_srv_constraints", Some(Position(1))));
        let lax = Policy { sub_ca_rule: SubCaRule::Rfc5280, ..Policy::default() };
        lab.connect_with(&verifier.with_policy(lax)).unwrap();
    }
}

#[test]
fn a_dns_id_is_accepted_only_when_asked_for() {
    let lab = Lab::new(Some(confined()), [dns("example.com")]);
    assert_eq!(rejection(lab.connect()).code(), "no_matching_identifier");
    let verifier = SrvVerifier::server("xmpp-client", "example.com").unwrap().or_dns_id("example.com").unwrap();
    assert_eq!(lab.connect_with(&verifier).unwrap().reference(), "example.com");
}

/// What OpenSSL finds stays found.
#[test]
fn errors_of_openssl_stay() {
    let names = || [srv("_xmpp-client.example.com"), dns("example.com")];
    let with = |change: fn(make::Draft) -> make::Draft| {
        let lab = Lab::confined();
        let leaf = change(lab.sub.end_entity("xmpp.example.com").san(names())).issue();
        Lab { leaf, ..lab }
    };
    let stranger = Lab { root: Issued::root("Another Root CA"), ..Lab::confined() };
    for (lab, expected) in [
        (with(|draft| draft.not_after("2025-01-01T00:00:00Z")), "certificate has expired"),
        (with(|draft| draft.extended_key_usage([oid::EMAIL_PROTECTION])), "unsuitable certificate purpose"),
        (with(|draft| draft.signed_by("Another Key")), "certificate signature failure"),
        (stranger, "unable to get local issuer certificate"),
    ] {
        for version in VERSIONS {
            let configuration = lab.connector(version).configure().unwrap();
            let verifier = SrvVerifier::server("xmpp-client", "example.com").unwrap();
            match verifier.connect(configuration, lab.dial()) {
                Err(ConnectError::Handshake(error)) => assert_eq!(reason(Err(error)).unwrap_err(), expected),
                Err(other) => panic!("another reason: {other}"),
                Ok(_) => panic!("accepted: {expected}"),
            }
        }
    }
}

/// A sub-CA as trust anchor: its constraints bind, and below an anchor that has them the rule is met.
#[test]
fn an_anchor_that_is_no_root_is_held_to_its_constraints() -> Result<(), ErrorStack> {
    let connect = |names: [GeneralName; 2]| {
        let lab = Lab::new(Some(confined()), names);
        let mut builder = SslConnector::builder(SslMethod::tls_client()).unwrap();
        let mut store = X509StoreBuilder::new().unwrap();
        store.add_cert(x509(&lab.sub)).unwrap();
        store.set_flags(X509VerifyFlags::PARTIAL_CHAIN).unwrap();
        builder.set_cert_store(store.build());
        let verifier = SrvVerifier::server("xmpp-client", "example.com").unwrap();
        verifier.connect(builder.build().configure().unwrap(), lab.dial()).map(|(_, identity)| identity)
    };
    connect([srv("_xmpp-client.example.com"), dns("example.com")]).unwrap();
    match connect([srv("_xmpp-client.example.com"), dns("victim.test")]) {
        Err(ConnectError::Refused(Refused::Rejected(rejection))) => {
            assert_eq!((rejection.code(), rejection.imposed_by()), ("name_not_permitted", Some(Position(1))));
        }
        _ => panic!("another outcome"),
    }
    Ok(())
}

/// XMPP between servers: the handshake judges the client's chain, the stream says who the client wants to be.
#[test]
fn a_client_with_a_certificate_is_identified_afterwards() {
    let lab = Lab::confined();
    let client = |constraints, names: [GeneralName; 2]| {
        let sub = lab.root.sub_ca("Client Sub CA").constraints(constraints).issue();
        let leaf = sub.end_entity("example.com").san(names).extended_key_usage([oid::CLIENT_AUTH]).issue();
        (sub, leaf)
    };
    let accept = |(sub, leaf): (Issued, Issued)| {
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
        acceptor.set_private_key(&PKey::private_key_from_pkcs8(&lab.leaf.pkcs8()).unwrap()).unwrap();
        acceptor.set_certificate(&x509(&lab.leaf)).unwrap();
        let mut store = X509StoreBuilder::new().unwrap();
        store.add_cert(x509(&lab.root)).unwrap();
        acceptor.set_cert_store(store.build());
        let mut ssl = Ssl::new(acceptor.build().context()).unwrap();
        let verifier = SrvVerifier::clients();
        let verdict = verifier.install(&mut ssl);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let tcp = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        thread::spawn(move || {
            let mut builder = SslConnector::builder(SslMethod::tls_client()).unwrap();
            builder.set_verify(SslVerifyMode::NONE);
            builder.set_private_key(&PKey::private_key_from_pkcs8(&leaf.pkcs8()).unwrap()).unwrap();
            builder.set_certificate(&x509(&leaf)).unwrap();
            builder.add_extra_chain_cert(x509(&sub)).unwrap();
            builder.build().connect("example.com", tcp).is_ok()
        });
        let (tcp, _) = listener.accept().unwrap();
        match (ssl.accept(tcp), verdict.get()) {
            (Ok(stream), Some(Ok(None))) => Ok((verifier, stream)),
            (Err(_), Some(Err(Refused::Rejected(rejection)))) => Err(rejection),
            (outcome, verdict) => panic!("{:?}, {verdict:?}", outcome.is_ok()),
        }
    };
    let (verifier, stream) =
        accept(client(confined(), [srv("_xmpp-server.example.com"), dns("example.com")])).expect("accepted");
    let chain = stream.ssl().verified_chain();
    let reference = |domain| ReferenceId::srv("xmpp-server", domain).unwrap();
    verifier.identify(chain, &[reference("example.com")]).unwrap();
    assert_eq!(rejection(verifier.identify(chain, &[reference("example.net")])).code(), "no_matching_identifier");
    assert_eq!(rejection(verifier.identify(chain, &[])).code(), "no_references");
    assert_eq!(verifier.identify(None, &[reference("example.com")]).unwrap_err(), Refused::NoChain);

    let refused = accept(client(dns_only(), [srv("_xmpp-server.victim.test"), dns("www.example.com")]));
    let Err(rejection) = refused else { panic!("accepted") };
    assert_eq!(rejection.code(), "ca_lacks_srv_constraints");
}

#[test]
fn what_is_no_service_or_no_domain_is_said_at_once() {
    for (service, domain) in [("", "example.com"), ("xmpp-client", "_xmpp-client.example.com"), ("xmpp-client", "")] {
        SrvVerifier::server(service, domain).unwrap_err();
    }
    SrvVerifier::server("xmpp-client", "example.com").unwrap().or_dns_id("two words").unwrap_err();
}
