//! A scanner of host text: many octets at a time, without a branch on what they are.
//!
//! One pass over the text finds whether it is well formed, where it can be cut into a label and a domain, and its
//! octets in lower case, aligned to its *end*. A look-up by suffix needs the last two, so a name is read once, whatever
//! it is compared to afterwards. The pass never tells why a text is malformed: the plain loop in [`dns`](super::dns)
//! does. That loop is the oracle of this file: `the_fast_pass_agrees_with_the_plain_loop` in `src/name/dns.rs` runs
//! both on texts that have each kind of octet at each place, of lengths at the borders of words and groups, and on
//! random texts. A test of that name in `src/name/srv.rs` does the same for services.
//!
//! # A worked name
//!
//! A *position* counts the octets after it, since bases are suffixes. `im.example.com` has 14 octets; in two words of
//! eight octets, each with its first octet highest, it is:
//!
//! ```text
//!                 word 1                          word 0
//! text       0   .   i   m   .   e   x   a   m   p   l   e   .   c   o   m
//! octet     30  2e  69  6d  2e  65  78  61  6d  70  6c  65  2e  63  6f  6d
//! position  15  14  13  12  11  10   9   8   7   6   5   4   3   2   1   0
//! dots           *           *                               *
//! ```
//!
//! The words are filled up in front of the text ([`FRONT`]): a dot at position 14, so that the first label starts after
//! a dot like any other, and the digit `0` before it, which is allowed everywhere and is no letter. The suffixes that
//! are domains start after a dot, so their lengths are the positions of the dots: 3 (`com`), 11 (`example.com`) and 14
//! (the whole name).
//!
//! Sixty-four positions make a *group*, one bit each. Position `p` of a group is bit `8 * (p % 8) + p / 8` ([`bit`]),
//! not bit `p`: eight words of flags, of which word `w` uses only bit `w` of each octet ([`WORD_BITS`]), become one
//! word by `|`. The bit number also is what a look-up needs: `p / 8` whole words and `p % 8` octets of the next one.
//!
//! ```text
//! dot at     3 = 8 * 0 + 3    bit 8 * 3 + 0 = 24
//! dot at    11 = 8 * 1 + 3    bit 8 * 3 + 1 = 25
//! dot at    14 = 8 * 1 + 6    bit 8 * 6 + 1 = 49
//! ```
//!
//! A hyphen at the end of a label has a dot directly after it. [`up`] moves each position one to the left, so "the next
//! octet is a dot" is `up(dots)`, and one `&` finds every misplaced hyphen and every empty label of the group
//! ([`misplaced`]).
//!
//! # Inlining
//!
//! Nearly every name has at most 31 octets, and goes from its text to its answer through code of its own, in which the
//! number of words is a constant. The functions of that path are `inline(always)`, so that the compiler can use the
//! constant in all of them; `thousand_dns_names` and `thousand_srv_names` in `benches/instructions` count the
//! instructions of the path.
//!
//! `inline(always)` here is counted: with `inline` in its place the instruction count of `thousand_dns_names` is 11 to
//! 13 % and `one_name_under_one_base_from_der` 12 % more (`docs/PERFORMANCE.md`).

/// Longest domain name in text form, in octets (RFC 1035 §2.3.4: 255 octets on the wire).
pub const MAX_NAME_OCTETS: usize = 253;

/// Number of words of the longest name: 253 octets, and its dot in front.
const LONG_WORDS: usize = 32;
/// Number of groups of 64 positions of the longest name.
pub(crate) const GROUPS: usize = 4;

/// The first 32 positions of a group: bit `8 * (p % 8) + p / 8` is among the low four of its octet if `p` is below 32.
const LOW_HALF: u64 = 0x0f0f_0f0f_0f0f_0f0f;
/// The high bit of each octet, which is clear in ASCII: comparisons of eight octets leave their results there.
const HIGH: u64 = 0x8080_8080_8080_8080;
/// The low seven bits of each octet. Added to octets below 0x80, it sets the high bit of those that are not zero, and
/// carries nothing into the next octet, since 0x7f + 0x7f is below 0x100.
const LOW_SEVEN: u64 = 0x7f7f_7f7f_7f7f_7f7f;
/// The bit that separates the cases of a letter. Digits (0x30 to 0x39), dots (0x2e) and hyphens (0x2d) have it set, so
/// `|` keeps them; of the characters of a name only the underscore (0x5f) becomes another (0x7f).
const LOWER_CASE: u64 = 0x2020_2020_2020_2020;

