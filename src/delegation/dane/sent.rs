//! The certificates as a server sent them, matched against the usable records of a set, with each digest computed once.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::delegation::dane::selected::selected;
use crate::delegation::dane::usable::RecordSet;
use crate::delegation::digests::Digests;
use crate::delegation::dns::{CertificateUsage, Combination, MatchingType, Selector};

/// The usable records of a set, by what they say.
///
/// A certificate is looked up once for each combination of numbers, so that many records and many certificates do not
/// multiply.
pub(crate) struct RecordIndex<'s> {
    by_data: BTreeMap<(Combination, &'s [u8]), Vec<usize>>,
}

impl<'s> RecordIndex<'s> {
    pub(crate) fn new(set: &'s RecordSet<'_>) -> Self {
        let mut by_data: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (index, record) in set.usable() {
            by_data.entry((record.combination(), record.data)).or_default().push(index);
        }
        Self { by_data }
    }

    /// Returns each combination of a usage once.
    fn combinations(&self, usage: CertificateUsage) -> impl Iterator<Item = Combination> + '_ {
        let mut last = None;
        let all = self.by_data.keys().map(|(combination, _)| *combination);
        all.filter(move |combination| combination.usage == usage && last.replace(*combination) != Some(*combination))
    }

    /// Returns `true` if a record has this usage.
    pub(crate) fn has(&self, usage: CertificateUsage) -> bool {
        self.by_data.keys().any(|(combination, _)| combination.usage == usage)
    }
}

/// A certificate as it was sent.
pub(crate) struct SentCertificate<'c> {
    pub(crate) der: &'c [u8],
    digests: BTreeMap<(Selector, MatchingType), Option<Vec<u8>>>,
}

impl<'c> SentCertificate<'c> {
    pub(crate) const fn new(der: &'c [u8]) -> Self {
        Self { der, digests: BTreeMap::new() }
    }

    /// Returns the indices of the records of a usage that this certificate matches (RFC 6698 §2.1), in ascending order.
    pub(crate) fn matches(
        &mut self,
        index: &RecordIndex<'_>,
        usage: CertificateUsage,
        digests: &dyn Digests,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        for combination in index.combinations(usage) {
            let Combination { selector, matching_type, .. } = combination;
            let data = if matching_type == MatchingType::FULL {
                selected(self.der, selector)
            } else {
                let der = self.der;
                let compute = || selected(der, selector).and_then(|octets| digest(digests, matching_type, octets));
                self.digests.entry((selector, matching_type)).or_insert_with(compute).as_deref()
            };
            let records = data.and_then(|data| index.by_data.get(&(combination, data)));
            found.extend(records.into_iter().flatten().copied());
        }
        found.sort_unstable();
        found
    }
}

/// Returns the digest of octets by a matching type, or `None` if it is none of a digest.
pub(crate) fn digest(digests: &dyn Digests, matching_type: MatchingType, octets: &[u8]) -> Option<Vec<u8>> {
    match matching_type {
        MatchingType::SHA2_256 => Some(digests.sha256(octets).to_vec()),
        MatchingType::SHA2_512 => Some(digests.sha512(octets).to_vec()),
        _ => None,
    }
}
