//! Trust anchors that a verifier owns, found by the name that an issuer has.

use alloc::vec::Vec;
use core::fmt;
use core::hash::{Hash, Hasher};

use rustls_pki_types::CertificateDer;

use crate::certificate::{Certificate, CertificateError};
use crate::name::directory::DirectoryName;
use crate::path::trust_anchor::{TrustAnchor, TrustAnchorError};

/// Trust anchors that a verifier owns.
///
/// Each was read once, when it was added, so that a verifier that exists has anchors that can be used. A handshake reads
/// only those again whose name some certificate of the peer has as its issuer: a hundred anchors cost as much as one.
///
/// An anchor given as a certificate keeps all that a certificate can say about it: name constraints, pathLenConstraint,
/// critical extensions ([`AnchorConstraints`](crate::path::AnchorConstraints)). One given in parts, as TLS libraries keep them,
/// has its name constraints only.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    anchors: Vec<Anchor>,
    /// Fingerprints of the subjects with their indexes, sorted: the way from an issuer to its anchors.
    by_subject: Vec<(u64, usize)>,
}

#[derive(Clone, Debug)]
enum Anchor {
    Certificate(CertificateDer<'static>),
    Parts(rustls_pki_types::TrustAnchor<'static>),
}

/// Why a trust anchor cannot be used, and which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RootError {
    /// Its index among those given.
    pub index: usize,
    /// What is wrong with it.
    pub kind: RootErrorKind,
}

/// What is wrong with a trust anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RootErrorKind {
    /// The certificate cannot be read.
    Certificate(CertificateError),
    /// A part cannot be read.
    Parts(TrustAnchorError),
}

impl fmt::Display for RootError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "trust anchor {}: ", self.index)?;
        match &self.kind {
            RootErrorKind::Certificate(error) => error.fmt(f),
            RootErrorKind::Parts(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for RootError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.kind {
            RootErrorKind::Certificate(error) => Some(error),
            RootErrorKind::Parts(error) => Some(error),
        }
    }
}

impl Roots {
    /// Anchors given as certificates.
    ///
    /// # Errors
    ///
    /// [`RootError`] about the first certificate that cannot be read. A caller that takes anchors
    /// from a store of another owner adds them one by one with [`Roots::add`] and decides about each.
    pub fn from_certificates<'c>(
        certificates: impl IntoIterator<Item = CertificateDer<'c>>,
    ) -> Result<Self, RootError> {
        let mut roots = Self::default();
        for (index, certificate) in certificates.into_iter().enumerate() {
            roots.add(certificate).map_err(|error| RootError { index, kind: RootErrorKind::Certificate(error) })?;
        }
        Ok(roots)
    }

    /// Anchors given in parts, as `rustls::RootCertStore` and `webpki-roots` hold them.
    ///
    /// # Errors
    ///
    /// [`RootError`] about the first anchor whose subject or name constraints are malformed.
    pub fn from_anchors<'c>(
        anchors: impl IntoIterator<Item = rustls_pki_types::TrustAnchor<'c>>,
    ) -> Result<Self, RootError> {
        let mut roots = Self::default();
        for (index, anchor) in anchors.into_iter().enumerate() {
            roots.add_anchor(&anchor).map_err(|error| RootError { index, kind: RootErrorKind::Parts(error) })?;
        }
        Ok(roots)
    }

    /// Adds an anchor given as a certificate.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] when it cannot be read; the others stay.
    pub fn add(&mut self, certificate: CertificateDer<'_>) -> Result<(), CertificateError> {
        let fingerprint = Fingerprint::of(Certificate::from_der(&certificate)?.subject());
        self.insert(fingerprint, Anchor::Certificate(certificate.into_owned()));
        Ok(())
    }

    /// Adds an anchor given in parts.
    ///
    /// # Errors
    ///
    /// [`TrustAnchorError`] when its subject or its name constraints are malformed; the others stay.
    pub fn add_anchor(&mut self, anchor: &rustls_pki_types::TrustAnchor<'_>) -> Result<(), TrustAnchorError> {
        let fingerprint = Fingerprint::of(TrustAnchor::try_from(anchor)?.subject());
        self.insert(fingerprint, Anchor::Parts(anchor.to_owned()));
        Ok(())
    }

    fn insert(&mut self, fingerprint: u64, anchor: Anchor) {
        let entry = (fingerprint, self.anchors.len());
        let place = self.by_subject.partition_point(|other| *other < entry);
        self.by_subject.insert(place, entry);
        self.anchors.push(anchor);
    }

    /// Returns the number of trust anchors.
    #[must_use]
    pub fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Returns `true` if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// The subjects, each the content of a Name.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = &[u8]> {
        self.anchors.iter().filter_map(|anchor| anchor.read().map(|anchor| anchor.subject().content()))
    }

    /// The anchors that may have issued one of `certificates`, in the order in which they were added. A fingerprint may
    /// let one through too many; the path builder compares the names.
    pub(crate) fn issuers_of<'a, 'c: 'p, 'p>(
        &'a self,
        certificates: impl Iterator<Item = &'p Certificate<'c>>,
    ) -> Vec<TrustAnchor<'a>> {
        let mut wanted: Vec<u64> = certificates.map(|certificate| Fingerprint::of(certificate.issuer())).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let entries = wanted.into_iter().flat_map(|fingerprint| {
            let start = self.by_subject.partition_point(|(other, _)| *other < fingerprint);
            let from = self.by_subject.get(start..).unwrap_or_default();
            from.iter().take_while(move |(other, _)| *other == fingerprint)
        });
        let mut indexes: Vec<usize> = entries.map(|(_, index)| *index).collect();
        indexes.sort_unstable();
        indexes.into_iter().filter_map(|index| self.anchors.get(index).and_then(Anchor::read)).collect()
    }
}

impl Anchor {
    /// The anchor as the path builder takes it. It could be read when it was added, so it can be read now.
    fn read(&self) -> Option<TrustAnchor<'_>> {
        match self {
            Self::Certificate(der) => Certificate::from_der(der).ok().as_ref().map(TrustAnchor::from_certificate),
            Self::Parts(parts) => TrustAnchor::try_from(parts).ok(),
        }
    }
}

/// FNV-1a over the parts by which names are equal. Not collision-resistant: a collision costs one extra comparison,
/// nothing else.
struct Fingerprint(u64);

impl Fingerprint {
    fn of(name: DirectoryName<'_>) -> u64 {
        let mut fingerprint = Self(0xcbf2_9ce4_8422_2325);
        name.hash(&mut fingerprint);
        fingerprint.finish()
    }
}

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, octets: &[u8]) {
        self.0 = octets.iter().fold(self.0, |hash, octet| (hash ^ u64::from(*octet)).wrapping_mul(0x0100_0000_01b3));
    }
}
