//! What was not read of a file: said on standard error, and in reports.

use std::fmt;

use super::other_kind::OtherKind;

/// The most labels of other blocks that are named.
const MAX_LABELS: usize = 8;

/// Something in a file that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// What it is, after "not read: ".
    pub(crate) what: String,
    /// Its kind, if that is known.
    pub(crate) kind: Option<&'static OtherKind>,
}

impl Skipped {
    /// Returns what is known only by `what`.
    pub(crate) fn new(what: impl fmt::Display) -> Self {
        Self { what: what.to_string(), kind: None }
    }

    /// Returns something of a known kind, as `what` names it.
    pub(crate) fn of(kind: &'static OtherKind, what: impl fmt::Display) -> Self {
        Self { what: what.to_string(), kind: Some(kind) }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not read: {}", self.what)
    }
}

/// What was passed over of a file, counted by its kinds: what is kept does not grow with the file.
#[derive(Debug, Default)]
pub(crate) struct PassedOver {
    /// Blocks of other kinds, by label.
    labels: Vec<(String, u64)>,
    /// Those of other labels than these.
    others: u64,
    /// Blocks whose content after the certificate was dropped, and their label.
    trusted: u64,
    /// Elements in DER, by their kinds: the octet of the first, and how many there are.
    elements: Vec<(&'static OtherKind, u64, u64)>,
    /// The octet from which the rest of a file is not read.
    rest: Option<u64>,
}

impl PassedOver {
    /// Counts a block that is not read, if its label is one.
    pub(crate) fn block(&mut self, label: &[u8]) {
        let is_label = !label.is_empty() && label.iter().all(|octet| octet.is_ascii_graphic() || *octet == b' ');
        let Some(label) = std::str::from_utf8(label).ok().filter(|_| is_label) else { return };
        let is_named = self.labels.len() < MAX_LABELS;
        match self.labels.iter_mut().find(|(known, _)| known == label) {
            Some((_, count)) => *count = count.saturating_add(1),
            None if is_named => self.labels.push((label.to_owned(), 1)),
            None => self.others = self.others.saturating_add(1),
        }
    }

    /// Counts a block whose content after the certificate is dropped.
    pub(crate) fn trust(&mut self) {
        self.trusted = self.trusted.saturating_add(1);
    }

    /// Counts an element in DER at an octet of the file.
    pub(crate) fn element(&mut self, kind: &'static OtherKind, offset: u64) {
        match self.elements.iter_mut().find(|(known, ..)| *known == kind) {
            Some((_, _, count)) => *count = count.saturating_add(1),
            None => self.elements.push((kind, offset, 1)),
        }
    }

    /// Says from which octet on nothing is read.
    pub(crate) fn rest(&mut self, offset: u64) {
        self.rest = Some(offset);
    }

    /// Returns why there is no certificate, from the first block or element; `None` if there is neither.
    pub(crate) fn instead(&self) -> Option<Skipped> {
        if let Some((kind, ..)) = self.elements.first() {
            return Some(instead_of_certificates(kind));
        }
        let (label, _) = self.labels.first()?;
        let what = format!("the file has a PEM block \"{label}\" and no CERTIFICATE");
        Some(match OtherKind::of_label(label) {
            Some(kind) => Skipped::of(kind, format_args!("{what}: {}", kind.advice)),
            None => Skipped::new(what),
        })
    }

    /// Returns what was passed over, an item for each kind of it.
    pub(crate) fn items(&self) -> Vec<Skipped> {
        let blocks = |count: u64| if count == 1 { "block".to_owned() } else { format!("{count} blocks") };
        let labels = self.labels.iter().map(|(label, count)| {
            let what = format!("PEM {} \"{label}\"", blocks(*count));
            Skipped { what, kind: OtherKind::of_label(label) }
        });
        let others =
            (self.others > 0).then(|| Skipped::new(format_args!("PEM {} of other kinds", blocks(self.others))));
        let trusted = (self.trusted > 0).then(|| {
            Skipped::new(format_args!("the trust settings in PEM {} \"TRUSTED CERTIFICATE\"", blocks(self.trusted)))
        });
        let elements = self.elements.iter().map(|(kind, offset, count)| {
            let again = if *count == 1 { String::new() } else { format!(", and {} more", count.saturating_sub(1)) };
            Skipped::of(kind, format_args!("{} at octet {offset}{again}", kind.name))
        });
        let rest =
            self.rest.map(|offset| Skipped::new(format_args!("what follows the certificate, from octet {offset}")));
        labels.chain(others).chain(trusted).chain(elements).chain(rest).collect()
    }
}

/// Returns why a file of this kind has no certificates, and what to do with it.
pub(crate) fn instead_of_certificates(kind: &'static OtherKind) -> Skipped {
    Skipped::of(kind, format_args!("{}: {}", kind.name, kind.advice))
}
