//! A row for each application and each way in which its domain can lead to a host.

use std::net::{IpAddr, Ipv4Addr};

use srvname::delegation::{
    Application, Delegation, ListedBy, OmissionReason, Precedence, References, SmtpSecurity, SniStrength, Source,
    reference_identifiers,
};
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, DnsWildcards, SourceDomain};
use srvname::name::DnsName;
use srvname::path::Purpose;
use srvname::{Certificate, Policy, Profile};
use srvname_testkit::make::{GeneralName, Issued, dns, srv, srv_utf8, uri};

use AuthenticatedBy::{Configuration, Dnssec, MtaSts, WellKnown};
use OmissionReason::{
    CommonName, InsecureRecords, InsecureTarget, KeyAlone, MxHostAlone, NotDiscovered, NotHonored, NotSpecified,
    NothingPublished, OtherDomain, OtherService, Replaced, TargetOutsideDomain, TooLong,
};
use SniStrength::{May, Must, Should};

fn domain(text: &str) -> SourceDomain<'_> {
    SourceDomain::from_user_input(text).unwrap()
}

fn name(text: &str) -> DnsName<'_> {
    DnsName::parse(text).unwrap()
}

fn insecure(host: &str) -> Delegation<'_> {
    Delegation::Insecure(name(host))
}

fn by(who: AuthenticatedBy, host: &str) -> Delegation<'_> {
    Delegation::Authenticated(AuthenticatedTarget::new(host, who).unwrap())
}

/// What is expected of a list. References are written `type:name`, after `*` if they are ours by default, `+` if the protocol
/// lists them too, `?` if local policy may.
struct Row<'r> {
    ids: &'r [&'r str],
    sni: Option<(&'r str, SniStrength)>,
    omitted: &'r [(&'r str, OmissionReason)],
}

fn check(application: Application<'_>, source: Source<'_>, delegation: Delegation<'_>, row: &Row<'_>) -> References {
    let references = reference_identifiers(application, source, delegation);
    let what = format!("{application:?} {delegation:?}");
    let kind = |id: String, debug: String| {
        let kind = debug.split(['(', ' ']).next().unwrap().to_ascii_lowercase();
        format!("{kind}:{id}")
    };
    let ids: Vec<_> = references
        .entries()
        .iter()
        .map(|entry| {
            let mark = match entry.listed_by() {
                ListedBy::Default => '*',
                ListedBy::Protocol => '+',
                ListedBy::LocalPolicy => '?',
            };
            format!("{mark}{}", kind(entry.id().to_string(), format!("{:?}", entry.id())))
        })
        .collect();
    assert_eq!(ids, row.ids, "{what}");
    let sni = references.server_name().map(|sni| (sni.name(), sni.strength()));
    assert_eq!(sni, row.sni, "{what}");
    let omitted: Vec<_> =
        references.omitted().iter().map(|omitted| (omitted.what().to_string(), omitted.why())).collect();
    let expected: Vec<_> = row.omitted.iter().map(|(what, why)| ((*what).to_owned(), *why)).collect();
    assert_eq!(omitted, expected, "{what}");
    references
}

fn row(application: Application<'_>, delegation: Delegation<'_>, row: &Row<'_>) -> References {
    check(application, Source::Domain(domain("Example.com.")), delegation, row)
}

const T: &str = "host.provider.example";

