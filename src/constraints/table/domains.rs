//! The domains of all bases of a CA, whatever their form, found by the suffixes of a name.
//!
//! A look-up walks the suffixes of a name that are domains. One whose length no base has is skipped; each other one costs a
//! probe, and a second one if the name has a service or a local part that bases have: a domain with such a qualifier is an
//! entry of its own. What is found answers for both lists at once.
//!
//! The ideas are explained in [`constraints`](crate::constraints).
//!
//! `inline(always)` here is counted: with `inline` in its place the instruction count of `thousand_dns_names` is 10 to
//! 14 % and `thousand_srv_names` 10 % more (`docs/PERFORMANCE.md`).

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::domain_arena::{Coverage, DomainArena, Header, Qualifier, form_mark, is_text};
use super::hash::{FIXED, Keys, finish};
use super::hash_index::HashIndex;
use super::sorted_index::SortedIndex;
use crate::name::FormKind;
use crate::name::host_scan::{GROUPS, Labels, bit, keep};

/// How often other keys are tried if the buckets are crowded.
const KEYED_ATTEMPTS: u64 = 4;

/// As many forms as [`FormKind::index`] has numbers.
const FORMS: usize = 16;

/// Which of the domains that a name ends with are searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SuffixScope {
    /// The name itself, and those above it.
    Name,
    /// All of them as domains above: the labels are those of a wildcard without its `*`.
    Wildcard,
    /// The name itself only.
    ItselfOnly,
}

/// What the table is searched for, beside the labels.
///
/// The queries of nearly every name are types without fields, so that what is the same in all of them is known to the
/// compiler.
pub(super) trait DomainQuery {
    /// Returns the form of the bases that count.
    fn form(&self) -> FormKind;

    /// Returns the number of the qualifier of the name; 0 if it has none, or if no base has the same.
    fn qualifier(&self) -> Qualifier;

    /// Returns `true` if only the name itself is searched for, and no domain above it.
    fn is_itself_only(&self) -> bool;

    /// Returns which coverage counts at the domain that is the name `itself`, or else at one above it.
    fn counts(&self, itself: bool) -> Coverage;
}

/// A query for a name of any form.
#[derive(Clone, Copy, Debug)]
pub(super) struct AnyDomainQuery {
    pub(super) form: FormKind,
    pub(super) scope: SuffixScope,
    pub(super) qualifier: Qualifier,
    /// Whether the host of any mailbox counts at itself (RFC 9598 §6).
    pub(super) any_mailbox: bool,
}

impl DomainQuery for AnyDomainQuery {
    fn form(&self) -> FormKind {
        self.form
    }

    fn qualifier(&self) -> Qualifier {
        self.qualifier
    }

    fn is_itself_only(&self) -> bool {
        self.scope == SuffixScope::ItselfOnly
    }

    #[inline(always)]
    fn counts(&self, itself: bool) -> Coverage {
        match (itself, self.scope) {
            (true, SuffixScope::Name | SuffixScope::ItselfOnly) if self.any_mailbox => {
                Coverage::ITSELF.and(Coverage::QUALIFIED)
            }
            (true, SuffixScope::Name | SuffixScope::ItselfOnly) => Coverage::ITSELF,
            _ => Coverage::BELOW,
        }
    }
}

/// The query for a dNSName that is no wildcard.
#[derive(Clone, Copy, Debug)]
pub(super) struct DnsQuery;

impl DomainQuery for DnsQuery {
    #[inline(always)]
    fn form(&self) -> FormKind {
        FormKind::DnsName
    }

    #[inline(always)]
    fn qualifier(&self) -> Qualifier {
        0
    }

    #[inline(always)]
    fn is_itself_only(&self) -> bool {
        false
    }

    #[inline(always)]
    fn counts(&self, itself: bool) -> Coverage {
        if itself { Coverage::ITSELF } else { Coverage::BELOW }
    }
}

/// The query for an SRVName that is no wildcard and whose service has this number.
#[derive(Clone, Copy, Debug)]
pub(super) struct SrvQuery(pub(super) Qualifier);

