//! The certificates as the server sent them, and a verify callback that is asked about those.
//!
//! OpenSSL calls it for what it finds in the chain that it built by the store of the context, or failed to build. Where a key or
//! a path of our own decides, that chain says nothing: so the certificates that were sent are judged at the first of these
//! calls, and if they are accepted, the errors about the chain pass.

use std::sync::{Mutex, PoisonError};

use openssl::ssl::{SslRef, SslVerifyMode};
use openssl::x509::{X509PurposeId, X509StoreContext, X509StoreContextRef, X509VerifyResult};

use crate::error::VerifyError;

/// `X509_V_ERR_EE_KEY_TOO_SMALL`: the security level of the context is about the key that signs the handshake.
const EE_KEY_TOO_SMALL: i32 = 66;

/// What OpenSSL says of revocation: `X509_V_ERR_UNABLE_TO_GET_CRL`, `_UNABLE_TO_DECRYPT_CRL_SIGNATURE`,
/// `_CRL_SIGNATURE_FAILURE`, `_CRL_NOT_YET_VALID`, `_CRL_HAS_EXPIRED`, `_ERROR_IN_CRL_LAST_UPDATE_FIELD`,
/// `_ERROR_IN_CRL_NEXT_UPDATE_FIELD`, `_CERT_REVOKED`, `_UNABLE_TO_GET_CRL_ISSUER`, `_KEYUSAGE_NO_CRL_SIGN`,
/// `_UNHANDLED_CRITICAL_CRL_EXTENSION`, `_DIFFERENT_CRL_SCOPE`, `_CRL_PATH_VALIDATION_ERROR`. It looks for it only if the caller
/// asked it to.
const REVOCATION: [i32; 13] = [3, 5, 8, 11, 12, 15, 16, 23, 33, 35, 36, 44, 54];

/// By what certificates are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basis {
    /// The octets of a key or a certificate, or nothing at all.
    NoPath,
    /// A path.
    Path,
}

/// Returns the certificates in DER, in the order in which the server sent them, the end entity first.
///
/// # Errors
///
/// [`VerifyError::NoChain`] if there is none, or if the session was resumed: then no signature of this handshake proves that the
/// server has the key.
pub(crate) fn sent(ssl: &SslRef) -> Result<Vec<Vec<u8>>, VerifyError> {
    let chain = ssl.peer_cert_chain().filter(|chain| !chain.is_empty() && !ssl.session_reused());
    let chain = chain.ok_or(VerifyError::NoChain)?;
    chain.iter().map(|certificate| certificate.to_der().map_err(|_| VerifyError::NoChain)).collect()
}

/// Installs a callback that accepts the certificates that were sent if `judge` does.
pub(crate) fn install(
    ssl: &mut SslRef,
    judge: impl Fn(&[Vec<u8>]) -> Result<Basis, VerifyError> + Send + Sync + 'static,
) {
    let callback = Callback { judge, judged: Mutex::default() };
    // `judge` asks for the purpose where it counts. If this failed, OpenSSL would report its own view, which passes.
    ssl.param_mut().set_purpose(X509PurposeId::ANY).ok();
    let mode = SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT;
    ssl.set_verify_callback(mode, move |accepted, context| callback.answer(accepted, context));
}

struct Callback<J> {
    judge: J,
    /// TLS 1.2 can renegotiate, with other certificates.
    judged: Mutex<Option<Judged>>,
}

/// The certificates that were judged last.
struct Judged {
    chain: Vec<Vec<u8>>,
    /// By what they are accepted; `None` if they are refused.
    basis: Option<Basis>,
}

impl<J: Fn(&[Vec<u8>]) -> Result<Basis, VerifyError>> Callback<J> {
    fn answer(&self, accepted: bool, context: &mut X509StoreContextRef) -> bool {
        let basis = sent_in(context).ok().and_then(|chain| self.basis(chain));
        let Some(basis) = basis else {
            context.set_error(X509VerifyResult::APPLICATION_VERIFICATION);
            return false;
        };
        if !accepted && stands(context.error(), basis) {
            return false;
        }
        context.set_error(X509VerifyResult::OK);
        true
    }

    /// Returns by what these certificates are accepted, which is asked once; `None` if they are refused.
    fn basis(&self, chain: Vec<Vec<u8>>) -> Option<Basis> {
        let mut judged = self.judged.lock().unwrap_or_else(PoisonError::into_inner);
        match &*judged {
            Some(last) if last.chain == chain => last.basis,
            _ => {
                let basis = (self.judge)(&chain).ok();
                *judged = Some(Judged { chain, basis });
                basis
            }
        }
    }
}

/// Returns `true` for an error that no judgment of the certificates lifts.
fn stands(error: X509VerifyResult, basis: Basis) -> bool {
    let error = error.as_raw();
    error == EE_KEY_TOO_SMALL || basis == Basis::Path && REVOCATION.contains(&error)
}

fn sent_in(context: &X509StoreContextRef) -> Result<Vec<Vec<u8>>, VerifyError> {
    let index = X509StoreContext::ssl_idx().map_err(|_| VerifyError::NoChain)?;
    sent(context.ex_data(index).ok_or(VerifyError::NoChain)?)
}
