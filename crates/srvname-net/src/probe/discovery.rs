//! Which servers a service has.

use futures_util::future::join_all;
use srvname::delegation::dns::Target;

use super::asked::Asked;
use super::kinds::{ServiceLabel, labels};
use super::report::{ListedIn, LookedUpAs, ProbedService, TlsStart};
use super::run::Run;
use crate::resolver::{RecordType, Records};

/// A server as the records name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: TlsStart,
    /// The label of the service in the records, without its underscore.
    pub(super) label: &'static str,
    pub(super) listed_in: ListedIn,
    /// The lowest is tried first.
    rank: u16,
    pub(super) is_backup: bool,
    /// Which of the look-ups names it.
    pub(super) lookup: usize,
}

/// What the look-ups of a service came to.
#[derive(Debug)]
pub(super) struct Discovery {
    pub(super) service: ProbedService,
    pub(super) lookups: Vec<Asked>,
    pub(super) looked_up_as: LookedUpAs,
    pub(super) listed: Vec<Listed>,
    /// Names in the records that are not those of hosts, made safe to show.
    pub(super) unreadable: Vec<String>,
    /// How many servers were left out because there are more than are asked.
    pub(super) omitted: usize,
}

impl Discovery {
    /// Returns `true` if the domain says something of the service: that it has servers, or that it has none.
    pub(super) fn is_published(&self) -> bool {
        match self.looked_up_as {
            LookedUpAs::Records | LookedUpAs::NotOffered | LookedUpAs::Failed(_) => true,
            LookedUpAs::DomainItself | LookedUpAs::NoRecords => false,
        }
    }
}

impl Run<'_> {
    /// Looks the servers of a service up, as its clients do.
    pub(super) async fn discover(&self, service: ProbedService) -> Discovery {
        let labels = labels(service);
        let domain = self.domain.as_str().to_ascii_lowercase();
        let lookups = labels.iter().map(|own| async {
            match service {
                ProbedService::Smtp => self.ask(&domain, RecordType::Mx).await,
                _ => self.ask(&format!("_{}._tcp.{domain}", own.label), RecordType::Srv).await,
            }
        });
        let lookups = join_all(lookups).await;
        let mut reading = Reading::default();
        for (at, (own, asked)) in labels.iter().zip(&lookups).enumerate() {
            reading.read(at, *own, asked);
        }
        if is_silent(&lookups) {
            reading.listed.extend(labels.first().and_then(|own| itself(&domain, *own, service)));
        }
        let looked_up_as = reading.outcome(&lookups);
        let Reading { mut listed, unreadable, .. } = reading;
        listed.sort_by_key(|one| one.rank);
        let first = listed.first().map(|one| one.rank);
        for one in &mut listed {
            one.is_backup = Some(one.rank) != first;
        }
        let omitted = listed.len().saturating_sub(self.settings.limits.servers);
        listed.truncate(self.settings.limits.servers);
        Discovery { service, lookups, looked_up_as, listed, unreadable, omitted }
    }
}

/// What was read of the look-ups so far.
#[derive(Default)]
struct Reading {
    listed: Vec<Listed>,
    unreadable: Vec<String>,
    /// Whether a record says that the service is not offered.
    is_refused: bool,
}

impl Reading {
    fn read(&mut self, lookup: usize, own: ServiceLabel, asked: &Asked) {
        let found: Vec<(&str, u16, u16, ListedIn)> = match asked.response.records() {
            Some(Records::Mx(records)) => records
                .iter()
                .map(|mx| {
                    let listed_in = ListedIn::Mx { preference: mx.preference };
                    (mx.exchange.as_str(), own.usual_port.unwrap_or_default(), mx.preference, listed_in)
                })
                .collect(),
            Some(Records::Srv(records)) => records
                .iter()
                .map(|srv| {
                    let owner = asked.response.name().to_owned();
                    let listed_in = ListedIn::Srv { owner, priority: srv.priority, weight: srv.weight };
                    (srv.target.as_str(), srv.port, srv.priority, listed_in)
                })
                .collect(),
            _ => Vec::new(),
        };
        for (target, port, rank, listed_in) in found {
            match Target::parse(target) {
                Ok(Target::Nowhere) => self.is_refused = true,
                Ok(Target::Host(host)) => {
                    let host = host.as_str().to_ascii_lowercase();
                    let ServiceLabel { label, tls, .. } = own;
                    let one = Listed { host, port, tls, label, listed_in, rank, is_backup: false, lookup };
                    let is_there =
                        |other: &&Listed| (&other.host, other.port, other.label) == (&one.host, one.port, one.label);
                    if !self.listed.iter().any(|other| is_there(&other)) {
                        self.listed.push(one);
                    }
                }
                Err(_) => self.unreadable.push(crate::escape::shown(target.as_bytes())),
            }
        }
    }

    fn outcome(&self, lookups: &[Asked]) -> LookedUpAs {
        let trouble = lookups.iter().find_map(Asked::trouble);
        match (self.listed.first(), trouble) {
            (Some(one), _) if matches!(one.listed_in, ListedIn::ImplicitMx | ListedIn::Fallback) => {
                LookedUpAs::DomainItself
            }
            (Some(_), _) => LookedUpAs::Records,
            (None, Some(trouble)) => LookedUpAs::Failed(trouble),
            (None, None) if self.is_refused => LookedUpAs::NotOffered,
            (None, None) if !self.unreadable.is_empty() => {
                LookedUpAs::Failed("the records name no host that can be looked up".to_owned())
            }
            (None, None) => LookedUpAs::NoRecords,
        }
    }
}

/// Whether the DNS answered everything, and said nothing of the service.
fn is_silent(lookups: &[Asked]) -> bool {
    lookups.iter().all(|asked| asked.security().is_answer() && asked.response.records().is_none())
}

/// The domain as its own server, where the protocol has that.
fn itself(domain: &str, own: ServiceLabel, service: ProbedService) -> Option<Listed> {
    let listed_in = if service == ProbedService::Smtp { ListedIn::ImplicitMx } else { ListedIn::Fallback };
    let (host, port) = (domain.to_owned(), own.usual_port?);
    let ServiceLabel { label, tls, .. } = own;
    Some(Listed { host, port, tls, label, listed_in, rank: 0, is_backup: false, lookup: 0 })
}
