//! Services, local parts and type-ids: octets with a number.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::blocks::{Does, Qualifier};
use super::buckets::Buckets;
use super::hash::{Running, finish};
use core::hash::Hasher;

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
    does: Does,
}

/// Numbered octets. Filled with [`Octets::insert`], then built.
#[derive(Clone, Debug, Default)]
pub(super) struct Octets {
    bytes: Vec<u8>,
    items: Vec<Item>,
    finder: Finder,
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
        if let Some(last) = self.items.last_mut() {
            let own = self.bytes.get(last.start..last.end).unwrap_or_default();
            if last.kind == kind && compare(kind, own, octets).is_eq() {
                last.does = last.does.and(does);
                return number(self.items.len());
            }
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(octets);
        self.items.push(Item { kind, start, end: self.bytes.len(), does });
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
            let keyed = self.items.iter().map(|item| hash(item.kind, self.octets(item), key));
            let hashes: Vec<_> = keyed.zip(1u32..).collect();
            if let Some(buckets) = Buckets::build(&hashes, |one, two| self.merge(one, two, &mut renumbered)) {
                self.finder = Finder::Keyed(key, buckets);
                return renumbered;
            }
        }
        let mut order: Vec<Qualifier> = (1..=number(self.items.len())).collect();
        order.sort_by(|one, other| self.compare(*one, *other));
        order.dedup_by(|later, earlier| self.merge(*earlier, *later, &mut renumbered));
        self.finder = Finder::Sorted(order);
        renumbered
    }

    /// The number of octets, and what they do by themselves.
    #[inline]
    pub(super) fn get(&self, kind: Kind, octets: &[u8]) -> Option<(Qualifier, Does)> {
        let found = match &self.finder {
            Finder::Keyed(key, buckets) => buckets.get(hash(kind, octets, *key)).find(|number| {
                self.item(*number)
                    .is_some_and(|item| item.kind == kind && compare(kind, self.octets(item), octets).is_eq())
            })?,
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

#[inline]
fn hash(kind: Kind, octets: &[u8], key: u64) -> u64 {
    let (seed, case) = match kind {
        Kind::Service => (1, NO_CASE),
        Kind::LocalPart => (2, 0),
        Kind::TypeId => (3, 0),
    };
    let mut running = Running::new(finish(key ^ seed));
    running.write_usize(octets.len());
    let mut rest = octets;
    while let Some((word, others)) = rest.split_first_chunk::<8>() {
        running.write_u64(u64::from_be_bytes(*word) | case);
        rest = others;
    }
    match octets.last_chunk::<8>() {
        _ if rest.is_empty() => {}
        // The end once more, together with what comes before it.
        Some(end) => running.write_u64(u64::from_be_bytes(*end) | case),
        None => running.write_u64(rest.iter().fold(0, |word, octet| (word << 8) | u64::from(*octet)) | case),
    }
    running.finish()
}
