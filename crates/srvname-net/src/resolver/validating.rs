//! A resolver that validates by itself.

use std::net::SocketAddr;
use std::sync::Arc;

use domain::base::Name;
use domain::base::iana::Rtype;
use domain::dnssec::validator::context::{ValidationContext, ValidationState};
use domain::rdata::Dnskey;
use domain::rdata::Rrsig;
use srvname::delegation::dns::{BogusReason, InsecureReason, Security};
use srvname::name::DnsName;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::aliases::{self, AskOnce};
use super::anchors::TrustAnchors;
use super::ask::{Pending, Resolver};
#[cfg(test)]
use super::channel::Upstream;
use super::channel::{Channel, exchange};
use super::denial;
use super::fetches::{Fetches, Memory};
use super::message::{Asking, Finding, Query, Reply, name_of, question, read, remark, remarks, rtype};
use super::reasons;
use super::record::RecordType;
use super::response::{LookupFailure, Remark, Response, Trust, Validator};
use crate::limits::LookupLimits;

/// Whether a resolver hands over what validation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureSupply {
    /// The keys of the first trust anchor came with their signature.
    Complete,
    /// They came without it, or did not come: the resolver, or what stands before it, drops signatures. Nothing that is
    /// signed can be validated through it, and every such answer is indeterminate.
    Missing,
}

/// Asks a resolver for answers and their signatures, and validates them here (RFC 4035 §5).
///
/// Only what the validator finds invalid is bogus. What it could not fetch in order to decide is indeterminate, and so is
/// everything signed behind a resolver that drops signatures ([`signature_supply`](Self::signature_supply)). A zone whose
/// algorithms the validator lacks is insecure with that reason: those are ECDSA on P-384, Ed25519 and Ed448 at present.
///
/// It asks over UDP, and over TCP where an answer is truncated. Answers about keys and delegations are kept for a minute;
/// all others are asked for each time.
#[derive(Debug)]
pub struct ValidatingResolver {
    ways: Vec<Way>,
    anchors: TrustAnchors,
    limits: LookupLimits,
}

/// The way to one resolver, and what is known about it.
struct Way {
    channel: Channel,
    memory: Arc<Memory>,
    supply: OnceCell<SignatureSupply>,
}

impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Way").field("channel", &self.channel).field("supply", &self.supply).finish_non_exhaustive()
    }
}

impl Way {
    fn new(channel: Channel) -> Self {
        Self { channel, memory: Arc::default(), supply: OnceCell::new() }
    }
}

impl ValidatingResolver {
    /// Returns a resolver that asks the one at this address. It is made where it is used: inside of a runtime of tokio, which
    /// keeps its TCP connection.
    #[must_use]
    pub fn new(resolver: SocketAddr, anchors: TrustAnchors, limits: LookupLimits) -> Self {
        Self { ways: vec![Way::new(Channel::to_network(resolver, &limits))], anchors, limits }
    }

    /// Adds a resolver that is asked where those before it do not answer at all.
    #[must_use]
    pub fn or_else(mut self, resolver: SocketAddr) -> Self {
        self.ways.push(Way::new(Channel::to_network(resolver, &self.limits)));
        self
    }

    #[cfg(test)]
    pub(super) fn scripted(
        resolver: SocketAddr,
        upstream: Upstream,
        anchors: TrustAnchors,
        limits: LookupLimits,
    ) -> Self {
        Self { ways: vec![Way::new(Channel::to_script(resolver, upstream))], anchors, limits }
    }

    /// Returns the address of the first resolver that answers, and whether it hands over what validation needs. It is asked
    /// once: for the keys of the first trust anchor.
    ///
    /// # Errors
    ///
    /// [`LookupFailure`] of the last resolver, if none answers.
    pub async fn signature_supply(&self) -> Result<(SocketAddr, SignatureSupply), LookupFailure> {
        let mut failure = LookupFailure::TimedOut;
        for way in &self.ways {
            match self.supply(way).await {
                Ok(supply) => return Ok((way.channel.address, supply)),
                Err(other) => failure = other,
            }
        }
        Err(failure)
    }

    async fn supply(&self, way: &Way) -> Result<SignatureSupply, LookupFailure> {
        let ask = async {
            let query = question(self.anchors.owner(), Rtype::DNSKEY, Asking::Signatures)?;
            let fetches = Fetches::new(way.channel.upstream.clone(), way.memory.clone(), &self.limits);
            match fetches.fetch(query).await {
                Ok(reply) => Ok(supply_of(&reply)),
                Err(LookupFailure::Refused(_)) => Ok(SignatureSupply::Missing),
                Err(failure) => Err(failure),
            }
        };
        way.supply.get_or_try_init(|| ask).await.copied()
    }

    async fn ask(&self, name: &Name<Vec<u8>>, record_type: RecordType) -> Response {
        let shown = name.to_string();
        let query = match question(name, rtype(record_type), Asking::Signatures) {
            Ok(query) => query,
            Err(failure) => return Response::failed(&shown, record_type, failure),
        };
        let mut failure = LookupFailure::TimedOut;
        for way in &self.ways {
            match self.ask_way(way, query.clone()).await {
                Ok((reply, supply)) => {
                    let mut response = self.judge(way, supply, reply, name, record_type).await;
                    response.validator = Validator::Own(way.channel.address);
                    return response;
                }
                Err(other) => failure = other,
            }
        }
        Response::failed(&shown, record_type, failure)
    }

