//! SRVNames in subjectAltName: encoding and syntax.

use super::example::*;

/// A certificate with one SRVName, and a host name beside it.
fn with(text: &str) -> Draft {
    with_name(srv(text))
}

fn with_name(name: GeneralName) -> Draft {
    server([name, dns("www.example.com")])
}

/// Two files: a text that a lint finds, and one that it does not.
fn pair(lint: &'static str, severity: &str, bad: (&str, &str), good: (&str, &str)) -> [LintCase; 2] {
    let finding = format!("{severity} 0 subjectAltName[0]");
    [fires(lint, bad.0).of(with(bad.1)).finds(&finding), near_miss(lint, good.0).of(with(good.1))]
}

pub(super) fn cases() -> Vec<LintCase> {
    [encoded(), parts(), labels(), lengths(), services(), wildcards(), places(), tables()].concat()
}

const FIRST: &str = "subjectAltName[0]";

fn first(severity: &str) -> String {
    format!("{severity} 0 {FIRST}")
}

fn encoded() -> Vec<LintCase> {
    let umlaut = der::tlv(der::IA5_STRING, b"_imap.ex\xe4mple.com");
    let two =
        [der::tlv(der::IA5_STRING, b"_imap.example.com"), der::tlv(der::IA5_STRING, b"_pop3.example.com")].concat();
    let bare = [der::object_identifier(oid::DNS_SRV), der::tlv(der::IA5_STRING, b"_imap.example.com")].concat();
    let sequence = der::sequence([der::tlv(der::IA5_STRING, b"_imap.example.com")]);
    vec![
        fires("srv_san_not_ia5string", "An SRVName as UTF8String, as many scripts write it.")
            .of(with_name(srv_utf8("_imap.example.com")))
            .finds(&first("error")),
        near_miss("srv_san_not_ia5string", "An SRVName as the builder writes it.")
            .of(built_server("_imap.example.com", "www.example.com")),
        fires("srv_san_empty", "An SRVName without octets.").of(with("")).finds(&first("error")),
        near_miss("srv_san_empty", "An SRVName of one letter and one letter.")
            .of(with("_a.b"))
            .also("srv_san_service_unregistered", &first("notice"))
            .also("srv_san_internal_name", &first("warn")),
        fires("srv_san_non_ascii", "An umlaut as Latin-1 writes it.")
            .of(with_name(srv_raw(&umlaut)))
            .finds(&first("error")),
        near_miss("srv_san_non_ascii", "The same name in A-labels.").of(with("_imap.xn--exmple-cua.com")),
        fires("srv_san_control_or_space", "A space in front of the domain.")
            .of(with("_imap. example.com"))
            .finds(&first("error")),
        fires("srv_san_control_or_space", "An octet of zero, behind which some readers do not look.")
            .variant("nul")
            .of(with("_imap.example.com\0.evil.test"))
            .finds(&first("error"))
            .also("srv_san_internal_name", &first("warn")),
        near_miss("srv_san_control_or_space", "A hyphen where the space was.").of(with("_imap.my-example.com")),
        fires("srv_san_othername_malformed", "Two strings in one SRVName.")
            .of(with_name(srv_raw(&two)))
            .finds(&first("error")),
        fires(
            "srv_san_othername_malformed",
            "A string without the explicit tag around it, which makes the certificate unreadable.",
        )
        .variant("no-tag")
        .of(with_name(raw(0xa0, &bare)))
        .finds(&first("error")),
        fires("srv_san_othername_malformed", "A string in a SEQUENCE, where some readers expect it.")
            .variant("sequence")
            .of(with_name(srv_raw(&sequence)))
            .finds(&first("error")),
        near_miss("srv_san_othername_malformed", "The same SEQUENCE in an otherName of another type.")
            .of(with_name(other_name(oid::UNKNOWN, &sequence))),
    ]
}

