//! The Names of directoryName bases, found at the RDN boundaries of a Name.
//!
//! Names are compared as RFC 5280 §7.1 says, and so is their hash made: equal Names have equal hashes.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::hash::{Hash, Hasher};

use super::domain_arena::Coverage;
use super::hash::{RunningHash, finish};
use super::hash_index::HashIndex;
use crate::name::directory::DirectoryName;

/// How often the index is built, each time with another key, before the bases are sorted.
const ATTEMPTS: u64 = 5;

/// The Name of a base, and its coverage.
#[derive(Clone, Copy, Debug)]
struct DirectoryBase {
    /// Where the content of the Name is.
    start: usize,
    end: usize,
    /// How many RDNs it has.
    rdns: usize,
    coverage: Coverage,
}

/// Bases, found by a hash of their RDNs or, if a bucket was crowded on purpose, by order.
///
/// ```text
///   name     C=NL   O=Example   OU=IM   CN=im.example.com
///   hash    h0   h1          h2      h3                  h4      read from one running hash
///   counts                   ▲                                   bit 2: a base has two RDNs, so h2 is looked up
/// ```
///
/// A base contains a Name if its RDNs are the first ones of the Name (RFC 5280 §7.1): a prefix, as a domain is a suffix.
#[derive(Clone, Debug, Default)]
pub(super) struct Directories {
    /// The contents of all Names.
    octets: Vec<u8>,
    bases: Vec<DirectoryBase>,
    /// Which numbers of RDNs bases have: bit `n` for `n` RDNs, and bit 63 for 63 or more. The hash of a prefix is only looked
    /// up if its bit is set.
    counts: u64,
    index: DirectoryIndex,
}

/// How a base is found.
#[derive(Clone, Debug)]
enum DirectoryIndex {
    /// By hash, with this key.
    Keyed(u64, HashIndex),
    /// The bases in order, and for each the number of the longest one above it, from 1; 0 for none.
    Sorted(Vec<u32>, Vec<u32>),
}

impl Default for DirectoryIndex {
    fn default() -> Self {
        Self::Sorted(Vec::new(), Vec::new())
    }
}

impl Directories {
    /// Adds the Name of a base with its coverage.
    pub(super) fn insert(&mut self, name: DirectoryName<'_>, coverage: Coverage) {
        let start = self.octets.len();
        self.octets.extend_from_slice(name.content());
        let rdns = name.rdns().count();
        self.counts |= count_bit(rdns);
        self.bases.push(DirectoryBase { start, end: self.octets.len(), rdns, coverage });
    }

    /// Builds the index over what was inserted.
    pub(super) fn build(&mut self) {
        if self.bases.is_empty() {
            return;
        }
        let digest = self.octets.iter().fold(0, |digest, octet| finish(digest ^ u64::from(*octet)));
        for attempt in 0..ATTEMPTS {
            let key = if attempt == 0 { 0 } else { finish(digest ^ attempt) };
            let keyed = self.bases.iter().map(|base| self.name(base).map_or(0, |name| hash(name, key)));
            let mut hashes: Vec<_> = keyed.zip(1u32..).collect();
            if let Some(buckets) = HashIndex::build(&mut hashes, |one, two| self.merge(one, two)) {
                self.index = DirectoryIndex::Keyed(key, buckets);
                return;
            }
        }
        self.sort();
    }

    /// Returns what a Name matches in the two lists: the bases that it is, or that it is below.
    #[inline(never)]
    pub(super) fn look_up(&self, name: DirectoryName<'_>) -> Coverage {
        match &self.index {
            DirectoryIndex::Keyed(key, buckets) => self.look_up_hashed(name, *key, buckets),
            DirectoryIndex::Sorted(order, above) => self.look_up_sorted(name, order, above),
        }
    }

    /// Returns what [`Directories::look_up`] returns, by hash.
    fn look_up_hashed(&self, name: DirectoryName<'_>, key: u64, buckets: &HashIndex) -> Coverage {
        let mut matched = Coverage::NOTHING;
        let mut running = RunningHash::new(finish(key));
        let mut rdns = name.rdns();
        let mut count = 0usize;
        loop {
            if self.counts & count_bit(count) != 0 {
                let candidate = buckets.get(running.finish()).and_then(|number| self.base(number));
                // Equal hashes and equal counts: nearly certainly the base. One answer of each kind is enough, so a
                // Name with a base at each of its RDNs is compared twice and not that often.
                if let Some(base) = candidate.filter(|base| base.rdns == count && matched.and(base.coverage) != matched)
                {
                    if self.name(base).is_some_and(|base_name| name.is_within(base_name)) {
                        matched = matched.and(base.coverage);
                    }
                }
            }
            let Some(rdn) = rdns.next() else { return matched };
            rdn.hash(&mut running);
            count = count.saturating_add(1);
        }
    }

