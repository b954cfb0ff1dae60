//! What the caller found out about a connection, and the evidence that the library makes of it.

use std::net::Ipv4Addr;

use srvname::ReferenceId;
use srvname::delegation::dane::{DanePolicy, DaneProfile, Destination, Host, OwnedTlsa, Server, Step};
use srvname::delegation::dns::{
    Addresses, Alias, Answer, BogusReason, InsecureReason, Lookup, Mx, Security, Srv, Target as DnsTarget, Tlsa,
};
use srvname::delegation::mta_sts::StsPolicy;
use srvname::delegation::posh::{Material, PoshService};
use srvname::delegation::{Authentication, ConnectionEvidence, DaneAndMtaSts, DaneEvidence, Delegation, PoshEvidence};
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
use srvname::name::{DnsName, Service};

use crate::failure::Failure;
use crate::result::ResultCode;
use crate::settings::TlsaLookup;

/// Where the domain led. The hosts are in A-labels.
pub(super) enum Target {
    /// Nowhere: it is its own host.
    Domain,
    Insecure(String),
    Authenticated(String, AuthenticatedBy),
}

/// The TLSA records of a host, and how the look-up ended.
pub(super) struct TlsaRecords {
    profile: DaneProfile,
    pub(super) lookup: TlsaLookup,
    /// The TLSA base domain.
    base_domain: String,
    port: u16,
    records: Vec<OwnedTlsa>,
}

/// What a POSH document says, or two.
pub(super) struct Posh {
    pub(super) material: Material,
    /// In seconds.
    pub(super) age: u64,
}

/// What is known of a connection.
pub(super) struct Facts {
    service: Option<String>,
    domain: String,
    pub(super) target: Target,
    pub(super) tlsa: Option<TlsaRecords>,
    /// The policy, and the MX host.
    pub(super) mta_sts: Option<(StsPolicy, String)>,
    pub(super) posh: Option<Posh>,
    pub(super) dane_and_mta_sts: DaneAndMtaSts,
    pub(super) least: Authentication,
}

impl TlsaRecords {
    pub(super) const fn new(profile: DaneProfile, lookup: TlsaLookup, base_domain: String, port: u16) -> Self {
        Self { profile, lookup, base_domain, port, records: Vec::new() }
    }

    pub(super) fn add(&mut self, record: Tlsa<'_>) {
        self.records.push(record.into());
    }
}

impl Facts {
    /// Returns a connection to a domain, of which nothing else is known. Both were parsed.
    pub(super) const fn new(service: Option<String>, domain: String) -> Self {
        Self {
            service,
            domain,
            target: Target::Domain,
            tlsa: None,
            mta_sts: None,
            posh: None,
            dane_and_mta_sts: DaneAndMtaSts::BothMustHold,
            least: Authentication::SourceDomain,
        }
    }

    /// Returns the service, if it is about one.
    pub(super) fn service(&self) -> Option<Service<'_>> {
        self.service.as_deref().and_then(|service| Service::parse(service).ok())
    }

    /// Sets the TLSA records.
    ///
    /// Fails if they are of a host that nobody led to or without a service that they need, and then changes nothing; and if DANE does
    /// not let the client connect.
    pub(super) fn set_tlsa(&mut self, tlsa: TlsaRecords) -> Result<(), Failure> {
        if tlsa.profile == DaneProfile::Srv && self.service.is_none() {
            let why = "the evidence has no service, and the records of a service are meant";
            return Err(Failure::new(ResultCode::InvalidReference, why));
        }
        self.check_host(&tlsa.base_domain)?;
        let is_found = tlsa.lookup == TlsaLookup::Found;
        self.tlsa = Some(tlsa);
        // The records are still to come.
        if is_found { Ok(()) } else { self.of_connection(&[]).map(|_| ()) }
    }

    /// Fails for another host than the domain if nobody said how the client came to it: whoever forgets that must not have it taken
    /// for secure.
    fn check_host(&self, host: &str) -> Result<(), Failure> {
        if matches!(self.target, Target::Domain) && !host.eq_ignore_ascii_case(&self.domain) {
            let why = format_args!("{host} is not {}, and no target was set: how did it lead there?", self.domain);
            return Err(Failure::new(ResultCode::InvalidReference, why));
        }
        Ok(())
    }

    /// Returns the evidence, with these references for a path to the caller's own roots.
    ///
    /// Fails if DANE does not let the client connect.
    pub(super) fn of_connection(&self, references: &[ReferenceId<'_>]) -> Result<ConnectionEvidence, Failure> {
        // What was parsed once is parsed again.
        let malformed = |_| Failure::from(ResultCode::InvalidReference);
        let source = SourceDomain::from_user_input(&self.domain).map_err(malformed)?;
        let host = |host| DnsName::parse_user_input(host).map_err(malformed);
        let delegation = match &self.target {
            Target::Domain => Delegation::Direct,
            Target::Insecure(name) => Delegation::Insecure(host(name)?),
            Target::Authenticated(name, by) => {
                Delegation::Authenticated(AuthenticatedTarget::new(name, *by).map_err(malformed)?)
            }
        };
        let mut evidence = ConnectionEvidence::new(source, delegation, references.iter().copied());
        if let Some(tlsa) = &self.tlsa {
            let base_domain = host(&tlsa.base_domain)?;
            if let Some(dane) = tlsa.evidence(self.service(), source, delegation, base_domain)? {
                evidence = evidence.with_dane(dane);
            }
        }
        if let Some((policy, mx)) = &self.mta_sts {
            evidence = evidence.with_mta_sts(&policy.evaluate(host(mx)?));
        }
        if let Some((posh, service)) = self.posh.as_ref().zip(self.service()) {
            evidence = evidence.with_posh(PoshEvidence::new(PoshService::of(service), posh.material.clone(), posh.age));
        }
        Ok(evidence.with_dane_and_mta_sts(self.dane_and_mta_sts).accepting(self.least))
    }
}

