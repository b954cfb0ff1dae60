//! The counts as one self-contained HTML page: no script, no font, no external picture.

use super::chart::{Bar, Chart, PATTERNS, as_markup};
use super::report::{CaToReissue, CensusReport, Split};
use super::terms::TERMS;
use super::text::{counted, number};

const STYLE: &str = include_str!("page.css");

pub(super) fn render(report: &CensusReport) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>SRVName census</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{PATTERNS}<main>\n{}{}{}{}{}{}</main>\n</body>\n</html>\n",
        headline(report),
        charts(report),
        counts(report),
        terms(),
        reissue(report),
        bad(report)
    )
}

fn headline(report: &CensusReport) -> String {
    let (again, cas, last) = (&report.to_reissue, &report.distinct_cas, &report.last_expiry);
    let card = |certificates: u64, cas: u64, what: &str, until: &Option<String>| {
        let until =
            until.as_ref().map(|until| format!("<span class=\"until\">the last expires {}</span>", date(until)));
        let (certificates, cas) = (number(certificates), counted(cas, "CA"));
        format!("<li><strong>{certificates}</strong> of {cas}, {what} {}</li>\n", until.unwrap_or_default())
    };
    format!(
        "<h1>SRVName census</h1>\n<p class=\"at\">{} certificates, current at <time datetime=\"{at}\">{at}</time></p>\n\
         <p class=\"headline\"><strong>{} of {} to reissue</p>\n\
         <p>A CA whose name constraints do not list SRVName can issue SRVNames for any domain, however tightly it is limited to \
         host names (RFC 9525 §7.6). These are the current subordinate CAs for TLS that do not.</p>\n<ul class=\"cards\">\n{}{}{}</ul>\n",
        number(report.certificates),
        counted(again.all, "certificate").replacen(' ', "</strong> ", 1),
        counted(cas.all, "CA"),
        card(
            again.technically_constrained,
            cas.technically_constrained,
            "technically constrained: their issuers meant to limit them",
            &last.technically_constrained
        ),
        card(again.constrained, cas.constrained, "with any name constraints, those included", &last.constrained),
        card(again.all, cas.all, "in total: what the default rule requires", &last.all),
        at = as_markup(&report.at),
    )
}

/// The day of a time.
fn date(time: &str) -> String {
    as_markup(time.split('T').next().unwrap_or(time))
}

fn charts(report: &CensusReport) -> String {
    let held = ["technically constrained", "other constraints", "no constraints"];
    let years = |years: &std::collections::BTreeMap<i16, Split>| {
        // A year without any is a gap to be seen.
        let (first, last) = (years.keys().next().copied(), years.keys().next_back().copied());
        let range = first.zip(last).map(|(first, last)| (first..=last).take(80));
        let bar = |year: i16| {
            let split = years.get(&year).copied().unwrap_or_default();
            let parts = vec![split.technically_constrained, split.otherwise_constrained, split.unconstrained];
            Bar { label: year.to_string(), parts }
        };
        range.into_iter().flatten().map(bar).collect::<Vec<_>>()
    };
    let remaining = remaining(report);
    let forms = report
        .subtrees
        .0
        .iter()
        .map(|(form, bases)| Bar { label: (*form).to_owned(), parts: vec![bases.permitted, bases.excluded] });
    let constraining =
        report.constraining.0.iter().map(|(form, count)| Bar { label: (*form).to_owned(), parts: vec![*count] });
    let sizes = report.sizes.iter().map(|size| Bar { label: size.range(), parts: vec![size.certificates] });
    let not_critical = report.constrained.saturating_sub(report.critical);
    let critical = [("critical", report.critical), ("not critical", not_critical)];
    let critical = critical.map(|(label, count)| Bar { label: label.to_owned(), parts: vec![count] });
    let chart = |id, title, axis, parts: &[&str], bars| Chart { id, title, axis, parts, bars }.render();
    [
        chart(
            "remaining",
            "CAs to reissue that are left at the end of each year, if none is reissued",
            "end of year",
            &held,
            remaining,
        ),
        chart("expiry", "CAs to reissue by expiry", "year of expiry", &held, years(&report.by_expiry)),
        chart("issuance", "CAs to reissue by issuance", "year of issuance", &held, years(&report.by_issuance)),
        chart(
            "constraining",
            "Name constraints, by the forms that they constrain",
            "form",
            &["certificates"],
            constraining.collect(),
        ),
        chart("forms", "Bases of all name constraints, by form", "form", &["permitted", "excluded"], forms.collect()),
        chart("sizes", "Name constraints, by how many bases they have", "bases", &["certificates"], sizes.collect()),
        chart("critical", "Name constraints, by criticality", "name constraints", &["certificates"], critical.into()),
    ]
    .concat()
}

