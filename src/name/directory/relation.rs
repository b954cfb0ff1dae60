//! Where a Name is, seen from the base of a constraint.

use crate::name::error::{NameError, NameRule};

/// Where a Name is, seen from the base of a constraint (RFC 5280 §7.1).
///
/// RDNs are compared in order, and the first pair that is not equal decides: the Name is outside, or the comparison is
/// undefined. It is undefined if the two RDNs have the same attribute types, and a value of either is not text.
///
/// Q: A later RDN differs for certain. Is the Name outside then?
/// A: The comparison stays undefined, and so the Name or the base is malformed. To go on would mean to compare every
///    such Name with every base, and a certificate has no reason to contain one.
///    (`src/name/directory/distinguished_name/tests.rs`, `the_first_rdn_that_differs_decides`)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// The Name is the base or below it.
    Inside,
    /// The Name is neither.
    Outside,
    /// The comparison is undefined.
    Undefined(NotText),
}

/// The values that are not text and make a comparison undefined: the offset of the first in each Name, in octets of its
/// content. At least one of the two has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotText {
    pub(crate) in_name: Option<usize>,
    pub(crate) in_base: Option<usize>,
}

impl NotText {
    /// Returns why the presented Name is malformed, or `None` if it is the base that is.
    pub(crate) fn name_error(self) -> Option<NameError> {
        self.in_name.map(|position| NameError::new(NameRule::NotText, position))
    }

    /// Returns why the base is malformed. Meaningful if the Name is not.
    pub(crate) fn base_error(self) -> NameError {
        NameError::new(NameRule::NotText, self.in_base.unwrap_or(0))
    }
}
