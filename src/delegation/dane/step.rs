//! What a client does with a server, by what the DNS answered: the rules of RFC 7672 §2 and RFC 7673 §3, one server at a time.

use alloc::vec::Vec;
use core::fmt;

use crate::citation::Citation;
use crate::delegation::dane::evidence::{
    DaneDemand, DanePolicy, Destination, FailedFamily, Families, Host, InsecureMx, security_of,
};
use crate::delegation::dane::usable::{DaneProfile, RecordSet};
use crate::delegation::dns::{Answer, Lookup, Protocol, Security, Target, Tlsa, TlsaOwner};
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::SourceDomain;
use crate::name::dns::{DnsName, MAX_NAME_OCTETS};
use crate::name::srv::Service;

/// A server that a client means to connect to, and what is known of it.
///
/// ```
/// use core::net::Ipv4Addr;
/// use srvname::delegation::dane::{Destination, Host, OwnedTlsa, Server, Step};
/// use srvname::delegation::dns::{Addresses, Answer, Lookup, Mx, Target};
/// use srvname::identity::SourceDomain;
/// use srvname::name::DnsName;
///
/// let mx1 = DnsName::parse("mx1.example.com")?;
/// let mx = [Mx { preference: 10, exchange: Target::Host(mx1) }];
/// let next_hop = SourceDomain::from_user_input("example.com")?;
/// let destination = Destination::Mx { next_hop, aliases: &[], lookup: Lookup::Secure(Answer::Found(&mx)) };
/// let addresses = [Addresses::Ipv4(Lookup::Secure(Answer::Found(&[Ipv4Addr::new(192, 0, 2, 25)])))];
/// let server = Server::new(destination, Host::Name { name: mx1, aliases: &[], addresses: &addresses }, 25);
///
/// // Which records to ask for, and what follows from the answer.
/// assert_eq!(server.step(&[]), Step::Ask(server.owners()[0]));
/// assert_eq!(server.owners()[0].to_string(), "_25._tcp.mx1.example.com");
/// let record = OwnedTlsa::parse("3 1 1 c0f11e83e44ae5b89168a96b651d9fb19cdbc0334b975e8e0858ff8cf46e5eae")?;
/// let records = [record.as_tlsa()];
/// let Step::Authenticate(authenticate) = server.step(&[Lookup::Secure(Answer::Found(&records))]) else { panic!() };
/// assert_eq!(authenticate.sni, mx1);
/// assert_eq!(authenticate.claim.to_string(), "delivery to example.com");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server<'e> {
    /// How the client came to it.
    pub destination: Destination<'e>,
    /// The host.
    pub host: Host<'e>,
    /// The port: that of the SRV record, or of the configuration; 25 for MX hosts otherwise.
    pub port: u16,
    /// The transport protocol.
    pub protocol: Protocol,
    /// The client's choices.
    pub policy: DanePolicy<'e>,
}

