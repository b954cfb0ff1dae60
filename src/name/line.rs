//! Characters that must be escaped when a name is displayed: its author may be an attacker, and it is shown in
//! terminals and logs.

/// Returns `true` if a character, displayed, would end the line, move the cursor, or change the direction of text.
pub(super) fn disturbs_a_line(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}
