//! `srvname`, the command line: the only part of this project that reads files, a clock and standard input. `probe` alone
//! opens connections.
//!
//! Each command is a file or a folder in `commands`. Their JSON, exit status and standard error are a contract; their text
//! is not.

mod arguments;
mod commands;
mod exit;
mod input;
mod output;
mod services;
mod version;

use std::env;
use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use commands::{census, check, completions, examples, inspect, issue, lint, man, mta_sts, posh, probe, tlsa, verify};
use exit::{Failure, Finished, Status, write_out};
use output::usage_error;

/// Certificates for services (SRVName, RFC 4985) and the CAs that may issue them (name constraints, RFC 5280).
///
/// Exit status: 0 accepted, 1 refused, 2 the question could not be answered.
#[derive(Debug, Parser)]
#[command(name = "srvname", version, long_version = version::long())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(after_long_help = examples::VERIFY)]
    Verify(verify::VerifyArguments),
    #[command(after_long_help = examples::CHECK)]
    Check(check::CheckArguments),
    #[command(after_long_help = examples::INSPECT)]
    Inspect(inspect::InspectArguments),
    #[command(after_long_help = examples::LINT)]
    Lint(lint::LintArguments),
    #[command(after_long_help = examples::CENSUS)]
    Census(census::CensusArguments),
    #[command(after_long_help = examples::PROBE)]
    Probe(probe::ProbeArguments),
    #[command(after_long_help = examples::ISSUE)]
    Issue(issue::IssueArguments),
    #[command(after_long_help = examples::MTA_STS)]
    MtaSts(mta_sts::MtaStsArguments),
    #[command(after_long_help = examples::POSH)]
    Posh(posh::PoshArguments),
    #[command(after_long_help = examples::TLSA)]
    Tlsa(tlsa::TlsaArguments),
    #[command(after_long_help = examples::COMPLETIONS)]
    Completions(completions::CompletionsArguments),
    #[command(after_long_help = examples::MAN)]
    Man(man::ManArguments),
}

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().collect();
    if asks_for_services(&arguments) {
        let finished = Finished { text: services::list(), status: Status::Accepted };
        return print(&finished).unwrap_or_else(|failure| failure.report()).into();
    }
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let error = usage_error::escaped(error);
            if let Some(finished) = probe::usage_error(&arguments, &error) {
                return print(&finished).unwrap_or_else(|failure| failure.report()).into();
            }
            // Help and version are no errors: they go to standard output and end with 0.
            let printed = error.print();
            let status = if error.use_stderr() { Status::Unanswered } else { Status::Accepted };
            return status.max(printed.map_or_else(|error| write_error(&error), |()| Status::Accepted)).into();
        }
    };
    let finished = match &cli.command {
        Command::Verify(args) => verify::run(args),
        Command::Check(args) => check::run(args),
        Command::Inspect(args) => inspect::run(args),
        Command::Lint(args) => lint::run(args),
        Command::Census(args) => census::run(args),
        Command::Probe(args) => probe::run(args),
        Command::Issue(args) => issue::run(args),
        Command::MtaSts(args) => mta_sts::run(args),
        Command::Posh(args) => posh::run(args),
        Command::Tlsa(args) => tlsa::run(args),
        Command::Completions(args) => Ok(completions::run(args, Cli::command())),
        Command::Man(args) => man::run(args, Cli::command()),
    };
    finished.and_then(|finished| print(&finished)).unwrap_or_else(|failure| failure.report()).into()
}

/// Returns `true` if `help` is the value of a `--service`, whichever arguments are missing or wrong beside it.
///
/// It is asked before the arguments are parsed, as `--help` is by the parser: a command that lacks its domain would be an
/// error otherwise.
fn asks_for_services(arguments: &[OsString]) -> bool {
    let options: Vec<_> = arguments.iter().take_while(|argument| *argument != "--").collect();
    options.iter().any(|argument| *argument == "--service=help")
        || options.windows(2).any(|pair| matches!(pair, [option, value] if *option == "--service" && *value == "help"))
}

/// Prints the result of a command; fails if that is impossible.
fn print(finished: &Finished) -> Result<Status, Failure> {
    write_out(&finished.text).map(|_| finished.status)
}

/// Returns the status if help or version could not be printed.
fn write_error(error: &io::Error) -> Status {
    if error.kind() == io::ErrorKind::BrokenPipe { Status::Accepted } else { Status::Unanswered }
}