impl DomainQuery for SrvQuery {
    #[inline(always)]
    fn form(&self) -> FormKind {
        FormKind::SrvName
    }

    #[inline(always)]
    fn qualifier(&self) -> Qualifier {
        self.0
    }

    #[inline(always)]
    fn is_itself_only(&self) -> bool {
        false
    }

    #[inline(always)]
    fn counts(&self, itself: bool) -> Coverage {
        if itself { Coverage::ITSELF } else { Coverage::BELOW }
    }
}

/// The table. It is filled with [`Domains::insert`], then built.
///
/// ```text
///   suffix of a name ──lengths──> candidate ──hash──> index ──place──> arena: header, text
///                    (most drop out)                  (most of the rest)      (compared last)
/// ```
#[derive(Clone, Debug)]
pub(super) struct Domains {
    /// The domains themselves.
    arena: DomainArena,
    /// Until the table is built: hash and place of each domain. One with a qualifier has no hash yet, only its sum.
    hashes: Vec<(u64, u32)>,
    /// Whether some have a qualifier.
    qualified: bool,
    /// Which lengths of domains occur: a bit map like the suffixes of a name (`src/name/host_scan.rs`), so that one AND leaves
    /// the suffixes that may be in the table.
    ///
    /// ```text
    ///   length p of a group of 64 is bit 8 * (p % 8) + p / 8
    ///   im.example.com has suffixes of 3, 11 and 14 octets:   bits 24, 25, 49
    ///   the table with example.com alone:                     bit      25
    ///   so bit number 25 = 0b011_001: 3 octets of the word after 1 whole word
    /// ```
    lengths: [u64; GROUPS],
    /// The coverage of all domains together, form by form: what a look-up may still find. If no base of the form is
    /// excluded, a first match in the permitted list ends it.
    all_coverage: [Coverage; FORMS],
    index: DomainIndex,
    /// Whether a domain is missing since its place did not fit its number.
    overflow: bool,
}

/// How the domain of a suffix is found.
#[derive(Clone, Debug)]
enum DomainIndex {
    /// By hash, with the fixed keys or with keys of its own.
    Hashed(HashIndex, Option<Box<Keys>>),
    /// By order, after every set of keys crowded a bucket.
    Sorted(SortedIndex),
}

impl Domains {
    /// Returns an empty table with room for so many words of text and domains.
    pub(super) fn with_capacity(words: usize, domains: usize) -> Self {
        Self {
            arena: DomainArena::with_capacity(words),
            hashes: Vec::with_capacity(domains),
            lengths: [0; GROUPS],
            all_coverage: [Coverage::NOTHING; FORMS],
            index: DomainIndex::Hashed(HashIndex::default(), None),
            qualified: false,
            overflow: false,
        }
    }

    /// Returns `true` if a place did not fit its number, so that domains are missing from the table.
    pub(super) const fn overflow(&self) -> bool {
        self.overflow
    }

    /// Adds the last `len` octets of a name as a domain of a form, with the coverage of its base.
    ///
    /// The sum of the hash is computed here, while the words are at hand.
    #[inline]
    pub(super) fn insert<const W: usize>(
        &mut self,
        labels: &Labels<W>,
        len: usize,
        form: FormKind,
        coverage: Coverage,
        qualifier: Qualifier,
    ) {
        let Some(place) = self.arena.next() else {
            self.overflow = true;
            return;
        };
        self.arena.push_header(Header::new(len, Header::mark_of(form, qualifier), coverage));
        let (full, left) = (len >> 3, len & 7);
        // All words at once, and back to those that count: the copy has the same length for nearly every name.
        self.arena.push_text(labels.words(), len);
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
        if let Some(all) = self.all_coverage.get_mut(usize::from(form.index())) {
            *all = all.and(coverage);
        }
        self.qualified |= qualifier != 0;
        let sum = sum ^ form_mark(form);
        self.hashes.push((if qualifier == 0 { finish(sum) } else { sum }, place));
    }

