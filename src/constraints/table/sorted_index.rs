//! The answer to crowded buckets: domains in order, found by halving. No hash, so nothing to collide.

use alloc::vec::Vec;

use super::domain_arena::{Coverage, DomainArena, Header, compare, in_common};
use crate::name::host_scan::{Labels, bit, keep};

/// Domains in the order of their reversed octets, in which a domain comes directly before those below it.
///
/// ```text
///   order    com.   example.com   im.example.com   test.com        (compared from the right)
///   above     -     com           example.com      com
///
///   _xmpp.im.example.com: the last one not after it is im.example.com; then along `above`: example.com, com
/// ```
#[derive(Clone, Debug, Default)]
pub(super) struct SortedIndex {
    /// Places in the arena.
    order: Vec<u32>,
    /// For each of them the number of the longest other one above it, from 1; 0 for none.
    above: Vec<u32>,
}

impl SortedIndex {
    /// Returns the index over domains, given by their places. Equal domains are merged.
    pub(super) fn build(arena: &mut DomainArena, mut order: Vec<u32>) -> Self {
        order.sort_by(|one, other| arena.compare(*one, *other));
        order.dedup_by(|later, earlier| arena.merge(*earlier, *later));
        let mut above: Vec<u32> = Vec::with_capacity(order.len());
        for (place, before) in order.iter().zip(0u32..) {
            // The domains above this one are the one before it and those above that, as far as they are above.
            let mut candidate = before;
            while let Some(index) = usize::try_from(candidate).ok().and_then(|number| number.checked_sub(1)) {
                if order.get(index).is_some_and(|other| arena.is_above(*other, *place)) {
                    break;
                }
                candidate = above.get(index).copied().unwrap_or(0);
            }
            above.push(candidate);
        }
        Self { order, above }
    }

    /// Visits the domains of a form and a qualifier that a name ends with: the last one not after the name, and those above
    /// it, as far as the name shares their octets.
    ///
    /// One search by halving, and then at most one step for each label of the name.
    pub(super) fn visit<const W: usize>(
        &self,
        arena: &DomainArena,
        labels: &Labels<W>,
        mark: u64,
        visit: &mut impl FnMut(Header),
    ) {
        let wanted = Header::new(labels.len(), mark, Coverage::NOTHING);
        let (full, left) = (labels.len() >> 3, labels.len() & 7);
        let last = labels.words().get(full).map(|word| word & keep(left)).filter(|_| left > 0);
        let words = labels.words().iter().copied().take(full).chain(last);
        let not_after = |place: &u32| {
            let block = arena.get(*place);
            block.is_some_and(|(header, text)| compare(header, text.iter().copied(), wanted, words.clone()).is_le())
        };
        let mut number = self.order.partition_point(not_after);
        let mut in_common_with_first = None;
        while let Some(index) = number.checked_sub(1) {
            let Some((header, text)) = self.order.get(index).and_then(|place| arena.get(*place)) else { return };
            if header.mark() != mark {
                return;
            }
            let shared = *in_common_with_first.get_or_insert_with(|| in_common(text, words.clone()));
            let len = header.len();
            let ends = labels.suffixes().get(len >> 6).is_some_and(|suffixes| suffixes & bit(len) != 0);
            if len <= shared && ends {
                visit(header);
            }
            number = self.above.get(index).and_then(|above| usize::try_from(*above).ok()).unwrap_or(0);
        }
    }
}
