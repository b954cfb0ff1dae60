//! `srvname issue`: what it prints, what it refuses, and that every tool makes of it what `srvname verify` accepts.

use srvname_testkit::make;

#[path = "issue/contract.rs"]
mod contract;
#[path = "issue/existing.rs"]
mod existing;
#[path = "issue/programs.rs"]
mod programs;
#[path = "issue/rcgen.rs"]
mod rcgen;
#[expect(dead_code, reason = "shared with the tests of other commands")]
#[path = "cli/run.rs"]
mod run;
#[path = "issue/tools.rs"]
mod tools;
