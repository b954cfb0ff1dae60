//! Path *building*: from an end entity, an unordered pool of intermediates and trust anchors to a valid certification path.
//!
//! The library contains no cryptography and no clock: signatures go through
//! `rustls_pki_types::SignatureVerificationAlgorithm`, the time is the caller's. The search starts at the end entity,
//! follows every issuer by name, and turns back on every refusal, name constraints and [`SubCaRule`] included. Each
//! step up costs a signature check, and a verification has a bounded number of those. No path has more than
//! [`MAX_INTERMEDIATES`] CAs: a search that comes so far tries the trust anchors and then turns back.
//!
//! [`SubCaRule`]: crate::SubCaRule

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::ops::{ControlFlow, RangeInclusive};

use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};

use crate::certificate::Certificate;
use crate::constraints::level::Position;
use crate::identity::reference::ReferenceId;
use crate::path::build_error::{PathBuildError, RefusedPath};
use crate::path::numbers::{self, Groups};
use crate::path::policy::Policy;
use crate::path::pool::CertificatePool;
use crate::path::purpose::Purpose;
use crate::path::rejection::{Rejection, RejectionKind};
use crate::path::signature::{RsaKeyBits, SignatureCheck, SignatureFault, Unsupported, key_algorithm};
use crate::path::trust_anchor::TrustAnchor;
use crate::path::validate::Identity;
use crate::path::{MAX_INTERMEDIATES, Path};

/// Signature checks a verification may cost. Go allows as many since CVE-2018-16875, rustls-webpki since 0.101.
pub const MAX_SIGNATURE_CHECKS: u32 = 100;

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
/// use srvname::identity::SourceDomain;
/// use srvname::{Certificate, CertificatePool, PathBuilder, Profile, TrustAnchor};
///
/// let anchors = [TrustAnchor::from_certificate(&Certificate::from_der(root)?)];
/// let builder = PathBuilder::new(&anchors, algorithms);
/// let end_entity = Certificate::from_der(leaf)?;
/// let pool = CertificatePool::from_ders(intermediates);
/// let references = Profile::XmppClient.references(SourceDomain::from_user_input("example.com")?);
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
    /// The RSA keys that those algorithms verify with.
    pub rsa_key_bits: RsaKeyBits,
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
            .field("rsa_key_bits", &self.rsa_key_bits)
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

