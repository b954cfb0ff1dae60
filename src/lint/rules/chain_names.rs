//! Chains: the names that the CAs above do not allow, SRVNames and names of every other form.

use alloc::string::{String, ToString};

use crate::constraints::level::{ConstraintViolation, ConstraintViolationKind};
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::{Quoted, Report, Shown};
use crate::lint::read::bases::shown;
use crate::lint::read::certificate::{LenientCertificate, List, SubtreeAt};
use crate::lint::read::chain::LintedChain;
use crate::lint::read::name_encoding::differently_encoded;
use crate::lint::read::refused_names::{Refused, RefusedNames};
use crate::lint::severity::Severity;
use crate::name::{Base, Form};

use ConstraintViolationKind::{Excluded, MalformedBase, MalformedName, NotPermitted, Unsupported, UnsupportedInitial};
use Severity::{Error, Notice};

/// The lints about names below constraints.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "Chains: names",
    lints: &[
        &SRV_NOT_PERMITTED,
        &SRV_EXCLUDED,
        &SRV_MALFORMED_UNDER_CONSTRAINT,
        &CA_SAN_VIOLATES,
        &NAME_NOT_PERMITTED,
        &NAME_EXCLUDED,
        &NAME_MALFORMED_UNDER_CONSTRAINT,
        &SELF_ISSUED_EXEMPT,
        &NC_WILDCARD_OVERLAP,
        &DIRNAME_ENCODING_DIFFERS,
    ],
};

static SRV_NOT_PERMITTED: Lint = Lint::new(
    "chain_srv_not_permitted",
    Error,
    "An SRVName is outside of what a CA above is permitted",
    &[RFC5280_CHECK, RFC4985_4],
    "an SRVName of the end entity in no permitted SRVName base of a CA that has one, or under a base that cannot be evaluated; of \
     the refused names of a certificate the first 20 are told, and of those of all CAs the first 100 from the anchor down, \
     here and in the lints below, SRVNames and others each",
    Look::Chain(|chain, report| {
        let wanted = |kind: &ConstraintViolationKind<'_>| !matches!(kind, MalformedName(_) | Excluded(_));
        srv_names(chain, report, wanted);
    }),
);

static SRV_EXCLUDED: Lint = Lint::new(
    "chain_srv_excluded",
    Error,
    "An SRVName is excluded by a CA above",
    &[RFC5280_CHECK_EXCLUDED, RFC4985_4],
    "an SRVName of the end entity, or a name that a wildcard stands for, in an excluded SRVName base",
    Look::Chain(|chain, report| srv_names(chain, report, |kind| matches!(kind, Excluded(_)))),
);

static SRV_MALFORMED_UNDER_CONSTRAINT: Lint = Lint::new(
    "chain_srv_malformed_under_constraint",
    Error,
    "A malformed SRVName is below a CA that constrains SRVName, so it cannot be said to be allowed",
    &[RFC5280_NC, RFC4985_4],
    "an SRVName of the end entity that breaks a rule of syntax, under an SRVName constraint",
    Look::Chain(|chain, report| srv_names(chain, report, |kind| matches!(kind, MalformedName(_)))),
);

static CA_SAN_VIOLATES: Lint = Lint::new(
    "chain_ca_san_violates",
    Error,
    "A CA's own SRVName is one that the CAs above do not allow",
    &[RFC5280_CHECK, RFC5280_CHECK_EXCLUDED],
    "an SRVName in the subjectAltName of a CA that is not self-issued, against the constraints above it",
    Look::Chain(|chain, report| {
        for refused in
            chain.refused.iter().filter(|own| !chain.is_end_entity(own.position) && !is_exempt(chain, own.position))
        {
            tell(chain, report, refused.position, &refused.srv_names, |_| true);
        }
    }),
);

static NAME_NOT_PERMITTED: Lint = Lint::new(
    "chain_name_not_permitted",
    Error,
    "A name is outside of what a CA above is permitted",
    &[RFC5280_CHECK],
    "a name of any form but SRVName in no permitted base of a CA that has one of its form: an entry of subjectAltName, the \
     subject as a directoryName, an emailAddress in it if there is no subjectAltName; of the end entity, and of CAs that are \
     not self-issued",
    Look::Chain(|chain, report| other_names(chain, report, |kind| matches!(kind, NotPermitted))),
);

static NAME_EXCLUDED: Lint = Lint::new(
    "chain_name_excluded",
    Error,
    "A name is excluded by a CA above",
    &[RFC5280_CHECK_EXCLUDED],
    "a name of any form but SRVName, or one that a wildcard stands for, in an excluded base; in the places of the lint above",
    Look::Chain(|chain, report| other_names(chain, report, |kind| matches!(kind, Excluded(_)))),
);

