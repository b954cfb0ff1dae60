//! Paths whose signatures a TLS stack verified.

use srvname_capi::ResultCode;
use srvname_capi::settings::{Anchor, KeyPurpose, Rule};
use srvname_capi::verifier::{srvname_verifier_set_purpose, srvname_verifier_set_rule};
use srvname_testkit::make::chains::{confined, dns_only};
use srvname_testkit::make::{Constraints, Issued, dns, oid, srv};

use crate::call::{OwnedRoots, OwnedVerifier};

const LAST: u32 = Anchor::IsLast as u32;
const MISSING: u32 = Anchor::IsMissing as u32;

fn verifier() -> OwnedVerifier {
    OwnedVerifier::without_roots().srv("xmpp-server", "example.com")
}

/// Root, sub-CA and server.
fn lab(constraints: Constraints) -> [Issued; 3] {
    let root = Issued::root("Example Root CA");
    let sub = root.sub_ca("Example Sub CA").constraints(constraints).issue();
    let leaf = sub.end_entity("xmpp").san([srv("_xmpp-server.example.com"), dns("example.com")]).issue();
    [leaf, sub, root]
}

#[test]
fn a_path_is_validated_without_roots() {
    let [leaf, sub, root] = lab(confined());
    let verdict = verifier().validate(&[leaf.der(), sub.der(), root.der()], LAST).accepted();
    assert_eq!(verdict.reference.as_deref(), Some("_xmpp-server.example.com"));
    // The anchor is no certificate of the path.
    assert_eq!(verdict.path, [Some(0), Some(1)]);
    let verdict = verifier().validate(&[leaf.der(), sub.der()], MISSING).accepted();
    assert_eq!(verdict.path, [Some(0), Some(1)]);
    let other = OwnedVerifier::without_roots().srv("imap", "example.com");
    other.validate(&[leaf.der(), sub.der(), root.der()], LAST).refused(ResultCode::NoMatchingIdentifier);
    OwnedVerifier::without_roots().validate(&[leaf.der(), sub.der()], MISSING).refused(ResultCode::NoReferences);
    OwnedVerifier::without_roots().validate_path(&[leaf.der(), sub.der()], MISSING).accepted();
    // Nothing is verified without roots.
    verifier().verify(&[leaf.der(), sub.der()]).failed(ResultCode::NoRoots);
    verifier().verify_path(&[leaf.der(), sub.der()]).failed(ResultCode::NoRoots);
}

/// Hosts alone: what the stacks accept, and this library is for.
#[test]
fn the_rule_is_asked() {
    let [leaf, sub, root] = lab(dns_only());
    let path = [leaf.der(), sub.der(), root.der()];
    let refused = verifier().validate(&path, LAST).refused(ResultCode::CaLacksSrvConstraints);
    assert_eq!((refused.position, refused.path), (Some(1), vec![Some(0), Some(1)]));
    verifier().validate_path(&path, LAST).refused(ResultCode::CaLacksSrvConstraints);
    verifier().set(srvname_verifier_set_rule, Rule::Rfc5280 as u32).validate(&path, LAST).accepted();
}

/// A topmost CA of which nobody knows whether it is an anchor is bound by the rule.
#[test]
fn without_its_anchor_the_topmost_ca_is_bound() {
    let root = Issued::root("Example Root CA");
    let leaf = root.end_entity("xmpp").san([srv("_xmpp-server.example.com")]).issue();
    verifier().validate(&[leaf.der(), root.der()], LAST).accepted();
    verifier().validate(&[leaf.der(), root.der()], MISSING).refused(ResultCode::CaLacksSrvConstraints);
}

#[test]
fn the_constraints_of_every_known_anchor_apply() {
    let root = Issued::root("Example Root CA");
    let held = Issued::root_draft("Example Root CA").constraints(Constraints::new().permit(dns("other.test"))).issue();
    let leaf = root.end_entity("xmpp").san([srv("_xmpp-server.example.com")]).issue();
    let path = [leaf.der(), root.der()];
    verifier().validate(&path, LAST).accepted();
    let known = OwnedRoots::of(&[held.der(), Issued::root("Another").der()]);
    let verifier = OwnedVerifier::new(&known).srv("xmpp-server", "example.com");
    verifier.validate(&path, LAST).refused(ResultCode::CaLacksSrvConstraints);
}

#[test]
fn what_needs_no_key_and_no_clock_is_checked_of_a_verified_path() {
    let [leaf, sub, root] = lab(confined());
    let [another, ..] = lab(dns_only());
    let other_root = Issued::root("Another");
    let refused = |path: &[&[u8]], result| verifier().validate(path, LAST).refused(result);
    let wrong = refused(&[leaf.der(), root.der(), sub.der()], ResultCode::WrongOrder);
    assert_eq!(wrong.position, Some(0));
    let next =
        "It was issued by CN=Example Sub CA, and the certificate after it is CN=Example Root CA (certificate 1).";
    assert!(wrong.advice.iter().any(|sentence| sentence == next), "{:#?}", wrong.advice);
    refused(&[leaf.der(), sub.der(), other_root.der()], ResultCode::WrongOrder);
    refused(&[leaf.der(), sub.der(), sub.der(), root.der()], ResultCode::WrongOrder);
    let issued_by_no_ca = another.end_entity("below").san([srv("_xmpp-server.example.com")]).issue();
    refused(&[issued_by_no_ca.der(), another.der(), sub.der(), root.der()], ResultCode::NotACa);
    let malformed = refused(&[leaf.der(), &sub.der()[1..], root.der()], ResultCode::MalformedCertificate);
    assert_eq!((malformed.position, malformed.path), (Some(1), vec![]));
    // The purpose is that of the verifier, whatever the stack asked.
    let client = sub.end_entity("xmpp").san([srv("_xmpp-server.example.com")]);
    let client = client.extended_key_usage([oid::CLIENT_AUTH]).issue();
    let path = [client.der(), sub.der(), root.der()];
    refused(&path, ResultCode::ExtendedKeyUsage);
    let either = verifier().set(srvname_verifier_set_purpose, KeyPurpose::ClientOrServer as u32);
    either.validate(&path, LAST).accepted();
    // Signatures and dates are the caller's.
    let unsigned = sub.end_entity("xmpp").san([srv("_xmpp-server.example.com")]).corrupt_signature().issue();
    verifier().validate(&[unsigned.der(), sub.der(), root.der()], LAST).accepted();
}

#[test]
fn a_path_needs_certificates() {
    let [leaf, sub, _] = lab(confined());
    verifier().validate(&[], LAST).failed(ResultCode::TooFewCertificates);
    verifier().validate(&[], MISSING).failed(ResultCode::TooFewCertificates);
    // A trusted end entity is no path.
    verifier().validate(&[leaf.der()], LAST).failed(ResultCode::TooFewCertificates);
    verifier().validate(&[leaf.der()], MISSING).accepted();
    for anchor in [0, 3, u32::MAX] {
        verifier().validate(&[leaf.der(), sub.der()], anchor).failed(ResultCode::InvalidValue);
    }
}
