//! Path building in a tangle: a few names, a few keys, every path tried by hand.
//!
//! A signature "by" a key is the key itself, so the structure says which verify. By hand, every simple path from the end
//! entity to an anchor is walked; the library must accept exactly when one of them holds.

use core::cell::Cell;

use arbitrary::{Result, Unstructured};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, UnixTime, alg_id};
use srvname::{Certificate, CertificatePool, Path, PathBuilder, Policy, SubCaRule, TrustAnchor};

use super::build::{self, tlv};

/// An algorithm under which the signature is the public key.
#[derive(Debug)]
pub struct KeyIsSignature;

thread_local! {
    static CHECKS: Cell<u32> = const { Cell::new(0) };
}

impl SignatureVerificationAlgorithm for KeyIsSignature {
    fn verify_signature(&self, key: &[u8], _: &[u8], signature: &[u8]) -> core::result::Result<(), InvalidSignature> {
        CHECKS.set(CHECKS.get() + 1);
        if key == signature { Ok(()) } else { Err(InvalidSignature) }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

/// 2026-11-24: what is last valid in 2025 has expired.
const NOW: UnixTime = UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_795_478_400));

pub fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Ok(case) = Case::read(&mut input) else { return };
    let end_entity = Certificate::from_der(&case.end_entity).expect("a certificate");
    let pool = CertificatePool::from_ders(case.pool.iter().map(Vec::as_slice));
    assert!(pool.unusable().is_none());
    let roots: Vec<_> = case.anchors.iter().map(|der| Certificate::from_der(der).expect("a certificate")).collect();
    let anchors: Vec<_> = roots.iter().map(TrustAnchor::from_certificate).collect();
    let policy = Policy::new().with_sub_ca_rule(case.rule);
    let by_hand = Walk { anchors: &anchors, pool: pool.certificates(), policy }.any(&mut vec![&end_entity]);

    let algorithms: [&dyn SignatureVerificationAlgorithm; 1] = [&KeyIsSignature];
    let mut builder = PathBuilder::new(&anchors, &algorithms);
    builder.policy = policy;
    builder.max_signature_checks = 100_000;
    let found = builder.verify_path(&end_entity, &pool, NOW);
    assert_eq!(found.is_ok(), by_hand, "{:?}", found.map_err(|refusal| refusal.rejection));
    if let Ok(path) = &found {
        assert!(path.validate_names(&policy).is_ok());
    }

    // The order of the pool decides which path is found, never whether one is.
    let reversed = CertificatePool::from_ders(case.pool.iter().rev().map(Vec::as_slice));
    assert_eq!(builder.verify_path(&end_entity, &reversed, NOW).is_ok(), by_hand);

    // With a bound, no more is spent, and what is found is no other answer.
    for bound in [0, 1, 3, 7] {
        builder.max_signature_checks = bound;
        CHECKS.set(0);
        let bounded = builder.verify_path(&end_entity, &pool, NOW);
        assert!(CHECKS.get() <= bound);
        match bounded {
            Ok(_) => assert!(by_hand),
            Err(refusal) => {
                assert!(!by_hand || refusal.rejection.code() == "too_much_work", "{:?}", refusal.rejection);
                assert!(
                    !refusal.path.certificates.is_empty() && refusal.path.certificates.len() <= 1 + case.pool.len()
                );
            }
        }
    }
}

/// Every simple path, by hand.
struct Walk<'w, 'a> {
    anchors: &'w [TrustAnchor<'a>],
    pool: &'w [Certificate<'a>],
    policy: Policy<'w>,
}

