//! XMPP: names, POSH, direct TLS, what comes with another SNI, and the certificate as a client's.

use srvname::certificate::Certificate;
use srvname::delegation::dns::BogusReason;
use srvname::delegation::posh::{Descriptor, HashFunction};
use srvname_algorithms::AwsLcDigests;
use srvname_net::probe::report::{
    AdviceKind, ClientKind, Exposure, FetchOutcome, Handshake, ListedIn, LookedUpAs, Mechanism, OutcomeReport,
    ProbedService, Severity, SniUse, Status, TlsNegotiation, TlsStart, Verdict,
};
use srvname_net::resolver::{LookupFailure, RecordType, Response, Trust};
use srvname_testkit::make::{Draft, Extension, GeneralName, Issued, dns, oid, srv};

use crate::servers::{Behavior, End, direct, page, xmpp};
use crate::world::{
    MOMENT, UNSIGNED, World, assert_found, assert_status, client, server, service, session, tls, tls_with_alpn, verdict,
};

const CLIENT: ProbedService = ProbedService::XmppClient;

/// A server at xmpp.hosting.example with these names in its certificate.
fn with_names(trust: Trust, names: impl IntoIterator<Item = GeneralName>) -> World {
    let mut world = World { trust, ..World::new() };
    let leaf = world.leaf(names);
    at_host(&mut world, xmpp(End::Tls(tls(&[&leaf]))));
    world
}

fn at_host(world: &mut World, behavior: Behavior) {
    world.srv("xmpp-client", &[(0, 5222, "xmpp.hosting.example")]);
    world.ipv4("xmpp.hosting.example", "192.0.2.52");
    world.servers.add("192.0.2.52:5222", behavior);
}

#[tokio::test(start_paused = true)]
async fn each_name_is_judged_by_itself() {
    for (trust, name, holds, pkix, status) in [
        (UNSIGNED, srv("_xmpp-client.example.com"), Mechanism::SrvId, true, Status::Wrong),
        (UNSIGNED, dns("example.com"), Mechanism::DnsId, true, Status::Good),
        (Trust::Secure, dns("xmpp.hosting.example"), Mechanism::Target, true, Status::Good),
        (UNSIGNED, dns("xmpp.hosting.example"), Mechanism::Path, false, Status::Wrong),
        (UNSIGNED, srv("_xmpp-server.example.com"), Mechanism::Path, false, Status::Wrong),
        (UNSIGNED, dns("other.example"), Mechanism::Path, false, Status::Wrong),
    ] {
        let world = with_names(trust, [name.clone()]);
        let report = world.probe(CLIENT).await;
        for mechanism in [Mechanism::SrvId, Mechanism::DnsId, Mechanism::Target] {
            assert_eq!(verdict(&report, mechanism).holds(), mechanism == holds, "{mechanism} {:?}", name.der());
        }
        assert_eq!(client(&report, ClientKind::Pkix).verdict.holds(), pkix);
        // The root of the tests has no constraints, so an SRVName straight below it is accepted.
        let status = if holds == Mechanism::SrvId { Status::Good } else { status };
        assert_status(&report, status);
        assert!(verdict(&report, Mechanism::Path).holds());
    }
}

#[tokio::test(start_paused = true)]
async fn a_target_counts_only_where_the_way_is_secure() {
    let report = with_names(UNSIGNED, [dns("xmpp.hosting.example")]).probe(CLIENT).await;
    assert!(matches!(verdict(&report, Mechanism::Target), Verdict::NotApplicable(_)));
    assert_found(&report, Severity::Error, "refuses the server");
    let failure = match &client(&report, ClientKind::Pkix).verdict {
        Verdict::Fails(failure) => failure,
        other => panic!("{other:?}"),
    };
    assert_eq!(failure.code.as_deref(), Some("no_matching_identifier"));
    assert!(!failure.advice.is_empty());
}

#[tokio::test(start_paused = true)]
async fn clients_that_take_srv_names_alone_count_if_they_are_asked_for() {
    let mut world = with_names(UNSIGNED, [dns("example.com")]);
    assert_status(&world.probe(CLIENT).await, Status::Good);
    world.clients = Some(&[ClientKind::SrvIdAlone]);
    let report = world.probe(CLIENT).await;
    assert_status(&report, Status::Wrong);
    let advice = service(&report).advice.iter().find(|one| one.kind == AdviceKind::SrvName).unwrap();
    assert_eq!((advice.lines.as_slice(), advice.is_published), (&["_xmpp-client.example.com".to_owned()][..], false));
    let world = with_names(UNSIGNED, [srv("_xmpp-client.example.com")]);
    let report = World { clients: Some(&[ClientKind::SrvIdAlone]), ..world }.probe(CLIENT).await;
    assert_status(&report, Status::Good);
    let threat = service(&report).threats.mechanisms.iter().find(|one| one.mechanism == Mechanism::SrvId).unwrap();
    assert_eq!(threat.exposure, Exposure::Protected);
}

