//! Faults: what a lint reports about what it reads. The linter makes findings of them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Write as _};
use core::ops::Range;

use crate::citation::Citation;
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
    /// The section that decides about this fault, if the content of the certificate tells which of the lint's it is.
    pub(crate) citation: Option<Citation>,
}

/// The caller's choices.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) rule_sets: Vec<RuleSet>,
    /// The largest number of bases of one form that is not too many.
    pub(crate) most_bases: usize,
    /// The moment at which each certificate counts as issued, if that is not its notBefore.
    pub(crate) as_of: Option<i64>,
}

/// The faults that one lint reports about a certificate or a chain, and the caller's choices that the lint may depend
/// on.
pub(crate) struct Report<'r> {
    severity: Severity,
    settings: &'r Settings,
    position: usize,
    faults: Vec<LocatedFault>,
    /// For each severity, how many faults there are, those that are not told included.
    counts: BTreeMap<Severity, usize>,
}

/// The most faults of one severity that a lint tells of a certificate or of a chain: a certificate of 16 MiB may have one in
/// each ten octets, and nobody reads so many.
const MOST_FAULTS: usize = 1_000;

impl<'r> Report<'r> {
    /// Returns a report without faults. `severity` is that of the lint under the chosen rule sets.
    pub(crate) const fn new(severity: Severity, settings: &'r Settings, position: usize) -> Self {
        Self { severity, settings, position, faults: Vec::new(), counts: BTreeMap::new() }
    }

    /// Returns whether a rule set is chosen.
    pub(crate) fn is_under(&self, rule_set: RuleSet) -> bool {
        self.settings.rule_sets.contains(&rule_set)
    }

    /// Returns the largest number of bases of one form that is not too many.
    pub(crate) const fn most_bases(&self) -> usize {
        self.settings.most_bases
    }

    /// Returns whether the next fault with the severity of the lint is told, and not only counted.
    pub(crate) fn tells(&self) -> bool {
        self.counts.get(&self.severity).is_none_or(|count| *count < MOST_FAULTS)
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
        let count = self.counts.entry(severity).or_default();
        *count = count.saturating_add(1);
        if *count <= MOST_FAULTS {
            let detail = detail.to_string();
            self.faults.push(LocatedFault { severity, position, place, octets, detail, citation: None });
        }
    }

    /// Lets the fault that was added last cite this section, which the content of the certificate tells.
    pub(crate) fn cite(&mut self, citation: Citation) {
        // Of too many the last was not kept, and those that were have their citation.
        if let Some(last) = self.faults.last_mut().filter(|last| last.citation.is_none()) {
            last.citation = Some(citation);
        }
    }

    /// Returns the faults. Of more than [`MOST_FAULTS`] of one severity the last that is told says how many more there are.
    pub(crate) fn into_faults(mut self) -> Vec<LocatedFault> {
        for (severity, count) in &self.counts {
            let more = count.saturating_sub(MOST_FAULTS);
            let last = self.faults.iter_mut().rev().find(|fault| fault.severity == *severity);
            if let Some(last) = last.filter(|_| more > 0) {
                last.detail.push_str(&alloc::format!(" (and {more} more findings of this lint)"));
            }
        }
        self.faults
    }

    /// Drops the faults that were added before: two paths may share what is wrong.
    pub(crate) fn drop_repeated(&mut self) {
        let mut seen = BTreeSet::new();
        let mut is_first = |fault: &LocatedFault| {
            seen.insert((fault.position, fault.octets.start, fault.octets.end, fault.detail.clone()))
        };
        self.faults.retain(|fault| is_first(fault));
    }

    /// Adds the fault of a text or a base. The detail is its value, and the note of the fault if it has one.
    pub(crate) fn add_fault(&mut self, place: Place, value: &dyn fmt::Display, fault: Fault) {
        let severity = fault.severity.unwrap_or(self.severity);
        match fault.note {
            Some(note) => self.add_as(severity, place, fault.octets, &format_args!("{value}: {note}")),
            None => self.add_as(severity, place, fault.octets, value),
        }
    }
}

/// The most characters of a certificate that a report quotes in a row. An item may be as long as its certificate, and
/// quoted by a detail about each of the others.
const MOST_QUOTED: usize = 200;

/// A text and its length in octets, as a report quotes it: in full, or the first [`MOST_QUOTED`] characters with an ellipsis
/// and the length.
pub(crate) struct Quoted<T>(pub(crate) T, pub(crate) usize);

