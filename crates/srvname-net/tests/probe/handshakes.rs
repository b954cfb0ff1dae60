//! Handshakes that come to nothing, and what that says of a server.

use srvname_net::probe::report::{Handshake, ProbedService, Severity, Status, TlsNegotiation};
use srvname_net::tls::KeyKind;
use srvname_testkit::make::dns;

use crate::servers::{Behavior, End, direct, smtp};
use crate::world::{DOMAIN, World, assert_found, assert_status, findings, server, tls};

#[tokio::test(start_paused = true)]
async fn silence_is_no_refusal_however_tls_begins() {
    let cases: [(ProbedService, u16, Behavior); 2] =
        [(ProbedService::Submission, 587, smtp(End::Stall)), (ProbedService::Submissions, 465, direct(End::Stall))];
    for (service, port, behavior) in cases {
        let mut world = World::unsigned();
        world.srv(service.as_str(), &[(0, port, "mail.example.com")]);
        world.ipv4("mail.example.com", "192.0.2.25");
        world.servers.add(&format!("192.0.2.25:{port}"), behavior);
        let report = world.probe(service).await;
        let sessions = &server(&report).addresses[0].sessions;
        assert!(
            matches!(sessions[0].negotiation, TlsNegotiation::Stalled(_)),
            "{service}: {:?}",
            sessions[0].negotiation
        );
        assert_eq!(sessions.len(), 1, "{service}: whoever is silent once is not asked for another key");
        assert_status(&report, Status::Unanswered);
        assert_found(&report, Severity::Unanswered, "the handshake took more than 10 s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_up_for_want_of_a_key_is_not_broken() {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns(DOMAIN)]);
    world.srv("imaps", &[(0, 993, "mail.example.com")]);
    world.ipv4("mail.example.com", "192.0.2.25");
    world.servers.add("192.0.2.25:993", direct(End::TlsForEcdsa(tls(&[&leaf]))));
    let report = world.probe(ProbedService::Imaps).await;
    let sessions = &server(&report).addresses[0].sessions;
    assert_eq!(sessions[1].key, KeyKind::Rsa);
    assert!(matches!(sessions[1].handshake, Handshake::NoSuchKey(_)), "{:?}", sessions[1].handshake);
    assert!(findings(&report).iter().all(|finding| finding.severity < Severity::Error), "{:#?}", findings(&report));
    assert_status(&report, Status::Good);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_always_hangs_up_is_broken() {
    let mut world = World::unsigned();
    world.srv("imaps", &[(0, 993, "mail.example.com")]);
    world.ipv4("mail.example.com", "192.0.2.25");
    world.servers.add("192.0.2.25:993", direct(End::HangUp));
    let report = world.probe(ProbedService::Imaps).await;
    assert_status(&report, Status::Wrong);
    assert_found(&report, Severity::Error, "the server hung up during the handshake");
}
