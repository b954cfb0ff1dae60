//! Path *building*: from an end entity, an unordered pool of intermediates and trust anchors to a valid certification path.
//!
//! The library contains no cryptography and no clock: signatures go through
//! `rustls_pki_types::SignatureVerificationAlgorithm`, the time is the caller's. The search starts at the end entity,
//! follows every issuer by name, and turns back on every refusal, name constraints and [`SubCaRule`] included. Each
//! step up costs a signature check, and a verification has a bounded number of those. No path has more than
//! [`MAX_INTERMEDIATES`] CAs: a search that comes so far tries the trust anchors and then turns back.
//!
//! [`SubCaRule`]: crate::SubCaRule

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::ops::ControlFlow;

use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};

use crate::certificate::{Certificate, CertificateError};
use crate::constraints::level::Position;
use crate::der::oid::{ANY_EXTENDED_KEY_USAGE, ID_KP_CLIENT_AUTH, ID_KP_SERVER_AUTH};
use crate::der::{Reader, Tag};
use crate::identity::reference::ReferenceId;
use crate::name::directory::DirectoryName;
use crate::name::sort_key;
use crate::path::policy::Policy;
use crate::path::rejection::{Rejection, RejectionKind};
use crate::path::trust_anchor::TrustAnchor;
use crate::path::validate::Identity;
use crate::path::{MAX_INTERMEDIATES, Path};

/// Signature checks a verification may cost. Go allows as many since CVE-2018-16875, rustls-webpki since 0.101.
pub const MAX_SIGNATURE_CHECKS: u32 = 100;

/// Certificates that are sorted by name as they are. What a handshake sends is fewer.
const FEW: usize = 16;

/// What the end entity's key is used for, and so which extended key usage it and the CAs above it need, where they have
/// the extension at all (RFC 5280 §4.2.1.12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// A TLS server: serverAuth.
    #[default]
    Server,
    /// A TLS client: clientAuth.
    Client,
    /// A TLS client that is a server elsewhere, as in XMPP between servers: clientAuth or serverAuth. The risk: a
    /// certificate meant for servers alone is accepted from a client.
    ClientOrServer,
}

/// Intermediates as the peer sent them: any order, any number, usable or not.
#[derive(Clone, Debug, Default)]
pub struct CertificatePool<'a> {
    usable: Vec<Certificate<'a>>,
    /// Indices of `usable`, by subject and then in order: a search looks up subjects a hundred times, and the peer, which
    /// fills the pool, chooses how similar the names are.
    by_subject: Vec<usize>,
    /// The subjects in the order of `by_subject`, as octets, if there are many: the peer also chooses how long a subject is,
    /// and a sort by names may read that one again for each of the others.
    subjects: Vec<Vec<u8>>,
    unusable: Option<(usize, CertificateError)>,
}

impl<'a> CertificatePool<'a> {
    /// Returns the pool of these certificates. A malformed one is omitted; if then no path exists, the first such
    /// certificate is the reason.
    pub fn from_ders(ders: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut pool = Self::default();
        for (index, der) in ders.into_iter().enumerate() {
            match Certificate::from_der(der) {
                Ok(certificate) => pool.usable.push(certificate),
                Err(error) => pool.unusable = pool.unusable.or(Some((index, error))),
            }
        }
        let usable = &pool.usable;
        if usable.len() > FEW {
            let mut subjects: Vec<_> =
                usable.iter().map(|certificate| octets_of(certificate.subject())).zip(0..).collect();
            subjects.sort_unstable();
            (pool.subjects, pool.by_subject) = subjects.into_iter().unzip();
        } else {
            pool.by_subject = (0..usable.len()).collect();
            pool.by_subject.sort_by_key(|index| usable.get(*index).map(Certificate::subject));
        }
        pool
    }

    /// Returns the certificates with a subject, in order.
    fn named(&self, subject: DirectoryName<'_>) -> impl Iterator<Item = &Certificate<'a>> {
        let order = |index: &usize| self.usable.get(*index).map(|certificate| certificate.subject().cmp(&subject));
        let (start, end) = if self.subjects.is_empty() {
            let end = self.by_subject.partition_point(|index| order(index) != Some(Ordering::Greater));
            (self.by_subject.partition_point(|index| order(index) == Some(Ordering::Less)), end)
        } else {
            let octets = octets_of(subject);
            let end = self.subjects.partition_point(|subject| *subject <= octets);
            (self.subjects.partition_point(|subject| *subject < octets), end)
        };
        let found = self.by_subject.get(start..end).unwrap_or_default();
        found.iter().filter_map(|index| self.usable.get(*index))
    }

    /// Returns the certificates that could be read, in order.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate<'a>] {
        &self.usable
    }

