//! The verifier of a client: of the server that it connects to.

use std::io::{Read, Write};
use std::sync::Arc;

use openssl::error::ErrorStack;
use openssl::ssl::{ConnectConfiguration, HandshakeError, Ssl, SslRef, SslStream};
use srvname::delegation::ConnectionEvidence;
use srvname::identity::{AuthenticatedTarget, OwnedReferenceId, SourceDomain};
use srvname::{Policy, ReferenceId, name::Service, path::Purpose};

use crate::callback::{self, Anonymous};
use crate::chain::AnchoredChain;
use crate::connection::finished;
use crate::delegations::DelegationVerifier;
use crate::error::{ConnectError, VerifierError, VerifyError};
use crate::judgment::{Judgment, PathCheck, PeerIdentity, owned, refusal, verified_chain};
use crate::roots::Roots;

/// A verifier of the server of one service at one source domain, by SRV-ID and by the DNS-IDs that the caller adds
/// explicitly.
#[derive(Clone, Debug)]
pub struct ServerVerifier {
    /// OpenSSL sends it as SNI.
    source_domain: String,
    /// The SRV-ID first, then those that the caller added; or the caller's own.
    references: Vec<OwnedReferenceId>,
    judgment: Judgment,
}

impl ServerVerifier {
    /// Returns a verifier with the strict policy.
    ///
    /// # Errors
    ///
    /// [`VerifierError::Service`] if the service is malformed.
    pub fn new(service: &str, source_domain: SourceDomain<'_>) -> Result<Self, VerifierError> {
        let srv_id = source_domain.srv_id(Service::parse(service).map_err(VerifierError::Service)?);
        Ok(Self {
            source_domain: source_domain.as_str().to_owned(),
            references: vec![srv_id.into()],
            judgment: Judgment::new(Purpose::Server),
        })
    }

    /// Returns this verifier with a DNS-ID of the source domain as well.
    ///
    /// The risk: the holder of a certificate for the web site of a domain can then be its server for this service.
    #[must_use]
    pub fn accept_dns_id_of_source_domain(mut self) -> Self {
        // It was one when the verifier was made, so no error is lost.
        let domain = SourceDomain::from_user_input(&self.source_domain);
        self.references.extend(domain.map(|domain| OwnedReferenceId::from(domain.dns_id())).ok());
        self
    }

    /// Returns this verifier with a DNS-ID of `target` as well.
    ///
    /// The target of an ordinary SRV record must not be a reference identifier, because an attacker on the DNS could choose
    /// it (RFC 9525 §6.1.1): [`AuthenticatedTarget`] says who vouched for this one.
    #[must_use]
    pub fn accept_authenticated_target(mut self, target: AuthenticatedTarget<'_>) -> Self {
        self.references.push(target.dns_id().into());
        self
    }

    /// Returns a verifier with the settings of this one, which accepts these references and no others. The source domain is
    /// then SNI and no more.
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

    /// Returns a verifier with the policy, the purpose and the path check of this one, for one connection of which more is known
    /// than names: TLSA records, an MTA-STS policy, a POSH document. The references of this verifier are not used: those of the
    /// evidence are.
    ///
    /// `roots` are the trust anchors for what asks for a path to the caller's roots; the store of the `SslContext` is not asked.
    /// [`Roots::from_store`] takes them from there.
    ///
    /// # Errors
    ///
    /// [`VerifierError::NoReferences`] if there is nothing by which any server could be accepted.
    pub fn for_evidence(
        &self,
        evidence: ConnectionEvidence,
        roots: Arc<Roots>,
    ) -> Result<DelegationVerifier, VerifierError> {
        if !evidence.can_accept() {
            return Err(VerifierError::NoReferences);
        }
        Ok(DelegationVerifier::new(self.judgment.clone(), evidence, roots))
    }

    /// Returns the reference identifiers, one of which must match. The SRV-ID is first.
    #[must_use]
    pub fn references(&self) -> Vec<ReferenceId<'_>> {
        self.references.iter().map(OwnedReferenceId::as_reference).collect()
    }

    /// Returns this verifier with another policy.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy<'static>) -> Self {
        self.judgment.policy = policy;
        self
    }

    /// Returns this verifier with a check of the complete path, which is called last: pinning, transparency.
    #[must_use]
    pub fn with_path_check(mut self, check: PathCheck) -> Self {
        self.judgment.path_check = Some(check);
        self
    }

    /// Connects, with the source domain as SNI, and returns the connection and the identity of the server.
    ///
    /// # Errors
    ///
    /// [`ConnectError`] if the handshake fails or the server has no verified identity, even if OpenSSL accepts it.
    pub fn connect<S: Read + Write>(
        &self,
        configuration: ConnectConfiguration,
        stream: S,
    ) -> Result<(SslStream<S>, PeerIdentity), ConnectError<S>> {
        let ssl = self.prepare(configuration).map_err(ConnectError::Setup)?;
        self.finish(ssl.connect(stream))
    }

    /// Returns the connection and the identity after a handshake that would have blocked and was continued, as in
    /// `verifier.finish(handshake.handshake())`.
    ///
    /// # Errors
    ///
    /// As [`ServerVerifier::connect`].
    pub fn finish<S>(
        &self,
        outcome: Result<SslStream<S>, HandshakeError<S>>,
    ) -> Result<(SslStream<S>, PeerIdentity), ConnectError<S>> {
        finished(outcome, |ssl| self.identify(ssl), |ssl| self.refusal(ssl))
    }

    /// Returns the connection before its handshake, with this verifier and the source domain as SNI, for callers that make
    /// the handshake themselves, as asynchronous ones do (`examples/async_client.rs`).
    ///
    /// *After* the handshake they must call [`ServerVerifier::identify`], without which the server is not verified.
    ///
    /// # Errors
    ///
    /// [`ErrorStack`] if OpenSSL cannot set it up.
    pub fn prepare(&self, mut configuration: ConnectConfiguration) -> Result<Ssl, ErrorStack> {
        // OpenSSL would require a dNSName.
        configuration.set_verify_hostname(false);
        self.install(&mut configuration);
        configuration.into_ssl(&self.source_domain)
    }

    /// Installs the verify callback, for callers that set up the connection themselves.
    ///
    /// They must also call `set_verify_hostname(false)`, because OpenSSL would require a dNSName; and *after* the
    /// handshake they must call [`ServerVerifier::identify`], without which the server is not verified.
    pub fn install(&self, ssl: &mut SslRef) {
        let verifier = self.clone();
        callback::install(ssl, Anonymous::Rejected, move |chain| verifier.judge(chain).map(drop));
    }

    /// Returns the identity of the server, after the handshake.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] if there is no verified chain, or `srvname` rejects it.
    pub fn identify(&self, ssl: &SslRef) -> Result<PeerIdentity, VerifyError> {
        self.judge(&verified_chain(ssl)?)
    }

    /// Returns why the handshake failed, or `None` if it was not because of the certificates.
    #[must_use]
    pub fn refusal(&self, ssl: &SslRef) -> Option<VerifyError> {
        refusal(ssl, |chain| self.judge(chain).map(drop))
    }

    fn judge(&self, chain: &AnchoredChain<'_>) -> Result<PeerIdentity, VerifyError> {
        self.judgment.identify(chain, &self.references())
    }
}
