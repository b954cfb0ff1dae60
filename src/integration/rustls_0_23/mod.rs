//! Certificate verifiers for rustls 0.23 that authenticate by SRV-ID.
//!
//! rustls's own verifier does not process SRVName: it matches none, and it rejects every chain in which a CA constrains
//! them. So these verifiers replace it: path building, signatures (with the provider's algorithms), name constraints of
//! every form, key usages, and the identity (RFC 5280 §6, RFC 9525 §6).
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use rustls_pki_types::CertificateDer;
//! # fn configure(
//! #     roots: Vec<CertificateDer<'static>>,
//! #     provider: Arc<rustls::crypto::CryptoProvider>,
//! # ) -> Result<rustls::ClientConfig, Box<dyn std::error::Error>> {
//! use srvname::integration::{Roots, rustls_0_23::ServerVerifier};
//!
//! let verifier = ServerVerifier::new(Roots::from_certificates(roots)?, &provider, "xmpp-client")?;
//! let config = rustls::ClientConfig::builder_with_provider(provider)
//!     .with_safe_default_protocol_versions()?
//!     .dangerous()
//!     .with_custom_certificate_verifier(Arc::new(verifier))
//!     .with_no_client_auth();
//! // To connect: `ServerName::try_from(SourceDomain::from_user_input("example.com")?)`, and not the target of an SRV record.
//! # Ok(config)
//! # }
//! ```
//!
//! # What the server name is
//!
//! The `ServerName` given to rustls is the *source domain*: what the user typed, the part after the `@`. rustls sends
//! it as SNI, by which servers choose their certificate (RFC 6120 §5.4.3.1). The service belongs to the verifier. A
//! server name that starts with `_` is an error, see [`ServerNameError`].
//!
//! rustls's type is the same for every domain, and so says nothing about where one comes from. Make it of a
//! [`SourceDomain`], which is never the target of an SRV record; or fix the domain or the references of a connection
//! ([`ServerVerifier::for_source_domain`], [`ServerVerifier::for_references`]), and then the server name is SNI and no more.
//!
//! # How rejections are returned
//!
//! A [`Rejection`] has the certificate, the name, the CA and the section. `rustls::CertificateError` has no place for
//! them, except in `Other`. So a rejection is returned as one of rustls's own values if that loses nothing, and the
//! handshake ends with the alert that peers expect. In all other cases it is a [`Rejection`] inside `Other`, whose sentence
//! logs show.
//!
//! [`PeerRejection::find`] returns the reason from any of them, and from the `std::io::Error` in which streams wrap the
//! errors of rustls: its code, its sentence, and the [`Rejection`] where there is one.
//!
//! | rejection | what rustls returns |
//! |---|---|
//! | `expired`, of the end entity | `CertificateError::ExpiredContext` |
//! | `not_yet_valid`, of the end entity | `CertificateError::NotValidYetContext` |
//! | `unknown_issuer`, of the chain | `CertificateError::UnknownIssuer` |
//! | `bad_signature`, of the end entity | `CertificateError::BadSignature` |
//! | `extended_key_usage`, of the end entity | `CertificateError::InvalidPurposeContext` |
//! | `no_matching_identifier`, of one reference | `CertificateError::NotValidForNameContext` |
//! | by TLSA records, an MTA-STS policy or a POSH document | `CertificateError::Other`, containing a `DelegationRefusal`; the alert is certificate_unknown |
//! | the same about a CA or of several references, and everything else | `CertificateError::Other`, containing the [`Rejection`] |
//! | a server name that is not a source domain | `Error::Other`, containing a [`ServerNameError`] |
//!
//! With [`ErrorMapping::AlwaysRejection`] every rejection is a [`Rejection`] inside `Other`.
//!
//! # Resumption
//!
//! A resumed session is not verified again: it counts as verified, because the first one was.
//!
//! *A client* of rustls resumes a session only with the same `Arc` of the verifier that accepted it. So create *one* `Arc`
//! for each service and policy, and use it for all connections. With a new verifier for each connection no session is
//! resumed, which is safe. The policy of a verifier cannot change. So too a [`ConnectionVerifier`]: one that is made for a
//! connection and dropped resumes nothing; one that is kept, by its references, in one `Arc` resumes the sessions that it
//! accepted, and no sessions of its parent or of another child. A [`DelegationVerifier`] is for one connection: records and
//! documents have their time to live, and one that is kept resumes sessions that outlive them.
//!
//! *A server* of rustls has no such tie. Two `ServerConfig`s that share a store of sessions or a ticketer resume each
//! other's sessions, so one whose [`ClientVerifier`] refuses a client resumes it after another accepted it: another policy,
//! or other references ([`ClientVerifier::for_references`]; a clone of a `ServerConfig` shares its store). Give each policy
//! and each list of references a store and a ticketer of its own, or ask [`ClientVerifier::identify`] in each connection: it
//! verifies the certificates of the client again, which a resumed session keeps.
//!
//! # What stays the caller's
//!
//! Revocation ([`ServerVerifier::with_path_check`]; OCSP responses that a server staples are not read, as in rustls's
//! own verifier), DNS (the target of a service, and whether it was authenticated), and U-labels, which the caller must
//! convert to A-labels.
//!
//! # Features
//!
//! This module needs rustls's `std`: without it `OtherError` is empty, and the reason of a rejection would be lost.
//!
//! [`Rejection`]: crate::Rejection
//! [`ServerNameError`]: crate::integration::ServerNameError
//! [`SourceDomain`]: crate::identity::SourceDomain

mod clients;
mod connections;
mod delegations;
mod error_mapping;
mod methods;
mod peer_rejection;
mod root_store;
mod servers;

pub use clients::ClientVerifier;
pub use connections::ConnectionVerifier;
pub use delegations::DelegationVerifier;
pub use error_mapping::ErrorMapping;
pub use peer_rejection::{PeerRejection, rejection};
pub use servers::ServerVerifier;
