//! A server that was accepted, and why: what a log may say of it.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;

use crate::delegation::connection::authentication::Authentication;
use crate::delegation::dane::matching::Authenticated;
use crate::delegation::outcome::combination::{
    AuthenticatedAs, AuthenticatedPeer, ConstraintsAsked, Mechanism, OutcomeNote, UnauthenticatedPeer,
};
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::SourceDomain;
use crate::name::dns::DnsName;

/// A server that was accepted: as whom, by what, and what else is to be known. `Display` is a line for a log, which says no more
/// than was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedServer {
    source: Box<str>,
    authentication: Authentication,
    by: Option<Mechanism>,
    reference: Option<OwnedReferenceId>,
    constraints: ConstraintsAsked,
    notes: Vec<OutcomeNote>,
    tlsa: Option<Authenticated>,
    line: Box<str>,
}

impl AcceptedServer {
    pub(crate) fn authenticated(peer: &AuthenticatedPeer<'_>, tlsa: Option<&Authenticated>) -> Self {
        let reference = match peer.identity() {
            AuthenticatedAs::Reference(reference) => Some(reference.into()),
            AuthenticatedAs::HostAlone(host) => Some(ReferenceId::Dns(host).into()),
            AuthenticatedAs::KeyOfDomain | AuthenticatedAs::KeyOfService(_) => None,
        };
        Self {
            source: peer.source().as_str().into(),
            authentication: authentication_of(peer),
            by: Some(peer.by()),
            reference,
            constraints: peer.constraints(),
            notes: peer.notes().to_vec(),
            tlsa: tlsa.filter(|_| matches!(peer.by(), Mechanism::DaneEe | Mechanism::DaneTa)).cloned(),
            line: peer.to_string().into(),
        }
    }

    pub(crate) fn unauthenticated(peer: &UnauthenticatedPeer<'_>) -> Self {
        Self {
            source: peer.source().as_str().into(),
            authentication: Authentication::Nobody,
            by: None,
            reference: None,
            constraints: ConstraintsAsked::NotAsked,
            notes: peer.notes().to_vec(),
            tlsa: None,
            line: peer.to_string().into(),
        }
    }

    /// Returns the source domain that was asked for. Whether it was proven is said by
    /// [`authentication`](Self::authentication).
    #[must_use]
    pub fn source(&self) -> SourceDomain<'_> {
        SourceDomain::of_name(DnsName::from_parsed(&self.source))
    }

    /// Returns how far the server is authenticated.
    #[must_use]
    pub const fn authentication(&self) -> Authentication {
        self.authentication
    }

    /// Returns what authenticated it, or `None` if nothing did.
    #[must_use]
    pub const fn by(&self) -> Option<Mechanism> {
        self.by
    }

    /// Returns the reference identifier that was proven: the host, where it is authenticated alone; `None` if a key was
    /// compared, or if nothing was proven.
    #[must_use]
    pub fn reference(&self) -> Option<ReferenceId<'_>> {
        self.reference.as_ref().map(OwnedReferenceId::as_reference)
    }

    /// Returns whether the CAs of its path were held to anything.
    #[must_use]
    pub const fn constraints(&self) -> ConstraintsAsked {
        self.constraints
    }

    /// Returns what else is to be known, such as a policy in `testing` that does not hold.
    #[must_use]
    pub fn notes(&self) -> &[OutcomeNote] {
        &self.notes
    }

    /// Returns which TLSA record authenticated it, or `None` if another mechanism did.
    #[must_use]
    pub const fn tlsa(&self) -> Option<&Authenticated> {
        self.tlsa.as_ref()
    }
}

/// Returns how far a peer is authenticated by what was proven.
pub(crate) const fn authentication_of(peer: &AuthenticatedPeer<'_>) -> Authentication {
    match peer.identity() {
        AuthenticatedAs::HostAlone(_) => Authentication::HostAlone,
        _ => Authentication::SourceDomain,
    }
}

impl fmt::Display for AcceptedServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}
