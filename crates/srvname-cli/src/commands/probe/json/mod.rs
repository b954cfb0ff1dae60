//! A report as JSON, all of it. `docs/PROBE-JSON.md` has every key and the schema.

use serde::Serialize;
use srvname_net::probe::report::{Advice, AdviceKind, Exposure, Finding, LookedUpAs, Report, ServiceReport, Threats};

use crate::commands::probe::wording;
use crate::exit::Failure;
use crate::input::{idn, time};
use crate::output::shown::Shown;

mod certificate;
mod finding;
mod kind;
mod lookup;
mod policies;
mod server;
mod session;
mod verdict;

use finding::FindingJson;
use kind::Kind;
use lookup::{LookupJson, ValidatorJson};
use policies::{MtaStsJson, PoshJson};
use server::ServerJson;

/// Returns a report as indented JSON; fails if it cannot be serialized.
pub(super) fn render(report: &Report) -> Result<String, Failure> {
    let json = serde_json::to_string_pretty(&ReportJson::of(report)).map_err(Failure::new)?;
    Ok(json + "\n")
}

/// Returns a report as one line of JSON; fails if it cannot be serialized.
pub(super) fn render_line(report: &Report) -> Result<String, Failure> {
    let json = serde_json::to_string(&ReportJson::of(report)).map_err(Failure::new)?;
    Ok(json + "\n")
}

#[derive(Serialize)]
struct ReportJson<'r> {
    domain: Shown<'r>,
    unicode: Option<String>,
    status: &'static str,
    exit_status: u8,
    answer: String,
    moment: String,
    validators: Vec<ValidatorJson>,
    services: Vec<ServiceJson<'r>>,
    findings: Vec<FindingJson<'r>>,
}

impl<'r> ReportJson<'r> {
    fn of(report: &'r Report) -> Self {
        Self {
            domain: Shown(&report.domain),
            unicode: idn::unicode_labels(&report.domain),
            status: report.status.as_str(),
            exit_status: report.status.code(),
            answer: wording::answer(report),
            moment: time::show(report.moment),
            validators: report.validators.iter().map(ValidatorJson::of).collect(),
            services: report.services.iter().map(ServiceJson::of).collect(),
            findings: findings(&report.findings),
        }
    }
}

#[derive(Serialize)]
struct ServiceJson<'r> {
    service: &'static str,
    status: &'static str,
    looked_up_as: Kind<'r>,
    lookups: Vec<LookupJson<'r>>,
    mta_sts: Option<MtaStsJson<'r>>,
    posh: Option<PoshJson<'r>>,
    servers: Vec<ServerJson<'r>>,
    findings: Vec<FindingJson<'r>>,
    threats: ThreatsJson<'r>,
    advice: Vec<AdviceJson<'r>>,
}

impl<'r> ServiceJson<'r> {
    fn of(service: &'r ServiceReport) -> Self {
        Self {
            service: service.service.as_str(),
            status: service.status.as_str(),
            looked_up_as: match &service.looked_up_as {
                LookedUpAs::Records => Kind::plain("records"),
                LookedUpAs::DomainItself => Kind::plain("domain-itself"),
                LookedUpAs::NotOffered => Kind::plain("not-offered"),
                LookedUpAs::NoRecords => Kind::plain("no-records"),
                LookedUpAs::Failed(why) => Kind::because("failed", why),
            },
            lookups: lookup::all(&service.lookups),
            mta_sts: service.mta_sts.as_ref().map(MtaStsJson::of),
            posh: service.posh.as_ref().map(PoshJson::of),
            servers: service.servers.iter().map(ServerJson::of).collect(),
            findings: findings(&service.findings),
            threats: ThreatsJson::of(&service.threats),
            advice: service.advice.iter().map(AdviceJson::of).collect(),
        }
    }
}

fn findings(all: &[Finding]) -> Vec<FindingJson<'_>> {
    all.iter().map(FindingJson::of).collect()
}

#[derive(Serialize)]
struct ThreatsJson<'r> {
    summary: Shown<'r>,
    mechanisms: Vec<ThreatJson<'r>>,
}

#[derive(Serialize)]
struct ThreatJson<'r> {
    mechanism: &'static str,
    exposure: &'static str,
    sentence: Shown<'r>,
}

impl<'r> ThreatsJson<'r> {
    fn of(threats: &'r Threats) -> Self {
        let mechanisms = threats.mechanisms.iter().map(|threat| ThreatJson {
            mechanism: threat.mechanism.as_str(),
            exposure: match threat.exposure {
                Exposure::Protected => "protected",
                Exposure::Exposed => "exposed",
                Exposure::Unknown => "unknown",
            },
            sentence: Shown(&threat.sentence),
        });
        Self { summary: Shown(&threats.summary), mechanisms: mechanisms.collect() }
    }
}

#[derive(Serialize)]
struct AdviceJson<'r> {
    kind: &'static str,
    published_at: Option<Shown<'r>>,
    sentence: Shown<'r>,
    lines: Vec<Shown<'r>>,
    is_published: bool,
}

impl<'r> AdviceJson<'r> {
    fn of(advice: &'r Advice) -> Self {
        let (kind, published_at) = match &advice.kind {
            AdviceKind::Tlsa { owner } => ("tlsa", Some(owner)),
            AdviceKind::MtaStsPolicy { url } => ("mta-sts-policy", Some(url)),
            AdviceKind::MtaStsRecord => ("mta-sts-record", None),
            AdviceKind::SrvName => ("srv-name", None),
            _ => ("other", None),
        };
        Self {
            kind,
            published_at: published_at.map(|place| Shown(place)),
            sentence: Shown(&advice.sentence),
            lines: kind::texts(&advice.lines),
            is_published: advice.is_published,
        }
    }
}
