//! `srvname lint`: errors and risks in certificates.

use std::path::PathBuf;

use clap::ValueEnum;
use srvname::lint::{RuleSet, Severity};

use crate::exit::{Failure, Finished, Status, complain};
use crate::input::kind::DocumentKind;
use crate::input::time;

mod catalogue;
mod documentation;
mod explanation;
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
use selection::{Selection, find_lint, profile_parser};

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
    /// Judge each certificate as if it were issued then (a day, or RFC 3339), by the rules that bound then
    #[arg(long, value_name = "DATE", value_parser = time::parse_day_or_time)]
    as_of: Option<i64>,
    /// The least severity that is shown; counts and exit status are of all that was found
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t)]
    show: Show,
    /// The least severity that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t)]
    fail_on: FailOn,
    /// List the lints that would run
    #[arg(long, conflicts_with_all = ["chain", "pkimetal", "files"])]
    list: bool,
    /// Explain a lint: what it looks for, when, and by which sections
    #[arg(long, value_name = "ID", conflicts_with_all = ["chain", "pkimetal", "files", "list"])]
    explain: Option<String>,
    /// Serve pkimetal: requests on standard input, findings on standard output
    #[arg(long, conflicts_with_all = ["chain", "format", "files"])]
    pkimetal: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: LintFormat,
    /// Certificates, certificate signing requests, tbsCertificates in DER, and folders of them; `-` is standard input
    #[arg(required_unless_present_any = ["list", "explain", "pkimetal"], value_name = "FILE|FOLDER")]
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

/// The least severity that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Show {
    /// Errors only
    Error,
    /// Warnings and errors
    Warn,
    /// Every finding
    #[default]
    Notice,
}

impl Show {
    const fn least(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warn => Severity::Warn,
            Self::Notice => Severity::Notice,
        }
    }
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
    if let Some(id) = &args.explain {
        let lint = find_lint(id)?;
        return match args.format {
            LintFormat::Text => Ok(explanation::text(lint)),
            LintFormat::Json => explanation::json(lint),
            LintFormat::Sarif => Err(Failure::new("--explain has no SARIF: it has no findings")),
        };
    }
    let selection = Selection::new(&args.profiles, &args.include, &args.exclude, args.as_of)?;
    if args.pkimetal {
        return pkimetal::serve(&selection, args.show.least());
    }
    let linter = selection.linter();
    if args.list {
        return match args.format {
            LintFormat::Text => Ok(catalogue::text(&linter)),
            LintFormat::Json => catalogue::json(&linter),
            LintFormat::Sarif => Err(Failure::new("--list has no SARIF: it has no findings")),
        };
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
    let lint_run = LintRun::new(&given, found, args.show.least());
    match args.format {
        LintFormat::Text => Ok(Finished { text: text::render(&lint_run), status }),
        LintFormat::Json => Finished::json(&json::LintReport::of(&lint_run), status),
        LintFormat::Sarif => Finished::json(&sarif::log(&linter, &lint_run), status),
    }
}
