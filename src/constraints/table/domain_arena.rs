//! Domains as words: a header and the octets in lower case, aligned to their end, one block behind the other.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::hash::{Keys, finish};
use crate::name::FormKind;
use crate::name::host_scan::{differing, dots_of, keep};

/// What the headers and the hashes of a form differ in, so that each form has domains of its own.
#[inline]
pub(super) fn form_mark(form: FormKind) -> u64 {
    u64::from(form.index()) << 8
}

/// What of a domain the bases of the two lists cover, or what of that a name matched: three bits for permitted bases, and the
/// same three for excluded ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Coverage(u64);

impl Coverage {
    pub(super) const NOTHING: Self = Self(0);
    /// The name that is the domain.
    pub(super) const ITSELF: Self = Self(0x01);
    /// The names below it.
    pub(super) const BELOW: Self = Self(0x02);
    /// Some mailbox at this host.
    pub(super) const QUALIFIED: Self = Self(0x04);

    /// The same of an excluded base.
    pub(super) const fn excluded(self) -> Self {
        Self(self.0 << 3)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Of these bits, those of `kind`, of either list.
    pub(super) const fn only(self, kind: Self) -> Self {
        Self(self.0 & (kind.0 | kind.0 << 3))
    }

    /// Of these bits, those of others.
    #[inline(always)]
    pub(super) const fn within(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    pub(super) const fn in_permitted(self) -> bool {
        self.0 & 0x07 != 0
    }

    pub(super) const fn in_excluded(self) -> bool {
        self.0 & 0x38 != 0
    }

    /// What of this would change an answer after `matched`: a second base of a list changes nothing, and an excluded one
    /// decides.
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

/// A number for a service or a local part, from 1; 0 stands for none.
pub(super) type Qualifier = u32;

/// The first word of a block: from the lowest bit the length of the text (8 bits), the form (4), its coverage
/// (8), nothing (12), and the qualifier of the bases (32). A domain has a block for each of its qualifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header(u64);

impl Header {
    const KIND: u64 = 0xffff_ffff_0000_0fff;
    const MARK: u64 = 0xffff_ffff_0000_0f00;

    #[inline]
    pub(super) fn new(len: usize, mark: u64, coverage: Coverage) -> Self {
        Self(Self::kind(len, mark) | coverage.0 << 12)
    }

    /// What the headers and the hashes of a form and a qualifier differ in.
    #[inline(always)]
    pub(super) fn mark_of(form: FormKind, qualifier: Qualifier) -> u64 {
        form_mark(form) | u64::from(qualifier) << 32
    }

    /// The bits that say which domain it is, apart from its text.
    #[inline(always)]
    pub(super) fn kind(len: usize, mark: u64) -> u64 {
        mark | u64::from(u8::try_from(len).unwrap_or(0))
    }

    #[inline(always)]
    pub(super) const fn is_of(self, kind: u64) -> bool {
        self.0 & Self::KIND == kind
    }

    #[inline]
    pub(super) const fn mark(self) -> u64 {
        self.0 & Self::MARK
    }

    #[inline]
    pub(super) fn len(self) -> usize {
        usize::try_from(self.0 & 0xff).unwrap_or(0)
    }

    #[inline]
    pub(super) const fn coverage(self) -> Coverage {
        Coverage(self.0 >> 12 & 0x3f)
    }
}

/// The arena. The first word belongs to none, so that no block is at 0.
#[derive(Clone, Debug)]
pub(super) struct DomainArena(Vec<u64>);

impl DomainArena {
    pub(super) fn with_capacity(words: usize) -> Self {
        let mut arena = Vec::with_capacity(words.saturating_add(1));
        arena.push(0);
        Self(arena)
    }

    /// Where the next block will stand, or `None` when there is no number for it.
    #[inline]
    pub(super) fn next(&self) -> Option<u32> {
        u32::try_from(self.0.len()).ok()
    }

    /// Adds the last `len` octets of `words`.
    #[inline]
    pub(super) fn push_text<const W: usize>(&mut self, words: &[u64; W], len: usize) {
        let start = self.0.len();
        self.0.extend_from_slice(words);
        self.0.truncate(start.saturating_add(len.saturating_add(7) >> 3));
        if let (Some(last), 1..) = (self.0.last_mut(), len & 7) {
            *last &= keep(len);
        }
    }

    #[inline]
    pub(super) fn push_header(&mut self, header: Header) {
        self.0.push(header.0);
    }

    /// Gives the qualifier of a block, if it has one, the number that it has from now on, and yields that.
    pub(super) fn renumber(&mut self, place: u32, numbers: &[Qualifier]) -> Option<Qualifier> {
        let word = self.0.get_mut(usize::try_from(place).ok()?)?;
        let index = usize::try_from(*word >> 32).ok()?.checked_sub(1)?;
        let number = *numbers.get(index)?;
        *word = *word & 0xffff_ffff | u64::from(number) << 32;
        Some(number)
    }

    /// A number that depends on every block.
    pub(super) fn digest(&self) -> u64 {
        self.0.iter().fold(0, |digest, word| finish(digest ^ word))
    }

    /// A header and its text.
    pub(super) fn get(&self, place: u32) -> Option<(Header, &[u64])> {
        let (header, rest) = self.0.get(usize::try_from(place).ok()?..)?.split_first()?;
        let header = Header(*header);
        Some((header, rest.get(..header.len().saturating_add(7) >> 3)?))
    }

    /// Adds a few words behind the last block, so that a short name can be compared to it in one go.
    pub(super) fn end(&mut self) {
        self.0.extend([0; 4]);
    }

    /// A header, and the octets from its text on.
    #[inline(always)]
    pub(super) fn block(&self, place: u32) -> Option<(Header, &[u64])> {
        let (header, text) = self.0.get(usize::try_from(place).ok()?..)?.split_first()?;
        Some((Header(*header), text))
    }

    /// The hash of a block.
    pub(super) fn hash(&self, place: u32, keys: &Keys) -> u64 {
        let Some((header, text)) = self.get(place) else { return 0 };
        let products = text.iter().zip(keys.words()).map(|(word, key)| word.wrapping_mul(*key));
        finish(products.fold(0, u64::wrapping_add) ^ header.mark())
    }

    /// Takes a block into an earlier one, if they are the same domain.
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

    /// The order of two arena: by form and qualifier, then by their octets from the last one on, a dot before every other.
    pub(super) fn compare(&self, one: u32, other: u32) -> Ordering {
        match (self.get(one), self.get(other)) {
            (Some((one, text)), Some((other, other_text))) => {
                compare(one, text.iter().copied(), other, other_text.iter().copied())
            }
            _ => Ordering::Equal,
        }
    }

    /// Whether one domain is above another.
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

/// Whether the text of a block, with whatever is behind it, starts with the last `len` octets of a name.
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

/// Compares texts of whole words, the last octet first. A shorter text ends in zeros, and a dot counts as one: a domain
/// stands directly before those below it.
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

/// How many octets at their end two texts share.
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

/// The octets of a word up to and with the one behind `octets` (at most 7).
const fn keep_through(octets: usize) -> u64 {
    (keep(octets) << 8) | 0xff
}
