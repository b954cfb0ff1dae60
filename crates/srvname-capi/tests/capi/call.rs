//! Calls as C makes them, and handles that are freed when a test ends.

use std::ffi::{CStr, CString, c_char};
use std::ptr;

use srvname_capi::ResultCode;
use srvname_capi::roots::{self, Roots, srvname_roots_free, srvname_roots_new};
use srvname_capi::srvname_string_free;
use srvname_capi::verdict::{
    Verdict, srvname_verdict_advice, srvname_verdict_authentication, srvname_verdict_base, srvname_verdict_code,
    srvname_verdict_free, srvname_verdict_imposed_by, srvname_verdict_mechanism, srvname_verdict_name,
    srvname_verdict_path_index, srvname_verdict_path_length, srvname_verdict_position, srvname_verdict_presented,
    srvname_verdict_reference, srvname_verdict_reference_index, srvname_verdict_result, srvname_verdict_section,
    srvname_verdict_subject, srvname_verdict_text,
};
use srvname_capi::verifier::{self, Verifier, srvname_verifier_free, srvname_verifier_new};
use srvname_capi::verify::{self, Der};
use srvname_capi::version::SRVNAME_ABI;

/// 2026-11-24T00:00:00Z, when all that is made here is valid.
pub(crate) const AT: i64 = 1_795_478_400;

/// A text that the library wrote; none if it wrote NULL.
pub(crate) fn taken(text: *mut c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the library wrote it, and it is freed once.
    unsafe {
        let owned = CStr::from_ptr(text).to_str().expect("UTF-8").to_owned();
        srvname_string_free(text);
        Some(owned)
    }
}

pub(crate) fn c(text: &str) -> CString {
    CString::new(text).expect("no NUL")
}

/// Roots that are freed.
pub(crate) struct OwnedRoots(pub(crate) *mut Roots);

// SAFETY: the header says that any thread may use a handle.
unsafe impl Send for OwnedRoots {}
// SAFETY: the same.
unsafe impl Sync for OwnedRoots {}

impl OwnedRoots {
    pub(crate) fn new() -> Self {
        let mut roots = ptr::null_mut();
        // SAFETY: a place to write to.
        assert_eq!(unsafe { srvname_roots_new(SRVNAME_ABI, &raw mut roots) }, ResultCode::Ok);
        Self(roots)
    }

    pub(crate) fn of(ders: &[&[u8]]) -> Self {
        let roots = Self::new();
        for der in ders {
            assert_eq!(roots.add_der(der).0, ResultCode::Ok);
        }
        roots
    }

    /// The result, the number of anchors, and the message.
    pub(crate) fn add_der(&self, der: &[u8]) -> (ResultCode, usize, Option<String>) {
        let (mut count, mut message) = (7, ptr::null_mut());
        // SAFETY: a live handle, octets of this length, and places to write to.
        let result =
            unsafe { roots::srvname_roots_add_der(self.0, der.as_ptr(), der.len(), &raw mut count, &raw mut message) };
        (result, count, taken(message))
    }

    pub(crate) fn add_pem(&self, pem: &[u8]) -> (ResultCode, usize, Option<String>) {
        let (mut count, mut message) = (7, ptr::null_mut());
        // SAFETY: as above.
        let result =
            unsafe { roots::srvname_roots_add_pem(self.0, pem.as_ptr(), pem.len(), &raw mut count, &raw mut message) };
        (result, count, taken(message))
    }

    pub(crate) fn add_file(&self, path: &CStr) -> (ResultCode, usize, Option<String>) {
        let (mut count, mut message) = (7, ptr::null_mut());
        // SAFETY: as above.
        let result = unsafe { roots::srvname_roots_add_file(self.0, path.as_ptr(), &raw mut count, &raw mut message) };
        (result, count, taken(message))
    }

    pub(crate) fn add_folder(&self, path: &CStr) -> (ResultCode, usize, Option<String>) {
        let (mut count, mut message) = (7, ptr::null_mut());
        // SAFETY: as above.
        let result =
            unsafe { roots::srvname_roots_add_folder(self.0, path.as_ptr(), &raw mut count, &raw mut message) };
        (result, count, taken(message))
    }

    pub(crate) fn reload(&self) -> (ResultCode, usize, Option<String>) {
        let (mut count, mut message) = (7, ptr::null_mut());
        // SAFETY: as above.
        let result = unsafe { roots::srvname_roots_reload(self.0, &raw mut count, &raw mut message) };
        (result, count, taken(message))
    }
}

