//! Text from outside, as it may be shown.

use srvname::name::Escaped;

/// The longest text from outside that is kept, in characters.
const MAX_SHOWN: usize = 512;

/// Octets from outside as a text that may be shown: escaped as [`Escaped`] has it, and the end of a long one cut.
pub(crate) fn shown(octets: &[u8]) -> String {
    // Nothing shrinks when it is escaped but what takes several octets, of which four are the most.
    let start = octets.get(..MAX_SHOWN.saturating_mul(4)).unwrap_or(octets);
    Escaped::from_bytes(start).to_string().chars().take(MAX_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_safe_and_a_reply_readable() {
        assert_eq!(shown(b"250 \"a\" it's \\ ok"), "250 \"a\" it's \\ ok");
        assert_eq!(shown(b"\x1b[31m\r\n\xff"), "\\u{1b}[31m\\u{d}\\u{a}\\xff");
        assert_eq!(shown("\u{202e}ü".as_bytes()), "\\u{202e}ü");
        assert_eq!(shown(&[b'a'; 5000]).len(), MAX_SHOWN);
        assert_eq!(shown("\u{1f600}".repeat(5000).as_bytes()).chars().count(), MAX_SHOWN);
    }
}
