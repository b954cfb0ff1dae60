//! The arguments that commands share.

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use srvname::SubCaRule;

/// The output formats of most commands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// The arguments that `check` and `verify` share.
#[derive(Debug, clap::Args)]
pub(crate) struct VerdictArguments {
    /// Which CAs must constrain SRVName
    #[arg(long, value_name = "RULE", default_value = SubCaRule::Constrained.as_str(), value_parser = named(SubCaRule::ALL, SubCaRule::as_str, rule_help))]
    pub(crate) rule: SubCaRule,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) format: OutputFormat,
}

/// Returns the parser of an argument whose values are those of an enumeration of the library, with the library's names.
pub(crate) fn named<T: Copy + Send + Sync + 'static, const N: usize>(
    all: [T; N],
    name: fn(T) -> &'static str,
    help: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let values = all.map(|value| PossibleValue::new(name(value)).help(help(value)));
    PossibleValuesParser::new(values)
        .try_map(move |typed| all.into_iter().find(|value| name(*value) == typed).ok_or("no such value"))
}

const fn rule_help(rule: SubCaRule) -> &'static str {
    match rule {
        SubCaRule::Confined => "Every CA permits SRVNames of named domains only",
        SubCaRule::Constrained => "Every CA lists SRVName in its name constraints",
        SubCaRule::Inherited => "A CA below a confined one may leave SRVName out",
        SubCaRule::WhereConstrained => {
            "A CA without any name constraints passes; one that constrains other forms only does not"
        }
        _ => "No rule: a CA that does not mention SRVName may issue it for any domain",
    }
}
