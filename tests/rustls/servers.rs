//! What a server may present, and what the two verifiers say to it: ours by SRV-ID, rustls's own by DNS-ID.

use std::sync::Arc;

use rustls::{CertificateError, Error, ExtendedKeyPurpose};
use srvname::integration::rustls_0_23::{ServerVerifier, rejection};
use srvname::{constraints::Position, path::RejectionKind};

use crate::handshake::{
    VERSIONS, client_config, connect, handshake, now, server_config_with_key, server_name, verifier, webpki,
};
use crate::make::chains::{confined, dns_only};
use crate::make::{Constraints, Issued, dns, oid, srv};

/// One server: its chain, and the root that signed it.
pub(crate) struct Lab {
    pub(crate) root: Issued,
    pub(crate) sub: Issued,
    pub(crate) leaf: Issued,
}

impl Lab {
    /// The server of this project: its CA is held to services and hosts of example.com.
    pub(crate) fn confined() -> Self {
        Self::new(|root| root.sub_ca("Example Sub CA").constraints(confined()).issue())
    }

    pub(crate) fn new(sub: impl FnOnce(&Issued) -> Issued) -> Self {
        Self::with_leaf(sub, |sub| {
            sub.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com"), dns("example.com")]).issue()
        })
    }

    pub(crate) fn with_leaf(sub: impl FnOnce(&Issued) -> Issued, leaf: impl FnOnce(&Issued) -> Issued) -> Self {
        let root = Issued::root("Example Root CA");
        let sub = sub(&root);
        let leaf = leaf(&sub);
        Self { root, sub, leaf }
    }

    /// Ours, for `_xmpp-client`.
    pub(crate) fn connect(&self, domain: &str) -> Result<(), Error> {
        self.connect_with(verifier(&self.root, "xmpp-client"), domain)
    }

    pub(crate) fn connect_with(&self, verifier: ServerVerifier, domain: &str) -> Result<(), Error> {
        connect(&Arc::new(verifier), &[&self.leaf, &self.sub], domain)
    }

    /// rustls's own.
    pub(crate) fn connect_with_webpki(&self, domain: &str) -> Result<(), Error> {
        connect(&webpki(&self.root), &[&self.leaf, &self.sub], domain)
    }
}

fn certificate_error(outcome: Result<(), Error>) -> CertificateError {
    match outcome.expect_err("refused") {
        Error::InvalidCertificate(error) => error,
        other => panic!("not about a certificate: {other}"),
    }
}

/// rustls-webpki gives up on every chain whose CA says something about a type of otherName that the server presents.
fn webpki_cannot_judge_the_name(outcome: Result<(), Error>) {
    let error = certificate_error(outcome);
    assert!(error.to_string().contains("NameConstraintViolation"), "{error}");
}

#[test]
fn the_right_service_of_the_right_domain_is_accepted() {
    let lab = Lab::confined();
    lab.connect("example.com").unwrap();
    lab.connect("EXAMPLE.com").unwrap();
    webpki_cannot_judge_the_name(lab.connect_with_webpki("example.com"));
}

#[test]
fn another_service_of_the_domain_is_refused() {
    let lab = Lab::confined();
    let outcome = lab.connect_with(verifier(&lab.root, "imap"), "example.com");
    let CertificateError::NotValidForNameContext { expected, presented } = certificate_error(outcome) else {
        panic!("another reason");
    };
    assert_eq!(expected.to_str(), "_imap.example.com");
    // The names of the form that was asked for.
    assert_eq!(presented, ["_xmpp-client.example.com"]);
    webpki_cannot_judge_the_name(lab.connect_with_webpki("example.com"));
}

#[test]
fn the_service_of_another_domain_is_refused() {
    let lab = Lab::confined();
    let CertificateError::NotValidForNameContext { expected, .. } = certificate_error(lab.connect("example.net"))
    else {
        panic!("another reason");
    };
    assert_eq!(expected.to_str(), "_xmpp-client.example.net");
    webpki_cannot_judge_the_name(lab.connect_with_webpki("example.net"));
}

