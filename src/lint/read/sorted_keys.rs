//! Keys in sorted order, so that comparing each with each costs what their octets do and not what their pairs would.

use alloc::vec::Vec;
use core::ops::Range;

/// Keys, sorted, each with the index of what it belongs to.
///
/// A key *covers* another if the other starts with it. In the order of keys one stands before all that it covers, and these are
/// neighbors.
#[derive(Default)]
pub(crate) struct SortedKeys {
    octets: Vec<u8>,
    keys: Vec<Key>,
}

/// Where a key is among the octets, and what it belongs to.
struct Key {
    octets: Range<usize>,
    index: usize,
}

/// How a key, or what it belongs to, stands to those of another list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It is inside one of them, which has this index: the widest.
    Inside(usize),
    /// It is inside none, and shares something with one of them.
    Meets,
    /// It shares nothing with any of them.
    Apart,
}

impl SortedKeys {
    /// Returns the keys that `write` appends for each index; none for an index for which it returns `None`.
    pub(crate) fn new(indices: Range<usize>, write: impl Fn(usize, &mut Vec<u8>) -> Option<()>) -> Self {
        let mut own = Self::default();
        for index in indices {
            let start = own.octets.len();
            match write(index, &mut own.octets) {
                Some(()) => own.keys.push(Key { octets: start..own.octets.len(), index }),
                None => own.octets.truncate(start),
            }
        }
        own.sorted()
    }

    /// Returns the keys that `write` appends for items that come with their indices.
    pub(crate) fn of<T>(items: impl Iterator<Item = (usize, T)>, write: impl Fn(T, &mut Vec<u8>)) -> Self {
        let mut own = Self::default();
        for (index, item) in items {
            let start = own.octets.len();
            write(item, &mut own.octets);
            own.keys.push(Key { octets: start..own.octets.len(), index });
        }
        own.sorted()
    }

    fn sorted(mut self) -> Self {
        let Self { octets, keys } = &mut self;
        // By the index at last, so that equal keys are in the order of the list.
        let at = |key: &Key| (octets.get(key.octets.clone()).unwrap_or_default(), key.index);
        keys.sort_unstable_by(|one, other| at(one).cmp(&at(other)));
        self
    }

    fn octets(&self, key: &Key) -> &[u8] {
        self.octets.get(key.octets.clone()).unwrap_or_default()
    }

    /// Returns the indices of the keys that one before them in the list is equal to, in order.
    pub(crate) fn repeated(mut self) -> impl Iterator<Item = usize> {
        let Self { octets, keys } = &mut self;
        let mut first: Option<&[u8]> = None;
        keys.retain(|key| {
            let own = octets.get(key.octets.clone());
            core::mem::replace(&mut first, own) == own
        });
        keys.sort_unstable_by_key(|key| key.index);
        self.keys.into_iter().map(|key| key.index)
    }

    /// Returns whether one of the keys is this.
    pub(crate) fn contains(&self, octets: &[u8]) -> bool {
        self.keys.binary_search_by(|own| self.octets(own).cmp(octets)).is_ok()
    }

    /// Returns the index of each key.
    pub(crate) fn indices(&self) -> impl Iterator<Item = usize> + '_ {
        self.keys.iter().map(|key| key.index)
    }

    /// Returns the index of each key, and how the key stands to those of another list.
    pub(crate) fn relations<'s>(&'s self, others: &'s Self) -> impl Iterator<Item = (usize, Relation)> + 's {
        let mut later = others.keys.iter().peekable();
        let mut wider = Wider::of(others);
        self.keys.iter().map(move |own| {
            let octets = self.octets(own);
            while let Some(other) = later.next_if(|other| others.octets(other) <= octets) {
                wider.push(other);
            }
            wider.keep_covering(octets);
            let relation = match (wider.0.first(), later.peek()) {
                (Some((_, widest)), _) => Relation::Inside(*widest),
                (None, Some(other)) if others.octets(other).starts_with(octets) => Relation::Meets,
                (None, _) => Relation::Apart,
            };
            (own.index, relation)
        })
    }

    /// Returns the index of each key that another of the list covers, and of the widest such. Of two equal keys it is the second
    /// one; a key that is `same` as another is not compared with it.
    pub(crate) fn redundant(&self, same: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
        let (mut wider, mut redundant) = (Wider::of(self), Vec::new());
        for group in self.keys.chunk_by(|one, other| self.octets(one) == self.octets(other)) {
            let Some(first) = group.first() else { continue };
            wider.keep_covering(self.octets(first));
            let second = group.iter().find(|own| !same(own.index, first.index));
            for own in group {
                let equal = if same(own.index, first.index) { second } else { Some(first) };
                let equal = equal.map(|other| other.index).filter(|other| *other < own.index);
                redundant.extend(wider.0.first().map(|(_, widest)| *widest).or(equal).map(|other| (own.index, other)));
            }
            wider.push(first);
        }
        redundant
    }

    /// Returns the index of each key that no other covers, and of the first of equal ones.
    pub(crate) fn outermost(&self) -> Vec<usize> {
        let mut kept: Vec<&Key> = Vec::new();
        for own in &self.keys {
            if kept.last().is_none_or(|last| !self.octets(own).starts_with(self.octets(last))) {
                kept.push(own);
            }
        }
        kept.iter().map(|key| key.index).collect()
    }

    /// Returns the indices of two lists whose keys cover each other, the own one first, the one way or the other: all pairs.
    pub(crate) fn pairs<'s>(&'s self, others: &'s Self) -> impl Iterator<Item = (usize, usize)> + 's {
        let below = |wide: &'s Self, narrow: &'s Self, and_equal: bool| {
            wide.keys.iter().flat_map(move |key| {
                let octets = wide.octets(key);
                let start = narrow.keys.partition_point(|other| narrow.octets(other) < octets);
                let inside = narrow.keys.get(start..).unwrap_or_default().iter();
                let inside = inside.take_while(move |other| narrow.octets(other).starts_with(octets));
                let inside = inside.filter(move |other| and_equal || narrow.octets(other).len() > octets.len());
                inside.map(move |other| (key.index, other.index))
            })
        };
        let wider = below(self, others, true);
        wider.chain(below(others, self, false).map(|(other, own)| (own, other)))
    }
}

/// The keys of a list that cover the next one in the order of keys, the widest first, each with its index.
struct Wider<'s>(Vec<(&'s [u8], usize)>, &'s SortedKeys);

impl<'s> Wider<'s> {
    const fn of(list: &'s SortedKeys) -> Self {
        Self(Vec::new(), list)
    }

    /// Drops the keys that do not cover the next one, and so none after it.
    fn keep_covering(&mut self, next: &[u8]) {
        while self.0.last().is_some_and(|(last, _)| !next.starts_with(last)) {
            self.0.pop();
        }
    }

    fn push(&mut self, key: &'s Key) {
        let octets = self.1.octets(key);
        self.keep_covering(octets);
        self.0.push((octets, key.index));
    }
}
