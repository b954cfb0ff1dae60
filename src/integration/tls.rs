//! The part of a verifier that does not depend on a TLS library: owned inputs of the path builder, the reference
//! identifiers of a server, and the reasons of a rejection for which TLS libraries have errors.
//!
//! Nothing here uses a TLS library, so that the verifiers for two versions of one can share this module.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::{fmt, iter};

use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};

use crate::certificate::{Certificate, CertificateError};
use crate::constraints::level::Position;
use crate::delegation::connection::accepted::AcceptedServer;
use crate::delegation::connection::evidence::ConnectionEvidence;
use crate::delegation::connection::question::PathQuestion;
use crate::delegation::connection::refusal::ServerRefusal;
use crate::delegation::dane::matching::Evaluator;
use crate::delegation::digests::Digests;
use crate::delegation::outcome::verdicts::ProvenName;
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::SourceDomain;
use crate::integration::roots::Roots;
use crate::name::error::NameError;
use crate::name::srv::Service;
use crate::path::Path;
use crate::path::build_error::PathBuildError;
use crate::path::builder::PathBuilder;
use crate::path::policy::Policy;
use crate::path::pool::CertificatePool;
use crate::path::purpose::Purpose;
use crate::path::rejection::{Rejection, RejectionKind};
use crate::path::validate::Identity;

/// Why a verifier cannot be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifierError {
    /// There are no trust anchors, so no certificate could be accepted.
    NoRoots,
    /// The service is malformed.
    Service(NameError),
    /// There are no reference identifiers, so no certificate could match one; nor is there anything else by which a server could
    /// be accepted.
    NoReferences,
}

impl fmt::Display for VerifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoots => f.write_str("no trust anchors were given, so no certificate could be accepted"),
            Self::Service(error) => write!(f, "the service: {error}"),
            Self::NoReferences => f.write_str("no reference identifiers were given, so no certificate could match one"),
        }
    }
}

impl core::error::Error for VerifierError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NoRoots | Self::NoReferences => None,
            Self::Service(error) => Some(error),
        }
    }
}

/// Why a server name cannot be the source domain of an SRV-ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerNameError {
    /// It starts with an underscore, like an SRVName or the owner name of an SRV record, and is not a source domain.
    /// The service belongs to the verifier, and the server name is sent to the server (RFC 6066 §3).
    Underscore,
    /// It is not a domain name but an IP address, or of a kind that was added later. An SRV-ID requires a domain name
    /// (RFC 4985 §2).
    NotADomain,
    /// It is not a domain name that an SRV-ID can have.
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
    dns_id_of_any_server_name: bool,
    /// Pairs of DNS-IDs: a source domain, and a name that is accepted for it.
    dns_ids: Vec<(OwnedReferenceId, OwnedReferenceId)>,
}

impl Expected {
    /// Returns the reference identifiers of a verifier for `service`: the SRV-ID alone.
    ///
    /// # Errors
    ///
    /// [`VerifierError::Service`] if the service is malformed.
    pub(crate) fn srv_id(service: &str) -> Result<Self, VerifierError> {
        let service = Service::parse(service).map_err(VerifierError::Service)?.as_str().into();
        Ok(Self { service, dns_id_of_any_server_name: false, dns_ids: Vec::new() })
    }

    /// Adds the DNS-ID of the server name, whatever it is.
    pub(crate) const fn add_dns_id_of_any_server_name(&mut self) {
        self.dns_id_of_any_server_name = true;
    }

    /// Adds a DNS-ID for connections to `source_domain`.
    pub(crate) fn add_dns_id(&mut self, source_domain: SourceDomain<'_>, dns_id: ReferenceId<'_>) {
        self.dns_ids.push((source_domain.dns_id().into(), dns_id.into()));
    }

    /// Returns the references for a connection with this server name.
    ///
    /// # Errors
    ///
    /// [`ServerNameError`] if an SRV-ID cannot have this source domain.
    pub(crate) fn references<'r>(&'r self, server_name: &'r str) -> Result<Vec<ReferenceId<'r>>, ServerNameError> {
        if server_name.starts_with('_') {
            return Err(ServerNameError::Underscore);
        }
        let source_domain = SourceDomain::from_user_input(server_name).map_err(ServerNameError::Malformed)?;
        Ok(self.references_of(source_domain))
    }

    /// Returns the references for a source domain, the SRV-ID first.
    pub(crate) fn references_of<'r>(&'r self, source_domain: SourceDomain<'r>) -> Vec<ReferenceId<'r>> {
        let dns_id = source_domain.dns_id();
        let mut references = Vec::from([source_domain.srv_id(Service::from_parsed(&self.service))]);
        references.extend(self.dns_id_of_any_server_name.then_some(dns_id));
        let of_this = self.dns_ids.iter().filter(|(of, _)| *of == dns_id);
        references.extend(of_this.map(|(_, accepted)| accepted.as_reference()));
        references
    }
}

