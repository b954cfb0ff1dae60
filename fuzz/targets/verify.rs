//! Any octets as a chain: certificates with two octets of length in front, the end entity first, the anchor last.

use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};
use srvname::{
    Certificate, CertificatePool, Path, PathBuilder, Policy, Profile, Rejection, SubCaRule, TrustAnchor,
    identity::SourceDomain,
    path::{AdviceHost, Purpose},
};

use super::certificate::monotone;
use super::chain::KeyIsSignature;
use super::properties;

pub fn run(data: &[u8]) {
    let parts = split(data);
    let [first, rest @ ..] = parts.as_slice() else { return };
    let Ok(end_entity) = Certificate::from_der(first) else { return };
    let pool = CertificatePool::from_ders(rest.iter().copied());
    assert_eq!(pool.unusable().is_none(), pool.certificates().len() == rest.len());
    let anchors: Vec<_> = pool.certificates().iter().rev().take(2).map(TrustAnchor::from_certificate).collect();
    build(&end_entity, &pool, &anchors);
    in_order(&end_entity, pool.certificates(), &anchors);
}

/// The certificates. What is left without a length is one too.
pub fn split(mut data: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let [high, low, tail @ ..] = data {
        let length = usize::from(u16::from_be_bytes([*high, *low])).min(tail.len());
        let (part, rest) = tail.split_at(length);
        parts.push(part);
        data = rest;
    }
    parts
}

fn build(end_entity: &Certificate<'_>, pool: &CertificatePool<'_>, anchors: &[TrustAnchor<'_>]) {
    let algorithms: [&dyn SignatureVerificationAlgorithm; 2] = [&KeyIsSignature, &Anything];
    let references = Profile::XmppServer.references(SourceDomain::from_user_input("example.com").expect("a domain"));
    let time = UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_795_478_400));
    for purpose in Purpose::ASKED.into_iter().chain([Purpose::NotAsked]) {
        let mut builder = PathBuilder::new(anchors, &algorithms[1..]);
        builder.purpose = purpose;
        let answer = builder.verify(end_entity, pool, time, &references);
        match &answer {
            Ok(verified) => {
                assert_eq!(verified.identity.reference(), &references[0]);
                assert!(builder.verify_path(end_entity, pool, time).is_ok());
                assert!(verified.path.validate(&references, &Policy::default()).is_ok());
            }
            Err(refusal) => {
                rejection(&refusal.rejection);
            }
        }
        // Under an algorithm that nothing here was signed with, nothing is accepted.
        builder.algorithms = &algorithms[..1];
        assert!(builder.verify(end_entity, pool, time, &references).is_err());
    }
}

/// A refusal and the advice on it are lines that are not much longer than what they quote, and quote little.
fn rejection(rejection: &Rejection) {
    let lists = [rejection.asked(), rejection.presented()];
    let listed = lists.into_iter().flatten().flat_map(|list| list.iter());
    let texts = [rejection.name(), rejection.base(), rejection.subject()].into_iter().flatten().chain(listed);
    properties::shown(rejection, texts.map(|text| text.len().min(400)).sum());
    assert!(!rejection.citation().to_string().is_empty());
    for sentence in rejection.advice(&AdviceHost::default()) {
        properties::shown(&sentence, 800);
    }
}

fn in_order(end_entity: &Certificate<'_>, above: &[Certificate<'_>], anchors: &[TrustAnchor<'_>]) {
    let [anchor, ..] = anchors else { return };
    let intermediates = &above[..above.len() - 1];
    let paths =
        [Path::assume_signed(anchor, intermediates, end_entity), Path::assume_signed_without_anchor(above, end_entity)];
    for path in paths.iter().flatten() {
        let accepts = SubCaRule::ALL.map(|sub_ca_rule| {
            let answer = path.validate_names(&Policy::new().with_sub_ca_rule(sub_ca_rule));
            if let Err(refusal) = &answer {
                rejection(refusal);
                assert!(refusal.position().is_none_or(|position| position.get() <= above.len() + 1));
            }
            answer.is_ok()
        });
        monotone(&accepts);
    }
}

/// An algorithm under which every signature verifies.
#[derive(Debug)]
struct Anything;

impl SignatureVerificationAlgorithm for Anything {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), rustls_pki_types::InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> rustls_pki_types::AlgorithmIdentifier {
        rustls_pki_types::alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> rustls_pki_types::AlgorithmIdentifier {
        rustls_pki_types::alg_id::ECDSA_SHA256
    }
}
