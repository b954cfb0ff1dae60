//! Services, local parts, type-ids and identifier octets: octets that get a number, so that the table of domains compares
//! numbers.
//!
//! Octets that are alike as their kind compares them have one number: `_XMPP` and `_xmpp` are one service.
//!
//! `inline(always)` here is counted: with `inline` in its place the instruction count of `thousand_srv_names` is 6 %
//! more (`docs/PERFORMANCE.md`).

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::hash::Hasher;

use super::domain_arena::{Coverage, Qualifier};
use super::hash::{RunningHash, finish};
use crate::name::host_scan::load_word;

/// How often the table is filled, each time with another key, before it is sorted.
const ATTEMPTS: u64 = 5;

/// Most places that a search visits. A quarter of them is taken at most, and then a row of so many taken places occurs only
/// if the octets were chosen for it.
const MAX_STEPS: usize = 32;

/// What the octets are, which is also how they are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A service, which is compared without case (RFC 4985 §2, RFC 6335 §5.1).
    Service,
    /// What a local part denotes, which is compared with case (RFC 5280 §7.5).
    LocalPart,
    /// The type-id of an otherName.
    TypeId,
    /// The identifier octets of a GeneralName with a tag that no alternative has.
    Identifier,
}

/// Octets that were inserted, and what they cover.
#[derive(Clone, Copy, Debug)]
struct Interned {
    kind: Kind,
    /// The kind and the length, as [`shape`].
    shape: u64,
    /// The octets themselves, as [`words`], if there are at most fifteen.
    words: [u64; 2],
    /// Which names the octets cover by themselves: those of a base that is a service alone.
    coverage: Coverage,
    /// Where the octets are in the bytes of the interner.
    start: usize,
    end: usize,
}

/// Octets that were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Their number, from 1; 0 if nothing was found.
    pub(super) number: Qualifier,
    /// Which names the octets cover by themselves.
    pub(super) coverage: Coverage,
    /// Whether they are the very octets that were inserted. If not, they may differ in more than case, since one bit of each
    /// octet was not compared: the caller must validate them.
    pub(super) exactly: bool,
}

/// Octets with numbers: equal octets of one kind get one number, which is part of the key of a domain.
///
/// It is filled with [`Interner::insert`], then built.
///
/// ```text
///   "xmpp" as two words       0x0000_0000_7070_6d78   0x0000_0000_0000_0000     the first octet lowest, then zeros
///   compared under            0x2020_2020_2020_2020   the bit of case of a service, which is ignored
///   shape                     length 4 << 2 | kind 1 (service)  = 0x11
///   hash of words and shape   its upper bits are the place in the table, which has the number
/// ```
#[derive(Clone, Debug, Default)]
pub(super) struct Interner {
    bytes: Vec<u8>,
    items: Vec<Interned>,
    index: QualifierIndex,
    overflow: bool,
}

/// How a number is found.
#[derive(Clone, Debug)]
enum QualifierIndex {
    /// By hash.
    Keyed(ProbeTable),
    /// By order: the numbers sorted by kind and octets.
    Sorted(Vec<Qualifier>),
}

/// Numbers at the place of their hash, or at one of the next [`MAX_STEPS`] places.
///
/// Services are few and most names have one of them, so the first place has it, and the octets are all that is compared.
#[derive(Clone, Debug)]
struct ProbeTable {
    /// The key of the hash, 0 unless octets crowded one place.
    key: u64,
    shift: u32,
    /// 0 where there is none, which ends a search.
    numbers: Vec<Qualifier>,
}

impl ProbeTable {
    /// Returns the first number that octets with this hash may have and that `is_wanted`, or `None` if there is none.
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
    /// Adds octets and which names they cover by themselves, and returns their number, which may change with
    /// [`Interner::build`].
    ///
    /// Bases of one service are often listed in a row; the last octets are compared first, and equal ones get its number at
    /// once.
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

    /// Returns `true` if nothing was inserted.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns `true` if there were more octets than numbers, so that some cannot be found.
    pub(super) const fn overflow(&self) -> bool {
        self.overflow
    }

    /// Builds the table, and returns for each number, from 1, the number that its octets have from now on.
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

    /// Returns the table under a key, or `None` if too many octets come to the same places.
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

    /// Returns octets that were inserted with this kind, or `None` if they were not.
    #[inline]
    pub(super) fn get(&self, kind: Kind, octets: &[u8]) -> Option<Found> {
        if octets.len() < 16 { self.get_words(kind, words(octets), octets.len()) } else { self.get_long(kind, octets) }
    }

    /// Returns up to 15 octets, given as [`words`] has them, or `None` if they were not inserted with this kind.
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

    /// Returns what [`Interner::get_words`] returns, in a table without hashes.
    #[cold]
    fn get_words_sorted(&self, kind: Kind, [first, last]: [u64; 2], len: usize) -> Option<Found> {
        let mut octets = [0; 16];
        let halves = first.to_le_bytes().into_iter().chain(last.to_le_bytes());
        octets.iter_mut().zip(halves).for_each(|(octet, byte)| *octet = byte);
        self.get_long(kind, octets.get(..len)?)
    }

