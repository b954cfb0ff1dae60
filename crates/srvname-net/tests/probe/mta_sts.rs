//! MTA-STS: the record, the fetch, the policy, and what it says of each host.

use srvname::delegation::dns::BogusReason;
use srvname::delegation::mta_sts::StsMode;
use srvname_net::probe::report::{
    AdviceKind, ClientKind, Exposure, FetchOutcome, Mechanism, OutcomeReport, PolicyMatch, ProbedService, RecordState,
    Report, Severity, Status, Verdict,
};
use srvname_net::resolver::{LookupFailure, RecordType, Records, Response};
use srvname_testkit::make::{Issued, dns};

use crate::servers::{Behavior, End, direct, page, smtp};
use crate::world::{World, assert_found, assert_status, client, server, service, session, tls, verdict};

const RECORD: &str = "_mta-sts.example.com";
const HOST: &str = "mta-sts.example.com";
const ENFORCE: &str = "version: STSv1\r\nmode: enforce\r\nmx: mx.example.com\r\nmax_age: 604800\r\n";
const PLAIN: &str = "Content-Type: text/plain\r\n";

fn policy(mode: &str, mx: &str) -> Vec<u8> {
    page("200 OK", PLAIN, &format!("version: STSv1\nmode: {mode}\nmx: {mx}\nmax_age: 604800\n"))
}