/// Returns references that a verifier keeps.
///
/// # Errors
///
/// [`VerifierError::NoReferences`] if there is none.
pub(crate) fn owned<'r>(
    references: impl IntoIterator<Item = ReferenceId<'r>>,
) -> Result<Vec<OwnedReferenceId>, VerifierError> {
    let references: Vec<_> = references.into_iter().map(OwnedReferenceId::from).collect();
    if references.is_empty() { Err(VerifierError::NoReferences) } else { Ok(references) }
}

/// A caller's own check of a complete path, with the time of the verification: an owned
/// [`PathCheck`](crate::path::PathCheck).
///
/// It is for what this library does not check, revocation above all. It is called last. If it returns an error, the
/// search continues with the next path. `docs/INTEGRATION.md` describes one that checks revocation lists.
///
/// ```
/// use srvname::integration::OwnedPathCheck;
/// use std::sync::Arc;
///
/// let check: OwnedPathCheck = Arc::new(|path, _now| {
///     if path.intermediates().len() <= 2 { Ok(()) } else { Err("more than two intermediate certificates".to_owned()) }
/// });
/// # drop(check);
/// ```
pub type OwnedPathCheck = Arc<dyn Fn(&Path<'_, '_>, UnixTime) -> Result<(), String> + Send + Sync>;

/// The owned inputs of a path builder, which can live as long as a TLS configuration. A clone shares them.
#[derive(Clone)]
pub(crate) struct Verifier {
    pub(crate) roots: Arc<Roots>,
    pub(crate) algorithms: &'static [&'static dyn SignatureVerificationAlgorithm],
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
    /// Returns a verifier with the strict policy.
    ///
    /// # Errors
    ///
    /// [`VerifierError::NoRoots`] if there are no trust anchors.
    pub(crate) fn new(
        roots: Arc<Roots>,
        algorithms: &'static [&'static dyn SignatureVerificationAlgorithm],
        purpose: Purpose,
    ) -> Result<Self, VerifierError> {
        if roots.is_empty() {
            return Err(VerifierError::NoRoots);
        }
        Ok(Self { roots, algorithms, policy: Policy::default(), purpose, path_check: None })
    }

    /// Returns the verified identity of the peer.
    ///
    /// # Errors
    ///
    /// [`TlsRejection`] if there is no valid path, or if no reference matches.
    pub(crate) fn identify<'r, 'a>(
        &'a self,
        end_entity: &'a CertificateDer<'_>,
        intermediates: &'a [CertificateDer<'_>],
        references: &'r [ReferenceId<'r>],
        now: UnixTime,
    ) -> Result<Identity<'r, 'a>, TlsRejection> {
        self.with_builder(end_entity, intermediates, now, None, |builder, end_entity, pool| {
            let verified = builder.verify(end_entity, pool, now, references);
            verified.map(|verified| verified.identity).map_err(|refusal| self.refused(refusal, references))
        })
    }

    /// Returns the reference of a question that a path was validated for.
    ///
    /// # Errors
    ///
    /// [`TlsRejection`] if there is no valid path, if no reference matches, or if no path holds what else is asked.
    pub(crate) fn prove<'r>(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        question: &PathQuestion<'r, '_>,
        now: UnixTime,
    ) -> Result<ProvenName<'r>, TlsRejection> {
        let references = question.references();
        let (policy, asked) =
            (question.narrow(self.policy), Some(question).filter(|question| question.has_condition()));
        self.with_builder(end_entity, intermediates, now, asked, |builder, end_entity, pool| {
            let verified = builder.with_policy(policy).verify(end_entity, pool, now, references);
            verified
                .map(|verified| ProvenName::from(&verified.identity))
                .map_err(|refusal| self.refused(refusal, references))
        })
    }

    /// Checks that there is a valid path, without identifying the peer.
    ///
    /// # Errors
    ///
    /// [`TlsRejection`] if there is none.
    pub(crate) fn check_path(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<(), TlsRejection> {
        self.with_builder(end_entity, intermediates, now, None, |builder, end_entity, pool| {
            builder.verify_path(end_entity, pool, now).map(drop).map_err(|refusal| self.refused(refusal, &[]))
        })
    }

    fn with_builder<'a, T>(
        &'a self,
        end_entity: &'a CertificateDer<'_>,
        intermediates: &'a [CertificateDer<'_>],
        now: UnixTime,
        question: Option<&PathQuestion<'_, '_>>,
        run: impl FnOnce(&PathBuilder<'_, 'a>, &Certificate<'a>, &CertificatePool<'a>) -> Result<T, TlsRejection>,
    ) -> Result<T, TlsRejection> {
        let end_entity = Certificate::from_der(end_entity).map_err(TlsRejection::unreadable)?;
        let pool = CertificatePool::from_ders(intermediates.iter().map(AsRef::as_ref));
        let anchors = self.roots.issuers_of(iter::once(&end_entity).chain(pool.certificates()));
        let check = |path: &Path<'_, '_>| {
            question.map_or(Ok(()), |question| self.check_condition(question, path))?;
            self.path_check.as_ref().map_or(Ok(()), |check| check(path, now))
        };
        let builder = PathBuilder::new(&anchors, self.algorithms).with_policy(self.policy).with_purpose(self.purpose);
        let has_check = self.path_check.is_some() || question.is_some();
        let builder = if has_check { builder.with_path_check(&check) } else { builder };
        run(&builder, &end_entity, &pool)
    }

    fn check_condition(&self, question: &PathQuestion<'_, '_>, path: &Path<'_, '_>) -> Result<(), String> {
        let anchors: Vec<_> = path.anchors().iter().flat_map(|anchor| self.roots.certificates_of(anchor)).collect();
        question.check(path, &anchors)
    }

    /// Returns as whom a server is accepted by what is known of its connection.
    ///
    /// # Errors
    ///
    /// [`ServerRefusal`] if it is not, with a [`TlsRejection`] if that is for want of a path.
    pub(crate) fn judge(
        &self,
        evidence: &ConnectionEvidence,
        digests: &dyn Digests,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<AcceptedServer, ServerRefusal<TlsRejection>> {
        let chain: Vec<&[u8]> = iter::once(end_entity).chain(intermediates).map(AsRef::as_ref).collect();
        let check = |path: &Path<'_, '_>| self.path_check.as_ref().map_or(Ok(()), |check| check(path, now));
        let evaluator = Evaluator::new(digests, self.algorithms).with_policy(self.policy).with_purpose(self.purpose);
        let evaluator = if self.path_check.is_some() { evaluator.with_path_check(&check) } else { evaluator };
        evidence.judge(&evaluator, &chain, now, |question| self.prove(end_entity, intermediates, question, now))
    }

    fn refused(&self, refusal: PathBuildError<'_, '_>, references: &[ReferenceId<'_>]) -> TlsRejection {
        let about_end_entity = refusal.rejection.position() == Some(Position::END_ENTITY);
        let cause = match (refusal.rejection.kind(), refusal.path.certificates.first()) {
            (RejectionKind::UnknownIssuer, _) => Cause::UnknownIssuer,
            (_, Some(end_entity)) if about_end_entity => self.cause(&refusal.rejection, end_entity, references),
            _ => Cause::NoWord,
        };
        TlsRejection { rejection: refusal.rejection, cause }
    }

    fn cause(&self, rejection: &Rejection, end_entity: &Certificate<'_>, references: &[ReferenceId<'_>]) -> Cause {
        match rejection.kind() {
            RejectionKind::Expired => Cause::Expired { not_after: end_entity.not_after() },
            RejectionKind::NotYetValid => Cause::NotYetValid { not_before: end_entity.not_before() },
            RejectionKind::BadSignature => Cause::BadSignature,
            RejectionKind::ExtendedKeyUsage => {
                let purposes = end_entity.extended_key_usage();
                let presented = purposes.into_iter().flat_map(|purposes| purposes.iter().map(|id| id.to_string()));
                Cause::Purpose { required: self.purpose, presented: presented.collect() }
            }
            // Of several references, an error of a TLS library has room for one.
            RejectionKind::NoMatchingIdentifier => match (references, rejection.presented()) {
                ([reference], Some(presented)) => {
                    let presented = presented.iter().map(ToString::to_string).collect();
                    Cause::Name { expected: reference.to_string(), presented }
                }
                _ => Cause::NoWord,
            },
            _ => Cause::NoWord,
        }
    }
}