#[test]
fn xmpp() {
    let never = ("the SRV-ID _xmpp-server.Example.com", OtherService);
    let ids = ["*srv:_xmpp-client.Example.com", "+dns:Example.com", "+xmppaddr:Example.com"];
    for (profile, sni) in [(Profile::XmppClient, May), (Profile::XmppClientDirectTls, Must)] {
        let application = Application::Service(profile);
        let sni = Some(("example.com", sni));
        row(application, Delegation::Direct, &Row { ids: &ids, sni, omitted: &[never] });
        let references = row(
            application,
            insecure(T),
            &Row {
                ids: &ids,
                sni,
                omitted: &[
                    ("the DNS-ID host.provider.example", InsecureTarget),
                    ("the SRV-ID _xmpp-client.host.provider.example", OtherDomain),
                    never,
                ],
            },
        );
        assert_eq!(references.precedence(), Precedence::None);
        assert_eq!(references.wildcards().dns, DnsWildcards::LeftmostLabel);
        for who in [Dnssec, Configuration] {
            row(
                application,
                by(who, T),
                &Row {
                    ids: &[ids[0], ids[1], "+dns:host.provider.example", ids[2]],
                    sni,
                    omitted: &[("the SRV-ID _xmpp-client.host.provider.example", OtherDomain), never],
                },
            );
        }
        for who in [MtaSts, WellKnown] {
            let references = reference_identifiers(application, domain("example.com"), by(who, T));
            assert_eq!(references.omitted()[0].why(), NotHonored(who));
        }
    }
    let never = ("the SRV-ID _xmpp-client.Example.com", OtherService);
    let ids = &["*srv:_xmpp-server.Example.com", "+dns:Example.com", "+xmppaddr:Example.com"];
    let outbound = Application::Service(Profile::XmppServer);
    row(outbound, Delegation::Direct, &Row { ids, sni: Some(("example.com", May)), omitted: &[never] });
    // Inbound, the peer is the TLS client, so that there is no name to send.
    row(Application::XmppServerInbound, Delegation::Direct, &Row { ids, sni: None, omitted: &[never] });
    assert_eq!(Application::XmppServerInbound.purpose(), Purpose::ClientOrServer);
    assert_eq!(outbound.purpose(), Purpose::Server);
}

#[test]
fn a_target_that_is_the_domain_is_no_other_name() {
    for delegation in [insecure("EXAMPLE.com"), by(Dnssec, "example.com."), by(WellKnown, "example.com")] {
        let ids = &["*srv:_xmpp-client.Example.com", "+dns:Example.com", "+xmppaddr:Example.com"];
        let omitted = &[("the SRV-ID _xmpp-server.Example.com", OtherService)];
        let sni = Some(("example.com", May));
        row(Application::Service(Profile::XmppClient), delegation, &Row { ids, sni, omitted });
    }
}

#[test]
fn mail_that_is_found_by_srv_records() {
    let labels = [
        (Profile::Imap, "_imap"),
        (Profile::Imaps, "_imaps"),
        (Profile::Pop3, "_pop3"),
        (Profile::Pop3s, "_pop3s"),
        (Profile::Submission, "_submission"),
        (Profile::Submissions, "_submissions"),
        (Profile::ManageSieve, "_sieve"),
    ];
    for (profile, label) in labels {
        let references = reference_identifiers(Application::Service(profile), domain("example.com"), insecure(T));
        assert_eq!(references.entries()[0].id().to_string(), format!("{label}.example.com"));
    }
    let never = [("a URI-ID of Example.com", NotSpecified), ("the common name Example.com", CommonName)];
    let imaps = Application::Service(Profile::Imaps);
    row(
        imaps,
        insecure(T),
        &Row {
            ids: &["*srv:_imaps.Example.com", "+dns:Example.com"],
            sni: Some(("example.com", Should)),
            omitted: &[
                ("the DNS-ID host.provider.example", InsecureTarget),
                ("the SRV-ID _imaps.host.provider.example", OtherDomain),
                never[0],
                never[1],
            ],
        },
    );
    let references = row(
        imaps,
        by(Dnssec, T),
        &Row {
            ids: &["*srv:_imaps.Example.com", "+dns:Example.com", "+dns:host.provider.example"],
            sni: Some((T, Should)),
            omitted: &[("the SRV-ID _imaps.host.provider.example", OtherDomain), never[0], never[1]],
        },
    );
    assert_eq!(references.entries()[2].citation().to_string(), "RFC 8314 §5.1");
}

