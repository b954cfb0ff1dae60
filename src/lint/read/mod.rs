//! Lenient readers: a certificate as far as it can be read, a chain, and the texts and bases in them.

pub(crate) mod bases;
pub(crate) mod certificate;
pub(crate) mod chain;
pub(crate) mod directory_bases;
pub(crate) mod service_registry;
pub(crate) mod srv_text;
