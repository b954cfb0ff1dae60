//! The certificates under `testdata/lint/`: for every lint one that it finds, and a near miss that it does not.
//!
//! What must be found was written down from the RFCs, before the linter was asked; the whole list under the profiles that
//! the file names, so that a finding too many fails as well as one too few.

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use case::{LintCase, LintFile};

mod case;
mod chains;
mod constraints;
mod deployment;
mod directory_text;
mod encoding;
mod example;
mod forms;
pub mod matrix;
mod names;
mod reach;
mod san_names;
mod san_set;
mod services;
mod sets;

/// All cases, chapter by chapter.
pub fn all() -> Vec<LintCase> {
    [
        encoding::cases(),
        directory_text::cases(),
        san_set::cases(),
        san_names::cases(),
        names::cases(),
        services::cases(),
        constraints::cases(),
        forms::cases(),
        reach::cases(),
        sets::cases(),
        deployment::cases(),
        chains::cases(),
    ]
    .concat()
}

/// Every file, by its path below `testdata/`.
pub fn files() -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    for case in all() {
        let earlier = files.insert(PathBuf::from(format!("lint/{}.pem", case.name)), case.render());
        assert!(earlier.is_none(), "two cases are called {}", case.name);
    }
    files
}
