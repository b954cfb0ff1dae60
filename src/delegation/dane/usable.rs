//! Which TLSA records of a set are of use, and why the others are not (RFC 6698 §4.1, RFC 7671 §9).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use crate::citation::Citation;
use crate::delegation::dane::selected;
use crate::delegation::dns::{CertificateUsage, Combination, MatchingType, Selector, Tlsa};

/// What DANE is used for, and so which usages count and what a set without usable records means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DaneProfile {
    /// Mail from one MTA to another (RFC 7672): usages 0 and 1 are unusable (§3.1.3), and without usable records TLS is
    /// required, and authentication is not (§2.2).
    Smtp,
    /// A service with SRV records (RFC 7673): usages 0 and 1 count, and without usable records TLS is required with the usual
    /// authentication (§4.1).
    Srv,
    /// Another service, which is found without MX and SRV records (RFC 6698 §4.1, RFC 7671 §7).
    Other,
}

/// The digests that count, the strongest first: SHA-512, then SHA-256 (RFC 7671 §9).
pub const DIGESTS: &[MatchingType] = &[MatchingType::SHA2_512, MatchingType::SHA2_256];

/// Why a record is not asked for a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unusable {
    /// The usage is none of the four (RFC 6698 §2.1.1).
    Usage,
    /// The usage asks for public CAs, of which MTAs have no common list (RFC 7672 §3.1.3).
    PkixUsageInSmtp,
    /// The selector is none of the two (RFC 6698 §2.1.2).
    Selector,
    /// The matching type is none of the three (RFC 6698 §2.1.3).
    MatchingType,
    /// The caller does not want the digest (RFC 7671 §9).
    Digest,
    /// The data have another length than the digest, in octets (RFC 6698 §4.1).
    Length {
        /// The octets of the data.
        found: usize,
        /// The octets of the digest.
        expected: usize,
    },
    /// The data should be a certificate, and are none (RFC 6698 §4.1).
    NotACertificate,
    /// The data should be a subjectPublicKeyInfo, and are none (RFC 6698 §4.1).
    NotAKey,
    /// The record is usable, and another of the same usage and selector has a stronger digest (RFC 7671 §9).
    WeakerDigest {
        /// The matching type of the stronger one.
        than: MatchingType,
    },
}

impl Unusable {
    /// Returns the section that says so.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::Usage => Citation::new("RFC 6698", "2.1.1"),
            Self::PkixUsageInSmtp => Citation::new("RFC 7672", "3.1.3"),
            Self::Selector => Citation::new("RFC 6698", "2.1.2"),
            Self::MatchingType => Citation::new("RFC 6698", "2.1.3"),
            Self::Digest | Self::WeakerDigest { .. } => Citation::new("RFC 7671", "9"),
            Self::Length { .. } | Self::NotACertificate | Self::NotAKey => Citation::new("RFC 6698", "4.1"),
        }
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage => f.write_str("its usage is none of 0 to 3"),
            Self::PkixUsageInSmtp => {
                f.write_str("usages 0 and 1 are not for mail between servers: publish usage 3 or 2")
            }
            Self::Selector => f.write_str("its selector is neither 0 nor 1"),
            Self::MatchingType => f.write_str("its matching type is none of 0 to 2"),
            Self::Digest => f.write_str("its digest is not accepted here"),
            Self::Length { found, expected } => write!(f, "its data have {found} octets, and the digest {expected}"),
            Self::NotACertificate => f.write_str("its data are not a certificate in DER"),
            Self::NotAKey => f.write_str("its data are not a public key in DER"),
            Self::WeakerDigest { than } => write!(f, "records with the stronger digest {than} are there, and decide"),
        }
    }
}

/// A set of TLSA records, each with whether it is asked for a match.
///
/// An unusable record spoils itself and no other.
///
/// ```
/// use srvname::delegation::dane::{DIGESTS, DaneProfile, OwnedTlsa, RecordSet, Unusable};
///
/// let texts = ["3 1 1 00", "3 1 1 c0f11e83e44ae5b89168a96b651d9fb19cdbc0334b975e8e0858ff8cf46e5eae"];
/// let records = texts.map(|text| OwnedTlsa::parse(text).unwrap());
/// let records: Vec<_> = records.iter().map(OwnedTlsa::as_tlsa).collect();
/// let set = RecordSet::new(&records, DaneProfile::Smtp, DIGESTS);
/// assert_eq!(set.unusable(0), Some(Unusable::Length { found: 1, expected: 32 }));
/// assert!(set.usable().map(|(index, _)| index).eq([1]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordSet<'e> {
    records: Vec<(Tlsa<'e>, Option<Unusable>)>,
    profile: DaneProfile,
}

