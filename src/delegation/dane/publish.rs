//! What a publisher checks before its TLSA records are in the DNS (RFC 7671 §8): the records against every chain that the
//! server can send.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::fmt;

use crate::certificate::Certificate;
use crate::citation::Citation;
use crate::delegation::dane::sent::{RecordIndex, SentCertificate, digest};
use crate::delegation::dane::usable::{DIGESTS, DaneProfile, RecordSet, Unusable};
use crate::delegation::digests::Digests;
use crate::delegation::dns::{CertificateUsage, Combination, MatchingType, Selector, Tlsa};

/// The days of validity up to which a certificate is replaced so often that a digest of it is a trap: every renewal changes the
/// record.
pub const SHORT_LIVED_DAYS: i64 = 100;

const SECONDS_OF_A_DAY: i64 = 86_400;

/// What a record set is like for the chains that a server sends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublicationReport {
    /// What is wrong, or worth knowing, errors first.
    pub findings: Vec<PublicationFinding>,
    /// Which records match which chains.
    pub state: PublicationState,
}

/// How a record set stands to the chains of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PublicationState {
    /// Every record matches a chain.
    Current,
    /// Beside the records that match there are others of the same numbers: of a key that comes, or of one that went
    /// (RFC 7671 §8.1).
    Rollover,
    /// No chain was given.
    Unchecked,
}

impl fmt::Display for PublicationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Current => "current",
            Self::Rollover => "rollover: current + another",
            Self::Unchecked => "not checked against a chain",
        })
    }
}

/// What was found about a record set. Records are counted from 0, and so are chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PublicationFinding {
    /// A client that knows these numbers alone does not authenticate the server by this chain (RFC 7671 §8).
    NoCurrentRecord {
        /// The numbers.
        combination: Combination,
        /// The chain.
        chain: usize,
    },
    /// As [`NoCurrentRecord`](Self::NoCurrentRecord), of usage 2 with a digest or a key: the certificate must be sent, a root
    /// too (RFC 7671 §5.2.2).
    AnchorNotSent {
        /// The numbers.
        combination: Combination,
        /// The chain.
        chain: usize,
    },
    /// As [`NoCurrentRecord`](Self::NoCurrentRecord), of usage 0: the certificate may be that of a public root, which need not be
    /// sent (RFC 6698 §2.1.1).
    PublicRootNotSent {
        /// The numbers.
        combination: Combination,
        /// The chain.
        chain: usize,
    },
    /// Clients do not use the record.
    Unusable {
        /// The record.
        record: usize,
        /// Why.
        why: Unusable,
    },
    /// Usage 0 or 1 on port 25 (RFC 7672 §3.1.3).
    PkixUsageOnPort25 {
        /// The record.
        record: usize,
    },
    /// The data are the digest of no octets, as e3b0c442... and cf83e135... are: the command before the digest failed.
    DigestOfNothing {
        /// The record.
        record: usize,
    },
    /// A digest of a whole certificate that is replaced often: the record must change with every renewal.
    ShortLived {
        /// The record.
        record: usize,
        /// The days for which the certificate is valid.
        days: i64,
    },
    /// A record with a whole certificate: answers are too long for UDP (RFC 7671 §10.1.2).
    WholeCertificate {
        /// The record.
        record: usize,
    },
    /// Several chains are current, each with a record of its own: that is no rollover.
    SeveralCurrent {
        /// How many.
        chains: usize,
    },
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublicationSeverity {
    /// Clients do not reach the server, or not all of them.
    Error,
    /// They will not, unless somebody takes care.
    Warning,
    /// Worth knowing.
    Note,
}

impl PublicationFinding {
    /// Returns how much it matters.
    #[must_use]
    pub const fn severity(&self) -> PublicationSeverity {
        match self {
            Self::NoCurrentRecord { .. }
            | Self::AnchorNotSent { .. }
            | Self::Unusable { .. }
            | Self::PkixUsageOnPort25 { .. }
            | Self::DigestOfNothing { .. } => PublicationSeverity::Error,
            Self::ShortLived { .. } => PublicationSeverity::Warning,
            Self::WholeCertificate { .. } | Self::SeveralCurrent { .. } | Self::PublicRootNotSent { .. } => {
                PublicationSeverity::Note
            }
        }
    }

