//! What the tests, benches and examples of `srvname` share, each once. It is not published.
//!
//! Features leave out what needs a dependency of its own: `corpora` the readers of corpora, `lints` the document of the
//! lints, `model` random paths and their judge, `signatures` whatever verifies one.

#![allow(missing_docs)]
// What is made here begins with `new`; nothing is generic over a default.
#![allow(clippy::new_without_default)]

pub mod bare;
#[cfg(feature = "corpora")]
pub mod corpora;
pub mod differential;
pub mod digests;
pub mod encode;
pub mod generate;
#[cfg(feature = "lints")]
pub mod lint_document;
pub mod make;
#[cfg(feature = "model")]
pub mod model;
pub mod oracle;
pub mod peak;
#[cfg(feature = "signatures")]
pub mod revocation;
pub mod subtree_oracle;
pub mod texts;
pub mod unsigned;
pub mod verdict;
pub mod workload;

use std::path::{Path, PathBuf};

/// The folder `testdata/` of the repository.
#[must_use]
pub fn testdata() -> PathBuf {
    repository().join("testdata")
}

/// The topmost folder of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package).to_path_buf()
}
