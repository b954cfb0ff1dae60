//! The verifier of a server: of clients that have a certificate.

use alloc::sync::Arc;
use alloc::vec::Vec;

use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DistinguishedName, Error};
use rustls_pki_types::{CertificateDer, UnixTime};

use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::integration::roots::Roots;
use crate::integration::rustls_0_23::error_mapping::{ErrorMapping, to_rustls};
use crate::integration::rustls_0_23::methods::{handshake_signatures, identify, settings};
use crate::integration::tls::{Verifier, VerifierError, owned};
use crate::path::purpose::Purpose;

/// A verifier of clients that have a certificate, in place of rustls's own verifier: XMPP between servers (RFC 6120
/// §13.7.2), mail clients, devices.
///
/// During the handshake it is mostly not known yet who the client claims to be: that comes in the stream. So the handshake
/// checks that there is a valid path, and [`ClientVerifier::identify`] compares the claim afterwards. *Without that call a
/// certificate of any domain is accepted.* Where the claim comes before STARTTLS, [`ClientVerifier::for_references`]
/// compares it in the handshake.
#[derive(Clone, Debug)]
pub struct ClientVerifier {
    verifier: Verifier,
    /// Whom the client must be; empty if the handshake does not ask.
    references: Vec<OwnedReferenceId>,
    handshake: WebPkiSupportedAlgorithms,
    error_mapping: ErrorMapping,
    hints: Arc<[DistinguishedName]>,
    mandatory: bool,
}

impl ClientVerifier {
    /// Returns a verifier with the strict policy, which requires a certificate in every handshake.
    ///
    /// `purpose` is what extKeyUsage must have, if the certificate has it. There is no default: [`Purpose::Client`] is the
    /// one for clients, and refuses the certificates of public CAs, which no longer have clientAuth;
    /// [`Purpose::ClientOrServer`] accepts those of servers, and XMPP between servers needs it.
    ///
    /// ```
    /// # use rustls::crypto::CryptoProvider;
    /// # use srvname::integration::{Roots, VerifierError, rustls_0_23::ClientVerifier};
    /// # fn verifier(roots: Roots, provider: &CryptoProvider) -> Result<ClientVerifier, VerifierError> {
    /// use srvname::path::Purpose;
    ///
    /// // Between XMPP servers; without a certificate there is dialback (XEP-0220).
    /// let verifier = ClientVerifier::new(roots, provider, Purpose::ClientOrServer)?.accept_anonymous();
    /// # Ok(verifier)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`VerifierError::NoRoots`] if there are no roots.
    pub fn new(
        roots: impl Into<Arc<Roots>>,
        provider: &CryptoProvider,
        purpose: Purpose,
    ) -> Result<Self, VerifierError> {
        let handshake = provider.signature_verification_algorithms;
        let verifier = Verifier::new(roots.into(), handshake.all, purpose)?;
        let hints = verifier.roots.subjects().map(DistinguishedName::in_sequence).collect();
        let error_mapping = ErrorMapping::default();
        Ok(Self { verifier, references: Vec::new(), handshake, error_mapping, hints, mandatory: true })
    }

    settings!();

    /// Returns this verifier, which then also accepts clients without a certificate, for servers that fall back to
    /// another proof, such as dialback (XEP-0220).
    #[must_use]
    pub const fn accept_anonymous(mut self) -> Self {
        self.mandatory = false;
        self
    }

    /// Returns this verifier, which then does not tell clients which CAs are trusted: for many roots, whose names would
    /// make the handshake large.
    #[must_use]
    pub fn without_root_hints(mut self) -> Self {
        self.hints = Arc::default();
        self
    }

    /// Returns a verifier for one connection, whose handshake accepts these references and no others: where the client said
    /// before STARTTLS who it is. It shares the roots and the algorithms of this one and has its settings.
    ///
    /// Sessions that this one accepted are resumed by others that share a store or a ticketer with it: see the
    /// documentation of the [module](super#resumption).
    ///
    /// # Errors
    ///
    /// [`VerifierError::NoReferences`] if there is none.
    pub fn for_references<'r>(
        &self,
        references: impl IntoIterator<Item = ReferenceId<'r>>,
    ) -> Result<Self, VerifierError> {
        Ok(Self { references: owned(references)?, ..self.clone() })
    }

    /// Returns the reference identifiers, one of which must match in the handshake; none if the handshake does not ask.
    #[must_use]
    pub fn references(&self) -> Vec<ReferenceId<'_>> {
        self.references.iter().map(OwnedReferenceId::as_reference).collect()
    }

    identify! {
        /// Verifies the certificates of a client again, and returns its identity. For use after the handshake: the
        /// certificates are the `peer_certificates` of the connection, and `references` what the client claims to be in
        /// the stream.
        ///
        /// ```no_run
        /// # fn f(
        /// #     verifier: &srvname::integration::rustls_0_23::ClientVerifier,
        /// #     connection: &rustls::ServerConnection,
        /// #     from: &str,
        /// # ) -> Result<(), Box<dyn std::error::Error>> {
        /// use rustls_pki_types::UnixTime;
        /// use srvname::{Profile, identity::SourceDomain};
        ///
        /// let Some([end_entity, intermediates @ ..]) = connection.peer_certificates() else {
        ///     return Err("no certificate: dialback".into());
        /// };
        /// let references = Profile::XmppServer.references(SourceDomain::from_user_input(from)?);
        /// let identity = verifier.identify(end_entity, intermediates, &references, UnixTime::now())?;
        /// assert_eq!(identity.reference(), &references[0]);
        /// # Ok(())
        /// # }
        /// ```
        ///
        /// # Errors
        ///
        /// [`Rejection`](crate::Rejection) if there is no valid path, or if no reference matches.
    }
}

impl ClientCertVerifier for ClientVerifier {
    fn client_auth_mandatory(&self) -> bool {
        self.mandatory
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verdict = match self.references().as_slice() {
            [] => self.verifier.check_path(end_entity, intermediates, now),
            references => self.verifier.identify(end_entity, intermediates, references, now).map(drop),
        };
        match verdict {
            Ok(()) => Ok(ClientCertVerified::assertion()),
            Err(rejected) => Err(to_rustls(rejected, self.error_mapping, now)),
        }
    }

    handshake_signatures!();
}
