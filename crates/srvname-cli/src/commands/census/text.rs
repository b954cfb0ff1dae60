//! The counts as text.

use super::groups::ConstrainedCa;
use super::keys::KEYS;
use super::reissue::BySet;
use super::report::{CensusReport, Subtrees};
use super::terms::TERMS;
use crate::input::time;
use crate::output::color::Palette;
use crate::output::wrap::{pad, wrap};

/// How many bad certificates are named, and how many CAs and files; JSON has more.
const NAMED: usize = 10;

pub(super) fn render(report: &CensusReport, palette: Palette) -> String {
    let parts = [
        headline(report, palette),
        ccadb(report),
        constrained_cas(report),
        counts(report),
        bases(report),
        years(report),
        terms(),
        keys(),
        repetition(report),
        unreadable(report),
    ];
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
    let left = &report.left;
    let headline = [to_reissue(report), constrained_until(report)].join("; ");
    let explanation = wrap(
        "Current TLS sub-CAs that do not list SRVName in their name constraints: each of them can issue \
         SRVNames for any domain. By how they are constrained today:",
        2,
    );
    let headline = wrap(&headline, 0).trim_end().split('\n').map(|line| palette.strong(line)).collect::<Vec<_>>();
    let mut text = format!("{}\n  at {}\n{explanation}", headline.join("\n"), report.at);
    text += &row("", &["certificates", "CAs"].map(str::to_owned));
    let last = left.last_expiry.map(|moment| moment.map(time::show));
    for (label, certificates, cas, until) in [
        (
            "technically constrained",
            left.certificates.technically_constrained,
            left.cas.technically_constrained,
            last.technically_constrained,
        ),
        ("with name constraints", left.certificates.constrained, left.cas.constrained, last.constrained),
        ("all", left.certificates.all, left.cas.all, last.all),
    ] {
        let until = until.map(|until| format!("  the last one until {until}")).unwrap_or_default();
        text += &format!("{}{until}\n", row(label, &[certificates, cas].map(number)).trim_end());
    }
    text
}

/// How much there is to reissue.
pub(super) fn to_reissue(report: &CensusReport) -> String {
    let left = &report.left;
    let revoked = report.ccadb.as_ref().map(|ccadb| ccadb.revoked.all).filter(|revoked| *revoked > 0);
    let revoked = revoked.map(|revoked| format!(", not counting {} revoked", number(revoked))).unwrap_or_default();
    format!("{} of {} to reissue{revoked}", counted(left.certificates.all, "certificate"), counted(left.cas.all, "CA"))
}

/// How much of it is technically constrained, and until when.
pub(super) fn constrained_until(report: &CensusReport) -> String {
    let left = &report.left;
    match left.last_expiry.technically_constrained {
        None => "none of them is technically constrained".to_owned(),
        Some(last) => format!(
            "{} of them, of {}, {} technically constrained, the last until {}",
            number(left.certificates.technically_constrained),
            counted(left.cas.technically_constrained, "CA"),
            if left.certificates.technically_constrained == 1 { "is" } else { "are" },
            day(&time::show(last))
        ),
    }
}

/// The day of a time.
pub(super) fn day(time: &str) -> &str {
    time.split('T').next().unwrap_or(time)
}

/// What the CCADB says.
fn ccadb(report: &CensusReport) -> String {
    let Some(ccadb) = &report.ccadb else { return String::new() };
    let mut text = head("CCADB, to reissue", &["technically", "constrained", "all"]);
    let counts = |own: BySet<u64>| [own.technically_constrained, own.constrained, own.all].map(number);
    for (label, own) in [
        ("in its report", ccadb.disclosed),
        ("revoked", ccadb.revoked),
        ("left", ccadb.left),
        ("  of so many CAs", ccadb.left_cas),
        ("  trusted for TLS servers", ccadb.left_trusted),
    ] {
        text += &row(label, &counts(own));
    }
    text
}

/// The technically constrained CAs, and who has to act.
fn constrained_cas(report: &CensusReport) -> String {
    let cas = &report.technically_constrained_cas;
    if cas.is_empty() {
        return String::new();
    }
    let line = |ca: &ConstrainedCa| {
        let subject = format!("{}: {}, {}", day(&ca.not_after), ca.subject, counted(ca.certificates, "certificate"));
        format!("{}{}", wrap(&subject, 4), wrap(&format!("to be signed by {}", ca.issuers.join("; ")), 8))
    };
    let lines: String = cas.iter().take(NAMED).map(line).collect();
    let more = cas.len().saturating_sub(NAMED);
    let more = if more > 0 { format!("    and {more} more; --format csv has all\n") } else { String::new() };
    format!("\n  technically constrained CAs, the last to expire first\n{lines}{more}")
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
    let columns = ["technically", "otherwise", "unconstrained", "revoked"];
    let shown = if report.ccadb.is_some() { 4 } else { 3 };
    let mut text = head("to reissue, by expiry", columns.get(..shown).unwrap_or(&columns));
    for (year, split) in &report.by_expiry {
        let counts = [split.technically_constrained, split.otherwise_constrained, split.unconstrained, split.revoked];
        text += &row(&year.to_string(), counts.map(number).get(..shown).unwrap_or_default());
    }
    text
}

fn terms() -> String {
    let terms = TERMS.iter().map(|(term, definition)| wrap(&format!("{term}: {definition}"), 2));
    format!("\n{}", terms.collect::<String>())
}

fn keys() -> String {
    let mut text = "\n  the keys of --format json\n".to_owned();
    for object in KEYS {
        text += &format!("    of {}\n", object.of);
        text += &object.keys.iter().map(|(key, what)| wrap(&format!("{key}: {what}"), 6)).collect::<String>();
    }
    text
}

/// What somebody needs who wants to count the same.
fn repetition(report: &CensusReport) -> String {
    let mut text = format!("\n  counted by srvname {}\n{}", report.version, wrap(&report.command, 4));
    let mut file = |name: &dyn std::fmt::Display, octets: u64, what: &str, sha256: &str| {
        text += &format!("    {name}: {}{what}\n      SHA-256 {sha256}\n", counted(octets, "octet"));
    };
    for input in &report.inputs {
        let what = format!(", {} in {}", counted(input.certificates, "certificate"), counted(input.files, "file"));
        file(&input.path, input.octets, &what, &input.sha256);
    }
    if let Some(ccadb) = &report.ccadb {
        file(&ccadb.file, ccadb.octets, &format!(", {}", counted(ccadb.records, "record")), &ccadb.sha256);
    }
    text
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
