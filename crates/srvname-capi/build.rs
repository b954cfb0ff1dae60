//! What the linker is told about the shared library: its name at run time, and that it stays loaded.

use std::env;

/// The number in the name at run time. It moves when a program must be built again: `docs/C.md`.
const ABI_MAJOR: &str = "0";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let system = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    let family = env::var("CARGO_CFG_TARGET_FAMILY").unwrap_or_default();
    // Where objects are ELF.
    if family == "unix" && !["macos", "ios", "aix"].contains(&system.as_str()) {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libsrvname.so.{ABI_MAJOR}");
        // Threads that end after it was unloaded would call destructors of thread-local values that are gone.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