    /// Returns what [`Interner::get`] returns, for octets of any length. Kept out of line, since services have at most 15 octets.
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

    /// Returns the number of octets by halving, or `None` if they were not inserted with this kind.
    fn get_sorted(&self, order: &[Qualifier], kind: Kind, octets: &[u8]) -> Option<Qualifier> {
        let order_of = |number: &Qualifier| match self.item(*number) {
            Some(item) => item.kind.cmp(&kind).then_with(|| compare(kind, self.octets(item), octets)),
            None => Ordering::Less,
        };
        order.get(order.binary_search_by(order_of).ok()?).copied()
    }

    /// Returns what has a number, or `None` if nothing has it.
    fn item(&self, number: Qualifier) -> Option<&Interned> {
        self.items.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Returns the octets of what was inserted.
    fn octets(&self, item: &Interned) -> &[u8] {
        self.bytes.get(item.start..item.end).unwrap_or_default()
    }

    /// Returns the order of two numbers: by kind, then by octets as their kind compares them.
    fn compare(&self, one: Qualifier, other: Qualifier) -> Ordering {
        let (Some(one), Some(other)) = (self.item(one), self.item(other)) else { return Ordering::Equal };
        one.kind.cmp(&other.kind).then_with(|| compare(one.kind, self.octets(one), self.octets(other)))
    }

    /// Adds the coverage of a later number to an earlier one if their octets are equal, and renumbers the later one.
    ///
    /// Returns `false`, and changes nothing, if they are not.
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

/// Returns the number of the last of so many items, or 0 if it does not fit.
fn number(items: usize) -> Qualifier {
    Qualifier::try_from(items).unwrap_or(0)
}

/// The bit of case in each octet of a service, which has letters, digits and hyphens only.
const NO_CASE: u64 = 0x2020_2020_2020_2020;

/// Returns the order of octets of one kind: services without case, any other with it.
fn compare(kind: Kind, one: &[u8], other: &[u8]) -> Ordering {
    match kind {
        Kind::Service if one.eq_ignore_ascii_case(other) => Ordering::Equal,
        Kind::Service => one.iter().map(u8::to_ascii_lowercase).cmp(other.iter().map(u8::to_ascii_lowercase)),
        Kind::LocalPart | Kind::TypeId | Kind::Identifier => one.cmp(other),
    }
}

/// Returns the bits that are not compared in octets of a kind.
#[inline(always)]
const fn case(kind: Kind) -> u64 {
    match kind {
        Kind::Service => NO_CASE,
        Kind::LocalPart | Kind::TypeId | Kind::Identifier => 0,
    }
}

/// Returns up to fifteen octets as two words, the first octet lowest, then zeros. Octets of one length are equal if and only
/// if their words are.
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

/// Returns a kind and a length in one number.
#[inline(always)]
fn shape(kind: Kind, len: usize) -> u64 {
    let kind = match kind {
        Kind::Service => 1,
        Kind::LocalPart => 2,
        Kind::TypeId => 3,
        Kind::Identifier => 0,
    };
    u64::try_from(len).unwrap_or(u64::MAX) << 2 | kind
}

/// Returns the key of a hash with the shape mixed in, so that octets of two shapes differ in their hash.
#[inline(always)]
const fn seed(shape: u64, key: u64) -> u64 {
    key ^ shape.wrapping_mul(LENGTHS)
}

/// Returns the hash of up to fifteen octets, given as [`words`] has them.
#[inline(always)]
fn hash_words([first, last]: [u64; 2], case: u64, seed: u64) -> u64 {
    finish(seed ^ (first | case) ^ (last | case).wrapping_mul(LASTS))
}

/// Returns the hash of octets of a kind under a key.
fn hash(kind: Kind, octets: &[u8], key: u64) -> u64 {
    let seed = seed(shape(kind, octets.len()), key);
    if octets.len() < 16 { hash_words(words(octets), case(kind), seed) } else { hash_long(octets, case(kind), seed) }
}

/// Keeps the last octets apart from the first ones: odd, and without pattern.
const LASTS: u64 = 0xff51_afd7_ed55_8ccd;

/// Keeps the lengths apart from the octets.
const LENGTHS: u64 = 0xd6e8_feb8_6659_fd93;

/// Returns the hash of more than fifteen octets, word by word; the last word overlaps the one before it.
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
                for kind in [Kind::Service, Kind::LocalPart, Kind::TypeId, Kind::Identifier] {
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

    /// The drawing above [`Interner`].
    #[test]
    fn the_worked_name() {
        let mut interner = Interner::default();
        assert_eq!(interner.insert(Kind::Service, b"xmpp", Coverage::NOTHING), 1);
        assert_eq!(interner.insert(Kind::Service, b"imap", Coverage::ITSELF.excluded()), 2);
        interner.build();
        assert_eq!((words(b"xmpp"), shape(Kind::Service, 4)), ([0x7070_6d78, 0], 0x11));
        let found = Found { number: 1, coverage: Coverage::NOTHING, exactly: true };
        assert_eq!(interner.get(Kind::Service, b"xmpp"), Some(found));
        assert!(interner.get(Kind::Service, b"imap").unwrap().coverage.in_excluded());
    }
}
