//! Certificates given as one chain: the paths that they are, and which of their names the CAs do not allow.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::certificate::Certificate;
use crate::lint::fault::Quoted;
use crate::lint::place::Place;
use crate::lint::read::bundle;
use crate::lint::read::certificate::LenientCertificate;
use crate::lint::read::refused_names::{RefusedIn, refused_names};
use crate::path::trust_anchor::TrustAnchor;
use crate::path::{Path, PathError};

/// A path among certificates that were given as one chain, end entity first.
///
/// Positions are those of the certificates as given.
pub(crate) struct LintedChain<'l, 'a> {
    /// All that were given.
    pub(crate) certificates: &'l [LenientCertificate<'a>],
    /// The positions of the certificates on the path, from the end entity up; empty if there is no path of at least two.
    path: Vec<usize>,
    /// Why the certificates are no path in their order. `None` if they are one, or if one of them cannot be read or is none.
    pub(crate) error: Option<PathError>,
    /// The paths that were found where the order is none; all of them with the first path, and none with the others.
    pub(crate) found: Vec<Vec<usize>>,
    /// Whether the last one of the path is the trust anchor.
    pub(crate) anchor_shown: bool,
    /// For each certificate of the path, its names that the CAs above do not allow.
    pub(crate) refused: Vec<RefusedIn<'a>>,
}

impl<'l, 'a> LintedChain<'l, 'a> {
    /// Returns the path that the certificates are in their order, or those that are found among them, or one without
    /// certificates if there is none.
    pub(crate) fn paths(certificates: &'l [LenientCertificate<'a>]) -> Vec<Self> {
        let readable: Result<Vec<&Certificate<'a>>, _> =
            certificates.iter().map(|certificate| certificate.strict.as_ref()).collect();
        let no_path = |error| Self::new(certificates, Vec::new(), error);
        let Some(readable) = readable.ok().filter(|_| certificates.iter().skip(1).all(LenientCertificate::is_signed))
        else {
            return Vec::from([no_path(None)]);
        };
        let Err(error) = order(&readable) else {
            let path = if certificates.len() > 1 { (0..certificates.len()).collect() } else { Vec::new() };
            return Vec::from([Self::new(certificates, path, None)]);
        };
        let is_path = |path: &[usize]| {
            let path: Vec<_> = path.iter().filter_map(|position| readable.get(*position).copied()).collect();
            order(&path).is_ok()
        };
        let found = bundle::paths(&readable, is_path);
        let mut paths: Vec<_> = found.iter().map(|path| Self::new(certificates, path.clone(), Some(error))).collect();
        match paths.first_mut() {
            Some(first) => first.found = found,
            None => paths.push(no_path(Some(error))),
        }
        paths
    }

    fn new(certificates: &'l [LenientCertificate<'a>], path: Vec<usize>, error: Option<PathError>) -> Self {
        let last = path.last().and_then(|last| certificates.get(*last));
        let anchor_shown = last.is_some_and(LenientCertificate::is_self_issued);
        let refused = refused_names(certificates, &path);
        Self { certificates, path, error, found: Vec::new(), anchor_shown, refused }
    }

    pub(crate) fn whole(&self, position: usize) -> Range<usize> {
        0..self.certificates.get(position).map_or(0, |certificate| certificate.der.len())
    }

    /// Returns whether there is a path of at least two certificates.
    pub(crate) fn is_path(&self) -> bool {
        !self.path.is_empty()
    }

    /// Returns whether a certificate is the end entity of the path.
    pub(crate) fn is_end_entity(&self, position: usize) -> bool {
        self.path.first() == Some(&position)
    }

    /// Returns the certificates of the path from the end entity up, with their positions.
    pub(crate) fn certificates_on_path(&self) -> impl DoubleEndedIterator<Item = (usize, &'l LenientCertificate<'a>)> {
        let certificates = self.certificates;
        self.path.iter().filter_map(move |position| Some((*position, certificates.get(*position)?)))
    }

    /// Returns the CAs from the anchor down, with their positions. Returns none if there is no path.
    pub(crate) fn authorities(&self) -> impl DoubleEndedIterator<Item = (usize, &'l LenientCertificate<'a>)> {
        self.certificates_on_path().rev().filter(|(position, _)| !self.is_end_entity(*position))
    }

    /// Returns the trust anchor, if it is on the path.
    pub(crate) fn anchor(&self) -> Option<(usize, &'l LenientCertificate<'a>)> {
        self.authorities().next().filter(|_| self.anchor_shown)
    }

    /// Returns the CAs that must list SRVName, from the anchor down: an anchor only if it has name constraints.
    pub(crate) fn bound(&self) -> impl DoubleEndedIterator<Item = (usize, &'l LenientCertificate<'a>)> {
        let anchor = self.anchor().map(|(position, _)| position);
        self.authorities().filter(move |(position, certificate)| {
            anchor != Some(*position) || certificate.name_constraints().is_some()
        })
    }

    /// Returns the place and the octets of the constraints of a CA, or of the whole certificate if it has none.
    pub(crate) fn constraints_of(&self, position: usize) -> (Place, Range<usize>) {
        let constraints = self.certificates.get(position).and_then(|certificate| certificate.name_constraints());
        constraints
            .map_or((Place::Certificate, self.whole(position)), |own| (Place::NameConstraints, own.extension.octets()))
    }

    pub(crate) fn presents_srv_name(&self) -> bool {
        self.certificates.first().is_some_and(|end_entity| end_entity.first_srv_name().is_some())
    }
}

impl LenientCertificate<'_> {
    /// Returns the subject as a report quotes it, empty if it cannot be read.
    pub(crate) fn quoted_subject(&self) -> String {
        let octets = self.subject_octets.len();
        self.subject.map_or_else(String::new, |subject| alloc::format!("{}", Quoted(subject, octets)))
    }
}

/// Returns the error of the library if the certificates are no path. The last one is the trust anchor if its subject is its
/// issuer.
fn order(certificates: &[&Certificate<'_>]) -> Result<(), PathError> {
    let Some((end_entity, above)) = certificates.split_first() else { return Ok(()) };
    match above.split_last() {
        Some((last, intermediates)) if last.is_self_issued() => {
            let anchor = TrustAnchor::from_certificate(last);
            Path::assume_signed(&anchor, intermediates.iter().copied(), end_entity).map(|_| ())
        }
        _ => Path::assume_signed_without_anchor(above.iter().copied(), end_entity).map(|_| ()),
    }
}
