//! Whether a certificate is one of those that a domain described (RFC 7711 §3.3, §6).

use core::fmt;

use super::document::{Descriptor, Lifetime};
use super::fingerprint::{Fingerprint, HashFunction, UnusableFingerprint};
use super::resolve::Material;
use super::service::PoshService;
use crate::certificate::Certificate;
use crate::certificate::tbs::CertificateFields;
use crate::citation::Citation;
use crate::delegation::digests::Digests;
use crate::delegation::outcome::verdicts::Posh;
use crate::der::time::UtcTime;

/// What a server presented, and when: a client of XMPP where a stream is accepted (RFC 7712 §4).
#[derive(Clone, Copy, Debug)]
pub struct Presented<'p, 'a> {
    /// Its certificate. What else it sent does not count.
    pub certificate: &'p Certificate<'a>,
    /// The moment, in seconds since 1970-01-01T00:00:00Z.
    pub now: i64,
    /// How many seconds ago the source domain's document was fetched.
    pub age: u64,
}

/// Whether a certificate matches the material of a domain.
///
/// [`Match`](Self::Match) holds, and is all that has to be asked about the certificate: its trust path and its names do not
/// count. Nothing else holds: a client SHOULD reject the connection then, unless another method than POSH succeeds
/// (RFC 7711 §3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoshVerdict {
    /// The certificate is the one of a descriptor, and within its validity period.
    Match {
        /// The position of the descriptor, from 0.
        descriptor: usize,
        /// The hash function that decided.
        function: HashFunction,
    },
    /// The certificate is the one of a descriptor, and has expired (RFC 7711 §6).
    CertificateExpired {
        /// The position of the descriptor, from 0.
        descriptor: usize,
        /// notAfter, in seconds since 1970-01-01T00:00:00Z.
        not_after: i64,
    },
    /// The certificate is the one of a descriptor, and is not valid yet.
    CertificateNotYetValid {
        /// The position of the descriptor, from 0.
        descriptor: usize,
        /// notBefore, in seconds since 1970-01-01T00:00:00Z.
        not_before: i64,
    },
    /// The certificate is of no descriptor.
    NoMatch(Mismatch),
    /// No descriptor has a fingerprint that can be used. The first reason, or `None` if there is no fingerprint at all.
    NothingUsable(Option<UnusableFingerprint>),
    /// The material is older than it may be: everything is done again, starting at the source domain and not at the document
    /// that it refers to (RFC 7711 §6).
    Stale {
        /// How old it may be.
        lifetime: Lifetime,
        /// How old it is, in seconds.
        age: u64,
    },
}

/// Why no descriptor matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// No fingerprint is that of the certificate, with what else would explain it.
    None(MismatchHint),
    /// In a descriptor a weaker hash is that of the certificate, and the strongest is not: the descriptor contradicts itself.
    WeakerOnly {
        /// The position of the descriptor, from 0.
        descriptor: usize,
        /// The hash function that decided.
        strongest: HashFunction,
        /// The weaker one that would have matched.
        weaker: HashFunction,
    },
}

/// What would explain that a certificate does not match, or help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MismatchHint {
    /// A fingerprint is the hash of the certificate's key, as TLSA records have it.
    HashOfKey {
        /// The position of the descriptor, from 0.
        descriptor: usize,
    },
    /// A fingerprint is the hash of nothing: the command that made it had no input.
    HashOfNothing {
        /// The position of the descriptor, from 0.
        descriptor: usize,
    },
    /// Each renewal changes the certificate and so its hash. Whoever kept the document fetches it again from the source domain,
    /// once for a connection.
    FetchAgain,
}

