//! What the tests, benches and examples of `srvname` share, each once. It is not published.

#![allow(missing_docs)]

pub mod make;

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
