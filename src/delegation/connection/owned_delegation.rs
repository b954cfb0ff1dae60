//! A delegation with names of its own.

use alloc::boxed::Box;

use crate::delegation::references::application::Delegation;
use crate::identity::source_domain::{AuthenticatedBy, AuthenticatedTarget};
use crate::name::dns::DnsName;

/// A [`Delegation`] that can be kept.
#[derive(Clone, Debug)]
pub(crate) enum OwnedDelegation {
    Direct,
    Insecure(Box<str>),
    Authenticated(Box<str>, AuthenticatedBy),
}

impl OwnedDelegation {
    pub(crate) const fn as_delegation(&self) -> Delegation<'_> {
        match self {
            Self::Direct => Delegation::Direct,
            Self::Insecure(host) => Delegation::Insecure(DnsName::from_parsed(host)),
            Self::Authenticated(host, by) => {
                Delegation::Authenticated(AuthenticatedTarget::of_host(DnsName::from_parsed(host), *by))
            }
        }
    }
}

impl From<Delegation<'_>> for OwnedDelegation {
    fn from(delegation: Delegation<'_>) -> Self {
        match delegation {
            Delegation::Direct => Self::Direct,
            Delegation::Insecure(host) => Self::Insecure(host.as_str().into()),
            Delegation::Authenticated(target) => Self::Authenticated(target.host().as_str().into(), target.by()),
        }
    }
}
