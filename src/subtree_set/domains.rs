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
    /// By hash, with the fixed keys or with keys of its own.
    Hashed(Buckets, Option<Box<Keys>>),
    Sorted(Sorted),
}

impl Domains {
    pub(super) fn with_capacity(words: usize, domains: usize) -> Self {
        Self {
            blocks: Blocks::with_capacity(words),
            hashes: Vec::with_capacity(domains),
            lengths: [0; GROUPS],
            finder: Finder::Hashed(Buckets::default(), None),
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
        let (full, left) = (len >> 3, len & 7);
        // All words at once, and back to those that count: the copy has the same length for nearly every name.
        self.blocks.push_text(labels.words(), len);
        let mut sum = 0u64;
        for (index, (word, key)) in labels.words().iter().zip(FIXED.words()).enumerate() {
            if index >= full {
                sum = sum.wrapping_add((word & keep(left)).wrapping_mul(*key));
                break;
            }
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
        self.blocks.end();
        let hashes = core::mem::take(&mut self.hashes);
        let mut more = Vec::new();
        self.finder = self.find_keys(hashes, &mut more);
        if !more.is_empty() {
            self.pairs = Pairs::build(more);
        }
    }

    fn find_keys(&mut self, mut hashes: Vec<(u64, u32)>, more: &mut Vec<(u64, Does)>) -> Finder {
        let blocks = &mut self.blocks;
        if let Some(buckets) = Buckets::build(&mut hashes, |earlier, later| blocks.merge(earlier, later, more)) {
            return Finder::Hashed(buckets, None);
        }
        let digest = blocks.digest();
        for attempt in 1..=KEYED_ATTEMPTS {
            let keys = Keys::new(finish(digest ^ attempt));
            for (hash, place) in &mut hashes {
                *hash = blocks.hash(*place, &keys);
            }
            if let Some(buckets) = Buckets::build(&mut hashes, |earlier, later| blocks.merge(earlier, later, more)) {
                return Finder::Hashed(buckets, Some(Box::new(keys)));
            }
        }
        Finder::Sorted(Sorted::build(blocks, hashes.iter().map(|(_, place)| *place).collect(), more))
    }

    /// What a name meets in the two lists.
    #[inline(always)]
    pub(super) fn look_up<const W: usize>(&self, labels: &Labels<W>, question: Question) -> Does {
        match &self.finder {
            Finder::Hashed(buckets, keys) => {
                self.look_up_hashed(labels, question, buckets, keys.as_deref().unwrap_or(&FIXED))
            }
            Finder::Sorted(sorted) => self.look_up_sorted(labels, question, sorted),
        }
    }

    #[inline(never)]
    fn look_up_sorted<const W: usize>(&self, labels: &Labels<W>, question: Question, sorted: &Sorted) -> Does {
        let mut met = Does::NOTHING;
        sorted.visit(&self.blocks, labels, question.form, &mut |place, header| {
            met = met.and(self.meets(place, header, header.len() == labels.len(), question));
        });
        met
    }

    #[inline(always)]
    fn look_up_hashed<const W: usize>(
        &self,
        labels: &Labels<W>,
        question: Question,
        buckets: &Buckets,
        keys: &Keys,
    ) -> Does {
        let sums = Sums::of(labels, keys);
        let mut met = Does::NOTHING;
        let groups = labels.dots().iter().zip(&self.lengths).enumerate().take(W.div_ceil(8));
        for (group, (dots, lengths)) in groups {
            let whole = if group == labels.len() >> 6 { bit(labels.len()) } else { 0 };
            let mut candidates = (dots | whole) & lengths;
            while candidates != 0 {
                let number = candidates.trailing_zeros();
                candidates &= candidates.wrapping_sub(1);
                let hash = finish(sums.hash(labels, keys, group, number) ^ question.form.mark());
                if buckets.may_have(hash) {
                    let octets = usize::try_from((number & 7) << 3 | number >> 3).unwrap_or(0);
                    met = met.and(self.probe(buckets, hash, labels, group << 6 | octets, question));
                }
            }
        }
        met
    }

    /// What a name meets at the domain that is its last `len` octets.
    ///
    /// Not inlined: few suffixes come this far, and the loop over the others needs the registers.
    #[inline(never)]
    fn probe<const W: usize>(
        &self,
        buckets: &Buckets,
        hash: u64,
        labels: &Labels<W>,
        len: usize,
        question: Question,
    ) -> Does {
        let mut places = buckets.get(hash);
        let find = |place: u32| Some((place, self.blocks.find(place, question.form, labels.words(), len)?));
        let Some(place) = places.next() else { return Does::NOTHING };
        // The first place is the domain, unless half of two hashes agree.
        match find(place).or_else(|| places.find_map(find)) {
            Some((place, header)) => self.meets(place, header, len == labels.len(), question),
            None => Does::NOTHING,
        }
    }

    /// What a name meets at a domain that it is, or is below.
    #[inline]
    fn meets(&self, place: u32, header: Header, whole: bool, question: Question) -> Does {
        match question.reach {
            Reach::Name => self.meets_at(place, header, whole, question.qualified),
            Reach::Wildcard => self.meets_at(place, header, false, question.qualified),
            Reach::ItselfOnly if whole => self.meets_at(place, header, true, question.qualified),
            Reach::ItselfOnly => Does::NOTHING,
        }
    }

    /// What a name with a qualifier meets at a domain that it is, or is below.
    #[inline]
    fn meets_at(&self, place: u32, header: Header, itself: bool, qualified: Qualified) -> Does {
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
}

/// The sums of all suffixes of whole words.
struct Sums<const W: usize>([u64; W]);

impl<const W: usize> Sums<W> {
    #[inline(always)]
    fn of(labels: &Labels<W>, keys: &Keys) -> Self {
        let mut sums = [0u64; W];
        let mut sum = 0u64;
        for ((own, word), key) in sums.iter_mut().zip(labels.words()).zip(keys.words()) {
            *own = sum;
            sum = sum.wrapping_add(word.wrapping_mul(*key));
        }
        Self(sums)
    }

    /// The sum of the suffix whose length has a bit number in a group: it holds how many whole words the suffix has,
    /// and above that how much of the next.
    #[inline(always)]
    fn hash(&self, labels: &Labels<W>, keys: &Keys, group: usize, number: u32) -> u64 {
        // W is a power of two, so this is in bounds for the compiler too.
        let full = (usize::try_from(number & 7).unwrap_or(0) | group << 3) & W.wrapping_sub(1);
        let left = u64::MAX.wrapping_shl(number & 0x38);
        let last = labels.words().get(full).copied().unwrap_or(0) & !left;
        let key = keys.words().get(full).copied().unwrap_or(0);
        self.0.get(full).copied().unwrap_or(0).wrapping_add(last.wrapping_mul(key))
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::format;
    use std::string::String;

    use super::*;
    use crate::name::labels::AnyLabels;

    const ASKED: Question = Question { form: DomainForm::Dns, reach: Reach::Name, qualified: Qualified::Everywhere(0) };

    fn insert(domains: &mut Domains, name: &str, form: DomainForm, does: Does, qualifier: Qualifier) {
        let insert = |labels: AnyLabels<'_>, _| match labels {
            AnyLabels::Short(labels) => domains.insert(labels, labels.len(), form, does, qualifier),
            AnyLabels::Medium(labels) => domains.insert(labels, labels.len(), form, does, qualifier),
            AnyLabels::Long(labels) => domains.insert(labels, labels.len(), form, does, qualifier),
        };
        AnyLabels::ask(name.as_bytes(), insert).unwrap();
    }

    fn look_up(domains: &Domains, name: &str, question: Question) -> Does {
        let look_up = |labels: AnyLabels<'_>, _| match labels {
            AnyLabels::Short(labels) => domains.look_up(labels, question),
            AnyLabels::Medium(labels) => domains.look_up(labels, question),
            AnyLabels::Long(labels) => domains.look_up(labels, question),
        };
        AnyLabels::ask(name.as_bytes(), look_up).unwrap()
    }

    /// The same domains, never hashed.
    fn sorted(mut domains: Domains) -> Domains {
        let places = domains.hashes.iter().map(|(_, place)| *place).collect();
        let mut more = Vec::new();
        domains.blocks.end();
        domains.finder = Finder::Sorted(Sorted::build(&mut domains.blocks, places, &mut more));
        domains.pairs = Pairs::build(more);
        domains
    }

    #[test]
    fn crowded_buckets_are_built_with_other_keys() {
        // What an attacker does: collect names that the fixed keys put into one bucket.
        let mut domains = Domains::with_capacity(0, 0);
        let mut crowd: Vec<String> = Vec::new();
        for number in 0.. {
            let name = format!("n{number}.example.com");
            let mut alone = Domains::with_capacity(0, 0);
            insert(&mut alone, &name, DomainForm::Dns, Does::ITSELF, 0);
            if alone.hashes[0].0 >> 60 == 5 {
                insert(&mut domains, &name, DomainForm::Dns, Does::ITSELF, 0);
                crowd.push(name);
            }
            if crowd.len() == 13 {
                break;
            }
        }
        let by_order = sorted(domains.clone());
        domains.build();
        assert!(matches!(domains.finder, Finder::Hashed(_, Some(_))));
        for name in &crowd {
            for domains in [&domains, &by_order] {
                assert_eq!(look_up(domains, name, ASKED), Does::ITSELF);
                assert_eq!(look_up(domains, &format!("a{name}"), ASKED), Does::NOTHING);
            }
        }
    }

    #[test]
    fn order_finds_what_hashes_find() {
        let labels = ["a", "b", "a-a", "aa", "com", "x_y", "a-long-label-that-fills-some-words", "c"];
        let mut number = 1usize;
        let mut next = |limit: usize| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (number >> 33) % limit
        };
        let mut met = 0;
        for round in 0..400 {
            let mut name = |longest: usize| {
                let count = 1 + next(longest);
                let mut name: Vec<&str> = (0..count).map(|_| labels[next(labels.len())]).collect();
                name.push("com");
                name.join(".")
            };
            let forms = [DomainForm::Dns, DomainForm::Srv, DomainForm::Email, DomainForm::Uri];
            let kinds =
                [Does::ITSELF, Does::BELOW, Does::QUALIFIED, Does::BELOW.excluded(), Does::QUALIFIED.excluded()];
            let mut domains = Domains::with_capacity(0, 0);
            for index in 0..round % 40 {
                let longest = if index % 10 == 9 { 5 } else { 3 };
                let does = kinds[index * 7 % 5];
                let qualifier =
                    if does.only(Does::QUALIFIED) == does { 1 + u32::try_from(index % 3).unwrap() } else { 0 };
                insert(&mut domains, &name(longest), forms[index % 4], does, qualifier);
            }
            let by_order = sorted(domains.clone());
            domains.build();
            assert!(matches!(domains.finder, Finder::Hashed(_, None)));
            for index in 0..60 {
                let name = name(4);
                for reach in [Reach::Name, Reach::Wildcard, Reach::ItselfOnly] {
                    for qualified in [
                        Qualified::Everywhere(0),
                        Qualified::Everywhere(2),
                        Qualified::AtItself(1),
                        Qualified::AnyAtItself,
                    ] {
                        let question = Question { form: forms[index % 4], reach, qualified };
                        let found = look_up(&domains, &name, question);
                        assert_eq!(look_up(&by_order, &name, question), found, "{name} {question:?}");
                        met += usize::from(found != Does::NOTHING);
                    }
                }
            }
        }
        assert!(met > 1000, "{met}");
    }
}
