//! What every TLS stack needs of a verifier and no TLS stack has a type for: owned trust anchors, what the server may be
//! called, and a refusal in the words that TLS stacks share.
//!
//! Nothing here names a TLS library, so that the features for two versions of one can be this module and a page each.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};

use crate::certificate::{Certificate, CertificateError};
use crate::constraints::level::Position;
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::integration::roots::Roots;
use crate::name::error::NameError;
use crate::name::srv::Service;
use crate::path::Path;
use crate::path::builder::{CertificatePool, PathBuildError, PathBuilder, Purpose};
use crate::path::policy::Policy;
use crate::path::rejection::{Rejection, RejectionKind};
use crate::path::validate::Identity;

/// Why a verifier cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifierError {
    /// Without trust anchors no certificate could be accepted.
    NoRoots,
    /// The service is none.
    Service(NameError),
    /// A domain is none.
    Domain(NameError),
}

impl fmt::Display for VerifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoots => f.write_str("no trust anchors were given, so no certificate could be accepted"),
            Self::Service(error) => write!(f, "the service: {error}"),
            Self::Domain(error) => write!(f, "the domain: {error}"),
        }
    }
}

impl core::error::Error for VerifierError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NoRoots => None,
            Self::Service(error) | Self::Domain(error) => Some(error),
        }
    }
}

/// Why a server name cannot be the source domain of an SRV-ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerNameError {
    /// It starts with an underscore: an SRVName or the owner name of an SRV record where the source domain belongs. The
    /// service is the verifier's, and the server name goes over the wire (RFC 6066 §3).
    Underscore,
    /// It is no domain, but an IP address or something later: no SRV-ID has one (RFC 4985 §2).
    NotADomain,
    /// It is no domain name that an SRV-ID can have.
    Malformed(NameError),
}

impl fmt::Display for ServerNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Underscore => f.write_str(
                "the server name starts with an underscore: pass the source domain alone (example.com, not \
                 _xmpp-client.example.com), the service belongs to the verifier",
            ),
            Self::NotADomain => f.write_str("the server name is not a domain name, and an SRV-ID requires one"),
            Self::Malformed(error) => write!(f, "the server name cannot be the domain of an SRV-ID: {error}"),
        }
    }
}

impl core::error::Error for ServerNameError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Underscore | Self::NotADomain => None,
            Self::Malformed(error) => Some(error),
        }
    }
}

/// The reference identifiers of a server: the SRV-ID, and those that the caller added explicitly.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    service: Box<str>,
    dns_id_of_source_domain: bool,
    /// DNS-IDs: the source domain, and the target that is accepted for it.
    targets: Vec<(OwnedReferenceId, OwnedReferenceId)>,
}

impl Expected {
    pub(crate) fn srv_id(service: &str) -> Result<Self, VerifierError> {
        let service = Service::parse(service).map_err(VerifierError::Service)?.as_str().into();
        Ok(Self { service, dns_id_of_source_domain: false, targets: Vec::new() })
    }

    pub(crate) const fn add_dns_id_of_source_domain(&mut self) {
        self.dns_id_of_source_domain = true;
    }

    pub(crate) fn add_target(&mut self, source_domain: &str, target: &str) -> Result<(), VerifierError> {
        let dns_id = |domain| ReferenceId::dns(domain).map(OwnedReferenceId::from).map_err(VerifierError::Domain);
        self.targets.push((dns_id(source_domain)?, dns_id(target)?));
        Ok(())
    }

    /// The references for one connection: the SRV-ID first.
    pub(crate) fn references<'r>(&'r self, source_domain: &'r str) -> Result<Vec<ReferenceId<'r>>, ServerNameError> {
        if source_domain.starts_with('_') {
            return Err(ServerNameError::Underscore);
        }
        let source = ReferenceId::dns(source_domain).map_err(ServerNameError::Malformed)?;
        let service = Service::from_parsed(&self.service);
        let srv = ReferenceId::srv_of(service, source_domain).map_err(ServerNameError::Malformed)?;
        let mut references = Vec::from([srv]);
        references.extend(self.dns_id_of_source_domain.then_some(source));
        let targets = self.targets.iter().filter(|(of, _)| *of == source);
        references.extend(targets.map(|(_, target)| target.as_reference()));
        Ok(references)
    }
}

/// The caller's own check of a complete path, with the time of the verification: [`PathCheck`](crate::path::PathCheck), owned.
///
/// For what the library does not do, revocation above all. It is asked last; its refusal makes the search go on with the
/// next path. `docs/INTEGRATION.md` shows one that asks revocation lists.
pub type OwnedPathCheck = Arc<dyn Fn(&Path<'_, '_>, UnixTime) -> Result<(), String> + Send + Sync>;

/// A path builder that owns what it needs, so that it can live as long as a TLS configuration.
#[derive(Clone)]
pub(crate) struct Verifier {
    pub(crate) roots: Arc<Roots>,
    pub(crate) algorithms: Vec<&'static dyn SignatureVerificationAlgorithm>,
    pub(crate) policy: Policy<'static>,
    pub(crate) purpose: Purpose,
    pub(crate) path_check: Option<OwnedPathCheck>,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("roots", &self.roots.len())
            .field("policy", &self.policy)
            .field("purpose", &self.purpose)
            .field("path_check", &self.path_check.is_some())
            .finish_non_exhaustive()
    }
}

