//! Directory names, wherever they stand: the values as text.

use crate::citation::Citation;
use crate::der::{Reader, Tag};
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::place::Place;
use crate::lint::read::certificate::LenientCertificate;
use crate::lint::severity::Severity;
use crate::name::Form;
use crate::name::directory::text_fault::{faults, outside_repertoires};

use Severity::{Error, Notice, Warn};

/// The lints about the values of directory names.
pub(crate) static CHAPTER: Chapter = Chapter { title: "Values of directory names", lints: &[&NOT_TEXT, &REPERTOIRE] };

static NOT_TEXT: Lint = Lint::new(
    "dirname_value_not_text",
    Warn,
    "A directory name has a value that is no text of its string type",
    &[Citation::new("X.690", "8.23"), Citation::new("RFC 4518", "2.4"), RFC5280_NAMES],
    "in subject, subjectAltName or a base: bad UTF-8; an odd BMPString or one with a surrogate; a UniversalString of another \
     length or range; an octet above 7F, or a control character, where the type has none; private use, U+FFFD or no \
     character. An error in a base, which then decides about no name with such a value or in its place",
    Look::Certificate(|certificate, report| {
        for (place, name, offset) in names(certificate) {
            let is_base = matches!(place, Place::PermittedSubtree(_) | Place::ExcludedSubtree(_));
            for fault in faults(name, offset) {
                report.add_as(if is_base { Error } else { Warn }, place, fault.octets, &fault.why);
            }
        }
    }),
);

static REPERTOIRE: Lint = Lint::new(
    "dirname_value_outside_repertoire",
    Notice,
    "A directory name has an ASCII character that its string type does not have",
    &[Citation::new("X.680", "41")],
    "in subject, subjectAltName or a base: `@`, `&`, `_` or `*` in a PrintableString, a letter in a NumericString, a control \
     character in a GraphicString; it is compared all the same, here, and refused elsewhere",
    Look::Certificate(|certificate, report| {
        for (place, name, offset) in names(certificate) {
            for fault in outside_repertoires(name, offset) {
                report.add(place, fault.octets, &fault.why);
            }
        }
    }),
);

/// Returns the content of each directory name, and its place in the certificate.
fn names<'l, 'a>(
    certificate: &'l LenientCertificate<'a>,
) -> impl Iterator<Item = (Place, &'a [u8], usize)> + use<'l, 'a> {
    let octets = &certificate.subject_octets;
    let subject = certificate.der.get(octets.clone()).unwrap_or_default();
    let subject = Reader::at(subject, octets.start).expect(Tag::SEQUENCE).ok();
    let subject = subject.map(|name| (Place::Subject, name.value(), name.value_offset()));
    let entries = certificate.names().filter_map(|entry| {
        let name = entry.name.as_ref().ok().filter(|name| name.form() == Form::DirectoryName)?;
        Some((Place::SubjectAltNameEntry(entry.index), name.value(), name.value_offset()))
    });
    let is_directory = |form: Form<'_>| form == Form::DirectoryName;
    let bases = certificate.constraints.iter().flat_map(move |constraints| constraints.subtrees_of(is_directory));
    let bases = bases.map(|subtree| (subtree.place(), subtree.name.value(), subtree.name.value_offset()));
    subject.into_iter().chain(entries).chain(bases)
}
