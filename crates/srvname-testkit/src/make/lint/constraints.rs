//! NameConstraints: the extension, its lists, and technically constrained CAs.

use super::example::*;

const WHOLE: &str = "nameConstraints";

pub(super) fn cases() -> Vec<LintCase> {
    [structure(), tagging(), distances(), undefined(), technically(), mail()].concat()
}

fn whole(severity: &str) -> String {
    format!("{severity} 0 {WHOLE}")
}

fn tagging() -> Vec<LintCase> {
    let of_permitted = |list: &[u8]| {
        root().sub_ca("Example Sub CA").constraints_raw(true, &der::sequence([der::constructed(0, list)]))
    };
    vec![
        fires("nc_unknown_field", "A list that is tagged explicitly, as an encoder writes it that forgets the module.")
            .variant("explicit-list")
            .of(of_permitted(&der::sequence([der::sequence([dns("example.com").der()])])))
            .finds("error 0 permittedSubtrees[0]"),
        fires("nc_unknown_field", "A base that is tagged explicitly.")
            .variant("explicit-base")
            .of(of_permitted(&der::sequence([der::constructed(2, &der::tlv(der::IA5_STRING, b"example.com"))])))
            .finds("error 0 permittedSubtrees[0]"),
        fires("nc_unknown_field", "A minimum that is tagged explicitly.")
            .variant("explicit-minimum")
            .of(of_permitted(&der::sequence([dns("example.com").der(), &der::constructed(0, &der::integer(1))])))
            .finds("error 0 permittedSubtrees[0]"),
    ]
}

fn structure() -> Vec<LintCase> {
    let list = |number, name: GeneralName| der::constructed(number, &der::sequence([name]));
    let (permitted, excluded) = (list(0, dns("example.com")), list(1, dns("a.example.com")));
    let backwards = der::sequence([excluded.clone(), permitted.clone()]);
    let trailing = [der::sequence([permitted.clone()]), vec![0x05, 0x00]].concat();
    let wildcard = der::sequence([dns("*.example.com")]);
    let broken = der::sequence([der::constructed(0, &[vec![0x02, 0x01, 0x00], wildcard.clone()].concat())]);
    let third = der::sequence([der::constructed(0, &wildcard), der::constructed(2, &wildcard)]);
    let again = Extension::new(oid::NAME_CONSTRAINTS, true, &der::sequence([permitted]));
    vec![
        fires("nc_in_non_ca", "An end entity with name constraints.")
            .of(server([dns("www.example.com")]).constraints(dns_only()))
            .finds(&whole("error")),
        near_miss("nc_in_non_ca", "A CA with name constraints.").of(sub_ca(dns_only())),
        fires("nc_not_critical", "Name constraints that are not critical.")
            .of(sub_ca(dns_only().critical(false)))
            .finds(&whole("error")),
        fires("nc_not_critical", "The same in a publicly trusted CA, where they may be.")
            .variant("br")
            .under("pkix br")
            .of(sub_ca(dns_only().critical(false)))
            .finds(&whole("warn"))
            .also("nc_tc_eku", "error 0 nameConstraints"),
        near_miss("nc_not_critical", "Name constraints that are critical.").of(sub_ca(dns_only())),
        fires("nc_empty", "An empty sequence.").of(sub_ca(Constraints::new())).finds(&whole("error")),
        near_miss("nc_empty", "A sequence with one list.").of(sub_ca(dns_only())),
        fires("nc_subtrees_empty", "A list of permitted subtrees that holds none.")
            .of(sub_ca(Constraints::new().with_permitted_list()))
            .finds("error 0 permittedSubtrees"),
        fires("nc_subtrees_empty", "A list of excluded subtrees that holds none.")
            .variant("excluded")
            .of(sub_ca(dns_only().with_excluded_list()))
            .finds("error 0 excludedSubtrees"),
        near_miss("nc_subtrees_empty", "No list of permitted subtrees.")
            .of(sub_ca(Constraints::new().exclude(dns("a.example.com")))),
        fires("nc_unknown_field", "The lists the wrong way round.")
            .of(sub_ca(dns_only()).constraints_raw(true, &backwards))
            .finds(&whole("error")),
        fires("nc_unknown_field", "Octets behind the sequence.")
            .variant("trailing")
            .of(sub_ca(dns_only()).constraints_raw(true, &trailing))
            .finds(&whole("error")),
        fires("nc_unknown_field", "A subtree that is an integer, and behind it one with a fault of its own.")
            .variant("subtree")
            .of(sub_ca(dns_only()).constraints_raw(true, &broken))
            .finds("error 0 permittedSubtrees[0]")
            .also("nc_dns_wildcard", "error 0 permittedSubtrees[1]"),
        fires("nc_unknown_field", "A third list, and in the first a base with a fault of its own.")
            .variant("third")
            .of(sub_ca(dns_only()).constraints_raw(true, &third))
            .finds(&whole("error"))
            .also("nc_dns_wildcard", "error 0 permittedSubtrees[0]"),
        near_miss("nc_unknown_field", "Both lists, in their order.")
            .of(sub_ca(dns_only().exclude(dns("a.example.com")))),
        fires("nc_duplicate_extension", "Name constraints twice.")
            .of(sub_ca(dns_only()).extension(again))
            .finds(&whole("error")),
        near_miss("nc_duplicate_extension", "Name constraints once, with two bases.")
            .of(sub_ca(dns_only().permit(dns("example.net")))),
    ]
}

