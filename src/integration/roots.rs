//! Trust anchors that a verifier owns, indexed by their subjects.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;
use core::hash::{Hash, Hasher};

use rustls_pki_types::CertificateDer;

use crate::certificate::{Certificate, CertificateError};
use crate::name::directory::DirectoryName;
use crate::path::trust_anchor::{TrustAnchor, TrustAnchorError};

/// Trust anchors that a verifier owns (RFC 5280 §6.1.1(d)).
///
/// Each is read when it is added, so that a malformed one is an error then, and not in a handshake. A handshake reads
/// again only the anchors whose subject is the issuer of a certificate that the peer sent: a hundred anchors cost about
/// as much as one.
///
/// An anchor given as a certificate keeps all its restrictions: name constraints, pathLenConstraint, critical
/// extensions ([`AnchorConstraints`](crate::path::AnchorConstraints)). An anchor given in parts, as TLS libraries store
/// it, has only its name constraints.
///
/// ```no_run
/// # fn roots(store: rustls::RootCertStore, der: Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
/// use srvname::integration::Roots;
///
/// let mut roots = Roots::try_from(&store)?; // in parts
/// roots.add(der.into())?; // as a certificate
/// assert_eq!(roots.len(), store.len() + 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Roots {
    anchors: Vec<Anchor>,
    /// The fingerprint of each subject with the index of its anchor, to find the anchors of an issuer.
    by_subject: BTreeSet<(u64, usize)>,
}

#[derive(Clone, Debug)]
enum Anchor {
    Certificate(CertificateDer<'static>),
    Parts(rustls_pki_types::TrustAnchor<'static>),
}

/// An error in a trust anchor: which one, and why it cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RootError {
    /// The index of the anchor among those given, from 0.
    pub index: usize,
    /// Why the anchor cannot be used.
    pub kind: RootErrorKind,
}

/// Why a trust anchor cannot be used.
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
    /// Returns the anchors given as certificates.
    ///
    /// # Errors
    ///
    /// [`RootError`] about the first certificate that cannot be read. A caller that takes anchors from a store that it
    /// does not control can add them one by one with [`Roots::add`], and decide about each error.
    pub fn from_certificates<'c>(
        certificates: impl IntoIterator<Item = CertificateDer<'c>>,
    ) -> Result<Self, RootError> {
        let mut roots = Self::default();
        for (index, certificate) in certificates.into_iter().enumerate() {
            roots.add(certificate).map_err(|error| RootError { index, kind: RootErrorKind::Certificate(error) })?;
        }
        Ok(roots)
    }

    /// Returns the anchors given in parts, as `rustls::RootCertStore` and `webpki-roots` store them.
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
    /// [`CertificateError`] if it cannot be read. Then it is not added.
    pub fn add(&mut self, certificate: CertificateDer<'_>) -> Result<(), CertificateError> {
        let fingerprint = Fingerprint::of(Certificate::from_der(&certificate)?.subject());
        self.insert(fingerprint, Anchor::Certificate(certificate.into_owned()));
        Ok(())
    }

    /// Adds an anchor given in parts.
    ///
    /// # Errors
    ///
    /// [`TrustAnchorError`] if its subject or its name constraints are malformed. Then it is not added.
    pub fn add_anchor(&mut self, anchor: &rustls_pki_types::TrustAnchor<'_>) -> Result<(), TrustAnchorError> {
        let fingerprint = Fingerprint::of(TrustAnchor::try_from(anchor)?.subject());
        self.insert(fingerprint, Anchor::Parts(anchor.to_owned()));
        Ok(())
    }

    fn insert(&mut self, fingerprint: u64, anchor: Anchor) {
        self.by_subject.insert((fingerprint, self.anchors.len()));
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

    /// Returns the subjects, each as the content octets of a Name.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = &[u8]> {
        self.anchors.iter().filter_map(|anchor| anchor.read().map(|anchor| anchor.subject().content()))
    }

    /// Returns the anchors that may have issued one of `certificates`, in the order in which they were added.
    /// Conservative: if two names have one fingerprint, an anchor too many is returned; the path builder compares the
    /// names.
    pub(crate) fn issuers_of<'a, 'c: 'p, 'p>(
        &'a self,
        certificates: impl Iterator<Item = &'p Certificate<'c>>,
    ) -> Vec<TrustAnchor<'a>> {
        // Issuers are nearly always copies of each other, and each is brought into its canonical form once.
        let mut issuers: Vec<_> = certificates.map(Certificate::issuer).collect();
        issuers.sort_unstable_by_key(DirectoryName::content);
        issuers.dedup_by_key(|issuer| issuer.content());
        let mut wanted: Vec<u64> = issuers.into_iter().map(Fingerprint::of).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let entries = wanted
            .into_iter()
            .flat_map(|fingerprint| self.by_subject.range((fingerprint, 0)..=(fingerprint, usize::MAX)));
        let mut indexes: Vec<usize> = entries.map(|(_, index)| *index).collect();
        indexes.sort_unstable();
        indexes.into_iter().filter_map(|index| self.anchors.get(index).and_then(Anchor::read)).collect()
    }

    /// Returns the certificates of the anchors that are this one, as far as they were given as certificates.
    pub(crate) fn certificates_of(&self, anchor: &TrustAnchor<'_>) -> impl Iterator<Item = &[u8]> {
        let fingerprint = Fingerprint::of(anchor.subject());
        let entries = self.by_subject.range((fingerprint, 0)..=(fingerprint, usize::MAX));
        let anchors = entries.filter_map(|(_, index)| self.anchors.get(*index));
        let equal = anchors.filter_map(move |own| match own {
            Anchor::Certificate(der) => {
                let certificate = Certificate::from_der(der).ok()?;
                anchor.has_subject_and_key_of(&certificate).then_some(&**der)
            }
            Anchor::Parts(_) => None,
        });
        equal.collect::<Vec<_>>().into_iter()
    }
}

impl Anchor {
    /// Returns the anchor for the path builder. Returns `None` if it cannot be read, which never happens: it was read
    /// when it was added.
    fn read(&self) -> Option<TrustAnchor<'_>> {
        match self {
            Self::Certificate(der) => Certificate::from_der(der).ok().as_ref().map(TrustAnchor::from_certificate),
            Self::Parts(parts) => TrustAnchor::try_from(parts).ok(),
        }
    }
}

/// The FNV-1a hash of the parts of a Name that are compared. Not collision-resistant: a collision costs one extra
/// comparison, nothing else.
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
