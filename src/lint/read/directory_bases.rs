//! The directoryName bases of one list, sorted, so that comparing lists costs what their octets do and not what their
//! pairs would.

use alloc::vec::Vec;

use crate::lint::read::bases::bases;
use crate::lint::read::certificate::{LenientCertificate, List, Subtree};
use crate::name::directory::key::NameKey;
use crate::name::{Base, Form};

/// The well-formed directoryName bases of one list, in the order of their keys.
///
/// The key is the canonical form of the Name ([`NameKey`]): a base covers another if and only if its key starts the other's; in the order of keys, a base stands before all that it covers, and these are neighbors.
pub(crate) struct DirectoryBases<'l, 'a>(Vec<Keyed<'l, 'a>>);

struct Keyed<'l, 'a> {
    key: Vec<u8>,
    subtree: &'l Subtree<'a>,
}

impl Keyed<'_, '_> {
    fn covers(&self, other: &Self) -> bool {
        other.key.starts_with(&self.key)
    }
}

/// How a base stands to the bases of another list.
pub(crate) enum Relation<'l, 'a> {
    /// It is inside one of them: the widest.
    Inside(&'l Subtree<'a>),
    /// It is inside none, and one of them is inside it.
    Wider,
    /// It shares no name with any of them.
    Apart,
}

impl<'l, 'a> DirectoryBases<'l, 'a> {
    /// Returns the bases of a list, however many there are.
    pub(crate) fn new(certificate: &'l LenientCertificate<'a>, list: List) -> Self {
        Self::of(bases(certificate, list, Form::DirectoryName).into_iter())
    }