impl TlsaRecords {
    /// Returns what DANE asks of the connection; `None` if it does not apply.
    ///
    /// The caller vouches for the look-ups before this one: that of the target in the delegation, and that of the addresses and
    /// aliases by having asked for records at all. So only what it claims otherwise is not secure here.
    ///
    /// Fails if no connection may be made.
    fn evidence(
        &self,
        service: Option<Service<'_>>,
        source: SourceDomain<'_>,
        delegation: Delegation<'_>,
        base_domain: DnsName<'_>,
    ) -> Result<Option<DaneEvidence>, Failure> {
        let name = delegation.host().unwrap_or(source.name());
        let srv = [Srv { priority: 0, weight: 0, port: self.port, target: DnsTarget::Host(name) }];
        let mx = [Mx { preference: 0, exchange: DnsTarget::Host(name) }];
        let destination = match (self.profile, service) {
            (DaneProfile::Smtp, _) => match host_source(delegation) {
                None => Destination::Mx { next_hop: source, aliases: &[], lookup: Lookup::Secure(Answer::Denied) },
                Some(HostSource::Configured) => Destination::Relay,
                Some(from) => Destination::Mx { next_hop: source, aliases: &[], lookup: from.lookup(&mx) },
            },
            (DaneProfile::Srv, Some(service)) => {
                let from = host_source(delegation).unwrap_or(HostSource::Secure);
                Destination::Srv { service, source, lookup: from.lookup(&srv) }
            }
            _ => Destination::Host,
        };
        let address = [Addresses::Ipv4(Lookup::Secure(Answer::Found(&[Ipv4Addr::UNSPECIFIED])))];
        let alias = [Alias { target: base_domain, security: Security::Secure }];
        let aliases = if base_domain == name { &[][..] } else { &alias };
        let server = Server::new(destination, Host::Name { name, aliases, addresses: &address }, self.port);
        let records: Vec<_> = self.records.iter().map(OwnedTlsa::as_tlsa).collect();
        let step = server.step(&[self.lookup(&records), Lookup::Secure(Answer::Denied)]);
        let obstacle = match &step {
            Step::Abort(obstacle) | Step::NextHost(obstacle) => Some(obstacle),
            _ => None,
        };
        DaneEvidence::of_step(&step, &DanePolicy::default()).map_err(|error| match obstacle {
            Some(obstacle) => {
                let citation = obstacle.citation(self.profile);
                Failure::new(ResultCode::NoConnection, format_args!("{error}: {obstacle} [{citation}]"))
            }
            None => Failure::new(ResultCode::NoConnection, error),
        })
    }

    fn lookup<'r>(&self, records: &'r [Tlsa<'r>]) -> Lookup<'r, Tlsa<'r>> {
        match self.lookup {
            TlsaLookup::Found => Lookup::Secure(Answer::Found(records)),
            TlsaLookup::Denied => Lookup::Secure(Answer::Denied),
            TlsaLookup::Insecure => Lookup::Insecure(Answer::Denied, InsecureReason::default()),
            TlsaLookup::Bogus => Lookup::Bogus(BogusReason::Unspecified),
            TlsaLookup::Indeterminate => Lookup::Indeterminate,
            TlsaLookup::Failed => Lookup::Failed,
        }
    }
}

/// Where the client has the name of the host from.
enum HostSource {
    Secure,
    Configured,
    Insecure,
}

impl HostSource {
    const fn lookup<'r, R>(&self, records: &'r [R]) -> Lookup<'r, R> {
        match self {
            Self::Secure | Self::Configured => Lookup::Secure(Answer::Found(records)),
            Self::Insecure => Lookup::Insecure(Answer::Found(records), InsecureReason::Unsigned),
        }
    }
}

/// Returns where the client has the name of the host from; `None` if it is the domain itself. A policy that allows a host does not
/// sign the records that led to it.
const fn host_source(delegation: Delegation<'_>) -> Option<HostSource> {
    match delegation {
        Delegation::Direct => None,
        Delegation::Authenticated(target) => Some(match target.by() {
            AuthenticatedBy::Dnssec => HostSource::Secure,
            AuthenticatedBy::Configuration => HostSource::Configured,
            _ => HostSource::Insecure,
        }),
        Delegation::Insecure(_) => Some(HostSource::Insecure),
    }
}
