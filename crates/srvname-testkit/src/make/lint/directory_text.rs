//! Directory names: what their values are as text.

use super::example::*;
use crate::make::dn::attribute;

/// A name of one organization with a value of this string type.
fn organization(string_type: u8, value: &[u8]) -> Dn {
    Dn::empty().and_rdn([attribute(oid::ORGANIZATION, &der::tlv(string_type, value))])
}

pub(super) fn cases() -> Vec<LintCase> {
    let base = |string_type, value: &[u8]| {
        let name = directory(&organization(string_type, value));
        sub_ca(Constraints::new().exclude(name.clone())).subject(Dn::o("Example"))
    };
    let subject =
        |string_type, value: &[u8]| server([dns("mail.example.com")]).subject(organization(string_type, value));
    let san =
        |string_type, value: &[u8]| server([dns("mail.example.com"), directory(&organization(string_type, value))]);
    let not_text = || fires("dirname_value_not_text", "An excluded base in Latin-1 that says it is UTF-8.");
    vec![
        not_text().of(base(der::UTF8_STRING, b"B\xfccher")).finds("error 0 excludedSubtrees[0]"),
        fires("dirname_value_not_text", "A subject with half a character at its end.")
            .variant("subject")
            .of(subject(der::BMP_STRING, b"\0E\0x\0"))
            .finds("warn 0 subject"),
        fires("dirname_value_not_text", "A subjectAltName with a character that stands for one that was lost.")
            .variant("san")
            .of(san(der::UTF8_STRING, "B\u{fffd}cher".as_bytes()))
            .finds("warn 0 subjectAltName[1]"),
        near_miss(
            "dirname_value_not_text",
            "An excluded base in Latin-1 that says it is, as people do with TeletexString.",
        )
        .of(base(der::TELETEX_STRING, b"B\xfccher"))
        .also("nc_dirname_non_utf8_printable", "warn 0 excludedSubtrees[0]"),
        near_miss("dirname_value_not_text", "A subject in UTF-8.")
            .variant("subject")
            .of(subject(der::UTF8_STRING, "Bücher".as_bytes())),
        fires("dirname_value_outside_repertoire", "An ampersand in a PrintableString, as many a company has one.")
            .of(subject(der::PRINTABLE_STRING, b"Example & Co"))
            .finds("notice 0 subject"),
        near_miss("dirname_value_outside_repertoire", "An ampersand in a UTF8String.")
            .of(subject(der::UTF8_STRING, b"Example & Co")),
    ]
}
