//! Chains: the constraints of one CA beside those of the CAs above it, and the names that they do not allow.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::citation::Citation;
use crate::constraints::level::{ConstraintViolationKind, Position};
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::{Quoted, Report, Shown};
use crate::lint::place::Place;
use crate::lint::read::bases::{MANY_BASES, PAIRED, bases, permitted, shown};
use crate::lint::read::certificate::{Entry, LenientCertificate, List, Subtree};
use crate::lint::read::chain::{LintedChain, Refused};
use crate::lint::read::directory_bases::{DirectoryBases, Relation};
use crate::lint::severity::{RuleSet, Severity};
use crate::name::srv::SrvSubtree;
use crate::name::subtree::Subtree as _;
use crate::name::{Base, Form, Name};
use crate::path::{MAX_INTERMEDIATES, PathErrorKind};

use Severity::{Error, Notice, Warn};

/// The lints about chains.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "Chains",
    lints: &[
        &NOT_A_PATH,
        &TOO_LONG,
        &CA_LACKS_SRV,
        &TOPMOST_UNCONSTRAINED_SRV,
        &SUBCA_PERMITTED_OUTSIDE_ISSUER,
        &PERMITTED_EMPTY,
        &PERMITTED_ALL_EXCLUDED,
        &SRV_NOT_PERMITTED,
        &SRV_EXCLUDED,
        &CA_SAN_VIOLATES,
        &SELF_ISSUED_EXEMPT,
        &SRV_MALFORMED_UNDER_CONSTRAINT,
        &TA_CONSTRAINTS_IGNORED,
        &CROSS_CERT_DIVERGENT,
        &DNS_SRV_DIVERGENT,
        &NC_WILDCARD_OVERLAP,
    ],
};

static NOT_A_PATH: Lint = Lint::new(
    "chain_not_a_path",
    Error,
    "The certificates are no path, so nothing else can be said of them as a chain",
    &[Citation::new("RFC 5280", "6.1")],
    "an issuer that is not the next subject, a CA that is none, a repetition, a pathLenConstraint exceeded",
    Look::Chain(|chain, report| {
        // Without a position it is the list as a whole that is wrong: the lint below.
        if let Some((error, Position(position))) = chain.error.and_then(|error| Some((error, error.position?))) {
            report.add_in(position, Place::Certificate, chain.whole(position), &error);
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
        if chain.error.is_some_and(|error| error.kind == PathErrorKind::PathTooLong) {
            let position = MAX_INTERMEDIATES.saturating_add(1);
            let detail = alloc::format!("{} certificates", chain.certificates.len());
            report.add_in(position, Place::Certificate, chain.whole(position), &detail);
        }
    }),
);

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
    "a permitted base that no permitted base of its form in a CA above covers: it counts for less than it says, or nothing; \
     of the CAs above those are asked, from the anchor down, that permit the first 1,000 bases of its form",
    Look::Chain(subca_permitted_outside_issuer),
);

static PERMITTED_EMPTY: Lint = Lint::new(
    "chain_permitted_empty",
    Warn,
    "What the CAs of a chain permit has no SRVName in common, so none is permitted",
    &[RFC5280_MEET, Citation::new("RFC 5280", "6.1.1(h)")],
    "the permitted SRVName bases of two CAs share no name",
    Look::Chain(|chain, report| {
        if let Left::Nothing(position) = permitted_srv(chain) {
            let (place, octets) = chain.constraints_of(position);
            report.add_in(position, place, octets, &"");
        }
    }),
);

static PERMITTED_ALL_EXCLUDED: Lint = Lint::new(
    "chain_permitted_all_excluded",
    Warn,
    "Every SRVName that a chain permits is excluded by one of its CAs",
    &[RFC5280_NC],
    "each base that is left of the permitted ones is inside an excluded one",
    Look::Chain(permitted_all_excluded),
);

static SRV_NOT_PERMITTED: Lint = Lint::new(
    "chain_srv_not_permitted",
    Error,
    "An SRVName is outside of what a CA above is permitted",
    &[RFC5280_CHECK, RFC4985_4],
    "an SRVName of the end entity in no permitted SRVName base of a CA that has one, or under a base that cannot be evaluated; of \
     the refused names of a certificate the first 20 are told, and of those of all CAs the first 100 from the anchor down, \
     here and in the lints below",
    Look::Chain(|chain, report| {
        names(chain, report, |violation| {
            matches!(
                violation,
                ConstraintViolationKind::NotPermitted
                    | ConstraintViolationKind::MalformedBase(..)
                    | ConstraintViolationKind::Unsupported(_)
                    | ConstraintViolationKind::UnsupportedInitial(_)
            )
        });
    }),
);

