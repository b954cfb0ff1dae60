//! NameConstraints: bases that hold everything, or what nobody owns; and CAs that are not held as they seem to be.

use super::example::*;

const FIRST: &str = "permittedSubtrees[0]";

fn permit(name: GeneralName) -> Draft {
    sub_ca(Constraints::new().permit(name))
}

/// Two files: a permitted base that a lint finds, and one that it does not.
fn pair(lint: &'static str, severity: &str, bad: (&str, GeneralName), good: (&str, GeneralName)) -> [LintCase; 2] {
    let finding = format!("{severity} 0 {FIRST}");
    [fires(lint, bad.0).of(permit(bad.1)).finds(&finding), near_miss(lint, good.0).of(permit(good.1))]
}

pub(super) fn cases() -> Vec<LintCase> {
    [bases(), internal_names(), families(), tables(), purposes(), mail(), profiles(), names_of_cas()].concat()
}

fn bases() -> Vec<LintCase> {
    let domain = || ("A domain.", email(".example.com"));
    [
        pair("nc_email_empty_permitted", "warn", ("An empty base, which permits every mailbox.", email("")), domain()),
        pair("nc_email_tld", "warn", ("A top-level domain.", email(".org")), domain()),
        pair("nc_email_underscore", "error", ("An underscore.", email("my_host.example.com")), domain()),
        pair(
            "nc_dns_reserved_ldh",
            "warn",
            ("Hyphens at the third and fourth place.", dns("ab--cd.example.com")),
            ("Hyphens at the second and third.", dns("a--bcd.example.com")),
        ),
        pair(
            "nc_ip_all_permitted",
            "warn",
            ("All of IPv4.", ip_net4([0, 0, 0, 0], 0)),
            ("Half of IPv4.", ip_net4([128, 0, 0, 0], 1)),
        ),
    ]
    .concat()
}

fn internal_names() -> Vec<LintCase> {
    // A CA without a purpose of TLS is none of the technically constrained ones.
    let client = |name: GeneralName| permit(name).extended_key_usage([oid::CLIENT_AUTH]);
    vec![
        fires("nc_dns_internal_name", "A domain of local networks, in a publicly trusted CA.")
            .under("br")
            .of(client(dns("corp.internal")))
            .finds(&format!("error 0 {FIRST}")),
        near_miss("nc_dns_internal_name", "A domain of the public DNS.")
            .under("br")
            .of(client(dns("internal.example.com"))),
        fires("nc_srv_internal_name", "Services of a domain of local networks, in a publicly trusted CA.")
            .under("br")
            .of(client(srv("corp.local")))
            .finds(&format!("error 0 {FIRST}")),
        near_miss("nc_srv_internal_name", "A way to say that no SRVName is permitted.")
            .under("br")
            .of(client(srv("invalid"))),
        fires("nc_email_internal_name", "Mailboxes of a local network, in a publicly trusted CA.")
            .under("smime")
            .of(client(email(".corp.local")))
            .finds(&format!("error 0 {FIRST}")),
        near_miss("nc_email_internal_name", "Mailboxes of the public DNS.")
            .under("smime")
            .of(client(email(".example.com"))),
    ]
}

fn families() -> Vec<LintCase> {
    let all4 = || ip_net4([0, 0, 0, 0], 0);
    vec![
        fires("nc_ip_family_open", "All of IPv4 excluded, and nothing said of IPv6.")
            .of(sub_ca(dns_only().exclude(all4())))
            .finds("warn 0 excludedSubtrees[0]"),
        near_miss("nc_ip_family_open", "Both families excluded.")
            .of(sub_ca(dns_only().exclude(all4()).exclude(ip_net6([0; 8], 0)))),
        near_miss("nc_ip_family_open", "All of IPv4 excluded, and some of IPv6 permitted.")
            .variant("permitted")
            .of(sub_ca(dns_only().exclude(all4()).permit(ip_net6([0x2001, 0x4860, 0, 0, 0, 0, 0, 0], 32)))),
    ]
}

/// The lints that need the tables of Unicode or the Public Suffix List.
fn tables() -> Vec<LintCase> {
    [
        pair(
            "nc_dns_invalid_a_label",
            "error",
            ("No Punycode.", dns("xn--99999a9999.example.com")),
            ("An A-label.", dns("xn--bcher-kva.example.com")),
        ),
        pair(
            "nc_email_invalid_a_label",
            "error",
            ("No Punycode.", email(".xn--99999a9999.example.com")),
            ("An A-label.", email(".xn--bcher-kva.example.com")),
        ),
        pair(
            "nc_uri_invalid_a_label",
            "error",
            ("No Punycode.", uri(".xn--99999a9999.example.com")),
            ("An A-label.", uri(".xn--bcher-kva.example.com")),
        ),
        pair(
            "nc_email_public_suffix",
            "warn",
            ("All who register there.", email(".co.uk")),
            ("One who registered there.", email(".example.co.uk")),
        ),
        pair(
            "nc_uri_public_suffix",
            "warn",
            ("All who register there.", uri(".co.uk")),
            ("One who registered there.", uri(".example.co.uk")),
        ),
    ]
    .concat()
}

