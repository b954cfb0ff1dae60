//! Without the feature `alloc` no text outside ASCII is prepared, because normalization allocates (RFC 4518 §2.3).

use core::iter::Empty;

use crate::name::directory::characters::Characters;

/// The characters of a text outside ASCII as they are compared. Without the feature `alloc` there is none.
pub(crate) type NonAsciiText = Empty<char>;

/// Returns `None`: the comparison of a text outside ASCII with any other is undefined.
pub(crate) const fn prepare(_: Characters<'_>) -> Option<NonAsciiText> {
    None
}
