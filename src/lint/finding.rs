//! A finding: which lint, which certificate, where in it, which octets, and what stands there.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use super::definition::{Lint, Profile, Severity};

/// The part of a certificate that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// The certificate as a whole.
    Certificate,
    /// subject.
    Subject,
    /// The extension at this index.
    Extension(usize),
    /// subjectAltName.
    SubjectAltName,
    /// The entry of subjectAltName at this index.
    SubjectAltNameEntry(usize),
    /// The entry of issuerAltName at this index.
    IssuerAltNameEntry(usize),
    /// extKeyUsage.
    ExtendedKeyUsage,
    /// nameConstraints.
    NameConstraints,
    /// The list permittedSubtrees.
    PermittedSubtrees,
    /// The list excludedSubtrees.
    ExcludedSubtrees,
    /// The subtree of permittedSubtrees at this index.
    PermittedSubtree(usize),
    /// The subtree of excludedSubtrees at this index.
    ExcludedSubtree(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate => f.write_str("certificate"),
            Self::Subject => f.write_str("subject"),
            Self::Extension(index) => write!(f, "extensions[{index}]"),
            Self::SubjectAltName => f.write_str("subjectAltName"),
            Self::SubjectAltNameEntry(index) => write!(f, "subjectAltName[{index}]"),
            Self::IssuerAltNameEntry(index) => write!(f, "issuerAltName[{index}]"),
            Self::ExtendedKeyUsage => f.write_str("extKeyUsage"),
            Self::NameConstraints => f.write_str("nameConstraints"),
            Self::PermittedSubtrees => f.write_str("permittedSubtrees"),
            Self::ExcludedSubtrees => f.write_str("excludedSubtrees"),
            Self::PermittedSubtree(index) => write!(f, "permittedSubtrees[{index}]"),
            Self::ExcludedSubtree(index) => write!(f, "excludedSubtrees[{index}]"),
        }
    }
}

/// What a lint found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    lint: &'static Lint,
    severity: Severity,
    position: usize,
    place: Place,
    octets: Range<usize>,
    detail: String,
}

impl Finding {
    /// The lint.
    #[must_use]
    pub const fn lint(&self) -> &'static Lint {
        self.lint
    }

    /// How bad it is here: under the chosen profiles, and for what the certificate holds.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// The certificate: its index in the file, or its place in the chain, counted from the end entity, which is 0.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.position
    }

    /// The part of the certificate.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.place
    }

    /// The octets of the certificate's DER, from the first to one behind the last.
    #[must_use]
    pub const fn octets(&self) -> &Range<usize> {
        &self.octets
    }

    /// What stands there, for a person. Octets that are not printable ASCII are escaped.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lint, severity, position, place, octets, detail } = self;
        let Range { start, end } = octets;
        write!(f, "{severity} {}: certificate {position}, {place}, octets {start}..{end}: ", lint.id())?;
        f.write_str(lint.title())?;
        if !detail.is_empty() {
            write!(f, ": {detail}")?;
        }
        lint.citations().first().map_or(Ok(()), |citation| write!(f, " [{citation}]"))
    }
}

/// What whoever asks has chosen.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) profiles: Vec<Profile>,
    /// More bases of one form than this are too many.
    pub(crate) most_bases: usize,
}

/// Where a lint puts what it finds: it knows the lint, and how bad a finding is under the chosen profiles.
pub(crate) struct Report<'r> {
    lint: &'static Lint,
    severity: Severity,
    settings: &'r Settings,
    position: usize,
    findings: &'r mut Vec<Finding>,
}

impl<'r> Report<'r> {
    pub(crate) const fn new(
        lint: &'static Lint,
        severity: Severity,
        settings: &'r Settings,
        position: usize,
        findings: &'r mut Vec<Finding>,
    ) -> Self {
        Self { lint, severity, settings, position, findings }
    }

    /// How bad a finding is under the chosen profiles.
    pub(crate) const fn severity(&self) -> Severity {
        self.severity
    }

    /// Whether a profile was chosen.
    pub(crate) fn is_under(&self, profile: Profile) -> bool {
        self.settings.profiles.contains(&profile)
    }

    /// How many bases of one form are not too many.
    pub(crate) const fn most_bases(&self) -> usize {
        self.settings.most_bases
    }

    /// A finding of the lint's own severity.
    pub(crate) fn add(&mut self, place: Place, octets: Range<usize>, detail: &dyn fmt::Display) {
        self.add_as(self.severity, place, octets, detail);
    }

    /// A finding that the certificate makes better or worse than the lint says.
    pub(crate) fn add_as(&mut self, severity: Severity, place: Place, octets: Range<usize>, detail: &dyn fmt::Display) {
        self.add_at(self.position, severity, place, octets, detail);
    }

    /// A finding about one certificate of a chain.
    pub(crate) fn add_in(&mut self, position: usize, place: Place, octets: Range<usize>, detail: &dyn fmt::Display) {
        self.add_at(position, self.severity, place, octets, detail);
    }

    /// A finding with everything said.
    pub(crate) fn add_at(
        &mut self,
        position: usize,
        severity: Severity,
        place: Place,
        octets: Range<usize>,
        detail: &dyn fmt::Display,
    ) {
        let detail = detail.to_string();
        self.findings.push(Finding { lint: self.lint, severity, position, place, octets, detail });
    }
}

/// Octets of a name as they are shown: escaped, and cut off where nobody would read on.
pub(crate) struct Shown<'a>(pub(super) &'a [u8]);

/// Longest name that is shown in full, in octets: the longest that a domain with its service can be, and some.
const SHOWN_OCTETS: usize = 320;

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, rest) = match self.0.get(..SHOWN_OCTETS) {
            Some(head) if head.len() < self.0.len() => (head, "[...]"),
            _ => (self.0, ""),
        };
        // Nearly every name is plain, and shown as it is. A space at an end would not be seen.
        let bare = shown.trim_ascii_end();
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

/// Whether an octet is shown as itself.
const fn is_plain(octet: u8) -> bool {
    matches!(octet, 0x20..=0x7e) && !matches!(octet, b'\\' | b'"' | b'\'')
}
