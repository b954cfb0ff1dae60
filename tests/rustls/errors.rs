//! How refusals come out of rustls, and that none loses its reason.

use std::sync::Arc;

use rustls::{CertificateError, Error, RootCertStore};
use rustls_pki_types::{CertificateDer, TrustAnchor};
use srvname::integration::{
    RootErrorKind, Roots,
    rustls_0_23::{ErrorMapping, ServerVerifier, rejection},
};
use srvname::{Rejection, SubCaRule, constraints::Position};

use crate::handshake::{connect, der, now, provider, roots, server_name, verifier, webpki};
use crate::make::chains::confined;
use crate::make::{Issued, dns, oid, srv};
use crate::servers::Lab;

fn refusal(outcome: Result<(), Error>) -> Rejection {
    let error = outcome.unwrap_err();
    rejection(&error).unwrap_or_else(|| panic!("no rejection inside: {error}")).clone()
}

fn lab_with(sub: impl FnOnce(crate::make::Draft) -> crate::make::Draft) -> Lab {
    Lab::new(|root| sub(root.sub_ca("Example Sub CA").constraints(confined())).issue())
}

/// rustls's words speak of the certificate of the server. Said of a CA they would send the wrong person to work.
#[test]
fn a_ca_at_fault_is_named() {
    for (lab, code) in [
        (lab_with(|sub| sub.not_after("2025-12-31T23:59:59Z")), "expired"),
        (lab_with(|sub| sub.not_before("2026-06-01T00:00:00Z")), "not_yet_valid"),
        (lab_with(|sub| sub.extended_key_usage([oid::CLIENT_AUTH])), "extended_key_usage"),
        (lab_with(crate::make::Draft::corrupt_signature), "bad_signature"),
        (lab_with(|sub| sub.key_usage([crate::make::certificate::KeyUsage::DigitalSignature])), "key_usage"),
    ] {
        let reason = refusal(lab.connect("example.com"));
        assert_eq!((reason.code(), reason.position()), (code, Some(Position::new(1))));
        assert_eq!(reason.subject(), Some("CN=Example Sub CA"));
        assert!(reason.to_string().contains("CN=Example Sub CA"), "{reason}");
    }
}

#[test]
fn a_refusal_that_rustls_has_no_word_for_keeps_its_sentence() {
    let leaf = |draft: fn(crate::make::Draft) -> crate::make::Draft| {
        Lab::with_leaf(
            |root| root.sub_ca("Example Sub CA").constraints(confined()).issue(),
            |sub| draft(sub.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")])).issue(),
        )
    };
    let unknown = leaf(|draft| draft.extension(crate::make::Extension::new(oid::UNKNOWN, true, &[5, 0])));
    let reason = refusal(unknown.connect("example.com"));
    assert_eq!((reason.code(), reason.position()), ("unknown_critical_extension", Some(Position::new(0))));
    assert_eq!(reason.name(), Some(oid::UNKNOWN));
    let outcome = unknown.connect("example.com").unwrap_err();
    assert!(outcome.to_string().contains(&reason.to_string()), "{outcome}");

    let usage = leaf(|draft| draft.key_usage([crate::make::certificate::KeyUsage::KeyEncipherment]));
    assert_eq!(refusal(usage.connect("example.com")).code(), "key_usage");
}

/// Octets that rustls lets through to the verifier and that are no certificate of ours.
#[test]
fn a_certificate_that_cannot_be_read_says_where() {
    use rustls::client::danger::ServerCertVerifier;

    let lab = Lab::confined();
    let verifier = verifier(&lab.root, "xmpp-client");
    let ask = |end_entity: &CertificateDer<'_>, intermediates: &[CertificateDer<'_>]| {
        let name = server_name("example.com");
        verifier.verify_server_cert(end_entity, intermediates, &name, &[], now()).map(drop)
    };
    let (leaf, sub, garbage) = (der(&lab.leaf), der(&lab.sub), CertificateDer::from(vec![0x30, 0x00]));
    ask(&leaf, &[garbage.clone(), sub.clone()]).unwrap();
    let reason = refusal(ask(&garbage, &[sub]));
    assert_eq!((reason.code(), reason.position()), ("malformed_certificate", Some(Position::new(0))));
    let reason = refusal(ask(&leaf, &[garbage]));
    assert_eq!((reason.code(), reason.position()), ("malformed_certificate", Some(Position::new(1))));
    assert_eq!(ask(&leaf, &[]).unwrap_err(), Error::InvalidCertificate(CertificateError::UnknownIssuer));
}

