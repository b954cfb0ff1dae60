//! NameConstraints: the bases of one CA, compared with each other.

use alloc::vec::Vec;

use crate::citation::Citation;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Report;
use crate::lint::place::Place;
use crate::lint::read::base_set::BaseSet;
use crate::lint::read::bases::{COMPARED, Quotes, is_repetition, shown};
use crate::lint::read::certificate::{LenientCertificate, List, SubtreeAt};
use crate::lint::read::sorted_keys::{Relation, SortedKeys};
use crate::lint::severity::Severity;
use crate::name::directory::text_fault;
use crate::name::{Base, Form};

use Severity::{Notice, Warn};

/// The lints about the bases of one CA compared.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "NameConstraints: bases beside each other",
    lints: &[&DUPLICATE, &REDUNDANT, &SHADOWED, &NOOP, &TOO_MANY],
};

static DUPLICATE: Lint = Lint::new(
    "nc_duplicate_subtree",
    Warn,
    "A base is there twice in one list",
    &[RFC5280_NC],
    "two bases that are the same but for the case of host names (own rule: docs/DESIGN.md)",
    Look::WithConstraints(duplicate),
);

static REDUNDANT: Lint = Lint::new(
    "nc_redundant_subtree",
    Notice,
    "A base is inside another of its list, so it changes nothing",
    &[RFC5280_MEET],
    "a base that a sibling covers; of two that cover each other the second, and a plain repetition is a lint of its own",
    Look::WithConstraints(redundant),
);

static SHADOWED: Lint = Lint::new(
    "nc_permitted_shadowed",
    Warn,
    "A permitted base is inside an excluded one, so nothing in it is permitted",
    &[RFC5280_NC],
    "a permitted base that an excluded one covers: what is excluded is invalid whatever is permitted",
    Look::WithConstraints(shadowed),
);

static NOOP: Lint = Lint::new(
    "nc_excluded_noop",
    Notice,
    "An excluded base is outside of everything permitted, so it excludes nothing",
    &[RFC5280_NC],
    "an excluded base that shares no name with any permitted base of its form, where there is one",
    Look::WithConstraints(noop),
);

static TOO_MANY: Lint = Lint::new(
    "nc_too_many_subtrees",
    Warn,
    "There are so many bases of one form that clients may give up",
    &[Citation::new("RFC 5280", "8")],
    "more than 1,000 bases of one form, or another number that was chosen; many clients compare every name with every base",
    Look::WithConstraints(too_many),
);

/// Appends octets that are equal for two bases if and only if one is a repetition of the other, as [`is_repetition`] says.
fn push_identity(at: &SubtreeAt<'_>, key: &mut Vec<u8>) -> Option<()> {
    let name = at.name()?.der();
    match at.form()? {
        Form::DnsName | Form::Uri | Form::SrvName => key.extend(name.iter().map(u8::to_ascii_lowercase)),
        _ => key.extend_from_slice(name),
    }
    Some(())
}

fn duplicate(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let Some(constraints) = certificate.name_constraints() else { return };
    for list in [List::Permitted, List::Excluded] {
        let bases: Vec<_> = constraints.list(list).collect();
        let keys = SortedKeys::new(0..bases.len(), |index, key| push_identity(bases.get(index)?, key));
        for subtree in keys.repeated().filter_map(|index| bases.get(index)?.read()) {
            report.add(subtree.place(), subtree.octets(), &shown(&subtree));
        }
    }
}

fn redundant(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    for (list, form) in lists_and_forms() {
        let bases = BaseSet::of(certificate, list, form);
        let mut quotes = Quotes::default();
        for (own, other) in bases.redundant(|one, other| is_repetition(one, other)) {
            if let (Some(own), Some(other)) = (bases.bases().get(own), bases.bases().get(other)) {
                add_inside(report, own, &mut quotes, other);
            }
        }
    }
}

fn lists_and_forms() -> impl Iterator<Item = (List, Form<'static>)> {
    [List::Permitted, List::Excluded].into_iter().flat_map(|list| COMPARED.map(|form| (list, form)))
}

fn add_inside(report: &mut Report<'_>, at: &SubtreeAt<'_>, quotes: &mut Quotes, other: &SubtreeAt<'_>) {
    let Some(subtree) = at.read() else { return };
    // What is only counted is not quoted, so that there are no more quotes than faults are told.
    let other = if report.tells() { quotes.quote(other) } else { "" };
    report.add(subtree.place(), subtree.octets(), &format_args!("{}, inside {other}", shown(&subtree)));
}

fn shadowed(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    for form in COMPARED {
        let excluded = BaseSet::of(certificate, List::Excluded, form);
        if excluded.is_empty() {
            continue;
        }
        let permitted = BaseSet::of(certificate, List::Permitted, form);
        let mut quotes = Quotes::default();
        for (own, relation) in permitted.bases().iter().zip(permitted.relations(&excluded)) {
            let Relation::Inside(other) = relation else { continue };
            if let Some(other) = excluded.bases().get(other) {
                add_inside(report, own, &mut quotes, other);
            }
        }
    }
}

fn noop(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    // What it excludes something of may be what cannot be read.
    if certificate.name_constraints().is_none_or(|own| own.has_errors) {
        return;
    }
    for form in COMPARED {
        let excluded = BaseSet::of(certificate, List::Excluded, form);
        if excluded.is_empty() {
            continue;
        }
        let permitted = BaseSet::of(certificate, List::Permitted, form);
        // A value that is no text refuses names instead of excluding them, so nothing is said of its base, or beside it.
        if permitted.is_empty() || !permitted.bases().iter().all(|own| is_text(own)) {
            continue;
        }
        for (own, relation) in excluded.bases().iter().zip(excluded.relations(&permitted)) {
            let Some(subtree) = own.read().filter(|_| relation == Relation::Apart) else { continue };
            // The Baseline Requirements ask for a whole family of addresses beside a permitted range of the other one
            // (TLS BR §7.1.2.5.2).
            let is_family = matches!(subtree.base, Ok(Base::Ip(base)) if base.prefix_len() == 0);
            if !is_family && is_text(own) {
                report.add(subtree.place(), subtree.octets(), &shown(&subtree));
            }
        }
    }
}

/// Returns whether each value of a directoryName is text; `true` for other forms.
fn is_text(at: &SubtreeAt<'_>) -> bool {
    let subtree = at.read().filter(|subtree| subtree.form() == Form::DirectoryName);
    subtree.is_none_or(|subtree| text_fault::faults(subtree.name.value(), 0).next().is_none())
}

fn too_many(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let Some(constraints) = certificate.name_constraints() else { return };
    for form in Form::UNDERSTOOD {
        let count = constraints.forms().filter(|own| own == form).count();
        if count > report.most_bases() {
            report.add(Place::NameConstraints, constraints.extension.octets(), &alloc::format!("{count} of {form}"));
        }
    }
}
