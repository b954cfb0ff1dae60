//! A probe of a domain and what it is made of: what the DNS answers and how far it can be believed, dialogues that lead to TLS, sessions whose
//! certificates are kept and not judged, and one document over HTTPS.
//!
//! Each part but one gives facts in types of its own and concludes nothing. [`probe`] puts them together: it asks everything
//! about a domain, has it judged by the library [`srvname`], and returns a tree of what was found. Whatever a peer sends and
//! however slowly, each part ends within [`limits`].
//!
//! | module | what it does |
//! |---|---|
//! | [`resolver`] | looks names up, with DNSSEC |
//! | [`address`], [`connect`], [`gate`] | which addresses are public, one connection, one connection at a time |
//! | [`transport`] | STARTTLS of SMTP, IMAP, POP3, ManageSieve and XMPP |
//! | [`tls`] | handshakes that record the chain |
//! | [`https`] | GET |
//! | [`probe`] | everything about a domain: what each mechanism says of every server, what is wrong, and what to publish |
//! | [`limits`] | how much, and how long |
//!
//! Everything runs on one thread of tokio, and keeps no state between runs. Text that came from a peer is made safe to show
//! where it is handed on as a string.
//!
//! # Example: the chain of a mail server
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use srvname::name::DnsName;
//! use srvname_net::connect::{Reach, connect};
//! use srvname_net::limits::DialogueLimits;
//! use srvname_net::tls::{KeyKind, TlsRequest, handshake};
//! use srvname_net::transport::{Dialogue, StartTls, farewell, start_tls};
//!
//! async fn chain() -> Result<(), Box<dyn std::error::Error>> {
//!     let limit = Duration::from_secs(10);
//!     let dialogue = Dialogue::Smtp { client: DnsName::parse("probe.example.net")? };
//!     let limits = DialogueLimits::default();
//!     let stream = connect("192.0.2.25:25".parse()?, Reach::PublicOnly, limit).await?;
//!     match start_tls(stream, dialogue, &limits).await.outcome {
//!         StartTls::Ready(stream) => {
//!             let server_name = Some(DnsName::parse("mx.example.com")?);
//!             let request = TlsRequest { server_name, alpn: None, key: KeyKind::EllipticCurve, limit };
//!             let session = handshake(stream, &request).await?;
//!             println!("{}, {} certificates", session.version, session.chain.len());
//!             farewell(session.stream, dialogue, &limits).await;
//!         }
//!         other => println!("no TLS: {other:?}"),
//!     }
//!     Ok(())
//! }
//! ```

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
        clippy::as_conversions,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

pub mod address;
pub mod connect;
mod escape;
pub mod gate;
pub mod https;
pub mod limits;
pub mod probe;
pub mod resolver;
pub mod tls;
pub mod transport;
