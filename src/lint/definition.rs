//! What a lint is: data, with one function that looks.

use core::fmt;

use crate::cite::Citation;
use crate::lint::fault::{Fault, Report};
use crate::lint::read::certificate::{LenientCertificate, Subtree};
use crate::lint::read::chain::LintedChain;
use crate::lint::read::srv_text::SrvText;
use crate::lint::severity::{EffectiveDate, RuleSet, Severity};

/// What a lint looks at. The engine calls each kind as often as there is something to look at, and not at all when there
/// is nothing: most certificates have neither SRVName nor constraints, and cost next to nothing.
#[derive(Clone, Copy)]
pub(crate) enum Look {
    /// The whole certificate, once.
    Certificate(fn(&LenientCertificate<'_>, &mut Report<'_>)),
    /// The whole certificate, once, if there is an SRVName in the subjectAltName, readable or not.
    WithSrvName(fn(&LenientCertificate<'_>, &mut Report<'_>)),
    /// The whole certificate, once, if there are NameConstraints, readable or not.
    WithConstraints(fn(&LenientCertificate<'_>, &mut Report<'_>)),
    /// The text of each SRVName in the subjectAltName.
    SrvName(fn(&SrvText<'_>) -> Option<Fault>),
    /// The text of each SRVName base in the NameConstraints.
    SrvBase(fn(&SrvText<'_>) -> Option<Fault>),
    /// Each base of the NameConstraints, whatever its form.
    Base(fn(&Subtree<'_>) -> Option<Fault>),
    /// A chain, once.
    Chain(fn(&LintedChain<'_, '_>, &mut Report<'_>)),
}

/// One lint: what it says, on whose authority, from when, and how it looks.
///
/// Lints are `static`s in tables, one table a chapter: nothing registers itself, and a test can walk all of them.
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
    /// A lint of the rule set `pkix` without a date; the chapters override what differs.
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

    /// The same lint for these rule sets.
    pub(crate) const fn applies_to(self, rule_sets: &'static [RuleSet]) -> Self {
        Self { rule_sets, ..self }
    }

    /// The same lint, of another severity where a rule set says so.
    pub(crate) const fn with_severity_under(self, severities: &'static [(RuleSet, Severity)]) -> Self {
        Self { severities, ..self }
    }

    /// The same lint, from a day on.
    pub(crate) const fn effective_from(self, date: EffectiveDate) -> Self {
        Self { effective_date: Some(date), ..self }
    }

    /// The stable id, as in `nc_dns_without_srv`. It does not say how bad the finding is: that is data of its own.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// How bad a finding is, unless a rule set or the certificate says otherwise.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// How bad a finding is under the chosen rule sets. Where several of them differ, the last one in
    /// [`Lint::severities`] decides.
    #[must_use]
    pub fn severity_under(&self, chosen: &[RuleSet]) -> Severity {
        let other = self.severities.iter().rev().find(|(rule_set, _)| chosen.contains(rule_set));
        other.map_or(self.severity, |(_, severity)| *severity)
    }

    /// The rule sets under which the severity is another.
    #[must_use]
    pub const fn severities(&self) -> &'static [(RuleSet, Severity)] {
        self.severities
    }

    /// The rule sets that ask this.
    #[must_use]
    pub const fn rule_sets(&self) -> &'static [RuleSet] {
        self.rule_sets
    }

    /// What is wrong, in one sentence without its full stop.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// The sections that say so, the weightiest first; at least one.
    #[must_use]
    pub const fn citations(&self) -> &'static [Citation] {
        self.citations
    }

    /// The day from which it binds, where the document names one.
    #[must_use]
    pub const fn effective_date(&self) -> Option<EffectiveDate> {
        self.effective_date
    }

    /// What exactly is looked for.
    #[must_use]
    pub const fn detects(&self) -> &'static str {
        self.detects
    }

    /// Whether it looks at a chain rather than at a certificate.
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

/// Lints that belong together, and what they are about.
#[derive(Debug)]
pub struct Chapter {
    pub(crate) title: &'static str,
    pub(crate) lints: &'static [&'static Lint],
}

impl Chapter {
    /// What the lints are about.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// The lints, in the order of reports.
    #[must_use]
    pub const fn lints(&self) -> &'static [&'static Lint] {
        self.lints
    }
}
