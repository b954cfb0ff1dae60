//! Where the documentation of a lint is.

use srvname::lint::Lint;

/// Returns the address of the lint in the documentation of this version, where `docs/LINTS.md` is a page and each lint a
/// heading.
pub(super) fn help_uri(lint: &Lint) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("https://docs.rs/srvname/{version}/srvname/documentation/lints/index.html#{}", lint.id())
}
