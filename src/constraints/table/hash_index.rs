//! A hash table that is built once, over items that it refers to by number, with a bound on the cost of a look-up.
//!
//! The bound is the defense against crafted collisions: a table that would exceed it is not built, and the caller tries other
//! keys or does without hashes. `tests/hostile.rs` and the workload `crowded` of `benches/instructions` attack it.
//!
//! `inline(always)` here is counted: with `inline` in its place the instruction count of `thousand_srv_names` is 1 to
//! 6 % more (`docs/PERFORMANCE.md`).

use alloc::vec;
use alloc::vec::Vec;

/// Most items of a bucket, and so the most that a look-up compares.
///
/// With at most one item for a bucket on average, ten million honest items exceed it in about one of a hundred tables. If it is
/// exceeded the table is built with other keys, and at last without hashes.
const MAX_IN_BUCKET: usize = 12;

/// The number of items from which they are brought into a rough order first. Fewer fit the first cache in any order.
const MANY: usize = 2048;

/// Which item has a hash: a hash table with buckets of equal upper bits, one after the other in one vector.
///
/// ```text
///   hash of _xmpp + example.com  0xf48b_adf8_57dd_6697
///                                  │         └───────── lower half: the tag of the item, and in it
///                                  │                    the lowest five bits (0x17 = 23): the filter bit 32 + 23
///                                  └─ upper bits: the bucket (one bit of 1 for two buckets: bucket 1)
///
///   heads      63         32 31          0
///   bucket 0  │ no bits      │ start 0    │
///   bucket 1  │ bit 55       │ start 0    │   = 0x0080_0000_0000_0000
///   end       │ no bits      │ start 1    │
///
///   items      63         32 31          0
///   0         │ 0x57dd_6697  │ place 1    │
///   1         │ 0            │ 0          │   so that two can be loaded from each place on
/// ```
///
/// A search loads the head; unless the filter bit of its hash is set, no item has the hash. Otherwise it loads two items from
/// the start of the bucket. (The numbers are those of the worked name in [`constraints`](crate::constraints).)
#[derive(Clone, Debug, Default)]
pub(super) struct HashIndex {
    /// One for each bucket and one more. The lower half is where the bucket starts, and the upper half has one of 32 bits set for
    /// each of its items. Most hashes that no item has end there, after one load.
    heads: Vec<u64>,
    /// The lower half of the hash, and the item. Zero where nothing was placed, at the end of a bucket.
    items: Vec<u64>,
    /// By how many bits a hash is shifted to the right to give its bucket.
    shift: u32,
}

impl HashIndex {
    /// Builds the table over items, given with their hashes and numbered from 1.
    ///
    /// For two items of one hash `merge` is called with the earlier one and the later one. It must return `true` if they are equal
    /// and it merged the later into the earlier, which then stays alone.
    ///
    /// Returns `None` if too many items share a bucket, or if two that differ share a hash: then a look-up could be made slow. The
    /// order of `hashes` is lost, except that of equal ones.
    pub(super) fn build(hashes: &mut Vec<(u64, u32)>, merge: impl FnMut(u32, u32) -> bool) -> Option<Self> {
        if hashes.len() >= MANY {
            *hashes = roughly_ordered(hashes)?;
        }
        let mut table = Self::empty(hashes)?;
        let merged = table.place(hashes, merge)?;
        if merged > hashes.len() / 2 {
            // A table of the size that is left fits a nearer cache.
            // A table of the size that is left fits a nearer cache.
            let is_placed = |(hash, item): &&(u64, u32)| {
                // Where so many are merged a bucket is wide, and only its front is taken.
                let front = table.places(*hash).into_iter().flatten().take(MAX_IN_BUCKET);
                front.copied().any(|place| place == entry(*hash, *item))
            };
            let left: Vec<_> = hashes.iter().filter(is_placed).copied().collect();
            table = Self::empty(&left)?;
            table.place(&left, |_, _| false)?;
        } else if merged > 0 {
            table.close_up();
        }
        // So that there are two from each place on.
        table.items.push(0);
        Some(table)
    }

    /// Returns a table with its buckets laid out and nothing placed, or `None` if there are too many items to number.
    fn empty(hashes: &[(u64, u32)]) -> Option<Self> {
        let buckets = hashes.len().max(2).checked_next_power_of_two()?;
        let mut table = Self {
            heads: vec![0; buckets.checked_add(1)?],
            items: vec![0; hashes.len()],
            shift: 64u32.saturating_sub(buckets.trailing_zeros()),
        };
        table.count(hashes)?;
        Some(table)
    }

    /// Returns the places of the bucket of a hash, or `None` if the table has no buckets.
    fn places(&self, hash: u64) -> Option<&[u64]> {
        let [head, next] = self.heads.get(bucket(hash, self.shift)..)?.first_chunk::<2>()?;
        self.items.get(index(*head)..index(*next))
    }

