//! How a command ends: its exit status, what it prints, and why it could not answer.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// The exit status. The larger one wins, so that a failure to answer never looks like a refusal.
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

/// The complete result of a command, for standard output.
#[derive(Debug)]
pub(crate) struct Finished {
    /// Text or JSON, with its last newline.
    pub(crate) text: String,
    /// The exit status, if the text can be printed.
    pub(crate) status: Status,
}

impl Finished {
    /// Returns a value as indented JSON; fails if it cannot be serialized.
    pub(crate) fn json(value: &impl serde::Serialize, status: Status) -> Result<Self, Failure> {
        match serde_json::to_string_pretty(value) {
            Ok(json) => Ok(Self { text: json + "\n", status }),
            Err(error) => Err(Failure::new(error)),
        }
    }
}

/// The reason of exit status 2, in one sentence that names the file, if there is one.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// Returns a failure with the message `why`.
    pub(crate) fn new(why: impl fmt::Display) -> Self {
        Self(why.to_string())
    }

    /// Writes the message to standard error and returns the status of a failure.
    pub(crate) fn report(&self) -> Status {
        complain(&self.0);
        Status::Unanswered
    }
}

/// Writes a line to standard error. An error is ignored: there is no other place to report it.
pub(crate) fn complain(line: impl fmt::Display) {
    let _ignored = writeln!(io::stderr(), "srvname: {line}");
}
