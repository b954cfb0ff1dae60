//! What an MTA does, by what the DNS answered (RFC 7672 §2).

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use srvname::ReferenceId;
use srvname::delegation::dane::{
    Authenticate, Claim, DaneDemand, DanePolicy, Destination, FailedFamily, Families, Host, InsecureMx, Obstacle,
    Server, Step,
};
use srvname::delegation::dns::{
    Addresses, Alias, Answer, BogusReason, InsecureReason, Lookup, MatchingType, Mx, Security, Target, Tlsa,
};
use srvname::identity::SourceDomain;
use srvname::name::DnsName;

pub(crate) const SECURE: Security = Security::Secure;
pub(crate) const INSECURE: Security = Security::Insecure(InsecureReason::Unsigned);
pub(crate) const BOGUS: Security = Security::Bogus(BogusReason::SignatureExpired);
pub(crate) const FAILURES: [Security; 3] = [BOGUS, Security::Indeterminate, Security::Failed];

const IPV4: &[Ipv4Addr] = &[Ipv4Addr::new(192, 0, 2, 25)];
const IPV6: &[Ipv6Addr] = &[Ipv6Addr::LOCALHOST];

/// A digest of 32 octets, and one that is too short.
const USABLE: &[Tlsa<'_>] =
    &[tlsa(&[3, 1, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])];
const UNUSABLE: &[Tlsa<'_>] = &[tlsa(&[3, 1, 1, 0])];

const fn tlsa(rdata: &[u8]) -> Tlsa<'_> {
    match Tlsa::from_rdata(rdata) {
        Some(record) => record,
        None => panic!("three numbers"),
    }
}

pub(crate) fn name(text: &str) -> DnsName<'_> {
    DnsName::parse(text).unwrap()
}

pub(crate) fn domain(text: &str) -> SourceDomain<'_> {
    SourceDomain::from_user_input(text).unwrap()
}

pub(crate) fn answer<'e, R>(security: Security, answer: Answer<'e, R>) -> Lookup<'e, R> {
    match security {
        Security::Secure => Lookup::Secure(answer),
        Security::Insecure(reason) => Lookup::Insecure(answer, reason),
        Security::Bogus(reason) => Lookup::Bogus(reason),
        Security::Indeterminate => Lookup::Indeterminate,
        Security::Failed => Lookup::Failed,
    }
}

pub(crate) fn usable(security: Security) -> Lookup<'static, Tlsa<'static>> {
    answer(security, Answer::Found(USABLE))
}

pub(crate) fn unusable() -> Lookup<'static, Tlsa<'static>> {
    Lookup::Secure(Answer::Found(UNUSABLE))
}

pub(crate) fn denied<R>(security: Security) -> Lookup<'static, R> {
    answer(security, Answer::Denied)
}

pub(crate) fn ipv4(security: Security) -> Addresses<'static> {
    Addresses::Ipv4(answer(security, Answer::Found(IPV4)))
}

pub(crate) fn ipv6(security: Security) -> Addresses<'static> {
    Addresses::Ipv6(answer(security, Answer::Found(IPV6)))
}

pub(crate) fn alias(target: &str, security: Security) -> Alias<'_> {
    Alias { target: name(target), security }
}

pub(crate) fn owners(server: &Server<'_>) -> Vec<String> {
    server.owners().iter().map(ToString::to_string).collect()
}