impl Material {
    /// Returns whether a certificate is one of those that the material describes.
    ///
    /// Q: RFC 7711 §3 and §7 speak of checks by the rules of the application protocol, §3.3 and §4 compare fingerprints alone.
    ///    Which holds?
    /// A: The fingerprint stands in for the trust path and for the name of the source domain: a provider's certificate has the
    ///    provider's names, and may be self-signed. The validity period is left, which §6 asks for.
    ///    (`tests/posh.rs`, `neither_trust_path_nor_names_count`, `an_expired_certificate_never_matches`)
    ///
    /// Q: Is material of 60 seconds stale at second 60?
    /// A: No, after it: `expires` is the number of seconds *after which* it is (§3.1). A client may use less.
    ///    (`tests/posh.rs`, `stale_material_says_nothing`)
    #[must_use]
    pub fn verify(&self, presented: Presented<'_, '_>, digests: &dyn Digests) -> PoshVerdict {
        if presented.age > self.lifetime().seconds() {
            return PoshVerdict::Stale { lifetime: self.lifetime(), age: presented.age };
        }
        if self.descriptors().iter().all(|descriptor| descriptor.deciding().is_none()) {
            let first = self.descriptors().iter().find_map(|descriptor| descriptor.unusable().first());
            return PoshVerdict::NothingUsable(first.copied());
        }
        let certificate = presented.certificate;
        let hashes = Hashes::of(certificate.der(), self, digests);
        let found = self.find(|descriptor| descriptor.deciding().filter(|own| hashes.has(own)));
        let Some((descriptor, fingerprint)) = found else {
            return PoshVerdict::NoMatch(self.mismatch(certificate, &hashes, digests));
        };
        if presented.now > certificate.not_after() {
            return PoshVerdict::CertificateExpired { descriptor, not_after: certificate.not_after() };
        }
        if presented.now < certificate.not_before() {
            return PoshVerdict::CertificateNotYetValid { descriptor, not_before: certificate.not_before() };
        }
        PoshVerdict::Match { descriptor, function: fingerprint.function() }
    }

    /// Returns the first descriptor in which a fingerprint is found, and the fingerprint.
    fn find<'s>(
        &'s self,
        find: impl Fn(&'s Descriptor) -> Option<&'s Fingerprint>,
    ) -> Option<(usize, &'s Fingerprint)> {
        let descriptors = self.descriptors().iter().enumerate();
        descriptors.filter_map(|(index, descriptor)| Some((index, find(descriptor)?))).next()
    }

    /// Returns why nothing matches a certificate with these hashes.
    fn mismatch(&self, certificate: &Certificate<'_>, own: &Hashes, digests: &dyn Digests) -> Mismatch {
        let any_of = |hashes: &Hashes| {
            self.find(|descriptor| descriptor.fingerprints().iter().find(|fingerprint| hashes.has(fingerprint)))
        };
        if let Some((descriptor, weaker)) = any_of(own) {
            let strongest =
                self.descriptors().get(descriptor).and_then(Descriptor::deciding).unwrap_or(weaker).function();
            return Mismatch::WeakerOnly { descriptor, strongest, weaker: weaker.function() };
        }
        let fields = CertificateFields::from_der(certificate.der()).tbs();
        let key = fields.and_then(|fields| fields.spki).map(|key| Hashes::of(key.der(), self, digests));
        Mismatch::None(match (key.ok().as_ref().and_then(any_of), any_of(&Hashes::of(&[], self, digests))) {
            (Some((descriptor, _)), _) => MismatchHint::HashOfKey { descriptor },
            (None, Some((descriptor, _))) => MismatchHint::HashOfNothing { descriptor },
            (None, None) => MismatchHint::FetchAgain,
        })
    }
}

/// The hashes of the same octets, by each function that the material uses: computed once, however many descriptors there are.
struct Hashes([Option<Fingerprint>; HashFunction::ALL.len()]);

impl Hashes {
    fn of(octets: &[u8], material: &Material, digests: &dyn Digests) -> Self {
        let is_used = |function: HashFunction| {
            let fingerprints = material.descriptors().iter().flat_map(Descriptor::fingerprints);
            fingerprints.map(Fingerprint::function).any(|used| used == function)
        };
        Self(
            HashFunction::ALL
                .map(|function| is_used(function).then(|| Fingerprint::of_octets(function, octets, digests))),
        )
    }