#[test]
fn every_refusal_is_a_rejection_for_those_who_want_it() {
    let always = |lab: &Lab, service: &str, domain: &str| {
        let verifier = verifier(&lab.root, service).with_error_mapping(ErrorMapping::AlwaysRejection);
        refusal(lab.connect_with(verifier, domain))
    };
    let lab = Lab::confined();
    assert_eq!(always(&lab, "imap", "example.com").code(), "no_matching_identifier");
    let stranger = Lab { root: Issued::root("Another Root CA"), ..Lab::confined() };
    let reason = always(&stranger, "xmpp-client", "example.com");
    assert_eq!((reason.code(), reason.position()), ("unknown_issuer", Some(Position::new(1))));
    assert_eq!(reason.subject(), Some("CN=Example Sub CA"));
}

#[test]
fn a_refusal_of_the_callers_own_check_is_kept() {
    let lab = Lab::confined();
    let verifier = verifier(&lab.root, "xmpp-client").with_path_check(Arc::new(|path, time| {
        assert_eq!(time, now());
        Err(format!("{} CAs are not to my liking", path.intermediates().len()))
    }));
    let reason = refusal(lab.connect_with(verifier, "example.com"));
    assert_eq!((reason.code(), reason.detail()), ("refused_by_caller", Some("1 CAs are not to my liking")));
}

#[test]
fn errors_of_rustls_have_no_rejection_inside() {
    for error in [
        Error::InvalidCertificate(CertificateError::UnknownIssuer),
        Error::InvalidCertificate(CertificateError::Other(rustls::OtherError(Arc::new(std::fmt::Error)))),
        Error::HandshakeNotComplete,
    ] {
        assert!(rejection(&error).is_none());
    }
}

#[test]
fn a_root_that_cannot_be_read_is_named_by_its_place() {
    let root = der(&Issued::root("Example Root CA"));
    let garbage = CertificateDer::from(vec![0x30, 0x00]);
    let error = Roots::from_certificates([root.clone(), garbage.clone()]).unwrap_err();
    assert_eq!(error.index, 1);
    assert!(matches!(error.kind, RootErrorKind::Certificate(_)));

    let anchor = |constraints: &'static [u8]| {
        let anchor = webpki::anchor_from_trusted_cert(&root).unwrap().to_owned();
        TrustAnchor { name_constraints: (!constraints.is_empty()).then(|| constraints.into()), ..anchor }
    };
    let error = Roots::from_anchors([anchor(&[]), anchor(&[0x30])]).unwrap_err();
    assert_eq!(error.index, 1);
    assert!(matches!(error.kind, RootErrorKind::Parts(_)), "{error}");

    let mut roots = Roots::default();
    roots.add(garbage).unwrap_err();
    roots.add(root.clone()).unwrap();
    assert_eq!((roots.len(), roots.is_empty()), (1, false));
}

