//! subjectAltName as a whole: its criticality, its forms, and names that are there twice or not at all.

use alloc::string::String;
use alloc::vec::Vec;

use crate::certificate::general_name::GeneralName;
use crate::der::oid;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::{Report, Shown};
use crate::lint::place::Place;
use crate::lint::read::certificate::{LenientCertificate, Srv};
use crate::lint::read::hosts::value;
use crate::lint::read::presented::Presented;
use crate::lint::read::sorted_keys::SortedKeys;
use crate::lint::read::use_of_certificate::{Generation, generation, is_for_mail, is_tls_subscriber};
use crate::lint::severity::{EffectiveDate, RuleSet, Severity};
use crate::name::{Form, Name};

use RuleSet::{Br, Pkix, Smime};
use Severity::{Error, Notice, Warn};

/// The lints about subjectAltName as a whole.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "subjectAltName as a whole",
    lints: &[
        &MISSING,
        &CRITICAL_WITH_SUBJECT,
        &NONCRITICAL_NO_SUBJECT,
        &FORM_FORBIDDEN,
        &DUPLICATE,
        &SUBJECT_EMAIL_NOT_IN_SAN,
    ],
};

/// RFC 2459, which already asked for an rfc822Name beside an emailAddress.
const RFC_2459: EffectiveDate = EffectiveDate::new("1999-01-01", 915_148_800);

static MISSING: Lint = Lint::new(
    "san_missing",
    Error,
    "A certificate has no name that it would be asked for",
    &[RFC5280_SUBJECT, BR_SUBSCRIBER_SAN, SBR_SAN],
    "in a certificate that is no CA's: an empty subject and no subjectAltName; under `br`, for TLS, neither dNSName nor iPAddress; \
     under `smime`, for mail, neither rfc822Name nor SmtpUTF8Mailbox",
    Look::Certificate(missing),
)
.applies_to(&[Pkix, Br, Smime]);

static CRITICAL_WITH_SUBJECT: Lint = Lint::new(
    "san_critical_with_subject",
    Warn,
    "subjectAltName is critical although there is a subject",
    &[RFC5280_SAN, BR_SUBSCRIBER_SAN],
    "a critical subjectAltName without SRVNames beside a subject that is not empty; `srv_san_critical_with_subject` is about \
     one with SRVNames",
    Look::Certificate(|certificate, report| {
        if !certificate.has_srv_name {
            criticality(certificate, report, true);
        }
    }),
)
.with_severity_under(&[(Br, Error)]);

static NONCRITICAL_NO_SUBJECT: Lint = Lint::new(
    "san_noncritical_no_subject",
    Error,
    "subjectAltName is not critical although the subject is empty",
    &[RFC5280_SAN, BR_SUBSCRIBER_SAN],
    "an empty subject beside a subjectAltName without SRVNames that is not critical; `srv_san_noncritical_no_subject` is about \
     one with SRVNames",
    Look::Certificate(|certificate, report| {
        if !certificate.has_srv_name {
            criticality(certificate, report, false);
        }
    }),
);

static FORM_FORBIDDEN: Lint = Lint::new(
    "san_form_forbidden",
    Error,
    "subjectAltName has a name of a form that the profile of the certificate does not have",
    &[BR_SUBSCRIBER_SAN, SBR_SAN],
    "in a certificate that is no CA's: for TLS another form than dNSName and iPAddress; for mail another than rfc822Name, \
     SmtpUTF8Mailbox, directoryName and, but for a strict policy, otherName. SRVNames have lints of their own, \
     `srv_in_public_tls_leaf` and `srv_in_smime_leaf`",
    Look::Certificate(form_forbidden),
)
.applies_to(&[Br, Smime]);

static DUPLICATE: Lint = Lint::new(
    "san_duplicate",
    Notice,
    "A name is there twice in subjectAltName",
    &[RFC5280_SAN],
    "two names of one form that are the same but for the case of hosts (own rule: docs/DESIGN.md); SRVNames are \
     `srv_san_duplicate`",
    Look::Certificate(duplicate),
);

static SUBJECT_EMAIL_NOT_IN_SAN: Lint = Lint::new(
    "subject_email_not_in_san",
    Error,
    "An emailAddress of the subject is not an rfc822Name of subjectAltName",
    &[RFC5280_SUBJECT, SBR_SAN],
    "an attribute emailAddress whose mailbox no rfc822Name or SmtpUTF8Mailbox repeats",
    Look::Certificate(subject_email_not_in_san),
)
.applies_to(&[Pkix, Smime])
.effective_from(RFC_2459);

