//! Reference identifiers, and the application profiles that build them (RFC 9525 §6.1).
//!
//! | item | what it is |
//! |---|---|
//! | [`ReferenceId`] | an SRV-ID, DNS-ID, IP-ID, mailbox, URI-ID or XmppAddr that the caller expects; borrows its text |
//! | `OwnedReferenceId` | the same, with its own text (feature `alloc`) |
//! | [`SourceDomain`] | the domain that the user or the configuration named |
//! | [`AuthenticatedTarget`], [`AuthenticatedBy`] | the host that a source domain leads to, and who vouched for it |
//! | [`Profile`] | an application whose specification verifies the server by SRV-ID |
//! | [`UnspecifiedService`] | a service whose specification does not, for use by local policy (RFC 4985 §2) |
//! | [`Wildcards`] | whether a presented wildcard matches: [`SrvWildcards`], [`DnsWildcards`] |
//!
//! ```
//! use srvname::{Profile, ReferenceId, identity::SourceDomain};
//!
//! // The source domain is what the user typed, and not the target of an SRV record.
//! let [srv_id] = Profile::Submissions.references(SourceDomain::from_user_input("example.com")?);
//! assert_eq!(srv_id, ReferenceId::srv("submissions", "example.com")?);
//! assert_eq!(srv_id.to_string(), "_submissions.example.com");
//! # Ok::<(), srvname::name::NameError>(())
//! ```

#[cfg(feature = "alloc")]
pub(crate) mod owned_reference;
pub(crate) mod profile;
pub(crate) mod reference;
pub(crate) mod source_domain;

#[cfg(feature = "alloc")]
pub use owned_reference::OwnedReferenceId;
pub use profile::{Profile, UnspecifiedService};
pub use reference::{DnsWildcards, ReferenceId, SrvWildcards, Wildcards};
pub use source_domain::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
