//! The address ranges of a list: in order, the ones inside others left out, found by halving.

use alloc::vec::Vec;
use core::net::IpAddr;

use crate::name::ip::IpSubtree;

/// Ranges of both families.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    v4: Vec<(u32, u32)>,
    v6: Vec<(u128, u128)>,
}

impl Addresses {
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

    pub(super) fn build(&mut self) {
        keep_outermost(&mut self.v4);
        keep_outermost(&mut self.v6);
    }

    /// Whether some range holds an address.
    pub(super) fn contain(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => in_ranges(&self.v4, address.to_bits()),
            IpAddr::V6(address) => in_ranges(&self.v6, address.to_bits()),
        }
    }
}

/// Prefixes are nested or apart, so of those that start before an address the last outermost one holds it or none does.
fn keep_outermost<T: Copy + Ord>(ranges: &mut Vec<(T, T)>) {
    ranges.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
    ranges.dedup_by(|later, earlier| later.1 <= earlier.1);
}

fn in_ranges<T: Copy + Ord>(ranges: &[(T, T)], address: T) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= address);
    after.checked_sub(1).and_then(|index| ranges.get(index)).is_some_and(|(_, last)| *last >= address)
}
