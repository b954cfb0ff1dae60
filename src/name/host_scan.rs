//! The text of a domain name, many octets at a time.
//!
//! One pass over the text answers three questions at once: is it well formed, where can it be cut into a label and a
//! domain, and what are its octets in lower case, aligned to its *end*. The last two are what a look-up by suffix needs,
//! so a name is read once, whatever it is compared to afterwards. The pass never says why a text is malformed: the plain
//! loop in [`dns`](super::dns) does, and is the oracle that this is held against (`src/name/dns.rs`,
//! `the_fast_pass_agrees_with_the_plain_loop`).
//!
//! *Positions* count octets from the right, since bases are suffixes: a dot at position `p` has `p` octets behind it.
//! Sixty-four positions make a group, one bit each. Position `p` of a group is bit `8 * (p % 8) + p / 8`: eight words
//! of flags, one bit in each octet, become one word by putting them on top of each other, and the bit number holds what a
//! look-up asks for: which word, and how much of it.

/// Longest domain name in text form, in octets (RFC 1035 §2.3.4: 255 octets on the wire).
pub const MAX_NAME_OCTETS: usize = 253;

/// Words that hold the longest name: 253 octets.
const LONG_WORDS: usize = 32;
/// Groups of 64 positions that hold the longest name.
pub(crate) const GROUPS: usize = 4;

/// The first 32 positions of a group.
const LOW_HALF: u64 = 0x0f0f_0f0f_0f0f_0f0f;
const HIGH: u64 = 0x8080_8080_8080_8080;
const LOW_SEVEN: u64 = 0x7f7f_7f7f_7f7f_7f7f;
/// The bit that separates the cases of a letter; digits, dots and hyphens have it, and only an underscore changes.
const LOWER_CASE: u64 = 0x2020_2020_2020_2020;

/// A domain name, read: its octets in lower case and its suffixes. `W` is how many words the text may fill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Labels<const W: usize> {
    /// Lower-case octets, the last one in the lowest octet of the first word. Behind the text they mean nothing.
    words: [u64; W],
    /// The lengths of the suffixes that are domains, group by group: the positions of the dots, and the whole length.
    suffixes: [u64; GROUPS],
    len: usize,
    /// Whether all octets are letters, digits, hyphens and dots.
    plain: bool,
}

/// A domain name of any length.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AnyLabels<'l> {
    /// Up to 31 octets, as nearly every name.
    Short(&'l Labels<4>),
    /// Up to 63.
    Medium(&'l Labels<8>),
    /// Up to 253.
    Long(&'l Labels<LONG_WORDS>),
}

/// What a text was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Letters, digits and hyphens in labels: well formed.
    WellFormed,
    /// Malformed, or one of the rare texts that this pass leaves to the plain loop: with an underscore, or with a
    /// last label that ends in a digit.
    Unclear,
}

impl AnyLabels<'_> {
    /// Reads a text and asks it something, or `None` when it is empty or longer than a name may be.
    ///
    /// The labels stay where they are read: moving a few hundred octets would cost more than reading them.
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

    /// Whether this name is `domain` or below it.
    #[inline]
    pub(crate) fn ends_with(&self, domain: &[u8]) -> bool {
        match self {
            Self::Short(labels) => labels.short_ends_with(domain),
            Self::Medium(labels) => labels.ends_with(domain, load),
            Self::Long(labels) => labels.ends_with(domain, load),
        }
    }

    /// How many octets there are.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        match self {
            Self::Short(labels) => labels.len,
            Self::Medium(labels) => labels.len,
            Self::Long(labels) => labels.len,
        }
    }

    /// Whether a text is longer than a name may be.
    pub(crate) const fn is_too_long(text: &[u8]) -> bool {
        text.len() > MAX_NAME_OCTETS
    }
}

/// How many octets stand in front of the first dot.
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

/// The text of an SRVName or of its base, without the underscore: a service, and behind a dot a domain.
#[inline(always)]
pub(crate) fn split_service(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    match first_dot(text).and_then(|dot| text.split_at_checked(dot)) {
        Some((service, [_, name @ ..])) => (service, Some(name)),
        _ => (text, None),
    }
}

