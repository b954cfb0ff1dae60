//! What is known of a server before its TLSA records are asked for, and the choices of a client.

use core::fmt;
use core::net::IpAddr;

use crate::delegation::dane::usable::{DIGESTS, DaneProfile};
use crate::delegation::dns::{Addresses, Alias, Lookup, MatchingType, Mx, Security, Srv};
use crate::identity::source_domain::SourceDomain;
use crate::name::dns::DnsName;
use crate::name::srv::Service;

/// How a client came to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Destination<'e> {
    /// By the MX records of the domain that mail goes to, or by their absence, which makes the domain its own server
    /// (RFC 7672 §2.2.1, §2.2.2).
    Mx {
        /// The domain that mail goes to.
        next_hop: SourceDomain<'e>,
        /// The aliases between it and its MX records, in order.
        aliases: &'e [Alias<'e>],
        /// Its MX records.
        lookup: Lookup<'e, Mx<'e>>,
    },
    /// By the configuration of an MTA, for a server that takes mail without MX records (RFC 7672 §2.2.2).
    Relay,
    /// By the SRV records of a service (RFC 7673 §3.1).
    Srv {
        /// The service, as in `_xmpp-client`.
        service: Service<'e>,
        /// The domain of the service.
        source: SourceDomain<'e>,
        /// Its SRV records.
        lookup: Lookup<'e, Srv<'e>>,
    },
    /// By a name that the user or the configuration has (RFC 7671 §7).
    Host,
}

impl Destination<'_> {
    /// Returns what DANE is used for.
    #[must_use]
    pub const fn profile(&self) -> DaneProfile {
        match self {
            Self::Mx { .. } | Self::Relay => DaneProfile::Smtp,
            Self::Srv { .. } => DaneProfile::Srv,
            Self::Host => DaneProfile::Other,
        }
    }
}

/// The server that a client means to connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Host<'e> {
    /// A host with a name.
    Name {
        /// The name, as the MX or SRV record or the configuration has it.
        name: DnsName<'e>,
        /// The aliases between it and its addresses, in order, each with what it is worth by itself.
        aliases: &'e [Alias<'e>],
        /// Its addresses, one for each family that was asked for. Their state is that of the whole answer, aliases included.
        addresses: &'e [Addresses<'e>],
    },
    /// An address without a name: an address literal, or an MX record that breaks RFC 5321 (RFC 7672 §2.2).
    Address(IpAddr),
}

/// Whether a server must be authenticated by DANE.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DaneDemand {
    /// Where its records say so.
    #[default]
    WherePublished,
    /// Always: without usable records no connection is made (RFC 7672 §6).
    Mandatory,
}

/// Whether DANE is used with MX hosts that an insecure answer names (RFC 7672 §2.2.1 leaves that free).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InsecureMx {
    /// It is, and authenticates the host alone.
    #[default]
    UseDane,
    /// It is not: TLS is opportunistic.
    NoDane,
}

/// What follows when the addresses of one family are known and those of the other could not be had.
///
/// Q: RFC 7672 §2.1.2 and RFC 7673 §3.2 speak of "the address lookup", and of "A and/or AAAA queries". Does one of two that
///    fails make the host unreachable?
/// A: Not by default: whoever blocks one query could keep mail from a host whose other addresses are validated, and gains
///    nothing if it is delivered, since the server must still authenticate. (`tests/dane/smtp_steps.rs`,
///    `one_family_that_fails`)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailedFamily {
    /// The host is reached by the other family.
    #[default]
    UseTheOther,
    /// The host is not reached.
    NextHost,
}

/// The choices of a client that the standards leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DanePolicy<'p> {
    /// Whether DANE is mandatory.
    pub demand: DaneDemand,
    /// Whether it is used below insecure MX records.
    pub insecure_mx: InsecureMx,
    /// What follows when one address family fails.
    pub failed_family: FailedFamily,
    /// The digests that count, the strongest first.
    pub digests: &'p [MatchingType],
}

impl Default for DanePolicy<'_> {
    fn default() -> Self {
        Self {
            demand: DaneDemand::default(),
            insecure_mx: InsecureMx::default(),
            failed_family: FailedFamily::default(),
            digests: DIGESTS,
        }
    }
}

impl<'p> DanePolicy<'p> {
    /// Returns this policy with another demand.
    #[must_use]
    pub const fn with_demand(mut self, demand: DaneDemand) -> Self {
        self.demand = demand;
        self
    }

    /// Returns this policy with another decision about insecure MX records.
    #[must_use]
    pub const fn with_insecure_mx(mut self, insecure_mx: InsecureMx) -> Self {
        self.insecure_mx = insecure_mx;
        self
    }

    /// Returns this policy with another decision about an address family that fails.
    #[must_use]
    pub const fn with_failed_family(mut self, failed_family: FailedFamily) -> Self {
        self.failed_family = failed_family;
        self
    }

    /// Returns this policy with other digests, the strongest first.
    #[must_use]
    pub const fn with_digests(mut self, digests: &'p [MatchingType]) -> Self {
        self.digests = digests;
        self
    }
}

/// The address families by which a host is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Families {
    /// IPv4 alone.
    Ipv4,
    /// IPv6 alone.
    Ipv6,
    /// Both.
    Both,
}

impl Families {
    /// Returns the families in which there are addresses, or `None` if there are none at all.
    pub(crate) fn found(addresses: &[Addresses<'_>]) -> Option<Self> {
        let found = |wanted: fn(&Addresses<'_>) -> bool| addresses.iter().any(|one| one.is_found() && wanted(one));
        let ipv4 = found(|one| matches!(one, Addresses::Ipv4(_)));
        let ipv6 = found(|one| matches!(one, Addresses::Ipv6(_)));
        match (ipv4, ipv6) {
            (true, true) => Some(Self::Both),
            (true, false) => Some(Self::Ipv4),
            (false, true) => Some(Self::Ipv6),
            (false, false) => None,
        }
    }
}

impl fmt::Display for Families {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ipv4 => "IPv4",
            Self::Ipv6 => "IPv6",
            Self::Both => "IPv4 and IPv6",
        })
    }
}

/// Returns how far aliases can be believed together: no further than the least of them (RFC 7672 §2.1.3).
pub(crate) fn security_of(aliases: &[Alias<'_>]) -> Security {
    aliases.iter().fold(Security::Secure, |all, alias| all.weakest(alias.security))
}
