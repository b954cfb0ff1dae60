//! The verifiers for rustls: real handshakes in memory, TLS 1.2 and 1.3, and what rustls's own verifier says beside them.

use srvname_testkit::make;

#[path = "rustls/as_rustls.rs"]
mod as_rustls;
#[path = "rustls/client_certificates.rs"]
mod client_certificates;
#[path = "rustls/errors.rs"]
mod errors;
#[path = "rustls/handshake.rs"]
mod handshake;
#[path = "rustls/limbo.rs"]
mod limbo;
#[path = "rustls/paths.rs"]
mod paths;
#[path = "rustls/references.rs"]
mod references;
#[path = "rustls/resumption.rs"]
mod resumption;
#[path = "rustls/revocation.rs"]
mod revocation;
#[path = "rustls/servers.rs"]
mod servers;
