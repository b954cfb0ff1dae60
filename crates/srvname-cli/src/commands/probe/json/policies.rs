//! What a domain publishes on the web.

use std::net::IpAddr;

use serde::Serialize;
use srvname_net::probe::report::{
    FetchOutcome, FetchReport, MtaStsReport, PolicyReport, PoshDocumentReport, PoshReport, RecordState,
};

use crate::commands::probe::json::certificate::{self, CertificateJson};
use crate::commands::probe::json::kind::{text, texts};
use crate::commands::probe::json::lookup::{self, LookupJson};
use crate::commands::probe::json::verdict::VerdictJson;
use crate::output::shown::Shown;

#[derive(Serialize)]
pub(super) struct MtaStsJson<'r> {
    lookup: LookupJson<'r>,
    record: RecordJson<'r>,
    address_lookups: Vec<LookupJson<'r>>,
    fetches: Vec<FetchJson<'r>>,
    policy: Option<PolicyJson<'r>>,
}

#[derive(Serialize)]
struct RecordJson<'r> {
    kind: &'static str,
    id: Option<Shown<'r>>,
    reason: Option<Shown<'r>>,
    is_mistake: bool,
    notes: Vec<Shown<'r>>,
}

#[derive(Serialize)]
struct PolicyJson<'r> {
    mode: &'static str,
    max_age: u32,
    mx: Vec<Shown<'r>>,
    notes: Vec<Shown<'r>>,
}

impl<'r> MtaStsJson<'r> {
    pub(super) fn of(published: &'r MtaStsReport) -> Self {
        let policy = |policy: &'r PolicyReport| PolicyJson {
            mode: policy.mode.as_str(),
            max_age: policy.max_age,
            mx: texts(&policy.mx),
            notes: texts(&policy.notes),
        };
        Self {
            lookup: LookupJson::of(&published.lookup),
            record: RecordJson::of(&published.record),
            address_lookups: lookup::all(&published.address_lookups),
            fetches: published.fetches.iter().map(FetchJson::of).collect(),
            policy: published.policy.as_ref().map(policy),
        }
    }
}

impl<'r> RecordJson<'r> {
    fn of(record: &'r RecordState) -> Self {
        let without = |kind, reason: &'r String, is_mistake| Self {
            kind,
            id: None,
            reason: Some(Shown(reason)),
            is_mistake,
            notes: Vec::new(),
        };
        match record {
            RecordState::Found { id, notes } => {
                Self { kind: "found", id: Some(Shown(id)), reason: None, is_mistake: false, notes: texts(notes) }
            }
            RecordState::Absent { reason, is_mistake } => without("absent", reason, *is_mistake),
            RecordState::Failed(reason) => without("failed", reason, false),
        }
    }
}

#[derive(Serialize)]
struct FetchJson<'r> {
    url: Shown<'r>,
    address: Option<IpAddr>,
    outcome: OutcomeJson<'r>,
    status: Option<u16>,
    media_type: Option<Shown<'r>>,
    location: Option<Shown<'r>>,
    body: Option<ExcerptJson<'r>>,
    certificate: Option<VerdictJson<'r>>,
    chain: Vec<CertificateJson<'r>>,
}

#[derive(Serialize)]
struct OutcomeJson<'r> {
    kind: &'static str,
    reason: Option<Shown<'r>>,
    section: Option<Shown<'r>>,
    leads_to: Option<Shown<'r>>,
}

#[derive(Serialize)]
struct ExcerptJson<'r> {
    text: Shown<'r>,
    octets: usize,
    is_complete: bool,
}

impl<'r> FetchJson<'r> {
    fn of(fetch: &'r FetchReport) -> Self {
        Self {
            url: Shown(&fetch.url),
            address: fetch.address,
            outcome: OutcomeJson::of(&fetch.outcome),
            status: fetch.status,
            media_type: text(fetch.media_type.as_ref()),
            location: text(fetch.location.as_ref()),
            body: fetch.body.as_ref().map(|body| ExcerptJson {
                text: Shown(&body.text),
                octets: body.octets,
                is_complete: body.is_complete,
            }),
            certificate: fetch.certificate.as_ref().map(VerdictJson::of),
            chain: certificate::chain(&fetch.chain),
        }
    }
}

impl<'r> OutcomeJson<'r> {
    fn of(outcome: &'r FetchOutcome) -> Self {
        let plain = |kind| Self { kind, reason: None, section: None, leads_to: None };
        let because = |kind, reason: &'r String| Self { reason: Some(Shown(reason)), ..plain(kind) };
        match outcome {
            FetchOutcome::Taken => plain("taken"),
            FetchOutcome::Absent => plain("absent"),
            FetchOutcome::Redirect(url) => Self { leads_to: Some(Shown(url)), ..plain("redirect") },
            FetchOutcome::Refused { reason, section } => {
                Self { section: text(section.as_ref()), ..because("refused", reason) }
            }
            FetchOutcome::Failed(reason) => because("failed", reason),
            FetchOutcome::NotAsked(reason) => because("not-asked", reason),
        }
    }
}

#[derive(Serialize)]
pub(super) struct PoshJson<'r> {
    url: Shown<'r>,
    address_lookups: Vec<LookupJson<'r>>,
    fetches: Vec<FetchJson<'r>>,
    document: Option<DocumentJson<'r>>,
    fault: Option<Shown<'r>>,
    is_unanswered: bool,
    notes: Vec<Shown<'r>>,
}

#[derive(Serialize)]
struct DocumentJson<'r> {
    expires: u64,
    via: Option<Shown<'r>>,
    fingerprints: Vec<Shown<'r>>,
}

impl<'r> PoshJson<'r> {
    pub(super) fn of(published: &'r PoshReport) -> Self {
        let document = |document: &'r PoshDocumentReport| DocumentJson {
            expires: document.expires,
            via: text(document.via.as_ref()),
            fingerprints: texts(&document.fingerprints),
        };
        Self {
            url: Shown(&published.url),
            address_lookups: lookup::all(&published.address_lookups),
            fetches: published.fetches.iter().map(FetchJson::of).collect(),
            document: published.document.as_ref().map(document),
            fault: text(published.fault.as_ref()),
            is_unanswered: published.is_unanswered,
            notes: texts(&published.notes),
        }
    }
}
