//! The labels of a host that start like A-labels.

use crate::lint::read::host_text::Part;

impl<'a> Part<'a> {
    /// Returns the labels that start with the prefix of A-labels.
    pub(crate) fn a_labels(&self) -> impl Iterator<Item = Part<'a>> + use<'a> {
        let is_prefixed =
            |label: &Part<'a>| label.octets.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case(b"xn--"));
        self.labels().filter(is_prefixed)
    }
}
