//! AWS-LC, from its crate.

use std::ffi::{c_int, c_long, c_void};
use std::ptr;

use super::libcrypto::{Functions, Libcrypto};

/// AWS-LC.
pub const fn peer() -> Libcrypto<AwsLc> {
    Libcrypto::new()
}

/// The functions of AWS-LC; their names in the object code carry a prefix, so that OpenSSL can stand beside it.
pub struct AwsLc;

// SAFETY: each calls the function of its name.
unsafe impl Functions for AwsLc {
    const NAME: &'static str = "AWS-LC";

    fn version() -> String {
        let version = String::from_utf8_lossy(aws_lc_sys::AWSLC_VERSION_NUMBER_STRING).into_owned();
        format!("{} (aws-lc-sys {})", version.trim_end_matches('\0'), crate::locked_version("aws-lc-sys"))
    }

    unsafe fn d2i_x509(output: *mut *mut c_void, input: *mut *const u8, length: c_long) -> *mut c_void {
        // SAFETY: as the caller says.
        unsafe { aws_lc_sys::d2i_X509(output.cast(), input, length) }.cast()
    }

    unsafe fn x509_free(certificate: *mut c_void) {
        // SAFETY: as the caller says.
        unsafe { aws_lc_sys::X509_free(certificate.cast()) };
    }

    unsafe fn cache_extensions(certificate: *mut c_void) -> c_int {
        // SAFETY: as the caller says.
        unsafe { aws_lc_sys::X509_check_purpose(certificate.cast(), -1, 0) }
    }

    unsafe fn extension(certificate: *const c_void, number: c_int) -> *mut c_void {
        // SAFETY: as the caller says; null where nothing is to be written.
        unsafe { aws_lc_sys::X509_get_ext_d2i(certificate.cast(), number, ptr::null_mut(), ptr::null_mut()) }
    }

    unsafe fn general_names_free(names: *mut c_void) {
        // SAFETY: as the caller says.
        unsafe { aws_lc_sys::GENERAL_NAMES_free(names.cast()) };
    }

    unsafe fn name_constraints_free(constraints: *mut c_void) {
        // SAFETY: as the caller says.
        unsafe { aws_lc_sys::NAME_CONSTRAINTS_free(constraints.cast()) };
    }

    unsafe fn check(certificate: *mut c_void, constraints: *mut c_void) -> c_int {
        // SAFETY: as the caller says.
        unsafe { aws_lc_sys::NAME_CONSTRAINTS_check(certificate.cast(), constraints.cast()) }
    }
}
