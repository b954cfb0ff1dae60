//! Text that others escaped already, made sure of.

use std::fmt;

use serde::{Serialize, Serializer};
use srvname::name::Escaped;

/// A text that is displayed as it is, but for what no person sees: that is escaped as [`Escaped`] has it.
///
/// What is escaped already stays as it is. A text that came as it is and looks like an escape is not told from one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown<'t>(pub(crate) &'t str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Character by character: a backslash alone is no beginning of an escape.
        let mut octets = [0; 4];
        self.0.chars().try_for_each(|character| Escaped::new(character.encode_utf8(&mut octets)).fmt(f))
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Shown;

    #[test]
    fn what_is_escaped_stays_and_what_is_not_becomes_so() {
        let shown = |text| Shown(text).to_string();
        assert_eq!(shown("a\u{1b}[31m\nb\u{202e}"), r"a\u{1b}[31m\u{a}b\u{202e}");
        assert_eq!(shown(&shown("\u{1b} \\ ü")), shown("\u{1b} \\ ü"));
    }
}
