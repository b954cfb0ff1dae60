//! `srvname tlsa`: TLSA records of DANE (RFC 6698, RFC 7671), from files and arguments alone: nothing is looked up.

use crate::exit::{Failure, Finished};

mod check;
mod given;
mod matching;
mod report;
mod show;

/// Show the TLSA records of certificates, or hold records to certificates
///
/// Reads files and arguments alone: nothing is looked up, and no server is asked for its certificates. `show` writes the
/// records for certificates, `match` says whether records authenticate a server that sends a chain, and `check` what is wrong
/// with records for all chains that a server can send, before they are published. Whether DNSSEC signs the records is not
/// asked, and neither is revocation. `srvname tlsa match --help` has the arguments of one of them.
#[derive(Debug, clap::Args)]
pub(crate) struct TlsaArguments {
    #[command(subcommand)]
    command: TlsaCommand,
}

#[derive(Debug, clap::Subcommand)]
enum TlsaCommand {
    Show(show::ShowArguments),
    Match(matching::MatchArguments),
    Check(check::CheckArguments),
}

/// Runs the command.
pub(crate) fn run(args: &TlsaArguments) -> Result<Finished, Failure> {
    match &args.command {
        TlsaCommand::Show(args) => show::run(args),
        TlsaCommand::Match(args) => matching::run(args),
        TlsaCommand::Check(args) => check::run(args),
    }
}
