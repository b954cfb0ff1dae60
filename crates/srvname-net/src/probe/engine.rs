//! The whole probe: look up, locate, connect, judge, and say how it ends.

use std::cmp::Reverse;

use futures_util::future::join_all;
use srvname::delegation::dns::{InsecureReason, Security};
use srvname::delegation::mta_sts::MxVerdict;
use srvname::name::DnsName;

use super::asked::Asked;
use super::connector::Connector;
use super::dane::{DanePlan, Located};
use super::discovery::{Discovery, Listed};
use super::evidence::{Published, PublishedMaterial, PublishedPolicy};
use super::judgment::Judge;
use super::report::{
    AddressReport, ClientKind, DaneStep, Finding, LookupReport, Place, PolicyMatch, ProbedService, Report,
    ServerReport, ServiceReport, Severity, Status, Threats, TlsStart,
};
use super::run::Run;
use super::sessions::Endpoint;
use super::settings::{Question, Services, Settings};
use super::verdicts::has_posh;
use super::{advice, findings, publication, threats};
use crate::resolver::{Resolver, Validator};

/// Asks everything about a domain, and returns what was found. It ends within
/// [`ProbeLimits::domain`](crate::limits::ProbeLimits), give or take the work on what came last.
///
/// What fails is in the report. Only a probe in which there was a session and nothing was wrong ends with [`Status::Good`].
///
/// ```no_run
/// use srvname::delegation::Digests;
/// use srvname::identity::SourceDomain;
/// use srvname::name::DnsName;
/// use srvname_net::connect::Reach;
/// use srvname_net::probe::report::{ProbedService, Status};
/// use srvname_net::probe::{Network, Question, Services, Settings, probe};
/// use srvname_net::resolver::Resolver;
///
/// async fn is_good(
///     resolver: &dyn Resolver,
///     digests: &dyn Digests,
///     algorithms: &[&dyn rustls_pki_types::SignatureVerificationAlgorithm],
///     now: i64,
/// ) -> Result<bool, srvname::name::NameError> {
///     let domain = SourceDomain::from_user_input("example.com")?;
///     let question = Question { domain, services: Services::These(vec![ProbedService::Smtp]) };
///     let settings = Settings::new(now, digests, algorithms, DnsName::parse("probe.example.net")?);
///     let report = probe(&question, resolver, &Network { reach: Reach::Everywhere }, &settings).await;
///     Ok(report.status == Status::Good)
/// }
/// ```
pub async fn probe(
    question: &Question<'_>,
    resolver: &dyn Resolver,
    connector: &dyn Connector,
    settings: &Settings<'_>,
) -> Report {
    let run = Run::new(question.domain, resolver, connector, settings);
    let (services, is_published) = match &question.services {
        Services::All => (ProbedService::ALL.to_vec(), true),
        Services::Published(services) => (services.clone(), true),
        Services::These(services) => (services.clone(), false),
    };
    let discoveries = join_all(services.iter().map(|service| run.discover(*service))).await;
    let discoveries = discoveries.iter().filter(|discovery| !is_published || discovery.is_published());
    let services = join_all(discoveries.map(|discovery| run.service(discovery))).await;
    let mut findings = Vec::new();
    if services.is_empty() {
        let sentence = "the domain has no records of any service that was asked for".to_owned();
        findings.push(Finding { severity: Severity::Unanswered, sentence, section: None, place: Place::default() });
    }
    findings.extend(without_validation(&services));
    let status = status(&services, &findings);
    Report {
        domain: question.domain.as_str().to_ascii_lowercase(),
        moment: settings.moment,
        validators: validators(&services),
        services,
        findings,
        status,
    }
}

