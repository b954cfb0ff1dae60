//! The counts for people.

use super::report::{Report, Subtrees};
use crate::paragraph::{pad, wrap};
use crate::style::Style;

/// How many bad certificates are named; JSON has more.
const NAMED: usize = 10;

pub(super) fn render(report: &Report) -> String {
    let style = Style::of_standard_output();
    let again = report.to_reissue;
    let headline = format!("{} CAs to reissue", number(again.constrained));
    let explanation = wrap(
        "Current TLS sub-CAs that do not list SRVName in their name constraints: below each of them an SRVName could be \
         anybody's. By how they are constrained today:",
        2,
    );
    let mut text = format!("{}  at {}\n{explanation}", style.strong(&headline), report.at);
    let last = &report.last_expiry;
    for (label, count, until) in [
        ("technically constrained", again.technically_constrained, &last.technically_constrained),
        ("constrained at all", again.where_constrained, &last.where_constrained),
        ("all", again.constrained, &last.constrained),
    ] {
        let until = until.as_ref().map(|until| format!("  the last one until {until}")).unwrap_or_default();
        text += &format!("  {}{:>10}{until}\n", pad(label, 26), number(count));
    }
    text += "\n";
    for (label, count) in [
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
    ] {
        text += &format!("  {}{:>10}\n", pad(label, 26), number(count));
    }
    text += &format!("\n  {}{:>10}{:>12}{:>12}\n", pad("bases", 26), "permitted", "excluded", "CAs");
    for ((form, Subtrees { permitted, excluded }), (_, constraining)) in
        report.subtrees.0.iter().zip(&report.constraining.0)
    {
        text += &format!(
            "  {}{:>10}{:>12}{:>12}\n",
            pad(form, 26),
            number(*permitted),
            number(*excluded),
            number(*constraining)
        );
    }
    if !report.bad.is_empty() {
        text += "\n  unreadable\n";
        for bad in report.bad.iter().take(NAMED) {
            text += &format!("    {}, row {}: {}\n", bad.file, bad.row, bad.error);
        }
    }
    text
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