/// A scanned domain name: its octets in lower case and its suffixes. `W` is the number of words the text may fill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Labels<const W: usize> {
    /// Lower-case octets, the last one in the lowest octet of the first word. Octets from position `len` on have no
    /// meaning.
    words: [u64; W],
    /// The lengths of the suffixes that are domains, group by group: the positions of the dots, and the whole length.
    suffixes: [u64; GROUPS],
    len: usize,
    /// `true` if all octets are letters, digits, hyphens and dots.
    plain: bool,
}

/// A scanned domain name of any length.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AnyLabels<'l> {
    /// Up to 31 octets, as nearly every name.
    Short(&'l Labels<4>),
    /// Up to 63.
    Medium(&'l Labels<8>),
    /// Up to 253.
    Long(&'l Labels<LONG_WORDS>),
}

/// Whether the pass could decide that a text is well formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Letters, digits and hyphens in labels: well formed.
    WellFormed,
    /// Undecided: malformed, or a rare text that this pass leaves to the plain loop, with an underscore or with a last
    /// label that ends in a digit.
    Unclear,
}

impl AnyLabels<'_> {
    /// Scans a text and returns what `question` returns for it. Returns `None` if the text is empty or longer than
    /// [`MAX_NAME_OCTETS`].
    ///
    /// The labels are borrowed, not returned: moving a few hundred bytes would cost more than reading the text.
    #[inline]
    pub(crate) fn ask<T>(text: &[u8], question: impl FnOnce(AnyLabels<'_>, Reading) -> T) -> Option<T> {
        Some(match text.len() {
            1..=31 => {
                let (labels, reading) = Labels::read_short(text);
                question(AnyLabels::Short(&labels), reading)
            }
            32..=63 => {
                let (labels, reading) = Labels::read_long(text);
                question(AnyLabels::Medium(&labels), reading)
            }
            64..=MAX_NAME_OCTETS => {
                let (labels, reading) = Labels::read_long(text);
                question(AnyLabels::Long(&labels), reading)
            }
            _ => return None,
        })
    }

    /// Returns `true` if this name is `domain` or below it.
    #[inline]
    pub(crate) fn ends_with(&self, domain: &[u8]) -> bool {
        match self {
            Self::Short(labels) => labels.short_ends_with(domain),
            Self::Medium(labels) => labels.ends_with(domain, load),
            Self::Long(labels) => labels.ends_with(domain, load),
        }
    }

    /// Returns the number of octets.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        match self {
            Self::Short(labels) => labels.len,
            Self::Medium(labels) => labels.len,
            Self::Long(labels) => labels.len,
        }
    }

    /// Returns `true` if a text is longer than a name may be.
    pub(crate) const fn is_too_long(text: &[u8]) -> bool {
        text.len() > MAX_NAME_OCTETS
    }
}

/// Returns the number of octets before the first dot, or `None` if there is no dot.
#[inline]
pub(crate) fn first_dot(text: &[u8]) -> Option<usize> {
    let mut rest = text;
    let mut before = 0usize;
    while let Some((octets, others)) = rest.split_first_chunk::<16>() {
        if let Some((dot, _)) = octets_before_dot(octets) {
            return Some(before.wrapping_add(dot));
        }
        (rest, before) = (others, before.wrapping_add(16));
    }
    rest.iter().position(|octet| *octet == b'.').map(|octets| before.wrapping_add(octets))
}

/// Splits the text of an SRVName or of its base, without the underscore, at the first dot: returns the service, and the
/// domain or `None` if there is no dot. Neither is checked.
#[inline(always)]
pub(crate) fn split_service(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    match first_dot(text).and_then(|dot| text.split_at_checked(dot)) {
        Some((service, [_, name @ ..])) => (service, Some(name)),
        _ => (text, None),
    }
}

