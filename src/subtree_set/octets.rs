//! Services, local parts and type-ids: octets with a number.

use alloc::vec::Vec;
use core::cell::Cell;
use core::cmp::Ordering;
use core::hash::Hasher;

use super::blocks::{Does, Qualifier};
use super::buckets::Buckets;
use super::hash::{Running, finish};
use crate::name::labels::load_word;

/// How often other keys are tried.
const ATTEMPTS: u64 = 5;

/// What the octets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A service, which has no case.
    Service,
    /// A local part, which has (RFC 5280 §7.5).
    LocalPart,
    /// A type-id of an otherName.
    TypeId,
}

#[derive(Clone, Copy, Debug)]
struct Item {
    kind: Kind,
    start: usize,
    end: usize,
    /// The octets themselves where there are at most sixteen, in lower case where they have none.
    word: u128,
    does: Does,
}

/// Numbered octets. Filled with [`Octets::insert`], then built.
#[derive(Clone, Debug, Default)]
pub(super) struct Octets {
    bytes: Vec<u8>,
    items: Vec<Item>,
    finder: Finder,
    /// Whether some octets do something by themselves.
    some_do: bool,
    overflow: bool,
}

#[derive(Clone, Debug)]
enum Finder {
    Keyed(u64, Buckets),
    Sorted(Vec<Qualifier>),
}

impl Default for Finder {
    fn default() -> Self {
        Self::Sorted(Vec::new())
    }
}

