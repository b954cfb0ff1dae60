//! The names of results, for C.

use std::ffi::{CStr, c_char};
use std::ptr;

use crate::boundary::guarded;
use crate::result::ResultCode;

/// Returns the name of a result, such as "no_matching_identifier": for a refusal the code that the command line prints. Returns
/// NULL if the number is none that this library returns. The text is never freed.
#[unsafe(no_mangle)]
pub extern "C" fn srvname_result_name(result: u32) -> *const c_char {
    guarded(ptr::null(), || ResultCode::name_of(result).map_or(ptr::null(), CStr::as_ptr))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_name_and_others_have_none() {
        for number in 0..300 {
            let name = srvname_result_name(number);
            assert_eq!(name.is_null(), ResultCode::name_of(number).is_none(), "{number}");
            if let Some(known) = ResultCode::name_of(number) {
                // SAFETY: it is not NULL, and so one of the texts of the table.
                assert_eq!(unsafe { CStr::from_ptr(name) }, known);
            }
        }
        assert_eq!(ResultCode::name_of(118), Some(c"no_matching_identifier"));
        assert_eq!(ResultCode::name_of(100), None);
    }
}
