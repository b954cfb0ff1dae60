//! One lint in full: `--explain`.

use serde::Serialize;
use srvname::lint::{Lint, RuleSet, Severity};

use super::catalogue::LintDescription;
use super::documentation::help_uri;
use crate::exit::{Failure, Finished, Status};
use crate::output::wrap::wrap;

/// The width of the column for what is said of a lint.
const MARGIN: usize = 10;

#[derive(Serialize)]
struct Explanation {
    #[serde(flatten)]
    description: LintDescription,
    detects: &'static str,
    /// What profiles change, by their names.
    under: Vec<UnderProfile>,
    help: String,
}

/// What a profile makes of a lint, beside no other.
#[derive(Serialize)]
struct UnderProfile {
    profile: &'static str,
    /// Whether the lint is part of the profile; otherwise the profile changes its severity where another one runs it.
    runs: bool,
    severity: &'static str,
    citation: String,
}

/// Returns the profiles that run the lint or change its severity.
fn under(lint: &Lint) -> Vec<UnderProfile> {
    let changes = |profile: &RuleSet| lint.severities().iter().any(|(other, _)| other == profile);
    let of_profile = |profile: RuleSet| UnderProfile {
        profile: profile.as_str(),
        runs: lint.rule_sets().contains(&profile),
        severity: lint.severity_under(&[profile]).as_str(),
        citation: lint.citation_under(&[profile]).to_string(),
    };
    let concerned = RuleSet::ALL.into_iter().filter(|profile| lint.rule_sets().contains(profile) || changes(profile));
    concerned.map(of_profile).collect()
}

/// Returns a lint as text.
pub(super) fn text(lint: &Lint) -> Finished {
    let mut text = format!("{}\n{}\n", lint.id(), wrap(&format!("{}.", lint.title()), 2).trim_end());
    let mut add = |name: &str, what: &str| {
        let lines = wrap(what, MARGIN.saturating_add(2));
        text += &format!("  {name:<MARGIN$}{}\n", lines.trim());
    };
    add("finds", lint.detects());
    add("severity", severity_word(lint.severity()));
    for UnderProfile { profile, runs, severity, citation } in under(lint) {
        let runs = if runs { "" } else { ", where another profile runs it" };
        add(profile, &format!("{severity}, by {citation}{runs}"));
    }
    let sections: Vec<String> = lint.citations().iter().map(ToString::to_string).collect();
    add("sections", &sections.join(", "));
    match lint.effective_date() {
        Some(date) => add("since", &format!("{date}: a certificate with an earlier notBefore is not asked")),
        None => add("since", "always"),
    }
    add("about", if lint.is_about_chains() { "chains: it runs with --chain" } else { "certificates, one by one" });
    add("more", &help_uri(lint));
    Finished { text, status: Status::Accepted }
}

const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error: against a MUST, or of no use to anybody",
        Severity::Warn => "warn: against a SHOULD, or a trap",
        Severity::Notice => "notice: for your information",
    }
}

/// Returns a lint as JSON.
pub(super) fn json(lint: &Lint) -> Result<Finished, Failure> {
    let description = LintDescription::of(lint);
    let explanation = Explanation { description, detects: lint.detects(), under: under(lint), help: help_uri(lint) };
    Finished::json(&explanation, Status::Accepted)
}