impl Octets {
    /// Adds octets, and what they do by themselves. The number may change with [`Octets::build`].
    pub(super) fn insert(&mut self, kind: Kind, octets: &[u8], does: Does) -> Qualifier {
        self.some_do |= does != Does::NOTHING;
        if let Some(last) = self.items.last_mut() {
            let own = self.bytes.get(last.start..last.end).unwrap_or_default();
            if last.kind == kind && compare(kind, own, octets).is_eq() {
                last.does = last.does.and(does);
                return number(self.items.len());
            }
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(octets);
        self.items.push(Item { kind, start, end: self.bytes.len(), word: word(kind, octets), does });
        self.overflow |= u32::try_from(self.items.len()).is_err();
        number(self.items.len())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether some octets do something by themselves.
    pub(super) const fn some_do(&self) -> bool {
        self.some_do
    }

    /// Whether there were more octets than numbers.
    pub(super) const fn overflow(&self) -> bool {
        self.overflow
    }

    /// Builds the table, and says which number each number has from now on.
    pub(super) fn build(&mut self) -> Vec<Qualifier> {
        let mut renumbered: Vec<Qualifier> = (1..=number(self.items.len())).collect();
        let digest = self.bytes.iter().fold(0, |digest, octet| finish(digest ^ u64::from(*octet)));
        for attempt in 0..ATTEMPTS {
            let key = if attempt == 0 { 0 } else { finish(digest ^ attempt) };
            let keyed = self.items.iter().map(|item| hash(item.kind, self.octets(item), key));
            let mut hashes: Vec<_> = keyed.zip(1u32..).collect();
            if let Some(buckets) = Buckets::build(&mut hashes, |one, two| self.merge(one, two, &mut renumbered)) {
                self.finder = Finder::Keyed(key, buckets);
                return renumbered;
            }
        }
        self.sort(&mut renumbered);
        renumbered
    }

    /// Builds the table without hashes.
    fn sort(&mut self, renumbered: &mut [Qualifier]) {
        let mut order: Vec<Qualifier> = (1..=number(self.items.len())).collect();
        order.sort_by(|one, other| self.compare(*one, *other));
        order.dedup_by(|later, earlier| self.merge(*earlier, *later, renumbered));
        self.finder = Finder::Sorted(order);
    }

    /// The number of octets, and what they do by themselves.
    #[inline]
    pub(super) fn get(&self, kind: Kind, octets: &[u8]) -> Option<(Qualifier, Does)> {
        let is_same = |item: &Item| {
            let same_length = item.end.wrapping_sub(item.start) == octets.len();
            item.kind == kind
                && same_length
                && match octets.len() {
                    0..=16 => item.word == word(kind, octets),
                    _ => compare(kind, self.octets(item), octets).is_eq(),
                }
        };
        let found = match &self.finder {
            Finder::Keyed(key, buckets) => {
                buckets.get(hash(kind, octets, *key)).filter(|number| self.item(*number).is_some_and(is_same))?
            }
            Finder::Sorted(order) => {
                let order_of = |number: &Qualifier| match self.item(*number) {
                    Some(item) => item.kind.cmp(&kind).then_with(|| compare(kind, self.octets(item), octets)),
                    None => Ordering::Less,
                };
                *order.get(order.binary_search_by(order_of).ok()?)?
            }
        };
        Some((found, self.item(found)?.does))
    }

    fn item(&self, number: Qualifier) -> Option<&Item> {
        self.items.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    fn octets(&self, item: &Item) -> &[u8] {
        self.bytes.get(item.start..item.end).unwrap_or_default()
    }

    fn compare(&self, one: Qualifier, other: Qualifier) -> Ordering {
        let (Some(one), Some(other)) = (self.item(one), self.item(other)) else { return Ordering::Equal };
        one.kind.cmp(&other.kind).then_with(|| compare(one.kind, self.octets(one), self.octets(other)))
    }

    fn merge(&mut self, earlier: Qualifier, later: Qualifier, renumbered: &mut [Qualifier]) -> bool {
        let same = self.compare(earlier, later).is_eq();
        let does = self.item(later).map_or(Does::NOTHING, |item| item.does);
        let index = |number: Qualifier| usize::try_from(number).ok()?.checked_sub(1);
        let item = index(earlier).and_then(|index| self.items.get_mut(index));
        if let (true, Some(item), Some(slot)) = (same, item, index(later).and_then(|index| renumbered.get_mut(index))) {
            item.does = item.does.and(does);
            *slot = earlier;
        }
        same
    }
}

/// The number of a name's qualifier, looked up when it is asked for and then kept.
#[derive(Clone, Debug)]
pub(super) struct Number<'q> {
    found: Cell<Option<(Qualifier, Does)>>,
    octets: Option<&'q Octets>,
    kind: Kind,
    text: &'q [u8],
}

impl<'q> Number<'q> {
    /// The number of a text.
    #[inline]
    pub(super) const fn of(octets: &'q Octets, kind: Kind, text: &'q [u8]) -> Self {
        Self { found: Cell::new(None), octets: Some(octets), kind, text }
    }

    /// A number that is known, 0 where a name has no qualifier.
    #[inline]
    pub(super) const fn known(number: Qualifier) -> Self {
        let found = Cell::new(Some((number, Does::NOTHING)));
        Self { found, octets: None, kind: Kind::Service, text: &[] }
    }

    /// Whether it was looked up, or known, and there is none.
    #[inline(always)]
    pub(super) fn is_none(&self) -> bool {
        matches!(self.found.get(), Some((0, _)))
    }

    /// The number, 0 where the text has none, and what the text does by itself.
    pub(super) fn get(&self) -> (Qualifier, Does) {
        self.found.get().unwrap_or_else(|| {
            let found = self.octets.and_then(|octets| octets.get(self.kind, self.text)).unwrap_or_default();
            self.found.set(Some(found));
            found
        })
    }
}

fn number(items: usize) -> Qualifier {
    Qualifier::try_from(items).unwrap_or(0)
}

/// The octets that upper and lower case share, for services: letters, digits and hyphens only.
const NO_CASE: u64 = 0x2020_2020_2020_2020;

fn compare(kind: Kind, one: &[u8], other: &[u8]) -> Ordering {
    match kind {
        Kind::Service if one.eq_ignore_ascii_case(other) => Ordering::Equal,
        Kind::Service => one.iter().map(u8::to_ascii_lowercase).cmp(other.iter().map(u8::to_ascii_lowercase)),
        Kind::LocalPart | Kind::TypeId => one.cmp(other),
    }
}

/// The octets that upper and lower case share.
#[inline(always)]
const fn case(kind: Kind) -> u64 {
    match kind {
        Kind::Service => NO_CASE,
        Kind::LocalPart | Kind::TypeId => 0,
    }
}

/// Up to sixteen octets as they are compared; of more of them, this says nothing.
#[inline(always)]
fn word(kind: Kind, octets: &[u8]) -> u128 {
    let case = u128::from(case(kind));
    match (octets.first_chunk::<8>(), octets.last_chunk::<8>()) {
        _ if octets.len() > 16 => 0,
        (Some(first), Some(last)) => {
            let [first, last] = [first, last].map(|octets| u128::from(u64::from_be_bytes(*octets)) | case);
            first << 64 | last
        }
        _ => u128::from(load_word(octets)) | case,
    }
}

#[inline(always)]
fn hash(kind: Kind, octets: &[u8], key: u64) -> u64 {
    let kind_number = match kind {
        Kind::Service => 1,
        Kind::LocalPart => 2,
        Kind::TypeId => 3,
    };
    let length = u64::try_from(octets.len()).unwrap_or(u64::MAX);
    let seed = finish(key ^ kind_number) ^ length;
    match octets.len() {
        0..=8 => finish((load_word(octets) | case(kind)) ^ seed.wrapping_mul(LENGTHS)),
        _ => hash_long(octets, case(kind), seed),
    }
}

/// Keeps the lengths apart from the octets.
const LENGTHS: u64 = 0xd6e8_feb8_6659_fd93;

fn hash_long(octets: &[u8], case: u64, seed: u64) -> u64 {
    let mut running = Running::new(seed);
    let mut rest = octets;
    while let Some((word, others)) = rest.split_first_chunk::<8>() {
        running.write_u64(u64::from_be_bytes(*word) | case);
        rest = others;
    }
    // The end once more, together with what comes before it.
    if let (Some(end), false) = (octets.last_chunk::<8>(), rest.is_empty()) {
        running.write_u64(u64::from_be_bytes(*end) | case);
    }
    running.finish()
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::format;

    use super::*;

    #[test]
    fn order_finds_what_hashes_find() {
        let mut octets = Octets::default();
        for number in 0..300u32 {
            let text = match number % 4 {
                0 => format!("Service-{}", number % 50),
                1 => format!("s{}", number % 30),
                2 => format!("a-service-of-many-octets-{}", number % 70),
                _ => format!("x{number}"),
            };
            let kind = if number % 3 == 0 { Kind::LocalPart } else { Kind::Service };
            let does = if number % 5 == 0 { Does::ITSELF } else { Does::NOTHING };
            octets.insert(kind, text.as_bytes(), does);
        }
        let mut by_order = octets.clone();
        let numbers = octets.build();
        let mut other_numbers: Vec<_> = (1..=number(by_order.items.len())).collect();
        by_order.sort(&mut other_numbers);
        assert!(matches!(octets.finder, Finder::Keyed(0, _)));
        assert_eq!(numbers, other_numbers);
        let mut found = 0;
        for number in 0..100u32 {
            for text in [
                format!("sErvice-{number}"),
                format!("S{number}"),
                format!("a-SERVICE-of-many-octets-{number}"),
                format!("x{number}"),
                format!("y{number}"),
            ] {
                for kind in [Kind::Service, Kind::LocalPart, Kind::TypeId] {
                    let by_hash = octets.get(kind, text.as_bytes());
                    assert_eq!(by_order.get(kind, text.as_bytes()), by_hash, "{text}");
                    found += usize::from(by_hash.is_some());
                }
            }
        }
        assert!(found > 90, "{found}");
        // A service has no case, a local part has.
        assert!(octets.get(Kind::Service, b"SERVICE-4").is_some());
        assert!(octets.get(Kind::LocalPart, b"Service-0").is_some());
        assert!(octets.get(Kind::LocalPart, b"service-0").is_none());
    }
}
