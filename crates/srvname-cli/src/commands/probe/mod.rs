//! `srvname probe`: what the servers of a domain are worth to each kind of client.
//!
//! [`domains`] and [`circumstances`] read what is asked and with what, [`asking`] has the domains probed, several at a time; a
//! report is written as [`text`], [`json`], [`html`] or [`nagios`], which share [`wording`],
//! [`groups`] and [`findings`].

use std::path::Path;
use std::sync::Once;

use srvname_net::gate::HostGate;
use srvname_net::probe::report::{Report, Status as Ending};

use crate::exit::{Failure, Finished, Status, write_out};
use crate::input::file_name::FileName;
use crate::input::roots::Roots;
use crate::output::color::Palette;
use crate::output::whole_file;

mod arguments;
mod asking;
mod circumstances;
mod domains;
mod findings;
mod groups;
mod html;
mod json;
mod nagios;
mod progress;
#[cfg(all(test, testkit))]
mod tests;
mod text;
mod wording;

pub(crate) use arguments::ProbeArguments;
use arguments::ProbeFormat;
use asking::Asking;
use circumstances::Circumstances;
use progress::Progress;

/// Runs the command. Whatever a monitor asks for is answered by one line, a question that makes no sense too.
pub(crate) fn run(args: &ProbeArguments) -> Result<Finished, Failure> {
    match (ask(args), args.format) {
        (Err(failure), ProbeFormat::Nagios) => Ok(nagios::unknown(failure)),
        (finished, _) => finished,
    }
}

/// Returns how the program ends for a monitor whose question is typed wrong; `None` if it is no monitor that asks.
pub(crate) fn usage_error(arguments: &[std::ffi::OsString], error: &clap::Error) -> Option<Finished> {
    let is_probe = arguments.get(1).is_some_and(|command| command == "probe");
    let asks = arguments.iter().any(|argument| argument == "--format=nagios")
        || arguments
            .windows(2)
            .any(|pair| matches!(pair, [option, value] if option == "--format" && value == "nagios"));
    let message = error.to_string();
    // The first paragraph, in one line.
    let message: Vec<_> = message.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
    let message = message.join(" ");
    (is_probe && asks && error.use_stderr()).then(|| nagios::unknown(message.trim_start_matches("error: ")))
}

fn ask(args: &ProbeArguments) -> Result<Finished, Failure> {
    let (domains, failures) = match (&args.domain, &args.from) {
        (_, Some(_)) if args.format == ProbeFormat::Nagios => {
            return Err(Failure::new("--format nagios is one line about one domain, and not about those of --from"));
        }
        (_, Some(file)) => domains::of_file(file)?,
        (domain, None) => (vec![domains::one(domain.as_deref().unwrap_or_default())?], Vec::new()),
    };
    let circumstances = Circumstances::of(args)?;
    let roots = Roots::read(&args.roots)?;
    let roots = roots.anchors()?;
    let progress = Progress::of(domains.len());
    let asking = Asking {
        circumstances: &circumstances,
        roots: &roots,
        services: args.services(),
        progress: &progress,
        gate: HostGate::new(),
        warned: Once::new(),
    };
    let mut output = Output { args, progress: &progress, waiting: Vec::new(), text: String::new(), is_first: true };
    let mut status = failures.iter().map(Failure::report).max().unwrap_or(Status::Accepted);
    let mut broken = None;
    asking.ask_all(&domains, usize::from(args.jobs), |report| {
        let written = report.and_then(|report| {
            let ending = ending(&report);
            output.take(report).map(|reads_on| (ending, reads_on))
        });
        match written {
            Ok((ending, reads_on)) => {
                status = status.max(ending);
                reads_on
            }
            Err(failure) => {
                broken = Some(failure);
                false
            }
        }
    });
    progress.wipe();
    match broken {
        Some(failure) => Err(failure),
        None => output.finish(status),
    }
}

/// How the program ends by one report.
const fn ending(report: &Report) -> Status {
    match report.status {
        Ending::Good => Status::Accepted,
        Ending::Wrong => Status::Refused,
        Ending::Unanswered => Status::Unanswered,
    }
}

/// What was written, and what still has to be.
struct Output<'a> {
    args: &'a ProbeArguments,
    progress: &'a Progress,
    /// The reports of a page or a line, which is written at the end.
    waiting: Vec<Report>,
    /// The text for a file, which is written at the end.
    text: String,
    is_first: bool,
}

impl Output<'_> {
    /// Writes a report, if its format does not wait for the others, and returns whether the next is wanted; fails if it cannot
    /// be written.
    fn take(&mut self, report: Report) -> Result<bool, Failure> {
        // Color is for the terminal, whatever a file is read with later.
        let palette = if self.args.output.is_some() { Palette::plain() } else { Palette::of_standard_output() };
        let gap = if self.is_first { "" } else { "\n\n" };
        let text = match self.args.format {
            ProbeFormat::Text => format!("{gap}{}", text::render(&report, palette)),
            ProbeFormat::Json if self.args.from.is_some() => json::render_line(&report)?,
            ProbeFormat::Json => json::render(&report)?,
            ProbeFormat::Html | ProbeFormat::Nagios => {
                self.waiting.push(report);
                return Ok(true);
            }
        };
        self.is_first = false;
        if self.args.output.is_some() {
            self.text.push_str(&text);
            return Ok(true);
        }
        self.progress.wipe();
        write_out(&text)
    }

    /// Writes what waited; fails if that is impossible.
    fn finish(mut self, status: Status) -> Result<Finished, Failure> {
        let mut finished = match (self.args.format, self.waiting.first()) {
            (ProbeFormat::Html, _) => Finished { text: html::render(&self.waiting), status },
            (ProbeFormat::Nagios, Some(report)) => nagios::render(report),
            _ => Finished { text: std::mem::take(&mut self.text), status },
        };
        if let Some(path) = &self.args.output {
            write_file(path, &finished.text)?;
            finished.text = String::new();
        }
        Ok(finished)
    }
}

fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    whole_file::write(path, text).map_err(|error| Failure::new(format_args!("{}: {error}", FileName::new(path))))
}
