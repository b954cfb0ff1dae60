//! SRVNames in a certificate as a whole.

use super::example::*;

pub(super) fn cases() -> Vec<LintCase> {
    [beside(), purposes(), issuers(), elsewhere()].concat()
}

/// The octets of a BMPString, which are ASCII themselves.
fn wide(text: &str) -> String {
    text.chars().flat_map(|character| ['\0', character]).collect()
}

fn beside() -> Vec<LintCase> {
    vec![
        fires("srv_san_duplicate", "The same SRVName twice, once in capitals.")
            .of(server([srv("_imap.example.com"), srv("_IMAP.example.com"), dns("mail.example.com")]))
            .finds("warn 0 subjectAltName[1]")
            .also("srv_san_uppercase", "notice 0 subjectAltName[1]"),
        near_miss("srv_san_duplicate", "Two SRVNames that differ in one letter.").of(server([
            srv("_imap.example.com"),
            srv("_imaps.example.com"),
            dns("mail.example.com"),
        ])),
        fires("srv_san_ctx_mixed_services", "Mail and XMPP in one certificate.")
            .of(server([srv("_imap.example.com"), srv("_xmpp-server.example.com"), dns("mail.example.com")]))
            .finds("notice 0 subjectAltName[1]"),
        near_miss("srv_san_ctx_mixed_services", "Services of mail, which are run as one.").of(server([
            srv("_imap.example.com"),
            srv("_submission.example.com"),
            dns("mail.example.com"),
        ])),
        fires("srv_san_without_dns_id", "An SRVName alone.")
            .of(server([srv("_imap.example.com")]))
            .finds("notice 0 subjectAltName[0]"),
        near_miss("srv_san_without_dns_id", "An SRVName and a host.")
            .of(server([srv("_imap.example.com"), dns("mail.example.com")])),
        fires("srv_san_scope_defeated", "The domain of the SRVName as a host.")
            .of(server([srv("_imap.example.com"), dns("Example.com")]))
            .finds("notice 0 subjectAltName[0]"),
        fires("srv_san_scope_defeated", "A wildcard over the domain of the SRVName.")
            .variant("wildcard")
            .of(server([srv("_imap.mail.example.com"), dns("*.example.com")]))
            .finds("notice 0 subjectAltName[0]"),
        near_miss("srv_san_scope_defeated", "A wildcard below the domain of the SRVName.")
            .of(server([srv("_imap.example.com"), dns("*.example.com")])),
    ]
}

fn purposes() -> Vec<LintCase> {
    let names = || [srv("_imap.example.com"), dns("mail.example.com")];
    let responder = || server(names()).extended_key_usage([OCSP_SIGNING]);
    let mail = || server([srv("_imap.example.com"), email("root@example.com")]);
    vec![
        fires("srv_san_eku_missing_serverauth", "A certificate for clients.")
            .of(server(names()).extended_key_usage([oid::CLIENT_AUTH]))
            .finds("warn 0 extKeyUsage"),
        near_miss("srv_san_eku_missing_serverauth", "A certificate for clients and servers.")
            .of(server(names()).extended_key_usage([oid::CLIENT_AUTH, oid::SERVER_AUTH])),
        fires("srv_san_critical_with_subject", "A critical subjectAltName beside a subject.")
            .of(confined_ca().end_entity("mail.example.com").critical_san(names()))
            .finds("warn 0 subjectAltName"),
        near_miss("srv_san_critical_with_subject", "A critical subjectAltName and an empty subject.")
            .of(confined_ca().end_entity("mail.example.com").subject(Dn::empty()).critical_san(names())),
        fires("srv_san_noncritical_no_subject", "An empty subject, and a subjectAltName that is not critical.")
            .of(server(names()).subject(Dn::empty()))
            .finds("error 0 subjectAltName"),
        near_miss("srv_san_noncritical_no_subject", "A subject, and a subjectAltName that is not critical.")
            .of(server(names())),
        fires("srv_in_public_tls_leaf", "A server's certificate, said to be publicly trusted.")
            .under("br")
            .of(server(names()))
            .finds("error 0 subjectAltName[0]"),
        near_miss("srv_in_public_tls_leaf", "A certificate for mail, which is no business of the TLS requirements.")
            .under("br")
            .of(server(names()).extended_key_usage([oid::EMAIL_PROTECTION])),
        near_miss("srv_in_public_tls_leaf", "A certificate of 2010, before there were requirements.")
            .variant("earlier")
            .under("br")
            .of(server(names()).not_before("2010-01-01T00:00:00Z")),
        fires("srv_in_smime_leaf", "An SRVName under a strict mail policy.")
            .under("smime")
            .of(mail().set(policy("2.23.140.1.5.1.3")))
            .finds("error 0 subjectAltName[0]"),
        fires("srv_in_smime_leaf", "An SRVName under a multipurpose mail policy.")
            .variant("multipurpose")
            .under("smime")
            .of(mail().set(policy("2.23.140.1.5.2.2")))
            .finds("notice 0 subjectAltName[0]"),
        near_miss("srv_in_smime_leaf", "An SRVName under a TLS policy.")
            .under("smime")
            .of(server(names()).set(policy("2.23.140.1.2.1"))),
        fires("srv_in_ocsp_responder", "An OCSP responder with an SRVName.")
            .under("br")
            .of(responder())
            .finds("error 0 subjectAltName[0]"),
        near_miss("srv_in_ocsp_responder", "A server with an SRVName, which is another lint.")
            .under("br")
            .of(server(names()))
            .also("srv_in_public_tls_leaf", "error 0 subjectAltName[0]"),
    ]
}

