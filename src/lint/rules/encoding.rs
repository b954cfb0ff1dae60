//! Every certificate: whether it can be read, and what is encoded although DER leaves it out.

use crate::certificate::{CertificateError, CertificateErrorKind};
use crate::citation::Citation;
use crate::der::oid;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::{Report, Shown};
use crate::lint::place::Place;
use crate::lint::read::certificate::{Entry, LenientCertificate, Srv};
use crate::lint::severity::Severity;
use crate::name::Name;

use Severity::{Error, Warn};

/// The lints about every certificate.
pub(crate) static CHAPTER: Chapter =
    Chapter { title: "Every certificate", lints: &[&MALFORMED, &CRITICAL_FALSE_ENCODED, &SMTP_UTF8_ASCII] };

static MALFORMED: Lint = Lint::new(
    "certificate_malformed",
    Error,
    "The certificate cannot be read, so every path with it is refused",
    &[Citation::new("RFC 5280", "4.1"), RFC5280_MODULE],
    "whatever this library refuses to read, unless a lint about name constraints or an SRVName already says why",
    Look::Certificate(|certificate, report| {
        let Err(error) = &certificate.strict else { return };
        if !has_a_lint_of_its_own(certificate, error) {
            let (place, end) = unreadable(certificate, error.offset());
            report.add(place, error.offset()..end.max(error.offset()), error);
        }
    }),
);

static CRITICAL_FALSE_ENCODED: Lint = Lint::new(
    "ext_critical_false_encoded",
    Error,
    "subjectAltName or nameConstraints spells out that it is not critical",
    &[X690_DEFAULT],
    "critical is encoded and is FALSE, its default, which DER leaves out",
    Look::Certificate(|certificate, report| {
        for (index, extension) in certificate.extensions.iter().enumerate() {
            let ours = extension.id == oid::ID_CE_SUBJECT_ALT_NAME || extension.id == oid::ID_CE_NAME_CONSTRAINTS;
            if ours && extension.critical == Some(false) {
                report.add(Place::Extension(index), extension.octets(), &"");
            }
        }
    }),
);

static SMTP_UTF8_ASCII: Lint = Lint::new(
    "smtputf8_ascii_local_part",
    Warn,
    "A SmtpUTF8Mailbox has a local part in ASCII, which belongs into an rfc822Name",
    &[Citation::new("RFC 9598", "3")],
    "an otherName of type id-on-SmtpUTF8Mailbox whose local part is ASCII",
    Look::Certificate(smtp_utf8_ascii),
);

/// Returns the extension in which reading stopped and its end, or the certificate and its end.
fn unreadable(certificate: &LenientCertificate<'_>, at: usize) -> (Place, usize) {
    let inside = certificate.extensions.iter().enumerate().find(|(_, extension)| extension.octets().contains(&at));
    let Some((index, extension)) = inside else { return (Place::Certificate, certificate.der.len()) };
    let place = match extension.id {
        id if id == oid::ID_CE_SUBJECT_ALT_NAME => Place::SubjectAltName,
        id if id == oid::ID_CE_NAME_CONSTRAINTS => Place::NameConstraints,
        id if id == oid::ID_CE_EXT_KEY_USAGE => Place::ExtendedKeyUsage,
        _ => Place::Extension(index),
    };
    (place, extension.octets().end)
}

/// Returns whether a lint about name constraints or about an SRVName reports the same error in more detail.
fn has_a_lint_of_its_own(certificate: &LenientCertificate<'_>, error: &CertificateError) -> bool {
    let at = error.offset();
    let constraints = certificate.constraints.iter().enumerate().any(|(index, own)| {
        let repeated = index > 0 && error.kind() == CertificateErrorKind::RepeatedExtension;
        let inside = matches!(error.kind(), CertificateErrorKind::Der(_));
        own.extension.octets().contains(&at) && (inside || repeated)
    });
    let name = |entry: &Entry<'_>| matches!(entry.srv, Srv::Broken(_)) && entry.octets().contains(&at);
    constraints || certificate.names.iter().any(name)
}

fn smtp_utf8_ascii(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    for entry in &certificate.names {
        let Some(Ok(Name::SmtpUtf8(mailbox))) =
            entry.name.as_ref().ok().map(crate::certificate::general_name::GeneralName::name)
        else {
            continue;
        };
        if mailbox.local_part().as_str().is_ascii() {
            let name = entry.name.as_ref().map_or(&[][..], |name| name.octets());
            report.add(Place::SubjectAltNameEntry(entry.index), entry.octets(), &Shown(name));
        }
    }
}
