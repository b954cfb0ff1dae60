//! DANE: TLSA records below DNSSEC say which certificates or keys a server has (RFC 6698, 7671, 7672, 7673).

pub(crate) mod presentation;
pub(crate) mod selected;
pub(crate) mod usable;

pub use presentation::{GenericTlsa, OwnedTlsa, TlsaTextError, TlsaTextErrorKind};
pub use usable::{DIGESTS, DaneProfile, RecordSet, Unusable};
