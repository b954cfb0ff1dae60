//! Why a peer is refused.

use std::fmt;

use openssl::error::ErrorStack;
use openssl::ssl::{HandshakeError, MidHandshakeSslStream};
use openssl::x509::X509VerifyResult;
use srvname::Rejection;

/// Why a peer is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// By `srvname`, for this reason.
    Rejected(Rejection),
    /// By OpenSSL, for this reason.
    Openssl(X509VerifyResult),
    /// There is no verified chain from an end entity to a trust anchor above it. So it is with an end entity that is itself
    /// trusted, with a resumed session, and with a peer without certificate. Trust anchors are the certificates in the
    /// store of the `SslContext`.
    NoChain,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejection) => rejection.fmt(f),
            Self::Openssl(error) => write!(f, "OpenSSL refused the chain: {}", error.error_string()),
            Self::NoChain => f.write_str("there is no verified chain from the peer's certificate to a trust anchor"),
        }
    }
}

impl std::error::Error for VerifyError {}

impl From<Rejection> for VerifyError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

/// Why [`ServerVerifier::connect`](crate::ServerVerifier::connect) gives no connection.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError<S> {
    /// The server was refused, and the connection is gone.
    Verify(VerifyError),
    /// The handshake would block, on a socket that does not.
    /// [`ServerVerifier::finish`](crate::ServerVerifier::finish) says how it goes on.
    WouldBlock(MidHandshakeSslStream<S>),
    /// The handshake failed, and not over the server's certificates.
    Handshake(HandshakeError<S>),
    /// OpenSSL could not be set up.
    Setup(ErrorStack),
}

impl<S: fmt::Debug> fmt::Display for ConnectError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verify(refused) => refused.fmt(f),
            Self::WouldBlock(_) => f.write_str("the handshake would block"),
            Self::Handshake(error) => error.fmt(f),
            Self::Setup(error) => error.fmt(f),
        }
    }
}

impl<S: fmt::Debug> std::error::Error for ConnectError<S> {}
