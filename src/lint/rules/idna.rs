//! The lints about A-labels, which need the tables of Unicode.
//!
//! Validation compares A-labels as octets and never decodes one. Whether a label is a valid A-label must be checked
//! before it is signed.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::citation::Citation;
use crate::lint::citations::{RFC4985_3, RFC9549};
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Fault;
use crate::lint::read::srv_text::{Part, SrvText};
use crate::lint::severity::Severity;
use crate::name::a_label::decode;

/// The lints about A-labels, for [`Linter::with`](crate::lint::Linter::with).
///
/// ```
/// use srvname::lint::Linter;
///
/// let linter = Linter::default().with(&srvname::lint::idna::CHAPTER);
/// assert!(linter.lints().any(|lint| lint.id() == "srv_san_invalid_a_label"));
/// ```
pub static CHAPTER: Chapter = Chapter {
    title: "A-labels (feature `idna`)",
    lints: &[&SAN_INVALID_A_LABEL, &SAN_IDNA2003_ONLY, &BASE_INVALID_A_LABEL],
};

static SAN_INVALID_A_LABEL: Lint = Lint::new(
    "srv_san_invalid_a_label",
    Severity::Error,
    "The domain of an SRVName has a label that starts like an A-label and is none",
    &[RFC4985_3, Citation::new("RFC 5891", "5.4"), RFC9549],
    "`xn--` with something behind it that does not decode, or that does not encode back to the same",
    Look::SrvName(invalid_a_label),
);

static SAN_IDNA2003_ONLY: Lint = Lint::new(
    "srv_san_idna2003_only",
    Severity::Warn,
    "The domain of an SRVName has an A-label that only IDNA 2003 knows",
    &[RFC9549, Citation::new("RFC 5892", "2")],
    "an A-label with a character that is no letter, mark or digit of IDNA 2008, such as a symbol",
    Look::SrvName(|text| {
        let old = |label: &Part<'_>| match decode(label.octets) {
            Ok(decoded) => !decoded.chars().all(is_protocol_valid),
            Err(_) => false,
        };
        a_labels(text).find(old).map(|label| Fault::new(label.range()))
    }),
);

static BASE_INVALID_A_LABEL: Lint = Lint::new(
    "nc_srv_invalid_a_label",
    Severity::Error,
    "The domain of an SRVName base has a label that starts like an A-label and is none",
    &[RFC4985_3, Citation::new("RFC 5891", "5.4"), RFC9549],
    "`xn--` with something behind it that does not decode, or that does not encode back to the same",
    Look::SrvBase(invalid_a_label),
);

fn invalid_a_label(text: &SrvText<'_>) -> Option<Fault> {
    a_labels(text).find_map(|label| {
        let why = decode(label.octets).err()?;
        Some(Fault::new(label.range()).with_note(why.into()))
    })
}

/// Returns the labels of the Name that start with the prefix of A-labels.
fn a_labels<'a>(text: &SrvText<'a>) -> impl Iterator<Item = Part<'a>> + use<'a> {
    let labels = text.name.into_iter().flat_map(|name| name.labels());
    labels.filter(|label| label.octets.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case(b"xn--")))
}

/// Returns whether IDNA 2008 allows a character in labels: RFC 5892 §2, by general category, with the exceptions of
/// §2.6 and the characters that need a context, which UTS #46 has checked.
fn is_protocol_valid(character: char) -> bool {
    match character {
        '\u{0640}' | '\u{07fa}' | '\u{302e}' | '\u{302f}' | '\u{3031}'..='\u{3035}' | '\u{303b}' => return false,
        '\u{06fd}' | '\u{06fe}' | '\u{0f0b}' | '\u{3007}' | '\u{00b7}' | '\u{0375}' | '\u{05f3}' | '\u{05f4}'
        | '\u{30fb}' | '\u{200c}' | '\u{200d}' | '-' => return true,
        _ => {}
    }
    matches!(
        character.general_category(),
        GeneralCategory::LowercaseLetter
            | GeneralCategory::OtherLetter
            | GeneralCategory::ModifierLetter
            | GeneralCategory::NonspacingMark
            | GeneralCategory::SpacingMark
            | GeneralCategory::DecimalNumber
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_of_idna_2003() {
        let snowman = decode(b"xn--n3h").unwrap();
        assert_eq!(snowman, "☃");
        assert!(!snowman.chars().all(is_protocol_valid));
        assert!(decode(b"xn--fsqu00a").unwrap().chars().all(is_protocol_valid));
        assert!(decode(b"xn--strae-oqa").unwrap().chars().all(is_protocol_valid));
    }
}
