//! What was counted, for programs: the fields of the contract in its order, and a few more.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::facts::FORMS;
use super::tally::{Reissue, Restriction, SIZES, Tally, UnreadableCertificate, by_year};

/// The counts.
#[derive(Debug, Serialize)]
pub(super) struct CensusReport {
    pub(super) at: String,
    pub(super) certificates: u64,
    pub(super) unparsable: u64,
    pub(super) sub_ca: u64,
    pub(super) current_sub_ca: u64,
    pub(super) current_tls_sub_ca: u64,
    pub(super) constrained: u64,
    pub(super) current_constrained_sub_ca: u64,
    pub(super) current_constrained_tls_sub_ca: u64,
    pub(super) current_technically_constrained_tls_sub_ca: u64,
    pub(super) with_srvname_constraint: u64,
    pub(super) to_reissue: ToReissue<u64>,
    pub(super) distinct_cas: ToReissue<u64>,
    pub(super) subtrees: ByForm<Subtrees>,
    pub(super) largest_constraint: u64,
    pub(super) critical: u64,
    /// Constrained certificates that have a base of a form, by form.
    pub(super) constraining: ByForm<u64>,
    /// Constrained certificates by how many bases they have.
    pub(super) sizes: Vec<SizeGroup>,
    /// CAs to reissue by the year of notBefore.
    pub(super) by_issuance: BTreeMap<i16, Split>,
    /// CAs to reissue by the year of notAfter.
    pub(super) by_expiry: BTreeMap<i16, Split>,
    /// When the last of them expires; `None` if there is none.
    pub(super) last_expiry: ToReissue<Option<String>>,
    /// The CAs to reissue.
    pub(super) reissue: Vec<CaToReissue>,
    /// The first thousand bad certificates.
    pub(super) bad: Vec<UnreadableCertificate>,
}

/// Something about current TLS sub-CAs that do not list SRVName, by how they are constrained.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ToReissue<T> {
    /// All of them: what the default rule requires.
    pub(super) all: T,
    /// Those that carry name constraints: what the rule `where-constrained` requires.
    pub(super) constrained: T,
    /// Those among them that are technically constrained.
    pub(super) technically_constrained: T,
}

impl<T> ToReissue<T> {
    /// Asks about those that are constrained at least so tightly.
    fn each(ask: impl Fn(Restriction) -> T) -> Self {
        Self {
            all: ask(Restriction::Not),
            constrained: ask(Restriction::Partly),
            technically_constrained: ask(Restriction::Technically),
        }
    }
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Subtrees {
    pub(super) permitted: u64,
    pub(super) excluded: u64,
}

/// Values by form, in the order of the contract.
#[derive(Clone, Debug)]
pub(super) struct ByForm<T>(pub(super) Vec<(&'static str, T)>);

impl<T: Serialize> Serialize for ByForm<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(form, value)| (form, value)))
    }
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct SizeGroup {
    pub(super) from: u64,
    /// `null` for the last group, which has no end.
    pub(super) to: Option<u64>,
    pub(super) certificates: u64,
}

impl SizeGroup {
    /// The group as people write it.
    pub(super) fn range(&self) -> String {
        match self.to {
            Some(to) if to == self.from => to.to_string(),
            Some(to) => format!("{}\u{2013}{to}", self.from),
            None => format!("{}+", self.from),
        }
    }
}

/// By how they are constrained.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Split {
    pub(super) technically_constrained: u64,
    pub(super) otherwise_constrained: u64,
    pub(super) unconstrained: u64,
}

/// A CA to reissue.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CaToReissue {
    pub(super) owner: String,
    pub(super) subject: String,
    pub(super) sha256: String,
    pub(super) subject_spki_sha256: String,
    pub(super) not_before: String,
    pub(super) not_after: String,
    pub(super) constraints: &'static str,
}

impl CensusReport {
    pub(super) fn of(mut tally: Tally, at: i64) -> Self {
        tally.sort();
        let split =
            |years: BTreeMap<i16, [u64; 3]>| years.into_iter().map(|(year, counts)| (year, counts.into())).collect();
        Self {
            at: crate::input::time::show(at),
            certificates: tally.certificates,
            unparsable: tally.unparsable,
            sub_ca: tally.sub_ca,
            current_sub_ca: tally.current_sub_ca,
            current_tls_sub_ca: tally.current_tls_sub_ca,
            constrained: tally.constrained,
            current_constrained_sub_ca: tally.current_constrained_sub_ca,
            current_constrained_tls_sub_ca: tally.current_constrained_tls_sub_ca,
            current_technically_constrained_tls_sub_ca: tally.current_technically_constrained_tls_sub_ca,
            with_srvname_constraint: tally.with_srvname_constraint,
            to_reissue: ToReissue::each(|held| count(held_to(&tally.reissue, held).count())),
            distinct_cas: ToReissue::each(|held| {
                let cas: HashSet<_> = held_to(&tally.reissue, held).map(|ca| ca.subject_spki_sha256).collect();
                count(cas.len())
            }),
            subtrees: ByForm(
                FORMS
                    .into_iter()
                    .zip(tally.subtrees)
                    .map(|(form, bases)| (form, Subtrees { permitted: bases.permitted, excluded: bases.excluded }))
                    .collect(),
            ),
            largest_constraint: tally.largest_constraint,
            critical: tally.critical,
            constraining: ByForm(FORMS.into_iter().zip(tally.constraining).collect()),
            sizes: sizes(tally.sizes),
            by_issuance: split(by_year(&tally.reissue, |ca| year(ca.not_before))),
            by_expiry: split(by_year(&tally.reissue, |ca| year(ca.not_after))),
            last_expiry: ToReissue::each(|held| {
                held_to(&tally.reissue, held).map(|ca| ca.not_after).max().map(crate::input::time::show)
            }),
            reissue: tally.reissue.iter().map(CaToReissue::of).collect(),
            bad: tally.bad,
        }
    }
}

impl From<[u64; 3]> for Split {
    fn from([technically_constrained, otherwise_constrained, unconstrained]: [u64; 3]) -> Self {
        Self { technically_constrained, otherwise_constrained, unconstrained }
    }
}

impl CaToReissue {
    fn of(ca: &Reissue) -> Self {
        Self {
            owner: ca.owner.clone(),
            subject: ca.subject.clone(),
            sha256: hex(&ca.sha256),
            subject_spki_sha256: hex(&ca.subject_spki_sha256),
            not_before: crate::input::time::show(ca.not_before),
            not_after: crate::input::time::show(ca.not_after),
            constraints: match ca.held {
                Restriction::Technically => "technically constrained",
                Restriction::Partly => "other constraints",
                Restriction::Not => "none",
            },
        }
    }
}

/// Returns those that are constrained at least as tightly as this.
fn held_to(reissue: &[Reissue], held: Restriction) -> impl Iterator<Item = &Reissue> {
    reissue.iter().filter(move |ca| ca.held <= held)
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|octet| format!("{octet:02X}")).collect()
}

fn year(seconds: i64) -> i16 {
    let utc = |time: jiff::Timestamp| jiff::tz::Offset::UTC.to_datetime(time).year();
    jiff::Timestamp::from_second(seconds).map_or(if seconds < 0 { 0 } else { 9999 }, utc)
}

fn sizes(counts: [u64; SIZES.len()]) -> Vec<SizeGroup> {
    let mut from = 0;
    let groups = SIZES.into_iter().zip(counts).map(|(to, certificates)| {
        let size = SizeGroup { from, to: (to != u64::MAX).then_some(to), certificates };
        from = to.saturating_add(1);
        size
    });
    groups.collect()
}