/// A host whose certificate is for this name, without anything on the web. The zone is not signed, as usual.
fn mail(name: &str) -> World {
    let mut world = World::unsigned();
    let leaf = world.leaf([dns(name)]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    world
}

/// [`mail`] with a record, and a policy host that gives this answer.
fn with_answer(name: &str, answer: Vec<u8>) -> World {
    let mut world = mail(name);
    let leaf = world.leaf([dns(HOST)]);
    serve(&mut world, &leaf, answer);
    world
}

fn serve(world: &mut World, leaf: &Issued, answer: Vec<u8>) {
    world.txt(RECORD, "v=STSv1; id=20260101;");
    world.ipv4(HOST, "192.0.2.80");
    world.servers.add("192.0.2.80:443", direct(End::Https(tls(&[leaf]), answer)));
}

async fn probe(world: &World) -> Report {
    world.probe(ProbedService::Smtp).await
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_allows_the_host_holds_with_its_certificate() {
    let world = with_answer("mx.example.com", page("200 OK", PLAIN, ENFORCE));
    let report = probe(&world).await;
    assert_status(&report, Status::Good);
    assert!(verdict(&report, Mechanism::MtaSts).holds());
    assert!(client(&report, ClientKind::MtaSts).verdict.holds());
    assert_eq!(server(&report).policy_match, Some(PolicyMatch::Pattern("mx.example.com".into())));
    let sts = service(&report).mta_sts.as_ref().unwrap();
    assert!(matches!(&sts.record, RecordState::Found { id, .. } if id == "20260101"));
    let found = sts.policy.as_ref().unwrap();
    assert_eq!(
        (found.mode, found.max_age, found.mx.as_slice()),
        (StsMode::Enforce, 604_800, &["mx.example.com".into()][..])
    );
    assert_eq!(sts.fetches[0].outcome, FetchOutcome::Taken);
    assert_eq!(sts.fetches[0].status, Some(200));
    assert!(sts.fetches[0].certificate.as_ref().unwrap().holds());
    assert!(
        matches!(&session(&report).outcome, Some(OutcomeReport::Authenticated(_))),
        "{:?}",
        session(&report).outcome
    );
    let is_policy = |kind: &AdviceKind| matches!(kind, AdviceKind::MtaStsPolicy { .. });
    assert!(!service(&report).advice.iter().any(|one| is_policy(&one.kind)), "nothing is left to publish");
}

#[tokio::test(start_paused = true)]
async fn a_policy_fails_by_its_pattern_or_by_the_certificate() {
    for (name, mx, tls_rpt, text) in [
        ("mx.example.com", "other.example.com", "certificate-host-mismatch", "no mx of the policy is mx.example.com"),
        ("other.example", "mx.example.com", "certificate-host-mismatch", "allows mx.example.com"),
        ("example.com", "*.example.com", "certificate-host-mismatch", "allows mx.example.com by `*.example.com`"),
    ] {
        let report = probe(&with_answer(name, policy("enforce", mx))).await;
        let Verdict::Fails(failure) = verdict(&report, Mechanism::MtaSts) else { panic!("it holds") };
        assert_eq!(failure.tls_rpt.as_deref(), Some(tls_rpt));
        assert!(failure.reason.contains(text), "{}", failure.reason);
        assert_status(&report, Status::Wrong);
        assert_found(&report, Severity::Error, "a mail server with MTA-STS refuses the server");
        assert!(matches!(session(&report).outcome, Some(OutcomeReport::Refused(_))));
    }
}

#[tokio::test(start_paused = true)]
async fn an_expired_and_a_strange_certificate_are_reported_by_their_names() {
    let stranger = Issued::root("A root that nobody trusts");
    for (leaf, tls_rpt, code, certificate) in [
        (
            |world: &World| {
                world.root.end_entity("x").san([dns("mx.example.com")]).not_after("2026-01-01T00:00:00Z").issue()
            },
            "certificate-expired",
            "expired",
            0,
        ),
        (
            |_: &World| Issued::root("A root that nobody trusts").end_entity("x").san([dns("mx.example.com")]).issue(),
            "certificate-not-trusted",
            "unknown_issuer",
            // The root that was sent has no issuer here.
            1,
        ),
    ] as [(fn(&World) -> Issued, &str, &str, u32); 2]
    {
        let mut world = World::unsigned();
        let own = leaf(&world);
        world.mail_host(smtp(End::Tls(tls(&[&own, &stranger]))));
        let web = world.leaf([dns(HOST)]);
        serve(&mut world, &web, page("200 OK", PLAIN, ENFORCE));
        let report = probe(&world).await;
        let Verdict::Fails(failure) = verdict(&report, Mechanism::MtaSts) else { panic!("it holds") };
        assert_eq!((failure.tls_rpt.as_deref(), failure.code.as_deref()), (Some(tls_rpt), Some(code)));
        assert_eq!(failure.certificate, Some(certificate));
    }
}

#[tokio::test(start_paused = true)]
async fn testing_reports_and_delivers_and_none_says_nothing() {
    let report = probe(&with_answer("other.example", policy("testing", "mx.example.com"))).await;
    assert_status(&report, Status::Good);
    assert!(matches!(verdict(&report, Mechanism::MtaSts), Verdict::Fails(_)));
    assert!(client(&report, ClientKind::MtaSts).verdict.holds());
    assert_found(&report, Severity::Warning, "the policy is in testing, and does not hold");
    // A certificate that holds is enforced by nobody either.
    let report = probe(&with_answer("mx.example.com", policy("testing", "mx.example.com"))).await;
    assert!(verdict(&report, Mechanism::MtaSts).holds());
    let threat = service(&report).threats.mechanisms.iter().find(|one| one.mechanism == Mechanism::MtaSts).unwrap();
    assert_eq!(threat.exposure, Exposure::Exposed);
    let report =
        probe(&with_answer("other.example", page("200 OK", PLAIN, "version: STSv1\nmode: none\nmax_age: 1\n"))).await;
    assert!(matches!(verdict(&report, Mechanism::MtaSts), Verdict::NotApplicable(_)));
    assert_eq!(server(&report).policy_match, Some(PolicyMatch::NotApplicable));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_to_be_used_is_shown_and_said() {
    let redirect = page("301 Moved", "Location: https://www.example.com/\r\n", "gone");
    for (answer, status, text) in [
        (redirect, Some(301), "https://www.example.com/"),
        (page("404 Not Found", PLAIN, "no such file"), Some(404), "404"),
        (page("201 Created", PLAIN, ENFORCE), Some(201), "201"),
        (page("200 OK", "Content-Type: text/html\r\n", ENFORCE), Some(200), "text/html"),
        (page("200 OK", PLAIN, "version: STSv1\nmode: enforce\nmx: *\nmax_age: 1\n"), Some(200), "mx"),
        (page("200 OK", PLAIN, &"x".repeat(10 << 20)), Some(200), "64"),
    ] {
        let report = probe(&with_answer("mx.example.com", answer)).await;
        let sts = service(&report).mta_sts.as_ref().unwrap();
        let FetchOutcome::Refused { reason, section } = &sts.fetches[0].outcome else { panic!("{:?}", sts.fetches[0]) };
        assert!(reason.contains(text), "{reason}");
        assert!(section.is_some());
        assert_eq!(sts.fetches[0].status, status);
        assert!(sts.fetches[0].body.is_some());
        assert_eq!(sts.policy, None);
        assert!(matches!(verdict(&report, Mechanism::MtaSts), Verdict::NotApplicable(_)));
        assert_status(&report, Status::Wrong);
        // Redirects are not followed.
        assert_eq!(report.services[0].mta_sts.as_ref().unwrap().fetches.len(), 1);
    }
    let report = probe(&with_answer("mx.example.com", page("404 Not Found", PLAIN, "no such file"))).await;
    let body = service(&report).mta_sts.as_ref().unwrap().fetches[0].body.clone().unwrap();
    assert_eq!((body.text.as_str(), body.octets, body.is_complete), ("no such file", 12, true));
}

#[tokio::test(start_paused = true)]
async fn a_policy_host_with_another_certificate_has_no_policy() {
    let stranger = Issued::root("A root that nobody trusts");
    for leaf in [stranger.end_entity("x").san([dns(HOST)]).issue(), World::new().leaf([dns("example.com")])] {
        let mut world = mail("mx.example.com");
        serve(&mut world, &leaf, page("200 OK", PLAIN, ENFORCE));
        let report = probe(&world).await;
        let fetch = &service(&report).mta_sts.as_ref().unwrap().fetches[0];
        assert!(matches!(fetch.certificate, Some(Verdict::Fails(_))));
        assert!(matches!(&fetch.outcome, FetchOutcome::Refused { .. }));
        assert!(service(&report).mta_sts.as_ref().unwrap().policy.is_none());
        assert_status(&report, Status::Wrong);
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_that_is_wrong_is_no_record_that_is_not_there() {
    let report = probe(&mail("mx.example.com")).await;
    assert!(matches!(service(&report).mta_sts.as_ref().unwrap().record, RecordState::Absent { is_mistake: false, .. }));
    assert!(matches!(verdict(&report, Mechanism::MtaSts), Verdict::NotApplicable(_)));
    assert_status(&report, Status::Good);
    let mut wrong = mail("mx.example.com");
    wrong.txt(RECORD, "v=STSv1; id=2026-01-01;");
    let report = probe(&wrong).await;
    assert!(matches!(service(&report).mta_sts.as_ref().unwrap().record, RecordState::Absent { is_mistake: true, .. }));
    assert_status(&report, Status::Wrong);
    let failed = Response::failed(RECORD, RecordType::Txt, LookupFailure::TimedOut);
    let bogus = Response::bogus(RECORD, RecordType::Txt, BogusReason::SignaturesMissing);
    for answer in [failed, bogus] {
        let mut world = mail("mx.example.com");
        world.answers.push(answer);
        let report = probe(&world).await;
        assert!(matches!(service(&report).mta_sts.as_ref().unwrap().record, RecordState::Failed(_)));
        assert!(matches!(verdict(&report, Mechanism::MtaSts), Verdict::Unanswered(_)));
        assert_status(&report, Status::Unanswered);
    }
}

#[tokio::test(start_paused = true)]
async fn the_policy_host_is_asked_at_every_address() {
    let mut world = with_answer("mx.example.com", page("200 OK", PLAIN, ENFORCE));
    world.ipv6(HOST, "2001:db8::80");
    let report = probe(&world).await;
    let outcomes: Vec<_> =
        service(&report).mta_sts.as_ref().unwrap().fetches.iter().map(|fetch| &fetch.outcome).collect();
    assert!(matches!(outcomes[..], [FetchOutcome::Taken, FetchOutcome::Failed(_)]), "{outcomes:?}");
    assert!(verdict(&report, Mechanism::MtaSts).holds());
    assert_found(&report, Severity::Warning, "not to be had at this address");
    // Nobody answers: whether there is a policy is not known.
    let mut silent = mail("mx.example.com");
    silent.txt(RECORD, "v=STSv1; id=1;");
    silent.ipv4(HOST, "192.0.2.80");
    silent.servers.add("192.0.2.80:443", Behavior::Silent);
    let report = probe(&silent).await;
    assert!(matches!(verdict(&report, Mechanism::MtaSts), Verdict::Unanswered(_)));
    assert_status(&report, Status::Unanswered);
    let mut missing = mail("mx.example.com");
    missing.txt(RECORD, "v=STSv1; id=1;");
    let report = probe(&missing).await;
    assert_found(&report, Severity::Error, "the policy host has no address");
}

#[tokio::test(start_paused = true)]
async fn the_advice_is_a_policy_that_can_be_published_and_found_good() {
    let report = probe(&mail("mx.example.com")).await;
    let advice = &service(&report).advice;
    let policy = advice.iter().find(|one| matches!(one.kind, AdviceKind::MtaStsPolicy { .. })).unwrap();
    assert_eq!(policy.lines, ["version: STSv1", "mode: enforce", "mx: mx.example.com", "max_age: 604800"]);
    let record = advice.iter().find(|one| one.kind == AdviceKind::MtaStsRecord).unwrap();
    let (owner, text) = record.lines[0].split_once(". IN TXT ").unwrap();
    assert_eq!(owner, RECORD);
    // What it says is what it would find.
    let mut world = mail("mx.example.com");
    world.found(RECORD, Records::Txt(vec![vec![text.trim_matches('"').as_bytes().to_vec()]]));
    world.ipv4(HOST, "192.0.2.80");
    let leaf = world.leaf([dns(HOST)]);
    let answer = page("200 OK", PLAIN, &policy.lines.join("\r\n"));
    world.servers.add("192.0.2.80:443", direct(End::Https(tls(&[&leaf]), answer)));
    let report = probe(&world).await;
    assert!(verdict(&report, Mechanism::MtaSts).holds());
    assert_status(&report, Status::Good);
    // A host without a certificate that holds is not enforced.
    let report = probe(&mail("other.example")).await;
    let policy =
        service(&report).advice.iter().find(|one| matches!(one.kind, AdviceKind::MtaStsPolicy { .. })).unwrap();
    assert!(policy.lines.contains(&"mode: testing".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn dane_that_holds_does_not_lift_a_policy_that_does_not() {
    let mut world = World::new();
    let leaf = world.leaf([dns("other.example")]);
    world.mail_host(smtp(End::Tls(tls(&[&leaf]))));
    world.tlsa("_25._tcp.mx.example.com", &leaf);
    let web = world.leaf([dns(HOST)]);
    serve(&mut world, &web, page("200 OK", PLAIN, ENFORCE));
    let report = probe(&world).await;
    assert!(verdict(&report, Mechanism::Dane).holds());
    assert!(matches!(verdict(&report, Mechanism::MtaSts), Verdict::Fails(_)));
    assert!(matches!(session(&report).outcome, Some(OutcomeReport::Refused(_))));
    assert_status(&report, Status::Wrong);
}

#[tokio::test(start_paused = true)]
async fn what_the_library_remarks_on_a_policy_is_found() {
    let body = "version: STSv1\nmode: enforce\nmx: mx.example.com\nmx: old.example.com\nmax_age: 60\n\n";
    let report = probe(&with_answer("mx.example.com", page("200 OK", PLAIN, body))).await;
    assert_found(&report, Severity::Warning, "old.example.com");
    assert_found(&report, Severity::Notice, "blank line");
    let remarks: Vec<_> = service(&report).findings.iter().map(|finding| finding.sentence.as_str()).collect();
    assert!(remarks.iter().any(|sentence| sentence.contains("max_age")), "{remarks:#?}");
    assert_status(&report, Status::Good);
}

#[tokio::test(start_paused = true)]
async fn a_policy_host_that_cannot_be_looked_up_leaves_the_question_open() {
    for answer in [
        Response::bogus(HOST, RecordType::A, BogusReason::KeyMissing),
        Response::indeterminate(HOST, RecordType::A),
        Response::failed(HOST, RecordType::A, LookupFailure::TimedOut),
    ] {
        let mut world = mail("mx.example.com");
        world.txt(RECORD, "v=STSv1; id=1;");
        let is_bogus = matches!(answer.security(), srvname::delegation::dns::Security::Bogus(_));
        world.answers.push(answer);
        let report = probe(&world).await;
        assert!(matches!(verdict(&report, Mechanism::MtaSts), Verdict::Unanswered(_)));
        // What is bogus is a fault of the zone as well.
        assert_status(&report, Status::Unanswered);
        assert_eq!(crate::world::findings(&report).iter().any(|one| one.severity == Severity::Error), is_bogus);
    }
}
