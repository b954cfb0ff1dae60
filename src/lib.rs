//! X.509 SRVName (RFC 4985) and name constraints (RFC 5280): a certificate for *a service at a domain*, and CAs that are
//! held to what they may name.
//!
//! A certificate can name `_xmpp-server.example.com`, and so let the owner of example.com hand XMPP to a provider without
//! handing over the web site. One thing stands in the way: RFC 5280 allows every name form that a CA's name constraints
//! do not mention, so a CA that is held to the DNS names of one organization can issue SRVNames for anybody. This library
//! evaluates the constraints of *all* name forms along a path, SRVName included, and by default refuses a path on which
//! some CA leaves SRVName open ([`SubCaRule`]).
//!
//! # Overview
//!
//! * Names: [`SrvName`], [`DnsName`], [`DnsPattern`], [`Mailbox`], [`Uri`], [`DirectoryName`]; what restricts them is a
//!   type of its own: [`SrvSubtree`], [`DnsSubtree`], [`EmailSubtree`], [`UriSubtree`], [`IpSubtree`],
//!   [`DirectorySubtree`].
//! * Certificates: [`Certificate`], [`GeneralNames`], [`NameConstraints`], borrowed from their DER.
//! * Verdicts: [`Path::validate`] takes a path whose signatures you have verified; [`PathBuilder::verify`] finds one, with
//!   the signature algorithms of your TLS stack. Both yield an [`Identity`] or a [`Rejection`].
//! * [`ReferenceId`] and [`Profile`] say whom you expect; [`Policy`] holds every choice that the standards leave open.
//! * For CAs: `lint` says what is wrong with a certificate, `builder` writes names and constraints that are right, and
//!   [`authorize`](mod@authorize) says who may have an SRVName.
//!
//! # Example: the names of a path
//!
//! ```
//! use srvname::{Certificate, Path, Policy, Rejection, ReferenceId, TrustAnchor};
//!
//! fn verify(root: &[u8], ca: &[u8], leaf: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
//!     let anchor = TrustAnchor::from_certificate(&Certificate::from_der(root)?);
//!     let intermediates = [Certificate::from_der(ca)?];
//!     let end_entity = Certificate::from_der(leaf)?;
//!     // As the name says: the caller has verified the signatures. `PathBuilder` does both.
//!     let path = Path::assume_signed(&anchor, &intermediates, &end_entity)?;
//!     let references = [ReferenceId::srv("xmpp-client", "im.example.com")?];
//!     let identity = path.validate(&references, &Policy::default())?;
//!     assert_eq!(identity.reference(), &references[0]);
//!     Ok(())
//! }
//! ```
//!
//! # Example: what a restriction holds
//!
//! ```
//! use srvname::{SrvName, SrvSubtree};
//!
//! let base = SrvSubtree::parse("_mail.example.com")?;
//! assert!(base.contains(SrvName::parse("_mail.1.example.com")?));
//! assert!(!base.contains(SrvName::parse("_mail.1example.com")?));
//! assert!(!base.contains(SrvName::parse("_ntp.example.com")?));
//! # Ok::<(), srvname::NameError>(())
//! ```
//!
//! # Floors
//!
//! From the ground up, and no module looks up: octets ([`der`], [`oid`]); names, text to types ([`name`]); certificates,
//! DER to borrowed facts ([`general_name`], [`constraints`], [`certificate`]); mechanism without choices ([`state`],
//! `path`, [`reference`](mod@reference)); judgement ([`policy`], `validate`); path building (`chain`).
//!
//! # Deviations from RFC 5280
//!
//! * [`SubCaRule`] refuses paths that RFC 5280 accepts; §6.2 allows that. [`SubCaRule::Rfc5280`] turns it off.
//! * Name constraints are enforced whether critical or not (§4.2.1.10 asks for critical, §6.1.4(o) for processing).
//! * A dNSName base with a leading dot is read as the domain's proper subdomains ([`DnsLeadingDot`]).
//! * Constraints that come with a trust anchor are enforced (RFC 5937; [`AnchorConstraints`]).
//! * A malformed name of a constrained form, and a malformed base of a form that appears, refuse; an empty subjectAltName
//!   and empty NameConstraints make the certificate malformed.
//! * Directory names are compared without NFKC ([`DirectoryName`]).
//! * Certificate policies are read as "any policy": no policy is ever required.
//! * keyUsage of an end entity, where present, must hold digitalSignature; an extended key usage, where present, must hold
//!   the purpose in every CA below the anchor, not in the end entity alone.
//!
//! # What the caller must still do
//!
//! * Revocation, transparency, pinning: `PathBuilder` has a hook that sees the complete path.
//! * Take the service and the source domain from the user and the application, never from the certificate, and never from
//!   an SRV target that nobody authenticated (RFC 9525 §6.1.1).
//! * Convert U-labels of a reference to A-labels (RFC 4985 §3); names are compared as octets.
//! * With [`Path::assume_signed`], verify signatures, validity and key usages.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `alloc` (default) | verdicts: `Path`, `PathBuilder`, `Rejection`. Without it: names, decoding, constraints level by level |
//! | `x509-cert` | conversions from and to the types of the `x509-cert` crate |
//! | `serde` | `Serialize` for verdicts |
//! | `idna` | lints about A-labels (`lint::idna`) |
//! | `psl` | lints about public suffixes (`lint::public_suffix`) |
//! | `rustls-0_23` | verifiers for rustls |
//!
//! No feature changes what another part does. The library is `no_std`, has no unsafe code, no I/O and no clock.
#![no_std]
#![forbid(unsafe_code)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]
// What only compiled constraints use has no user without them.
#![cfg_attr(not(feature = "alloc"), allow(dead_code))]

