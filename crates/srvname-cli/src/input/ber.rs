//! Elements in BER, front to back (X.690 §8.1): enough to tell what octets are, and to find certificates in them.
//!
//! The library reads DER alone. Key stores and PKCS#7 from Windows and Java also have lengths that are indefinite or longer
//! than they need to be. Nothing here recurses, and no octet is walked more than twice.

/// SEQUENCE, constructed.
pub(crate) const SEQUENCE: u8 = 0x30;
/// SET, constructed.
pub(crate) const SET: u8 = 0x31;
/// INTEGER.
pub(crate) const INTEGER: u8 = 0x02;
/// BIT STRING, primitive.
pub(crate) const BIT_STRING: u8 = 0x03;
/// OCTET STRING, primitive.
pub(crate) const OCTET_STRING: u8 = 0x04;
/// OBJECT IDENTIFIER.
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
/// ENUMERATED.
pub(crate) const ENUMERATED: u8 = 0x0a;
/// UTCTime.
pub(crate) const UTC_TIME: u8 = 0x17;
/// GeneralizedTime.
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
/// `[0]`, constructed.
pub(crate) const CONTEXT_0: u8 = 0xa0;

/// The octets that end an element of indefinite length.
const END_OF_CONTENTS: [u8; 2] = [0, 0];

/// The elements at the front of octets, or in a constructed element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Elements<'a> {
    /// All octets that were given.
    octets: &'a [u8],
    /// Where the next element begins among them.
    at: usize,
    end: usize,
    /// Whether they end with [`END_OF_CONTENTS`].
    is_indefinite: bool,
    /// Whether the octets end before an element that contains these does.
    is_cut: bool,
}

/// One element, complete.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    /// Where it begins in the octets that were given.
    pub(crate) offset: usize,
    /// The header and the content.
    pub(crate) whole: &'a [u8],
    /// The content, with [`END_OF_CONTENTS`] if the length is indefinite.
    pub(crate) content: &'a [u8],
}

/// The header of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) tag: u8,
    /// Its own octets.
    pub(crate) octets: usize,
    /// Those of the content; `None` if they are indefinite.
    pub(crate) content: Option<usize>,
}

impl Header {
    /// Returns the header at the front; `None` if there is none, or if a length has more than four octets.
    pub(crate) fn read(octets: &[u8]) -> Option<Self> {
        let (tag, mut rest) = octets.split_first()?;
        if tag & 0x1f == 0x1f {
            let last = rest.iter().position(|octet| octet & 0x80 == 0)?;
            rest = rest.get(last.saturating_add(1)..)?;
        }
        let (first, mut rest) = rest.split_first()?;
        let content = match first {
            0..=0x7f => Some(usize::from(*first)),
            0x80 => None,
            0x81..=0x84 => {
                let (length, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
                rest = after;
                let length = length
                    .iter()
                    .try_fold(0usize, |length, octet| length.checked_mul(256)?.checked_add(usize::from(*octet)));
                Some(length?)
            }
            _ => return None,
        };
        Some(Self { tag: *tag, octets: octets.len().saturating_sub(rest.len()), content })
    }

    /// Returns the octets of the whole element; `None` if they are indefinite.
    pub(crate) fn whole(&self) -> Option<usize> {
        self.content?.checked_add(self.octets)
    }
}

impl<'a> Elements<'a> {
    /// Returns the elements at the front of these octets.
    pub(crate) const fn new(octets: &'a [u8]) -> Self {
        Self { octets, at: 0, end: octets.len(), is_indefinite: false, is_cut: false }
    }

    fn rest(&self) -> &'a [u8] {
        self.octets.get(self.at..self.end).unwrap_or_default()
    }

    /// Returns whether no element is left.
    pub(crate) fn is_end(&self) -> bool {
        let rest = self.rest();
        rest.is_empty() || (self.is_indefinite && rest.starts_with(&END_OF_CONTENTS))
    }

