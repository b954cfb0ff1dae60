//! Every certificate: whether it can be read, and what is spelt out although DER leaves it out.

use super::example::*;

pub(super) fn cases() -> Vec<LintCase> {
    let names = || [srv("_imap.example.com"), dns("mail.example.com")];
    vec![
        fires("certificate_malformed", "A subjectAltName without entries.")
            .of(server([]))
            .finds("error 0 subjectAltName"),
        fires("certificate_malformed", "A host that is tagged explicitly: the place is that of the name.")
            .variant("explicit")
            .of(server([dns("www.example.com"), raw(0xa2, &der::tlv(der::IA5_STRING, b"www.example.com"))]))
            .finds("error 0 subjectAltName[1]"),
        near_miss("certificate_malformed", "No subjectAltName at all.")
            .of(confined_ca().end_entity("xmpp.example.com")),
        near_miss("certificate_malformed", "Name constraints that no reader takes: a lint of their own says so.")
            .variant("constraints")
            .of(sub_ca(Constraints::new()))
            .also("nc_empty", "error 0 nameConstraints"),
        fires("ext_critical_false_encoded", "A subjectAltName that says in so many words that it is not critical.")
            .of(server(names()).criticality(oid::SUBJECT_ALT_NAME, Criticality::EncodedFalse))
            .finds("error 0 extensions[4]"),
        fires("ext_critical_false_encoded", "An extKeyUsage that says so.")
            .variant("eku")
            .of(server(names()).criticality(oid::EXTENDED_KEY_USAGE, Criticality::EncodedFalse))
            .finds("error 0 extensions[3]"),
        near_miss("ext_critical_false_encoded", "A subjectAltName that is not critical by default.")
            .of(server(names())),
    ]
}
