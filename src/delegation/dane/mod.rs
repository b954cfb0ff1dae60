//! DANE: TLSA records below DNSSEC say which certificates or keys a server has (RFC 6698, 7671, 7672, 7673).

pub(crate) mod anchor;
pub(crate) mod evidence;
pub(crate) mod hints;
pub(crate) mod matching;
pub(crate) mod no_match;
pub(crate) mod presentation;
pub(crate) mod selected;
pub(crate) mod sent;
pub(crate) mod step;
pub(crate) mod usable;

pub use evidence::{DaneDemand, DanePolicy, Destination, FailedFamily, Families, Host, InsecureMx};
pub use matching::{Authenticated, Evaluator, MatchNote, NotAuthenticated, PkixMatch, RecordFailure, TlsaOutcome};
pub use no_match::{NoMatch, TlsaHint};
pub use presentation::{GenericTlsa, OwnedTlsa, TlsaTextError, TlsaTextErrorKind};
pub use step::{Authenticate, Claim, NoDane, Obstacle, Server, Step, Unauthenticated};
pub use usable::{DIGESTS, DaneProfile, RecordSet, Unusable};
