//! Names, keys and key identifiers as numbers, so that a search compares numbers.
//!
//! A peer chooses how many certificates there are, how long their names, and how alike. Each name is brought into its
//! canonical form once, and each octet string is sorted once; whatever is compared more often than that is a number.

use alloc::vec;
use alloc::vec::Vec;

use crate::name::directory::DirectoryName;
use crate::name::directory::key::NameKey;

/// Returns a number for each of `items`, from 0 up: the same for equal ones, and another for any other.
pub(super) fn of<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<usize> {
    let mut sorted: Vec<(T, usize)> = items.into_iter().zip(0..).collect();
    sorted.sort_unstable();
    let mut numbers = vec![0; sorted.len()];
    for (number, equal) in sorted.chunk_by(|one, other| one.0 == other.0).enumerate() {
        for (_, index) in equal {
            set(&mut numbers, *index, number);
        }
    }
    numbers
}

/// Returns a number for each of `names`, as [`of`]. Names that are copies of each other, as nearly all names of an issuer are,
/// have one canonical form made for all of them.
pub(super) fn of_names<'n>(names: impl Iterator<Item = DirectoryName<'n>> + Clone) -> Vec<usize> {
    let mut numbers = of(names.clone().map(|name| name.content()));
    let mut distinct: Vec<(usize, DirectoryName<'_>)> = numbers.iter().copied().zip(names).collect();
    distinct.sort_unstable_by_key(|(number, _)| *number);
    distinct.dedup_by_key(|(number, _)| *number);
    let canonical = of(distinct.iter().map(|(_, name)| NameKey::new(*name).into_octets()));
    for number in &mut numbers {
        *number = canonical.get(*number).copied().unwrap_or_default();
    }
    numbers
}

/// Sets the value of an index, if there is one.
pub(super) fn set<T>(values: &mut [T], index: usize, value: T) {
    if let Some(place) = values.get_mut(index) {
        *place = value;
    }
}

/// Indices by the number of what they stand for.
#[derive(Debug)]
pub(super) struct Groups(Vec<(usize, usize)>);

impl Groups {
    /// Returns the groups of these numbers, each with its index.
    pub(super) fn new(pairs: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut pairs: Vec<_> = pairs.collect();
        pairs.sort_unstable();
        Self(pairs)
    }

    /// Returns the number and the index of each index with this number, in order.
    pub(super) fn of(&self, number: usize) -> &[(usize, usize)] {
        let start = self.0.partition_point(|(other, _)| *other < number);
        let end = self.0.partition_point(|(other, _)| *other <= number);
        self.0.get(start..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_in_other_octets_have_one_number() {
        let name = |octets: &'static [u8]| DirectoryName::from_der(octets).expect("a Name");
        let utf8 = name(b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01a");
        let printable = name(b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x13\x01A");
        let other = name(b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01b");
        let numbers = of_names([utf8, other, printable, utf8].into_iter());
        let [first, second, third, fourth] = numbers.as_slice() else { panic!("four numbers") };
        assert!(first == third && first == fourth && first != second, "{numbers:?}");
        let groups = Groups::new(numbers.iter().copied().zip(0..));
        let members: Vec<_> = groups.of(*first).iter().map(|(_, index)| *index).collect();
        assert_eq!(members, [0, 2, 3]);
        assert!(groups.of(numbers.len()).is_empty());
    }
}
