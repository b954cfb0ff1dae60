//! What the key of an end entity is used for.

/// What the end entity's key is used for, and so which extended key usage it and the CAs above it need, where they have
/// the extension at all (RFC 5280 §4.2.1.12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// A TLS server: serverAuth.
    #[default]
    Server,
    /// A TLS client: clientAuth.
    Client,
    /// A TLS client that is a server elsewhere, as in XMPP between servers: clientAuth or serverAuth. The risk: a
    /// certificate meant for servers alone is accepted from a client.
    ClientOrServer,
}
