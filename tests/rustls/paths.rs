//! More than one way up: alternative paths, cross-certificates, and a peer that wants to keep the verifier busy.

use std::cell::Cell;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use srvname::integration::rustls_0_23::{ServerVerifier, rejection};
use srvname::{constraints::Position, path::RejectionKind};

use crate::handshake::{connect, provider, roots, verifier, webpki};
use crate::make::chains::{confined, dns_only};
use crate::make::{Issued, dns, srv};

/// Certificates of the sub-CA, all with one name and one key, that say different things about SRVName.
struct Siblings {
    root: Issued,
    confined: Issued,
    legacy: Issued,
    leaf: Issued,
}

impl Siblings {
    fn new() -> Self {
        let root = Issued::root("Example Root CA");
        let confined = root.sub_ca("Example Sub CA").constraints(confined()).issue();
        let legacy = root.sub_ca("Example Sub CA").constraints(dns_only()).issue();
        let leaf = confined.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")]).issue();
        Self { root, confined, legacy, leaf }
    }
}

#[test]
fn the_second_path_is_taken_when_the_first_is_refused() {
    let lab = Siblings::new();
    let verifier = Arc::new(verifier(&lab.root, "xmpp-client"));
    connect(&verifier, &[&lab.leaf, &lab.legacy, &lab.confined], "example.com").unwrap();
    connect(&verifier, &[&lab.leaf, &lab.confined, &lab.legacy], "example.com").unwrap();
    // rustls's own: good only for whoever is not confined.
    connect(&webpki(&lab.root), &[&lab.leaf, &lab.confined], "example.com").unwrap_err();
}

#[test]
fn when_every_path_is_refused_the_one_that_got_furthest_says_why() {
    let lab = Siblings::new();
    let expired = lab.root.sub_ca("Example Sub CA").constraints(confined()).not_after("2025-01-01T00:00:00Z").issue();
    for chain in [[&lab.leaf, &expired, &lab.legacy], [&lab.leaf, &lab.legacy, &expired]] {
        let outcome = connect(&Arc::new(verifier(&lab.root, "xmpp-client")), &chain, "example.com").unwrap_err();
        let reason = rejection(&outcome).expect("a rejection");
        assert_eq!(reason.kind(), &RejectionKind::CaLacksSrvConstraints);
        assert_eq!(reason.position(), Some(Position::new(1)));
    }
}

/// A new root that an old one has certified, for clients that do not know it yet.
#[test]
fn a_cross_signed_root_serves_old_and_new_clients() {
    let new = Issued::root("New Root CA");
    let old = Issued::root("Old Root CA");
    let cross = old.sub_ca("New Root CA").constraints(confined()).issue();
    let open_cross = old.sub_ca("New Root CA").issue();
    let sub = new.sub_ca("Example Sub CA").constraints(confined()).issue();
    let names = [srv("_xmpp-client.example.com"), dns("example.com")];
    let leaf = sub.end_entity("xmpp.example.com").san(names).issue();
    let verifiers = [&new, &old].map(|root| Arc::new(verifier(root, "xmpp-client")));

    for verifier in &verifiers {
        connect(verifier, &[&leaf, &sub, &cross], "example.com").unwrap();
        // With its own certificate sent along, the new root is an anchor for the one, and an issuer like any other for
        // the other.
        connect(verifier, &[&leaf, &sub, &new, &cross], "example.com").unwrap();
    }
    // A cross-certificate is a CA's certificate: it is bound by the rule for those who need it.
    let [knows_new, knows_old] = &verifiers;
    connect(knows_new, &[&leaf, &sub, &open_cross], "example.com").unwrap();
    let outcome = connect(knows_old, &[&leaf, &sub, &open_cross], "example.com").unwrap_err();
    let reason = rejection(&outcome).expect("a rejection");
    assert_eq!((reason.code(), reason.position()), ("ca_lacks_srv_constraints", Some(Position::new(2))));
    connect(knows_old, &[&leaf, &sub, &open_cross, &cross], "example.com").unwrap();
}

