//! `srvname lint`: errors and risks in certificates.

use std::path::PathBuf;

use clap::ValueEnum;
use srvname::lint::{DEFAULT_RULE_SETS, Linter, RuleSet, Severity};

use crate::exit::{Failure, Finished, Status, complain};
use crate::input::kind::DocumentKind;

mod catalogue;
mod findings;
mod given;
mod identification;
mod json;
mod pkimetal;
mod sarif;
mod selection;
mod text;

use findings::{LintRun, find};
use given::Given;
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
    /// Certificates, certificate signing requests, tbsCertificates in DER, and folders of them; `-` is standard input
    #[arg(required_unless_present_any = ["list", "pkimetal"], value_name = "FILE|FOLDER")]
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
    let given = Given::read(&args.files);
    let mut status = given.status();
    for document in &given.documents {
        if let Err(error) = given::subject(document) {
            complain(format_args!("{}: {error}", document.origin()));
            status = status.max(Status::Refused);
        }
        if args.chain && document.index > 0 && document.kind != DocumentKind::Certificate {
            let origin = document.origin();
            let why = "only the first of a chain may be one that no CA has signed";
            status = status.max(Failure::new(format_args!("{origin}: {why}")).report());
        }
    }
    let found = find(&linter, args.chain, &given);
    if found.iter().any(|found| args.fail_on.refuses(found.finding.severity())) {
        status = status.max(Status::Refused);
    }
    let lint_run = LintRun { given: &given.documents, skipped: &given.skipped, found };
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
