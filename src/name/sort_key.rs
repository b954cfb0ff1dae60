//! Canonical encodings of values: bytes that are equal if and only if the values are.
//!
//! Comparing two encodings takes time in proportion to the shorter one. Comparing two directory names does not: a short
//! attribute and one of a mebibyte can differ only after the mebibyte was folded, and again for each of many short
//! ones. So names that an attacker can choose are sorted and searched by their encodings.

use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

/// Appends to `buffer` the bytes that [`Hash`] writes for a value.
///
/// They are canonical for the types of this crate that are encoded this way: each writes everything on which its
/// equality depends, and ends or counts its parts, so that values that differ write different bytes.
pub(crate) fn write(value: &impl Hash, buffer: &mut Vec<u8>) {
    value.hash(&mut Recorder(buffer));
}

/// A hasher that appends the bytes it is given to a buffer.
struct Recorder<'b>(&'b mut Vec<u8>);

impl Hasher for Recorder<'_> {
    fn finish(&self) -> u64 {
        0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec;

    use super::*;
    use crate::name::directory::DirectoryName;

    fn rdn(attributes: &[Vec<u8>]) -> Vec<u8> {
        let content = attributes.concat();
        [vec![0x31, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn attribute(kind: u8, value: &[u8]) -> Vec<u8> {
        let length = u8::try_from(value.len() + 5).unwrap();
        [&[0x30, length, 0x06, 0x03, 0x55, 0x04, kind], value].concat()
    }

    /// Every two Names of a few parts, among them octets that look like the text of another.
    #[test]
    fn equal_octets_are_equal_names() {
        let values: [&[u8]; 9] = [
            b"\x0c\x01a",
            b"\x13\x01A",
            b"\x0c\x02 a",
            b"\x0c\x03a b",
            b"\x1e\x04\0a\0b",
            b"\x04\x01a",
            b"\x0c\x01\xff",
            // As the text of the next one: its length in eight octets, and then what it is made of.
            b"\x04\x0e\x01\0a\0\0\0b\0\0\0\xff\xff\xff\xff",
            "\x0c\x08\x10\0\u{10e04}ab".as_bytes(),
        ];
        let mut names = vec![Vec::new()];
        for one in values {
            names.push(rdn(&[attribute(3, one)]));
            names.push(rdn(&[attribute(10, one)]));
            for other in values {
                names.push(rdn(&[attribute(3, one), attribute(3, other)]));
                names.push([rdn(&[attribute(3, one)]), rdn(&[attribute(3, other)])].concat());
            }
        }
        let mut equal = 0;
        for one in &names {
            for other in &names {
                let [one, other] = [one, other].map(|name| DirectoryName::from_content(name).unwrap());
                let [first, second] = [one, other].map(|name| {
                    let mut octets = Vec::new();
                    write(&name, &mut octets);
                    octets
                });
                assert_eq!(first == second, one == other, "{one} {other}");
                equal += usize::from(one == other);
            }
        }
        assert!(equal > names.len() * 2, "{equal}");
    }
}