/// Returns the number of octets before the first dot, and those octets, the first one lowest and zeros from the dot on.
/// Returns `None` if none of the 16 is a dot.
#[inline(always)]
pub(crate) fn octets_before_dot(octets: &[u8; 16]) -> Option<(usize, [u64; 2])> {
    let octets = u128::from_le_bytes(*octets);
    // A dot is a zero octet now. Subtracting 1 from each octet borrows through a zero, so that its high bit becomes set
    // where it was clear. The borrow can mark further octets, but only above the lowest zero, which is the first dot.
    let differing = octets ^ repeat_wide(b'.');
    let dots = differing.wrapping_sub(repeat_wide(0x01)) & !differing & repeat_wide(0x80);
    if dots == 0 {
        return None;
    }
    let before = usize::try_from(dots.trailing_zeros() / 8).ok()?;
    let first_dot = dots & dots.wrapping_neg();
    // Bit 0 of the octet of the dot, less one: every bit below that octet.
    let [last, first] = halves(octets & (first_dot >> 7).wrapping_sub(1));
    Some((before, [first, last]))
}

/// Returns `true` only if a text is a domain name of letter-digit-hyphen labels. `false` means *undecided*: the plain
/// loop in [`dns`](super::dns) must decide.
#[inline]
pub(crate) fn is_well_formed(text: &[u8]) -> bool {
    let reading = match text.len() {
        1..=31 => Labels::<4>::read_short(text).1,
        32..=63 => Labels::<8>::read_long(text).1,
        64..=MAX_NAME_OCTETS => Labels::<LONG_WORDS>::read_long(text).1,
        _ => Reading::Unclear,
    };
    reading == Reading::WellFormed
}

/// Returns `true` if a text is a service without its underscore: letters, digits and single inner hyphens, at least one
/// letter, at most 62 octets (RFC 6335 §5.1). It is `true` exactly if the plain loop accepts the text
/// (`src/name/srv.rs`, `the_fast_pass_agrees_with_the_plain_loop`).
#[inline]
pub(crate) fn is_service(text: &[u8]) -> bool {
    match text.len() {
        1..=15 => is_service_in(padded_two(text), text.len()),
        16..=31 => is_service_in(padded_four(text), text.len()),
        32..=62 => is_service_in(load::<8>(text), text.len()),
        _ => false,
    }
}

#[inline(always)]
fn is_service_in<const W: usize>(words: [u64; W], len: usize) -> bool {
    let flags = Flags::of(&words);
    // Not allowed: a hyphen before a hyphen, after the dot in front, or at the end, and any dot but that in front.
    let misplaced = up(flags.hyphens) & (flags.hyphens | flags.dots) | flags.hyphens & 1 | flags.dots ^ bit(len);
    flags.plain && misplaced == 0 && flags.letters != 0
}

impl Labels<4> {
    /// Fast path for a well-formed domain name of up to 31 octets, without wildcard; returns `None` for any other text,
    /// which the caller parses in full.
    #[inline(always)]
    pub(crate) fn short(text: &[u8]) -> Option<Self> {
        let (labels, reading) = if let 1..=31 = text.len() { Self::read_short(text) } else { return None };
        if reading == Reading::WellFormed { Some(labels) } else { None }
    }

    /// [`AnyLabels::ends_with`].
    #[inline(always)]
    pub(crate) fn short_ends_with(&self, domain: &[u8]) -> bool {
        if !self.has_suffix(domain.len()) {
            return false;
        }
        let words = load_short(domain);
        self.is_same(differing(&words, &self.words, domain.len()), &words, domain.len())
    }

    #[inline(always)]
    fn read_short(text: &[u8]) -> (Self, Reading) {
        let words = padded_four(text);
        let flags = Flags::of(&words);
        let placed = misplaced(flags.dots, flags.hyphens, 1, 0) == 0;
        let suffixes = [flags.dots, 0, 0, 0];
        let labels = Self { words: words.map(|word| word | LOWER_CASE), suffixes, len: text.len(), plain: flags.plain };
        (labels, reading(flags.plain && placed, text))
    }
}