    /// Returns whether octets are missing at the end: of one that contains these elements, or those that end them.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut || (self.is_indefinite && self.rest().is_empty())
    }

    /// Returns the tag of the next element; `None` at the end.
    pub(crate) fn peek(&self) -> Option<u8> {
        if self.is_end() { None } else { self.rest().first().copied() }
    }

    /// Returns the elements in the next one, which need not be complete; `None` if its tag is another.
    pub(crate) fn enter(&self, tag: u8) -> Option<Self> {
        let header = Header::read(self.rest()).filter(|header| header.tag == tag && !self.is_end())?;
        let at = self.at.saturating_add(header.octets);
        let (end, is_cut) = match header.content {
            Some(length) => {
                let end = at.saturating_add(length);
                (end.min(self.end), end > self.end)
            }
            None => (self.end, false),
        };
        let is_indefinite = header.content.is_none();
        Some(Self { octets: self.octets, at, end, is_indefinite, is_cut: self.is_cut || is_cut })
    }

    /// Returns the next element and goes on after it; `None` if there is none, or if it is not complete.
    pub(crate) fn next(&mut self) -> Option<Element<'a>> {
        let rest = self.rest();
        let header = Header::read(rest).filter(|_| !self.is_end())?;
        let length = match header.whole() {
            Some(length) => length,
            None => indefinite_length(rest)?,
        };
        let whole = rest.get(..length)?;
        let element = Element { tag: header.tag, offset: self.at, whole, content: whole.get(header.octets..)? };
        self.at = self.at.saturating_add(length);
        Some(element)
    }

    /// As [`Elements::next`], for an element with this tag; another is `None`.
    pub(crate) fn expect(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.peek() == Some(tag) { self.next() } else { None }
    }
}

/// Returns how many octets the element of indefinite length at the front has; `None` if it does not end in them.
fn indefinite_length(octets: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0usize, 0usize);
    loop {
        let rest = octets.get(at..)?;
        if rest.starts_with(&END_OF_CONTENTS) {
            at = at.saturating_add(END_OF_CONTENTS.len());
            depth = depth.checked_sub(1)?;
        } else {
            let header = Header::read(rest)?;
            at = at.checked_add(header.whole().unwrap_or(header.octets))?;
            depth = depth.saturating_add(usize::from(header.content.is_none()));
        }
        if depth == 0 {
            return (at <= octets.len()).then_some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_every_length() {
        let read = |octets: &[u8]| Header::read(octets).map(|header| (header.tag, header.octets, header.content));
        assert_eq!(read(&[0x30, 5]), Some((0x30, 2, Some(5))));
        assert_eq!(read(&[0x30, 0x81, 5]), Some((0x30, 3, Some(5))));
        assert_eq!(read(&[0x30, 0x84, 1, 0, 0, 0]), Some((0x30, 6, Some(1 << 24))));
        assert_eq!(read(&[0x24, 0x80]), Some((0x24, 2, None)));
        assert_eq!(read(&[0xbf, 0x81, 0x01, 3]), Some((0xbf, 4, Some(3))));
        for bad in [&[][..], &[0x30], &[0x30, 0x82, 1], &[0x30, 0x85, 0, 0, 0, 0, 1], &[0xbf, 0x81], &[0x30, 0xff]] {
            assert_eq!(read(bad), None, "{bad:02x?}");
        }
    }

    #[test]
    fn elements_in_der_and_in_ber_are_the_same() {
        let definite = [0x30, 8, 0x30, 3, 2, 1, 7, 4, 1, 9];
        let indefinite = [0x30, 0x80, 0x30, 0x80, 2, 1, 7, 0, 0, 4, 0x81, 1, 9, 0, 0];
        for octets in [&definite[..], &indefinite] {
            let mut all = Elements::new(octets);
            let mut outer = all.enter(SEQUENCE).expect("a SEQUENCE");
            let inner = outer.enter(SEQUENCE).expect("a SEQUENCE");
            assert_eq!(inner.peek(), Some(INTEGER));
            assert_eq!(outer.next().map(|element| element.tag), Some(SEQUENCE));
            assert_eq!(outer.expect(OCTET_STRING).map(|element| element.content), Some(&[9][..]));
            assert!(outer.is_end() && !outer.is_cut() && outer.next().is_none());
            assert_eq!(all.next().map(|element| element.whole), Some(octets));
            assert!(all.is_end());
        }
        for octets in [&definite[..9], &indefinite[..14], &indefinite[..13]] {
            let mut all = Elements::new(octets);
            assert!(all.next().is_none());
            let mut outer = all.enter(SEQUENCE).expect("the start of one");
            while outer.next().is_some() {}
            assert!(outer.is_cut() || !outer.is_end());
        }
    }

    /// Elements in elements cost no stack, and one walk.
    #[test]
    fn elements_may_be_as_deep_as_they_like() {
        let deep = [0x30, 0x80].repeat(1 << 20);
        assert!(Elements::new(&deep).next().is_none());
        let ended = [deep.clone(), vec![0; deep.len()]].concat();
        assert_eq!(Elements::new(&ended).next().map(|element| element.whole.len()), Some(ended.len()));
    }
}