#[tokio::test(start_paused = true)]
async fn the_rule_about_constrained_cas_is_the_librarys() {
    let mut world = World::unsigned();
    let sub_ca = world.root.sub_ca("A CA that lists nothing").issue();
    let leaf = sub_ca.end_entity("x").san([srv("_xmpp-client.example.com")]).issue();
    at_host(&mut world, xmpp(End::Tls(tls(&[&leaf, &sub_ca]))));
    let report = world.probe(CLIENT).await;
    let Verdict::Fails(failure) = verdict(&report, Mechanism::SrvId) else { panic!("it holds") };
    assert_eq!(failure.code.as_deref(), Some("ca_lacks_srv_constraints"));
}

#[tokio::test(start_paused = true)]
async fn records_of_an_srv_service_are_judged_in_every_state() {
    let owner = "_5222._tcp.xmpp.hosting.example";
    let none = |_: &mut World, _: &Issued| {};
    let own = |world: &mut World, leaf: &Issued| world.tlsa("_5222._tcp.xmpp.hosting.example", leaf);
    let foreign = |world: &mut World, _: &Issued| {
        let other = world.root.end_entity("Another").issue();
        world.tlsa("_5222._tcp.xmpp.hosting.example", &other);
    };
    for (records, word) in [(none as fn(&mut World, &Issued), "not-applicable"), (own, "holds"), (foreign, "fails")] {
        let mut world = World::new();
        let leaf = world.leaf([dns("example.com")]);
        at_host(&mut world, xmpp(End::Tls(tls(&[&leaf]))));
        records(&mut world, &leaf);
        let report = world.probe(CLIENT).await;
        assert_eq!(verdict(&report, Mechanism::Dane).as_str(), word);
        // XMPP sends the domain, whatever the records say.
        assert_eq!(session(&report).server_name.as_deref(), Some("example.com"));
    }
    for (answer, word) in [
        (Response::bogus(owner, RecordType::Tlsa, BogusReason::Unspecified), "fails"),
        (Response::failed(owner, RecordType::Tlsa, LookupFailure::Malformed), "unanswered"),
    ] {
        let mut world = with_names(Trust::Secure, [dns("example.com")]);
        world.answers.push(answer);
        assert_eq!(verdict(&world.probe(CLIENT).await, Mechanism::Dane).as_str(), word);
    }
    // Insecure records name the server: nothing is asked for.
    let report = with_names(UNSIGNED, [dns("example.com")]).probe(CLIENT).await;
    assert_eq!(verdict(&report, Mechanism::Dane).as_str(), "not-applicable");
    assert!(server(&report).tlsa_lookups.is_empty());
}

/// A self-signed server, and the web site of the domain with this answer.
fn with_document(answer: Vec<u8>) -> World {
    let mut world = World::unsigned();
    at_host(&mut world, xmpp(End::Tls(tls(&[&own()]))));
    web(&mut world, answer);
    world
}

fn own() -> Issued {
    Issued::root("Another root").end_entity("x").san([dns("hosting.example")]).issue()
}

fn web(world: &mut World, answer: Vec<u8>) {
    let leaf = world.leaf([dns("example.com")]);
    world.ipv4("example.com", "192.0.2.80");
    world.servers.add("192.0.2.80:443", direct(End::Https(tls(&[&leaf]), answer)));
}

fn document(leaf: &Issued) -> String {
    let certificate = Certificate::from_der(leaf.der()).unwrap();
    let descriptor = Descriptor::of_certificate(&certificate, &[HashFunction::Sha256], &AwsLcDigests);
    let lifetime = srvname::delegation::posh::Lifetime::from_seconds(86_400).unwrap();
    let document = srvname::delegation::posh::FingerprintsDocument::new(vec![descriptor], lifetime).unwrap();
    srvname::delegation::posh::Document::Fingerprints(document).to_json()
}