impl<'e> RecordSet<'e> {
    /// Returns the set of these records. `digests` are the matching types that count, the strongest first, such as
    /// [`DIGESTS`]; [`MatchingType::FULL`] always counts, and one that is not registered never does.
    #[must_use]
    pub fn new(records: &[Tlsa<'e>], profile: DaneProfile, digests: &[MatchingType]) -> Self {
        let mut set = Self::new_without_agility(records, profile, digests);
        set.keep_strongest(digests);
        set
    }

    /// [`RecordSet::new`] for a publisher, for whom every digest counts.
    pub(crate) fn new_without_agility(records: &[Tlsa<'e>], profile: DaneProfile, digests: &[MatchingType]) -> Self {
        let judged = records.iter().map(|record| (*record, unusable(record, profile, digests)));
        Self { records: judged.collect(), profile }
    }

    /// Returns what the set is used for.
    #[must_use]
    pub const fn profile(&self) -> DaneProfile {
        self.profile
    }

    /// Returns the records in their order.
    pub fn records(&self) -> impl Iterator<Item = &Tlsa<'e>> {
        self.records.iter().map(|(record, _)| record)
    }

    /// Returns the records that are asked for a match, each with its index.
    pub fn usable(&self) -> impl Iterator<Item = (usize, &Tlsa<'e>)> {
        let usable = self.records.iter().enumerate().filter(|(_, (_, unusable))| unusable.is_none());
        usable.map(|(index, (record, _))| (index, record))
    }

    /// Returns `true` if at least one record is asked for a match.
    #[must_use]
    pub fn has_usable(&self) -> bool {
        self.records.iter().any(|(_, unusable)| unusable.is_none())
    }

    /// Returns why the record at an index is not asked for a match, or `None` if it is, or if there is no such record.
    #[must_use]
    pub fn unusable(&self, index: usize) -> Option<Unusable> {
        self.records.get(index).and_then(|(_, unusable)| *unusable)
    }

    /// Of the usable records of each usage and selector, keeps those in full and those with the strongest digest.
    fn keep_strongest(&mut self, digests: &[MatchingType]) {
        let rank = |matching_type: MatchingType| digests.iter().position(|digest| *digest == matching_type);
        let mut strongest: BTreeMap<(CertificateUsage, Selector), usize> = BTreeMap::new();
        for (record, _) in self.records.iter().filter(|(_, unusable)| unusable.is_none()) {
            let Some(rank) = rank(record.matching_type) else { continue };
            let best = strongest.entry((record.usage, record.selector)).or_insert(rank);
            *best = rank.min(*best);
        }
        for (record, unusable) in self.records.iter_mut().filter(|(_, unusable)| unusable.is_none()) {
            let Combination { usage, selector, matching_type } = record.combination();
            let best = strongest.get(&(usage, selector)).and_then(|best| digests.get(*best));
            if matching_type != MatchingType::FULL && best != Some(&matching_type) {
                *unusable = best.map(|than| Unusable::WeakerDigest { than: *than });
            }
        }
    }
}

/// Returns why a record is unusable by itself, or `None` if it is not.
fn unusable(record: &Tlsa<'_>, profile: DaneProfile, digests: &[MatchingType]) -> Option<Unusable> {
    let Combination { usage, selector, matching_type } = record.combination();
    if usage > CertificateUsage::DANE_EE {
        return Some(Unusable::Usage);
    }
    if usage.is_pkix() && profile == DaneProfile::Smtp {
        return Some(Unusable::PkixUsageInSmtp);
    }
    if selector > Selector::SPKI {
        return Some(Unusable::Selector);
    }
    match (matching_type, matching_type.octets()) {
        (MatchingType::FULL, _) if selector == Selector::CERT => {
            selected::subject_public_key_info(record.data).is_none().then_some(Unusable::NotACertificate)
        }
        (MatchingType::FULL, _) => selected::key_bits(record.data).is_none().then_some(Unusable::NotAKey),
        (_, None) => Some(Unusable::MatchingType),
        (_, Some(_)) if !digests.contains(&matching_type) => Some(Unusable::Digest),
        (_, Some(expected)) => {
            let found = record.data.len();
            (found != expected).then_some(Unusable::Length { found, expected })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    extern crate std;

    use crate::delegation::dane::presentation::OwnedTlsa;

    fn record(numbers: [u8; 3], data: &[u8]) -> Tlsa<'_> {
        let [usage, selector, matching_type] = numbers;
        Tlsa {
            usage: CertificateUsage(usage),
            selector: Selector(selector),
            matching_type: MatchingType(matching_type),
            data,
        }
    }

    fn states(records: &[Tlsa<'_>], profile: DaneProfile) -> Vec<Option<Unusable>> {
        let set = RecordSet::new(records, profile, DIGESTS);
        (0..records.len()).map(|index| set.unusable(index)).collect()
    }

    #[test]
    fn each_number_and_each_length_counts() {
        let octets = [0x5a; 65];
        for (numbers, length, expected) in [
            ([3, 1, 1], 32, None),
            ([3, 0, 2], 64, None),
            ([2, 0, 1], 32, None),
            ([4, 1, 1], 32, Some(Unusable::Usage)),
            ([255, 1, 1], 32, Some(Unusable::Usage)),
            ([3, 2, 1], 32, Some(Unusable::Selector)),
            ([3, 1, 3], 32, Some(Unusable::MatchingType)),
            ([3, 1, 1], 31, Some(Unusable::Length { found: 31, expected: 32 })),
            ([3, 1, 1], 0, Some(Unusable::Length { found: 0, expected: 32 })),
            ([3, 1, 2], 32, Some(Unusable::Length { found: 32, expected: 64 })),
            ([3, 0, 0], 32, Some(Unusable::NotACertificate)),
            ([3, 1, 0], 32, Some(Unusable::NotAKey)),
        ] {
            let found = states(&[record(numbers, &octets[..length])], DaneProfile::Smtp);
            assert_eq!(found, [expected], "{numbers:?} {length}");
        }
    }

    #[test]
    fn pkix_usages_are_unusable_between_mail_servers_alone() {
        for usage in [0, 1] {
            let records = [record([usage, 1, 1], &[0; 32])];
            assert_eq!(states(&records, DaneProfile::Smtp), [Some(Unusable::PkixUsageInSmtp)]);
            assert_eq!(states(&records, DaneProfile::Srv), [None]);
            assert_eq!(states(&records, DaneProfile::Other), [None]);
        }
    }

    /// The example of RFC 7671 §9: of 3 1 1, 3 1 2 and 3 1 0 the last two decide.
    #[test]
    fn the_strongest_digest_and_the_full_key_decide() {
        let texts = [
            "3 1 1 3FE246A848798236DD2AB78D39F0651D 6B6E7CA8E2984012EB0A2E1AC8A87B72",
            "3 1 2 D4F5AF015B46C5057B841C7E7BAB759C BF029526D29520C5BE6A32C67475439E 54AB3A945D80C743347C9BD4DADC9D8D
             57FAB78EAA835362F3CA07CCC19A3214",
            "3 1 0 3059301306072A8648CE3D020106082A 8648CE3D0301070342000471CB1F504F 9E4B33971376C005445DACD33CD79A28
             81C3DED1981F18E7AAA76609DD0E4EF2 8265C82703030AD60C5DBA6FB8A9397A C0FCF06D424C885D484887",
        ];
        let owned = texts.map(|text| OwnedTlsa::parse(text).unwrap());
        let weaker = Some(Unusable::WeakerDigest { than: MatchingType::SHA2_512 });
        assert_eq!(states(&owned.each_ref().map(OwnedTlsa::as_tlsa), DaneProfile::Smtp), [weaker, None, None]);
    }

    #[test]
    fn agility_is_by_usage_and_by_selector_and_after_usability() {
        let right = [record([3, 1, 1], &[1; 32]), record([3, 0, 2], &[2; 64]), record([2, 1, 2], &[3; 64])];
        assert_eq!(states(&right, DaneProfile::Smtp), [None; 3]);
        let malformed = [record([3, 1, 2], &[1; 63]), record([3, 1, 1], &[1; 32])];
        let wrong = Some(Unusable::Length { found: 63, expected: 64 });
        assert_eq!(states(&malformed, DaneProfile::Smtp), [wrong, None]);
    }

    #[test]
    fn the_order_of_digests_is_the_callers() {
        let records = [record([3, 1, 1], &[1; 32]), record([3, 1, 2], &[2; 64])];
        let reversed = [MatchingType::SHA2_256, MatchingType::SHA2_512];
        let set = RecordSet::new(&records, DaneProfile::Smtp, &reversed);
        assert_eq!(set.unusable(1), Some(Unusable::WeakerDigest { than: MatchingType::SHA2_256 }));
        let alone = RecordSet::new(&records, DaneProfile::Smtp, &[MatchingType::SHA2_512]);
        assert_eq!((alone.unusable(0), alone.unusable(1)), (Some(Unusable::Digest), None));
    }
}