static SRV_EXCLUDED: Lint = Lint::new(
    "chain_srv_excluded",
    Error,
    "An SRVName is excluded by a CA above",
    &[RFC5280_CHECK_EXCLUDED, RFC4985_4],
    "an SRVName of the end entity, or a name that a wildcard stands for, in an excluded SRVName base",
    Look::Chain(|chain, report| {
        names(chain, report, |violation| matches!(violation, ConstraintViolationKind::Excluded(_)));
    }),
);

static CA_SAN_VIOLATES: Lint = Lint::new(
    "chain_ca_san_violates",
    Error,
    "A CA's own SRVName is one that the CAs above do not allow",
    &[RFC5280_CHECK, RFC5280_CHECK_EXCLUDED],
    "an SRVName in the subjectAltName of a CA that is not self-issued, against the constraints above it",
    Look::Chain(|chain, report| authorities_names(chain, report, false)),
);

static SELF_ISSUED_EXEMPT: Lint = Lint::new(
    "chain_selfissued_exempt",
    Notice,
    "A self-issued CA has an SRVName that would not be allowed if it were not self-issued",
    &[RFC5280_NC, RFC5280_CHECK],
    "an SRVName in a self-issued CA below the anchor, against the constraints above it, which are not applied to it",
    Look::Chain(|chain, report| authorities_names(chain, report, true)),
);

static SRV_MALFORMED_UNDER_CONSTRAINT: Lint = Lint::new(
    "chain_srv_malformed_under_constraint",
    Error,
    "A malformed SRVName is below a CA that constrains SRVName, so it cannot be said to be allowed",
    &[RFC5280_NC, RFC4985_4],
    "an SRVName of the end entity that breaks a rule of syntax, under an SRVName constraint",
    Look::Chain(|chain, report| {
        names(chain, report, |violation| matches!(violation, ConstraintViolationKind::MalformedName(_)));
    }),
);

static TA_CONSTRAINTS_IGNORED: Lint = Lint::new(
    "chain_ta_constraints_ignored",
    Notice,
    "The trust anchor's certificate has name constraints, which a verifier is free to ignore",
    &[RFC5280_ANCHORS, Citation::new("RFC 5937", "3.2")],
    "nameConstraints in a last certificate whose subject is its issuer",
    Look::Chain(|chain, report| {
        let position = chain.certificates.len().saturating_sub(1);
        let anchor = chain.certificates.last().filter(|_| chain.anchor_shown && chain.is_path);
        if let Some(own) = anchor.and_then(LenientCertificate::name_constraints) {
            report.add_in(position, Place::NameConstraints, own.extension.octets(), &"");
        }
    }),
);

static CROSS_CERT_DIVERGENT: Lint = Lint::new(
    "chain_crosscert_divergent",
    Warn,
    "Two certificates of one CA constrain SRVName differently, so the answer depends on the path",
    &[RFC5280_MEET],
    "the same subject and key twice among the certificates of a file, with other SRVName bases",
    Look::Chain(cross_cert_divergent),
);

static DNS_SRV_DIVERGENT: Lint = Lint::new(
    "chain_dns_srv_divergent",
    Warn,
    "A chain constrains one of dNSName and SRVName and not the other",
    &[RFC9525_7_6],
    "some CA of the chain lists one of the two forms, and none the other",
    Look::Chain(dns_srv_divergent),
);

static NC_WILDCARD_OVERLAP: Lint = Lint::new(
    "chain_nc_wildcard_overlap",
    Error,
    "A wildcard stands for names that a CA above excludes",
    &[RFC5280_CHECK_EXCLUDED, RFC9525_6_3],
    "a wildcard dNSName or SRVName of the end entity that stands for some name inside an excluded base",
    Look::Chain(wildcard_overlap),
);

fn lists_srv(certificate: &LenientCertificate<'_>) -> bool {
    certificate.name_constraints().is_some_and(|own| own.lists(Form::SrvName))
}

