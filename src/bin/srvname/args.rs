//! What can be typed: the commands, and the arguments they share.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};

use srvname::SubCaRule;

use crate::{census, check, inspect, lint, verify};

/// Certificates for services (SRVName, RFC 4985) and the CAs that may issue them (name constraints, RFC 5280).
///
/// Exit status: 0 accepted, 1 refused, 2 the question could not be answered.
#[derive(Debug, Parser)]
#[command(name = "srvname", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Verify(verify::Args),
    Check(check::Args),
    Inspect(inspect::Args),
    Lint(lint::Args),
    Census(census::Args),
}

/// Who reads the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Reads `--rule`, by the names that the library gives the settings.
pub(crate) fn rule_parser() -> impl TypedValueParser<Value = SubCaRule> {
    let values = SubCaRule::ALL.map(|rule| PossibleValue::new(rule.as_str()).help(rule_help(rule)));
    PossibleValuesParser::new(values)
        .try_map(|name| SubCaRule::ALL.into_iter().find(|rule| rule.as_str() == name).ok_or("no such rule"))
}

const fn rule_help(rule: SubCaRule) -> &'static str {
    match rule {
        SubCaRule::Confined => "Every CA permits SRVNames of named domains only",
        SubCaRule::Constrained => "Every CA lists SRVName in its name constraints",
        SubCaRule::Inherited => "A CA below a confined one may leave SRVName out",
        SubCaRule::WhereConstrained => {
            "A CA without any name constraints passes; one that constrains other forms only does not"
        }
        _ => "No rule: a CA that does not mention SRVName may issue it for anybody",
    }
}
