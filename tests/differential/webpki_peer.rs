//! rustls-webpki, asked about the names of a path.

use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, UnixTime, alg_id,
};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use std::time::Duration;

/// The answer for a path, end entity first and anchor last.
pub(crate) fn accepts(path: &[&[u8]]) -> Result<(), webpki::Error> {
    let [end_entity, intermediates @ .., anchor] = path else { panic!("a path has two ends") };
    let anchor = CertificateDer::from(*anchor);
    let anchors = [anchor_from_trusted_cert(&anchor)?];
    let intermediates = intermediates.iter().map(|der| CertificateDer::from(*der)).collect::<Vec<_>>();
    let end_entity = CertificateDer::from(*end_entity);
    let end_entity = EndEntityCert::try_from(&end_entity)?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(1_750_000_000));
    let usage = KeyUsage::server_auth();
    end_entity.verify_for_usage(&[&EverySignature], &anchors, &intermediates, time, usage, None, None).map(drop)
}

/// Takes every signature, since none of the certificates has one.
#[derive(Debug)]
struct EverySignature;

impl SignatureVerificationAlgorithm for EverySignature {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}