/// What a client does with a server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step<'e> {
    /// It connects to no server of this destination now: it gives up (RFC 7673 §3.1), or delays the mail (RFC 7672 §2.1.2).
    Abort(Obstacle<'e>),
    /// It does not connect to this server, and tries the next one; if none is left, it delays the mail or gives up.
    NextHost(Obstacle<'e>),
    /// It asks for the TLSA records of this owner, and then for the step again, with the answer.
    Ask(TlsaOwner<'e>),
    /// DANE does not apply: what it would do without (opportunistic TLS between MTAs).
    NoDane(NoDane<'e>),
    /// It connects with TLS or not at all, and authentication is not required (RFC 7672 §2.2).
    TlsWithoutAuthentication(Unauthenticated<'e>),
    /// It connects with TLS or not at all, and authenticates the server by its own trust anchors and these references, because
    /// no record is usable (RFC 7673 §4.1).
    PkixAlone(Unauthenticated<'e>),
    /// It connects with TLS or not at all, and the server must match the records.
    Authenticate(Authenticate<'e>),
}

/// DANE does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoDane<'e> {
    /// Why.
    pub reason: Obstacle<'e>,
    /// The references, if the client authenticates the server by its own trust anchors. Empty for mail between MTAs, which
    /// is opportunistic.
    pub references: Vec<ReferenceId<'e>>,
    /// The name for SNI, or what the protocol has in its place; `None` if the server is an address.
    pub sni: Option<DnsName<'e>>,
}

/// A server with TLSA records of which none is usable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unauthenticated<'e> {
    /// The owner of the records.
    pub owner: TlsaOwner<'e>,
    /// The records, each with why it is not usable.
    pub records: RecordSet<'e>,
    /// The references, if the client authenticates the server by its own trust anchors.
    pub references: Vec<ReferenceId<'e>>,
    /// The name for SNI, or what the protocol has in its place.
    pub sni: DnsName<'e>,
}

/// A server that must match its TLSA records.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authenticate<'e> {
    /// The owner of the records, and in it the TLSA base domain.
    pub owner: TlsaOwner<'e>,
    /// The records.
    pub records: RecordSet<'e>,
    /// The references for every usage but DANE-EE. For mail the first is the TLSA base domain (RFC 7672 §3.2.2).
    pub references: Vec<ReferenceId<'e>>,
    /// The name for SNI, or what the protocol has in its place.
    pub sni: DnsName<'e>,
    /// The address families by which the server is reached.
    pub over: Families,
    /// What is proven when the server matches.
    pub claim: Claim<'e>,
}

/// What is proven of a server that matches its TLSA records: what a log may say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Claim<'e> {
    /// That it serves the destination: the whole way from its domain to the server is secure.
    Destination(DnsName<'e>),
    /// That it is the host of this name, to which an insecure answer led. It is not proven that it serves the domain, and a log
    /// must not say so (RFC 7672 §2.2.1). Whether DANE is used at all is free here.
    HostOnly {
        /// The host, as the MX record has it.
        host: DnsName<'e>,
        /// The domain for which nothing is proven.
        not_for: DnsName<'e>,
    },
}

impl fmt::Display for Claim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Destination(domain) => write!(f, "delivery to {domain}"),
            Self::HostOnly { host, not_for } => {
                write!(f, "delivery to the host {host}, not as secure delivery to {not_for}")
            }
        }
    }
}

/// Why DANE does not apply, or a server is not connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Obstacle<'e> {
    /// The MX or SRV records could not be had.
    DestinationFailed(Security),
    /// The MX or SRV records are insecure.
    DestinationInsecure(Security),
    /// There are no SRV records.
    NoSrv,
    /// The host is not among the targets of the MX or SRV records.
    NotListed,
    /// The host is an address without a name.
    AddressLiteral,
    /// An alias on the way to the addresses could not be had.
    AliasFailed(Security),
    /// The addresses could not be had.
    AddressFailed(Security),
    /// There are no addresses.
    NoAddress,
    /// The addresses are insecure: TLSA records must not be asked for.
    AddressInsecure,
    /// The TLSA records could not be had.
    TlsaFailed {
        /// The owner of the records.
        owner: TlsaOwner<'e>,
        /// What the answer was instead.
        security: Security,
    },
    /// There are no TLSA records, or only insecure ones.
    NoTlsa,
    /// No TLSA record is usable, and DANE is mandatory.
    NothingUsable,
    /// The client does not use DANE below insecure MX records.
    NotWanted,
}

impl Obstacle<'_> {
    /// Returns the section that says what follows for this profile.
    #[must_use]
    pub const fn citation(&self, profile: DaneProfile) -> Citation {
        let srv = matches!(profile, DaneProfile::Srv);
        match self {
            Self::DestinationFailed(_) if srv => Citation::new("RFC 7673", "3.1"),
            Self::DestinationFailed(_) => Citation::new("RFC 7672", "2.1.2"),
            Self::DestinationInsecure(_) | Self::NoSrv | Self::NotListed if srv => Citation::new("RFC 7673", "3.1"),
            Self::DestinationInsecure(_) | Self::NoSrv | Self::NotListed | Self::NotWanted => {
                Citation::new("RFC 7672", "2.2.1")
            }
            Self::AddressLiteral => Citation::new("RFC 7672", "2.2"),
            Self::AliasFailed(_) | Self::AddressFailed(_) | Self::NoAddress | Self::AddressInsecure if srv => {
                Citation::new("RFC 7673", "3.2")
            }
            Self::AliasFailed(_) | Self::AddressFailed(_) => Citation::new("RFC 7672", "2.1.2"),
            Self::NoAddress | Self::AddressInsecure => Citation::new("RFC 7672", "2.2.2"),
            Self::TlsaFailed { .. } | Self::NoTlsa if srv => Citation::new("RFC 7673", "3.4"),
            Self::TlsaFailed { .. } | Self::NoTlsa => Citation::new("RFC 7672", "2.2"),
            Self::NothingUsable => Citation::new("RFC 7672", "6"),
        }
    }
}