    /// Fills the heads: where each bucket starts, and which of its filter bits are set. Returns `None` if the items do not fit
    /// 32 bits.
    fn count(&mut self, hashes: &[(u64, u32)]) -> Option<()> {
        for (hash, _) in hashes {
            let heads = self.heads.get_mut(bucket(*hash, self.shift)..)?;
            let [head, next] = heads.first_chunk_mut::<2>()?;
            *head |= bit(*hash);
            // At most as many as there are items, whose numbers fit.
            *next = next.wrapping_add(1);
        }
        let mut sum = 0u32;
        for head in &mut self.heads {
            sum = sum.checked_add(start(*head))?;
            set_start(head, sum);
        }
        Some(())
    }

    /// Puts the items into their buckets and returns how many were merged, or `None` as [`HashIndex::build`].
    fn place(&mut self, hashes: &[(u64, u32)], mut merge: impl FnMut(u32, u32) -> bool) -> Option<usize> {
        let mut merged = 0usize;
        for (hash, item) in hashes {
            let [head, next] = self.heads.get(bucket(*hash, self.shift)..)?.first_chunk::<2>()?;
            let places = self.items.get_mut(index(*head)..index(*next))?;
            let mut placed = false;
            for place in places.iter_mut().take(MAX_IN_BUCKET) {
                if *place == 0 {
                    *place = entry(*hash, *item);
                    placed = true;
                } else if tag(*place) == tag_of(*hash) {
                    // Another item with the same hash: by chance, or made so that a look-up compares one after the other.
                    if !merge(item_of(*place), *item) {
                        return None;
                    }
                    merged = merged.saturating_add(1);
                    placed = true;
                }
                if placed {
                    break;
                }
            }
            if !placed {
                return None;
            }
        }
        Some(merged)
    }

    /// Returns the item that has this hash as far as the bucket and half of the hash tell, or `None` if no item has it. No other
    /// item can have it; the caller must still compare what the item is.
    ///
    /// The first two of a bucket are chosen from without a branch: which of them it is cannot be predicted, and a wrong guess
    /// waits for memory in a large table. The second one may belong to the next bucket; then its tag differs.
    #[inline(always)]
    pub(super) fn get(&self, hash: u64) -> Option<u32> {
        let head = *self.heads.get(bucket(hash, self.shift))?;
        if head & bit(hash) == 0 {
            return None;
        }
        let first = *self.items.get(index(head))?;
        let found = *self.items.get(index(head).wrapping_add(usize::from(tag(first) != tag_of(hash))))?;
        if tag(found) == tag_of(hash) { Some(item_of(found)) } else { self.get_after_two(hash) }
    }

    /// Returns what [`HashIndex::get`] returns, for an item after the first two of the bucket. Rare, so kept out of line.
    #[inline(never)]
    fn get_after_two(&self, hash: u64) -> Option<u32> {
        let places = self.places(hash)?.get(2..)?;
        places.iter().find(|place| tag(**place) == tag_of(hash)).map(|place| item_of(*place))
    }

    /// Closes the gaps that merged items left at the ends of their buckets, which a look-up would load for nothing.
    fn close_up(&mut self) {
        let wide = core::mem::take(&mut self.items);
        let mut from = 0;
        for end in self.heads.iter_mut().skip(1) {
            let to = index(*end);
            let places = wide.get(from..to).unwrap_or_default();
            self.items.extend(places.iter().copied().filter(|place| *place != 0));
            set_start(end, u32::try_from(self.items.len()).unwrap_or(u32::MAX));
            from = to;
        }
    }
}

/// Returns the hashes in the order of their upper octet, those that share it in the order they had.
///
/// What is done with them then stays in one part of the table for a while, and so in the cache. Returns `None` for no input;
/// the compiler does not know that an octet is an index below 256.
fn roughly_ordered(hashes: &[(u64, u32)]) -> Option<Vec<(u64, u32)>> {
    let octet = |hash: u64| usize::try_from(hash >> 56).unwrap_or(0);
    let mut next = [0usize; 256];
    for (hash, _) in hashes {
        let count = next.get_mut(octet(*hash))?;
        *count = count.saturating_add(1);
    }
    let mut sum = 0usize;
    for start in &mut next {
        sum = sum.saturating_add(core::mem::replace(start, sum));
    }
    let mut ordered = vec![(0, 0); hashes.len()];
    for pair in hashes {
        let place = next.get_mut(octet(pair.0))?;
        *ordered.get_mut(*place)? = *pair;
        *place = place.saturating_add(1);
    }
    Some(ordered)
}

/// Returns the filter bit of a hash, in the upper half of the head of its bucket.
#[inline(always)]
const fn bit(hash: u64) -> u64 {
    1 << (hash & 31 | 32)
}

/// Returns the number of the bucket of a hash.
#[inline]
fn bucket(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> shift).unwrap_or(0)
}