#[tokio::test(start_paused = true)]
async fn a_document_stands_in_for_path_and_names() {
    let json = "Content-Type: application/json\r\n";
    let report = with_document(page("200 OK", json, &document(&own()))).probe(CLIENT).await;
    assert!(verdict(&report, Mechanism::Posh).holds());
    assert!(client(&report, ClientKind::Posh).verdict.holds());
    assert!(matches!(client(&report, ClientKind::Pkix).verdict, Verdict::Fails(_)));
    assert!(matches!(session(&report).outcome, Some(OutcomeReport::Authenticated(_))));
    let posh = service(&report).posh.as_ref().unwrap();
    assert_eq!(posh.url, "https://example.com/.well-known/posh/xmpp-client.json");
    assert_eq!(
        posh.document.as_ref().unwrap().fingerprints[0],
        format!("sha-256 {}", session(&report).chain[0].sha256)
    );
    // Any status of success will do, and another certificate will not.
    let report = with_document(page("203 Other", json, &document(&own()))).probe(CLIENT).await;
    assert!(verdict(&report, Mechanism::Posh).holds());
    let other = Issued::root("Another root").end_entity("y").issue();
    let report = with_document(page("200 OK", json, &document(&other))).probe(CLIENT).await;
    assert!(matches!(verdict(&report, Mechanism::Posh), Verdict::Fails(_)));
}

#[tokio::test(start_paused = true)]
async fn documents_that_are_not_there_wrong_or_out_of_reach_are_told_apart() {
    let json = "Content-Type: application/json\r\n";
    for (answer, word, fault) in [
        (page("404 Not Found", json, ""), "not-applicable", false),
        (page("200 OK", json, "{"), "not-applicable", true),
        (page("200 OK", json, &format!("{{\"x\":\"{}\"}}", "y".repeat(10 << 20))), "not-applicable", true),
        (page("500 Error", json, ""), "not-applicable", true),
        (page("302 Found", "Location: http://example.com/x\r\n", ""), "not-applicable", true),
        (b"nonsense".to_vec(), "unanswered", false),
    ] {
        let report = with_document(answer).probe(CLIENT).await;
        assert_eq!(verdict(&report, Mechanism::Posh).as_str(), word);
        let posh = service(&report).posh.as_ref().unwrap();
        assert_eq!((posh.fault.is_some(), posh.is_unanswered), (fault, word == "unanswered"), "{posh:?}");
        assert_eq!(posh.fetches.len(), 1);
    }
    // A domain without a web server publishes none.
    let report = with_names(UNSIGNED, [dns("example.com")]).probe(CLIENT).await;
    assert_eq!(verdict(&report, Mechanism::Posh).as_str(), "not-applicable");
}

