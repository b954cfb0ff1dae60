//! The counts, which can be added whichever worker made them.

use super::facts::{Bases, FORMS, Facts};
use super::hierarchy::CaLink;
use super::reissue::{Reissue, Restriction};
use crate::input::file_name::FileName;

/// How many bad certificates are listed; the others are only counted.
const MAX_LISTED: usize = 1_000;

/// A certificate that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub(super) struct UnreadableCertificate {
    pub(super) file: FileName,
    /// The row of a CSV file, or the line of another, from 1.
    pub(super) row: u64,
    pub(super) error: String,
    /// SHA-256 of the octets, in capital hexadecimal digits, where a block has any.
    pub(super) sha256: Option<String>,
}

/// Sizes of constraint sets are counted in groups that end with these.
pub(super) const SIZES: [u64; 8] = [0, 1, 5, 10, 20, 50, 100, u64::MAX];

/// Everything that is counted.
#[derive(Debug, Default)]
pub(super) struct Tally {
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
    pub(super) critical: u64,
    pub(super) largest_constraint: u64,
    /// Bases by form.
    pub(super) subtrees: [Bases; FORMS.len()],
    /// Certificates that constrain a form, by form.
    pub(super) constraining: [u64; FORMS.len()],
    /// Constrained certificates by the number of their bases, in groups.
    pub(super) sizes: [u64; SIZES.len()],
    pub(super) reissue: Vec<Reissue>,
    /// All certificates of CAs.
    pub(super) cas: Vec<CaLink>,
    pub(super) bad: Vec<UnreadableCertificate>,
}

fn add(count: &mut u64, more: u64) {
    *count = count.saturating_add(more);
}

fn add_if(count: &mut u64, condition: bool) {
    add(count, u64::from(condition));
}

impl Tally {
    /// Counts a bad certificate.
    pub(super) fn bad(&mut self, bad: UnreadableCertificate) {
        add(&mut self.unparsable, 1);
        self.bad.push(bad);
        self.trim();
    }

    /// Keeps the first ones, by file and row, with some room so that sorting is rare.
    fn trim(&mut self) {
        if self.bad.len() >= MAX_LISTED.saturating_mul(2) {
            self.bad.sort();
            self.bad.truncate(MAX_LISTED);
        }
    }

    /// Counts a certificate that was not seen before.
    pub(super) fn certificate(&mut self, facts: &Facts<'_>, sha256: &[u8; 32], at: i64) {
        add(&mut self.certificates, 1);
        let current = facts.is_current(at) && facts.is_sub_ca();
        let current_tls = current && facts.tls;
        let constrained = facts.constraints.is_some();
        let technically = facts.is_technically_constrained();
        add_if(&mut self.sub_ca, facts.is_sub_ca());
        add_if(&mut self.current_sub_ca, current);
        add_if(&mut self.current_tls_sub_ca, current_tls);
        add_if(&mut self.current_constrained_sub_ca, current && constrained);
        add_if(&mut self.current_constrained_tls_sub_ca, current_tls && constrained);
        add_if(&mut self.current_technically_constrained_tls_sub_ca, current_tls && technically);
        add_if(&mut self.with_srvname_constraint, facts.lists_srv());
        self.constraints(facts);
        self.cas.extend(facts.ca_link());
        if current_tls && !facts.lists_srv() {
            let held = match (technically, constrained) {
                (true, _) => Restriction::Technically,
                (false, true) => Restriction::Partly,
                (false, false) => Restriction::Not,
            };
            self.reissue.push(Reissue {
                held,
                not_after: facts.not_after,
                not_before: facts.not_before,
                owner: facts.owner(),
                subject: facts.subject_text(),
                issuer: facts.issuer_text(),
                issuer_reference: facts.issuer_reference(),
                ccadb: None,
                sha256: *sha256,
                subject_spki_sha256: facts.subject_spki_sha256(),
            });
        }
    }

    fn constraints(&mut self, facts: &Facts<'_>) {
        let Some(own) = &facts.constraints else { return };
        add(&mut self.constrained, 1);
        add_if(&mut self.critical, own.critical);
        self.largest_constraint = self.largest_constraint.max(own.size());
        let group = SIZES.iter().position(|most| own.size() <= *most).and_then(|at| self.sizes.get_mut(at));
        group.into_iter().for_each(|count| add(count, 1));
        for ((total, constraining), bases) in self.subtrees.iter_mut().zip(&mut self.constraining).zip(own.bases) {
            add(&mut total.permitted, bases.permitted);
            add(&mut total.excluded, bases.excluded);
            add_if(constraining, bases.permitted > 0 || bases.excluded > 0);
        }
    }

    /// Adds the counts of another worker.
    pub(super) fn merge(&mut self, other: Self) {
        for (count, more) in [
            (&mut self.certificates, other.certificates),
            (&mut self.unparsable, other.unparsable),
            (&mut self.sub_ca, other.sub_ca),
            (&mut self.current_sub_ca, other.current_sub_ca),
            (&mut self.current_tls_sub_ca, other.current_tls_sub_ca),
            (&mut self.constrained, other.constrained),
            (&mut self.current_constrained_sub_ca, other.current_constrained_sub_ca),
            (&mut self.current_constrained_tls_sub_ca, other.current_constrained_tls_sub_ca),
            (&mut self.current_technically_constrained_tls_sub_ca, other.current_technically_constrained_tls_sub_ca),
            (&mut self.with_srvname_constraint, other.with_srvname_constraint),
            (&mut self.critical, other.critical),
        ] {
            add(count, more);
        }
        self.largest_constraint = self.largest_constraint.max(other.largest_constraint);
        for (total, bases) in self.subtrees.iter_mut().zip(other.subtrees) {
            add(&mut total.permitted, bases.permitted);
            add(&mut total.excluded, bases.excluded);
        }
        self.constraining.iter_mut().zip(other.constraining).for_each(|(count, more)| add(count, more));
        self.sizes.iter_mut().zip(other.sizes).for_each(|(count, more)| add(count, more));
        self.reissue.extend(other.reissue);
        self.cas.extend(other.cas);
        self.bad.extend(other.bad);
    }

    /// Puts what is bad into an order that does not depend on the workers.
    pub(super) fn sort(&mut self) {
        self.bad.sort();
        self.bad.truncate(MAX_LISTED);
    }
}
