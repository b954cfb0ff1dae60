//! The domains of all bases of a CA as words: for each a header, and its octets in lower case, aligned to their end.
//!
//! A name is read into the same layout (`src/name/host_scan.rs`), so comparing a name to a domain compares words and never
//! octets.
//!
//! `inline(always)` here is counted: with `inline` in its place the instruction count of `thousand_srv_names` is 1 to
//! 3 % more (`docs/PERFORMANCE.md`).

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::hash::{Keys, finish};
use crate::name::FormKind;
use crate::name::host_scan::{differing, dots_of, keep};

/// Returns the bits in which the headers and the hashes of a form differ from those of other forms.
///
/// With them each form has domains of its own in the one table: `example.com` as a dNSName base and as an SRVName base are
/// two entries.
#[inline]
pub(super) fn form_mark(form: FormKind) -> u64 {
    u64::from(form.index()) << 8
}

/// Which names the bases at a domain cover, or which of that a presented name matched: three bits for each list.
///
/// ```text
///   bit     5         4       3        2         1       0
///        ┌─────────┬───────┬────────┬─────────┬───────┬────────┐
///        │QUALIFIED│ BELOW │ ITSELF │QUALIFIED│ BELOW │ ITSELF │
///        └─────────┴───────┴────────┴─────────┴───────┴────────┘
///         excludedSubtrees           permittedSubtrees
///
///   _xmpp.example.com permitted:   0 0 0   0 1 1   = 0x03
///   _xmpp.im.example.com matches:  0 0 0   0 1 0   = 0x02, it is below
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Coverage(u64);

impl Coverage {
    /// No name.
    pub(super) const NOTHING: Self = Self(0);
    /// The name that is the domain.
    pub(super) const ITSELF: Self = Self(0x01);
    /// The names below the domain.
    pub(super) const BELOW: Self = Self(0x02);
    /// Some mailbox at the host that is the domain.
    pub(super) const QUALIFIED: Self = Self(0x04);

    /// Returns this coverage of the permitted list as that of the excluded list.
    pub(super) const fn excluded(self) -> Self {
        Self(self.0 << 3)
    }

    /// Returns what either of the two covers.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the bits of `self` that are among those of `kind`, in either list.
    pub(super) const fn only(self, kind: Self) -> Self {
        Self(self.0 & (kind.0 | kind.0 << 3))
    }

    /// Returns the bits of `self` that are in `others`, list by list.
    #[inline(always)]
    pub(super) const fn within(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Returns `true` if some permitted base covers something.
    pub(super) const fn in_permitted(self) -> bool {
        self.0 & 0x07 != 0
    }

    /// Returns `true` if some excluded base covers something.
    pub(super) const fn in_excluded(self) -> bool {
        self.0 & 0x38 != 0
    }

    /// Returns the bits of `self` that would still change the answer for a name that has `matched`.
    ///
    /// RFC 5280 §6.1.3 asks for *some* permitted base and for *no* excluded one. So a second match in the permitted list changes
    /// nothing, and a match in the excluded list decides.
    #[inline(always)]
    pub(super) const fn beyond(self, matched: Self) -> Self {
        if matched.in_excluded() {
            Self::NOTHING
        } else if matched.in_permitted() {
            Self(self.0 & 0x38)
        } else {
            self
        }
    }
}

/// The number of an interned service or local part, from 1; 0 for none.
pub(super) type Qualifier = u32;

/// The first word of a domain in the arena. A domain is stored once for each of its qualifiers.
///
/// ```text
///   bit   63                  32 31        20 19    12 11   8 7      0
///        ┌──────────────────────┬────────────┬────────┬──────┬────────┐
///        │      qualifier       │   unused   │coverage│ form │ length │
///        └──────────────────────┴────────────┴────────┴──────┴────────┘
///         0x0000_0001             0x000        0x03     0      0x0b
///
///   _xmpp.example.com: service number 1, permitted itself and below, SRVName (0), 11 octets: 0x0000_0001_0000_300b
/// ```
///
/// Two headers are of the same domain if everything but the coverage is the same (`KIND`) and the texts are. The bits of
/// `MARK` also go into the hash; the length does not, since the words of the text tell it nearly always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header(u64);

impl Header {
    /// All but the coverage: which domain this is, apart from its text.
    const KIND: u64 = 0xffff_ffff_0000_0fff;
    /// The form and the qualifier, which are part of the hash.
    const MARK: u64 = 0xffff_ffff_0000_0f00;

    /// Returns the header of a domain of `len` octets with the form and the qualifier of `mark`.
    #[inline]
    pub(super) fn new(len: usize, mark: u64, coverage: Coverage) -> Self {
        Self(Self::kind(len, mark) | coverage.0 << 12)
    }

    /// Returns the bits in which the headers and the hashes of a form and a qualifier differ from others.
    #[inline(always)]
    pub(super) fn mark_of(form: FormKind, qualifier: Qualifier) -> u64 {
        form_mark(form) | u64::from(qualifier) << 32
    }