    fn has(&self, fingerprint: &Fingerprint) -> bool {
        self.0.contains(&Some(*fingerprint))
    }
}

impl PoshVerdict {
    /// Returns the name that the command line and reports use.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Match { .. } => "match",
            Self::CertificateExpired { .. } => "certificate-expired",
            Self::CertificateNotYetValid { .. } => "certificate-not-yet-valid",
            Self::NoMatch(_) => "no-match",
            Self::NothingUsable(_) => "nothing-usable",
            Self::Stale { .. } => "stale",
        }
    }

    /// Returns what POSH says about a server of this service, beside what other mechanisms say
    /// ([`Verdicts`](crate::delegation::Verdicts)).
    ///
    /// Q: What does a document say of which nothing can be used?
    /// A: As much as none: the domain described its certificates, and this reader cannot compare them. What does not match, has
    ///    expired or is stale fails. (`tests/posh.rs`, `what_posh_says_beside_others`)
    #[must_use]
    pub const fn about<'s>(&self, service: PoshService<'s>) -> Posh<'s> {
        match self {
            Self::Match { .. } => Posh::Matches(service.name()),
            Self::NothingUsable(_) => Posh::NotApplicable,
            _ => Posh::Fails,
        }
    }

    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::Match { .. } | Self::NoMatch(Mismatch::None(_)) => Citation::new("RFC 7711", "3.3"),
            Self::CertificateExpired { .. } | Self::Stale { .. } => Citation::new("RFC 7711", "6"),
            Self::CertificateNotYetValid { .. } => Citation::new("RFC 5280", "4.1.2.5"),
            Self::NoMatch(Mismatch::WeakerOnly { .. }) => Citation::new("RFC 7711", "10"),
            Self::NothingUsable(Some(unusable)) => unusable.citation(),
            Self::NothingUsable(None) => Citation::new("RFC 7711", "3.1"),
        }
    }
}

impl fmt::Display for PoshVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Match { descriptor, function } => {
                write!(f, "descriptor {descriptor} describes the certificate, by {function}")
            }
            Self::CertificateExpired { descriptor, not_after } => write!(
                f,
                "descriptor {descriptor} describes the certificate, which has expired on {}",
                UtcTime(*not_after)
            ),
            Self::CertificateNotYetValid { descriptor, not_before } => write!(
                f,
                "descriptor {descriptor} describes the certificate, which is not valid before {}",
                UtcTime(*not_before)
            ),
            Self::NoMatch(mismatch) => mismatch.fmt(f),
            Self::NothingUsable(Some(unusable)) => write!(f, "no fingerprint can be used: {unusable}"),
            Self::NothingUsable(None) => f.write_str("the descriptors are empty"),
            Self::Stale { lifetime, age } => write!(
                f,
                "the document was fetched {age} seconds ago and may be kept for {lifetime}; fetch it again, from the source \
                 domain on"
            ),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None(_) => f.write_str("no fingerprint is that of the certificate"),
            Self::WeakerOnly { descriptor, strongest, weaker } => write!(
                f,
                "the {strongest} of descriptor {descriptor} is not that of the certificate, though its {weaker} is; the strongest \
                 decides"
            ),
        }
    }
}

impl fmt::Display for MismatchHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HashOfKey { descriptor } => write!(
                f,
                "descriptor {descriptor} has the hash of the key, as TLSA records do; POSH has that of the whole certificate"
            ),
            Self::HashOfNothing { descriptor } => {
                write!(f, "descriptor {descriptor} has the hash of no octets at all; make it of the certificate in DER")
            }
            Self::FetchAgain => f.write_str(
                "if the document was kept, fetch it again from the source domain, once: each renewal changes the certificate",
            ),
        }
    }
}