/// The constraints of an anchor bind whichever way it is given; a pathLenConstraint only a certificate can carry.
#[test]
fn constraints_of_roots_are_kept() {
    let root = Issued::root_draft("Example Root CA").constraints(confined()).path_len(0).issue();
    let below = |domain: &str| root.end_entity(domain).san([srv(&format!("_xmpp-client.{domain}"))]).issue();
    let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
    let deep = sub.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")]).issue();
    let mut store = RootCertStore::empty();
    store.add(der(&root)).unwrap();

    for (roots, depth_counts) in [(roots([&root]), true), (Roots::try_from(&store).unwrap(), false)] {
        let verifier = Arc::new(ServerVerifier::new(roots, &provider(), "xmpp-client").unwrap());
        connect(&verifier, &[&below("example.com")], "example.com").unwrap();
        let reason = refusal(connect(&verifier, &[&below("example.net")], "example.net"));
        assert_eq!((reason.code(), reason.imposed_by()), ("name_not_permitted", Some(Position::new(1))));
        let outcome = connect(&verifier, &[&deep, &sub], "example.com");
        match depth_counts {
            true => assert_eq!(refusal(outcome).code(), "path_length_exceeded"),
            false => outcome.unwrap(),
        }
    }
}

/// TLS has no word for a path that is too long; the reason comes with the error.
#[test]
fn a_path_of_more_than_thirty_two_cas_is_refused() {
    let root = Issued::root("Example Root CA");
    let mut row = vec![root.sub_ca("CA 1").constraints(confined()).issue()];
    for number in 2..=33 {
        let next = row[number - 2].sub_ca(&format!("CA {number}")).constraints(confined()).issue();
        row.push(next);
    }
    let verifier = Arc::new(ServerVerifier::new(roots([&root]), &provider(), "xmpp-client").unwrap());
    for cas in [32, 33] {
        let leaf = row[cas - 1].end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")]).issue();
        let chain: Vec<_> = [&leaf].into_iter().chain(row[..cas].iter().rev()).collect();
        let outcome = connect(&verifier, &chain, "example.com");
        match cas {
            32 => outcome.unwrap(),
            _ => {
                let reason = refusal(outcome);
                assert_eq!((reason.code(), reason.position()), ("path_too_long", None));
            }
        }
    }
}

/// Among many roots the one that issued is found, by its name in other letters too; and two of one name are both asked.
#[test]
fn the_right_root_is_found_among_many() {
    let mut many: Vec<Issued> = (0..60).map(|number| Issued::root(&format!("Root CA {number}"))).collect();
    let namesake = Issued::root_draft("Root CA 37").key("Another Key").signed_by("Another Key").issue();
    many.insert(3, namesake);
    let verifier = ServerVerifier::new(roots(&many), &provider(), "xmpp-client").unwrap();
    let verifier = Arc::new(verifier);
    for number in [0, 37, 59] {
        let root = Issued::root(&format!("Root CA {number}"));
        let issuer = crate::make::Dn::cn(&format!("ROOT  ca {number}"));
        for issuer in [root.subject().clone(), issuer] {
            let draft = root.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")]);
            connect(&verifier, &[&draft.issuer(issuer).issue()], "example.com").unwrap();
        }
    }
    let stranger = Issued::root("Root CA 60");
    let leaf = stranger.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")]).issue();
    let error = connect(&verifier, &[&leaf], "example.com").unwrap_err();
    assert_eq!(error, Error::InvalidCertificate(CertificateError::UnknownIssuer));
}

/// Every setting of the rule reaches the handshake.
#[test]
fn the_policy_is_the_callers() {
    let open = Lab::new(|root| root.sub_ca("Open Sub CA").issue());
    for rule in SubCaRule::ALL {
        let policy = srvname::Policy::new().with_sub_ca_rule(rule);
        let outcome = open.connect_with(verifier(&open.root, "xmpp-client").with_policy(policy), "example.com");
        assert_eq!(outcome.is_ok(), matches!(rule, SubCaRule::WhereConstrained | SubCaRule::Rfc5280), "{rule}");
    }
    let names = [srv("_xmpp-client.example.com"), dns("example.com")];
    let leaf = open.sub.end_entity("example.com").san(names).issue();
    connect(&webpki(&open.root), &[&leaf, &open.sub], "example.com").unwrap();
}

#[test]
fn a_verifier_can_be_shown() {
    let shown = format!("{:?}", verifier(&Issued::root("Example Root CA"), "xmpp-client"));
    assert!(shown.contains("xmpp-client") && shown.contains("Constrained"), "{shown}");
}
