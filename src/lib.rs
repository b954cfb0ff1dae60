//! X.509 SRVName (RFC 4985) and name constraints (RFC 5280): a certificate for *a service at a domain*, and CAs that are
//! held to what they may name.
//!
//! A certificate can name `_xmpp-server.example.com`, and so let the owner of example.com hand XMPP to a provider without
//! handing over the web site. One thing stands in the way: RFC 5280 allows every name form that a CA's name constraints
//! do not mention, so a CA that is held to the DNS names of one organization can issue SRVNames for any domain. This library
//! evaluates the constraints of *all* name forms along a path, SRVName included, and by default refuses a path on which
//! some CA leaves SRVName open ([`SubCaRule`]).
//!
//! # Overview of the paved path
//!
//! * A verdict: [`PathBuilder`] finds and verifies a certification path with the signature algorithms of your TLS stack;
//!   [`Path::validate`] takes a path whose signatures you have verified. Both return an [`Identity`] or a [`Rejection`].
//! * Its inputs: [`Certificate`], [`TrustAnchor`], [`CertificatePool`]; [`ReferenceId`] and [`Profile`] say whom you expect;
//!   [`Policy`] holds every choice that the standards leave open, [`SubCaRule`] first.
//!
//! Everything else is in a module of its own:
//!
//! | module | for |
//! |---|---|
//! | [`name`] | names of every form and the bases that constrain them: [`SrvName`](name::SrvName), [`SrvSubtree`](name::SrvSubtree), ... |
//! | [`certificate`] | what a certificate holds, borrowed from its DER: [`GeneralNames`](certificate::GeneralNames), [`NameConstraints`](certificate::NameConstraints), ... |
//! | [`constraints`] | name constraints alone, for verifiers with their own path validation: [`admit`](constraints::admit), [`CompiledConstraints`](constraints::CompiledConstraints) |
//! | [`identity`] | reference identifiers, application profiles |
//! | [`path`](path/index.html) | paths, policy, verdicts, path building |
//! | [`delegation`] | the other ways in which a domain says who serves it: MTA-STS, DANE, POSH |
//! | [`issuance`] | for CAs: who may have an SRVName, and extensions that are encoded correctly |
//! | [`lint`](lint/index.html) | what is wrong with a certificate or a chain: `Linter`, and [217 lints](documentation/lints/index.html) |
//! | [`integration`] | [verifiers for rustls](integration/rustls_0_23/index.html), conversions from and to [`x509-cert`](integration/x509_cert_0_3/index.html), serialization |
//! | [`documentation`] | longer documents |
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
//! use srvname::name::{SrvName, SrvSubtree};
//!
//! let base = SrvSubtree::parse("_mail.example.com")?;
//! assert!(base.contains(SrvName::parse("_mail.1.example.com")?));
//! assert!(!base.contains(SrvName::parse("_mail.1example.com")?));
//! assert!(!base.contains(SrvName::parse("_ntp.example.com")?));
//! # Ok::<(), srvname::name::NameError>(())
//! ```
//!
//! # Floors
//!
//! From the ground up. A module imports modules of the floors below it, never of its own line or above:
//!
//! ```text
//! citation                      sections of documents, as values
//! der                           octets: elements, object identifiers, times
//! name                          text to names and to the bases that constrain them
//! certificate                   DER to borrowed facts
//! constraints, identity         mechanism without choices: levels of constraints, references
//! path                          judgment: paths, policy, verdicts, path building
//! delegation                    evidence of the DNS and the web: who serves a domain by MTA-STS, DANE, POSH
//! issuance, lint, integration   what others build on it
//! ```
//!
//! # Deviations from RFC 5280
//!
//! * [`SubCaRule`] refuses paths that RFC 5280 accepts; §6.2 allows that. [`SubCaRule::Rfc5280`] turns it off.
//! * Name constraints are enforced whether critical or not (§4.2.1.10 asks for critical, §6.1.4(o) for processing).
//! * A dNSName base with a leading dot is read as the domain's proper subdomains ([`DnsLeadingDot`](name::DnsLeadingDot)).
//! * Constraints that come with a trust anchor are enforced (RFC 5937; `path::AnchorConstraints`).
//! * A malformed name of a constrained form, and a malformed base of a form that appears, refuse; an empty subjectAltName
//!   and empty NameConstraints make the certificate malformed.
//! * Certificate policies are read as "any policy": no policy is ever required.
//! * keyUsage of an end entity, where present, must hold digitalSignature (for mail, one of four); an extended key usage,
//!   where present, must hold the purpose in every CA below the anchor, not in the end entity alone ([`path::Purpose`]).
//!
//! # What the caller must still do
//!
//! * Revocation, transparency, pinning: `PathBuilder` has a hook that sees the complete path.
//! * Take the service and the source domain from the user and the application, never from the certificate, and never from
//!   an SRV target that was not authenticated (RFC 9525 §6.1.1): [`SourceDomain`](identity::SourceDomain) and
//!   [`AuthenticatedTarget`](identity::AuthenticatedTarget) are two types.
//! * Convert U-labels of a reference to A-labels (RFC 4985 §3); names are compared as octets.
//! * With [`Path::assume_signed`], verify signatures and validity, and key usages with
//!   [`Path::check_key_usages`](path::Path::check_key_usages). Path lengths and critical extensions are
//!   checked here, and so is that nothing repeats; where several trust anchors share the subject and the key of the one that
//!   was chosen, give all of them to [`Path::assume_signed_by_any`](path::Path::assume_signed_by_any).
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `alloc` (default) | verdicts: `Path`, `PathBuilder`, `Rejection`. Without it: names, decoding, constraints level by level |
//! | `x509-cert-0_3` | conversions from and to the types of the `x509-cert` crate |
//! | `serde` | `Serialize` for verdicts |
//! | `idna` | lints about A-labels (`lint::idna`), and A-labels of what people type (`name::to_a_labels`) |
//! | `psl` | lints about public suffixes (`lint::public_suffix`) |
//! | `posh` | POSH documents (`delegation::posh`) |
//! | `rustls-0_23` | verifiers for rustls |
//!
//! No feature changes what another part does. The library is `no_std`, has no unsafe code, no I/O and no clock; `rustls-0_23`
//! needs std, as rustls does.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
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
// What only compiled constraints use has no user without them, nor what a POSH document says without documents.
#![cfg_attr(not(all(feature = "alloc", feature = "posh")), allow(dead_code))]

