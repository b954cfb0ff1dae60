//! What is known of a server before it is connected to, besides the DNS.

use srvname::delegation::mta_sts::StsPolicy;
use srvname::delegation::posh::Material;

/// What a domain publishes on the web, as far as it could be had.
#[derive(Clone, Debug)]
pub(super) enum Published<P> {
    /// This.
    There(P),
    /// Nothing that is to be used: why, in a sentence.
    Absent(String),
    /// It is not known: why, in a sentence.
    Unknown(String),
}

/// The policy of a domain.
pub(super) type PublishedPolicy = Published<StsPolicy>;

/// The POSH document of a domain.
pub(super) type PublishedMaterial = Published<Material>;
