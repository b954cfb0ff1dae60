//! What a server may be called, and what may be given as a server name.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use rustls::{CertificateError, Error, OtherError};
use rustls_pki_types::ServerName;
use srvname::ReferenceId;
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget};
use srvname::integration::{
    Roots, ServerNameError, VerifierError,
    rustls_0_23::{ServerVerifier, rejection},
};

use crate::handshake::{connect, der, now, provider, roots, source_domain, verifier};
use crate::make::{GeneralName, Issued, dns, ip4, srv};
use crate::servers::Lab;

fn server_name_error(outcome: Result<(), Error>) -> ServerNameError {
    match outcome.expect_err("refused") {
        Error::Other(OtherError(inner)) => *inner.downcast_ref().expect("a server name error"),
        other => panic!("not about the server name: {other}"),
    }
}

/// The mistake that everybody makes once. The certificate below has every name that could excuse it.
#[test]
fn an_srv_name_as_server_name_is_refused() {
    let lab = Lab::with_leaf(
        |root| root.sub_ca("Example Sub CA").constraints(crate::make::chains::confined()).issue(),
        |sub| {
            let names = [srv("_xmpp-client.example.com"), dns("_xmpp-client.example.com"), dns("example.com")];
            sub.end_entity("xmpp.example.com").san(names).issue()
        },
    );
    let verifier = verifier(&lab.root, "xmpp-client").accept_dns_id_of_source_domain(source_domain("example.com"));
    for name in ["_xmpp-client.example.com", "_xmpp-client._tcp.example.com"] {
        let error = server_name_error(lab.connect_with(verifier.clone(), name));
        assert_eq!(error, ServerNameError::Underscore);
        assert!(error.to_string().contains("source domain"), "{error}");
    }
    let error = server_name_error(lab.connect_with(verifier.clone(), "host_1.example.com"));
    assert!(matches!(error, ServerNameError::Malformed(_)), "{error}");
    lab.connect_with(verifier, "example.com").unwrap();
}

#[test]
fn an_address_as_server_name_is_refused() {
    let lab = Lab::with_leaf(
        |root| root.sub_ca("Example Sub CA").constraints(crate::make::chains::confined()).issue(),
        |sub| {
            let names = [srv("_xmpp-client.example.com"), ip4([127, 0, 0, 1])];
            sub.end_entity("xmpp.example.com").san(names).issue()
        },
    );
    let verifier = verifier(&lab.root, "xmpp-client");
    let address = ServerName::from(IpAddr::V4(Ipv4Addr::LOCALHOST));
    assert_eq!(verifier.references(&address).unwrap_err(), ServerNameError::NotADomain);
}

#[test]
fn one_dot_at_the_end_is_dropped() {
    Lab::confined().connect("example.com.").unwrap();
}

fn web_server() -> Lab {
    Lab::with_leaf(
        |root| root.sub_ca("Example Sub CA").constraints(crate::make::chains::confined()).issue(),
        |sub| sub.end_entity("www.example.com").san([dns("example.com")]).issue(),
    )
}

/// Decision by the caller, in so many words: without them a web server's certificate makes no XMPP server.
#[test]
fn a_dns_id_of_the_source_domain_is_accepted_only_when_asked_for() {
    let lab = web_server();
    let Err(Error::InvalidCertificate(CertificateError::NotValidForNameContext { expected, .. })) =
        lab.connect("example.com")
    else {
        panic!("another outcome");
    };
    assert_eq!(expected.to_str(), "_xmpp-client.example.com");
    let verifier = verifier(&lab.root, "xmpp-client").accept_dns_id_of_source_domain(source_domain("example.com"));
    lab.connect_with(verifier.clone(), "example.com").unwrap();
    lab.connect_with(verifier, "example.net").unwrap_err();
}

/// Where several references were asked for, the error that rustls shows names them all, and what was presented.
#[test]
fn an_error_names_every_reference() {
    let lab = Lab::confined();
    let verifier = verifier(&lab.root, "imap").accept_dns_id_of_any_server_name();
    let error = lab.connect_with(verifier, "example.net").unwrap_err();
    assert_eq!(rejection(&error).map(srvname::Rejection::code), Some("no_matching_identifier"));
    let shown = error.to_string();
    for name in ["_imap.example.net", "dNSName example.net", "_xmpp-client.example.com"] {
        assert!(shown.contains(name), "{shown}");
    }
    // Of one, rustls's own error has room for both.
    let shown = lab.connect("example.net").unwrap_err().to_string();
    assert!(shown.contains("_xmpp-client.example.net") && shown.contains("_xmpp-client.example.com"), "{shown}");
}