impl fmt::Display for Obstacle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DestinationFailed(security) => {
                write!(f, "the records that name the server are not to be had ({security})")
            }
            Self::DestinationInsecure(security) => write!(f, "the records that name the server are {security}"),
            Self::NoSrv => f.write_str("there are no SRV records"),
            Self::NotListed => f.write_str("the records of the domain do not name this server"),
            Self::AddressLiteral => f.write_str("the server is an address, and TLSA records are kept by names"),
            Self::AliasFailed(security) => write!(f, "an alias of the server is not to be had ({security})"),
            Self::AddressFailed(security) => write!(f, "the addresses of the server are not to be had ({security})"),
            Self::NoAddress => f.write_str("the server has no address"),
            Self::AddressInsecure => f.write_str("the addresses of the server are insecure, so it has no TLSA records"),
            Self::TlsaFailed { owner, security } => {
                write!(f, "the TLSA records {owner} are not to be had ({security})")
            }
            Self::NoTlsa => f.write_str("the server has no secure TLSA records"),
            Self::NothingUsable => f.write_str("no TLSA record of the server is usable, and DANE is mandatory"),
            Self::NotWanted => f.write_str("the MX records are insecure, and DANE is not used below such records here"),
        }
    }
}

/// Why no TLSA records are asked for, and what follows.
enum Halt<'e> {
    Abort(Obstacle<'e>),
    NextHost(Obstacle<'e>),
    WithoutDane(Obstacle<'e>),
}

/// What is known before TLSA records are asked for.
struct Located<'e> {
    /// The names at which records may be, in order.
    owners: Vec<TlsaOwner<'e>>,
    over: Families,
    claim: Claim<'e>,
}

impl<'e> Server<'e> {
    /// Returns the server, over TCP and with the default policy.
    #[must_use]
    pub fn new(destination: Destination<'e>, host: Host<'e>, port: u16) -> Self {
        Self { destination, host, port, protocol: Protocol::Tcp, policy: DanePolicy::default() }
    }

    /// Returns this server with another transport protocol: that of the SRV records' owner.
    #[must_use]
    pub const fn with_protocol(mut self, protocol: Protocol) -> Self {
        self.protocol = protocol;
        self
    }

    /// Returns this server with another policy.
    #[must_use]
    pub const fn with_policy(mut self, policy: DanePolicy<'e>) -> Self {
        self.policy = policy;
        self
    }

    /// Returns the owners of TLSA records that may be asked for, in order; empty if none may. The next one counts only after a
    /// denial or an insecure answer for the one before, never after a failure.
    #[must_use]
    pub fn owners(&self) -> Vec<TlsaOwner<'e>> {
        self.locate().map(|located| located.owners).unwrap_or_default()
    }

    /// Returns what to do, by the answers for [`Server::owners`], in their order, as far as they were asked for.
    #[must_use]
    pub fn step(&self, answers: &[Lookup<'e, Tlsa<'e>>]) -> Step<'e> {
        let located = match self.locate() {
            Ok(located) => located,
            Err(Halt::Abort(obstacle)) => return Step::Abort(obstacle),
            Err(Halt::NextHost(obstacle)) => return Step::NextHost(obstacle),
            Err(Halt::WithoutDane(obstacle)) => return self.without_dane(obstacle),
        };
        let mut answers = answers.iter();
        for owner in &located.owners {
            let Some(answer) = answers.next() else { return Step::Ask(*owner) };
            match (answer.security(), answer) {
                (Security::Secure, Lookup::Secure(Answer::Found(records))) => {
                    return self.decide(&located, *owner, records);
                }
                (Security::Secure | Security::Insecure(_), _) => {}
                (security, _) => return Step::NextHost(Obstacle::TlsaFailed { owner: *owner, security }),
            }
        }
        self.without_dane(Obstacle::NoTlsa)
    }

    fn decide(&self, located: &Located<'e>, owner: TlsaOwner<'e>, records: &[Tlsa<'e>]) -> Step<'e> {
        let profile = self.destination.profile();
        let records = RecordSet::new(records, profile, self.policy.digests);
        let references = self.references(owner.base_domain, &located.claim);
        if records.has_usable() {
            let sni = self.sni_by_protocol().unwrap_or(owner.base_domain);
            let Located { over, claim, .. } = *located;
            return Step::Authenticate(Authenticate { owner, records, references, sni, over, claim });
        }
        let sni = match self.destination {
            // RFC 7673 §4.1: without usable records the service domain is the preferred name.
            Destination::Srv { source, .. } => source.name(),
            _ => owner.base_domain,
        };
        let unauthenticated = Unauthenticated { owner, records, references, sni };
        match (self.policy.demand, profile) {
            (DaneDemand::Mandatory, _) => Step::NextHost(Obstacle::NothingUsable),
            (_, DaneProfile::Smtp) => Step::TlsWithoutAuthentication(unauthenticated),
            (_, DaneProfile::Srv | DaneProfile::Other) => Step::PkixAlone(unauthenticated),
        }
    }

    /// The step where DANE does not apply.
    fn without_dane(&self, reason: Obstacle<'e>) -> Step<'e> {
        if self.policy.demand == DaneDemand::Mandatory {
            return match reason {
                Obstacle::DestinationInsecure(_) | Obstacle::NoSrv | Obstacle::NotWanted => Step::Abort(reason),
                _ => Step::NextHost(reason),
            };
        }
        let host = if let Host::Name { name, .. } = self.host { Some(name) } else { None };
        let (references, sni) = match (self.destination, reason) {
            (Destination::Mx { .. } | Destination::Relay, _) => (Vec::new(), host),
            (Destination::Srv { service, source, .. }, Obstacle::DestinationInsecure(_) | Obstacle::NoSrv) => {
                (of_service(service, source), Some(source.name()))
            }
            (Destination::Srv { service, source, .. }, _) => {
                let target = host.filter(|host| *host != source.name()).map(ReferenceId::Dns);
                (of_service(service, source).into_iter().chain(target).collect(), Some(source.name()))
            }
            (Destination::Host, _) => (host.map(ReferenceId::Dns).into_iter().collect(), host),
        };
        Step::NoDane(NoDane { reason, references, sni })
    }

    /// Finds where TLSA records may be, or what to do if there are none.
    fn locate(&self) -> Result<Located<'e>, Halt<'e>> {
        let is_secure = self.judge_destination()?;
        let Host::Name { name, aliases, addresses } = self.host else {
            return Err(Halt::WithoutDane(Obstacle::AddressLiteral));
        };
        let claim = match self.destination {
            Destination::Mx { next_hop, .. } if !is_secure => Claim::HostOnly { host: name, not_for: next_hop.name() },
            Destination::Mx { next_hop, .. } => Claim::Destination(next_hop.name()),
            Destination::Srv { source, .. } => Claim::Destination(source.name()),
            Destination::Relay | Destination::Host => Claim::Destination(name),
        };
        let way = security_of(aliases);
        if !way.is_answer() {
            return Err(Halt::NextHost(Obstacle::AliasFailed(way)));
        }
        let failed = addresses.iter().map(|one| one.security()).find(|security| !security.is_answer());
        let over = match (Families::found(addresses), failed) {
            (Some(over), None) => over,
            (Some(over), Some(_)) if self.policy.failed_family == FailedFamily::UseTheOther => over,
            (_, Some(security)) => return Err(Halt::NextHost(Obstacle::AddressFailed(security))),
            (None, None) => return Err(Halt::NextHost(Obstacle::NoAddress)),
        };
        let has_secure = addresses.iter().any(|one| one.is_found() && one.security() == Security::Secure);
        let first_is_secure = aliases.first().is_some_and(|alias| alias.security == Security::Secure);
        let may_use_first = self.destination.profile() != DaneProfile::Srv;
        let expanded = aliases.last().map(|alias| alias.target).filter(|expanded| *expanded != name);
        let candidates = if has_secure && way == Security::Secure {
            [expanded, Some(name)]
        } else if first_is_secure && may_use_first {
            [None, Some(name)]
        } else {
            return Err(Halt::WithoutDane(Obstacle::AddressInsecure));
        };
        let Self { port, protocol, .. } = *self;
        let owners = candidates.into_iter().flatten().map(|base_domain| TlsaOwner { port, protocol, base_domain });
        // The DNS has no longer names, so no records of them.
        let owners = owners.filter(|owner| octets_of(owner) <= MAX_NAME_OCTETS).collect();
        Ok(Located { owners, over, claim })
    }

    /// Judges the records that name the server. Returns whether they are secure.
    fn judge_destination(&self) -> Result<bool, Halt<'e>> {
        let host = if let Host::Name { name, .. } = self.host { Some(name) } else { None };
        let is_host = |target: Target<'_>| match target {
            Target::Host(target) => host == Some(target),
            Target::Nowhere => false,
        };
        match self.destination {
            Destination::Relay | Destination::Host => Ok(true),
            Destination::Mx { next_hop, aliases, lookup } => {
                let security = security_of(aliases).weakest(lookup.security());
                if !security.is_answer() {
                    return Err(Halt::Abort(Obstacle::DestinationFailed(security)));
                }
                // RFC 5321 §5.1: a domain without MX records is its own server.
                let is_listed = match lookup.records() {
                    [] => host == Some(next_hop.name()),
                    records => host.is_none() || records.iter().any(|mx| is_host(mx.exchange)),
                };
                match (is_listed, security, self.policy) {
                    (false, _, _) => Err(Halt::NextHost(Obstacle::NotListed)),
                    (true, Security::Secure, _) => Ok(true),
                    (true, _, DanePolicy { demand: DaneDemand::Mandatory, .. }) => {
                        Err(Halt::Abort(Obstacle::DestinationInsecure(security)))
                    }
                    (true, _, DanePolicy { insecure_mx: InsecureMx::NoDane, .. }) => {
                        Err(Halt::WithoutDane(Obstacle::NotWanted))
                    }
                    (true, _, _) => Ok(false),
                }
            }
            Destination::Srv { lookup, .. } => match (lookup.security(), lookup) {
                (Security::Secure, Lookup::Secure(Answer::Found(records))) => {
                    let is_listed = records.iter().any(|srv| is_host(srv.target) && srv.port == self.port);
                    if is_listed { Ok(true) } else { Err(Halt::NextHost(Obstacle::NotListed)) }
                }
                (Security::Secure, _) => Err(Halt::WithoutDane(Obstacle::NoSrv)),
                (security @ Security::Insecure(_), _) => {
                    Err(Halt::WithoutDane(Obstacle::DestinationInsecure(security)))
                }
                (security, _) => Err(Halt::Abort(Obstacle::DestinationFailed(security))),
            },
        }
    }

    /// The references for a TLSA base domain (RFC 7672 §3.2.2, RFC 7673 §4.1, RFC 7671 §10.2), each once.
    fn references(&self, base_domain: DnsName<'e>, claim: &Claim<'e>) -> Vec<ReferenceId<'e>> {
        let base = ReferenceId::Dns(base_domain);
        let wanted = match (self.destination, claim) {
            (Destination::Mx { .. }, Claim::HostOnly { .. }) => Vec::from([base]),
            (Destination::Relay | Destination::Host, Claim::Destination(name) | Claim::HostOnly { host: name, .. }) => {
                Vec::from([base, ReferenceId::Dns(*name)])
            }
            (Destination::Mx { next_hop, aliases, lookup }, Claim::Destination(_)) => {
                let found = !lookup.records().is_empty();
                let expanded = aliases.last().filter(|_| found).map(|alias| ReferenceId::Dns(alias.target));
                [base, next_hop.dns_id()].into_iter().chain(expanded).collect()
            }
            (Destination::Srv { service, source, .. }, _) => {
                of_service(service, source).into_iter().chain([base]).collect()
            }
        };
        let mut references = Vec::new();
        for reference in wanted {
            if !references.contains(&reference) {
                references.push(reference);
            }
        }
        references
    }

    /// Returns the name that a protocol sends whatever the records say: XMPP names the domain of the service in `to`, and so in
    /// SNI (RFC 7712 §5.1); `None` for others, which send the TLSA base domain (RFC 7671 §10.2, RFC 7673 §6).
    fn sni_by_protocol(&self) -> Option<DnsName<'e>> {
        let Destination::Srv { service, source, .. } = self.destination else { return None };
        let services = ["xmpp-client", "xmpp-server", "xmpps-client", "xmpps-server"];
        services.iter().any(|xmpp| service == Service::from_parsed(xmpp)).then_some(source.name())
    }
}

/// The SRV-ID and the DNS-ID of a service. XMPP with TLS from the first octet is verified as XMPP without (XEP-0368 §3).
fn of_service<'e>(service: Service<'e>, source: SourceDomain<'e>) -> Vec<ReferenceId<'e>> {
    let presented = [("xmpps-client", "xmpp-client"), ("xmpps-server", "xmpp-server")];
    let presented = presented.into_iter().find(|(asked, _)| service == Service::from_parsed(asked));
    let service = presented.map_or(service, |(_, presented)| Service::from_parsed(presented));
    Vec::from([source.srv_id(service), source.dns_id()])
}

/// Returns the octets of the text of an owner.
fn octets_of(owner: &TlsaOwner<'_>) -> usize {
    let digits = usize::try_from(owner.port.checked_ilog10().unwrap_or(0)).unwrap_or(0).saturating_add(1);
    let prefix = digits.saturating_add(owner.protocol.label().len()).saturating_add(3);
    prefix.saturating_add(owner.base_domain.as_str().len())
}
