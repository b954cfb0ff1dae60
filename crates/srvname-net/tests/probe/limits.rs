//! Time and size: every step ends, and so does the whole.

use std::sync::LazyLock;
use std::time::Duration;

use srvname::name::DnsName;
use srvname_net::connect::Reach;
use srvname_net::gate::HostGate;
use srvname_net::probe::report::{
    FetchOutcome, LookupAnswer, ProbedService, Reached, Severity, Status, TlsNegotiation, Verdict,
};
use srvname_net::probe::{Connector, Network, Services};
use srvname_net::resolver::{Pending, RecordType, Resolver};
use srvname_testkit::make::dns;
use tokio::time::Instant;

use crate::servers::{Behavior, End, direct, smtp};
use crate::world::{World, assert_found, assert_status, server, service, session, tls};

const SMTP: ProbedService = ProbedService::Smtp;

#[tokio::test(start_paused = true)]
async fn a_server_that_stalls_anywhere_costs_one_step() {
    let greeting = vec![("", "220 mx ESMTP\r\n".to_owned())];
    let slow_handshake = smtp(End::Stall);
    for (behavior, text) in [
        (Behavior::Silent, "no connection"),
        (Behavior::Dialogue(Vec::new(), End::Stall), "the greeting took more than 10 s"),
        (Behavior::Dialogue(greeting, End::Stall), "the list of capabilities took more than 10 s"),
        (slow_handshake, "the handshake took more than 10 s"),
    ] {
        let mut world = World::unsigned();
        world.mail_host(behavior);
        let begin = Instant::now();
        let report = world.probe(SMTP).await;
        let seconds = begin.elapsed().as_secs();
        assert!((10..=25).contains(&seconds), "{seconds} s: {text}");
        let found = crate::world::findings(&report);
        assert!(found.iter().any(|finding| finding.sentence.contains(text)), "{text}: {found:#?}");
        assert_ne!(report.status, Status::Good);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_left_when_the_time_is_over_is_not_asked() {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns("mx.example.com")]);
    world.mx(&[(10, "mx.example.com")]);
    // Many addresses of one host, of which each takes all the time that it can get.
    let addresses: Vec<_> = (1..=4).map(|last| format!("192.0.2.{last}").parse().unwrap()).collect();
    world.found("mx.example.com", srvname_net::resolver::Records::A(addresses));
    for last in 1..=3 {
        world.servers.add(&format!("192.0.2.{last}:25"), Behavior::Dialogue(Vec::new(), End::Stall));
    }
    world.servers.add("192.0.2.4:25", smtp(End::Tls(tls(&[&leaf]))));
    world.change = |settings| settings.limits.domain = Duration::from_secs(25);
    let begin = Instant::now();
    let report = world.probe(SMTP).await;
    assert!(begin.elapsed() <= Duration::from_secs(27), "{:?}", begin.elapsed());
    let addresses = &server(&report).addresses;
    assert_eq!(addresses.len(), 4);
    assert!(matches!(addresses[0].sessions[0].negotiation, TlsNegotiation::Stalled(_)));
    // What was cut off by the end of the time is not blamed on the server.
    assert!(
        matches!(&addresses[2].sessions[0].negotiation, TlsNegotiation::NotAsked(_)),
        "{:?}",
        addresses[2].sessions[0].negotiation
    );
    assert!(matches!(&addresses[3].reached, Reached::NotTried(why) if why == "not asked: the time was over"));
    assert!(matches!(addresses[3].sessions[0].negotiation, TlsNegotiation::NotAsked(_)));
    assert_status(&report, Status::Unanswered);
    assert_found(&report, Severity::Unanswered, "not asked: the time was over");
}

