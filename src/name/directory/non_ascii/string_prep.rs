//! Text outside ASCII as it is compared: RFC 4518 §2 in full.
//!
//! Q: Which Unicode is used? RFC 4518 §2 names version 3.2, of 2002.
//! A: That of the tables in use, which know more characters: a name in a script that was encoded later is text. What
//!    RFC 4518 lists by property is extended by that property: later format characters map to nothing, as those of its
//!    lists do. On characters of version 3.2 the result is that of its tables. (`prepared_as_rfc_3454_does`)
//!
//! Q: What is "without regard to case" for `ß`, `ς` and the dotless `ı`?
//! A: The upper-case form of each character, in lower case, except that `ı` is no `i`: `ß` equals `SS`, and `ς` equals
//!    `Σ`. That is the folding of RFC 3454 appendix B.2. (`case_is_folded_as_rfc_3454_does`)

use alloc::vec::{IntoIter, Vec};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{is_combining_mark, is_public_assigned};

use crate::name::directory::characters::Characters;

/// The characters of a text outside ASCII as they are compared.
pub(crate) type NonAsciiText = IntoIter<char>;

/// Returns the characters of a text as they are compared, or `None` if it has a character that RFC 4518 §2.4 prohibits.
pub(crate) fn prepare(characters: Characters<'_>) -> Option<NonAsciiText> {
    // Appendix B.2 of RFC 3454 folds also what normalization leads to another case: `℃` to `°c`. Folding again after
    // normalization is the same.
    let folded = characters.filter_map(map).flat_map(fold).nfkc().flat_map(fold).nfkc();
    let mut text: Vec<_> = folded.collect();
    if text.iter().copied().any(is_prohibited) {
        return None;
    }
    drop_insignificant_spaces(&mut text);
    Some(text.into_iter())
}

/// Returns the character to which one maps, or `None` if it maps to nothing (RFC 4518 §2.2).
const fn map(character: char) -> Option<char> {
    match character {
        // Control characters that move the cursor, and separators.
        '\t'..='\r'
        | ' '
        | '\u{85}'
        | '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => Some(' '),
        // Other control and format characters, zero width space, soft hyphens, variation selectors, object replacement.
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{1806}'
        | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2063}'
        | '\u{206a}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffc}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0001}'
        | '\u{e0020}'..='\u{e007f}' => None,
        // Format characters and variation selectors that are younger than Unicode 3.2.
        '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{890}'
        | '\u{891}'
        | '\u{8e2}'
        | '\u{180f}'
        | '\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{110bd}'
        | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{e0100}'..='\u{e01ef}' => None,
        _ => Some(character),
    }
}

/// Returns the upper-case form of a character, in lower case, except for the dotless `ı`, which is no `i`.
fn fold(character: char) -> impl Iterator<Item = char> {
    let (before, character) = match character {
        // A space and an iota, which would be joined only after the marks behind it were ordered.
        'ͺ' => (Some(' '), 'ι'),
        // The capital `ẞ` is its own upper case, and younger than RFC 3454.
        'ẞ' => (None, 'ß'),
        _ => (None, character),
    };
    let upper = (character != 'ı').then(|| character.to_uppercase());
    let lower = character.to_lowercase().take(if upper.is_some() { 0 } else { 1 });
    before.into_iter().chain(upper.into_iter().flatten().flat_map(char::to_lowercase)).chain(lower)
}

/// Returns `true` for a character that no text has (RFC 4518 §2.4): unassigned, for private use, no character, or the
/// replacement character. Those that change display properties map to nothing or normalize to others, and normalization
/// makes none of the others; so this holds for a text before it is prepared as well as after.
pub(crate) fn is_prohibited(character: char) -> bool {
    (!is_public_assigned(character) || character == '\u{fffd}') && map(character).is_some()
}

