//! `libsrvname`: the library for programs in C, C++ and what calls C.
//!
//! Its documentation for them is `include/srvname.h`, which is made of the comments here, and `docs/C.md`. What is public here
//! is what the header declares, for the tests, the benchmark and the fuzz target.
//!
//! # Conventions
//!
//! * Every function that can fail returns a [`ResultCode`], and writes what it makes through a pointer.
//! * Nothing unwinds into C: every function runs under [`std::panic::catch_unwind`].
//! * A number of C is never taken for a value of an enum: it is read, and an unknown one is refused.
//! * Each pointer is checked for NULL, each length for what an object can have. What cannot be checked, that a pointer leads to
//!   what its type says, is the contract of the header, and the reason in each `SAFETY`.
//! * Handles lock what can change. Two threads may call anything with one handle but `_free`.
//!
//! # Where what is
//!
//! | module | what is in it |
//! |---|---|
//! | `boundary` | pointers to references, results through pointers, the guard around every function; nearly all unsafe code |
//! | `result`, `result_name`, `failure` | the numbers that functions return, and an error with its text |
//! | `settings` | the numbers that choose |
//! | `version` | the version of the library, and of its interface |
//! | `roots` | trust anchors |
//! | `verifier`, `references` | what certificates are asked for |
//! | `evidence` | what is known of one connection: where a domain led, TLSA records, an MTA-STS policy, a POSH document |
//! | `verify`, `verify_evidence`, `verdict`, `advice` | the verdict, and what to do about a refusal |
//! | `lint` | lints of one certificate, as JSON |

#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

// The header has the functions in this order.
pub mod version;

pub mod result;

pub mod result_name;

pub mod settings;

pub mod roots;

pub mod verifier;

pub mod evidence;

pub mod verify;

pub mod verify_evidence;

pub mod verdict;

pub mod lint;

mod advice;
mod boundary;
mod failure;
mod references;

pub use boundary::srvname_string_free;
pub use result::ResultCode;
