//! Trust anchors with the octets that they are read from, found by their subjects.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;

use self_cell::self_cell;
use srvname::certificate::CertificateError;
use srvname::name::DirectoryName;
use srvname::{Certificate, TrustAnchor};

self_cell!(
    /// A trust anchor, read once, and the certificate that it borrows from.
    pub(crate) struct OwnedAnchor {
        owner: Vec<u8>,
        #[covariant]
        dependent: TrustAnchor,
    }
);

impl OwnedAnchor {
    /// Returns the anchor in a certificate; fails if that cannot be read.
    pub(crate) fn read(der: Vec<u8>) -> Result<Self, CertificateError> {
        Self::try_new(der, |der| {
            Certificate::from_der(der).map(|certificate| TrustAnchor::from_certificate(&certificate))
        })
    }
}

/// Trust anchors, none of them twice.
#[derive(Default)]
pub(crate) struct AnchorSet {
    anchors: Vec<Arc<OwnedAnchor>>,
    /// The indices of the anchors by a hash of their subjects: two names of one hash cost a comparison, and nothing else.
    by_subject: HashMap<u64, Vec<usize>>,
    hasher: RandomState,
}

impl AnchorSet {
    /// Returns the set of these anchors.
    pub(crate) fn new<'a>(anchors: impl IntoIterator<Item = &'a Arc<OwnedAnchor>>) -> Self {
        let mut set = Self::default();
        for anchor in anchors {
            let hash = set.hasher.hash_one(anchor.borrow_dependent().subject());
            let own = set.by_subject.entry(hash).or_default();
            let is_known = |index: &usize| {
                set.anchors.get(*index).is_some_and(|known| known.borrow_owner() == anchor.borrow_owner())
            };
            if !own.iter().any(is_known) {
                own.push(set.anchors.len());
                set.anchors.push(Arc::clone(anchor));
            }
        }
        set
    }

    /// Returns all of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<OwnedAnchor>> {
        self.anchors.iter()
    }

    /// Returns how many there are.
    pub(crate) fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Returns the anchors that may be the issuers of certificates, each once. The path builder compares their names.
    pub(crate) fn issuers_of<'s>(&'s self, certificates: &[&Certificate<'_>]) -> Vec<TrustAnchor<'s>> {
        // Most issuers are copies of each other, and bringing a name into the form that is compared has its cost.
        let mut issuers: Vec<_> = certificates.iter().map(|certificate| certificate.issuer()).collect();
        issuers.sort_unstable_by_key(DirectoryName::content);
        issuers.dedup_by_key(|issuer| issuer.content());
        let mut indices: Vec<usize> = issuers.into_iter().flat_map(|issuer| self.indices(issuer)).copied().collect();
        indices.sort_unstable();
        indices.dedup();
        indices
            .into_iter()
            .filter_map(|index| self.anchors.get(index))
            .map(|own| own.borrow_dependent().clone())
            .collect()
    }

    /// Returns the anchors that have the subject and the key of a certificate.
    pub(crate) fn same_as<'s>(&'s self, certificate: &Certificate<'_>) -> Vec<TrustAnchor<'s>> {
        let named = self.indices(certificate.subject()).iter().filter_map(|index| self.anchors.get(*index));
        let anchors = named.map(|own| own.borrow_dependent());
        anchors.filter(|anchor| anchor.has_subject_and_key_of(certificate)).cloned().collect()
    }

    /// Returns the certificates in DER of the anchors that these are.
    pub(crate) fn certificates_of<'s>(&'s self, anchors: &[&TrustAnchor<'_>]) -> Vec<&'s [u8]> {
        let mut certificates = Vec::new();
        for anchor in anchors {
            let named = self.indices(anchor.subject()).iter().filter_map(|index| self.anchors.get(*index));
            let ders = named.map(|own| own.borrow_owner().as_slice());
            certificates.extend(ders.filter(|der| {
                Certificate::from_der(der).is_ok_and(|certificate| anchor.has_subject_and_key_of(&certificate))
            }));
        }
        certificates
    }

    fn indices(&self, subject: DirectoryName<'_>) -> &[usize] {
        self.by_subject.get(&self.hasher.hash_one(subject)).map(Vec::as_slice).unwrap_or_default()
    }
}
