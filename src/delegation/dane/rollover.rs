//! The steps from the certificates that a server has to those that it will have, without a moment at which a client that
//! caches records finds none that matches (RFC 7671 §8.1, §8.4).

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;

use crate::delegation::dane::presentation::OwnedTlsa;
use crate::delegation::dane::selected::selected;
use crate::delegation::dane::sent::digest;
use crate::delegation::digests::Digests;
use crate::delegation::dns::{CertificateUsage, Combination, MatchingType, Selector, Tlsa};

/// How many TTLs a record is in the DNS before a chain that it alone matches is used (RFC 7671 §8.1).
pub const ANNOUNCED_TTLS: u64 = 2;

/// A record that is in the DNS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedTlsa<'r> {
    /// The record.
    pub record: Tlsa<'r>,
    /// Since when every server of the zone has it, in seconds since 1970; 0 for long ago.
    pub since: u64,
}

/// Where a server stands.
#[derive(Clone, Copy, Debug)]
pub struct Rollover<'r> {
    /// Its records.
    pub published: &'r [PublishedTlsa<'r>],
    /// Their TTL, in seconds: the longest that they had lately.
    pub ttl: u32,
    /// The chains that it sends now, each in DER and with the end entity first.
    pub current: &'r [&'r [&'r [u8]]],
    /// The chains that it will send, all of them; the same as `current` if nothing is planned.
    pub next: &'r [&'r [&'r [u8]]],
    /// The time, in seconds since 1970.
    pub now: u64,
}

/// What a publisher does next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RolloverStep {
    /// Adds a record.
    Publish(OwnedTlsa),
    /// Waits, in seconds, until no cache has the records without the new ones.
    Wait(u64),
    /// Uses the next chains.
    Deploy,
    /// Removes a record, which matches no chain any longer.
    Remove(OwnedTlsa),
}

impl fmt::Display for RolloverStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Publish(record) => write!(f, "publish {record}"),
            Self::Wait(seconds) => write!(f, "wait {seconds} seconds"),
            Self::Deploy => f.write_str("use the new certificates"),
            Self::Remove(record) => write!(f, "remove {record}"),
        }
    }
}

impl Rollover<'_> {
    /// Returns the steps that are left, in order: none if the records are those of the chains and nothing is planned.
    ///
    /// It is asked again after each step, with what is then so. The numbers of the records stay what they are; a server
    /// without records gets `3 1 1`. A certificate that is renewed with its key changes no record of selector 1, and so needs
    /// neither a record nor a wait.
    #[must_use]
    pub fn steps(&self, digests: &dyn Digests) -> Vec<RolloverStep> {
        let published: Vec<_> = self.published.iter().map(|one| OwnedTlsa::from(one.record)).collect();
        let wanted = |chains: &[&[&[u8]]]| -> BTreeSet<OwnedTlsa> {
            let combinations = self.combinations();
            let all = chains.iter().flat_map(|chain| combinations.iter().map(move |numbers| (*chain, *numbers)));
            all.filter_map(|(chain, numbers)| self.record_of(chain, numbers, digests)).collect()
        };
        let (current, next) = (wanted(self.current), wanted(self.next));
        let missing = |wanted: &BTreeSet<OwnedTlsa>| -> Vec<_> {
            wanted.iter().filter(|record| !published.contains(record)).cloned().map(RolloverStep::Publish).collect()
        };
        let mut steps = missing(&current);
        if self.next != self.current {
            let announced: Vec<_> = missing(&next).into_iter().filter(|step| !steps.contains(step)).collect();
            let wait = if announced.is_empty() { self.left_to_wait(&next) } else { self.announcement() };
            steps.extend(announced);
            steps.extend((wait > 0).then_some(RolloverStep::Wait(wait)));
            steps.push(RolloverStep::Deploy);
        }
        let obsolete = published.into_iter().filter(|record| !next.contains(record));
        steps.extend(obsolete.map(RolloverStep::Remove));
        steps
    }

    fn announcement(&self) -> u64 {
        u64::from(self.ttl).saturating_mul(ANNOUNCED_TTLS)
    }

    /// Returns how long the youngest of the records that the next chains need must still wait, in seconds.
    fn left_to_wait(&self, next: &BTreeSet<OwnedTlsa>) -> u64 {
        let needed = self.published.iter().filter(|one| next.contains(&OwnedTlsa::from(one.record)));
        let youngest = needed.map(|one| one.since).max().unwrap_or(0);
        youngest.saturating_add(self.announcement()).saturating_sub(self.now)
    }

    /// Returns the numbers of the records; `3 1 1` if there are none.
    fn combinations(&self) -> BTreeSet<Combination> {
        let mut all: BTreeSet<_> = self.published.iter().map(|one| one.record.combination()).collect();
        if all.is_empty() {
            all.insert(Combination {
                usage: CertificateUsage::DANE_EE,
                selector: Selector::SPKI,
                matching_type: MatchingType::SHA2_256,
            });
        }
        all
    }

    /// Returns the record of these numbers for a chain. Of usage 0 or 2 it is one that is published, if a certificate above the
    /// end entity has it, and otherwise that of the topmost certificate. Returns `None` if there is no such certificate, or
    /// if the numbers are not registered.
    fn record_of(&self, chain: &[&[u8]], numbers: Combination, digests: &dyn Digests) -> Option<OwnedTlsa> {
        let of_certificate = |der: &&[u8]| {
            let octets = selected(der, numbers.selector)?;
            let is_full = numbers.matching_type == MatchingType::FULL;
            let data = digest(digests, numbers.matching_type, octets).or_else(|| is_full.then(|| octets.to_vec()))?;
            let Combination { usage, selector, matching_type } = numbers;
            Some(OwnedTlsa::from(Tlsa { usage, selector, matching_type, data: &data }))
        };
        match numbers.usage {
            CertificateUsage::DANE_EE | CertificateUsage::PKIX_EE => chain.first().and_then(of_certificate),
            CertificateUsage::DANE_TA | CertificateUsage::PKIX_TA => {
                let records = chain.iter().skip(1).filter_map(of_certificate);
                let is_published = |record: &OwnedTlsa| self.published.iter().any(|one| one.record == record.as_tlsa());
                let mut all = records.fold((None, None), |(known, _), record| {
                    (known.or_else(|| is_published(&record).then(|| record.clone())), Some(record))
                });
                all.0.take().or(all.1)
            }
            _ => None,
        }
    }
}
