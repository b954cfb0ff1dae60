//! A report as one line of a monitoring plug-in, and the exit status that goes with it.
//!
//! The line and the numbers are those of the Monitoring Plugins Development Guidelines,
//! <https://www.monitoring-plugins.org/doc/guidelines.html>.

use std::fmt::Display;

use srvname_net::probe::report::{Reached, Report, Severity, Status};

use crate::commands::probe::{findings, wording};
use crate::exit::{Finished, PluginState, Status as ExitStatus};
use crate::output::shown::Shown;

/// Returns the line about a report.
pub(super) fn render(report: &Report) -> Finished {
    let found = findings::of_report(report);
    let count = |severity| findings::count(&found, severity);
    let worst = found.first().filter(|one| one.finding.severity > Severity::Notice);
    let why = match worst {
        Some(one) => match one.place() {
            place if place.is_empty() => one.finding.sentence.clone(),
            place => format!("{place}: {}", one.finding.sentence),
        },
        None => wording::answer(report),
    };
    let days = days_left(report).map(|days| format!("days_left={days} ")).unwrap_or_default();
    let numbers = format!(
        "{days}errors={} warnings={} unanswered={}",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Unanswered)
    );
    line(
        state(report, count(Severity::Error), count(Severity::Warning)),
        &format!("{}: {why}", report.domain),
        &numbers,
    )
}

/// Returns the line about a question that could not be asked.
pub(super) fn unknown(why: impl Display) -> Finished {
    line(PluginState::Unknown, &why.to_string(), "")
}

/// What a monitor is told. A server that does not answer is down, and not unknown.
fn state(report: &Report, errors: usize, warnings: usize) -> PluginState {
    match report.status {
        Status::Good if warnings == 0 => PluginState::Ok,
        Status::Good => PluginState::Warning,
        Status::Wrong => PluginState::Critical,
        Status::Unanswered if errors > 0 || is_down(report) => PluginState::Critical,
        Status::Unanswered => PluginState::Unknown,
    }
}

fn is_down(report: &Report) -> bool {
    let servers = report.services.iter().flat_map(|service| &service.servers);
    servers
        .flat_map(|server| &server.addresses)
        .any(|address| matches!(address.reached, Reached::Refused(_) | Reached::TimedOut(_) | Reached::Failed(_)))
}

/// The days that the certificate has that expires first, of those that servers have for themselves.
fn days_left(report: &Report) -> Option<i64> {
    let servers = report.services.iter().flat_map(|service| &service.servers);
    let sessions = servers.flat_map(|server| &server.addresses).flat_map(|address| &address.sessions);
    sessions.filter_map(|session| session.chain.first()?.days_left).min()
}

fn line(state: PluginState, what: &str, numbers: &str) -> Finished {
    // A pipe begins the numbers, so there is none in the text.
    let what = Shown(what).to_string().replace('|', "/");
    let numbers = if numbers.is_empty() { String::new() } else { format!(" | {numbers}") };
    Finished { text: format!("SRVNAME {} - {what}{numbers}\n", state.as_str()), status: ExitStatus::Plugin(state) }
}
