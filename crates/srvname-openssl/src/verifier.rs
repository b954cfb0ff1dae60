//! Who a server or a client is.

use std::io::{Read, Write};

use openssl::ssl::{ConnectConfiguration, HandshakeError, SslRef, SslStream};
use openssl::stack::StackRef;
use openssl::x509::{X509, X509VerifyResult};
use srvname::{Policy, ReferenceId, identity::OwnedReferenceId, name::NameError};

use crate::callback;
use crate::chain::{anchored, with_path};
use crate::error::{ConnectError, VerifyError};

/// Who a peer is: which reference matched, and what it matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerIdentity {
    reference: String,
    presented: String,
}

impl PeerIdentity {
    /// The reference that matched: `_xmpp-client.example.com`.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The name in the certificate that it matched.
    #[must_use]
    pub fn presented(&self) -> &str {
        &self.presented
    }
}

/// Verifies the server of one service at one source domain, by SRV-ID and by whatever the caller adds in so many words.
#[derive(Clone, Debug)]
pub struct ServerVerifier {
    /// As the caller wrote it: OpenSSL sends it as SNI.
    source_domain: String,
    /// The SRV-ID first, then what the caller also accepts.
    references: Vec<OwnedReferenceId>,
    policy: Policy<'static>,
}

impl ServerVerifier {
    /// A verifier with the strict policy.
    ///
    /// The *source domain* is what the user typed, and not what an SRV record names (RFC 9525 §6.1).
    ///
    /// # Errors
    ///
    /// [`NameError`] when the service or the domain is none.
    pub fn new(service: &str, source_domain: &str) -> Result<Self, NameError> {
        let srv_id = ReferenceId::srv(service, source_domain)?;
        Ok(Self { source_domain: source_domain.to_owned(), references: vec![srv_id.into()], policy: Policy::default() })
    }

    /// Also accepts a DNS-ID of the source domain.
    ///
    /// The risk: whoever has a certificate for the web site of a domain can then be its server for this service.
    #[must_use]
    pub fn accept_dns_id_of_source_domain(mut self) -> Self {
        // The SRV-ID has this domain, so it is one.
        self.references.extend(ReferenceId::dns(&self.source_domain).map(OwnedReferenceId::from).ok());
        self
    }

    /// Also accepts a DNS-ID of a target that the caller *authenticated* as a server of the source domain: by DNSSEC, or by
    /// configuration (RFC 9525 §6.1.1).
    ///
    /// # Errors
    ///
    /// [`NameError`] when the target is no domain.
    pub fn accept_authenticated_target(mut self, target: &str) -> Result<Self, NameError> {
        self.references.push(ReferenceId::dns(target)?.into());
        Ok(self)
    }

    /// Another policy than the strict one.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy<'static>) -> Self {
        self.policy = policy;
        self
    }

    /// Connects, with the source domain as SNI, and says who the server is.
    ///
    /// # Errors
    ///
    /// [`ConnectError`]. Without an identity there is no connection, whatever OpenSSL says.
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

    /// What has become of a handshake: of one that would have blocked and went on, as
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
    /// They also call `set_verify_hostname(false)`, since OpenSSL would look for a dNSName; and *after* the handshake
    /// [`ServerVerifier::identify`], without whose answer there is no server.
    pub fn install(&self, ssl: &mut SslRef) {
        let verifier = self.clone();
        callback::install(ssl, move |chain| verifier.judge(chain).map(drop));
    }

    /// Who the server is, after the handshake.
    ///
    /// # Errors
    ///
    /// [`VerifyError`].
    pub fn identify(&self, ssl: &SslRef) -> Result<PeerIdentity, VerifyError> {
        self.judge(verified_chain(ssl)?)
    }

    /// Why the handshake failed, if it was over the certificates.
    #[must_use]
    pub fn refusal(&self, ssl: &SslRef) -> Option<VerifyError> {
        refusal(ssl, |chain| self.judge(chain).map(drop))
    }

    fn judge(&self, chain: &StackRef<X509>) -> Result<PeerIdentity, VerifyError> {
        let references: Vec<ReferenceId<'_>> = self.references.iter().map(OwnedReferenceId::as_reference).collect();
        identify(chain, &references, &self.policy)
    }
}

/// Verifies clients that have a certificate: XMPP between servers (RFC 6120 §13.7.2).
///
/// During the handshake nobody knows yet who the client says it is: that comes in the stream. So the handshake judges the
/// chain, and [`ClientVerifier::identify`] asks afterwards who the client is. *Without that call any certificate of any
/// domain is as good as another.*
#[derive(Clone, Debug, Default)]
pub struct ClientVerifier {
    policy: Policy<'static>,
}

impl ClientVerifier {
    /// A verifier with the strict policy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Another policy than the strict one.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy<'static>) -> Self {
        self.policy = policy;
        self
    }

    /// Installs the verify callback: before the handshake, and clients without certificate are refused.
    pub fn install(&self, ssl: &mut SslRef) {
        let verifier = self.clone();
        callback::install(ssl, move |chain| verifier.judge(chain));
    }

    /// Who the client is, by these references: after the handshake, when the stream has said who it wants to be.
    ///
    /// # Errors
    ///
    /// [`VerifyError`]; an empty list of references is one.
    pub fn identify(&self, ssl: &SslRef, references: &[ReferenceId<'_>]) -> Result<PeerIdentity, VerifyError> {
        identify(verified_chain(ssl)?, references, &self.policy)
    }

    /// Why the handshake failed, if it was over the certificates.
    #[must_use]
    pub fn refusal(&self, ssl: &SslRef) -> Option<VerifyError> {
        refusal(ssl, |chain| self.judge(chain))
    }

    fn judge(&self, chain: &StackRef<X509>) -> Result<(), VerifyError> {
        with_path(chain, |path| path.validate_names(&self.policy))
    }
}

fn identify(
    chain: &StackRef<X509>,
    references: &[ReferenceId<'_>],
    policy: &Policy<'_>,
) -> Result<PeerIdentity, VerifyError> {
    with_path(chain, |path| {
        let identity = path.validate(references, policy)?;
        let (reference, presented) = (identity.reference().to_string(), identity.presented().to_string());
        Ok(PeerIdentity { reference, presented })
    })
}

/// The chain of a connection, when OpenSSL found nothing wrong with it. There is none on a resumed session.
fn verified_chain(ssl: &SslRef) -> Result<&StackRef<X509>, VerifyError> {
    match ssl.verify_result() {
        X509VerifyResult::OK => anchored(ssl, ssl.verified_chain()),
        error => Err(VerifyError::Openssl(error)),
    }
}

/// Why a handshake failed: OpenSSL keeps the chain on which it stopped, and the callback's error says that we stopped it.
fn refusal(ssl: &SslRef, judge: impl FnOnce(&StackRef<X509>) -> Result<(), VerifyError>) -> Option<VerifyError> {
    match ssl.verify_result() {
        X509VerifyResult::OK => None,
        X509VerifyResult::APPLICATION_VERIFICATION => anchored(ssl, ssl.verified_chain()).and_then(judge).err(),
        error => Some(VerifyError::Openssl(error)),
    }
}
