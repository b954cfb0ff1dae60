//! The bodies of the fuzz targets: octets in, properties asserted, nothing out.
//!
//! They are a package of their own so that two can use them: `cargo fuzz`, and `tests/fuzz_corpus.rs`, which replays the
//! committed corpus without a nightly compiler. A target never fails on what it is fed, only on what the library says
//! about it.

pub mod build;
#[cfg(feature = "capi")]
pub mod c_abi;
#[cfg(feature = "capi")]
mod c_abi_evidence;
pub mod case;
pub mod certificate;
pub mod chain;
#[cfg(feature = "cli")]
pub mod cli_arguments;
pub mod cli_file;
mod command_line;
pub mod constraints;
pub mod directory;
pub mod dns_name;
pub mod email;
pub mod ip;
pub mod judge;
pub mod lint;
pub mod mta_sts_grammar;
pub mod mta_sts_policy;
pub mod mta_sts_record;
pub mod naive;
pub mod path;
#[cfg(feature = "posh")]
pub mod posh_document;
pub mod properties;
pub mod san;
pub mod srv_name;
pub mod subtree_set;
pub mod tlsa_rdata;
pub mod tlsa_text;
pub mod uri;
pub mod verify;

/// A target: its name, which is that of its corpus, and its body.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: &[Target] = &[
    #[cfg(feature = "capi")]
    ("c_abi", c_abi::run),
    ("certificate", certificate::run),
    ("chain", chain::run),
    #[cfg(feature = "cli")]
    ("cli_arguments", cli_arguments::run),
    ("cli_file", cli_file::run),
    ("constraints", constraints::run),
    ("directory", directory::run),
    ("dns_name", dns_name::run),
    ("email", email::run),
    ("ip", ip::run),
    ("lint", lint::run),
    ("mta_sts_policy", mta_sts_policy::run),
    ("mta_sts_record", mta_sts_record::run),
    ("path", path::run),
    #[cfg(feature = "posh")]
    ("posh_document", posh_document::run),
    ("san", san::run),
    ("srv_name", srv_name::run),
    ("subtree_set", subtree_set::run),
    ("tlsa_rdata", tlsa_rdata::run),
    ("tlsa_text", tlsa_text::run),
    ("uri", uri::run),
    ("verify", verify::run),
];
