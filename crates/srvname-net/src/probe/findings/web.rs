//! What is found in what a domain publishes on the web.

use srvname::delegation::mta_sts::{MaxAge, MxPattern, PolicyInUse, Reports, StsPolicy, StsRemarkLevel};
use srvname::name::DnsName;

use super::server::of_lookup;
use crate::probe::report::{
    FetchOutcome, FetchReport, Finding, MtaStsReport, Place, PolicyReport, PoshReport, RecordState, Severity,
};

/// Returns what is found of MTA-STS, for a domain with these MX hosts.
pub(super) fn of_mta_sts(report: &MtaStsReport, hosts: &[&str], place: &Place) -> Vec<Finding> {
    let record_place = Place { published_at: Some(report.lookup.name.clone()), ..place.clone() };
    let at_record =
        |severity, sentence: String| Finding { severity, sentence, section: None, place: record_place.clone() };
    let mut found: Vec<Finding> = of_lookup(&report.lookup, place).into_iter().collect();
    match &report.record {
        RecordState::Found { notes, .. } => {
            found.extend(notes.iter().map(|note| at_record(Severity::Notice, note.clone())));
        }
        RecordState::Absent { reason, is_mistake: true } => found.push(at_record(Severity::Error, reason.clone())),
        RecordState::Absent { .. } | RecordState::Failed(_) => {}
    }
    found.extend(report.address_lookups.iter().filter_map(|lookup| of_lookup(lookup, place)));
    let is_published = matches!(report.record, RecordState::Found { .. });
    if is_published && report.fetches.is_empty() && report.address_lookups.iter().all(|one| one.security.is_answer()) {
        let sentence = "there is a record of MTA-STS, and the policy host has no address".to_owned();
        found.push(at_record(Severity::Error, sentence));
    }
    let is_taken = report.fetches.iter().any(|fetch| fetch.outcome == FetchOutcome::Taken);
    found.extend(report.fetches.iter().filter_map(|fetch| of_fetch(fetch, is_taken, place)));
    if let Some(policy) = &report.policy {
        found.extend(policy.notes.iter().map(|note| at_record(Severity::Notice, note.clone())));
        found.extend(of_policy(policy, hosts).into_iter().map(|(severity, sentence)| at_record(severity, sentence)));
    }
    found
}

/// What the library remarks on a policy beside the MX hosts. That a host is not allowed is said at the host.
fn of_policy(report: &PolicyReport, hosts: &[&str]) -> Vec<(Severity, String)> {
    let patterns = report.mx.iter().filter_map(|pattern| MxPattern::parse(pattern).ok()).collect();
    let Ok(policy) = StsPolicy::new(report.mode, MaxAge::clamped(u64::from(report.max_age)), patterns) else {
        return Vec::new();
    };
    let hosts: Vec<_> = hosts.iter().filter_map(|host| DnsName::parse(host).ok()).collect();
    let in_use = PolicyInUse {
        mode: policy.mode(),
        max_age: Some(policy.max_age()),
        days_in_mode: None,
        reports: Reports::Unknown,
    };
    policy
        .check_hosts(&hosts)
        .into_iter()
        .chain(in_use.remarks())
        .map(|remark| {
            let severity = match remark.level() {
                StsRemarkLevel::Note => Severity::Notice,
                StsRemarkLevel::Warning | StsRemarkLevel::Error => Severity::Warning,
            };
            (severity, remark.to_string())
        })
        .collect()
}

/// Returns what is found of POSH.
pub(super) fn of_posh(report: &PoshReport, place: &Place) -> Vec<Finding> {
    let place_of_document = Place { published_at: Some(report.url.clone()), ..place.clone() };
    let at_document =
        |severity, sentence: String| Finding { severity, sentence, section: None, place: place_of_document.clone() };
    let mut found = Vec::new();
    if let Some(fault) = &report.fault {
        found.push(at_document(Severity::Error, format!("the POSH document is not to be used: {fault}")));
    }
    if report.is_unanswered {
        let why = report.fetches.last().map_or("its host could not be looked up", |fetch| match &fetch.outcome {
            FetchOutcome::Failed(why) | FetchOutcome::NotAsked(why) => why.as_str(),
            _ => "no answer came",
        });
        // A domain need not have a web server, so this is worth no more.
        let sentence = format!("whether there is a POSH document is not known: {why}");
        found.push(at_document(Severity::Notice, sentence));
    }
    found.extend(report.notes.iter().map(|note| at_document(Severity::Notice, note.clone())));
    found
}

/// A fetch that did not bring the policy.
fn of_fetch(fetch: &FetchReport, another_has_it: bool, place: &Place) -> Option<Finding> {
    let place = Place { published_at: Some(fetch.url.clone()), address: fetch.address, ..place.clone() };
    let (severity, sentence, section) = match &fetch.outcome {
        FetchOutcome::Taken => return None,
        FetchOutcome::Refused { reason, section } => {
            (Severity::Error, format!("senders do not take the policy: {reason}"), section.clone())
        }
        FetchOutcome::Failed(why) if another_has_it => {
            (Severity::Warning, format!("the policy is not to be had at this address: {why}"), None)
        }
        FetchOutcome::Failed(why) | FetchOutcome::NotAsked(why) => {
            (Severity::Unanswered, format!("the policy could not be fetched: {why}"), None)
        }
        FetchOutcome::Absent | FetchOutcome::Redirect(_) => {
            (Severity::Error, "there is no policy".to_owned(), Some("RFC 8461 §3.3".to_owned()))
        }
    };
    Some(Finding { severity, sentence, section, place })
}
