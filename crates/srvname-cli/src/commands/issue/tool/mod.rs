//! The tools, a file each: a plan in the tool's own words.

use clap::ValueEnum;

use crate::commands::issue::plan::Plan;
use crate::exit::Failure;

mod cfssl;
mod der;
mod go_subject;
mod openssl;
mod python;
mod rcgen;
mod script;
mod step_ca;
mod wording;

/// A tool that issues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tool {
    /// A configuration for OpenSSL 3.0 or later
    #[default]
    Openssl,
    /// Files and commands for CFSSL 1.6 or later, as a shell script
    Cfssl,
    /// Templates and commands for step and step-ca, as a shell script
    StepCa,
    /// Rust, for the crate rcgen 0.14
    Rcgen,
    /// Python, for the package cryptography
    Python,
    /// The values of the extensions, in hexadecimal
    Der,
}

impl Tool {
    /// Returns the name of the tool, as `--for` takes it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Openssl => "openssl",
            Self::Cfssl => "cfssl",
            Self::StepCa => "step-ca",
            Self::Rcgen => "rcgen",
            Self::Python => "python",
            Self::Der => "der",
        }
    }

    /// Returns what starts a comment in the text for the tool.
    pub(super) const fn comment(self) -> &'static str {
        match self {
            Self::Rcgen => "//",
            _ => "#",
        }
    }

    /// Returns the text for the tool, which it reads as it is; fails if the tool cannot issue the plan.
    pub(super) fn lines(self, plan: &Plan) -> Result<String, Failure> {
        match self {
            Self::Openssl => openssl::lines(plan),
            Self::Cfssl => cfssl::lines(plan),
            Self::StepCa => step_ca::lines(plan),
            Self::Rcgen => Ok(rcgen::lines(plan)),
            Self::Python => python::lines(plan),
            Self::Der => Ok(der::lines(plan)),
        }
    }
}
