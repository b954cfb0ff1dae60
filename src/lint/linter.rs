//! The linter: it chooses lints, calls them with certificates, and makes findings of the faults that they report.

use alloc::vec::Vec;

use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::{Report, Settings, Shown};
use crate::lint::finding::Finding;
use crate::lint::input::LintInput;
use crate::lint::place::Place;
use crate::lint::read::bases::{MANY_BASES, shown};
use crate::lint::read::certificate::{LenientCertificate, Srv};
use crate::lint::read::chain::LintedChain;
use crate::lint::read::presented::Presented;
use crate::lint::rules::{
    chain, chain_constraints, chain_names, constraints_forms, constraints_profiles, constraints_reach,
    constraints_sets, constraints_structure, directory_text, encoding, interop, names_dns, names_forms, names_set,
    srv_constraints, srv_context, srv_syntax,
};
use crate::lint::severity::{RuleSet, Severity};

/// The chapters that need no data from other crates, in the order of reports.
pub static CHAPTERS: [&Chapter; 17] = [
    &encoding::CHAPTER,
    &directory_text::CHAPTER,
    &names_set::CHAPTER,
    &names_dns::CHAPTER,
    &names_forms::CHAPTER,
    &srv_syntax::CHAPTER,
    &srv_context::CHAPTER,
    &constraints_structure::CHAPTER,
    &constraints_forms::CHAPTER,
    &constraints_reach::CHAPTER,
    &constraints_profiles::CHAPTER,
    &constraints_sets::CHAPTER,
    &srv_constraints::CHAPTER,
    &chain::CHAPTER,
    &chain_constraints::CHAPTER,
    &chain_names::CHAPTER,
    &interop::CHAPTER,
];

/// The rule sets of [`Linter::default`]: the RFCs, and what this library requires of CAs.
pub const DEFAULT_RULE_SETS: [RuleSet; 2] = [RuleSet::Pkix, RuleSet::Srv];

/// The lints that are chosen, with their settings.
#[derive(Clone, Debug)]
pub struct Linter {
    settings: Settings,
    chapters: Vec<&'static Chapter>,
    included: Vec<&'static Lint>,
    excluded: Vec<&'static Lint>,
    chosen: Vec<(&'static Lint, Severity)>,
}

impl Linter {
    /// Returns a linter with the lints of these rule sets, from [`CHAPTERS`].
    #[must_use]
    pub fn new(rule_sets: &[RuleSet]) -> Self {
        let (included, excluded, chosen) = (Vec::new(), Vec::new(), Vec::new());
        let settings = Settings { rule_sets: rule_sets.to_vec(), most_bases: MANY_BASES, as_of: None };
        let mut own = Self { settings, chapters: CHAPTERS.to_vec(), included, excluded, chosen };
        own.choose();
        own
    }

    /// Returns the linter with the lints of another chapter added.
    #[must_use]
    pub fn with(mut self, chapter: &'static Chapter) -> Self {
        self.chapters.push(chapter);
        self.choose();
        self
    }

    /// Returns the linter with this lint included. If any lint is included, the linter uses only those, whatever their
    /// rule sets.
    #[must_use]
    pub fn include(mut self, lint: &'static Lint) -> Self {
        self.included.push(lint);
        self.choose();
        self
    }

    /// Returns the linter without this lint.
    #[must_use]
    pub fn exclude(mut self, lint: &'static Lint) -> Self {
        self.excluded.push(lint);
        self.choose();
        self
    }

    /// Returns the linter with another limit of bases of one form, above which `nc_too_many_subtrees` reports them.
    /// Without this call it is [`MANY_BASES`].
    #[must_use]
    pub fn most_bases(mut self, count: usize) -> Self {
        self.settings.most_bases = count;
        self
    }

    /// Returns the linter that judges each certificate as if it were issued at this moment, in seconds since
    /// 1970-01-01T00:00:00Z, whatever its notBefore. Rules that did not bind then are not applied, and those that did are.
    ///
    /// ```
    /// use srvname::lint::{Linter, RuleSet};
    ///
    /// // On the first day of 2023 version 2.0 of the TLS Baseline Requirements did not bind yet.
    /// let linter = Linter::new(&[RuleSet::Br]).as_of(1_672_531_200);
    /// # let _ = linter;
    /// ```
    #[must_use]
    pub fn as_of(mut self, seconds: i64) -> Self {
        self.settings.as_of = Some(seconds);
        self
    }

    fn choose(&mut self) {
        let rule_sets = &self.settings.rule_sets;
        let lints = self.chapters.iter().flat_map(|chapter| chapter.lints());
        let asked = |lint: &Lint| match self.included.is_empty() {
            true => lint.rule_sets().iter().any(|own| rule_sets.contains(own)),
            false => self.included.contains(&lint),
        };
        let chosen = lints.copied().filter(|lint| asked(lint) && !self.excluded.contains(lint));
        self.chosen = chosen.map(|lint| (lint, lint.severity_under(rule_sets))).collect();
    }

    /// Returns every lint of the chapters, chosen or not.
    pub fn known(&self) -> impl Iterator<Item = &'static Lint> {
        self.chapters.iter().flat_map(|chapter| chapter.lints()).copied()
    }

