//! Mail between servers: DANE in every state of the DNS, and every way in which there is no TLS.

use srvname::delegation::dns::{BogusReason, InsecureReason, Security};
use srvname_net::probe::report::{
    AdviceKind, ClientKind, DaneStep, Exposure, Handshake, LookedUpAs, Mechanism, OutcomeReport, ProbedService,
    Reached, Severity, SniUse, Status, TlsNegotiation, Verdict,
};
use srvname_net::resolver::{
    Alias, LookupFailure, MxRecord, RecordType, Records, Response, TlsaRecord, Trust, Validator,
};
use srvname_net::tls::KeyKind;
use srvname_testkit::make::{Issued, dns};

use crate::servers::{Behavior, End, smtp, smtp_saying};
use crate::world::{
    UNSIGNED, World, assert_found, assert_status, client, findings, rsa_leaf, server, service, session, tls,
    tls_of_both_kinds, tlsa_records, verdict,
};

const OWNER: &str = "_25._tcp.mx.example.com";
const SMTP: ProbedService = ProbedService::Smtp;

/// A host with a certificate for its name.
fn good() -> (World, Issued) {
    let mut world = World::new();
    let leaf = world.leaf([dns("mx.example.com")]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    (world, leaf)
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_published_is_accepted() {
    let (mut world, leaf) = good();
    world.tlsa(OWNER, &leaf);
    let report = world.probe(SMTP).await;
    assert_status(&report, Status::Good);
    let Verdict::Holds(sentence) = verdict(&report, Mechanism::Dane) else { panic!("{:#?}", findings(&report)) };
    assert!(sentence.contains("DANE-EE"), "{sentence}");
    assert!(
        matches!(&session(&report).outcome, Some(OutcomeReport::Authenticated(line)) if line.contains("example.com"))
    );
    assert!(client(&report, ClientKind::Dane).verdict.holds());
    assert!(matches!(client(&report, ClientKind::Pkix).verdict, Verdict::NotApplicable(_)));
    assert!(matches!(server(&report).dane, DaneStep::Authenticate { usable: 1, all: 1, .. }));
    assert_eq!(session(&report).server_name.as_deref(), Some("mx.example.com"));
    let advice = &service(&report).advice;
    let tlsa = advice.iter().find(|one| matches!(&one.kind, AdviceKind::Tlsa { owner } if owner == OWNER)).unwrap();
    assert!(tlsa.is_published);
    let spki = session(&report).chain[0].spki_sha256.clone().unwrap();
    assert_eq!(tlsa.lines, [format!("{OWNER}. IN TLSA 3 1 1 {spki}")]);
    let threat = service(&report).threats.mechanisms.iter().find(|one| one.mechanism == Mechanism::Dane).unwrap();
    assert_eq!(threat.exposure, Exposure::Protected);
}

#[tokio::test(start_paused = true)]
async fn another_key_is_refused_whatever_else_holds() {
    let (mut world, _) = good();
    let other = world.root.end_entity("Another server").issue();
    world.tlsa(OWNER, &other);
    let report = world.probe(SMTP).await;
    assert_status(&report, Status::Wrong);
    let Verdict::Fails(failure) = verdict(&report, Mechanism::Dane) else { panic!("it holds") };
    assert_eq!(failure.code.as_deref(), Some("dane_no_match"));
    assert_eq!(failure.tls_rpt.as_deref(), Some("validation-failure"));
    assert!(matches!(session(&report).outcome, Some(OutcomeReport::Refused(_))));
    assert_found(&report, Severity::Error, "a client with DANE refuses the server");
    assert_found(&report, Severity::Error, "has no record for chain 0");
    assert!(verdict(&report, Mechanism::Path).holds());
    let tlsa = service(&report).advice.iter().find(|one| matches!(one.kind, AdviceKind::Tlsa { .. })).unwrap();
    assert!(!tlsa.is_published);
    let threats = &service(&report).threats;
    let dane = threats.mechanisms.iter().find(|one| one.mechanism == Mechanism::Dane).unwrap();
    assert_eq!(dane.exposure, Exposure::Exposed);
    assert!(dane.sentence.contains("stay away"), "{}", dane.sentence);
    assert!(threats.summary.contains("do not deliver"), "{}", threats.summary);
}

#[tokio::test(start_paused = true)]
async fn records_that_cannot_be_believed_or_had_are_told_apart() {
    let bogus = Response::bogus(OWNER, RecordType::Tlsa, BogusReason::SignatureExpired);
    let failed = Response::failed(OWNER, RecordType::Tlsa, LookupFailure::Refused(2));
    let indeterminate = Response::indeterminate(OWNER, RecordType::Tlsa);
    for (answer, status) in [(bogus, Status::Wrong), (failed, Status::Unanswered), (indeterminate, Status::Unanswered)]
    {
        let (mut world, _) = good();
        world.answers.push(answer);
        let report = world.probe(SMTP).await;
        assert_status(&report, status);
        assert!(matches!(server(&report).dane, DaneStep::NextHost(_)));
        let is_failure = matches!(verdict(&report, Mechanism::Dane), Verdict::Fails(_));
        assert_eq!(is_failure, status == Status::Wrong);
        assert!(!verdict(&report, Mechanism::Dane).holds());
        assert!(matches!(session(&report).outcome, Some(OutcomeReport::Refused(_))));
    }
}

#[tokio::test(start_paused = true)]
async fn insecure_records_are_not_asked_for_and_say_nothing() {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns("mx.example.com")]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    world.tlsa(OWNER, &leaf);
    let report = world.probe(SMTP).await;
    assert_status(&report, Status::Good);
    assert_eq!(server(&report).tlsa_lookups, []);
    assert!(matches!(verdict(&report, Mechanism::Dane), Verdict::NotApplicable(_)));
    assert!(matches!(session(&report).outcome, Some(OutcomeReport::Unauthenticated(_))));
    let threat = service(&report).threats.mechanisms.iter().find(|one| one.mechanism == Mechanism::Dane).unwrap();
    assert_eq!(threat.exposure, Exposure::Exposed);
    // Records of an insecure answer below secure addresses are shown, nobody uses them, and that they fit nothing is no fault.
    let (mut world, _) = good();
    let other = world.root.end_entity("Another server").issue();
    world.answers.push(Response::found(OWNER, tlsa_records(3, &other), UNSIGNED));
    let report = world.probe(SMTP).await;
    assert_found(&report, Severity::Warning, "nobody uses them");
    assert!(matches!(verdict(&report, Mechanism::Dane), Verdict::NotApplicable(_)));
    assert_status(&report, Status::Good);
}

#[tokio::test(start_paused = true)]
async fn no_usable_record_demands_tls_alone() {
    let (mut world, _) = good();
    let record = TlsaRecord { usage: 1, selector: 1, matching_type: 1, data: vec![0; 32] };
    world.found(OWNER, Records::Tlsa(vec![record]));
    let report = world.probe(SMTP).await;
    assert_status(&report, Status::Wrong);
    assert!(matches!(server(&report).dane, DaneStep::TlsWithoutAuthentication(_)));
    assert!(matches!(verdict(&report, Mechanism::Dane), Verdict::NotApplicable(_)));
}

#[tokio::test(start_paused = true)]
async fn a_trust_anchor_needs_path_dates_and_names() {
    for (name, end, holds) in [
        ("mx.example.com", "2030-01-01T00:00:00Z", true),
        ("other.example", "2030-01-01T00:00:00Z", false),
        ("mx.example.com", "2026-01-01T00:00:00Z", false),
    ] {
        let mut world = World::new();
        let anchor = Issued::root("A root of one's own");
        let leaf = anchor.end_entity("The server").san([dns(name)]).not_after(end).issue();
        world.mail_host(smtp(End::Tls(tls(&[&leaf, &anchor]))));
        world.found(OWNER, tlsa_records(2, &anchor));
        let report = world.probe(SMTP).await;
        assert_eq!(verdict(&report, Mechanism::Dane).holds(), holds, "{name} {end}");
        assert!(!verdict(&report, Mechanism::Path).holds());
        assert_status(&report, if holds { Status::Good } else { Status::Wrong });
    }
}

#[tokio::test(start_paused = true)]
async fn insecure_mx_records_prove_the_host_alone() {
    let (mut world, leaf) = good();
    world.tlsa(OWNER, &leaf);
    let mx = world.answers[0].records().unwrap().clone();
    world.answers[0] = Response::found("example.com", mx, UNSIGNED);
    let report = world.probe(SMTP).await;
    let Verdict::Holds(sentence) = verdict(&report, Mechanism::Dane) else { panic!("{:#?}", findings(&report)) };
    assert!(sentence.contains("mx.example.com"), "{sentence}");
    let DaneStep::Authenticate { claim, .. } = &server(&report).dane else { panic!("no records") };
    assert!(claim.contains("not as secure delivery to example.com"), "{claim}");
    assert_eq!(server(&report).delegation_security, Security::Insecure(InsecureReason::Unsigned));
}

#[tokio::test(start_paused = true)]
async fn every_backup_is_asked_and_one_that_fails_hides_none() {
    let mut world = World::new();
    let leaf = world.leaf([dns("mx1.example.com"), dns("mx3.example.com")]);
    world.mx(&[(10, "mx1.example.com"), (20, "mx2.example.com"), (30, "mx3.example.com")]);
    for (host, address) in [("mx1", "192.0.2.1"), ("mx2", "192.0.2.2"), ("mx3", "192.0.2.3")] {
        world.ipv4(&format!("{host}.example.com"), address);
    }
    for address in ["192.0.2.1:25", "192.0.2.3:25"] {
        world.servers.add(address, smtp(End::Tls(tls(&[&leaf]))));
    }
    let report = world.probe(SMTP).await;
    let servers = &service(&report).servers;
    let shown: Vec<_> = servers.iter().map(|server| (server.host.as_str(), server.is_backup)).collect();
    assert_eq!(shown, [("mx1.example.com", false), ("mx2.example.com", true), ("mx3.example.com", true)]);
    assert!(servers[0].addresses[0].sessions[0].is_done() && servers[2].addresses[0].sessions[0].is_done());
    assert!(matches!(servers[1].addresses[0].reached, Reached::Refused(_)));
    assert_status(&report, Status::Wrong);
}

#[tokio::test(start_paused = true)]
async fn both_kinds_of_keys_are_asked_for() {
    let mut world = World::new();
    let (elliptic, rsa) = (world.leaf([dns("mx.example.com")]), rsa_leaf(&world.root, "mx.example.com"));
    world.mail_host(smtp(End::Tls(tls_of_both_kinds(&elliptic, &rsa))));
    // The record of one key alone.
    world.tlsa(OWNER, &elliptic);
    let report = world.probe(SMTP).await;
    assert_status(&report, Status::Wrong);
    let sessions = &server(&report).addresses[0].sessions;
    let algorithm = |at: usize| sessions[at].chain[0].key.clone().unwrap();
    assert_eq!((algorithm(0).algorithm.as_str(), algorithm(0).bits), ("ECDSA P-256", Some(256)));
    assert_eq!((algorithm(1).algorithm.as_str(), algorithm(1).bits), ("RSA", Some(2048)));
    let holds =
        |at: usize| sessions[at].mechanisms.iter().any(|one| one.mechanism == Mechanism::Dane && one.verdict.holds());
    assert_eq!((holds(0), holds(1)), (true, false));
    let tlsa = service(&report).advice.iter().find(|one| matches!(one.kind, AdviceKind::Tlsa { .. })).unwrap();
    assert_eq!((tlsa.lines.len(), tlsa.is_published), (2, false));
    // A server with one kind of key is not blamed for the other.
    let (world, _) = good();
    let report = world.probe(SMTP).await;
    let sessions = &server(&report).addresses[0].sessions;
    assert_eq!(sessions[1].key, KeyKind::Rsa);
    assert!(matches!(sessions[1].handshake, Handshake::NoSuchKey(_)), "{:?}", sessions[1].handshake);
    assert!(sessions[1].clients.is_empty());
    assert_eq!(sessions[2].sni, SniUse::WithoutName);
    assert_status(&report, Status::Good);
}

#[tokio::test(start_paused = true)]
async fn a_server_without_tls_is_a_finding_of_its_own() {
    let plain = "250-mx\r\n250 SIZE 1000\r\n";
    let offered = "250-mx\r\n250 STARTTLS\r\n";
    let leaf = World::new().leaf([dns("mx.example.com")]);
    let tls = || End::Tls(tls(&[&leaf]));
    for (behavior, negotiation, status, text) in [
        (smtp_saying(plain, "", End::HangUp), "NotOffered", Status::Wrong, "does not offer TLS"),
        (smtp_saying(offered, "454 not now\r\n", End::HangUp), "Refused", Status::Wrong, "refuses to start it"),
        (
            smtp_saying(offered, "220 go\r\n250 injected\r\n", tls()),
            "Injected",
            Status::Wrong,
            "where the server must be silent",
        ),
        (
            Behavior::Dialogue(vec![("", "554 go away\r\n".into())], End::HangUp),
            "Unavailable",
            Status::Wrong,
            "talk to us",
        ),
        (Behavior::Dialogue(Vec::new(), End::Stall), "Stalled", Status::Unanswered, "keeps silent"),
        (Behavior::Octets(vec![b'2'; 10 << 20]), "TooLong", Status::Wrong, "more than is read"),
        (Behavior::Octets(b"<html>\r\n".to_vec()), "Broken", Status::Wrong, "broke off"),
        (smtp_saying(offered, "220 go\r\n", End::HangUp), "StartTls", Status::Wrong, "no TLS session"),
    ] {
        let mut world = World::unsigned();
        world.mail_host(behavior);
        let report = world.probe(SMTP).await;
        assert!(
            format!("{:?}", session(&report).negotiation).starts_with(negotiation),
            "{:?}",
            session(&report).negotiation
        );
        assert_status(&report, status);
        let severity = if status == Status::Wrong { Severity::Error } else { Severity::Unanswered };
        assert_found(&report, severity, text);
        assert!(session(&report).mechanisms.is_empty());
        let summary = &service(&report).threats.summary;
        let expected =
            if negotiation == "NotOffered" { "no server that answered offers TLS" } else { "no TLS session" };
        assert!(summary.contains(expected), "{summary}");
    }
}

#[tokio::test(start_paused = true)]
async fn dane_refuses_a_server_without_tls() {
    let mut world = World::new();
    let leaf = world.leaf([dns("mx.example.com")]);
    world.mail_host(smtp_saying("250 mx\r\n", "", End::HangUp));
    world.tlsa(OWNER, &leaf);
    let report = world.probe(SMTP).await;
    assert_eq!(session(&report).negotiation, TlsNegotiation::NotOffered);
    assert!(matches!(client(&report, ClientKind::Dane).verdict, Verdict::Fails(_)));
    assert_found(&report, Severity::Error, "a client with DANE refuses the server");
}

#[tokio::test(start_paused = true)]
async fn each_family_is_asked_and_our_own_lack_of_one_is_no_fault() {
    for (behavior, status) in
        [(Behavior::NoRoute, Status::Good), (Behavior::Refuses, Status::Wrong), (Behavior::Silent, Status::Unanswered)]
    {
        let (mut world, _) = good();
        world.ipv6("mx.example.com", "2001:db8::25");
        world.servers.add("[2001:db8::25]:25", behavior);
        let report = world.probe(SMTP).await;
        assert_status(&report, status);
        assert!(server(&report).addresses[0].sessions[0].is_done());
        assert_eq!(server(&report).addresses[1].address.to_string(), "2001:db8::25");
    }
    // Nothing but a family that we lack.
    let mut world = World::new();
    world.mx(&[(10, "mx.example.com")]);
    world.ipv6("mx.example.com", "2001:db8::25");
    world.servers.add("[2001:db8::25]:25", Behavior::NoRoute);
    assert_status(&world.probe(SMTP).await, Status::Unanswered);
}

#[tokio::test(start_paused = true)]
async fn mx_records_lead_to_hosts_to_the_domain_or_to_nobody() {
    let mut null = World::new();
    null.mx(&[(0, ".")]);
    let report = null.probe(SMTP).await;
    assert_eq!(service(&report).looked_up_as, LookedUpAs::NotOffered);
    // Nothing is wrong, and nothing is known to be good.
    assert_status(&report, Status::Unanswered);
    assert!(null.servers.opened().is_empty());

    let mut implicit = World::new();
    let leaf = implicit.leaf([dns("example.com")]);
    implicit.ipv4("example.com", "192.0.2.80");
    implicit.servers.add("192.0.2.80:25", smtp(End::Tls(tls(&[&leaf]))));
    implicit.tlsa("_25._tcp.example.com", &leaf);
    let report = implicit.probe(SMTP).await;
    assert_eq!(service(&report).looked_up_as, LookedUpAs::DomainItself);
    assert!(verdict(&report, Mechanism::Dane).holds());
    assert_status(&report, Status::Good);

    for answer in [
        Response::failed("example.com", RecordType::Mx, LookupFailure::TimedOut),
        Response::indeterminate("example.com", RecordType::Mx),
    ] {
        let mut failed = World::new();
        failed.answers.push(answer);
        let report = failed.probe(SMTP).await;
        assert!(matches!(service(&report).looked_up_as, LookedUpAs::Failed(_)));
        assert_status(&report, Status::Unanswered);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_bogus_is_an_outage_only_if_another_resolver_says_so() {
    let bogus = || Response::bogus("example.com", RecordType::Mx, BogusReason::KeyMissing);
    let records = Records::Mx(vec![MxRecord { preference: 10, exchange: "mx.example.com".into() }]);
    let servfail = Response::failed("example.com", RecordType::Mx, LookupFailure::Refused(2));
    for (second, status, text) in [
        (None, Status::Wrong, "no other resolver was asked"),
        (Some(bogus()), Status::Wrong, "everybody who validates"),
        (Some(servfail), Status::Wrong, "another resolver has no answer either"),
        (
            Some(Response::found("example.com", records, Trust::Secure)),
            Status::Unanswered,
            "another resolver has an answer",
        ),
    ] {
        let mut world = World::new();
        world.answers.push(bogus());
        world.second = second.map(|answer| vec![answer]);
        let report = world.probe(SMTP).await;
        assert_status(&report, status);
        let severity = if status == Status::Wrong { Severity::Error } else { Severity::Unanswered };
        assert_found(&report, severity, text);
        assert_eq!(service(&report).lookups[0].second_opinion.is_some(), world.second.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_of_strangers_connects_to_public_addresses_alone() {
    let (mut world, _) = good();
    world.change = |settings| settings.reach = srvname_net::connect::Reach::PublicOnly;
    let report = world.probe(SMTP).await;
    assert!(world.servers.opened().is_empty());
    assert!(matches!(server(&report).addresses[0].reached, Reached::NotTried(_)));
    assert_found(&report, Severity::Error, "an address for documentation");
    assert_ne!(report.status, Status::Good);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_up_on_one_kind_of_keys_is_not_blamed() {
    // To an RSA client it is the same whether the server says so or not.
    let mut world = World::unsigned();
    let rsa = rsa_leaf(&world.root, "mx.example.com");
    world.mail_host(smtp(End::Tls(crate::world::tls_of_rsa(&rsa))));
    let report = world.probe(SMTP).await;
    let sessions = &server(&report).addresses[0].sessions;
    assert!(matches!(sessions[0].handshake, Handshake::NoSuchKey(_)));
    assert!(sessions[1].is_done());
    assert_status(&report, Status::Good);
    let threats = &service(&report).threats;
    assert!(threats.summary.contains("nothing makes senders insist"), "{}", threats.summary);
}

#[tokio::test(start_paused = true)]
async fn the_records_of_an_alias_are_asked_for_first() {
    let mut world = World::new();
    let leaf = world.leaf([dns("host.provider.example")]);
    world.mx(&[(10, "mx.example.com")]);
    let mut addresses =
        Response::found("mx.example.com", Records::A(vec!["192.0.2.25".parse().unwrap()]), Trust::Secure);
    let alias = |security| Alias { owner: "mx.example.com".into(), target: "host.provider.example".into(), security };
    addresses.aliases = vec![alias(Security::Secure)];
    world.answers.push(addresses);
    world.servers.add("192.0.2.25:25", smtp(End::Tls(tls(&[&leaf]))));
    world.tlsa("_25._tcp.host.provider.example", &leaf);
    let report = world.probe(SMTP).await;
    let asked = |report: &srvname_net::probe::report::Report| {
        server(report).tlsa_lookups.iter().map(|one| one.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(asked(&report), ["_25._tcp.host.provider.example"]);
    assert_eq!(session(&report).server_name.as_deref(), Some("host.provider.example"));
    assert!(verdict(&report, Mechanism::Dane).holds());
    assert_status(&report, Status::Good);
    assert_eq!(server(&report).address_lookups[0].aliases[0].target, "host.provider.example");
    // Without records there, the name of the MX record is asked for as well; an answer that fails ends it.
    world.answers.pop();
    assert_eq!(asked(&world.probe(SMTP).await), ["_25._tcp.host.provider.example", OWNER]);
    let expanded = "_25._tcp.host.provider.example";
    world.answers.push(Response::failed(expanded, RecordType::Tlsa, LookupFailure::TimedOut));
    assert_eq!(asked(&world.probe(SMTP).await), [expanded]);
}

#[tokio::test(start_paused = true)]
async fn records_below_addresses_that_are_not_secure_are_not_asked_for() {
    for (addresses, status, step) in [
        (
            Response::found("mx.example.com", Records::A(vec!["192.0.2.25".parse().unwrap()]), UNSIGNED),
            Status::Good,
            "DoesNotApply",
        ),
        (Response::bogus("mx.example.com", RecordType::A, BogusReason::SignatureExpired), Status::Wrong, "NextHost"),
        (Response::failed("mx.example.com", RecordType::A, LookupFailure::TimedOut), Status::Unanswered, "NextHost"),
    ] {
        let (mut world, leaf) = good();
        world.tlsa(OWNER, &leaf);
        world.answers.push(addresses);
        let report = world.probe(SMTP).await;
        assert!(server(&report).tlsa_lookups.is_empty());
        assert!(format!("{:?}", server(&report).dane).starts_with(step), "{:?}", server(&report).dane);
        assert_status(&report, status);
    }
}

#[tokio::test(start_paused = true)]
async fn that_nobody_validates_is_said_once() {
    let mut world = World { trust: Trust::Insecure(InsecureReason::NotValidated), ..World::new() };
    let leaf = world.leaf([dns("mx.example.com")]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    let report = world.probe(SMTP).await;
    assert_eq!(report.validators, [Validator::Nobody]);
    assert_eq!(report.findings.len(), 1);
    assert_found(&report, Severity::Warning, "nobody validated");
    assert!(World::unsigned().probe(SMTP).await.findings.is_empty());
}

#[tokio::test(start_paused = true)]
async fn who_validated_is_in_the_report() {
    let (mut world, _) = good();
    let own = Validator::Own("192.0.2.53:53".parse().unwrap());
    for answer in &mut world.answers {
        answer.validator = own;
    }
    let report = world.probe(SMTP).await;
    assert_eq!(report.validators, [own]);
    assert_eq!(service(&report).lookups[0].validator, own);
}

#[tokio::test(start_paused = true)]
async fn what_others_may_validate_is_said_to_be_signed() {
    let lacking = Trust::Insecure(InsecureReason::UnsupportedAlgorithm);
    let mut world = World { trust: lacking, ..World::new() };
    let leaf = world.leaf([dns("mx.example.com")]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    let report = world.probe(SMTP).await;
    assert_found(&report, Severity::Warning, "MX is insecure: the validator lacks the algorithm");
    assert_status(&report, Status::Good);
    let service = service(&report);
    let dane = service.threats.mechanisms.iter().find(|threat| threat.mechanism == Mechanism::Dane).expect("DANE");
    assert_eq!(dane.exposure, Exposure::Unknown, "{dane:?}");
    assert!(service.threats.summary.contains("could not be found out here"), "{}", service.threats.summary);
    let tlsa = service.advice.iter().find(|one| matches!(one.kind, AdviceKind::Tlsa { .. })).expect("records");
    assert!(tlsa.sentence.starts_with("if the zone of"), "{}", tlsa.sentence);
}

#[tokio::test(start_paused = true)]
async fn a_denial_that_others_may_validate_is_said_to_be_one() {
    let (mut world, _) = good();
    let trust = Trust::Insecure(InsecureReason::Nsec3Iterations);
    world.answers.push(Response::no_data("mx.example.com", RecordType::Aaaa, trust));
    let report = world.probe(SMTP).await;
    assert_found(&report, Severity::Warning, "that there is no AAAA is insecure");
}
