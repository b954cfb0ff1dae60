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
//! | [`dane`](dane/index.html) | DANE: TLSA records, and which certificates they are for (feature `alloc`) |
//! | [`Digests`] | the hash functions, which the caller brings |

#[cfg(feature = "alloc")]
pub mod dane;
pub(crate) mod digests;
pub mod dns;
#[cfg(feature = "alloc")]
pub mod mta_sts;
#[cfg(feature = "posh")]
pub mod posh;

pub use digests::Digests;
