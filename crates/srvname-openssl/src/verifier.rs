//! Verifiers of servers and of clients, and the identity that they return.

use std::io::{Read, Write};

use openssl::ssl::{ConnectConfiguration, HandshakeError, SslRef, SslStream};
use openssl::x509::X509VerifyResult;
use srvname::{Policy, ReferenceId, identity::OwnedReferenceId, name::NameError};

use crate::callback;
use crate::chain::{AnchoredChain, anchored, with_path};
use crate::error::{ConnectError, VerifyError};

/// The verified identity of a peer: the reference that matched, and the name in the certificate that it matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerIdentity {
    reference: String,
    presented: String,
}

impl PeerIdentity {
    /// Returns the reference that matched, such as `_xmpp-client.example.com`.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// Returns the name in the certificate that it matched.
    #[must_use]
    pub fn presented(&self) -> &str {
        &self.presented
    }
}

/// A verifier of the server of one service at one source domain, by SRV-ID and by the DNS-IDs that the caller adds
/// explicitly.
#[derive(Clone, Debug)]
pub struct ServerVerifier {
    /// As the caller gave it, because OpenSSL sends it as SNI.
    source_domain: String,
    /// The SRV-ID first, then the DNS-IDs that the caller added.
    references: Vec<OwnedReferenceId>,
    policy: Policy<'static>,
}

impl ServerVerifier {
    /// Returns a verifier with the strict policy.
    ///
    /// The *source domain* is what the user typed, and not what an SRV record names (RFC 9525 §6.1).
    ///
    /// # Errors
    ///
    /// [`NameError`] if the service or the domain is malformed.
    pub fn new(service: &str, source_domain: &str) -> Result<Self, NameError> {
        let srv_id = ReferenceId::srv(service, source_domain)?;
        Ok(Self { source_domain: source_domain.to_owned(), references: vec![srv_id.into()], policy: Policy::default() })
    }

    /// Returns this verifier with a DNS-ID of the source domain as well.
    ///
    /// The risk: the holder of a certificate for the web site of a domain can then be its server for this service.
    #[must_use]
    pub fn accept_dns_id_of_source_domain(mut self) -> Self {
        // The SRV-ID has this domain, so it is a domain name, and no error is lost.
        self.references.extend(ReferenceId::dns(&self.source_domain).map(OwnedReferenceId::from).ok());
        self
    }

    /// Returns this verifier with a DNS-ID as well, of a target that the caller *authenticated* as a server of the
    /// source domain: by DNSSEC, or by configuration (RFC 9525 §6.1.1).
    ///
    /// # Errors
    ///
    /// [`NameError`] if the target is not a host name.
    pub fn accept_authenticated_target(mut self, target: &str) -> Result<Self, NameError> {
        self.references.push(ReferenceId::dns(target)?.into());
        Ok(self)
    }

    /// Returns this verifier with another policy.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy<'static>) -> Self {
        self.policy = policy;
        self
    }

    /// Connects, with the source domain as SNI, and returns the connection and the identity of the server.
    ///
    /// # Errors
    ///
    /// [`ConnectError`] if the handshake fails or the server has no verified identity, even if OpenSSL accepts it.
    pub fn connect<S: Read + Write>(
        &self,
        mut configuration: ConnectConfiguration,
        stream: S,
    ) -> Result<(SslStream<S>, PeerIdentity), ConnectError<S>> {
        configuration.set_verify_hostname(false);
        self.install(&mut configuration);
        let domain = self.source_domain.strip_suffix('.').unwrap_or(&self.source_domain);
        let ssl = configuration.into_ssl(domain).map_err(ConnectError::Setup)?;
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
        match outcome {
            Ok(stream) => {
                let identity = self.identify(stream.ssl()).map_err(ConnectError::Verify)?;
                Ok((stream, identity))
            }
            Err(HandshakeError::WouldBlock(handshake)) => Err(ConnectError::WouldBlock(handshake)),
            Err(HandshakeError::SetupFailure(error)) => Err(ConnectError::Setup(error)),
            Err(HandshakeError::Failure(handshake)) => Err(match self.refusal(handshake.ssl()) {
                Some(refused) => ConnectError::Verify(refused),
                None => ConnectError::Handshake(HandshakeError::Failure(handshake)),
            }),
        }
    }

    /// Installs the verify callback, for callers that make the handshake themselves, as asynchronous ones do.
    ///
    /// They must also call `set_verify_hostname(false)`, because OpenSSL would require a dNSName; and *after* the
    /// handshake they must call [`ServerVerifier::identify`], without which the server is not verified.
    pub fn install(&self, ssl: &mut SslRef) {
        let verifier = self.clone();
        callback::install(ssl, move |chain| verifier.judge(chain).map(drop));
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
        let references: Vec<ReferenceId<'_>> = self.references.iter().map(OwnedReferenceId::as_reference).collect();
        identify(chain, &references, &self.policy)
    }
}

