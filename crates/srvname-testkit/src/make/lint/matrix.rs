//! The matrix of faults and forms: for each fault that a name or a base may have, and for each form, the lint that finds it, with
//! a value that has the fault; or the reason that there is none.

use super::example::*;

/// What is said of a fault in a form.
pub enum Cell {
    /// These lints find it, in this value.
    Found(&'static [&'static str], GeneralName),
    /// No lint does, for this reason.
    Reason(&'static str),
}

/// A fault, and what is said of it in each form.
pub struct Row {
    /// The fault.
    pub fault: &'static str,
    /// In the order of the columns.
    pub cells: Vec<Cell>,
}

/// A table: where the names stand, the forms, the rows.
pub struct Matrix {
    /// What the names are.
    pub title: &'static str,
    /// The forms, as RFC 5280 calls them.
    pub forms: &'static [&'static str],
    /// The faults.
    pub rows: Vec<Row>,
}

fn found(lints: &'static [&'static str], name: GeneralName) -> Cell {
    Cell::Found(lints, name)
}

fn none(reason: &'static str) -> Cell {
    Cell::Reason(reason)
}

fn row<const COUNT: usize>(fault: &'static str, cells: [Cell; COUNT]) -> Row {
    Row { fault, cells: cells.into_iter().collect() }
}

const NO_TEXT: &str = "no text";
const NO_HOST: &str = "no host";

/// The names in subjectAltName.
pub fn names() -> Matrix {
    let rows = [
        names_as_octets(),
        names_with_foreign_octets(),
        names_with_more(),
        names_as_hosts(),
        names_of_hosts(),
        names_with_a_labels(),
        names_in_other_spelling(),
        names_as_owned(),
    ];
    let rows = rows.into_iter().flatten().collect();
    let forms = &["dNSName", "rfc822Name", "SmtpUTF8Mailbox", "URI", "iPAddress", "directoryName", "SRVName"];
    Matrix { title: "Names in subjectAltName", forms, rows }
}

fn names_as_octets() -> Vec<Row> {
    let (email_syntax, smtp, uri_syntax): (&[&str], &[&str], &[&str]) =
        (&["san_email_syntax"], &["san_smtputf8_syntax"], &["san_uri_syntax"]);
    vec![
        row(
            "empty",
            [
                found(&["san_dns_empty_label"], dns("")),
                found(email_syntax, email("")),
                found(smtp, smtp_utf8("")),
                found(uri_syntax, uri("")),
                found(&["san_ip_length"], ip_raw(b"")),
                found(&["san_dirname_empty"], directory(&Dn::empty())),
                found(&["srv_san_empty"], srv("")),
            ],
        ),
        row(
            "octet beyond ASCII, as in U-labels",
            [
                found(&["san_dns_ulabel"], dns("b\u{fc}cher.example.com")),
                found(email_syntax, email("r\u{f6}\u{f6}t@example.com")),
                found(smtp, smtp_utf8("r\u{f6}\u{f6}t@b\u{fc}cher.example.com")),
                found(uri_syntax, uri("https://b\u{fc}cher.example.com/")),
                none(NO_TEXT),
                none("UTF8String is for that; other types: `dirname_value_not_text`"),
                found(&["srv_san_non_ascii"], srv("_imap.b\u{fc}cher.example.com")),
            ],
        ),
    ]
}

fn names_with_foreign_octets() -> Vec<Row> {
    let (email_syntax, smtp, uri_syntax): (&[&str], &[&str], &[&str]) =
        (&["san_email_syntax"], &["san_smtputf8_syntax"], &["san_uri_syntax"]);
    let bad: &[&str] = &["san_dns_bad_label"];
    let texts = "compared as text, after RFC 4518";
    vec![
        row(
            "blank",
            [
                found(bad, dns("www.example.com ")),
                found(email_syntax, email(" root@example.com")),
                found(smtp, smtp_utf8("r\u{f6}\u{f6}t@example.com ")),
                found(uri_syntax, uri("https://www.example.com/ a")),
                none(NO_TEXT),
                none(texts),
                found(&["srv_san_control_or_space"], srv("_imap.example.com ")),
            ],
        ),
        row(
            "NUL, or another control character",
            [
                found(bad, dns("www.example.com\0.example.net")),
                found(email_syntax, email("root@example.com\0")),
                found(smtp, smtp_utf8("r\u{f6}\0t@example.com")),
                found(uri_syntax, uri("https://www.example.com/\0")),
                none(NO_TEXT),
                none("`dirname_value_not_text`"),
                found(&["srv_san_control_or_space"], srv("_imap.example.com\0.example.net")),
            ],
        ),
    ]
}