/// The escape that the rule is about: a CA held to the hosts of one organization makes an XMPP server of another.
/// rustls's own verifier sees nothing wrong with the chain.
#[test]
fn a_ca_that_is_constrained_for_hosts_alone_makes_no_servers() {
    let lab = Lab::with_leaf(
        |root| root.sub_ca("Legacy Sub CA").constraints(dns_only()).issue(),
        |sub| sub.end_entity("www").san([srv("_xmpp-client.victim.test"), dns("www.example.com")]).issue(),
    );
    let outcome = lab.connect("victim.test").unwrap_err();
    let reason = rejection(&outcome).expect("a rejection");
    assert_eq!(reason.kind(), &RejectionKind::CaLacksSrvConstraints);
    assert_eq!(reason.position(), Some(Position::new(1)));
    assert_eq!(reason.subject(), Some("CN=Legacy Sub CA"));
    lab.connect_with_webpki("www.example.com").unwrap();
}

#[test]
fn a_ca_without_any_constraints_makes_no_servers() {
    let lab = Lab::new(|root| root.sub_ca("Open Sub CA").issue());
    let outcome = lab.connect("example.com").unwrap_err();
    let reason = rejection(&outcome).expect("a rejection");
    assert_eq!((reason.code(), reason.position()), ("ca_lacks_srv_constraints", Some(Position::new(1))));
    assert_eq!(reason.subject(), Some("CN=Open Sub CA"));
    lab.connect_with_webpki("example.com").unwrap();
}

/// The other name of the certificate is judged as well: a verifier that asked SRVName alone would be the way round every
/// other constraint.
#[test]
fn a_host_outside_beside_a_service_inside_is_refused() {
    for names in
        [[srv("_xmpp-client.example.com"), dns("victim.test")], [dns("victim.test"), srv("_xmpp-client.example.com")]]
    {
        let lab = Lab::with_leaf(
            |root| root.sub_ca("Example Sub CA").constraints(confined()).issue(),
            |sub| sub.end_entity("xmpp.example.com").san(names).issue(),
        );
        let outcome = lab.connect("example.com").unwrap_err();
        let reason = rejection(&outcome).expect("a rejection");
        assert_eq!(reason.kind(), &RejectionKind::NameNotPermitted);
        assert_eq!((reason.position(), reason.imposed_by()), (Some(Position::new(0)), Some(Position::new(1))));
        assert!(reason.name().is_some_and(|name| name.contains("victim.test")), "{reason}");
        webpki_cannot_judge_the_name(lab.connect_with_webpki("victim.test"));
    }
}

#[test]
fn a_service_outside_is_refused() {
    let lab = Lab::with_leaf(
        |root| root.sub_ca("Example Sub CA").constraints(confined()).issue(),
        |sub| sub.end_entity("xmpp.example.com").san([srv("_xmpp-client.victim.test")]).issue(),
    );
    let outcome = lab.connect("victim.test").unwrap_err();
    let reason = rejection(&outcome).expect("a rejection");
    assert_eq!(reason.kind(), &RejectionKind::NameNotPermitted);
    assert!(reason.name().is_some_and(|name| name.contains("_xmpp-client.victim.test")), "{reason}");
    webpki_cannot_judge_the_name(lab.connect_with_webpki("victim.test"));
}

#[test]
fn an_expired_server_is_refused() {
    let lab = Lab::with_leaf(
        |root| root.sub_ca("Example Sub CA").constraints(confined()).issue(),
        |sub| {
            let names = [srv("_xmpp-client.example.com")];
            sub.end_entity("xmpp.example.com").san(names).not_after("2025-12-31T23:59:59Z").issue()
        },
    );
    let error = certificate_error(lab.connect("example.com"));
    let CertificateError::ExpiredContext { time, not_after } = error else { panic!("{error}") };
    assert_eq!((time, not_after.as_secs()), (now(), 1_767_225_599));
    assert_eq!(
        certificate_error(lab.connect("example.com")),
        certificate_error(lab.connect_with_webpki("example.com"))
    );
}

