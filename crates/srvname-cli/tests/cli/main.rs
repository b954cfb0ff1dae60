//! The command line's contract, asked of the real binary: JSON, exit status, standard error, and what it survives.

use srvname_testkit::make;

mod algorithms;
mod check;
mod files;
mod folders;
mod formats;
mod help;
mod hostile;
mod inspect;
mod mta_sts;
mod pipelines;
mod posh;
mod probe;
mod probe_world;
mod questions;
mod requests;
mod run;
mod schemas;
mod shipped;
mod text;
mod tlsa;
mod usage;
mod verify;
