//! Makes `docs/LINTS.md`: `cargo run --example lints --features idna,psl`. The test `lint` fails when it is stale.

use std::path::Path;
use std::process::ExitCode;

use srvname_testkit::lint_document;

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = folder.join("docs/LINTS.md");
    match std::fs::write(&path, lint_document::render(&folder.join("testdata"))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            ExitCode::from(2)
        }
    }
}
