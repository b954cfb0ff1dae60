//! Findings as text: for each certificate the place, the sentence, the sections.

use srvname::lint::Severity;

use super::findings::{Counts, LintRun, LocatedFinding};
use super::given::subject;
use crate::input::certificates::InputCertificate;
use crate::input::kind::DocumentKind;
use crate::output::color::Palette;
use crate::output::wrap::{pad, shorten, wrap};

/// Longest detail, in characters: it contains names, which may be as long as a certificate.
const MAX_DETAIL: usize = 400;

/// The width of the column for severities, and of the two spaces after it.
const MARGIN: usize = 10;

pub(super) fn render(lint_run: &LintRun<'_>) -> String {
    let palette = Palette::of_standard_output();
    let mut text = String::new();
    let mut last: Option<&LocatedFinding<'_>> = None;
    for found in &lint_run.shown {
        let same_certificate = last.is_some_and(|last| std::ptr::eq(last.given, found.given));
        if !same_certificate {
            text += if text.is_empty() { "" } else { "\n" };
            text += &heading(found.given, palette);
        }
        let same_place = same_certificate && last.is_some_and(|last| last.finding.place() == found.finding.place());
        match (client(found), last.and_then(client).is_some() && same_place) {
            (None, _) => text += &entry(found, palette),
            (Some(about), true) => text += &about,
            (Some(about), false) => {
                text += &line(found, "deploy_*", palette);
                text += &wrap("How clients treat it:", MARGIN);
                text += &about;
            }
        }
        last = Some(found);
    }
    text + &summary(lint_run, palette)
}

/// Returns how a client treats a certificate, as an item of a list; `None` for other findings.
fn client(found: &LocatedFinding<'_>) -> Option<String> {
    let lint = found.finding.lint();
    lint.id().strip_prefix("deploy_")?;
    Some(wrap(&format!("{} ({}).", lint.title(), lint.id()), MARGIN))
}

fn heading(given: &InputCertificate, palette: Palette) -> String {
    let subject = subject(given).unwrap_or_default();
    let after = if subject.is_empty() { String::new() } else { format!("  {subject}") };
    format!("{}{after}\n", palette.strong(&given.origin()))
}

/// Severity, lint and place.
fn line(found: &LocatedFinding<'_>, id: &str, palette: Palette) -> String {
    let finding = &found.finding;
    let word = pad(finding.severity().as_str(), MARGIN.saturating_sub(4));
    let word = match finding.severity() {
        Severity::Error => palette.bad(&word),
        Severity::Warn => palette.strong(&word),
        Severity::Notice => palette.faint(&word),
    };
    let (start, last) = (finding.octets().start, finding.octets().end.saturating_sub(1));
    let octets = if last > start { format!("octets {start} to {last}") } else { format!("octet {start}") };
    format!("  {word}  {}  {}\n", palette.strong(id), palette.faint(&format!("{}, {octets}", finding.place())))
}

fn entry(found: &LocatedFinding<'_>, palette: Palette) -> String {
    let lint = found.finding.lint();
    // No capital is forced on the first letter: it may be that of dNSName.
    let sentence = match found.finding.detail() {
        "" => format!("{}.", lint.title()),
        detail => format!("{}: {}.", lint.title(), shorten(detail, MAX_DETAIL)),
    };
    let sections: Vec<String> = found.finding.citations().map(|citation| citation.to_string()).collect();
    let sections = palette.faint(wrap(&sections.join(", "), MARGIN).trim_end());
    format!("{}{}{sections}\n", line(found, lint.id(), palette), wrap(&sentence, MARGIN))
}

fn summary(lint_run: &LintRun<'_>, palette: Palette) -> String {
    let plural = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    let of = |kind| lint_run.given.iter().filter(|given| given.kind == kind).count();
    let read = [
        (of(DocumentKind::Certificate), "certificate", "certificates"),
        (of(DocumentKind::Request), "request", "requests"),
        (of(DocumentKind::TbsCertificate), "tbsCertificate", "tbsCertificates"),
    ];
    let read = read.into_iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| plural(count, one, many));
    let read = read.collect::<Vec<_>>().join(", ");
    let skipped = lint_run.skipped.iter().map(|part| format!("  not read  {}: {}\n", part.file, part.what));
    let skipped: String = skipped.collect();
    if lint_run.given.is_empty() {
        return format!("{}\n{skipped}", palette.bad("nothing was read"));
    }
    let Counts { error, warn, notice } = lint_run.counts;
    if lint_run.counts.all() == 0 && skipped.is_empty() {
        return format!("{}  {read}, nothing found\n", palette.good("clean"));
    }
    if lint_run.counts.all() == 0 {
        return format!("{}  in {read}, and not everything was read\n{skipped}", palette.strong("nothing found"));
    }
    let errors = plural(error, "error", "errors");
    let warnings = plural(warn, "warning", "warnings");
    let notices = plural(notice, "notice", "notices");
    let hidden = match lint_run.hidden() {
        0 => String::new(),
        hidden => format!(", of which {hidden} not shown (--show)"),
    };
    let gap = if lint_run.shown.is_empty() { "" } else { "\n" };
    format!("{gap}{read}: {errors}, {warnings}, {notices}{hidden}\n{skipped}")
}
