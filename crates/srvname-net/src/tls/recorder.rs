//! A verifier that keeps the chain, checks the signature of the handshake, and judges nothing.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::verify_tls13_signature_with_raw_key;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use srvname::Certificate;
use srvname::certificate::CertificateFields;
use webpki::{EndEntityCert, RawPublicKeyEntity};

/// What is said of a certificate whose key cannot be found.
pub(super) const UNREADABLE: &str = "it is not the DER of a certificate";

/// What a server sent.
pub(super) type Chain = Arc<Mutex<Vec<CertificateDer<'static>>>>;

/// Keeps the chain as it was sent, and takes it.
#[derive(Debug)]
pub(super) struct Recorder {
    chain: Chain,
    algorithms: WebPkiSupportedAlgorithms,
    /// What the server may sign the handshake with: so a certificate with a key of one kind is asked for.
    schemes: Vec<SignatureScheme>,
}

impl Recorder {
    pub(super) fn new(algorithms: WebPkiSupportedAlgorithms, schemes: Vec<SignatureScheme>) -> Self {
        Self { chain: Arc::default(), algorithms, schemes }
    }

    pub(super) fn chain(&self) -> Chain {
        self.chain.clone()
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let sent = std::iter::once(end_entity).chain(intermediates);
        let mut chain = self.chain.lock().unwrap_or_else(PoisonError::into_inner);
        *chain = sent.map(|certificate| certificate.clone().into_owned()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.only_offered(signed)?;
        match key_elsewhere(certificate)? {
            None => verify_tls12_signature(message, certificate, signed, &self.algorithms),
            Some(key) => self.verify_with_key(message, &key, signed),
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.only_offered(signed)?;
        match key_elsewhere(certificate)? {
            None => verify_tls13_signature(message, certificate, signed, &self.algorithms),
            Some(key) => verify_tls13_signature_with_raw_key(message, &key, signed, &self.algorithms),
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}

/// The key of a certificate that rustls does not read, such as one of version 1 or with a critical extension that it does not
/// know. DANE-EE asks for no more than the key (RFC 7671 §5.1). `None` if rustls reads the certificate.
fn key_elsewhere(certificate: &CertificateDer<'_>) -> Result<Option<SubjectPublicKeyInfoDer<'static>>, Error> {
    if EndEntityCert::try_from(certificate).is_ok() {
        return Ok(None);
    }
    let fields = CertificateFields::from_der(certificate);
    match Certificate::from_der(certificate).ok().and_then(|_| fields.subject_public_key_info().ok()) {
        Some(key) => Ok(Some(SubjectPublicKeyInfoDer::from(key.to_vec()))),
        None => Err(Error::General(UNREADABLE.to_owned())),
    }
}

impl Recorder {
    /// rustls leaves to the verifier that a scheme is one of those that were offered.
    fn only_offered(&self, signed: &DigitallySignedStruct) -> Result<(), Error> {
        if self.schemes.contains(&signed.scheme) { Ok(()) } else { Err(CertificateError::BadSignature.into()) }
    }

    fn verify_with_key(
        &self,
        message: &[u8],
        key: &SubjectPublicKeyInfoDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = RawPublicKeyEntity::try_from(key).map_err(|_| Error::General(UNREADABLE.to_owned()))?;
        let row = self.algorithms.mapping.iter().find(|(scheme, _)| *scheme == signed.scheme);
        let algorithms = row.map_or(&[][..], |(_, algorithms)| algorithms);
        let fits =
            algorithms.iter().any(|algorithm| key.verify_signature(*algorithm, message, signed.signature()).is_ok());
        if fits { Ok(HandshakeSignatureValid::assertion()) } else { Err(CertificateError::BadSignature.into()) }
    }
}
