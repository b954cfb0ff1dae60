//! Handshakes of TLS that keep what the server sent, and judge nothing but the signature of the handshake.
//!
//! A client that refuses a certificate never shows it. So the handshake is carried through whatever the chain is, and the
//! caller judges the chain afterwards: with the library's path validation, DANE, POSH, or all of them. What is checked is that
//! the server has the key of the certificate that it sent first; without that the chain would be anybody's.
//!
//! No session is resumed and none is kept, no client certificate is sent, and OCSP is not asked for.

mod fault;
mod handshake;
mod recorder;

pub use fault::{HandshakeError, HandshakeFault};
pub use handshake::{Alpn, KeyKind, Session, TlsRequest, TlsVersion, handshake};
