//! What a publisher should know of its documents (RFC 7711 §7).

use alloc::collections::BTreeSet;
use core::fmt;

use super::document::{Descriptor, Document, FingerprintsDocument};
use crate::citation::Citation;

/// The state of fingerprints that a domain copied from its provider, in place of a reference to them.
///
/// Every renewal changes the provider's document, and the copy then refuses the provider's servers. A reference does not
/// (RFC 7711 §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CopiedFingerprints {
    /// The copy is not what the provider has now.
    Outdated,
    /// The copy is what the provider has now, until the next renewal.
    Current,
}

impl CopiedFingerprints {
    /// Returns the state of the source domain's fingerprints as a copy of the provider's document; `None` if the source
    /// domain refers to another document, or the provider's has no fingerprints.
    ///
    /// ```
    /// use srvname::delegation::posh::{CopiedFingerprints, Document};
    ///
    /// let provider = br#"{"fingerprints":[{"sha-256":"4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ="}],"expires":60}"#;
    /// let provider = Document::read(provider)?.document;
    /// let copy = br#"{"fingerprints":[{"sha-256":"otyLADSKjRDjVpj8X7/hmCAD5C7Qe+PedcmYV7cUncE="}],"expires":60}"#;
    /// let copy = Document::read(copy)?.document;
    /// assert_eq!(CopiedFingerprints::between(&copy, &provider), Some(CopiedFingerprints::Outdated));
    /// assert_eq!(CopiedFingerprints::between(&provider, &provider), Some(CopiedFingerprints::Current));
    /// let reference = Document::read(br#"{"url":"https://hosting.example.net/p.json","expires":60}"#)?.document;
    /// assert_eq!(CopiedFingerprints::between(&reference, &provider), None);
    /// # Ok::<(), srvname::delegation::posh::DocumentError>(())
    /// ```
    #[must_use]
    pub fn between(source: &Document, provider: &Document) -> Option<Self> {
        let (Document::Fingerprints(source), Document::Fingerprints(provider)) = (source, provider) else {
            return None;
        };
        let is_current = covers(source, provider) && covers(provider, source);
        Some(if is_current { Self::Current } else { Self::Outdated })
    }

    /// Returns the section that advises to refer.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        Citation::new("RFC 7711", "7")
    }
}

/// Returns whether each certificate that `other` describes is one that `document` describes, by whatever hash they share.
fn covers(document: &FingerprintsDocument, other: &FingerprintsDocument) -> bool {
    let own: BTreeSet<_> = document.descriptors().iter().flat_map(Descriptor::fingerprints).collect();
    other.descriptors().iter().all(|descriptor| {
        let fingerprints = descriptor.fingerprints();
        fingerprints.is_empty() || fingerprints.iter().any(|fingerprint| own.contains(fingerprint))
    })
}

impl fmt::Display for CopiedFingerprints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Outdated => {
                "the copy at the source domain is not what the provider has now; refer to the provider's document with url"
            }
            Self::Current => {
                "the copy at the source domain is what the provider has now, until it renews a certificate; refer to the \
                 provider's document with url"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delegation::posh::document::Lifetime;
    use crate::delegation::posh::fingerprint::Fingerprint;

    fn document(descriptors: &[&[Fingerprint]]) -> Document {
        let descriptors = descriptors.iter().map(|descriptor| descriptor.iter().copied().collect()).collect();
        Document::Fingerprints(FingerprintsDocument::new(descriptors, Lifetime::MAX).unwrap())
    }

    #[test]
    fn a_copy_is_current_if_it_describes_the_same_certificates() {
        let (one, other) = (Fingerprint::Sha256([1; 32]), Fingerprint::Sha256([2; 32]));
        let strong = Fingerprint::Sha512([1; 64]);
        for (source, provider, is_current) in [
            (document(&[&[one]]), document(&[&[one]]), true),
            (document(&[&[one], &[other]]), document(&[&[other], &[one]]), true),
            (document(&[&[one]]), document(&[&[one, strong]]), true),
            (document(&[&[one], &[]]), document(&[&[one]]), true),
            (document(&[&[one]]), document(&[&[other]]), false),
            (document(&[&[one]]), document(&[&[one], &[other]]), false),
            (document(&[&[one], &[other]]), document(&[&[one]]), false),
            (document(&[&[one]]), document(&[&[strong]]), false),
        ] {
            let state = CopiedFingerprints::between(&source, &provider).unwrap();
            assert_eq!(state == CopiedFingerprints::Current, is_current, "{source:?} {provider:?}");
        }
    }
}
