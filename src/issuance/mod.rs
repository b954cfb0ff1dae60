//! For CAs, before they sign: who may have an SRVName, and extensions that are encoded correctly.

pub(crate) mod authorize;
#[cfg(feature = "alloc")]
pub(crate) mod extension_builder;

pub use authorize::{
    Authentication, Authorization, Basis, DomainControl, Evidence, IssuanceDenied, Lookup, MxRecords, Protocol,
    SrvLookup, SrvRecords, Target, authorize,
};
#[cfg(feature = "alloc")]
pub use extension_builder::{ExtensionBuildError, NameConstraintsBuilder, SubjectAltNameBuilder};
