//! The domains that are asked about: the one that was typed, or those of a file.

use std::path::Path;

use srvname::identity::SourceDomain;
use srvname::name::Escaped;

use crate::exit::Failure;
use crate::input::file_name::FileName;
use crate::input::{hint, idn, whole_file};

/// The longest list of domains that is read, in octets.
const MAX_LIST_OCTETS: u64 = 16_777_216;

/// Returns a domain in A-labels; fails if the text is none, and says what was probably meant.
pub(super) fn one(typed: &str) -> Result<String, Failure> {
    named(typed).map_err(|why| Failure::new(format_args!("DOMAIN {}: {why}", Escaped::new(typed))))
}

/// Returns the domains of a file in A-labels, and a failure for each line that has none. Empty lines, and what follows a `#`,
/// are passed over. Fails if the file cannot be read.
pub(super) fn of_file(path: &Path) -> Result<(Vec<String>, Vec<Failure>), Failure> {
    let file = FileName::new(path);
    let text = whole_file::text(&file, MAX_LIST_OCTETS)?;
    let (mut domains, mut failures) = (Vec::new(), Vec::new());
    for (line, text) in (1_usize..).zip(text.lines()) {
        let typed = text.split('#').next().unwrap_or(text).trim();
        if typed.is_empty() {
            continue;
        }
        match named(typed) {
            Ok(domain) => domains.push(domain),
            Err(why) => {
                failures.push(Failure::new(format_args!("{file}, line {line}: {}: {why}", Escaped::new(typed))));
            }
        }
    }
    if domains.is_empty() && failures.is_empty() {
        return Err(Failure::new(format_args!("{file}: no domain")));
    }
    Ok((domains, failures))
}

fn named(typed: &str) -> Result<String, String> {
    // The other commands have an argument for the domain.
    let hint = |hint: String| format!(". {}", hint.replace("with --domain ", "with srvname probe "));
    let meant = || hint::about_domain(typed).map(hint).unwrap_or_default();
    let ascii = idn::to_ascii(typed).map_err(|why| format!("{why}{}", meant()))?;
    let domain = SourceDomain::from_user_input(&ascii);
    domain
        .map(|domain| domain.as_str().to_ascii_lowercase())
        .map_err(|error| format!("not a domain: {error} [{}]{}", error.citation(), meant()))
}
