//! `srvname issue`: what it prints, what it refuses, that every tool makes of it what `srvname verify` accepts, and that the
//! document about it is true.

use srvname_testkit::make;

mod contract;
mod document;
mod existing;
mod programs;
mod rcgen;
#[expect(dead_code, reason = "shared with the tests of other commands")]
#[path = "../cli/run.rs"]
mod run;
mod tools;