impl<'b, 'a> PathBuilder<'b, 'a> {
    /// Returns a builder with the strict policy, for the certificate of a TLS server.
    #[must_use]
    pub fn new(anchors: &'b [TrustAnchor<'a>], algorithms: &'b [&'b dyn SignatureVerificationAlgorithm]) -> Self {
        Self {
            anchors,
            algorithms,
            rsa_key_bits: RsaKeyBits::default(),
            policy: Policy::default(),
            purpose: Purpose::Server,
            path_check: None,
            max_signature_checks: MAX_SIGNATURE_CHECKS,
        }
    }

    /// Returns this builder with another range of RSA keys that its algorithms verify with, in bits of the modulus. Without
    /// this call it is [`RsaKeyBits::default`].
    ///
    /// A key outside of it is [`RejectionKind::UnsupportedSignatureAlgorithm`], and costs no signature check.
    #[must_use]
    pub fn with_rsa_key_bits(mut self, bits: RangeInclusive<u32>) -> Self {
        self.rsa_key_bits = bits.into();
        self
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

    /// Returns a bit for each algorithm of which something holds; those from the 64th on share one.
    fn algorithms_that(&self, holds: impl Fn(&dyn SignatureVerificationAlgorithm) -> bool) -> u64 {
        let bits = (0..63).map(|place| 1u64 << place).chain(core::iter::repeat(1 << 63));
        let fitting = self.algorithms.iter().zip(bits).filter(|(algorithm, _)| holds(**algorithm));
        fitting.fold(0, |bits, (_, bit)| bits | bit)
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
        let mut search = Search::new(self, end_entity, pool, time, judge);
        match search.run() {
            ControlFlow::Break(answer) => answer,
            ControlFlow::Continue(()) => Err(search.give_up()),
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

/// A certificate of a search, with numbers for what is compared: equal numbers are equal names, keys, identifiers.
struct Member<'p, 'a> {
    certificate: &'p Certificate<'a>,
    subject: usize,
    issuer: usize,
    /// The number of subject and key together.
    entity: usize,
    subject_key_id: usize,
    authority_key_id: usize,
    /// The algorithms that may have made its signature, a bit each.
    signed_by: u64,
    /// The algorithms that take its key, a bit each.
    signs_by: u64,
}

impl<'p, 'a> Member<'p, 'a> {
    fn new(
        builder: &PathBuilder<'_, 'a>,
        certificate: &'p Certificate<'a>,
        [subject, issuer, entity]: [usize; 3],
        [subject_key_id, authority_key_id]: [usize; 2],
    ) -> Self {
        let signed_by = builder.algorithms_that(|one| *one.signature_alg_id() == *certificate.signature_algorithm());
        let key_algorithm = key_algorithm(certificate.spki());
        let signs_by = builder.algorithms_that(|one| key_algorithm == Some(&one.public_key_alg_id()));
        Self { certificate, subject, issuer, entity, subject_key_id, authority_key_id, signed_by, signs_by }
    }

    /// Returns what the key identifiers say about a candidate issuer of this certificate.
    fn hint(&self, candidate: &Self) -> Hint {
        match (self.certificate.authority_key_id(), candidate.certificate.subject_key_id()) {
            (Some(_), Some(_)) if self.authority_key_id == candidate.subject_key_id => Hint::Agrees,
            (Some(_), Some(_)) => Hint::Contradicts,
            _ => Hint::Silent,
        }
    }
}

/// Whether a candidate issuer has the key identifier that a certificate names (RFC 5280 §4.2.1.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hint {
    Agrees,
    Silent,
    Contradicts,
}

/// A certificate on the path, and which of its issuers comes next.
struct Link {
    /// The index of its [`Member`].
    member: usize,
    next: Next,
    /// Whether an issuer was found.
    found: bool,
    /// Whether the signature was refused with the key of an issuer. With that of another it is no better refusal.
    refused: bool,
}

/// The place from which the next issuer is looked for.
#[derive(Clone, Copy)]
enum Next {
    /// Among the anchors that have the issuer's name: from this one on.
    Anchor(usize),
    /// Among the certificates that have it and for which the key identifiers say this: from this one on.
    Certificate(Hint, usize),
    /// Nowhere: all were found.
    Nothing,
}

/// An issuer that was found, by its index.
enum Issuer {
    Anchor(usize),
    Certificate(usize),
}

/// One search: depth first, anchors before intermediates.
///
/// What is compared at each step are numbers, so that a step costs as much as there are candidates, whatever the octets of
/// their names and the length of the path.
struct Search<'s, 'b, 'p, 'a, T> {
    builder: &'s PathBuilder<'b, 'a>,
    pool: &'p CertificatePool<'a>,
    time: i64,
    judge: &'s dyn Fn(&Path<'p, 'a>) -> Result<T, Rejection>,
    checks_left: u32,
    /// Whether the signature of a certificate holds with the key of an issuer, by the index of the one and the number of the
    /// other.
    verified: BTreeMap<(usize, usize), Result<(), SignatureFault<'p>>>,
    /// The end entity, and then the pool in its order.
    members: Vec<Member<'p, 'a>>,
    /// The indices of the pool in `members`, by their subjects.
    by_subject: Groups,
    /// The number of subject and key of each anchor.
    anchor_entities: Vec<usize>,
    /// The indices of the anchors by subject and key together.
    anchors_by_entity: Groups,
    /// The indices of the anchors by their subjects: of those that share the key too, the first.
    anchors_by_subject: Groups,
    /// For each subject with its key, whether no certificate of it may be added: because one is on the path, or because it
    /// is an anchor's, to which it adds nothing.
    taken: Vec<bool>,
    /// From the end entity to the certificate whose issuer is looked for.
    path: Vec<Link>,
    furthest: Option<(Progress, Refused)>,
}

/// A refusal, with the indices of the certificates on the path and of the anchor that it reached.
struct Refused {
    rejection: Rejection,
    members: Vec<usize>,
    anchor: Option<usize>,
}

type Answer<'p, 'a, T> = ControlFlow<Result<(Path<'p, 'a>, T), PathBuildError<'p, 'a>>>;

impl<'s, 'b: 'p, 'p, 'a, T> Search<'s, 'b, 'p, 'a, T> {
    fn new(
        builder: &'s PathBuilder<'b, 'a>,
        end_entity: &'p Certificate<'a>,
        pool: &'p CertificatePool<'a>,
        time: UnixTime,
        judge: &'s dyn Fn(&Path<'p, 'a>) -> Result<T, Rejection>,
    ) -> Self {
        let certificates = || core::iter::once(end_entity).chain(pool.certificates());
        let anchors = || builder.anchors.iter();
        let subjects = certificates().map(Certificate::subject).chain(anchors().map(TrustAnchor::subject));
        let mut subjects = numbers::of_names(subjects.chain(certificates().map(Certificate::issuer)));
        let issuers = subjects.split_off(subjects.len().saturating_sub(certificates().count()));
        let keys = certificates().map(Certificate::spki).chain(anchors().map(TrustAnchor::spki));
        let entities = numbers::of(subjects.iter().copied().zip(keys));
        let key_ids = certificates().map(Certificate::subject_key_id);
        let key_ids = numbers::of(key_ids.chain(certificates().map(Certificate::authority_key_id)));
        let numbers =
            subjects.iter().zip(&issuers).zip(&entities).zip(&key_ids).zip(key_ids.iter().skip(issuers.len()));
        let members: Vec<_> = certificates()
            .zip(numbers)
            .map(|(certificate, ((((subject, issuer), entity), key_id), authority_key_id))| {
                Member::new(builder, certificate, [*subject, *issuer, *entity], [*key_id, *authority_key_id])
            })
            .collect();
        let mut taken = vec![false; entities.len()];
        let anchor_entities: Vec<_> = entities.into_iter().skip(issuers.len()).collect();
        for entity in &anchor_entities {
            numbers::set(&mut taken, *entity, true);
        }
        let anchors_by_entity = Groups::new(anchor_entities.iter().copied().zip(0..));
        let is_first = |(_, index): &(usize, usize)| {
            let entity = anchor_entities.get(*index).copied().unwrap_or_default();
            anchors_by_entity.of(entity).first() == Some(&(entity, *index))
        };
        let anchors_by_subject = Groups::new(subjects.into_iter().skip(issuers.len()).zip(0..).filter(is_first));
        let mut search = Self {
            builder,
            pool,
            time: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
            judge,
            checks_left: builder.max_signature_checks,
            verified: BTreeMap::new(),
            by_subject: Groups::new(members.iter().map(|member| member.subject).zip(0..).skip(1)),
            members,
            anchor_entities,
            anchors_by_entity,
            anchors_by_subject,
            taken,
            path: Vec::new(),
            furthest: None,
        };
        search.push(0);
        search
    }

    /// Adds a certificate to the path, by its index.
    fn push(&mut self, member: usize) {
        self.take(member, true);
        self.path.push(Link { member, next: Next::Anchor(0), found: false, refused: false });
    }

    /// Removes the topmost certificate from the path.
    fn pop(&mut self) {
        if let Some(link) = self.path.pop() {
            self.take(link.member, false);
        }
    }

    fn take(&mut self, member: usize, taken: bool) {
        if let Some(member) = self.members.get(member) {
            numbers::set(&mut self.taken, member.entity, taken);
        }
    }

    /// Tries every issuer of the topmost certificate, and so on, to at most [`MAX_INTERMEDIATES`] intermediates.
    fn run(&mut self) -> Answer<'p, 'a, T> {
        while let Some(tail) = self.path.last().map(|link| link.member) {
            match self.next_issuer() {
                Some(Issuer::Anchor(index)) => {
                    let Some(anchor) = self.builder.anchors.get(index) else { continue };
                    let entity = self.anchor_entities.get(index).copied().unwrap_or_default();
                    match self.check_signature(tail, entity, anchor.spki())? {
                        Ok(()) => self.complete(index)?,
                        Err(fault) => self.refuse_signature(fault),
                    }
                }
                // No signature is checked for it: it is one CA too many, whichever key signed it.
                Some(Issuer::Certificate(_)) if self.top().0 >= MAX_INTERMEDIATES => {
                    self.record(Rejection::new(RejectionKind::PathTooLong, None), None);
                    self.pop();
                }
                Some(Issuer::Certificate(index)) => {
                    let Some((entity, issuer)) =
                        self.members.get(index).map(|issuer| (issuer.entity, issuer.certificate))
                    else {
                        continue;
                    };
                    match self.check_signature(tail, entity, issuer.spki())? {
                        Ok(()) => self.push(index),
                        Err(fault) => self.refuse_signature(fault),
                    }
                }
                None => {
                    if self.path.last().is_some_and(|link| !link.found) {
                        self.record(Rejection::new(RejectionKind::UnknownIssuer, Some(self.top())), None);
                    }
                    self.pop();
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn top(&self) -> Position {
        Position(self.path.len().saturating_sub(1))
    }

    /// Finds the next issuer of the topmost certificate by name: the anchors, one for each subject and key, then the pool,
    /// those whose key identifier agrees first. Omits what is [`taken`](Search::taken), and after the first refusal what no
    /// algorithm fits: nothing bounds its number, since it costs no signature check.
    fn next_issuer(&mut self) -> Option<Issuer> {
        // One CA too many is another refusal.
        let may_skip = self.top().0 < MAX_INTERMEDIATES;
        let link = self.path.last_mut()?;
        let tail = self.members.get(link.member)?;
        if let Next::Anchor(place) = link.next {
            if let Some((_, index)) = self.anchors_by_subject.of(tail.issuer).get(place) {
                (link.next, link.found) = (Next::Anchor(place.saturating_add(1)), true);
                return Some(Issuer::Anchor(*index));
            }
            link.next = Next::Certificate(Hint::Agrees, 0);
        }
        let skips = may_skip && link.refused;
        if skips && tail.signed_by == 0 {
            return None;
        }
        let candidates = self.by_subject.of(tail.issuer);
        let (members, taken) = (&self.members, &self.taken);
        while let Next::Certificate(hint, from) = link.next {
            let fits = |candidate: &Member<'_, '_>| {
                tail.hint(candidate) == hint
                    && taken.get(candidate.entity) == Some(&false)
                    && !(skips && tail.signed_by & candidate.signs_by == 0)
            };
            let mut rest = candidates.iter().enumerate().skip(from);
            if let Some((place, (_, index))) = rest.find(|(_, (_, index))| members.get(*index).is_some_and(fits)) {
                (link.next, link.found) = (Next::Certificate(hint, place.saturating_add(1)), true);
                return Some(Issuer::Certificate(*index));
            }
            link.next = match hint {
                Hint::Agrees => Next::Certificate(Hint::Silent, 0),
                Hint::Silent => Next::Certificate(Hint::Contradicts, 0),
                Hint::Contradicts => Next::Nothing,
            };
        }
        None
    }

    /// Verifies the signature of a certificate, given by its index, with the key of an issuer, whose subject and key have the
    /// number `entity`. Breaks when the bound on checks is reached.
    ///
    /// A check is counted as often as it is asked for, so that the bound is one on the steps of the search, and made once:
    /// a peer may send a CA in any number of variants, all with one key.
    fn check_signature(
        &mut self,
        member: usize,
        entity: usize,
        issuer_spki: &'p [u8],
    ) -> ControlFlow<Result<(Path<'p, 'a>, T), PathBuildError<'p, 'a>>, Result<(), SignatureFault<'p>>> {
        let PathBuilder { algorithms, rsa_key_bits, .. } = *self.builder;
        let certificate = self.members.get(member).map(|member| member.certificate);
        let check = certificate.ok_or(Unsupported::UnreadableKey);
        let check = check.and_then(|own| SignatureCheck::new(algorithms, rsa_key_bits, own, issuer_spki));
        let check = match check {
            Ok(check) => check,
            Err(unsupported) => return ControlFlow::Continue(Err(SignatureFault::Unsupported(unsupported))),
        };
        let Some(left) = self.checks_left.checked_sub(1) else {
            let rejection = Rejection::new(RejectionKind::TooMuchWork, None);
            return ControlFlow::Break(Err(self.continued(self.refused(rejection, None))));
        };
        self.checks_left = left;
        // The issuers of a certificate have one subject, so they differ in their keys alone.
        ControlFlow::Continue(*self.verified.entry((member, entity)).or_insert_with(|| check.verify()))
    }

    /// Validates the path that ends in an anchor, given by its index. Every signature of the path has been verified.
    fn complete(&mut self, anchor: usize) -> Answer<'p, 'a, T> {
        match self.judge_path(anchor) {
            Ok(verdict) => ControlFlow::Break(Ok(verdict)),
            Err(rejection) => {
                self.record(rejection, Some(anchor));
                ControlFlow::Continue(())
            }
        }
    }

    fn judge_path(&self, anchor: usize) -> Result<(Path<'p, 'a>, T), Rejection> {
        self.check_validity()?;
        let mut certificates = self.each().map(|(_, certificate)| certificate);
        let Some(end_entity) = certificates.next() else {
            return Err(Rejection::new(RejectionKind::UnknownIssuer, None));
        };
        let entity = self.anchor_entities.get(anchor).copied().unwrap_or_default();
        // Nothing else of the path can be an anchor's, or occur in it twice.
        if self.members.first().is_some_and(|end_entity| end_entity.entity == entity) {
            return Err(Rejection::new(RejectionKind::RepeatedCertificate, Some(Position(self.path.len()))));
        }
        let anchors = self.anchors_by_entity.of(entity).iter();
        let anchors = anchors.filter_map(|(_, index)| self.builder.anchors.get(*index)).collect();
        let path = Path::from_search(anchors, certificates.collect(), end_entity)?;
        path.check_key_usages_of(self.builder.purpose)?;
        let verdict = (self.judge)(&path)?;
        match self.builder.path_check.map_or(Ok(()), |check| check(&path)) {
            Ok(()) => Ok((path, verdict)),
            Err(reason) => Err(Rejection::refused_by_caller(reason)),
        }
    }

    fn each(&self) -> impl Iterator<Item = (Position, &'p Certificate<'a>)> + '_ {
        let members = self.path.iter().filter_map(|link| self.members.get(link.member));
        members.enumerate().map(|(index, member)| (Position(index), member.certificate))
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
            return Err(Rejection::new(kind, Some(position)).with_times(bound, self.time));
        }
        Ok(())
    }

    /// Refuses the signature of the topmost certificate, with the key of one of its issuers.
    fn refuse_signature(&mut self, fault: SignatureFault<'_>) {
        let top = self.top();
        let Some(link) = self.path.last_mut().filter(|link| !link.refused) else { return };
        link.refused = true;
        self.record(fault.rejection(top), None);
    }

    /// A refusal of the path as it is.
    fn refused(&self, rejection: Rejection, anchor: Option<usize>) -> Refused {
        Refused { rejection, members: self.path.iter().map(|link| link.member).collect(), anchor }
    }

    /// Keeps a refusal if its path got further than every one before.
    fn record(&mut self, rejection: Rejection, anchor: Option<usize>) {
        let progress = progress(&rejection, self.path.len());
        if self.furthest.as_ref().is_some_and(|(best, _)| progress <= *best) {
            return;
        }
        // A subject may be of any length, and is written out when a refusal is kept.
        let shows_subject =
            matches!(progress.0, ValidationStep::Signatures | ValidationStep::Validity | ValidationStep::KeyUsages);
        let link = rejection.position().filter(|_| shows_subject).and_then(|position| self.path.get(position.0));
        let rejection = match link.and_then(|link| self.members.get(link.member)) {
            Some(member) => rejection.with_subject(&member.certificate.subject()),
            None => rejection,
        };
        self.furthest = Some((progress, self.refused(rejection, anchor)));
    }

    /// Shows where a path that ends before an anchor would lead, by the names of its issuers.
    fn continued(&self, refused: Refused) -> PathBuildError<'p, 'a> {
        let Refused { rejection, mut members, mut anchor } = refused;
        let mut shown = vec![false; self.taken.len()];
        // For each subject, how many of its certificates are shown or come before one that is.
        let mut passed = vec![0usize; self.taken.len()];
        for member in members.iter().filter_map(|index| self.members.get(*index)) {
            numbers::set(&mut shown, member.entity, true);
        }
        // Names alone bound nothing: as many steps as signatures could have been checked, whatever the peer sent.
        for _ in 0..self.builder.max_signature_checks {
            let tail = members.last().and_then(|index| self.members.get(*index));
            let (None, Some(tail)) = (anchor, tail) else { break };
            anchor = self.anchors_by_subject.of(tail.issuer).first().map(|(_, index)| *index);
            let from = passed.get(tail.issuer).copied().unwrap_or_default();
            let candidates = self.by_subject.of(tail.issuer).iter().enumerate().skip(from);
            let known = candidates.filter_map(|(place, (_, index))| Some((place, *index, self.members.get(*index)?)));
            let next = known.into_iter().find(|(_, _, member)| shown.get(member.entity) == Some(&false));
            match next {
                Some((place, index, member)) if anchor.is_none() => {
                    numbers::set(&mut shown, member.entity, true);
                    numbers::set(&mut passed, tail.issuer, place.saturating_add(1));
                    members.push(index);
                }
                _ => break,
            }
        }
        let certificates = members.iter().filter_map(|index| self.members.get(*index)).map(|member| member.certificate);
        let (certificates, list) =
            (certificates.collect::<Vec<_>>(), self.members.iter().map(|member| member.certificate));
        let rejection = rejection.with_path(&certificates, list);
        let anchor = anchor.and_then(|index| self.builder.anchors.get(index));
        PathBuildError { rejection, path: RefusedPath { certificates, anchor } }
    }

    /// The answer when every path was refused: the one that got furthest, or the certificate that could not be read
    /// when no path exists without it.
    fn give_up(mut self) -> PathBuildError<'p, 'a> {
        let refused = self.furthest.take().map_or_else(
            || {
                let rejection = Rejection::new(RejectionKind::UnknownIssuer, Some(Position::END_ENTITY));
                Refused { rejection, members: Vec::from([0]), anchor: None }
            },
            |(_, refused)| refused,
        );
        let refusal = self.continued(refused);
        match self.pool.unusable() {
            Some((index, error)) if *refusal.rejection.kind() == RejectionKind::UnknownIssuer => {
                let position = Position(index.saturating_add(1));
                let rejection = Rejection::new(RejectionKind::MalformedCertificate(error), Some(position));
                PathBuildError { rejection, ..refusal }
            }
            _ => refusal,
        }
    }
}