impl<const W: usize> Labels<W> {
    #[inline]
    fn read_long(text: &[u8]) -> (Self, Reading) {
        let words = load::<W>(text);
        let mut suffixes = [0; GROUPS];
        let (mut plain, mut placed) = (true, true);
        // After the last octet a label ends, as before a dot.
        let (mut dot_after, mut hyphen_after) = (1, 0);
        let mut rest = words.as_slice();
        for (suffix_lengths, start) in suffixes.iter_mut().zip([0usize, 64, 128, 192]) {
            let Some((group, others)) = rest.split_first_chunk::<8>().filter(|_| start <= text.len()) else { break };
            rest = others;
            let flags = Flags::of(group);
            plain &= flags.plain;
            placed &= misplaced(flags.dots, flags.hyphens, dot_after, hyphen_after) == 0;
            *suffix_lengths = flags.dots;
            // Bit 63 is position 63, whose left neighbor is position 0 of the next group.
            dot_after = flags.dots >> 63;
            hyphen_after = flags.hyphens >> 63;
        }
        let labels = Self { words: words.map(|word| word | LOWER_CASE), suffixes, len: text.len(), plain };
        let fits = text.len() < 64 || labels.has_no_long_gap() || labels.longest_label() < 64;
        (labels, reading(plain && placed && fits, text))
    }

    /// Returns `true` if every 32 octets in a row, counted from the end, have a dot: then no label is longer than 62.
    fn has_no_long_gap(&self) -> bool {
        let halves = self.suffixes.iter().flat_map(|suffixes| [suffixes & LOW_HALF, suffixes & !LOW_HALF]);
        halves.take(self.len >> 5).all(|half| half != 0)
    }

    /// Returns the number of octets of the longest label.
    fn longest_label(&self) -> u32 {
        let (mut longest, mut run, mut left) = (0, 0u32, self.len);
        for word in self.words {
            let octets = u32::try_from(left.min(8)).unwrap_or(8);
            // The first position outside the text ends a label like a dot.
            let dots = dots_of(word) & !u64::MAX.checked_shl(octets.saturating_mul(8)).unwrap_or(0);
            if dots == 0 {
                run = run.saturating_add(octets);
            } else {
                longest = longest.max(run.saturating_add(dots.trailing_zeros() / 8));
                let unused = 8u32.saturating_sub(octets);
                run = (dots.leading_zeros() / 8).saturating_sub(unused);
            }
            left = left.saturating_sub(8);
        }
        longest.max(run)
    }

    /// Returns `true` if the last `len` octets are one or more whole labels.
    #[inline(always)]
    fn has_suffix(&self, len: usize) -> bool {
        self.suffixes.get(len >> 6).is_some_and(|suffixes| suffixes & bit(len) != 0) && len != 0
    }

    /// [`AnyLabels::ends_with`].
    fn ends_with(&self, domain: &[u8], load: fn(&[u8]) -> [u64; W]) -> bool {
        if !self.has_suffix(domain.len()) {
            return false;
        }
        let words = load(domain);
        self.is_same(
            self.differing(&words, domain.len(), |domain_word, name_word| domain_word ^ name_word),
            &words,
            domain.len(),
        )
    }

    /// Returns `true` if the last `len` octets are those of `domain` without regard to case, given the bits in which
    /// they differ.
    #[inline(always)]
    fn is_same(&self, differing: u64, domain: &[u64; W], len: usize) -> bool {
        // Nearly all bases are in lower case. (`LOWER_CASE` changes an underscore; a plain name has none.)
        if differing == 0 && self.plain {
            return true;
        }
        differing & !LOWER_CASE == 0 && self.ends_with_any_case(domain, len)
    }

    /// Returns `true` if the last `len` octets are those of a domain in `words`, which may have upper case.
    #[cold]
    fn ends_with_any_case(&self, words: &[u64; W], len: usize) -> bool {
        // Only letters have a case, and `LOWER_CASE` changed the underscores of the name. The high bit of an octet,
        // moved down by two, is its case bit (0x20): ignored in letters, and put back where the name had an underscore.
        let ignoring_case = |domain_word: u64, name_word: u64| {
            let case = (letters(name_word & LOW_SEVEN) & HIGH) >> 2;
            let underscores = (!differs(name_word & LOW_SEVEN, b'_' | 0x20) & HIGH) >> 2;
            (domain_word ^ name_word ^ underscores) & !case
        };
        self.differing(words, len, ignoring_case) == 0
    }

