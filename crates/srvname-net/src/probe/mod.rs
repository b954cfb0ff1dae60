//! One domain as its clients see it: every server of a service, and what each mechanism says of it, side by side.
//!
//! What is found is a [`Report`], a tree of plain values: service, server, address, session, certificate, and at each session
//! the verdict of each mechanism. Every verdict is the library's; here is looked up, connected and written down.

pub mod report;
