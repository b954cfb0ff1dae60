//! The two kinds of document, and the descriptors of certificates in one (RFC 7711 §3.1, §3.2).

use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;

use super::fingerprint::{Fingerprint, HashFunction, UnusableFingerprint};
use super::https_url::HttpsUrl;
use crate::certificate::Certificate;
use crate::delegation::digests::Digests;

/// What the web server of a domain says about one of its services.
///
/// A document says one of two things and never both (RFC 7711 §3.1), so it is one of two types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// A fingerprints document: these certificates serve the domain (§3.1).
    Fingerprints(FingerprintsDocument),
    /// A reference document: the fingerprints are elsewhere (§3.2).
    Reference(ReferenceDocument),
}

/// A fingerprints document (RFC 7711 §3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FingerprintsDocument {
    descriptors: Vec<Descriptor>,
    expires: Lifetime,
}

impl FingerprintsDocument {
    /// Returns the document with these descriptors, the most relevant certificate first, such as one that will be renewed
    /// to; `None` if there is no descriptor, because §3.1 asks for one.
    ///
    /// ```
    /// use srvname::delegation::posh::{FingerprintsDocument, Lifetime};
    ///
    /// let day = Lifetime::from_seconds(86_400).ok_or("no lifetime")?;
    /// assert_eq!(FingerprintsDocument::new(Vec::new(), day), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn new(descriptors: Vec<Descriptor>, expires: Lifetime) -> Option<Self> {
        (!descriptors.is_empty()).then_some(Self { descriptors, expires })
    }

    /// Returns the descriptors in their order, at least one.
    #[must_use]
    pub fn descriptors(&self) -> &[Descriptor] {
        &self.descriptors
    }

    /// Returns how long the document may be kept.
    #[must_use]
    pub const fn expires(&self) -> Lifetime {
        self.expires
    }
}

/// A reference document (RFC 7711 §3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceDocument {
    /// Where the fingerprints document is.
    pub url: HttpsUrl,
    /// How long the reference may be kept.
    pub expires: Lifetime,
}

/// A fingerprint descriptor: the hashes of *one* certificate, each by another hash function (RFC 7711 §3.1).
///
/// The order of its members says nothing: two descriptors with the same hashes are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Descriptor {
    /// The strongest first, at most one of each function.
    fingerprints: Vec<Fingerprint>,
    unusable: Vec<UnusableFingerprint>,
}

impl Descriptor {
    /// Returns the descriptor of a certificate, with a fingerprint by each of these functions.
    ///
    /// Q: Which functions should a publisher use?
    /// A: SHA-256, which every client knows, and SHA-512, as the examples of §3.1 do.
    #[must_use]
    pub fn of_certificate(certificate: &Certificate<'_>, functions: &[HashFunction], digests: &dyn Digests) -> Self {
        functions.iter().map(|function| Fingerprint::of_certificate(*function, certificate, digests)).collect()
    }

    /// Returns the descriptor of what a document holds.
    pub(super) fn read(fingerprints: Vec<Fingerprint>, unusable: Vec<UnusableFingerprint>) -> Self {
        Self { unusable, ..fingerprints.into_iter().collect() }
    }

    /// Returns the fingerprints that can be used, the strongest first, at most one of each function; none if there is
    /// nothing to compare with.
    #[must_use]
    pub fn fingerprints(&self) -> &[Fingerprint] {
        &self.fingerprints
    }

    /// Returns the fingerprint that decides whether a certificate is the one that is described: the strongest that can be
    /// used. `None` if there is none.
    ///
    /// Q: RFC 7711 §3.3 reads as if any would do. Why does one decide?
    /// A: A descriptor has several so that a client may leave a weak function (§10). If a weaker hash could stand in for
    ///    a stronger one that does not match, whoever breaks the weakest has broken all. RFC 7671 §9 decides the same of
    ///    TLSA records. (`tests/posh.rs`, `the_strongest_usable_hash_decides`)
    #[must_use]
    pub fn deciding(&self) -> Option<&Fingerprint> {
        self.fingerprints.first()
    }

    /// Returns what a document holds in this descriptor and cannot be used, in its order.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableFingerprint] {
        &self.unusable
    }
}

impl FromIterator<Fingerprint> for Descriptor {
    /// Returns the descriptor with these fingerprints. Of several by one function the first is kept: a document could not
    /// have both.
    fn from_iter<I: IntoIterator<Item = Fingerprint>>(fingerprints: I) -> Self {
        let mut fingerprints: Vec<_> = fingerprints.into_iter().collect();
        fingerprints.sort_by_key(|fingerprint| Reverse(fingerprint.function()));
        fingerprints.dedup_by_key(|fingerprint| fingerprint.function());
        Self { fingerprints, unusable: Vec::new() }
    }
}

/// How long a document may be kept after it was fetched: one second to one year (RFC 7711 §3.1, §3.2, §6).
///
/// Q: A document may ask for a thousand years. May it be kept as long?
/// A: No: results are not cached indefinitely, and a client may use a lower value (§6). Whoever reads a document once could
///    never be told that the certificate is lost. (`src/delegation/posh/reader.rs`, `a_long_lifetime_is_a_year`)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lifetime(u32);

impl Lifetime {
    /// The longest: 365 days.
    pub const MAX: Self = Self(31_536_000);

    /// Returns the lifetime of so many seconds, or [`MAX`](Self::MAX) for more; `None` for 0, which says that a document is
    /// not valid (§3.1, §3.2).
    #[must_use]
    pub fn from_seconds(seconds: u64) -> Option<Self> {
        let lifetime = u32::try_from(seconds).map_or(Self::MAX, |seconds| Self(seconds).min(Self::MAX));
        (seconds > 0).then_some(lifetime)
    }

    /// Returns the seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        u64::from(self.0)
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 second"),
            seconds => write!(f, "{seconds} seconds"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_descriptor_has_no_order_and_no_function_twice() {
        let (short, long) = (Fingerprint::Sha256([1; 32]), Fingerprint::Sha512([2; 64]));
        let one: Descriptor = [short, long].into_iter().collect();
        let other: Descriptor = [long, short, Fingerprint::Sha256([3; 32])].into_iter().collect();
        assert_eq!(one, other);
        assert_eq!(one.fingerprints(), [long, short]);
        assert_eq!(one.deciding(), Some(&long));
        assert_eq!(Descriptor::default().deciding(), None);
    }

    #[test]
    fn a_lifetime_is_a_second_to_a_year() {
        assert_eq!(Lifetime::from_seconds(0), None);
        for (seconds, kept) in
            [(1, 1), (86_400, 86_400), (31_536_000, 31_536_000), (31_536_001, 31_536_000), (u64::MAX, 31_536_000)]
        {
            assert_eq!(Lifetime::from_seconds(seconds).unwrap().seconds(), kept, "{seconds}");
        }
    }
}