    /// Returns the bits in which the last `len` octets differ from those of `words`, as `difference` finds them.
    #[inline(always)]
    fn differing(&self, words: &[u64; W], len: usize, difference: impl Fn(u64, u64) -> u64) -> u64 {
        let mut differing = 0;
        let mut left = len;
        for (domain_word, name_word) in words.iter().zip(&self.words) {
            let kept = if left < 8 { keep(left) } else { u64::MAX };
            differing |= difference(*domain_word, *name_word) & kept;
            left = left.saturating_sub(8);
        }
        differing
    }

    /// Returns the octets in lower case, aligned to their end.
    #[inline]
    pub(crate) const fn words(&self) -> &[u64; W] {
        &self.words
    }

    /// Returns the lengths of the suffixes that are domains, group by group: the positions of the dots, and the whole
    /// length.
    #[inline]
    pub(crate) const fn suffixes(&self) -> &[u64; GROUPS] {
        &self.suffixes
    }

    /// Returns the number of octets.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Returns the length of the name without its left-most label, or `None` if the name has only one label.
    #[inline]
    pub(crate) fn parent_len(&self) -> Option<usize> {
        let mut highest = None;
        for (suffixes, start) in self.suffixes.iter().zip([0usize, 64, 128, 192]) {
            let lengths = positions(*suffixes).map(|position| position | start);
            highest = lengths.filter(|len| *len != self.len).max().or(highest);
        }
        highest
    }
}

/// Returns the positions within a group whose bits are set, the highest bit first: the inverse of [`bit`].
pub(crate) fn positions(mut mask: u64) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let number = mask.checked_ilog2()?;
        mask ^= 1u64.checked_shl(number)?;
        usize::try_from((number >> 3) | ((number & 7) << 3)).ok()
    })
}

/// Returns the bit of a position within its group: bit `8 * (p % 8) + p / 8`. From 64 on, it is the bit of `p % 64`.
#[inline(always)]
pub(crate) const fn bit(position: usize) -> u64 {
    1 << (((position & 7) << 3) | ((position >> 3) & 7))
}

/// Returns the mask of the lowest `octets` octets of a word, at most 7.
#[inline(always)]
pub(crate) const fn keep(octets: usize) -> u64 {
    !(u64::MAX << ((octets & 7) << 3))
}

/// Returns the high bits of the octets of a word that are dots. An octet above 0x7f differs from a dot in its high bit
/// alone (0xae), so `!word` excludes it.
#[inline(always)]
pub(crate) const fn dots_of(word: u64) -> u64 {
    !differs(word & LOW_SEVEN, b'.') & !word & HIGH
}

/// Returns the outcome of the pass, given that the labels are well formed apart from the last one.
#[inline(always)]
fn reading(well_formed: bool, text: &[u8]) -> Reading {
    // A last label of digits only makes a text malformed; a last label that ends in a letter is none such.
    if well_formed && text.last().is_some_and(u8::is_ascii_alphabetic) { Reading::WellFormed } else { Reading::Unclear }
}

/// The kinds of the octets of a group, one bit a position.
struct Flags {
    /// `true` if all octets are letters, digits, hyphens and dots.
    plain: bool,
    dots: u64,
    hyphens: u64,
    letters: u64,
}

/// For each octet of four words, the bit that flags it: bit `w` in word `w`. So flags of different words never meet in
/// one bit, and `|` of the words puts position `p` at bit `8 * (p % 8) + p / 8`.
const WORD_BITS: [u8; 32] = {
    let mut bits = [0; 32];
    let mut rest: &mut [u8] = &mut bits;
    let mut octet = 0usize;
    while let Some((bit, others)) = rest.split_first_mut() {
        *bit = 1 << (octet >> 3);
        octet = octet.wrapping_add(1);
        rest = others;
    }
    bits
};

impl Flags {
    /// Returns the flags of up to eight words, two or four at a time.
    #[inline(always)]
    fn of<const N: usize>(words: &[u64; N]) -> Self {
        if let [first, second] = words.as_slice() {
            return Self::of_octets::<16>([*first, *second]);
        }
        let mut flags = Self { plain: true, dots: 0, hyphens: 0, letters: 0 };
        for (four, start) in words.chunks(4).zip([0u32, 4]) {
            // The second four words take the upper four bits of each octet.
            let part = Self::of_octets::<32>(four.iter().copied());
            flags.plain &= part.plain;
            flags.dots |= part.dots << start;
            flags.hyphens |= part.hyphens << start;
            flags.letters |= part.letters << start;
        }
        flags
    }

