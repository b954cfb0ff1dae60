//! Chains: the constraints of one CA beside those of the CAs above it.

use alloc::vec::Vec;

use crate::citation::Citation;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Report;
use crate::lint::read::base_set::BaseSet;
use crate::lint::read::bases::{COMPARED, shown};
use crate::lint::read::certificate::{LenientCertificate, List, Subtree, SubtreeAt};
use crate::lint::read::chain::LintedChain;
use crate::lint::read::sorted_keys::Relation;
use crate::lint::severity::{RuleSet, Severity};
use crate::name::{Base, Form};

use Severity::{Error, Warn};

/// The lints about what the CAs of a chain permit and exclude together.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "Chains: constraints beside each other",
    lints: &[
        &CA_LACKS_SRV,
        &TOPMOST_UNCONSTRAINED_SRV,
        &SUBCA_PERMITTED_OUTSIDE_ISSUER,
        &PERMITTED_EMPTY,
        &PERMITTED_ALL_EXCLUDED,
        &DNS_SRV_DIVERGENT,
    ],
};

static CA_LACKS_SRV: Lint = Lint::new(
    "chain_ca_lacks_srv",
    Error,
    "A CA above an end entity with an SRVName leaves SRVName open",
    &[RFC9525_7_6, RFC5280_ANCHORS],
    "a CA below the anchor, or an anchor with name constraints, that does not list SRVName; a warning for one that lists \
     it without permitting a base with a domain",
    Look::Chain(ca_lacks_srv),
)
.applies_to(&[RuleSet::Srv]);

static TOPMOST_UNCONSTRAINED_SRV: Lint = Lint::new(
    "chain_topmost_unconstrained_srv",
    Error,
    "The topmost CA leaves SRVName open, so the constraints of the CAs below it protect no domain",
    &[RFC9525_7_6, RFC5280_NC],
    "the first CA below the anchor does not list SRVName, and the chain is about SRVNames (own rule: docs/DESIGN.md): it \
     can make a CA of its own that is permitted whatever it likes",
    Look::Chain(topmost_unconstrained_srv),
)
.applies_to(&[RuleSet::Srv]);

static SUBCA_PERMITTED_OUTSIDE_ISSUER: Lint = Lint::new(
    "chain_subca_permitted_outside_issuer",
    Warn,
    "A CA is permitted something that a CA above it is not",
    &[RFC5280_MEET],
    "a permitted base that no permitted base of its form in a CA above covers: it counts for less than it says, or nothing",
    Look::Chain(subca_permitted_outside_issuer),
);

static PERMITTED_EMPTY: Lint = Lint::new(
    "chain_permitted_empty",
    Warn,
    "What the CAs of a chain permit of a form has no name in common, so none is permitted",
    &[RFC5280_MEET, Citation::new("RFC 5280", "6.1.1(h)")],
    "the permitted bases of one form in two CAs or more share no name; not said of SRVNames if the services of one CA and the \
     domains of another meet in more bases than the two have, and 1,000",
    Look::Chain(|chain, report| {
        for form in COMPARED {
            if let Left::Nothing(position) = permitted(chain, form) {
                let (place, octets) = chain.constraints_of(position);
                report.add_in(position, place, octets, &form);
            }
        }
    }),
);

static PERMITTED_ALL_EXCLUDED: Lint = Lint::new(
    "chain_permitted_all_excluded",
    Warn,
    "Every name of a form that a chain permits is excluded by one of its CAs",
    &[RFC5280_NC],
    "each base that is left of the permitted ones is inside an excluded one; not said of SRVNames where the lint above is not",
    Look::Chain(permitted_all_excluded),
);

static DNS_SRV_DIVERGENT: Lint = Lint::new(
    "chain_dns_srv_divergent",
    Warn,
    "A chain constrains one of dNSName and SRVName and not the other",
    &[RFC9525_7_6],
    "some CA of the chain lists one of the two forms, and none the other",
    Look::Chain(dns_srv_divergent),
);

fn lists_srv(certificate: &LenientCertificate<'_>) -> bool {
    certificate.name_constraints().is_some_and(|own| own.lists(Form::SrvName))
}

fn ca_lacks_srv(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    if !chain.presents_srv_name() {
        return;
    }
    let with_domain = |subtree: Subtree<'_>| matches!(subtree.base, Ok(Base::Srv(base)) if base.name().is_some());
    for (position, certificate) in chain.bound() {
        let (place, octets) = chain.constraints_of(position);
        let confines =
            certificate.name_constraints().is_some_and(|own| own.permitted_of(Form::SrvName).any(with_domain));
        if !lists_srv(certificate) {
            report.add_in(position, place, octets, &certificate.quoted_subject());
        } else if !confines {
            report.add_at(
                position,
                Warn,
                place,
                octets,
                &alloc::format!("{}, which names no domain", certificate.quoted_subject()),
            );
        }
    }
}

