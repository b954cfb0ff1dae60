//! The verifier of one connection of a client.

use alloc::vec::Vec;

use rustls::Error;
use rustls::client::danger::{ServerCertVerified, ServerCertVerifier};
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::integration::rustls_0_23::error_mapping::{ErrorMapping, to_rustls};
use crate::integration::rustls_0_23::methods::{handshake_signatures, identify, settings};
use crate::integration::tls::Verifier;

/// A verifier of one server, by references that the caller chose for a connection: a child of a
/// [`ServerVerifier`](super::ServerVerifier), which returns it from
/// [`for_source_domain`](super::ServerVerifier::for_source_domain) and
/// [`for_references`](super::ServerVerifier::for_references).
///
/// The server name that is given to rustls is sent as SNI, and is no reference: it may be the source domain, the target, or
/// an address. What this means for the resumption of sessions is in the documentation of the
/// [module](super#resumption).
#[derive(Clone, Debug)]
pub struct ConnectionVerifier {
    verifier: Verifier,
    references: Vec<OwnedReferenceId>,
    handshake: WebPkiSupportedAlgorithms,
    error_mapping: ErrorMapping,
}

impl ConnectionVerifier {
    pub(super) const fn new(
        verifier: Verifier,
        references: Vec<OwnedReferenceId>,
        handshake: WebPkiSupportedAlgorithms,
        error_mapping: ErrorMapping,
    ) -> Self {
        Self { verifier, references, handshake, error_mapping }
    }

    settings!();

    /// Returns the reference identifiers, one of which must match, in the caller's order.
    #[must_use]
    pub fn references(&self) -> Vec<ReferenceId<'_>> {
        self.references.iter().map(OwnedReferenceId::as_reference).collect()
    }

    identify! {
        /// Verifies the certificates of the server, and returns the reference that matched and the name in the
        /// certificate. For use after the handshake.
        ///
        /// # Errors
        ///
        /// [`Rejection`](crate::Rejection) if there is no valid path or no reference matches, with every [`ErrorMapping`].
    }
}

impl ServerCertVerifier for ConnectionVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match self.verifier.identify(end_entity, intermediates, &self.references(), now) {
            Ok(_) => Ok(ServerCertVerified::assertion()),
            Err(rejected) => Err(to_rustls(rejected, self.error_mapping, now)),
        }
    }

    handshake_signatures!();
}
