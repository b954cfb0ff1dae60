//! What needs memory, for builds without it: no text outside ASCII is compared, because normalization allocates (RFC 4518
//! §2.3), and a Name has no canonical form that could be kept.

use core::iter::Empty;

use super::DirectoryName;
use super::characters::Characters;
use super::relation::Relation;

/// The characters of a text outside ASCII as they are compared. Without the feature `alloc` there is none.
pub(super) type NonAsciiText = Empty<char>;

/// Returns `None`: the comparison of a text outside ASCII with any other is undefined.
pub(super) const fn prepare(_: Characters<'_>) -> Option<NonAsciiText> {
    None
}

/// A Name that is compared with many bases.
#[derive(Clone, Debug)]
pub(crate) struct ComparedName<'n>(DirectoryName<'n>);

impl<'n> ComparedName<'n> {
    /// Returns a Name that is compared with many bases.
    pub(crate) const fn new(name: DirectoryName<'n>) -> Self {
        Self(name)
    }

    /// Returns where the Name is, seen from a base.
    pub(crate) fn relation(&self, base: DirectoryName<'_>) -> Relation {
        self.0.relation(base)
    }
}
