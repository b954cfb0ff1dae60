//! The TLSA record of a certificate, for those who publish one.

use crate::delegation::dane::presentation::OwnedTlsa;
use crate::delegation::dane::selected::selected;
use crate::delegation::dane::sent::digest;
use crate::delegation::digests::Digests;
use crate::delegation::dns::{CertificateUsage, MatchingType, Selector, Tlsa};

impl OwnedTlsa {
    /// Returns the record of a certificate in DER, or `None` if there is no such selector or matching type, or if the
    /// certificate has no key that can be read (RFC 6698 §2.1).
    ///
    /// ```
    /// use srvname::delegation::Digests;
    /// use srvname::delegation::dane::OwnedTlsa;
    /// use srvname::delegation::dns::{CertificateUsage, MatchingType, Selector};
    ///
    /// /// `3 1 1`, which a renewal with the same key does not change (RFC 7671 §5.1).
    /// fn to_publish(certificate: &[u8], digests: &dyn Digests) -> Option<OwnedTlsa> {
    ///     let (usage, selector) = (CertificateUsage::DANE_EE, Selector::SPKI);
    ///     OwnedTlsa::of_certificate(usage, selector, MatchingType::SHA2_256, certificate, digests)
    /// }
    /// ```
    #[must_use]
    pub fn of_certificate(
        usage: CertificateUsage,
        selector: Selector,
        matching_type: MatchingType,
        certificate: &[u8],
        digests: &dyn Digests,
    ) -> Option<Self> {
        let octets = selected(certificate, selector)?;
        let hashed = digest(digests, matching_type, octets);
        let data = if matching_type == MatchingType::FULL { octets } else { hashed.as_deref()? };
        Some(Self::from(Tlsa { usage, selector, matching_type, data }))
    }
}