fn parts() -> Vec<LintCase> {
    [
        pair(
            "srv_san_missing_underscore",
            "error",
            ("A service without its underscore, which reads as a host.", "imap.example.com"),
            ("The same with it.", "_imap.example.com"),
        ),
        pair(
            "srv_san_service_only",
            "error",
            ("A service without a domain, which is a constraint.", "_imap"),
            ("A service and a domain.", "_imap.example.com"),
        ),
        pair(
            "srv_san_empty_name",
            "error",
            ("A service, a dot, and nothing.", "_imap."),
            ("A service and a domain with a short label.", "_imap.a.example.com"),
        ),
        pair(
            "srv_san_proto_label",
            "error",
            ("The owner of an SRV record, protocol and all.", "_imap._tcp.example.com"),
            ("A host that is called tcp.", "_imap.tcp.example.com"),
        ),
    ]
    .concat()
    .into_iter()
    .chain([
        fires("srv_san_empty_service", "An underscore, a dot and a domain.")
            .of(with("_.example.com"))
            .finds(&first("error")),
        near_miss("srv_san_empty_service", "A service of one letter.")
            .of(with("_a.example.com"))
            .also("srv_san_service_unregistered", &first("notice")),
    ])
    .collect()
}

fn labels() -> Vec<LintCase> {
    [
        pair(
            "srv_san_underscore_in_name",
            "error",
            ("An underscore further on.", "_imap.my_mail.example.com"),
            ("A hyphen in its place.", "_imap.my-mail.example.com"),
        ),
        pair(
            "srv_san_label_not_ldh",
            "error",
            ("An exclamation mark.", "_imap.mail!.example.com"),
            ("A hyphen between letters.", "_imap.ma-il.example.com"),
        ),
        pair(
            "srv_san_empty_label",
            "error",
            ("Two dots in a row.", "_imap.mail..example.com"),
            ("One dot at a time.", "_imap.mail.example.com"),
        ),
        pair(
            "srv_san_trailing_dot",
            "warn",
            ("A dot at the end, as the DNS writes names in full.", "_imap.example.com."),
            ("No dot at the end.", "_imap.example.com"),
        ),
        pair(
            "srv_san_reserved_ldh",
            "warn",
            ("Hyphens at the third and fourth place of a label.", "_imap.ab--cd.example.com"),
            ("Hyphens at the second and third.", "_imap.a--bcd.example.com"),
        ),
    ]
    .concat()
    .into_iter()
    .chain([
        fires("srv_san_label_not_ldh", "A label that ends with a hyphen.")
            .variant("hyphen")
            .of(with("_imap.mail-.example.com"))
            .finds(&first("error")),
        fires("srv_san_empty_label", "Two dots behind the service.")
            .variant("in-front")
            .of(with("_imap..example.com"))
            .finds(&first("error")),
        fires("srv_san_trailing_dot", "A dot at the end, in a publicly trusted certificate.")
            .variant("br")
            .under("pkix br")
            .of(with("_imap.example.com."))
            .finds(&first("error"))
            .also("srv_in_public_tls_leaf", &first("error")),
    ])
    .collect()
}

fn lengths() -> Vec<LintCase> {
    let long_label = |octets: usize| format!("_imap.{}.example.com", "a".repeat(octets));
    // Four labels of 60 octets with their dots, and what is left to the limit.
    let labels = format!("{}.", "abcdefghij".repeat(6)).repeat(4);
    let long_name = |octets: usize| format!("_imap.{labels}{}", "z".repeat(octets - labels.len()));
    [
        pair(
            "srv_san_label_too_long",
            "error",
            ("A label of 64 octets.", &long_label(64)),
            ("A label of 63 octets.", &long_label(63)),
        ),
        pair(
            "srv_san_name_too_long",
            "error",
            ("A domain of 254 octets.", &long_name(254)),
            ("A domain of 253 octets.", &long_name(253)),
        ),
    ]
    .concat()
}

fn services() -> Vec<LintCase> {
    vec![
        fires("srv_san_service_charset", "Two hyphens in a row in the service.")
            .of(with("_im--ap.example.com"))
            .finds(&first("error")),
        fires("srv_san_service_charset", "A service without a letter.")
            .variant("digits")
            .of(with("_143.example.com"))
            .finds(&first("error")),
        near_miss("srv_san_service_charset", "One hyphen in the service.")
            .of(with("_im-ap.example.com"))
            .also("srv_san_service_unregistered", &first("notice")),
        fires("srv_san_service_too_long", "A service of 16 letters, one that is deployed.")
            .of(with("_sipfederationtls.example.com"))
            .finds(&first("warn")),
        fires("srv_san_service_too_long", "A service of 63 letters, which is no label with its underscore.")
            .variant("no-label")
            .of(with(&format!("_{}.example.com", "a".repeat(63))))
            .finds(&first("error")),
        near_miss("srv_san_service_too_long", "A service of 15 letters.")
            .of(with("_abcdefghijklmno.example.com"))
            .also("srv_san_service_unregistered", &first("notice")),
        fires("srv_san_service_unregistered", "A service that somebody made up.")
            .of(with("_frobnicate.example.com"))
            .finds(&first("notice")),
        near_miss("srv_san_service_unregistered", "A service that is registered.").of(with("_xmpp-server.example.com")),
        fires("srv_san_service_alias", "A word for imap that no registry has.")
            .of(with("_imap4.example.com"))
            .finds(&first("warn")),
        fires("srv_san_service_alias", "The SRV label of direct TLS, which XMPP does not look for in certificates.")
            .variant("xmpps")
            .of(with("_xmpps-client.example.com"))
            .finds(&first("warn")),
        near_miss("srv_san_service_alias", "The registered name.").of(with("_imap.example.com")),
        fires("srv_san_uppercase", "A service in capitals.").of(with("_IMAP.example.com")).finds(&first("notice")),
        near_miss("srv_san_uppercase", "The same in small letters.").of(with("_imap.example.com")),
    ]
}

