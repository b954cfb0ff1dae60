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
    /// What a monitoring plug-in says: its numbers mean something else.
    Plugin(PluginState),
}

/// The states of a service, as the exit status of a monitoring plug-in has them
/// (<https://www.monitoring-plugins.org/doc/guidelines.html>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PluginState {
    /// 0: it works.
    Ok,
    /// 1: it works, and something should be done.
    Warning,
    /// 2: it does not work.
    Critical,
    /// 3: the plug-in could not ask.
    Unknown,
}

impl PluginState {
    /// Returns the word that the line of a plug-in has.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Accepted | Status::Plugin(PluginState::Ok) => Self::SUCCESS,
            Status::Refused | Status::Plugin(PluginState::Warning) => Self::from(1),
            Status::Unanswered | Status::Plugin(PluginState::Critical) => Self::from(2),
            Status::Plugin(PluginState::Unknown) => Self::from(3),
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

impl fmt::Display for Failure {
    /// Writes the message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes a part of the result to standard output, and returns whether somebody reads on; fails if it cannot be written. A closed
/// pipe (`| head`) is not an error.
pub(crate) fn write_out(text: &str) -> Result<bool, Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Failure::new(format_args!("cannot write to standard output: {error}"))),
    }
}

/// Writes a line to standard error. An error is ignored: there is no other place to report it.
pub(crate) fn complain(line: impl fmt::Display) {
    let _ignored = writeln!(io::stderr(), "srvname: {line}");
}
