//! The counts as text.

use super::report::{CensusReport, Subtrees};
use super::terms::TERMS;
use crate::output::color::Palette;
use crate::output::wrap::{pad, wrap};

/// How many bad certificates are named; JSON has more.
const NAMED: usize = 10;

pub(super) fn render(report: &CensusReport, palette: Palette) -> String {
    let parts = [headline(report, palette), counts(report), bases(report), years(report), terms(), unreadable(report)];
    parts.concat()
}

/// A row of a table: what it is about, and its numbers.
fn row(label: &str, cells: &[String]) -> String {
    let cells: String = cells.iter().map(|cell| format!("{cell:>14}")).collect();
    format!("  {}{}\n", pad(label, 26), cells.trim_end())
}

/// The first row of a table.
fn head(label: &str, columns: &[&str]) -> String {
    format!("\n{}", row(label, &columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>()))
}

fn headline(report: &CensusReport, palette: Palette) -> String {
    let (again, cas) = (&report.to_reissue, &report.distinct_cas);
    let headline = format!("{} of {} to reissue", counted(again.all, "certificate"), counted(cas.all, "CA"));
    let explanation = wrap(
        "Current TLS sub-CAs that do not list SRVName in their name constraints: each of them can issue \
         SRVNames for any domain. By how they are constrained today:",
        2,
    );
    let mut text = format!("{}  at {}\n{explanation}", palette.strong(&headline), report.at);
    text += &row("", &["certificates", "CAs"].map(str::to_owned));
    let last = &report.last_expiry;
    for (label, certificates, cas, until) in [
        (
            "technically constrained",
            again.technically_constrained,
            cas.technically_constrained,
            &last.technically_constrained,
        ),
        ("with name constraints", again.constrained, cas.constrained, &last.constrained),
        ("all", again.all, cas.all, &last.all),
    ] {
        let until = until.as_ref().map(|until| format!("  the last one until {until}")).unwrap_or_default();
        text += &format!("{}{until}\n", row(label, &[certificates, cas].map(number)).trim_end());
    }
    text
}

fn counts(report: &CensusReport) -> String {
    let rows = [
        ("certificates", report.certificates),
        ("unreadable", report.unparsable),
        ("sub-CAs", report.sub_ca),
        ("  current", report.current_sub_ca),
        ("  current, for TLS", report.current_tls_sub_ca),
        ("with name constraints", report.constrained),
        ("  critical", report.critical),
        ("  current sub-CAs", report.current_constrained_sub_ca),
        ("  current TLS sub-CAs", report.current_constrained_tls_sub_ca),
        ("  technically constrained", report.current_technically_constrained_tls_sub_ca),
        ("  that list SRVName", report.with_srvname_constraint),
        ("  bases in the largest", report.largest_constraint),
    ];
    let rows: String = rows.into_iter().map(|(label, count)| row(label, &[number(count)])).collect();
    format!("\n{rows}")
}

fn bases(report: &CensusReport) -> String {
    let mut text = head("bases", &["permitted", "excluded", "certificates"]);
    for ((form, Subtrees { permitted, excluded }), (_, constraining)) in
        report.subtrees.0.iter().zip(&report.constraining.0)
    {
        text += &row(form, &[*permitted, *excluded, *constraining].map(number));
    }
    text += &head("bases of all forms", &["certificates"]);
    report.sizes.iter().for_each(|size| text += &row(&size.range(), &[number(size.certificates)]));
    text
}

/// When the CAs to reissue expire.
fn years(report: &CensusReport) -> String {
    if report.by_expiry.is_empty() {
        return String::new();
    }
    let mut text = head("to reissue, by expiry", &["technically", "otherwise", "unconstrained"]);
    for (year, split) in &report.by_expiry {
        let counts = [split.technically_constrained, split.otherwise_constrained, split.unconstrained];
        text += &row(&year.to_string(), &counts.map(number));
    }
    text
}

fn terms() -> String {
    let terms = TERMS.iter().map(|(term, definition)| wrap(&format!("{term}: {definition}"), 2));
    format!("\n{}", terms.collect::<String>())
}

fn unreadable(report: &CensusReport) -> String {
    if report.bad.is_empty() {
        return String::new();
    }
    let mut text = "\n  unreadable\n".to_owned();
    for bad in report.bad.iter().take(NAMED) {
        text += &format!("    {}, row {}: {}\n", bad.file, bad.row, bad.error);
    }
    let named = u64::try_from(NAMED).unwrap_or(u64::MAX);
    match report.unparsable.saturating_sub(named) {
        0 => {}
        more => text += &format!("    and {} more; --format json names the first thousand\n", number(more)),
    }
    text
}

/// A number of things of one name.
pub(super) fn counted(count: u64, name: &str) -> String {
    format!("{} {name}{}", number(count), if count == 1 { "" } else { "s" })
}

/// A number with commas between thousands.
pub(super) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len().saturating_sub(index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_grouped() {
        for (value, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(value), shown);
        }
    }
}
