//! The parts of a certificate that a finding is about.

use core::fmt;

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
