//! When is it over: until when certificates have to be waited for, if none is reissued.

use maud::{Markup, html};

use super::chart::{Bar, Chart, Part, scaled};
use super::names::directory_name;
use super::numbers::{HELD, years};
use crate::commands::census::groups::ConstrainedCa;
use crate::commands::census::reissue::{Split, year};
use crate::commands::census::report::CensusReport;
use crate::commands::census::text::{counted, day, number};
use crate::input::time;

/// The CAs that have a line; the list of all certificates has the others.
const MOST_LINES: usize = 100;

pub(super) fn section(report: &CensusReport) -> Markup {
    html! {
        section aria-labelledby="when" {
            h2 #when { "When is it over?" }
            (answer(report))
            @if !report.technically_constrained_cas.is_empty() { (time_line(report)) }
            @if report.left.certificates.constrained > 0 {
                (remaining(report, "blockers", "Certificates with name constraints left at the end of each year", &HELD[..2]))
            }
            @if report.left.certificates.all > 0 {
                (remaining(report, "remaining", "All certificates to reissue that are left at the end of each year", &HELD))
            }
        }
    }
}

fn answer(report: &CensusReport) -> Markup {
    let last = report.left.last_expiry.map(|moment| moment.map(time::show));
    let clause = |until: &Option<String>, whose: &str| match until {
        None => html! { li { "For " (whose) " nothing is left." } },
        Some(until) => html! {
            li { "For " (whose) " on " time datetime=(until) { (day(until)) } ", " (distance(report, until)) "." }
        },
    };
    html! {
        p { "If no certificate is reissued before it expires:" }
        ul.plainly {
            (clause(&last.technically_constrained, "the technically constrained CAs"))
            (clause(&last.constrained, "all CAs with name constraints"))
            (clause(&last.all, "all CAs"))
        }
    }
}

/// How far a time is from that of the census, in years and months.
fn distance(report: &CensusReport, until: &str) -> String {
    let parsed = |text: &str| text.parse::<jiff::Timestamp>().ok();
    let Some((from, to)) = parsed(&report.at).zip(parsed(until)) else { return "later".to_owned() };
    let days = to.as_second().saturating_sub(from.as_second()).max(0) / 86_400;
    let months = days.saturating_mul(12) / 365;
    let counted = |count: i64, name| counted(u64::try_from(count).unwrap_or(0), name);
    match (months / 12, months % 12) {
        (0, 0) => format!("in {}", counted(days, "day")),
        (0, months) => format!("in {}", counted(months, "month")),
        (years, 0) => format!("in {}", counted(years, "year")),
        (years, months) => format!("in {} and {}", counted(years, "year"), counted(months, "month")),
    }
}

/// From the time of the census to the last expiry.
struct Scale {
    start: i64,
    /// In seconds.
    length: u64,
}

impl Scale {
    /// Returns where a moment is, as a share of the whole.
    fn share(&self, moment: i64) -> String {
        let part = u64::try_from(moment.saturating_sub(self.start)).unwrap_or(0);
        let tenths = scaled(part, 1_000, self.length);
        format!("{}.{}%", tenths / 10, tenths % 10)
    }

    /// Returns the years that begin in it, and where.
    fn years(&self) -> Vec<(i16, String)> {
        let end = self.start.saturating_add(i64::try_from(self.length).unwrap_or(i64::MAX));
        let beginning = |year: i16| {
            let moment: jiff::Timestamp = format!("{year:04}-01-01T00:00:00Z").parse().ok()?;
            Some((year, self.share(moment.as_second())))
        };
        (year(self.start).saturating_add(1)..=year(end)).take(200).filter_map(beginning).collect()
    }
}

/// A line for each technically constrained CA, from now until its last certificate expires.
fn time_line(report: &CensusReport) -> Markup {
    let cas = &report.technically_constrained_cas;
    let until = cas.iter().map(|ca| ca.until).max().unwrap_or(report.moment);
    let length = u64::try_from(until.saturating_sub(report.moment)).unwrap_or(0).max(1);
    let scale = Scale { start: report.moment, length };
    let years = scale.years();
    // So many years have a label that none meets the next.
    let every = (years.len() / 7).saturating_add(1);
    html! {
        h3 #line { "The technically constrained CAs, the last to expire first" }
        div.wide tabindex="0" role="region" aria-labelledby="line" {
            table.line aria-labelledby="line" {
                thead {
                    tr {
                        th scope="col" { "CA" }
                        th.date scope="col" { "Until" }
                        th.time scope="col" {
                            span.unseen { "Time line" }
                            svg width="100%" height="16" aria-hidden="true" focusable="false" {
                                @for (year, at) in years.iter().step_by(every) {
                                    text.tick.middle x=(at) y="12" { (year) }
                                }
                            }
                        }
                        th scope="col" { "Issuer, who signs" }
                        th.number scope="col" { "Certificates" }
                    }
                }
                tbody { @for ca in cas.iter().take(MOST_LINES) { (line(ca, &scale, &years)) } }
            }
        }
        @if cas.len() > MOST_LINES {
            p { "And " (cas.len().saturating_sub(MOST_LINES)) " more, which are in the list below." }
        }
    }
}

fn line(ca: &ConstrainedCa, scale: &Scale, years: &[(i16, String)]) -> Markup {
    html! {
        tr {
            th scope="row" {
                (directory_name(&ca.subject))
                @if !ca.subject.replace('\\', "").contains(&ca.owner) { span.below { "owned by " (ca.owner) } }
            }
            td.date { time datetime=(ca.not_after) { (day(&ca.not_after)) } }
            td.time {
                svg width="100%" height="22" aria-hidden="true" focusable="false" {
                    @for (_, at) in years { line.grid x1=(at) x2=(at) y1="0" y2="100%" {} }
                    rect.edge.technically x="0" y="4" width=(scale.share(ca.until)) height="14"
                        fill=(Part::TechnicallyConstrained.fill()) {}
                }
            }
            td { @for issuer in &ca.issuers { div { (directory_name(issuer)) } } }
            td.number { (number(ca.certificates)) }
        }
    }
}

/// What is left now and at the end of each year, until nothing is.
fn remaining(report: &CensusReport, id: &str, title: &str, parts: &[Part]) -> Markup {
    let counts = |split: &Split| [split.technically_constrained, split.otherwise_constrained, split.unconstrained];
    let mut left = report.by_expiry.values().map(counts).fold([0u64; 3], |mut total, more| {
        total.iter_mut().zip(more).for_each(|(total, more)| *total = total.saturating_add(more));
        total
    });
    let bar = |label: String, left: &[u64]| Bar { label, parts: left.iter().copied().take(parts.len()).collect() };
    let mut bars = vec![bar("now".to_owned(), &left)];
    for (year, gone) in years(&report.by_expiry) {
        if bars.last().is_some_and(|bar| bar.parts.iter().all(|part| *part == 0)) {
            break;
        }
        left.iter_mut().zip(counts(&gone)).for_each(|(left, gone)| *left = left.saturating_sub(gone));
        bars.push(bar(year.to_string(), &left));
    }
    Chart { id, title, axis: "end of year", parts, bars }.render()
}
