//! The other services, and all of them at once.

use srvname_net::connect::Reach;
use srvname_net::probe::report::{LookedUpAs, Mechanism, ProbedService, Reached, Severity, Status, TlsStart};
use srvname_net::probe::{Network, Services};
use srvname_testkit::make::dns;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::servers::{Behavior, End, direct, smtp};
use crate::world::{World, assert_found, assert_status, server, service, tls, verdict};

/// What a server of a service does, at the port that the test gives it.
fn behavior(service: ProbedService, end: End) -> Behavior {
    let dialogue = |turns: &[(&'static str, &str)]| {
        Behavior::Dialogue(turns.iter().map(|(awaited, reply)| (*awaited, (*reply).to_owned())).collect(), end.clone())
    };
    match service {
        ProbedService::Submission => smtp(end),
        ProbedService::Imap => dialogue(&[
            ("", "* OK ready\r\n"),
            ("a1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n"),
            ("a2 STARTTLS\r\n", "a2 OK begin\r\n"),
        ]),
        ProbedService::Pop3 => {
            dialogue(&[("", "+OK ready\r\n"), ("CAPA\r\n", "+OK list\r\nSTLS\r\n.\r\n"), ("STLS\r\n", "+OK begin\r\n")])
        }
        ProbedService::Sieve => dialogue(&[
            ("", "\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK\r\n"),
            ("STARTTLS\r\n", "OK \"begin\"\r\n"),
        ]),
        _ => direct(end),
    }
}

const SERVICES: [ProbedService; 9] = [
    ProbedService::Submission,
    ProbedService::Submissions,
    ProbedService::Imap,
    ProbedService::Imaps,
    ProbedService::Pop3,
    ProbedService::Pop3s,
    ProbedService::Sieve,
    ProbedService::CalDavs,
    ProbedService::CardDavs,
];

fn world_with(services: &[ProbedService]) -> World {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns("example.com")]);
    world.ipv4("mail.example.com", "192.0.2.1");
    for (port, service) in (1000..).zip(services) {
        world.srv(service.as_str(), &[(0, port, "mail.example.com")]);
        world.servers.add(&format!("192.0.2.1:{port}"), behavior(*service, End::Tls(tls(&[&leaf]))));
    }
    world
}

#[tokio::test(start_paused = true)]
async fn each_service_is_led_to_tls_in_its_own_way() {
    for one in SERVICES {
        let report = world_with(&[one]).probe(one).await;
        assert_status(&report, Status::Good);
        assert!(verdict(&report, Mechanism::DnsId).holds(), "{one}");
        let is_direct = !matches!(
            one,
            ProbedService::Submission | ProbedService::Imap | ProbedService::Pop3 | ProbedService::Sieve
        );
        assert_eq!(server(&report).tls == TlsStart::Direct, is_direct, "{one}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_without_tls_is_not_connected_to_and_that_is_said() {
    let mut world = World::unsigned();
    world.srv("caldav", &[(0, 80, "mail.example.com")]);
    world.ipv4("mail.example.com", "192.0.2.1");
    let report = world.probe(ProbedService::CalDav).await;
    assert!(world.servers.opened().is_empty());
    assert_found(&report, Severity::Error, "the service has no TLS");
    assert_status(&report, Status::Wrong);
}

#[tokio::test(start_paused = true)]
async fn a_service_without_records_has_nobody_to_ask() {
    let report = World::unsigned().probe(ProbedService::Imaps).await;
    assert_eq!(service(&report).looked_up_as, LookedUpAs::NoRecords);
    assert_status(&report, Status::Unanswered);
}

#[tokio::test(start_paused = true)]
async fn all_are_those_that_have_records() {
    let mut world = world_with(&[ProbedService::Imaps, ProbedService::Sieve]);
    let leaf = world.leaf([dns("example.com")]);
    world.ipv6("mail.example.com", "2001:db8::1");
    for (port, service) in [(1000, ProbedService::Imaps), (1001, ProbedService::Sieve)] {
        world.servers.add(&format!("[2001:db8::1]:{port}"), behavior(service, End::Tls(tls(&[&leaf]))));
    }
    let report = world.ask(Services::All).await;
    let found: Vec<_> = report.services.iter().map(|service| service.service).collect();
    assert_eq!(found, [ProbedService::Imaps, ProbedService::Sieve]);
    assert_status(&report, Status::Good);
    // One host has one connection at a time, whatever is asked of it, at whichever of its addresses.
    let opened = world.servers.opened();
    let ports: Vec<_> = opened.iter().filter_map(|address| address.rsplit_once(':')).map(|(_, port)| port).collect();
    let changes = ports.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert_eq!(changes, 1, "{opened:?}");
    let report = World::unsigned().ask(Services::All).await;
    assert!(report.services.is_empty());
    assert_found(&report, Severity::Unanswered, "no records of any service");
}

#[tokio::test(start_paused = true)]
async fn a_record_that_names_no_host_is_a_fault_and_hides_no_other() {
    let mut world = world_with(&[ProbedService::Imaps]);
    world.srv("imaps", &[(0, 993, "not\\032a host"), (1, 1000, "mail.example.com")]);
    let report = world.probe(ProbedService::Imaps).await;
    assert_found(&report, Severity::Error, "which is no name of a host");
    assert!(verdict(&report, Mechanism::DnsId).holds());
}

#[tokio::test]
async fn a_server_is_asked_over_tcp() {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns("example.com")]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    world.srv("imaps", &[(0, port, "mail.example.com")]);
    world.ipv4("mail.example.com", "127.0.0.1");
    let acceptor = TlsAcceptor::from(tls(&[&leaf]));
    let serving = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut session) = acceptor.accept(stream).await {
                let _ = session.read_to_end(&mut Vec::new()).await;
            }
        }
    });
    let imaps = || Services::These(vec![ProbedService::Imaps]);
    let report = world.ask_over(imaps(), &Network { reach: Reach::Everywhere }).await;
    assert_status(&report, Status::Good);
    assert!(verdict(&report, Mechanism::DnsId).holds());
    assert_found(&report, Severity::Warning, "it is a loopback address");
    // Strangers are not led into the network of the probe, whichever of the two says so.
    let report = world.ask_over(imaps(), &Network { reach: Reach::PublicOnly }).await;
    assert!(matches!(server(&report).addresses[0].reached, Reached::NotTried(_)));
    assert_ne!(report.status, Status::Good);
    serving.abort();
}
