//! The lints about A-labels, which need the tables of Unicode.
//!
//! Validation compares A-labels as octets and never decodes one. Whether a label is a valid A-label must be checked
//! before it is signed.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::certificate::general_name::GeneralName;
use crate::citation::Citation;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Fault;
use crate::lint::read::certificate::Subtree;
use crate::lint::read::host_text::Part;
use crate::lint::read::hosts::{base_domain, mail_host, uri_host, value_of};
use crate::lint::read::unicode_3_2::has_symbol;
use crate::lint::severity::{RuleSet, Severity};
use crate::name::Form;
use crate::name::a_label::{decode, decode_punycode};

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
    lints: &[
        &SAN_INVALID_A_LABEL,
        &SAN_IDNA2003_ONLY,
        &SAN_DNS_INVALID_A_LABEL,
        &SAN_DNS_IDNA2008_DISALLOWED,
        &SAN_EMAIL_INVALID_A_LABEL,
        &SAN_URI_INVALID_A_LABEL,
        &DNS_INVALID_A_LABEL,
        &EMAIL_INVALID_A_LABEL,
        &URI_INVALID_A_LABEL,
        &BASE_INVALID_A_LABEL,
    ],
};

const RFC5891_5_4: Citation = Citation::new("RFC 5891", "5.4");
const RFC5892_2: Citation = Citation::new("RFC 5892", "2");

static SAN_INVALID_A_LABEL: Lint = Lint::new(
    "srv_san_invalid_a_label",
    Severity::Error,
    "The domain of an SRVName has a label that starts like an A-label and is none",
    &[RFC4985_3, RFC5891_5_4, RFC9549],
    "`xn--` with something behind it that does not decode, that does not encode back to the same, or that has a symbol of neither \
     IDNA 2003 nor IDNA 2008",
    Look::SrvName(|text| invalid_a_label(&text.name?)),
);

static SAN_IDNA2003_ONLY: Lint = Lint::new(
    "srv_san_idna2003_only",
    Severity::Warn,
    "The domain of an SRVName has an A-label that only IDNA 2003 knows",
    &[RFC9549, RFC5892_2],
    "an A-label with a character that is no letter, mark or digit of IDNA 2008, such as a symbol, and that Unicode 3.2 has",
    Look::SrvName(|text| {
        let old = |label: &Part<'_>| match decode(label.octets) {
            Ok(decoded) => symbols(&decoded).next().is_some() && symbols(&decoded).all(has_symbol),
            Err(_) => false,
        };
        text.name?.a_labels().find(old).map(|label| Fault::new(label.range()))
    }),
);

static BASE_INVALID_A_LABEL: Lint = Lint::new(
    "nc_srv_invalid_a_label",
    Severity::Error,
    "The domain of an SRVName base has a label that starts like an A-label and is none",
    &[RFC4985_3, RFC5891_5_4, RFC9549],
    "`xn--` with something behind it that does not decode, that does not encode back to the same, or that has a symbol of neither \
     IDNA 2003 nor IDNA 2008",
    Look::SrvBase(|text| invalid_a_label(&text.name?)),
);

static SAN_DNS_INVALID_A_LABEL: Lint = Lint::new(
    "san_dns_invalid_a_label",
    Severity::Error,
    "A dNSName has a label that starts like an A-label and is none",
    &[RFC5280_IDN, RFC9549, BR_SUBSCRIBER_SAN],
    "`xn--` with something behind it that is no Punycode",
    Look::Name(|name| {
        let text = value_of(name, Form::DnsName)?;
        text.a_labels().find_map(|label| no_punycode(&label))
    }),
);

static SAN_DNS_IDNA2008_DISALLOWED: Lint = Lint::new(
    "san_dns_idna2008_disallowed",
    Severity::Warn,
    "A dNSName has an A-label that decodes to what IDNA 2008 does not allow",
    &[RFC9549, RFC5280_IDN, RFC5892_2, BR_SUBSCRIBER_SAN],
    "Punycode of a symbol, of a letter that another stands for, of one in a place that it must not have; a notice under the \
     Baseline Requirements, which allow every output of Punycode",
    Look::Name(|name| {
        let text = value_of(name, Form::DnsName)?;
        let decodes = |label: &Part<'_>| no_punycode(label).is_none();
        let fault = text.a_labels().filter(decodes).find_map(|label| disallowed(&label))?;
        Some(Fault { severity: None, ..fault })
    }),
)
.with_severity_under(&[(RuleSet::Br, Severity::Notice)]);

