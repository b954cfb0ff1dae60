//! One host at one port.

use std::fmt;
use std::net::IpAddr;

use srvname::delegation::dns::Security;

use super::finding::Finding;
use super::lookup::LookupReport;
use super::probed::TlsStart;
use super::session::SessionReport;
use crate::address::SpecialPurpose;

/// One host at one port, with everything that was asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerReport {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// How TLS begins there.
    pub tls: TlsStart,
    /// Which record names it.
    pub listed_in: ListedIn,
    /// Whether clients try another server first.
    pub is_backup: bool,
    /// How far the way from the domain to the name of the host can be believed.
    pub delegation_security: Security,
    /// The look-ups of its addresses, one for each family.
    pub address_lookups: Vec<LookupReport>,
    /// The look-ups of its TLSA records, in the order in which they were asked; none where they are not asked.
    pub tlsa_lookups: Vec<LookupReport>,
    /// What a client with DANE does with it.
    pub dane: DaneStep,
    /// What the MTA-STS policy says of its name; `None` where there is no policy to ask.
    pub policy_match: Option<PolicyMatch>,
    /// Its addresses.
    pub addresses: Vec<AddressReport>,
    /// What was found about it.
    pub findings: Vec<Finding>,
}

impl ServerReport {
    /// Returns whether it is open if DNSSEC vouches for this server: some answer counts as not signed here, and another validator
    /// may validate it.
    #[must_use]
    pub fn leaves_dnssec_open(&self) -> bool {
        let lookups = self.address_lookups.iter().chain(&self.tlsa_lookups).map(|lookup| lookup.security);
        lookups
            .chain([self.delegation_security])
            .any(|security| matches!(security, Security::Insecure(reason) if reason.leaves_open()))
    }
}

/// Which record names a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListedIn {
    /// An SRV record.
    Srv {
        /// Its owner.
        owner: String,
        /// The priority: a client tries the lowest first.
        priority: u16,
        /// The weight among records of one priority.
        weight: u16,
    },
    /// An MX record.
    Mx {
        /// The preference: a sender tries the lowest first.
        preference: u16,
    },
    /// None: the domain has no MX records, and is its own server (RFC 5321 §5.1).
    ImplicitMx,
    /// None: the domain has no SRV records, and clients go to the domain itself at the usual port (RFC 6120 §3.2.2).
    Fallback,
}

/// What a client with DANE does with a server, by what the DNS answered (RFC 7672 §2, RFC 7673 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DaneStep {
    /// It demands that the server matches its records.
    Authenticate {
        /// The owner of the records.
        owner: String,
        /// How many of them are usable.
        usable: usize,
        /// How many there are.
        all: usize,
        /// What is proven by a match.
        claim: String,
    },
    /// It demands TLS, and authenticates nobody, because no record is usable: why.
    TlsWithoutAuthentication(String),
    /// It demands TLS and a certificate of a CA, because no record is usable: why.
    PkixAlone(String),
    /// DANE does not apply: why, in a sentence.
    DoesNotApply(String),
    /// It does not connect to this server: why, in a sentence.
    NextHost(String),
    /// It connects to no server of the domain: why, in a sentence.
    Abort(String),
    /// It is not known: why, in a sentence.
    NotAsked(String),
}

/// What an MTA-STS policy says of the name of an MX host (RFC 8461 §4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyMatch {
    /// This pattern allows it.
    Pattern(String),
    /// No pattern allows it.
    None,
    /// The policy has the mode `none`, and says nothing of it.
    NotApplicable,
}

/// A family of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// IPv4.
    Ipv4,
    /// IPv6.
    Ipv6,
}

impl From<IpAddr> for Family {
    fn from(address: IpAddr) -> Self {
        if address.is_ipv4() { Self::Ipv4 } else { Self::Ipv6 }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ipv4 => "IPv4",
            Self::Ipv6 => "IPv6",
        })
    }
}

/// One address of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressReport {
    /// The family.
    pub family: Family,
    /// The address.
    pub address: IpAddr,
    /// Why it is not one of the public Internet; `None` if it is.
    pub special_purpose: Option<SpecialPurpose>,
    /// Whether there is somebody.
    pub reached: Reached,
    /// The connections, one for each kind of key, and those with another SNI.
    pub sessions: Vec<SessionReport>,
}

/// Whether a connection to an address could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It could, the first time.
    Yes,
    /// The host, or what stands before it, refused.
    Refused(String),
    /// Nothing came back in time.
    TimedOut(String),
    /// The system of the probe has no way there: no IPv6, for instance.
    NoRoute(String),
    /// It failed in another way.
    Failed(String),
    /// It was not tried, because the address is not of the public Internet, or for lack of time: why, in a sentence.
    NotTried(String),
}