impl Run<'_> {
    async fn service(&self, discovery: &Discovery) -> ServiceReport {
        let service = discovery.service;
        let nowhere = DanePlan::for_the_web();
        let nothing: (PublishedPolicy, PublishedMaterial) =
            (absent("mail between servers alone"), absent("XMPP alone"));
        let web = self.judge(service, self.domain.name(), TlsStart::Direct, &nowhere, &nothing);
        let policy = async {
            match service {
                ProbedService::Smtp => Some(self.mta_sts(&web).await),
                _ => None,
            }
        };
        let posh = async {
            match has_posh(service) && !discovery.listed.is_empty() {
                true => Some(self.posh(service, &web).await),
                false => None,
            }
        };
        // A web server that keeps silent must not take the time of the others.
        let connected = join_all(discovery.listed.iter().map(|listed| self.connected(discovery, listed, &nothing)));
        let (policy, posh, connected) = futures_util::future::join3(policy, posh, connected).await;
        let (mta_sts, policy) = policy
            .map_or((None, absent("mail between servers alone")), |(report, published)| (Some(report), published));
        let (posh, material) =
            posh.map_or((None, absent("XMPP alone")), |(report, published)| (Some(report), published));
        let published = (policy, material);
        let servers =
            connected.into_iter().map(|(located, addresses)| self.server(discovery, &located, addresses, &published));
        let servers = servers.collect();
        let mut report = ServiceReport {
            service,
            lookups: discovery.lookups.iter().map(|asked| asked.report.clone()).collect(),
            looked_up_as: discovery.looked_up_as.clone(),
            mta_sts,
            posh,
            servers,
            findings: Vec::new(),
            threats: Threats::default(),
            advice: Vec::new(),
            status: Status::Good,
        };
        let place = Place { service: Some(service), ..Place::default() };
        report.findings = findings::of_service(&report, discovery, &place);
        report.threats = threats::of_service(&report, self.domain.as_str());
        report.advice = advice::of_service(&report, self.domain, self.settings.digests);
        report.status = worst(report.servers.iter().flat_map(|server| &server.findings).chain(&report.findings));
        report
    }

    /// Looks a server up, and connects to it.
    async fn connected(
        &self,
        discovery: &Discovery,
        listed: &Listed,
        nothing: &(PublishedPolicy, PublishedMaterial),
    ) -> (Located, Vec<AddressReport>) {
        let located = self.locate(discovery, listed.clone()).await;
        let server_name = server_name(&self.judge_of(discovery, &located, nothing));
        let Listed { host, port, tls, .. } = listed;
        let endpoint = Endpoint { service: discovery.service, host, port: *port, tls: *tls };
        let addresses = self.connect_to_addresses(endpoint, &located, Some(&server_name)).await;
        (located, addresses)
    }

    /// Judges what a server sent.
    fn server(
        &self,
        discovery: &Discovery,
        located: &Located,
        mut addresses: Vec<AddressReport>,
        published: &(PublishedPolicy, PublishedMaterial),
    ) -> ServerReport {
        let listed = &located.listed;
        let service = discovery.service;
        let judge = self.judge_of(discovery, located, published);
        for session in addresses.iter_mut().flat_map(|address| &mut address.sessions) {
            judge.judge(session);
        }
        let mut report = ServerReport {
            host: listed.host.clone(),
            port: listed.port,
            tls: listed.tls,
            listed_in: listed.listed_in.clone(),
            is_backup: listed.is_backup,
            delegation_security: judge.delegation_security,
            address_lookups: located.addresses.iter().map(|asked| asked.report.clone()).collect(),
            tlsa_lookups: located.tlsa.iter().map(|asked| asked.report.clone()).collect(),
            dane: located.plan.step.clone(),
            policy_match: policy_match(&published.0, judge.host),
            addresses,
            findings: Vec::new(),
        };
        let place = Place { service: Some(service), ..Place::default() };
        let refusal = located.plan.refusal.as_ref().filter(|_| self.settings.clients.contains(&ClientKind::Dane));
        let mut found = findings::of_server(&report, refusal, self.settings.reach, &place);
        found.extend(publication::check(located, &report, self.settings.digests, &place));
        found.sort_by_key(|finding| Reverse(finding.severity));
        report.findings = found;
        report
    }

    fn judge_of<'j>(
        &'j self,
        discovery: &Discovery,
        located: &'j Located,
        published: &'j (PublishedPolicy, PublishedMaterial),
    ) -> Judge<'j> {
        let listed = &located.listed;
        let delegation_security = discovery.lookups.get(listed.lookup).map_or(Security::Failed, Asked::security);
        let host = DnsName::parse(&listed.host).unwrap_or(self.domain.name());
        Judge { delegation_security, ..self.judge(discovery.service, host, listed.tls, &located.plan, published) }
    }

    fn judge<'j>(
        &'j self,
        service: ProbedService,
        host: DnsName<'j>,
        tls: TlsStart,
        plan: &'j DanePlan,
        (policy, posh): &'j (PublishedPolicy, PublishedMaterial),
    ) -> Judge<'j> {
        let delegation_security = Security::Failed;
        Judge {
            settings: self.settings,
            source: self.domain,
            service,
            host,
            tls,
            delegation_security,
            plan,
            policy,
            posh,
        }
    }
}