fn distances() -> Vec<LintCase> {
    let with = |subtree: Subtree| sub_ca(Constraints::new().permit(subtree));
    let base = || Subtree::of(dns("example.com"));
    let first = |severity: &str| format!("{severity} 0 permittedSubtrees[0]");
    vec![
        fires("nc_minimum_nonzero", "A minimum of one.").of(with(base().minimum(1))).finds(&first("error")),
        near_miss("nc_minimum_nonzero", "A minimum of zero, spelt out.")
            .of(with(base().minimum(0)))
            .also("nc_minimum_encoded", &first("error")),
        fires("nc_minimum_encoded", "A minimum of zero, spelt out.").of(with(base().minimum(0))).finds(&first("error")),
        near_miss("nc_minimum_encoded", "A minimum of zero, left out.").of(with(base())),
        fires("nc_maximum_present", "A maximum.").of(with(base().maximum(5))).finds(&first("error")),
        near_miss("nc_maximum_present", "No maximum.").of(with(base())),
    ]
}

fn undefined() -> Vec<LintCase> {
    let with = |name: GeneralName| sub_ca(Constraints::new().permit(name));
    let first = |severity: &str| format!("{severity} 0 permittedSubtrees[0]");
    vec![
        fires("nc_x400", "An x400Address.").of(with(x400(&[]))).finds(&first("warn")),
        fires("nc_x400", "An x400Address in a technically constrained TLS CA.")
            .variant("br")
            .under("pkix br")
            .of(tls_ca(complete().permit(x400(&[]))))
            .finds("error 0 permittedSubtrees[2]")
            .also("nc_tc_forbidden_form", "error 0 permittedSubtrees[2]"),
        near_miss("nc_x400", "An rfc822Name.").of(with(email("example.com"))),
        fires("nc_ediparty", "An ediPartyName.").of(with(edi_party(&der::primitive(1, b"x")))).finds(&first("warn")),
        near_miss("nc_ediparty", "A directoryName.").of(with(directory(&Dn::o("Example")))),
        fires("nc_registered_id", "A registeredID.").of(with(registered_id(oid::UNKNOWN))).finds(&first("warn")),
        near_miss("nc_registered_id", "An uniformResourceIdentifier.").of(with(uri("www.example.com"))),
        fires("nc_othername_unknown_type", "A user principal name.").of(with(upn("example.com"))).finds(&first("warn")),
        near_miss("nc_othername_unknown_type", "An SRVName.").of(with(srv("example.com"))),
        fires("nc_othername_smtputf8", "A SmtpUTF8Mailbox.").of(with(smtp_utf8("example.com"))).finds(&first("error")),
        near_miss("nc_othername_smtputf8", "The rfc822Name that constrains it.").of(with(email("example.com"))),
    ]
}