/// How many octets stand in front of the first dot, and which: the first one lowest, and zeros.
#[inline(always)]
pub(crate) fn octets_before_dot(octets: &[u8; 16]) -> Option<(usize, [u64; 2])> {
    let octets = u128::from_le_bytes(*octets);
    // A dot is zero now, and the subtraction says where zeros are; it is wrong only behind the first of them.
    let differing = octets ^ repeat_wide(b'.');
    let dots = differing.wrapping_sub(repeat_wide(0x01)) & !differing & repeat_wide(0x80);
    if dots == 0 {
        return None;
    }
    let before = usize::try_from(dots.trailing_zeros() / 8).ok()?;
    let first_dot = dots & dots.wrapping_neg();
    let [last, first] = halves(octets & (first_dot >> 7).wrapping_sub(1));
    Some((before, [first, last]))
}

/// Whether a text is a domain name of letter-digit-hyphen labels, for sure. `false` says nothing.
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

/// Whether a text is a service without its underscore, for sure: letters, digits, single inner hyphens, a letter among
/// them, at most 62 octets (RFC 6335 §5.1). `false` says nothing.
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
    // The end is the only dot.
    let misplaced = up(flags.hyphens) & (flags.hyphens | flags.dots) | flags.hyphens & 1 | flags.dots ^ bit(len);
    flags.plain && misplaced == 0 && flags.letters != 0
}

impl Labels<4> {
    /// Reads up to 31 octets that are a domain name for sure, and no wildcard; `None` says nothing.
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
        // Behind the last octet stands an end, which is as good as a dot.
        let (mut dot_behind, mut hyphen_behind) = (1, 0);
        let mut rest = words.as_slice();
        for (own, start) in suffixes.iter_mut().zip([0usize, 64, 128, 192]) {
            let Some((group, others)) = rest.split_first_chunk::<8>().filter(|_| start <= text.len()) else { break };
            rest = others;
            let flags = Flags::of(group);
            plain &= flags.plain;
            placed &= misplaced(flags.dots, flags.hyphens, dot_behind, hyphen_behind) == 0;
            *own = flags.dots;
            dot_behind = flags.dots >> 63;
            hyphen_behind = flags.hyphens >> 63;
        }
        let labels = Self { words: words.map(|word| word | LOWER_CASE), suffixes, len: text.len(), plain };
        let fits = text.len() < 64 || labels.has_no_long_gap() || labels.longest_label() < 64;
        (labels, reading(plain && placed && fits, text))
    }

    /// Whether every 32 octets in a row, counted from the end, have a dot: then no label is longer than 62.
    fn has_no_long_gap(&self) -> bool {
        let halves = self.suffixes.iter().flat_map(|suffixes| [suffixes & LOW_HALF, suffixes & !LOW_HALF]);
        halves.take(self.len >> 5).all(|half| half != 0)
    }

    /// Octets in the longest label.
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

    /// Whether so many octets at the end are a domain.
    #[inline(always)]
    fn has_suffix(&self, len: usize) -> bool {
        self.suffixes.get(len >> 6).is_some_and(|suffixes| suffixes & bit(len) != 0) && len != 0
    }

    fn ends_with(&self, domain: &[u8], load: fn(&[u8]) -> [u64; W]) -> bool {
        if !self.has_suffix(domain.len()) {
            return false;
        }
        let words = load(domain);
        self.is_same(self.differing(&words, domain.len(), |word, own| word ^ own), &words, domain.len())
    }

    /// Whether the last `len` octets are those of a domain, once it is known in which bits they differ.
    #[inline(always)]
    fn is_same(&self, differing: u64, domain: &[u64; W], len: usize) -> bool {
        // Nearly all bases are in lower case. (Lower case makes an underscore into something else; a plain name has none.)
        if differing == 0 && self.plain {
            return true;
        }
        differing & !LOWER_CASE == 0 && self.ends_with_any_case(domain, len)
    }

    #[cold]
    fn ends_with_any_case(&self, words: &[u64; W], len: usize) -> bool {
        // Only letters have a case, and lower case made the underscores of the name into something else.
        let same_ignoring_case = |word: u64, own: u64| {
            let case = (letters(own & LOW_SEVEN) & HIGH) >> 2;
            let underscores = (!differs(own & LOW_SEVEN, b'_' | 0x20) & HIGH) >> 2;
            (word ^ own ^ underscores) & !case
        };
        self.differing(words, len, same_ignoring_case) == 0
    }

    /// The bits in which the last `len` octets differ from others.
    #[inline(always)]
    fn differing(&self, words: &[u64; W], len: usize, difference: impl Fn(u64, u64) -> u64) -> u64 {
        let mut differing = 0;
        let mut left = len;
        for (word, own) in words.iter().zip(&self.words) {
            let kept = if left < 8 { keep(left) } else { u64::MAX };
            differing |= difference(*word, *own) & kept;
            left = left.saturating_sub(8);
        }
        differing
    }

    /// The octets, in lower case.
    #[inline]
    pub(crate) const fn words(&self) -> &[u64; W] {
        &self.words
    }

    /// The lengths of the suffixes that are domains, group by group: the positions of the dots, and the whole length.
    #[inline]
    pub(crate) const fn suffixes(&self) -> &[u64; GROUPS] {
        &self.suffixes
    }

    /// How many octets there are.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// The length of the name without its left-most label, if anything is left.
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

