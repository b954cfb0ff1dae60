//! What the DNS says of one server: its addresses, its TLSA records, and what a client with DANE does.

use std::net::{Ipv4Addr, Ipv6Addr};

use srvname::delegation::DaneEvidence;
use srvname::delegation::dane::{DanePolicy, Destination, Host, Obstacle, RecordSet, Server, Step};
use srvname::delegation::dns::{Addresses, Alias, Lookup, Mx, Security, Srv, Tlsa};
use srvname::identity::SourceDomain;
use srvname::name::{DnsName, NameError, Service};

use super::asked::Asked;
use super::discovery::{Discovery, Listed};
use super::report::{DaneStep, Failure, ProbedService, Verdict};
use super::run::Run;
use crate::resolver::{RecordType, Records, Response};

/// The most names at which the TLSA records of a server can be: what it is an alias of, and its own.
const MAX_OWNERS: usize = 3;

/// A server with what the DNS says of it.
#[derive(Debug)]
pub(super) struct Located {
    pub(super) listed: Listed,
    pub(super) addresses: Vec<Asked>,
    pub(super) tlsa: Vec<Asked>,
    pub(super) plan: DanePlan,
}

/// What a client with DANE does with a server, and what it needs for that.
#[derive(Clone, Debug)]
pub(super) struct DanePlan {
    pub(super) step: DaneStep,
    /// The records, if there is a connection and they count in it.
    pub(super) evidence: Option<DaneEvidence>,
    /// The name that it sends as SNI, if the records decide it.
    pub(super) server_name: Option<String>,
    /// What it says without a connection, if it makes none.
    pub(super) refusal: Option<Verdict>,
}

impl DanePlan {
    /// Returns `true` if a client with DANE demands TLS.
    pub(super) const fn demands_tls(&self) -> bool {
        matches!(
            self.step,
            DaneStep::Authenticate { .. } | DaneStep::TlsWithoutAuthentication(_) | DaneStep::PkixAlone(_)
        )
    }
}

impl Run<'_> {
    /// Looks up what the DNS says of a server. TLSA records are asked for only where a client may (RFC 7672 §2.2.2,
    /// RFC 7673 §3.2).
    pub(super) async fn locate(&self, discovery: &Discovery, listed: Listed) -> Located {
        let addresses = self.ask_addresses(&listed.host).await;
        let mut tlsa: Vec<Asked> = Vec::new();
        let mut plan = self.consult(discovery, &listed, &addresses, &tlsa);
        while tlsa.len() < MAX_OWNERS {
            let Consultation::Ask(owner) = plan else { break };
            tlsa.push(self.ask(&owner, RecordType::Tlsa).await);
            plan = self.consult(discovery, &listed, &addresses, &tlsa);
        }
        let plan = match plan {
            Consultation::Decided(plan) => *plan,
            Consultation::Ask(owner) => {
                DanePlan::undecided(format!("the TLSA records {owner} were not asked for: there are too many names"))
            }
        };
        Located { listed, addresses, tlsa, plan }
    }

    fn consult(&self, discovery: &Discovery, listed: &Listed, addresses: &[Asked], tlsa: &[Asked]) -> Consultation {
        let Some(origin) = discovery.lookups.get(listed.lookup) else {
            return Consultation::decided(DanePlan::undecided("no record names the server".to_owned()));
        };
        let consulted = Evidence { domain: self.domain, service: discovery.service, origin, listed, addresses, tlsa };
        consulted.decide().unwrap_or_else(|error| {
            Consultation::decided(DanePlan::undecided(format!("a name in the records cannot be read: {error}")))
        })
    }
}

/// What the library says to do next.
enum Consultation {
    /// To ask for the TLSA records of this owner.
    Ask(String),
    Decided(Box<DanePlan>),
}

impl Consultation {
    fn decided(plan: DanePlan) -> Self {
        Self::Decided(Box::new(plan))
    }
}

/// What is known of a server so far.
struct Evidence<'e> {
    domain: SourceDomain<'e>,
    service: ProbedService,
    origin: &'e Asked,
    listed: &'e Listed,
    addresses: &'e [Asked],
    tlsa: &'e [Asked],
}

impl Evidence<'_> {
    fn decide(&self) -> Result<Consultation, NameError> {
        let name = DnsName::parse(&self.listed.host)?;
        let origin = &self.origin.response;
        let (mx, srv): (Vec<Mx<'_>>, Vec<Srv<'_>>) = (origin.lend(), origin.lend());
        let origin_aliases = aliases_of(origin)?;
        let destination = match self.service {
            ProbedService::Smtp => {
                Destination::Mx { next_hop: self.domain, aliases: &origin_aliases, lookup: origin.lookup(&mx) }
            }
            _ => Destination::Srv {
                service: Service::parse(self.listed.label)?,
                source: self.domain,
                lookup: origin.lookup(&srv),
            },
        };
        let aliases = match self.addresses.iter().map(|asked| &asked.response).find(|one| !one.aliases.is_empty()) {
            Some(response) => aliases_of(response)?,
            None => Vec::new(),
        };
        let addresses: Vec<_> = self.addresses.iter().filter_map(|asked| family(&asked.response)).collect();
        let host = Host::Name { name, aliases: &aliases, addresses: &addresses };
        let server = Server::new(destination, host, self.listed.port);
        let records: Vec<Vec<Tlsa<'_>>> = self.tlsa.iter().map(|asked| asked.response.lend()).collect();
        let answers: Vec<Lookup<'_, Tlsa<'_>>> =
            self.tlsa.iter().zip(&records).map(|(asked, records)| asked.response.lookup(records)).collect();
        let step = server.step(&answers);
        Ok(match &step {
            Step::Ask(owner) => Consultation::Ask(owner.to_string().to_ascii_lowercase()),
            step => Consultation::decided(DanePlan::of(step, &server)),
        })
    }
}

