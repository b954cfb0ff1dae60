//! Citations as values, so that errors, policy, documentation and the command line quote the same section.

use core::fmt;

/// A citation: a document and a section of it, such as `RFC 5280 §6.1.3(b)`.
///
/// Every rejection of this library has one, because its reader usually has to convince another party of it: a
/// certification authority, the vendor of a client, a colleague.
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
    /// Returns the citation of `section` of `document`. An empty section cites the whole document.
    #[must_use]
    pub const fn new(document: &'static str, section: &'static str) -> Self {
        Self { document, section }
    }

    /// Returns the document by its usual name, such as `RFC 5280`.
    #[must_use]
    pub const fn document(&self) -> &'static str {
        self.document
    }

    /// Returns the section without its sign, such as `6.1.3(b)`, or an empty string if the whole document is cited.
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