    /// Returns the chosen lints, in the order of reports.
    pub fn lints(&self) -> impl Iterator<Item = &'static Lint> {
        self.chosen.iter().map(|(lint, _)| *lint)
    }

    /// Returns the findings in one certificate, readable or not. `position` is its index in the file, for
    /// [`Finding::position`].
    #[must_use]
    pub fn certificate(&self, der: &[u8], position: usize) -> Vec<Finding> {
        self.input(LintInput::Certificate(der), position)
    }

    /// As [`Linter::certificate`], for what becomes a certificate too.
    #[must_use]
    pub fn input(&self, input: LintInput<'_>, position: usize) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.look_at(&self.read(input), position, &mut findings);
        findings
    }

    /// Returns the findings in each certificate of a chain, end entity first, and in the chain as a whole.
    ///
    /// The last certificate is the trust anchor if its subject is its issuer; otherwise the anchor is not among them.
    #[must_use]
    pub fn chain(&self, certificates: &[&[u8]]) -> Vec<Finding> {
        let inputs: Vec<_> = certificates.iter().map(|der| LintInput::Certificate(der)).collect();
        self.chain_of(&inputs)
    }

    /// As [`Linter::chain`], for a chain whose end entity may be what becomes a certificate: the next certificate is the CA
    /// that would sign a request. Above the end entity only a certificate can issue: with anything else there the inputs
    /// are no path.
    #[must_use]
    pub fn chain_of(&self, inputs: &[LintInput<'_>]) -> Vec<Finding> {
        let mut read: Vec<_> = inputs.iter().map(|input| self.read(*input)).collect();
        if let [end_entity, signer, ..] = read.as_mut_slice() {
            end_entity.assume_issued_by(signer);
        }
        let mut findings = Vec::new();
        for (position, certificate) in read.iter().enumerate() {
            self.look_at(certificate, position, &mut findings);
        }
        let paths = LintedChain::paths(&read);
        for (lint, severity) in &self.chosen {
            // A chain is judged as of the day on which its end entity was issued.
            let is_asked = read.first().is_none_or(|end_entity| binds(lint, end_entity));
            if let (Look::Chain(look), true) = (lint.look, is_asked) {
                let mut report = Report::new(*severity, &self.settings, 0);
                paths.iter().for_each(|path| look(path, &mut report));
                report.drop_repeated();
                self.add_findings(lint, report, &mut findings);
            }
        }
        findings
    }

    /// Reads an input, with the moment at which it is issued.
    fn read<'a>(&self, input: LintInput<'a>) -> LenientCertificate<'a> {
        let mut certificate = LenientCertificate::read(input);
        certificate.not_before = self.settings.as_of.or(certificate.not_before);
        certificate
    }

    fn add_findings(&self, lint: &'static Lint, report: Report<'_>, findings: &mut Vec<Finding>) {
        let find = |fault| Finding::new(lint, fault, &self.settings.rule_sets);
        findings.extend(report.into_faults().into_iter().map(find));
    }

    fn look_at(&self, certificate: &LenientCertificate<'_>, position: usize, findings: &mut Vec<Finding>) {
        let chosen = self.chosen.iter().filter(|(lint, _)| binds(lint, certificate));
        let mut reports: Vec<(&'static Lint, Report<'_>)> =
            chosen.map(|(lint, severity)| (*lint, Report::new(*severity, &self.settings, position))).collect();
        for (lint, report) in &mut reports {
            match lint.look {
                Look::Certificate(look) => look(certificate, report),
                Look::WithSrvName(look) if certificate.has_srv_name => look(certificate, report),
                Look::WithConstraints(look) if !certificate.constraints.is_empty() => look(certificate, report),
                _ => {}
            }
        }
        // Names and bases are read once for all lints about one of them.
        look_at_names(certificate, &mut reports);
        look_at_bases(certificate, &mut reports);
        for (lint, report) in reports {
            self.add_findings(lint, report, findings);
        }
    }
}

/// Returns whether the rule of a lint bound when a certificate was issued, or is to be issued.
fn binds(lint: &Lint, certificate: &LenientCertificate<'_>) -> bool {
    let since = lint.effective_date.map(|date| date.seconds());
    since.is_none_or(|since| certificate.not_before.is_none_or(|start| start >= since))
}

impl Default for Linter {
    /// Returns a linter with the lints of [`DEFAULT_RULE_SETS`].
    fn default() -> Self {
        Self::new(&DEFAULT_RULE_SETS)
    }
}

fn look_at_names(certificate: &LenientCertificate<'_>, reports: &mut [(&'static Lint, Report<'_>)]) {
    let is_asked = |lint: &Lint| matches!(lint.look, Look::Name(_) | Look::SrvName(_));
    let mut asked: Vec<_> = reports.iter_mut().filter(|(lint, _)| is_asked(lint)).collect();
    for entry in certificate.names() {
        let place = Place::SubjectAltNameEntry(entry.index);
        for (lint, report) in &mut asked {
            match (lint.look, &entry.name, &entry.srv) {
                (Look::Name(look), Ok(name), _) => {
                    if let Some(fault) = look(name) {
                        report.add_fault(place, &Presented(name), fault);
                    }
                }
                (Look::SrvName(look), _, Srv::Text(text)) => {
                    if let Some(fault) = look(text) {
                        report.add_fault(place, &Shown(text.octets), fault);
                    }
                }
                _ => {}
            }
        }
    }
}

fn look_at_bases(certificate: &LenientCertificate<'_>, reports: &mut [(&'static Lint, Report<'_>)]) {
    let is_asked = |lint: &Lint| matches!(lint.look, Look::Base(_) | Look::SrvBase(_));
    let mut asked: Vec<_> = reports.iter_mut().filter(|(lint, _)| is_asked(lint)).collect();
    for subtree in certificate.constraints.iter().flat_map(|constraints| constraints.subtrees()) {
        for (lint, report) in &mut asked {
            let fault = match lint.look {
                Look::Base(look) => look(&subtree),
                Look::SrvBase(look) => subtree.srv_text().and_then(look),
                _ => None,
            };
            if let Some(fault) = fault {
                report.add_fault(subtree.place(), &shown(&subtree), fault);
            }
        }
    }
}
