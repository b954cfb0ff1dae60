//! Severities, the rule sets that lints are part of, and effective dates.

use core::fmt;

use crate::citation::Citation;

/// The severity of a finding. The order is that of `--fail-on`: a notice is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For information. Nothing is wrong with the certificate.
    Notice,
    /// Against a SHOULD, or a trap that the standard leaves open.
    Warn,
    /// Against a MUST, or useless to every verifier.
    Error,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 3] = [Self::Notice, Self::Warn, Self::Error];

    /// Returns the word that reports and the command line use.
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

/// The documents, or the library, whose rules a lint checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleSet {
    /// The RFCs: whatever the certificate is for.
    Pkix,
    /// The TLS Baseline Requirements of the CA/Browser Forum. Choose it only if the certificates are publicly trusted.
    Br,
    /// The S/MIME Baseline Requirements of the CA/Browser Forum, for publicly trusted mail certificates.
    Smime,
    /// What this library requires of CAs before it accepts an SRVName, and what other validators do with it.
    Srv,
}

impl RuleSet {
    /// Every rule set.
    pub const ALL: [Self; 4] = [Self::Pkix, Self::Br, Self::Smime, Self::Srv];

    /// Returns the word that reports and the command line use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pkix => "pkix",
            Self::Br => "br",
            Self::Smime => "smime",
            Self::Srv => "srv",
        }
    }

    /// Returns whether its rules are those of the CA/Browser Forum, which bind publicly trusted CAs beside the RFCs.
    pub(crate) const fn is_of_the_ca_browser_forum(self) -> bool {
        matches!(self, Self::Br | Self::Smime)
    }

    /// Returns whether its rules are in the document of a citation. The store policies, which apply the S/MIME Baseline
    /// Requirements, count as those.
    pub(crate) fn has(self, citation: Citation) -> bool {
        match citation.document() {
            "TLS BR" => self == Self::Br,
            "S/MIME BR" | "Mozilla Root Store Policy" => self == Self::Smime,
            _ => !self.is_of_the_ca_browser_forum(),
        }
    }
}

impl fmt::Display for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The day from which a rule binds. The rule is not applied to a certificate with an earlier notBefore.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EffectiveDate {
    day: &'static str,
    seconds: i64,
}

impl EffectiveDate {
    /// Returns the date of a day as ISO 8601 writes it and of its first second, in seconds since 1970.
    pub(crate) const fn new(day: &'static str, seconds: i64) -> Self {
        Self { day, seconds }
    }

    /// Returns the day, as in `2023-09-15`.
    #[must_use]
    pub const fn day(&self) -> &'static str {
        self.day
    }

    /// Returns its first second, in seconds since 1970-01-01T00:00:00Z.
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
