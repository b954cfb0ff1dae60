//! Sets `cfg(testkit)` in a checkout, for unit tests whose data the unpublished testkit makes: a package that somebody
//! downloads has none, and is tested without them.

use std::path::Path;

fn main() {
    let testkit = Path::new("../srvname-testkit/Cargo.toml");
    println!("cargo::rustc-check-cfg=cfg(testkit)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", testkit.display());
    if testkit.exists() {
        println!("cargo::rustc-cfg=testkit");
    }
}