#[tokio::test(start_paused = true)]
async fn a_web_server_of_somebody_else_has_no_document() {
    let stranger = Issued::root("A root that nobody trusts");
    for leaf in [stranger.end_entity("x").san([dns("example.com")]).issue(), World::new().leaf([dns("other.example")])]
    {
        for (answer, fault) in [(page("200 OK", "", &document(&own())), true), (page("404 Not Found", "", ""), false)] {
            let mut world = World::unsigned();
            at_host(&mut world, xmpp(End::Tls(tls(&[&own()]))));
            world.ipv4("example.com", "192.0.2.80");
            world.servers.add("192.0.2.80:443", direct(End::Https(tls(&[&leaf]), answer)));
            let report = world.probe(CLIENT).await;
            assert_eq!(verdict(&report, Mechanism::Posh).as_str(), "not-applicable");
            let posh = service(&report).posh.as_ref().unwrap();
            assert_eq!((posh.document.is_some(), posh.fault.is_some()), (false, fault));
            assert!(matches!(posh.fetches[0].outcome, FetchOutcome::Refused { .. }));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn redirects_and_one_reference_are_followed() {
    // The server redirects to itself, and is asked eleven times in all (RFC 7711 §10).
    let to_itself = "Location: https://example.com/.well-known/posh/xmpp-client.json\r\n";
    let report = with_document(page("302 Found", to_itself, "")).probe(CLIENT).await;
    let posh = service(&report).posh.as_ref().unwrap();
    assert_eq!(posh.fetches.len(), 11);
    assert!(matches!(posh.fetches[0].outcome, FetchOutcome::Redirect(_)));
    assert!(matches!(posh.fetches[10].outcome, FetchOutcome::Refused { .. }));
    let reference = r#"{"url":"https://hosting.example/posh.json","expires":60}"#;
    for (body, holds) in [(document(&own()), true), (reference.to_owned(), false)] {
        let mut world = with_document(page("200 OK", "", reference));
        let leaf = world.leaf([dns("hosting.example")]);
        world.ipv4("hosting.example", "192.0.2.81");
        world.servers.add("192.0.2.81:443", direct(End::Https(tls(&[&leaf]), page("200 OK", "", &body))));
        let report = world.probe(CLIENT).await;
        assert_eq!(verdict(&report, Mechanism::Posh).holds(), holds);
        let posh = service(&report).posh.as_ref().unwrap();
        assert_eq!(posh.fetches.len(), 2);
        if holds {
            let found = posh.document.as_ref().unwrap();
            assert_eq!((found.expires, found.via.as_deref()), (60, Some("https://hosting.example/posh.json")));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn direct_tls_is_found_and_offers_its_protocol() {
    let mut world = with_names(UNSIGNED, [dns("example.com")]);
    let leaf = world.leaf([dns("example.com")]);
    world.srv("xmpps-client", &[(5, 443, "xmpp.hosting.example")]);
    world.servers.add("192.0.2.52:443", direct(End::Tls(tls_with_alpn(&[&leaf], &["xmpp-client"]))));
    let report = world.probe(CLIENT).await;
    assert_status(&report, Status::Good);
    let servers = &service(&report).servers;
    assert_eq!((servers[0].tls, servers[1].tls), (TlsStart::StartTls, TlsStart::Direct));
    assert!(servers[1].is_backup);
    let direct = &servers[1].addresses[0].sessions[0];
    assert!(matches!(&direct.handshake, Handshake::Done { alpn: Some(alpn), .. } if alpn == "xmpp-client"));
    assert_eq!(direct.negotiation, TlsNegotiation::Direct);
    assert!(direct.mechanisms.iter().any(|one| one.mechanism == Mechanism::DnsId && one.verdict.holds()));
}

#[tokio::test(start_paused = true)]
async fn without_records_clients_go_to_the_domain_itself() {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns("example.com")]);
    world.ipv4("example.com", "192.0.2.1");
    world.servers.add("192.0.2.1:5222", xmpp(End::Tls(tls(&[&leaf]))));
    let report = world.probe(CLIENT).await;
    assert_eq!(service(&report).looked_up_as, LookedUpAs::DomainItself);
    assert_eq!(server(&report).listed_in, ListedIn::Fallback);
    assert!(verdict(&report, Mechanism::DnsId).holds());
    let mut refused = World::unsigned();
    refused.srv("xmpp-client", &[(0, 0, ".")]);
    let report = refused.probe(CLIENT).await;
    assert_eq!(service(&report).looked_up_as, LookedUpAs::NotOffered);
    assert!(refused.servers.opened().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_comes_with_another_name_is_shown_and_does_not_count() {
    let mut world = World::unsigned();
    let (own, other) = (world.leaf([dns("example.com")]), world.leaf([dns("hosting.example")]));
    at_host(&mut world, xmpp(End::Tls(crate::world::tls_by_name("example.com", &own, &other))));
    let report = world.probe(CLIENT).await;
    let sessions = &server(&report).addresses[0].sessions;
    let shown: Vec<_> = sessions.iter().map(|one| (one.sni, one.server_name.as_deref())).collect();
    assert_eq!(
        shown,
        [
            (SniUse::AsClientsDo, Some("example.com")),
            (SniUse::AsClientsDo, Some("example.com")),
            (SniUse::WithoutName, None),
            (SniUse::NameOfHost, Some("xmpp.hosting.example")),
        ]
    );
    assert_eq!(sessions[3].chain[0].names[0].value, "hosting.example");
    assert!(sessions[3].clients.is_empty() && !sessions[3].mechanisms.is_empty());
    assert_found(&report, Severity::Notice, "without SNI the server sends another certificate");
    assert_found(&report, Severity::Notice, "with xmpp.hosting.example as SNI the server sends another certificate");
    assert_status(&report, Status::Good);
}

#[tokio::test(start_paused = true)]
async fn a_server_is_a_client_elsewhere() {
    let both = [oid::SERVER_AUTH, oid::CLIENT_AUTH];
    for (purposes, usage, word) in [
        (&both[..1], "servers, not clients", "that is for servers alone"),
        (&both[..], "servers and clients", "as a client it is accepted as example.com"),
    ] {
        let mut world = World::unsigned();
        let draft = world.root.end_entity("x").san([dns("example.com")]);
        let leaf = draft.extended_key_usage(purposes.iter().copied()).issue();
        world.srv("xmpp-server", &[(0, 5269, "xmpp.hosting.example")]);
        world.ipv4("xmpp.hosting.example", "192.0.2.52");
        world.servers.add("192.0.2.52:5269", xmpp(End::Tls(tls(&[&leaf]))));
        let report = world.probe(ProbedService::XmppServer).await;
        let Some(Verdict::Holds(sentence)) = &session(&report).as_client else { panic!("it fails") };
        assert!(sentence.contains(word), "{sentence}");
        assert_eq!(session(&report).chain[0].usage, usage);
        assert_status(&report, Status::Good);
    }
    let report = with_names(UNSIGNED, [dns("example.com")]).probe(CLIENT).await;
    assert_eq!(session(&report).as_client, None);
}

#[tokio::test(start_paused = true)]
async fn a_certificate_that_ends_soon_is_a_warning() {
    for (end, days, text) in [
        ("2026-06-11T00:00:00Z", 10, Some("expires in 10 days")),
        ("2026-05-31T00:00:00Z", -1, Some("has expired")),
        ("2026-12-01T00:00:00Z", 183, None),
    ] {
        let mut world = World::unsigned();
        let leaf = world.root.end_entity("x").san([dns("example.com")]).not_after(end).issue();
        at_host(&mut world, xmpp(End::Tls(tls(&[&leaf]))));
        let report = world.probe(CLIENT).await;
        assert_eq!((report.moment, session(&report).chain[0].days_left), (MOMENT, Some(days)));
        if let Some(text) = text {
            assert_found(&report, Severity::Warning, text);
        }
        assert_status(&report, if days < 0 { Status::Wrong } else { Status::Good });
    }
}

/// A certificate of the world's root that is wrong in one way, and what the library calls that.
fn wrong_certificates() -> Vec<(fn(&Issued) -> Issued, &'static str)> {
    vec![
        (|root| named(root).not_after("2026-01-01T00:00:00Z").issue(), "expired"),
        (|root| named(root).not_before("2027-01-01T00:00:00Z").issue(), "not_yet_valid"),
        (|root| named(root).extended_key_usage([oid::CLIENT_AUTH]).issue(), "extended_key_usage"),
        (|root| named(root).corrupt_signature().issue(), "bad_signature"),
        (|_| named(&Issued::root("A root that nobody trusts")).issue(), "unknown_issuer"),
        (
            |root| root.end_entity("x").san([dns("www.example.com"), srv("_imap.example.com")]).issue(),
            "no_matching_identifier",
        ),
        (|root| root.end_entity("x").issue(), "no_matching_identifier"),
        (|root| named(root).extension(Extension::new("1.2.3.4", true, &[5, 0])).issue(), "unknown_critical_extension"),
    ]
}

fn named(issuer: &Issued) -> Draft {
    issuer.end_entity("x").san([dns("example.com"), srv("_xmpp-client.example.com")])
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_certificate_has_the_librarys_code() {
    for (make, code) in wrong_certificates() {
        let mut world = World::unsigned();
        let leaf = make(&world.root);
        at_host(&mut world, xmpp(End::Tls(tls(&[&leaf]))));
        let report = world.probe(CLIENT).await;
        for mechanism in [Mechanism::SrvId, Mechanism::DnsId] {
            let Verdict::Fails(failure) = verdict(&report, mechanism) else { panic!("{code}: it holds") };
            assert_eq!(failure.code.as_deref(), Some(code));
            assert!(failure.section.is_some() && !failure.reason.ends_with(']'), "{failure:?}");
        }
        assert!(matches!(&client(&report, ClientKind::Pkix).verdict, Verdict::Fails(_)));
        assert!(matches!(session(&report).outcome, Some(OutcomeReport::Refused(_))));
        assert_status(&report, Status::Wrong);
    }
}

#[tokio::test(start_paused = true)]
async fn records_that_name_the_server_can_fail_too() {
    let owner = "_xmpp-client._tcp.example.com";
    for (answer, status) in [
        (Response::bogus(owner, RecordType::Srv, BogusReason::DenialMissing), Status::Wrong),
        (Response::indeterminate(owner, RecordType::Srv), Status::Unanswered),
        (Response::failed(owner, RecordType::Srv, LookupFailure::Refused(5)), Status::Unanswered),
    ] {
        let mut world = World::new();
        world.answers.push(answer);
        let report = world.probe(CLIENT).await;
        assert!(matches!(service(&report).looked_up_as, LookedUpAs::Failed(_)));
        assert!(service(&report).servers.is_empty() && world.servers.opened().is_empty());
        assert_status(&report, status);
    }
}

#[tokio::test(start_paused = true)]
async fn a_web_server_that_cannot_be_looked_up_leaves_the_question_open() {
    for answer in [
        Response::bogus("example.com", RecordType::A, BogusReason::KeyMissing),
        Response::failed("example.com", RecordType::A, LookupFailure::TimedOut),
    ] {
        let mut world = with_names(UNSIGNED, [dns("example.com")]);
        world.answers.push(answer);
        let report = world.probe(CLIENT).await;
        assert_eq!(verdict(&report, Mechanism::Posh).as_str(), "unanswered");
        assert!(service(&report).posh.as_ref().unwrap().is_unanswered);
    }
}
