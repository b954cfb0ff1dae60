//! The domains of all bases of a CA, whatever their form, found by the suffixes of a name.
//!
//! A look-up walks the dots of a name; a suffix whose length no domain has is skipped, and each other one costs one
//! probe. What is found answers for both lists at once.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::blocks::{Blocks, Does, DomainForm, Header, Qualifier};
use super::buckets::Buckets;
use super::hash::{FIXED, Keys, finish};
use super::pairs::Pairs;
use super::sorted::Sorted;
use crate::name::labels::{GROUPS, Labels, bit, keep};

/// How often other keys are tried when the buckets are crowded.
const KEYED_ATTEMPTS: u64 = 4;

/// How the qualifier of a name counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Qualified {
    /// Below a domain as well: the service of an SRVName (RFC 4985 §4).
    Everywhere(Qualifier),
    /// At the domain alone: the local part of a mailbox (RFC 5280 §4.2.1.10).
    AtItself(Qualifier),
    /// At the domain alone, and each one does: RFC 9598 §6.
    AnyAtItself,
}

/// Which of the domains that a name ends with are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The name itself, and those above it.
    Name,
    /// All of them as domains above: the labels are those of a wildcard without its `*`.
    Wildcard,
    /// The name itself only.
    ItselfOnly,
}

/// What is asked of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    pub(super) form: DomainForm,
    pub(super) reach: Reach,
    pub(super) qualified: Qualified,
}

/// The table. Filled with [`Domains::insert`], then built.
#[derive(Clone, Debug)]
pub(super) struct Domains {
    blocks: Blocks,
    /// Until the table is built: hash and place of each block.
    hashes: Vec<(u64, u32)>,
    /// Which lengths occur, in positions of [`labels`](crate::name::labels).
    lengths: [u64; GROUPS],
    finder: Finder,
    pairs: Pairs,
    overflow: bool,
}

#[derive(Clone, Debug)]
enum Finder {
    Fixed(Buckets),
    Keyed(Box<Keys>, Buckets),
    Sorted(Sorted),
}

impl Domains {
    pub(super) fn with_capacity(words: usize, domains: usize) -> Self {
        Self {
            blocks: Blocks::with_capacity(words),
            hashes: Vec::with_capacity(domains),
            lengths: [0; GROUPS],
            finder: Finder::Fixed(Buckets::default()),
            pairs: Pairs::default(),
            overflow: false,
        }
    }

    /// Whether a place did not fit its number, so that the table knows less than it was told.
    pub(super) const fn overflow(&self) -> bool {
        self.overflow
    }

    /// Adds the last `len` octets of a name as a domain.
    #[inline]
    pub(super) fn insert<const W: usize>(
        &mut self,
        labels: &Labels<W>,
        len: usize,
        form: DomainForm,
        does: Does,
        qualifier: Qualifier,
    ) {
        let Some(place) = self.blocks.next() else {
            self.overflow = true;
            return;
        };
        self.blocks.push_header(Header::new(len, form, does, qualifier));
        let mut sum = 0u64;
        let (full, left) = (len >> 3, len & 7);
        let mut words = labels.words().iter().zip(FIXED.words());
        for (word, key) in words.by_ref().take(full) {
            self.blocks.push(*word);
            sum = sum.wrapping_add(word.wrapping_mul(*key));
        }
        if let Some((word, key)) = words.next().filter(|_| left > 0) {
            let word = word & keep(left);
            self.blocks.push(word);
            sum = sum.wrapping_add(word.wrapping_mul(*key));
        }
        if let Some(lengths) = self.lengths.get_mut(len >> 6) {
            *lengths |= bit(len);
        }
        self.hashes.push((finish(sum ^ form.mark()), place));
    }

    /// Gives the qualifiers of what was inserted the numbers that they have from now on.
    pub(super) fn renumber(&mut self, numbers: &[Qualifier]) {
        for (_, place) in &self.hashes {
            self.blocks.renumber(*place, numbers);
        }
    }

    /// Builds the table over what was inserted.
    pub(super) fn build(&mut self) {
        let hashes = core::mem::take(&mut self.hashes);
        let mut more = Vec::new();
        self.finder = self.find_keys(hashes, &mut more);
        if !more.is_empty() {
            self.pairs = Pairs::build(more);
        }
    }