fn names_with_more() -> Vec<Row> {
    let (email_syntax, smtp, _): (&[&str], &[&str], &[&str]) =
        (&["san_email_syntax"], &["san_smtputf8_syntax"], &["san__"]);
    let bad: &[&str] = &["san_dns_bad_label"];
    let texts = "compared as text, after RFC 4518";
    vec![
        row(
            "a list of names",
            [
                found(bad, dns("www.example.com,example.com")),
                found(email_syntax, email("a@example.com,b@example.com")),
                found(smtp, smtp_utf8("\u{f6}@example.com,\u{fc}@example.com")),
                none("a comma is a character of URIs (RFC 3986 §2.2)"),
                found(&["san_ip_length"], ip_raw(&[192, 0, 2, 1, 192, 0, 2, 2])),
                none("RDNs are a list"),
                found(&["srv_san_label_not_ldh"], srv("_imap.example.com,_imap.example.net")),
            ],
        ),
        row(
            "a scheme",
            [
                found(bad, dns("https://www.example.com")),
                found(email_syntax, email("mailto:root@example.com")),
                found(smtp, smtp_utf8("mailto:r\u{f6}\u{f6}t@example.com")),
                none("it has one"),
                none(NO_TEXT),
                none(texts),
                found(&["srv_san_missing_underscore"], srv("xmpp://example.com")),
            ],
        ),
        row(
            "a port",
            [
                found(bad, dns("www.example.com:443")),
                found(email_syntax, email("root@example.com:25")),
                found(smtp, smtp_utf8("r\u{f6}\u{f6}t@example.com:25")),
                none("it may have one; `san_uri_syntax` if it is no number"),
                none(NO_TEXT),
                none(texts),
                found(&["srv_san_label_not_ldh"], srv("_imap.example.com:993")),
            ],
        ),
    ]
}