pub(crate) fn shown(references: &[ReferenceId<'_>]) -> Vec<String> {
    references.iter().map(ToString::to_string).collect()
}

/// Asks about `host`, which `mx` names for example.com, at these addresses.
fn with<T>(
    mx: Security,
    host: &str,
    aliases: &[Alias<'_>],
    addresses: &[Addresses<'_>],
    ask: impl FnOnce(Server<'_>) -> T,
) -> T {
    let records = [Mx { preference: 10, exchange: Target::Host(name(host)) }];
    let lookup = answer(mx, Answer::Found(&records));
    let destination = Destination::Mx { next_hop: domain("example.com"), aliases: &[], lookup };
    ask(Server::new(destination, Host::Name { name: name(host), aliases, addresses }, 25))
}

fn mx1<T>(mx: Security, addresses: &[Addresses<'_>], ask: impl FnOnce(Server<'_>) -> T) -> T {
    with(mx, "mx1.example.com", &[], addresses, ask)
}

fn authenticate<'e>(step: Step<'e>) -> Authenticate<'e> {
    match step {
        Step::Authenticate(step) => step,
        other => panic!("{other:?}"),
    }
}

fn reason<'e>(step: Step<'e>) -> Obstacle<'e> {
    match step {
        Step::NoDane(step) => step.reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn everything_secure_is_authenticated_for_the_domain() {
    mx1(SECURE, &[ipv4(SECURE), ipv6(SECURE)], |server| {
        assert_eq!(owners(&server), ["_25._tcp.mx1.example.com"]);
        assert_eq!(server.step(&[]), Step::Ask(server.owners()[0]));
        let step = authenticate(server.step(&[usable(SECURE)]));
        assert_eq!(shown(&step.references), ["mx1.example.com", "example.com"]);
        assert_eq!((step.sni, step.over), (name("mx1.example.com"), Families::Both));
        assert_eq!(step.claim, Claim::Destination(name("example.com")));
    });
}

/// RFC 7672 §2.2.1: the log does not say more than was proven.
#[test]
fn an_insecure_mx_authenticates_the_host_alone() {
    mx1(INSECURE, &[ipv4(SECURE)], |server| {
        let step = authenticate(server.step(&[usable(SECURE)]));
        assert_eq!(shown(&step.references), ["mx1.example.com"]);
        assert_eq!(step.claim, Claim::HostOnly { host: name("mx1.example.com"), not_for: name("example.com") });
        let log = step.claim.to_string();
        assert_eq!(log, "delivery to the host mx1.example.com, not as secure delivery to example.com");
        let policy = DanePolicy::default().with_insecure_mx(InsecureMx::NoDane);
        assert_eq!(reason(server.with_policy(policy).step(&[])), Obstacle::NotWanted);
        let policy = DanePolicy::default().with_demand(DaneDemand::Mandatory);
        let step = server.with_policy(policy).step(&[]);
        assert_eq!(step, Step::Abort(Obstacle::DestinationInsecure(INSECURE)));
    });
}

#[test]
fn an_mx_that_cannot_be_had_delays_the_mail() {
    for failure in FAILURES {
        mx1(failure, &[ipv4(SECURE)], |server| {
            assert_eq!(server.step(&[usable(SECURE)]), Step::Abort(Obstacle::DestinationFailed(failure)));
            assert_eq!(owners(&server), [""; 0]);
        });
    }
}

#[test]
fn a_host_that_the_mx_does_not_name_is_not_connected_to() {
    let records = [Mx { preference: 10, exchange: Target::Host(name("mx1.example.com")) }];
    let nowhere = [Mx { preference: 0, exchange: Target::Nowhere }];
    for lookup in [Lookup::Secure(Answer::Found(&records[..])), Lookup::Secure(Answer::Found(&nowhere)), denied(SECURE)]
    {
        let destination = Destination::Mx { next_hop: domain("example.com"), aliases: &[], lookup };
        let addresses = [ipv4(SECURE)];
        let host = Host::Name { name: name("mx2.example.com"), aliases: &[], addresses: &addresses };
        assert_eq!(Server::new(destination, host, 25).step(&[]), Step::NextHost(Obstacle::NotListed));
    }
}

/// RFC 7672 §2.2.2: TLSA queries below insecure addresses fail at large providers.
#[test]
fn insecure_addresses_have_no_records_to_ask_for() {
    mx1(SECURE, &[ipv4(INSECURE), ipv6(INSECURE)], |server| {
        assert_eq!(owners(&server), [""; 0]);
        assert_eq!(reason(server.step(&[])), Obstacle::AddressInsecure);
    });
    // One family is enough.
    mx1(SECURE, &[ipv4(INSECURE), ipv6(SECURE)], |server| assert_eq!(owners(&server).len(), 1));
    // A denial is no address.
    let none = Addresses::Ipv6(denied(SECURE));
    mx1(SECURE, &[ipv4(INSECURE), none], |server| assert_eq!(reason(server.step(&[])), Obstacle::AddressInsecure));
    mx1(SECURE, &[Addresses::Ipv4(denied(SECURE)), none], |server| {
        assert_eq!(server.step(&[]), Step::NextHost(Obstacle::NoAddress));
    });
}

#[test]
fn addresses_that_cannot_be_had_make_the_host_unreachable() {
    for failure in FAILURES {
        mx1(SECURE, &[ipv4(failure)], |server| {
            assert_eq!(server.step(&[]), Step::NextHost(Obstacle::AddressFailed(failure)));
        });
        with(SECURE, "mx1.example.com", &[alias("host.example.net", failure)], &[ipv4(SECURE)], |server| {
            assert_eq!(server.step(&[]), Step::NextHost(Obstacle::AliasFailed(failure)));
        });
        // No answer is no denial.
        mx1(SECURE, &[ipv4(failure), Addresses::Ipv6(denied(SECURE))], |server| {
            assert_eq!(server.step(&[]), Step::NextHost(Obstacle::AddressFailed(failure)));
        });
    }
    mx1(SECURE, &[], |server| assert_eq!(server.step(&[]), Step::NextHost(Obstacle::NoAddress)));
}

#[test]
fn one_family_that_fails() {
    mx1(SECURE, &[ipv4(SECURE), ipv6(BOGUS)], |server| {
        assert_eq!(authenticate(server.step(&[usable(SECURE)])).over, Families::Ipv4);
        let policy = DanePolicy::default().with_failed_family(FailedFamily::NextHost);
        let step = server.with_policy(policy).step(&[]);
        assert_eq!(step, Step::NextHost(Obstacle::AddressFailed(BOGUS)));
    });
    mx1(SECURE, &[ipv4(Security::Failed), ipv6(SECURE)], |server| {
        assert_eq!(authenticate(server.step(&[usable(SECURE)])).over, Families::Ipv6);
    });
}

#[test]
fn each_state_of_the_tlsa_records() {
    mx1(SECURE, &[ipv4(SECURE)], |server| {
        for failure in FAILURES {
            let owner = server.owners()[0];
            let step = server.step(&[usable(failure)]);
            assert_eq!(step, Step::NextHost(Obstacle::TlsaFailed { owner, security: failure }));
        }
        for answer in [usable(INSECURE), denied(SECURE), denied(INSECURE)] {
            let Step::NoDane(step) = server.step(&[answer]) else { panic!("{answer:?}") };
            assert_eq!((step.reason, step.references), (Obstacle::NoTlsa, vec![]));
        }
        // Records that a caller could not read are no denial.
        let step = server.step(&[Lookup::Secure(Answer::Found(&[]))]);
        assert!(matches!(step, Step::NextHost(Obstacle::TlsaFailed { security: Security::Failed, .. })));
    });
}

#[test]
fn records_of_no_use_require_tls_and_nothing_else() {
    mx1(SECURE, &[ipv4(SECURE)], |server| {
        let Step::TlsWithoutAuthentication(step) = server.step(&[unusable()]) else { panic!() };
        assert_eq!(step.sni, name("mx1.example.com"));
        assert!(!step.records.has_usable());
        let policy = DanePolicy::default().with_digests(&[MatchingType::SHA2_512]);
        let step = server.with_policy(policy).step(&[usable(SECURE)]);
        assert!(matches!(step, Step::TlsWithoutAuthentication(_)));
    });
}

/// RFC 7672 §6.
#[test]
fn mandatory_dane_goes_on_without_records() {
    let policy = DanePolicy::default().with_demand(DaneDemand::Mandatory);
    mx1(SECURE, &[ipv4(SECURE)], |server| {
        let server = server.with_policy(policy);
        assert_eq!(server.step(&[denied(SECURE)]), Step::NextHost(Obstacle::NoTlsa));
        assert_eq!(server.step(&[unusable()]), Step::NextHost(Obstacle::NothingUsable));
        assert!(matches!(server.step(&[usable(SECURE)]), Step::Authenticate(_)));
    });
    mx1(SECURE, &[ipv4(INSECURE)], |server| {
        assert_eq!(server.with_policy(policy).step(&[]), Step::NextHost(Obstacle::AddressInsecure));
    });
}

#[test]
fn aliases_lead_to_two_candidates_and_to_none_between() {
    let hops = [alias("mid.example.net", SECURE), alias("end.example.net", SECURE)];
    with(SECURE, "mx1.example.com", &hops, &[ipv4(SECURE)], |server| {
        assert_eq!(owners(&server), ["_25._tcp.end.example.net", "_25._tcp.mx1.example.com"]);
        // The first that has secure records is the base domain.
        let step = authenticate(server.step(&[usable(SECURE)]));
        assert_eq!(shown(&step.references), ["end.example.net", "example.com"]);
        assert_eq!(step.sni, name("end.example.net"));
        assert_eq!(server.step(&[denied(SECURE)]), Step::Ask(server.owners()[1]));
        for first in [denied(SECURE), denied(INSECURE), usable(INSECURE)] {
            let step = authenticate(server.step(&[first, usable(SECURE)]));
            assert_eq!(shown(&step.references), ["mx1.example.com", "example.com"]);
        }
        // Whoever blocks one query would otherwise choose the records.
        for failure in FAILURES {
            let step = server.step(&[usable(failure), usable(SECURE)]);
            assert!(matches!(step, Step::NextHost(Obstacle::TlsaFailed { .. })), "{step:?}");
        }
        // Records of no use are records all the same.
        assert!(matches!(server.step(&[unusable(), usable(SECURE)]), Step::TlsWithoutAuthentication(_)));
    });
}

/// RFC 7672 §2.2.2, "Insecure CNAME".
#[test]
fn a_secure_first_alias_leaves_the_name_itself() {
    for (hops, addresses) in [
        ([alias("mid.example.net", SECURE), alias("end.example.org", INSECURE)], [ipv4(INSECURE)]),
        ([alias("mid.example.net", SECURE), alias("end.example.org", SECURE)], [ipv4(INSECURE)]),
        // The least of the answers counts, whatever the caller says of the whole.
        ([alias("mid.example.net", SECURE), alias("end.example.org", INSECURE)], [ipv4(SECURE)]),
    ] {
        with(SECURE, "mx1.example.com", &hops, &addresses, |server| {
            assert_eq!(owners(&server), ["_25._tcp.mx1.example.com"]);
        });
    }
    let hops = [alias("mid.example.net", INSECURE), alias("end.example.org", SECURE)];
    with(SECURE, "mx1.example.com", &hops, &[ipv4(INSECURE)], |server| {
        assert_eq!(reason(server.step(&[])), Obstacle::AddressInsecure);
    });
}

/// The name list of RFC 7672 §3.2.2: mail to exchange.example.org, an alias of an alias of example.com.
#[test]
fn the_example_of_reference_names() {
    let exchanges = ["mx10.example.com", "mx15.example.com", "mx20.example.com"];
    let records = exchanges.map(|host| Mx { preference: 10, exchange: Target::Host(name(host)) });
    let to_domain = [alias("mail.example.org", SECURE), alias("example.com", SECURE)];
    let destination = Destination::Mx {
        next_hop: domain("exchange.example.org"),
        aliases: &to_domain,
        lookup: Lookup::Secure(Answer::Found(&records)),
    };
    let backup = [alias("mxbackup.example.com", SECURE)];
    let foreign = [alias("mxbackup.example.net", SECURE)];
    let addresses = [ipv4(SECURE)];
    for (host, aliases, answers, base) in [
        (exchanges[0], &[][..], vec![usable(SECURE)], "mx10.example.com"),
        (exchanges[1], &backup, vec![denied(SECURE), usable(SECURE)], "mx15.example.com"),
        (exchanges[2], &foreign, vec![usable(SECURE)], "mxbackup.example.net"),
    ] {
        let host = Host::Name { name: name(host), aliases, addresses: &addresses };
        let step = authenticate(Server::new(destination, host, 25).step(&answers));
        assert_eq!(shown(&step.references), [base, "exchange.example.org", "example.com"]);
        assert_eq!(step.claim, Claim::Destination(name("exchange.example.org")));
    }
}

#[test]
fn an_alias_of_the_domain_counts_for_its_mx_records() {
    let records = [Mx { preference: 10, exchange: Target::Host(name("mx1.example.com")) }];
    let lookup = Lookup::Secure(Answer::Found(&records[..]));
    let addresses = [ipv4(SECURE)];
    let host = Host::Name { name: name("mx1.example.com"), aliases: &[], addresses: &addresses };
    let insecure = [alias("example.com", INSECURE)];
    let destination = Destination::Mx { next_hop: domain("example.org"), aliases: &insecure, lookup };
    let step = authenticate(Server::new(destination, host, 25).step(&[usable(SECURE)]));
    assert_eq!(shown(&step.references), ["mx1.example.com"]);
    assert!(matches!(step.claim, Claim::HostOnly { .. }));
    let bogus = [alias("example.com", BOGUS)];
    let destination = Destination::Mx { next_hop: domain("example.org"), aliases: &bogus, lookup };
    assert_eq!(Server::new(destination, host, 25).step(&[]), Step::Abort(Obstacle::DestinationFailed(BOGUS)));
}

/// RFC 7672 §2.2.2: a denial is an answer.
#[test]
fn a_domain_without_mx_is_its_own_server() {
    let destination = Destination::Mx { next_hop: domain("example.com"), aliases: &[], lookup: denied(SECURE) };
    let addresses = [ipv4(SECURE)];
    let host = |aliases| Host::Name { name: name("example.com"), aliases, addresses: &addresses };
    let server = Server::new(destination, host(&[]), 25);
    assert_eq!(owners(&server), ["_25._tcp.example.com"]);
    assert_eq!(shown(&authenticate(server.step(&[usable(SECURE)])).references), ["example.com"]);
    // RFC 7672 §3.2.2, without MX.
    let hops = [alias("host.example.net", SECURE)];
    let server = Server::new(destination, host(&hops), 25);
    let step = authenticate(server.step(&[usable(SECURE)]));
    assert_eq!(shown(&step.references), ["host.example.net", "example.com"]);
    let step = authenticate(server.step(&[denied(SECURE), usable(SECURE)]));
    assert_eq!(shown(&step.references), ["example.com"]);
}

#[test]
fn a_relay_of_the_configuration_needs_no_mx() {
    let addresses = [ipv4(SECURE)];
    let host = Host::Name { name: name("relay.example.net"), aliases: &[], addresses: &addresses };
    let server = Server::new(Destination::Relay, host, 587);
    assert_eq!(owners(&server), ["_587._tcp.relay.example.net"]);
    let step = authenticate(server.step(&[usable(SECURE)]));
    assert_eq!(shown(&step.references), ["relay.example.net"]);
    assert_eq!(step.claim, Claim::Destination(name("relay.example.net")));
}

#[test]
fn dane_is_not_for_addresses() {
    let records = [Mx { preference: 10, exchange: Target::Nowhere }];
    let lookup = Lookup::Secure(Answer::Found(&records[..]));
    let destination = Destination::Mx { next_hop: domain("example.com"), aliases: &[], lookup };
    let host = Host::Address(IpAddr::V4(IPV4[0]));
    for destination in [destination, Destination::Relay] {
        let Step::NoDane(step) = Server::new(destination, host, 25).step(&[]) else { panic!() };
        assert_eq!((step.reason, step.sni), (Obstacle::AddressLiteral, None));
    }
}

/// RFC 1035 §2.3.4: longer names are in no zone.
#[test]
fn an_owner_that_is_too_long_is_not_asked_for() {
    let labels = |octets: usize| vec!["a".repeat(49); 5].join(".")[..octets].to_owned();
    for (octets, count) in [(244, 1), (245, 0)] {
        let host = labels(octets);
        with(SECURE, &host, &[], &[ipv4(SECURE)], |server| assert_eq!(owners(&server).len(), count, "{octets}"));
    }
}
