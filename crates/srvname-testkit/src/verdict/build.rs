//! What path building answers about made certificates: real signatures, an unordered pool.

use core::cell::Cell;
use core::sync::atomic::{AtomicU32, Ordering};

use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, UnixTime};
use srvname::path::PathCheck;
use srvname::{
    Certificate, CertificatePool, PathBuilder, Policy, ReferenceId, TrustAnchor,
    path::{PathBuildError, Purpose},
};

use super::Verdict;
use crate::make::Issued;

/// 2026-11-24T00:00:00Z, when every certificate is valid that does not say otherwise.
pub const AT: u64 = 1_795_478_400;

/// A question to path building, with everything that most tests leave as it is.
#[derive(Clone, Copy)]
pub struct Question<'q> {
    /// Where a path may end; three are enough for any test.
    pub roots: [Option<&'q Issued>; 3],
    /// The choices the standards leave open.
    pub policy: Policy<'q>,
    /// What the end entity's key is used for.
    pub purpose: Purpose,
    /// The moment, in seconds since 1970.
    pub at: u64,
    /// How many signatures may be checked.
    pub max_signature_checks: u32,
    /// The caller's own check of a complete path.
    pub path_check: Option<PathCheck<'q>>,
    /// The algorithms that may have made a signature; without any, those of webpki.
    pub algorithms: Option<&'q [&'q dyn SignatureVerificationAlgorithm]>,
}

impl<'q> Question<'q> {
    /// A server, strictly, today.
    pub fn new(roots: &[&'q Issued]) -> Self {
        assert!(roots.len() <= 3);
        Self {
            roots: core::array::from_fn(|index| roots.get(index).copied()),
            policy: Policy::default(),
            purpose: Purpose::Server,
            at: AT,
            max_signature_checks: srvname::path::MAX_SIGNATURE_CHECKS,
            path_check: None,
            algorithms: None,
        }
    }

    /// The answer about `leaf`, with `pool` as the peer sent it.
    pub fn ask(&self, leaf: &Issued, pool: &[&Issued]) -> Verdict {
        self.path(leaf, pool).map_or_else(|verdict| verdict, |_| Verdict::Accepted)
    }

    /// The subjects of the path that holds, the end entity first and the anchor last.
    pub fn path(&self, leaf: &Issued, pool: &[&Issued]) -> Result<Vec<String>, Verdict> {
        let ders: Vec<_> = pool.iter().map(|issued| issued.der()).collect();
        self.path_from(leaf.der(), &ders)
    }

    /// As [`Question::path`], for octets that may be no certificates.
    pub fn path_from(&self, leaf: &[u8], pool: &[&[u8]]) -> Result<Vec<String>, Verdict> {
        self.with(leaf, pool, |builder, leaf, pool, time| match builder.verify_path(leaf, pool, time) {
            Ok(path) => {
                let subjects = path.certificates().map(|(_, certificate)| certificate.subject().to_string());
                let anchor = path.anchors().iter().take(1).map(|anchor| anchor.subject().to_string());
                Ok(subjects.chain(anchor).collect())
            }
            Err(refusal) => Err(Verdict::of(&refusal.rejection)),
        })
    }

    /// The answer, and how many signatures it took.
    pub fn count(&self, leaf: &[u8], pool: &[&[u8]]) -> (Verdict, u32) {
        let counting = Counting::new();
        let algorithms: [&dyn SignatureVerificationAlgorithm; 1] = [&counting];
        let question = Question { algorithms: Some(&algorithms), ..*self };
        let verdict = question.path_from(leaf, pool).map_or_else(|verdict| verdict, |_| Verdict::Accepted);
        (verdict, counting.count())
    }

    /// Who `leaf` is, for a list of references: what matched.
    pub fn identify(&self, leaf: &Issued, pool: &[&Issued], references: &[ReferenceId<'_>]) -> Result<String, Verdict> {
        let ders: Vec<_> = pool.iter().map(|issued| issued.der()).collect();
        self.with(leaf.der(), &ders, |builder, leaf, pool, time| match builder.verify(leaf, pool, time, references) {
            Ok(verified) => Ok(verified.identity.presented().to_string()),
            Err(refusal) => Err(Verdict::of(&refusal.rejection)),
        })
    }

    /// The refusal, for whoever wants the certificates it speaks of.
    pub fn refusal<T>(&self, leaf: &Issued, pool: &[&Issued], look: impl FnOnce(&PathBuildError<'_, '_>) -> T) -> T {
        let ders: Vec<_> = pool.iter().map(|issued| issued.der()).collect();
        self.with(leaf.der(), &ders, |builder, leaf, pool, time| match builder.verify_path(leaf, pool, time) {
            Ok(path) => panic!("accepted: {path:?}"),
            Err(refusal) => look(&refusal),
        })
    }

    fn with<T>(
        &self,
        leaf: &[u8],
        pool: &[&[u8]],
        question: impl FnOnce(&PathBuilder<'_, '_>, &Certificate<'_>, &CertificatePool<'_>, UnixTime) -> T,
    ) -> T {
        let roots: Vec<_> =
            self.roots.iter().flatten().map(|root| Certificate::from_der(root.der()).expect("a root")).collect();
        let anchors: Vec<_> = roots.iter().map(TrustAnchor::from_certificate).collect();
        let mut builder = PathBuilder::new(&anchors, self.algorithms.unwrap_or(webpki::ALL_VERIFICATION_ALGS));
        builder.path_check = self.path_check;
        builder.policy = self.policy;
        builder.purpose = self.purpose;
        builder.max_signature_checks = self.max_signature_checks;
        let leaf = Certificate::from_der(leaf).expect("an end entity");
        let pool = CertificatePool::from_ders(pool.iter().copied());
        let time = UnixTime::since_unix_epoch(core::time::Duration::from_secs(self.at));
        question(&builder, &leaf, &pool, time)
    }
}

/// ECDSA P-256 with SHA-256 that counts how often it was asked.
#[derive(Debug)]
pub struct Counting(AtomicU32);

impl Counting {
    /// Nobody has asked yet.
    pub const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// How often it was asked.
    pub fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

impl SignatureVerificationAlgorithm for Counting {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        self.0.fetch_add(1, Ordering::Relaxed);
        webpki::ring::ECDSA_P256_SHA256.verify_signature(key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        webpki::ring::ECDSA_P256_SHA256.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        webpki::ring::ECDSA_P256_SHA256.signature_alg_id()
    }
}

/// A check of complete paths that refuses the first few and counts them all.
pub fn refusing(first: usize, seen: &Cell<usize>) -> impl Fn(&srvname::Path<'_, '_>) -> Result<(), String> + '_ {
    move |_| {
        seen.set(seen.get() + 1);
        if seen.get() > first { Ok(()) } else { Err(format!("path {} is pinned away", seen.get())) }
    }
}
