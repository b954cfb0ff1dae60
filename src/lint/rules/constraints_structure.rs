//! NameConstraints: the extension itself, its lists, and subtrees of forms without rules.

use crate::citation::Citation;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::{Fault, Quoted, Report, Shown};
use crate::lint::place::Place;
use crate::lint::read::certificate::{LenientCertificate, octets_of};
use crate::lint::severity::{RuleSet, Severity};
use crate::name::Form;

use RuleSet::{Br, Pkix};
use Severity::{Error, Warn};

/// The lints about the extension and its lists.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "NameConstraints: structure",
    lints: &[
        &IN_NON_CA,
        &NOT_CRITICAL,
        &EMPTY,
        &SUBTREES_EMPTY,
        &UNKNOWN_FIELD,
        &DUPLICATE_EXTENSION,
        &MINIMUM_NONZERO,
        &MINIMUM_ENCODED,
        &MAXIMUM_PRESENT,
        &X400,
        &EDI_PARTY,
        &REGISTERED_ID,
        &OTHER_NAME_UNKNOWN_TYPE,
        &OTHER_NAME_SMTP_UTF8,
    ],
};

static IN_NON_CA: Lint = Lint::new(
    "nc_in_non_ca",
    Error,
    "A certificate that is no CA's has name constraints",
    &[RFC5280_NC, Citation::new("TLS BR", "7.1.2.7.6"), Citation::new("TLS BR", "7.1.2.8.2")],
    "nameConstraints without basicConstraints that say cA",
    Look::WithConstraints(|certificate, report| {
        if let Some(constraints) = certificate.name_constraints().filter(|_| certificate.is_no_ca()) {
            report.add(Place::NameConstraints, constraints.extension.octets(), &"");
        }
    }),
)
.applies_to(&[Pkix, Br]);

static NOT_CRITICAL: Lint = Lint::new(
    "nc_not_critical",
    Error,
    "Name constraints are not critical",
    &[RFC5280_NC, BR_CONSTRAINED, BR_CA],
    "critical is FALSE; the Baseline Requirements allow it where old clients need it",
    Look::WithConstraints(|certificate, report| {
        for constraints in certificate.constraints.iter().filter(|constraints| !constraints.extension.is_critical()) {
            report.add(Place::NameConstraints, constraints.extension.octets(), &"");
        }
    }),
)
.applies_to(&[Pkix, Br])
.with_severity_under(&[(Br, Warn)]);

static EMPTY: Lint = Lint::new(
    "nc_empty",
    Error,
    "Name constraints are an empty sequence",
    &[RFC5280_NC],
    "neither permittedSubtrees nor excludedSubtrees",
    Look::WithConstraints(empty),
);

static SUBTREES_EMPTY: Lint = Lint::new(
    "nc_subtrees_empty",
    Error,
    "A list of subtrees is empty",
    &[RFC5280_NC, RFC5280_MODULE],
    "permittedSubtrees or excludedSubtrees is there and holds nothing, where its type asks for at least one",
    Look::WithConstraints(|certificate, report| {
        let lists =
            certificate.constraints.iter().flat_map(|constraints| [constraints.permitted, constraints.excluded]);
        for element in lists.flatten().filter(|element| element.value().is_empty()) {
            let permitted = element.tag().0 & 0x1f == 0;
            let place = if permitted { Place::PermittedSubtrees } else { Place::ExcludedSubtrees };
            report.add(place, octets_of(&element), &"");
        }
    }),
);

static UNKNOWN_FIELD: Lint = Lint::new(
    "nc_unknown_field",
    Error,
    "Name constraints hold something that their type does not have",
    &[RFC5280_MODULE, RFC5280_NC],
    "another tag, one that is explicit where the module has implicit ones or the reverse, lists in the wrong order, octets after the \
     end, a subtree or a base that is not DER, such as a length in more octets than it needs",
    Look::WithConstraints(|certificate, report| {
        for error in certificate.constraints.iter().flat_map(|constraints| constraints.errors()) {
            match error.tagging {
                Some(tagging) => {
                    report.add(error.place, error.octets, &alloc::format!("{}: {tagging}", error.error));
                }
                None => report.add(error.place, error.octets, &error.error),
            }
        }
    }),
);

static DUPLICATE_EXTENSION: Lint = Lint::new(
    "nc_duplicate_extension",
    Error,
    "A certificate has name constraints twice",
    &[Citation::new("RFC 5280", "4.2")],
    "a second nameConstraints extension",
    Look::WithConstraints(|certificate, report| {
        for constraints in certificate.constraints.iter().skip(1) {
            report.add(Place::NameConstraints, constraints.extension.octets(), &"");
        }
    }),
);

