//! Names on a line of text: certificates are made by strangers, and names in them end up in terminals and logs.

/// Returns `true` if a character, shown to a person, would end the line, move the cursor, or turn the text around it.
pub(super) fn disturbs_a_line(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}