#[tokio::test(start_paused = true)]
async fn what_the_end_of_the_time_cuts_off_is_not_blamed_on_anybody() {
    for behavior in [Behavior::Silent, smtp(End::Stall), Behavior::Dialogue(Vec::new(), End::Stall)] {
        let mut world = World::unsigned();
        world.mail_host(behavior);
        world.change = |settings| settings.limits.domain = Duration::from_secs(3);
        let report = world.probe(SMTP).await;
        assert_status(&report, Status::Unanswered);
        let found = crate::world::findings(&report);
        assert!(found.iter().any(|one| one.sentence.contains("the time was over")), "{found:#?}");
        assert!(!found.iter().any(|one| one.sentence.contains("took more than")), "{found:#?}");
        assert!(!found.iter().any(|one| one.severity == Severity::Error), "{found:#?}");
    }
    // A web server that does not answer in time.
    let mut world = World::unsigned();
    let leaf = world.leaf([dns("mx.example.com"), dns("mta-sts.example.com")]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    world.txt("_mta-sts.example.com", "v=STSv1; id=1;");
    world.ipv4("mta-sts.example.com", "192.0.2.80");
    world.servers.add("192.0.2.80:443", direct(End::Tls(tls(&[&leaf]))));
    world.change = |settings| settings.limits.domain = Duration::from_secs(3);
    let report = world.probe(SMTP).await;
    let fetch = &service(&report).mta_sts.as_ref().unwrap().fetches[0];
    assert_eq!(fetch.outcome, FetchOutcome::NotAsked("not asked: the time was over".to_owned()));
    assert_status(&report, Status::Unanswered);
}

#[tokio::test(start_paused = true)]
async fn a_policy_host_that_is_silent_takes_no_time_of_the_servers() {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns("mx.example.com")]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    world.txt("_mta-sts.example.com", "v=STSv1; id=1;");
    world.ipv4("mta-sts.example.com", "192.0.2.80");
    world.servers.add("192.0.2.80:443", Behavior::Silent);
    world.change = |settings| settings.limits.domain = Duration::from_secs(8);
    let report = world.probe(SMTP).await;
    assert!(session(&report).is_done());
    assert!(matches!(service(&report).mta_sts.as_ref().unwrap().fetches[0].outcome, FetchOutcome::NotAsked(_)));
}

#[tokio::test(start_paused = true)]
async fn an_address_that_is_silent_once_is_not_waited_for_as_long_again() {
    let mut world = World::unsigned();
    let services = [ProbedService::Imap, ProbedService::Imaps, ProbedService::Sieve, ProbedService::Submission];
    world.ipv4("mail.example.com", "192.0.2.1");
    for (port, one) in (1000..).zip(services) {
        world.srv(one.as_str(), &[(0, port, "mail.example.com")]);
        world.servers.add(&format!("192.0.2.1:{port}"), Behavior::Silent);
    }
    let begin = Instant::now();
    let report = world.ask(Services::These(services.to_vec())).await;
    let seconds = begin.elapsed().as_secs();
    assert_eq!(seconds, 10 + 3 * 2);
    let reached = report.services.iter().map(|one| &one.servers[0].addresses[0].reached);
    assert!(reached.into_iter().all(|reached| matches!(reached, Reached::TimedOut(_))));
    // A run knows nothing of the one before.
    world.probe(ProbedService::Imap).await;
    assert_eq!(begin.elapsed().as_secs(), seconds + 10);
}

static GATE: LazyLock<HostGate> = LazyLock::new(HostGate::new);

#[tokio::test(start_paused = true)]
async fn probes_at_once_wait_for_their_turn_at_a_host() {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns("mx.example.com")]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    world.change = |settings| settings.gate = Some(&GATE);
    let turn = GATE.turn("mx.example.com").await;
    let (report, ()) = tokio::join!(world.probe(SMTP), async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        assert!(world.servers.opened().is_empty());
        drop(turn);
    });
    assert!(session(&report).is_done());
}

/// A resolver that never answers.
struct Deaf;

