//! A verdict on certificates: acceptance with what matched, or refusal with what is wrong, where, and by which section.

use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::OnceLock;

use srvname::constraints::Position;
use srvname::delegation::{AcceptedServer, DelegationRefusal};
use srvname::{Citation, Rejection};

use crate::advice;
use crate::boundary::{Number, c_string, fallible, free, guarded, reference};
use crate::result::ResultCode;

/// A verdict. It does not change, so any number of threads may read it. Its texts are UTF-8 with what a person does not see
/// escaped, and live as long as it does.
pub struct Verdict {
    result: ResultCode,
    code: CString,
    sentence: CString,
    matched: Option<Matched>,
    /// By what a server was accepted, if there was evidence, and how far.
    by: Option<AcceptedBy>,
    refused: Option<Refused>,
    path: Vec<Option<usize>>,
}

/// What matched.
pub(crate) struct Matched {
    /// Which of the references, in the order in which they were added; `None` if it is another one, of the evidence.
    pub(crate) index: Option<usize>,
    pub(crate) reference: CString,
    /// `None` if it is not known.
    pub(crate) presented: Option<CString>,
}

struct AcceptedBy {
    mechanism: CString,
    authentication: CString,
}

struct Refused {
    /// What advice is about; `None` of a refusal by evidence.
    rejection: Option<Rejection>,
    /// Written when somebody asks for it.
    advice: OnceLock<Vec<CString>>,
    section: CString,
    position: Option<usize>,
    imposed_by: Option<usize>,
    name: Option<CString>,
    base: Option<CString>,
    subject: Option<CString>,
}

impl Verdict {
    /// Returns the verdict of a path that is accepted: what matched, if an identity was asked, and where the certificates of the
    /// path are in the list.
    pub(crate) fn accepted(matched: Option<Matched>, path: Vec<Option<usize>>) -> Self {
        let sentence = match &matched {
            Some(Matched { reference, presented, .. }) => {
                let presented = presented.as_ref().map(|presented| presented.to_string_lossy()).unwrap_or_default();
                format!("the certificate is valid for {}, by its name {presented}", reference.to_string_lossy())
            }
            None => "the path is valid; no identity was asked".to_owned(),
        };
        Self {
            result: ResultCode::Ok,
            code: c"ok".into(),
            sentence: c_string(&sentence),
            matched,
            by: None,
            refused: None,
            path,
        }
    }

    /// Returns the verdict of a server that is accepted by evidence.
    pub(crate) fn accepted_by_evidence(
        accepted: &AcceptedServer,
        matched: Option<Matched>,
        path: Vec<Option<usize>>,
    ) -> Self {
        let sentence = c_string(&accepted.to_string());
        let by = accepted.by().map(|by| AcceptedBy {
            mechanism: c_string(by.code()),
            authentication: c_string(accepted.authentication().as_str()),
        });
        Self { result: ResultCode::Ok, code: c"ok".into(), sentence, matched, by, refused: None, path }
    }

    /// Returns the verdict of a refusal.
    pub(crate) fn refused(rejection: Rejection, path: Vec<Option<usize>>) -> Self {
        let (code, sentence) = (c_string(rejection.code()), c_string(&rejection.to_string()));
        let result = ResultCode::of(rejection.kind());
        let refused = Refused::about(Some(&rejection), rejection.citation());
        let refused = Refused { rejection: Some(rejection), ..refused };
        Self { result, code, sentence, matched: None, by: None, refused: Some(refused), path }
    }

    /// Returns the verdict of a refusal by evidence.
    pub(crate) fn refused_by_evidence(refusal: &DelegationRefusal) -> Self {
        let (code, sentence) = (c_string(refusal.code()), c_string(&refusal.to_string()));
        let refused = Refused::about(refusal.rejection(), refusal.citation());
        let result = ResultCode::of_code(refusal.code());
        Self { result, code, sentence, matched: None, by: None, refused: Some(refused), path: Vec::new() }
    }

    /// Returns what the verification returns.
    pub(crate) const fn result(&self) -> ResultCode {
        self.result
    }
}

impl Refused {
    /// Returns a refusal by this section, with what is known of a path at fault, and without advice.
    fn about(rejection: Option<&Rejection>, section: Citation) -> Self {
        let text = |choose: fn(&Rejection) -> Option<&str>| rejection.and_then(choose).map(c_string);
        Self {
            rejection: None,
            advice: OnceLock::new(),
            section: c_string(&section.to_string()),
            position: rejection.and_then(Rejection::position).map(Position::get),
            imposed_by: rejection.and_then(Rejection::imposed_by).map(Position::get),
            name: text(Rejection::name),
            base: text(Rejection::base),
            subject: text(Rejection::subject),
        }
    }
}

/// Returns the result that the verification returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_result(verdict: *const Verdict) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { reference(verdict) }.map_or(ResultCode::NullPointer, |verdict| verdict.result)
}

/// Returns "ok", or the code of a refusal, as the command line and its JSON have it: "ca_lacks_srv_constraints". A later library
/// may have codes that this header has no number for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_code(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| Some(&verdict.code)) }
}

/// Returns the verdict in one sentence for a person, without a full stop. It may change with the version.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_text(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| Some(&verdict.sentence)) }
}

/// Returns the reference that matched, such as "_xmpp-server.example.com": this, and not what the certificate says, is who the
/// peer is. Returns NULL if the certificates were refused, if no identity was asked, or if a key was compared and no name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_reference(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| verdict.matched.as_ref().map(|matched| &matched.reference)) }
}

