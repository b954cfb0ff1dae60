//! What follows for the whole domain: findings, what an attacker could do, what to publish.

use srvname_net::probe::report::{Exposure, Report, Severity, Threat};

use crate::commands::probe::findings::{self, Found};
use crate::commands::probe::text::layout::{labeled, paragraph};
use crate::commands::probe::wording;
use crate::output::color::Palette;
use crate::output::shown::Shown;
use crate::output::wrap::pad;

/// Returns the findings, the worst first.
pub(super) fn findings(report: &Report, palette: Palette) -> String {
    let found = findings::of_report(report);
    if found.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}\n", palette.strong("What was found"));
    for one in &found {
        text.push_str(&of_finding(one, palette));
    }
    text
}

fn of_finding(found: &Found<'_>, palette: Palette) -> String {
    const WIDTH: usize = 12;
    let finding = found.finding;
    let label = pad(finding.severity.as_str(), WIDTH);
    let label = match finding.severity {
        Severity::Error | Severity::Unanswered => palette.bad(&label),
        Severity::Warning => palette.strong(&label),
        Severity::Notice => palette.faint(&label),
    };
    let section = finding.section.as_ref().map(|section| format!(" [{section}]")).unwrap_or_default();
    let place = match found.place() {
        place if place.is_empty() => place,
        place => format!("{place}: "),
    };
    labeled(&label, WIDTH, &format!("{place}{}{section}", finding.sentence), 2)
}

/// Returns what an attacker could do: a sentence a service, and one a mechanism. What is the same of several services is said
/// once.
pub(super) fn threats(report: &Report, palette: Palette) -> String {
    let with_servers = || report.services.iter().filter(|service| !service.servers.is_empty());
    if with_servers().next().is_none() {
        return String::new();
    }
    let mut summaries: Vec<(String, &str)> = Vec::new();
    let mut mechanisms: Vec<(String, &Threat)> = Vec::new();
    for service in with_servers() {
        let name = service.service.as_str();
        merge(&mut summaries, name, service.threats.summary.as_str());
        // Where nothing is known, the summary says so.
        if service.threats.mechanisms.iter().any(|threat| threat.exposure != Exposure::Unknown) {
            service.threats.mechanisms.iter().for_each(|threat| merge(&mut mechanisms, name, threat));
        }
    }
    let mut text = format!("\n{}\n", palette.strong("What an attacker on the network could do today"));
    for (services, summary) in &summaries {
        text.push_str(&paragraph(&format!("{services}: {summary}"), 2));
    }
    for (services, threat) in &mechanisms {
        let label = pad(wording::exposure(threat.exposure), 11);
        let label = match threat.exposure {
            Exposure::Protected => palette.good(&label),
            Exposure::Exposed | Exposure::Unknown => palette.bad(&label),
        };
        let whose = if summaries.len() == 1 { String::new() } else { format!(" ({services})") };
        let what = format!("{}{whose}: {}", wording::column(threat.mechanism), threat.sentence);
        text.push_str(&labeled(&label, 11, &what, 2));
    }
    text
}

/// Adds what is said of a service, or the service where that is said already.
fn merge<T: PartialEq>(list: &mut Vec<(String, T)>, service: &str, what: T) {
    match list.iter_mut().find(|(_, known)| *known == what) {
        Some((services, _)) => *services = format!("{services}, {service}"),
        None => list.push((service.to_owned(), what)),
    }
}

/// Returns what to publish or to ask for; nothing of what is published already.
pub(super) fn advice(report: &Report, palette: Palette) -> String {
    let mut said = Vec::new();
    for service in &report.services {
        for advice in service.advice.iter().filter(|advice| !advice.is_published) {
            merge(&mut said, service.service.as_str(), advice);
        }
    }
    if said.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}\n", palette.strong("What to publish or to ask for next"));
    for (services, advice) in said {
        text.push_str(&paragraph(&format!("{services}: {}", advice.sentence), 2));
        for line in &advice.lines {
            // Whole, so that it can be copied.
            text.push_str(&format!("    {}\n", Shown(line)));
        }
    }
    text
}
