//! `srvname completions`: what lets a shell complete commands and options.

use clap::Command;
use clap_complete::Shell;

use crate::exit::{Finished, Status};

/// Print the completions for a shell
///
/// They are made from the commands and options of this program, so after an update they are to be printed again.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Returns the completions of `command`.
pub(crate) fn run(args: &CompletionsArguments, mut command: Command) -> Finished {
    let name = command.get_name().to_owned();
    let mut octets = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut octets);
    Finished { text: String::from_utf8_lossy(&octets).into_owned(), status: Status::Accepted }
}
