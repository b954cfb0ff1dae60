//! Citations as values, so that errors, policy, documentation and the command line quote the same section.

use core::fmt;

/// A section of a document: `RFC 5280 §6.1.3(b)`.
///
/// Every refusal of this library carries one, because the person who reads the refusal usually has to convince
/// somebody else: a certification authority, a client's vendor, a colleague.
///
/// ```
/// use srvname::Citation;
///
/// let citation = Citation::new("RFC 4985", "4");
/// assert_eq!(citation.to_string(), "RFC 4985 §4");
/// assert_eq!(citation.document(), "RFC 4985");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Citation {
    document: &'static str,
    section: &'static str,
}

impl Citation {
    /// Cites `section` of `document`; an empty section cites the whole document.
    #[must_use]
    pub const fn new(document: &'static str, section: &'static str) -> Self {
        Self { document, section }
    }

    /// The document, as it is usually called: `RFC 5280`.
    #[must_use]
    pub const fn document(&self) -> &'static str {
        self.document
    }

    /// The section without its sign, `6.1.3(b)`; empty when the whole document is meant.
    #[must_use]
    pub const fn section(&self) -> &'static str {
        self.section
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.section.is_empty() {
            f.write_str(self.document)
        } else {
            write!(f, "{} §{}", self.document, self.section)
        }
    }
}
