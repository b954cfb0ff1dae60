//! What a lint is: data, with one function that looks.

use core::fmt;

use super::chain::LintedChain;
use super::finding::Report;
use super::linted::{Linted, Subtree};
use super::srv_text::{Fault, SrvText};
use crate::cite::Citation;

/// How bad a finding is. The order is that of `--fail-on`: a notice is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing. Nothing is wrong with the certificate.
    Notice,
    /// Against a SHOULD, or a trap that the standard leaves open.
    Warn,
    /// Against a MUST, or of no use to anybody.
    Error,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 3] = [Self::Notice, Self::Warn, Self::Error];

    /// The word that reports and the command line use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whose rules a lint speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// The RFCs: whatever the certificate is for.
    Pkix,
    /// The TLS Baseline Requirements of the CA/Browser Forum: publicly trusted TLS. Choosing it says that the
    /// certificates are publicly trusted.
    Br,
    /// The S/MIME Baseline Requirements of the CA/Browser Forum: publicly trusted mail certificates.
    Smime,
    /// What this library asks of CAs before an SRVName is believed, and what other validators make of it.
    Srv,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 4] = [Self::Pkix, Self::Br, Self::Smime, Self::Srv];

    /// The word that reports and the command line use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pkix => "pkix",
            Self::Br => "br",
            Self::Smime => "smime",
            Self::Srv => "srv",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The day from which a rule binds: certificates with an earlier notBefore are not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Since {
    day: &'static str,
    seconds: i64,
}

impl Since {
    /// The day as ISO 8601 writes it, and its first second, counted from 1970.
    pub(crate) const fn new(day: &'static str, seconds: i64) -> Self {
        Self { day, seconds }
    }

    /// The day, as in `2023-09-15`.
    #[must_use]
    pub const fn day(&self) -> &'static str {
        self.day
    }

    /// Its first second, counted from 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn seconds(&self) -> i64 {
        self.seconds
    }
}

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.day)
    }
}

/// What a lint looks at. The engine calls each kind as often as there is something to look at, and not at all when there
/// is nothing: most certificates have neither SRVName nor constraints, and cost next to nothing.
#[derive(Clone, Copy)]
pub(crate) enum Look {
    /// The whole certificate, once.
    Certificate(fn(&Linted<'_>, &mut Report<'_>)),
    /// The whole certificate, once, if there is an SRVName in the subjectAltName, readable or not.
    WithSrvName(fn(&Linted<'_>, &mut Report<'_>)),
    /// The whole certificate, once, if there are NameConstraints, readable or not.
    WithConstraints(fn(&Linted<'_>, &mut Report<'_>)),
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
    pub(crate) profiles: &'static [Profile],
    pub(crate) elsewhere: &'static [(Profile, Severity)],
    pub(crate) title: &'static str,
    pub(crate) citations: &'static [Citation],
    pub(crate) since: Option<Since>,
    pub(crate) detects: &'static str,
    pub(crate) look: Look,
}

impl Lint {
    /// A lint of the `pkix` profile without a date; the chapters override what differs.
    pub(crate) const fn new(
        id: &'static str,
        severity: Severity,
        title: &'static str,
        citations: &'static [Citation],
        detects: &'static str,
        look: Look,
    ) -> Self {
        Self { id, severity, profiles: &[Profile::Pkix], elsewhere: &[], title, citations, since: None, detects, look }
    }

    /// The same lint for these profiles.
    pub(crate) const fn of(self, profiles: &'static [Profile]) -> Self {
        Self { profiles, ..self }
    }

    /// The same lint, of another severity where a profile says so.
    pub(crate) const fn elsewhere(self, elsewhere: &'static [(Profile, Severity)]) -> Self {
        Self { elsewhere, ..self }
    }

    /// The same lint, from a day on.
    pub(crate) const fn since(self, since: Since) -> Self {
        Self { since: Some(since), ..self }
    }

    /// The stable id, as in `nc_dns_without_srv`. It does not say how bad the finding is: that is data of its own.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// How bad a finding is, unless a profile or the certificate says otherwise.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// How bad a finding is under the chosen profiles. Where several of them differ, the last one in
    /// [`Lint::severities`] decides.
    #[must_use]
    pub fn severity_under(&self, chosen: &[Profile]) -> Severity {
        let other = self.elsewhere.iter().rev().find(|(profile, _)| chosen.contains(profile));
        other.map_or(self.severity, |(_, severity)| *severity)
    }

    /// The profiles under which the severity is another.
    #[must_use]
    pub const fn severities(&self) -> &'static [(Profile, Severity)] {
        self.elsewhere
    }

    /// The profiles that ask this.
    #[must_use]
    pub const fn profiles(&self) -> &'static [Profile] {
        self.profiles
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
    pub const fn applies_since(&self) -> Option<Since> {
        self.since
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
