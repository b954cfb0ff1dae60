//! The end of a handshake: a connection with what was found of the peer, or why there is none.

use openssl::ssl::{HandshakeError, SslRef, SslStream};

use crate::error::{ConnectError, VerifyError};

/// Returns the connection and what `identify` says of its peer.
///
/// # Errors
///
/// [`ConnectError`] if the handshake failed, for the reason that `refusal` gives if it gives one, or if `identify` fails.
pub(crate) fn finished<S, T>(
    outcome: Result<SslStream<S>, HandshakeError<S>>,
    identify: impl FnOnce(&SslRef) -> Result<T, VerifyError>,
    refusal: impl FnOnce(&SslRef) -> Option<VerifyError>,
) -> Result<(SslStream<S>, T), ConnectError<S>> {
    match outcome {
        Ok(stream) => {
            let identity = identify(stream.ssl()).map_err(ConnectError::Verify)?;
            Ok((stream, identity))
        }
        Err(HandshakeError::WouldBlock(handshake)) => Err(ConnectError::WouldBlock(handshake)),
        Err(HandshakeError::SetupFailure(error)) => Err(ConnectError::Setup(error)),
        Err(HandshakeError::Failure(handshake)) => Err(match refusal(handshake.ssl()) {
            Some(refused) => ConnectError::Verify(refused),
            None => ConnectError::Handshake(HandshakeError::Failure(handshake)),
        }),
    }
}
