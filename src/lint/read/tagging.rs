//! Faults of tagging: an element that is tagged explicitly where its module has implicit tags, or the reverse.
//!
//! The module of RFC 5280 §A.2 tags implicitly; what is a CHOICE, and what its type says is explicit, is tagged explicitly all
//! the same. Encoders that do not know that write octets which no reader takes, and whose error is far from its reason.

use crate::der::{Element, Tag};

/// Returns what is wrong with the tags of a GeneralName that cannot be read, or `None` if that is not the reason.
pub(crate) fn of_general_name(name: &Element<'_>) -> Option<&'static str> {
    let first = name.reader().element().ok().map(|element| element.tag());
    match (name.tag().0, first?) {
        (0xa1 | 0xa2 | 0xa6, Tag(0x16 | 0x0c)) | (0xa7, Tag(0x04)) | (0xa8, Tag(0x06)) => {
            Some("it is tagged explicitly, and its tag is implicit")
        }
        (0xa4, Tag(0x31)) => {
            Some("it is tagged implicitly, and a directoryName is tagged explicitly, because Name is a CHOICE")
        }
        (0xa0, Tag(0x30)) => Some("it is tagged explicitly, and the tag of an otherName is implicit"),
        (0xa0, Tag(0x06)) => of_other_name(name),
        (0x30, Tag(0x81 | 0x82 | 0x86 | 0x87 | 0xa0 | 0xa4)) => Some("there is a SEQUENCE around the name"),
        _ => None,
    }
}

/// Returns what is wrong with the value of an otherName, which is behind its type-id.
fn of_other_name(name: &Element<'_>) -> Option<&'static str> {
    let mut fields = name.reader();
    fields.element().ok()?;
    let value = fields.element().ok()?;
    match value.tag().0 {
        0x80 => Some("its value is tagged implicitly, and the tag is explicit"),
        0xa0 => None,
        _ => Some("its value has no tag of its own, which is [0] and explicit"),
    }
}

/// Returns what is wrong with the tags of a GeneralSubtree that cannot be read, or `None` if that is not the reason.
pub(crate) fn of_subtree(subtree: &Element<'_>) -> Option<&'static str> {
    if subtree.tag().is_context() {
        return Some("there is no SEQUENCE around the base");
    }
    let mut fields = subtree.reader();
    let base = fields.element().ok()?;
    let inside = base.reader().element().ok().map(|element| element.tag());
    if base.tag() == Tag::SEQUENCE && inside.is_some_and(Tag::is_context) {
        // What seems to be the first subtree is the whole list, unless its base is wrapped.
        let is_list = fields.is_empty() || fields.peek() == Some(Tag::SEQUENCE);
        return Some(if is_list {
            "there is a SEQUENCE too many: the list is tagged explicitly and its tag is implicit, or its base is wrapped"
        } else {
            "there is a SEQUENCE around the base"
        });
    }
    let is_explicit = |tag| fields.peek() == Some(tag);
    if is_explicit(Tag::context_constructed(0)) || is_explicit(Tag::context_constructed(1)) {
        return Some("its minimum or maximum is tagged explicitly, and the tag is implicit");
    }
    of_general_name(&base)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::der::Reader;

    fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn said(read: fn(&Element<'_>) -> Option<&'static str>, der: &[u8]) -> &'static str {
        read(&Reader::new(der).element().unwrap()).unwrap_or("")
    }

    #[test]
    fn names() {
        let text = tlv(0x16, b"example.com");
        let rdn = tlv(0x31, &tlv(0x30, b"\x06\x03\x55\x04\x03\x0c\x01a"));
        let type_id = tlv(0x06, &[0x2b, 1]);
        let other = |value: &[u8]| tlv(0xa0, &[type_id.as_slice(), value].concat());
        for (der, said_first) in [
            (tlv(0xa2, &text), "it is tagged explicitly"),
            (tlv(0xa7, &tlv(4, &[0; 8])), "it is tagged explicitly"),
            (tlv(0xa4, &rdn), "it is tagged implicitly"),
            (tlv(0xa0, &tlv(0x30, &type_id)), "it is tagged explicitly"),
            (other(&tlv(0x80, b"a")), "its value is tagged implicitly"),
            (other(&text), "its value has no tag"),
            (other(&tlv(0xa0, &text)), ""),
            (tlv(0x30, &tlv(0x82, b"a")), "there is a SEQUENCE"),
            (tlv(0x82, b"example.com"), ""),
            (tlv(0xa4, &tlv(0x30, &rdn)), ""),
        ] {
            let said = said(of_general_name, &der);
            assert!(said.starts_with(said_first) && said.is_empty() == said_first.is_empty(), "{der:02x?}: {said}");
        }
    }

    #[test]
    fn subtrees() {
        let base = tlv(0x82, b"example.com");
        let subtree = tlv(0x30, &base);
        for (der, said_first) in [
            (base.clone(), "there is no SEQUENCE"),
            (tlv(0x30, &[subtree.clone(), subtree.clone()].concat()), "there is a SEQUENCE too many"),
            (tlv(0x30, &[subtree.as_slice(), &tlv(0x80, &[0])].concat()), "there is a SEQUENCE around the base"),
            (tlv(0x30, &[base.as_slice(), &tlv(0xa0, &tlv(2, &[0]))].concat()), "its minimum or maximum"),
            (tlv(0x30, &[base.as_slice(), &tlv(0xa1, &tlv(2, &[0]))].concat()), "its minimum or maximum"),
            (tlv(0x30, &tlv(0xa2, &tlv(0x16, b"a"))), "it is tagged explicitly"),
            (subtree, ""),
        ] {
            let said = said(of_subtree, &der);
            assert!(said.starts_with(said_first) && said.is_empty() == said_first.is_empty(), "{der:02x?}: {said}");
        }
    }
}
