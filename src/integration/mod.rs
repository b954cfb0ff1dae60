//! Verifiers for TLS stacks, and conversions to and from the types of other crates. Each needs a feature of its own.
//!
//! | item | feature | what it is |
//! |---|---|---|
//! | `rustls_0_23::ServerVerifier` | `rustls-0_23` | authenticates a server by SRV-ID in a rustls 0.23 client |
//! | `rustls_0_23::ConnectionVerifier` | `rustls-0_23` | the same for one connection, by references of its own |
//! | `rustls_0_23::DelegationVerifier` | `rustls-0_23` | the same for one connection, by TLSA records, an MTA-STS policy and a POSH document too |
//! | `rustls_0_23::ClientVerifier` | `rustls-0_23` | verifies client certificates in a rustls 0.23 server |
//! | `rustls_0_23::PeerRejection` | `rustls-0_23` | the reason inside the error of a connection, and a sentence for people |
//! | `Roots` | `rustls-0_23` | the trust anchors of a verifier |
//! | `x509_cert_0_3` | `x509-cert-0_3` | conversions from and to the types of the `x509-cert` crate |
//! | `Serialize` of verdicts and names | `serde` | implementations on the types themselves |
//!
//! ```no_run
//! # fn verifier(
//! #     roots: &[u8],
//! #     provider: std::sync::Arc<rustls::crypto::CryptoProvider>,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! use srvname::integration::{Roots, rustls_0_23::ServerVerifier};
//! use srvname::{Policy, SubCaRule};
//!
//! let policy = Policy::new().with_sub_ca_rule(SubCaRule::Confined);
//! let roots = Roots::from_pem(roots)?;
//! let verifier = ServerVerifier::new(roots, &provider, "xmpp-client")?.with_policy(policy);
//! # drop(verifier);
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "rustls-0_23")]
pub(crate) mod pem;
#[cfg(feature = "rustls-0_23")]
pub(crate) mod roots;
#[cfg(feature = "rustls-0_23")]
pub mod rustls_0_23;
#[cfg(feature = "serde")]
pub(crate) mod serde;
#[cfg(feature = "rustls-0_23")]
pub(crate) mod tls;
#[cfg(feature = "x509-cert-0_3")]
pub mod x509_cert_0_3;

#[cfg(feature = "rustls-0_23")]
pub use pem::{PemError, PemErrorKind};
#[cfg(feature = "rustls-0_23")]
pub use roots::{RootError, RootErrorKind, Roots};
#[cfg(feature = "rustls-0_23")]
pub use tls::{OwnedPathCheck, ServerNameError, VerifierError};
