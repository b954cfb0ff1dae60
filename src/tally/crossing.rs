//! Levels that permit a domain and, higher up, a service: `example.com` and `_s`, or `_s.com`. A name of the service in
//! the domain is inside of both, and the tally counts such a level twice.
//!
//! How often depends on which levels have the domain *and* the service, and nobody can tell that from two numbers: in
//! general it is the question how many members two sets share. So the levels are kept as lists, and two lists are
//! compared once, whoever asks. With b bases in such levels and q different pairs of domain and service that are asked
//! for, that costs at most b times the root of q, which is the best that is known for this question. Whoever has no
//! level of this kind pays nothing.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::trie::{Place, Word};

/// The levels of this kind.
#[derive(Debug, Default)]
pub(super) struct Crossing {
    /// Places of domains, with the levels that permit them below a service, ascending.
    domains: BTreeMap<Place, Vec<u32>>,
    /// Places of services, with the levels that permit them and such a domain, ascending.
    services: BTreeMap<Place, Vec<u32>>,
    known: BTreeMap<(Place, Word), Known>,
}

/// How many levels permit a domain and, higher up, a service.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    levels: u32,
    /// The last level that was looked at.
    last: u32,
}

impl Crossing {
    pub(super) fn is_empty(&self) -> bool {
        self.domains.is_empty()
    }

    pub(super) fn add_domain(&mut self, place: Place, level: u32) {
        self.domains.entry(place).or_default().push(level);
    }

    pub(super) fn add_service(&mut self, place: Place, level: u32) {
        self.services.entry(place).or_default().push(level);
    }

    /// How many levels permit the domain at `place` and a service, whose places above are given. Lists only grow at
    /// their end, so what was counted before stays right.
    pub(super) fn count(&mut self, place: Place, service: Word, services: &[Place], steps: &mut u64) -> u32 {
        *steps = steps.saturating_add(1);
        let Some(domain) = self.domains.get(&place) else { return 0 };
        let known = self.known.entry((place, service)).or_default();
        let added = behind(domain, known.last);
        let Some(last) = added.last() else { return known.levels };
        for service in services.iter().filter_map(|place| self.services.get(place)) {
            let common = in_common(added, behind(service, known.last), steps);
            known.levels = known.levels.saturating_add(common);
        }
        known.last = *last;
        known.levels
    }
}

/// The levels after one.
fn behind(levels: &[u32], last: u32) -> &[u32] {
    levels.get(levels.partition_point(|level| *level <= last)..).unwrap_or_default()
}

/// How many numbers two ascending lists share; each of the shorter one is looked for in the longer one.
fn in_common(one: &[u32], other: &[u32], steps: &mut u64) -> u32 {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    *steps = steps.saturating_add(1);
    let mut found = 0u32;
    for level in short {
        *steps = steps.saturating_add(1);
        found = found.saturating_add(u32::from(long.binary_search(level).is_ok()));
    }
    found
}
