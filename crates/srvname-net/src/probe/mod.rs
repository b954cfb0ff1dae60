//! One domain as its clients see it: every server of a service, and what each mechanism says of it, side by side.
//!
//! What is found is a [`Report`](report::Report), a tree of plain values: service, server, address, session, certificate, and at
//! each session the verdict of each mechanism. Every verdict is the library's; here is looked up, connected and written down.
//!
//! | item | what it is |
//! |---|---|
//! | [`probe`] | asks everything, and returns the report |
//! | [`Question`], [`Services`] | which domain, and which of its services |
//! | [`Settings`] | the roots, the cryptography, the limits, and who asks |
//! | [`Connector`], [`Network`] | what opens connections: the network, or a script |
//! | [`Progress`] | what is being asked at the moment |
//! | [`report`] | what is found |
//!
//! A probe ends within [`ProbeLimits`](crate::limits::ProbeLimits), whatever the servers do, and a server that fails never hides
//! the next one. Nothing is kept between two probes. A host has one connection at a time.

mod addresses;
mod advice;
mod asked;
mod certificates;
mod connector;
mod dane;
mod discovery;
mod engine;
mod evidence;
mod fetch;
mod findings;
mod judgment;
mod kinds;
mod mechanisms;
mod mta_sts;
mod posh;
mod progress;
mod publication;
pub mod report;
mod run;
mod sessions;
mod settings;
mod threats;
mod verdicts;

pub use connector::{ByteStream, Connector, Network, Opening};
pub use engine::probe;
pub use progress::Progress;
pub use settings::{Question, Services, Settings};
