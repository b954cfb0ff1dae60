//! What the linker is told about the shared library: its name at run time, and that it stays loaded.

use std::env;

/// The number in the name at run time. It moves when a program must be built again: `docs/C.md`.
const ABI_MAJOR: &str = "0";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let system = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    let arguments = match system.as_str() {
        "macos" | "ios" => vec![format!("-Wl,-install_name,@rpath/libsrvname.{ABI_MAJOR}.dylib")],
        "windows" => Vec::new(),
        // What is unloaded while threads run leaves the ends of their thread-local values without code.
        _ => vec![format!("-Wl,-soname,libsrvname.so.{ABI_MAJOR}"), "-Wl,-z,nodelete".to_owned()],
    };
    for argument in arguments {
        println!("cargo::rustc-cdylib-link-arg={argument}");
    }
}
