//! Reference identifiers for callers that keep them longer than the text they came from.

use alloc::boxed::Box;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::net::IpAddr;

use crate::identity::reference::ReferenceId;
use crate::name::dns::DnsName;
use crate::name::local_part::LocalPart;
use crate::name::srv::Service;

/// A reference identifier that owns its text, to be kept across connections.
///
/// The text was parsed when the value was made, so [`OwnedReferenceId::as_reference`] cannot fail and reads nothing again.
/// Equality is that of [`ReferenceId`]: without case (RFC 9525 §6.3).
///
/// ```
/// use srvname::{ReferenceId, identity::OwnedReferenceId};
///
/// let owned = OwnedReferenceId::from(ReferenceId::srv("xmpp-client", "im.example.com")?);
/// assert_eq!(owned.as_reference(), ReferenceId::srv("xmpp-client", "IM.example.com")?);
/// assert_eq!(owned.to_string(), "_xmpp-client.im.example.com");
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone)]
pub struct OwnedReferenceId(Parts);

#[derive(Clone)]
enum Parts {
    Srv { service: Box<str>, name: Box<str> },
    Dns(Box<str>),
    Ip(IpAddr),
    Mailbox { local_part: Box<str>, host: Box<str> },
    Uri(Box<str>),
    XmppAddr(Box<str>),
}

impl OwnedReferenceId {
    /// Returns the reference identifier, borrowed from this one.
    #[must_use]
    pub fn as_reference(&self) -> ReferenceId<'_> {
        match &self.0 {
            Parts::Srv { service, name } => {
                ReferenceId::Srv { service: Service::from_parsed(service), name: DnsName::from_parsed(name) }
            }
            Parts::Dns(name) => ReferenceId::Dns(DnsName::from_parsed(name)),
            Parts::Ip(address) => ReferenceId::Ip(*address),
            Parts::Mailbox { local_part, host } => ReferenceId::Mailbox {
                local_part: LocalPart::from_parsed(local_part),
                host: DnsName::from_parsed(host),
            },
            Parts::Uri(name) => ReferenceId::Uri(DnsName::from_parsed(name)),
            Parts::XmppAddr(name) => ReferenceId::XmppAddr(DnsName::from_parsed(name)),
        }
    }
}

impl From<ReferenceId<'_>> for OwnedReferenceId {
    fn from(reference: ReferenceId<'_>) -> Self {
        Self(match reference {
            ReferenceId::Srv { service, name } => {
                Parts::Srv { service: service.as_str().into(), name: name.as_str().into() }
            }
            ReferenceId::Dns(name) => Parts::Dns(name.as_str().into()),
            ReferenceId::Ip(address) => Parts::Ip(address),
            ReferenceId::Mailbox { local_part, host } => {
                Parts::Mailbox { local_part: local_part.as_str().into(), host: host.as_str().into() }
            }
            ReferenceId::Uri(name) => Parts::Uri(name.as_str().into()),
            ReferenceId::XmppAddr(name) => Parts::XmppAddr(name.as_str().into()),
        })
    }
}

impl<'a> From<&'a OwnedReferenceId> for ReferenceId<'a> {
    fn from(owned: &'a OwnedReferenceId) -> Self {
        owned.as_reference()
    }
}

impl PartialEq for OwnedReferenceId {
    fn eq(&self, other: &Self) -> bool {
        self.as_reference() == other.as_reference()
    }
}

impl Eq for OwnedReferenceId {}

impl PartialEq<ReferenceId<'_>> for OwnedReferenceId {
    fn eq(&self, other: &ReferenceId<'_>) -> bool {
        self.as_reference() == *other
    }
}

impl Hash for OwnedReferenceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_reference().hash(state);
    }
}

impl fmt::Display for OwnedReferenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_reference().fmt(f)
    }
}

impl fmt::Debug for OwnedReferenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OwnedReferenceId({self})")
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::collections::HashSet;
    use std::net::Ipv6Addr;
    use std::string::ToString;

    use super::*;

    #[test]
    fn an_owned_reference_is_the_reference_it_was_made_of() {
        let references = [
            ReferenceId::srv("_XMPP-Client", "IM.Example.com.").unwrap(),
            ReferenceId::srv("imaps", "im.example.com").unwrap(),
            ReferenceId::dns("im.example.com").unwrap(),
            ReferenceId::dns("_host.example.com").unwrap(),
            ReferenceId::ip(IpAddr::V6(Ipv6Addr::LOCALHOST)),
            ReferenceId::mailbox("user@im.example.com").unwrap(),
            ReferenceId::mailbox(r#""john\ doe"@im.example.com"#).unwrap(),
            ReferenceId::mailbox("学生@im.example.com").unwrap(),
            ReferenceId::sip("im.example.com").unwrap(),
            ReferenceId::xmpp_addr("im.example.com").unwrap(),
        ];
        for (index, reference) in references.iter().enumerate() {
            let owned = OwnedReferenceId::from(*reference);
            assert_eq!(owned.as_reference(), *reference);
            assert_eq!(owned.to_string(), reference.to_string());
            assert_eq!(ReferenceId::from(&owned).to_string(), reference.to_string());
            for (other_index, other) in references.iter().enumerate() {
                assert_eq!(owned == *other, index == other_index, "{owned} {other}");
            }
        }
        let same = [("xmpp-client", "im.example.com"), ("XMPP-CLIENT", "im.example.com.")];
        let set: HashSet<_> = same
            .iter()
            .map(|(service, domain)| OwnedReferenceId::from(ReferenceId::srv(service, domain).unwrap()))
            .collect();
        assert_eq!(set.len(), 1);
    }
}
