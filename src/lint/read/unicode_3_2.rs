//! Which symbols Unicode 3.2 has, the version of IDNA 2003 (RFC 3454 §A.1).

/// Ranges that hold every symbol that came after Unicode 3.2 and none that it has. Between symbols they also hold code points
/// that no label can have, or that IDNA 2008 allows: of these nothing is said.
const LATER: [(char, char); 49] = [
    ('\u{2ef}', '\u{2ff}'),
    ('\u{58d}', '\u{58f}'),
    ('\u{5c6}', '\u{60b}'),
    ('\u{60d}', '\u{60f}'),
    ('\u{61d}', '\u{61e}'),
    ('\u{7f6}', '\u{888}'),
    ('\u{9fb}', '\u{af1}'),
    ('\u{b72}', '\u{b77}'),
    ('\u{bf3}', '\u{d79}'),
    ('\u{fce}', '\u{fce}'),
    ('\u{fd0}', '\u{fda}'),
    ('\u{109e}', '\u{109f}'),
    ('\u{1360}', '\u{1360}'),
    ('\u{1390}', '\u{1399}'),
    ('\u{13f5}', '\u{1400}'),
    ('\u{17f0}', '\u{17f9}'),
    ('\u{1940}', '\u{1cd3}'),
    ('\u{2053}', '\u{205e}'),
    ('\u{20b2}', '\u{20c4}'),
    ('\u{214c}', '\u{214f}'),
    ('\u{2185}', '\u{218b}'),
    ('\u{23cf}', '\u{23ff}'),
    ('\u{2427}', '\u{2429}'),
    ('\u{24ff}', '\u{24ff}'),
    ('\u{2614}', '\u{2615}'),
    ('\u{2618}', '\u{2618}'),
    ('\u{267e}', '\u{267f}'),
    ('\u{268a}', '\u{2700}'),
    ('\u{2705}', '\u{2705}'),
    ('\u{270a}', '\u{270b}'),
    ('\u{2728}', '\u{2728}'),
    ('\u{274c}', '\u{274c}'),
    ('\u{274e}', '\u{274e}'),
    ('\u{2753}', '\u{2755}'),
    ('\u{2757}', '\u{2757}'),
    ('\u{275f}', '\u{2760}'),
    ('\u{2795}', '\u{2797}'),
    ('\u{27b0}', '\u{27b0}'),
    ('\u{27bf}', '\u{27cf}'),
    ('\u{27ec}', '\u{27ef}'),
    ('\u{2b00}', '\u{2e63}'),
    ('\u{31c0}', '\u{324f}'),
    ('\u{4dc0}', '\u{4dff}'),
    ('\u{a4fe}', '\u{fbd2}'),
    ('\u{fd40}', '\u{fdff}'),
    ('\u{10100}', '\u{102fb}'),
    ('\u{1039f}', '\u{1cfc3}'),
    ('\u{1d129}', '\u{1d129}'),
    ('\u{1d1de}', '\u{1fbfa}'),
];

/// Returns whether a symbol, a character that IDNA 2008 does not allow, is in Unicode 3.2.
pub(crate) fn has_symbol(symbol: char) -> bool {
    let at = LATER.partition_point(|(_, last)| *last < symbol);
    LATER.get(at).is_none_or(|(first, _)| symbol < *first)
}

#[cfg(test)]
mod tests {
    use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

    use super::*;
    use crate::name::a_label::decode;

    /// Of every symbol, what RFC 3454 §A.1 says.
    #[test]
    fn symbols_are_those_of_the_table() {
        let is_symbol = |character: &char| {
            matches!(
                character.general_category(),
                GeneralCategory::OtherSymbol | GeneralCategory::MathSymbol | GeneralCategory::CurrencySymbol
            )
        };
        let (mut old, mut new) = (0, 0);
        // Of those that no label can have, nothing is said.
        let is_in_labels = |symbol: &char| {
            let encoded = idna::punycode::encode_str(&alloc::format!("a{symbol}a")).unwrap();
            decode(alloc::format!("xn--{encoded}").as_bytes()).is_ok()
        };
        for symbol in ('\u{80}'..=char::MAX).filter(|character| is_symbol(character) && is_in_labels(character)) {
            let is_assigned = !stringprep::tables::unassigned_code_point(symbol);
            assert_eq!(has_symbol(symbol), is_assigned, "U+{:04X}", u32::from(symbol));
            *(if is_assigned { &mut old } else { &mut new }) += 1;
        }
        assert!(old > 2_000 && new > 2_000, "{old} and {new}");
    }
}