    /// Returns the flags of two or four words, octet by octet and without a branch, over arrays of one length:
    /// compilers make vectors of this. `thousand_srv_names` in `benches/instructions` counts 190 instructions for
    /// reading a host this way, and 291 with masks of words (`docs/PERFORMANCE.md`).
    #[inline(always)]
    fn of_octets<const N: usize>(words: impl IntoIterator<Item = u64>) -> Self {
        let mut octets = [0u8; N];
        octets.chunks_exact_mut(8).zip(words).for_each(|(octets, word)| octets.copy_from_slice(&word.to_le_bytes()));
        let (mut allowed, mut dots, mut hyphens, mut letters) = ([0u8; N], [0u8; N], [0u8; N], [0u8; N]);
        let found = allowed.iter_mut().zip(&mut dots).zip(&mut hyphens).zip(&mut letters);
        for ((octet, bit), (((allowed, dot), hyphen), letter)) in octets.iter().zip(&WORD_BITS).zip(found) {
            // 0xff for `true`, 0 for `false`.
            let all = |is: bool| 0u8.wrapping_sub(u8::from(is));
            let (is_dot, is_hyphen) = (all(*octet == b'.'), all(*octet == b'-'));
            // Below the first of a range, the subtraction wraps to a large number: one comparison tests both ends.
            let is_letter = all((*octet | 0x20).wrapping_sub(b'a') < 26);
            let is_digit = all(octet.wrapping_sub(b'0') < 10);
            *allowed = is_dot | is_hyphen | is_letter | is_digit;
            *dot = is_dot & bit;
            *hyphen = is_hyphen & bit;
            *letter = is_letter & bit;
        }
        let word = |octets: &[u8]| octets.first_chunk::<8>().map_or(0, |octets| u64::from_le_bytes(*octets));
        let packed = |octets: &[u8; N]| octets.chunks_exact(8).fold(0, |packed, octets| packed | word(octets));
        let plain = allowed.chunks_exact(8).fold(u64::MAX, |all, octets| all & word(octets)) == u64::MAX;
        Self { plain, dots: packed(&dots), hyphens: packed(&hyphens), letters: packed(&letters) }
    }
}

/// Returns a word with the high bit set in each octet that is a letter. Octets must be below 0x80; other bits have no
/// meaning.
#[inline(always)]
const fn letters(octets: u64) -> u64 {
    let folded = octets | LOWER_CASE;
    at_least(folded, b'a') & !at_least(folded, b'{')
}

/// Returns the positions that make a label empty, or start or end it with a hyphen: dots and hyphens before a dot, and
/// dots before a hyphen. `dot_after` and `hyphen_after` are bit 0 if the octet after the group is such; the end counts
/// as a dot.
#[inline(always)]
const fn misplaced(dots: u64, hyphens: u64, dot_after: u64, hyphen_after: u64) -> u64 {
    ((dots | hyphens) & (up(dots) | dot_after)) | (dots & (up(hyphens) | hyphen_after))
}

/// Moves every position `p` to `p + 1`, one to the left; position 63 is dropped.
///
/// Within a word that is the next octet, eight bits up. From the last octet of a word it is the first octet of the next
/// word, bit 0 of the octets after bit 7 of them: down by 56 bits, and up by the one that numbers the word.
#[inline(always)]
const fn up(mask: u64) -> u64 {
    (mask << 8) | ((mask >> 56 & 0x7f) << 1)
}

/// Returns a word with the high bit set in each octet that is at least `octet`. Octets must be below 0x80, and so the
/// sum reaches 0x80 exactly if they are, and never carries: 0x7f + 0x80 is below 0x100.
#[inline(always)]
const fn at_least(octets: u64, octet: u8) -> u64 {
    octets.wrapping_add(repeat(0x80u8.wrapping_sub(octet)))
}