fn ca_lacks_srv(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    if !chain.presents_srv_name() {
        return;
    }
    let with_domain = |subtree: &Subtree<'_>| matches!(subtree.base, Ok(Base::Srv(base)) if base.name().is_some());
    for (position, certificate) in chain.bound() {
        let (place, octets) = chain.constraints_of(position);
        let confines =
            certificate.name_constraints().is_some_and(|own| own.permitted_of(Form::SrvName).any(with_domain));
        if !lists_srv(certificate) {
            report.add_in(position, place, octets, &subject(certificate));
        } else if !confines {
            report.add_at(
                position,
                Warn,
                place,
                octets,
                &alloc::format!("{}, which names no domain", subject(certificate)),
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
        report.add_in(position, place, octets, &subject(topmost));
    }
}

/// The bases of one form that a CA permits: at least one, and not too many to compare.
struct Permitted<'a> {
    position: usize,
    bases: Vec<Base<'a>>,
}

fn subca_permitted_outside_issuer(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    let mut above = PAIRED.map(|form| (form, Vec::new()));
    let mut directories_above = Vec::new();
    for (position, certificate) in chain.authorities() {
        let directories = DirectoryBases::new(certificate, List::Permitted);
        let outside_directories = directories_outside(&directories, &directories_above);
        for subtree in permitted(certificate) {
            let Ok(base) = &subtree.base else { continue };
            let issuers = above.iter().find(|(form, _)| base.form() == Some(*form));
            let outside = match issuers {
                Some((_, issuers)) => outside(base, issuers),
                None => outside_directories.get(&subtree.index).copied(),
            };
            if let Some((ca, disjoint)) = outside {
                let share = if disjoint { "and shares nothing with it" } else { "and counts only as far as that goes" };
                let detail = alloc::format!("{} is not inside what certificate {ca} permits, {share}", shown(subtree));
                report.add_in(position, subtree.place(), subtree.octets(), &detail);
            }
        }
        for (form, issuers) in &mut above {
            let own: Vec<_> = bases(certificate, List::Permitted, *form).into_iter().map(|(_, base)| base).collect();
            if !own.is_empty() {
                issuers.push(Permitted { position, bases: own });
            }
        }
        if !directories.is_empty() {
            directories_above.push((position, directories));
        }
    }
}

/// Returns what [`outside`] returns, for each directoryName base that is outside, by its index: compared with all CAs above,
/// of which a path has few.
fn directories_outside(
    own: &DirectoryBases<'_, '_>,
    issuers: &[(usize, DirectoryBases<'_, '_>)],
) -> BTreeMap<usize, (usize, bool)> {
    let mut outside = BTreeMap::new();
    for (position, bases) in issuers {
        for (subtree, relation) in own.relations(bases) {
            if !matches!(relation, Relation::Inside(_)) {
                outside.entry(subtree.index).or_insert((*position, matches!(relation, Relation::Apart)));
            }
        }
    }
    outside
}

/// Returns the first of the CAs above whose bases do not cover a base, with `true` if they share no name and `false` if
/// the base is wider. Returns `None` if all that were compared cover it.
///
/// So that CAs of many bases do not cost the product of their numbers, a base is compared with no further CA after
/// [`MANY_BASES`] bases.
fn outside(base: &Base<'_>, issuers: &[Permitted<'_>]) -> Option<(usize, bool)> {
    let mut compared = 0usize;
    let mut asked = issuers.iter().take_while(|issuer| {
        let is_asked = compared < MANY_BASES;
        compared = compared.saturating_add(issuer.bases.len());
        is_asked
    });
    let covered = |issuer: &Permitted<'_>| issuer.bases.iter().any(|wider| wider.covers(base) == Some(true));
    let issuer = asked.find(|issuer| !covered(issuer))?;
    Some((issuer.position, issuer.bases.iter().all(|other| base.meet(other).is_none())))
}

/// Returns the well-formed SRVName bases of one list of a CA, or `None` if there are too many to compare.
fn srv_bases<'a>(certificate: &LenientCertificate<'a>, list: List) -> Option<Vec<SrvSubtree<'a>>> {
    let subtrees = certificate.name_constraints().into_iter().flat_map(|own| own.list(list));
    let bases = subtrees.filter_map(|subtree| match subtree.base {
        Ok(Base::Srv(base)) => Some(base),
        _ => None,
    });
    let bases: Vec<_> = bases.take(MANY_BASES.saturating_add(1)).collect();
    (bases.len() <= MANY_BASES).then_some(bases)
}