    async fn ask_way(&self, way: &Way, query: Query) -> Result<(Reply, SignatureSupply), LookupFailure> {
        let supply = self.supply(way).await?;
        Ok((exchange(&way.channel.upstream, query, self.limits.message).await?, supply))
    }

    async fn judge(
        &self,
        way: &Way,
        supply: SignatureSupply,
        mut reply: Reply,
        name: &Name<Vec<u8>>,
        record_type: RecordType,
    ) -> Response {
        let shown = name.to_string();
        let said = remarks(&reply);
        // Before it is validated: a message with too many records is not worth the time.
        let before = match read(&reply, name, record_type, self.limits.records) {
            Ok(content) => content,
            Err(failure) => {
                let mut response = Response::failed(&shown, record_type, failure);
                response.remarks = said;
                return response;
            }
        };
        let fetches = Fetches::new(way.channel.upstream.clone(), way.memory.clone(), &self.limits);
        let context = ValidationContext::new(self.anchors.for_validator(), fetches.clone());
        let is_unproven = !matches!(before.finding, Finding::Records(_)) && denial::is_without_proof(&reply);
        let canonical = before.aliases.last().map_or_else(|| Ok(name.clone()), |(_, target)| name_of(target));
        let validated = match (is_unproven, canonical) {
            (true, Ok(canonical)) => validate_denial(&context, &mut reply, name, &canonical).await,
            _ => validate(&context, &mut reply).await,
        };
        let Some((state, own)) = validated else {
            return Response::failed(&shown, record_type, LookupFailure::Malformed);
        };
        let withheld = |security: Security| {
            let mut response = match security {
                Security::Bogus(reason) => Response::bogus(&shown, record_type, reason),
                _ => Response::indeterminate(&shown, record_type),
            };
            response.aliases = aliases::with_security(before.aliases.clone(), security);
            response
        };
        let trust = match state {
            ValidationState::Secure => Some(Trust::Secure),
            ValidationState::Insecure => Some(Trust::Insecure(reasons::insecure(own.as_ref()))),
            ValidationState::Indeterminate => Some(Trust::Insecure(InsecureReason::NoTrustAnchor)),
            ValidationState::Bogus => None,
        };
        let mut response = match trust {
            // Once more, because the validator shortens times that the signatures do not allow.
            Some(trust) => match read(&reply, name, record_type, self.limits.records) {
                Ok(content) => aliases::answer(&shown, record_type, content, trust),
                Err(failure) => Response::failed(&shown, record_type, failure),
            },
            None if fetches.failed() || supply == SignatureSupply::Missing => withheld(Security::Indeterminate),
            None if is_unproven => withheld(Security::Bogus(BogusReason::DenialMissing)),
            None => withheld(Security::Bogus(reasons::bogus(own.as_ref(), &reply))),
        };
        response.remarks = own.into_iter().chain(said).collect();
        response
    }
}

/// What the validator finds; `None` if it cannot read the message.
async fn validate(
    context: &ValidationContext<Fetches>,
    reply: &mut Reply,
) -> Option<(ValidationState, Option<Remark>)> {
    let (state, why) = context.validate_msg::<_, Vec<u8>>(reply).await.ok()?;
    Some((state, why.as_ref().map(remark)))
}

/// What it finds about a denial without a proof: where that is bogus in its eyes, what it finds about an unsigned record.
async fn validate_denial(
    context: &ValidationContext<Fetches>,
    reply: &mut Reply,
    name: &Name<Vec<u8>>,
    canonical: &Name<Vec<u8>>,
) -> Option<(ValidationState, Option<Remark>)> {
    let found = validate(context, reply).await?;
    if found.0 != ValidationState::Bogus {
        return Some(found);
    }
    let mut made = denial::with_a_record(reply, name, canonical)?;
    let other = validate(context, &mut made).await?;
    let is_unsigned = matches!(other.0, ValidationState::Insecure | ValidationState::Indeterminate);
    Some(if is_unsigned { other } else { found })
}

/// Whether keys came with a signature.
fn supply_of(reply: &Reply) -> SignatureSupply {
    let Ok(answer) = reply.answer() else { return SignatureSupply::Missing };
    let keys = answer.limit_to::<Dnskey<_>>().flatten().count();
    let signatures = answer.limit_to::<Rrsig<_, _>>().flatten().count();
    if keys == 0 || signatures == 0 { SignatureSupply::Missing } else { SignatureSupply::Complete }
}

impl AskOnce for ValidatingResolver {
    fn ask_once(&self, name: Name<Vec<u8>>, record_type: RecordType) -> Pending<'_> {
        Box::pin(async move { self.ask(&name, record_type).await })
    }
}

impl Resolver for ValidatingResolver {
    fn lookup<'r>(&'r self, name: DnsName<'r>, record_type: RecordType) -> Pending<'r> {
        let end = Instant::now().checked_add(self.limits.lookup).unwrap_or_else(Instant::now);
        Box::pin(async move { aliases::ask(self, name.as_str(), record_type, end).await })
    }
}
