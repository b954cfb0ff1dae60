//! The version of the library, and of its interface.

use std::ffi::{CStr, c_char};

use crate::result::ResultCode;

/// The interface of this header, for the functions that ask for it: the major number, which is that of the SONAME, times 65536,
/// and the minor number, which grows with each addition.
pub const SRVNAME_ABI: u32 = 1;

/// The version of this header, which is that of the release that it is part of.
pub const SRVNAME_VERSION: &CStr = c"0.1.0";

/// Fails if the library lacks something of the interface that a caller was compiled with: if the major numbers differ, or the
/// caller's minor number is larger.
pub(crate) fn check_abi(caller: u32) -> Result<(), ResultCode> {
    let parts = |abi: u32| (abi >> 16, abi & 0xffff);
    let ((major, minor), (own_major, own_minor)) = (parts(caller), parts(SRVNAME_ABI));
    // There is no minor number 0: whoever passes that passes something else.
    if major == own_major && (1..=own_minor).contains(&minor) { Ok(()) } else { Err(ResultCode::AbiMismatch) }
}

/// Returns the interface of the library that is loaded, as SRVNAME_ABI is that of the header.
#[unsafe(no_mangle)]
pub extern "C" fn srvname_abi() -> u32 {
    SRVNAME_ABI
}

/// Returns the version of the library that is loaded, such as "0.1.0". The text is never freed.
#[unsafe(no_mangle)]
pub extern "C" fn srvname_version() -> *const c_char {
    SRVNAME_VERSION.as_ptr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_are_those_of_the_package() {
        assert_eq!(SRVNAME_VERSION.to_str(), Ok(env!("CARGO_PKG_VERSION")));
        let manifest = include_str!("../Cargo.toml");
        let line = format!("\nversion = \"{}\"\n", env!("CARGO_PKG_VERSION"));
        assert!(manifest.contains(&line), "what cargo-c reads is not {line}");
        let script = include_str!("../build.rs");
        assert!(
            script.contains(&format!("ABI_MAJOR: &str = \"{}\";", SRVNAME_ABI >> 16)),
            "the SONAME has another number"
        );
    }

    #[test]
    fn an_interface_is_had_or_refused() {
        assert_eq!(check_abi(SRVNAME_ABI), Ok(()));
        for other in [0, SRVNAME_ABI + 1, SRVNAME_ABI | 0x1_0000, 0x1_0000, u32::MAX, 0xffff] {
            assert_eq!(check_abi(other), Err(ResultCode::AbiMismatch), "{other:x}");
        }
    }
}