impl<T: fmt::Display> fmt::Display for Quoted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, octets) = self;
        let mut head = Head { inner: f, left: MOST_QUOTED, is_full: false };
        // What does not fit stops the writing: the rest of a long text is not even formatted.
        match (write!(head, "{text}"), head.is_full) {
            (_, true) => write!(f, "... ({octets} octets)"),
            (result, false) => result,
        }
    }
}

/// Writes so many characters and no more.
struct Head<'w, 'f> {
    inner: &'w mut fmt::Formatter<'f>,
    left: usize,
    is_full: bool,
}

impl fmt::Write for Head<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match text.char_indices().nth(self.left) {
            Some((end, _)) => {
                self.is_full = true;
                self.inner.write_str(text.get(..end).unwrap_or_default())?;
                Err(fmt::Error)
            }
            None => {
                self.left = self.left.saturating_sub(text.chars().count());
                self.inner.write_str(text)
            }
        }
    }
}

/// The octets of a name as a report shows them: escaped, and as [`Quoted`] has it.
pub(crate) struct Shown<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An octet is shown as one character or more.
        let head = self.0.get(..MOST_QUOTED.saturating_add(1)).unwrap_or(self.0);
        Quoted(EscapedOctets(head), self.0.len()).fmt(f)
    }
}

/// Octets of a name that may be malformed, so not read as text: all but printing ASCII escaped.
struct EscapedOctets<'a>(&'a [u8]);

impl fmt::Display for EscapedOctets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nearly every name is plain, and shown as it is. A space at an end would be invisible.
        let bare = self.0.trim_ascii_end();
        let is_plain = |octet: u8| matches!(octet, 0x20..=0x7e) && !matches!(octet, b'\\' | b'"' | b'\'');
        match core::str::from_utf8(bare) {
            Ok(text) if text.bytes().all(is_plain) && !text.starts_with(' ') => f.write_str(text)?,
            _ => write!(f, "{}", bare.escape_ascii())?,
        }
        self.0.iter().skip(bare.len()).try_for_each(|octet| write!(f, "\\x{octet:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut() {
        let long = |count: usize| "é".repeat(count);
        let quoted = |text: &str| Quoted(text, text.len()).to_string();
        assert_eq!(quoted(&long(200)), long(200));
        assert_eq!(quoted(&long(201)), long(200) + "... (402 octets)");
        assert_eq!(Shown(&[b'a'; 200]).to_string(), "a".repeat(200));
        assert_eq!(Shown(&[b'a'; 201]).to_string(), "a".repeat(200) + "... (201 octets)");
        assert_eq!(Shown(&[0xff; 50]).to_string(), "\\xff".repeat(50));
        assert_eq!(Shown(&[0xff; 51]).to_string(), "\\xff".repeat(50) + "... (51 octets)");
        assert_eq!(Shown(b"a ").to_string(), "a\\x20");
    }

    /// However many faults there are, so many are told, and the last says how many more there are.
    #[test]
    fn what_is_too_many_is_counted() {
        let settings = Settings { rule_sets: Vec::new(), most_bases: 0, as_of: None };
        for (count, told) in [(999, 999), (1_000, 1_000), (1_001, 1_001), (5_000, 1_001)] {
            let mut report = Report::new(Severity::Warn, &settings, 0);
            (0..count).for_each(|index| report.add(Place::Certificate, 0..index, &"text"));
            report.add_as(Severity::Error, Place::Certificate, 0..1, &"other");
            let faults = report.into_faults();
            assert_eq!(faults.len(), told.min(1_000) + 1);
            let details: Vec<_> = faults.iter().map(|fault| fault.detail.as_str()).collect();
            let more = count.saturating_sub(1_000);
            let last =
                if more > 0 { alloc::format!("text (and {more} more findings of this lint)") } else { "text".into() };
            assert_eq!(details[details.len() - 2..], [last.as_str(), "other"]);
            assert!(details[..details.len() - 2].iter().all(|detail| *detail == "text"));
        }
    }

    /// Writing a long text costs what is kept of it.
    #[test]
    fn what_is_cut_is_not_written() {
        struct Endless;
        impl fmt::Display for Endless {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                loop {
                    f.write_str("x")?;
                }
            }
        }
        assert_eq!(Quoted(Endless, 7).to_string(), "x".repeat(200) + "... (7 octets)");
    }
}
