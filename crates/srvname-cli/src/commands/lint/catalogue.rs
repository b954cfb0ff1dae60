//! The list of lints: `--list`.

use serde::Serialize;
use srvname::lint::{Lint, Linter};

use crate::exit::{Failure, Finished, Status};
use crate::output::wrap::pad;

/// What the list says of a lint.
#[derive(Serialize)]
pub(super) struct LintDescription {
    lint: &'static str,
    severity: &'static str,
    profiles: Vec<&'static str>,
    title: &'static str,
    citations: Vec<String>,
    /// The day from which the rule applies.
    since: Option<&'static str>,
    /// Whether it is about chains rather than certificates.
    chain: bool,
}

impl LintDescription {
    pub(super) fn of(lint: &Lint) -> Self {
        Self {
            lint: lint.id(),
            severity: lint.severity().as_str(),
            profiles: lint.rule_sets().iter().map(|profile| profile.as_str()).collect(),
            title: lint.title(),
            citations: lint.citations().iter().map(ToString::to_string).collect(),
            since: lint.effective_date().map(|since| since.day()),
            chain: lint.is_about_chains(),
        }
    }
}

/// Returns the lints as text, a line for each.
pub(super) fn text(linter: &Linter) -> Finished {
    let entries: Vec<LintDescription> = linter.lints().map(LintDescription::of).collect();
    let width = entries.iter().map(|entry| entry.lint.len()).max().unwrap_or(0);
    let line = |entry: &LintDescription| {
        let citation = entry.citations.first().map_or("", String::as_str);
        format!(
            "{}  {}  {}  {} [{citation}]\n",
            pad(entry.severity, 6),
            pad(entry.lint, width),
            pad(&entry.profiles.join(","), 8),
            entry.title
        )
    };
    Finished { text: entries.iter().map(line).collect(), status: Status::Accepted }
}

/// Returns the lints as JSON.
pub(super) fn json(linter: &Linter) -> Result<Finished, Failure> {
    Finished::json(&linter.lints().map(LintDescription::of).collect::<Vec<_>>(), Status::Accepted)
}
