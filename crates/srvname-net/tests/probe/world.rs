//! A domain with everything that belongs to it: its zone, its servers, and who trusts which root.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};
use srvname::delegation::dane::OwnedTlsa;
use srvname::delegation::dns::{CertificateUsage, InsecureReason, MatchingType, Selector};
use srvname::identity::SourceDomain;
use srvname::name::DnsName;
use srvname::{Certificate, TrustAnchor};
use srvname_algorithms::AwsLcDigests;
use srvname_net::probe::report::{
    ClientKind, ClientVerdict, Finding, Mechanism, ProbedService, Report, ServerReport, ServiceReport, SessionReport,
    Severity, Status, Verdict,
};
use srvname_net::probe::{Connector, Progress, Question, Services, Settings, probe};
use srvname_net::resolver::{
    LookupFailure, MxRecord, Outcome, Pending, RecordType, Records, Resolver, Response, ScriptedResolver, SrvRecord,
    TlsaRecord, Trust,
};
use srvname_testkit::make::rsa::RSA_2048;
use srvname_testkit::make::{GeneralName, Issued, Key, dns};

use crate::servers::Servers;
use crate::tls::{Keys, RsaSigner, certified, config, signing_key};

/// 2026-06-01.
pub(crate) const MOMENT: i64 = 1_780_272_000;
pub(crate) const UNSIGNED: Trust = Trust::Insecure(InsecureReason::Unsigned);
pub(crate) const DOMAIN: &str = "example.com";

/// A zone in which every other name does not exist.
struct Zone {
    script: ScriptedResolver,
    trust: Trust,
}

impl Resolver for Zone {
    fn lookup<'r>(&'r self, name: DnsName<'r>, record_type: RecordType) -> Pending<'r> {
        Box::pin(async move {
            let response = self.script.lookup(name, record_type).await;
            match response.outcome() {
                Outcome::Failed(LookupFailure::NoScript) => Response::no_name(name.as_str(), record_type, self.trust),
                _ => response,
            }
        })
    }
}

pub(crate) struct World {
    pub(crate) answers: Vec<Response>,
    pub(crate) trust: Trust,
    pub(crate) servers: Servers,
    pub(crate) root: Issued,
    /// What a second resolver says.
    pub(crate) second: Option<Vec<Response>>,
    pub(crate) clients: Option<&'static [ClientKind]>,
    pub(crate) progress: Option<&'static dyn Fn(&Progress)>,
    pub(crate) change: fn(&mut Settings<'_>),
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            answers: Vec::new(),
            trust: Trust::Secure,
            servers: Servers::default(),
            root: Issued::root("The root"),
            second: None,
            clients: None,
            progress: None,
            change: |_| {},
        }
    }

    pub(crate) fn unsigned() -> Self {
        Self { trust: UNSIGNED, ..Self::new() }
    }

    /// A certificate of the root for these names.
    pub(crate) fn leaf(&self, names: impl IntoIterator<Item = GeneralName>) -> Issued {
        self.root.end_entity("The server").san(names).issue()
    }

    pub(crate) fn mx(&mut self, records: &[(u16, &str)]) {
        let record =
            |(preference, host): &(u16, &str)| MxRecord { preference: *preference, exchange: (*host).to_owned() };
        self.found(DOMAIN, Records::Mx(records.iter().map(record).collect()));
    }

    pub(crate) fn srv(&mut self, label: &str, records: &[(u16, u16, &str)]) {
        let record = |(priority, port, host): &(u16, u16, &str)| SrvRecord {
            priority: *priority,
            weight: 0,
            port: *port,
            target: (*host).to_owned(),
        };
        self.found(&format!("_{label}._tcp.{DOMAIN}"), Records::Srv(records.iter().map(record).collect()));
    }

    pub(crate) fn ipv4(&mut self, host: &str, address: &str) {
        self.found(host, Records::A(vec![address.parse().unwrap()]));
    }

    pub(crate) fn ipv6(&mut self, host: &str, address: &str) {
        self.found(host, Records::Aaaa(vec![address.parse().unwrap()]));
    }

    pub(crate) fn txt(&mut self, owner: &str, text: &str) {
        self.found(owner, Records::Txt(vec![vec![text.as_bytes().to_vec()]]));
    }

    /// The record `3 1 1` of a certificate.
    pub(crate) fn tlsa(&mut self, owner: &str, certificate: &Issued) {
        self.found(owner, tlsa_records(3, certificate));
    }

    pub(crate) fn found(&mut self, name: &str, records: Records) {
        self.answers.push(Response::found(name, records, self.trust));
    }

    /// A mail host at 192.0.2.25, whose server does this.
    pub(crate) fn mail_host(&mut self, behavior: crate::servers::Behavior) {
        self.mx(&[(10, "mx.example.com")]);
        self.ipv4("mx.example.com", "192.0.2.25");
        self.servers.add("192.0.2.25:25", behavior);
    }

    pub(crate) async fn probe(&self, service: ProbedService) -> Report {
        self.ask(Services::These(vec![service])).await
    }

    pub(crate) async fn ask(&self, services: Services) -> Report {
        self.ask_over(services, &self.servers).await
    }

    pub(crate) async fn ask_over(&self, services: Services, connector: &dyn Connector) -> Report {
        let zone = Zone { script: ScriptedResolver::new(self.answers.clone()), trust: self.trust };
        let second = self.second.clone().map(ScriptedResolver::new);
        let root = Certificate::from_der(self.root.der()).unwrap();
        let anchors = [TrustAnchor::from_certificate(&root)];
        let client_name = DnsName::parse("probe.example.net").unwrap();
        let mut settings = Settings::new(MOMENT, &AwsLcDigests, srvname_algorithms::all(), client_name);
        settings.anchors = &anchors;
        settings.second_resolver = second.as_ref().map(|second| second as &dyn Resolver);
        settings.progress = self.progress;
        if let Some(clients) = self.clients {
            settings.clients = clients;
        }
        (self.change)(&mut settings);
        let question = Question { domain: SourceDomain::from_user_input(DOMAIN).unwrap(), services };
        probe(&question, &zone, connector, &settings).await
    }
}

