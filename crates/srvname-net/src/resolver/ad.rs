//! A resolver whose word is taken: it runs on the same machine, validates, and says so by AD.

use std::fmt;
use std::net::SocketAddr;

use domain::base::Name;
use domain::base::iana::Rtype;
use srvname::delegation::dns::InsecureReason;
use srvname::name::DnsName;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::aliases::{self, AskOnce};
use super::ask::{Pending, Resolver};
#[cfg(test)]
use super::channel::Upstream;
use super::channel::{Channel, exchange};
use super::message::{Asking, Reply, question, read, remarks, rtype};
use super::reasons;
use super::record::RecordType;
use super::response::{LookupFailure, Response, Trust, Validator};
use crate::limits::LookupLimits;

/// Believes the AD bit of a validating resolver on the loopback interface, as mail servers do (RFC 4035 §3.2.3, RFC 6698 §4.1).
///
/// Whether the resolver validates at all is seen once, by the root: if its answer about the root has no AD, nobody validates,
/// and every answer is [`InsecureReason::NotValidated`]. It says that an answer is bogus only by an extended error
/// (RFC 8914); a bare SERVFAIL is a failure.
#[derive(Debug)]
pub struct AdResolver {
    channel: Channel,
    limits: LookupLimits,
    validates: OnceCell<bool>,
}

impl AdResolver {
    /// Returns a resolver that asks the one at this address. It is made where it is used: inside of a runtime of tokio, which
    /// keeps its TCP connection.
    ///
    /// # Errors
    ///
    /// [`AdRefused`]: the address is not one of the loopback interface.
    pub fn new(resolver: SocketAddr, limits: LookupLimits) -> Result<Self, AdRefused> {
        if !resolver.ip().to_canonical().is_loopback() {
            return Err(AdRefused { resolver });
        }
        Ok(Self { channel: Channel::to_network(resolver, &limits), limits, validates: OnceCell::new() })
    }

    #[cfg(test)]
    pub(super) fn scripted(resolver: SocketAddr, upstream: Upstream, limits: LookupLimits) -> Self {
        Self { channel: Channel::to_script(resolver, upstream), limits, validates: OnceCell::new() }
    }

    /// Returns whether the resolver validates, which its answer about the root shows.
    ///
    /// # Errors
    ///
    /// [`LookupFailure`], if it does not answer.
    pub async fn validates(&self) -> Result<bool, LookupFailure> {
        let ask = async { Ok(self.exchange(&Name::root_vec(), Rtype::SOA).await?.header().ad()) };
        self.validates.get_or_try_init(|| ask).await.copied()
    }

    async fn exchange(&self, name: &Name<Vec<u8>>, rtype: Rtype) -> Result<Reply, LookupFailure> {
        let query = question(name, rtype, Asking::AuthenticatedData)?;
        exchange(&self.channel.upstream, query, self.limits.message).await
    }

    async fn ask(&self, name: &Name<Vec<u8>>, record_type: RecordType) -> Response {
        let shown = name.to_string();
        let asked = async {
            let validates = self.validates().await?;
            Ok((self.exchange(name, rtype(record_type)).await?, validates))
        };
        let (reply, validates) = match asked.await {
            Ok(asked) => asked,
            Err(failure) => return Response::failed(&shown, record_type, failure),
        };
        let said = remarks(&reply);
        let trust = match (validates, reply.header().ad()) {
            (true, true) => Trust::Secure,
            (true, false) => Trust::Insecure(reasons::insecure(said.first())),
            (false, _) => Trust::Insecure(InsecureReason::NotValidated),
        };
        let mut response =
            match (read(&reply, name, record_type, self.limits.records), reasons::bogus_at_resolver(&said)) {
                (Ok(content), _) => aliases::answer(&shown, record_type, content, trust),
                (Err(LookupFailure::Refused(2)), Some(reason)) if validates => {
                    Response::bogus(&shown, record_type, reason)
                }
                (Err(failure), _) => Response::failed(&shown, record_type, failure),
            };
        response.validator =
            if validates { Validator::AuthenticatedData(self.channel.address) } else { Validator::Nobody };
        response.remarks = said;
        response
    }
}

impl AskOnce for AdResolver {
    fn ask_once(&self, name: Name<Vec<u8>>, record_type: RecordType) -> Pending<'_> {
        Box::pin(async move { self.ask(&name, record_type).await })
    }
}

impl Resolver for AdResolver {
    fn lookup<'r>(&'r self, name: DnsName<'r>, record_type: RecordType) -> Pending<'r> {
        let end = Instant::now().checked_add(self.limits.lookup).unwrap_or_else(Instant::now);
        Box::pin(async move { aliases::ask(self, name.as_str(), record_type, end).await })
    }
}

/// A resolver whose AD is not believed, because of where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdRefused {
    /// Its address.
    pub resolver: SocketAddr,
}

impl fmt::Display for AdRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the AD bit of {} is not believed: on the way from there anybody can set it (RFC 6698 §4.1). Run a validating \
             resolver on this machine and name its loopback address, or let the answers be validated here",
            self.resolver
        )
    }
}

impl std::error::Error for AdRefused {}
