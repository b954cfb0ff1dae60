//! For CAs, before they sign: whether an applicant may have an SRVName, and the extensions as DER.
//!
//! | item | what it is |
//! |---|---|
//! | [`authorize`](authorize()) | returns an [`Authorization`] if the [`Evidence`] allows the host to have the SRVName |
//! | [`IssuanceDenied`] | why it does not, with the section |
//! | `SubjectAltNameBuilder` | the value of a subjectAltName (feature `alloc`) |
//! | `NameConstraintsBuilder` | the value of a NameConstraints extension (feature `alloc`) |
//! | `RequestPath` | a request below the CAs that would sign it: whether its names would be allowed (feature `alloc`) |
//!
//! ```
//! use srvname::delegation::dns::{Answer, Lookup, Protocol, Srv, Target};
//! use srvname::issuance::{Evidence, SrvLookup, SrvRecords, authorize};
//! use srvname::name::{DnsName, SrvName};
//!
//! let name = SrvName::parse("_xmpp-server.example.com")?;
//! let host = DnsName::parse("xmpp.hoster.example")?;
//! let records = [Srv { priority: 0, weight: 1, port: 5269, target: Target::parse("xmpp.hoster.example.")? }];
//! let answer = |protocol, answer| SrvLookup { protocol, lookup: Lookup::Secure(answer) };
//! let lookups = [
//!     answer(Protocol::Tcp, Answer::Found(&records)),
//!     answer(Protocol::Udp, Answer::Denied),
//!     answer(Protocol::Sctp, Answer::Denied),
//!     answer(Protocol::Dccp, Answer::Denied),
//! ];
//! let domain = DnsName::parse("example.com")?;
//! let records = SrvRecords { service: name.service(), domain, lookups: &lookups };
//! assert!(authorize(name, host, &Evidence::Srv(records)).is_ok());
//!
//! let stranger = DnsName::parse("xmpp.stranger.example")?;
//! assert!(authorize(name, stranger, &Evidence::Srv(records)).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "alloc")]
mod a_label;
pub(crate) mod authorize;
#[cfg(feature = "alloc")]
mod existing_constraints;
#[cfg(feature = "alloc")]
pub(crate) mod extension_builder;
#[cfg(feature = "alloc")]
pub(crate) mod request_path;

pub use authorize::{
    Authorization, Basis, DomainControl, Evidence, IssuanceDenied, MxRecords, SrvLookup, SrvRecords, authorize,
};
#[cfg(feature = "alloc")]
pub use extension_builder::{ExtensionBuildError, NameConstraintsBuilder, SubjectAltNameBuilder};
#[cfg(feature = "alloc")]
pub use request_path::RequestPath;