fn absent<P>(who: &str) -> Published<P> {
    Published::Absent(format!("it is for {who}"))
}

/// The name that clients send as SNI: that of the TLSA records where they decide it (RFC 7671 §10.2), else that of the
/// specification, and of mail the host.
fn server_name(judge: &Judge<'_>) -> String {
    let by_records = judge.plan.server_name.clone().filter(|_| judge.plan.evidence.is_some());
    let references = judge.references();
    let by_specification = || references.server_name().map(|name| name.name().to_owned());
    let of_host = || judge.host.as_str().to_owned();
    match judge.service {
        ProbedService::Smtp => by_records.unwrap_or_else(of_host),
        _ => by_records.or_else(by_specification).unwrap_or_else(of_host),
    }
}

fn policy_match(policy: &PublishedPolicy, host: DnsName<'_>) -> Option<PolicyMatch> {
    let Published::There(policy) = policy else { return None };
    Some(match policy.evaluate(host) {
        MxVerdict::NotApplicable => PolicyMatch::NotApplicable,
        MxVerdict::Mismatch { .. } => PolicyMatch::None,
        MxVerdict::Match(found) => PolicyMatch::Pattern(found.pattern().to_string()),
    })
}

impl DanePlan {
    /// What is not asked of web servers.
    fn for_the_web() -> Self {
        let step = DaneStep::DoesNotApply("web servers have none".to_owned());
        Self { step, evidence: None, server_name: None, refusal: None }
    }
}

/// How the worst finding lets a probe end.
fn worst<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Status {
    let status = findings.into_iter().map(|finding| match finding.severity {
        Severity::Notice | Severity::Warning => Status::Good,
        Severity::Error => Status::Wrong,
        Severity::Unanswered => Status::Unanswered,
    });
    status.max().unwrap_or_default()
}

/// How the whole probe ends. Without a session nothing is known to be good.
fn status(services: &[ServiceReport], findings: &[Finding]) -> Status {
    let worst = services.iter().map(|service| service.status).max().unwrap_or_default().max(worst(findings));
    let addresses = services.iter().flat_map(|service| &service.servers).flat_map(|server| &server.addresses);
    let has_session = addresses.flat_map(|address| &address.sessions).any(publication::is_usual);
    if worst == Status::Good && !has_session { Status::Unanswered } else { worst }
}

/// That nobody validated, if nobody could: what DNSSEC would say is not known then.
fn without_validation(services: &[ServiceReport]) -> Option<Finding> {
    let is_unvalidated = |lookup: &LookupReport| lookup.security == Security::Insecure(InsecureReason::NotValidated);
    services.iter().flat_map(|service| &service.lookups).any(is_unvalidated).then(|| Finding {
        severity: Severity::Warning,
        sentence: "nobody validated the answers of the DNS, so everything is as if no zone were signed".to_owned(),
        section: Some("RFC 4035 §4.3".to_owned()),
        place: Place::default(),
    })
}

/// Everybody who validated an answer, each once; nobody, if nobody did.
fn validators(services: &[ServiceReport]) -> Vec<Validator> {
    let mut found = Vec::new();
    let servers = || services.iter().flat_map(|service| &service.servers);
    let lookups = services.iter().flat_map(|service| &service.lookups);
    let of_servers = servers().flat_map(|server| server.address_lookups.iter().chain(&server.tlsa_lookups));
    for lookup in lookups.chain(of_servers) {
        if lookup.validator != Validator::Nobody && !found.contains(&lookup.validator) {
            found.push(lookup.validator);
        }
    }
    if found.is_empty() {
        found.push(Validator::Nobody);
    }
    found
}