impl<'a> Walk<'_, 'a> {
    fn any<'p>(&'p self, path: &mut Vec<&'p Certificate<'a>>) -> bool {
        let tail = path[path.len() - 1];
        let signed_by = |spki: &[u8]| spki.ends_with(tail.signature());
        for anchor in self.anchors {
            if anchor.subject() == tail.issuer() && signed_by(anchor.spki()) && self.holds(path, anchor) {
                return true;
            }
        }
        for next in self.pool {
            let same = |other: &&Certificate<'_>| other.spki() == next.spki() && other.subject() == next.subject();
            let is_anchor = self.anchors.iter().any(|anchor| anchor.has_subject_and_key_of(next));
            if next.subject() != tail.issuer() || !signed_by(next.spki()) || is_anchor || path.iter().any(same) {
                continue;
            }
            path.push(next);
            let found = self.any(path);
            path.pop();
            if found {
                return true;
            }
        }
        false
    }

    fn holds(&self, path: &[&Certificate<'a>], anchor: &TrustAnchor<'a>) -> bool {
        let now = i64::try_from(NOW.as_secs()).expect("a time of this century");
        let valid = |certificate: &&Certificate<'_>| certificate.not_before() <= now && now <= certificate.not_after();
        let may = |certificate: &&Certificate<'_>| certificate.key_usage().is_none_or(|usage| usage.key_cert_sign());
        let twins =
            self.anchors.iter().filter(|twin| twin.spki() == anchor.spki() && twin.subject() == anchor.subject());
        let (end_entity, above) = path.split_first().expect("an end entity");
        path.iter().all(valid)
            && above.iter().all(may)
            && Path::assume_signed_by_any(twins, above.iter().copied(), end_entity)
                .is_ok_and(|path| path.validate_names(&self.policy).is_ok())
    }
}

struct Case {
    end_entity: Vec<u8>,
    pool: Vec<Vec<u8>>,
    anchors: Vec<Vec<u8>>,
    rule: SubCaRule,
}

impl Case {
    fn read(input: &mut Unstructured<'_>) -> Result<Self> {
        let rule = *input.choose(&SubCaRule::ALL)?;
        let end_entity = certificate(input, false)?;
        let anchors = input.int_in_range(1..=3u8)?;
        let anchors = (0..anchors).map(|_| certificate(input, true)).collect::<Result<_>>()?;
        let pool = input.int_in_range(0..=7u8)?;
        let pool = (0..pool).map(|_| certificate(input, true)).collect::<Result<_>>()?;
        Ok(Self { end_entity, pool, anchors, rule })
    }
}

const NAMES: [&str; 4] = ["A", "B", "C", "D"];

fn certificate(input: &mut Unstructured<'_>, authority: bool) -> Result<Vec<u8>> {
    let name = |input: &mut Unstructured<'_>| -> Result<Vec<u8>> {
        Ok(build::name(&[(build::COMMON_NAME, *input.choose(&NAMES)?)]))
    };
    let (issuer, subject) = (name(input)?, name(input)?);
    let srv = |text: &str| build::other_name(build::DNS_SRV, &tlv(0x16, text.as_bytes()));
    let mut extensions = Vec::new();
    if authority {
        let path_len = if input.ratio(1u8, 8u8)? { Some(input.int_in_range(0..=2)?) } else { None };
        extensions.push(build::basic_constraints(input.ratio(15u8, 16u8)?, path_len));
        let base = match input.int_in_range(0..=7u8)? {
            0..=3 => None,
            4 => Some(srv("_xmpp")),
            5 => Some(srv("example.org")),
            6 => Some(tlv(0x82, b"example.com")),
            _ => Some(srv("example.com")),
        };
        extensions
            .extend(base.map(|base| build::extension(30, true, &tlv(0x30, &tlv(0xa0, &build::sequence(&[base]))))));
        if input.ratio(1u8, 8u8)? {
            // digitalSignature and no keyCertSign.
            extensions.push(build::extension(15, true, &tlv(0x03, &[7, 0x80])));
        }
    } else if input.ratio(3u8, 4u8)? {
        extensions.push(build::extension(17, false, &build::sequence(&[srv("_xmpp.example.com")])));
    }
    Ok(build::certificate(&build::Certificate {
        issuer,
        subject,
        key: vec![0x40, input.int_in_range(0..=4)?],
        signature: vec![0x40, input.int_in_range(0..=4)?],
        extensions,
        last_year: if input.ratio(15u8, 16u8)? { 49 } else { 25 },
    }))
}
