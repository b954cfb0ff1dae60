//! The verify callback.
//!
//! OpenSSL calls it for each certificate, from the anchor down, after its signature was verified; the last of these
//! calls, at depth 0, comes *before* name constraints are checked. OpenSSL also calls it for every error, once for each
//! certificate and each CA above it whose constraints it cannot check.
//!
//! So the whole chain is validated at depth 0, whether or not OpenSSL will report an error. A later error is cleared
//! only if it is *unsupported name constraint type*, at a depth where it is about SRVName, in a chain that was
//! validated and accepted. All other errors remain.

use std::sync::{Mutex, PoisonError};

use openssl::ssl::{SslRef, SslVerifyMode};
use openssl::x509::{X509PurposeId, X509StoreContext, X509StoreContextRef, X509VerifyResult};

use crate::chain::{AnchoredChain, anchored, depths_with_constrained_srv_names};
use crate::error::VerifyError;

/// `X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE`.
const UNSUPPORTED_CONSTRAINT_TYPE: i32 = 51;

/// Whether a peer without a certificate is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anonymous {
    Rejected,
    Accepted,
}

/// Installs a callback that accepts a chain if `judge` does.
pub(crate) fn install(
    ssl: &mut SslRef,
    anonymous: Anonymous,
    judge: impl Fn(&AnchoredChain<'_>) -> Result<(), VerifyError> + Send + Sync + 'static,
) {
    let callback = Callback { judge, clearable: Mutex::default() };
    let mode = match anonymous {
        Anonymous::Rejected => SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT,
        Anonymous::Accepted => SslVerifyMode::PEER,
    };
    // `judge` checks the purpose, by the same rules in every chain. If this failed, OpenSSL would check its own as well.
    ssl.param_mut().set_purpose(X509PurposeId::ANY).ok();
    ssl.set_verify_callback(mode, move |accepted, context| callback.answer(accepted, context));
}

struct Callback<J> {
    judge: J,
    /// For each depth of the chain that was validated last, whether the error may be cleared; empty if the chain was
    /// rejected.
    clearable: Mutex<Vec<bool>>,
}

impl<J: Fn(&AnchoredChain<'_>) -> Result<(), VerifyError>> Callback<J> {
    fn answer(&self, accepted: bool, context: &mut X509StoreContextRef) -> bool {
        match (accepted, context.error_depth()) {
            (true, 0) => self.judge_chain(context),
            (true, _) => true,
            (false, depth) => self.clear(depth, context),
        }
    }

    fn judge_chain(&self, context: &mut X509StoreContextRef) -> bool {
        let depths = current_chain(context).and_then(|chain| {
            (self.judge)(&chain)?;
            depths_with_constrained_srv_names(&chain)
        });
        let good = depths.is_ok();
        *self.clearable.lock().unwrap_or_else(PoisonError::into_inner) = depths.unwrap_or_default();
        if !good {
            context.set_error(X509VerifyResult::APPLICATION_VERIFICATION);
        }
        good
    }

    fn clear(&self, depth: u32, context: &mut X509StoreContextRef) -> bool {
        let clearable = self.clearable.lock().unwrap_or_else(PoisonError::into_inner);
        let known = usize::try_from(depth).is_ok_and(|depth| clearable.get(depth) == Some(&true));
        let clear = known && context.error().as_raw() == UNSUPPORTED_CONSTRAINT_TYPE;
        if clear {
            context.set_error(X509VerifyResult::OK);
        }
        clear
    }
}

fn current_chain(context: &X509StoreContextRef) -> Result<AnchoredChain<'_>, VerifyError> {
    let index = X509StoreContext::ssl_idx().map_err(|_| VerifyError::NoChain)?;
    let ssl = context.ex_data(index).ok_or(VerifyError::NoChain)?;
    anchored(ssl, context.chain())
}
