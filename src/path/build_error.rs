//! Why no path is valid, with the certificates that the refusal is about.

use alloc::vec::Vec;
use core::fmt;

use crate::certificate::Certificate;
use crate::path::rejection::Rejection;
use crate::path::trust_anchor::TrustAnchor;

/// A refusal, with the certificates that it speaks of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathBuildError<'p, 'a> {
    /// Why no path is valid.
    pub rejection: Rejection,
    /// The path at fault.
    pub path: RefusedPath<'p, 'a>,
}

/// The certificates that a [`PathBuildError`] speaks of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RefusedPath<'p, 'a> {
    /// The path at fault, end entity first, without the anchor; if none could be built, the end entity and the issuers
    /// found by name.
    pub certificates: Vec<&'p Certificate<'a>>,
    /// The anchor of that path; `None` if it did not reach one.
    pub anchor: Option<&'p TrustAnchor<'a>>,
}

impl fmt::Display for PathBuildError<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rejection.fmt(f)
    }
}

impl core::error::Error for PathBuildError<'_, '_> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.rejection)
    }
}
