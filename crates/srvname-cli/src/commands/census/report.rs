//! What was counted, for programs: the fields of the contract in its order, and a few more.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ccadb::{CcadbRecord, CcadbReport};
use super::facts::FORMS;
use super::groups::{ConstrainedCa, IssuerGroup, OwnerGroup, by_issuer, by_owner, constrained_cas};
use super::hierarchy::Hierarchy;
use super::inputs::{FileSummary, InputSummary, lower_hex, upper_hex};
use super::reissue::{BySet, Extent, Reissue, Restriction, Split, by_year, count};
use super::tally::{SIZES, Tally, UnreadableCertificate};
use crate::input::file_name::FileName;
use crate::input::time;

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
    pub(super) to_reissue: BySet<u64>,
    pub(super) distinct_cas: BySet<u64>,
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
    pub(super) last_expiry: BySet<Option<String>>,
    /// What the CCADB says of them, if its report was given.
    pub(super) ccadb: Option<CcadbSummary>,
    pub(super) technically_constrained_cas: Vec<ConstrainedCa>,
    pub(super) by_owner: Vec<OwnerGroup>,
    pub(super) by_issuer: Vec<IssuerGroup>,
    /// The CAs to reissue.
    pub(super) reissue: Vec<CaToReissue>,
    /// The first thousand bad certificates.
    pub(super) bad: Vec<UnreadableCertificate>,
    pub(super) version: &'static str,
    pub(super) command: String,
    pub(super) inputs: Vec<InputSummary>,
    /// The first thousand files.
    pub(super) files: Vec<FileSummary>,
    /// What is left to reissue: all but what is revoked.
    #[serde(skip)]
    pub(super) left: Extent,
    /// `at`, in seconds since 1970.
    #[serde(skip)]
    pub(super) moment: i64,
}

/// What was counted, and of what.
pub(super) struct Census {
    pub(super) tally: Tally,
    /// Seconds since 1970.
    pub(super) at: i64,
    pub(super) inputs: (Vec<InputSummary>, Vec<FileSummary>),
    pub(super) ccadb: Option<CcadbReport>,
    /// The command that makes the same.
    pub(super) command: String,
}

/// What the CCADB says of the certificates to reissue.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CcadbSummary {
    pub(super) file: FileName,
    pub(super) octets: u64,
    pub(super) sha256: String,
    pub(super) columns: Vec<&'static str>,
    pub(super) records: u64,
    pub(super) without_fingerprint: u64,
    /// Those that have a record.
    pub(super) disclosed: BySet<u64>,
    pub(super) revoked: BySet<u64>,
    pub(super) left: BySet<u64>,
    pub(super) left_cas: BySet<u64>,
    pub(super) left_until: BySet<Option<String>>,
    /// Those left that are trusted for TLS servers.
    pub(super) left_trusted: BySet<u64>,
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

/// A CA to reissue.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CaToReissue {
    pub(super) owner: String,
    pub(super) subject: String,
    pub(super) issuer: String,
    pub(super) issuer_subject_spki_sha256: Option<String>,
    pub(super) roots: Vec<String>,
    pub(super) more_roots: bool,
    pub(super) sha256: String,
    pub(super) subject_spki_sha256: String,
    pub(super) not_before: String,
    pub(super) not_after: String,
    pub(super) constraints: &'static str,
    pub(super) revoked: bool,
    pub(super) ccadb: Option<CcadbRecord>,
    #[serde(skip)]
    pub(super) held: Restriction,
}

impl CensusReport {
    pub(super) fn of(census: Census) -> Self {
        let Census { mut tally, at, inputs: (inputs, files), ccadb, command } = census;
        tally.sort();
        let mut reissue = std::mem::take(&mut tally.reissue);
        if let Some(ccadb) = &ccadb {
            reissue.iter_mut().for_each(|own| own.join(ccadb));
        }
        reissue.sort();
        let hierarchy = Hierarchy::of(std::mem::take(&mut tally.cas));
        let (all, left) = (Extent::of(&reissue), Extent::of(reissue.iter().filter(|own| !own.is_revoked())));
        let bases = FORMS.into_iter().zip(tally.subtrees);
        Self {
            at: time::show(at),
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
            to_reissue: all.certificates,
            distinct_cas: all.cas,
            subtrees: ByForm(
                bases
                    .map(|(form, own)| (form, Subtrees { permitted: own.permitted, excluded: own.excluded }))
                    .collect(),
            ),
            largest_constraint: tally.largest_constraint,
            critical: tally.critical,
            constraining: ByForm(FORMS.into_iter().zip(tally.constraining).collect()),
            sizes: sizes(tally.sizes),
            by_issuance: by_year(&reissue, |own| own.not_before),
            by_expiry: by_year(&reissue, |own| own.not_after),
            last_expiry: all.last_expiry.map(|moment| moment.map(time::show)),
            ccadb: ccadb.map(|report| CcadbSummary::of(&report, &reissue, &left)),
            technically_constrained_cas: constrained_cas(&reissue),
            by_owner: by_owner(&reissue),
            by_issuer: by_issuer(&reissue),
            reissue: reissue.into_iter().map(|own| CaToReissue::of(own, &hierarchy)).collect(),
            bad: tally.bad,
            version: env!("CARGO_PKG_VERSION"),
            command,
            inputs,
            files,
            left,
            moment: at,
        }
    }
}

impl CcadbSummary {
    fn of(report: &CcadbReport, reissue: &[Reissue], left: &Extent) -> Self {
        let certificates = |own: &mut dyn Iterator<Item = &Reissue>| Extent::of(own).certificates;
        let is_trusted = |own: &Reissue| own.ccadb.as_ref().is_some_and(CcadbRecord::is_for_servers);
        Self {
            file: report.file.clone(),
            octets: report.octets,
            sha256: lower_hex(&report.sha256),
            columns: report.columns.clone(),
            records: count(report.len()),
            without_fingerprint: report.without_fingerprint,
            disclosed: certificates(&mut reissue.iter().filter(|own| own.ccadb.is_some())),
            revoked: certificates(&mut reissue.iter().filter(|own| own.is_revoked())),
            left: left.certificates,
            left_cas: left.cas,
            left_until: left.last_expiry.map(|moment| moment.map(time::show)),
            left_trusted: certificates(&mut reissue.iter().filter(|own| !own.is_revoked() && is_trusted(own))),
        }
    }
}

impl CaToReissue {
    fn of(ca: Reissue, hierarchy: &Hierarchy) -> Self {
        let above = hierarchy.above(ca.issuer_reference);
        Self {
            revoked: ca.is_revoked(),
            owner: ca.owner,
            subject: ca.subject,
            issuer: ca.issuer,
            issuer_subject_spki_sha256: above.issuer.map(|ca| upper_hex(&ca)),
            roots: above.roots,
            more_roots: above.more_roots,
            sha256: upper_hex(&ca.sha256),
            subject_spki_sha256: upper_hex(&ca.subject_spki_sha256),
            not_before: time::show(ca.not_before),
            not_after: time::show(ca.not_after),
            constraints: match ca.held {
                Restriction::Technically => "technically constrained",
                Restriction::Partly => "other constraints",
                Restriction::Not => "none",
            },
            ccadb: ca.ccadb,
            held: ca.held,
        }
    }
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
