//! The lints, one file for each chapter.

pub(crate) mod chain;
pub(crate) mod chain_constraints;
pub(crate) mod chain_names;
pub(crate) mod constraints_forms;
pub(crate) mod constraints_profiles;
pub(crate) mod constraints_reach;
pub(crate) mod constraints_sets;
pub(crate) mod constraints_structure;
pub(crate) mod directory_text;
pub(crate) mod encoding;
#[cfg(feature = "idna")]
pub mod idna;
pub(crate) mod interop;
pub(crate) mod names_dns;
pub(crate) mod names_forms;
pub(crate) mod names_set;
#[cfg(feature = "psl")]
pub mod public_suffix;
pub(crate) mod srv_constraints;
pub(crate) mod srv_context;
pub(crate) mod srv_syntax;
