//! Files of the command line, which has no library. Each holds more than is asked here.

#![allow(dead_code)]

#[path = "../../crates/srvname-cli/src/input/ber.rs"]
mod ber;
#[path = "../../crates/srvname-cli/src/input/encoded.rs"]
pub(crate) mod encoded;
#[cfg(feature = "cli")]
#[path = "../../crates/srvname-cli/src/input/idn.rs"]
pub(crate) mod idn;
#[path = "../../crates/srvname-cli/src/input/kind.rs"]
pub(crate) mod kind;
#[path = "../../crates/srvname-cli/src/input/lines.rs"]
mod lines;
#[path = "../../crates/srvname-cli/src/input/other_kind.rs"]
mod other_kind;
#[path = "../../crates/srvname-cli/src/input/scanner.rs"]
pub(crate) mod scanner;
#[path = "../../crates/srvname-cli/src/input/signed_data.rs"]
mod signed_data;
#[path = "../../crates/srvname-cli/src/input/skipped.rs"]
mod skipped;
#[cfg(feature = "cli")]
#[path = "../../crates/srvname-cli/src/input/time.rs"]
pub(crate) mod time;
