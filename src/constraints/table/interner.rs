//! Services, local parts and type-ids: octets with a number.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::hash::Hasher;

use super::domain_arena::{Coverage, Qualifier};
use super::hash::{RunningHash, finish};
use crate::name::host_scan::load_word;

/// How often other keys are tried.
const ATTEMPTS: u64 = 5;

/// How many places are looked at. A quarter of them is taken, and then no place of millions is a row of so many, unless
/// somebody made it so.
const MAX_STEPS: usize = 32;

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
struct Interned {
    kind: Kind,
    /// What they are and how many.
    shape: u64,
    /// The octets themselves where there are at most fifteen.
    words: [u64; 2],
    coverage: Coverage,
    start: usize,
    end: usize,
}

/// Interner that were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// From 1.
    pub(super) number: Qualifier,
    /// What the octets do by themselves.
    pub(super) coverage: Coverage,
    /// Whether they are the very octets that were inserted. If not, they may differ in more than case: a bit of each octet
    /// was not looked at.
    pub(super) exactly: bool,
}

/// Numbered octets. Filled with [`Interner::insert`], then built.
#[derive(Clone, Debug, Default)]
pub(super) struct Interner {
    bytes: Vec<u8>,
    items: Vec<Interned>,
    index: QualifierIndex,
    overflow: bool,
}

#[derive(Clone, Debug)]
enum QualifierIndex {
    Keyed(ProbeTable),
    Sorted(Vec<Qualifier>),
}

/// Numbers at the place that a hash says, or at one of the next [`MAX_STEPS`] places. Services are few and most names
/// have one of them, so the first look finds it, and the octets themselves are all that is compared.
#[derive(Clone, Debug)]
struct ProbeTable {
    key: u64,
    shift: u32,
    /// 0 where there is none, which ends a search.
    numbers: Vec<Qualifier>,
}

impl ProbeTable {
    /// The first number that octets with this hash may have and that `is_wanted`.
    #[inline(always)]
    fn find(&self, hash: u64, mut is_wanted: impl FnMut(Qualifier) -> bool) -> Option<Qualifier> {
        let start = usize::try_from(hash >> self.shift).ok()?;
        for step in 0..MAX_STEPS {
            match *self.numbers.get(start.wrapping_add(step))? {
                0 => return None,
                number if is_wanted(number) => return Some(number),
                _ => {}
            }
        }
        None
    }
}

impl Default for QualifierIndex {
    fn default() -> Self {
        Self::Sorted(Vec::new())
    }
}

impl Interner {
    /// Adds octets, and what they do by themselves. The number may change with [`Interner::build`].
    pub(super) fn insert(&mut self, kind: Kind, octets: &[u8], coverage: Coverage) -> Qualifier {
        if let Some(last) = self.items.last_mut() {
            let previous = self.bytes.get(last.start..last.end).unwrap_or_default();
            if last.kind == kind && compare(kind, previous, octets).is_eq() {
                last.coverage = last.coverage.and(coverage);
                return number(self.items.len());
            }
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(octets);
        let (shape, end) = (shape(kind, octets.len()), self.bytes.len());
        self.items.push(Interned { kind, shape, words: words(octets), coverage, start, end });
        self.overflow |= u32::try_from(self.items.len()).is_err();
        number(self.items.len())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
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
            if let Some(table) = self.fill(key, &mut renumbered) {
                self.index = QualifierIndex::Keyed(table);
                return renumbered;
            }
        }
        self.sort(&mut renumbered);
        renumbered
    }

    /// Builds the table with a key; `None` when too many octets come to the same places.
    fn fill(&mut self, key: u64, renumbered: &mut [Qualifier]) -> Option<ProbeTable> {
        let places = self.items.len().checked_mul(4)?.max(2).checked_next_power_of_two()?;
        let shift = 64u32.saturating_sub(places.trailing_zeros());
        let mut numbers: Vec<Qualifier> = vec![0; places.checked_add(MAX_STEPS)?];
        for current in 1..=number(self.items.len()) {
            let item = self.item(current)?;
            let start = usize::try_from(hash(item.kind, self.octets(item), key) >> shift).ok()?;
            let mut places = numbers.get_mut(start..)?.iter_mut().take(MAX_STEPS);
            let place = places.find(|place| **place == 0 || self.merge(**place, current, renumbered))?;
            if *place == 0 {
                *place = current;
            }
        }
        Some(ProbeTable { key, shift, numbers })
    }

    /// Builds the table without hashes.
    fn sort(&mut self, renumbered: &mut [Qualifier]) {
        let mut order: Vec<Qualifier> = (1..=number(self.items.len())).collect();
        order.sort_by(|one, other| self.compare(*one, *other));
        order.dedup_by(|later, earlier| self.merge(*earlier, *later, renumbered));
        self.index = QualifierIndex::Sorted(order);
    }

