//! The address ranges of a list: in order, the ones inside others left out, found by halving.

use alloc::vec::Vec;
use core::net::IpAddr;

use crate::name::ip::IpSubtree;

/// The ranges of both families, each with its first and its last address, in order and apart.
///
/// ```text
///   10.0.0.0/8  10.1.0.0/16  192.0.2.0/24   inserted
///   10.0.0.0 – 10.255.255.255               built: the second is inside the first
///   192.0.2.0 – 192.0.2.255
/// ```
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    /// iPAddress bases of eight octets.
    v4: Vec<(u32, u32)>,
    /// iPAddress bases of 32 octets.
    v6: Vec<(u128, u128)>,
}

impl Addresses {
    /// Adds the range of an iPAddress base (RFC 5280 §4.2.1.10: an address and a mask).
    pub(super) fn insert(&mut self, base: &IpSubtree) {
        let prefix = u32::from(base.prefix_len());
        match base.address() {
            IpAddr::V4(address) => {
                let host_bits = u32::MAX.checked_shr(prefix).unwrap_or(0);
                self.v4.push((address.to_bits() & !host_bits, address.to_bits() | host_bits));
            }
            IpAddr::V6(address) => {
                let host_bits = u128::MAX.checked_shr(prefix).unwrap_or(0);
                self.v6.push((address.to_bits() & !host_bits, address.to_bits() | host_bits));
            }
        }
    }

    /// Sorts the ranges. Must be called before [`Addresses::contain`].
    pub(super) fn build(&mut self) {
        keep_outermost(&mut self.v4);
        keep_outermost(&mut self.v6);
    }

    /// Returns `true` if some range contains an address.
    pub(super) fn contain(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => in_ranges(&self.v4, address.to_bits()),
            IpAddr::V6(address) => in_ranges(&self.v6, address.to_bits()),
        }
    }
}

/// Sorts ranges and omits those inside others.
///
/// Prefixes are nested or apart, so of those that start before an address, the last outermost one contains it or none does.
fn keep_outermost<T: Copy + Ord>(ranges: &mut Vec<(T, T)>) {
    ranges.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
    ranges.dedup_by(|later, earlier| later.1 <= earlier.1);
}

/// Returns `true` if one of these ranges, sorted and apart, contains an address.
fn in_ranges<T: Copy + Ord>(ranges: &[(T, T)], address: T) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= address);
    after.checked_sub(1).and_then(|index| ranges.get(index)).is_some_and(|(_, last)| *last >= address)
}