    /// Builds the table over what was inserted. The qualifiers of what was inserted have these numbers from now on.
    pub(super) fn build(&mut self, numbers: &[Qualifier]) {
        self.arena.end();
        let mut hashes = core::mem::take(&mut self.hashes);
        if self.qualified {
            for (hash, place) in &mut hashes {
                if let Some(qualifier) = self.arena.renumber(*place, numbers) {
                    *hash = finish(*hash ^ u64::from(qualifier) << 32);
                }
            }
        }
        self.index = self.find_keys(hashes);
    }

    /// Returns the index of the domains: with the fixed keys, else with keys made of all domains, else sorted.
    ///
    /// Keys that depend on every octet cannot be computed before the constraints are final, so an attacker has to try sets of
    /// constraints, each time against new keys.
    fn find_keys(&mut self, mut hashes: Vec<(u64, u32)>) -> DomainIndex {
        let arena = &mut self.arena;
        if let Some(buckets) = HashIndex::build(&mut hashes, |earlier, later| arena.merge(earlier, later)) {
            return DomainIndex::Hashed(buckets, None);
        }
        let digest = arena.digest();
        for attempt in 1..=KEYED_ATTEMPTS {
            let keys = Keys::new(finish(digest ^ attempt));
            for (hash, place) in &mut hashes {
                *hash = arena.hash(*place, &keys);
            }
            if let Some(buckets) = HashIndex::build(&mut hashes, |earlier, later| arena.merge(earlier, later)) {
                return DomainIndex::Hashed(buckets, Some(Box::new(keys)));
            }
        }
        DomainIndex::Sorted(SortedIndex::build(arena, hashes.iter().map(|(_, place)| *place).collect()))
    }

    /// Returns what a name matches in the two lists beyond what it has `matched`, as far as that changes the answer
    /// ([`Coverage::beyond`]), together with `matched`.
    #[inline(always)]
    pub(super) fn look_up<const W: usize>(
        &self,
        labels: &Labels<W>,
        query: &impl DomainQuery,
        matched: Coverage,
    ) -> Coverage {
        match &self.index {
            DomainIndex::Hashed(buckets, None) => self.look_up_hashed(labels, query, matched, buckets, &FIXED),
            _ => self.look_up_attacked(labels, query, matched),
        }
    }

    /// Returns what [`Domains::look_up`] returns, in a table whose buckets were crowded. Kept out of the hot path.
    #[inline(never)]
    fn look_up_attacked<const W: usize>(
        &self,
        labels: &Labels<W>,
        query: &impl DomainQuery,
        matched: Coverage,
    ) -> Coverage {
        let sorted = match &self.index {
            DomainIndex::Hashed(buckets, keys) => {
                let keys = keys.as_deref().unwrap_or(&FIXED);
                return self.look_up_hashed(labels, query, matched, buckets, keys);
            }
            DomainIndex::Sorted(sorted) => sorted,
        };
        let mut matched = matched;
        let mut visit = |header: Header| {
            let itself = header.len() == labels.len();
            if itself || !query.is_itself_only() {
                matched = matched.and(header.coverage().only(query.counts(itself)));
            }
        };
        sorted.visit(&self.arena, labels, form_mark(query.form()), &mut visit);
        if query.qualifier() != 0 {
            let mark = Header::mark_of(query.form(), query.qualifier());
            sorted.visit(&self.arena, labels, mark, &mut visit);
        }
        matched
    }

