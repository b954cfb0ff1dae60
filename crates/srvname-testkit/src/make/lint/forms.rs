//! NameConstraints: bases, form by form.

use super::deployment;
use super::example::*;

const FIRST: &str = "permittedSubtrees[0]";

pub(super) fn cases() -> Vec<LintCase> {
    [hosts(), addresses(), people(), services(), service_and_domain_labels(), policies(), interop()].concat()
}

fn first(severity: &str) -> String {
    format!("{severity} 0 {FIRST}")
}

fn permit(name: GeneralName) -> Draft {
    sub_ca(Constraints::new().permit(name))
}

fn exclude(name: GeneralName) -> Draft {
    sub_ca(Constraints::new().exclude(name))
}

/// Two files: a permitted base that a lint finds, and one that it does not.
fn pair(lint: &'static str, severity: &str, bad: (&str, GeneralName), good: (&str, GeneralName)) -> [LintCase; 2] {
    [fires(lint, bad.0).of(permit(bad.1)).finds(&first(severity)), near_miss(lint, good.0).of(permit(good.1))]
}

fn hosts() -> Vec<LintCase> {
    let plain = || ("A domain.", dns("example.com"));
    [
        pair(
            "nc_dns_leading_dot",
            "error",
            ("A dNSName with a dot in front.", dns(".example.com")),
            ("An rfc822Name with a dot in front, where it belongs.", email(".example.com")),
        ),
        pair("nc_dns_wildcard", "error", ("A wildcard for a base.", dns("*.example.com")), plain()),
        pair("nc_dns_trailing_dot", "error", ("A dot at the end.", dns("example.com.")), plain()),
        pair(
            "nc_dns_bad_label",
            "error",
            ("A label that starts with a hyphen.", dns("-a.example.com")),
            ("A label with a hyphen inside.", dns("a-a.example.com")),
        ),
        pair(
            "nc_dns_underscore",
            "error",
            ("A label with an underscore.", dns("_tcp.example.com")),
            ("The same without it.", dns("tcp.example.com")),
        ),
        pair("nc_dns_uppercase", "notice", ("A capital.", dns("Example.com")), plain()),
        pair(
            "nc_dns_ulabel",
            "error",
            ("A domain in U-labels.", dns("ex\u{e4}mple.com")),
            ("The same in A-labels.", dns("xn--exmple-cua.com")),
        ),
        pair(
            "nc_dns_public_suffix",
            "warn",
            ("A domain below which anybody can register.", dns("co.uk")),
            ("A domain that somebody registered.", dns("example.co.uk")),
        ),
    ]
    .concat()
    .into_iter()
    .chain([
        fires("nc_dns_bad_label", "A last label of digits, which is the end of an address.")
            .variant("digits")
            .of(permit(dns("192.0.2.0")))
            .finds(&first("error")),
        fires("nc_dns_empty_permitted", "An empty base, which permits every host.")
            .of(permit(dns("")))
            .finds(&first("warn")),
        near_miss("nc_dns_empty_permitted", "An empty base that is excluded: no host at all.").of(exclude(dns(""))),
        fires("nc_dns_tld", "A top-level domain that is permitted.").of(permit(dns("com"))).finds(&first("warn")),
        near_miss("nc_dns_tld", "A top-level domain that is excluded.").of(exclude(dns("com"))),
    ])
    .collect()
}

