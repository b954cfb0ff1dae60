//! Paths of certificates that nobody signed, for tests that make many and ask about names alone. Unlike those of `bare`, their
//! keys are of the algorithm of their signatures, as a peer wants them that is handed a signature algorithm of the tests.

use crate::make::{Dn, der, oid};

/// A CA at a depth below the anchor, which is at 0, with this nameConstraints value or none.
pub fn authority(depth: usize, constraints: Option<&[u8]>) -> Vec<u8> {
    let ca = extension(oid::BASIC_CONSTRAINTS, &der::sequence([der::boolean(true)]));
    let constraints = constraints.map(|value| extension(oid::NAME_CONSTRAINTS, value)).unwrap_or_default();
    certificate(&name(depth.saturating_sub(1)), &name(depth), &[ca, constraints].concat())
}

/// An end entity below the CA at a depth, with this subject and this subjectAltName value or none.
pub fn end_entity(issuer: usize, subject: &[u8], san: Option<&[u8]>) -> Vec<u8> {
    let san = san.map(|value| extension(oid::SUBJECT_ALT_NAME, value)).unwrap_or_default();
    certificate(&name(issuer), subject, &san)
}

fn name(depth: usize) -> Vec<u8> {
    Dn::cn(&format!("authority {depth}")).der()
}

fn extension(kind: &str, value: &[u8]) -> Vec<u8> {
    der::sequence([der::object_identifier(kind), der::octet_string(value)])
}

/// The content of the AlgorithmIdentifier of signatures and keys alike.
fn algorithm() -> Vec<u8> {
    der::object_identifier(oid::ECDSA_WITH_SHA256)
}

/// The key is the subject, so that no two names share one.
fn certificate(issuer: &[u8], subject: &[u8], extensions: &[u8]) -> Vec<u8> {
    let algorithm = der::sequence([algorithm()]);
    let validity = der::sequence([der::time("2024-01-01T00:00:00Z"), der::time("2049-01-01T00:00:00Z")]);
    let key = der::sequence([algorithm.clone(), der::bit_string(subject)]);
    let extensions = match extensions {
        [] => Vec::new(),
        _ => der::constructed(3, &der::sequence([extensions])),
    };
    let tbs = der::sequence([
        der::constructed(0, &der::integer(2)),
        der::integer(1),
        algorithm.clone(),
        issuer.to_vec(),
        validity,
        subject.to_vec(),
        key,
        extensions,
    ]);
    der::sequence([tbs, algorithm, der::bit_string(&[])])
}
