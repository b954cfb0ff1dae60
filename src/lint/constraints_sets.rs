//! NameConstraints: the bases of one CA beside each other.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::definition::{Chapter, Lint, Look, Severity};
use super::finding::{Place, Report};
use super::linted::{Linted, List, Subtree};
use super::sources::*;
use crate::cite::Citation;
use crate::der::Reader;
use crate::general_name::GeneralName;
use crate::name::{Base, Form};

use Severity::{Notice, Warn};

/// The chapter.
pub(super) static CHAPTER: Chapter = Chapter {
    title: "NameConstraints: bases beside each other",
    lints: &[&DUPLICATE, &REDUNDANT, &SHADOWED, &NOOP, &TOO_MANY],
};

/// More bases of one form than this are not compared with each other, and are called too many unless
/// [`Linter::most_bases`](super::Linter::most_bases) says otherwise.
///
/// The largest sets in public CA certificates have some hundreds. What costs is not reading them but comparing each name
/// of a certificate with each base, as most validators do; OpenSSL gives up at 2^20 such comparisons.
pub const MANY_BASES: usize = 1_000;

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
    "a base that a sibling covers, in lists of up to 1,000 bases of a form",
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

/// The forms whose bases can be compared.
pub(super) const COMPARED: [Form<'static>; 6] =
    [Form::SrvName, Form::DnsName, Form::Rfc822Name, Form::Uri, Form::IpAddress, Form::DirectoryName];

/// Whether every name inside `other` is inside `base`. `None` for bases of different forms.
pub(super) fn covers(base: &Base<'_>, other: &Base<'_>) -> Option<bool> {
    base.covers(other)
}

/// The base of the names inside both. `None` for bases of different forms, and for those that share no name.
pub(super) fn meet<'a>(base: &Base<'a>, other: &Base<'a>) -> Option<Base<'a>> {
    base.meet(other)
}

/// The well-formed bases of one form in one list, unless there are too many to compare.
pub(super) fn bases<'l, 'a>(
    linted: &'l Linted<'a>,
    list: List,
    form: Form<'static>,
) -> Vec<(&'l Subtree<'a>, Base<'a>)> {
    let subtrees = linted.name_constraints().into_iter().flat_map(|constraints| constraints.list(list));
    let of_form = subtrees.filter(|subtree| subtree.form() == form);
    let bases: Vec<_> = of_form.filter_map(|subtree| Some((subtree, subtree.base.ok()?))).collect();
    if bases.len() > MANY_BASES { Vec::new() } else { bases }
}

/// What makes two bases the same one: form and value, without the case of host names.
fn identity(subtree: &Subtree<'_>) -> Vec<u8> {
    let der = subtree.name.der();
    match subtree.form() {
        Form::DnsName | Form::Uri | Form::SrvName => der.to_ascii_lowercase(),
        _ => der.to_vec(),
    }
}

fn duplicate(linted: &Linted<'_>, report: &mut Report<'_>) {
    let Some(constraints) = linted.name_constraints() else { return };
    for list in [List::Permitted, List::Excluded] {
        let mut seen = BTreeSet::new();
        for subtree in constraints.list(list) {
            if !seen.insert(identity(subtree)) {
                report.add(subtree.place(), subtree.octets(), &shown(subtree));
            }
        }
    }
}

fn redundant(linted: &Linted<'_>, report: &mut Report<'_>) {
    for (list, form) in [List::Permitted, List::Excluded].into_iter().flat_map(|list| COMPARED.map(|form| (list, form)))
    {
        let bases = bases(linted, list, form);
        for (subtree, base) in &bases {
            let inside = |(other, wider): &&(&Subtree<'_>, Base<'_>)| {
                // Of two that cover each other, the second one is redundant; a plain repetition is a lint of its own.
                covers(wider, base) == Some(true)
                    && (covers(base, wider) != Some(true) || other.index < subtree.index)
                    && identity(other) != identity(subtree)
            };
            if let Some((other, _)) = bases.iter().find(inside) {
                let detail = alloc::format!("{}, inside {} ({})", shown(subtree), shown(other), other.place());
                report.add(subtree.place(), subtree.octets(), &detail);
            }
        }
    }
}

fn shadowed(linted: &Linted<'_>, report: &mut Report<'_>) {
    for form in COMPARED {
        let excluded = bases(linted, List::Excluded, form);
        for (subtree, base) in bases(linted, List::Permitted, form) {
            if let Some((other, _)) = excluded.iter().find(|(_, wider)| covers(wider, &base) == Some(true)) {
                let detail = alloc::format!("{}, inside {} ({})", shown(subtree), shown(other), other.place());
                report.add(subtree.place(), subtree.octets(), &detail);
            }
        }
    }
}

fn noop(linted: &Linted<'_>, report: &mut Report<'_>) {
    for form in COMPARED {
        let permitted = bases(linted, List::Permitted, form);
        for (subtree, base) in bases(linted, List::Excluded, form) {
            let apart = !permitted.is_empty() && permitted.iter().all(|(_, other)| meet(&base, other).is_none());
            if apart && !is_required(&base) {
                report.add(subtree.place(), subtree.octets(), &shown(subtree));
            }
        }
    }
}

/// Whether a base excludes a whole family of addresses, which the Baseline Requirements ask for beside a permitted range
/// of the other family (TLS BR §7.1.2.5.2).
fn is_required(base: &Base<'_>) -> bool {
    matches!(base, Base::Ip(base) if base.prefix_len() == 0)
}

fn too_many(linted: &Linted<'_>, report: &mut Report<'_>) {
    let Some(constraints) = linted.name_constraints() else { return };
    for form in COMPARED {
        let count = constraints.subtrees.iter().filter(|subtree| subtree.form() == form).count();
        if count > report.most_bases() {
            report.add(Place::NameConstraints, constraints.extension.octets(), &alloc::format!("{count} of {form}"));
        }
    }
}

/// A base as it is shown.
pub(super) fn shown<'a>(subtree: &Subtree<'a>) -> ShownBase<'a> {
    let octets = match subtree.form() {
        Form::OtherName(_) => inside(&subtree.name),
        _ => subtree.name.octets(),
    };
    ShownBase { form: subtree.form(), base: subtree.base.ok(), octets }
}

/// The content of the one element in an otherName of any type, or all of it when it is not one.
fn inside<'a>(name: &GeneralName<'a>) -> &'a [u8] {
    let mut reader = Reader::new(name.value());
    match (reader.element(), reader.finish()) {
        (Ok(element), Ok(())) => element.value(),
        _ => name.value(),
    }
}

/// A base as text, an empty one in words, and a malformed one as its octets.
pub(super) struct ShownBase<'a> {
    form: Form<'a>,
    base: Option<Base<'a>>,
    octets: &'a [u8],
}

impl core::fmt::Display for ShownBase<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match &self.base {
            Some(Base::Ip(base)) => write!(f, "{base}"),
            Some(Base::Directory(base)) if !base.name().is_empty() => write!(f, "{base}"),
            _ if self.octets.is_empty() => write!(f, "the empty {}", self.form),
            _ => super::finding::Shown(self.octets).fmt(f),
        }
    }
}
