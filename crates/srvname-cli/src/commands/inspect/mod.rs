//! `srvname inspect`: the names and the constraints of certificates, one by one.

use std::path::PathBuf;

use crate::arguments::OutputFormat;
use crate::exit::{Failure, Finished, Status, complain};
use crate::input::certificates;
use crate::input::kind::Reads;

mod json;
mod text;

use json::{InspectedCertificate, Inspection};

/// Show the names and the name constraints of certificates
#[derive(Debug, clap::Args)]
pub(crate) struct InspectArguments {
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
    /// Certificates, PEM or DER; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Runs the command. A file that cannot be read is named, and the others are still inspected.
pub(crate) fn run(args: &InspectArguments) -> Result<Finished, Failure> {
    let mut status = Status::Accepted;
    let mut given = Vec::new();
    for path in &args.files {
        let reading = certificates::read(path, Reads::Certificates);
        let worst = reading.failures().map(|failure| failure.report()).max();
        status = status.max(worst.unwrap_or(Status::Accepted));
        given.extend(reading.certificates);
    }
    let inspection = Inspection { certificates: given.iter().map(InspectedCertificate::of).collect() };
    for (given, inspected) in given.iter().zip(&inspection.certificates) {
        if let Some(error) = &inspected.error {
            complain(format_args!("{}: {error}", given.origin()));
            status = status.max(Status::Refused);
        }
    }
    match args.format {
        OutputFormat::Json => Finished::json(&inspection, status),
        OutputFormat::Text => Ok(Finished { text: text::render(&inspection, &given), status }),
    }
}
