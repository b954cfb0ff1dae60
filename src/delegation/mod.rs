//! The other ways in which a domain says who serves it: MTA-STS, DANE, POSH, and DNSSEC alone.
//!
//! Each of them does one of three things. It makes the name of a provider trustworthy, so that the provider's certificate
//! for its own name will do; it replaces the check of names by a check of keys; or it keeps the name of the domain and
//! narrows what it is for, as an SRVName does. Nothing here looks anything up: a caller brings what the DNS and the web
//! answered, and gets a verdict that says what was proven, and by what.
//!
//! | item | what it is |
//! |---|---|
//! | [`dns`] | what the DNS answered, and how far that can be believed |
//! | `reference_identifiers`, `References` | which names the certificate may have, for every application, and which not (feature `alloc`) |
//! | `Verdicts`, `Outcome` | what all mechanisms together proved, and against whom (feature `alloc`) |
//! | [`posh`](posh/index.html) | documents on the web site of a domain that say which certificates serve it |
//! | [`dane`](dane/index.html) | DANE: TLSA records, and which certificates they are for (feature `alloc`) |
//! | `ConnectionEvidence`, `AcceptedServer`, `ServerRefusal` | what is known before a connection, and the verdict on its server: what the verifiers for TLS ask (feature `alloc`) |
//! | [`Digests`] | the hash functions, which the caller brings |
//! | [`mta_sts`] | MTA-STS: which MX hosts a policy on the web allows (RFC 8461) |
//! | [`TlsRptResult`] | what reports call a failure of MTA-STS or DANE (RFC 8460) |

#[cfg(feature = "alloc")]
pub(crate) mod connection;
#[cfg(feature = "alloc")]
pub mod dane;
pub(crate) mod digests;
pub mod dns;
#[cfg(feature = "alloc")]
pub mod mta_sts;
#[cfg(feature = "alloc")]
pub(crate) mod outcome;
#[cfg(feature = "posh")]
pub mod posh;
#[cfg(feature = "alloc")]
pub(crate) mod references;
pub(crate) mod tls_rpt;

#[cfg(feature = "alloc")]
pub use connection::accepted::AcceptedServer;
#[cfg(feature = "alloc")]
pub use connection::authentication::Authentication;
#[cfg(feature = "alloc")]
pub use connection::dane_evidence::{DaneEvidence, NoConnection};
#[cfg(feature = "alloc")]
pub use connection::evidence::ConnectionEvidence;
#[cfg(feature = "posh")]
pub use connection::posh_evidence::PoshEvidence;
#[cfg(feature = "alloc")]
pub use connection::question::PathQuestion;
#[cfg(feature = "alloc")]
pub use connection::refusal::{DelegationRefusal, DelegationRefusalKind, ServerRefusal};
pub use digests::Digests;
#[cfg(feature = "alloc")]
pub use outcome::combination::{
    AuthenticatedAs, AuthenticatedPeer, ConstraintsAsked, Mechanism, Outcome, OutcomeNote, RefusalReason, RefusedPeer,
    UnauthenticatedPeer,
};
#[cfg(feature = "alloc")]
pub use outcome::verdicts::{Dane, DaneAndMtaSts, MtaSts, Pkix, Posh, ProvenName, Verdicts};
#[cfg(feature = "alloc")]
pub use references::application::{Application, Delegation, SmtpSecurity, Source};
#[cfg(feature = "alloc")]
pub use references::list::{ListedBy, ListedReference, Precedence, References, ServerNameIndication, SniStrength};
#[cfg(feature = "alloc")]
pub use references::omitted::{OmissionReason, Omitted, OmittedId};
#[cfg(feature = "alloc")]
pub use references::reference_identifiers;
pub use tls_rpt::TlsRptResult;
