//! Files of the command line, which has no library. Each holds more than is asked here.

#![allow(dead_code)]

#[cfg(feature = "cli")]
#[path = "../../src/bin/srvname/idn.rs"]
pub(crate) mod idn;
#[path = "../../src/bin/srvname/pem.rs"]
pub(crate) mod pem;
#[cfg(feature = "cli")]
#[path = "../../src/bin/srvname/time.rs"]
pub(crate) mod time;
