//! `srvname mta-sts`: policies of MTA-STS (RFC 8461), from files and arguments alone: nothing is looked up.

use crate::exit::{Failure, Finished};

mod check;
mod given;
mod matching;
mod report;
mod write;

/// Check, match or write an MTA-STS policy
///
/// Reads files and arguments alone: nothing is looked up and nothing fetched. `check` says what is wrong with a policy, its
/// TXT record and its MX hosts, `match` which hosts a policy allows, and `write` writes one. `srvname mta-sts check --help`
/// has the arguments of one of them.
#[derive(Debug, clap::Args)]
pub(crate) struct MtaStsArguments {
    #[command(subcommand)]
    command: MtaStsCommand,
}

#[derive(Debug, clap::Subcommand)]
enum MtaStsCommand {
    Check(check::CheckArguments),
    Match(matching::MatchArguments),
    Write(write::WriteArguments),
}

/// Runs the command.
pub(crate) fn run(args: &MtaStsArguments) -> Result<Finished, Failure> {
    match &args.command {
        MtaStsCommand::Check(args) => check::run(args),
        MtaStsCommand::Match(args) => matching::run(args),
        MtaStsCommand::Write(args) => write::run(args),
    }
}