    /// Returns the index of the first malformed certificate among all, and the reason, or `None` if every one could be read.
    #[must_use]
    pub const fn unusable(&self) -> Option<(usize, CertificateError)> {
        self.unusable
    }
}

/// A name as octets that can be sorted.
fn octets_of(name: DirectoryName<'_>) -> Vec<u8> {
    let mut octets = Vec::new();
    sort_key::write(&name, &mut octets);
    octets
}

/// The caller's own check of a complete path, for what this library does not do: revocation, pinning, transparency.
///
/// It is asked last, and its refusal makes the search go on with the next path.
pub type PathCheck<'b> = &'b dyn Fn(&Path<'_, '_>) -> Result<(), String>;

/// What a verification is made with. The fields are the inputs of RFC 5280 §6.1.1 and the algorithms.
///
/// ```no_run
/// # use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let algorithms: &[&dyn SignatureVerificationAlgorithm] = &[];
/// # let (root, leaf, intermediates): (&[u8], &[u8], Vec<&[u8]>) = (&[], &[], vec![]);
/// use srvname::{Certificate, PathBuilder, CertificatePool, Profile, TrustAnchor};
///
/// let anchors = [TrustAnchor::from_certificate(&Certificate::from_der(root)?)];
/// let builder = PathBuilder::new(&anchors, algorithms);
/// let end_entity = Certificate::from_der(leaf)?;
/// let pool = CertificatePool::from_ders(intermediates);
/// let references = Profile::XmppClient.references("example.com")?;
/// let verified = builder
///     .verify(&end_entity, &pool, UnixTime::now(), &references)
///     .map_err(|refusal| refusal.rejection)?;
/// println!("{}", verified.identity.reference());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct PathBuilder<'b, 'a> {
    /// Where a path may end.
    pub anchors: &'b [TrustAnchor<'a>],
    /// The algorithms that may have made a signature.
    pub algorithms: &'b [&'b dyn SignatureVerificationAlgorithm],
    /// The choices the standards leave open.
    pub policy: Policy<'b>,
    /// What the end entity's key is used for.
    pub purpose: Purpose,
    /// The caller's own check of a complete path.
    pub path_check: Option<PathCheck<'b>>,
    /// How many signatures a verification may check before it gives up with [`RejectionKind::TooMuchWork`].
    pub max_signature_checks: u32,
}

impl fmt::Debug for PathBuilder<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathBuilder")
            .field("anchors", &self.anchors.len())
            .field("algorithms", &self.algorithms.len())
            .field("policy", &self.policy)
            .field("purpose", &self.purpose)
            .field("max_signature_checks", &self.max_signature_checks)
            .finish_non_exhaustive()
    }
}

/// A verified end entity.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Verified<'r, 'p, 'a> {
    /// The verified identity of the end entity.
    pub identity: Identity<'r, 'a>,
    /// The valid path.
    pub path: Path<'p, 'a>,
}

/// A refusal, with the certificates that it speaks of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathBuildError<'p, 'a> {
    /// Why no path is valid.
    pub rejection: Rejection,
    /// The path at fault.
    pub path: RefusedPath<'p, 'a>,
}

/// The certificates that a [`PathBuildError`] speaks of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RefusedPath<'p, 'a> {
    /// The path at fault, end entity first, without the anchor; if none could be built, the end entity and the issuers
    /// found by name.
    pub certificates: Vec<&'p Certificate<'a>>,
    /// The anchor of that path; `None` if it did not reach one.
    pub anchor: Option<&'p TrustAnchor<'a>>,
}

impl fmt::Display for PathBuildError<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rejection.fmt(f)
    }
}

impl core::error::Error for PathBuildError<'_, '_> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.rejection)
    }
}

