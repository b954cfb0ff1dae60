//! The counts, and charts of them.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::chart::{Bar, Chart, Part};
use crate::commands::census::reissue::Split;
use crate::commands::census::report::CensusReport;
use crate::commands::census::text::number;

/// How CAs to reissue are constrained.
pub(super) const HELD: [Part; 3] = [Part::TechnicallyConstrained, Part::OtherwiseConstrained, Part::Unconstrained];

/// Years of a chart, at most.
const MOST_YEARS: usize = 80;

pub(super) fn section(report: &CensusReport) -> Markup {
    html! {
        section aria-labelledby="numbers" {
            h2 #numbers { "In numbers" }
            (counts(report))
            (charts(report))
        }
    }
}

/// Returns all years from the first to the last: one without any is a gap to be seen.
pub(super) fn years(years: &BTreeMap<i16, Split>) -> impl Iterator<Item = (i16, Split)> {
    let ends = years.keys().next().copied().zip(years.keys().next_back().copied());
    let range = ends.into_iter().flat_map(|(first, last)| (first..=last).take(MOST_YEARS));
    range.map(|year| (year, years.get(&year).copied().unwrap_or_default()))
}

fn charts(report: &CensusReport) -> Markup {
    let bar = |label: &dyn ToString, parts: &[u64]| Bar { label: label.to_string(), parts: parts.to_vec() };
    let by_year = |of: &BTreeMap<i16, Split>| {
        let split = |(year, own): (i16, Split)| {
            bar(&year, &[own.technically_constrained, own.otherwise_constrained, own.unconstrained])
        };
        years(of).map(split).collect::<Vec<_>>()
    };
    let forms = report.subtrees.0.iter().map(|(form, own)| bar(form, &[own.permitted, own.excluded]));
    let constraining = report.constraining.0.iter().map(|(form, count)| bar(form, &[*count]));
    let sizes = report.sizes.iter().map(|size| bar(&size.range(), &[size.certificates]));
    let not_critical = report.constrained.saturating_sub(report.critical);
    let critical = [("critical", report.critical), ("not critical", not_critical)];
    let critical = critical.iter().map(|(label, count)| bar(label, &[*count]));
    let chart = |id, title, axis, parts: &[Part], bars| Chart { id, title, axis, parts, bars }.render();
    let (certificates, bases) = ([Part::Certificates], [Part::Permitted, Part::Excluded]);
    html! {
        (chart("expiry", "Certificates left to reissue, by expiry", "year of expiry", &HELD, by_year(&report.by_expiry)))
        (chart("issuance", "Certificates left to reissue, by issuance", "year of issuance", &HELD, by_year(&report.by_issuance)))
        (chart(
            "constraining",
            "Name constraints, by the forms that they constrain",
            "form",
            &certificates,
            constraining.collect(),
        ))
        (chart("forms", "Bases of all name constraints, by form", "form", &bases, forms.collect()))
        (chart("sizes", "Name constraints, by how many bases they have", "bases", &certificates, sizes.collect()))
        (chart("critical", "Name constraints, by criticality", "name constraints", &certificates, critical.collect()))
    }
}

fn counts(report: &CensusReport) -> Markup {
    let rows = [
        ("Certificates", report.certificates),
        ("Unreadable", report.unparsable),
        ("Subordinate CAs", report.sub_ca),
        ("of them current", report.current_sub_ca),
        ("of them current and for TLS", report.current_tls_sub_ca),
        ("Certificates with name constraints", report.constrained),
        ("of them critical", report.critical),
        ("of them current subordinate CAs", report.current_constrained_sub_ca),
        ("of them current subordinate CAs for TLS", report.current_constrained_tls_sub_ca),
        ("of those technically constrained", report.current_technically_constrained_tls_sub_ca),
        ("of them listing SRVName", report.with_srvname_constraint),
        ("Bases in the largest name constraints", report.largest_constraint),
    ];
    html! {
        table.small aria-labelledby="numbers" {
            tbody {
                @for (label, count) in rows {
                    tr { th.of[label.starts_with("of ")] scope="row" { (label) } td { (number(count)) } }
                }
            }
        }
    }
}
