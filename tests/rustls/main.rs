//! The verifiers for rustls: real handshakes in memory, TLS 1.2 and 1.3, and what rustls's own verifier says beside them.

use srvname_testkit::make;

mod as_rustls;
mod client_certificates;
mod connections;
mod delegation;
mod errors;
mod handshake;
mod limbo;
mod paths;
mod pem;
mod references;
mod resumption;
mod revocation;
mod servers;
mod streams;