static NAME_MALFORMED_UNDER_CONSTRAINT: Lint = Lint::new(
    "chain_name_malformed_under_constraint",
    Error,
    "A name and a constraint of its form cannot be compared, so the name cannot be said to be allowed",
    &[RFC5280_NC],
    "a name of any form but SRVName that is malformed or has no host, or that is below a base of its form that is malformed, has \
     a minimum or a maximum, or is of a form that is not understood; in the places of the lints above",
    Look::Chain(|chain, report| other_names(chain, report, |kind| !matches!(kind, NotPermitted | Excluded(_)))),
);

static SELF_ISSUED_EXEMPT: Lint = Lint::new(
    "chain_selfissued_exempt",
    Notice,
    "A self-issued CA has a name that would not be allowed if it were not self-issued",
    &[RFC5280_NC, RFC5280_CHECK],
    "a name of a self-issued CA below the anchor, against the constraints above it, which are not applied to it",
    Look::Chain(|chain, report| {
        for refused in chain.refused.iter().filter(|own| is_exempt(chain, own.position)) {
            tell(chain, report, refused.position, &refused.srv_names, |_| true);
            tell(chain, report, refused.position, &refused.others, |_| true);
        }
    }),
);

static NC_WILDCARD_OVERLAP: Lint = Lint::new(
    "chain_nc_wildcard_overlap",
    Error,
    "A wildcard stands for names that a CA above excludes",
    &[RFC5280_CHECK_EXCLUDED, RFC9525_6_3],
    "a wildcard dNSName or SRVName of the end entity that stands for some name inside an excluded base",
    Look::Chain(|chain, report| {
        for refused in chain.refused.iter().filter(|own| chain.is_end_entity(own.position)) {
            for wildcard in refused.srv_names.told.iter().chain(&refused.others.told) {
                if let Some(met) = &wildcard.met {
                    let detail = words(chain, wildcard, met);
                    report.add_in(refused.position, wildcard.place, wildcard.octets.clone(), &detail);
                }
            }
        }
    }),
);

static DIRNAME_ENCODING_DIFFERS: Lint = Lint::new(
    "chain_dirname_encoding_differs",
    Error,
    "A directory name is inside a permitted base by comparison, and its values are encoded in another way",
    &[RFC5280_NC, RFC5280_NAMES],
    "a subject or a directoryName of which no permitted base of a CA above that contains it is the first octets: another string \
     type, case or white space; not of self-issued CAs; the first 20 of a certificate and a CA",
    Look::Chain(|chain, report| {
        for (position, certificate) in chain.certificates_on_path().filter(|(position, _)| !is_exempt(chain, *position))
        {
            for (ca, authority) in chain.authorities().take_while(|(ca, _)| *ca != position) {
                for (name, base) in differently_encoded(certificate, authority).take(MOST_ENCODINGS) {
                    let by = quoted_authority(chain, Some(ca));
                    let detail = alloc::format!("{} is inside {} of {by}", name.quoted(), shown(&base));
                    report.add_in(position, name.place, name.octets, &detail);
                }
            }
        }
    }),
);

/// The most names of a certificate below a CA whose encodings are told.
const MOST_ENCODINGS: usize = 20;

/// Whether constraints do not apply to a certificate: it is self-issued and not the end entity (RFC 5280 §6.1.3(b)).
fn is_exempt(chain: &LintedChain<'_, '_>, position: usize) -> bool {
    !chain.is_end_entity(position) && chain.certificates.get(position).is_some_and(LenientCertificate::is_self_issued)
}

