//! Directory names that are inside a base by comparison and not by their octets.

use core::ops::Range;

use alloc::string::String;
use alloc::vec::Vec;

use crate::lint::fault::Quoted;
use crate::lint::place::Place;
use crate::lint::read::base_keys::push_name;
use crate::lint::read::certificate::{LenientCertificate, List, Subtree};
use crate::lint::read::sorted_keys::{Relation, SortedKeys};
use crate::name::directory::DirectoryName;
use crate::name::{Base, Form, Name};

/// A directory name that a certificate presents.
pub(crate) struct PresentedDirectory<'a> {
    name: DirectoryName<'a>,
    pub(crate) place: Place,
    pub(crate) octets: Range<usize>,
}

impl PresentedDirectory<'_> {
    /// Returns the name as a report quotes it.
    pub(crate) fn quoted(&self) -> String {
        alloc::format!("{}", Quoted(self.name, self.name.content().len()))
    }
}

/// Returns the subject and the directoryNames of a certificate that are inside a permitted base of a CA by comparison, where
/// the octets of no such base are the first of theirs; each with the widest base.
///
/// RFC 5280 §4.2.1.10: a restriction is to be stated identically to the encoding in the subject and in the subjectAltName.
pub(crate) fn differently_encoded<'l, 'a>(
    certificate: &LenientCertificate<'a>,
    authority: &'l LenientCertificate<'a>,
) -> impl Iterator<Item = (PresentedDirectory<'a>, Subtree<'a>)> + use<'l, 'a> {
    let constraints = authority.name_constraints().into_iter();
    let permitted = constraints.flat_map(|own| own.of(List::Permitted, Form::DirectoryName));
    let bases: Vec<_> = permitted
        .filter_map(|at| match at.read()?.base {
            Ok(Base::Directory(base)) => Some((at, base.name())),
            _ => None,
        })
        .collect();
    let names = if bases.is_empty() { Vec::new() } else { directory_names(certificate) };
    let base = |index: usize| bases.get(index).map(|(_, base)| *base);
    let name = |index: usize| names.get(index).map(|own: &PresentedDirectory<'_>| own.name);
    let compared = |count: usize, of: &dyn Fn(usize) -> Option<DirectoryName<'a>>| {
        SortedKeys::new(0..count, |index, key| of(index).map(|name| push_name(name, key)))
    };
    let encoded = |count: usize, of: &dyn Fn(usize) -> Option<DirectoryName<'a>>| {
        SortedKeys::new(0..count, |index, key| of(index).map(|name| key.extend_from_slice(name.content())))
    };
    let mut inside = alloc::vec![None; names.len()];
    let mut note = |index: usize, base: Option<usize>| {
        if let Some(inside) = inside.get_mut(index) {
            *inside = base;
        }
    };
    for (index, relation) in compared(names.len(), &name).relations(&compared(bases.len(), &base)) {
        if let Relation::Inside(base) = relation {
            note(index, Some(base));
        }
    }
    // RDNs have their lengths in front, so octets that one begins with are whole RDNs.
    for (index, relation) in encoded(names.len(), &name).relations(&encoded(bases.len(), &base)) {
        if let Relation::Inside(_) = relation {
            note(index, None);
        }
    }
    let differing = names.into_iter().zip(inside);
    differing.filter_map(move |(name, base)| Some((name, bases.get(base?)?.0.read()?)))
}

/// Returns the subject, if it is not empty, and the directoryNames in the subjectAltName.
fn directory_names<'a>(certificate: &LenientCertificate<'a>) -> Vec<PresentedDirectory<'a>> {
    let subject = certificate.subject.filter(|subject| !subject.is_empty()).map(|name| PresentedDirectory {
        name,
        place: Place::Subject,
        octets: certificate.subject_octets.clone(),
    });
    let entries = certificate.names().filter_map(|entry| match entry.name.ok()?.name() {
        Ok(Name::Directory(name)) => {
            Some(PresentedDirectory { name, place: Place::SubjectAltNameEntry(entry.index), octets: entry.octets() })
        }
        _ => None,
    });
    subject.into_iter().chain(entries).collect()
}