    /// Looks octets up.
    #[inline]
    pub(super) fn get(&self, kind: Kind, octets: &[u8]) -> Option<Found> {
        if octets.len() < 16 { self.get_words(kind, words(octets), octets.len()) } else { self.get_long(kind, octets) }
    }

    /// Looks up to 15 octets up, as [`words`] has them.
    #[inline(always)]
    pub(super) fn get_words(&self, kind: Kind, words: [u64; 2], len: usize) -> Option<Found> {
        let QualifierIndex::Keyed(table) = &self.index else { return self.get_words_sorted(kind, words, len) };
        let shape = shape(kind, len);
        let hash = hash_words(words, case(kind), seed(shape, table.key));
        let mut found = Found::default();
        table.find(hash, |number| {
            let Some(item) = self.item(number) else { return false };
            let ([interned_first, interned_last], [first, last]) = (item.words, words);
            let differing = (interned_first ^ first) | (interned_last ^ last);
            found = Found { number, coverage: item.coverage, exactly: differing == 0 };
            differing & !case(kind) == 0 && item.shape == shape
        })?;
        Some(found)
    }

    #[cold]
    fn get_words_sorted(&self, kind: Kind, [first, last]: [u64; 2], len: usize) -> Option<Found> {
        let mut octets = [0; 16];
        let halves = first.to_le_bytes().into_iter().chain(last.to_le_bytes());
        octets.iter_mut().zip(halves).for_each(|(octet, byte)| *octet = byte);
        self.get_long(kind, octets.get(..len)?)
    }

    #[inline(never)]
    fn get_long(&self, kind: Kind, octets: &[u8]) -> Option<Found> {
        let is_same = |number| {
            self.item(number).is_some_and(|item| item.kind == kind && compare(kind, self.octets(item), octets).is_eq())
        };
        let number = match &self.index {
            QualifierIndex::Keyed(table) => table.find(hash(kind, octets, table.key), is_same)?,
            QualifierIndex::Sorted(order) => self.get_sorted(order, kind, octets)?,
        };
        let item = self.item(number)?;
        Some(Found { number, coverage: item.coverage, exactly: self.octets(item) == octets })
    }

    fn get_sorted(&self, order: &[Qualifier], kind: Kind, octets: &[u8]) -> Option<Qualifier> {
        let order_of = |number: &Qualifier| match self.item(*number) {
            Some(item) => item.kind.cmp(&kind).then_with(|| compare(kind, self.octets(item), octets)),
            None => Ordering::Less,
        };
        order.get(order.binary_search_by(order_of).ok()?).copied()
    }

    fn item(&self, number: Qualifier) -> Option<&Interned> {
        self.items.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    fn octets(&self, item: &Interned) -> &[u8] {
        self.bytes.get(item.start..item.end).unwrap_or_default()
    }

    fn compare(&self, one: Qualifier, other: Qualifier) -> Ordering {
        let (Some(one), Some(other)) = (self.item(one), self.item(other)) else { return Ordering::Equal };
        one.kind.cmp(&other.kind).then_with(|| compare(one.kind, self.octets(one), self.octets(other)))
    }

    fn merge(&mut self, earlier: Qualifier, later: Qualifier, renumbered: &mut [Qualifier]) -> bool {
        let same = self.compare(earlier, later).is_eq();
        let coverage = self.item(later).map_or(Coverage::NOTHING, |item| item.coverage);
        let index = |number: Qualifier| usize::try_from(number).ok()?.checked_sub(1);
        let item = index(earlier).and_then(|index| self.items.get_mut(index));
        if let (true, Some(item), Some(slot)) = (same, item, index(later).and_then(|index| renumbered.get_mut(index))) {
            item.coverage = item.coverage.and(coverage);
            *slot = earlier;
        }
        same
    }
}

fn number(items: usize) -> Qualifier {
    Qualifier::try_from(items).unwrap_or(0)
}

/// The bit of case in each octet of a service: letters, digits and hyphens only.
const NO_CASE: u64 = 0x2020_2020_2020_2020;

fn compare(kind: Kind, one: &[u8], other: &[u8]) -> Ordering {
    match kind {
        Kind::Service if one.eq_ignore_ascii_case(other) => Ordering::Equal,
        Kind::Service => one.iter().map(u8::to_ascii_lowercase).cmp(other.iter().map(u8::to_ascii_lowercase)),
        Kind::LocalPart | Kind::TypeId => one.cmp(other),
    }
}

/// The bits that do not count.
#[inline(always)]
const fn case(kind: Kind) -> u64 {
    match kind {
        Kind::Service => NO_CASE,
        Kind::LocalPart | Kind::TypeId => 0,
    }
}

/// Up to fifteen octets, the first one lowest, and zeros: all about them but how many they are.
pub(super) fn words(octets: &[u8]) -> [u64; 2] {
    let kept = |word: u64, unused: usize| word.checked_shr(u32::try_from(unused).unwrap_or(64) << 3).unwrap_or(0);
    match (octets.first_chunk::<8>(), octets.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            let unused = 16usize.saturating_sub(octets.len());
            [u64::from_le_bytes(*first), kept(u64::from_le_bytes(*last), unused)]
        }
        _ => [kept(load_word(octets).swap_bytes(), 8usize.saturating_sub(octets.len())), 0],
    }
}

