//! Lints: what is wrong with a certificate, or dangerous about it, before it is signed.
//!
//! A validator stops at the first reason to reject. A CA needs all of them, with the section of the standard, while the
//! certificate can still be changed. So here every rule about SRVNames and name constraints is a [`Lint`]: an id, a
//! severity, a title, its sections, its effective date, and a function. The function reports faults in what it reads,
//! and the [`Linter`] returns them as [`Finding`]s.
//!
//! ```
//! use srvname::lint::{LintInput, Linter, RuleSet, Severity};
//!
//! fn may_be_signed(tbs_certificate: &[u8]) -> bool {
//!     let linter = Linter::new(&[RuleSet::Pkix, RuleSet::Srv]);
//!     let findings = linter.input(LintInput::TbsCertificate(tbs_certificate), 0);
//!     findings.iter().for_each(|finding| println!("{finding}"));
//!     findings.iter().all(|finding| finding.severity() < Severity::Error)
//! }
//! # assert!(!may_be_signed(b"no certificate"));
//! ```
//!
//! Severities have the words of other linters for certificates: an error is against a MUST, a warning against a SHOULD,
//! a notice is for your information. `docs/LINTS.md` lists every lint.
//!
//! Two chapters need data from other crates. They are modules with a feature each: `srvname::lint::idna` (feature
//! `idna`) and `srvname::lint::public_suffix` (feature `psl`). [`Linter::with`] adds them.
//!
//! # Files
//!
//! `severity`, `place`, `fault`, `citations` and `input` import no other file above them; `read` has what lints read,
//! `definition` what a lint is, `rules` the lints. A lint reports faults; `linter` alone knows all lints and makes
//! findings of faults.

mod agreement;
mod citations;
mod definition;
mod fault;
mod finding;
mod input;
mod linter;
mod place;
mod read;
mod rules;
mod severity;

pub use definition::{Chapter, Lint};
pub use finding::Finding;
pub use input::LintInput;
pub use linter::{CHAPTERS, DEFAULT_RULE_SETS, Linter};
pub use place::Place;
pub use read::bases::MANY_BASES;
#[cfg(feature = "idna")]
pub use rules::idna;
#[cfg(feature = "psl")]
pub use rules::public_suffix;
pub use severity::{EffectiveDate, RuleSet, Severity};
