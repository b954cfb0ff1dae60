//! The lints that run: those of profiles, and single ones by their names.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use srvname::lint::{Lint, Linter, RuleSet};
use srvname::name::Escaped;

use crate::exit::Failure;

pub(super) fn profile_parser() -> impl TypedValueParser<Value = RuleSet> {
    let values = RuleSet::ALL.map(|profile| {
        PossibleValue::new(profile.as_str()).help(match profile {
            RuleSet::Pkix => "The RFCs, for every certificate",
            RuleSet::Br => "The TLS Baseline Requirements: the certificates are publicly trusted",
            RuleSet::Smime => "The S/MIME Baseline Requirements: the certificates are publicly trusted",
            RuleSet::Srv => "What srvname requires of CAs, and how clients treat their constraints",
        })
    });
    PossibleValuesParser::new(values).try_map(|name| profile_of(&name).ok_or("no such profile"))
}

pub(super) fn profile_of(name: &str) -> Option<RuleSet> {
    RuleSet::ALL.into_iter().find(|profile| profile.as_str() == name)
}

/// Returns a linter for these profiles, with the chapters that need data.
pub(super) fn linter_for(profiles: &[RuleSet]) -> Linter {
    Linter::new(profiles).with(&srvname::lint::idna::CHAPTER).with(&srvname::lint::public_suffix::CHAPTER)
}

pub(super) fn find_lint(linter: &Linter, id: &str) -> Result<&'static Lint, Failure> {
    let lint = linter.known().find(|lint| lint.id() == id);
    lint.ok_or_else(|| Failure::new(format_args!("no lint is called \"{}\"; --list prints them", Escaped::new(id))))
}
