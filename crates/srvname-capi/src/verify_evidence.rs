//! Certificates and the evidence of a connection to a verdict.

use std::cell::RefCell;
use std::fmt;
use std::time::Duration;

use rustls_pki_types::UnixTime;
use srvname::constraints::Position;
use srvname::delegation::dane::Evaluator;
use srvname::delegation::{AcceptedServer, Mechanism, PathQuestion, ProvenName, ServerRefusal};
use srvname::path::Verified;
use srvname::{Certificate, CertificatePool, Path, PathBuilder, ReferenceId, Rejection};
use srvname_algorithms::AwsLcDigests;

use crate::boundary::{Output, c_string, reference};
use crate::evidence::Evidence;
use crate::result::ResultCode;
use crate::roots::AnchorSet;
use crate::verdict::{Matched, Verdict};
use crate::verifier::{Settings, Verifier};
use crate::verify::{Der, answered, ders, places};

/// Verifies the certificates that a server sent, in the order in which it sent them, end entity first, by what its domain publishes:
/// TLSA records that apply must match, and so must an MTA-STS policy in mode enforce; a key that DANE-EE or POSH names is accepted
/// with whatever names, dates and path; otherwise a path is asked for, to the anchor of a DANE-TA record or to a root of the verifier
/// for one of its references. The verifier may have no roots and no references. Its rule, purpose and other settings count for every
/// path.
///
/// That the server has the key of the first certificate is proven by the handshake, which the caller's TLS stack checks as ever.
/// Revocation is not checked. `time` is as for srvname_verify().
///
/// Returns SRVNAME_RESULT_OK if, and only if, the server is authenticated: as one of the evidence's domain, or as far as
/// srvname_evidence_set_least_authentication() asks. Every other number means that it is not, and the handshake must fail;
/// SRVNAME_RESULT_NO_CONNECTION that none should have been begun. `verdict` is as for srvname_verify(); of an acceptance its text is
/// a line for a log, which says no more than was proven.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn srvname_verify_evidence(
    verifier: *const Verifier,
    evidence: *const Evidence,
    chain: *const Der,
    count: usize,
    time: i64,
    verdict: *mut *mut Verdict,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let mut output = unsafe { Output::new(verdict) };
    answered(|| {
        // SAFETY: the contract of the header.
        let (verifier, evidence, list) = unsafe { (reference(verifier)?, reference(evidence)?, ders(chain, count)?) };
        let since_1970 = u64::try_from(time).map_err(|_| ResultCode::InvalidValue)?;
        if list.is_empty() {
            return Err(ResultCode::TooFewCertificates);
        }
        let (anchors, settings) =
            (verifier.roots().map(|roots| roots.anchors()).unwrap_or_default(), verifier.settings());
        let references = settings.references();
        let evidence = evidence.of_connection(&references).map_err(|failure| failure.code)?;
        let time = UnixTime::since_unix_epoch(Duration::from_secs(since_1970));
        let case = Case { list, anchors: &anchors, settings: &settings, time, found: RefCell::default() };
        let evaluator = Evaluator::new(&AwsLcDigests, srvname_algorithms::all())
            .with_rsa_key_bits(srvname_algorithms::RSA_KEY_BITS.into())
            .with_policy(settings.policy)
            .with_purpose(settings.purpose);
        let verdict = match evidence.judge(&evaluator, &case.list, time, |question| case.prove(question)) {
            Ok(accepted) => case.accepted(&accepted, &references),
            Err(ServerRefusal::Path(NoPath { rejection, places })) => Verdict::refused(rejection, places),
            Err(ServerRefusal::Delegation(refusal)) => Verdict::refused_by_evidence(&refusal),
        };
        let result = verdict.result();
        output.put(verdict);
        Ok(result)
    })
}

/// The certificates that were sent, and with what a path is asked for.
struct Case<'c> {
    list: Vec<&'c [u8]>,
    anchors: &'c AnchorSet,
    settings: &'c Settings,
    time: UnixTime,
    /// The last path that was found.
    found: RefCell<Option<FoundPath>>,
}

/// A path to a root.
struct FoundPath {
    presented: String,
    places: Vec<Option<usize>>,
}

/// Why there is no path to a root.
struct NoPath {
    rejection: Rejection,
    /// Where the certificates of the path at fault are in the list.
    places: Vec<Option<usize>>,
}

impl fmt::Display for NoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rejection.fmt(f)
    }
}

impl Case<'_> {
    /// Returns the reference of a question that a path to a root was validated for.
    fn prove<'r>(&self, question: &PathQuestion<'r, '_>) -> Result<ProvenName<'r>, NoPath> {
        let end_entity = Certificate::from_der(self.list.first().copied().unwrap_or_default()).map_err(|error| {
            let rejection = Rejection::malformed_certificate(error, Position::END_ENTITY);
            NoPath { rejection, places: Vec::new() }
        })?;
        let pool = CertificatePool::from_ders(self.list.iter().skip(1).copied());
        let sent: Vec<_> = std::iter::once(&end_entity).chain(pool.certificates()).collect();
        let anchors = self.anchors.issuers_of(&sent);
        let check = |path: &Path<'_, '_>| question.check(path, &self.anchors.certificates_of(path.anchors()));
        let builder = PathBuilder::new(&anchors, srvname_algorithms::all())
            .with_rsa_key_bits(srvname_algorithms::RSA_KEY_BITS)
            .with_policy(question.narrow(self.settings.policy))
            .with_purpose(self.settings.purpose);
        let builder = if question.has_condition() { builder.with_path_check(&check) } else { builder };
        match builder.verify(&end_entity, &pool, self.time, question.references()) {
            Ok(Verified { identity, path, .. }) => {
                let presented = identity.presented().to_string();
                let places = places(&self.list, path.certificates().map(|(_, certificate)| certificate));
                *self.found.borrow_mut() = Some(FoundPath { presented, places });
                Ok(ProvenName::from(&identity))
            }
            Err(refusal) => {
                let places = places(&self.list, refusal.path.certificates.iter().copied());
                Err(NoPath { rejection: refusal.rejection, places })
            }
        }
    }

    fn accepted(&self, accepted: &AcceptedServer, references: &[ReferenceId<'_>]) -> Verdict {
        // A key that was compared, and the path to a DANE-TA, which the library has to itself.
        let without_root =
            matches!(accepted.by(), Some(Mechanism::DaneEe | Mechanism::DaneTa | Mechanism::Posh) | None);
        let found = self.found.take().filter(|_| !without_root);
        let (presented, places) = match found {
            Some(FoundPath { presented, places }) => (Some(c_string(&presented)), places),
            None => (None, Vec::new()),
        };
        let matched = accepted.reference().map(|matched| Matched {
            index: references.iter().position(|own| *own == matched),
            reference: c_string(&matched.to_string()),
            presented,
        });
        Verdict::accepted_by_evidence(accepted, matched, places)
    }
}
