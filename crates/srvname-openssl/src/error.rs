//! Why a peer is rejected.

use std::fmt;

use openssl::error::ErrorStack;
use openssl::ssl::{HandshakeError, MidHandshakeSslStream};
use openssl::x509::X509VerifyResult;
use srvname::delegation::{DelegationRefusal, ServerRefusal};
use srvname::{Rejection, name::NameError};

/// Why a peer is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// `srvname` rejects the chain.
    Rejected(Rejection),
    /// What the source domain publishes refuses the server.
    Delegation(Box<DelegationRefusal>),
    /// OpenSSL rejects the chain.
    Openssl(X509VerifyResult),
    /// There is no verified chain from an end entity to a trust anchor above it, because the end entity is itself
    /// trusted, the session was resumed, or the peer has no certificate. Trust anchors are the certificates in the
    /// store of the `SslContext`.
    NoChain,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejection) => rejection.fmt(f),
            Self::Delegation(refusal) => refusal.fmt(f),
            Self::Openssl(error) => write!(f, "OpenSSL refused the chain: {}", error.error_string()),
            Self::NoChain => f.write_str("there is no verified chain from the peer's certificate to a trust anchor"),
        }
    }
}

impl std::error::Error for VerifyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Rejected(rejection) => Some(rejection),
            Self::Delegation(refusal) => Some(&**refusal),
            Self::Openssl(_) | Self::NoChain => None,
        }
    }
}

impl From<Rejection> for VerifyError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<ServerRefusal> for VerifyError {
    fn from(refusal: ServerRefusal) -> Self {
        match refusal {
            ServerRefusal::Path(rejection) => Self::Rejected(rejection),
            ServerRefusal::Delegation(refusal) => Self::Delegation(refusal),
        }
    }
}

/// Why [`ServerVerifier::connect`](crate::ServerVerifier::connect) returns no connection.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError<S> {
    /// The server was rejected, and the connection was dropped.
    Verify(VerifyError),
    /// The handshake would block, on a non-blocking socket. [`ServerVerifier::finish`](crate::ServerVerifier::finish)
    /// is for the handshake that was continued.
    WouldBlock(MidHandshakeSslStream<S>),
    /// The handshake failed, but not because of the server's certificates.
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

impl<S: fmt::Debug> std::error::Error for ConnectError<S> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Verify(error) => Some(error),
            Self::Setup(error) => Some(error),
            Self::WouldBlock(_) | Self::Handshake(_) => None,
        }
    }
}

/// Why a verifier cannot be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifierError {
    /// The service is malformed.
    Service(NameError),
    /// There are no reference identifiers, so no certificate could match one; nor is there anything else by which a server could
    /// be accepted.
    NoReferences,
}

impl fmt::Display for VerifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(error) => write!(f, "the service: {error}"),
            Self::NoReferences => f.write_str("no reference identifiers were given, so no certificate could match one"),
        }
    }
}

impl std::error::Error for VerifierError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Service(error) => Some(error),
            Self::NoReferences => None,
        }
    }
}
