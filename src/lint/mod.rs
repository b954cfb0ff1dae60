//! Lints: what is wrong with a certificate, or dangerous about it, before it is signed.
//!
//! A validator stops at the first reason to refuse. A CA wants to know all of them, with the sentence of the standard,
//! while the certificate can still be changed. So here every rule about SRVNames and name constraints is a [`Lint`]: an
//! id, a severity, a title, its sections, the day from which it binds, and a function that looks.
//!
//! ```
//! use srvname::lint::{Linter, Profile, Severity};
//!
//! fn may_be_signed(to_be_issued: &[u8]) -> bool {
//!     let linter = Linter::new(&[Profile::Pkix, Profile::Srv]);
//!     let findings = linter.certificate(to_be_issued, 0);
//!     findings.iter().for_each(|finding| println!("{finding}"));
//!     findings.iter().all(|finding| finding.severity() < Severity::Error)
//! }
//! # assert!(!may_be_signed(b"no certificate"));
//! ```
//!
//! Severities are worded as in other linters for certificates: an error is against a MUST, a warning against a SHOULD, a
//! notice for your information. `docs/LINTS.md` lists every lint.
//!
//! Two chapters need data that this library does not hold, and are modules of their own behind features: `idna`
//! (`srvname::lint_idna`) and `psl` (`srvname::lint_public_suffix`). [`Linter::with`] adds them.

mod agreement;
mod bases;
mod chain;
mod constraints_forms;
mod constraints_profiles;
mod constraints_sets;
mod constraints_structure;
pub(crate) mod definition;
mod deployment;
mod encoding;
pub(crate) mod fault;
mod finding;
pub(crate) mod linted;
mod linted_chain;
mod linter;
mod place;
mod services;
pub(crate) mod severity;
pub(crate) mod sources;
mod srv_constraints;
mod srv_context;
mod srv_syntax;
pub(crate) mod srv_text;

pub use bases::MANY_BASES;
pub use definition::{Chapter, Lint};
pub use finding::Finding;
pub use linter::{CHAPTERS, DEFAULT_PROFILES, Linter};
pub use place::Place;
pub use severity::{Profile, Severity, Since};
