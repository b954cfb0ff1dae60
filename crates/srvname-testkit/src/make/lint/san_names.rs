//! subjectAltName: the entries of all forms but SRVName, one by one.

use super::example::*;

const FIRST: &str = "subjectAltName[0]";

/// Two files: a name that a lint finds, and one that it does not.
fn pair(lint: &'static str, severity: &str, bad: (&str, GeneralName), good: (&str, GeneralName)) -> [LintCase; 2] {
    let finding = format!("{severity} 0 {FIRST}");
    [fires(lint, bad.0).of(server([bad.1])).finds(&finding), near_miss(lint, good.0).of(server([good.1]))]
}

/// The same under the TLS Baseline Requirements.
fn public(lint: &'static str, severity: &str, bad: (&str, GeneralName), good: (&str, GeneralName)) -> [LintCase; 2] {
    pair(lint, severity, bad, good).map(|case| case.under("pkix br"))
}

/// The same in a mail certificate.
fn mail(lint: &'static str, severity: &str, bad: (&str, GeneralName), good: (&str, GeneralName)) -> [LintCase; 2] {
    let finding = format!("{severity} 0 {FIRST}");
    [fires(lint, bad.0).of(person([bad.1])).finds(&finding), near_miss(lint, good.0).of(person([good.1]))]
}

pub(super) fn person(names: impl IntoIterator<Item = GeneralName>) -> Draft {
    confined_ca().end_entity("Alex Example").san(names).extended_key_usage([oid::EMAIL_PROTECTION])
}

pub(super) fn cases() -> Vec<LintCase> {
    [labels(), lengths(), whole_hosts(), tables(), addresses(), mailboxes(), uris(), others()].concat()
}

fn labels() -> Vec<LintCase> {
    let plain = || ("A host.", dns("www.example.com"));
    [
        pair("san_dns_empty_label", "error", ("A dot in front.", dns(".example.com")), plain()),
        pair("san_dns_trailing_dot", "error", ("A dot at the end.", dns("www.example.com.")), plain()),
        pair(
            "san_dns_bad_label",
            "error",
            ("A blank between two names.", dns("www.example.com example.com")),
            ("A hyphen inside a label.", dns("w-w.example.com")),
        ),
        pair("san_dns_ulabel", "error", ("A host in U-labels.", dns("b\u{fc}cher.example.com")), plain()),
        pair("san_dns_underscore", "error", ("An underscore.", dns("my_host.example.com")), plain()),
        pair(
            "san_dns_reserved_ldh",
            "warn",
            ("Hyphens at the third and fourth place.", dns("ab--cd.example.com")),
            ("Hyphens at the second and third.", dns("a--bcd.example.com")),
        ),
        pair(
            "san_dns_wildcard_invalid",
            "error",
            ("An asterisk in part of a label.", dns("w*.example.com")),
            ("A wildcard.", dns("*.example.com")),
        ),
    ]
    .concat()
    .into_iter()
    .chain([
        fires("san_dns_empty_label", "A dNSName without octets.")
            .variant("empty")
            .of(server([dns("")]))
            .finds(&format!("error 0 {FIRST}")),
        fires("san_dns_bad_label", "An octet of zero, behind which some readers do not look.")
            .variant("nul")
            .of(server([dns("www.example.com\0.example.net")]))
            .finds(&format!("error 0 {FIRST}")),
        fires("san_dns_bad_label", "The address of a page.")
            .variant("scheme")
            .of(server([dns("https://www.example.com")]))
            .finds(&format!("error 0 {FIRST}")),
        fires("san_dns_wildcard_invalid", "An asterisk alone.")
            .variant("bare")
            .of(server([dns("*")]))
            .finds(&format!("error 0 {FIRST}")),
    ])
    .collect()
}

fn lengths() -> Vec<LintCase> {
    let long_label = |octets: usize| dns(&format!("{}.example.com", "a".repeat(octets)));
    let labels = format!("{}.", "abcdefghij".repeat(6)).repeat(4);
    let long_name = |octets: usize| dns(&format!("{labels}{}", "z".repeat(octets - labels.len())));
    [
        pair(
            "san_dns_label_too_long",
            "error",
            ("A label of 64 octets.", long_label(64)),
            ("A label of 63 octets.", long_label(63)),
        ),
        pair(
            "san_dns_name_too_long",
            "error",
            ("A name of 254 octets.", long_name(254)),
            ("A name of 253 octets.", long_name(253)),
        ),
    ]
    .concat()
}

fn whole_hosts() -> Vec<LintCase> {
    [
        pair(
            "san_dns_ip_literal",
            "error",
            ("An address as text.", dns("192.0.2.1")),
            ("A name that starts like an address.", dns("192.0.2.example.com")),
        ),
        public(
            "san_dns_internal_name",
            "error",
            ("A host of a local network.", dns("printer.local")),
            ("A host of the public DNS.", dns("printer.example.com")),
        ),
    ]
    .concat()
    .into_iter()
    .chain([
        fires("san_dns_internal_name", "A host of one label.")
            .variant("label")
            .under("pkix br")
            .of(server([dns("intranet")]))
            .finds(&format!("error 0 {FIRST}")),
        fires("san_dns_reverse_zone", "A name in the zone of addresses.")
            .under("pkix br")
            .of(server([dns("1.2.0.192.in-addr.arpa")]).not_before("2026-04-01T00:00:00Z"))
            .finds(&format!("error 0 {FIRST}")),
        near_miss("san_dns_reverse_zone", "The same before it was forbidden.")
            .under("pkix br")
            .of(server([dns("1.2.0.192.in-addr.arpa")])),
    ])
    .collect()
}