    /// Returns the section that it is about.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::NoCurrentRecord { .. } | Self::SeveralCurrent { .. } => Citation::new("RFC 7671", "8"),
            Self::AnchorNotSent { .. } => Citation::new("RFC 7671", "5.2.2"),
            Self::PublicRootNotSent { .. } => Citation::new("RFC 6698", "2.1.1"),
            Self::Unusable { why, .. } => why.citation(),
            Self::PkixUsageOnPort25 { .. } => Citation::new("RFC 7672", "3.1.3"),
            Self::DigestOfNothing { .. } => Citation::new("RFC 6698", "2.1.3"),
            Self::ShortLived { .. } => Citation::new("RFC 7671", "8.1"),
            Self::WholeCertificate { .. } => Citation::new("RFC 7671", "10.1.2"),
        }
    }
}

impl fmt::Display for PublicationFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCurrentRecord { combination, chain } => {
                write!(f, "{combination} has no record for chain {chain}, which the server sends")
            }
            Self::AnchorNotSent { combination, chain } => write!(
                f,
                "{combination} matches no certificate of chain {chain}: a trust anchor must be sent, a root too"
            ),
            Self::PublicRootNotSent { combination, chain } => {
                write!(
                    f,
                    "{combination} matches no certificate of chain {chain}, and may be for a public root above it"
                )
            }
            Self::Unusable { record, why } => write!(f, "record {record} is of no use: {why}"),
            Self::PkixUsageOnPort25 { record } => {
                write!(f, "record {record} has usage 0 or 1, which are not for port 25: publish usage 3 or 2")
            }
            Self::DigestOfNothing { record } => {
                write!(f, "record {record} is the digest of no octets: the command before the digest failed")
            }
            Self::ShortLived { record, days } => write!(
                f,
                "record {record} is a digest of a certificate that is valid for {days} days, and must change with every \
                 renewal: keep the key, and publish 3 1 1"
            ),
            Self::WholeCertificate { record } => {
                write!(f, "record {record} holds a whole certificate, for which answers over UDP are too short")
            }
            Self::SeveralCurrent { chains } => {
                write!(f, "{chains} chains are current, each with a record of its own, and this is no rollover")
            }
        }
    }
}

