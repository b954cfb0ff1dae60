//! The command line's contract, asked of the real binary: JSON, exit status, standard error, and what it survives.

use srvname_testkit::make;

#[path = "cli/check.rs"]
mod check;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/inspect.rs"]
mod inspect;
#[path = "cli/run.rs"]
mod run;
#[path = "cli/shipped.rs"]
mod shipped;
#[path = "cli/text.rs"]
mod text;
#[path = "cli/usage.rs"]
mod usage;
#[path = "cli/verify.rs"]
mod verify;
