//! The verifier of a server: of clients that have a certificate.

use openssl::ssl::SslRef;
use srvname::{Policy, ReferenceId, identity::OwnedReferenceId, path::Purpose};

use crate::callback::{self, Anonymous};
use crate::chain::AnchoredChain;
use crate::error::{VerifierError, VerifyError};
use crate::judgment::{Judgment, PathCheck, PeerIdentity, owned, refusal, verified_chain};

/// A verifier of clients that have a certificate: XMPP between servers (RFC 6120 §13.7.2), mail clients, devices.
///
/// During the handshake it is mostly not known yet who the client claims to be: that comes in the stream. So the handshake
/// checks the chain, and [`ClientVerifier::identify`] compares the claim afterwards. *Without that call a certificate of any
/// domain is accepted.* Where the claim comes before STARTTLS, [`ClientVerifier::for_references`] compares it in the
/// handshake.
///
/// Which CAs the server names to clients is the context's: `set_client_ca_list`.
#[derive(Clone, Debug)]
pub struct ClientVerifier {
    judgment: Judgment,
    /// Whom the client must be; empty if the handshake does not ask.
    references: Vec<OwnedReferenceId>,
    anonymous: Anonymous,
}

impl ClientVerifier {
    /// Returns a verifier with the strict policy, which requires a certificate in every handshake.
    ///
    /// `purpose` is what extKeyUsage must have, if the certificate has it. There is no default: [`Purpose::Client`] is the
    /// one for clients, and refuses the certificates of public CAs, which no longer have clientAuth;
    /// [`Purpose::ClientOrServer`] accepts those of servers, and XMPP between servers needs it.
    #[must_use]
    pub fn new(purpose: Purpose) -> Self {
        Self { judgment: Judgment::new(purpose), references: Vec::new(), anonymous: Anonymous::Rejected }
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

    /// Returns this verifier, which then also accepts clients without a certificate, for servers that fall back to
    /// another proof, such as dialback (XEP-0220). Such a client has no identity.
    #[must_use]
    pub const fn accept_anonymous(mut self) -> Self {
        self.anonymous = Anonymous::Accepted;
        self
    }

    /// Returns a verifier with the settings of this one, whose handshake accepts these references and no others: where the
    /// client said before STARTTLS who it is.
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

    /// Installs the verify callback, which must be done before the handshake.
    pub fn install(&self, ssl: &mut SslRef) {
        let verifier = self.clone();
        callback::install(ssl, self.anonymous, move |chain| verifier.judge(chain));
    }

    /// Returns which of these references the client matches. For use after the handshake, when the stream has named its
    /// domain.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] if none matches, if the list is empty, or if there is no verified chain.
    pub fn identify(&self, ssl: &SslRef, references: &[ReferenceId<'_>]) -> Result<PeerIdentity, VerifyError> {
        self.judgment.identify(&verified_chain(ssl)?, references)
    }

    /// Returns why the handshake failed, or `None` if it was not because of the certificates.
    #[must_use]
    pub fn refusal(&self, ssl: &SslRef) -> Option<VerifyError> {
        refusal(ssl, |chain| self.judge(chain))
    }

    fn judge(&self, chain: &AnchoredChain<'_>) -> Result<(), VerifyError> {
        match self.references().as_slice() {
            [] => self.judgment.check(chain),
            references => self.judgment.identify(chain, references).map(drop),
        }
    }
}