/// The permitted SRVName bases that are left from the anchor down to a CA.
enum Left<'a> {
    /// No CA permits one, or there are too many to compare.
    Unknown,
    /// These.
    Bases(Vec<SrvSubtree<'a>>),
    /// None, from this CA on.
    Nothing(usize),
}

/// Returns what is left of the permitted SRVName bases (RFC 5280 §6.1.4(g)(1), CA by CA).
fn permitted_srv<'a>(chain: &LintedChain<'_, 'a>) -> Left<'a> {
    let mut left: Option<Vec<SrvSubtree<'a>>> = None;
    for (position, certificate) in chain.authorities() {
        let Some(own) = srv_bases(certificate, List::Permitted) else { return Left::Unknown };
        if own.is_empty() {
            continue;
        }
        let own = outermost(&own);
        let Some(above) = left.take() else {
            left = Some(own);
            continue;
        };
        // Of lists whose bases lie outside of each other, only services and domains can meet in more bases than there
        // are.
        let met = above.iter().flat_map(|base| own.iter().filter_map(|other| base.meet(*other)));
        let met: Vec<_> = met.take(MANY_BASES.saturating_add(1)).collect();
        match met.len() {
            0 => return Left::Nothing(position),
            1..=MANY_BASES => left = Some(outermost(&met)),
            _ => return Left::Unknown,
        }
    }
    left.map_or(Left::Unknown, Left::Bases)
}

/// Returns the bases that are inside no other: the same names with fewer bases.
fn outermost<'a>(bases: &[SrvSubtree<'a>]) -> Vec<SrvSubtree<'a>> {
    let mut kept: Vec<SrvSubtree<'a>> = Vec::new();
    for base in bases {
        if !kept.iter().any(|wider| wider.covers(*base)) {
            kept.retain(|other| !base.covers(*other));
            kept.push(*base);
        }
    }
    kept
}

fn permitted_all_excluded(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    let Left::Bases(left) = permitted_srv(chain) else { return };
    let lists = chain.authorities().filter_map(|(_, certificate)| srv_bases(certificate, List::Excluded));
    let excluded: Vec<_> = lists.flatten().take(MANY_BASES).collect();
    let gone = |base: &SrvSubtree<'_>| excluded.iter().any(|wider| wider.covers(*base));
    if !left.iter().all(gone) {
        return;
    }
    let lowest = chain.authorities().rfind(|(_, certificate)| lists_srv(certificate));
    if let Some((position, _)) = lowest {
        let (place, octets) = chain.constraints_of(position);
        report.add_in(position, place, octets, &"");
    }
}

/// Returns the detail of a violation, with the position of the CA.
fn words(refused: &Refused<'_>) -> String {
    let violation = &refused.violation;
    let name = Shown(refused.name);
    let ca = violation.imposed_by.map_or(0, |position| position.0);
    let base = match &violation.kind {
        ConstraintViolationKind::MalformedBase(base, _) | ConstraintViolationKind::Unsupported(base) => {
            alloc::format!("{}", Quoted(base, base.base().octets().len()))
        }
        ConstraintViolationKind::Excluded(base) => quoted(base),
        _ => String::new(),
    };
    match &violation.kind {
        ConstraintViolationKind::MalformedName(error) => alloc::format!("{name} under certificate {ca}: {error}"),
        ConstraintViolationKind::MalformedBase(_, error) => {
            alloc::format!("{name} under certificate {ca}, whose base {base} is malformed: {error}")
        }
        ConstraintViolationKind::Unsupported(_) => {
            alloc::format!("{name} under certificate {ca}, whose base {base} is of a kind that is not evaluated")
        }
        ConstraintViolationKind::UnsupportedInitial(form) => {
            alloc::format!("{name}, of the form {form}, is not evaluated")
        }
        ConstraintViolationKind::NotPermitted => alloc::format!("{name} is in no permitted base of certificate {ca}"),
        ConstraintViolationKind::Excluded(_) => alloc::format!("{name} meets {base}, excluded by certificate {ca}"),
    }
}

/// Returns a well-formed name or base, which is no longer than a domain with its service, as a report quotes it.
fn quoted(text: &dyn fmt::Display) -> String {
    let text = text.to_string();
    alloc::format!("{}", Quoted(&text, text.len()))
}

