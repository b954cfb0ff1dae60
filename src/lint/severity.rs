//! How bad a finding is, whose rules say so, and from which day they bind.

use core::fmt;

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
pub enum RuleSet {
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

impl RuleSet {
    /// Every rule set.
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

impl fmt::Display for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The day from which a rule binds: certificates with an earlier notBefore are not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EffectiveDate {
    day: &'static str,
    seconds: i64,
}

impl EffectiveDate {
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

impl fmt::Display for EffectiveDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.day)
    }
}
