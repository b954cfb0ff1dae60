//! The verifier of one connection of a client, by what the source domain publishes.

use alloc::sync::Arc;
use core::fmt;

use rustls::Error;
use rustls::client::danger::{ServerCertVerified, ServerCertVerifier};
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use crate::delegation::connection::accepted::AcceptedServer;
use crate::delegation::connection::evidence::ConnectionEvidence;
use crate::delegation::connection::refusal::ServerRefusal;
use crate::delegation::digests::Digests;
use crate::integration::rustls_0_23::error_mapping::{ErrorMapping, refusal_to_rustls};
use crate::integration::rustls_0_23::methods::{handshake_signatures, settings};
use crate::integration::tls::Verifier;

/// A verifier of one server by DANE, MTA-STS, POSH and a path to the caller's roots, as far as its evidence has them: a child of
/// a [`ServerVerifier`](super::ServerVerifier), which returns it from
/// [`for_evidence`](super::ServerVerifier::for_evidence).
///
/// DANE-EE and POSH ask for the octets of a key or certificate, and for no path; DANE-TA and everything else for a path. DANE
/// that applies and does not hold refuses, whatever else holds. In every case the server proves in the handshake that it has the
/// key: those signatures are verified as by every verifier here.
///
/// rustls reads the end entity for that signature with its own parser. What that one refuses has no handshake, though a TLSA
/// record may be for it: a certificate of X.509 version 1, or one with a key of an algorithm that the provider lacks.
///
/// The server name that is given to rustls is sent as SNI, and is no reference: [`DelegationVerifier::server_name`] is the one
/// that the evidence asks for. What a verifier for one connection means for the resumption of sessions is in the documentation of
/// the [module](super#resumption).
#[derive(Clone)]
pub struct DelegationVerifier {
    verifier: Verifier,
    evidence: ConnectionEvidence,
    digests: Arc<dyn Digests + Send + Sync>,
    handshake: WebPkiSupportedAlgorithms,
    error_mapping: ErrorMapping,
}

impl fmt::Debug for DelegationVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DelegationVerifier")
            .field("verifier", &self.verifier)
            .field("evidence", &self.evidence)
            .field("error_mapping", &self.error_mapping)
            .finish_non_exhaustive()
    }
}

impl DelegationVerifier {
    pub(super) const fn new(
        verifier: Verifier,
        evidence: ConnectionEvidence,
        digests: Arc<dyn Digests + Send + Sync>,
        handshake: WebPkiSupportedAlgorithms,
        error_mapping: ErrorMapping,
    ) -> Self {
        Self { verifier, evidence, digests, handshake, error_mapping }
    }

    settings!();

    /// Returns what is known of the connection.
    #[must_use]
    pub const fn evidence(&self) -> &ConnectionEvidence {
        &self.evidence
    }

    /// Returns the server name for the connection, which rustls sends as SNI; `None` if the evidence names none.
    #[must_use]
    pub fn server_name(&self) -> Option<ServerName<'static>> {
        ServerName::try_from(self.evidence.server_name()?).ok().map(|name| name.to_owned())
    }

    /// Verifies the certificates of the server, and returns as whom it is accepted and by what. For use after the handshake: the
    /// certificates are the `peer_certificates` of the connection. What it displays as is a line for a log.
    ///
    /// ```no_run
    /// # fn f(
    /// #     verifier: &srvname::integration::rustls_0_23::DelegationVerifier,
    /// #     connection: &rustls::ClientConnection,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// use rustls_pki_types::UnixTime;
    /// use srvname::delegation::Authentication;
    ///
    /// let Some([end_entity, intermediates @ ..]) = connection.peer_certificates() else {
    ///     return Err("no certificate".into());
    /// };
    /// let accepted = verifier.outcome(end_entity, intermediates, UnixTime::now())?;
    /// if accepted.authentication() < Authentication::SourceDomain {
    ///     eprintln!("delivered without proof: {accepted}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ServerRefusal`] if the server is refused, with every [`ErrorMapping`].
    pub fn outcome(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<AcceptedServer, ServerRefusal> {
        let outcome = self.verifier.judge(&self.evidence, &*self.digests, end_entity, intermediates, now);
        outcome.map_err(|refusal| refusal.map_path(|rejected| rejected.rejection))
    }
}

impl ServerCertVerifier for DelegationVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match self.verifier.judge(&self.evidence, &*self.digests, end_entity, intermediates, now) {
            Ok(_) => Ok(ServerCertVerified::assertion()),
            Err(refused) => Err(refusal_to_rustls(refused, self.error_mapping, now)),
        }
    }

    handshake_signatures!();
}