impl<'b, 'a> PathBuilder<'b, 'a> {
    /// Returns a builder with the strict policy, for the certificate of a TLS server.
    #[must_use]
    pub fn new(anchors: &'b [TrustAnchor<'a>], algorithms: &'b [&'b dyn SignatureVerificationAlgorithm]) -> Self {
        Self {
            anchors,
            algorithms,
            policy: Policy::default(),
            purpose: Purpose::Server,
            path_check: None,
            max_signature_checks: MAX_SIGNATURE_CHECKS,
        }
    }

    /// Returns this builder with another policy.
    #[must_use]
    pub const fn with_policy(mut self, policy: Policy<'b>) -> Self {
        self.policy = policy;
        self
    }

    /// Returns this builder with another purpose of the end entity's key.
    #[must_use]
    pub const fn with_purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        self
    }

    /// Returns this builder with a check of the complete path, which is asked last.
    #[must_use]
    pub const fn with_path_check(mut self, check: PathCheck<'b>) -> Self {
        self.path_check = Some(check);
        self
    }

    /// Returns this builder with another bound on the signatures that a verification may check.
    #[must_use]
    pub const fn with_max_signature_checks(mut self, checks: u32) -> Self {
        self.max_signature_checks = checks;
        self
    }

    /// Returns a valid path and the identity of the end entity, by one of `references`.
    ///
    /// # Errors
    ///
    /// [`PathBuildError`] if no path is valid. If several paths were tried, it is about the path that got furthest, the first
    /// among equals.
    pub fn verify<'r, 'p>(
        &self,
        end_entity: &'p Certificate<'a>,
        pool: &'p CertificatePool<'a>,
        time: UnixTime,
        references: &'r [ReferenceId<'r>],
    ) -> Result<Verified<'r, 'p, 'a>, PathBuildError<'p, 'a>>
    where
        'b: 'p,
    {
        let judge = |path: &Path<'p, 'a>| path.validate(references, &self.policy);
        let (path, identity) = self.search(end_entity, pool, time, &judge)?;
        Ok(Verified { identity, path })
    }

    /// Returns a valid path without identifying the end entity, and so without an [`Identity`].
    ///
    /// # Errors
    ///
    /// As [`PathBuilder::verify`].
    pub fn verify_path<'p>(
        &self,
        end_entity: &'p Certificate<'a>,
        pool: &'p CertificatePool<'a>,
        time: UnixTime,
    ) -> Result<Path<'p, 'a>, PathBuildError<'p, 'a>>
    where
        'b: 'p,
    {
        let judge = |path: &Path<'p, 'a>| path.validate_names(&self.policy);
        self.search(end_entity, pool, time, &judge).map(|(path, ())| path)
    }

    fn search<'p, T>(
        &self,
        end_entity: &'p Certificate<'a>,
        pool: &'p CertificatePool<'a>,
        time: UnixTime,
        judge: &dyn Fn(&Path<'p, 'a>) -> Result<T, Rejection>,
    ) -> Result<(Path<'p, 'a>, T), PathBuildError<'p, 'a>>
    where
        'b: 'p,
    {
        let mut search = Search {
            builder: self,
            pool,
            time: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
            judge,
            checks_left: self.max_signature_checks,
            path: Vec::from([end_entity]),
            furthest: None,
        };
        match search.extend(end_entity) {
            ControlFlow::Break(answer) => answer,
            ControlFlow::Continue(()) => Err(search.give_up(end_entity)),
        }
    }
}

/// How far a path got, for the choice among refusals: the step, and how far within it; more is further.
type Progress = (ValidationStep, usize);

/// The steps of a path in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ValidationStep {
    Signatures,
    Validity,
    Authorities,
    KeyUsages,
    CriticalExtensions,
    Names,
    Identity,
    Caller,
}

impl ValidationStep {
    const fn of(kind: &RejectionKind) -> Self {
        match kind {
            RejectionKind::UnknownIssuer
            | RejectionKind::BadSignature
            | RejectionKind::UnsupportedSignatureAlgorithm => Self::Signatures,
            RejectionKind::Expired | RejectionKind::NotYetValid => Self::Validity,
            RejectionKind::PathTooLong
            | RejectionKind::NotACa
            | RejectionKind::PathLengthExceeded
            | RejectionKind::NameConstraintsWithoutCa
            | RejectionKind::WrongOrder
            | RejectionKind::RepeatedCertificate => Self::Authorities,
            RejectionKind::KeyUsage | RejectionKind::ExtendedKeyUsage => Self::KeyUsages,
            RejectionKind::UnknownCriticalExtension => Self::CriticalExtensions,
            RejectionKind::NoMatchingIdentifier | RejectionKind::NoReferences => Self::Identity,
            RejectionKind::RefusedByCaller => Self::Caller,
            _ => Self::Names,
        }
    }
}