/// The answer about one family, as the library takes it.
fn family(response: &Response) -> Option<Addresses<'_>> {
    const NO_IPV4: &[Ipv4Addr] = &[];
    const NO_IPV6: &[Ipv6Addr] = &[];
    match (response.record_type(), response.records()) {
        (RecordType::A, Some(Records::A(addresses))) => Some(Addresses::Ipv4(response.lookup(addresses))),
        (RecordType::A, _) => Some(Addresses::Ipv4(response.lookup(NO_IPV4))),
        (RecordType::Aaaa, Some(Records::Aaaa(addresses))) => Some(Addresses::Ipv6(response.lookup(addresses))),
        (RecordType::Aaaa, _) => Some(Addresses::Ipv6(response.lookup(NO_IPV6))),
        _ => None,
    }
}

fn aliases_of(response: &Response) -> Result<Vec<Alias<'_>>, NameError> {
    response
        .aliases
        .iter()
        .map(|alias| Ok(Alias { target: DnsName::parse(&alias.target)?, security: alias.security }))
        .collect()
}

impl DanePlan {
    fn undecided(why: String) -> Self {
        let refusal = Some(Verdict::Unanswered(why.clone()));
        Self { step: DaneStep::NotAsked(why), evidence: None, server_name: None, refusal }
    }

    fn of(step: &Step<'_>, server: &Server<'_>) -> Self {
        let refusal = refusal(step, server);
        let evidence = DaneEvidence::of_step(step, &DanePolicy::default()).ok().flatten();
        let (step, server_name) = match step {
            Step::Authenticate(found) => {
                let step = DaneStep::Authenticate {
                    owner: found.owner.to_string(),
                    usable: found.records.usable().count(),
                    all: found.records.records().count(),
                    claim: found.claim.to_string(),
                };
                (step, Some(found.sni))
            }
            Step::TlsWithoutAuthentication(found) => {
                (DaneStep::TlsWithoutAuthentication(unusable(&found.records)), Some(found.sni))
            }
            Step::PkixAlone(found) => (DaneStep::PkixAlone(unusable(&found.records)), Some(found.sni)),
            Step::NoDane(found) => (DaneStep::DoesNotApply(found.reason.to_string()), found.sni),
            Step::NextHost(obstacle) => (DaneStep::NextHost(obstacle.to_string()), None),
            Step::Abort(obstacle) => (DaneStep::Abort(obstacle.to_string()), None),
            Step::Ask(owner) => (DaneStep::NotAsked(format!("the TLSA records {owner} were not asked for")), None),
            _ => (DaneStep::NotAsked("what follows from the records is not known here".to_owned()), None),
        };
        let server_name = server_name.map(|name| name.as_str().to_ascii_lowercase());
        Self { step, evidence, server_name, refusal }
    }
}

/// Why no record is usable.
fn unusable(records: &RecordSet<'_>) -> String {
    let reasons = (0..records.records().count()).filter_map(|at| records.unusable(at));
    let reasons: Vec<_> = reasons.enumerate().map(|(at, why)| format!("record {at} is of no use: {why}")).collect();
    format!("no TLSA record is usable ({})", reasons.join("; "))
}

/// What DANE says where a client with DANE makes no connection.
fn refusal(step: &Step<'_>, server: &Server<'_>) -> Option<Verdict> {
    let (obstacle, who) = match step {
        Step::NextHost(obstacle) => (obstacle, "does not connect to this server"),
        Step::Abort(obstacle) => (obstacle, "connects to no server of the domain"),
        _ => return None,
    };
    let reason = format!("a client with DANE {who}: {obstacle}");
    let security = match obstacle {
        Obstacle::DestinationFailed(security)
        | Obstacle::AliasFailed(security)
        | Obstacle::AddressFailed(security)
        | Obstacle::TlsaFailed { security, .. } => Some(*security),
        _ => None,
    };
    Some(match security {
        // Whether the probe alone has no answer is not known.
        Some(Security::Failed | Security::Indeterminate) => Verdict::Unanswered(reason),
        _ => {
            let section = Some(obstacle.citation(server.destination.profile()).to_string());
            Verdict::Fails(Failure { section, ..Failure::because(reason) })
        }
    })
}
