//! A finding: which lint, which certificate, where in it, which octets, and what stands there.

use core::fmt;
use core::ops::Range;

use crate::lint::definition::Lint;
use crate::lint::fault::LocatedFault;
use crate::lint::place::Place;
use crate::lint::severity::Severity;

/// What a lint found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    lint: &'static Lint,
    fault: LocatedFault,
}

impl Finding {
    pub(crate) const fn new(lint: &'static Lint, fault: LocatedFault) -> Self {
        Self { lint, fault }
    }

    /// The lint.
    #[must_use]
    pub const fn lint(&self) -> &'static Lint {
        self.lint
    }

    /// How bad it is here: under the chosen rule sets, and for what the certificate holds.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.fault.severity
    }

    /// The certificate: its index in the file, or its place in the chain, counted from the end entity, which is 0.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.fault.position
    }

    /// The part of the certificate.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.fault.place
    }

    /// The octets of the certificate's DER, from the first to one behind the last.
    #[must_use]
    pub const fn octets(&self) -> &Range<usize> {
        &self.fault.octets
    }

    /// What stands there, for a person. Octets that are not printable ASCII are escaped.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.fault.detail
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lint, fault: LocatedFault { severity, position, place, octets, detail } } = self;
        let Range { start, end } = octets;
        write!(f, "{severity} {}: certificate {position}, {place}, octets {start}..{end}: ", lint.id())?;
        f.write_str(lint.title())?;
        if !detail.is_empty() {
            write!(f, ": {detail}")?;
        }
        lint.citations().first().map_or(Ok(()), |citation| write!(f, " [{citation}]"))
    }
}