/// How far a path got that holds `depth` certificates.
///
/// Q: Of a bad signature and an unknown issuer, which is the better answer?
/// A: The one further up: below it every signature holds. (`tests/chain.rs`,
///    `the_refusal_above_more_good_signatures_is_the_answer`)
fn progress(rejection: &Rejection, depth: usize) -> Progress {
    let step = ValidationStep::of(rejection.kind());
    let within = match step {
        ValidationStep::Signatures => depth,
        // From the anchor down: the names of a certificate, then the rule for it, then the next one.
        ValidationStep::Names => {
            let below = rejection.position().map_or(0, |position| position.0.saturating_mul(2));
            let is_rule = matches!(rejection.kind(), RejectionKind::CaLacksSrvConstraints);
            usize::MAX.saturating_sub(below).saturating_sub(usize::from(!is_rule))
        }
        _ => 0,
    };
    (step, within)
}

/// One search: depth first, anchors before intermediates.
struct Search<'s, 'b, 'p, 'a, T> {
    builder: &'s PathBuilder<'b, 'a>,
    pool: &'p CertificatePool<'a>,
    time: i64,
    judge: &'s dyn Fn(&Path<'p, 'a>) -> Result<T, Rejection>,
    checks_left: u32,
    /// From the end entity to the certificate whose issuer is looked for.
    path: Vec<&'p Certificate<'a>>,
    furthest: Option<(Progress, PathBuildError<'p, 'a>)>,
}

type Answer<'p, 'a, T> = ControlFlow<Result<(Path<'p, 'a>, T), PathBuildError<'p, 'a>>>;

impl<'b: 'p, 'p, 'a, T> Search<'_, 'b, 'p, 'a, T> {
    /// Tries every issuer of the topmost certificate, to at most [`MAX_INTERMEDIATES`] intermediates.
    fn extend(&mut self, tail: &'p Certificate<'a>) -> Answer<'p, 'a, T> {
        let mut found = false;
        let builder = self.builder;
        for (index, anchor) in builder.anchors.iter().enumerate() {
            let twin =
                |earlier: &TrustAnchor<'_>| earlier.spki() == anchor.spki() && earlier.subject() == anchor.subject();
            if anchor.subject() != tail.issuer() || builder.anchors.iter().take(index).any(twin) {
                continue;
            }
            found = true;
            match self.check_signature(tail, anchor.spki())? {
                Ok(()) => self.complete(anchor)?,
                Err(kind) => self.refuse_signature(kind),
            }
        }
        for issuer in self.candidates(tail) {
            found = true;
            // No signature is checked for it: it is one CA too many, whichever key signed it.
            if self.top().0 >= MAX_INTERMEDIATES {
                self.record(Rejection::new(RejectionKind::PathTooLong, None), None);
                break;
            }
            match self.check_signature(tail, issuer.spki())? {
                Ok(()) => {
                    self.path.push(issuer);
                    self.extend(issuer)?;
                    self.path.pop();
                }
                Err(kind) => self.refuse_signature(kind),
            }
        }
        if !found {
            let rejection = Rejection::new(RejectionKind::UnknownIssuer, Some(self.top()));
            self.record(rejection.with_subject(&tail.subject()), None);
        }
        ControlFlow::Continue(())
    }

    fn top(&self) -> Position {
        Position(self.path.len().saturating_sub(1))
    }