/// Writes which of the references matched to `index`, from 0, in the order in which they were added. Returns
/// SRVNAME_RESULT_NOT_AVAILABLE if the certificates were refused, if no identity was asked, or if it is none of them but a host of the
/// evidence.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_reference_index(verdict: *const Verdict, index: *mut usize) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { number_of(verdict, index, |verdict| verdict.matched.as_ref().and_then(|matched| matched.index)) }
}

/// Returns the name in the certificate that the reference matched, or NULL as srvname_verdict_reference() does, and under DANE-TA.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_presented(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| verdict.matched.as_ref().and_then(|matched| matched.presented.as_ref())) }
}

/// Returns by what the server of srvname_verify_evidence() was accepted: "srv_name" or "pkix" (a path to a root, and a name),
/// "dane_ee", "dane_ta", "pkix_and_tlsa", "mta_sts_and_pkix" or "posh". Returns NULL of a refusal and of other verifications.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_mechanism(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| verdict.by.as_ref().map(|by| &by.mechanism)) }
}

/// Returns how far the server of srvname_verify_evidence() is authenticated: "source-domain" if it serves the domain, "host-alone" if
/// it is the host and no more. Returns NULL of a refusal and of other verifications.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_authentication(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| verdict.by.as_ref().map(|by| &by.authentication)) }
}

/// Returns the section that asks for a refusal, such as "RFC 9525 §7.6", or NULL of an acceptance.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_section(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| verdict.refused.as_ref().map(|refused| &refused.section)) }
}

/// Writes the position of the certificate that is at fault to `position`: 0 is the end entity, 1 its issuer, and so on. Returns
/// SRVNAME_RESULT_NOT_AVAILABLE of an acceptance, and if the fault is of the path as a whole.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_position(verdict: *const Verdict, position: *mut usize) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { number_of(verdict, position, |verdict| verdict.refused.as_ref().and_then(|refused| refused.position)) }
}

/// Writes the position of the CA whose constraint refused a name to `position`. Returns SRVNAME_RESULT_NOT_AVAILABLE if there is
/// no such CA.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_imposed_by(verdict: *const Verdict, position: *mut usize) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { number_of(verdict, position, |verdict| verdict.refused.as_ref().and_then(|refused| refused.imposed_by)) }
}

/// Returns the refused name as the certificate has it, or NULL if the verdict is not about a name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_name(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| verdict.refused.as_ref().and_then(|refused| refused.name.as_ref())) }
}

/// Returns the base of a constraint that refused a name or that cannot be evaluated, or NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_base(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| verdict.refused.as_ref().and_then(|refused| refused.base.as_ref())) }
}

/// Returns the subject of the certificate at fault (RFC 4514), or NULL if it is not needed to act.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_subject(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| verdict.refused.as_ref().and_then(|refused| refused.subject.as_ref())) }
}

/// Returns a sentence of advice on a refusal, for a person: who can do what about it. They are numbered from 0, in the order in
/// which they are to be read. Returns NULL after the last one, of an acceptance, and of a refusal by evidence.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_advice(verdict: *const Verdict, number: usize) -> *const c_char {
    let choose = |verdict: &'_ Verdict| -> *const c_char {
        let Some(refused) = &verdict.refused else { return ptr::null() };
        let Some(rejection) = &refused.rejection else { return ptr::null() };
        let written = || advice::about(rejection).iter().map(|sentence| c_string(sentence)).collect();
        refused.advice.get_or_init(written).get(number).map_or(ptr::null(), |sentence| sentence.as_ptr())
    };
    // SAFETY: the contract of the header.
    let verdict = unsafe { reference(verdict) };
    guarded(ptr::null(), || verdict.map_or(ptr::null(), choose))
}

/// Returns how many certificates the path has that the verdict is about, without the trust anchor; of a refusal it is the path at
/// fault. Returns 0 if the verdict is NULL, and if evidence decided without a path to a root.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_path_length(verdict: *const Verdict) -> usize {
    // SAFETY: the contract of the header.
    unsafe { reference(verdict) }.map_or(0, |verdict| verdict.path.len())
}

/// Writes where the certificate at this position of the path is in the list that was verified to `index`, from 0: what there is
/// still to check, such as revocation, is checked of these. Returns SRVNAME_RESULT_NOT_AVAILABLE if the path has no such position.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_path_index(
    verdict: *const Verdict,
    position: usize,
    index: *mut usize,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { number_of(verdict, index, |verdict| verdict.path.get(position).copied().flatten()) }
}

/// Frees a verdict; NULL is allowed. No other thread may use it at that time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_free(verdict: *mut Verdict) {
    // SAFETY: the contract of the header.
    unsafe { free(verdict) }
}

/// Returns a text of a verdict, or NULL if there is none.
///
/// # Safety
///
/// The contract of the header.
unsafe fn text_of<'a>(
    verdict: *const Verdict,
    choose: impl FnOnce(&'a Verdict) -> Option<&'a CString>,
) -> *const c_char {
    // SAFETY: the contract of the header.
    let verdict: Option<&'a Verdict> = unsafe { reference(verdict) }.ok();
    verdict.and_then(choose).map_or(ptr::null(), |text| CStr::as_ptr(text))
}

/// Writes a number of a verdict.
///
/// # Safety
///
/// The contract of the header.
unsafe fn number_of(
    verdict: *const Verdict,
    place: *mut usize,
    choose: impl FnOnce(&Verdict) -> Option<usize>,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let place = unsafe { Number::new(place) };
    fallible(|| {
        let mut place = place.required()?;
        // SAFETY: the contract of the header.
        let verdict = unsafe { reference(verdict) }?;
        place.put(choose(verdict).ok_or(ResultCode::NotAvailable)?);
        Ok(())
    })
}
