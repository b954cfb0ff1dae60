//! What OpenSSL and its descendants have in common: the functions, and what a check is.

use std::ffi::{c_int, c_long, c_void};
use std::hint::black_box;
use std::marker::PhantomData;
use std::ptr;

use crate::certificates::{Case, EndEntity};
use crate::peer::{Loaded, Measure, Peer, Verdict, per_call};

/// The functions of one library, by their names there.
///
/// # Safety
///
/// Each function is the one of that name, of one and the same library.
pub unsafe trait Functions {
    /// The name of the library.
    const NAME: &'static str;

    /// The version that is linked.
    fn version() -> String;

    /// `d2i_X509`.
    ///
    /// # Safety
    ///
    /// `input` points at a pointer to `length` octets; `output` is null.
    unsafe fn d2i_x509(output: *mut *mut c_void, input: *mut *const u8, length: c_long) -> *mut c_void;

    /// `X509_free`.
    ///
    /// # Safety
    ///
    /// A certificate that nobody uses any more.
    unsafe fn x509_free(certificate: *mut c_void);

    /// `X509_check_purpose` without a purpose: it decodes the extensions that the library keeps.
    ///
    /// # Safety
    ///
    /// A certificate.
    unsafe fn cache_extensions(certificate: *mut c_void) -> c_int;

    /// `X509_get_ext_d2i`.
    ///
    /// # Safety
    ///
    /// A certificate. What is returned has the type that goes with the number.
    unsafe fn extension(certificate: *const c_void, number: c_int) -> *mut c_void;

    /// `GENERAL_NAMES_free`.
    ///
    /// # Safety
    ///
    /// Names that nobody uses any more, or null.
    unsafe fn general_names_free(names: *mut c_void);

    /// `NAME_CONSTRAINTS_free`.
    ///
    /// # Safety
    ///
    /// Constraints that nobody uses any more, or null.
    unsafe fn name_constraints_free(constraints: *mut c_void);

    /// `NAME_CONSTRAINTS_check`.
    ///
    /// # Safety
    ///
    /// A certificate whose extensions are cached, and constraints.
    unsafe fn check(certificate: *mut c_void, constraints: *mut c_void) -> c_int;
}

/// `NID_subject_alt_name`.
const SUBJECT_ALT_NAME: c_int = 85;
/// `NID_name_constraints`.
const NAME_CONSTRAINTS: c_int = 666;

/// A peer with the functions of OpenSSL.
pub struct Libcrypto<F>(PhantomData<F>);

impl<F: Functions> Libcrypto<F> {
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<F: Functions> Peer for Libcrypto<F> {
    fn name(&self) -> &str {
        F::NAME
    }

    fn version(&self) -> String {
        F::version()
    }

    fn method(&self) -> &str {
        "`NAME_CONSTRAINTS_check`, called directly. Extensions: with `X509_get_ext_d2i` of nameConstraints and \
         subjectAltName, and freeing them. Certificates: `d2i_X509` of both, `X509_check_purpose` of the end entity (it \
         decodes what the check reads), the CA's constraints, the check, and freeing"
    }

    fn load<'l>(&'l mut self, case: &'l Case, end_entity: &'l EndEntity) -> Result<Box<dyn Loaded + 'l>, String> {
        let ca = Certificate::<F>::read(&case.ca)?;
        let decoded = Certificate::<F>::read(&end_entity.certificate)?.with_extensions()?;
        let constraints = ca.constraints()?;
        Ok(Box::new(Decoded { case, encoded: end_entity, ca, end_entity: decoded, constraints }))
    }
}

/// A certificate of the library.
struct Certificate<F: Functions>(*mut c_void, PhantomData<F>);

impl<F: Functions> Certificate<F> {
    fn read(der: &[u8]) -> Result<Self, String> {
        let length = c_long::try_from(der.len()).map_err(|error| error.to_string())?;
        let mut start = der.as_ptr();
        // SAFETY: `start` points at as many octets as `length` says.
        let certificate = unsafe { F::d2i_x509(ptr::null_mut(), &raw mut start, length) };
        if certificate.is_null() { Err("d2i_X509 failed".to_owned()) } else { Ok(Self(certificate, PhantomData)) }
    }

    fn with_extensions(self) -> Result<Self, String> {
        // SAFETY: a certificate that `read` made.
        match unsafe { F::cache_extensions(self.0) } {
            1 => Ok(self),
            _ => Err("X509_check_purpose failed".to_owned()),
        }
    }

    fn constraints(&self) -> Result<Constraints<F>, String> {
        // SAFETY: a certificate that `read` made; the number is that of NAME_CONSTRAINTS.
        let constraints = unsafe { F::extension(self.0, NAME_CONSTRAINTS) };
        match constraints.is_null() {
            true => Err("no constraints".to_owned()),
            false => Ok(Constraints(constraints, PhantomData)),
        }
    }

    /// Decodes the alternative names and frees them.
    fn decode_names(&self) {
        // SAFETY: a certificate that `read` made; the number is that of GENERAL_NAMES, and nobody else has them.
        unsafe { F::general_names_free(black_box(F::extension(self.0, SUBJECT_ALT_NAME))) };
    }
}

impl<F: Functions> Drop for Certificate<F> {
    fn drop(&mut self) {
        // SAFETY: made by `read`, and nobody else has it.
        unsafe { F::x509_free(self.0) };
    }
}

/// Constraints of the library.
struct Constraints<F: Functions>(*mut c_void, PhantomData<F>);

impl<F: Functions> Constraints<F> {
    fn check(&self, end_entity: &Certificate<F>) -> c_int {
        // SAFETY: both live; the extensions of the certificate were cached.
        unsafe { F::check(end_entity.0, self.0) }
    }
}

impl<F: Functions> Drop for Constraints<F> {
    fn drop(&mut self) {
        // SAFETY: made by `Certificate::constraints`, and nobody else has them.
        unsafe { F::name_constraints_free(self.0) };
    }
}

struct Decoded<'l, F: Functions> {
    case: &'l Case,
    encoded: &'l EndEntity,
    ca: Certificate<F>,
    end_entity: Certificate<F>,
    constraints: Constraints<F>,
}

impl<F: Functions> Decoded<'_, F> {
    fn extensions(&self) -> c_int {
        self.end_entity.decode_names();
        self.ca.constraints().expect("decoded before").check(&self.end_entity)
    }

    fn certificates(&self) -> c_int {
        let ca = Certificate::<F>::read(&self.case.ca).expect("read before");
        let end_entity = Certificate::<F>::read(&self.encoded.certificate).expect("read before");
        let end_entity = end_entity.with_extensions().expect("decoded before");
        ca.constraints().expect("decoded before").check(&end_entity)
    }
}

impl<F: Functions> Loaded for Decoded<'_, F> {
    fn verdict(&mut self) -> Result<Verdict, String> {
        Ok(match [self.constraints.check(&self.end_entity), self.certificates()] {
            [0, 0] => Verdict::Accepted,
            [1, 1] => Verdict::OverLimit("2^20 comparisons, counted before".to_owned()),
            [code, other] => Verdict::Refused(format!("error {code}, {other} from certificates")),
        })
    }

    fn time(&mut self, measure: Measure, iterations: u32) -> Result<f64, String> {
        Ok(per_call(iterations, || {
            black_box(match measure {
                Measure::Check => self.constraints.check(&self.end_entity),
                Measure::Extensions => self.extensions(),
                Measure::Certificates => self.certificates(),
            });
        }))
    }
}