/// A verifier of clients that have a certificate: XMPP between servers (RFC 6120 §13.7.2).
///
/// During the handshake it is not yet known which domain the client claims: that comes in the stream. So the handshake
/// checks the chain, and [`ClientVerifier::identify`] compares the claim afterwards. *Without that call a certificate of
/// any domain is accepted.*
#[derive(Clone, Debug, Default)]
pub struct ClientVerifier {
    policy: Policy<'static>,
}

impl ClientVerifier {
    /// Returns a verifier with the strict policy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns this verifier with another policy.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy<'static>) -> Self {
        self.policy = policy;
        self
    }

    /// Installs the verify callback, which must be done before the handshake. Clients without a certificate are
    /// rejected.
    pub fn install(&self, ssl: &mut SslRef) {
        let verifier = self.clone();
        callback::install(ssl, move |chain| verifier.judge(chain));
    }

    /// Returns which of these references the client matches. For use after the handshake, when the stream has named its
    /// domain.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] if none matches, if the list is empty, or if there is no verified chain.
    pub fn identify(&self, ssl: &SslRef, references: &[ReferenceId<'_>]) -> Result<PeerIdentity, VerifyError> {
        identify(&verified_chain(ssl)?, references, &self.policy)
    }

    /// Returns why the handshake failed, or `None` if it was not because of the certificates.
    #[must_use]
    pub fn refusal(&self, ssl: &SslRef) -> Option<VerifyError> {
        refusal(ssl, |chain| self.judge(chain))
    }

    fn judge(&self, chain: &AnchoredChain<'_>) -> Result<(), VerifyError> {
        with_path(chain, |path| path.validate_names(&self.policy))
    }
}

fn identify(
    chain: &AnchoredChain<'_>,
    references: &[ReferenceId<'_>],
    policy: &Policy<'_>,
) -> Result<PeerIdentity, VerifyError> {
    with_path(chain, |path| {
        let identity = path.validate(references, policy)?;
        let (reference, presented) = (identity.reference().to_string(), identity.presented().to_string());
        Ok(PeerIdentity { reference, presented })
    })
}

/// Returns the chain of a connection, or an error if OpenSSL did not accept it. A resumed session has none.
fn verified_chain(ssl: &SslRef) -> Result<AnchoredChain<'_>, VerifyError> {
    match ssl.verify_result() {
        X509VerifyResult::OK => anchored(ssl, ssl.verified_chain()),
        error => Err(VerifyError::Openssl(error)),
    }
}

/// Returns why a handshake failed, or `None` if it was not because of the certificates. OpenSSL keeps the chain at
/// which it stopped, and the error that the callback set shows that the callback stopped it.
fn refusal(ssl: &SslRef, judge: impl FnOnce(&AnchoredChain<'_>) -> Result<(), VerifyError>) -> Option<VerifyError> {
    match ssl.verify_result() {
        X509VerifyResult::OK => None,
        X509VerifyResult::APPLICATION_VERIFICATION => {
            anchored(ssl, ssl.verified_chain()).and_then(|chain| judge(&chain)).err()
        }
        error => Some(VerifyError::Openssl(error)),
    }
}