/// Returns how a record set stands to the chains that a server can send, each in DER and with the end entity first: one for
/// each kind of key, for a start. Port 25 is mail between MTAs.
///
/// Every combination of numbers must match every chain, since clients know different ones (RFC 7671 §8). A certificate that is
/// sent because a record names it is no fault, a root neither (§5.2.2).
///
/// The check is of what the records say. Whether the path of a chain holds is [`Evaluator`](super::Evaluator)'s to say.
#[must_use]
pub fn check_publication(
    records: &[Tlsa<'_>],
    chains: &[&[&[u8]]],
    port: u16,
    digests: &dyn Digests,
) -> PublicationReport {
    // Without agility, which is the clients' choice: each digest must match by itself.
    let set = RecordSet::new_without_agility(records, DaneProfile::Other, DIGESTS);
    let mut findings = of_records(records, &set, port, digests);
    let matched: Vec<_> = chains.iter().map(|chain| matches_of(chain, &set, digests)).collect();
    let combinations: BTreeSet<_> = set.usable().map(|(_, record)| record.combination()).collect();
    for (chain, matched) in matched.iter().enumerate() {
        let current: BTreeSet<_> =
            matched.keys().filter_map(|record| records.get(*record)).map(Tlsa::combination).collect();
        findings.extend(combinations.difference(&current).map(|combination| no_match(*combination, chain)));
    }
    findings.extend(matched.iter().zip(chains).flat_map(|(matched, chain)| short_lived(records, matched, chain)));
    let all: BTreeSet<usize> = matched.iter().flat_map(BTreeMap::keys).copied().collect();
    let mut sets: Vec<_> = matched.iter().map(|one| one.keys().copied().collect::<Vec<_>>()).collect();
    sets.retain(|one| !one.is_empty());
    sets.sort_unstable();
    sets.dedup();
    if sets.len() > 1 {
        findings.push(PublicationFinding::SeveralCurrent { chains: sets.len() });
    }
    findings.sort_by_key(|finding| (finding.severity(), *finding));
    findings.dedup();
    let state = match (chains, set.usable().all(|(index, _)| all.contains(&index))) {
        ([], _) => PublicationState::Unchecked,
        (_, true) => PublicationState::Current,
        (_, false) => PublicationState::Rollover,
    };
    PublicationReport { findings, state }
}

/// What is found in the records alone.
fn of_records(records: &[Tlsa<'_>], set: &RecordSet<'_>, port: u16, digests: &dyn Digests) -> Vec<PublicationFinding> {
    let nothing = DIGESTS.iter().filter_map(|matching_type| digest(digests, *matching_type, b""));
    let nothing: Vec<_> = nothing.collect();
    let mut findings = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let Combination { usage, selector, matching_type } = record.combination();
        if let Some(why) = set.unusable(index) {
            findings.push(PublicationFinding::Unusable { record: index, why });
            continue;
        }
        if usage.is_pkix() && port == 25 {
            findings.push(PublicationFinding::PkixUsageOnPort25 { record: index });
        }
        if matching_type != MatchingType::FULL && nothing.iter().any(|nothing| nothing == record.data) {
            findings.push(PublicationFinding::DigestOfNothing { record: index });
        }
        if (selector, matching_type) == (Selector::CERT, MatchingType::FULL) {
            findings.push(PublicationFinding::WholeCertificate { record: index });
        }
    }
    findings
}

/// Returns the records that a chain matches, each with the index of the first certificate that does.
fn matches_of(chain: &[&[u8]], set: &RecordSet<'_>, digests: &dyn Digests) -> BTreeMap<usize, usize> {
    let index = RecordIndex::new(set);
    let mut found = BTreeMap::new();
    for (place, der) in chain.iter().enumerate() {
        let mut sent = SentCertificate::new(der);
        let usages = if place == 0 {
            [CertificateUsage::DANE_EE, CertificateUsage::PKIX_EE]
        } else {
            [CertificateUsage::DANE_TA, CertificateUsage::PKIX_TA]
        };
        for record in usages.into_iter().flat_map(|usage| sent.matches(&index, usage, digests)) {
            found.entry(record).or_insert(place);
        }
    }
    // RFC 7671 §5.2.2: the one record for which the certificate need not be sent. Its name is that of the topmost issuer.
    let topmost = chain.last().and_then(|der| Certificate::from_der(der).ok());
    for (record, tlsa) in set.usable() {
        let is_whole_anchor = tlsa.usage == CertificateUsage::DANE_TA
            && (tlsa.selector, tlsa.matching_type) == (Selector::CERT, MatchingType::FULL);
        let anchor = Certificate::from_der(tlsa.data).ok().filter(|_| is_whole_anchor);
        let issued = anchor.is_some_and(|anchor| topmost.as_ref().is_some_and(|own| own.issuer() == anchor.subject()));
        if issued {
            found.entry(record).or_insert(chain.len());
        }
    }
    found
}

fn no_match(combination: Combination, chain: usize) -> PublicationFinding {
    match combination.usage {
        CertificateUsage::DANE_TA => PublicationFinding::AnchorNotSent { combination, chain },
        CertificateUsage::PKIX_TA => PublicationFinding::PublicRootNotSent { combination, chain },
        _ => PublicationFinding::NoCurrentRecord { combination, chain },
    }
}

/// Digests of an end entity certificate that is replaced often.
fn short_lived(records: &[Tlsa<'_>], matched: &BTreeMap<usize, usize>, chain: &[&[u8]]) -> Option<PublicationFinding> {
    let end_entity = chain.first().and_then(|der| Certificate::from_der(der).ok())?;
    let seconds = end_entity.not_after().saturating_sub(end_entity.not_before());
    let days = seconds.saturating_add(1).checked_div(SECONDS_OF_A_DAY).unwrap_or_default();
    let of_certificate = matched.iter().filter(|(_, place)| **place == 0).map(|(record, _)| *record);
    let record = of_certificate
        .filter(|record| records.get(*record).is_some_and(|record| record.selector == Selector::CERT))
        .min();
    record.filter(|_| days <= SHORT_LIVED_DAYS).map(|record| PublicationFinding::ShortLived { record, days })
}
