//! POSH: a document on the web site of a domain says which certificates serve it (RFC 7711, RFC 7712 §5.2).
//!
//! A domain that is served by a provider publishes the hashes of the provider's certificates, or refers to a document of the
//! provider that does. What is checked is the certificate itself: neither its trust path nor its names count, because
//! the document stands in for both (RFC 7711 §4). Its validity period does count (§6).
//!
//! Nothing here fetches: the caller brings what the web server answered, the certificate that the server of the service
//! presented, and the hash functions ([`Digests`](super::Digests)). The steps, in order:
//!
//! | step | item |
//! |---|---|
//! | what is asked for, and where | [`PoshQuery::url`] |
//! | what an HTTP response is | [`PoshResponse::read`], for each redirect again |
//! | what a document says | [`Document::read`] |
//! | one document, or two | [`Material::resolve`] |
//! | whether a certificate matches | [`Material::verify`] |
//!
//! A document for one service says nothing about another one, so what is kept is kept by its [`PoshQuery`].
//!
//! ```
//! use srvname::delegation::posh::{Document, Material};
//!
//! let body = br#"{"fingerprints":[{"sha-256":"4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ="}],"expires":604800}"#;
//! let read = Document::read(body)?;
//! assert!(read.notes.is_empty());
//! let material = Material::resolve(&read.document, None)?;
//! assert_eq!(material.lifetime().seconds(), 604_800);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A publisher writes a document with [`Document::to_json`], and asks [`CopiedFingerprints::between`] about one that repeats
//! what its provider publishes.

pub(crate) mod document;
pub(crate) mod document_error;
pub(crate) mod fetch;
pub(crate) mod fingerprint;
pub(crate) mod https_url;
pub(crate) mod matching;
pub(crate) mod note;
pub(crate) mod publish;
pub(crate) mod reader;
pub(crate) mod resolve;
pub(crate) mod service;
mod writer;

pub use document::{Descriptor, Document, FingerprintsDocument, Lifetime, ReferenceDocument};
pub use document_error::{DocumentError, DocumentRule};
pub use fetch::{MAX_REDIRECTS, PoshQuery, PoshResponse, RedirectFault};
pub use fingerprint::{Fingerprint, FingerprintFault, HashFunction, UnusableFingerprint, WeakHashFunction};
pub use https_url::{HttpsUrl, HttpsUrlError};
pub use matching::{Mismatch, MismatchHint, PoshVerdict, Presented};
pub use note::DocumentNote;
pub use publish::CopiedFingerprints;
pub use reader::{MAX_DOCUMENT_OCTETS, ReadDocument};
pub use resolve::{Material, ResolveError};
pub use service::{PoshService, PoshServiceError};
