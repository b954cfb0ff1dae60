//! What is odd about a document, and changes nothing of what it says.

use core::fmt;

use super::document::Lifetime;
use super::fingerprint::{HashFunction, UnusableFingerprint};
use crate::citation::Citation;

/// Something in a document that its publisher should know of. It never changes what the document says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentNote {
    /// `expires` is more than a year, and is taken as one ([`Lifetime::MAX`]).
    LongLifetime,
    /// A value lacks the padding that RFC 4648 §4 asks for, and is used.
    Unpadded {
        /// The position of the descriptor, from 0.
        descriptor: usize,
        /// The hash function of the value.
        function: HashFunction,
    },
    /// A fingerprint is not used.
    Unusable {
        /// The position of the descriptor, from 0.
        descriptor: usize,
        /// Why not.
        fingerprint: UnusableFingerprint,
    },
    /// A descriptor has no member.
    EmptyDescriptor {
        /// The position of the descriptor, from 0.
        descriptor: usize,
    },
}

impl DocumentNote {
    /// Returns the section that the note is about.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::LongLifetime => Citation::new("RFC 7711", "6"),
            Self::Unpadded { .. } => Citation::new("RFC 4648", "4"),
            Self::Unusable { fingerprint, .. } => fingerprint.citation(),
            Self::EmptyDescriptor { .. } => Citation::new("RFC 7711", "3.1"),
        }
    }
}

impl fmt::Display for DocumentNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LongLifetime => write!(f, "expires is more than a year and is taken as {}", Lifetime::MAX),
            Self::Unpadded { descriptor, function } => {
                write!(f, "descriptor {descriptor}: the value of {function} lacks its =, and is used")
            }
            Self::Unusable { descriptor, fingerprint } => write!(f, "descriptor {descriptor}: {fingerprint}"),
            Self::EmptyDescriptor { descriptor } => write!(f, "descriptor {descriptor} is empty"),
        }
    }
}