/// A rejection, and the reason for which TLS libraries have an error, if there is one.
#[derive(Debug)]
pub(crate) struct TlsRejection {
    pub(crate) rejection: Rejection,
    pub(crate) cause: Cause,
}

/// The reasons of a rejection for which TLS libraries have an error.
///
/// Their errors are about the end entity. So an expired CA is [`Cause::NoWord`]: the error would be about the wrong
/// certificate.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The end entity has expired: its notAfter, in seconds since 1970.
    Expired { not_after: i64 },
    /// The end entity is not valid yet: its notBefore, in seconds since 1970.
    NotYetValid { not_before: i64 },
    /// The path does not end in a trust anchor. TLS libraries report this for the whole chain.
    UnknownIssuer,
    /// The signature of the end entity does not verify.
    BadSignature,
    /// extKeyUsage of the end entity lacks the required purpose. The purposes that it has are in dotted decimal.
    Purpose { required: Purpose, presented: Vec<String> },
    /// No name that the end entity presents matches a reference.
    Name { expected: String, presented: Vec<String> },
    /// Any other reason, which only the rejection gives.
    NoWord,
}

impl fmt::Display for TlsRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rejection.fmt(f)
    }
}

impl TlsRejection {
    fn unreadable(error: CertificateError) -> Self {
        Self { rejection: Rejection::malformed_certificate(error, Position::END_ENTITY), cause: Cause::NoWord }
    }
}
