//! Certificates to a verdict: the chain that a peer sent, or the path that the caller's TLS stack verified.

use std::time::Duration;

use rustls_pki_types::UnixTime;
use srvname::constraints::Position;
use srvname::path::{PathBuildError, Verified};
use srvname::{Certificate, CertificatePool, Identity, Path, PathBuilder, ReferenceId, Rejection, TrustAnchor};

use crate::boundary::{Output, c_string, guarded, reference, values};
use crate::result::ResultCode;
use crate::settings::{Anchor, Choice};
use crate::verdict::{Matched, Verdict};
use crate::verifier::{Settings, Verifier};

/// A certificate in DER. The caller keeps the octets; no function keeps a pointer to them.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Der {
    /// The octets.
    pub data: *const u8,
    /// How many there are.
    pub length: usize,
}

/// Verifies the certificates that a peer sent, end entity first and the others in any order: finds a path to a root, and checks
/// signatures, dates, CA flags, key usages, name constraints of every form, the rule, and that the end entity presents one of the
/// references. Revocation and certificate transparency are not checked.
///
/// `time` is in seconds since 1970-01-01T00:00:00Z, such as (int64_t)time(NULL): the library has no clock.
///
/// Returns SRVNAME_RESULT_OK if, and only if, the peer is one of the references. Every other number means that it is not known to
/// be, and the handshake must fail. `verdict` may be NULL; of an acceptance and of a refusal a verdict is written to it, which
/// srvname_verdict_free() frees, and NULL if the call itself failed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn srvname_verify(
    verifier: *const Verifier,
    chain: *const Der,
    count: usize,
    time: i64,
    verdict: *mut *mut Verdict,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { verify(verifier, chain, count, time, verdict, Question::Identity) }
}

/// Does what srvname_verify() does but for the references, which are not looked at: any certificate of any name is accepted that
/// has a path to a root. For servers whose clients say later who they are: then verify again, with references.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn srvname_verify_path(
    verifier: *const Verifier,
    chain: *const Der,
    count: usize,
    time: i64,
    verdict: *mut *mut Verdict,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { verify(verifier, chain, count, time, verdict, Question::Path) }
}

/// Validates the path that the caller's TLS stack built and verified, end entity first, in order: its name constraints of every
/// form, the rule, path lengths, critical extensions, key usages, and that the end entity presents one of the references.
/// Signatures, dates and revocation are not checked: never pass what the peer sent.
///
/// `anchor` is one of enum srvname_anchor. If the trust anchor is the last certificate, the constraints of the verifier's roots
/// with its subject and its key apply as well.
///
/// Returns SRVNAME_RESULT_OK if, and only if, the peer is one of the references. `verdict` is as for srvname_verify().
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn srvname_validate_verified(
    verifier: *const Verifier,
    path: *const Der,
    count: usize,
    anchor: u32,
    verdict: *mut *mut Verdict,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { validate(verifier, path, count, anchor, verdict, Question::Identity) }
}

/// Does what srvname_validate_verified() does but for the references, which are not looked at. For servers whose clients say later
/// who they are: then validate again, with references.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn srvname_validate_verified_path(
    verifier: *const Verifier,
    path: *const Der,
    count: usize,
    anchor: u32,
    verdict: *mut *mut Verdict,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { validate(verifier, path, count, anchor, verdict, Question::Path) }
}

/// What is asked of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    /// That its end entity is one of the references.
    Identity,
    /// Its validity alone.
    Path,
}

/// The list that the caller gave, and where its verdict goes.
struct Case<'c, 'v> {
    list: Vec<&'c [u8]>,
    output: Output<'v, Verdict>,
}

/// # Safety
///
/// The contract of the header.
unsafe fn verify(
    verifier: *const Verifier,
    chain: *const Der,
    count: usize,
    time: i64,
    verdict: *mut *mut Verdict,
    question: Question,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let output = unsafe { Output::new(verdict) };
    answered(|| {
        // SAFETY: the contract of the header.
        let (verifier, list) = unsafe { (reference(verifier)?, ders(chain, count)?) };
        let since_1970 = u64::try_from(time).map_err(|_| ResultCode::InvalidValue)?;
        let time = UnixTime::since_unix_epoch(Duration::from_secs(since_1970));
        let anchors = verifier.roots().map(|roots| roots.anchors()).filter(|anchors| anchors.len() > 0);
        let anchors = anchors.ok_or(ResultCode::NoRoots)?;
        let settings = verifier.settings();
        let mut case = Case { list, output };
        let Some((first, rest)) = case.list.split_first() else { return Err(ResultCode::TooFewCertificates) };
        let end_entity = match Certificate::from_der(first) {
            Ok(end_entity) => end_entity,
            Err(error) => return Ok(case.malformed(Rejection::malformed_certificate(error, Position::END_ENTITY))),
        };
        let pool = CertificatePool::from_ders(rest.iter().copied());
        let sent: Vec<_> = std::iter::once(&end_entity).chain(pool.certificates()).collect();
        let anchors = anchors.issuers_of(&sent);
        let builder = PathBuilder::new(&anchors, srvname_algorithms::all())
            .with_rsa_key_bits(srvname_algorithms::RSA_KEY_BITS)
            .with_policy(settings.policy)
            .with_purpose(settings.purpose);
        let references = settings.references();
        let found = match question {
            Question::Identity => builder
                .verify(&end_entity, &pool, time, &references)
                .map(|Verified { identity, path, .. }| (path, Some(identity))),
            Question::Path => builder.verify_path(&end_entity, &pool, time).map(|path| (path, None)),
        };
        Ok(match found {
            Ok((path, identity)) => case.accepted(&path, identity.as_ref(), &references),
            Err(PathBuildError { rejection, path, .. }) => case.refused(rejection, path.certificates.iter().copied()),
        })
    })
}

