//! The Names of directoryName bases of one list, found RDN by RDN in the canonical form of a Name.

use alloc::vec::Vec;
use core::ops::Range;

use crate::name::directory::DirectoryName;
use crate::name::directory::key::{NameKey, RdnStep};

/// Where a Name is, seen from all bases of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Inside some base.
    Inside,
    /// Outside every base.
    Outside,
    /// Inside none, and the comparison with some base is undefined.
    Undefined,
}

/// The bases of a list, sorted by their canonical forms.
///
/// ```text
///   name      C=NL │ O=Example │ OU=IM │ CN=im.example.com
///   bases     C=BE
///             C=NL, O=Example               ◄ starts with C=NL, and ends after O=Example: the name is inside
///             C=NL, O=Example, OU=Mail      ◄ starts with C=NL, O=Example; no base starts with OU=IM after them
///             C=NL, O=Other
/// ```
///
/// A base contains a Name if its RDNs are the first ones of the Name (RFC 5280 §7.1): a prefix. Bases with a common prefix
/// are next to each other, so each RDN narrows the range of bases that may contain the Name, in two binary searches.
#[derive(Clone, Debug, Default)]
pub(super) struct Directories {
    /// The canonical forms of all Names.
    octets: Vec<u8>,
    /// Where each of them is, in their order once they are built.
    bases: Vec<Range<usize>>,
}

impl Directories {
    /// Adds the Name of a base.
    pub(super) fn insert(&mut self, name: DirectoryName<'_>) {
        let start = self.octets.len();
        self.octets.extend_from_slice(NameKey::new(name).octets());
        self.bases.push(start..self.octets.len());
    }

    /// Sorts what was inserted.
    pub(super) fn build(&mut self) {
        let octets = &self.octets;
        let of = |base: &Range<usize>| octets.get(base.clone()).unwrap_or_default();
        self.bases.sort_unstable_by(|one, other| of(one).cmp(of(other)));
        self.bases.dedup_by(|one, other| of(one) == of(other));
    }

    /// Returns where a Name is, seen from all bases.
    #[inline(never)]
    pub(super) fn look_up(&self, name: &NameKey) -> Place {
        let mut candidates = self.bases.as_slice();
        let mut undefined = false;
        // The octets of the RDNs before this one, with which all candidates start.
        let mut depth = 0usize;
        for rdn in name.rdns() {
            // In sorted order, the base that ends here is before those that go on.
            if candidates.first().is_some_and(|base| base.len() == depth) {
                return Place::Inside;
            }
            undefined = undefined || self.is_undefined(candidates, depth, &rdn);
            candidates = self.starting_with(candidates, depth, rdn.octets);
            depth = depth.saturating_add(rdn.octets.len());
        }
        match candidates.first() {
            Some(base) if base.len() == depth => Place::Inside,
            _ if undefined => Place::Undefined,
            _ => Place::Outside,
        }
    }

    /// Returns `true` if the comparison of an RDN with that of some candidate is undefined: they have the same types, they
    /// are not equal, and a value of either is not text.
    fn is_undefined(&self, candidates: &[Range<usize>], depth: usize, rdn: &RdnStep<'_>) -> bool {
        let of_shape = self.starting_with(candidates, depth, rdn.shape);
        let from = depth.saturating_add(rdn.shape.len());
        if rdn.not_text.is_some() {
            let equal = self.starting_with(of_shape, depth, rdn.octets);
            return equal.len() < of_shape.len();
        }
        // Behind the shape stands whether a value is not text.
        !self.starting_with(of_shape, from, &[1]).is_empty()
    }

    /// Returns the candidates whose octets from `depth` on start with `prefix`. They are next to each other, since all
    /// candidates have the same octets before.
    fn starting_with<'c>(&self, candidates: &'c [Range<usize>], depth: usize, prefix: &[u8]) -> &'c [Range<usize>] {
        let start = candidates.partition_point(|base| self.rest(base, depth) < prefix);
        let candidates = candidates.get(start..).unwrap_or_default();
        let end = candidates.partition_point(|base| self.rest(base, depth).starts_with(prefix));
        candidates.get(..end).unwrap_or_default()
    }

    /// Returns the octets of a base from `depth` on.
    fn rest(&self, base: &Range<usize>, depth: usize) -> &[u8] {
        self.octets.get(base.start.saturating_add(depth)..base.end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use crate::name::directory::relation::Relation;

    /// Content of a Name with one common name in each RDN; a digit is an organization, and `!` is not text.
    fn content(letters: &[u8]) -> Vec<u8> {
        let rdn = |letter: &u8| {
            let kind = if letter.is_ascii_digit() { 10 } else { 3 };
            let letter = if *letter == b'!' { 0xff } else { *letter };
            [0x31, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, kind, 0x0c, 0x03, b'c', b'n', letter]
        };
        letters.iter().flat_map(rdn).collect()
    }

    /// The definition: each base in turn.
    fn naive(name: DirectoryName<'_>, bases: &[Vec<u8>]) -> Place {
        let relations: Vec<_> =
            bases.iter().map(|base| name.relation(DirectoryName::from_content(base).unwrap())).collect();
        if relations.contains(&Relation::Inside) {
            Place::Inside
        } else if relations.iter().all(|relation| *relation == Relation::Outside) {
            Place::Outside
        } else {
            Place::Undefined
        }
    }

    #[test]
    fn the_range_finds_what_each_base_says() {
        let mut number = 7usize;
        let mut name = |longest: usize| -> Vec<u8> {
            let mut next = |limit: usize| {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (number >> 33) % limit
            };
            let count = next(longest + 1);
            (0..count).map(|_| b"abBA!1"[next(6)]).collect()
        };
        let mut places = [0; 3];
        for size in 0..400 {
            let mut directories = Directories::default();
            let bases: Vec<_> = (0..size % 7).map(|_| content(&[b"a".as_slice(), &name(3)].concat())).collect();
            for base in &bases {
                directories.insert(DirectoryName::from_content(base).unwrap());
            }
            directories.build();
            for _ in 0..40 {
                let letters = [b"A".as_slice(), &name(5)].concat();
                let content = content(&letters);
                let name = DirectoryName::from_content(&content).unwrap();
                let found = directories.look_up(&NameKey::new(name));
                assert_eq!(found, naive(name, &bases), "{letters:?} {bases:02x?}");
                places[found as usize] += 1;
            }
        }
        assert!(places.iter().all(|count| *count > 1000), "{places:?}");
    }
}
