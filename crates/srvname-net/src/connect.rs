//! TCP connections, to one address each.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::address::{SpecialPurpose, special_purpose};

/// Which addresses may be connected to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Every address: a probe of one's own network finds what is there.
    #[default]
    Everywhere,
    /// Addresses of the public Internet alone. A probe that strangers may start must not show them the network that it
    /// runs in.
    PublicOnly,
}

impl Reach {
    /// Returns that an address may be connected to.
    ///
    /// # Errors
    ///
    /// [`ConnectError::Refused`] with the address and its purpose.
    pub fn allows(self, address: SocketAddr) -> Result<(), ConnectError> {
        match (self, special_purpose(address.ip())) {
            (Self::PublicOnly, Some(purpose)) => Err(ConnectError::Refused { address, purpose }),
            _ => Ok(()),
        }
    }
}

/// Connects to one address, and to no other: the caller says which of a host's addresses was tried.
///
/// # Errors
///
/// [`ConnectError`]: the address is not allowed, the time is over, or the system says why there is no connection.
pub async fn connect(address: SocketAddr, reach: Reach, limit: Duration) -> Result<TcpStream, ConnectError> {
    reach.allows(address)?;
    match timeout(limit, TcpStream::connect(address)).await {
        Err(_) => Err(ConnectError::TimedOut { address, limit }),
        Ok(Err(error)) => Err(ConnectError::Failed { address, kind: error.kind() }),
        Ok(Ok(stream)) => {
            // Small messages are not held back for others. Where the system does not grant it, they are merely later.
            let _ = stream.set_nodelay(true);
            Ok(stream)
        }
    }
}

/// Why there is no connection to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectError {
    /// It was not tried: the address is not of the public Internet.
    Refused {
        /// The address.
        address: SocketAddr,
        /// What it is for.
        purpose: SpecialPurpose,
    },
    /// Nothing came back in time.
    TimedOut {
        /// The address.
        address: SocketAddr,
        /// The time.
        limit: Duration,
    },
    /// The system or the host said no.
    Failed {
        /// The address.
        address: SocketAddr,
        /// What was said.
        kind: io::ErrorKind,
    },
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { address, purpose } => write!(f, "{address} was not tried, because it is {purpose}"),
            Self::TimedOut { address, limit } => {
                write!(f, "no connection to {address} after {} s: a firewall, or no host", limit.as_secs_f32())
            }
            Self::Failed { address, kind } => write!(f, "no connection to {address}: {kind}"),
        }
    }
}

impl std::error::Error for ConnectError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_private_address_is_refused_before_it_is_tried() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let refused = connect(address, Reach::PublicOnly, Duration::from_secs(5)).await.unwrap_err();
        assert_eq!(refused, ConnectError::Refused { address, purpose: SpecialPurpose::Loopback });
        assert_eq!(refused.to_string(), format!("{address} was not tried, because it is a loopback address"));
        connect(address, Reach::Everywhere, Duration::from_secs(5)).await.unwrap();
        drop(listener);
        let failed = connect(address, Reach::Everywhere, Duration::from_secs(5)).await.unwrap_err();
        assert_eq!(failed, ConnectError::Failed { address, kind: io::ErrorKind::ConnectionRefused });
    }
}
