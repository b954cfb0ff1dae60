//! The cases under `testdata/chains/`, by what they are about.
//!
//! Every answer was worked out by hand from the RFCs and from the table of decisions in `docs/DECISIONS.md`, whose rows
//! the comments name; none was copied from what the library said. Positions count from the end entity, 0; the trust
//! anchor is the last position.

use super::file::Case;

pub use example::{confined, dns_only, server, xmpp_names};

mod attacks;
mod encoding;
mod example;
mod forms;
mod good;
mod hosts;
mod lab;
mod malformed;
mod paths;
mod people;
mod rule;
mod validators;

/// All cases, in the order in which their groups are best read.
pub fn all() -> Vec<Case> {
    [
        good::cases(),
        rule::cases(),
        lab::cases(),
        attacks::cases(),
        malformed::cases(),
        encoding::cases(),
        forms::cases(),
        hosts::cases(),
        people::cases(),
        paths::cases(),
        validators::cases(),
    ]
    .concat()
}
