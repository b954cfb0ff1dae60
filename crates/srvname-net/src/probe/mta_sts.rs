//! MTA-STS of a domain: its record, and its policy from every address of the policy host.

use srvname::delegation::mta_sts::{
    PolicyBody, PolicyFetchError, PolicyFetchRules, PolicyHost, PolicyResponse, ReadPolicy, StsRecord, StsRecordFault,
    StsRecordLookup, accept_response,
};

use super::asked::Asked;
use super::evidence::{Published, PublishedPolicy};
use super::fetch::{Fetched, Wanted};
use super::judgment::Judge;
use super::report::{FetchOutcome, FetchReport, MtaStsReport, PolicyReport, RecordState, Verdict};
use super::run::Run;
use crate::https::{Body, Page};
use crate::resolver::{RecordType, texts};

const PATH: &str = "/.well-known/mta-sts.txt";

impl Run<'_> {
    /// Looks the policy of the domain up, as a sender does that has none yet. `judge` judges the web server.
    pub(super) async fn mta_sts(&self, judge: &Judge<'_>) -> (MtaStsReport, PublishedPolicy) {
        let host = PolicyHost::of(self.domain);
        let owner = match &host {
            Ok(host) => host.record_owner(),
            Err(_) => format!("_mta-sts.{}", self.domain.as_str()),
        };
        let asked = self.ask(&owner, RecordType::Txt).await;
        let record = record_of(&asked);
        let mut report = MtaStsReport {
            lookup: asked.report.clone(),
            record,
            address_lookups: Vec::new(),
            fetches: Vec::new(),
            policy: None,
        };
        let published = match (&report.record, &host) {
            (RecordState::Absent { reason, .. }, _) => Published::Absent(reason.clone()),
            (RecordState::Failed(why), _) => Published::Unknown(why.clone()),
            (RecordState::Found { .. }, Err(error)) => {
                Published::Absent(format!("the name of the policy host cannot be one: {error}"))
            }
            (RecordState::Found { .. }, Ok(host)) => self.fetch_policy(host, judge, &mut report).await,
        };
        (report, published)
    }

    /// Fetches the policy from every address: senders have either family, or both (RFC 8461 §3.3).
    async fn fetch_policy(&self, host: &PolicyHost, judge: &Judge<'_>, report: &mut MtaStsReport) -> PublishedPolicy {
        let asked = self.ask_addresses(host.name().as_str()).await;
        let addresses = self.addresses_of(&asked);
        report.address_lookups = asked.iter().map(|asked| asked.report.clone()).collect();
        if addresses.is_empty() {
            return match asked.iter().find_map(Asked::trouble) {
                Some(trouble) => Published::Unknown(trouble),
                None => Published::Absent(format!("the policy host {} has no address", host.name())),
            };
        }
        let url = host.url();
        let wanted = Wanted { url: &url, host: host.name(), port: 443, path: PATH };
        let mut policy = None;
        for address in addresses {
            let mut fetched = self.fetch(wanted, address, judge).await;
            let read = take(&mut fetched);
            policy = policy.or(read);
            report.fetches.push(fetched.report);
        }
        let Some(read) = policy else { return without_policy(&report.fetches) };
        report.policy = Some(PolicyReport {
            mode: read.policy().mode(),
            max_age: read.policy().max_age().seconds(),
            mx: read.policy().mx().iter().map(ToString::to_string).collect(),
            notes: read.notes().iter().map(ToString::to_string).collect(),
        });
        Published::There(read.into_policy())
    }
}

fn record_of(asked: &Asked) -> RecordState {
    if let Some(trouble) = asked.trouble() {
        return RecordState::Failed(trouble);
    }
    let strings = asked.response.records().map(crate::resolver::Records::strings).unwrap_or_default();
    let records = texts(&strings);
    match StsRecord::look_up(&asked.response.lookup(&records)) {
        StsRecordLookup::Found(record) => RecordState::Found {
            id: record.id().to_string(),
            notes: record.notes().iter().map(ToString::to_string).collect(),
        },
        StsRecordLookup::Absent(absent) => {
            let is_mistake = !matches!(absent.fault(), StsRecordFault::NoTxtRecord | StsRecordFault::NoneBegins(_));
            RecordState::Absent { reason: absent.to_string(), is_mistake }
        }
        StsRecordLookup::Failed(security) => RecordState::Failed(security.to_string()),
        _ => RecordState::Failed("the record was not looked up".to_owned()),
    }
}

/// Takes the policy that was fetched, or says why not (RFC 8461 §3.3).
fn take(fetched: &mut Fetched) -> Option<ReadPolicy> {
    let page = fetched.page.as_ref()?;
    if let Some(Verdict::Fails(failure)) = &fetched.report.certificate {
        let section = Some(PolicyFetchError::UntrustedCertificate.citation().to_string());
        let reason = format!("the certificate of the policy host does not hold: {}", failure.reason);
        fetched.report.outcome = FetchOutcome::Refused { reason, section };
        return None;
    }
    match accept_response(&response(page), PolicyFetchRules::default()) {
        Ok(read) => {
            fetched.report.outcome = FetchOutcome::Taken;
            Some(read)
        }
        Err(error) => {
            let section = error.citation().to_string();
            let reason = super::judgment::without_section(&error.to_string(), &section);
            fetched.report.outcome = FetchOutcome::Refused { reason, section: Some(section) };
            None
        }
    }
}

fn response(page: &Page) -> PolicyResponse<'_> {
    PolicyResponse {
        status: page.status,
        content_type: page.media_type.as_deref(),
        location: page.location.as_deref(),
        body: match &page.body {
            Body::Complete(octets) => PolicyBody::Complete(octets),
            Body::TooLong(_) => PolicyBody::TooLong,
        },
    }
}

/// What follows where no address has a policy: a sender that has none yet goes on without (RFC 8461 §3.3), unless it is not
/// known what the others would see.
fn without_policy(fetches: &[FetchReport]) -> PublishedPolicy {
    let refused = fetches.iter().find_map(|fetch| match &fetch.outcome {
        FetchOutcome::Refused { reason, .. } => Some(reason),
        _ => None,
    });
    let failed = fetches.iter().find_map(|fetch| match &fetch.outcome {
        FetchOutcome::Failed(why) | FetchOutcome::NotAsked(why) => Some(why),
        _ => None,
    });
    match (refused, failed) {
        (Some(reason), _) => Published::Absent(format!("there is no policy that can be used: {reason}")),
        (None, Some(why)) => Published::Unknown(format!("the policy could not be fetched: {why}")),
        (None, None) => Published::Unknown("the policy was not fetched".to_owned()),
    }
}
