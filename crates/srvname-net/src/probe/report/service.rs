//! Everything about one domain, and one service of it.

use super::advice::Advice;
use super::finding::Finding;
use super::lookup::LookupReport;
use super::policies::{MtaStsReport, PoshReport};
use super::probed::ProbedService;
use super::server::ServerReport;
use super::status::Status;
use super::threat::Threats;
use crate::resolver::Validator;

/// What a probe found about one domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The domain, in A-labels and lower case.
    pub domain: String,
    /// The moment that dates were compared with, in seconds since 1970.
    pub moment: i64,
    /// Who validated the answers of the DNS: everybody who did, each once. Only nobody, if nobody did.
    pub validators: Vec<Validator>,
    /// The services that were asked for. Of `all`, those that the domain has.
    pub services: Vec<ServiceReport>,
    /// What was found about the domain as a whole. What is about a service stands there.
    pub findings: Vec<Finding>,
    /// How it ends: by the worst.
    pub status: Status,
}

/// What a probe found about one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceReport {
    /// The service.
    pub service: ProbedService,
    /// The look-ups of its servers: SRV or MX records, for XMPP one with direct TLS and one without.
    pub lookups: Vec<LookupReport>,
    /// How the look-ups lead to servers.
    pub looked_up_as: LookedUpAs,
    /// MTA-STS; `None` for services that have none.
    pub mta_sts: Option<MtaStsReport>,
    /// POSH; `None` for services that have none.
    pub posh: Option<PoshReport>,
    /// The servers, backups included, in the order in which clients try them.
    pub servers: Vec<ServerReport>,
    /// What was found about the service as a whole. What is about a server stands there.
    pub findings: Vec<Finding>,
    /// What an attacker on the network could do today.
    pub threats: Threats,
    /// What to publish, or to ask for, next.
    pub advice: Vec<Advice>,
    /// How it ends: by the worst.
    pub status: Status,
}

/// How look-ups led to servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookedUpAs {
    /// By the records that name them.
    Records,
    /// By none: there are no records, and the domain is its own server, as the protocol has it.
    DomainItself,
    /// To none: the domain says that it does not offer the service, by the target `.` (RFC 2782, RFC 7505).
    NotOffered,
    /// To none: there are no records, and the protocol does not go on without.
    NoRecords,
    /// To none: the records could not be had: why, in a sentence.
    Failed(String),
}
