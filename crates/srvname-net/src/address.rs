//! Which addresses are on the public Internet, for a probe that strangers may start.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not one of the public Internet (IANA, special-purpose address registries; RFC 6890).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpecialPurpose {
    /// `0.0.0.0/8`, `::`: this host on this network (RFC 1122 §3.2.1.3).
    Unspecified,
    /// `127.0.0.0/8`, `::1` (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3).
    Loopback,
    /// `10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16` (RFC 1918).
    Private,
    /// `fc00::/7`: unique local addresses (RFC 4193).
    UniqueLocal,
    /// `169.254.0.0/16`, `fe80::/10`; and the old `fec0::/10` (RFC 3927, RFC 4291 §2.5.6, RFC 3879).
    LinkLocal,
    /// `100.64.0.0/10`: shared by the customers of a provider (RFC 6598).
    Shared,
    /// `192.0.2.0/24`, `198.51.100.0/24`, `203.0.113.0/24`, `2001:db8::/32`, `3fff::/20` (RFC 5737, RFC 3849, RFC 9637).
    Documentation,
    /// `198.18.0.0/15`, `2001:2::/48` (RFC 2544, RFC 5180).
    Benchmarking,
    /// `224.0.0.0/4`, `ff00::/8` (RFC 5771, RFC 4291 §2.7).
    Multicast,
    /// `255.255.255.255` (RFC 919 §7).
    Broadcast,
    /// `192.0.0.0/24`, `100::/64`, `5f00::/16`, `2001::/23`: set aside by the IETF (RFC 6890, RFC 6666, RFC 9602, RFC 2928).
    ProtocolAssignment,
    /// `240.0.0.0/4`, and what is not `2000::/3`: nobody has it yet (RFC 1112 §4, RFC 4291 §2.4).
    Reserved,
    /// `192.88.99.0/24`: relays of 6to4, which are no more (RFC 7526).
    Relay,
}

impl fmt::Display for SpecialPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unspecified => "an unspecified address",
            Self::Loopback => "a loopback address",
            Self::Private => "a private address",
            Self::UniqueLocal => "a unique local address",
            Self::LinkLocal => "a link-local address",
            Self::Shared => "an address shared by the customers of a provider",
            Self::Documentation => "an address for documentation",
            Self::Benchmarking => "an address for benchmarks",
            Self::Multicast => "a multicast address",
            Self::Broadcast => "the broadcast address",
            Self::ProtocolAssignment => "an address set aside for protocols",
            Self::Reserved => "a reserved address",
            Self::Relay => "an address of 6to4 relays",
        })
    }
}

/// Returns why an address is not one of the public Internet; `None` for one that is.
///
/// An IPv6 address that carries an IPv4 address is what that one is: mapped (`::ffff:0:0/96`), compatible (`::/96`), of
/// 6to4 (`2002::/16`), of NAT64 (`64:ff9b::/96`, RFC 6052) and of Teredo (`2001::/32`, the client's). The addresses of local
/// NAT64 (`64:ff9b:1::/48`, RFC 8215) lead to whatever the local network says, and are private.
///
/// ```
/// use srvname_net::address::{SpecialPurpose, special_purpose};
///
/// assert_eq!(special_purpose("10.1.2.3".parse()?), Some(SpecialPurpose::Private));
/// assert_eq!(special_purpose("::ffff:127.0.0.1".parse()?), Some(SpecialPurpose::Loopback));
/// assert_eq!(special_purpose("2a00:1450::1".parse()?), None);
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[must_use]
pub fn special_purpose(address: IpAddr) -> Option<SpecialPurpose> {
    match address {
        IpAddr::V4(address) => of_v4(address),
        IpAddr::V6(address) => of_v6(address),
    }
}

fn of_v4(address: Ipv4Addr) -> Option<SpecialPurpose> {
    Some(match address.octets() {
        [0, ..] => SpecialPurpose::Unspecified,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => SpecialPurpose::Private,
        [100, 64..=127, ..] => SpecialPurpose::Shared,
        [127, ..] => SpecialPurpose::Loopback,
        [169, 254, ..] => SpecialPurpose::LinkLocal,
        [192, 0, 0, _] => SpecialPurpose::ProtocolAssignment,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => SpecialPurpose::Documentation,
        [192, 88, 99, _] => SpecialPurpose::Relay,
        [198, 18..=19, ..] => SpecialPurpose::Benchmarking,
        [224..=239, ..] => SpecialPurpose::Multicast,
        [255, 255, 255, 255] => SpecialPurpose::Broadcast,
        [240..=255, ..] => SpecialPurpose::Reserved,
        _ => return None,
    })
}

