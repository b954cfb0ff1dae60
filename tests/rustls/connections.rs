//! A verifier for one connection: references of its own, and all else of the verifier that it is a child of.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::{ClientConfig, Error, HandshakeKind};
use rustls_pki_types::ServerName;
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget};
use srvname::integration::rustls_0_23::{ConnectionVerifier, ErrorMapping, ServerVerifier, rejection};
use srvname::{Policy, Profile, ReferenceId, SubCaRule};

use crate::handshake::{
    VERSIONS, client_config, connect, der, handshake, now, provider, roots, server_config, server_name, source_domain,
    verifier,
};
use crate::make::chains::dns_only;
use crate::make::{Issued, dns, srv};
use crate::servers::Lab;

fn srv_id(service: &'static str, domain: &'static str) -> ReferenceId<'static> {
    ReferenceId::srv(service, domain).unwrap()
}

fn child(parent: &ServerVerifier, references: &[ReferenceId<'_>]) -> Arc<ConnectionVerifier> {
    Arc::new(parent.for_references(references.iter().copied()).unwrap())
}

/// The parent's service and the server name are not asked any more: the references are.
#[test]
fn a_child_accepts_its_references_and_no_others() {
    let lab = Lab::confined();
    let parent = verifier(&lab.root, "imap").accept_dns_id_of_source_domain(source_domain("example.com"));
    let chain = [&lab.leaf, &lab.sub];
    let xmpp = child(&parent, &[srv_id("xmpp-client", "example.com")]);
    // An SNI of any kind.
    for name in ["example.com", "xmpp.hosting.test", "_odd.example.com", "192.0.2.1"] {
        connect(&xmpp, &chain, name).unwrap();
    }
    for references in [
        vec![srv_id("xmpp-client", "example.net")],
        vec![srv_id("imap", "example.com")],
        vec![ReferenceId::dns("www.example.com").unwrap(), srv_id("xmpp-server", "example.com")],
    ] {
        connect(&child(&parent, &references), &chain, "example.com").unwrap_err();
    }
    // The parent is as it was.
    let outcome = connect(&Arc::new(parent.clone()), &chain, "example.com");
    outcome.expect("by the DNS-ID");
    connect(&Arc::new(parent), &chain, "example.net").unwrap_err();
}

/// The DNS says where example.com is served. What vouches for that is said once, by its type.
#[test]
fn an_authenticated_target_is_a_reference_of_one_connection() {
    let root = Issued::root("Example Root CA");
    let leaf = root.end_entity("hosting").san([dns("xmpp.hosting.test")]).issue();
    let parent = verifier(&root, "xmpp-client");
    let domain = source_domain("example.com");
    let target = AuthenticatedTarget::new("xmpp.hosting.test", AuthenticatedBy::Dnssec).unwrap();
    let [srv_id] = Profile::XmppClient.references(domain);
    let both = child(&parent, &[srv_id, target.dns_id()]);
    connect(&both, &[&leaf], "example.com").unwrap();
    // The target as server name makes no reference of it, with the DNS-ID of the source domain in the list neither.
    let without = child(&parent, &[srv_id, domain.dns_id()]);
    for name in [ServerName::try_from(domain).unwrap().to_owned(), server_name("xmpp.hosting.test")] {
        connect(&without, &[&leaf], &name.to_str()).unwrap_err();
    }
    let (leaf, references) = (der(&leaf), both.references());
    let identity = both.identify(&leaf, &[], &references, now()).unwrap();
    assert_eq!(identity.reference(), &ReferenceId::dns("xmpp.hosting.test").unwrap());
}

/// Policy, path check and mapping of errors.
#[test]
fn a_child_has_the_settings_of_its_parent() {
    let lab = Lab::new(|root| root.sub_ca("Legacy Sub CA").constraints(dns_only()).issue());
    let chain = [&lab.leaf, &lab.sub];
    let references = [srv_id("xmpp-client", "example.com")];
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let strict = verifier(&lab.root, "imap");
    let lax = strict.clone().with_policy(Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280));
    let counted = lax.clone().with_path_check(Arc::new(move |_, _| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }));
    let error = connect(&child(&strict, &references), &chain, "example.com").unwrap_err();
    assert_eq!(rejection(&error).expect("a rejection").code(), "ca_lacks_srv_constraints");
    connect(&child(&counted, &references), &chain, "example.com").unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), VERSIONS.len());

    // Its own settings are no settings of the parent: a pin for this connection, for one.
    let pinned = lax.for_references(references).unwrap().with_path_check(Arc::new(|_, _| Err("pinned".to_owned())));
    let error = connect(&Arc::new(pinned), &chain, "example.com").unwrap_err();
    assert_eq!(rejection(&error).expect("a rejection").detail(), Some("pinned"));
    connect(&child(&lax, &references), &chain, "example.com").unwrap();

    let other = [srv_id("imap", "example.com")];
    let native = connect(&child(&lax, &other), &chain, "example.com").unwrap_err();
    assert!(rejection(&native).is_none());
    let always = lax.with_error_mapping(ErrorMapping::AlwaysRejection);
    let error = connect(&child(&always, &other), &chain, "example.com").unwrap_err();
    assert_eq!(rejection(&error).expect("a rejection").code(), "no_matching_identifier");
}

