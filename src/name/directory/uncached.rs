//! Without the feature `alloc` a Name has no canonical form that could be kept.

use super::distinguished_name::DirectoryName;
use super::relation::Relation;

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