fn topmost_unconstrained_srv(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    let skipped = usize::from(chain.anchor_shown);
    let mut below_anchor = chain.authorities().skip(skipped);
    let Some((position, topmost)) = below_anchor.next() else { return };
    let about_srv = chain.presents_srv_name() || below_anchor.any(|(_, certificate)| lists_srv(certificate));
    if about_srv && !lists_srv(topmost) {
        let (place, octets) = chain.constraints_of(position);
        report.add_in(position, place, octets, &topmost.quoted_subject());
    }
}

fn subca_permitted_outside_issuer(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    for form in COMPARED {
        let mut above: Vec<(usize, BaseSet<'_, &SubtreeAt<'_>>)> = Vec::new();
        for (position, certificate) in chain.authorities() {
            let own = BaseSet::of(certificate, List::Permitted, form);
            if own.is_empty() {
                continue;
            }
            let mut outside = alloc::vec![None; own.bases().len()];
            for (ca, issuer) in &above {
                for (relation, outside) in own.relations(issuer).into_iter().zip(&mut outside) {
                    if !matches!(relation, Relation::Inside(_)) {
                        outside.get_or_insert((*ca, relation == Relation::Apart));
                    }
                }
            }
            for (at, outside) in own.bases().iter().zip(outside) {
                let (Some((ca, apart)), Some(subtree)) = (outside, at.read()) else { continue };
                let share = if apart { "and shares nothing with it" } else { "and counts only as far as that goes" };
                let detail = alloc::format!("{} is not inside what certificate {ca} permits, {share}", shown(&subtree));
                report.add_in(position, subtree.place(), subtree.octets(), &detail);
            }
            above.push((position, own));
        }
    }
}

/// The permitted bases of one form that are left from the anchor down to a CA.
enum Left<'a> {
    /// No CA permits one, or they are too many to compare.
    Unknown,
    /// These.
    Bases(BaseSet<'a, Base<'a>>),
    /// None, from this CA on.
    Nothing(usize),
}

/// Returns what is left of the permitted bases of one form (RFC 5280 §6.1.4(g)(1), CA by CA).
fn permitted<'a>(chain: &LintedChain<'_, 'a>, form: Form<'static>) -> Left<'a> {
    let mut left: Option<BaseSet<'a, Base<'a>>> = None;
    for (position, certificate) in chain.authorities() {
        let own = BaseSet::of(certificate, List::Permitted, form);
        if own.is_empty() {
            continue;
        }
        let own = BaseSet::outermost_of(form, &own);
        left = match left {
            None => Some(own),
            Some(above) => match above.meet(form, &own) {
                None => return Left::Unknown,
                Some(met) if met.is_empty() => return Left::Nothing(position),
                met => met,
            },
        };
    }
    left.map_or(Left::Unknown, Left::Bases)
}

fn permitted_all_excluded(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    for form in COMPARED {
        let subtrees = chain.authorities().filter_map(|(_, certificate)| certificate.name_constraints());
        let subtrees = subtrees.flat_map(|own| own.excluded_of(form));
        let excluded: Vec<Base<'_>> = subtrees.filter_map(|subtree| subtree.base.ok()).collect();
        if excluded.is_empty() {
            continue;
        }
        let Left::Bases(left) = permitted(chain, form) else { continue };
        let relations = left.relations(&BaseSet::of_bases(form, excluded));
        if !relations.iter().all(|relation| matches!(relation, Relation::Inside(_))) {
            continue;
        }
        let lists =
            |certificate: &LenientCertificate<'_>| certificate.name_constraints().is_some_and(|own| own.lists(form));
        if let Some((position, _)) = chain.authorities().rfind(|(_, certificate)| lists(certificate)) {
            let (place, octets) = chain.constraints_of(position);
            report.add_in(position, place, octets, &form);
        }
    }
}

fn dns_srv_divergent(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    let lists = |form: Form<'static>| {
        move |(_, certificate): &(usize, &LenientCertificate<'_>)| {
            certificate.name_constraints().is_some_and(|own| own.lists(form))
        }
    };
    let (dns, srv) = (chain.bound().find(lists(Form::DnsName)), chain.bound().find(lists(Form::SrvName)));
    let (position, form) = match (dns, srv) {
        (Some((position, _)), None) => (position, Form::DnsName),
        (None, Some((position, _))) => (position, Form::SrvName),
        _ => return,
    };
    let (place, octets) = chain.constraints_of(position);
    report.add_in(position, place, octets, &alloc::format!("only {form}"));
}