#[test]
fn a_server_that_is_not_valid_yet_is_refused() {
    let lab = Lab::with_leaf(
        |root| root.sub_ca("Example Sub CA").constraints(confined()).issue(),
        |sub| {
            let names = [srv("_xmpp-client.example.com")];
            sub.end_entity("xmpp.example.com").san(names).not_before("2026-01-01T00:00:01Z").issue()
        },
    );
    let error = certificate_error(lab.connect("example.com"));
    assert!(matches!(error, CertificateError::NotValidYetContext { .. }), "{error}");
    assert_eq!(error, certificate_error(lab.connect_with_webpki("example.com")));
}

#[test]
fn a_certificate_for_clients_is_refused() {
    let lab = Lab::with_leaf(
        |root| root.sub_ca("Example Sub CA").constraints(confined()).issue(),
        |sub| {
            let names = [srv("_xmpp-client.example.com")];
            sub.end_entity("xmpp.example.com").san(names).extended_key_usage([oid::CLIENT_AUTH]).issue()
        },
    );
    let error = certificate_error(lab.connect("example.com"));
    let (required, presented) = (ExtendedKeyPurpose::ServerAuth, vec![ExtendedKeyPurpose::ClientAuth]);
    assert_eq!(error, CertificateError::InvalidPurposeContext { required, presented });
    assert_eq!(error, certificate_error(lab.connect_with_webpki("example.com")));
}

#[test]
fn a_root_that_is_not_trusted_is_refused() {
    let lab = Lab { root: Issued::root("Another Root CA"), ..Lab::confined() };
    assert_eq!(certificate_error(lab.connect("example.com")), CertificateError::UnknownIssuer);
    assert_eq!(certificate_error(lab.connect_with_webpki("example.com")), CertificateError::UnknownIssuer);
}

/// The name of the root is not the root.
#[test]
fn a_root_of_the_same_name_is_refused() {
    let lab = Lab {
        root: Issued::root_draft("Example Root CA").key("Another Key").signed_by("Another Key").issue(),
        ..Lab::confined()
    };
    let outcome = lab.connect("example.com").unwrap_err();
    let reason = rejection(&outcome).expect("a rejection: the signature is that of a CA");
    assert_eq!((reason.code(), reason.position()), ("bad_signature", Some(Position::new(1))));
    // rustls's own says the same in words that sound like the server's certificate.
    assert_eq!(certificate_error(lab.connect_with_webpki("example.com")), CertificateError::BadSignature);
}

#[test]
fn a_forged_server_is_refused() {
    let lab = Lab::with_leaf(
        |root| root.sub_ca("Example Sub CA").constraints(confined()).issue(),
        |sub| {
            let names = [srv("_xmpp-client.example.com")];
            sub.end_entity("xmpp.example.com").san(names).signed_by("Another Key").issue()
        },
    );
    assert_eq!(certificate_error(lab.connect("example.com")), CertificateError::BadSignature);
    assert_eq!(certificate_error(lab.connect_with_webpki("example.com")), CertificateError::BadSignature);
}

/// The path holds, the certificate is the right one, and whoever presents it does not have its key.
#[test]
fn a_server_without_the_key_is_refused() {
    let lab = Lab::confined();
    for version in VERSIONS {
        let server = server_config_with_key(&[&lab.leaf, &lab.sub], &lab.sub);
        let client = client_config(Arc::new(verifier(&lab.root, "xmpp-client")), version);
        let outcome = handshake(&Arc::new(client), &Arc::new(server), server_name("example.com")).map(drop);
        assert_eq!(certificate_error(outcome), CertificateError::BadSignature);
    }
}

/// RFC 4985 §4: a base may be a service, a domain, or both.
#[test]
fn every_shape_of_base_is_understood() {
    for base in ["_xmpp-client.example.com", "_xmpp-client", "example.com"] {
        let lab = Lab::new(|root| {
            let constraints = Constraints::new().permit(srv(base)).permit(dns("example.com"));
            root.sub_ca("Example Sub CA").constraints(constraints).issue()
        });
        lab.connect("example.com").unwrap();
        webpki_cannot_judge_the_name(lab.connect_with_webpki("example.com"));
    }
}
