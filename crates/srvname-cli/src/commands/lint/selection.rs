//! The lints that run: those of profiles, and single ones by their names.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use srvname::lint::{DEFAULT_RULE_SETS, Lint, Linter, RuleSet};
use srvname::name::Escaped;

use crate::exit::Failure;

/// The most ids that are suggested for one that no lint has.
const MOST_SUGGESTED: usize = 5;

/// What is asked, of which certificates whenever they were issued.
#[derive(Debug)]
pub(super) struct Selection {
    profiles: Vec<RuleSet>,
    included: Vec<&'static Lint>,
    excluded: Vec<&'static Lint>,
    as_of: Option<i64>,
}

impl Selection {
    /// Returns the selection of these profiles and ids; fails if no lint has one of the ids.
    pub(super) fn new(
        profiles: &[RuleSet],
        included: &[String],
        excluded: &[String],
        as_of: Option<i64>,
    ) -> Result<Self, Failure> {
        let lints = |ids: &[String]| ids.iter().map(|id| find_lint(id)).collect::<Result<Vec<_>, _>>();
        let (included, excluded) = (lints(included)?, lints(excluded)?);
        let profiles = if profiles.is_empty() { DEFAULT_RULE_SETS.to_vec() } else { profiles.to_vec() };
        Ok(Self { profiles, included, excluded, as_of })
    }

    /// Returns a linter for the selection.
    pub(super) fn linter(&self) -> Linter {
        self.linter_for(&self.profiles)
    }

    /// Returns a linter for the selection with other profiles.
    pub(super) fn linter_for(&self, profiles: &[RuleSet]) -> Linter {
        let linter = self.included.iter().fold(all_lints(profiles), |linter, lint| linter.include(lint));
        let linter = self.excluded.iter().fold(linter, |linter, lint| linter.exclude(lint));
        match self.as_of {
            Some(seconds) => linter.as_of(seconds),
            None => linter,
        }
    }
}

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
fn all_lints(profiles: &[RuleSet]) -> Linter {
    Linter::new(profiles).with(&srvname::lint::idna::CHAPTER).with(&srvname::lint::public_suffix::CHAPTER)
}

/// Returns the lint with this id; fails if there is none, with the ids that are most like it.
pub(super) fn find_lint(id: &str) -> Result<&'static Lint, Failure> {
    let linter = all_lints(&[]);
    if let Some(lint) = linter.known().find(|lint| lint.id() == id) {
        return Ok(lint);
    }
    let alike = suggested(id, linter.known().map(Lint::id));
    let hint = match alike.as_slice() {
        [] => "--list prints them".to_owned(),
        [only] => format!("did you mean {only}? --list prints them all"),
        several => format!("did you mean one of {}? --list prints them all", several.join(", ")),
    };
    Err(Failure::new(format_args!("no lint is called \"{}\"; {hint}", Escaped::new(id))))
}

/// Returns the ids that are most like what was typed, the best first.
fn suggested(typed: &str, ids: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let typed: String = typed.to_lowercase().replace('-', "_").chars().take(100).collect();
    let alike = |id: &'static str| {
        let is_part = typed.len() > 2 && id.contains(&typed);
        let likeness = if is_part { 1.0 } else { strsim::sorensen_dice(&typed, id) };
        (likeness > 0.5).then_some((likeness, id))
    };
    let mut found: Vec<_> = ids.filter_map(alike).collect();
    // Those that are alike stay in the order of reports.
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    found.into_iter().map(|(_, id)| id).take(MOST_SUGGESTED).collect()
}
