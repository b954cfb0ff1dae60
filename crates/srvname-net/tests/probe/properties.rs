//! Whatever servers say: a probe ends, and calls nothing good that it did not see.

use std::time::Duration;

use proptest::prelude::*;
use srvname_net::probe::Services;
use srvname_net::probe::report::{ProbedService, Report, Status};
use srvname_testkit::make::dns;
use tokio::time::Instant;

use crate::servers::{Behavior, End, direct, smtp, xmpp};
use crate::world::{World, tls};

/// What a hostile server does: octets that look like a protocol, and octets that do not.
fn behavior() -> impl Strategy<Value = Behavior> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..64),
        prop::sample::select(vec![
            "220 mx ESMTP\r\n",
            "250 STARTTLS\r\n",
            "250-x\r\n",
            "220 go\r\n",
            "* OK\r\n",
            "+OK\r\n",
            "OK\r\n",
            "<stream:stream",
            "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            "\x16\x03\x03\x00\x02\x02\x28",
            "HTTP/1.1 200 OK\r\n\r\n",
            "\x15\x03\x03\x00\x02\x02\x28",
            "\r\n",
            ">",
            "{12}\r\n",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop_oneof![
        8 => proptest::collection::vec(piece, 0..12).prop_map(|pieces| Behavior::Octets(pieces.concat())),
        1 => Just(Behavior::Silent),
        1 => Just(Behavior::Refuses),
        1 => Just(Behavior::Dialogue(Vec::new(), End::Stall)),
        1 => Just(smtp(End::Stall)),
        1 => Just(smtp(End::HangUp)),
        1 => Just(xmpp(End::HangUp)),
    ]
}

fn has_session(report: &Report) -> bool {
    let servers = report.services.iter().flat_map(|service| &service.servers);
    servers.flat_map(|server| &server.addresses).flat_map(|address| &address.sessions).any(|session| session.is_done())
}

/// What servers can have written into a report.
fn texts(report: &Report) -> Vec<&str> {
    let services = || report.services.iter();
    let servers = || services().flat_map(|service| &service.servers);
    let sessions = || servers().flat_map(|server| &server.addresses).flat_map(|address| &address.sessions);
    let findings =
        services().flat_map(|service| &service.findings).chain(servers().flat_map(|server| &server.findings));
    let of_findings = findings.map(|finding| finding.sentence.as_str());
    let of_sessions = sessions().flat_map(|session| session.greeting.iter().chain(&session.capabilities));
    let of_clients = sessions().flat_map(|session| &session.clients).map(|client| client.verdict.sentence());
    let of_mechanisms = sessions().flat_map(|session| &session.mechanisms).map(|one| one.verdict.sentence());
    of_findings.chain(of_sessions.map(String::as_str)).chain(of_clients).chain(of_mechanisms).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_probe_ends_and_nothing_is_good_without_a_session(
        behaviors in proptest::collection::vec(behavior(), 4),
        service in prop::sample::select(ProbedService::ALL.to_vec()),
        is_good_beside in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let (report, elapsed) = runtime.block_on(async {
            let mut world = World::unsigned();
            let hosts = [(0, 25, "a.example.com"), (1, 26, "b.example.com"), (2, 27, "c.example.com")];
            world.srv(service.as_str(), &hosts);
            world.mx(&hosts.map(|(preference, _, host)| (preference, host)));
            world.txt("_mta-sts.example.com", "v=STSv1; id=1;");
            let leaf = world.leaf([dns("example.com"), dns("a.example.com")]);
            for (last, host) in (1..).zip(["a.example.com", "b.example.com", "c.example.com", "mta-sts.example.com"]) {
                world.ipv4(host, &format!("192.0.2.{last}"));
            }
            for (at, behavior) in (1..).zip(&behaviors) {
                for port in [25, 26, 27, 443] {
                    world.servers.add(&format!("192.0.2.{at}:{port}"), behavior.clone());
                }
            }
            if is_good_beside {
                world.servers.add("192.0.2.1:25", direct(End::Tls(tls(&[&leaf]))));
            }
            let begin = Instant::now();
            let report = world.ask(Services::These(vec![service])).await;
            (report, begin.elapsed())
        });
        prop_assert!(elapsed <= Duration::from_secs(62), "{elapsed:?}");
        prop_assert!(report.status != Status::Good || has_session(&report));
        // Hosts that are asked are in the report, whatever they do.
        if !matches!(service, ProbedService::Smtp) {
            prop_assert_eq!(report.services[0].servers.len(), 3);
        }
        for text in texts(&report) {
            prop_assert!(!text.chars().any(char::is_control), "{text:?}");
        }
        // The other two never have a session.
        prop_assert!(report.status != Status::Good, "{:#?}", report.services[0].findings);
    }
}