/// RFC 7817 §3 (1)(b), read with RFC 8314 §5.1.
#[test]
fn the_host_of_a_connection_is_no_reference_by_itself() {
    let host = Source::Domain(domain("imap.example.net"));
    let application = Application::HostByUser { profile: Profile::Imaps, host };
    let never = [
        ("the SRV-ID _imaps.Example.com", NotDiscovered),
        ("a URI-ID of Example.com", NotSpecified),
        ("the common name Example.com", CommonName),
    ];
    let sni = Some(("imap.example.net", Should));
    let ids = &["*dns:imap.example.net", "+dns:Example.com"];
    row(application, Delegation::Direct, &Row { ids, sni, omitted: &never });
    // An alias of the host that nobody vouches for.
    let omitted = &[
        ("the DNS-ID host.provider.example", InsecureTarget),
        ("the SRV-ID _imaps.host.provider.example", OtherDomain),
        never[0],
        never[1],
        never[2],
    ];
    row(application, insecure(T), &Row { ids, sni, omitted });
    let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    let application = Application::HostByUser { profile: Profile::Imaps, host: address.into() };
    let ids = &["*ip:192.0.2.1", "+dns:Example.com"];
    row(application, Delegation::Direct, &Row { ids, sni: None, omitted: &never });
    // What the user typed for XMPP is a target that the user vouched for.
    let application = Application::HostByUser { profile: Profile::XmppClient, host };
    let typed = reference_identifiers(application, domain("example.com"), Delegation::Direct);
    let configured = reference_identifiers(
        Application::Service(Profile::XmppClient),
        domain("example.com"),
        by(Configuration, "imap.example.net"),
    );
    assert_eq!(typed.entries(), configured.entries());
}

#[test]
fn a_calendar_outside_of_the_domain_needs_the_srv_id() {
    let application = Application::Service(Profile::CalDavs);
    let both = &["*srv:_caldavs.Example.com", "+dns:Example.com"];
    let sni = Some(("example.com", Should));
    let references = row(application, Delegation::Direct, &Row { ids: both, sni, omitted: &[] });
    assert_eq!(references.precedence(), Precedence::SrvIdOverDnsId);
    row(
        application,
        insecure("dav.example.com"),
        &Row {
            ids: both,
            sni: Some(("dav.example.com", Should)),
            omitted: &[
                ("the DNS-ID dav.example.com", InsecureTarget),
                ("the SRV-ID _caldavs.dav.example.com", OtherDomain),
            ],
        },
    );
    for (delegation, why) in [(insecure(T), InsecureTarget), (by(MtaSts, T), NotHonored(MtaSts))] {
        row(
            application,
            delegation,
            &Row {
                ids: &["*srv:_caldavs.Example.com"],
                sni: Some((T, Should)),
                omitted: &[
                    ("the DNS-ID Example.com", TargetOutsideDomain),
                    ("the DNS-ID host.provider.example", why),
                    ("the SRV-ID _caldavs.host.provider.example", OtherDomain),
                ],
            },
        );
    }
    row(
        Application::Service(Profile::CardDavs),
        by(Dnssec, T),
        &Row {
            ids: &["*srv:_carddavs.Example.com", "+dns:Example.com", "+dns:host.provider.example"],
            sni: Some((T, Should)),
            omitted: &[("the SRV-ID _carddavs.host.provider.example", OtherDomain)],
        },
    );
}

const MX: &str = "mx1.provider.example";

#[test]
fn mail_relay_below_an_mta_sts_policy() {
    let application = Application::Smtp(SmtpSecurity::MtaSts);
    let sni = Some((MX, Must));
    let of_domain = ("the DNS-ID Example.com", MxHostAlone);
    row(application, by(MtaSts, MX), &Row { ids: &["*dns:mx1.provider.example"], sni, omitted: &[of_domain] });
    let omitted = &[("the DNS-ID mx1.provider.example", InsecureTarget), of_domain];
    row(application, insecure(MX), &Row { ids: &[], sni, omitted });
    let omitted = &[("the DNS-ID mx1.provider.example", NotHonored(Dnssec)), of_domain];
    row(application, by(Dnssec, MX), &Row { ids: &[], sni, omitted });
    // Without MX the domain is its own host, if a pattern of its policy says so.
    let sni = Some(("example.com", Must));
    row(application, by(MtaSts, "example.com"), &Row { ids: &["*dns:example.com"], sni, omitted: &[] });
}

/// A row about mail to exchange.example.org, to whose servers SNI must be sent.
fn relay<'r>(
    application: Application<'_>,
    delegation: Delegation<'_>,
    ids: &'r [&'r str],
    sni: &'r str,
    omitted: &'r [(&'r str, OmissionReason)],
) {
    let source = Source::Domain(domain("exchange.example.org"));
    check(application, source, delegation, &Row { ids, sni: Some((sni, Must)), omitted });
}