fn issuers() -> Vec<LintCase> {
    let issuer_alt_name = |name: GeneralName| Extension::new("2.5.29.18", false, &der::sequence([name]));
    let plain = || server([dns("mail.example.com")]);
    vec![
        fires("srv_in_ca_san", "A CA that has an SRVName itself.")
            .of(sub_ca(confined()).san([srv("_ocsp.example.com"), dns("ca.example.com")]))
            .finds("notice 0 subjectAltName[0]")
            .also("srv_san_service_unregistered", "notice 0 subjectAltName[0]"),
        near_miss("srv_in_ca_san", "A CA that has a host name.").of(sub_ca(confined()).san([dns("ca.example.com")])),
        fires("srv_in_issuer_alt_name", "An SRVName for the issuer.")
            .of(plain().set(issuer_alt_name(srv("_imap.example.com"))))
            .finds("warn 0 issuerAltName[0]"),
        near_miss("srv_in_issuer_alt_name", "A host name for the issuer.")
            .of(plain().set(issuer_alt_name(dns("ca.example.com")))),
    ]
}

fn elsewhere() -> Vec<LintCase> {
    let xmpp_addr = || other_name(oid::XMPP_ADDR, &der::tlv(der::UTF8_STRING, b"example.com"));
    vec![
        fires("srv_name_in_dnsname", "A service written as a host.")
            .of(server([dns("_imap.example.com")]))
            .finds("error 0 subjectAltName[0]")
            .also("san_dns_underscore", "error 0 subjectAltName[0]"),
        near_miss("srv_name_in_dnsname", "A host that is called like a service.").of(server([dns("imap.example.com")])),
        fires("srv_name_in_cn", "A service as a common name.")
            .of(server([dns("mail.example.com")]).subject(Dn::cn("_imap.example.com")))
            .finds("warn 0 subject"),
        fires("srv_name_in_cn", "The same in two octets a character.")
            .variant("bmp")
            .of(server([dns("mail.example.com")]).subject(Dn::empty().and(
                oid::COMMON_NAME,
                der::BMP_STRING,
                &wide("_imap.example.com"),
            )))
            .finds("warn 0 subject"),
        near_miss("srv_name_in_cn", "A host as a common name.")
            .of(server([dns("mail.example.com")]).subject(Dn::cn("imap.example.com"))),
        fires("srv_xmppaddr_legacy", "An XmppAddr and no SRVName.")
            .of(server([xmpp_addr(), dns("example.com")]))
            .finds("notice 0 subjectAltName[0]"),
        near_miss("srv_xmppaddr_legacy", "An XmppAddr and the SRVName that replaces it.").of(server([
            xmpp_addr(),
            srv("_xmpp-server.example.com"),
            dns("xmpp.example.com"),
        ])),
    ]
}
