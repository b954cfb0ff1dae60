//! What the domain publishes on the web.

use maud::{Markup, display, html};
use srvname_net::probe::report::{FetchOutcome, FetchReport, MtaStsReport, PoshReport, RecordState};

use crate::commands::probe::html::lookups;
use crate::output::shown::Shown;
use crate::output::wrap::{list, sentence};

/// Returns what MTA-STS publishes, folded.
pub(super) fn mta_sts(published: &MtaStsReport) -> Markup {
    let record = match &published.record {
        RecordState::Found { id, .. } => format!("a record with the id {}", Shown(id)),
        RecordState::Absent { reason, .. } | RecordState::Failed(reason) => Shown(reason).to_string(),
    };
    let notes = match &published.record {
        RecordState::Found { notes, .. } => notes.as_slice(),
        RecordState::Absent { .. } | RecordState::Failed(_) => &[],
    };
    html! {
        details {
            summary { "MTA-STS" }
            p { "Record: " (record) }
            (listed(notes))
            @if let Some(policy) = &published.policy {
                p { "Policy: mode " (policy.mode) ", kept for " (policy.max_age) " s, hosts " (display(Shown(&list(&policy.mx)))) }
                (listed(&policy.notes))
            }
            (lookups::table("Look-up of the record", std::slice::from_ref(&published.lookup)))
            (lookups::table("Addresses of the policy host", &published.address_lookups))
            (fetches(&published.fetches))
        }
    }
}

/// Returns what POSH publishes, folded.
pub(super) fn posh(published: &PoshReport) -> Markup {
    html! {
        details {
            summary { "POSH" }
            @if let Some(document) = &published.document {
                p {
                    "Fingerprints, kept for " (document.expires) " s"
                    @if let Some(via) = &document.via { ", by way of " (display(Shown(via))) }
                }
                (listed(&document.fingerprints))
            }
            @if let Some(fault) = &published.fault { p { (display(Shown(&sentence(fault)))) } }
            (listed(&published.notes))
            (lookups::table("Addresses of the web server", &published.address_lookups))
            (fetches(&published.fetches))
        }
    }
}

fn listed(texts: &[String]) -> Markup {
    html! { @if !texts.is_empty() { ul { @for text in texts { li.any { (display(Shown(text))) } } } } }
}

fn fetches(fetches: &[FetchReport]) -> Markup {
    html! {
        @if !fetches.is_empty() {
            div.wide tabindex="0" role="group" aria-label="Fetches" {
                table {
                    caption { "Fetches" }
                    thead { tr { th scope="col" { "From" } th scope="col" { "Came to" } th scope="col" { "Body" } } }
                    tbody { @for fetch in fetches { (row(fetch)) } }
                }
            }
        }
    }
}

fn row(fetch: &FetchReport) -> Markup {
    html! {
        tr {
            th.any scope="row" {
                (display(Shown(&fetch.url)))
                @if let Some(address) = fetch.address { span.place { (address) } }
            }
            td.prose {
                (outcome(&fetch.outcome))
                @if let Some(status) = fetch.status { span.place { "status " (status) } }
                @if let Some(location) = &fetch.location { span.place { "Location: " (display(Shown(location))) } }
                @if let Some(certificate) = &fetch.certificate { span.place { "certificate: " (display(Shown(certificate.sentence()))) } }
            }
            td.any { @if let Some(body) = &fetch.body { code { (display(Shown(&body.text))) } } }
        }
    }
}

fn outcome(outcome: &FetchOutcome) -> String {
    match outcome {
        FetchOutcome::Taken => "taken".to_owned(),
        FetchOutcome::Absent => "there is none".to_owned(),
        FetchOutcome::Redirect(url) => format!("leads to {}", Shown(url)),
        FetchOutcome::Refused { reason, section } => {
            let section = section.as_ref().map(|section| format!(" [{}]", Shown(section))).unwrap_or_default();
            format!("not taken: {}{section}", Shown(reason))
        }
        FetchOutcome::Failed(why) | FetchOutcome::NotAsked(why) => Shown(why).to_string(),
    }
}
