//! A finding: a fault, and the lint that reports it.

use core::fmt;
use core::ops::Range;

use crate::citation::Citation;
use crate::lint::definition::Lint;
use crate::lint::fault::LocatedFault;
use crate::lint::place::Place;
use crate::lint::severity::{RuleSet, Severity};

/// A fault in a certificate, and the lint that reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    lint: &'static Lint,
    citation: Citation,
    fault: LocatedFault,
}

impl Finding {
    /// Returns the finding of a lint under the chosen rule sets.
    pub(crate) fn new(lint: &'static Lint, fault: LocatedFault, chosen: &[RuleSet]) -> Self {
        let citation = fault.citation.unwrap_or_else(|| lint.citation_for(fault.severity, chosen));
        Self { lint, citation, fault }
    }

    /// Returns the lint.
    #[must_use]
    pub const fn lint(&self) -> &'static Lint {
        self.lint
    }

    /// Returns the severity under the chosen rule sets, and for the content of this certificate.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.fault.severity
    }

    /// Returns the section that decides under the chosen rule sets, as [`Lint::citation_under`] says.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        self.citation
    }

    /// Returns all sections of the lint, [`Finding::citation`] first.
    pub fn citations(&self) -> impl Iterator<Item = Citation> + use<> {
        let first = self.citation;
        let others = self.lint.citations().iter().copied().filter(move |citation| *citation != first);
        core::iter::once(first).chain(others)
    }

    /// Returns the position of the certificate: its index in the file, or its place in the chain, where the end entity
    /// is 0.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.fault.position
    }

    /// Returns the part of the certificate.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.fault.place
    }

    /// Returns the range of the fault in the certificate's DER.
    #[must_use]
    pub const fn octets(&self) -> &Range<usize> {
        &self.fault.octets
    }

    /// Returns the text of the fault for a human reader. Octets that are not printable ASCII are escaped.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.fault.detail
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lint, citation, fault: LocatedFault { severity, position, place, octets, detail, .. } } = self;
        let Range { start, end } = octets;
        write!(f, "{severity} {}: certificate {position}, {place}, octets {start}..{end}: ", lint.id())?;
        f.write_str(lint.title())?;
        if !detail.is_empty() {
            write!(f, ": {detail}")?;
        }
        write!(f, " [{citation}]")
    }
}