fn of_v6(address: Ipv6Addr) -> Option<SpecialPurpose> {
    let groups = address.segments();
    match groups {
        [0, 0, 0, 0, 0, 0, 0, 0] => return Some(SpecialPurpose::Unspecified),
        [0, 0, 0, 0, 0, 0, 0, 1] => return Some(SpecialPurpose::Loopback),
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x0064, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            return of_v4(carried(high, low));
        }
        // Of Teredo, the client's address, with every bit inverted (RFC 4380 §4).
        [0x2001, 0, _, _, _, _, high, low] => return of_v4(carried(!high, !low)),
        _ => {}
    }
    Some(match groups {
        [0x0064, 0xff9b, 1, ..] => SpecialPurpose::Private,
        [0x0100, 0, 0, 0, ..] | [0x5f00, ..] => SpecialPurpose::ProtocolAssignment,
        [0x2001, 0x0002, 0, ..] => SpecialPurpose::Benchmarking,
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => SpecialPurpose::Documentation,
        [0x2001, 0..=0x01ff, ..] => SpecialPurpose::ProtocolAssignment,
        [0xfc00..=0xfdff, ..] => SpecialPurpose::UniqueLocal,
        [0xfe80..=0xfeff, ..] => SpecialPurpose::LinkLocal,
        [0xff00..=0xffff, ..] => SpecialPurpose::Multicast,
        [0x2000..=0x3fff, ..] => return None,
        _ => SpecialPurpose::Reserved,
    })
}

/// The IPv4 address in two groups of an IPv6 address.
fn carried(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;
    use SpecialPurpose::*;

    #[test]
    fn every_block_has_its_purpose_from_its_first_address_to_its_last() {
        for (first, last, purpose) in [
            ("0.0.0.0", "0.255.255.255", Unspecified),
            ("10.0.0.0", "10.255.255.255", Private),
            ("100.64.0.0", "100.127.255.255", Shared),
            ("127.0.0.0", "127.255.255.255", Loopback),
            ("169.254.0.0", "169.254.255.255", LinkLocal),
            ("172.16.0.0", "172.31.255.255", Private),
            ("192.0.0.0", "192.0.0.255", ProtocolAssignment),
            ("192.0.2.0", "192.0.2.255", Documentation),
            ("192.88.99.0", "192.88.99.255", Relay),
            ("192.168.0.0", "192.168.255.255", Private),
            ("198.18.0.0", "198.19.255.255", Benchmarking),
            ("198.51.100.0", "198.51.100.255", Documentation),
            ("203.0.113.0", "203.0.113.255", Documentation),
            ("224.0.0.0", "239.255.255.255", Multicast),
            ("240.0.0.0", "255.255.255.254", Reserved),
            ("255.255.255.255", "255.255.255.255", Broadcast),
            ("::", "::", Unspecified),
            ("::1", "::1", Loopback),
            ("::ffff:10.0.0.0", "::ffff:10.255.255.255", Private),
            ("::ffff:127.0.0.1", "::ffff:127.0.0.1", Loopback),
            ("::10.0.0.1", "::10.0.0.1", Private),
            ("64:ff9b::169.254.169.254", "64:ff9b::169.254.169.254", LinkLocal),
            ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", Private),
            ("100::", "100::ffff:ffff:ffff:ffff", ProtocolAssignment),
            ("2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:0:4136:e378:8000:63bf:f5ff:fffe", Private),
            ("2001:1::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", ProtocolAssignment),
            ("2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", Benchmarking),
            ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", Documentation),
            ("2002:7f00:1::", "2002:7f00:1:ffff:ffff:ffff:ffff:ffff", Loopback),
            ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", Documentation),
            ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ProtocolAssignment),
            ("4000::", "4000::", Reserved),
            ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", UniqueLocal),
            ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", LinkLocal),
            ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", LinkLocal),
            ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Multicast),
        ] {
            for address in [first, last] {
                assert_eq!(special_purpose(address.parse().unwrap()), Some(purpose), "{address}");
            }
        }
    }

    #[test]
    fn the_neighbors_of_the_blocks_are_public() {
        for address in [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.88.98.255",
            "192.88.100.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "198.51.99.255",
            "198.51.101.0",
            "203.0.112.255",
            "203.0.114.0",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2001:200::",
            "2001:db7:ffff::",
            "2001:db9::",
            "2002:808:808::",
            "2a00::",
            "3ffe:ffff::",
            "3fff:1000::",
        ] {
            assert_eq!(special_purpose(address.parse().unwrap()), None, "{address}");
        }
    }
}