#[cfg(feature = "alloc")]
extern crate alloc;

pub mod authorize;
#[cfg(feature = "alloc")]
pub mod builder;
#[cfg(feature = "alloc")]
mod canonical;
pub mod certificate;
#[cfg(feature = "alloc")]
pub mod chain;
mod cite;
#[cfg(feature = "alloc")]
pub mod compiled;
pub mod constraints;
pub mod der;
#[cfg(feature = "alloc")]
mod descent;
pub mod general_name;
#[cfg(feature = "alloc")]
pub mod lint;
mod look_up;
#[cfg(feature = "alloc")]
mod moment;
pub mod name;
pub mod oid;
#[cfg(feature = "alloc")]
mod owned_reference;
#[cfg(feature = "alloc")]
pub mod path;
pub mod policy;
pub mod reference;
#[cfg(feature = "alloc")]
pub mod rejection;
#[cfg(feature = "rustls-0_23")]
pub mod rustls_0_23;
mod scan;
#[cfg(feature = "serde")]
mod serde;
pub mod state;
#[cfg(feature = "alloc")]
mod subtree_set;
mod time;
#[cfg(feature = "alloc")]
pub mod validate;
#[cfg(feature = "rustls-0_23")]
mod verifier;
#[cfg(feature = "x509-cert")]
pub mod x509_cert;

pub use certificate::{Certificate, CertificateError, CertificateErrorKind};
pub use cite::Citation;
pub use constraints::{GeneralSubtree, NameConstraints};
pub use general_name::{GeneralName, GeneralNames, PresentedId};
pub use name::directory::{DirectoryName, DirectorySubtree};
pub use name::dns::{DnsName, DnsPattern, DnsSubtree};
pub use name::email::{EmailSubtree, Mailbox, SmtpUtf8Mailbox};
pub use name::error::{NameError, NameRule};
pub use name::host::HostBase;
pub use name::ip::IpSubtree;
pub use name::srv::{Service, SrvName, SrvSubtree};
pub use name::subtree::Subtree;
pub use name::uri::{Uri, UriSubtree};
pub use name::{Base, Form, Name};
pub use policy::{AnchorConstraints, Policy, SubCaRule};
pub use reference::{DnsWildcards, Profile, ReferenceId, SrvWildcards, UnspecifiedService, Wildcards};
pub use state::{DnsLeadingDot, InitialSubtrees, PermittedForm, Position};

#[cfg(feature = "alloc")]
pub use {
    chain::{CertificatePool, PathBuildError, PathBuilder, PathCheck, Purpose, RefusedPath, Verified},
    compiled::{AdmitDerError, CompiledConstraints, admit_der},
    owned_reference::OwnedReferenceId,
    path::{Path, PathError, PathErrorKind, TrustAnchor, TrustAnchorError},
    rejection::{Rejection, RejectionKind},
    validate::Identity,
};

/// Longer documents about the library.
pub mod documentation {
    #[doc = include_str!("../docs/DESIGN.md")]
    pub mod design {}
    #[doc = include_str!("../docs/DECISIONS.md")]
    pub mod decisions {}
    #[cfg(feature = "rustls-0_23")]
    #[doc = include_str!("../docs/INTEGRATION.md")]
    pub mod integration {}
    #[doc = include_str!("../docs/LINTS.md")]
    pub mod lints {}
    #[doc = include_str!("../docs/PITFALLS.md")]
    pub mod pitfalls {}
}

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
