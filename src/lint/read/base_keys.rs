//! Bases as octets: the one base covers the other exactly if the key of the other starts with its own.
//!
//! ```text
//!   domain     for each label from the right: 1, the label in lower case, 0
//!   dNSName    domain for a domain; domain and 1 for the hosts below it
//!   mail, URI  domain and 2 for a host; domain and 1 for the hosts below; a host, the local part and ff for a mailbox
//!   address    4 or 6, and an octet for each bit of the prefix
//!   Name       its canonical form
//! ```
//!
//! The empty base, which covers all, has no octets. An SRVName base has two parts, service and domain, of which it may lack
//! either, so it has a key for each part and none as a whole.

use alloc::vec::Vec;
use core::net::IpAddr;

use crate::name::directory::key::NameKey;
use crate::name::dns::{DnsName, DnsSubtree};
use crate::name::email::EmailSubtree;
use crate::name::host::HostBase;
use crate::name::ip::IpSubtree;
use crate::name::srv::Service;
use crate::name::uri::UriSubtree;
use crate::name::{Base, DirectoryName};

/// Stands before a label: so the hosts below a domain are those whose key has it next.
const LABEL: u8 = 1;
/// Stands after a domain that is a host, and no other.
const HOST: u8 = 2;

/// Appends the key of a base. Returns `None`, and appends nothing, for an SRVName base and for one that is not understood.
pub(crate) fn push_base(base: &Base<'_>, key: &mut Vec<u8>) -> Option<()> {
    match base {
        Base::Dns(base) => push_dns(base, key),
        Base::Email(base) => push_email(base, key),
        Base::Uri(UriSubtree::All) => {}
        Base::Uri(UriSubtree::Host(host)) => push_host(host, key),
        Base::Ip(base) => push_address(base, key),
        Base::Directory(base) => push_name(base.name(), key),
        Base::Srv(_) | Base::NotUnderstood => return None,
    }
    Some(())
}

/// Appends the key of a Name, which a base covers as it covers another base.
pub(crate) fn push_name(name: DirectoryName<'_>, key: &mut Vec<u8>) {
    key.extend_from_slice(NameKey::new(name).octets());
}

/// Appends the key of a service, which covers that service alone.
pub(crate) fn push_service(service: Service<'_>, key: &mut Vec<u8>) {
    key.extend(service.as_str().bytes().map(|octet| octet.to_ascii_lowercase()));
    key.push(0);
}

/// Appends the key of a domain, which covers those below.
pub(crate) fn push_domain(domain: DnsName<'_>, key: &mut Vec<u8>) {
    for label in domain.labels().rev() {
        key.push(LABEL);
        key.extend(label.bytes().map(|octet| octet.to_ascii_lowercase()));
        key.push(0);
    }
}

fn push_dns(base: &DnsSubtree<'_>, key: &mut Vec<u8>) {
    match base {
        DnsSubtree::All => {}
        DnsSubtree::Domain(domain) => push_domain(*domain, key),
        DnsSubtree::Subdomains(domain) => {
            push_domain(*domain, key);
            key.push(LABEL);
        }
    }
}

fn push_email(base: &EmailSubtree<'_>, key: &mut Vec<u8>) {
    match base {
        EmailSubtree::All => {}
        EmailSubtree::Host(host) => push_host(host, key),
        EmailSubtree::Mailbox(mailbox) => {
            push_domain(mailbox.host(), key);
            key.push(HOST);
            key.extend(mailbox.local_part().octets());
            // No character has this octet.
            key.push(0xff);
        }
    }
}

fn push_host(host: &HostBase<'_>, key: &mut Vec<u8>) {
    push_domain(host.name(), key);
    key.push(match host {
        HostBase::Exact(_) => HOST,
        HostBase::Below(_) => LABEL,
    });
}

fn push_address(base: &IpSubtree, key: &mut Vec<u8>) {
    let (family, bits, width) = match base.address() {
        IpAddr::V4(address) => (4, u128::from(address.to_bits()), 32u32),
        IpAddr::V6(address) => (6, address.to_bits(), 128),
    };
    key.push(family);
    let prefix = width.saturating_sub(u32::from(base.prefix_len()))..width;
    key.extend(prefix.rev().map(|bit| u8::from(bits.checked_shr(bit).is_some_and(|bits| bits & 1 == 1))));
}
