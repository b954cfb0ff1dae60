//! Handshakes through OpenSSL, TLS 1.2 and 1.3: what it says by itself, and what it says with this package.

use srvname_testkit::make;

mod handshake {
    pub(crate) mod bypasses;
    pub(crate) mod clients;
    pub(crate) mod delegations;
    pub(crate) mod lab;
    pub(crate) mod servers;
}

use handshake::lab;
