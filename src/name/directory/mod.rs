//! Directory names: Names in their DER, and how they are compared (RFC 5280 §7.1, RFC 4518 §2).
//!
//! `characters` decodes the value of an attribute, and `prepared` prepares it for comparison; `string_prep` does so for text
//! outside ASCII. `rdn` and `distinguished_name` are the parts and the whole, `key` the canonical form of a Name that is
//! compared with many others, `text_fault` why a value is not text.

#[cfg(not(feature = "alloc"))]
mod ascii_only;
mod characters;
pub(crate) mod distinguished_name;
#[cfg(feature = "alloc")]
pub(crate) mod key;
mod prepared;
mod rdn;
pub(crate) mod relation;
#[cfg(feature = "alloc")]
mod string_prep;
#[cfg(feature = "alloc")]
pub(crate) mod text_fault;
#[cfg(not(feature = "alloc"))]
mod uncached;

#[cfg(not(feature = "alloc"))]
use ascii_only as non_ascii;
pub use distinguished_name::{DirectoryName, DirectorySubtree};
#[cfg(feature = "alloc")]
pub(crate) use key::ComparedName;
pub use rdn::{Attribute, MAX_RDN_ATTRIBUTES, Rdn};
#[cfg(feature = "alloc")]
use string_prep as non_ascii;
#[cfg(not(feature = "alloc"))]
pub(crate) use uncached::ComparedName;
