//! `srvname lint`: errors and risks in certificates.

use std::path::PathBuf;

use clap::ValueEnum;
use srvname::Certificate;
use srvname::lint::{DEFAULT_RULE_SETS, Linter, RuleSet, Severity};

use crate::exit::{Failure, Finished, Status, complain};
use crate::input::certificates;

mod catalogue;
mod findings;
mod identification;
mod json;
mod pkimetal;
mod sarif;
mod selection;
mod text;

use findings::{LintRun, find};
use selection::{find_lint, linter_for, profile_parser};

/// Find errors and risks in certificates before they are signed
///
/// Exit status: 0 no finding at or above --fail-on, 1 such a finding, or a certificate that cannot be
/// read, 2 the question could not be answered.
#[derive(Debug, clap::Args)]
pub(crate) struct LintArguments {
    /// Read each file as one chain, end entity first, and run the lints about chains too
    #[arg(long)]
    chain: bool,
    /// Run the lints of this profile; may be given more than once [default: pkix and srv]
    #[arg(long = "profile", value_name = "PROFILE", value_parser = profile_parser())]
    profiles: Vec<RuleSet>,
    /// Run this lint, whatever its profile, and no lint that is not included; may be given more than once
    #[arg(long, value_name = "ID")]
    include: Vec<String>,
    /// Do not run this lint; may be given more than once
    #[arg(long, value_name = "ID")]
    exclude: Vec<String>,
    /// The least severity that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t)]
    fail_on: FailOn,
    /// List the lints that would run
    #[arg(long, conflicts_with_all = ["chain", "pkimetal", "files"])]
    list: bool,
    /// Serve pkimetal: requests on standard input, findings on standard output
    #[arg(long, conflicts_with_all = ["chain", "format", "files"])]
    pkimetal: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: LintFormat,
    /// Certificates, PEM or DER; `-` is standard input
    #[arg(required_unless_present_any = ["list", "pkimetal"], value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// The output formats of `lint`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum LintFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
}

/// The least severity that makes the exit status 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Errors only
    #[default]
    Error,
    /// Warnings and errors
    Warn,
    /// Any finding
    Notice,
    /// No finding
    Never,
}

impl FailOn {
    fn refuses(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warn => severity >= Severity::Warn,
            Self::Notice => true,
            Self::Never => false,
        }
    }
}

/// Runs the command. A file that cannot be read is named, and the others are still linted.
pub(crate) fn run(args: &LintArguments) -> Result<Finished, Failure> {
    let linter = linter(args)?;
    if args.list {
        return match args.format {
            LintFormat::Text => Ok(catalogue::text(&linter)),
            LintFormat::Json => catalogue::json(&linter),
            LintFormat::Sarif => Err(Failure::new("--list has no SARIF: it has no findings")),
        };
    }
    if args.pkimetal {
        return pkimetal::serve(&linter, &chosen(args));
    }
    let mut status = Status::Accepted;
    let mut given = Vec::new();
    let mut files = Vec::new();
    for path in &args.files {
        let reading = certificates::read(path);
        status = status.max(reading.failures.iter().map(Failure::report).max().unwrap_or(Status::Accepted));
        files.push(reading.certificates.len());
        given.extend(reading.certificates);
    }
    for bad in &given {
        if let Err(error) = Certificate::from_der(&bad.der) {
            complain(format_args!("{}: {error}", bad.origin()));
            status = status.max(Status::Refused);
        }
    }
    let found = find(&linter, args.chain, &given, &files);
    if found.iter().any(|found| args.fail_on.refuses(found.finding.severity())) {
        status = status.max(Status::Refused);
    }
    let lint_run = LintRun { given: &given, found };
    match args.format {
        LintFormat::Text => Ok(Finished { text: text::render(&lint_run), status }),
        LintFormat::Json => Finished::json(&json::LintReport::of(&lint_run), status),
        LintFormat::Sarif => Finished::json(&sarif::log(&linter, &lint_run), status),
    }
}

/// Returns the profiles whose lints run.
fn chosen(args: &LintArguments) -> Vec<RuleSet> {
    if args.profiles.is_empty() { DEFAULT_RULE_SETS.to_vec() } else { args.profiles.clone() }
}

fn linter(args: &LintArguments) -> Result<Linter, Failure> {
    let mut linter = linter_for(&chosen(args));
    for id in &args.include {
        let lint = find_lint(&linter, id)?;
        linter = linter.include(lint);
    }
    for id in &args.exclude {
        let lint = find_lint(&linter, id)?;
        linter = linter.exclude(lint);
    }
    Ok(linter)
}