/// What the lints about hosts and bases look for.
const NO_A_LABEL: &str =
    "`xn--` with something behind it that does not decode; a warning for a symbol, which IDNA 2008 does not allow";

/// Returns a lint about the A-labels of a host in subjectAltName.
const fn about_host(
    id: &'static str,
    title: &'static str,
    citations: &'static [Citation],
    look: fn(&GeneralName<'_>) -> Option<Fault>,
) -> Lint {
    Lint::new(id, Severity::Error, title, citations, NO_A_LABEL, Look::Name(look))
}

static SAN_EMAIL_INVALID_A_LABEL: Lint = about_host(
    "san_email_invalid_a_label",
    "The host of a mailbox has a label that starts like an A-label and is none",
    &[RFC9549, RFC9598_3],
    |name| mail_host(name)?.a_labels().find_map(|label| disallowed(&label)),
);

static SAN_URI_INVALID_A_LABEL: Lint = about_host(
    "san_uri_invalid_a_label",
    "The host of a URI has a label that starts like an A-label and is none",
    &[RFC9549, Citation::new("RFC 5280", "7.4")],
    |name| uri_host(name)?.a_labels().find_map(|label| disallowed(&label)),
);

/// Returns a lint about the A-labels of a base.
const fn about_base(id: &'static str, title: &'static str, look: fn(&Subtree<'_>) -> Option<Fault>) -> Lint {
    Lint::new(id, Severity::Error, title, &[RFC9549, RFC5280_IDN], NO_A_LABEL, Look::Base(look))
}

static DNS_INVALID_A_LABEL: Lint = about_base(
    "nc_dns_invalid_a_label",
    "A dNSName base has a label that starts like an A-label and is none",
    |subtree| disallowed_in_base(subtree, Form::DnsName),
);

static EMAIL_INVALID_A_LABEL: Lint = about_base(
    "nc_email_invalid_a_label",
    "The host of an rfc822Name base has a label that starts like an A-label and is none",
    |subtree| disallowed_in_base(subtree, Form::Rfc822Name),
);

static URI_INVALID_A_LABEL: Lint = about_base(
    "nc_uri_invalid_a_label",
    "A uniformResourceIdentifier base has a label that starts like an A-label and is none",
    |subtree| disallowed_in_base(subtree, Form::Uri),
);

fn disallowed_in_base(subtree: &Subtree<'_>, form: Form<'static>) -> Option<Fault> {
    let domain = base_domain(&subtree.name).filter(|_| subtree.form() == form)?;
    domain.a_labels().find_map(|label| disallowed(&label))
}

/// Returns a fault at a label with the prefix of A-labels that is no Punycode.
fn no_punycode(label: &Part<'_>) -> Option<Fault> {
    let why = decode_punycode(label.octets).err()?;
    Some(Fault::new(label.range()).with_note(why.into()))
}

/// Returns a fault at a label with the prefix of A-labels that is none of IDNA 2008.
fn disallowed(label: &Part<'_>) -> Option<Fault> {
    let fault = Fault::new(label.range());
    match decode(label.octets) {
        Err(why) => Some(fault.with_note(why.into())),
        Ok(decoded) => {
            let symbol = symbols(&decoded).next()?;
            // IDNA 2003, to which RFC 5280 §7.2 still points, has symbols.
            Some(fault.with_note(alloc::format!("U+{:04X}", u32::from(symbol))).with_severity(Severity::Warn))
        }
    }
}

/// Returns a fault at the first label with the prefix of A-labels that is one neither in IDNA 2003 nor in IDNA 2008.
fn invalid_a_label(name: &Part<'_>) -> Option<Fault> {
    name.a_labels().find_map(|label| {
        let why = match decode(label.octets) {
            Err(why) => why,
            Ok(decoded) if symbols(&decoded).all(has_symbol) => return None,
            Ok(_) => "it decodes to a symbol that neither IDNA 2003 nor IDNA 2008 has",
        };
        Some(Fault::new(label.range()).with_note(why.into()))
    })
}

/// Returns the characters that IDNA 2008 does not allow.
fn symbols(decoded: &str) -> impl Iterator<Item = char> {
    decoded.chars().filter(|character| !is_protocol_valid(*character))
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
