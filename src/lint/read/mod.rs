//! Lenient readers: a certificate as far as it can be read, a chain, and the texts and bases in them.

#[cfg(feature = "idna")]
pub(crate) mod a_labels;
pub(crate) mod base_keys;
pub(crate) mod base_set;
pub(crate) mod bases;
pub(crate) mod bundle;
pub(crate) mod certificate;
pub(crate) mod chain;
pub(crate) mod host_text;
pub(crate) mod hosts;
pub(crate) mod name_encoding;
pub(crate) mod presented;
pub(crate) mod refused_names;
pub(crate) mod reserved_addresses;
pub(crate) mod service_registry;
pub(crate) mod sorted_keys;
pub(crate) mod srv_text;
pub(crate) mod tagging;
#[cfg(feature = "idna")]
pub(crate) mod unicode_3_2;
pub(crate) mod use_of_certificate;
