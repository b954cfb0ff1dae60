//! Lints: what is wrong with a certificate, or dangerous about it, before it is signed.
//!
//! A validator stops at the first reason to refuse. A CA wants to know all of them, with the sentence of the standard,
//! while the certificate can still be changed. So here every rule about SRVNames and name constraints is a [`Lint`]: an
//! id, a severity, a title, its sections, the day from which it binds, and a function that looks.
//!
//! ```
//! use srvname::lint::{Linter, RuleSet, Severity};
//!
//! fn may_be_signed(to_be_issued: &[u8]) -> bool {
//!     let linter = Linter::new(&[RuleSet::Pkix, RuleSet::Srv]);
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
//! (`srvname::lint::idna`) and `psl` (`srvname::lint::public_suffix`). [`Linter::with`] adds them.

mod agreement;
mod citations;
mod definition;
mod fault;
mod finding;
mod linter;
mod place;
mod read;
mod rules;
mod severity;

pub use definition::{Chapter, Lint};
pub use finding::Finding;
pub use linter::{CHAPTERS, DEFAULT_RULE_SETS, Linter};
pub use place::Place;
pub use read::bases::MANY_BASES;
#[cfg(feature = "idna")]
pub use rules::idna;
#[cfg(feature = "psl")]
pub use rules::public_suffix;
pub use severity::{EffectiveDate, RuleSet, Severity};
