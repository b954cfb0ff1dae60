//! What is being asked at the moment.

use std::fmt;
use std::net::SocketAddr;

use crate::resolver::RecordType;

/// What is being asked at the moment, for people who wait. Its `Display` is a line for them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// The DNS, about a name.
    Lookup {
        /// The name.
        name: String,
        /// The type of the records.
        record_type: RecordType,
    },
    /// A server, at one of its addresses.
    Connection {
        /// The host.
        host: String,
        /// The address.
        address: SocketAddr,
    },
    /// A web server, for a document.
    Fetch {
        /// The URL.
        url: String,
    },
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lookup { name, record_type } => write!(f, "looking up {record_type} of {name}"),
            Self::Connection { host, address } => write!(f, "connecting to {host} at {address}"),
            Self::Fetch { url } => write!(f, "fetching {url}"),
        }
    }
}
