//! Directory names: Names in their DER, and how they are compared (RFC 5280 §7.1, RFC 4518 §2).
//!
//! `characters` decodes the value of an attribute, and `prepared` prepares it for comparison; `non_ascii` does so for text
//! outside ASCII. `rdn` and `distinguished_name` are the parts and the whole, `key` the canonical form of a Name that is
//! compared with many others, `text_fault` why a value is not text, and `attribute_type` how types are called in text.

mod attribute_type;
pub(crate) mod characters;
pub(crate) mod distinguished_name;
#[cfg(feature = "alloc")]
pub(crate) mod key;
mod non_ascii;
mod prepared;
mod rdn;
pub(crate) mod relation;
#[cfg(feature = "alloc")]
pub(crate) mod text_fault;
#[cfg(not(feature = "alloc"))]
mod uncached;

pub use distinguished_name::{DirectoryName, DirectorySubtree};
#[cfg(feature = "alloc")]
pub(crate) use key::ComparedName;
pub use rdn::{Attribute, MAX_RDN_ATTRIBUTES, Rdn};
#[cfg(not(feature = "alloc"))]
pub(crate) use uncached::ComparedName;
