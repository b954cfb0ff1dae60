//! The certificates to reissue by who has the CA, by who signs for it, and by the CA itself.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::inputs::upper_hex;
use super::reissue::{BySet, Extent, Reissue, Restriction, count};
use crate::input::time;

/// Certificates of one owner.
#[derive(Clone, Debug, Serialize)]
pub(super) struct OwnerGroup {
    pub(super) owner: String,
    #[serde(flatten)]
    pub(super) counts: GroupCounts,
}

/// Certificates that one issuer signed: who signs the new ones.
#[derive(Clone, Debug, Serialize)]
pub(super) struct IssuerGroup {
    pub(super) issuer: String,
    #[serde(flatten)]
    pub(super) counts: GroupCounts,
}

/// What is left to reissue of a group.
#[derive(Clone, Debug, Serialize)]
pub(super) struct GroupCounts {
    pub(super) left: BySet<u64>,
    pub(super) left_cas: BySet<u64>,
    pub(super) left_until: BySet<Option<String>>,
    pub(super) revoked: u64,
}

impl GroupCounts {
    fn of(certificates: &[&Reissue]) -> Self {
        let left = Extent::of(certificates.iter().copied().filter(|own| !own.is_revoked()));
        Self {
            left: left.certificates,
            left_cas: left.cas,
            left_until: left.last_expiry.map(|moment| moment.map(time::show)),
            revoked: count(certificates.iter().filter(|own| own.is_revoked()).count()),
        }
    }

    /// Orders groups: those first with most that are tightly constrained.
    fn rank(&self) -> impl Ord + use<> {
        Reverse((self.left.technically_constrained, self.left.constrained, self.left.all))
    }
}

/// A technically constrained CA that is left to reissue.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ConstrainedCa {
    pub(super) owner: String,
    pub(super) subject: String,
    pub(super) issuers: Vec<String>,
    pub(super) certificates: u64,
    pub(super) not_after: String,
    pub(super) subject_spki_sha256: String,
    /// The same as `not_after`, in seconds since 1970.
    #[serde(skip)]
    pub(super) until: i64,
}

/// Returns the owners.
pub(super) fn by_owner(reissue: &[Reissue]) -> Vec<OwnerGroup> {
    let mut owners: BTreeMap<&str, Vec<&Reissue>> = BTreeMap::new();
    reissue.iter().for_each(|own| owners.entry(&own.owner).or_default().push(own));
    let group =
        |(owner, own): (&str, Vec<&Reissue>)| OwnerGroup { owner: owner.to_owned(), counts: GroupCounts::of(&own) };
    let mut groups: Vec<_> = owners.into_iter().map(group).collect();
    groups.sort_by_key(|group| group.counts.rank());
    groups
}

/// Returns the issuers, each Name once.
pub(super) fn by_issuer(reissue: &[Reissue]) -> Vec<IssuerGroup> {
    let mut issuers: BTreeMap<_, Vec<&Reissue>> = BTreeMap::new();
    for own in reissue {
        issuers.entry((&own.issuer, own.issuer_reference.name)).or_default().push(own);
    }
    let mut groups: Vec<_> = issuers
        .into_iter()
        .map(|((issuer, _), own)| IssuerGroup { issuer: issuer.clone(), counts: GroupCounts::of(&own) })
        .collect();
    groups.sort_by_key(|group| group.counts.rank());
    groups
}

/// Returns the technically constrained CAs that are left, the last to expire first.
pub(super) fn constrained_cas(reissue: &[Reissue]) -> Vec<ConstrainedCa> {
    let mut cas: BTreeMap<[u8; 32], Vec<&Reissue>> = BTreeMap::new();
    let left = reissue.iter().filter(|own| own.held == Restriction::Technically && !own.is_revoked());
    left.for_each(|own| cas.entry(own.subject_spki_sha256).or_default().push(own));
    let ca = |own: Vec<&Reissue>| {
        let last = own.iter().max_by_key(|own| own.not_after)?;
        let issuers: BTreeSet<&String> = own.iter().map(|own| &own.issuer).collect();
        Some(ConstrainedCa {
            owner: last.owner.clone(),
            subject: last.subject.clone(),
            issuers: issuers.into_iter().cloned().collect(),
            certificates: count(own.len()),
            not_after: time::show(last.not_after),
            subject_spki_sha256: upper_hex(&last.subject_spki_sha256),
            until: last.not_after,
        })
    };
    let mut cas: Vec<_> = cas.into_values().filter_map(ca).collect();
    cas.sort_by(|one, other| (other.until, &one.subject).cmp(&(one.until, &other.subject)));
    cas
}
