//! Path building among certificates that one party made, and none of which leads to a trust anchor.

use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};
use srvname::{Certificate, CertificatePool, PathBuilder, TrustAnchor, path::RejectionKind};
use srvname_testkit::workload::search::{AnySignature, HostilePool};

use crate::Work;

/// CAs in a row, variants of the topmost that no algorithm can have signed, and the CA that they name, whose subject has
/// eight attributes padded with white space. All have one key, so that nothing but their names tells them apart.
pub(crate) fn hostile_pool(size: usize) -> Work {
    refused(HostilePool::new(size, 2 * size, 1, 1024 * size))
}

/// More variants of the topmost CA and more white space in the one name that they have for their issuer.
pub(crate) fn padded_variants(size: usize) -> Work {
    refused(HostilePool::new(25, size, 1, 512 * size))
}

/// More variants of the topmost CA, and more variants of their issuer, each with a padded name.
pub(crate) fn candidates(size: usize) -> Work {
    refused(HostilePool::new(25, size, 2 * size, 512))
}

/// The same, and no algorithm takes the key of an issuer.
pub(crate) fn candidates_with_unknown_keys(size: usize) -> Work {
    refused(HostilePool::with_unknown_keys(25, size, 2 * size, 512))
}

/// A search that finds no path.
fn refused(pool: HostilePool) -> Work {
    Box::new(move || {
        let anchor = Certificate::from_der(&pool.root).expect("a certificate");
        let anchors = [TrustAnchor::from_certificate(&anchor)];
        let algorithms: [&dyn SignatureVerificationAlgorithm; 1] = [&AnySignature];
        let end_entity = Certificate::from_der(&pool.end_entity).expect("a certificate");
        let certificates = CertificatePool::from_ders(pool.intermediates.iter().map(Vec::as_slice));
        let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_800_000_000));
        let answer = PathBuilder::new(&anchors, &algorithms).verify_path(&end_entity, &certificates, time);
        let refusal = answer.map(drop).expect_err("no path");
        assert_eq!(*refusal.rejection.kind(), RejectionKind::UnsupportedSignatureAlgorithm);
    })
}
