//! Files of the command line, which has no library. Each holds more than is asked here.

#![allow(dead_code)]

#[cfg(feature = "cli")]
#[path = "../../crates/srvname-cli/src/input/idn.rs"]
pub(crate) mod idn;
#[path = "../../crates/srvname-cli/src/input/pem.rs"]
pub(crate) mod pem;
#[cfg(feature = "cli")]
#[path = "../../crates/srvname-cli/src/input/time.rs"]
pub(crate) mod time;
