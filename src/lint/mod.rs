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

mod chain;
mod constraints_forms;
mod constraints_profiles;
mod constraints_sets;
mod constraints_structure;
pub(crate) mod definition;
mod deployment;
mod encoding;
mod finding;
pub(crate) mod linted;
mod services;
pub(crate) mod sources;
mod srv_constraints;
mod srv_context;
mod srv_syntax;
pub(crate) mod srv_text;

use alloc::vec::Vec;

pub use constraints_sets::MANY_BASES;
pub use definition::{Chapter, Lint, Profile, Severity, Since};
pub use finding::{Finding, Place};

use chain::LintedChain;
use definition::Look;
use finding::{Report, Settings, Shown};
use linted::{Linted, Subtree};
use srv_text::{Fault, SrvText};

/// The chapters that need no data of others, in the order of reports.
pub static CHAPTERS: [&Chapter; 10] = [
    &encoding::CHAPTER,
    &srv_syntax::CHAPTER,
    &srv_context::CHAPTER,
    &constraints_structure::CHAPTER,
    &constraints_forms::CHAPTER,
    &constraints_profiles::CHAPTER,
    &constraints_sets::CHAPTER,
    &srv_constraints::CHAPTER,
    &chain::CHAPTER,
    &deployment::CHAPTER,
];

/// The profiles that are asked when nobody chooses: the RFCs, and what this library asks of CAs.
pub const DEFAULT_PROFILES: [Profile; 2] = [Profile::Pkix, Profile::Srv];

/// Chosen lints, ready to look at certificates.
#[derive(Clone, Debug)]
pub struct Linter {
    settings: Settings,
    chapters: Vec<&'static Chapter>,
    included: Vec<&'static Lint>,
    excluded: Vec<&'static Lint>,
    chosen: Vec<(&'static Lint, Severity)>,
}

impl Linter {
    /// The lints of these profiles, from [`CHAPTERS`].
    #[must_use]
    pub fn new(profiles: &[Profile]) -> Self {
        let (included, excluded, chosen) = (Vec::new(), Vec::new(), Vec::new());
        let settings = Settings { profiles: profiles.to_vec(), most_bases: MANY_BASES };
        let mut own = Self { settings, chapters: CHAPTERS.to_vec(), included, excluded, chosen };
        own.choose();
        own
    }

    /// The same, with the lints of another chapter.
    #[must_use]
    pub fn with(mut self, chapter: &'static Chapter) -> Self {
        self.chapters.push(chapter);
        self.choose();
        self
    }

    /// Asks only what is included, whatever its profile. Each call adds one lint.
    #[must_use]
    pub fn include(mut self, lint: &'static Lint) -> Self {
        self.included.push(lint);
        self.choose();
        self
    }

    /// Leaves a lint out.
    #[must_use]
    pub fn exclude(mut self, lint: &'static Lint) -> Self {
        self.excluded.push(lint);
        self.choose();
        self
    }

    /// Calls more bases of one form than this too many: `nc_too_many_subtrees`, which otherwise speaks above
    /// [`MANY_BASES`].
    #[must_use]
    pub fn most_bases(mut self, count: usize) -> Self {
        self.settings.most_bases = count;
        self
    }

    fn choose(&mut self) {
        let profiles = &self.settings.profiles;
        let lints = self.chapters.iter().flat_map(|chapter| chapter.lints());
        let asked = |lint: &Lint| match self.included.is_empty() {
            true => lint.profiles().iter().any(|profile| profiles.contains(profile)),
            false => self.included.contains(&lint),
        };
        let chosen = lints.copied().filter(|lint| asked(lint) && !self.excluded.contains(lint));
        self.chosen = chosen.map(|lint| (lint, lint.severity_under(profiles))).collect();
    }

    /// Every lint of the chapters, chosen or not.
    pub fn known(&self) -> impl Iterator<Item = &'static Lint> {
        self.chapters.iter().flat_map(|chapter| chapter.lints()).copied()
    }

    /// The lints that are asked, in the order of reports.
    pub fn lints(&self) -> impl Iterator<Item = &'static Lint> {
        self.chosen.iter().map(|(lint, _)| *lint)
    }

    /// What is found in one certificate, readable or not. `position` is what the findings say: its index in the file.
    #[must_use]
    pub fn certificate(&self, der: &[u8], position: usize) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.look_at(&Linted::read(der), position, &mut findings);
        findings
    }

    /// What is found in certificates that are one chain, end entity first, and in the chain they make.
    ///
    /// The last one is the trust anchor when its subject is its issuer; otherwise the anchor is not shown.
    #[must_use]
    pub fn chain(&self, certificates: &[&[u8]]) -> Vec<Finding> {
        let linted: Vec<Linted<'_>> = certificates.iter().map(|der| Linted::read(der)).collect();
        let mut findings = Vec::new();
        for (position, linted) in linted.iter().enumerate() {
            self.look_at(linted, position, &mut findings);
        }
        let chain = LintedChain::new(&linted);
        for (lint, severity) in &self.chosen {
            if let Look::Chain(look) = lint.look {
                look(&chain, &mut Report::new(lint, *severity, &self.settings, 0, &mut findings));
            }
        }
        findings
    }

    fn look_at(&self, linted: &Linted<'_>, position: usize, findings: &mut Vec<Finding>) {
        for (lint, severity) in &self.chosen {
            if lint.since.is_some_and(|since| linted.not_before.is_some_and(|start| start < since.seconds())) {
                continue;
            }
            let mut report = Report::new(lint, *severity, &self.settings, position, findings);
            match lint.look {
                Look::Certificate(look) => look(linted, &mut report),
                Look::WithSrvName(look) if linted.has_srv_name => look(linted, &mut report),
                Look::WithConstraints(look) if !linted.constraints.is_empty() => look(linted, &mut report),
                Look::SrvName(look) => look_at_names(linted, look, &mut report),
                Look::SrvBase(look) => {
                    look_at_bases(linted, |subtree| subtree.srv_text().and_then(look), &mut report);
                }
                Look::Base(look) => look_at_bases(linted, look, &mut report),
                Look::WithSrvName(_) | Look::WithConstraints(_) | Look::Chain(_) => {}
            }
        }
    }
}

impl Default for Linter {
    /// The lints of [`DEFAULT_PROFILES`].
    fn default() -> Self {
        Self::new(&DEFAULT_PROFILES)
    }
}

fn look_at_names(linted: &Linted<'_>, look: fn(&SrvText<'_>) -> Option<Fault>, report: &mut Report<'_>) {
    for (entry, text) in linted.srv_names() {
        if let Some(fault) = look(text) {
            add(report, Place::SubjectAltNameEntry(entry.index), &Shown(text.octets), fault);
        }
    }
}

fn look_at_bases(linted: &Linted<'_>, look: impl Fn(&Subtree<'_>) -> Option<Fault>, report: &mut Report<'_>) {
    for subtree in linted.constraints.iter().flat_map(|constraints| &constraints.subtrees) {
        if let Some(fault) = look(subtree) {
            add(report, subtree.place(), &constraints_sets::shown(subtree), fault);
        }
    }
}

/// Puts a fault into words: the value, and what the lint has to say beside it.
fn add(report: &mut Report<'_>, place: Place, value: &dyn core::fmt::Display, fault: Fault) {
    let severity = fault.severity.unwrap_or(report.severity());
    match fault.note {
        Some(note) => report.add_as(severity, place, fault.octets, &alloc::format!("{value}: {note}")),
        None => report.add_as(severity, place, fault.octets, value),
    }
}

#[cfg(test)]
mod agreement;