    /// The certificates of the pool that may have issued `tail`, those whose key identifier says so first.
    ///
    /// Omits a certificate that is already in the path, and one that is an anchor, since it adds nothing to the anchor.
    fn candidates(&self, tail: &Certificate<'a>) -> Vec<&'p Certificate<'a>> {
        let repeats = |candidate: &Certificate<'a>| {
            let same =
                |other: &&Certificate<'a>| other.spki() == candidate.spki() && other.subject() == candidate.subject();
            self.path.iter().any(same)
                || self.builder.anchors.iter().any(|anchor| anchor.has_subject_and_key_of(candidate))
        };
        let mut candidates: Vec<_> = self.pool.named(tail.issuer()).filter(|candidate| !repeats(candidate)).collect();
        candidates.sort_by_key(|candidate| match (tail.authority_key_id(), candidate.subject_key_id()) {
            (Some(wanted), Some(key_id)) if wanted == key_id => 0,
            (Some(_), Some(_)) => 2,
            _ => 1,
        });
        candidates
    }

    /// Verifies the signature of `certificate` with an issuer's key. Breaks when the bound on checks is reached.
    fn check_signature(
        &mut self,
        certificate: &Certificate<'a>,
        issuer_spki: &[u8],
    ) -> ControlFlow<Result<(Path<'p, 'a>, T), PathBuildError<'p, 'a>>, Result<(), RejectionKind>> {
        let unsupported = ControlFlow::Continue(Err(RejectionKind::UnsupportedSignatureAlgorithm));
        let Some((key_algorithm, key)) = read_spki(issuer_spki) else { return unsupported };
        let mut fitting = self.builder.algorithms.iter().filter(|algorithm| {
            algorithm.signature_alg_id().as_ref() == certificate.signature_algorithm()
                && algorithm.public_key_alg_id().as_ref() == key_algorithm
        });
        let Some(algorithm) = fitting.next() else { return unsupported };
        let Some(left) = self.checks_left.checked_sub(1) else {
            let rejection = Rejection::new(RejectionKind::TooMuchWork, None);
            let path = RefusedPath { certificates: self.path.clone(), anchor: None };
            let refusal = PathBuildError { rejection, path };
            return ControlFlow::Break(Err(self.continued(refusal)));
        };
        self.checks_left = left;
        let verified = algorithm.verify_signature(key, certificate.tbs(), certificate.signature());
        ControlFlow::Continue(verified.map_err(|_| RejectionKind::BadSignature))
    }

    /// Validates the path that ends in `anchor`, every signature of which has been verified.
    fn complete(&mut self, anchor: &'b TrustAnchor<'a>) -> Answer<'p, 'a, T> {
        match self.judge_path(anchor) {
            Ok(verdict) => ControlFlow::Break(Ok(verdict)),
            Err(rejection) => {
                self.record(rejection, Some(anchor));
                ControlFlow::Continue(())
            }
        }
    }

    fn judge_path(&self, anchor: &'b TrustAnchor<'a>) -> Result<(Path<'p, 'a>, T), Rejection> {
        self.check_validity()?;
        let twins = self.builder.anchors.iter();
        let twins = twins.filter(|other| other.spki() == anchor.spki() && other.subject() == anchor.subject());
        let [end_entity, intermediates @ ..] = self.path.as_slice() else {
            return Err(Rejection::new(RejectionKind::UnknownIssuer, None));
        };
        let path = Path::assume_signed_by_any(twins, intermediates.iter().copied(), end_entity)?;
        self.check_key_usages()?;
        self.check_critical_extensions()?;
        let verdict = (self.judge)(&path)?;
        match self.builder.path_check.map_or(Ok(()), |check| check(&path)) {
            Ok(()) => Ok((path, verdict)),
            Err(reason) => Err(Rejection::new(RejectionKind::RefusedByCaller, None).with_detail(reason)),
        }
    }

    fn each(&self) -> impl Iterator<Item = (Position, &'p Certificate<'a>)> + '_ {
        self.path.iter().enumerate().map(|(index, certificate)| (Position(index), *certificate))
    }

    /// RFC 5280 §6.1.3(a)(2), for every certificate but the anchor's.
    fn check_validity(&self) -> Result<(), Rejection> {
        for (position, certificate) in self.each() {
            let (kind, bound) = if self.time < certificate.not_before() {
                (RejectionKind::NotYetValid, certificate.not_before())
            } else if self.time > certificate.not_after() {
                (RejectionKind::Expired, certificate.not_after())
            } else {
                continue;
            };
            let rejection = Rejection::new(kind, Some(position)).with_subject(&certificate.subject());
            return Err(rejection.with_times(bound, self.time));
        }
        Ok(())
    }

    /// RFC 5280 §6.1.4(n) and §4.2.1.12, for every certificate but the anchor's.
    fn check_key_usages(&self) -> Result<(), Rejection> {
        for (position, certificate) in self.each() {
            let refused = certificate.key_usage().is_some_and(|usage| match position {
                Position::END_ENTITY => !usage.digital_signature,
                _ => !usage.key_cert_sign,
            });
            if refused {
                return Err(
                    Rejection::new(RejectionKind::KeyUsage, Some(position)).with_subject(&certificate.subject())
                );
            }
        }
        for (position, certificate) in self.each() {
            if !self.serves_purpose(certificate) {
                let rejection = Rejection::new(RejectionKind::ExtendedKeyUsage, Some(position));
                return Err(rejection.with_subject(&certificate.subject()));
            }
        }
        Ok(())
    }

    fn serves_purpose(&self, certificate: &Certificate<'a>) -> bool {
        let Some(usage) = certificate.extended_key_usage() else { return true };
        usage.iter().any(|purpose| {
            let server = purpose == ID_KP_SERVER_AUTH;
            let client = purpose == ID_KP_CLIENT_AUTH;
            purpose == ANY_EXTENDED_KEY_USAGE
                || match self.builder.purpose {
                    Purpose::Server => server,
                    Purpose::Client => client,
                    Purpose::ClientOrServer => client || server,
                }
        })
    }

    /// RFC 5280 §6.1.4(o), §6.1.5(f): no critical extension may go unprocessed. The anchor's are the policy's affair.
    fn check_critical_extensions(&self) -> Result<(), Rejection> {
        for (position, certificate) in self.each() {
            if let Some(id) = certificate.unknown_critical_extension() {
                let rejection = Rejection::new(RejectionKind::UnknownCriticalExtension, Some(position));
                return Err(rejection.with_name(&id).with_subject(&certificate.subject()));
            }
        }
        Ok(())
    }

    fn refuse_signature(&mut self, kind: RejectionKind) {
        let rejection = Rejection::new(kind, Some(self.top()));
        // Candidates that no algorithm fits cost no signature check, so nothing bounds their number; and a subject may
        // be of any length. It is written out when it is kept.
        if !self.is_further(&rejection) {
            return;
        }
        let subject = self.path.last().map(|certificate| certificate.subject());
        let rejection = match subject {
            Some(subject) => rejection.with_subject(&subject),
            None => rejection,
        };
        self.record(rejection, None);
    }

    /// Whether the path of a refusal got further than every one before.
    fn is_further(&self, rejection: &Rejection) -> bool {
        let progress = progress(rejection, self.path.len());
        self.furthest.as_ref().is_none_or(|(best, _)| progress > *best)
    }

    /// Keeps a refusal if its path got further than every one before.
    fn record(&mut self, rejection: Rejection, anchor: Option<&'p TrustAnchor<'a>>) {
        if self.is_further(&rejection) {
            let progress = progress(&rejection, self.path.len());
            let path = RefusedPath { certificates: self.path.clone(), anchor };
            self.furthest = Some((progress, PathBuildError { rejection, path }));
        }
    }

    /// Shows where a path that ends before an anchor would lead, by the names of its issuers.
    fn continued(&self, refusal: PathBuildError<'p, 'a>) -> PathBuildError<'p, 'a> {
        let PathBuildError { rejection, path: RefusedPath { mut certificates, mut anchor } } = refusal;
        // Names alone bound nothing: as many steps as signatures could have been checked, whatever the peer sent.
        for _ in 0..self.builder.max_signature_checks {
            let (None, Some(tail)) = (anchor, certificates.last().copied()) else { break };
            anchor = self.builder.anchors.iter().find(|anchor| anchor.subject() == tail.issuer());
            let known = |candidate: &Certificate<'a>| {
                let same = |other: &&Certificate<'a>| {
                    other.spki() == candidate.spki() && other.subject() == candidate.subject()
                };
                certificates.iter().any(same)
            };
            let next = self.pool.named(tail.issuer()).find(|next| !known(next));
            match next {
                Some(next) if anchor.is_none() => certificates.push(next),
                _ => break,
            }
        }
        PathBuildError { rejection, path: RefusedPath { certificates, anchor } }
    }

    /// The answer when every path was refused: the one that got furthest, or the certificate that could not be read
    /// when no path exists without it.
    fn give_up(mut self, end_entity: &'p Certificate<'a>) -> PathBuildError<'p, 'a> {
        let refusal = self.furthest.take().map_or_else(
            || {
                let rejection = Rejection::new(RejectionKind::UnknownIssuer, Some(Position::END_ENTITY));
                let path = RefusedPath { certificates: Vec::from([end_entity]), anchor: None };
                PathBuildError { rejection, path }
            },
            |(_, refusal)| refusal,
        );
        let refusal = self.continued(refusal);
        match self.pool.unusable {
            Some((index, error)) if *refusal.rejection.kind() == RejectionKind::UnknownIssuer => {
                let position = Position(index.saturating_add(1));
                let rejection = Rejection::new(RejectionKind::MalformedCertificate(error), Some(position));
                PathBuildError { rejection, ..refusal }
            }
            _ => refusal,
        }
    }
}

/// The algorithm (without header) and the key of a subjectPublicKeyInfo (without header).
fn read_spki(content: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut fields = Reader::new(content);
    let algorithm = fields.expect(Tag::SEQUENCE).ok()?;
    let (key, unused) = fields.bit_string().ok()?;
    fields.finish().ok()?;
    (unused == 0).then_some((algorithm.value(), key))
}
