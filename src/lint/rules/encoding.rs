//! Every certificate: whether it can be read, and what is encoded although DER leaves it out.

use crate::certificate::{CertificateError, CertificateErrorKind};
use crate::citation::Citation;
use crate::der::{Tag, oid};
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Quoted;
use crate::lint::place::Place;
use crate::lint::read::certificate::{Entry, LenientCertificate, Srv, octets_of};
use crate::lint::read::tagging;
use crate::lint::severity::Severity;

use Severity::Error;

/// The lints about every certificate.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "Every certificate",
    lints: &[&MALFORMED, &CRITICAL_FALSE_ENCODED, &DEFAULT_ENCODED, &ISSUER_EMPTY, &CA_SUBJECT_EMPTY],
};

static MALFORMED: Lint = Lint::new(
    "certificate_malformed",
    Error,
    "The certificate cannot be read, so every path with it is refused",
    &[Citation::new("RFC 5280", "4.1"), RFC5280_MODULE],
    "whatever this library refuses to read, unless a lint about name constraints or an SRVName already says why",
    Look::Certificate(|certificate, report| {
        let Err(error) = &certificate.strict else { return };
        if has_a_lint_of_its_own(certificate, error) {
            return;
        }
        let (place, end) = unreadable(certificate, error.offset());
        let octets = error.offset()..end.max(error.offset());
        let entry = certificate.names().find(|entry| place == Place::SubjectAltNameEntry(entry.index));
        match entry.and_then(|entry| tagging::of_general_name(&entry.element)) {
            Some(tagging) => report.add(place, octets, &alloc::format!("{error}: {tagging}")),
            None => report.add(place, octets, error),
        }
    }),
);

static CRITICAL_FALSE_ENCODED: Lint = Lint::new(
    "ext_critical_false_encoded",
    Error,
    "An extension spells out that it is not critical",
    &[X690_DEFAULT],
    "critical is encoded and is FALSE, its default, which DER leaves out, in an extension of any type",
    Look::Certificate(|certificate, report| {
        for (index, extension) in certificate.extensions.iter().enumerate() {
            if extension.critical == Some(false) {
                let id = Quoted(extension.id, extension.id.as_bytes().len());
                report.add(Place::Extension(index), extension.octets(), &alloc::format!("extension {id}"));
            }
        }
    }),
);

static DEFAULT_ENCODED: Lint = Lint::new(
    "der_default_encoded",
    Error,
    "An extension spells out a default value",
    &[X690_DEFAULT, Citation::new("RFC 5280", "4.2.1.9")],
    "cA in basicConstraints is encoded and is FALSE; the other defaults in extensions of RFC 5280 are `ext_critical_false_encoded` \
     and `nc_minimum_encoded`",
    Look::Certificate(|certificate, report| {
        for (index, extension) in certificate.extensions.iter().enumerate() {
            if extension.id != oid::ID_CE_BASIC_CONSTRAINTS {
                continue;
            }
            let first = extension.elements().next();
            if let Some(flag) = first.filter(|flag| flag.tag() == Tag::BOOLEAN && flag.value() == [0x00]) {
                report.add(Place::Extension(index), octets_of(&flag), &"cA FALSE in basicConstraints");
            }
        }
    }),
);

static ISSUER_EMPTY: Lint = Lint::new(
    "issuer_empty",
    Error,
    "The issuer is empty, so no path can be built from the certificate",
    &[RFC5280_ISSUER],
    "a Name without RDNs as issuer",
    Look::Certificate(|certificate, report| {
        if certificate.issuer.is_some_and(|issuer| issuer.is_empty()) {
            report.add(Place::Certificate, certificate.issuer_octets.clone(), &"");
        }
    }),
);

static CA_SUBJECT_EMPTY: Lint = Lint::new(
    "ca_subject_empty",
    Error,
    "The subject of a CA is empty, so nothing can name it as issuer",
    &[RFC5280_SUBJECT],
    "a Name without RDNs as subject, in a certificate with cA in basicConstraints",
    Look::Certificate(|certificate, report| {
        if certificate.is_ca() && certificate.subject.is_some_and(|subject| subject.is_empty()) {
            report.add(Place::Subject, certificate.subject_octets.clone(), &"");
        }
    }),
);

/// Returns the extension, or the entry of subjectAltName, in which reading stopped and its end, or the certificate and its end.
fn unreadable(certificate: &LenientCertificate<'_>, at: usize) -> (Place, usize) {
    let inside = certificate.extensions.iter().enumerate().find(|(_, extension)| extension.octets().contains(&at));
    let Some((index, extension)) = inside else { return (Place::Certificate, certificate.der.len()) };
    let place = match extension.id {
        id if id == oid::ID_CE_SUBJECT_ALT_NAME => {
            let entry = certificate.names().find(|entry| entry.octets().contains(&at));
            return match entry {
                Some(entry) => (Place::SubjectAltNameEntry(entry.index), entry.octets().end),
                None => (Place::SubjectAltName, extension.octets().end),
            };
        }
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
    constraints || certificate.names().any(|entry| name(&entry))
}