/// What octets are and how many, in one number.
#[inline(always)]
fn shape(kind: Kind, len: usize) -> u64 {
    let kind = match kind {
        Kind::Service => 1,
        Kind::LocalPart => 2,
        Kind::TypeId => 3,
    };
    u64::try_from(len).unwrap_or(u64::MAX) << 2 | kind
}

#[inline(always)]
const fn seed(shape: u64, key: u64) -> u64 {
    key ^ shape.wrapping_mul(LENGTHS)
}

#[inline(always)]
fn hash_words([first, last]: [u64; 2], case: u64, seed: u64) -> u64 {
    finish(seed ^ (first | case) ^ (last | case).wrapping_mul(LASTS))
}

fn hash(kind: Kind, octets: &[u8], key: u64) -> u64 {
    let seed = seed(shape(kind, octets.len()), key);
    if octets.len() < 16 { hash_words(words(octets), case(kind), seed) } else { hash_long(octets, case(kind), seed) }
}

/// Odd, and without pattern.
const LASTS: u64 = 0xff51_afd7_ed55_8ccd;

/// Keeps the lengths apart from the octets.
const LENGTHS: u64 = 0xd6e8_feb8_6659_fd93;

fn hash_long(octets: &[u8], case: u64, seed: u64) -> u64 {
    let mut running = RunningHash::new(seed);
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
        let mut octets = Interner::default();
        for number in 0..300u32 {
            let text = match number % 4 {
                0 => format!("Service-{}", number % 50),
                1 => format!("s{}", number % 30),
                2 => format!("a-service-of-many-octets-{}", number % 70),
                _ => format!("x{number}"),
            };
            let kind = if number % 3 == 0 { Kind::LocalPart } else { Kind::Service };
            let coverage = if number % 5 == 0 { Coverage::ITSELF } else { Coverage::NOTHING };
            octets.insert(kind, text.as_bytes(), coverage);
        }
        let mut by_order = octets.clone();
        let numbers = octets.build();
        let mut other_numbers: Vec<_> = (1..=number(by_order.items.len())).collect();
        by_order.sort(&mut other_numbers);
        assert!(matches!(octets.index, QualifierIndex::Keyed(ProbeTable { key: 0, .. })));
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
        // The bit of case is in every octet, and what differs in it may be no letter.
        let found = |service: &[u8]| octets.get(Kind::Service, service).map(|found| found.exactly);
        assert_eq!(
            [found(b"s1"), found(b"S1"), found(b"s\x11"), found(b"s")],
            [Some(true), Some(false), Some(false), None]
        );
        // A service has no case, a local part has.
        assert!(octets.get(Kind::Service, b"SERVICE-4").is_some());
        assert!(octets.get(Kind::LocalPart, b"Service-0").is_some());
        assert!(octets.get(Kind::LocalPart, b"service-0").is_none());
    }

    #[test]
    fn crowded_places_are_filled_with_another_key() {
        // What an attacker does: collect services that come to one place.
        let mut octets = Interner::default();
        let services = (0..)
            .map(|number| format!("Service-{number}"))
            .filter(|service| hash(Kind::Service, service.as_bytes(), 0) >> 56 == 9);
        let services: Vec<_> = services.take(MAX_STEPS + 8).collect();
        for service in &services {
            octets.insert(Kind::Service, service.as_bytes(), Coverage::NOTHING);
            octets.insert(Kind::LocalPart, service.as_bytes(), Coverage::NOTHING);
            octets.insert(Kind::Service, service.to_ascii_uppercase().as_bytes(), Coverage::ITSELF);
        }
        let numbers = octets.build();
        assert!(matches!(octets.index, QualifierIndex::Keyed(ProbeTable { key: 1.., .. })));
        for (index, service) in services.iter().enumerate() {
            let found = octets.get(Kind::Service, service.to_ascii_lowercase().as_bytes()).unwrap();
            assert_eq!(
                (found.number, found.coverage, found.exactly),
                (numbers[3 * index + 2], Coverage::ITSELF, false)
            );
            assert!(octets.get(Kind::Service, service.as_bytes()).unwrap().exactly);
            assert_eq!(octets.get(Kind::LocalPart, service.as_bytes()).unwrap().number, numbers[3 * index + 1]);
            assert_eq!(octets.get(Kind::LocalPart, service.to_ascii_lowercase().as_bytes()), None);
        }
    }
}
