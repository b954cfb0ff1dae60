//! Domains with more than one qualifier: what each further one does.

use alloc::vec::Vec;

use super::blocks::{Does, Qualifier, pair};
use super::buckets::Buckets;
use super::hash::finish;

/// How often other keys are tried.
const ATTEMPTS: u64 = 5;

/// Pairs of domain and qualifier, in order, found by hash or, when an attacker filled a bucket, by halving.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    items: Vec<(u64, Does)>,
    buckets: Option<(u64, Buckets)>,
}

impl Pairs {
    pub(super) fn build(mut items: Vec<(u64, Does)>) -> Self {
        items.sort_unstable_by_key(|(pair, _)| *pair);
        items.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            earlier.1 = if same { earlier.1.and(later.1) } else { earlier.1 };
            same
        });
        let digest = items.iter().fold(0, |digest, (pair, _)| finish(digest ^ pair));
        let buckets = (0..ATTEMPTS).filter(|_| !items.is_empty()).find_map(|attempt| {
            let key = if attempt == 0 { 0 } else { finish(digest ^ attempt) };
            let mut hashes: Vec<_> = items.iter().map(|(pair, _)| hash(*pair, key)).zip(1u32..).collect();
            Some((key, Buckets::build(&mut hashes, |_, _| false)?))
        });
        Self { items, buckets }
    }

    /// What a qualifier does at a domain.
    pub(super) fn get(&self, place: u32, qualifier: Qualifier) -> Does {
        let wanted = pair(place, qualifier);
        let number = |item: u32| usize::try_from(item).ok()?.checked_sub(1);
        let found = match &self.buckets {
            Some((key, buckets)) => {
                let item = buckets.get(hash(wanted, *key)).and_then(|item| self.items.get(number(item)?));
                item.filter(|(pair, _)| *pair == wanted)
            }
            None => {
                let index = self.items.binary_search_by_key(&wanted, |(pair, _)| *pair).ok();
                index.and_then(|index| self.items.get(index))
            }
        };
        found.map_or(Does::NOTHING, |(_, does)| *does)
    }
}

fn hash(pair: u64, key: u64) -> u64 {
    finish(finish(pair ^ key).wrapping_add(key))
}