static MINIMUM_NONZERO: Lint = Lint::new(
    "nc_minimum_nonzero",
    Error,
    "A subtree has a minimum other than zero",
    &[RFC5280_NC],
    "minimum is encoded and is not 0; a validator that does not process it must refuse",
    Look::Base(|subtree| {
        let minimum = subtree.minimum.filter(|minimum| minimum.value() != [0])?;
        Some(Fault::new(octets_of(&minimum)))
    }),
);

static MINIMUM_ENCODED: Lint = Lint::new(
    "nc_minimum_encoded",
    Error,
    "A subtree spells out the minimum of zero",
    &[X690_DEFAULT, BR_CONSTRAINED],
    "minimum is encoded and is 0, its default, which DER leaves out",
    Look::Base(|subtree| {
        let minimum = subtree.minimum.filter(|minimum| minimum.value() == [0])?;
        Some(Fault::new(octets_of(&minimum)))
    }),
)
.applies_to(&[Pkix, Br]);

static MAXIMUM_PRESENT: Lint = Lint::new(
    "nc_maximum_present",
    Error,
    "A subtree has a maximum, which no subtree may have",
    &[RFC5280_NC],
    "maximum is encoded; a validator that does not process it must refuse",
    Look::Base(|subtree| subtree.maximum.map(|maximum| Fault::new(octets_of(&maximum)))),
);

static X400: Lint = Lint::new(
    "nc_x400",
    Warn,
    "A base is an x400Address, which no standard says how to compare",
    &[RFC5280_NC, BR_CONSTRAINED],
    "a base with tag `[3]`; an error in a technically constrained TLS CA",
    Look::WithConstraints(|certificate, report| undefined_form(certificate, report, Form::X400Address)),
);

static EDI_PARTY: Lint = Lint::new(
    "nc_ediparty",
    Warn,
    "A base is an ediPartyName, which no standard says how to compare",
    &[RFC5280_NC, BR_CONSTRAINED],
    "a base with tag `[5]`; an error in a technically constrained TLS CA",
    Look::WithConstraints(|certificate, report| undefined_form(certificate, report, Form::EdiPartyName)),
);

static REGISTERED_ID: Lint = Lint::new(
    "nc_registered_id",
    Warn,
    "A base is a registeredID, which no standard says how to compare",
    &[RFC5280_NC, BR_CONSTRAINED],
    "a base with tag `[8]`; an error in a technically constrained TLS CA",
    Look::WithConstraints(|certificate, report| undefined_form(certificate, report, Form::RegisteredId)),
);

static OTHER_NAME_UNKNOWN_TYPE: Lint = Lint::new(
    "nc_othername_unknown_type",
    Warn,
    "A base is an otherName of a type whose constraints no document defines",
    &[RFC5280_NC],
    "an otherName base that is neither SRVName nor SmtpUTF8Mailbox: a validator must refuse such a name",
    Look::Base(|subtree| match subtree.form() {
        Form::OtherName(id) => {
            let id = Quoted(id, id.as_bytes().len());
            Some(Fault::new(subtree.octets()).with_note(alloc::format!("type {id}")))
        }
        Form::Unknown(identifier) => {
            Some(Fault::new(subtree.octets()).with_note(alloc::format!("a GeneralName with tag {identifier}")))
        }
        _ => None,
    }),
);

static OTHER_NAME_SMTP_UTF8: Lint = Lint::new(
    "nc_othername_smtputf8",
    Error,
    "A base is a SmtpUTF8Mailbox, which is constrained through rfc822Name",
    &[RFC9598_6],
    "an otherName base of type id-on-SmtpUTF8Mailbox",
    Look::Base(|subtree| (subtree.form() == Form::SmtpUtf8Mailbox).then(|| Fault::new(subtree.octets()))),
);

fn empty(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    for constraints in certificate.constraints.iter().filter(|constraints| constraints.is_empty) {
        report.add(Place::NameConstraints, constraints.extension.octets(), &"");
    }
}

/// Reports the bases of a form for which RFC 5280 defines no comparison.
fn undefined_form(certificate: &LenientCertificate<'_>, report: &mut Report<'_>, form: Form<'static>) {
    let Some(constraints) = certificate.name_constraints() else { return };
    for subtree in constraints.subtrees_of(|own| own == form) {
        let detail = Shown(subtree.name.value());
        if report.is_under(Br) && certificate.is_technically_constrained() {
            report.add_as(Error, subtree.place(), subtree.octets(), &detail);
        } else {
            report.add(subtree.place(), subtree.octets(), &detail);
        }
    }
}
