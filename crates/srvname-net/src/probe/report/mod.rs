//! What a probe found, as one tree of plain values that own their data. Every text in it is made safe to show.
//!
//! | value | what it is |
//! |---|---|
//! | [`Report`] | everything about one domain |
//! | [`ServiceReport`] | one service of it: how it is looked up, and what follows |
//! | [`LookupReport`] | one question to the DNS |
//! | [`MtaStsReport`], [`PoshReport`], [`FetchReport`] | what the domain publishes on the web |
//! | [`ServerReport`], [`AddressReport`] | one host at one port, and each of its addresses |
//! | [`SessionReport`] | one connection: the dialogue, the handshake, the chain, and the verdict of each mechanism |
//! | [`CertificateReport`] | one certificate that was sent |
//! | [`Verdict`], [`Mechanism`], [`ClientKind`] | what a mechanism says, and whom that makes accept the server |
//! | [`Finding`], [`Place`] | what is wrong or worth knowing, and where |
//! | [`Threats`], [`Advice`], [`Status`] | what an attacker could do, what to publish, and how it all ends |

mod advice;
mod certificate;
mod finding;
mod lookup;
mod policies;
mod probed;
mod server;
mod service;
mod session;
mod status;
mod threat;
mod verdict;

pub use advice::{Advice, AdviceKind};
pub use certificate::{CertificateReport, KeyReport, NameReport};
pub use finding::{Finding, Place, Severity};
pub use lookup::{AliasReport, LookupAnswer, LookupReport, SecondOpinion};
pub use policies::{
    Excerpt, FetchOutcome, FetchReport, MtaStsReport, PolicyReport, PoshDocumentReport, PoshReport, RecordState,
};
pub use probed::{ProbedService, TlsStart};
pub use server::{AddressReport, DaneStep, Family, ListedIn, PolicyMatch, Reached, ServerReport};
pub use service::{LookedUpAs, Report, ServiceReport};
pub use session::{Handshake, OutcomeReport, SessionReport, SniUse, TlsNegotiation};
pub use status::Status;
pub use threat::{Exposure, Threat, Threats};
pub use verdict::{ClientKind, ClientVerdict, Failure, Mechanism, MechanismReport, Verdict};
