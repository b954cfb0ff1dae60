//! DANE: TLSA records below DNSSEC say which certificates or keys a server has (RFC 6698, 7671, 7672, 7673).
//!
//! | item | what it is |
//! |---|---|
//! | [`Server`] | a server that a client means to connect to: which TLSA records to ask for, and the [`Step`] that follows |
//! | [`Destination`], [`Host`] | how the client came to it, and its addresses, each with how far the DNS can be believed |
//! | [`DanePolicy`] | the choices that the standards leave open: [`DaneDemand`], [`InsecureMx`], [`FailedFamily`] |
//! | [`Authenticate`], [`Claim`] | records, references and SNI for a handshake, and what a log may say of it |
//! | [`RecordSet`], [`Unusable`] | which records are of use for a [`DaneProfile`], and why the others are not |
//! | [`Evaluator`], [`TlsaOutcome`] | the verdict on the certificates that a server sent |
//! | [`NotAuthenticated`], [`NoMatch`], [`TlsaHint`] | why no record matches, record by record, and what its data are instead |
//! | [`OwnedTlsa`] | a record read from text; [`Tlsa`](super::dns::Tlsa) is one in octets |
//! | [`check_publication`], [`Rollover`] | for who publishes records: what is wrong with them, and the steps to a new key |
//!
//! DANE-EE asks for the octets of a certificate or key and for nothing else. DANE-TA is a path: it is built and judged as any
//! other, with the constraints of the trust anchor and [`SubCaRule`](crate::SubCaRule). The usages 0 and 1 leave the path to
//! the caller.
//!
pub(crate) mod anchor;
pub(crate) mod evidence;
pub(crate) mod hints;
pub(crate) mod matching;
pub(crate) mod no_match;
mod of_certificate;
pub(crate) mod presentation;
pub(crate) mod publish;
pub(crate) mod rollover;
pub(crate) mod selected;
pub(crate) mod sent;
pub(crate) mod step;
pub(crate) mod usable;
pub use evidence::{DaneDemand, DanePolicy, Destination, FailedFamily, Families, Host, InsecureMx};
pub use matching::{Authenticated, Evaluator, MatchNote, NotAuthenticated, PkixMatch, RecordFailure, TlsaOutcome};
pub use no_match::{NoMatch, TlsaHint};
pub use presentation::{GenericTlsa, OwnedTlsa, TlsaTextError, TlsaTextErrorKind};
pub use publish::{
    PublicationFinding, PublicationReport, PublicationSeverity, PublicationState, SHORT_LIVED_DAYS, check_publication,
};
pub use rollover::{ANNOUNCED_TTLS, PublishedTlsa, Rollover, RolloverStep};
pub use step::{Authenticate, Claim, NoDane, Obstacle, Server, Step, Unauthenticated};
pub use usable::{DIGESTS, DaneProfile, RecordSet, Unusable};
