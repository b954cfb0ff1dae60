//! A hash table that is built once, over items it does not own, with a bound on what a look-up costs.

use alloc::vec;
use alloc::vec::Vec;

/// Most items of a bucket. With at most one item for two buckets, 100,000 items break it by chance once in ten thousand
/// tables; whoever breaks it on purpose meets other keys, and then [`Finder`](super::domains) without any.
const MAX_IN_BUCKET: usize = 8;

/// Which items have a hash: buckets of equal upper bits, one behind the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Buckets {
    /// Where each bucket starts; one more than there are buckets.
    starts: Vec<u32>,
    /// The lower half of the hash and the item; zero where nothing was placed, at the end of a bucket.
    items: Vec<u64>,
    shift: u32,
}

impl Buckets {
    /// Builds the table over items, given with their hashes and numbered from 1. An item that equals one placed before
    /// is not placed: `merge` is asked with the earlier one and the later one, and says whether it took the later in.
    ///
    /// `None` when too many items share a bucket.
    pub(super) fn build(hashes: &[(u64, u32)], mut merge: impl FnMut(u32, u32) -> bool) -> Option<Self> {
        let buckets = hashes.len().saturating_mul(2).max(2).checked_next_power_of_two()?;
        let shift = 64u32.saturating_sub(buckets.trailing_zeros());
        let mut starts = vec![0u32; buckets.checked_add(1)?];
        for (hash, _) in hashes {
            let count = starts.get_mut(bucket(*hash, shift).saturating_add(1))?;
            *count = count.saturating_add(1);
        }
        let mut sum = 0u32;
        for start in &mut starts {
            sum = sum.checked_add(*start)?;
            *start = sum;
        }
        let mut items = vec![0u64; hashes.len()];
        for (hash, item) in hashes {
            let places = items.get_mut(range(&starts, bucket(*hash, shift))?)?;
            let mut placed = false;
            for place in places.iter_mut().take(MAX_IN_BUCKET) {
                if *place == 0 {
                    *place = entry(*hash, *item);
                    placed = true;
                } else if tag(*place) == tag_of(*hash) {
                    placed = merge(item_of(*place), *item);
                }
                if placed {
                    break;
                }
            }
            if !placed {
                return None;
            }
        }
        Some(Self { starts, items, shift })
    }

    /// The items that may have this hash: at most eight, and nearly always those that have.
    #[inline]
    pub(super) fn get(&self, hash: u64) -> impl Iterator<Item = u32> + '_ {
        let places = range(&self.starts, bucket(hash, self.shift)).and_then(|range| self.items.get(range));
        let found = places.unwrap_or_default().iter().filter(move |place| tag(**place) == tag_of(hash));
        found.map(|place| item_of(*place))
    }
}

#[inline]
fn bucket(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> shift).unwrap_or(0)
}

#[inline]
fn range(starts: &[u32], bucket: usize) -> Option<core::ops::Range<usize>> {
    let [start, end] = starts.get(bucket..)?.first_chunk::<2>()?;
    Some(usize::try_from(*start).ok()?..usize::try_from(*end).ok()?)
}

#[inline]
fn entry(hash: u64, item: u32) -> u64 {
    hash << 32 | u64::from(item)
}

/// The part of an entry that comes from its hash. No item is zero, so an empty place has no item, whatever its tag.
#[inline]
const fn tag(entry: u64) -> u64 {
    entry >> 32
}

#[inline]
const fn tag_of(hash: u64) -> u64 {
    hash & 0xffff_ffff
}

#[inline]
fn item_of(entry: u64) -> u32 {
    u32::try_from(entry & 0xffff_ffff).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn every_item_is_found_and_equal_ones_are_merged() {
        let hash = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let items: Vec<_> = (1..=1000u32).map(|item| (hash(u64::from(item % 700)), item)).collect();
        let mut merged = 0;
        let buckets = Buckets::build(&items, |earlier, later| {
            merged += 1;
            earlier % 700 == later % 700
        })
        .unwrap();
        assert!(merged >= 300);
        for item in 1..=1000u32 {
            let first = if item % 700 == 0 { 700 } else { item % 700 };
            assert_eq!(buckets.get(hash(u64::from(item % 700))).collect::<Vec<_>>(), [first]);
        }
        assert_eq!(buckets.get(hash(5000)).count(), 0);
    }

    #[test]
    fn a_crowded_bucket_is_refused_and_equal_items_crowd_nothing() {
        let crowd: Vec<_> = (1..=9).map(|item| (u64::from(item), item)).collect();
        assert!(Buckets::build(&crowd, |_, _| false).is_none());
        assert!(Buckets::build(&crowd[..8], |_, _| false).is_some());
        let equal: Vec<_> = (1..=1000).map(|item| (7, item)).collect();
        let buckets = Buckets::build(&equal, |_, _| true).unwrap();
        assert_eq!(buckets.get(7).collect::<Vec<_>>(), [1]);
    }
}