/// A sub-CA for TLS servers.
pub(super) fn tls_ca(constraints: Constraints) -> Draft {
    sub_ca(constraints).extended_key_usage([oid::SERVER_AUTH])
}

/// All that a technically constrained TLS CA needs: hosts, no addresses, and subjects.
fn complete() -> Constraints {
    without_dns().permit(dns("example.com"))
}

fn without_dns() -> Constraints {
    Constraints::new()
        .permit(directory(&Dn::o("Example")))
        .exclude(ip_net4([0, 0, 0, 0], 0))
        .exclude(ip_net6([0; 8], 0))
}

fn technically() -> Vec<LintCase> {
    let hosts = || Constraints::new().permit(directory(&Dn::o("Example"))).permit(dns("example.com"));
    vec![
        fires("nc_tc_missing_dns", "A TLS CA without a word about hosts.")
            .under("br")
            .of(tls_ca(without_dns()))
            .finds(&whole("error")),
        near_miss("nc_tc_missing_dns", "A TLS CA that may name no host at all.")
            .under("br")
            .of(tls_ca(without_dns().exclude(dns("")))),
        fires("nc_tc_missing_ip4", "A TLS CA without a word about IPv4.")
            .under("br")
            .of(tls_ca(hosts().exclude(ip_net6([0; 8], 0))))
            .finds(&whole("error")),
        near_miss("nc_tc_missing_ip4", "A TLS CA with a range of IPv4.")
            .under("br")
            .of(tls_ca(hosts().permit(ip_net4([198, 20, 0, 0], 16)).exclude(ip_net6([0; 8], 0)))),
        fires("nc_tc_missing_ip6", "A TLS CA without a word about IPv6.")
            .under("br")
            .of(tls_ca(hosts().exclude(ip_net4([0, 0, 0, 0], 0))))
            .finds(&whole("error")),
        near_miss("nc_tc_missing_ip6", "A TLS CA that may name no address at all.").under("br").of(tls_ca(complete())),
        fires("nc_tc_missing_dirname", "A TLS CA without a word about subjects.")
            .under("br")
            .of(tls_ca(
                Constraints::new()
                    .permit(dns("example.com"))
                    .exclude(ip_net4([0, 0, 0, 0], 0))
                    .exclude(ip_net6([0; 8], 0)),
            ))
            .finds(&whole("error")),
        near_miss("nc_tc_missing_dirname", "A TLS CA with the subjects that it may name.")
            .under("br")
            .of(tls_ca(complete())),
        fires("nc_tc_forbidden_form", "A TLS CA that constrains mail too.")
            .under("br")
            .of(tls_ca(complete().permit(email("example.com"))))
            .finds("error 0 permittedSubtrees[2]"),
        near_miss("nc_tc_forbidden_form", "A TLS CA that constrains SRVName too.")
            .under("br")
            .of(tls_ca(complete().permit(srv("example.com"))))
            .also("nc_srv_in_public_ca", "warn 0 permittedSubtrees[2]"),
    ]
}

fn mail() -> Vec<LintCase> {
    let mail_ca = |constraints: Constraints| sub_ca(constraints).extended_key_usage([oid::EMAIL_PROTECTION]);
    let subjects = || Constraints::new().permit(directory(&Dn::o("Example")));
    vec![
        fires("nc_smime_missing_email", "A mail CA with subjects alone.")
            .under("smime")
            .of(mail_ca(subjects()))
            .finds(&whole("error")),
        near_miss("nc_smime_missing_email", "A mail CA with subjects and a domain.")
            .under("smime")
            .of(mail_ca(subjects().permit(email("example.com")))),
    ]
}
