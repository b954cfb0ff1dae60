//! What is known of one connection before it is made, and the verdict on the certificates that the server then sends.
//!
//! [`evidence`] holds it, owned, so that it can live as long as a connection; [`judge`] asks each mechanism and combines them.

pub(crate) mod accepted;
pub(crate) mod authentication;
pub(crate) mod dane_evidence;
pub(crate) mod document;
pub(crate) mod evidence;
mod judge;
mod owned_delegation;
#[cfg(feature = "posh")]
pub(crate) mod posh_evidence;
pub(crate) mod question;
pub(crate) mod refusal;
