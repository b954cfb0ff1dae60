//! Look-ups in the DNS, with how far each answer can be believed.
//!
//! [`Resolver`] is what a probe is built on; [`ValidatingResolver`] validates by itself (RFC 4035), [`AdResolver`] believes
//! a resolver on the same machine, and [`ScriptedResolver`] answers in tests. None of them walks the tree of zones: each asks
//! a resolver that does.
//!
//! An answer is a [`Response`], which owns its data. [`Response::lend`] and [`Response::lookup`] make of it what the library
//! takes, the types of [`srvname::delegation::dns`].
//!
//! ```
//! use srvname::delegation::dns::{Lookup, Security, Srv};
//! use srvname::name::DnsName;
//! use srvname_net::resolver::{RecordType, Resolver};
//!
//! async fn servers(resolver: &dyn Resolver, domain: DnsName<'_>) -> Result<Security, srvname::name::NameError> {
//!     let owner = format!("_xmpp-server._tcp.{domain}");
//!     let response = resolver.lookup(DnsName::parse(&owner)?, RecordType::Srv).await;
//!     let records: Vec<Srv> = response.lend();
//!     let lookup: Lookup<'_, Srv> = response.lookup(&records);
//!     for server in lookup.records() {
//!         println!("{:?}:{}", server.target, server.port);
//!     }
//!     Ok(lookup.security())
//! }
//! ```

mod ad;
mod aliases;
mod anchors;
mod ask;
mod channel;
mod denial;
mod fetches;
mod message;
mod reasons;
mod record;
mod response;
mod scripted;
mod system;
#[cfg(test)]
mod tests;
mod validating;

pub use ad::{AdRefused, AdResolver};
pub use anchors::{AnchorError, MAX_ANCHOR_OCTETS, TrustAnchors};
pub use ask::{Pending, Resolver};
pub use record::{Lent, MxRecord, RecordType, Records, SrvRecord, TlsaRecord, texts};
pub use response::{Alias, LookupFailure, Outcome, Remark, Response, Trust, Validator};
pub use scripted::ScriptedResolver;
pub use system::{MAX_SYSTEM_OCTETS, ResolverAddressError, SystemResolvers, parse_resolver};
pub use validating::{SignatureSupply, ValidatingResolver};