/// Reports the violations of one kind among the SRVNames of the end entity.
fn names(chain: &LintedChain<'_, '_>, report: &mut Report<'_>, wanted: impl Fn(&ConstraintViolationKind<'_>) -> bool) {
    let refused = chain.refused.first().into_iter().flatten();
    for refused in refused.filter(|refused| wanted(&refused.violation.kind)) {
        report.add_in(0, Place::SubjectAltNameEntry(refused.index), refused.octets.clone(), &words(refused));
    }
}

/// Reports the violations among the SRVNames of the CAs, either of the self-issued ones or of the others. The anchor
/// has none, because no CA is above it.
fn authorities_names(chain: &LintedChain<'_, '_>, report: &mut Report<'_>, self_issued: bool) {
    for (position, _) in chain.authorities().filter(|(_, certificate)| certificate.is_self_issued() == self_issued) {
        for refused in chain.refused.get(position).into_iter().flatten() {
            report.add_in(position, Place::SubjectAltNameEntry(refused.index), refused.octets.clone(), &words(refused));
        }
    }
}

fn cross_cert_divergent(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    let mut same: Vec<(usize, &LenientCertificate<'_>)> =
        chain.certificates.iter().enumerate().filter(|(_, own)| own.is_ca()).collect();
    same.sort_by(|(_, one), (_, other)| one.spki.cmp(other.spki));
    let bases = |certificate: &LenientCertificate<'_>| {
        let listed = certificate.name_constraints().into_iter().flat_map(|own| own.subtrees.iter());
        let srv = listed.filter(|subtree| subtree.form() == Form::SrvName);
        let mut bases: Vec<_> =
            srv.map(|subtree| (subtree.is_permitted(), subtree.name.octets().to_ascii_lowercase())).collect();
        bases.sort();
        bases
    };
    for group in same.chunk_by(|(_, one), (_, other)| one.spki == other.spki) {
        let Some(((first_at, first), rest)) = group.split_first() else { continue };
        // Read once, however many certificates are compared with it.
        let of_first = bases(first);
        for (position, certificate) in
            rest.iter().filter(|(_, own)| own.subject.is_some() && own.subject == first.subject)
        {
            if bases(certificate) != of_first {
                let (place, octets) = chain.constraints_of(*position);
                report.add_in(*position, place, octets, &alloc::format!("unlike certificate {first_at}"));
            }
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

fn wildcard_overlap(chain: &LintedChain<'_, '_>, report: &mut Report<'_>) {
    let Some(end_entity) = chain.certificates.first().filter(|_| chain.is_path) else { return };
    let excluded: Vec<(usize, &Subtree<'_>)> = chain
        .authorities()
        .flat_map(|(ca, certificate)| {
            let own = certificate.name_constraints().into_iter().flat_map(|own| own.list(List::Excluded));
            own.map(move |subtree| (ca, subtree))
        })
        .take(MANY_BASES)
        .collect();
    for (entry, name) in end_entity.names.iter().filter_map(wildcard).take(MANY_BASES) {
        let meets = |(_, subtree): &&(usize, &Subtree<'_>)| {
            let base = subtree.base.ok();
            base.is_some_and(|base| base.overlaps(&name) == Some(true))
        };
        if let Some((ca, subtree)) = excluded.iter().find(meets) {
            let detail = alloc::format!("{} and {}, excluded by certificate {ca}", quoted(&name), shown(subtree));
            report.add_in(0, Place::SubjectAltNameEntry(entry.index), entry.octets(), &detail);
        }
    }
}

/// Returns an entry and its name if that is a wildcard, otherwise `None`.
fn wildcard<'l, 'a>(entry: &'l Entry<'a>) -> Option<(&'l Entry<'a>, Name<'a>)> {
    let name = entry.name.as_ref().ok()?.name().ok()?;
    let is_wildcard = match &name {
        Name::Dns(pattern) => pattern.is_wildcard(),
        Name::Srv(srv) => srv.name().is_wildcard(),
        _ => false,
    };
    is_wildcard.then_some((entry, name))
}

/// Returns the subject of a certificate, empty if it cannot be read.
fn subject(certificate: &LenientCertificate<'_>) -> String {
    let octets = certificate.subject_octets.len();
    certificate.subject.map_or_else(String::new, |subject| alloc::format!("{}", Quoted(subject, octets)))
}
