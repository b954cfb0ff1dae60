//! What a client of a service with SRV records does (RFC 7673 §3, §4), and a client of a host (RFC 7671 §7).

use srvname::delegation::dane::{
    Authenticate, Claim, DaneDemand, DanePolicy, DaneProfile, Destination, Host, Obstacle, Server, Step,
};
use srvname::delegation::dns::{Addresses, Alias, Answer, Protocol, Security, Srv, Target};
use srvname::name::Service;

use super::smtp_steps::{
    BOGUS, FAILURES, INSECURE, SECURE, alias, answer, denied, domain, ipv4, ipv6, name, owners, shown, unusable, usable,
};

/// Asks about the target of an SRV record of the service at im.example.com.
fn with<T>(
    service: &str,
    srv: Security,
    aliases: &[Alias<'_>],
    addresses: &[Addresses<'_>],
    ask: impl FnOnce(Server<'_>) -> T,
) -> T {
    let target = name("xmpp23.hosting.example.net");
    let records = [Srv { priority: 1, weight: 0, port: 5222, target: Target::Host(target) }];
    let lookup = answer(srv, Answer::Found(&records));
    let destination =
        Destination::Srv { service: Service::parse(service).unwrap(), source: domain("im.example.com"), lookup };
    ask(Server::new(destination, Host::Name { name: target, aliases, addresses }, 5222))
}

fn xmpp<T>(srv: Security, addresses: &[Addresses<'_>], ask: impl FnOnce(Server<'_>) -> T) -> T {
    with("xmpp-client", srv, &[], addresses, ask)
}

fn authenticate<'e>(step: Step<'e>) -> Authenticate<'e> {
    match step {
        Step::Authenticate(step) => step,
        other => panic!("{other:?}"),
    }
}

const BOTH: [&str; 3] = ["_xmpp-client.im.example.com", "im.example.com", "xmpp23.hosting.example.net"];

#[test]
fn everything_secure_is_authenticated_for_the_domain() {
    xmpp(SECURE, &[ipv4(SECURE)], |server| {
        assert_eq!(owners(&server), ["_5222._tcp.xmpp23.hosting.example.net"]);
        let step = authenticate(server.step(&[usable(SECURE)]));
        assert_eq!(shown(&step.references), BOTH);
        assert_eq!(step.records.profile(), DaneProfile::Srv);
        assert_eq!(step.claim, Claim::Destination(name("im.example.com")));
        let udp = server.with_protocol(Protocol::Udp);
        assert_eq!(owners(&udp), ["_5222._udp.xmpp23.hosting.example.net"]);
    });
}

/// RFC 7673 §3.3 and appendix A.1: IMAP on a port of its own.
#[test]
fn the_example_of_an_owner() {
    let target = name("imap.example.net");
    let records = [Srv { priority: 10, weight: 0, port: 9143, target: Target::Host(target) }];
    let lookup = answer(SECURE, Answer::Found(&records[..]));
    let destination =
        Destination::Srv { service: Service::parse("_imap").unwrap(), source: domain("example.com"), lookup };
    let addresses = [ipv4(SECURE)];
    let host = Host::Name { name: target, aliases: &[], addresses: &addresses };
    let server = Server::new(destination, host, 9143);
    assert_eq!(owners(&server), ["_9143._tcp.imap.example.net"]);
    let step = authenticate(server.step(&[usable(SECURE)]));
    assert_eq!(shown(&step.references), ["_imap.example.com", "example.com", "imap.example.net"]);
    // RFC 7671 §10.2.
    assert_eq!(step.sni, target);
    // The port is the record's.
    assert_eq!(Server::new(destination, host, 143).step(&[]), Step::NextHost(Obstacle::NotListed));
}

/// RFC 7712 §5.1: XMPP names the domain, and direct TLS is verified as XMPP is (XEP-0368 §3).
#[test]
fn xmpp_sends_the_domain_of_the_service() {
    for (service, reference) in [
        ("xmpp-client", "_xmpp-client.im.example.com"),
        ("XMPP-Server", "_XMPP-Server.im.example.com"),
        ("xmpps-client", "_xmpp-client.im.example.com"),
        ("xmpps-server", "_xmpp-server.im.example.com"),
    ] {
        with(service, SECURE, &[], &[ipv4(SECURE)], |server| {
            let step = authenticate(server.step(&[usable(SECURE)]));
            assert_eq!((step.sni, &*step.references[0].to_string()), (name("im.example.com"), reference));
        });
    }
}

#[test]
fn srv_records_that_cannot_be_had_end_the_attempt() {
    for failure in FAILURES {
        xmpp(failure, &[ipv4(SECURE)], |server| {
            assert_eq!(server.step(&[usable(SECURE)]), Step::Abort(Obstacle::DestinationFailed(failure)));
        });
    }
}

/// RFC 7673 §3.1, §4.1: the target is no reference.
#[test]
fn insecure_srv_records_leave_the_domain_alone() {
    xmpp(INSECURE, &[ipv4(SECURE)], |server| {
        assert_eq!(owners(&server), [""; 0]);
        let Step::NoDane(step) = server.step(&[usable(SECURE)]) else { panic!() };
        assert_eq!(shown(&step.references), BOTH[..2]);
        assert_eq!((step.reason, step.sni), (Obstacle::DestinationInsecure(INSECURE), Some(name("im.example.com"))));
        let policy = DanePolicy::default().with_demand(DaneDemand::Mandatory);
        let step = server.with_policy(policy).step(&[]);
        assert_eq!(step, Step::Abort(Obstacle::DestinationInsecure(INSECURE)));
    });
    let service = Service::parse("xmpp-client").unwrap();
    let addresses = [ipv4(SECURE)];
    let host = Host::Name { name: name("im.example.com"), aliases: &[], addresses: &addresses };
    let destination = Destination::Srv { service, source: domain("im.example.com"), lookup: denied(SECURE) };
    let Step::NoDane(step) = Server::new(destination, host, 5222).step(&[]) else { panic!() };
    assert_eq!((step.reason, shown(&step.references).len()), (Obstacle::NoSrv, 2));
}

#[test]
fn each_state_of_the_addresses() {
    for failure in FAILURES {
        xmpp(SECURE, &[ipv4(failure)], |server| {
            assert_eq!(server.step(&[]), Step::NextHost(Obstacle::AddressFailed(failure)));
        });
    }
    xmpp(SECURE, &[ipv4(INSECURE), ipv6(SECURE)], |server| assert_eq!(owners(&server).len(), 1));
    xmpp(SECURE, &[ipv4(INSECURE)], |server| {
        let Step::NoDane(step) = server.step(&[]) else { panic!() };
        assert_eq!(
            (step.reason, shown(&step.references)),
            (Obstacle::AddressInsecure, BOTH.map(String::from).to_vec())
        );
    });
    // RFC 7673 §3.2 has no exception for a secure first alias.
    let hops = [alias("mid.example.net", SECURE), alias("end.example.org", INSECURE)];
    with("xmpp-client", SECURE, &hops, &[ipv4(INSECURE)], |server| assert_eq!(owners(&server), [""; 0]));
}

#[test]
fn each_state_of_the_tlsa_records() {
    xmpp(SECURE, &[ipv4(SECURE)], |server| {
        for failure in FAILURES {
            let step = server.step(&[usable(failure)]);
            assert!(matches!(step, Step::NextHost(Obstacle::TlsaFailed { .. })), "{step:?}");
        }
        for answer in [usable(INSECURE), denied(SECURE), denied(INSECURE)] {
            let Step::NoDane(step) = server.step(&[answer]) else { panic!("{answer:?}") };
            assert_eq!(shown(&step.references), BOTH);
        }
        // RFC 7673 §4, §4.1: TLS is required, and so is the usual authentication.
        let Step::PkixAlone(step) = server.step(&[unusable()]) else { panic!() };
        assert_eq!((shown(&step.references), step.sni), (BOTH.map(String::from).to_vec(), name("im.example.com")));
    });
}

/// RFC 7671 §7.
#[test]
fn the_target_of_aliases_is_preferred() {
    let hops = [alias("end.example.org", SECURE)];
    with("imap", SECURE, &hops, &[ipv4(SECURE)], |server| {
        assert_eq!(owners(&server), ["_5222._tcp.end.example.org", "_5222._tcp.xmpp23.hosting.example.net"]);
        let step = authenticate(server.step(&[usable(SECURE)]));
        assert_eq!(shown(&step.references), ["_imap.im.example.com", "im.example.com", "end.example.org"]);
        assert_eq!(step.sni, name("end.example.org"));
    });
}

#[test]
fn a_host_without_srv_records_is_its_own_base_domain() {
    let addresses = [ipv4(SECURE)];
    let hops = [alias("end.example.org", SECURE)];
    let server = |aliases| {
        Server::new(
            Destination::Host,
            Host::Name { name: name("www.example.com"), aliases, addresses: &addresses },
            443,
        )
    };
    let step = authenticate(server(&[]).step(&[usable(SECURE)]));
    assert_eq!((shown(&step.references), step.sni), (vec!["www.example.com".to_owned()], name("www.example.com")));
    let step = authenticate(server(&hops).step(&[usable(SECURE)]));
    assert_eq!(shown(&step.references), ["end.example.org", "www.example.com"]);
    let Step::NoDane(step) = server(&[]).step(&[denied(SECURE)]) else { panic!() };
    assert_eq!(shown(&step.references), ["www.example.com"]);
    assert!(matches!(server(&[]).step(&[unusable()]), Step::PkixAlone(_)));
    assert!(matches!(server(&[]).step(&[usable(BOGUS)]), Step::NextHost(_)));
}

/// What is not applicable and what is refused has a section, and a sentence.
#[test]
fn obstacles_say_why() {
    let owner = xmpp(SECURE, &[ipv4(SECURE)], |server| server.owners()[0].to_string());
    assert_eq!(owner, "_5222._tcp.xmpp23.hosting.example.net");
    for (obstacle, smtp, srv) in [
        (Obstacle::DestinationFailed(BOGUS), "RFC 7672 §2.1.2", "RFC 7673 §3.1"),
        (Obstacle::DestinationInsecure(INSECURE), "RFC 7672 §2.2.1", "RFC 7673 §3.1"),
        (Obstacle::AddressInsecure, "RFC 7672 §2.2.2", "RFC 7673 §3.2"),
        (Obstacle::AddressFailed(BOGUS), "RFC 7672 §2.1.2", "RFC 7673 §3.2"),
        (Obstacle::NoTlsa, "RFC 7672 §2.2", "RFC 7673 §3.4"),
    ] {
        assert_eq!(obstacle.citation(DaneProfile::Smtp).to_string(), smtp);
        assert_eq!(obstacle.citation(DaneProfile::Srv).to_string(), srv);
        assert!(obstacle.to_string().len() > 20, "{obstacle}");
    }
}
