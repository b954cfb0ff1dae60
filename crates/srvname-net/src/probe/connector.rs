//! What opens connections.

use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};

use crate::connect::{ConnectError, Reach, connect};

/// A stream of octets to a server and back.
pub trait ByteStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> ByteStream for S {}

/// A connection that is being opened.
pub type Opening<'c> = Pin<Box<dyn Future<Output = Result<Box<dyn ByteStream>, ConnectError>> + Send + 'c>>;

/// Opens connections: to the network, or to a script.
pub trait Connector {
    /// Opens a connection to one address, and to no other, within this time.
    fn open(&self, address: SocketAddr, limit: Duration) -> Opening<'_>;
}

/// Opens TCP connections to addresses that may be reached.
#[derive(Clone, Copy, Debug, Default)]
pub struct Network {
    /// Which those are.
    pub reach: Reach,
}

impl Connector for Network {
    fn open(&self, address: SocketAddr, limit: Duration) -> Opening<'_> {
        Box::pin(async move {
            let stream: Box<dyn ByteStream> = Box::new(connect(address, self.reach, limit).await?);
            Ok(stream)
        })
    }
}