/// The names of RFC 7672 §3.2.2, in its order.
#[test]
fn mail_relay_with_a_trust_anchor_of_dane() {
    let dane = |expanded_next_hop| Application::Smtp(SmtpSecurity::DaneTa { expanded_next_hop });
    let never = ("the common name exchange.example.org", CommonName);
    let source = Source::Domain(domain("exchange.example.org"));
    for base in ["mx10.example.com", "mx15.example.com", "mxbackup.example.net"] {
        let references = reference_identifiers(dane(Some(name("example.com"))), source, by(Dnssec, base));
        let ids: Vec<_> = references.entries().iter().map(|entry| entry.id().to_string()).collect();
        assert_eq!(ids, [base, "exchange.example.org", "example.com"]);
        assert!(references.entries().iter().all(|entry| entry.listed_by() == ListedBy::Default));
    }
    // Without MX records.
    relay(dane(None), Delegation::Direct, &["*dns:exchange.example.org"], "exchange.example.org", &[never]);
    let ids = &["*dns:example.com", "*dns:exchange.example.org"];
    relay(dane(Some(name("example.com"))), by(Dnssec, "example.com"), ids, "example.com", &[never]);
    // With insecure ones.
    let ids = &["*dns:mx10.example.com"];
    let omitted =
        &[("the DNS-ID exchange.example.org", InsecureRecords), ("the DNS-ID example.com", InsecureRecords), never];
    relay(dane(Some(name("example.com"))), insecure("mx10.example.com"), ids, "mx10.example.com", omitted);
    relay(dane(Some(name("example.com"))), by(MtaSts, "mx10.example.com"), ids, "mx10.example.com", omitted);
    // A key has no name.
    let omitted = &[("the DNS-ID mx10.example.com", KeyAlone), ("the DNS-ID exchange.example.org", KeyAlone)];
    let key = Application::Smtp(SmtpSecurity::DaneEe);
    relay(key, by(Dnssec, "mx10.example.com"), &[], "mx10.example.com", omitted);
}

#[test]
fn mail_relay_that_requires_tls() {
    let application = Application::Smtp(SmtpSecurity::RequireTls);
    let never = ("the common name Example.com", CommonName);
    let of_domain = ("the DNS-ID Example.com", MxHostAlone);
    let sni = Some((MX, Should));
    for who in [Dnssec, MtaSts] {
        row(application, by(who, MX), &Row { ids: &["*dns:mx1.provider.example"], sni, omitted: &[of_domain, never] });
    }
    let omitted = &[("the DNS-ID mx1.provider.example", InsecureTarget), of_domain, never];
    row(application, insecure(MX), &Row { ids: &[], sni, omitted });
    let omitted = &[("the DNS-ID mx1.provider.example", NotHonored(WellKnown)), of_domain, never];
    row(application, by(WellKnown, MX), &Row { ids: &[], sni, omitted });
    let sni = Some(("example.com", Should));
    row(application, Delegation::Direct, &Row { ids: &["*dns:Example.com"], sni, omitted: &[never] });
}

#[test]
fn mail_relay_without_any_policy() {
    let application = Application::Smtp(SmtpSecurity::Plain);
    for delegation in [insecure(MX), by(Dnssec, MX)] {
        let ids = &["?srv:_smtp.Example.com", "?dns:Example.com"];
        let omitted = &[("the DNS-ID mx1.provider.example", NothingPublished)];
        row(application, delegation, &Row { ids, sni: Some((MX, Should)), omitted });
    }
}

#[test]
fn sip() {
    let ids = &["*uri:sip:Example.com", "*dns:Example.com"];
    let sni = Some(("example.com", Should));
    for delegation in [insecure(T), by(Dnssec, T)] {
        let omitted = &[
            ("the URI-ID sip:host.provider.example", NotSpecified),
            ("the DNS-ID host.provider.example", NotSpecified),
            ("the SRV-ID _sip.Example.com", NotSpecified),
        ];
        let references = row(Application::Sip, delegation, &Row { ids, sni, omitted });
        assert_eq!(references.precedence(), Precedence::UriIdOverDnsId);
        assert_eq!(references.wildcards().dns, DnsWildcards::MatchNothing);
        // It narrows a policy, and widens none.
        assert_eq!(references.narrow(Policy::default()).dns_wildcards, DnsWildcards::MatchNothing);
    }
    let references = reference_identifiers(Application::Ldap, domain("example.com"), Delegation::Direct);
    let strict = Policy::default().with_dns_wildcards(DnsWildcards::MatchNothing);
    assert_eq!(references.narrow(strict).dns_wildcards, DnsWildcards::MatchNothing);
    assert_eq!(references.narrow(Policy::default()).dns_wildcards, DnsWildcards::LeftmostLabel);
}