/// The positions whose bits are set, within their group.
pub(crate) fn positions(mut mask: u64) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let number = mask.checked_ilog2()?;
        mask ^= 1u64.checked_shl(number)?;
        usize::try_from((number >> 3) | ((number & 7) << 3)).ok()
    })
}

/// The bit of a position below 64; of a higher one, that of its place in its group.
#[inline(always)]
pub(crate) const fn bit(position: usize) -> u64 {
    1 << (((position & 7) << 3) | ((position >> 3) & 7))
}

/// The octets of a word that a suffix of `octets` (at most 7) takes of it.
#[inline(always)]
pub(crate) const fn keep(octets: usize) -> u64 {
    !(u64::MAX << ((octets & 7) << 3))
}

/// The high bits of the octets of a word that are dots.
#[inline(always)]
pub(crate) const fn dots_of(word: u64) -> u64 {
    !differs(word & LOW_SEVEN, b'.') & !word & HIGH
}

#[inline(always)]
fn reading(well_formed: bool, text: &[u8]) -> Reading {
    // A last label of digits only is no name; one that ends in a letter is none.
    if well_formed && text.last().is_some_and(u8::is_ascii_alphabetic) { Reading::WellFormed } else { Reading::Unclear }
}

/// What the octets of a group are, one bit a position.
struct Flags {
    /// Whether all are letters, digits, hyphens and dots.
    plain: bool,
    dots: u64,
    hyphens: u64,
    letters: u64,
}