impl Verifier {
    pub(crate) fn new(
        roots: Arc<Roots>,
        algorithms: Vec<&'static dyn SignatureVerificationAlgorithm>,
        purpose: Purpose,
    ) -> Result<Self, VerifierError> {
        if roots.is_empty() {
            return Err(VerifierError::NoRoots);
        }
        Ok(Self { roots, algorithms, policy: Policy::default(), purpose, path_check: None })
    }

    /// Who the peer is.
    pub(crate) fn identify<'r, 'a>(
        &'a self,
        end_entity: &'a CertificateDer<'_>,
        intermediates: &'a [CertificateDer<'_>],
        references: &'r [ReferenceId<'r>],
        now: UnixTime,
    ) -> Result<Identity<'r, 'a>, TlsRejection> {
        self.with_builder(end_entity, intermediates, now, |builder, end_entity, pool| {
            let verified = builder.verify(end_entity, pool, now, references);
            verified.map(|verified| verified.identity).map_err(|refusal| self.refused(refusal, references))
        })
    }

    /// Returns an error if there is no valid path, without identifying the peer.
    pub(crate) fn check_path(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<(), TlsRejection> {
        self.with_builder(end_entity, intermediates, now, |builder, end_entity, pool| {
            builder.verify_path(end_entity, pool, now).map(drop).map_err(|refusal| self.refused(refusal, &[]))
        })
    }

    fn with_builder<'a, T>(
        &'a self,
        end_entity: &'a CertificateDer<'_>,
        intermediates: &'a [CertificateDer<'_>],
        now: UnixTime,
        run: impl FnOnce(&PathBuilder<'_, 'a>, &Certificate<'a>, &CertificatePool<'a>) -> Result<T, TlsRejection>,
    ) -> Result<T, TlsRejection> {
        let end_entity = Certificate::from_der(end_entity).map_err(TlsRejection::unreadable)?;
        let pool = CertificatePool::from_ders(intermediates.iter().map(AsRef::as_ref));
        let anchors = self.roots.issuers_of(core::iter::once(&end_entity).chain(pool.certificates()));
        let check = |path: &Path<'_, '_>| self.path_check.as_ref().map_or(Ok(()), |check| check(path, now));
        let builder = PathBuilder::new(&anchors, &self.algorithms).with_policy(self.policy).with_purpose(self.purpose);
        let builder = if self.path_check.is_some() { builder.with_path_check(&check) } else { builder };
        run(&builder, &end_entity, &pool)
    }

    fn refused(&self, refusal: PathBuildError<'_, '_>, references: &[ReferenceId<'_>]) -> TlsRejection {
        let about_end_entity = refusal.rejection.position() == Some(Position::END_ENTITY);
        let cause = match (refusal.rejection.kind(), refusal.path.certificates.first()) {
            (RejectionKind::UnknownIssuer, _) => Cause::UnknownIssuer,
            (kind, Some(end_entity)) if about_end_entity => self.cause(kind, end_entity, references),
            _ => Cause::NoWord,
        };
        TlsRejection { rejection: refusal.rejection, cause }
    }

    fn cause(&self, kind: &RejectionKind, end_entity: &Certificate<'_>, references: &[ReferenceId<'_>]) -> Cause {
        match kind {
            RejectionKind::Expired => Cause::Expired { not_after: end_entity.not_after() },
            RejectionKind::NotYetValid => Cause::NotYetValid { not_before: end_entity.not_before() },
            RejectionKind::BadSignature => Cause::BadSignature,
            RejectionKind::ExtendedKeyUsage => {
                let purposes = end_entity.extended_key_usage();
                let presented = purposes.into_iter().flat_map(|purposes| purposes.iter().map(|id| id.to_string()));
                Cause::Purpose { required: self.purpose, presented: presented.collect() }
            }
            RejectionKind::NoMatchingIdentifier => {
                let names = end_entity.subject_alt_name();
                let presented = names.into_iter().flat_map(|names| names.iter()).map(|name| name.to_string()).collect();
                let expected = references.first().map(ToString::to_string).unwrap_or_default();
                Cause::Name { expected, presented }
            }
            _ => Cause::NoWord,
        }
    }
}

/// A refusal, and whether TLS stacks have a word for all of it.
#[derive(Debug)]
pub(crate) struct TlsRejection {
    pub(crate) rejection: Rejection,
    pub(crate) cause: Cause,
}

/// The refusals that TLS stacks have a word for.
///
/// Their words speak of *the* certificate, which is the end entity. So a CA that has expired has no word here: the word
/// would be about the wrong certificate.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The end entity has expired, at that second since 1970.
    Expired { not_after: i64 },
    /// The end entity is not valid before that second since 1970.
    NotYetValid { not_before: i64 },
    /// The chain does not end in a trust anchor. Every stack reports this of the chain.
    UnknownIssuer,
    /// The signature of the end entity does not verify.
    BadSignature,
    /// The extended key usage of the end entity lacks the purpose; what it has instead is in dotted decimal.
    Purpose { required: Purpose, presented: Vec<String> },
    /// The end entity is somebody else.
    Name { expected: String, presented: Vec<String> },
    /// No word says it: the rejection has to.
    NoWord,
}

impl TlsRejection {
    fn unreadable(error: CertificateError) -> Self {
        Self { rejection: Rejection::malformed_certificate(error, Position::END_ENTITY), cause: Cause::NoWord }
    }
}
