//! Which labels that start like an A-label are written.

#[cfg(feature = "idna")]
mod by_tables;
#[cfg(not(feature = "idna"))]
mod without_tables;

#[cfg(feature = "idna")]
pub(super) use by_tables::is_written;
#[cfg(not(feature = "idna"))]
pub(super) use without_tables::is_written;
