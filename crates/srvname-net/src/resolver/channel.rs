//! How messages get to a resolver and back: UDP first, TCP where the answer is truncated.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::net::client::dgram::QueryErrorKind;
use domain::net::client::protocol::{TcpConnect, UdpConnect};
use domain::net::client::request::{Error, SendRequest};
use domain::net::client::{dgram, dgram_stream, multi_stream};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::message::{Query, Reply};
use super::response::LookupFailure;
use crate::limits::LookupLimits;

/// Whatever takes a question and answers it: the network, or a test.
pub(super) type Upstream = Arc<dyn SendRequest<Query> + Send + Sync>;

/// The way to one resolver.
pub(super) struct Channel {
    pub(super) address: SocketAddr,
    pub(super) upstream: Upstream,
    /// What keeps the TCP connection, if there is one.
    task: Option<JoinHandle<()>>,
}

impl Channel {
    /// Opens sockets when there is something to ask. Outside of a runtime of tokio there is nothing that could keep a TCP
    /// connection, and what is truncated fails.
    pub(super) fn to_network(address: SocketAddr, limits: &LookupLimits) -> Self {
        let mut datagrams = dgram::Config::new();
        datagrams.set_max_parallel(16);
        // The first try and two more, in the time of a message.
        datagrams.set_max_retries(2);
        datagrams.set_read_timeout(limits.message.checked_div(3).unwrap_or(limits.message));
        let mut streams = multi_stream::Config::default();
        streams.set_response_timeout(limits.message);
        streams.stream_mut().set_response_timeout(limits.message);
        streams.stream_mut().set_idle_timeout(Duration::from_secs(10));
        let config = dgram_stream::Config::from_parts(datagrams, streams);
        let (udp, tcp) = (UdpConnect::new(address), TcpConnect::new(address));
        let (connection, transport) = dgram_stream::Connection::with_config(udp, tcp, config);
        let task = Handle::try_current().ok().map(|runtime| runtime.spawn(transport.run()));
        Self { address, upstream: Arc::new(connection), task }
    }

    /// A channel to what answers in this process.
    #[cfg(test)]
    pub(super) fn to_script(address: SocketAddr, upstream: Upstream) -> Self {
        Self { address, upstream, task: None }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Sends one message and waits for its answer, within the time of a message.
pub(super) async fn exchange(upstream: &Upstream, query: Query, limit: Duration) -> Result<Reply, LookupFailure> {
    let mut request = upstream.send_request(query);
    match timeout(limit, request.get_response()).await {
        Err(_) => Err(LookupFailure::TimedOut),
        Ok(Err(error)) => Err(failure(error)),
        Ok(Ok(reply)) if reply.header().tc() => Err(LookupFailure::Malformed),
        Ok(Ok(reply)) => Ok(reply),
    }
}

fn failure(error: Error) -> LookupFailure {
    match error {
        Error::Dgram(error) => match error.kind() {
            QueryErrorKind::Timeout => LookupFailure::TimedOut,
            // It is shared with nobody here; if it were, its kind could not be had.
            _ => match Arc::into_inner(error) {
                Some(error) => LookupFailure::Unreachable(error.io_error().kind()),
                None => LookupFailure::Unreachable(io::ErrorKind::Other),
            },
        },
        Error::StreamReadTimeout | Error::StreamIdleTimeout => LookupFailure::TimedOut,
        Error::StreamReadError(error) | Error::StreamWriteError(error) => LookupFailure::Unreachable(error.kind()),
        Error::MessageParseError | Error::ShortMessage | Error::FormError | Error::WrongReplyForQuery => {
            LookupFailure::Malformed
        }
        other => LookupFailure::Broken(other.to_string()),
    }
}
