//! The path check that the revocation example shows, in handshakes.

use std::sync::Arc;

use srvname::Certificate;
use srvname::integration::rustls_0_23::rejection;

use crate::handshake::{provider, verifier};
use crate::make::certificate::KeyUsage;
use crate::make::{Issued, der, oid};
use crate::servers::Lab;
use srvname_testkit::revocation::RevocationLists;

/// A list to be signed by `ca` (RFC 5280 §5.1), with the serial numbers of `revoked`.
struct Draft<'i> {
    ca: &'i Issued,
    revoked: Vec<&'i Issued>,
    next_update: &'static str,
    extensions: Vec<Vec<u8>>,
    signed_by: &'i Issued,
}

impl<'i> Draft<'i> {
    fn new(ca: &'i Issued, revoked: &[&'i Issued]) -> Self {
        let number = der::sequence([der::object_identifier("2.5.29.20"), der::octet_string(&der::integer(1))]);
        let next_update = "2026-06-01T00:00:00Z";
        Self { ca, revoked: revoked.to_vec(), next_update, extensions: vec![number], signed_by: ca }
    }

    fn der(&self) -> Vec<u8> {
        let algorithm = der::sequence([der::object_identifier(oid::ECDSA_WITH_SHA256)]);
        let date = der::time("2025-12-01T00:00:00Z");
        let entry = |revoked: &&Issued| {
            let certificate = Certificate::from_der(revoked.der()).unwrap();
            der::sequence([der::tlv(der::INTEGER, certificate.serial()), date.clone()])
        };
        let entries = if self.revoked.is_empty() { Vec::new() } else { der::sequence(self.revoked.iter().map(entry)) };
        let extensions = der::constructed(0, &der::sequence(&self.extensions));
        let head = [der::integer(1), algorithm.clone(), self.ca.subject().der(), date.clone()].concat();
        let list = der::sequence([head, der::time(self.next_update), entries, extensions]);
        der::sequence([list.clone(), algorithm, der::bit_string(&self.signed_by.key().sign(&list))])
    }
}

fn add(lists: &mut RevocationLists, draft: &Draft<'_>) -> Result<(), String> {
    let issuer = Certificate::from_der(draft.ca.der()).unwrap();
    let algorithms = provider().signature_verification_algorithms.all;
    lists.add(&draft.der(), &issuer, algorithms).map_err(|error| error.to_string())
}

/// What the handshake says under lists of the root and of the sub-CA.
fn connect(lab: &Lab, of_root: &Draft<'_>, of_sub: &Draft<'_>) -> Result<(), String> {
    let mut lists = RevocationLists::default();
    add(&mut lists, of_root)?;
    add(&mut lists, of_sub)?;
    let verifier =
        verifier(&lab.root, "xmpp-client").with_path_check(Arc::new(move |path, now| lists.check(path, now)));
    lab.connect_with(verifier, "example.com").map_err(|error| {
        let reason = rejection(&error).expect("a rejection");
        assert_eq!(reason.code(), "refused_by_caller");
        reason.detail().expect("a detail").to_owned()
    })
}

#[test]
fn nobody_is_revoked() {
    let lab = Lab::confined();
    connect(&lab, &Draft::new(&lab.root, &[]), &Draft::new(&lab.sub, &[&lab.root])).unwrap();
}

#[test]
fn a_revoked_server_is_refused() {
    let lab = Lab::confined();
    let refused = connect(&lab, &Draft::new(&lab.root, &[]), &Draft::new(&lab.sub, &[&lab.root, &lab.leaf]));
    assert_eq!(refused.unwrap_err(), "certificate 0 was revoked");
}

#[test]
fn a_revoked_ca_is_refused() {
    let lab = Lab::confined();
    let refused = connect(&lab, &Draft::new(&lab.root, &[&lab.sub]), &Draft::new(&lab.sub, &[]));
    assert_eq!(refused.unwrap_err(), "certificate 1 was revoked");
}

#[test]
fn without_a_current_list_nobody_is_accepted() {
    let lab = Lab::confined();
    let old = Draft { next_update: "2025-12-31T23:59:59Z", ..Draft::new(&lab.sub, &[]) };
    let refused = connect(&lab, &Draft::new(&lab.root, &[]), &old);
    assert_eq!(refused.unwrap_err(), "no current revocation list for certificate 0");
    let refused = connect(&lab, &Draft::new(&lab.root, &[]), &Draft::new(&lab.root, &[]));
    assert_eq!(refused.unwrap_err(), "no current revocation list for certificate 0");
}

#[test]
fn lists_that_say_nothing_are_not_taken() {
    let lab = Lab::confined();
    let lists = &mut RevocationLists::default();
    let forged = Draft { signed_by: &lab.leaf, ..Draft::new(&lab.sub, &[]) };
    assert_eq!(add(lists, &forged).unwrap_err(), "a list that its issuer did not sign");

    let point = der::sequence([der::constructed(1, &[])]);
    let point = der::sequence([der::object_identifier("2.5.29.28"), der::boolean(true), der::octet_string(&point)]);
    let mut partial = Draft::new(&lab.sub, &[]);
    partial.extensions.push(point);
    add(lists, &partial).unwrap_err();

    let no_lists = lab.root.sub_ca("Example Sub CA").key_usage([KeyUsage::KeyCertSign]).issue();
    let refused = add(lists, &Draft::new(&no_lists, &[])).unwrap_err();
    assert_eq!(refused, "a list of a CA that may not sign any (keyUsage)");
    add(lists, &Draft::new(&lab.sub, &[])).unwrap();
}
