//! rustls-webpki.

use std::hint::black_box;
use std::time::Duration;

use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, TrustAnchor, UnixTime,
    alg_id,
};
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};

use crate::certificates::{Case, EndEntity, NOW};
use crate::peer::{Loaded, Measure, Peer, Verdict, difference, per_call};

/// rustls-webpki, which reads names and constraints from their DER for each pair.
pub struct Webpki;

impl Peer for Webpki {
    fn name(&self) -> &str {
        "rustls-webpki"
    }

    fn version(&self) -> String {
        crate::locked_version("rustls-webpki")
    }

    fn method(&self) -> &str {
        "`EndEntityCert::verify_for_usage` below a trust anchor with constraints, less the same without; signatures are \
         taken as good. It decodes in its loop, so that check and extensions are one. Certificates: \
         `anchor_from_trusted_cert`, `EndEntityCert::try_from` and `verify_for_usage`"
    }

    fn load<'l>(&'l mut self, case: &'l Case, end_entity: &'l EndEntity) -> Result<Box<dyn Loaded + 'l>, String> {
        let loaded = Certificates {
            ca: CertificateDer::from(case.ca.as_slice()),
            open_ca: CertificateDer::from(case.open_ca.as_slice()),
            end_entity: CertificateDer::from(end_entity.certificate.as_slice()),
        };
        Ok(Box::new(loaded))
    }
}

struct Certificates<'l> {
    ca: CertificateDer<'l>,
    open_ca: CertificateDer<'l>,
    end_entity: CertificateDer<'l>,
}

/// Takes every P-256 signature as good: names are what is measured.
#[derive(Debug)]
struct Unverified;

impl SignatureVerificationAlgorithm for Unverified {
    fn verify_signature(&self, _key: &[u8], _message: &[u8], _signature: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

fn verify(end_entity: &EndEntityCert<'_>, anchor: &TrustAnchor<'_>) -> Result<(), Error> {
    let now = UnixTime::since_unix_epoch(Duration::from_secs(NOW));
    let anchors = std::slice::from_ref(anchor);
    let usage = KeyUsage::server_auth();
    end_entity.verify_for_usage(&[&Unverified], anchors, &[], now, usage, None, None).map(|_| ())
}

impl Certificates<'_> {
    fn whole(&self) -> Result<(), Error> {
        let anchor = anchor_from_trusted_cert(black_box(&self.ca))?;
        verify(&EndEntityCert::try_from(black_box(&self.end_entity))?, &anchor)
    }

    /// What is kept between two checks, if the certificates can be read at all.
    fn decoded(&self) -> Result<(EndEntityCert<'_>, TrustAnchor<'_>, TrustAnchor<'_>), Error> {
        let anchors = (anchor_from_trusted_cert(&self.ca)?, anchor_from_trusted_cert(&self.open_ca)?);
        Ok((EndEntityCert::try_from(&self.end_entity)?, anchors.0, anchors.1))
    }
}

impl Loaded for Certificates<'_> {
    fn verdict(&mut self) -> Result<Verdict, String> {
        Ok(match self.whole() {
            Ok(()) => Verdict::Accepted,
            Err(Error::MaximumNameConstraintComparisonsExceeded) => {
                Verdict::OverLimit("250,000 comparisons".to_owned())
            }
            Err(Error::NameConstraintViolation) => Verdict::Refused("NameConstraintViolation".to_owned()),
            // A value of more octets than this cannot be read; what it is called depends on where it stands.
            Err(error) if self.ca.len() > 0xffff || self.end_entity.len() > 0xffff => {
                Verdict::OverLimit(format!("64 KiB, {error:?}"))
            }
            Err(error) => Verdict::Refused(format!("{error:?}")),
        })
    }

    fn time(&mut self, measure: Measure, iterations: u32) -> Result<f64, String> {
        let decoded = match measure {
            Measure::Certificates => None,
            Measure::Check | Measure::Extensions => self.decoded().ok(),
        };
        Ok(match decoded {
            Some((end_entity, anchor, open)) => difference(
                iterations,
                || drop(black_box(verify(black_box(&end_entity), &anchor))),
                || drop(black_box(verify(black_box(&end_entity), &open))),
            ),
            None => per_call(iterations, || drop(black_box(self.whole()))),
        })
    }
}