impl Drop for OwnedRoots {
    fn drop(&mut self) {
        // SAFETY: the handle is used no more.
        unsafe { srvname_roots_free(self.0) };
    }
}

/// A verifier that is freed.
pub(crate) struct OwnedVerifier(pub(crate) *mut Verifier);

// SAFETY: the header says that any thread may use a handle.
unsafe impl Send for OwnedVerifier {}
// SAFETY: the same.
unsafe impl Sync for OwnedVerifier {}

impl OwnedVerifier {
    pub(crate) fn new(roots: &OwnedRoots) -> Self {
        Self::with(roots.0)
    }

    pub(crate) fn without_roots() -> Self {
        Self::with(ptr::null())
    }

    fn with(roots: *const Roots) -> Self {
        let mut verifier = ptr::null_mut();
        // SAFETY: a live handle or none, and a place to write to.
        let result = unsafe { srvname_verifier_new(SRVNAME_ABI, roots, &raw mut verifier) };
        assert_eq!(result, ResultCode::Ok);
        Self(verifier)
    }

    pub(crate) fn srv(self, service: &str, domain: &str) -> Self {
        assert_eq!(self.add_srv(service, domain), (ResultCode::Ok, None));
        self
    }

    pub(crate) fn add_srv(&self, service: &str, domain: &str) -> (ResultCode, Option<String>) {
        let mut message = ptr::null_mut();
        let (service, domain) = (c(service), c(domain));
        // SAFETY: a live handle, texts, and a place to write to.
        let result = unsafe {
            verifier::srvname_verifier_add_srv_id(self.0, service.as_ptr(), domain.as_ptr(), &raw mut message)
        };
        (result, taken(message))
    }

    /// Adds a reference by one of the functions that take a text.
    pub(crate) fn add(
        &self,
        function: unsafe extern "C" fn(*mut Verifier, *const c_char, *mut *mut c_char) -> ResultCode,
        text: &str,
    ) -> (ResultCode, Option<String>) {
        let (mut message, text) = (ptr::null_mut(), c(text));
        // SAFETY: as above.
        let result = unsafe { function(self.0, text.as_ptr(), &raw mut message) };
        (result, taken(message))
    }

    pub(crate) fn set(self, function: unsafe extern "C" fn(*mut Verifier, u32) -> ResultCode, number: u32) -> Self {
        // SAFETY: a live handle.
        assert_eq!(unsafe { function(self.0, number) }, ResultCode::Ok);
        self
    }

    pub(crate) fn verify(&self, chain: &[&[u8]]) -> Answer {
        self.verify_at(chain, AT)
    }

    /// Verifies once, without a verdict.
    pub(crate) fn verify_plainly(&self, chain: &[&[u8]]) -> ResultCode {
        let ders: Vec<_> = chain.iter().map(|der| Der { data: der.as_ptr(), length: der.len() }).collect();
        // SAFETY: a live handle, certificates of these lengths, and no verdict is wanted.
        unsafe { verify::srvname_verify(self.0, ders.as_ptr(), ders.len(), AT, ptr::null_mut()) }
    }

    pub(crate) fn verify_at(&self, chain: &[&[u8]], time: i64) -> Answer {
        self.ask(verify::srvname_verify, chain, time)
    }

    pub(crate) fn verify_path(&self, chain: &[&[u8]]) -> Answer {
        self.ask(verify::srvname_verify_path, chain, AT)
    }

    pub(crate) fn validate(&self, chain: &[&[u8]], anchor: u32) -> Answer {
        self.ask(verify::srvname_validate_verified, chain, anchor)
    }

    pub(crate) fn validate_path(&self, chain: &[&[u8]], anchor: u32) -> Answer {
        self.ask(verify::srvname_validate_verified_path, chain, anchor)
    }

    fn ask<T: Copy>(
        &self,
        function: unsafe extern "C" fn(*const Verifier, *const Der, usize, T, *mut *mut Verdict) -> ResultCode,
        chain: &[&[u8]],
        choice: T,
    ) -> Answer {
        let ders: Vec<_> = chain.iter().map(|der| Der { data: der.as_ptr(), length: der.len() }).collect();
        let mut verdict = ptr::null_mut();
        // SAFETY: a live handle, certificates of these lengths, and a place to write to.
        let result = unsafe { function(self.0, ders.as_ptr(), ders.len(), choice, &raw mut verdict) };
        // SAFETY: as above, and no verdict is wanted.
        let again = unsafe { function(self.0, ders.as_ptr(), ders.len(), choice, ptr::null_mut()) };
        assert_eq!(result, again, "a verdict that is not wanted changes the answer");
        Answer { result, verdict: Answered::of(verdict) }
    }
}

