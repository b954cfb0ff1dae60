//! The command that makes the same census again.

use std::path::{Path, PathBuf};

use srvname::name::Escaped;

use crate::input::time;

/// Returns the command line with the options that change what is counted, as a shell reads it. What a terminal would not show
/// is escaped.
pub(super) fn command(at: i64, ccadb: Option<&Path>, paths: &[PathBuf]) -> String {
    let mut words = vec!["srvname census --at".to_owned(), time::show(at)];
    if let Some(file) = ccadb {
        words.extend(["--ccadb".to_owned(), quoted(file)]);
    }
    let is_like_an_option = |path: &PathBuf| path.as_os_str().len() > 1 && path.to_string_lossy().starts_with('-');
    if paths.iter().any(is_like_an_option) {
        words.push("--".to_owned());
    }
    words.extend(paths.iter().map(|path| quoted(path)));
    words.join(" ")
}

fn quoted(path: &Path) -> String {
    let text = Escaped::from_bytes(path.as_os_str().as_encoded_bytes()).to_string();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+,=-".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_it() {
        let command = |ccadb: Option<&str>, paths: &[&str]| {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            command(0, ccadb.map(Path::new), &paths)
        };
        assert_eq!(command(None, &["a/b.pem", "-"]), "srvname census --at 1970-01-01T00:00:00Z a/b.pem -");
        assert_eq!(
            command(Some("all records.csv"), &["it's"]),
            r"srvname census --at 1970-01-01T00:00:00Z --ccadb 'all records.csv' 'it'\''s'"
        );
        assert_eq!(command(None, &["-x", "a\u{1b}b"]), r"srvname census --at 1970-01-01T00:00:00Z -- -x 'a\u{1b}b'");
    }
}
