//! The header is what cbindgen makes of the sources. `SRVNAME_WRITE_HEADER=1 cargo test -p srvname-capi --test header` writes it.

use std::path::Path;
use std::{env, fs};

#[test]
fn the_header_is_that_of_the_sources() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(package.join("cbindgen.toml")).unwrap();
    let bindings = cbindgen::Builder::new().with_crate(package).with_config(config).generate().unwrap();
    let mut made = Vec::new();
    bindings.write(&mut made);
    let made = String::from_utf8(made).unwrap();
    let vendored = package.join("include/srvname.h");
    if env::var_os("SRVNAME_WRITE_HEADER").is_some() {
        fs::write(&vendored, &made).unwrap();
    }
    assert!(
        made == fs::read_to_string(&vendored).unwrap(),
        "include/srvname.h is another; SRVNAME_WRITE_HEADER=1 writes it"
    );
    // What is made by hand in it says what the sources say.
    assert!(made.contains(&format!("#define SRVNAME_VERSION \"{}\"\n", env!("CARGO_PKG_VERSION"))));
}