thread_local! {
    static CHECKS: Cell<usize> = const { Cell::new(0) };
}

/// P-256 with SHA-256 that counts.
#[derive(Debug)]
struct Counting;

impl SignatureVerificationAlgorithm for Counting {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        CHECKS.set(CHECKS.get() + 1);
        webpki::ring::ECDSA_P256_SHA256.verify_signature(key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        webpki::ring::ECDSA_P256_SHA256.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        webpki::ring::ECDSA_P256_SHA256.signature_alg_id()
    }
}

fn counting_provider() -> CryptoProvider {
    let mut provider = CryptoProvider::clone(&provider());
    provider.signature_verification_algorithms =
        WebPkiSupportedAlgorithms { all: &[&Counting], ..provider.signature_verification_algorithms };
    provider
}

/// Signature checks on certificates in one handshake.
fn checks(root: &Issued, chain: &[&Issued]) -> (usize, Result<(), rustls::Error>) {
    let verifier = ServerVerifier::new(roots([root]), &counting_provider(), "xmpp-client").expect("a verifier");
    CHECKS.set(0);
    let outcome = connect(&Arc::new(verifier), chain, "example.com");
    // Two handshakes, one of each version.
    (CHECKS.get() / 2, outcome)
}

fn twenty_wrong(root: &Issued, change: impl Fn(crate::make::Draft) -> crate::make::Draft) -> Vec<Issued> {
    let draft = |number: usize| root.sub_ca("Example Sub CA").key(&format!("wrong {number}")).constraints(confined());
    (0..20).map(|number| change(draft(number)).issue()).collect()
}

/// Key identifiers lead to the right one at once.
#[test]
fn twenty_wrong_intermediates_cost_nothing() {
    let lab = Siblings::new();
    let wrong = twenty_wrong(&lab.root, |draft| draft);
    let chain: Vec<&Issued> = core::iter::once(&lab.leaf).chain(&wrong).chain([&lab.confined]).collect();
    let (checks, outcome) = checks(&lab.root, &chain);
    outcome.unwrap();
    assert_eq!(checks, 2);
}

/// Intermediates that claim the right key identifier cost one check each.
#[test]
fn twenty_wrong_intermediates_that_claim_to_be_right_cost_one_check_each() {
    let lab = Siblings::new();
    let wrong = twenty_wrong(&lab.root, |draft| draft.subject_key_identifier(&lab.confined.key().identifier()));
    let chain: Vec<&Issued> = core::iter::once(&lab.leaf).chain(&wrong).chain([&lab.confined]).collect();
    let (checks, outcome) = checks(&lab.root, &chain);
    outcome.unwrap();
    assert_eq!(checks, 22);
}

/// Twenty CAs that certified each other make more paths than anybody can walk, and the bound ends it.
#[test]
fn twenty_intermediates_in_all_directions_end_at_the_bound() {
    let root = Issued::root("Example Root CA");
    let stranger = Issued::root("Unknown Root CA");
    let sub = stranger.sub_ca("Mutual CA").key("mutual 0").issue();
    // One name, twenty keys, each signed by the next: every one may have issued every other.
    let mutual: Vec<Issued> = (0..20)
        .map(|number| {
            let next = format!("mutual {}", (number + 1) % 20);
            sub.self_issued(&format!("mutual {number}"))
                .signed_by(&next)
                .without(crate::make::oid::AUTHORITY_KEY_IDENTIFIER)
                .issue()
        })
        .collect();
    let leaf = sub.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")]).issue();
    let chain: Vec<&Issued> = core::iter::once(&leaf).chain(&mutual).collect();
    let (checks, outcome) = checks(&root, &chain);
    outcome.unwrap_err();
    assert!(checks <= 100, "{checks} checks");
}
