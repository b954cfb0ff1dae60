//! The certificates to reissue, and what they come to: of how many CAs, and until when.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::ccadb::{CcadbRecord, CcadbReport};
use super::hierarchy::IssuerReference;

/// How a CA that leaves SRVName open is constrained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Restriction {
    /// As the TLS Baseline Requirements (§7.1.2.5.2) require.
    Technically,
    /// In some form.
    Partly,
    /// Not at all.
    Not,
}

/// A certificate of a CA that would have to be reissued.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reissue {
    pub(super) held: Restriction,
    /// Seconds since 1970.
    pub(super) not_after: i64,
    pub(super) not_before: i64,
    pub(super) owner: String,
    pub(super) subject: String,
    pub(super) issuer: String,
    pub(super) issuer_reference: IssuerReference,
    pub(super) sha256: [u8; 32],
    pub(super) subject_spki_sha256: [u8; 32],
    /// What the CCADB says of it.
    pub(super) ccadb: Option<CcadbRecord>,
}

impl Reissue {
    /// Joins what the CCADB says of it.
    pub(super) fn join(&mut self, report: &CcadbReport) {
        self.ccadb = report.record(&self.sha256).cloned();
        if let Some(record) = self.ccadb.as_ref().filter(|record| !record.owner.is_empty()) {
            self.owner.clone_from(&record.owner);
        }
    }

    /// Returns whether the CCADB says that it is revoked.
    pub(super) fn is_revoked(&self) -> bool {
        self.ccadb.as_ref().is_some_and(CcadbRecord::is_revoked)
    }
}

/// Something about certificates to reissue, by how they are constrained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct BySet<T> {
    /// All of them: what the default rule requires.
    pub(super) all: T,
    /// Those that carry name constraints: what the rule `where-constrained` requires.
    pub(super) constrained: T,
    /// Those among them that are technically constrained.
    pub(super) technically_constrained: T,
}

impl<T> BySet<T> {
    /// Asks about those that are constrained at least so tightly.
    fn each(ask: impl Fn(Restriction) -> T) -> Self {
        Self {
            all: ask(Restriction::Not),
            constrained: ask(Restriction::Partly),
            technically_constrained: ask(Restriction::Technically),
        }
    }

    pub(super) fn map<U>(self, change: impl Fn(T) -> U) -> BySet<U> {
        BySet {
            all: change(self.all),
            constrained: change(self.constrained),
            technically_constrained: change(self.technically_constrained),
        }
    }
}

/// What some certificates come to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) certificates: BySet<u64>,
    pub(super) cas: BySet<u64>,
    /// The latest notAfter, in seconds since 1970.
    pub(super) last_expiry: BySet<Option<i64>>,
}

impl Extent {
    pub(super) fn of<'r>(certificates: impl IntoIterator<Item = &'r Reissue>) -> Self {
        let certificates: Vec<&Reissue> = certificates.into_iter().collect();
        let held_to = |held: Restriction| certificates.iter().filter(move |own| own.held <= held);
        Self {
            certificates: BySet::each(|held| count(held_to(held).count())),
            cas: BySet::each(|held| {
                count(held_to(held).map(|own| own.subject_spki_sha256).collect::<HashSet<_>>().len())
            }),
            last_expiry: BySet::each(|held| held_to(held).map(|own| own.not_after).max()),
        }
    }
}

/// By how they are constrained, with those apart that are revoked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Split {
    pub(super) technically_constrained: u64,
    pub(super) otherwise_constrained: u64,
    pub(super) unconstrained: u64,
    pub(super) revoked: u64,
}

impl Split {
    fn add(&mut self, own: &Reissue) {
        let count = match own.held {
            _ if own.is_revoked() => &mut self.revoked,
            Restriction::Technically => &mut self.technically_constrained,
            Restriction::Partly => &mut self.otherwise_constrained,
            Restriction::Not => &mut self.unconstrained,
        };
        *count = count.saturating_add(1);
    }
}

/// Returns how many certificates there are of each year, the year of what `moment` returns.
pub(super) fn by_year(reissue: &[Reissue], moment: impl Fn(&Reissue) -> i64) -> BTreeMap<i16, Split> {
    let mut years: BTreeMap<i16, Split> = BTreeMap::new();
    reissue.iter().for_each(|own| years.entry(year(moment(own))).or_default().add(own));
    years
}

/// Returns the year of a moment in seconds since 1970.
pub(super) fn year(seconds: i64) -> i16 {
    let utc = |time: jiff::Timestamp| jiff::tz::Offset::UTC.to_datetime(time).year();
    jiff::Timestamp::from_second(seconds).map_or(if seconds < 0 { 0 } else { 9999 }, utc)
}

pub(super) fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