/// Returns where the bucket of a head starts.
#[inline]
fn start(head: u64) -> u32 {
    u32::try_from(head & 0xffff_ffff).unwrap_or(0)
}

/// Returns the same as an index, past every table on a platform of 16 bits.
#[inline]
fn index(head: u64) -> usize {
    usize::try_from(start(head)).unwrap_or(usize::MAX)
}

/// Sets where the bucket of a head starts; its filter bits stay.
fn set_start(head: &mut u64, start: u32) {
    *head = *head >> 32 << 32 | u64::from(start);
}

/// Returns what the table stores for an item: the lower half of its hash, and its number.
#[inline]
fn entry(hash: u64, item: u32) -> u64 {
    hash << 32 | u64::from(item)
}

/// Returns the part of an entry that comes from its hash. No item has the number 0, so an empty place has no item,
/// whatever its tag.
#[inline]
const fn tag(entry: u64) -> u64 {
    entry >> 32
}

/// Returns the tag that the entry of a hash has.
#[inline]
const fn tag_of(hash: u64) -> u64 {
    hash & 0xffff_ffff
}

/// Returns the item of an entry, or 0 for an empty place.
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
        let mut items: Vec<_> = (1..=1000u32).map(|item| (hash(u64::from(item % 700)), item)).collect();
        let mut merged = 0;
        let buckets = HashIndex::build(&mut items, |earlier, later| {
            merged += 1;
            earlier % 700 == later % 700
        })
        .unwrap();
        assert!(merged >= 300);
        for item in 1..=1000u32 {
            let first = if item % 700 == 0 { 700 } else { item % 700 };
            assert_eq!(buckets.get(hash(u64::from(item % 700))), Some(first));
        }
        assert_eq!(buckets.get(hash(5000)), None);
    }

    #[test]
    fn a_crowded_bucket_is_refused_and_equal_items_crowd_nothing() {
        let mut crowd: Vec<_> = (1..=13).map(|item| (u64::from(item), item)).collect();
        assert!(HashIndex::build(&mut crowd, |_, _| false).is_none());
        crowd.pop();
        assert!(HashIndex::build(&mut crowd, |_, _| false).is_some());
        let mut equal: Vec<_> = (1..=1000).map(|item| (7, item)).collect();
        let buckets = HashIndex::build(&mut equal, |_, _| true).unwrap();
        assert_eq!(buckets.get(7), Some(1));
        // However many equal ones there are, few places are visited for each: visiting all of them would not end in the
        // lifetime of a test.
        // However many equal ones there are, few places are looked at for each: who looks at all of them does not get
        // through in a test's lifetime.
        let mut equal: Vec<_> = (1..=2_000_000).map(|item| (u64::from(item & 1) << 63 | 7, item)).collect();
        let buckets = HashIndex::build(&mut equal, |earlier, later| earlier & 1 == later & 1).unwrap();
        assert_eq!((buckets.get(7), buckets.get(1 << 63 | 7), buckets.items.len()), (Some(2), Some(1), 3));
        // Two that differ and share a hash are refused: a look-up compares one and no more.
        // Two that differ and share a hash are refused: whoever looks one up compares one and no more.
        assert!(HashIndex::build(&mut Vec::from([(7, 1), (7, 2)]), |_, _| false).is_none());
    }

    #[test]
    fn many_items_are_found_in_whatever_order_they_came() {
        let hash = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17);
        let mut items: Vec<_> = (1..=9000u32).map(|item| (hash(u64::from(item % 8000)), item)).collect();
        let buckets = HashIndex::build(&mut items, |earlier, later| earlier % 8000 == later % 8000).unwrap();
        for item in 1..=9000u32 {
            let first = if item % 8000 == 0 { 8000 } else { item % 8000 };
            assert_eq!(buckets.get(hash(u64::from(item % 8000))), Some(first));
        }
        // Few hashes that no item has get past the head of their bucket.
        let passes = |hash| buckets.heads[bucket(hash, buckets.shift)] & bit(hash) != 0;
        let passing = (10_000..20_000).filter(|number| passes(hash(*number))).count();
        assert!(passing < 400, "{passing}");
    }

    /// The drawing above [`HashIndex`], and the two probes in the essay of the module.
    #[test]
    fn the_worked_name() {
        let (with_service, without) = (0xf48b_adf8_57dd_6697, 0x9524_ccd4_f72f_4af2);
        let index = HashIndex::build(&mut Vec::from([(with_service, 1)]), |_, _| false).unwrap();
        assert_eq!(index.heads, [0, 0x0080_0000_0000_0000, 1]);
        assert_eq!(index.items, [0x57dd_6697_0000_0001, 0]);
        assert_eq!([with_service, without].map(|hash| bucket(hash, index.shift)), [1, 1]);
        assert_eq!([with_service, without].map(bit), [1 << 55, 1 << 50]);
        assert_eq!((index.get(with_service), index.get(without)), (Some(1), None));
    }
}
