//! The verifier of one connection of a client, by what the source domain publishes.

use std::fmt;
use std::io::{Read, Write};
use std::sync::Arc;

use openssl::error::ErrorStack;
use openssl::ssl::{ConnectConfiguration, HandshakeError, Ssl, SslRef, SslStream};
use openssl::x509::X509VerifyResult;
use rustls_pki_types::UnixTime;
use srvname::constraints::Position;
use srvname::delegation::dane::Evaluator;
use srvname::delegation::{AcceptedServer, ConnectionEvidence, Mechanism, PathQuestion, ProvenName};
use srvname::{Certificate, CertificatePool, Path, PathBuilder, Rejection};

use crate::algorithms;
use crate::connection::finished;
use crate::digests::OpensslDigests;
use crate::error::{ConnectError, VerifyError};
use crate::judgment::Judgment;
use crate::roots::Roots;
use crate::sent::{self, Basis, sent};

/// A verifier of one server by DANE, MTA-STS, POSH and a path to the caller's roots, as far as its evidence has them: a child of a
/// [`ServerVerifier`](crate::ServerVerifier), which returns it from [`for_evidence`](crate::ServerVerifier::for_evidence).
///
/// DANE-EE and POSH ask for the octets of a key or certificate, and for no path; DANE-TA and everything else for a path, which
/// `srvname` builds of the certificates that the server sent, with OpenSSL's signature algorithms, at the time of the system.
/// DANE that applies and does not hold refuses, whatever else holds. In every case the server proves in the handshake that it has
/// the key, as OpenSSL checks it.
///
/// # What OpenSSL finds
///
/// OpenSSL builds its own chain by the store of the context, and what it reports of that does not count: a self-signed or expired
/// certificate is accepted if a TLSA record is for its key, and a certificate that the store would accept is refused if the
/// evidence refuses it. Two kinds of errors stand. A key of the end entity below the security level of the context is refused.
/// And if a path is what the server is accepted by, what OpenSSL says of revocation stands, where it was told to look
/// (`X509_V_FLAG_CRL_CHECK`); it looks in the chain that it built by its store, so put the roots there too. Under DANE-EE nobody
/// asks for revocation (RFC 7671 §5.1).
///
/// What OpenSSL needs of the end entity for the handshake itself it asks in every case: a certificate that it can read, with a key
/// of an algorithm that it has, and digitalSignature where there is a keyUsage.
#[derive(Clone)]
pub struct DelegationVerifier {
    judgment: Judgment,
    evidence: ConnectionEvidence,
    roots: Arc<Roots>,
}

impl fmt::Debug for DelegationVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DelegationVerifier")
            .field("judgment", &self.judgment)
            .field("evidence", &self.evidence)
            .field("roots", &self.roots.len())
            .finish()
    }
}

impl DelegationVerifier {
    pub(crate) const fn new(judgment: Judgment, evidence: ConnectionEvidence, roots: Arc<Roots>) -> Self {
        Self { judgment, evidence, roots }
    }

    /// Returns what is known of the connection.
    #[must_use]
    pub const fn evidence(&self) -> &ConnectionEvidence {
        &self.evidence
    }

    /// Connects, with the server name of the evidence as SNI, and returns the connection, and as whom the server is accepted and
    /// by what. What that displays as is a line for a log.
    ///
    /// # Errors
    ///
    /// [`ConnectError`] if the handshake fails or the server is refused, even if OpenSSL accepts it.
    pub fn connect<S: Read + Write>(
        &self,
        configuration: ConnectConfiguration,
        stream: S,
    ) -> Result<(SslStream<S>, AcceptedServer), ConnectError<S>> {
        let ssl = self.prepare(configuration).map_err(ConnectError::Setup)?;
        self.finish(ssl.connect(stream))
    }

    /// Returns the connection and as whom the server is accepted after a handshake that would have blocked and was continued, as
    /// in `verifier.finish(handshake.handshake())`.
    ///
    /// # Errors
    ///
    /// As [`DelegationVerifier::connect`].
    pub fn finish<S>(
        &self,
        outcome: Result<SslStream<S>, HandshakeError<S>>,
    ) -> Result<(SslStream<S>, AcceptedServer), ConnectError<S>> {
        finished(outcome, |ssl| self.identify(ssl), |ssl| self.refusal(ssl))
    }