    /// Returns the bits of a header that say which domain it is, apart from its text.
    #[inline(always)]
    pub(super) fn kind(len: usize, mark: u64) -> u64 {
        mark | u64::from(u8::try_from(len).unwrap_or(0))
    }

    /// Returns `true` if this is the header of a domain of the kind that [`Header::kind`] returned. The coverage does not count.
    #[inline(always)]
    pub(super) const fn is_of(self, kind: u64) -> bool {
        self.0 & Self::KIND == kind
    }

    /// Returns the form and the qualifier, as [`Header::mark_of`].
    #[inline]
    pub(super) const fn mark(self) -> u64 {
        self.0 & Self::MARK
    }

    /// Returns the length of the text in octets.
    #[inline]
    pub(super) fn len(self) -> usize {
        usize::try_from(self.0 & 0xff).unwrap_or(0)
    }

    /// Returns which names the bases at this domain cover.
    #[inline]
    pub(super) const fn coverage(self) -> Coverage {
        Coverage(self.0 >> 12 & 0x3f)
    }
}

/// All domains of a table, in one vector of words: a header each, then its text.
///
/// ```text
///   word    0     1                       2            3                4
///        ┌─────┬───────────────────────┬────────────┬────────────────┬──────
///        │  0  │ 0x0000_0001_0000_300b │ "mple.com" │ 0…0 "exa"      │ next header
///        └─────┴───────────────────────┴────────────┴────────────────┴──────
///                header                  the last octet of the name is the lowest of its word
/// ```
///
/// A domain is referred to by the index of its header, its *place*. Word 0 belongs to no domain, so that no place is 0 and an
/// index may use 0 for "none".
#[derive(Clone, Debug)]
pub(super) struct DomainArena(Vec<u64>);

impl DomainArena {
    /// Returns an empty arena with room for `words` words.
    pub(super) fn with_capacity(words: usize) -> Self {
        let mut arena = Vec::with_capacity(words.saturating_add(1));
        arena.push(0);
        Self(arena)
    }

    /// Returns the place of the next domain, or `None` if its number does not fit 32 bits.
    #[inline]
    pub(super) fn next(&self) -> Option<u32> {
        u32::try_from(self.0.len()).ok()
    }

    /// Appends the last `len` octets of `words` as whole words; the octets of the last word that are not part of the text
    /// become zero, so that equal domains are equal words.
    #[inline]
    pub(super) fn push_text<const W: usize>(&mut self, words: &[u64; W], len: usize) {
        let start = self.0.len();
        self.0.extend_from_slice(words);
        self.0.truncate(start.saturating_add(len.saturating_add(7) >> 3));
        if let (Some(last), 1..) = (self.0.last_mut(), len & 7) {
            *last &= keep(len);
        }
    }

    /// Appends a header. Its text must follow.
    #[inline]
    pub(super) fn push_header(&mut self, header: Header) {
        self.0.push(header.0);
    }

    /// Gives the qualifier of a domain the number that it has from now on, and returns that number.
    ///
    /// Returns `None` if the domain has no qualifier.
    pub(super) fn renumber(&mut self, place: u32, numbers: &[Qualifier]) -> Option<Qualifier> {
        let word = self.0.get_mut(usize::try_from(place).ok()?)?;
        let index = usize::try_from(*word >> 32).ok()?.checked_sub(1)?;
        let number = *numbers.get(index)?;
        *word = *word & 0xffff_ffff | u64::from(number) << 32;
        Some(number)
    }

    /// Returns a number that depends on every word, from which other keys of the hash are made: a change to any domain changes
    /// the keys.
    pub(super) fn digest(&self) -> u64 {
        self.0.iter().fold(0, |digest, word| finish(digest ^ word))
    }

    /// Returns the header and the text of a domain, or `None` if there is no domain at this place.
    pub(super) fn get(&self, place: u32) -> Option<(Header, &[u64])> {
        let (header, rest) = self.0.get(usize::try_from(place).ok()?..)?.split_first()?;
        let header = Header(*header);
        Some((header, rest.get(..header.len().saturating_add(7) >> 3)?))
    }

    /// Appends a few words after the last domain, so that a name of four words can be compared to any domain at once, with the
    /// words that are too many masked out.
    pub(super) fn end(&mut self) {
        self.0.extend([0; 4]);
    }

    /// Returns the header of a domain, and all words from its text on. Cheaper than [`DomainArena::get`], which also finds the
    /// end of the text. Returns `None` if there is no domain at this place.
    #[inline(always)]
    pub(super) fn block(&self, place: u32) -> Option<(Header, &[u64])> {
        let (header, text) = self.0.get(usize::try_from(place).ok()?..)?.split_first()?;
        Some((Header(*header), text))
    }

    /// Returns the hash of a domain under other keys than the fixed ones, or 0 if there is no domain at this place.
    pub(super) fn hash(&self, place: u32, keys: &Keys) -> u64 {
        let Some((header, text)) = self.get(place) else { return 0 };
        let products = text.iter().zip(keys.words()).map(|(word, key)| word.wrapping_mul(*key));
        finish(products.fold(0, u64::wrapping_add) ^ header.mark())
    }