/// Drops the spaces at the ends, and all but one of each sequence of spaces inside (RFC 4518 §2.6.1). A space with a
/// combining mark is none.
fn drop_insignificant_spaces(text: &mut Vec<char>) {
    let mut following = text.clone().into_iter().skip(1);
    // As after a space, so that those at the start are dropped.
    let mut after_space = true;
    text.retain(|character| {
        let has_mark = following.next().is_some_and(is_combining_mark);
        let is_space = *character == ' ' && !has_mark;
        let keep = !(is_space && after_space);
        after_space = is_space;
        keep
    });
    if after_space {
        text.pop();
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec;

    use stringprep::tables;

    use super::*;
    use crate::der::Tag;
    use crate::name::directory::characters::Decoded;

    fn prepared(text: &str) -> Option<String> {
        match Characters::decode(Tag::UTF8_STRING, text.as_bytes()) {
            Decoded::Characters(characters) => prepare(characters).map(Iterator::collect),
            Decoded::Malformed | Decoded::NoString => panic!("{text:?}"),
        }
    }

    /// RFC 4518 §2, step by step, with the tables of RFC 3454: one string after the other, nothing shared with what it
    /// is compared to but the normalization.
    fn naive(text: &str) -> Option<String> {
        let mut mapped = String::new();
        for character in text.chars() {
            let number = u32::from(character);
            let nothing = matches!(number,
                0xad | 0x1806 | 0x34f | 0x180b..=0x180d | 0xfe00..=0xfe0f | 0xfffc | 0x200b
                | 0..=8 | 0xe..=0x1f | 0x7f..=0x84 | 0x86..=0x9f | 0x6dd | 0x70f | 0x180e | 0x200c..=0x200f
                | 0x202a..=0x202e | 0x2060..=0x2063 | 0x206a..=0x206f | 0xfeff | 0xfff9..=0xfffb | 0x1d173..=0x1d17a
                | 0xe0001 | 0xe0020..=0xe007f);
            let space = matches!(number, 9..=13 | 0x85 | 0x20 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f
                | 0x205f | 0x3000);
            match character {
                _ if nothing => {}
                _ if space => mapped.push(' '),
                _ => mapped.extend(tables::case_fold_for_nfkc(character)),
            }
        }
        let normalized: Vec<char> = mapped.nfkc().collect();
        let is_prohibited = |character: char| {
            tables::unassigned_code_point(character)
                || tables::change_display_properties_or_deprecated(character)
                || tables::private_use(character)
                || tables::non_character_code_point(character)
                || character == '\u{fffd}'
        };
        if normalized.iter().copied().any(is_prohibited) {
            return None;
        }
        let mut spaced = String::from(" ");
        for (index, character) in normalized.iter().enumerate() {
            let is_space = *character == ' ' && !normalized.get(index + 1).copied().is_some_and(is_combining_mark);
            let ends_in_space = spaced.ends_with(' ');
            if !(is_space && ends_in_space) {
                spaced.push(*character);
            }
        }
        // What the RFC writes once or twice is written once at both ends and inside here, and then not at the ends.
        Some(String::from(spaced.strip_prefix(' ')?.strip_suffix(' ').unwrap_or(spaced.strip_prefix(' ')?)))
    }

    /// Characters of version 3.2 that later versions normalize otherwise (Unicode Corrigendum 4), or that have another case
    /// only since.
    fn changed_since(character: char) -> bool {
        matches!(u32::from(character), 0x2f868 | 0x2f874 | 0x2f91f | 0x2f95f | 0x2f9bf)
            || fold(character).any(tables::unassigned_code_point)
    }

    #[test]
    fn prepared_as_rfc_3454_does() {
        let mut compared = 0;
        let assigned = |character: &char| !tables::unassigned_code_point(*character) && !changed_since(*character);
        let mut different = vec![];
        for character in (0..=0x10_ffff).filter_map(char::from_u32).filter(assigned) {
            for text in [String::from(character), std::format!("e{character}\u{301}"), std::format!(" {character} x ")]
            {
                if prepared(&text) != naive(&text) {
                    different.push((text.clone(), prepared(&text), naive(&text)));
                }
                compared += 1;
            }
        }
        assert!(different.is_empty(), "{} {:?}", different.len(), &different[..different.len().min(40)]);
        assert!(compared > 250_000, "{compared}");
    }
}
