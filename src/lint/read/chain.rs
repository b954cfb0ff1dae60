//! Certificates given as one chain: whether they are a path, and which of their SRVNames its CAs do not allow.

use alloc::vec::Vec;
use core::ops::Range;

use crate::certificate::Certificate;
use crate::certificate::general_name::PresentedId;
use crate::certificate::name_constraints::NameConstraints;
use crate::constraints::level::{ConstraintViolation, Level, Position, admit};
use crate::constraints::table::{SubtreeSet, WildcardNames, compiling_pays};
use crate::lint::place::Place;
use crate::lint::read::certificate::{LenientCertificate, Srv};
use crate::name::dns::DnsLeadingDot;
use crate::path::trust_anchor::TrustAnchor;
use crate::path::{Path, PathError};

/// The largest number of names of one certificate that are reported as not allowed. The reason for each costs a walk
/// over all bases, so without a limit a certificate and its CA could make the work grow with the product of their
/// sizes.
const MOST_VIOLATIONS: usize = 20;

/// The same for all CAs of a chain together, from the anchor down.
const MOST_VIOLATIONS_OF_CAS: usize = 100;

/// Certificates given as one chain, end entity first.
pub(crate) struct LintedChain<'l, 'a> {
    pub(crate) certificates: &'l [LenientCertificate<'a>],
    /// Why they are no path. `None` if they are one, or if one of them cannot be read or is none.
    pub(crate) error: Option<PathError>,
    /// Whether they are a path of at least two certificates.
    pub(crate) is_path: bool,
    /// Whether the last one is the trust anchor.
    pub(crate) anchor_shown: bool,
    /// For each certificate, its SRVNames that the CAs above do not allow.
    pub(crate) refused: Vec<Vec<Refused<'a>>>,
}

/// An SRVName that the CAs above do not allow.
pub(crate) struct Refused<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) index: usize,
    pub(crate) octets: Range<usize>,
    pub(crate) violation: ConstraintViolation<'a>,
}

