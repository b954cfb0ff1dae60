//! The commands, one a file or a folder.

pub(crate) mod census;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod examples;
pub(crate) mod inspect;
pub(crate) mod issue;
pub(crate) mod lint;
pub(crate) mod man;
pub(crate) mod mta_sts;
pub(crate) mod posh;
pub(crate) mod probe;
pub(crate) mod tlsa;
pub(crate) mod verify;