#[cfg(feature = "alloc")]
extern crate alloc;

pub mod certificate;
mod citation;
pub mod constraints;
pub mod delegation;
mod der;
pub mod identity;
pub mod integration;
pub mod issuance;
#[cfg(feature = "alloc")]
pub mod lint;
pub mod name;
#[cfg(feature = "alloc")]
pub mod path;

pub use certificate::Certificate;
pub use citation::Citation;
pub use identity::{Profile, ReferenceId};
#[cfg(feature = "alloc")]
pub use path::{CertificatePool, Identity, Path, PathBuilder, Policy, Rejection, SubCaRule, TrustAnchor};

/// Longer documents about the library.
pub mod documentation {
    // Of two definitions of a link the first counts: here a module, and in the file the file beside it.
    #[doc = "[design]: crate::documentation::design"]
    #[doc = "[decisions]: crate::documentation::decisions"]
    #[doc = ""]
    #[doc = include_str!("../docs/ARCHITECTURE.md")]
    pub mod architecture {}
    #[doc = include_str!("../docs/DESIGN.md")]
    pub mod design {}
    #[doc = "[design]: crate::documentation::design"]
    #[doc = ""]
    #[doc = include_str!("../docs/DECISIONS.md")]
    pub mod decisions {}
    #[doc = include_str!("../docs/DELEGATION.md")]
    pub mod delegation {}
    #[cfg(feature = "rustls-0_23")]
    #[doc = "[issuing]: crate::documentation::issuing"]
    #[doc = ""]
    #[doc = include_str!("../docs/INTEGRATION.md")]
    pub mod integration {}
    #[cfg(feature = "rustls-0_23")]
    #[doc = "[breaks]: crate::documentation::integration#what-a-ca-breaks-when-it-constrains-srvname"]
    #[doc = ""]
    #[doc = include_str!("../docs/ISSUING.md")]
    pub mod issuing {}
    #[doc = include_str!("../docs/LINTS.md")]
    pub mod lints {}
    #[doc = include_str!("../docs/PERFORMANCE.md")]
    pub mod performance {}
    #[doc = include_str!("../docs/PITFALLS.md")]
    pub mod pitfalls {}
    #[doc = include_str!("../docs/RFC-MAP.md")]
    pub mod rfc_map {}
    #[doc = include_str!("../SECURITY.md")]
    pub mod security {}
}

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../docs/PACKAGE.md")]
pub struct Readme;