/// A child of a verifier with sixty roots costs what one of a verifier with a single root costs: none is read again.
#[test]
fn a_child_costs_its_references() {
    let all: Vec<Issued> = (0..60).map(|number| Issued::root(&format!("Root CA {number}"))).collect();
    let cost = |count: usize| {
        let parent = ServerVerifier::new(roots(&all[..count]), &provider(), "xmpp-client").unwrap();
        let references = [srv_id("xmpp-client", "example.com")];
        allocation_counter::measure(|| drop(parent.for_references(references).unwrap()))
    };
    let (one, many) = (cost(1), cost(60));
    assert_eq!((one.count_total, one.bytes_total), (many.count_total, many.bytes_total));
    assert!(one.count_total <= 4, "{one:?}");
}

/// A client of rustls resumes a session under the `Arc` that accepted it: a child that is kept resumes, and a child for each
/// connection resumes nothing, with equal references neither.
#[test]
fn a_child_that_is_kept_resumes_its_sessions() {
    let lab = Lab::confined();
    let parent = verifier(&lab.root, "xmpp-client");
    let references = [srv_id("xmpp-client", "example.com")];
    for version in VERSIONS {
        let server = Arc::new(server_config(&[&lab.leaf, &lab.sub]));
        let kept = Arc::new(client_config(child(&parent, &references), version));
        let again = |config: &Arc<ClientConfig>| {
            let connection = handshake(config, &server, server_name("example.com"))?;
            Ok::<_, Error>(connection.client.handshake_kind().unwrap())
        };
        assert_eq!([again(&kept), again(&kept)], [Ok(HandshakeKind::Full), Ok(HandshakeKind::Resumed)], "{version:?}");

        let with = |verifier: Arc<ConnectionVerifier>| {
            let mut config = ClientConfig::clone(&kept);
            config.dangerous().set_certificate_verifier(verifier);
            Arc::new(config)
        };
        assert_eq!(again(&with(child(&parent, &references))), Ok(HandshakeKind::Full), "an equal child");
        again(&with(child(&parent, &[srv_id("imap", "example.com")]))).expect_err("a session of other references");
    }
}

#[test]
fn a_child_can_be_shown() {
    let root = Issued::root("Example Root CA");
    let leaf = root.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")]).issue();
    let child = child(&verifier(&root, "imap"), &[srv_id("xmpp-client", "example.com")]);
    connect(&child, &[&leaf], "example.com").unwrap();
    assert!(format!("{child:?}").contains("_xmpp-client.example.com"), "{child:?}");
}
