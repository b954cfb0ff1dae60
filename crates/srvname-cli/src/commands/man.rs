//! `srvname man`: manual pages, made from the help.

use std::io;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use srvname::name::Escaped;

use crate::exit::{Failure, Finished, Status};

/// What the page of the program says beside its help.
const MORE: &str = include_str!("man.roff");

/// The first line of the examples of a command.
const HEADING: &str = "Examples:";

/// Print a manual page
///
/// Without a command, the page of the program itself. The pages are written to standard output, to be read with `man -l`
/// or installed.
#[derive(Debug, clap::Args)]
pub(crate) struct ManArguments {
    /// The command that the page is about, such as `tlsa match` or `tlsa-match`
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// List the pages that there are, one a line
    #[arg(long, conflicts_with = "command")]
    list: bool,
}

/// Returns a page about `program`, or about one of its commands; fails if there is no such command.
pub(crate) fn run(args: &ManArguments, mut program: Command) -> Result<Finished, Failure> {
    // The names of commands in full, as in a usage. `help` has no page: it shows what the pages show.
    program = program.disable_help_subcommand(true);
    program.build();
    if args.list {
        let text = commands(&program).iter().map(|(name, _)| format!("{name}\n")).collect();
        return Ok(Finished { text, status: Status::Accepted });
    }
    let name = program.get_name().to_owned();
    let source = format!("{name} {}", env!("CARGO_PKG_VERSION"));
    let wanted = args.command.join("-");
    let (title, page) = if wanted.is_empty() {
        (name.clone(), program)
    } else {
        let found = commands(&program).into_iter().find(|(command, _)| *command == wanted);
        let (_, page) =
            found.ok_or_else(|| Failure::new(format_args!("no command is called {}", Escaped::new(&wanted))))?;
        (format!("{name}-{wanted}"), page.clone())
    };
    let has_commands = page.has_subcommands();
    let examples = page.get_after_long_help().map(ToString::to_string);
    // The crate's own title leaves out a date that is empty, and so moves what follows it.
    let mut text = format!(".TH \"{}\" \"1\" \"\" \"{source}\" \"{name}\"\n", title.to_uppercase());
    text.push_str(
        &render(&Man::new(page.display_name(title)), has_commands, examples.as_deref()).map_err(Failure::new)?,
    );
    if args.command.is_empty() {
        text.push_str(MORE);
    }
    Ok(Finished { text, status: Status::Accepted })
}

/// Returns a page without its title, with the examples line by line.
fn render(man: &Man, has_commands: bool, examples: Option<&str>) -> io::Result<String> {
    let mut octets = Vec::new();
    man.render_name_section(&mut octets)?;
    man.render_synopsis_section(&mut octets)?;
    man.render_description_section(&mut octets)?;
    man.render_options_section(&mut octets)?;
    if has_commands {
        man.render_subcommands_section(&mut octets)?;
    }
    if let Some(examples) = examples {
        let mut roff = Roff::default();
        roff.control("SH", ["EXAMPLES"]).control("nf", []);
        for line in examples.lines().skip_while(|line| *line == HEADING) {
            roff.text([roman(line)]);
        }
        roff.control("fi", []).to_writer(&mut octets)?;
    }
    Ok(String::from_utf8_lossy(&octets).into_owned())
}

/// Returns the commands that have a page, by its name: the words of the command with hyphens between them. A command is followed
/// by those within it.
fn commands(program: &Command) -> Vec<(String, &Command)> {
    let shown = program.get_subcommands().filter(|command| !command.is_hide_set());
    shown
        .flat_map(|command| {
            let name = command.get_name();
            let within =
                commands(command).into_iter().map(move |(inner, command)| (format!("{name}-{inner}"), command));
            std::iter::once((name.to_owned(), command)).chain(within)
        })
        .collect()
}
