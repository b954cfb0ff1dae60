//! GeneralNames and the two extensions, encoded.

/// A GeneralName, encoded.
#[derive(Clone, Debug)]
pub struct Entry(pub Vec<u8>);

impl Entry {
    pub fn new(tag: u8, content: &[u8]) -> Self {
        Self(element(tag, content))
    }

    pub fn srv(text: &(impl AsRef<[u8]> + ?Sized)) -> Self {
        Self::other_name(7, 0x16, text.as_ref())
    }

    pub fn smtp_utf8(text: &str) -> Self {
        Self::other_name(9, 0x0c, text.as_bytes())
    }

    pub fn other_name(last_arc: u8, tag: u8, text: &[u8]) -> Self {
        let type_id = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, last_arc];
        let value = element(0xa0, &element(tag, text));
        Self::new(0xa0, &[type_id.as_slice(), &value].concat())
    }

    /// Content of a Name.
    pub fn directory(rdns: &[u8]) -> Self {
        Self::new(0xa4, &element(0x30, rdns))
    }

    /// As a base with minimum 1, which nobody supports.
    pub fn with_minimum(self) -> Self {
        Self([self.0, vec![0x80, 0x01, 0x01]].concat())
    }
}

pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let header: &[u8] = match length {
        [0, 0, 0, short @ 0..=0x7f] => &[tag, short],
        [0, 0, 0, byte] => &[tag, 0x81, byte],
        [0, 0, high, low] => &[tag, 0x82, high, low],
        [0, high, middle, low] => &[tag, 0x83, high, middle, low],
        [highest, high, middle, low] => &[tag, 0x84, highest, high, middle, low],
    };
    [header, content].concat()
}

pub fn extension_of_names(names: &[Entry]) -> Vec<u8> {
    element(0x30, &names.iter().flat_map(|name| name.0.clone()).collect::<Vec<_>>())
}

pub fn extension_of_constraints(permitted: &[Entry], excluded: &[Entry]) -> Vec<u8> {
    let list = |tag, bases: &[Entry]| {
        let content: Vec<u8> = bases.iter().flat_map(|base| element(0x30, &base.0)).collect();
        if bases.is_empty() { Vec::new() } else { element(tag, &content) }
    };
    element(0x30, &[list(0xa0, permitted), list(0xa1, excluded)].concat())
}