#[test]
fn ldap() {
    let sni = Some(("example.com", Should));
    let ids = &["*dns:Example.com", "?srv:_ldap.Example.com"];
    row(Application::Ldap, Delegation::Direct, &Row { ids, sni, omitted: &[] });
    let omitted = &[("the DNS-ID host.provider.example", InsecureTarget)];
    row(Application::Ldap, insecure(T), &Row { ids, sni, omitted });
    let ids = &["*dns:Example.com", "+dns:host.provider.example", "?srv:_ldap.Example.com"];
    row(Application::Ldap, by(Dnssec, T), &Row { ids, sni, omitted: &[] });
    let address = Source::Address(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    check(Application::Ldap, address, Delegation::Direct, &Row { ids: &["*ip:192.0.2.1"], sni: None, omitted: &[] });
    let ids = &["*ip:192.0.2.1", "+dns:host.provider.example"];
    check(Application::Ldap, address, by(Configuration, T), &Row { ids, sni: None, omitted: &[] });
}

#[test]
fn matrix() {
    let ids = &["*dns:Example.com", "?srv:_matrix-fed.Example.com"];
    let sni = Some(("example.com", Should));
    row(Application::Matrix, Delegation::Direct, &Row { ids, sni, omitted: &[] });
    // The target of an SRV record is never a name, however well its records are signed.
    let omitted = &[("the DNS-ID host.provider.example", InsecureTarget)];
    row(Application::Matrix, insecure(T), &Row { ids, sni, omitted });
    let omitted = &[("the DNS-ID host.provider.example", NotHonored(Dnssec))];
    row(Application::Matrix, by(Dnssec, T), &Row { ids, sni, omitted });
    let ids = &["*dns:host.provider.example", "?srv:_matrix-fed.Example.com"];
    let omitted = &[("the DNS-ID Example.com", Replaced)];
    row(Application::Matrix, by(WellKnown, T), &Row { ids, sni: Some((T, Should)), omitted });
    let address = Source::Address(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    check(Application::Matrix, address, Delegation::Direct, &Row { ids: &["*ip:192.0.2.1"], sni: None, omitted: &[] });
}

#[test]
fn hosts_of_policies_and_documents() {
    for delegation in [Delegation::Direct, insecure(T), by(Dnssec, T)] {
        let ids = &["*dns:mta-sts.Example.com"];
        let omitted = &[("the DNS-ID Example.com", NotSpecified)];
        row(Application::MtaStsPolicyHost, delegation, &Row { ids, sni: Some(("mta-sts.example.com", Must)), omitted });
    }
    let long = format!("{}.example.com", ["a"; 116].join("."));
    let references = reference_identifiers(Application::MtaStsPolicyHost, domain(&long), Delegation::Direct);
    assert!(references.entries().len() == 1 && references.server_name().is_some());
    let longest = format!("{}.example.com", ["a"; 120].join("."));
    let references = reference_identifiers(Application::MtaStsPolicyHost, domain(&longest), Delegation::Direct);
    assert!(references.entries().is_empty() && references.server_name().is_none());
    assert_eq!(references.omitted()[0].why(), TooLong);
    let ids = &["*dns:Example.com"];
    let sni = Some(("example.com", Should));
    row(Application::PoshSource, Delegation::Direct, &Row { ids, sni, omitted: &[] });
    let omitted = &[("the DNS-ID host.provider.example", NotSpecified)];
    row(Application::PoshSource, by(Dnssec, T), &Row { ids, sni, omitted });
}

#[test]
fn an_address_has_no_service() {
    let address = Source::Address(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
    let ip_id = &Row { ids: &["*ip:192.0.2.1"], sni: None, omitted: &[] };
    let none = &Row { ids: &[], sni: None, omitted: &[] };
    for profile in Profile::ALL {
        check(Application::Service(profile), address, Delegation::Direct, ip_id);
    }
    check(Application::XmppServerInbound, address, Delegation::Direct, ip_id);
    for application in [
        Application::Smtp(SmtpSecurity::MtaSts),
        Application::Sip,
        Application::MtaStsPolicyHost,
        Application::PoshSource,
    ] {
        check(application, address, Delegation::Direct, none);
    }
}

/// Whatever leads to a host, a name that it does not vouch for is on no list, and no service meets another domain.
#[test]
fn no_list_has_the_target_of_an_insecure_record() {
    let applications = Profile::ALL.map(Application::Service);
    let others = [
        Application::XmppServerInbound,
        Application::Smtp(SmtpSecurity::MtaSts),
        Application::Smtp(SmtpSecurity::RequireTls),
        Application::Smtp(SmtpSecurity::DaneEe),
        Application::Smtp(SmtpSecurity::Plain),
        Application::Sip,
        Application::Ldap,
        Application::Matrix,
        Application::MtaStsPolicyHost,
        Application::PoshSource,
    ];
    for application in applications.into_iter().chain(others) {
        let references = reference_identifiers(application, domain("example.com"), insecure(T));
        for entry in references.entries() {
            assert!(!entry.id().to_string().contains("provider"), "{application:?}: {entry:?}");
        }
        assert!(
            references.omitted().iter().all(|omitted| omitted.to_string().contains(" is no reference identifier: "))
        );
        for who in AuthenticatedBy::ALL {
            let references = reference_identifiers(application, domain("example.com"), by(who, T));
            let srv_ids = references.entries().iter().filter(|entry| entry.id().to_string().starts_with('_'));
            assert!(srv_ids.clone().all(|entry| entry.id().to_string().ends_with(".example.com")));
        }
    }
}

fn accepted(references: &References, names: impl IntoIterator<Item = GeneralName>, by: ListedBy) -> Vec<String> {
    let server = Issued::root("Example Root CA").end_entity("www.example.com").san(names).issue();
    let certificate = Certificate::from_der(server.der()).unwrap();
    references.for_certificate(&certificate, by).iter().map(ToString::to_string).collect()
}

#[test]
fn a_caller_takes_as_much_as_it_accepts() {
    let xmpp = reference_identifiers(Application::Service(Profile::XmppClient), domain("example.com"), by(Dnssec, T));
    let names = || [dns("example.com")];
    assert_eq!(accepted(&xmpp, names(), ListedBy::Default), ["_xmpp-client.example.com"]);
    let all = ["_xmpp-client.example.com", "example.com", T, "example.com"];
    assert_eq!(accepted(&xmpp, names(), ListedBy::Protocol), all);
    let relay = reference_identifiers(Application::Smtp(SmtpSecurity::Plain), domain("example.com"), insecure(MX));
    assert!(accepted(&relay, names(), ListedBy::Protocol).is_empty());
    assert_eq!(accepted(&relay, names(), ListedBy::LocalPolicy), ["_smtp.example.com", "example.com"]);
}

/// RFC 6764 §8: any SRV-ID, of whatever service and however malformed, leaves no DNS-ID.
#[test]
fn an_srv_name_of_a_calendar_has_precedence() {
    let calendar = reference_identifiers(Application::Service(Profile::CalDavs), domain("example.com"), by(Dnssec, T));
    let all = ["_caldavs.example.com", "example.com", T];
    assert_eq!(accepted(&calendar, [dns("example.com")], ListedBy::Protocol), all);
    for name in
        [srv("_caldavs.example.com"), srv("_imap.other.example"), srv("example"), srv_utf8("_caldavs.example.com")]
    {
        assert_eq!(accepted(&calendar, [dns("example.com"), name], ListedBy::Protocol), [all[0]]);
    }
}

/// RFC 5922 §7.1: a DNS-ID counts if no `sip` URI is there that identifies a domain.
#[test]
fn a_sip_uri_has_precedence() {
    let sip = reference_identifiers(Application::Sip, domain("example.com"), Delegation::Direct);
    let both = ["sip:example.com", "example.com"];
    for text in ["sips:example.com", "sip:alice@example.com", "https://example.com/", "urn:sip:example.com"] {
        assert_eq!(accepted(&sip, [dns("example.com"), uri(text)], ListedBy::Default), both, "{text}");
    }
    for text in
        ["sip:example.com", "SIP:other.example", "sip:*.example.com", "sip:192.0.2.1", "sip:", "sip:exa mple.com"]
    {
        assert_eq!(accepted(&sip, [dns("example.com"), uri(text)], ListedBy::Default), [both[0]], "{text}");
    }
}