    fn of(bases: impl Iterator<Item = (&'l Subtree<'a>, Base<'a>)>) -> Self {
        let keyed = |(subtree, base): (&'l Subtree<'a>, Base<'a>)| {
            let Base::Directory(base) = base else { return None };
            Some(Keyed { key: NameKey::new(base.name()).into_octets(), subtree })
        };
        let mut sorted: Vec<_> = bases.filter_map(keyed).collect();
        sorted.sort_by(|one, other| one.key.cmp(&other.key));
        Self(sorted)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the bases.
    pub(crate) fn subtrees(&self) -> impl Iterator<Item = &'l Subtree<'a>> {
        self.0.iter().map(|keyed| keyed.subtree)
    }

    /// Returns each base, in the order of the list, and how it stands to the bases of another list.
    pub(crate) fn relations(&self, others: &Self) -> Vec<(&'l Subtree<'a>, Relation<'l, 'a>)> {
        let mut later = others.0.iter().peekable();
        // Those that may cover what comes next, the widest first.
        let mut wider: Vec<&Keyed<'l, 'a>> = Vec::new();
        let mut relations = Vec::with_capacity(self.0.len());
        for own in &self.0 {
            while let Some(other) = later.next_if(|other| other.key <= own.key) {
                keep_covering(&mut wider, other);
                wider.push(other);
            }
            keep_covering(&mut wider, own);
            let relation = match (wider.first(), later.peek()) {
                (Some(widest), _) => Relation::Inside(widest.subtree),
                (None, Some(other)) if own.covers(other) => Relation::Wider,
                (None, _) => Relation::Apart,
            };
            relations.push((own.subtree, relation));
        }
        relations.sort_by_key(|(subtree, _)| subtree.index);
        relations
    }

    /// Returns each base that another one of the list covers, in the order of the list, with the widest such. Of two that
    /// cover each other it is the second one; a base with the octets of another is omitted, as that is no other base.
    pub(crate) fn redundant(&self) -> Vec<(&'l Subtree<'a>, &'l Subtree<'a>)> {
        let mut wider: Vec<&Keyed<'l, 'a>> = Vec::new();
        let mut redundant = Vec::new();
        // The sort is stable, so that each group is in the order of the list.
        for group in self.0.chunk_by(|one, other| one.key == other.key) {
            let Some(first) = group.first() else { continue };
            keep_covering(&mut wider, first);
            let octets = |keyed: &Keyed<'_, 'a>| keyed.subtree.name.der();
            let second = group.iter().find(|own| octets(own) != octets(first));
            for own in group {
                let equal = if octets(own) == octets(first) { second } else { Some(first) };
                let equal = equal.filter(|other| other.subtree.index < own.subtree.index);
                if let Some(other) = wider.first().copied().or(equal) {
                    redundant.push((own.subtree, other.subtree));
                }
            }
            wider.push(first);
        }
        redundant.sort_by_key(|(subtree, _)| subtree.index);
        redundant
    }
}

/// Drops the bases that do not cover the next one in the order of keys, and so none after it.
fn keep_covering(wider: &mut Vec<&Keyed<'_, '_>>, next: &Keyed<'_, '_>) {
    while wider.last().is_some_and(|last| !last.covers(next)) {
        wider.pop();
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::der::Reader;

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn rdn(value: &[u8]) -> Vec<u8> {
        tlv(0x31, &tlv(0x30, &[&[0x06, 0x03, 0x55, 0x04, 0x03], value].concat()))
    }

    /// GeneralSubtrees of directoryNames of up to three RDNs, some equal in other octets, some prefixes as text alone.
    fn encoded() -> Vec<Vec<u8>> {
        let parts: [&[u8]; 5] = [b"\x0c\x01a", b"\x13\x01A", b"\x0c\x02ab", b"\x0c\x01b", b"\x04\x01a"];
        let parts = parts.map(rdn);
        let mut names = vec![Vec::new()];
        for one in &parts {
            names.push(one.clone());
            for other in &parts {
                names.push([one.as_slice(), other].concat());
                names.push([one.as_slice(), other, one].concat());
            }
        }
        names.iter().map(|name| tlv(0x30, &tlv(0xa4, &tlv(0x30, name)))).collect()
    }

    fn subtree(index: usize, der: &[u8]) -> Subtree<'_> {
        Subtree::read(List::Permitted, index, Reader::new(der).element().unwrap()).unwrap()
    }

    /// Lists of a few bases out of all, by a walk that comes by every one.
    fn lists<'l, 'a>(all: &'l [Subtree<'a>]) -> Vec<Vec<&'l Subtree<'a>>> {
        let list = |start: usize, step: usize, count: usize| {
            (0..count).map(|index| &all[(start + index * step) % all.len()]).collect::<Vec<_>>()
        };
        let mut lists = vec![Vec::new()];
        for start in 0..all.len() {
            lists.extend([1, 7, 13].map(|step| list(start, step, 1 + start % 9)));
        }
        lists
    }

    fn with_bases<'l, 'a>(list: &[&'l Subtree<'a>]) -> Vec<(&'l Subtree<'a>, Base<'a>)> {
        list.iter().map(|subtree| (*subtree, subtree.base.unwrap())).collect()
    }

    /// Sorted lists say what every pair says.
    #[test]
    fn relations_are_those_of_pairs() {
        let encoded = encoded();
        let all: Vec<_> = encoded.iter().enumerate().map(|(index, der)| subtree(index, der)).collect();
        let lists: Vec<_> = lists(&all).iter().map(|list| with_bases(list)).collect();
        let mut seen = [0; 3];
        for own in &lists {
            for others in &lists {
                let sorted = DirectoryBases::of(others.iter().copied());
                for (subtree, relation) in DirectoryBases::of(own.iter().copied()).relations(&sorted) {
                    let base = subtree.base.unwrap();
                    let covering = others.iter().filter(|(_, other)| other.covers(&base) == Some(true)).count();
                    let meeting = others.iter().filter(|(_, other)| other.meet(&base).is_some()).count();
                    let kind = match relation {
                        Relation::Inside(other) => {
                            assert_eq!(other.base.unwrap().covers(&base), Some(true));
                            0
                        }
                        Relation::Wider => 1,
                        Relation::Apart => 2,
                    };
                    let wanted = if covering > 0 {
                        0
                    } else if meeting > 0 {
                        1
                    } else {
                        2
                    };
                    assert_eq!(kind, wanted);
                    seen[kind] += 1;
                }
            }
        }
        assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
    }

    #[test]
    fn what_is_redundant_is_what_pairs_say() {
        let encoded = encoded();
        let mut seen = 0;
        for start in 0..encoded.len() {
            for step in [1, 7, 13] {
                let octets: Vec<_> =
                    (0..1 + start % 9).map(|index| &encoded[(start + index * step) % encoded.len()]).collect();
                let list: Vec<_> = octets.iter().enumerate().map(|(index, der)| subtree(index, der)).collect();
                let bases: Vec<_> = list.iter().map(|subtree| (subtree, subtree.base.unwrap())).collect();
                let inside = |(subtree, base): &&(&Subtree<'_>, Base<'_>)| {
                    bases.iter().any(|(other, wider)| {
                        wider.covers(base) == Some(true)
                            && (base.covers(wider) != Some(true) || other.index < subtree.index)
                            && other.name.der() != subtree.name.der()
                    })
                };
                let wanted: Vec<_> = bases.iter().filter(inside).map(|(subtree, _)| subtree.index).collect();
                let found = DirectoryBases::of(bases.iter().copied()).redundant();
                let indices: Vec<_> = found.iter().map(|(subtree, _)| subtree.index).collect();
                assert_eq!(indices, wanted);
                for (subtree, other) in found {
                    assert_eq!(other.base.unwrap().covers(&subtree.base.unwrap()), Some(true));
                    seen += 1;
                }
            }
        }
        assert!(seen > 50, "{seen}");
    }
}
