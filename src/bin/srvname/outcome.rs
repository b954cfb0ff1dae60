//! How a command ends: its exit status, what it prints, and why it could not answer.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// The exit status. The larger one wins, so that a question nobody could answer never looks like a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// 0: accepted, or nothing found.
    Accepted,
    /// 1: refused.
    Refused,
    /// 2: the question could not be answered.
    Unanswered,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Accepted => Self::SUCCESS,
            Status::Refused => Self::from(1),
            Status::Unanswered => Self::from(2),
        }
    }
}

/// What a command found, in full, for standard output.
#[derive(Debug)]
pub(crate) struct Finished {
    /// Text or JSON, with its last newline.
    pub(crate) text: String,
    /// How the command ends when the text could be printed.
    pub(crate) status: Status,
}

impl Finished {
    /// A value for programs, as JSON that people can read too.
    pub(crate) fn json(value: &impl serde::Serialize, status: Status) -> Result<Self, Failure> {
        match serde_json::to_string_pretty(value) {
            Ok(json) => Ok(Self { text: json + "\n", status }),
            Err(error) => Err(Failure::new(error)),
        }
    }
}

/// Why a question could not be answered. One sentence that names the file, where there is one.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// A failure that says `why`.
    pub(crate) fn new(why: impl fmt::Display) -> Self {
        Self(why.to_string())
    }

    /// Says why on standard error.
    pub(crate) fn report(&self) -> Status {
        complain(&self.0);
        Status::Unanswered
    }
}

/// Writes a line to standard error. When even that is closed, there is nobody left to tell.
pub(crate) fn complain(line: impl fmt::Display) {
    let _nobody_left = writeln!(io::stderr(), "srvname: {line}");
}
