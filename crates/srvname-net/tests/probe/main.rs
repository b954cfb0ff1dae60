//! The probe without a network: a scripted DNS, scripted servers over streams in memory, and a clock that stands still.

mod handshakes;
mod limits;
mod mail;
mod mta_sts;
mod properties;
mod servers;
mod services;
#[allow(dead_code)]
#[path = "../support/tls.rs"]
mod tls;
mod world;
mod xmpp;