impl Resolver for Deaf {
    fn lookup<'r>(&'r self, _: DnsName<'r>, _: RecordType) -> Pending<'r> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_resolver_that_is_silent_is_not_waited_for() {
    let client_name = DnsName::parse("probe.example.net").unwrap();
    let settings = srvname_net::probe::Settings::new(0, &srvname_algorithms::AwsLcDigests, &[], client_name);
    let question = srvname_net::probe::Question {
        domain: srvname::identity::SourceDomain::from_user_input("example.com").unwrap(),
        services: Services::All,
    };
    let begin = Instant::now();
    let report = srvname_net::probe::probe(&question, &Deaf, &crate::servers::Servers::default(), &settings).await;
    assert!(begin.elapsed() <= Duration::from_secs(60), "{:?}", begin.elapsed());
    assert_status(&report, Status::Unanswered);
    assert!(report.services.iter().all(|one| matches!(one.lookups[0].answer, LookupAnswer::Failed(_))));
}

#[tokio::test(start_paused = true)]
async fn there_are_no_more_servers_and_addresses_than_are_asked() {
    let mut world = World::unsigned();
    let hosts: Vec<String> = (0..40).map(|at| format!("mx{at}.example.com")).collect();
    let records: Vec<_> = hosts.iter().map(|host| (10, host.as_str())).collect();
    world.mx(&records);
    let addresses = (1..=100).map(|last| format!("192.0.2.{last}").parse().unwrap()).collect();
    world.found("mx0.example.com", srvname_net::resolver::Records::A(addresses));
    let report = world.probe(SMTP).await;
    let servers = &service(&report).servers;
    assert_eq!((servers.len(), servers[0].addresses.len()), (32, 8));
    assert_found(&report, Severity::Unanswered, "8 more servers were not asked");
    assert_found(&report, Severity::Unanswered, "92 more addresses were not asked");
    assert_status(&report, Status::Unanswered);
}

#[tokio::test(start_paused = true)]
async fn a_web_server_that_sends_without_end_is_not_read_to_it() {
    for answer in [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99999999\r\n\r\n".to_vec(),
        format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "y".repeat(10 << 20)).into_bytes(),
    ] {
        let mut world = World::unsigned();
        let leaf = world.leaf([dns("mx.example.com"), dns("mta-sts.example.com")]);
        world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
        world.txt("_mta-sts.example.com", "v=STSv1; id=1;");
        world.ipv4("mta-sts.example.com", "192.0.2.80");
        world.servers.add("192.0.2.80:443", direct(End::Https(tls(&[&leaf]), answer)));
        let begin = Instant::now();
        let report = world.probe(SMTP).await;
        assert!(begin.elapsed() <= Duration::from_secs(60));
        assert_ne!(report.status, Status::Good);
        assert!(service(&report).mta_sts.as_ref().unwrap().policy.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn two_probes_know_nothing_of_each_other() {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns("mx.example.com")]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    let first = world.probe(SMTP).await;
    let opened = world.servers.opened().len();
    assert_eq!(world.probe(SMTP).await, first);
    assert_eq!(world.servers.opened().len(), 2 * opened);
    assert!(matches!(session(&first).outcome, Some(srvname_net::probe::report::OutcomeReport::Unauthenticated(_))));
    assert!(!session(&first).mechanisms.iter().any(|one| matches!(one.verdict, Verdict::Unanswered(_))));
}

thread_local! {
    static TOLD: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_told_what_is_asked() {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns("mx.example.com")]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    world.txt("_mta-sts.example.com", "v=STSv1; id=1;");
    world.ipv4("mta-sts.example.com", "192.0.2.80");
    world.progress = Some(&|progress| TOLD.with_borrow_mut(|told| told.push(progress.to_string())));
    world.probe(SMTP).await;
    let told = TOLD.take();
    for line in [
        "looking up MX of example.com",
        "looking up A of mx.example.com",
        "connecting to mx.example.com at 192.0.2.25:25",
        "fetching https://mta-sts.example.com/.well-known/mta-sts.txt",
    ] {
        assert!(told.iter().any(|one| one == line), "{line}: {told:#?}");
    }
    assert!(!told.iter().any(|line| line.contains("TLSA")), "{told:#?}");
}

#[tokio::test]
async fn the_network_is_connected_to_where_it_may_be() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limit = Duration::from_secs(5);
    assert!(Network { reach: Reach::Everywhere }.open(address, limit).await.is_ok());
    let refused = Network { reach: Reach::PublicOnly }.open(address, limit).await.err().unwrap();
    assert!(refused.to_string().contains("a loopback address"), "{refused}");
}
