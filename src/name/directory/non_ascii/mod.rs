//! Text outside ASCII as it is compared, which needs memory for normalization (RFC 4518 §2.3).

#[cfg(not(feature = "alloc"))]
mod ascii_only;
#[cfg(feature = "alloc")]
mod string_prep;

#[cfg(not(feature = "alloc"))]
pub(super) use ascii_only::{NonAsciiText, prepare};
#[cfg(feature = "alloc")]
pub(super) use string_prep::{NonAsciiText, is_prohibited, prepare};