/// Returns a word with the high bit set in each octet that is not `octet`. Both must be below 0x80: `^` makes equal
/// octets zero, and [`LOW_SEVEN`] is added to tell zero from the rest.
#[inline(always)]
const fn differs(octets: u64, octet: u8) -> u64 {
    (octets ^ repeat(octet)).wrapping_add(LOW_SEVEN)
}

/// Returns a word of eight times `octet`.
#[inline(always)]
const fn repeat(octet: u8) -> u64 {
    u64::from_be_bytes([octet; 8])
}

/// Returns a double word of sixteen times `octet`.
#[inline(always)]
const fn repeat_wide(octet: u8) -> u128 {
    u128::from_be_bytes([octet; 16])
}

/// What fills the words before a text, with a dot in place of the last digit: digits are allowed everywhere in a label,
/// and are no letters. The dot makes the whole name a suffix after a dot, like the domains in it.
const FRONT: u64 = repeat(b'0');

/// Returns what is put before a text in the word of its first octet, of which the lowest `octets`, at most 7, are text:
/// a dot, and [`FRONT`] above it. `^` turns the digit next to the text into the dot.
#[inline(always)]
const fn front(octets: usize) -> u64 {
    FRONT & !keep(octets) ^ (repeat(b'.' ^ b'0') & 0xff) << ((octets & 7) << 3)
}

/// For each length of a short text, what is put before it in its words.
static FRONTS: [[u64; 4]; 32] = {
    let mut fronts = [[0; 4]; 32];
    let mut rest: &mut [[u64; 4]] = &mut fronts;
    let mut len = 0usize;
    while let Some((words, others)) = rest.split_first_mut() {
        *words = [front_from(len, 0), front_from(len, 8), front_from(len, 16), front_from(len, 24)];
        len = len.wrapping_add(1);
        rest = others;
    }
    fronts
};

/// Returns what is put before a text of `len` octets in the word that starts at position `start`.
const fn front_from(len: usize, start: usize) -> u64 {
    match len.checked_sub(start) {
        None => FRONT,
        Some(octets @ 0..=7) => front(octets),
        Some(_) => 0,
    }
}

/// Loads up to 31 octets, aligned to their end, with a dot and [`FRONT`] before them.
#[inline(always)]
fn padded_four(text: &[u8]) -> [u64; 4] {
    let [w0, w1, w2, w3] = load_short(text);
    let [f0, f1, f2, f3] = FRONTS.get(text.len()).copied().unwrap_or_default();
    [w0 | f0, w1 | f1, w2 | f2, w3 | f3]
}

/// Loads up to 15 octets, aligned to their end, with a dot and [`FRONT`] before them.
#[inline(always)]
fn padded_two(text: &[u8]) -> [u64; 2] {
    let [w0, w1] = load_two(text);
    let [f0, f1, ..] = FRONTS.get(text.len()).copied().unwrap_or_default();
    [w0 | f0, w1 | f1]
}

/// Returns the bits in which the last `len` octets, at most 31, of two texts differ. No branch depends on `len`.
#[inline(always)]
pub(crate) fn differing(words: &[u64; 4], others: &[u64; 4], len: usize) -> u64 {
    let Some(masks) = MASKS.get(len) else { return u64::MAX };
    let mut differing = 0;
    for ((word, other), mask) in words.iter().zip(others).zip(masks) {
        differing |= (word ^ other) & mask;
    }
    differing
}

/// For each length of a short text, the octets of its words that are text.
static MASKS: [[u64; 4]; 32] = {
    let mut masks = [[0; 4]; 32];
    let mut rest: &mut [[u64; 4]] = &mut masks;
    let mut len = 0usize;
    while let Some((mask, others)) = rest.split_first_mut() {
        *mask = [first(len, 0), first(len, 8), first(len, 16), first(len, 24)];
        len = len.wrapping_add(1);
        rest = others;
    }
    masks
};

/// Returns the mask of the positions below `len` in the word that starts at position `start`.
const fn first(len: usize, start: usize) -> u64 {
    match len.saturating_sub(start) {
        octets @ 0..=7 => keep(octets),
        _ => u64::MAX,
    }
}

