//! Reports as one self-contained page: no script, no font, no picture.

use maud::{DOCTYPE, Markup, display, html};
use srvname_net::probe::report::{Report, ServiceReport, Status};

use crate::commands::probe::wording;
use crate::input::{idn, time};
use crate::output::page_head::page_head;
use crate::output::shown::Shown;

mod certificates;
mod closing;
mod lookups;
mod servers;
mod verdicts;
mod web;

const STYLE: &str = include_str!("page.css");

/// What a browser may load for the page: nothing but its own style.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Returns the page of some reports, in their order.
pub(super) fn render(reports: &[Report]) -> String {
    let title = match reports {
        [only] => format!("{}: SRVName probe", Shown(&only.domain)),
        _ => format!("{} domains: SRVName probe", reports.len()),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (page_head(&title, POLICY, STYLE))
            body {
                main {
                    h1 { "SRVName probe" }
                    @if reports.len() > 1 { (overview(reports)) }
                    @for (number, report) in reports.iter().enumerate() { (of_report(number, report)) }
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// The domains and how each ends, with a way to it.
fn overview(reports: &[Report]) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label="Domains" {
            table {
                caption { "Domains" }
                thead { tr { th scope="col" { "Domain" } th scope="col" { "Status" } th scope="col" { "Answer" } } }
                tbody {
                    @for (number, report) in reports.iter().enumerate() {
                        tr {
                            th scope="row" { a href=(format!("#domain-{number}")) { (display(Shown(&report.domain))) } }
                            td { (badge(report.status)) }
                            td.prose { (wording::answer(report)) }
                        }
                    }
                }
            }
        }
    }
}

fn of_report(number: usize, report: &Report) -> Markup {
    let moment = time::show(report.moment);
    html! {
        article #(format!("domain-{number}")) {
            h2 {
                (display(Shown(&report.domain)))
                @if let Some(unicode) = idn::unicode_labels(&report.domain) { " " span.unicode { "(" (unicode) ")" } }
            }
            p.answer { (badge(report.status)) " " (capital(&wording::answer(report))) "." }
            p.at { time datetime=(moment) { (moment) } ". " (wording::validation(&report.validators)) "." }
            (closing::findings(report))
            (closing::threats(report))
            (closing::advice(report))
            @for service in &report.services { (of_service(service)) }
        }
    }
}

fn of_service(service: &ServiceReport) -> Markup {
    html! {
        section {
            h3 { (service.service.as_str()) " " (badge(service.status)) }
            (servers::table(service))
            @if let Some(published) = &service.mta_sts { (web::mta_sts(published)) }
            @if let Some(published) = &service.posh { (web::posh(published)) }
            (lookups::details("Look-ups of the service", &service.lookups))
            @for server in &service.servers { (servers::details(server)) }
        }
    }
}

/// How something ends, as a word in a frame.
fn badge(status: Status) -> Markup {
    html! { span class=(format!("badge {}", status.as_str())) { (wording::ending(status)) } }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}