fn addresses() -> Vec<LintCase> {
    let range = || ("A range.", ip_net4([10, 9, 8, 0], 24));
    [
        pair("nc_ip_length", "error", ("An address without its mask.", ip4([10, 9, 8, 0])), range()),
        pair(
            "nc_ip_noncontiguous_mask",
            "error",
            ("A mask with a hole.", ip_raw(&[10, 9, 8, 0, 255, 0, 255, 0])),
            range(),
        ),
        pair(
            "nc_ip_host_bits",
            "warn",
            ("An address inside the range that the mask makes.", ip_raw(&[10, 9, 8, 1, 255, 255, 255, 0])),
            ("An address alone.", ip_net4([10, 9, 8, 1], 32)),
        ),
    ]
    .concat()
    .into_iter()
    .chain([
        fires("nc_ip_reserved", "A private range in a publicly trusted CA.")
            .under("br")
            .of(permit(ip_net4([10, 9, 0, 0], 16)))
            .finds(&first("error"))
            .also("nc_tc_eku", "error 0 nameConstraints"),
        fires("nc_ip_reserved", "A range of IPv6 that holds the one for documentation.")
            .variant("ipv6")
            .under("br")
            .of(permit(ip_net6([0x2001, 0, 0, 0, 0, 0, 0, 0], 16)))
            .finds(&first("error"))
            .also("nc_tc_eku", "error 0 nameConstraints"),
        fires("nc_ip_reserved", "A range that holds a private one further on.")
            .variant("wide")
            .under("br")
            .of(permit(ip_net4([8, 0, 0, 0], 5)))
            .finds(&first("error"))
            .also("nc_tc_eku", "error 0 nameConstraints"),
        near_miss("nc_ip_reserved", "The range behind the one for benchmarks.")
            .under("br")
            .of(permit(ip_net4([198, 20, 0, 0], 16)))
            .also("nc_tc_eku", "error 0 nameConstraints"),
    ])
    .collect()
}

fn people() -> Vec<LintCase> {
    let organisation = |string_type| Dn::empty().and(oid::ORGANIZATION, string_type, "Example");
    let host = || ("A host.", email("example.com"));
    [
        pair("nc_email_syntax", "error", ("An @ with nothing in front of it.", email("@example.com")), host()),
        pair("nc_email_mailbox", "warn", ("A single mailbox.", email("root@example.com")), host()),
        pair(
            "nc_uri_not_fqdn",
            "error",
            ("A whole URI.", uri("https://www.example.com/")),
            ("A host.", uri("www.example.com")),
        ),
        pair(
            "nc_dirname_empty",
            "warn",
            ("A name without parts, which holds every name.", directory(&Dn::empty())),
            ("A name with one part.", directory(&Dn::o("Example"))),
        ),
        pair(
            "nc_dirname_non_utf8_printable",
            "warn",
            ("A TeletexString.", directory(&organisation(der::TELETEX_STRING))),
            ("A PrintableString.", directory(&organisation(der::PRINTABLE_STRING))),
        ),
    ]
    .concat()
    .into_iter()
    .chain([
        fires("nc_email_syntax", "An asterisk for everybody.")
            .variant("asterisk")
            .of(permit(email("*@example.com")))
            .finds(&first("error")),
        fires("nc_email_mailbox", "A single mailbox in a publicly trusted mail CA.")
            .variant("smime")
            .under("pkix smime")
            .of(permit(email("root@example.com")))
            .finds(&first("error"))
            .also("nc_tc_eku", "error 0 nameConstraints"),
        fires("nc_uri_not_fqdn", "One label.").variant("label").of(permit(uri("localhost"))).finds(&first("error")),
        fires("nc_dirname_excluded", "A subject that is excluded.")
            .under("br")
            .of(exclude(directory(&Dn::o("Example"))))
            .finds("warn 0 excludedSubtrees[0]")
            .also("nc_tc_eku", "error 0 nameConstraints"),
        near_miss("nc_dirname_excluded", "A subject that is permitted.")
            .under("br")
            .of(permit(directory(&Dn::o("Example"))))
            .also("nc_tc_eku", "error 0 nameConstraints"),
    ])
    .collect()
}

