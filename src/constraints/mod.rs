//! Name constraints along a certification path: what each CA permits and excludes, and whether a presented name is inside
//! (RFC 5280 §4.2.1.10, §6.1.3(b), (c)).

#[cfg(feature = "alloc")]
pub(crate) mod compiled;
pub(crate) mod encoded;
pub(crate) mod level;
pub(crate) mod query;
#[cfg(feature = "alloc")]
pub(crate) mod stack;
#[cfg(feature = "alloc")]
pub(crate) mod table;

#[cfg(feature = "alloc")]
pub use compiled::{AdmitDerError, CompiledConstraints, admit_der};
pub use level::{ConstraintViolation, ConstraintViolationKind, InitialSubtrees, Level, PermittedForm, Position, admit};
