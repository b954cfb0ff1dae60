//! SRV-IDs for TLS connections through OpenSSL 3.0 and later.
//!
//! OpenSSL does not process SRVName. It matches none, so a server cannot be authenticated by one. It accepts every
//! SRVName that no CA constrains, so a CA that is constrained to the hosts of one organization can issue SRVNames of
//! any other. And if a CA does constrain SRVName, OpenSSL rejects the chain with *unsupported name constraint type*, so
//! it rejects the certificates of just those CAs that constrain SRVName.
//!
//! This package leaves path building, signatures, validity and revocation to OpenSSL, and checks all names and the key usages
//! itself: a verify callback validates the whole chain with `srvname`, in every form of name, and clears that one error if it
//! is about SRVName and `srvname` accepts the chain.
//!
//! ```no_run
//! use openssl::ssl::{SslConnector, SslMethod};
//! use srvname::identity::SourceDomain;
//! use srvname_openssl::ServerVerifier;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let connector = SslConnector::builder(SslMethod::tls_client())?.build();
//! let tcp = std::net::TcpStream::connect("xmpp.hosting.test:5223")?;
//! // What the user typed, and not what an SRV record names.
//! let verifier = ServerVerifier::new("xmpp-client", SourceDomain::from_user_input("example.com")?)?;
//! let (stream, identity) = verifier.connect(connector.configure()?, tcp)?;
//! assert_eq!(identity.reference(), "_xmpp-client.example.com");
//! # let _ = stream;
//! # Ok(())
//! # }
//! ```
//!
//! # Why every form
//!
//! A callback that only clears the error is a vulnerability. OpenSSL stops checking the names of a certificate at the
//! first that it cannot check. With the error cleared, a certificate with the SRVName first and a host outside the
//! constraints after it is accepted; with the two names in the reverse order it is rejected. So a callback that clears
//! the error must check all names itself. (`tests/handshake.rs`, `a_callback_that_only_clears_the_error_is_a_hole`)
//!
//! # Why the chain is validated twice
//!
//! The callback makes a handshake fail before the connection is used. The identity does not depend on it: it is
//! computed after the handshake, from the chain that OpenSSL returns as verified. If OpenSSL did not call the callback,
//! because a session was resumed or the peer had no certificate, there is no such chain, and so no identity.
//!
//! # The purpose
//!
//! OpenSSL checks key usages for the one side of TLS or for the other. XMPP servers that connect to each other present
//! certificates with serverAuth alone, and OpenSSL knows no anyExtendedKeyUsage. So its own check is switched off
//! (`X509_PURPOSE_ANY`), and [`Purpose`](srvname::path::Purpose) is asked of the chain, by the rules of `srvname` for every
//! TLS library.
//!
//! # What the domain publishes
//!
//! TLSA records, an MTA-STS policy and a POSH document can say more of a server than names, and other things: a
//! [`DelegationVerifier`] takes them for one connection. It judges the certificates as they were sent, and asks for a path of its
//! own where one counts: neither the chain that OpenSSL builds nor the store of the context decides there. [`Roots`] are its trust
//! anchors. POSH needs the feature `posh` of `srvname`.
//!
//! # What stays the caller's
//!
//! * Trust anchors, in the store of the `SslContext` (`set_cert_store`, `set_ca_file`, the default paths). If an anchor
//!   is only in a store of the connection, it is not found, and the chain is rejected. If several have one subject and one
//!   key, the constraints of all of them apply, whichever OpenSSL chooses.
//! * Paths: OpenSSL builds one, and a chain is rejected even if another path would be valid. `srvname::PathBuilder`
//!   tries all.
//! * Sessions: a resumed session has no verified chain, so there is no identity. Do not offer sessions on such
//!   connections.
//! * Time and revocation are as OpenSSL is configured.

#![forbid(unsafe_code)]

mod algorithms;
mod callback;
mod chain;
mod clients;
mod connection;
mod delegations;
mod digests;
mod error;
mod judgment;
mod roots;
mod sent;
mod servers;

pub use clients::ClientVerifier;
pub use delegations::DelegationVerifier;
pub use error::{ConnectError, VerifierError, VerifyError};
pub use judgment::{PathCheck, PeerIdentity};
pub use roots::Roots;
pub use servers::ServerVerifier;

#[cfg(all(test, testkit))]
use srvname_testkit::make;