/// Bases of SRVName: the shape of their text.
fn services() -> Vec<LintCase> {
    let domain = || ("A domain.", srv("example.com"));
    let both = || ("A service and a domain.", srv("_imap.example.com"));
    [
        pair("nc_srv_not_ia5string", "error", ("A base as UTF8String.", srv_utf8("example.com")), domain()),
        pair("nc_srv_empty", "error", ("An empty base.", srv("")), ("A base of one label.", srv("com"))),
        pair("nc_srv_underscore_only", "error", ("An underscore alone.", srv("_")), ("A service.", srv("_imap"))),
        pair("nc_srv_root", "error", ("A dot alone.", srv(".")), ("A label alone.", srv("com"))),
        pair("nc_srv_leading_dot", "error", ("A dot in front.", srv(".example.com")), domain()),
        pair(
            "nc_srv_service_trailing_dot",
            "error",
            ("A service and a dot.", srv("_imap.")),
            ("A service.", srv("_imap")),
        ),
        pair("nc_srv_trailing_dot", "error", ("A dot at the end.", srv("example.com.")), domain()),
        pair("nc_srv_wildcard", "error", ("A wildcard.", srv("*.example.com")), domain()),
        pair("nc_srv_proto_label", "error", ("The owner of an SRV record.", srv("_imap._tcp.example.com")), both()),
    ]
    .concat()
    .into_iter()
    .chain([
        near_miss("nc_srv_not_ia5string", "Bases as the builder writes them.")
            .variant("built")
            .of(built_ca("example.com")),
        fires("nc_srv_leading_dot", "A service, and a dot where the domain should be.")
            .variant("service")
            .of(permit(srv("_imap..")))
            .finds(&first("error")),
        fires("nc_srv_proto_label", "A protocol alone, which is read as a service of that name.")
            .variant("alone")
            .of(permit(srv("_tcp")))
            .finds(&first("warn")),
    ])
    .collect()
}

/// Bases of SRVName: the labels of their service and of their domain.
fn service_and_domain_labels() -> Vec<LintCase> {
    let domain = || ("A domain.", srv("example.com"));
    let latin1 = srv_raw(&der::tlv(der::IA5_STRING, b"ex\xe4mple.com"));
    [
        pair(
            "nc_srv_underscore_in_name",
            "error",
            ("An underscore further on.", srv("my_mail.example.com")),
            ("A hyphen in its place.", srv("my-mail.example.com")),
        ),
        pair("nc_srv_bad_label", "error", ("An exclamation mark.", srv("mail!.example.com")), domain()),
        pair(
            "nc_srv_non_ascii",
            "error",
            ("An umlaut as Latin-1 writes it.", latin1),
            ("The same in A-labels.", srv("xn--exmple-cua.com")),
        ),
        pair(
            "nc_srv_service_charset",
            "error",
            ("Two hyphens in a row.", srv("_im--ap.example.com")),
            ("One hyphen.", srv("_im-ap.example.com")),
        ),
        pair(
            "nc_srv_service_too_long",
            "warn",
            ("A service of 16 letters.", srv("_sipfederationtls.example.com")),
            ("A service of 15 letters.", srv("_abcdefghijklmno.example.com")),
        ),
        pair("nc_srv_uppercase", "notice", ("A capital.", srv("Example.com")), domain()),
        pair(
            "nc_srv_ip_literal",
            "error",
            ("An address for a domain.", srv("192.0.2.1")),
            ("A domain that starts like one.", srv("192.0.2.example.com")),
        ),
        pair(
            "nc_srv_invalid_a_label",
            "error",
            ("A label with the prefix of an A-label that decodes to nothing.", srv("xn--a.example.com")),
            ("An A-label.", srv("xn--bcher-kva.example.com")),
        ),
    ]
    .concat()
}

