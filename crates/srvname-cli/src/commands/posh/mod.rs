//! `srvname posh`: documents by which a domain says which certificates serve it (RFC 7711), written and asked, offline.

use clap::Subcommand;

use crate::exit::{Failure, Finished};

mod answer;
mod document_file;
mod matching;
mod write;

/// Write POSH documents, or ask which certificates one describes
///
/// A domain that is served by a provider publishes a POSH document (RFC 7711) with the hashes of the provider's
/// certificates, or a reference to one. Nothing is fetched: documents are files. `srvname posh match --help` has the
/// arguments of one of the commands.
#[derive(Debug, clap::Args)]
pub(crate) struct PoshArguments {
    #[command(subcommand)]
    command: PoshCommand,
}

#[derive(Debug, Subcommand)]
enum PoshCommand {
    Match(matching::MatchArguments),
    Write(write::WriteArguments),
}

/// Runs the command.
pub(crate) fn run(args: &PoshArguments) -> Result<Finished, Failure> {
    match &args.command {
        PoshCommand::Match(args) => matching::run(args),
        PoshCommand::Write(args) => write::run(args),
    }
}