/// What is left at the end of each year.
fn remaining(report: &CensusReport) -> Vec<Bar> {
    let mut left = report.by_expiry.values().fold([0u64; 3], |[a, b, c], split| {
        [
            a.saturating_add(split.technically_constrained),
            b.saturating_add(split.otherwise_constrained),
            c.saturating_add(split.unconstrained),
        ]
    });
    let (first, last) = (report.by_expiry.keys().next().copied(), report.by_expiry.keys().next_back().copied());
    let years = first.zip(last).map(|(first, last)| (first..=last).take(80));
    let bar = |year: i16| {
        let split = report.by_expiry.get(&year).copied().unwrap_or_default();
        let gone = [split.technically_constrained, split.otherwise_constrained, split.unconstrained];
        left.iter_mut().zip(gone).for_each(|(left, gone)| *left = left.saturating_sub(gone));
        Bar { label: year.to_string(), parts: left.to_vec() }
    };
    years.into_iter().flatten().map(bar).collect()
}

fn counts(report: &CensusReport) -> String {
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
    let row = |(label, count): (&str, u64)| {
        let class = if label.starts_with("of ") { " class=\"of\"" } else { "" };
        format!("<tr><th scope=\"row\"{class}>{label}</th><td>{}</td></tr>\n", number(count))
    };
    let rows: String = rows.into_iter().map(row).collect();
    format!("<h2>Counts</h2>\n<table class=\"small\"><tbody>\n{rows}</tbody></table>\n")
}

fn terms() -> String {
    let term =
        |(term, definition): &(&str, &str)| format!("<dt>{}</dt><dd>{}</dd>\n", as_markup(term), as_markup(definition));
    format!("<h2>Terms</h2>\n<dl>\n{}</dl>\n", TERMS.iter().map(term).collect::<String>())
}

fn reissue(report: &CensusReport) -> String {
    let row = |entry: &CaToReissue| {
        format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"date\">{}</td><td class=\"hash\">{}</td></tr>\n",
            as_markup(&entry.owner),
            as_markup(&entry.subject),
            entry.constraints,
            date(&entry.not_after),
            entry.sha256
        )
    };
    let rows: String = report.reissue.iter().map(row).collect();
    format!(
        "<h2>CAs to reissue</h2>\n<p>The technically constrained first, then by expiry. The owner is the organization in the subject.</p>\n\
         <div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"CAs to reissue\"><table><thead><tr><th scope=\"col\" class=\"owner\">Owner</th>\
         <th scope=\"col\">Subject</th><th scope=\"col\" class=\"held\">Constraints</th><th scope=\"col\" class=\"date\">Expires</th>\
         <th scope=\"col\" class=\"hash\">SHA-256</th></tr></thead>\
         <tbody>\n{rows}</tbody></table></div>\n"
    )
}

fn bad(report: &CensusReport) -> String {
    if report.bad.is_empty() {
        return String::new();
    }
    let row = |bad: &super::tally::UnreadableCertificate| {
        format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            as_markup(&bad.file.to_string()),
            number(bad.row),
            as_markup(&bad.error)
        )
    };
    let rows: String = report.bad.iter().map(row).collect();
    format!(
        "<h2>Unreadable certificates</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Unreadable certificates\"><table><thead><tr>\
         <th scope=\"col\">File</th><th scope=\"col\" class=\"row\">Row</th><th scope=\"col\">Why</th></tr></thead><tbody>\n{rows}</tbody></table></div>\n"
    )
}
