#![no_main]

use srvname::lint::{Linter, RuleSet};

// With the chapters that need data: `tests/fuzz_corpus.rs` does without them.
fn linter(profiles: &[RuleSet]) -> Linter {
    Linter::new(profiles).with(&srvname::lint::idna::CHAPTER).with(&srvname::lint::public_suffix::CHAPTER)
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| srvname_fuzz_targets::lint::run_with(data, linter));