/// Reports the violations of some kinds among the SRVNames of the end entity.
fn srv_names(
    chain: &LintedChain<'_, '_>,
    report: &mut Report<'_>,
    wanted: impl Fn(&ConstraintViolationKind<'_>) -> bool,
) {
    for refused in chain.refused.iter().filter(|own| chain.is_end_entity(own.position)) {
        tell(chain, report, refused.position, &refused.srv_names, &wanted);
    }
}

/// Reports the violations of some kinds among names of other forms, of every certificate to which constraints apply.
fn other_names(
    chain: &LintedChain<'_, '_>,
    report: &mut Report<'_>,
    wanted: impl Fn(&ConstraintViolationKind<'_>) -> bool,
) {
    for refused in chain.refused.iter().filter(|own| !is_exempt(chain, own.position)) {
        tell(chain, report, refused.position, &refused.others, &wanted);
    }
}

/// Reports refused names of a certificate, and with the last that is told how many there are beside.
fn tell(
    chain: &LintedChain<'_, '_>,
    report: &mut Report<'_>,
    position: usize,
    names: &RefusedNames<'_>,
    wanted: impl Fn(&ConstraintViolationKind<'_>) -> bool,
) {
    let last = names.told.len().saturating_sub(1);
    for (index, refused) in names.told.iter().enumerate().filter(|(_, refused)| wanted(&refused.violation.kind)) {
        let mut detail = words(chain, refused, &refused.violation);
        if index == last && names.more > 0 {
            detail = alloc::format!("{detail}; and {} more names of this certificate are refused", names.more);
        }
        report.add_in(position, refused.place, refused.octets.clone(), &detail);
    }
}

/// Returns the detail of a violation, with the CA and the base.
fn words(chain: &LintedChain<'_, '_>, refused: &Refused<'_>, violation: &ConstraintViolation<'_>) -> String {
    let name = refused.quoted();
    let imposed_by = violation.imposed_by.map(|position| position.0);
    let ca = quoted_authority(chain, imposed_by);
    let base = match &violation.kind {
        MalformedBase(base, _) | Unsupported(base) => alloc::format!("{}", Quoted(base, base.base().octets().len())),
        Excluded(base) => quoted_base(base),
        _ => String::new(),
    };
    match &violation.kind {
        MalformedName(error) => alloc::format!("{name} under {ca}: {error}"),
        MalformedBase(_, error) => alloc::format!("{name} under {ca}, whose base {base} is malformed: {error}"),
        Unsupported(_) => alloc::format!("{name} under {ca}, whose base {base} is of a kind that is not evaluated"),
        UnsupportedInitial(form) => alloc::format!("{name}, of the form {form}, is not evaluated"),
        NotPermitted => {
            alloc::format!("{name} is in no permitted base of {ca}{}", permitted(chain, imposed_by, refused))
        }
        Excluded(_) => alloc::format!("{name} meets {base}, excluded by {ca}"),
    }
}

/// The most permitted bases that a report lists.
const MOST_BASES_TOLD: usize = 2;

/// Returns the first bases that a CA permits of the form of a name, in brackets.
fn permitted(chain: &LintedChain<'_, '_>, ca: Option<usize>, refused: &Refused<'_>) -> String {
    let authority = ca.and_then(|ca| chain.certificates.get(ca)).and_then(LenientCertificate::name_constraints);
    let permitted = authority.into_iter().flat_map(|own| own.list(List::Permitted));
    let form = refused.presented.form();
    let mut of_form =
        permitted.filter(|at| at.form().is_some_and(|own| own.applies_to(form))).filter_map(SubtreeAt::read);
    let mut list = String::new();
    for subtree in of_form.by_ref().take(MOST_BASES_TOLD) {
        let comma = if list.is_empty() { "" } else { ", " };
        list.push_str(&alloc::format!("{comma}{}", shown(&subtree)));
    }
    let more = if of_form.next().is_some() { ", ..." } else { "" };
    alloc::format!(" ({list}{more})")
}

/// Returns the position and the subject of a CA.
fn quoted_authority(chain: &LintedChain<'_, '_>, position: Option<usize>) -> String {
    let Some(position) = position else { return "the caller".to_string() };
    let subject = chain.certificates.get(position).map(LenientCertificate::quoted_subject).unwrap_or_default();
    if subject.is_empty() {
        alloc::format!("certificate {position}")
    } else {
        alloc::format!("certificate {position} ({subject})")
    }
}

/// Returns a well-formed base as a report quotes it.
fn quoted_base(base: &Base<'_>) -> String {
    let octets = match base {
        Base::Directory(base) => base.name().content().len(),
        _ => 0,
    };
    let text = Quoted(base, octets).to_string();
    match base.form() {
        Some(form) if text.is_empty() => alloc::format!("the empty {form}"),
        _ => text,
    }
}

impl Refused<'_> {
    /// Returns the name as a report quotes it, with its form.
    fn quoted(&self) -> String {
        let (presented, octets) = (&self.presented, self.presented.octets());
        match presented.form() {
            Form::SrvName => Shown(octets).to_string(),
            form @ (Form::DnsName | Form::Rfc822Name | Form::Uri | Form::SmtpUtf8Mailbox) => {
                alloc::format!("{form} {}", Shown(octets))
            }
            form @ (Form::DirectoryName | Form::IpAddress) => {
                alloc::format!("{form} {}", Quoted(presented, octets.len()))
            }
            _ => Quoted(presented, octets.len()).to_string(),
        }
    }
}