impl<'l, 'a> LintedChain<'l, 'a> {
    pub(crate) fn new(certificates: &'l [LenientCertificate<'a>]) -> Self {
        let mut own = Self { certificates, error: None, is_path: false, anchor_shown: false, refused: Vec::new() };
        let readable: Result<Vec<&Certificate<'a>>, _> =
            certificates.iter().map(|certificate| certificate.strict.as_ref()).collect();
        let (Ok(readable), Some(last)) = (readable, certificates.last()) else { return own };
        if !certificates.iter().skip(1).all(LenientCertificate::is_signed) {
            return own;
        }
        own.anchor_shown = certificates.len() > 1 && last.is_self_issued();
        own.error = order(&readable, own.anchor_shown).err();
        own.is_path = own.error.is_none() && certificates.len() > 1;
        if own.is_path {
            own.refused = own.refused_names();
        }
        own
    }

    pub(crate) fn whole(&self, position: usize) -> Range<usize> {
        0..self.certificates.get(position).map_or(0, |certificate| certificate.der.len())
    }

    /// Returns the CAs from the anchor down, with their positions. Returns none if the certificates are no path.
    pub(crate) fn authorities(&self) -> impl DoubleEndedIterator<Item = (usize, &'l LenientCertificate<'a>)> {
        let count = if self.is_path { self.certificates.len() } else { 0 };
        self.certificates.iter().enumerate().take(count).skip(1).rev()
    }

    /// Returns the CAs that must list SRVName, from the anchor down: an anchor only if it has name constraints.
    pub(crate) fn bound(&self) -> impl DoubleEndedIterator<Item = (usize, &'l LenientCertificate<'a>)> {
        let anchor = self.anchor_shown.then_some(self.certificates.len().saturating_sub(1));
        self.authorities().filter(move |(position, certificate)| {
            anchor != Some(*position) || certificate.name_constraints().is_some()
        })
    }

    /// Returns, for each certificate, its SRVNames that the CAs above do not allow, with the violation.
    ///
    /// A name is looked up in the constraints of each CA above it, of which a path has few. It is compared with them base by
    /// base only if it is not admitted and will be reported.
    fn refused_names(&self) -> Vec<Vec<Refused<'a>>> {
        if !self.certificates.iter().any(|certificate| certificate.has_srv_name) {
            return Vec::new();
        }
        let sets = self.compile_what_pays();
        let (mut above, mut levels) = (Vec::new(), Vec::new());
        let mut left = MOST_VIOLATIONS_OF_CAS;
        let mut refused = Vec::with_capacity(self.certificates.len());
        for ((position, certificate), set) in self.certificates.iter().enumerate().zip(&sets).rev() {
            let most = if position == 0 { MOST_VIOLATIONS } else { MOST_VIOLATIONS.min(left) };
            let own = certificate.refused_below(&above, &levels, most);
            left = left.saturating_sub(own.len());
            refused.push(own);
            if let Some(constraints) = constraints_in(certificate) {
                let level = Level::authority(constraints, Position(position), DnsLeadingDot::default());
                above.push(level.with_set(set.as_ref()));
                levels.push(level);
            }
        }
        refused.reverse();
        refused
    }

    /// Returns, for each certificate, its constraints compiled; `None` where comparing each name with each base costs less.
    fn compile_what_pays(&self) -> Vec<Option<SubtreeSet>> {
        let readable = || self.certificates.iter().filter_map(|certificate| certificate.strict.as_ref().ok());
        let sans = || readable().filter_map(|certificate| Some(certificate.subject_alt_name()?.content()));
        let names = sans().fold(0usize, |sum, content| sum.saturating_add(content.len()));
        let wildcards = WildcardNames::among(sans());
        let constraints = self.certificates.iter().map(constraints_in);
        let pays = |constraints: &NameConstraints<'_>| compiling_pays(constraints.octets(), names);
        constraints.map(|own| own.filter(pays).map(|own| SubtreeSet::compile(&own, wildcards))).collect()
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

impl<'a> LenientCertificate<'a> {
    /// Returns the SRVNames that the CAs above do not allow, at most `most` of them. Both lists have the constraints of
    /// these CAs: the first decides, and the second lives as long as the violations that it explains.
    fn refused_below(&self, above: &[Level<'_>], levels: &[Level<'a>], most: usize) -> Vec<Refused<'a>> {
        let srv_names = self
            .names
            .iter()
            .filter(|entry| !matches!(entry.srv, Srv::Other))
            .filter_map(|entry| Some((entry, entry.name.ok()?)))
            .map(|(entry, name)| (entry, name, PresentedId::from_general_name(&name)));
        let not_admitted = srv_names.filter(|(_, _, presented)| admit(above, presented).is_err()).take(most);
        let refused = not_admitted.filter_map(|(entry, name, presented)| {
            let violation = admit(levels, &presented).err()?;
            Some(Refused { name: name.octets(), index: entry.index, octets: entry.octets(), violation })
        });
        refused.collect()
    }
}

fn constraints_in<'a>(certificate: &LenientCertificate<'a>) -> Option<NameConstraints<'a>> {
    certificate.strict.as_ref().ok().and_then(Certificate::name_constraints)
}

/// Returns the error of the library if the certificates are no path.
fn order(certificates: &[&Certificate<'_>], anchor_shown: bool) -> Result<(), PathError> {
    let (Some((end_entity, above)), Some(last)) = (certificates.split_first(), certificates.last()) else {
        return Ok(());
    };
    if anchor_shown {
        let anchor = TrustAnchor::from_certificate(last);
        let intermediates = above.split_last().map_or(&[][..], |(_, intermediates)| intermediates);
        Path::assume_signed(&anchor, intermediates.iter().copied(), end_entity).map(|_| ())
    } else {
        Path::assume_signed_without_anchor(above.iter().copied(), end_entity).map(|_| ())
    }
}
