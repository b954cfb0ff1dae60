//! Which A-labels are written: those that are A-labels.

use crate::name::a_label::decode;

/// Returns whether a label that starts like an A-label may be written.
pub(crate) fn is_written(label: &str) -> bool {
    decode(label.as_bytes()).is_ok()
}
