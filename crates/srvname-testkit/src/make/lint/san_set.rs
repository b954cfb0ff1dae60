//! subjectAltName as a whole.

use super::example::*;
use super::san_names::person;

const WHOLE: &str = "subjectAltName";

fn host() -> GeneralName {
    dns("www.example.com")
}

pub(super) fn cases() -> Vec<LintCase> {
    [missing(), criticality(), forms(), twice(), addresses_of_subject()].concat()
}

fn nameless() -> Draft {
    confined_ca().end_entity("xmpp.example.com")
}

fn missing() -> Vec<LintCase> {
    vec![
        fires("san_missing", "A server that has its name in the subject alone.")
            .under("pkix br")
            .of(nameless())
            .finds("error 0 certificate"),
        fires("san_missing", "A server that has a mailbox for a name.")
            .variant("mailbox")
            .under("pkix br")
            .of(server([email("root@example.com")]))
            .finds("error 0 subjectAltName")
            .also("san_form_forbidden", "error 0 subjectAltName[0]"),
        fires("san_missing", "A certificate for mail that has a host for a name.")
            .variant("mail")
            .under("pkix smime")
            .of(person([host()]))
            .finds("error 0 subjectAltName")
            .also("san_form_forbidden", "error 0 subjectAltName[0]"),
        fires("san_missing", "A certificate that says nothing of whose it is.")
            .variant("subject")
            .of(nameless().subject(Dn::empty()))
            .finds("error 0 certificate"),
        near_miss("san_missing", "A server that has a subject alone, in a private network.").of(nameless()),
        near_miss("san_missing", "A server that has a name of its own.")
            .variant("host")
            .under("pkix br")
            .of(server([host()])),
        near_miss("san_missing", "One from before there were Baseline Requirements.")
            .variant("old")
            .under("pkix br")
            .of(nameless().not_before("2011-01-01T00:00:00Z")),
    ]
}

fn criticality() -> Vec<LintCase> {
    let critical = || confined_ca().end_entity("xmpp.example.com").critical_san([host()]);
    vec![
        fires("san_critical_with_subject", "A critical subjectAltName beside a subject.")
            .of(critical())
            .finds(&format!("warn 0 {WHOLE}")),
        fires("san_critical_with_subject", "The same in a publicly trusted certificate.")
            .variant("br")
            .under("pkix br")
            .of(critical())
            .finds(&format!("error 0 {WHOLE}")),
        fires("san_critical_with_subject", "A CA's own name, of which the Baseline Requirements say nothing.")
            .variant("ca")
            .under("pkix br")
            .of(sub_ca(confined()).extended_key_usage([oid::CLIENT_AUTH]).critical_san([host()]))
            .finds(&format!("warn 0 {WHOLE}")),
        near_miss("san_critical_with_subject", "A critical subjectAltName and no subject.")
            .of(critical().subject(Dn::empty())),
        fires("san_noncritical_no_subject", "No subject, and a subjectAltName that is not critical.")
            .of(server([host()]).subject(Dn::empty()))
            .finds(&format!("error 0 {WHOLE}")),
        near_miss("san_noncritical_no_subject", "A subject, and a subjectAltName that is not critical.")
            .of(server([host()])),
    ]
}

fn forms() -> Vec<LintCase> {
    vec![
        fires("san_form_forbidden", "A user principal name in a publicly trusted TLS certificate.")
            .under("pkix br")
            .of(server([host(), upn("alex@example.com")]))
            .finds("error 0 subjectAltName[1]"),
        fires("san_form_forbidden", "An otherName in a mail certificate of a strict policy.")
            .variant("strict")
            .under("pkix smime")
            .of(person([email("alex@example.com"), upn("alex@example.com")]).extension(policy("2.23.140.1.5.3.3")))
            .finds("error 0 subjectAltName[1]"),
        near_miss("san_form_forbidden", "The same under a multipurpose policy.").under("pkix smime").of(person([
            email("alex@example.com"),
            upn("alex@example.com"),
        ])
        .extension(policy("2.23.140.1.5.3.2"))),
        near_miss("san_form_forbidden", "A user principal name in a certificate that is not for TLS.")
            .variant("client")
            .under("pkix br")
            .of(server([upn("alex@example.com")]).extended_key_usage([oid::CLIENT_AUTH])),
    ]
}

fn twice() -> Vec<LintCase> {
    vec![
        fires("san_duplicate", "A host that is there twice, once in capitals.")
            .of(server([host(), dns("WWW.example.com")]))
            .finds("notice 0 subjectAltName[1]"),
        near_miss("san_duplicate", "Two mailboxes that differ in the case of their local parts.")
            .of(person([email("root@example.com"), email("Root@example.com")])),
    ]
}

fn addresses_of_subject() -> Vec<LintCase> {
    let person = |names: &[&str]| {
        let draft = person(names.iter().map(|name| email(name)));
        draft.subject(Dn::cn("Alex Example").and_email_address("alex@Example.com"))
    };
    vec![
        fires("subject_email_not_in_san", "A mailbox in the subject and another beside it.")
            .of(person(&["other@example.com"]))
            .finds("error 0 subject"),
        fires("subject_email_not_in_san", "A mailbox in the subject alone.")
            .variant("alone")
            .of(confined_ca().end_entity("a").subject(Dn::cn("Alex Example").and_email_address("alex@example.com")))
            .finds("error 0 subject"),
        near_miss("subject_email_not_in_san", "A mailbox in the subject and the same one beside it.")
            .of(person(&["other@example.com", "alex@example.com"])),
    ]
}