/// The bit of each octet of four words: its word's.
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
    /// Looks at up to eight words, two or four at a time.
    #[inline(always)]
    fn of<const N: usize>(words: &[u64; N]) -> Self {
        if let [first, second] = words.as_slice() {
            return Self::of_octets::<16>([*first, *second]);
        }
        let mut flags = Self { plain: true, dots: 0, hyphens: 0, letters: 0 };
        for (four, start) in words.chunks(4).zip([0u32, 4]) {
            let own = Self::of_octets::<32>(four.iter().copied());
            flags.plain &= own.plain;
            flags.dots |= own.dots << start;
            flags.hyphens |= own.hyphens << start;
            flags.letters |= own.letters << start;
        }
        flags
    }

    /// Octet by octet and without a branch, over arrays of one length: compilers make vectors of this, which cost a third
    /// of the same in words.
    #[inline(always)]
    fn of_octets<const N: usize>(words: impl IntoIterator<Item = u64>) -> Self {
        let mut octets = [0u8; N];
        octets.chunks_exact_mut(8).zip(words).for_each(|(octets, word)| octets.copy_from_slice(&word.to_le_bytes()));
        let (mut allowed, mut dots, mut hyphens, mut letters) = ([0u8; N], [0u8; N], [0u8; N], [0u8; N]);
        let found = allowed.iter_mut().zip(&mut dots).zip(&mut hyphens).zip(&mut letters);
        for ((octet, bit), (((allowed, dot), hyphen), letter)) in octets.iter().zip(&WORD_BITS).zip(found) {
            let all = |is: bool| 0u8.wrapping_sub(u8::from(is));
            let (is_dot, is_hyphen) = (all(*octet == b'.'), all(*octet == b'-'));
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

/// For octets below 0x80: the letters have their high bit set.
#[inline(always)]
const fn letters(octets: u64) -> u64 {
    let folded = octets | LOWER_CASE;
    at_least(folded, b'a') & !at_least(folded, b'{')
}

/// Dots and hyphens that stand where a label starts or ends: the positions of those with a dot or an end behind, and of
/// the dots with a hyphen behind. The end counts as a dot.
#[inline(always)]
const fn misplaced(dots: u64, hyphens: u64, dot_behind: u64, hyphen_behind: u64) -> u64 {
    ((dots | hyphens) & (up(dots) | dot_behind)) | (dots & (up(hyphens) | hyphen_behind))
}

/// Every position moved one to the left. The last of a group falls out.
#[inline(always)]
const fn up(mask: u64) -> u64 {
    (mask << 8) | ((mask >> 56 & 0x7f) << 1)
}

/// For octets below 0x80: those that are at least `octet` have their high bit set.
#[inline(always)]
const fn at_least(octets: u64, octet: u8) -> u64 {
    octets.wrapping_add(repeat(0x80u8.wrapping_sub(octet)))
}

/// For octets below 0x80: those that are not `octet` have their high bit set.
#[inline(always)]
const fn differs(octets: u64, octet: u8) -> u64 {
    (octets ^ repeat(octet)).wrapping_add(LOW_SEVEN)
}

#[inline(always)]
const fn repeat(octet: u8) -> u64 {
    u64::from_be_bytes([octet; 8])
}

#[inline(always)]
const fn repeat_wide(octet: u8) -> u128 {
    u128::from_be_bytes([octet; 16])
}

/// What stands in front of a text in its words: a dot, as in front of any domain that a name ends with, and then digits,
/// which are allowed everywhere and no letters.
const FRONT: u64 = repeat(b'0');

/// What is put in front of a text in the word that its first octet leaves room in: `octets` of it, at most 7, are text.
#[inline(always)]
const fn front(octets: usize) -> u64 {
    FRONT & !keep(octets) ^ (repeat(b'.' ^ b'0') & 0xff) << ((octets & 7) << 3)
}

/// For each length of a short text: what is put in front of it in its words.
static FRONTS: [[u64; 4]; 32] = {
    let mut fronts = [[0; 4]; 32];
    let mut rest: &mut [[u64; 4]] = &mut fronts;
    let mut len = 0usize;
    while let Some((own, others)) = rest.split_first_mut() {
        *own = [front_from(len, 0), front_from(len, 8), front_from(len, 16), front_from(len, 24)];
        len = len.wrapping_add(1);
        rest = others;
    }
    fronts
};

/// What is put in front of a text of `len` octets, of the word that starts at octet `start`.
const fn front_from(len: usize, start: usize) -> u64 {
    match len.checked_sub(start) {
        None => FRONT,
        Some(octets @ 0..=7) => front(octets),
        Some(_) => 0,
    }
}

/// Loads up to 31 octets, aligned to their end, with what is put in front of a text.
#[inline(always)]
fn padded_four(text: &[u8]) -> [u64; 4] {
    let [w0, w1, w2, w3] = load_short(text);
    let [f0, f1, f2, f3] = FRONTS.get(text.len()).copied().unwrap_or_default();
    [w0 | f0, w1 | f1, w2 | f2, w3 | f3]
}

/// Loads up to 15 octets, aligned to their end, with what is put in front of a text.
#[inline(always)]
fn padded_two(text: &[u8]) -> [u64; 2] {
    let [w0, w1] = load_two(text);
    let [f0, f1, ..] = FRONTS.get(text.len()).copied().unwrap_or_default();
    [w0 | f0, w1 | f1]
}

/// The bits in which the last `len` octets, at most 31, of two texts differ. No branch depends on how many they are.
#[inline(always)]
pub(crate) fn differing(words: &[u64; 4], others: &[u64; 4], len: usize) -> u64 {
    let Some(masks) = MASKS.get(len) else { return u64::MAX };
    let mut differing = 0;
    for ((word, other), mask) in words.iter().zip(others).zip(masks) {
        differing |= (word ^ other) & mask;
    }
    differing
}

/// For each length of a short text: what of its words is text.
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

/// The octets below `len` of the word that starts at octet `start`.
const fn first(len: usize, start: usize) -> u64 {
    match len.saturating_sub(start) {
        octets @ 0..=7 => keep(octets),
        _ => u64::MAX,
    }
}

/// Loads up to 32 octets, aligned to their end, without a loop: most texts have 16 or more, and then two loads that
/// overlap hold them all.
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

/// Loads up to 8 octets, aligned to their end.
#[inline(always)]
pub(crate) fn load_word(text: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let shift = u32::try_from(text.len().saturating_sub(4).saturating_mul(8)).unwrap_or(0);
        let front = u64::from(u32::from_be_bytes(*first)).checked_shl(shift).unwrap_or(0);
        return front | u64::from(u32::from_be_bytes(*last));
    }
    text.iter().fold(0, |word, octet| (word << 8) | u64::from(*octet))
}

/// Loads fewer than `8 * W` octets, aligned to their end, with what is put in front of a text.
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

/// The upper and the lower half.
#[inline(always)]
fn halves(double: u128) -> [u64; 2] {
    let upper = u64::try_from(double >> 64).unwrap_or(0);
    let lower = u64::try_from(double & u128::from(u64::MAX)).unwrap_or(0);
    [upper, lower]
}
