//! What to publish, or to ask for, next.

use srvname::certificate::Certificate;
use srvname::delegation::Digests;
use srvname::delegation::dane::OwnedTlsa;
use srvname::delegation::dns::{CertificateUsage, MatchingType, Security, Selector};
use srvname::delegation::mta_sts::{MaxAge, MxPattern, PolicyHost, PolicyId, StsMode, StsPolicy, record_text};
use srvname::identity::{ReferenceId, SourceDomain, Wildcards};

use super::kinds;
use super::publication::{chains, is_usual};
use super::report::{
    Advice, AdviceKind, ClientKind, Mechanism, PolicyMatch, ProbedService, RecordState, ServerReport, ServiceReport,
    SessionReport, TlsStart, Verdict,
};

/// The time for which senders should keep a new policy: a week.
const WEEK: u64 = 604_800;

/// Returns the advice about a service.
pub(super) fn of_service(service: &ServiceReport, domain: SourceDomain<'_>, digests: &dyn Digests) -> Vec<Advice> {
    let mut advice: Vec<Advice> = Vec::new();
    for server in &service.servers {
        let records = tlsa(server, digests);
        // Two names of one server, or TLS of two kinds at one port, have the same records.
        advice.extend(records.filter(|one| !advice.contains(one)));
    }
    if service.service == ProbedService::Smtp && !service.servers.is_empty() {
        advice.extend(mta_sts(service, domain, digests));
    }
    advice.extend(srv_name(service, domain));
    advice
}

/// The records `3 1 1` of the keys that a server has today.
fn tlsa(server: &ServerReport, digests: &dyn Digests) -> Option<Advice> {
    let owner = format!("_{}._tcp.{}", server.port, server.host);
    let end_entities = chains(server).into_iter().filter_map(|chain| chain.first().copied());
    let (usage, selector, matching_type) = (CertificateUsage::DANE_EE, Selector::SPKI, MatchingType::SHA2_256);
    let mut records: Vec<String> = end_entities
        .filter_map(|der| OwnedTlsa::of_certificate(usage, selector, matching_type, der, digests))
        .map(|record| record.to_string())
        .collect();
    records.sort_unstable();
    records.dedup();
    if records.is_empty() {
        return None;
    }
    let published = || server.tlsa_lookups.iter().flat_map(|lookup| lookup.records());
    let is_published = records.iter().all(|record| published().any(|other| other.eq_ignore_ascii_case(record)));
    let is_signed = server.address_lookups.iter().any(|lookup| lookup.security == Security::Secure);
    let sentence = match (is_published, is_signed, server.leaves_dnssec_open()) {
        (true, ..) => format!("the records of the keys that {} has today are published", server.host),
        (false, true, _) => format!(
            "publish these records of the keys that {} has today; a renewal with the same key does not change them",
            server.host
        ),
        (false, false, true) => format!(
            "if the zone of {} is signed with DNSSEC, which could not be validated here, publish these records of the keys that it \
             has today",
            server.host
        ),
        (false, false, false) => format!(
            "once the zone of {} is signed with DNSSEC, publish these records of the keys that it has today",
            server.host
        ),
    };
    let lines = records.into_iter().map(|record| format!("{owner}. IN TLSA {record}")).collect();
    Some(Advice { kind: AdviceKind::Tlsa { owner }, sentence, lines, is_published })
}

/// A policy that names today's MX hosts, and its record.
fn mta_sts(service: &ServiceReport, domain: SourceDomain<'_>, digests: &dyn Digests) -> Vec<Advice> {
    let report = service.mta_sts.as_ref();
    let published = report.and_then(|report| report.policy.as_ref());
    let allows_all = service.servers.iter().all(|server| matches!(server.policy_match, Some(PolicyMatch::Pattern(_))));
    if published.is_some_and(|policy| policy.mode == StsMode::Enforce) && allows_all {
        return Vec::new();
    }
    let Ok(host) = PolicyHost::of(domain) else { return Vec::new() };
    let mut names: Vec<&str> = service.servers.iter().map(|server| server.host.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let patterns: Vec<MxPattern> = names.iter().filter_map(|name| MxPattern::parse(name).ok()).collect();
    // What is not known to hold is not enforced (RFC 8461 §8.1).
    let mode = if every_host_has_its_certificate(service) { StsMode::Enforce } else { StsMode::Testing };
    let Ok(policy) = StsPolicy::new(mode, MaxAge::clamped(WEEK), patterns) else { return Vec::new() };
    let text = policy.to_string();
    let id = PolicyId::from_digest(&digests.sha256(text.as_bytes()));
    let current = report.and_then(|report| match &report.record {
        RecordState::Found { id, .. } => Some(id.as_str()),
        _ => None,
    });
    let why = match mode {
        StsMode::Enforce => "every server has a certificate for its name",
        _ => "it is in testing, because not every server has a certificate for its name that could be verified",
    };
    let policy = Advice {
        kind: AdviceKind::MtaStsPolicy { url: host.url() },
        sentence: format!("publish this policy first, at {}: {why}", host.url()),
        lines: text.lines().map(str::to_owned).collect(),
        is_published: false,
    };
    let record = Advice {
        kind: AdviceKind::MtaStsRecord,
        sentence: "then publish this record; its id changes with every change of the policy".to_owned(),
        lines: vec![format!("{}. IN TXT \"{}\"", host.record_owner(), record_text(&id))],
        is_published: current == Some(id.as_str()),
    };
    vec![policy, record]
}

/// Whether every address of every server showed a certificate with a path to a root and the name of the host.
fn every_host_has_its_certificate(service: &ServiceReport) -> bool {
    service.servers.iter().all(|server| {
        let holds = |session: &SessionReport| {
            let has_path = session.mechanisms.iter().any(|one| one.mechanism == Mechanism::Path && one.verdict.holds());
            has_path && session.chain.first().is_some_and(|certificate| is_for(&certificate.der, &server.host))
        };
        let mut addresses = server.addresses.iter().peekable();
        addresses.peek().is_some()
            && addresses.all(|address| {
                let mut sessions = address.sessions.iter().filter(|session| is_usual(session)).peekable();
                sessions.peek().is_some() && sessions.all(holds)
            })
    })
}

/// Whether a certificate presents the name of a host.
fn is_for(der: &[u8], host: &str) -> bool {
    let (Ok(certificate), Ok(reference)) = (Certificate::from_der(der), ReferenceId::dns(host)) else { return false };
    certificate.presented_ids().any(|name| reference.matches(&name, Wildcards::default()))
}

/// The SRVName to ask the CA for.
fn srv_name(service: &ServiceReport, domain: SourceDomain<'_>) -> Option<Advice> {
    let profile = kinds::profile(service.service, TlsStart::StartTls)?;
    if service.servers.is_empty() {
        return None;
    }
    let [srv_id] = profile.references(domain);
    let sessions = || service.servers.iter().flat_map(|server| &server.addresses).flat_map(|address| &address.sessions);
    let verdicts = || sessions().flat_map(|session| &session.clients).filter(|one| one.kind == ClientKind::SrvIdAlone);
    let is_published = verdicts().next().is_some() && verdicts().all(|one| matches!(one.verdict, Verdict::Holds(_)));
    let sentence = if is_published {
        format!("every certificate has the SRVName {srv_id}")
    } else {
        format!(
            "a certificate with the SRVName {srv_id} is good for this service alone; public CAs do not issue it, a CA of \
             one's own can"
        )
    };
    Some(Advice { kind: AdviceKind::SrvName, sentence, lines: vec![srv_id.to_string()], is_published })
}