    /// Returns the connection before its handshake, with this verifier and the server name of the evidence as SNI, or without SNI
    /// if it names none; for callers that make the handshake themselves.
    ///
    /// *After* the handshake they must call [`DelegationVerifier::identify`], without which the server is not verified.
    ///
    /// # Errors
    ///
    /// [`ErrorStack`] if OpenSSL cannot set it up.
    pub fn prepare(&self, mut configuration: ConnectConfiguration) -> Result<Ssl, ErrorStack> {
        // OpenSSL would require a dNSName.
        configuration.set_verify_hostname(false);
        self.install(&mut configuration);
        let name = self.evidence.server_name();
        configuration.set_use_server_name_indication(name.is_some());
        configuration.into_ssl(name.unwrap_or_default())
    }

    /// Installs the verify callback, for callers that set up the connection themselves.
    ///
    /// They must also call `set_verify_hostname(false)`, because OpenSSL would require a dNSName; and *after* the handshake they
    /// must call [`DelegationVerifier::identify`], without which the server is not verified.
    pub fn install(&self, ssl: &mut SslRef) {
        let verifier = self.clone();
        sent::install(ssl, move |chain| verifier.judge(chain).map(|accepted| basis(&accepted)));
    }

    /// Returns as whom the server is accepted and by what, after the handshake: the certificates that it sent are judged again.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] if they are refused, or if OpenSSL did not accept the handshake. [`VerifyError::NoChain`] if the session was
    /// resumed.
    pub fn identify(&self, ssl: &SslRef) -> Result<AcceptedServer, VerifyError> {
        match ssl.verify_result() {
            X509VerifyResult::OK => self.judge(&sent(ssl)?),
            error => Err(VerifyError::Openssl(error)),
        }
    }

    /// Returns why the handshake failed, or `None` if it was not because of the certificates.
    #[must_use]
    pub fn refusal(&self, ssl: &SslRef) -> Option<VerifyError> {
        match ssl.verify_result() {
            X509VerifyResult::OK => None,
            X509VerifyResult::APPLICATION_VERIFICATION => sent(ssl).and_then(|chain| self.judge(&chain)).err(),
            error => Some(VerifyError::Openssl(error)),
        }
    }

    fn judge(&self, chain: &[Vec<u8>]) -> Result<AcceptedServer, VerifyError> {
        let (chain, now): (Vec<&[u8]>, _) = (chain.iter().map(Vec::as_slice).collect(), UnixTime::now());
        let (algorithms, check) = (algorithms::all(), |path: &Path<'_, '_>| self.judgment.ask(path));
        let evaluator = Evaluator::new(&OpensslDigests, &algorithms)
            .with_rsa_key_bits(algorithms::RSA_KEY_BITS.into())
            .with_policy(self.judgment.policy)
            .with_purpose(self.judgment.purpose)
            .with_path_check(&check);
        Ok(self.evidence.judge(&evaluator, &chain, now, |question| self.prove(question, &chain, now))?)
    }

    /// Returns the reference of a question that a path to the roots was validated for.
    fn prove<'r>(
        &self,
        question: &PathQuestion<'r, '_>,
        chain: &[&[u8]],
        now: UnixTime,
    ) -> Result<ProvenName<'r>, Rejection> {
        let end_entity = Certificate::from_der(chain.first().copied().unwrap_or_default())
            .map_err(|error| Rejection::malformed_certificate(error, Position::END_ENTITY))?;
        let pool = CertificatePool::from_ders(chain.iter().skip(1).copied());
        let sent: Vec<_> = std::iter::once(&end_entity).chain(pool.certificates()).collect();
        let (algorithms, anchors) = (algorithms::all(), self.roots.issuers_of(&sent));
        let check = |path: &Path<'_, '_>| {
            if question.has_condition() {
                question.check(path, &self.roots.certificates_of(path.anchors()))?;
            }
            self.judgment.ask(path)
        };
        let builder = PathBuilder::new(&anchors, &algorithms)
            .with_rsa_key_bits(algorithms::RSA_KEY_BITS)
            .with_policy(question.narrow(self.judgment.policy))
            .with_purpose(self.judgment.purpose)
            .with_path_check(&check);
        let verified = builder.verify(&end_entity, &pool, now, question.references());
        verified.map(|verified| ProvenName::from(&verified.identity)).map_err(|refusal| refusal.rejection)
    }
}

fn basis(accepted: &AcceptedServer) -> Basis {
    match accepted.by() {
        Some(Mechanism::DaneEe | Mechanism::Posh) | None => Basis::NoPath,
        Some(_) => Basis::Path,
    }
}
