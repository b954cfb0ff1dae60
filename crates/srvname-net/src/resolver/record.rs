//! Records that own their data, and what they are lent as.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use srvname::delegation::dns::{CertificateUsage, Cname, MatchingType, Mx, Selector, Srv, Target, Tlsa, Txt};
use srvname::name::DnsName;

/// The types of records that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RecordType {
    /// IPv4 addresses (RFC 1035 §3.4.1).
    A,
    /// IPv6 addresses (RFC 3596 §2.1).
    Aaaa,
    /// The name that a name is an alias of (RFC 1035 §3.3.1).
    Cname,
    /// Hosts that take mail (RFC 5321 §5.1).
    Mx,
    /// Hosts of a service (RFC 2782).
    Srv,
    /// Certificates and keys of a host (RFC 6698 §2.1).
    Tlsa,
    /// Texts (RFC 1035 §3.3.14).
    Txt,
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Cname => "CNAME",
            Self::Mx => "MX",
            Self::Srv => "SRV",
            Self::Tlsa => "TLSA",
            Self::Txt => "TXT",
        })
    }
}

/// The records of an answer, all of one type. The names in them are as they are displayed: without the dot at their end,
/// `.` for the root, and what is no letter, digit or hyphen as `\DDD` or behind a `\` (RFC 1035 §5.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Records {
    /// IPv4 addresses.
    A(Vec<Ipv4Addr>),
    /// IPv6 addresses.
    Aaaa(Vec<Ipv6Addr>),
    /// Names that the name is an alias of. More than one is a fault of the zone.
    Cname(Vec<String>),
    /// Hosts that take mail.
    Mx(Vec<MxRecord>),
    /// Hosts of a service.
    Srv(Vec<SrvRecord>),
    /// Certificates and keys of a host.
    Tlsa(Vec<TlsaRecord>),
    /// Texts: for each record its character-strings.
    Txt(Vec<Vec<Vec<u8>>>),
}

/// An MX record that owns its data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MxRecord {
    /// The preference: a sender tries the lowest first.
    pub preference: u16,
    /// The host.
    pub exchange: String,
}

/// An SRV record that owns its data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SrvRecord {
    /// The priority: a client tries the lowest first.
    pub priority: u16,
    /// The weight among records of one priority.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The host.
    pub target: String,
}

/// A TLSA record that owns its data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TlsaRecord {
    /// The certificate usage.
    pub usage: u8,
    /// The selector.
    pub selector: u8,
    /// The matching type.
    pub matching_type: u8,
    /// The certificate association data.
    pub data: Vec<u8>,
}

impl Records {
    /// Returns the type of the records.
    #[must_use]
    pub const fn record_type(&self) -> RecordType {
        match self {
            Self::A(_) => RecordType::A,
            Self::Aaaa(_) => RecordType::Aaaa,
            Self::Cname(_) => RecordType::Cname,
            Self::Mx(_) => RecordType::Mx,
            Self::Srv(_) => RecordType::Srv,
            Self::Tlsa(_) => RecordType::Tlsa,
            Self::Txt(_) => RecordType::Txt,
        }
    }

    /// Returns how many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::A(records) => records.len(),
            Self::Aaaa(records) => records.len(),
            Self::Cname(records) => records.len(),
            Self::Mx(records) => records.len(),
            Self::Srv(records) => records.len(),
            Self::Tlsa(records) => records.len(),
            Self::Txt(records) => records.len(),
        }
    }

    /// Returns `true` if there is no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the records of type TXT as lists of what they are lent as: the first step of two, because a [`Txt`] borrows
    /// a list. The second is [`texts`].
    #[must_use]
    pub fn strings(&self) -> Vec<Vec<&[u8]>> {
        match self {
            Self::Txt(records) => records.iter().map(|strings| strings.iter().map(Vec::as_slice).collect()).collect(),
            _ => Vec::new(),
        }
    }
}

/// Returns the TXT records of [`Records::strings`].
///
/// ```
/// use srvname_net::resolver::{Records, texts};
///
/// let records = Records::Txt(vec![vec![b"v=STSv1; ".to_vec(), b"id=1;".to_vec()]]);
/// let strings = records.strings();
/// assert_eq!(texts(&strings)[0].strings, [&b"v=STSv1; "[..], b"id=1;"]);
/// ```
#[must_use]
pub fn texts<'e>(strings: &'e [Vec<&'e [u8]>]) -> Vec<Txt<'e>> {
    strings.iter().map(|strings| Txt { strings }).collect()
}

/// What records are lent as: the types of [`srvname::delegation::dns`], and addresses.
pub trait Lent<'e>: Sized {
    /// Returns the records that are of this type; none if they are of another. A record whose name is not that of a host
    /// is left out, as [`Target::parse`] has it; [`Records`] still shows it.
    fn all(records: &'e Records) -> Vec<Self>;
}

impl<'e> Lent<'e> for Srv<'e> {
    fn all(records: &'e Records) -> Vec<Self> {
        let Records::Srv(records) = records else { return Vec::new() };
        let lend = |record: &'e SrvRecord| {
            let target = Target::parse(&record.target).ok()?;
            Some(Self { priority: record.priority, weight: record.weight, port: record.port, target })
        };
        records.iter().filter_map(lend).collect()
    }
}

impl<'e> Lent<'e> for Mx<'e> {
    fn all(records: &'e Records) -> Vec<Self> {
        let Records::Mx(records) = records else { return Vec::new() };
        let lend = |record: &'e MxRecord| {
            Some(Self { preference: record.preference, exchange: Target::parse(&record.exchange).ok()? })
        };
        records.iter().filter_map(lend).collect()
    }
}

impl<'e> Lent<'e> for Tlsa<'e> {
    fn all(records: &'e Records) -> Vec<Self> {
        let Records::Tlsa(records) = records else { return Vec::new() };
        let lend = |record: &'e TlsaRecord| Self {
            usage: CertificateUsage(record.usage),
            selector: Selector(record.selector),
            matching_type: MatchingType(record.matching_type),
            data: &record.data,
        };
        records.iter().map(lend).collect()
    }
}

impl<'e> Lent<'e> for Cname<'e> {
    fn all(records: &'e Records) -> Vec<Self> {
        let Records::Cname(records) = records else { return Vec::new() };
        records.iter().filter_map(|name| Some(Self { target: DnsName::parse(name).ok()? })).collect()
    }
}

impl Lent<'_> for IpAddr {
    fn all(records: &Records) -> Vec<Self> {
        match records {
            Records::A(addresses) => addresses.iter().copied().map(Self::V4).collect(),
            Records::Aaaa(addresses) => addresses.iter().copied().map(Self::V6).collect(),
            _ => Vec::new(),
        }
    }
}
