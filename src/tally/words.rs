//! What the steps of the tree are called: labels, services, RDNs and ranges, as octets that are equal where they are.

use core::net::IpAddr;

/// A label or a service (63 octets at most) in lower case.
pub(super) fn lower_case<'b>(text: &str, buffer: &'b mut [u8; 64]) -> &'b [u8] {
    for (octet, own) in buffer.iter_mut().zip(text.bytes()) {
        *octet = own.to_ascii_lowercase();
    }
    buffer.get(..text.len()).unwrap_or_default()
}

/// The first bits of an address, and how many of them; their number once more, with `true` for IPv6.
pub(super) fn range(address: IpAddr, prefix: u8) -> ([u8; 18], (bool, u8)) {
    let bits = match address {
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    };
    let kept = bits & !u128::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
    let mut word = [0; 18];
    let octets = [u8::from(address.is_ipv6()), prefix].into_iter().chain(kept.to_be_bytes());
    word.iter_mut().zip(octets).for_each(|(octet, own)| *octet = own);
    (word, (address.is_ipv6(), prefix))
}
