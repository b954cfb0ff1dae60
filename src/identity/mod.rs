//! Whom the caller expects: reference identifiers and the application profiles that make them (RFC 9525 §6.1).

#[cfg(feature = "alloc")]
pub(crate) mod owned_reference;
pub(crate) mod profile;
pub(crate) mod reference;

#[cfg(feature = "alloc")]
pub use owned_reference::OwnedReferenceId;
pub use profile::{Profile, UnspecifiedService};
pub use reference::{DnsWildcards, ReferenceId, SrvWildcards, Wildcards};