pub(crate) fn tlsa_records(usage: u8, certificate: &Issued) -> Records {
    let spki = OwnedTlsa::of_certificate(
        CertificateUsage(usage),
        Selector::SPKI,
        MatchingType::SHA2_256,
        certificate.der(),
        &AwsLcDigests,
    )
    .unwrap();
    let data = spki.as_tlsa().data.to_vec();
    Records::Tlsa(vec![TlsaRecord { usage, selector: 1, matching_type: 1, data }])
}

/// TLS 1.3 with one ECDSA certificate, and what stands above it.
pub(crate) fn tls(chain: &[&Issued]) -> Arc<ServerConfig> {
    tls_with_alpn(chain, &[])
}

pub(crate) fn tls_with_alpn(chain: &[&Issued], alpn: &[&str]) -> Arc<ServerConfig> {
    let keys = Keys { keys: vec![certified(chain, signing_key(chain[0]))], ..Keys::default() };
    config(Arc::new(keys), &TLS13, alpn)
}

/// TLS 1.2 with a certificate of each kind of key.
pub(crate) fn tls_of_both_kinds(elliptic: &Issued, rsa: &Issued) -> Arc<ServerConfig> {
    let keys = vec![certified(&[elliptic], signing_key(elliptic)), certified(&[rsa], Arc::new(RsaSigner))];
    config(Arc::new(Keys { keys, ..Keys::default() }), &TLS12, &[])
}

/// TLS 1.2 with an RSA certificate alone.
pub(crate) fn tls_of_rsa(rsa: &Issued) -> Arc<ServerConfig> {
    let keys = vec![certified(&[rsa], Arc::new(RsaSigner))];
    config(Arc::new(Keys { keys, ..Keys::default() }), &TLS12, &[])
}

/// TLS 1.3 with one certificate for clients that ask for this name, and another one for all others.
pub(crate) fn tls_by_name(name: &'static str, own: &Issued, other: &Issued) -> Arc<ServerConfig> {
    let keys =
        ByName { name, own: certified(&[own], signing_key(own)), other: certified(&[other], signing_key(other)) };
    let builder = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    let builder = builder.with_protocol_versions(&[&TLS13]).unwrap().with_no_client_auth();
    Arc::new(builder.with_cert_resolver(Arc::new(keys)))
}

#[derive(Debug)]
struct ByName {
    name: &'static str,
    own: Arc<CertifiedKey>,
    other: Arc<CertifiedKey>,
}

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let key = if hello.server_name() == Some(self.name) { &self.own } else { &self.other };
        key.key.choose_scheme(hello.signature_schemes()).map(|_| key.clone())
    }
}

/// A certificate with an RSA key.
pub(crate) fn rsa_leaf(root: &Issued, name: &str) -> Issued {
    root.end_entity("The server").key_pair(Key::rsa(&RSA_2048)).san([dns(name)]).issue()
}

pub(crate) fn service(report: &Report) -> &ServiceReport {
    assert_eq!(report.services.len(), 1);
    &report.services[0]
}

pub(crate) fn server(report: &Report) -> &ServerReport {
    let service = service(report);
    assert_eq!(service.servers.len(), 1);
    &service.servers[0]
}

/// The first session of the first address of the one server.
pub(crate) fn session(report: &Report) -> &SessionReport {
    &server(report).addresses[0].sessions[0]
}

pub(crate) fn verdict(report: &Report, mechanism: Mechanism) -> &Verdict {
    let mechanisms = &session(report).mechanisms;
    &mechanisms
        .iter()
        .find(|one| one.mechanism == mechanism)
        .unwrap_or_else(|| panic!("{:#?}", findings(report)))
        .verdict
}

pub(crate) fn client(report: &Report, kind: ClientKind) -> &ClientVerdict {
    session(report).clients.iter().find(|one| one.kind == kind).unwrap()
}

pub(crate) fn findings(report: &Report) -> Vec<&Finding> {
    let services = report.services.iter();
    let of_servers = services.clone().flat_map(|service| &service.servers).flat_map(|server| &server.findings);
    report.findings.iter().chain(services.flat_map(|service| &service.findings)).chain(of_servers).collect()
}

/// The one finding of this severity or a graver one whose sentence has this text.
#[track_caller]
pub(crate) fn assert_found(report: &Report, severity: Severity, text: &str) {
    let found = findings(report);
    let is_it = |finding: &&&Finding| finding.severity == severity && finding.sentence.contains(text);
    assert!(found.iter().any(|finding| is_it(&finding)), "no {severity} with `{text}` in {found:#?}");
}

#[track_caller]
pub(crate) fn assert_status(report: &Report, status: Status) {
    assert_eq!(report.status, status, "{:#?}", findings(report));
}