    fn find_keys(&mut self, mut hashes: Vec<(u64, u32)>, more: &mut Vec<(u64, Does)>) -> Finder {
        let blocks = &mut self.blocks;
        if let Some(buckets) = Buckets::build(&hashes, |earlier, later| blocks.merge(earlier, later, more)) {
            return Finder::Fixed(buckets);
        }
        let digest = blocks.digest();
        for attempt in 1..=KEYED_ATTEMPTS {
            let keys = Keys::new(finish(digest ^ attempt));
            for (hash, place) in &mut hashes {
                *hash = blocks.hash(*place, &keys);
            }
            if let Some(buckets) = Buckets::build(&hashes, |earlier, later| blocks.merge(earlier, later, more)) {
                return Finder::Keyed(Box::new(keys), buckets);
            }
        }
        Finder::Sorted(Sorted::build(blocks, hashes.iter().map(|(_, place)| *place).collect(), more))
    }

    /// What a name meets in the two lists.
    #[inline]
    pub(super) fn look_up<const W: usize>(&self, labels: &Labels<W>, question: &Question) -> Does {
        let mut met = Does::NOTHING;
        let mut visit = |place: u32, header: Header| {
            let itself = header.len() == labels.len();
            met = met.and(match question.reach {
                Reach::Name => self.meets(place, header, itself, question.qualified),
                Reach::Wildcard => self.meets(place, header, false, question.qualified),
                Reach::ItselfOnly if itself => self.meets(place, header, true, question.qualified),
                Reach::ItselfOnly => Does::NOTHING,
            });
        };
        match &self.finder {
            Finder::Fixed(buckets) => self.visit_hashed(labels, question.form, &FIXED, buckets, &mut visit),
            Finder::Keyed(keys, buckets) => self.visit_hashed(labels, question.form, keys, buckets, &mut visit),
            Finder::Sorted(sorted) => sorted.visit(&self.blocks, labels, question.form, &mut visit),
        }
        met
    }

    /// What a name with a qualifier meets at a domain that it is, or is below.
    #[inline]
    fn meets(&self, place: u32, header: Header, itself: bool, qualified: Qualified) -> Does {
        let met = header.does().only(if itself { Does::ITSELF } else { Does::BELOW });
        let by_qualifier = header.does().only(Does::QUALIFIED);
        if by_qualifier == Does::NOTHING {
            return met;
        }
        let qualifier = match qualified {
            Qualified::Everywhere(qualifier) => qualifier,
            Qualified::AtItself(qualifier) if itself => qualifier,
            Qualified::AnyAtItself if itself => return met.and(by_qualifier),
            Qualified::AtItself(_) | Qualified::AnyAtItself => 0,
        };
        if qualifier == 0 {
            met
        } else if header.first() == u64::from(qualifier) {
            met.and(header.first_does())
        } else if header.has_more() {
            met.and(self.pairs.get(place, qualifier))
        } else {
            met
        }
    }

    /// Visits the domains of a form that a name ends with.
    #[inline]
    fn visit_hashed<const W: usize>(
        &self,
        labels: &Labels<W>,
        form: DomainForm,
        keys: &Keys,
        buckets: &Buckets,
        visit: &mut impl FnMut(u32, Header),
    ) {
        // The sums of all suffixes of whole words.
        let mut sums = [0u64; W];
        let mut sum = 0u64;
        for ((own, word), key) in sums.iter_mut().zip(labels.words()).zip(keys.words()) {
            *own = sum;
            sum = sum.wrapping_add(word.wrapping_mul(*key));
        }
        let groups = labels.dots().iter().zip(&self.lengths).enumerate().take(W.div_ceil(8));
        for (group, (dots, lengths)) in groups {
            let whole = if group == labels.len() >> 6 { bit(labels.len()) } else { 0 };
            let mut candidates = (dots | whole) & lengths;
            while candidates != 0 {
                let number = usize::try_from(candidates.trailing_zeros()).unwrap_or(0);
                candidates &= candidates.wrapping_sub(1);
                let (full, left) = (number & 7 | group << 3, number >> 3);
                let last = labels.words().get(full).copied().unwrap_or(0) & keep(left);
                let key = keys.words().get(full).copied().unwrap_or(0);
                let sum = sums.get(full).copied().unwrap_or(0).wrapping_add(last.wrapping_mul(key));
                let kind = Header::kind(full << 3 | left, form);
                for place in buckets.get(finish(sum ^ form.mark())) {
                    if let Some(header) = self.blocks.find(place, kind, labels.words(), full, last) {
                        visit(place, header);
                    }
                }
            }
        }
    }
}