fn wildcards() -> Vec<LintCase> {
    vec![
        fires("srv_san_wildcard", "A wildcard for XMPP.").of(with("_xmpp-server.*.example.com")).finds(&first("warn")),
        fires("srv_san_wildcard", "A wildcard for mail, whose rules have none.")
            .variant("mail")
            .of(with("_imap.*.example.com"))
            .finds(&first("error")),
        near_miss("srv_san_wildcard", "A letter in the asterisk's place.").of(with("_xmpp-server.x.example.com")),
        fires("srv_san_wildcard_invalid", "An asterisk in part of a label.")
            .of(with("_xmpp-server.w*.example.com"))
            .finds(&first("error")),
        fires("srv_san_wildcard_invalid", "An asterisk for the service.")
            .variant("service")
            .of(with("_*.example.com"))
            .finds(&first("error")),
        near_miss("srv_san_wildcard_invalid", "A wildcard that is one.")
            .of(with("_xmpp-server.*.example.com"))
            .also("srv_san_wildcard", &first("warn")),
    ]
}

fn places() -> Vec<LintCase> {
    vec![
        fires("srv_san_ip_literal", "An IPv4 address for a domain.").of(with("_imap.192.0.2.1")).finds(&first("error")),
        fires("srv_san_ip_literal", "An IPv6 address for a domain.")
            .variant("ipv6")
            .of(with("_imap.[2001:db8::1]"))
            .finds(&first("error")),
        fires("srv_san_ip_literal", "A last label of digits, and another that no host has.")
            .variant("digits")
            .of(with("_imap.mail!.25"))
            .finds(&first("error"))
            .also("srv_san_label_not_ldh", &first("error")),
        near_miss("srv_san_ip_literal", "A domain that starts like an address.").of(with("_imap.192.0.2.example.com")),
        fires("srv_san_internal_name", "A domain of one label.").of(with("_imap.mailhost")).finds(&first("warn")),
        fires("srv_san_internal_name", "A domain that only a local network knows.")
            .variant("local")
            .of(with("_imap.printer.local"))
            .finds(&first("warn")),
        fires("srv_san_internal_name", "A host of a home network.")
            .variant("home")
            .of(with("_imap.mailhost.home.arpa"))
            .finds(&first("warn")),
        near_miss("srv_san_internal_name", "The same host in a domain.").of(with("_imap.mailhost.example.com")),
        near_miss("srv_san_internal_name", "A domain that only ends like that of home networks.")
            .variant("home")
            .of(with("_imap.athome.arpa")),
    ]
}

/// The lints that need the tables of Unicode or the Public Suffix List.
fn tables() -> Vec<LintCase> {
    [
        pair(
            "srv_san_invalid_a_label",
            "error",
            ("A label with the prefix of an A-label that decodes to nothing.", "_imap.xn--a.example.com"),
            ("An A-label.", "_imap.xn--bcher-kva.example.com"),
        ),
        pair(
            "srv_san_idna2003_only",
            "warn",
            ("A snowman, which IDNA 2003 had.", "_imap.xn--n3h.example.com"),
            ("Two letters of Chinese.", "_imap.xn--fsqu00a.example.com"),
        ),
        pair(
            "srv_san_public_suffix",
            "warn",
            ("A domain that nobody can register.", "_imap.co.uk"),
            ("A domain that somebody can.", "_imap.example.co.uk"),
        ),
    ]
    .concat()
}