/// A CA as the Baseline Requirements want one, that a lint finds in one thing wrong.
fn technically_constrained() -> Draft {
    sub_ca(
        dns_only().permit(directory(&Dn::o("Example"))).exclude(ip_net4([0, 0, 0, 0], 0)).exclude(ip_net6([0; 8], 0)),
    )
    .extended_key_usage([oid::SERVER_AUTH])
}

fn mail_ca() -> Draft {
    sub_ca(Constraints::new().permit(email(".example.com")).permit(directory(&Dn::o("Example"))))
        .extended_key_usage([oid::EMAIL_PROTECTION])
}

fn purposes() -> Vec<LintCase> {
    vec![
        fires("nc_tc_eku", "A constrained CA that may issue for every purpose.")
            .under("br")
            .of(technically_constrained().extended_key_usage([oid::SERVER_AUTH, oid::ANY_EXTENDED_KEY_USAGE]))
            .finds("error 0 extKeyUsage"),
        fires("nc_tc_eku", "A constrained CA that says nothing of its purpose.")
            .variant("absent")
            .under("br")
            .of(technically_constrained().without(oid::EXTENDED_KEY_USAGE))
            .finds("error 0 nameConstraints"),
        fires("nc_tc_eku", "A CA for mail and for TLS.")
            .variant("mixed")
            .under("smime")
            .of(mail_ca().extended_key_usage([oid::EMAIL_PROTECTION, oid::SERVER_AUTH]))
            .finds("error 0 extKeyUsage"),
        fires("nc_tc_eku", "The same when nobody had to say.")
            .variant("absent-before")
            .under("br")
            .of(technically_constrained().without(oid::EXTENDED_KEY_USAGE).not_before("2018-12-31T00:00:00Z"))
            .finds("notice 0 nameConstraints"),
        near_miss("nc_tc_eku", "A constrained CA for TLS.").under("br").of(technically_constrained()),
        near_miss("nc_tc_eku", "A constrained CA for mail and for clients.")
            .variant("mail")
            .under("smime")
            .of(mail_ca().extended_key_usage([oid::EMAIL_PROTECTION, oid::CLIENT_AUTH])),
        near_miss("nc_tc_eku", "A constrained CA from before anybody was told.")
            .variant("old")
            .under("br")
            .of(technically_constrained().without(oid::EXTENDED_KEY_USAGE).not_before("2012-12-31T00:00:00Z")),
    ]
}

fn mail() -> Vec<LintCase> {
    let hosts = sub_ca(Constraints::new().permit(email(".example.com"))).extended_key_usage([oid::EMAIL_PROTECTION]);
    vec![
        fires("nc_smime_missing_dirname", "A CA for mail that is held to a domain and to no subjects.")
            .under("smime")
            .of(hosts)
            .finds("error 0 nameConstraints"),
        near_miss("nc_smime_missing_dirname", "A CA for mail that is held to both.").under("smime").of(mail_ca()),
        fires("nc_email_empty_permitted", "Every mailbox, in a publicly trusted CA.")
            .variant("smime")
            .under("pkix smime")
            .of(sub_ca(Constraints::new().permit(email("")).permit(directory(&Dn::o("Example"))))
                .extended_key_usage([oid::EMAIL_PROTECTION]))
            .finds(&format!("error 0 {FIRST}")),
    ]
}

fn profiles() -> Vec<LintCase> {
    let any = || sub_ca(Constraints::new().permit(email(".example.com")));
    vec![
        fires("nc_form_not_recommended", "Mailboxes in the constraints of a CA that may issue for TLS.")
            .under("br")
            .of(any().extended_key_usage([oid::ANY_EXTENDED_KEY_USAGE]))
            .finds(&format!("warn 0 {FIRST}"))
            .also("nc_tc_eku", "error 0 extKeyUsage"),
        near_miss("nc_form_not_recommended", "Mailboxes in the constraints of a CA for mail.")
            .under("br")
            .of(any().extended_key_usage([oid::EMAIL_PROTECTION])),
    ]
}

fn names_of_cas() -> Vec<LintCase> {
    let basic = |cut: &[u8]| Extension::new(oid::BASIC_CONSTRAINTS, true, cut);
    let with = |value: &[u8]| server([dns("www.example.com")]).extension(basic(value));
    vec![
        fires("issuer_empty", "A server whose issuer has no name.")
            .of(server([dns("www.example.com")]).issuer(Dn::empty()))
            .finds("error 0 certificate"),
        near_miss("issuer_empty", "A server whose issuer has one.").of(server([dns("www.example.com")])),
        fires("ca_subject_empty", "A CA without a name.")
            .of(sub_ca(confined()).subject(Dn::empty()))
            .finds("error 0 subject"),
        near_miss("ca_subject_empty", "A server without a subject.")
            .of(confined_ca().end_entity("a").subject(Dn::empty()).critical_san([dns("www.example.com")])),
        fires("der_default_encoded", "A server that says in so many words that it is no CA.")
            .of(with(&der::sequence([der::boolean(false)])))
            .finds("error 0 extensions[5]"),
        near_miss("der_default_encoded", "A server that says so by saying nothing.").of(with(&der::sequence([[]; 0]))),
    ]
}