/// The lints that need the tables of Unicode or the Public Suffix List.
fn tables() -> Vec<LintCase> {
    [
        pair(
            "san_dns_invalid_a_label",
            "error",
            ("The prefix of an A-label, and no Punycode.", dns("xn--99999a9999.example.com")),
            ("An A-label.", dns("xn--bcher-kva.example.com")),
        ),
        pair(
            "san_dns_idna2008_disallowed",
            "warn",
            ("A snowman.", dns("xn--n3h.example.com")),
            ("Two letters of Chinese.", dns("xn--fsqu00a.example.com")),
        ),
        mail(
            "san_email_invalid_a_label",
            "error",
            ("A mailbox at no A-label.", email("root@xn--99999a9999.example.com")),
            ("A mailbox at an A-label.", email("root@xn--bcher-kva.example.com")),
        ),
        pair(
            "san_uri_invalid_a_label",
            "error",
            ("A page at no A-label.", uri("https://xn--99999a9999.example.com/")),
            ("A page at an A-label.", uri("https://xn--bcher-kva.example.com/")),
        ),
        pair(
            "san_dns_public_suffix",
            "warn",
            ("A wildcard above all who register there.", dns("*.co.uk")),
            ("A wildcard above a domain that somebody registered.", dns("*.example.co.uk")),
        ),
        public(
            "san_dns_unknown_tld",
            "warn",
            ("A top-level domain that there is not.", dns("www.example.zzzz")),
            ("One that there is.", dns("www.example.org")),
        ),
    ]
    .concat()
    .into_iter()
    .chain([fires("san_dns_idna2008_disallowed", "A snowman, which the Baseline Requirements allow.")
        .variant("br")
        .under("pkix br")
        .of(server([dns("xn--n3h.example.com")]))
        .finds(&format!("notice 0 {FIRST}"))])
    .collect()
}

fn addresses() -> Vec<LintCase> {
    [
        pair(
            "san_ip_length",
            "error",
            ("An address with its mask.", ip_net4([93, 184, 215, 0], 24)),
            ("An address.", ip4([93, 184, 215, 14])),
        ),
        public(
            "san_ip_reserved",
            "error",
            ("An address of a private network.", ip4([10, 9, 8, 7])),
            ("An address of the Internet.", ip4([93, 184, 215, 14])),
        ),
    ]
    .concat()
    .into_iter()
    .chain([fires("san_ip_length", "An address as text.")
        .variant("text")
        .of(server([ip_raw(b"93.184.215.14")]))
        .finds(&format!("error 0 {FIRST}"))])
    .collect()
}

fn mailboxes() -> Vec<LintCase> {
    let plain = || ("A mailbox.", email("root@example.com"));
    let long = |octets: usize| email(&format!("{}@example.com", "a".repeat(octets)));
    [
        mail("san_email_syntax", "error", ("A name beside the mailbox.", email("Root <root@example.com>")), plain()),
        mail(
            "san_email_underscore",
            "error",
            ("An underscore in the host.", email("root@my_host.example.com")),
            plain(),
        ),
        mail(
            "san_email_local_part_too_long",
            "warn",
            ("A local part of 65 octets.", long(65)),
            ("A local part of 64 octets.", long(64)),
        ),
        mail("san_email_at_address", "notice", ("A mailbox at an address.", email("root@[192.0.2.1]")), plain()),
        mail(
            "san_smtputf8_syntax",
            "error",
            ("A host in U-labels.", smtp_utf8("r\u{f6}\u{f6}t@b\u{fc}cher.example.com")),
            ("The same host in A-labels.", smtp_utf8("r\u{f6}\u{f6}t@xn--bcher-kva.example.com")),
        ),
        mail(
            "smtputf8_ascii_local_part",
            "error",
            ("A SmtpUTF8Mailbox that an rfc822Name could have held.", smtp_utf8("root@example.com")),
            ("A SmtpUTF8Mailbox with a letter beyond ASCII.", smtp_utf8("r\u{f6}\u{f6}t@example.com")),
        ),
        mail(
            "san_email_internal_name",
            "error",
            ("A mailbox of a local network.", email("root@mail.local")),
            ("A mailbox in the public DNS.", email("root@mail.example.com")),
        )
        .map(|case| case.under("pkix smime")),
    ]
    .concat()
}

fn uris() -> Vec<LintCase> {
    [
        pair(
            "san_uri_syntax",
            "error",
            ("A host without a scheme.", uri("www.example.com/path")),
            ("The same with it.", uri("https://www.example.com/path")),
        ),
        pair(
            "san_uri_host_not_fqdn",
            "error",
            ("A host of one label.", uri("https://intranet/")),
            ("A URI without an authority.", uri("urn:ietf:rfc:4985")),
        ),
    ]
    .concat()
}

fn others() -> Vec<LintCase> {
    [
        pair(
            "san_dirname_empty",
            "error",
            ("A Name without RDNs.", directory(&Dn::empty())),
            ("A Name with one.", directory(&Dn::cn("a"))),
        ),
        pair(
            "san_form_unknown",
            "error",
            ("A tag that no form has.", raw(0x89, b"a")),
            ("The last tag that one has.", registered_id("1.2.3")),
        ),
    ]
    .concat()
}