/// What this library asks of SRVName bases.
fn policies() -> Vec<LintCase> {
    let case = |case: LintCase, constraints: Constraints| deployment::beside(case.under("srv"), constraints);
    let only = |name| Constraints::new().permit(srv(name));
    vec![
        case(
            fires("nc_srv_service_only_permitted", "A service in every domain.").finds(&first("error")),
            only("_imap"),
        ),
        case(near_miss("nc_srv_service_only_permitted", "A service in one domain."), only("_imap.example.com")),
        case(
            fires("nc_srv_excluded_only", "Services of one domain excluded, and every other allowed.")
                .finds("error 0 nameConstraints"),
            Constraints::new().exclude(srv("example.com")),
        ),
        case(
            near_miss("nc_srv_excluded_only", "Services of one domain permitted, and one excluded."),
            only("example.com").exclude(srv("_ntp.example.com")),
        ),
        case(fires("nc_srv_tld_permitted", "A top-level domain.").finds(&first("warn")), only("com")),
        case(near_miss("nc_srv_tld_permitted", "A domain."), only("example.com")),
        case(
            fires("nc_srv_public_suffix", "A domain below which anybody can register.").finds(&first("warn")),
            only("co.uk"),
        ),
        case(near_miss("nc_srv_public_suffix", "A domain that somebody registered."), only("example.co.uk")),
        case(
            fires("nc_srv_none_sentinel", "No SRVName at all, in the one way that can be written.")
                .finds(&first("notice")),
            only("_invalid.invalid"),
        ),
        case(
            near_miss("nc_srv_none_sentinel", "That and a domain, so not none."),
            only("_invalid.invalid").permit(srv("example.com")),
        ),
        case(
            fires("nc_srv_domain_outside_dns", "Hosts of one domain and services of another.")
                .finds("warn 0 permittedSubtrees[1]"),
            dns_only().permit(srv("example.net")),
        ),
        case(
            near_miss("nc_srv_domain_outside_dns", "Hosts of a domain and services of one below."),
            dns_only().permit(srv("im.example.com")),
        ),
        fires("nc_dns_without_srv", "Hosts of one domain, and nothing about services: what sub-CAs say today.")
            .under("srv")
            .of(sub_ca(dns_only()))
            .finds("error 0 nameConstraints"),
        case(near_miss("nc_dns_without_srv", "Hosts and services of one domain."), confined()),
    ]
}

fn interop() -> Vec<LintCase> {
    let mail = |constraints| sub_ca(constraints).extended_key_usage([oid::EMAIL_PROTECTION]);
    vec![
        fires("nc_srv_in_public_ca", "An SRVName base in a publicly trusted CA.")
            .under("br")
            .of(sub_ca(confined()))
            .finds(&first("warn"))
            .also("nc_tc_eku", "error 0 nameConstraints"),
        near_miss("nc_srv_in_public_ca", "An SRVName base in a CA for mail alone.").under("br").of(mail(confined())),
        fires("nc_srv_critical_interop", "A critical base of an otherName that Go does not know.")
            .under("srv")
            .of(sub_ca(Constraints::new().permit(upn("example.com"))))
            .finds("notice 0 nameConstraints"),
        near_miss("nc_srv_critical_interop", "Critical bases of the forms that everybody knows.")
            .under("srv")
            .of(sub_ca(Constraints::new().permit(email("example.com")))),
        deployment::beside(
            fires("nc_srv_noncritical_fail_open", "An SRVName base that is not critical.")
                .under("srv")
                .finds("notice 0 nameConstraints"),
            confined().critical(false),
        ),
        deployment::beside(
            near_miss("nc_srv_noncritical_fail_open", "An SRVName base that is critical.").under("srv"),
            confined(),
        ),
        deployment::beside_of(
            fires("nc_srv_eku_irrelevant", "An SRVName base in a CA for mail.")
                .under("srv")
                .finds("notice 0 extKeyUsage"),
            confined(),
            |draft| draft.extended_key_usage([oid::EMAIL_PROTECTION]),
        ),
        deployment::beside_of(
            near_miss("nc_srv_eku_irrelevant", "An SRVName base in a CA for servers.").under("srv"),
            confined(),
            |draft| draft.extended_key_usage([oid::SERVER_AUTH]),
        ),
    ]
}
