//! Chains: whether the certificates are a path, and what the verifier may make of the anchor and of cross certificates.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::citation::Citation;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Report;
use crate::lint::place::Place;
use crate::lint::read::base_keys::push_base;
use crate::lint::read::certificate::{LenientCertificate, Subtree};
use crate::lint::read::chain::LintedChain;
use crate::lint::severity::Severity;
use crate::name::directory::key::NameKey;
use crate::path::{MAX_INTERMEDIATES, PathErrorKind};

use Severity::{Error, Notice, Warn};

/// The lints about paths.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "Chains: paths",
    lints: &[&NOT_A_PATH, &IS_A_BUNDLE, &TOO_LONG, &TA_CONSTRAINTS_IGNORED, &CROSS_CERT_DIVERGENT],
};

static NOT_A_PATH: Lint = Lint::new(
    "chain_not_a_path",
    Error,
    "The certificates are no path, so nothing else can be said of them as a chain",
    &[Citation::new("RFC 5280", "6.1")],
    "an issuer that is not the next subject, a CA that is none, a repetition, a pathLenConstraint exceeded; not if all \
     certificates are on paths from the first one in another order",
    Look::Chain(|chain, report| {
        // Without a position it is the list as a whole that is wrong: the lint about length.
        let error = chain.error.filter(|_| !chain.is_path());
        if let Some((error, position)) = error.and_then(|error| Some((error, error.position?.0))) {
            report.add_in(position, Place::Certificate, chain.whole(position), &error);
        }
    }),
);

static IS_A_BUNDLE: Lint = Lint::new(
    "chain_is_a_bundle",
    Notice,
    "The certificates are no path in their order, and all are on paths from the first one in another",
    &[Citation::new("RFC 8446", "4.4.2"), Citation::new("RFC 5280", "6.1")],
    "cross certificates of a CA, several roots or another order above the end entity, as a server may send them; issuers are \
     found by name and key identifier, and the first eight paths are those of the other lints",
    Look::Chain(|chain, report| {
        let paths: Vec<_> = chain.found.iter().map(|path| joined(path, " < ")).collect();
        if !paths.is_empty() {
            report.add_in(0, Place::Certificate, chain.whole(0), &joined(&paths, ", "));
        }
    }),
);

static TOO_LONG: Lint = Lint::new(
    "chain_too_long",
    Warn,
    "A chain has more than 32 CAs below the trust anchor, so nothing else can be said of it as a chain",
    &[RFC5280_ANCHORS],
    "33 certificates or more between the end entity and a last one whose subject is its issuer, or above the end entity if \
     there is no such last one (own rule: docs/DESIGN.md): such a path is refused, so its names are not compared with its \
     constraints, here or in the lints below",
    Look::Chain(|chain, report| {
        if chain.error.is_some_and(|error| error.kind == PathErrorKind::PathTooLong) && !chain.is_path() {
            let position = MAX_INTERMEDIATES.saturating_add(1);
            let detail = alloc::format!("{} certificates", chain.certificates.len());
            report.add_in(position, Place::Certificate, chain.whole(position), &detail);
        }
    }),
);

static TA_CONSTRAINTS_IGNORED: Lint = Lint::new(
    "chain_ta_constraints_ignored",
    Notice,
    "The trust anchor's certificate has name constraints, which a verifier is free to ignore",
    &[RFC5280_ANCHORS, Citation::new("RFC 5937", "3.2")],
    "nameConstraints in a last certificate whose subject is its issuer",
    Look::Chain(|chain, report| {
        let anchor = chain.anchor();
        if let Some((position, own)) =
            anchor.and_then(|(position, anchor)| Some((position, anchor.name_constraints()?)))
        {
            report.add_in(position, Place::NameConstraints, own.extension.octets(), &"");
        }
    }),
);

static CROSS_CERT_DIVERGENT: Lint = Lint::new(
    "chain_crosscert_divergent",
    Warn,
    "Two certificates of one CA have other name constraints, so the answer depends on the path",
    &[RFC5280_MEET],
    "the same subject and key twice among the certificates of a file, with other bases of some form, or with bases in one of \
     them alone",
    Look::Chain(cross_cert_divergent),
);

/// Returns what is in a list, with this between.
fn joined(items: &[impl ToString], between: &str) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}

/// The bases of one form, as keys: what a CA permits is marked with 1.
type BasesOfForm = BTreeSet<(bool, Vec<u8>)>;

fn cross_cert_divergent(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    // Of one that cannot be read nobody knows what it constrains.
    let readable = chain.certificates.iter().enumerate().filter(|(_, own)| own.is_ca() && own.strict.is_ok());
    let mut of_one_ca: BTreeMap<_, Vec<(usize, &LenientCertificate<'_>)>> = BTreeMap::new();
    for (position, certificate) in readable {
        let Some(subject) = certificate.subject else { continue };
        let subject = NameKey::new(subject).into_octets();
        of_one_ca.entry((certificate.spki, subject)).or_default().push((position, certificate));
    }
    for group in of_one_ca.values().filter(|group| group.len() > 1) {
        let Some(((first_at, first), rest)) = group.split_first() else { continue };
        // Read once, however many certificates are compared with it.
        let of_first = bases_by_form(first);
        for (position, certificate) in rest {
            let own = bases_by_form(certificate);
            let forms: BTreeSet<&String> = of_first.keys().chain(own.keys()).collect();
            let mut other = forms.into_iter().filter(|form| of_first.get(*form) != own.get(*form)).peekable();
            if other.peek().is_some() {
                let (place, octets) = chain.constraints_of(*position);
                let forms = joined(&other.take(MOST_FORMS).collect::<Vec<_>>(), ", ");
                let detail = alloc::format!("unlike certificate {first_at}: {forms}");
                report.add_in(*position, place, octets, &detail);
            }
        }
    }
}

/// The most forms that a report lists: each type-id of an otherName is one.
const MOST_FORMS: usize = 8;

/// Returns the bases of a CA by the names of their forms. Bases that cover each other are the same.
fn bases_by_form(certificate: &LenientCertificate<'_>) -> BTreeMap<String, BasesOfForm> {
    let mut forms: BTreeMap<String, BasesOfForm> = BTreeMap::new();
    let own = certificate.name_constraints().into_iter();
    for subtree in own.flat_map(|own| own.subtrees()) {
        forms.entry(subtree.form().to_string()).or_default().insert((subtree.is_permitted(), key(&subtree)));
    }
    forms
}

/// Returns octets that are equal for two bases of one form if they hold the same names.
fn key(subtree: &Subtree<'_>) -> Vec<u8> {
    let mut key = Vec::new();
    match subtree.base.ok().and_then(|base| push_base(&base, &mut key)) {
        Some(()) => key,
        // SRVNames and what is malformed or not understood.
        None => subtree.name.octets().to_ascii_lowercase(),
    }
}
