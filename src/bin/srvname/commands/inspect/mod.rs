//! `srvname inspect`: the names and the constraints of certificates, one by one.

use std::path::PathBuf;

use crate::arguments::Format;
use crate::exit::{Failure, Finished, Status, complain};
use crate::input::certificates;

mod json;
mod text;

use json::{Inspected, Inspection};

/// Show the names and the name constraints of certificates
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Who reads the output
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
    /// Certificates, PEM or DER; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Runs the command. A file that cannot be read is named, and the others are inspected all the same.
pub(crate) fn run(args: &Args) -> Result<Finished, Failure> {
    let mut status = Status::Accepted;
    let mut given = Vec::new();
    for path in &args.files {
        let reading = certificates::read(path);
        let worst = reading.failures.iter().map(Failure::report).max();
        status = status.max(worst.unwrap_or(Status::Accepted));
        given.extend(reading.certificates);
    }
    let inspection = Inspection { certificates: given.iter().map(Inspected::of).collect() };
    for (given, inspected) in given.iter().zip(&inspection.certificates) {
        if let Some(error) = &inspected.error {
            complain(format_args!("{}: {error}", given.origin()));
            status = status.max(Status::Refused);
        }
    }
    match args.format {
        Format::Json => Finished::json(&inspection, status),
        Format::Text => Ok(Finished { text: text::render(&inspection, &given), status }),
    }
}
