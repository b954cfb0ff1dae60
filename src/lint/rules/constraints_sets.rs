//! NameConstraints: the bases of one CA, compared with each other.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::citation::Citation;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Report;
use crate::lint::place::Place;
use crate::lint::read::bases::{PAIRED, Quotes, bases, shown};
use crate::lint::read::certificate::{LenientCertificate, List, Subtree};
use crate::lint::read::directory_bases::{DirectoryBases, Relation};
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
    "a base that a sibling covers, in lists of up to 1,000 bases of a form, or any number of directoryNames",
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

/// Returns a key that is equal for two bases if and only if they have the same form and value, apart from the case of
/// host names.
fn identity(subtree: &Subtree<'_>) -> Vec<u8> {
    let der = subtree.name.der();
    match subtree.form() {
        Form::DnsName | Form::Uri | Form::SrvName => der.to_ascii_lowercase(),
        _ => der.to_vec(),
    }
}

fn duplicate(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let Some(constraints) = certificate.name_constraints() else { return };
    for list in [List::Permitted, List::Excluded] {
        let mut seen = BTreeSet::new();
        for subtree in constraints.list(list) {
            if !seen.insert(identity(subtree)) {
                report.add(subtree.place(), subtree.octets(), &shown(subtree));
            }
        }
    }
}

fn redundant(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    for list in [List::Permitted, List::Excluded] {
        for bases in PAIRED.map(|form| bases(certificate, list, form)) {
            for (subtree, base) in &bases {
                let inside = |(other, wider): &&(&Subtree<'_>, Base<'_>)| {
                    // Of two that cover each other, the second one is redundant; a plain repetition is a lint of its own.
                    wider.covers(base) == Some(true)
                        && (base.covers(wider) != Some(true) || other.index < subtree.index)
                        && identity(other) != identity(subtree)
                };
                if let Some((other, _)) = bases.iter().find(inside) {
                    add_inside(report, subtree, &mut Quotes::default(), other);
                }
            }
        }
        let mut quotes = Quotes::default();
        for (subtree, other) in DirectoryBases::new(certificate, list).redundant() {
            add_inside(report, subtree, &mut quotes, other);
        }
    }
}

fn add_inside(report: &mut Report<'_>, subtree: &Subtree<'_>, quotes: &mut Quotes, other: &Subtree<'_>) {
    let detail = alloc::format!("{}, inside {}", shown(subtree), quotes.quote(other));
    report.add(subtree.place(), subtree.octets(), &detail);
}

fn shadowed(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    for form in PAIRED {
        let excluded = bases(certificate, List::Excluded, form);
        for (subtree, base) in bases(certificate, List::Permitted, form) {
            if let Some((other, _)) = excluded.iter().find(|(_, wider)| wider.covers(&base) == Some(true)) {
                add_inside(report, subtree, &mut Quotes::default(), other);
            }
        }
    }
    let excluded = DirectoryBases::new(certificate, List::Excluded);
    let mut quotes = Quotes::default();
    for (subtree, relation) in DirectoryBases::new(certificate, List::Permitted).relations(&excluded) {
        if let Relation::Inside(other) = relation {
            add_inside(report, subtree, &mut quotes, other);
        }
    }
}

fn noop(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    for form in PAIRED {
        let permitted = bases(certificate, List::Permitted, form);
        for (subtree, base) in bases(certificate, List::Excluded, form) {
            // The Baseline Requirements ask for a whole family of addresses beside a permitted range of the other one
            // (TLS BR §7.1.2.5.2).
            let is_family = matches!(base, Base::Ip(base) if base.prefix_len() == 0);
            let apart = !permitted.is_empty() && permitted.iter().all(|(_, other)| base.meet(other).is_none());
            if apart && !is_family {
                report.add(subtree.place(), subtree.octets(), &shown(subtree));
            }
        }
    }
    noop_directory(certificate, report);
}

/// A value that is no text refuses names instead of excluding them, so nothing is said of its base, or beside it.
fn noop_directory(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let permitted = DirectoryBases::new(certificate, List::Permitted);
    let is_text = |subtree: &Subtree<'_>| text_fault::faults(subtree.name.value(), 0).next().is_none();
    if permitted.is_empty() || !permitted.subtrees().all(is_text) {
        return;
    }
    for (subtree, relation) in DirectoryBases::new(certificate, List::Excluded).relations(&permitted) {
        if matches!(relation, Relation::Apart) && is_text(subtree) {
            report.add(subtree.place(), subtree.octets(), &shown(subtree));
        }
    }
}

fn too_many(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let Some(constraints) = certificate.name_constraints() else { return };
    for form in Form::UNDERSTOOD {
        let count = constraints.subtrees.iter().filter(|subtree| subtree.form() == *form).count();
        if count > report.most_bases() {
            report.add(Place::NameConstraints, constraints.extension.octets(), &alloc::format!("{count} of {form}"));
        }
    }
}
