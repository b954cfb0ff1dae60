//! A report as text: the answer first, then service by service, and what to do at the end.

use srvname_net::probe::report::{Report, Status};

use crate::commands::probe::wording;
use crate::input::{idn, time};
use crate::output::color::Palette;
use crate::output::shown::Shown;
use crate::output::wrap::wrap_within;

mod closing;
mod layout;
mod service;

/// Returns the text of a report.
pub(super) fn render(report: &Report, palette: Palette) -> String {
    let mut text = head(report, palette);
    let mut is_line = false;
    for service in &report.services {
        // Services that nobody can be asked about are a list of lines.
        let gap = if is_line && service.servers.is_empty() { "" } else { "\n" };
        text.push_str(gap);
        text.push_str(&service::render(service, palette));
        is_line = service.servers.is_empty();
    }
    text.push_str(&closing::findings(report, palette));
    text.push_str(&closing::threats(report, palette));
    text.push_str(&closing::advice(report, palette));
    text
}

fn head(report: &Report, palette: Palette) -> String {
    let domain = Shown(&report.domain).to_string();
    let unicode = idn::unicode_labels(&domain).map(|unicode| format!(" ({unicode})")).unwrap_or_default();
    let answer = wrap_within(&format!("{domain}{unicode}: {}.", wording::answer(report)), 0, layout::WIDTH);
    let painted: String = answer
        .lines()
        .map(|line| {
            let line = match report.status {
                Status::Good => palette.good(line),
                Status::Wrong | Status::Unanswered => palette.bad(line),
            };
            format!("{line}\n")
        })
        .collect();
    let circumstances = format!("{}. {}.", time::show(report.moment), wording::validation(&report.validators));
    painted + &layout::paragraph(&circumstances, 2)
}