    /// Returns what [`Directories::look_up`] returns, by order: the last base not after the Name, and those above it.
    fn look_up_sorted(&self, name: DirectoryName<'_>, order: &[u32], above: &[u32]) -> Coverage {
        let mut matched = Coverage::NOTHING;
        let not_after = |number: &u32| {
            self.base(*number).and_then(|base| self.name(base)).is_some_and(|base_name| base_name <= name)
        };
        let mut number = order.partition_point(not_after);
        while let Some(index) = number.checked_sub(1) {
            let base = order.get(index).and_then(|number| self.base(*number));
            let new = base.filter(|base| matched.and(base.coverage) != matched);
            if let Some(base) = new.filter(|base| self.name(base).is_some_and(|base_name| name.is_within(base_name))) {
                matched = matched.and(base.coverage);
            }
            number = above.get(index).and_then(|above| usize::try_from(*above).ok()).unwrap_or(0);
        }
        matched
    }

    /// Builds the index without hashes.
    fn sort(&mut self) {
        let mut order: Vec<u32> = (1..).take(self.bases.len()).collect();
        order.sort_by(|one, other| self.compare(*one, *other));
        order.dedup_by(|later, earlier| self.merge(*earlier, *later));
        let mut above: Vec<u32> = Vec::with_capacity(order.len());
        for (current, before) in order.iter().zip(0u32..) {
            let mut candidate = before;
            while let Some(index) = usize::try_from(candidate).ok().and_then(|number| number.checked_sub(1)) {
                if order.get(index).is_some_and(|other| self.is_above(*other, *current)) {
                    break;
                }
                candidate = above.get(index).copied().unwrap_or(0);
            }
            above.push(candidate);
        }
        self.index = DirectoryIndex::Sorted(order, above);
    }

    /// Returns the base with a number, from 1, or `None` if there is none.
    fn base(&self, number: u32) -> Option<&DirectoryBase> {
        self.bases.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Returns the Name of a base. `None` never occurs, since it was read before.
    fn name(&self, base: &DirectoryBase) -> Option<DirectoryName<'_>> {
        DirectoryName::from_content(self.octets.get(base.start..base.end)?).ok()
    }

    /// Returns the Names of two bases.
    fn names(&self, one: u32, other: u32) -> Option<(DirectoryName<'_>, DirectoryName<'_>)> {
        Some((self.name(self.base(one)?)?, self.name(self.base(other)?)?))
    }

    /// Returns the order of two bases: RDN by RDN, so that a Name comes directly before those below it.
    fn compare(&self, one: u32, other: u32) -> Ordering {
        self.names(one, other).map_or(Ordering::Equal, |(one, other)| one.cmp(&other))
    }

    /// Returns `true` if the Name of one base is that of another or above it.
    fn is_above(&self, above: u32, below: u32) -> bool {
        self.names(above, below).is_some_and(|(above, below)| below.is_within(above))
    }

    /// Adds the coverage of a later base to an earlier one if their Names are equal.
    ///
    /// Returns `false`, and changes nothing, if they are not.
    fn merge(&mut self, earlier: u32, later: u32) -> bool {
        let same = self.compare(earlier, later).is_eq();
        let coverage = self.base(later).map_or(Coverage::NOTHING, |base| base.coverage);
        let index = usize::try_from(earlier).ok().and_then(|number| number.checked_sub(1));
        if let (true, Some(base)) = (same, index.and_then(|index| self.bases.get_mut(index))) {
            base.coverage = base.coverage.and(coverage);
        }
        same
    }
}

/// Returns the hash of a Name under a key.
fn hash(name: DirectoryName<'_>, key: u64) -> u64 {
    let mut running = RunningHash::new(finish(key));
    name.rdns().for_each(|rdn| rdn.hash(&mut running));
    running.finish()
}

/// Returns the bit of a number of RDNs.
fn count_bit(rdns: usize) -> u64 {
    1u64.checked_shl(u32::try_from(rdns.min(63)).unwrap_or(63)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    /// Content of a Name with one common name in each RDN.
    fn content(letters: &[u8]) -> Vec<u8> {
        let rdn = |letter: &u8| [0x31, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x03, b'c', b'n', *letter];
        letters.iter().flat_map(rdn).collect()
    }

    #[test]
    fn order_finds_what_hashes_find() {
        let mut number = 7usize;
        let mut name = |longest: usize| -> Vec<u8> {
            let mut next = |limit: usize| {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (number >> 33) % limit
            };
            let count = next(longest + 1);
            (0..count).map(|_| b"abBA"[next(4)]).collect()
        };
        let mut matched = 0;
        for size in 0..200 {
            let mut directories = Directories::default();
            for index in 0..size % 25 {
                let coverage = if index % 2 == 0 { Coverage::ITSELF } else { Coverage::ITSELF.excluded() };
                let letters = if index == 24 { std::vec![b'a'; 80] } else { name(3) };
                directories.insert(DirectoryName::from_content(&content(&letters)).unwrap(), coverage);
            }
            let mut by_order = directories.clone();
            directories.build();
            by_order.sort();
            for _ in 0..40 {
                let letters = name(5);
                let name = content(&letters);
                let name = DirectoryName::from_content(&name).unwrap();
                let found = directories.look_up(name);
                assert_eq!(by_order.look_up(name), found, "{letters:?}");
                let naive = directories.bases.iter().filter(|base| name.is_within(directories.name(base).unwrap()));
                assert_eq!(naive.fold(Coverage::NOTHING, |all, base| all.and(base.coverage)), found, "{letters:?}");
                matched += usize::from(found != Coverage::NOTHING);
            }
        }
        assert!(matched > 500, "{matched}");
    }
}