/// Loads up to 32 octets, aligned to their end, without a loop: the first 16 and the last 16 overlap in a text of 16 or
/// more, as most texts are, and the first are shifted to drop what the last have.
#[inline(always)]
fn load_short(text: &[u8]) -> [u64; 4] {
    if let (Some(first), Some(last)) = (text.first_chunk::<16>(), text.last_chunk::<16>()) {
        let unused = 32usize.saturating_sub(text.len()).saturating_mul(8);
        let shift = u32::try_from(unused).unwrap_or(0);
        let front = u128::from_be_bytes(*first).checked_shr(shift).unwrap_or(0);
        let [w1, w0] = halves(u128::from_be_bytes(*last));
        let [w3, w2] = halves(front);
        return [w0, w1, w2, w3];
    }
    let [w0, w1] = load_two(text);
    [w0, w1, 0, 0]
}

/// Loads up to 16 octets, aligned to their end.
#[inline(always)]
fn load_two(text: &[u8]) -> [u64; 2] {
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        let unused = 16usize.saturating_sub(text.len()).saturating_mul(8);
        let shift = u32::try_from(unused).unwrap_or(0);
        let front = u64::from_be_bytes(*first).checked_shr(shift).unwrap_or(0);
        return [u64::from_be_bytes(*last), front];
    }
    [load_word(text), 0]
}

/// Loads up to 8 octets, aligned to their end. The first four and the last four overlap in equal octets, so `|` joins
/// them.
#[inline(always)]
pub(crate) fn load_word(text: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let shift = u32::try_from(text.len().saturating_sub(4).saturating_mul(8)).unwrap_or(0);
        let front = u64::from(u32::from_be_bytes(*first)).checked_shl(shift).unwrap_or(0);
        return front | u64::from(u32::from_be_bytes(*last));
    }
    text.iter().fold(0, |word, octet| (word << 8) | u64::from(*octet))
}

/// Loads fewer than `8 * W` octets, aligned to their end, with a dot and [`FRONT`] before them.
#[inline(always)]
fn load<const W: usize>(text: &[u8]) -> [u64; W] {
    let mut words = [FRONT; W];
    let mut rest = text;
    for word in &mut words {
        if let Some((front, last)) = rest.split_last_chunk::<8>() {
            *word = u64::from_be_bytes(*last);
            rest = front;
        } else {
            *word = match text.first_chunk::<8>() {
                Some(first) => {
                    let unused = 8usize.saturating_sub(rest.len()).saturating_mul(8);
                    let shift = u32::try_from(unused).unwrap_or(0);
                    u64::from_be_bytes(*first).checked_shr(shift).unwrap_or(0)
                }
                None => load_word(rest),
            } | front(rest.len());
            break;
        }
    }
    words
}

/// Returns the upper and the lower half of a double word.
#[inline(always)]
fn halves(double: u128) -> [u64; 2] {
    let upper = u64::try_from(double >> 64).unwrap_or(0);
    let lower = u64::try_from(double & u128::from(u64::MAX)).unwrap_or(0);
    [upper, lower]
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    /// The figures in the head of this file.
    #[test]
    fn the_worked_name_is_scanned_as_drawn() {
        let labels = Labels::short(b"IM.example.com").unwrap();
        assert_eq!(labels.words().map(u64::to_be_bytes), [*b"mple.com", *b"0.im.exa", *b"00000000", *b"00000000"]);
        assert_eq!(labels.suffixes(), &[1 << 24 | 1 << 25 | 1 << 49, 0, 0, 0]);
        assert_eq!([3, 11, 14].map(bit), [1 << 24, 1 << 25, 1 << 49]);
        assert_eq!(labels.parent_len(), Some(11));
        assert!(labels.short_ends_with(b"Example.com") && !labels.short_ends_with(b"ample.com"));
    }

    /// A hyphen at the end of a label, one at its start, an empty label, and none of them.
    #[test]
    fn misplaced_hyphens_and_dots_are_found_where_they_are() {
        for (text, positions_found) in
            [("a-.b", &[2usize][..]), ("a.-b", &[2]), ("a..b", &[2]), ("a.b-", &[0]), ("a-b.c", &[])]
        {
            let flags = Flags::of(&padded_four(text.as_bytes()));
            let found: std::vec::Vec<_> = positions(misplaced(flags.dots, flags.hyphens, 1, 0)).collect();
            assert_eq!(found, positions_found, "{text}");
        }
    }
}
