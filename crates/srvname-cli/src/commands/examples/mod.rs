//! The examples that each command shows in its long help, a file a command.
//!
//! Each is run by `tests/cli/help.rs`.

/// Examples of `verify`.
pub(crate) const VERIFY: &str = include_str!("verify.txt");

/// Examples of `check`.
pub(crate) const CHECK: &str = include_str!("check.txt");

/// Examples of `inspect`.
pub(crate) const INSPECT: &str = include_str!("inspect.txt");

/// Examples of `lint`.
pub(crate) const LINT: &str = include_str!("lint.txt");

/// Examples of `census`.
pub(crate) const CENSUS: &str = include_str!("census.txt");

/// Examples of `probe`.
pub(crate) const PROBE: &str = include_str!("probe.txt");

/// Examples of `issue`.
pub(crate) const ISSUE: &str = include_str!("issue.txt");

/// Examples of `mta-sts`.
pub(crate) const MTA_STS: &str = include_str!("mta-sts.txt");

/// Examples of `posh`.
pub(crate) const POSH: &str = include_str!("posh.txt");

/// Examples of `tlsa`.
pub(crate) const TLSA: &str = include_str!("tlsa.txt");

/// Examples of `completions`.
pub(crate) const COMPLETIONS: &str = include_str!("completions.txt");

/// Examples of `man`.
pub(crate) const MAN: &str = include_str!("man.txt");