impl Drop for OwnedVerifier {
    fn drop(&mut self) {
        // SAFETY: the handle is used no more.
        unsafe { srvname_verifier_free(self.0) };
    }
}

/// What a verification returned, and everything that its verdict says.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) result: ResultCode,
    pub(crate) verdict: Option<Answered>,
}

/// Everything that a verdict says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answered {
    pub(crate) result: ResultCode,
    pub(crate) code: String,
    pub(crate) text: String,
    pub(crate) reference: Option<String>,
    pub(crate) reference_index: Option<usize>,
    pub(crate) presented: Option<String>,
    pub(crate) mechanism: Option<String>,
    pub(crate) authentication: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) position: Option<usize>,
    pub(crate) imposed_by: Option<usize>,
    pub(crate) name: Option<String>,
    pub(crate) base: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) path: Vec<Option<usize>>,
    pub(crate) advice: Vec<String>,
}

impl Answered {
    pub(crate) fn of(verdict: *mut Verdict) -> Option<Self> {
        if verdict.is_null() {
            return None;
        }
        let text = |function: unsafe extern "C" fn(*const Verdict) -> *const c_char| {
            // SAFETY: a live handle, and texts that live as long.
            let text = unsafe { function(verdict) };
            // SAFETY: the same.
            (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_str().expect("UTF-8").to_owned())
        };
        let number = |function: unsafe extern "C" fn(*const Verdict, *mut usize) -> ResultCode| {
            let mut number = 7;
            // SAFETY: a live handle and a place to write to.
            match unsafe { function(verdict, &raw mut number) } {
                ResultCode::Ok => Some(number),
                other => {
                    assert_eq!((other, number), (ResultCode::NotAvailable, 0));
                    None
                }
            }
        };
        // SAFETY: a live handle.
        let length = unsafe { srvname_verdict_path_length(verdict) };
        let index = |position: usize| {
            let mut index = 7;
            // SAFETY: a live handle and a place to write to.
            let result = unsafe { srvname_verdict_path_index(verdict, position, &raw mut index) };
            (result == ResultCode::Ok).then_some(index)
        };
        assert_eq!(index(length), None);
        let answered = Self {
            // SAFETY: a live handle.
            result: unsafe { srvname_verdict_result(verdict) },
            code: text(srvname_verdict_code).expect("a code"),
            text: text(srvname_verdict_text).expect("a sentence"),
            reference: text(srvname_verdict_reference),
            reference_index: number(srvname_verdict_reference_index),
            presented: text(srvname_verdict_presented),
            mechanism: text(srvname_verdict_mechanism),
            authentication: text(srvname_verdict_authentication),
            section: text(srvname_verdict_section),
            position: number(srvname_verdict_position),
            imposed_by: number(srvname_verdict_imposed_by),
            name: text(srvname_verdict_name),
            base: text(srvname_verdict_base),
            subject: text(srvname_verdict_subject),
            path: (0..length).map(index).collect(),
            advice: (0..)
                // SAFETY: a live handle, and texts that live as long.
                .map(|number| unsafe { srvname_verdict_advice(verdict, number) })
                .take_while(|sentence| !sentence.is_null())
                // SAFETY: the same.
                .map(|sentence| unsafe { CStr::from_ptr(sentence) }.to_str().expect("UTF-8").to_owned())
                .collect(),
        };
        // SAFETY: the handle is used no more.
        unsafe { srvname_verdict_free(verdict) };
        Some(answered)
    }
}

impl Answer {
    /// The verdict, which agrees with the result.
    #[track_caller]
    pub(crate) fn verdict(self) -> Answered {
        let verdict = self.verdict.expect("a verdict");
        assert_eq!(verdict.result, self.result);
        verdict
    }

    /// The verdict of an acceptance.
    #[track_caller]
    pub(crate) fn accepted(self) -> Answered {
        assert_eq!(self.result, ResultCode::Ok, "{self:?}");
        self.verdict()
    }

    /// The verdict of a refusal.
    #[track_caller]
    pub(crate) fn refused(self, result: ResultCode) -> Answered {
        assert_eq!(self.result, result, "{self:?}");
        self.verdict()
    }

    /// Asserts that the call failed, without a verdict.
    #[track_caller]
    pub(crate) fn failed(self, result: ResultCode) {
        assert_eq!(self.result, result, "{self:?}");
        assert_eq!(self.verdict, None);
    }
}