/// # Safety
///
/// The contract of the header.
unsafe fn validate(
    verifier: *const Verifier,
    path: *const Der,
    count: usize,
    anchor: u32,
    verdict: *mut *mut Verdict,
    question: Question,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let output = unsafe { Output::new(verdict) };
    answered(|| {
        // SAFETY: the contract of the header.
        let (verifier, list) = unsafe { (reference(verifier)?, ders(path, count)?) };
        let anchor = Anchor::of(anchor).ok_or(ResultCode::InvalidValue)?;
        let mut case = Case { list, output };
        let mut certificates = Vec::new();
        for (position, der) in case.list.iter().enumerate() {
            match Certificate::from_der(der) {
                Ok(certificate) => certificates.push(certificate),
                Err(error) => {
                    return Ok(case.malformed(Rejection::malformed_certificate(error, Position::new(position))));
                }
            }
        }
        let settings = verifier.settings();
        let known = verifier.roots().map(|roots| roots.anchors());
        let (mut anchors, mut path) = (Vec::new(), certificates.as_slice());
        if let (Anchor::IsLast, Some((last, below))) = (anchor, certificates.split_last()) {
            // Anchors of one subject and key are one, and the constraints of each apply.
            anchors.push(TrustAnchor::from_certificate(last));
            anchors.extend(known.iter().flat_map(|known| known.same_as(last)));
            path = below;
        }
        let Some((end_entity, intermediates)) = path.split_first() else { return Err(ResultCode::TooFewCertificates) };
        let made = match anchor {
            Anchor::IsLast => Path::assume_signed_by_any(&anchors, intermediates, end_entity),
            Anchor::IsMissing => Path::assume_signed_without_anchor(intermediates, end_entity),
        };
        let references = settings.references();
        let judged = made.map_err(Rejection::from).and_then(|path| {
            let identity = judge(&path, &settings, &references, question)?;
            Ok((path, identity))
        });
        Ok(match judged {
            Ok((path, identity)) => case.accepted(&path, identity.as_ref(), &references),
            Err(rejection) => case.refused(rejection.with_certificates(path), path.iter()),
        })
    })
}

/// Asks a path whose signatures were verified.
fn judge<'r, 'a>(
    path: &Path<'_, 'a>,
    settings: &Settings,
    references: &'r [ReferenceId<'r>],
    question: Question,
) -> Result<Option<Identity<'r, 'a>>, Rejection> {
    path.check_key_usages(settings.purpose)?;
    match question {
        Question::Identity => path.validate(references, &settings.policy).map(Some),
        Question::Path => path.validate_names(&settings.policy).map(|()| None),
    }
}

/// Returns the result of a verification, or why the call failed.
pub(crate) fn answered(call: impl FnOnce() -> Result<ResultCode, ResultCode>) -> ResultCode {
    guarded(ResultCode::Panic, || call().unwrap_or_else(|code| code))
}

/// Returns the octets of each certificate.
///
/// # Safety
///
/// The contract of the header.
pub(crate) unsafe fn ders<'c>(list: *const Der, count: usize) -> Result<Vec<&'c [u8]>, ResultCode> {
    // SAFETY: the contract of the header.
    let list: &'c [Der] = unsafe { values(list, count) }?;
    // SAFETY: the contract of the header.
    list.iter().map(|der| unsafe { values(der.data, der.length) }).collect()
}

impl Case<'_, '_> {
    /// Returns acceptance, and gives the verdict to the caller who wants it.
    fn accepted(
        &mut self,
        path: &Path<'_, '_>,
        identity: Option<&Identity<'_, '_>>,
        references: &[ReferenceId<'_>],
    ) -> ResultCode {
        if self.output.is_wanted() {
            let matched = identity.map(|identity| Matched {
                index: references.iter().position(|own| own == identity.reference()),
                reference: c_string(&identity.reference().to_string()),
                presented: Some(c_string(&identity.presented().to_string())),
            });
            let places = places(&self.list, path.certificates().map(|(_, certificate)| certificate));
            self.output.put(Verdict::accepted(matched, places));
        }
        ResultCode::Ok
    }

    /// Returns a refusal, and gives the verdict to the caller who wants it.
    fn refused<'p, 'a: 'p>(
        &mut self,
        rejection: Rejection,
        path: impl Iterator<Item = &'p Certificate<'a>>,
    ) -> ResultCode {
        let result = ResultCode::of(rejection.kind());
        if self.output.is_wanted() {
            let places = places(&self.list, path);
            self.output.put(Verdict::refused(rejection, places));
        }
        result
    }

    /// Returns the refusal of a certificate that cannot be read: there is no path.
    fn malformed(&mut self, rejection: Rejection) -> ResultCode {
        self.refused(rejection, std::iter::empty())
    }
}

/// Returns where certificates are in the list.
pub(crate) fn places<'p, 'a: 'p>(
    list: &[&[u8]],
    path: impl Iterator<Item = &'p Certificate<'a>>,
) -> Vec<Option<usize>> {
    path.map(|certificate| list.iter().position(|der| std::ptr::eq(*der, certificate.der()))).collect()
}
