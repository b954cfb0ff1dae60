//! SRV-IDs for TLS connections through OpenSSL 3.0 and later.
//!
//! OpenSSL does not process SRVName. It matches none, so a server cannot be authenticated by one. It lets every SRVName pass that
//! no CA constrains, so a CA held to the hosts of one organization makes servers of any other. And where a CA does
//! constrain SRVName, it refuses with *unsupported name constraint type*, so certificates of the CAs that constrain
//! SRVName are the ones that it refuses.
//!
//! This package leaves to OpenSSL what it does well (path building, signatures, validity, key usages, revocation) and
//! takes over all names: a verify callback that asks `srvname` about the whole chain, every form of it, and clears that
//! one error where it is about SRVName and `srvname` has found nothing wrong.
//!
//! ```no_run
//! use openssl::ssl::{SslConnector, SslMethod};
//! use srvname_openssl::ServerVerifier;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let connector = SslConnector::builder(SslMethod::tls_client())?.build();
//! let tcp = std::net::TcpStream::connect("xmpp.hosting.test:5223")?;
//! let verifier = ServerVerifier::new("xmpp-client", "example.com")?;
//! let (stream, identity) = verifier.connect(connector.configure()?, tcp)?;
//! assert_eq!(identity.reference(), "_xmpp-client.example.com");
//! # let _ = stream;
//! # Ok(())
//! # }
//! ```
//!
//! # Why every form
//!
//! A callback that merely clears the error is a hole. OpenSSL stops looking at a certificate's names at the first that it
//! cannot judge: cleared, a certificate with the SRVName first and a host outside the constraints after it is accepted,
//! and with the two names in the other order it is refused. So a callback that clears the error must check all names itself.
//! (`tests/handshake.rs`, `a_callback_that_only_clears_the_error_is_a_hole`)
//!
//! # Why twice
//!
//! The callback makes a handshake fail in time. It is not what an identity rests on: that is asked afterwards, of the
//! chain that OpenSSL says it verified. A handshake in which OpenSSL made no call, because a session was resumed or the
//! peer had no certificate, has no such chain, and so no identity.
//!
//! # What stays the caller's
//!
//! * Trust anchors, in the store of the `SslContext` (`set_cert_store`, `set_ca_file`, the default paths). One that is only
//!   in a store of the connection's own is not found, and the chain refused.
//! * One path: OpenSSL builds one, and a chain whose other path would be good is refused. `srvname::PathBuilder` tries all.
//! * Sessions: a resumed one has no verified chain, so there is no identity. Do not offer sessions on such connections.
//! * Time, revocation and key usages are as OpenSSL is configured.

#![forbid(unsafe_code)]

mod callback;
mod chain;
mod error;
mod verifier;

pub use error::{ConnectError, VerifyError};
pub use verifier::{ClientVerifier, PeerIdentity, ServerVerifier};

#[cfg(test)]
use srvname_testkit::make;
