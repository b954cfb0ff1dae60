//! What is said of the whole domain: findings, what an attacker could do, what to publish.

use maud::{Markup, display, html};
use srvname_net::probe::report::{Advice, Exposure, Report};

use crate::commands::probe::{findings, wording};
use crate::output::shown::Shown;
use crate::output::wrap::sentence;

/// Returns the findings, the worst first.
pub(super) fn findings(report: &Report) -> Markup {
    let found = findings::of_report(report);
    html! {
        @if !found.is_empty() {
            h3 { "What was found" }
            ul.findings {
                @for one in &found {
                    @let finding = one.finding;
                    li {
                        span class=(format!("badge {}", finding.severity)) { (finding.severity.as_str()) } " "
                        (display(Shown(&sentence(&finding.sentence))))
                        @if let Some(section) = &finding.section { " " span.section { "[" (display(Shown(section))) "]" } }
                        @let place = one.place();
                        @if !place.is_empty() { span.place { (display(Shown(&place))) } }
                    }
                }
            }
        }
    }
}

/// Returns what an attacker could do, by service and mechanism.
pub(super) fn threats(report: &Report) -> Markup {
    let services = || report.services.iter().filter(|service| !service.servers.is_empty());
    html! {
        @if services().next().is_some() {
            h3 { "What an attacker on the network could do today" }
            @for service in services() {
                h4 { (service.service.as_str()) }
                p { (display(Shown(&service.threats.summary))) }
                dl.threats {
                    @for threat in &service.threats.mechanisms {
                        div {
                            dt { (threat.mechanism) " " span class=(class(threat.exposure)) { (wording::exposure(threat.exposure)) } }
                            dd { (display(Shown(&sentence(&threat.sentence)))) }
                        }
                    }
                }
            }
        }
    }
}

const fn class(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::Protected => "badge good",
        Exposure::Exposed => "badge wrong",
        Exposure::Unknown => "badge unanswered",
    }
}

/// Returns what to publish or to ask for, by service, and what of it is published already.
pub(super) fn advice(report: &Report) -> Markup {
    let services = || report.services.iter().filter(|service| !service.advice.is_empty());
    html! {
        @if services().next().is_some() {
            h3 { "What to publish or to ask for" }
            @for service in services() {
                h4 { (service.service.as_str()) }
                ul.advice { @for advice in &service.advice { li { (of_advice(advice)) } } }
            }
        }
    }
}

fn of_advice(advice: &Advice) -> Markup {
    let lines: String = advice.lines.iter().map(|line| format!("{}\n", Shown(line))).collect();
    html! {
        @if advice.is_published { span.badge.good { "published" } " " }
        (display(Shown(&sentence(&advice.sentence))))
        @if !lines.is_empty() { pre tabindex="0" { (lines) } }
    }
}
