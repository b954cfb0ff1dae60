//! How much a peer may send and how long it may take: plain numbers, with what a probe needs as their defaults.

use std::time::Duration;

/// The limits of a look-up in the DNS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookupLimits {
    /// How long one message may take: each try over UDP takes a third of it, TCP all of it.
    pub message: Duration,
    /// How long a look-up may take, with everything that is fetched to validate it.
    pub lookup: Duration,
    /// How many messages a look-up may fetch to validate its answer. A name of many labels asks for one or two for each.
    pub fetches: usize,
    /// How many records an answer may have.
    pub records: usize,
}

impl Default for LookupLimits {
    fn default() -> Self {
        Self { message: Duration::from_secs(5), lookup: Duration::from_secs(20), fetches: 60, records: 256 }
    }
}

/// The limits of a dialogue before TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DialogueLimits {
    /// How long each step may take: writing a command, and reading the whole reply to it.
    pub step: Duration,
    /// How long a line may be, in octets, its CRLF included; and how long a literal or an XML token may be.
    pub line_octets: usize,
    /// How many lines the server may send in all.
    pub lines: usize,
    /// How many octets of XML the server may send in all.
    pub xml_octets: usize,
}

impl Default for DialogueLimits {
    fn default() -> Self {
        Self { step: Duration::from_secs(10), line_octets: 4096, lines: 100, xml_octets: 65_536 }
    }
}

/// The limits of a fetch over HTTPS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchLimits {
    /// How long the request and the whole response may take. RFC 8461 §3.3 suggests one minute.
    pub time: Duration,
    /// How many octets the body may have. RFC 8461 §3.3 suggests 64 kilobytes.
    pub body_octets: usize,
    /// How many fields the header may have.
    pub header_fields: usize,
    /// How many octets the header may have, at least 8192.
    pub header_octets: usize,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self { time: Duration::from_secs(60), body_octets: 65_536, header_fields: 64, header_octets: 16_384 }
    }
}

/// The limits of a probe of one domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeLimits {
    /// How long each step may take: a look-up, a connection, a step of a dialogue, a handshake.
    pub step: Duration,
    /// How long the whole domain may take. What is left then is reported as not asked.
    pub domain: Duration,
    /// The limits of a dialogue; the time of its steps is no longer than [`step`](Self::step).
    pub dialogue: DialogueLimits,
    /// The limits of a fetch over HTTPS; its time is no longer than [`step`](Self::step).
    pub fetch: FetchLimits,
    /// How many servers of a service are asked.
    pub servers: usize,
    /// How many addresses of a server are asked, of each family.
    pub addresses: usize,
}

impl Default for ProbeLimits {
    fn default() -> Self {
        Self {
            step: Duration::from_secs(10),
            domain: Duration::from_secs(60),
            dialogue: DialogueLimits::default(),
            fetch: FetchLimits::default(),
            servers: 32,
            addresses: 8,
        }
    }
}