    /// Adds the coverage of a later domain to an earlier one if they are the same domain.
    ///
    /// Returns `false`, and changes nothing, if they are not.
    pub(super) fn merge(&mut self, earlier: u32, later: u32) -> bool {
        let (Some((first, text)), Some((other, other_text))) = (self.get(earlier), self.get(later)) else {
            return false;
        };
        let same = first.is_of(other.0 & Header::KIND) && text == other_text;
        if let (true, Some(word)) = (same, usize::try_from(earlier).ok().and_then(|place| self.0.get_mut(place))) {
            *word |= other.0;
        }
        same
    }

    /// Returns the order of two domains: by form and qualifier, then by their octets from the last one on, a dot before any
    /// other octet.
    pub(super) fn compare(&self, one: u32, other: u32) -> Ordering {
        match (self.get(one), self.get(other)) {
            (Some((one, text)), Some((other, other_text))) => {
                compare(one, text.iter().copied(), other, other_text.iter().copied())
            }
            _ => Ordering::Equal,
        }
    }

    /// Returns `true` if one domain is above another of the same form and qualifier. A domain is not above itself.
    pub(super) fn is_above(&self, above: u32, below: u32) -> bool {
        let (Some((above, text)), Some((below, other))) = (self.get(above), self.get(below)) else { return false };
        let (len, full) = (above.len(), above.len() >> 3);
        let next = other.get(full).copied().unwrap_or(0);
        above.mark() == below.mark()
            && len < below.len()
            && text.iter().zip(other).take(full).all(|(one, word)| one == word)
            && (len & 7 == 0 || text.get(full) == Some(&(next & keep(len))))
            && dots_of(next) & !keep(len) & keep_through(len) != 0
    }
}

/// Returns `true` if the words `text`, whatever follows the text in them, start with the last `len` octets of a name.
///
/// For a short name, of four words, this is one comparison under a mask without a loop.
#[inline(always)]
pub(super) fn is_text<const W: usize>(text: &[u64], words: &[u64; W], len: usize) -> bool {
    if let (4, Some(text), Some(words)) = (W, text.first_chunk(), words.first_chunk()) {
        differing(text, words, len) == 0
    } else {
        let full = len >> 3;
        let last = |words: &[u64]| words.get(full).copied().unwrap_or(0) & keep(len);
        text.iter().zip(words).take(full).all(|(one, word)| one == word) && last(text) == last(words)
    }
}

/// Returns the order of two texts of whole words, the last octet first. The unused octets of a shorter text are zero and a
/// dot counts as zero, so a domain is ordered directly before those below it.
pub(super) fn compare(
    one: Header,
    text: impl Iterator<Item = u64>,
    other: Header,
    other_text: impl Iterator<Item = u64>,
) -> Ordering {
    let ordered = |word: u64| (word ^ (dots_of(word) >> 7).wrapping_mul(u64::from(b'.'))).swap_bytes();
    let mark = one.mark().cmp(&other.mark());
    mark.then_with(|| text.map(ordered).cmp(other_text.map(ordered))).then_with(|| one.len().cmp(&other.len()))
}

/// Returns how many octets at their end two texts share.
pub(super) fn in_common(text: &[u64], other: impl Iterator<Item = u64>) -> usize {
    let mut octets = 0usize;
    for (one, word) in text.iter().zip(other) {
        let differing = usize::try_from((one ^ word).trailing_zeros() / 8).unwrap_or(0);
        octets = octets.saturating_add(differing);
        if differing < 8 {
            break;
        }
    }
    octets
}

/// Returns the mask of the lowest `octets + 1` octets of a word; `octets` is at most 7.
const fn keep_through(octets: usize) -> u64 {
    (keep(octets) << 8) | 0xff
}

#[cfg(test)]
mod tests {
    use super::super::hash::FIXED;
    use super::*;

    /// The drawings above [`Coverage`], [`Header`] and [`DomainArena`], and the hash in the essay of the module.
    #[test]
    fn the_worked_name() {
        let within = Coverage::ITSELF.and(Coverage::BELOW);
        assert_eq!((within.0, within.excluded().0), (0b00_0011, 0b01_1000));
        let header = Header::new(11, Header::mark_of(FormKind::SrvName, 1), within);
        assert_eq!(header.0, 0x0000_0001_0000_300b);
        let mut arena = DomainArena::with_capacity(3);
        let place = arena.next().unwrap();
        arena.push_header(header);
        arena.push_text(&[u64::from_be_bytes(*b"mple.com"), u64::from_be_bytes(*b"..im.exa")], 11);
        assert_eq!((place, arena.0[2], arena.0[3]), (1, 0x6d70_6c65_2e63_6f6d, 0x0065_7861));
        assert_eq!(arena.hash(place, &FIXED), 0xf48b_adf8_57dd_6697);
    }
}