    /// Returns what [`Domains::look_up`] returns, by hash. One step for each suffix whose length occurs: a probe without
    /// the qualifier, and one with it if the name has one.
    #[inline(always)]
    fn look_up_hashed<const W: usize>(
        &self,
        labels: &Labels<W>,
        query: &impl DomainQuery,
        matched: Coverage,
        buckets: &HashIndex,
        keys: &Keys,
    ) -> Coverage {
        let sums = PrefixSums::of(labels, keys);
        let (form, qualifier) = (form_mark(query.form()), u64::from(query.qualifier()) << 32);
        let mut matched = matched;
        // What would still change the answer.
        let mut open =
            self.all_coverage.get(usize::from(query.form().index())).copied().unwrap_or_default().beyond(matched);
        let groups = labels.suffixes().iter().zip(&self.lengths).enumerate().take(W.div_ceil(8));
        for (group, (suffixes, lengths)) in groups {
            let mut candidates = suffixes & lengths;
            if open == Coverage::NOTHING {
                break;
            }
            if query.is_itself_only() {
                candidates &= if group == labels.len() >> 6 { bit(labels.len()) } else { 0 };
            }
            while candidates != 0 {
                let number = candidates.trailing_zeros();
                candidates &= candidates.wrapping_sub(1);
                let sum = sums.hash(labels, keys, group, number) ^ form;
                if let Some(place) = buckets.get(finish(sum)) {
                    let new = self.probe(place, labels, length(group, number), form, query, open);
                    if merge_match(&mut matched, &mut open, new) {
                        return matched;
                    }
                }
                if qualifier != 0 {
                    if let Some(place) = buckets.get(finish(sum ^ qualifier)) {
                        let mark = form | qualifier;
                        let new = self.probe(place, labels, length(group, number), mark, query, open);
                        if merge_match(&mut matched, &mut open, new) {
                            return matched;
                        }
                    }
                }
            }
        }
        matched
    }

    /// Returns what a name matches at the domain that is its last `len` octets, as far as the answer is `open`.
    ///
    /// The texts are compared last, and only if the answer depends on them: otherwise a name below a base at each of its labels
    /// would be compared to all of them.
    #[inline(always)]
    fn probe<const W: usize>(
        &self,
        place: u32,
        labels: &Labels<W>,
        len: usize,
        mark: u64,
        query: &impl DomainQuery,
        open: Coverage,
    ) -> Coverage {
        let Some((header, text)) = self.arena.block(place) else { return Coverage::NOTHING };
        if !header.is_of(Header::kind(len, mark)) {
            return Coverage::NOTHING;
        }
        let new = header.coverage().only(query.counts(len == labels.len())).within(open);
        if new != Coverage::NOTHING && is_text(text, labels.words(), len) { new } else { Coverage::NOTHING }
    }
}

/// Merges a match; returns `true` if nothing that is left could change the answer.
#[inline(always)]
fn merge_match(matched: &mut Coverage, open: &mut Coverage, new: Coverage) -> bool {
    if new != Coverage::NOTHING {
        *matched = matched.and(new);
        *open = open.beyond(*matched);
    }
    *open == Coverage::NOTHING
}

/// Returns the length that a bit number in a group is of: the inverse of the layout of `Domains::lengths`.
#[inline(always)]
fn length(group: usize, number: u32) -> usize {
    group << 6 | usize::try_from((number & 7) << 3 | number >> 3).unwrap_or(0)
}

/// The sums of the hash over the first words of a name: all its suffixes of whole words.
///
/// ```text
///   words   word 0      word 1       word 2
///   sums    0           w0*k0        w0*k0 + w1*k1
///           └ suffixes  └ suffixes   └ suffixes of 16 to 23 octets start here
///             of 0 to 7   of 8 to 15
/// ```
struct PrefixSums<const W: usize>([u64; W]);

impl<const W: usize> PrefixSums<W> {
    /// Returns the prefix sums of a name under some keys.
    #[inline(always)]
    fn of(labels: &Labels<W>, keys: &Keys) -> Self {
        let mut sums = [0u64; W];
        let mut sum = 0u64;
        for ((prefix, word), key) in sums.iter_mut().zip(labels.words()).zip(keys.words()) {
            *prefix = sum;
            sum = sum.wrapping_add(word.wrapping_mul(*key));
        }
        Self(sums)
    }

    /// Returns the sum of the suffix whose length has a bit number in a group: the number is how many whole words the suffix
    /// has, and above that how much of the next.
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
    use crate::name::host_scan::AnyLabels;

    /// Whether the lists contain a name, as far as the answer depends on it.
    fn held(matched: Coverage) -> (bool, bool) {
        (matched.in_permitted() || matched.in_excluded(), matched.in_excluded())
    }