/// A target is vouched for by one domain. It must not become a server of every domain that the verifier is used for.
#[test]
fn an_authenticated_target_counts_for_its_own_source_domain() {
    let root = Issued::root("Example Root CA");
    let leaf = root.end_entity("hosting").san([dns("xmpp.hosting.test")]).issue();
    let domain = source_domain("Example.com");
    let target = AuthenticatedTarget::new("xmpp.hosting.test.", AuthenticatedBy::Dnssec).unwrap();
    let verifier = Arc::new(verifier(&root, "xmpp-client").accept_authenticated_target(domain, target));
    connect(&verifier, &[&leaf], "example.com").unwrap();
    for domain in ["example.net", "sub.example.com", "xmpp.hosting.test"] {
        connect(&verifier, &[&leaf], domain).unwrap_err();
    }
}

/// The host that an SRV record names, given as server name: it is verified for itself, and whoever answers for the DNS has a
/// certificate for it. A verifier whose source domain has a type takes it for SNI.
#[test]
fn a_target_as_server_name_is_no_reference_of_a_source_domain() {
    let root = Issued::root("Example Root CA");
    let attacker = |names: Vec<GeneralName>| root.end_entity("attacker").san(names).issue();
    let web = attacker(vec![dns("xmpp.attacker.test")]);
    let service = attacker(vec![srv("_xmpp-client.xmpp.attacker.test")]);
    let domain = source_domain("example.com");
    let typed = verifier(&root, "xmpp-client").accept_dns_id_of_source_domain(domain);
    let blanket = verifier(&root, "xmpp-client").accept_dns_id_of_any_server_name();
    connect(&Arc::new(blanket.clone()), &[&web], "xmpp.attacker.test").unwrap();
    connect(&Arc::new(typed.clone()), &[&web], "xmpp.attacker.test").unwrap_err();
    connect(&Arc::new(typed.clone()), &[&service], "xmpp.attacker.test").unwrap();
    let good = attacker(vec![dns("example.com")]);
    for verifier in [typed.for_source_domain(domain), blanket.for_source_domain(domain)] {
        let verifier = Arc::new(verifier);
        connect(&verifier, &[&web], "xmpp.attacker.test").unwrap_err();
        connect(&verifier, &[&service], "xmpp.attacker.test").unwrap_err();
        connect(&verifier, &[&good], "xmpp.attacker.test").unwrap();
    }
    let other = typed.for_source_domain(source_domain("example.net"));
    assert_eq!(other.references(), [ReferenceId::srv("xmpp-client", "example.net").unwrap()]);
}

#[test]
fn the_identity_says_which_reference_matched() {
    let lab = web_server();
    let verifier = verifier(&lab.root, "xmpp-client").accept_dns_id_of_source_domain(source_domain("example.com"));
    let name = crate::handshake::server_name("example.com");
    let references = verifier.references(&name).unwrap();
    assert_eq!(references[0], ReferenceId::srv("xmpp-client", "example.com").unwrap());
    let (leaf, sub) = (der(&lab.leaf), [der(&lab.sub)]);
    let identity = verifier.identify(&leaf, &sub, &references, now()).unwrap();
    assert_eq!(identity.reference(), &ReferenceId::dns("example.com").unwrap());

    let service_alone = &references[..1];
    let rejection = verifier.identify(&leaf, &sub, service_alone, now()).unwrap_err();
    assert_eq!(rejection.code(), "no_matching_identifier");
    assert_eq!(verifier.identify(&leaf, &sub, &[], now()).unwrap_err().code(), "no_references");
}

#[test]
fn a_verifier_without_roots_or_without_a_service_is_not_made() {
    let root = Issued::root("Example Root CA");
    let error = ServerVerifier::new(Roots::default(), &provider(), "xmpp-client").unwrap_err();
    assert_eq!(error, VerifierError::NoRoots);
    for service in ["", "_", "xmpp client", "-xmpp", "12"] {
        let error = ServerVerifier::new(roots([&root]), &provider(), service).unwrap_err();
        assert!(matches!(error, VerifierError::Service(_)), "{service}: {error}");
    }
    let error = verifier(&root, "xmpp-client").for_references([]).unwrap_err();
    assert_eq!(error, VerifierError::NoReferences);
    assert!(error.to_string().contains("no reference identifiers"), "{error}");
}

/// Underscore or not, letters of either case.
#[test]
fn the_service_is_written_as_people_write_it() {
    let lab = Lab::confined();
    for service in ["xmpp-client", "_xmpp-client", "XMPP-Client"] {
        lab.connect_with(verifier(&lab.root, service), "example.com").unwrap();
    }
}
