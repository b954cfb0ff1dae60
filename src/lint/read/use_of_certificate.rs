//! What a certificate is for, as the profiles of the Baseline Requirements tell certificates apart.

use crate::der::oid::{self, Oid};
use crate::lint::read::certificate::LenientCertificate;
use const_oid::ObjectIdentifier;

/// The policies of the TLS Baseline Requirements.
const BR_POLICIES: [ObjectIdentifier; 4] = [
    ObjectIdentifier::new_unwrap("2.23.140.1.1"),
    ObjectIdentifier::new_unwrap("2.23.140.1.2.1"),
    ObjectIdentifier::new_unwrap("2.23.140.1.2.2"),
    ObjectIdentifier::new_unwrap("2.23.140.1.2.3"),
];

/// The content octets before the two last arcs of the S/MIME policies: the type of subject, and the generation.
const SMIME_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.140.1.5");

/// The generation of a policy of the S/MIME Baseline Requirements (S/MIME BR §7.1.6.1), the strictest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Generation {
    Legacy,
    Multipurpose,
    Strict,
}

impl Generation {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::Multipurpose => "multipurpose",
            Self::Strict => "strict",
        }
    }
}

/// Returns whether a certificate is a subscriber's under the TLS Baseline Requirements: no CA's, and for TLS or with a policy of
/// theirs.
pub(crate) fn is_tls_subscriber(certificate: &LenientCertificate<'_>) -> bool {
    let has_policy = || certificate.policies().any(|policy| BR_POLICIES.iter().any(|own| policy == *own));
    certificate.is_no_ca() && (certificate.is_for_tls() || has_policy())
}

/// Returns whether a certificate is a subscriber's under the S/MIME Baseline Requirements: no CA's, and with emailProtection or a
/// policy of theirs.
pub(crate) fn is_for_mail(certificate: &LenientCertificate<'_>) -> bool {
    let has_purpose = certificate.has_purpose(oid::ID_KP_EMAIL_PROTECTION);
    certificate.is_no_ca() && (has_purpose || generation(certificate).is_some())
}

/// Returns the strictest generation of the S/MIME policies, which binds, or `None` if there is none.
pub(crate) fn generation(certificate: &LenientCertificate<'_>) -> Option<Generation> {
    let generation = |policy: Oid<'_>| match policy.as_bytes().strip_prefix(SMIME_POLICIES.as_bytes())? {
        [_, 3] => Some(Generation::Strict),
        [_, 2] => Some(Generation::Multipurpose),
        [_, _] => Some(Generation::Legacy),
        _ => None,
    };
    certificate.policies().filter_map(generation).max()
}
