//! The library behind other crates' interfaces: verifiers for TLS stacks, conversions, serialization.

#[cfg(feature = "rustls-0_23")]
pub(crate) mod roots;
#[cfg(feature = "rustls-0_23")]
pub mod rustls_0_23;
#[cfg(feature = "serde")]
pub(crate) mod serde;
#[cfg(feature = "rustls-0_23")]
pub(crate) mod tls;
#[cfg(feature = "x509-cert")]
pub mod x509_cert;

#[cfg(feature = "rustls-0_23")]
pub use roots::{RootError, RootErrorKind, Roots};
#[cfg(feature = "rustls-0_23")]
pub use tls::{OwnedPathCheck, ServerNameError, VerifierError};