    fn insert(domains: &mut Domains, name: &str, form: FormKind, coverage: Coverage, qualifier: Qualifier) {
        let insert = |labels: AnyLabels<'_>, _| match labels {
            AnyLabels::Short(labels) => domains.insert(labels, labels.len(), form, coverage, qualifier),
            AnyLabels::Medium(labels) => domains.insert(labels, labels.len(), form, coverage, qualifier),
            AnyLabels::Long(labels) => domains.insert(labels, labels.len(), form, coverage, qualifier),
        };
        AnyLabels::ask(name.as_bytes(), insert).unwrap();
    }

    fn look_up(domains: &Domains, name: &str, query: &impl DomainQuery) -> Coverage {
        let look_up = |labels: AnyLabels<'_>, _| match labels {
            AnyLabels::Short(labels) => domains.look_up(labels, query, Coverage::NOTHING),
            AnyLabels::Medium(labels) => domains.look_up(labels, query, Coverage::NOTHING),
            AnyLabels::Long(labels) => domains.look_up(labels, query, Coverage::NOTHING),
        };
        AnyLabels::ask(name.as_bytes(), look_up).unwrap()
    }

    /// The same domains, never hashed.
    fn sorted(mut domains: Domains) -> Domains {
        let places = domains.hashes.iter().map(|(_, place)| *place).collect();
        domains.arena.end();
        domains.index = DomainIndex::Sorted(SortedIndex::build(&mut domains.arena, places));
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
            insert(&mut alone, &name, FormKind::DnsName, Coverage::ITSELF, 0);
            if alone.hashes[0].0 >> 60 == 5 {
                insert(&mut domains, &name, FormKind::DnsName, Coverage::ITSELF, 0);
                crowd.push(name);
            }
            if crowd.len() == 13 {
                break;
            }
        }
        let by_order = sorted(domains.clone());
        domains.build(&[1, 2, 3]);
        assert!(matches!(domains.index, DomainIndex::Hashed(_, Some(_))));
        let asked =
            AnyDomainQuery { form: FormKind::DnsName, scope: SuffixScope::Name, qualifier: 0, any_mailbox: false };
        for name in &crowd {
            for domains in [&domains, &by_order] {
                assert_eq!(look_up(domains, name, &asked), Coverage::ITSELF);
                assert_eq!(look_up(domains, &format!("a{name}"), &asked), Coverage::NOTHING);
            }
        }
    }

    #[test]
    fn other_keys_tell_qualifiers_apart() {
        // In one bucket of the fixed keys, each with a service and without it.
        let mut domains = Domains::with_capacity(0, 0);
        let mut crowd: Vec<String> = Vec::new();
        for number in 0.. {
            let name = format!("n{number}.example.com");
            let mut alone = Domains::with_capacity(0, 0);
            insert(&mut alone, &name, FormKind::SrvName, Coverage::ITSELF, 0);
            let hash = alone.hashes[0].0;
            if hash >> 59 == 5 {
                insert(&mut domains, &name, FormKind::SrvName, Coverage::ITSELF, 0);
                insert(&mut domains, &name, FormKind::SrvName, Coverage::ITSELF.excluded(), 1);
                crowd.push(name);
            }
            if crowd.len() == 13 {
                break;
            }
        }
        // The second service, of a domain that none of the others is, has the number of the first one from now on.
        insert(&mut domains, "a.com", FormKind::SrvName, Coverage::BELOW, 2);
        domains.build(&[3, 3]);
        assert!(matches!(domains.index, DomainIndex::Hashed(_, Some(_))));
        for name in &crowd {
            let found = [0, 1, 3].map(|number| look_up(&domains, name, &SrvQuery(number)));
            assert_eq!(found, [Coverage::ITSELF, Coverage::ITSELF, Coverage::ITSELF.and(Coverage::ITSELF.excluded())]);
        }
        let found = [0, 2, 3].map(|number| look_up(&domains, "b.a.com", &SrvQuery(number)));
        assert_eq!(found, [Coverage::NOTHING, Coverage::NOTHING, Coverage::BELOW]);
    }

    /// Two domains of one hash, made by its last step back: one of them with a service, the other one without.
    #[test]
    fn a_hash_that_two_share_is_of_no_use() {
        let mut domains = Domains::with_capacity(0, 0);
        insert(&mut domains, "a.com", FormKind::SrvName, Coverage::ITSELF, 0);
        insert(&mut domains, "b.com", FormKind::SrvName, Coverage::ITSELF, 1);
        domains.hashes[1].0 = domains.hashes[0].0;
        let mut hashes = domains.hashes.clone();
        domains.arena.end();
        domains.arena.renumber(hashes[1].1, &[1]);
        domains.index = domains.find_keys(core::mem::take(&mut hashes));
        assert!(matches!(domains.index, DomainIndex::Hashed(_, Some(_))));
        let found = |name| [0, 1].map(|number| look_up(&domains, name, &SrvQuery(number)));
        assert_eq!(found("a.com"), [Coverage::ITSELF, Coverage::ITSELF]);
        assert_eq!(found("b.com"), [Coverage::NOTHING, Coverage::ITSELF]);
    }

    #[test]
    fn order_finds_what_hashes_find() {
        let labels = ["a", "b", "a-a", "aa", "com", "x_y", "a-long-label-that-fills-some-words", "c"];
        let mut number = 1usize;
        let mut next = |limit: usize| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (number >> 33) % limit
        };
        let mut matched = 0;
        for round in 0..400 {
            let mut name = |longest: usize| {
                let count = 1 + next(longest);
                let mut name: Vec<&str> = (0..count).map(|_| labels[next(labels.len())]).collect();
                name.push("com");
                name.join(".")
            };
            let forms = [FormKind::DnsName, FormKind::SrvName, FormKind::Rfc822Name, FormKind::Uri];
            let kinds = [
                Coverage::ITSELF,
                Coverage::BELOW,
                Coverage::QUALIFIED,
                Coverage::BELOW.excluded(),
                Coverage::QUALIFIED.excluded(),
            ];
            let mut domains = Domains::with_capacity(0, 0);
            for index in 0..round % 40 {
                let longest = if index % 10 == 9 { 5 } else { 3 };
                let coverage = kinds[index * 7 % 5];
                let qualifier = if index % 3 == 0 { 1 + u32::try_from(index % 4 % 3).unwrap() } else { 0 };
                insert(&mut domains, &name(longest), forms[index % 4], coverage, qualifier);
            }
            let by_order = sorted(domains.clone());
            domains.build(&[1, 2, 3]);
            assert!(matches!(domains.index, DomainIndex::Hashed(_, None)));
            for index in 0..60 {
                let name = name(4);
                for scope in [SuffixScope::Name, SuffixScope::Wildcard, SuffixScope::ItselfOnly] {
                    for (qualifier, any_mailbox) in [(0, false), (2, false), (1, false), (3, true), (0, true)] {
                        let query = AnyDomainQuery { form: forms[index % 4], scope, qualifier, any_mailbox };
                        let found = look_up(&domains, &name, &query);
                        let in_order = look_up(&by_order, &name, &query);
                        assert_eq!(held(in_order), held(found), "{name} {query:?}");
                        matched += usize::from(found != Coverage::NOTHING);
                    }
                }
            }
        }
        assert!(matched > 1000, "{matched}");
    }

    /// The drawing of the lengths, and the way of one name in the essay of the module.
    #[test]
    fn the_worked_name() {
        let mut domains = Domains::with_capacity(0, 0);
        let within = Coverage::ITSELF.and(Coverage::BELOW);
        insert(&mut domains, "example.com", FormKind::SrvName, within, 1);
        domains.build(&[1, 2]);
        assert_eq!(domains.lengths, [1 << 25, 0, 0, 0]);
        let suffixes = |labels: AnyLabels<'_>, _| match labels {
            AnyLabels::Short(labels) => labels.suffixes()[0],
            AnyLabels::Medium(_) | AnyLabels::Long(_) => 0,
        };
        assert_eq!(AnyLabels::ask(b"im.example.com", suffixes), Some(1 << 24 | 1 << 25 | 1 << 49));
        assert_eq!([24, 25, 49].map(|number| length(0, number)), [3, 11, 14]);
        assert_eq!(look_up(&domains, "im.example.com", &SrvQuery(1)), Coverage::BELOW);
        assert_eq!(look_up(&domains, "im.example.com", &SrvQuery(0)), Coverage::NOTHING);
    }
}
