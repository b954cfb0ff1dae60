//! A verdict on certificates: acceptance with what matched, or refusal with what is wrong, where, and by which section.

use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::OnceLock;

use srvname::Rejection;
use srvname::constraints::Position;

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
    refused: Option<Refused>,
    path: Vec<Option<usize>>,
}

/// What matched.
pub(crate) struct Matched {
    /// Which of the references, in the order in which they were added.
    pub(crate) index: usize,
    pub(crate) reference: CString,
    pub(crate) presented: CString,
}

struct Refused {
    rejection: Rejection,
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
                let (reference, presented) = (reference.to_string_lossy(), presented.to_string_lossy());
                format!("the certificate is valid for {reference}, by its name {presented}")
            }
            None => "the path is valid; no identity was asked".to_owned(),
        };
        Self { result: ResultCode::Ok, code: c"ok".into(), sentence: c_string(&sentence), matched, refused: None, path }
    }

    /// Returns the verdict of a refusal.
    pub(crate) fn refused(rejection: Rejection, path: Vec<Option<usize>>) -> Self {
        let (result, code) = (ResultCode::of(rejection.kind()), c_string(rejection.code()));
        let sentence = c_string(&rejection.to_string());
        let refused = Refused {
            advice: OnceLock::new(),
            section: c_string(&rejection.citation().to_string()),
            position: rejection.position().map(Position::get),
            imposed_by: rejection.imposed_by().map(Position::get),
            name: rejection.name().map(c_string),
            base: rejection.base().map(c_string),
            subject: rejection.subject().map(c_string),
            rejection,
        };
        Self { result, code, sentence, matched: None, refused: Some(refused), path }
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
/// peer is. Returns NULL if the certificates were refused, or if no identity was asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_reference(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| verdict.matched.as_ref().map(|matched| &matched.reference)) }
}

/// Writes which of the references matched to `index`, from 0, in the order in which they were added. Returns
/// SRVNAME_RESULT_NOT_AVAILABLE if the certificates were refused, or if no identity was asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_reference_index(verdict: *const Verdict, index: *mut usize) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { number_of(verdict, index, |verdict| verdict.matched.as_ref().map(|matched| matched.index)) }
}

/// Returns the name in the certificate that the reference matched, or NULL as srvname_verdict_reference() does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_presented(verdict: *const Verdict) -> *const c_char {
    // SAFETY: the contract of the header.
    unsafe { text_of(verdict, |verdict| verdict.matched.as_ref().map(|matched| &matched.presented)) }
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
/// which they are to be read. Returns NULL after the last one, and of an acceptance.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verdict_advice(verdict: *const Verdict, number: usize) -> *const c_char {
    let choose = |verdict: &'_ Verdict| -> *const c_char {
        let Some(refused) = &verdict.refused else { return ptr::null() };
        let written = || advice::about(&refused.rejection).iter().map(|sentence| c_string(sentence)).collect();
        refused.advice.get_or_init(written).get(number).map_or(ptr::null(), |sentence| sentence.as_ptr())
    };
    // SAFETY: the contract of the header.
    let verdict = unsafe { reference(verdict) };
    guarded(ptr::null(), || verdict.map_or(ptr::null(), choose))
}

/// Returns how many certificates the path has that the verdict is about, without the trust anchor; of a refusal it is the path at
/// fault. Returns 0 if the verdict is NULL.
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
