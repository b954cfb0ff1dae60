//! Faults: what a lint reports about what it reads. The linter makes findings of them.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::lint::place::Place;
use crate::lint::severity::{RuleSet, Severity};

/// A fault in a text or a base.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The range of the fault in the certificate.
    pub(crate) octets: Range<usize>,
    /// The severity, if it is not that of the lint.
    pub(crate) severity: Option<Severity>,
    /// What a report adds to the value.
    pub(crate) note: Option<String>,
}

impl Fault {
    pub(crate) const fn new(octets: Range<usize>) -> Self {
        Self { octets, severity: None, note: None }
    }

    pub(crate) fn with_severity(self, severity: Severity) -> Self {
        Self { severity: Some(severity), ..self }
    }

    pub(crate) fn with_note(self, note: String) -> Self {
        Self { note: Some(note), ..self }
    }
}

/// A fault with its place in a certificate and the detail that a report shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocatedFault {
    pub(crate) severity: Severity,
    /// The certificate, as [`Finding::position`](crate::lint::Finding::position) counts.
    pub(crate) position: usize,
    pub(crate) place: Place,
    pub(crate) octets: Range<usize>,
    pub(crate) detail: String,
}

/// The caller's choices.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) rule_sets: Vec<RuleSet>,
    /// The largest number of bases of one form that is not too many.
    pub(crate) most_bases: usize,
}

/// The faults that one lint reports about a certificate or a chain, and the caller's choices that the lint may depend
/// on.
pub(crate) struct Report<'r> {
    severity: Severity,
    settings: &'r Settings,
    position: usize,
    pub(crate) faults: Vec<LocatedFault>,
}

impl<'r> Report<'r> {
    /// Returns a report without faults. `severity` is that of the lint under the chosen rule sets.
    pub(crate) const fn new(severity: Severity, settings: &'r Settings, position: usize) -> Self {
        Self { severity, settings, position, faults: Vec::new() }
    }

    /// Returns whether a rule set is chosen.
    pub(crate) fn is_under(&self, rule_set: RuleSet) -> bool {
        self.settings.rule_sets.contains(&rule_set)
    }

    /// Returns the largest number of bases of one form that is not too many.
    pub(crate) const fn most_bases(&self) -> usize {
        self.settings.most_bases
    }

    /// Adds a fault with the severity of the lint.
    pub(crate) fn add(&mut self, place: Place, octets: Range<usize>, detail: &dyn fmt::Display) {
        self.add_as(self.severity, place, octets, detail);
    }

    /// Adds a fault with a severity that depends on the certificate.
    pub(crate) fn add_as(&mut self, severity: Severity, place: Place, octets: Range<usize>, detail: &dyn fmt::Display) {
        self.add_at(self.position, severity, place, octets, detail);
    }

    /// Adds a fault of one certificate of a chain.
    pub(crate) fn add_in(&mut self, position: usize, place: Place, octets: Range<usize>, detail: &dyn fmt::Display) {
        self.add_at(position, self.severity, place, octets, detail);
    }

    /// Adds a fault of one certificate of a chain, with a severity that depends on it.
    pub(crate) fn add_at(
        &mut self,
        position: usize,
        severity: Severity,
        place: Place,
        octets: Range<usize>,
        detail: &dyn fmt::Display,
    ) {
        self.faults.push(LocatedFault { severity, position, place, octets, detail: detail.to_string() });
    }

    /// Adds the fault of a text or a base. The detail is its value, and the note of the fault if it has one.
    pub(crate) fn add_fault(&mut self, place: Place, value: &dyn fmt::Display, fault: Fault) {
        let severity = fault.severity.unwrap_or(self.severity);
        match fault.note {
            Some(note) => self.add_as(severity, place, fault.octets, &alloc::format!("{value}: {note}")),
            None => self.add_as(severity, place, fault.octets, value),
        }
    }
}

/// The octets of a name as a report shows them: escaped, and cut off after [`SHOWN_OCTETS`].
pub(crate) struct Shown<'a>(pub(crate) &'a [u8]);

/// The longest name that is shown in full, in octets: a little more than the longest domain with its service.
const SHOWN_OCTETS: usize = 320;

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, rest) = match self.0.get(..SHOWN_OCTETS) {
            Some(head) if head.len() < self.0.len() => (head, "[...]"),
            _ => (self.0, ""),
        };
        // Nearly every name is plain, and shown as it is. A space at an end would be invisible.
        let bare = shown.trim_ascii_end();
        let is_plain = |octet: u8| matches!(octet, 0x20..=0x7e) && !matches!(octet, b'\\' | b'"' | b'\'');
        match core::str::from_utf8(bare) {
            Ok(text) if text.bytes().all(is_plain) && !text.starts_with(' ') => f.write_str(text)?,
            _ => write!(f, "{}", bare.escape_ascii())?,
        }
        for octet in shown.iter().skip(bare.len()) {
            write!(f, "\\x{octet:02x}")?;
        }
        f.write_str(rest)
    }
}
