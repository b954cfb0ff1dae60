//! What a rejection keeps of the certificates that it is about, for its sentence and its advice: owned, escaped, bounded.
//!
//! It is collected where a path is refused, and never for one that is accepted. Each type takes time linear in the octets of
//! the certificates.

pub(crate) mod constrained_name;
pub(crate) mod given;
pub(crate) mod mismatch;
pub(crate) mod open_authority;
pub(crate) mod quotes;
