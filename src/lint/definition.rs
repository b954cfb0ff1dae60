//! Definition of a lint: data, and one function that reports faults.

use core::fmt;

use crate::certificate::general_name::GeneralName;
use crate::citation::Citation;
use crate::lint::fault::{Fault, Report};
use crate::lint::read::certificate::{LenientCertificate, Subtree};
use crate::lint::read::chain::LintedChain;
use crate::lint::read::srv_text::SrvText;
use crate::lint::severity::{EffectiveDate, RuleSet, Severity};

/// The input of a lint, and the function that reads it. The linter calls the function once for each such input: most
/// certificates have neither an SRVName nor name constraints, and cost next to nothing.
#[derive(Clone, Copy)]
pub(crate) enum Look {
    /// The whole certificate, once.
    Certificate(fn(&LenientCertificate<'_>, &mut Report<'_>)),
    /// The whole certificate, once, if there is an SRVName in the subjectAltName, readable or not.
    WithSrvName(fn(&LenientCertificate<'_>, &mut Report<'_>)),
    /// The whole certificate, once, if there are NameConstraints, readable or not.
    WithConstraints(fn(&LenientCertificate<'_>, &mut Report<'_>)),
    /// Each entry of the subjectAltName that is a GeneralName, whatever its form.
    Name(fn(&GeneralName<'_>) -> Option<Fault>),
    /// The text of each SRVName in the subjectAltName.
    SrvName(fn(&SrvText<'_>) -> Option<Fault>),
    /// The text of each SRVName base in the NameConstraints.
    SrvBase(fn(&SrvText<'_>) -> Option<Fault>),
    /// Each base of the NameConstraints, whatever its form.
    Base(fn(&Subtree<'_>) -> Option<Fault>),
    /// A chain, once.
    Chain(fn(&LintedChain<'_, '_>, &mut Report<'_>)),
}

/// A lint: a rule about certificates, with its sections, its effective date and the function that checks it.
///
/// Lints are `static`s in one table for each chapter: nothing registers itself, and a test can walk all of them.
pub struct Lint {
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    pub(crate) rule_sets: &'static [RuleSet],
    pub(crate) severities: &'static [(RuleSet, Severity)],
    pub(crate) title: &'static str,
    pub(crate) citations: &'static [Citation],
    pub(crate) effective_date: Option<EffectiveDate>,
    pub(crate) detects: &'static str,
    pub(crate) look: Look,
}

impl Lint {
    /// Returns a lint of the rule set `pkix` without an effective date; the methods below override what differs.
    pub(crate) const fn new(
        id: &'static str,
        severity: Severity,
        title: &'static str,
        citations: &'static [Citation],
        detects: &'static str,
        look: Look,
    ) -> Self {
        Self {
            id,
            severity,
            rule_sets: &[RuleSet::Pkix],
            severities: &[],
            title,
            citations,
            effective_date: None,
            detects,
            look,
        }
    }

    /// Returns the lint with these rule sets.
    pub(crate) const fn applies_to(self, rule_sets: &'static [RuleSet]) -> Self {
        Self { rule_sets, ..self }
    }

    /// Returns the lint with another severity under some rule sets.
    pub(crate) const fn with_severity_under(self, severities: &'static [(RuleSet, Severity)]) -> Self {
        Self { severities, ..self }
    }

    /// Returns the lint with an effective date.
    pub(crate) const fn effective_from(self, date: EffectiveDate) -> Self {
        Self { effective_date: Some(date), ..self }
    }

    /// Returns the stable id, as in `nc_dns_without_srv`. It has no part for the severity, which may change.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Returns the severity of a finding, unless a rule set or the content of the certificate changes it.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// Returns the severity under the chosen rule sets. If several of them change it, the last one in
    /// [`Lint::severities`] decides.
    #[must_use]
    pub fn severity_under(&self, chosen: &[RuleSet]) -> Severity {
        let other = self.severities.iter().rev().find(|(rule_set, _)| chosen.contains(rule_set));
        other.map_or(self.severity, |(_, severity)| *severity)
    }

    /// Returns the rule sets that change the severity, and to what.
    #[must_use]
    pub const fn severities(&self) -> &'static [(RuleSet, Severity)] {
        self.severities
    }

    /// Returns the rule sets that this lint is part of.
    #[must_use]
    pub const fn rule_sets(&self) -> &'static [RuleSet] {
        self.rule_sets
    }

    /// Returns the fault in one sentence, without its full stop.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// Returns the sections that state the rule, the weightiest first; at least one.
    #[must_use]
    pub const fn citations(&self) -> &'static [Citation] {
        self.citations
    }

    /// Returns the section that decides under the chosen rule sets: the first of [`Lint::citations`] in a document of the rule
    /// set that changes the severity, or else of the first of [`Lint::rule_sets`] that is chosen. If that rule set has no
    /// document among the citations it is the first of all.
    ///
    /// ```
    /// use srvname::lint::{CHAPTERS, RuleSet};
    ///
    /// let mut lints = CHAPTERS.iter().flat_map(|chapter| chapter.lints());
    /// let not_critical = lints.find(|lint| lint.id() == "nc_not_critical").expect("a lint");
    /// let citation = |chosen| not_critical.citation_under(chosen).to_string();
    /// assert_eq!(citation(&[RuleSet::Pkix]), "RFC 5280 §4.2.1.10");
    /// assert_eq!(citation(&[RuleSet::Pkix, RuleSet::Br]), "TLS BR §7.1.2.5.2");
    /// ```
    #[must_use]
    pub fn citation_under(&self, chosen: &[RuleSet]) -> Citation {
        let changing = self.severities.iter().rev().map(|(rule_set, _)| rule_set);
        let own = changing.chain(self.rule_sets).find(|rule_set| chosen.contains(rule_set));
        // A lint that is asked by its name is part of a rule set too.
        self.citation_of(own.or(self.rule_sets.first()).copied())
    }

    /// Returns the section that decides about a finding of this severity. A severity that the content of the certificate
    /// raised beyond that of the lint is decided by the Baseline Requirements, if they are chosen and cited.
    pub(crate) fn citation_for(&self, severity: Severity, chosen: &[RuleSet]) -> Citation {
        let is_cited = |rule_set: &RuleSet| self.citations.iter().any(|citation| rule_set.has(*citation));
        let baseline = chosen.iter().find(|rule_set| rule_set.is_of_the_ca_browser_forum() && is_cited(rule_set));
        match baseline.filter(|_| severity > self.severity_under(chosen)) {
            Some(baseline) => self.citation_of(Some(*baseline)),
            None => self.citation_under(chosen),
        }
    }

    fn citation_of(&self, rule_set: Option<RuleSet>) -> Citation {
        let cited = self.citations.iter().find(|citation| rule_set.is_some_and(|rule_set| rule_set.has(**citation)));
        cited.or(self.citations.first()).copied().unwrap_or(Citation::new("", ""))
    }

    /// Returns the day from which the rule binds, or `None` if its document names none.
    #[must_use]
    pub const fn effective_date(&self) -> Option<EffectiveDate> {
        self.effective_date
    }

    /// Returns what exactly the lint looks for.
    #[must_use]
    pub const fn detects(&self) -> &'static str {
        self.detects
    }

    /// Returns `true` if the lint reads a chain, `false` if it reads one certificate.
    #[must_use]
    pub const fn is_about_chains(&self) -> bool {
        matches!(self.look, Look::Chain(_))
    }
}

impl fmt::Debug for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lint({})", self.id)
    }
}

impl PartialEq for Lint {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Lint {}

/// A list of lints about one subject, with its title.
#[derive(Debug)]
pub struct Chapter {
    pub(crate) title: &'static str,
    pub(crate) lints: &'static [&'static Lint],
}

impl Chapter {
    /// Returns what the lints are about.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// Returns the lints in the order of reports.
    #[must_use]
    pub const fn lints(&self) -> &'static [&'static Lint] {
        self.lints
    }
}
