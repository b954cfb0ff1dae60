//! OpenSSL, as the system has it.

use std::ffi::{CStr, c_char, c_int, c_long, c_void};
use std::ptr;

// For the library that it links.
use openssl_sys as _;

use super::libcrypto::{Functions, Libcrypto};

/// OpenSSL.
pub const fn peer() -> Libcrypto<OpenSsl> {
    Libcrypto::new()
}

/// The functions of OpenSSL.
pub struct OpenSsl;

// The bindings do not have all of these.
unsafe extern "C" {
    fn OpenSSL_version(kind: c_int) -> *const c_char;
    fn d2i_X509(output: *mut *mut c_void, input: *mut *const u8, length: c_long) -> *mut c_void;
    fn X509_free(certificate: *mut c_void);
    fn X509_check_purpose(certificate: *mut c_void, purpose: c_int, ca: c_int) -> c_int;
    fn X509_get_ext_d2i(
        certificate: *const c_void,
        number: c_int,
        critical: *mut c_int,
        index: *mut c_int,
    ) -> *mut c_void;
    fn GENERAL_NAMES_free(names: *mut c_void);
    fn NAME_CONSTRAINTS_free(constraints: *mut c_void);
    fn NAME_CONSTRAINTS_check(certificate: *mut c_void, constraints: *mut c_void) -> c_int;
}

// SAFETY: each calls the function of its name, as <openssl/x509.h> and <openssl/x509v3.h> declare it.
unsafe impl Functions for OpenSsl {
    const NAME: &'static str = "OpenSSL";

    fn version() -> String {
        // SAFETY: it returns a string that lives as long as the program.
        let text = unsafe { CStr::from_ptr(OpenSSL_version(0)) }.to_string_lossy();
        text.split(' ').nth(1).unwrap_or("unknown").to_owned()
    }

    unsafe fn d2i_x509(output: *mut *mut c_void, input: *mut *const u8, length: c_long) -> *mut c_void {
        // SAFETY: as the caller says.
        unsafe { d2i_X509(output, input, length) }
    }

    unsafe fn x509_free(certificate: *mut c_void) {
        // SAFETY: as the caller says.
        unsafe { X509_free(certificate) };
    }

    unsafe fn cache_extensions(certificate: *mut c_void) -> c_int {
        // SAFETY: as the caller says.
        unsafe { X509_check_purpose(certificate, -1, 0) }
    }

    unsafe fn extension(certificate: *const c_void, number: c_int) -> *mut c_void {
        // SAFETY: as the caller says; null where nothing is to be written.
        unsafe { X509_get_ext_d2i(certificate, number, ptr::null_mut(), ptr::null_mut()) }
    }

    unsafe fn general_names_free(names: *mut c_void) {
        // SAFETY: as the caller says.
        unsafe { GENERAL_NAMES_free(names) };
    }

    unsafe fn name_constraints_free(constraints: *mut c_void) {
        // SAFETY: as the caller says.
        unsafe { NAME_CONSTRAINTS_free(constraints) };
    }

    unsafe fn check(certificate: *mut c_void, constraints: *mut c_void) -> c_int {
        // SAFETY: as the caller says.
        unsafe { NAME_CONSTRAINTS_check(certificate, constraints) }
    }
}
