//! What is said before TLS: the dialogues that lead a connection from plain text to the first octet of a handshake.
//!
//! Each runs over any stream, ends within [`DialogueLimits`](crate::limits::DialogueLimits) whatever the server sends, and
//! comes to one of a few typed results. Nothing that a server says before TLS proves anything: whoever is on the way can have
//! said it.

mod conversation;
mod imap;
mod literal;
mod managesieve;
mod negotiation;
mod outcome;
mod pop3;
mod smtp;
mod xmpp;

pub use negotiation::{Dialogue, farewell, start_tls};
pub use outcome::{DialogueFault, FaultKind, InjectionPoint, Negotiation, StartTls, Step};