fn missing(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    // What a request lacks is not asked, and what cannot be read may be there.
    if certificate.is_ca() || certificate.is_request() || certificate.strict.is_err() {
        return;
    }
    let has = |forms: &[Form<'static>]| certificate.general_names().any(|(_, name)| forms.contains(&name.form()));
    let has_subject = certificate.subject.is_some_and(|subject| !subject.is_empty());
    let (lacking, citation) = if report.is_under(Br)
        && certificate.is_issued_under(BR_1_0)
        && is_tls_subscriber(certificate)
        && !has(&[Form::DnsName, Form::IpAddress])
    {
        ("a certificate for TLS without dNSName and iPAddress", BR_SUBSCRIBER_SAN)
    } else if report.is_under(Smime)
        && certificate.is_issued_under(SBR_1_0)
        && is_for_mail(certificate)
        && !has(&[Form::Rfc822Name, Form::SmtpUtf8Mailbox])
    {
        ("a certificate for mail without rfc822Name and SmtpUTF8Mailbox", SBR_SAN)
    } else if !has_subject && certificate.extension(oid::ID_CE_SUBJECT_ALT_NAME).is_none() {
        ("neither a subject nor a subjectAltName", RFC5280_SUBJECT)
    } else {
        return;
    };
    let (place, octets) = certificate.subject_alt_name_place();
    report.add(place, octets, &lacking);
    report.cite(citation);
}

/// Reports a subjectAltName that is critical beside a subject, or not critical without one.
pub(crate) fn criticality(certificate: &LenientCertificate<'_>, report: &mut Report<'_>, critical: bool) {
    let Some(subject) = certificate.subject else { return };
    let Some(extension) = certificate.extension(oid::ID_CE_SUBJECT_ALT_NAME) else { return };
    if extension.is_critical() != critical || subject.is_empty() == critical {
        return;
    }
    // The Baseline Requirements forbid it to subscribers; of CAs they say nothing.
    let is_only_advised = critical && !is_tls_subscriber(certificate);
    if is_only_advised {
        report.add_as(Warn, Place::SubjectAltName, extension.octets(), &"");
        report.cite(RFC5280_SAN);
    } else {
        report.add(Place::SubjectAltName, extension.octets(), &"");
    }
}

fn form_forbidden(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let for_tls = report.is_under(Br) && certificate.is_issued_under(BR_1_0) && is_tls_subscriber(certificate);
    let for_mail = report.is_under(Smime) && certificate.is_issued_under(SBR_1_0) && is_for_mail(certificate);
    let is_strict = matches!(generation(certificate), Some(Generation::Strict));
    for (entry, name) in certificate.general_names() {
        let (tls_has, mail_has) = match name.form() {
            Form::SrvName => continue,
            Form::DnsName | Form::IpAddress => (true, false),
            Form::Rfc822Name | Form::SmtpUtf8Mailbox | Form::DirectoryName => (false, true),
            Form::OtherName(_) => (false, !is_strict),
            _ => (false, false),
        };
        // A certificate for both is asked by each.
        let (profile, citation) = match ((for_tls, tls_has), (for_mail, mail_has)) {
            ((true, false), _) => ("for TLS", BR_SUBSCRIBER_SAN),
            (_, (true, false)) => ("for mail", SBR_SAN),
            _ => continue,
        };
        let detail = alloc::format!("{} in a certificate {profile}", Presented(&name));
        report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &detail);
        report.cite(citation);
    }
}

/// Appends a key that two names share if they are the same but for the case of hosts.
fn push_key(name: &GeneralName<'_>, key: &mut Vec<u8>) {
    let der = name.der();
    // The local part keeps its case. Another spelling of it would be another name here.
    let host = match name.form() {
        Form::DnsName => der.len(),
        Form::Rfc822Name => match name.name() {
            Ok(Name::Mailbox(mailbox)) => mailbox.host().map_or(0, |host| host.as_str().len()),
            _ => 0,
        },
        _ => 0,
    };
    let (kept, host) = der.split_at_checked(der.len().saturating_sub(host)).unwrap_or((der, &[]));
    key.extend_from_slice(kept);
    key.extend(host.iter().map(u8::to_ascii_lowercase));
}

fn duplicate(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    // Most certificates have a few names, and nothing to compare them with.
    if certificate.names().nth(1).is_none() {
        return;
    }
    let others = || certificate.general_names().filter(|(entry, _)| matches!(entry.srv, Srv::Other)).enumerate();
    let mut repeated = SortedKeys::of(others(), |(_, name), key| push_key(&name, key)).repeated().peekable();
    for (index, (entry, name)) in others() {
        if repeated.next_if_eq(&index).is_some() {
            report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &Presented(&name));
        }
    }
}

fn subject_email_not_in_san(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let Some(subject) = certificate.subject else { return };
    let rdns = subject.rdns().flat_map(|rdn| rdn.attributes());
    let addresses = rdns.filter(|attribute| attribute.attribute_type() == oid::EMAIL_ADDRESS);
    let texts: Vec<String> = addresses.filter_map(|attribute| Some(attribute.text()?.collect())).collect();
    if texts.is_empty() || !certificate.can_read(oid::ID_CE_SUBJECT_ALT_NAME) {
        return;
    }
    let mailboxes =
        certificate.general_names().filter(|(_, name)| matches!(name.form(), Form::Rfc822Name | Form::SmtpUtf8Mailbox));
    let presented =
        SortedKeys::of(mailboxes.enumerate(), |(_, name), key| key.extend(lowered_host(value(&name).octets)));
    for text in texts.iter().filter(|text| !presented.contains(&lowered_host(text.as_bytes()))) {
        report.add(Place::Subject, certificate.subject_octets.clone(), &Shown(text.as_bytes()));
    }
}

/// Returns a mailbox with its host in small letters.
fn lowered_host(mailbox: &[u8]) -> Vec<u8> {
    let at = mailbox.iter().rposition(|octet| *octet == b'@').unwrap_or(0);
    let (local, host) = mailbox.split_at_checked(at).unwrap_or((mailbox, &[]));
    [local, host.to_ascii_lowercase().as_slice()].concat()
}