fn names_as_hosts() -> Vec<Row> {
    let (email_syntax, smtp, uri_syntax): (&[&str], &[&str], &[&str]) =
        (&["san_email_syntax"], &["san_smtputf8_syntax"], &["san_uri_syntax"]);
    let rows: [(&'static str, String, &'static [&'static str], &'static [&'static str]); 7] = [
        ("hyphen at the end of a label", "a-.example.com".into(), &["san_dns_bad_label"], &["srv_san_label_not_ldh"]),
        ("dot in front", ".example.com".into(), &["san_dns_empty_label"], &["srv_san_empty_label"]),
        ("two dots in a row", "a..example.com".into(), &["san_dns_empty_label"], &["srv_san_empty_label"]),
        ("dot at the end", "example.com.".into(), &["san_dns_trailing_dot"], &["srv_san_trailing_dot"]),
        (
            "label of more than 63 octets",
            format!("{}.com", "a".repeat(64)),
            &["san_dns_label_too_long"],
            &["srv_san_label_too_long"],
        ),
        (
            "host of more than 253 octets",
            format!("{}com", "abcdefghi.".repeat(26)),
            &["san_dns_name_too_long"],
            &["srv_san_name_too_long"],
        ),
        (
            "asterisk that is no wildcard",
            "w*.example.com".into(),
            &["san_dns_wildcard_invalid"],
            &["srv_san_wildcard_invalid"],
        ),
    ];
    let broken = rows.map(|(fault, host, dns_lints, srv_lints)| {
        row(
            fault,
            [
                found(dns_lints, dns(&host)),
                found(email_syntax, email(&format!("root@{host}"))),
                found(smtp, smtp_utf8(&format!("r\u{f6}\u{f6}t@{host}"))),
                found(uri_syntax, uri(&format!("https://{host}/"))),
                none(NO_HOST),
                none(NO_HOST),
                found(srv_lints, srv(&format!("_imap.{host}"))),
            ],
        )
    });
    Vec::from(broken)
}

fn names_of_hosts() -> Vec<Row> {
    vec![
        row(
            "underscore in a host",
            [
                found(&["san_dns_underscore"], dns("my_host.example.com")),
                found(&["san_email_underscore"], email("root@my_host.example.com")),
                found(&["san_email_underscore"], smtp_utf8("r\u{f6}\u{f6}t@my_host.example.com")),
                none("a host of a URI may have one (RFC 3986 §3.2.2)"),
                none(NO_HOST),
                none(NO_HOST),
                found(&["srv_san_underscore_in_name"], srv("_imap.my_host.example.com")),
            ],
        ),
        row(
            "address in place of a host",
            [
                found(&["san_dns_ip_literal"], dns("192.0.2.1")),
                found(&["san_email_at_address"], email("root@[192.0.2.1]")),
                found(&["san_email_at_address"], smtp_utf8("r\u{f6}\u{f6}t@[192.0.2.1]")),
                none("a URI may have one, and is refused where URIs are constrained"),
                none("it is one; `san_ip_length` for one as text"),
                none(NO_HOST),
                found(&["srv_san_ip_literal"], srv("_imap.192.0.2.1")),
            ],
        ),
    ]
}

fn names_with_a_labels() -> Vec<Row> {
    vec![
        row(
            "A-label that does not decode",
            [
                found(&["san_dns_invalid_a_label"], dns("xn--99999a9999.example.com")),
                found(&["san_email_invalid_a_label"], email("root@xn--99999a9999.example.com")),
                found(&["san_email_invalid_a_label"], smtp_utf8("r\u{f6}\u{f6}t@xn--99999a9999.example.com")),
                found(&["san_uri_invalid_a_label"], uri("https://xn--99999a9999.example.com/")),
                none(NO_HOST),
                none(NO_HOST),
                found(&["srv_san_invalid_a_label"], srv("_imap.xn--99999a9999.example.com")),
            ],
        ),
        row(
            "A-label that IDNA 2008 does not allow",
            [
                found(&["san_dns_idna2008_disallowed"], dns("xn--n3h.example.com")),
                found(&["san_email_invalid_a_label"], email("root@xn--n3h.example.com")),
                found(&["san_email_invalid_a_label"], smtp_utf8("r\u{f6}\u{f6}t@xn--n3h.example.com")),
                found(&["san_uri_invalid_a_label"], uri("https://xn--n3h.example.com/")),
                none(NO_HOST),
                none(NO_HOST),
                found(&["srv_san_idna2003_only"], srv("_imap.xn--n3h.example.com")),
            ],
        ),
    ]
}

fn names_in_other_spelling() -> Vec<Row> {
    let not_forbidden = "no document forbids it in mail";
    vec![
        row(
            "`??--` that is no A-label",
            [
                found(&["san_dns_reserved_ldh"], dns("ab--cd.example.com")),
                none(not_forbidden),
                none(not_forbidden),
                none("no document forbids it in URIs"),
                none(NO_HOST),
                none(NO_HOST),
                found(&["srv_san_reserved_ldh"], srv("_imap.ab--cd.example.com")),
            ],
        ),
        row(
            "upper-case letters",
            [
                none("every client ignores case"),
                none("case counts in the local part, and not in the host"),
                none("case counts in the local part, and not in the host"),
                none("case counts, but for scheme and host"),
                none(NO_TEXT),
                none("every client ignores case"),
                found(&["srv_san_uppercase"], srv("_IMAP.example.com")),
            ],
        ),
    ]
}

fn names_as_owned() -> Vec<Row> {
    vec![
        row(
            "name that is not in the public DNS",
            [
                found(&["san_dns_internal_name"], dns("printer.local")),
                found(&["san_email_internal_name"], email("root@printer.local")),
                found(&["san_email_internal_name"], smtp_utf8("r\u{f6}\u{f6}t@printer.local")),
                found(&["san_uri_host_not_fqdn"], uri("https://printer/")),
                found(&["san_ip_reserved"], ip4([10, 0, 0, 1])),
                none(NO_HOST),
                found(&["srv_san_internal_name"], srv("_imap.printer.local")),
            ],
        ),
        row(
            "top-level domain that there is not",
            [
                found(&["san_dns_unknown_tld"], dns("www.example.zzzz")),
                none("a CA sends a mail there"),
                none("a CA sends a mail there"),
                none("no profile has URIs"),
                none(NO_HOST),
                none(NO_HOST),
                none("no public CA may have one; `srv_in_public_tls_leaf`"),
            ],
        ),
        row(
            "wildcard above a public suffix",
            [
                found(&["san_dns_public_suffix"], dns("*.co.uk")),
                none("mail has no wildcards"),
                none("mail has no wildcards"),
                none("URIs have no wildcards"),
                none(NO_HOST),
                none(NO_HOST),
                found(&["srv_san_public_suffix"], srv("_xmpp-server.*.co.uk")),
            ],
        ),
    ]
}

/// The bases in permittedSubtrees.
pub fn bases() -> Matrix {
    let forms = &["dNSName", "rfc822Name", "URI", "iPAddress", "directoryName", "SRVName"];
    let rows = [bases_as_text(), bases_of_hosts(), bases_in_other_spelling(), bases_that_hold_much(), bases_as_owned()];
    let rows = rows.into_iter().flatten().collect();
    Matrix { title: "Bases in permittedSubtrees", forms, rows }
}

fn bases_as_text() -> Vec<Row> {
    let rows: [(&'static str, &'static str, &'static [&'static str], &'static [&'static str]); 12] = [
        ("octet beyond ASCII, as in U-labels", "b\u{fc}cher.example.com", &["nc_dns_ulabel"], &["nc_srv_non_ascii"]),
        ("blank", "example.com ", &["nc_dns_bad_label"], &["nc_srv_bad_label"]),
        ("NUL, or another control character", "example.com\0", &["nc_dns_bad_label"], &["nc_srv_bad_label"]),
        ("a list of names", "example.com,example.net", &["nc_dns_bad_label"], &["nc_srv_bad_label"]),
        ("a scheme", "https://example.com", &["nc_dns_bad_label"], &["nc_srv_bad_label"]),
        ("a port", "example.com:443", &["nc_dns_bad_label"], &["nc_srv_bad_label"]),
        ("quotation marks, as in `\"\"`", "\"\"", &["nc_dns_bad_label"], &["nc_srv_bad_label"]),
        ("hyphen at the end of a label", "a-.example.com", &["nc_dns_bad_label"], &["nc_srv_bad_label"]),
        ("two dots in a row", "a..example.com", &["nc_dns_bad_label"], &["nc_srv_bad_label"]),
        ("dot at the end", "example.com.", &["nc_dns_trailing_dot"], &["nc_srv_trailing_dot"]),
        ("address in place of a host", "192.0.2.1", &["nc_dns_bad_label"], &["nc_srv_ip_literal"]),
        ("wildcard", "*.example.com", &["nc_dns_wildcard"], &["nc_srv_wildcard"]),
    ];
    let broken = rows.map(|(fault, text, dns_lints, srv_lints)| {
        row(
            fault,
            [
                found(dns_lints, dns(text)),
                found(&["nc_email_syntax"], email(text)),
                found(&["nc_uri_not_fqdn"], uri(text)),
                none(NO_TEXT),
                none("compared as text; `dirname_value_not_text` for what is none"),
                found(srv_lints, srv(text)),
            ],
        )
    });
    let long = |octets: usize| format!("{}.com", "a".repeat(octets));
    let name = format!("{}com", "abcdefghi.".repeat(26));
    let mut rows = Vec::from(broken);
    for (fault, text) in [("label of more than 63 octets", long(64)), ("host of more than 253 octets", name)] {
        rows.push(row(
            fault,
            [
                found(&["nc_dns_bad_label"], dns(&text)),
                found(&["nc_email_syntax"], email(&text)),
                found(&["nc_uri_not_fqdn"], uri(&text)),
                none(NO_HOST),
                none(NO_HOST),
                found(&["nc_srv_bad_label"], srv(&text)),
            ],
        ));
    }
    rows
}

fn bases_of_hosts() -> Vec<Row> {
    let in_front = "a dot in front means all hosts below";
    vec![
        row(
            "dot in front",
            [
                found(&["nc_dns_leading_dot"], dns(".example.com")),
                none(in_front),
                none(in_front),
                none(NO_TEXT),
                none(NO_HOST),
                found(&["nc_srv_leading_dot"], srv(".example.com")),
            ],
        ),
        row(
            "underscore in a host",
            [
                found(&["nc_dns_underscore"], dns("my_host.example.com")),
                found(&["nc_email_underscore"], email("my_host.example.com")),
                none("a host of a URI may have one (RFC 3986 §3.2.2)"),
                none(NO_HOST),
                none(NO_HOST),
                found(&["nc_srv_underscore_in_name"], srv("_imap.my_host.example.com")),
            ],
        ),
        row(
            "A-label that does not decode, or that IDNA 2008 does not allow",
            [
                found(&["nc_dns_invalid_a_label"], dns("xn--99999a9999.example.com")),
                found(&["nc_email_invalid_a_label"], email(".xn--99999a9999.example.com")),
                found(&["nc_uri_invalid_a_label"], uri(".xn--99999a9999.example.com")),
                none(NO_HOST),
                none(NO_HOST),
                found(&["nc_srv_invalid_a_label"], srv("xn--99999a9999.example.com")),
            ],
        ),
    ]
}

fn bases_in_other_spelling() -> Vec<Row> {
    vec![
        row(
            "`??--` that is no A-label",
            [
                found(&["nc_dns_reserved_ldh"], dns("ab--cd.example.com")),
                none("no document forbids it in mail"),
                none("no document forbids it in URIs"),
                none(NO_HOST),
                none(NO_HOST),
                none("no such name is issued without `srv_san_reserved_ldh`"),
            ],
        ),
        row(
            "upper-case letters",
            [
                found(&["nc_dns_uppercase"], dns("Example.com")),
                none("case counts in the local part, and not in the host"),
                none("every validator ignores case"),
                none(NO_TEXT),
                none("every validator ignores case"),
                found(&["nc_srv_uppercase"], srv("Example.com")),
            ],
        ),
    ]
}

fn bases_that_hold_much() -> Vec<Row> {
    vec![
        row(
            "everything",
            [
                found(&["nc_dns_empty_permitted"], dns("")),
                found(&["nc_email_empty_permitted"], email("")),
                found(&["nc_uri_not_fqdn"], uri("")),
                found(&["nc_ip_all_permitted"], ip_net4([0; 4], 0)),
                found(&["nc_dirname_empty"], directory(&Dn::empty())),
                found(&["nc_srv_empty"], srv("")),
            ],
        ),
        row(
            "one label",
            [
                found(&["nc_dns_tld"], dns("com")),
                found(&["nc_email_tld"], email(".com")),
                found(&["nc_uri_not_fqdn"], uri(".com")),
                none(NO_HOST),
                none(NO_HOST),
                found(&["nc_srv_tld_permitted"], srv("com")),
            ],
        ),
        row(
            "public suffix",
            [
                found(&["nc_dns_public_suffix"], dns("co.uk")),
                found(&["nc_email_public_suffix"], email(".co.uk")),
                found(&["nc_uri_public_suffix"], uri(".co.uk")),
                none(NO_HOST),
                none(NO_HOST),
                found(&["nc_srv_public_suffix"], srv("co.uk")),
            ],
        ),
    ]
}

fn bases_as_owned() -> Vec<Row> {
    vec![
        row(
            "name that is not in the public DNS",
            [
                found(&["nc_dns_internal_name"], dns("corp.internal")),
                found(&["nc_email_internal_name"], email(".corp.internal")),
                none("no profile has URIs: `nc_tc_forbidden_form`"),
                found(&["nc_ip_reserved"], ip_net4([10, 0, 0, 0], 8)),
                none(NO_HOST),
                found(&["nc_srv_internal_name"], srv("corp.internal")),
            ],
        ),
        row(
            "a single name, where a domain was meant",
            [
                none("a base holds what is below it"),
                found(&["nc_email_mailbox"], email("root@example.com")),
                none("without a dot in front a base is one host; RFC 5280 §4.2.1.10 has both"),
                none("a range of one address is one"),
                none("a base holds what is below it"),
                none("a base holds what is below it"),
            ],
        ),
        row(
            "address without its mask, or with a strange one",
            [
                none(NO_TEXT),
                none(NO_TEXT),
                none(NO_TEXT),
                found(&["nc_ip_length"], ip4([93, 184, 215, 14])),
                none(NO_TEXT),
                none(NO_TEXT),
            ],
        ),
        row(
            "string of an old type",
            [
                none("always an IA5String"),
                none("always an IA5String"),
                none("always an IA5String"),
                none(NO_TEXT),
                found(
                    &["nc_dirname_non_utf8_printable"],
                    directory(&Dn::empty().and("2.5.4.10", der::TELETEX_STRING, "Example")),
                ),
                found(&["nc_srv_not_ia5string"], srv_utf8("example.com")),
            ],
        ),
    ]
}

/// A certificate with a value in the place of a matrix.
pub fn certificate(matrix: &Matrix, name: &GeneralName) -> Issued {
    if matrix.title.starts_with("Names") {
        let purposes = [oid::SERVER_AUTH, oid::EMAIL_PROTECTION];
        server([name.clone()]).extended_key_usage(purposes).not_before("2026-04-01T00:00:00Z").issue()
    } else {
        sub_ca(Constraints::new().permit(name.clone())).not_before("2026-04-01T00:00:00Z").issue()
    }
}
