//! What both verifiers ask of a chain, and the identity that they return.

use std::fmt;
use std::sync::Arc;

use openssl::ssl::SslRef;
use openssl::x509::X509VerifyResult;
use srvname::{Path, Policy, ReferenceId, Rejection, identity::OwnedReferenceId, path::Purpose};

use crate::chain::{AnchoredChain, anchored, with_path};
use crate::error::{VerifierError, VerifyError};

/// A caller's own check of a complete path, for what neither OpenSSL nor `srvname` checks: pinning, transparency.
///
/// It is called last, in the handshake and again for the identity after it. If it returns an error, that is the reason of a
/// rejection with the code `refused_by_caller`.
///
/// ```
/// use std::sync::Arc;
///
/// use srvname_openssl::PathCheck;
///
/// let check: PathCheck = Arc::new(|path| {
///     if path.intermediates().len() <= 2 { Ok(()) } else { Err("more than two intermediate certificates".to_owned()) }
/// });
/// # drop(check);
/// ```
pub type PathCheck = Arc<dyn Fn(&Path<'_, '_>) -> Result<(), String> + Send + Sync>;

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

/// The settings of a verifier.
#[derive(Clone)]
pub(crate) struct Judgment {
    pub(crate) policy: Policy<'static>,
    pub(crate) purpose: Purpose,
    pub(crate) path_check: Option<PathCheck>,
}

impl fmt::Debug for Judgment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Judgment")
            .field("policy", &self.policy)
            .field("purpose", &self.purpose)
            .field("path_check", &self.path_check.is_some())
            .finish()
    }
}

impl Judgment {
    pub(crate) fn new(purpose: Purpose) -> Self {
        Self { policy: Policy::default(), purpose, path_check: None }
    }

    /// Returns which of these references the peer matches.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] if the chain is rejected, or if no reference matches.
    pub(crate) fn identify(
        &self,
        chain: &AnchoredChain<'_>,
        references: &[ReferenceId<'_>],
    ) -> Result<PeerIdentity, VerifyError> {
        with_path(chain, |path| {
            path.check_key_usages(self.purpose)?;
            let identity = path.validate(references, &self.policy)?;
            self.ask_caller(path)?;
            let (reference, presented) = (identity.reference().to_string(), identity.presented().to_string());
            Ok(PeerIdentity { reference, presented })
        })
    }

    /// Checks the chain without identifying the peer.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] if it is rejected.
    pub(crate) fn check(&self, chain: &AnchoredChain<'_>) -> Result<(), VerifyError> {
        with_path(chain, |path| {
            path.check_key_usages(self.purpose)?;
            path.validate_names(&self.policy)?;
            self.ask_caller(path)
        })
    }

    fn ask_caller(&self, path: &Path<'_, '_>) -> Result<(), Rejection> {
        self.ask(path).map_err(Rejection::refused_by_caller)
    }

    /// Returns what the caller's own check says of a path; `Ok` if there is none.
    pub(crate) fn ask(&self, path: &Path<'_, '_>) -> Result<(), String> {
        self.path_check.as_ref().map_or(Ok(()), |check| check(path))
    }
}

/// Returns references that a verifier keeps.
///
/// # Errors
///
/// [`VerifierError::NoReferences`] if there is none.
pub(crate) fn owned<'r>(
    references: impl IntoIterator<Item = ReferenceId<'r>>,
) -> Result<Vec<OwnedReferenceId>, VerifierError> {
    let references: Vec<_> = references.into_iter().map(OwnedReferenceId::from).collect();
    if references.is_empty() { Err(VerifierError::NoReferences) } else { Ok(references) }
}

/// Returns the chain of a connection, or an error if OpenSSL did not accept it. A resumed session has none.
pub(crate) fn verified_chain(ssl: &SslRef) -> Result<AnchoredChain<'_>, VerifyError> {
    match ssl.verify_result() {
        X509VerifyResult::OK => anchored(ssl, ssl.verified_chain()),
        error => Err(VerifyError::Openssl(error)),
    }
}

/// Returns why a handshake failed, or `None` if it was not because of the certificates. OpenSSL keeps the chain at
/// which it stopped, and the error that the callback set shows that the callback stopped it.
pub(crate) fn refusal(
    ssl: &SslRef,
    judge: impl FnOnce(&AnchoredChain<'_>) -> Result<(), VerifyError>,
) -> Option<VerifyError> {
    match ssl.verify_result() {
        X509VerifyResult::OK => None,
        X509VerifyResult::APPLICATION_VERIFICATION => {
            anchored(ssl, ssl.verified_chain()).and_then(|chain| judge(&chain)).err()
        }
        error => Some(VerifyError::Openssl(error)),
    }
}
