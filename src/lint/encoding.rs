//! What every certificate is asked: that it can be read, and what is encoded although DER leaves it out.

use super::definition::{Chapter, Lint, Look, Severity};
use super::finding::{Place, Report, Shown};
use super::linted::{Linted, Srv};
use super::sources::*;
use crate::certificate::{CertificateError, CertificateErrorKind};
use crate::cite::Citation;
use crate::name::Name;
use crate::oid;

use Severity::{Error, Warn};

/// The chapter.
pub(super) static CHAPTER: Chapter =
    Chapter { title: "Every certificate", lints: &[&MALFORMED, &CRITICAL_FALSE_ENCODED, &SMTP_UTF8_ASCII] };

static MALFORMED: Lint = Lint::new(
    "certificate_malformed",
    Error,
    "The certificate cannot be read, so every path with it is refused",
    &[Citation::new("RFC 5280", "4.1"), RFC5280_MODULE],
    "whatever this library refuses to read, unless a lint about name constraints or an SRVName already says why",
    Look::Certificate(malformed),
);

static CRITICAL_FALSE_ENCODED: Lint = Lint::new(
    "ext_critical_false_encoded",
    Error,
    "subjectAltName or nameConstraints spells out that it is not critical",
    &[X690_DEFAULT],
    "critical is encoded and is FALSE, its default, which DER leaves out",
    Look::Certificate(critical_false_encoded),
);

static SMTP_UTF8_ASCII: Lint = Lint::new(
    "smtputf8_ascii_local_part",
    Warn,
    "A SmtpUTF8Mailbox has a local part in ASCII, which belongs into an rfc822Name",
    &[Citation::new("RFC 9598", "3")],
    "an otherName of type id-on-SmtpUTF8Mailbox whose local part is ASCII",
    Look::Certificate(smtp_utf8_ascii),
);

fn malformed(linted: &Linted<'_>, report: &mut Report<'_>) {
    let Err(error) = &linted.certificate else { return };
    if !has_a_lint_of_its_own(linted, error) {
        let (place, end) = unreadable(linted, error.offset());
        report.add(place, error.offset()..end.max(error.offset()), error);
    }
}

/// The extension in which reading stopped and its end, or the certificate and its end.
fn unreadable(linted: &Linted<'_>, at: usize) -> (Place, usize) {
    let inside = linted.extensions.iter().enumerate().find(|(_, extension)| extension.octets().contains(&at));
    let Some((index, extension)) = inside else { return (Place::Certificate, linted.der.len()) };
    let place = match extension.id {
        id if id == oid::ID_CE_SUBJECT_ALT_NAME => Place::SubjectAltName,
        id if id == oid::ID_CE_NAME_CONSTRAINTS => Place::NameConstraints,
        id if id == oid::ID_CE_EXT_KEY_USAGE => Place::ExtendedKeyUsage,
        _ => Place::Extension(index),
    };
    (place, extension.octets().end)
}

/// Whether a lint about name constraints, or about an SRVName, says the same with more words.
fn has_a_lint_of_its_own(linted: &Linted<'_>, error: &CertificateError) -> bool {
    let at = error.offset();
    let constraints = linted.constraints.iter().enumerate().any(|(index, own)| {
        let repeated = index > 0 && error.kind() == CertificateErrorKind::RepeatedExtension;
        let inside = matches!(error.kind(), CertificateErrorKind::Der(_));
        own.extension.octets().contains(&at) && (inside || repeated)
    });
    let name = |entry: &super::linted::Entry<'_>| matches!(entry.srv, Srv::Broken(_)) && entry.octets().contains(&at);
    constraints || linted.names.iter().any(name)
}

fn critical_false_encoded(linted: &Linted<'_>, report: &mut Report<'_>) {
    for (index, extension) in linted.extensions.iter().enumerate() {
        let ours = extension.id == oid::ID_CE_SUBJECT_ALT_NAME || extension.id == oid::ID_CE_NAME_CONSTRAINTS;
        if ours && extension.critical == Some(false) {
            report.add(Place::Extension(index), extension.octets(), &"");
        }
    }
}

fn smtp_utf8_ascii(linted: &Linted<'_>, report: &mut Report<'_>) {
    for entry in &linted.names {
        let Some(Ok(Name::SmtpUtf8(mailbox))) = entry.name.as_ref().ok().map(crate::general_name::GeneralName::name)
        else {
            continue;
        };
        if mailbox.local_part().is_ascii() {
            let name = entry.name.as_ref().map_or(&[][..], |name| name.octets());
            report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &Shown(name));
        }
    }
}
