//! The name of a file, as it was typed or found in a folder, and as it is shown.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};
use srvname::name::Escaped;

/// A file, or standard input.
///
/// Displayed and serialized it is escaped, so that a name never disturbs a terminal and two files are never shown alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileName(PathBuf);

impl FileName {
    /// The argument that means standard input.
    const STANDARD_INPUT: &str = "-";

    /// Returns the name of the file at `path`, or of standard input for `-`.
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Returns the path; `None` for standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        (self.0.as_os_str() != Self::STANDARD_INPUT).then_some(&self.0)
    }

    /// Returns the name as typed, for what has escapes of its own.
    pub(crate) fn as_os_str(&self) -> &OsStr {
        self.0.as_os_str()
    }
}

impl fmt::Display for FileName {
    /// Writes the path, or `standard input`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path() {
            Some(path) => Escaped::from_bytes(path.as_os_str().as_encoded_bytes()).fmt(f),
            None => f.write_str("standard input"),
        }
    }
}

impl Serialize for FileName {
    /// Serializes the path, or `-`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Escaped::from_bytes(self.0.as_os_str().as_encoded_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shown_escaped() {
        let shown = |name: &str| FileName::new(name).to_string();
        assert_eq!(shown("a\u{1b}[31m\nb"), r"a\u{1b}[31m\u{a}b");
        assert_eq!(shown("invoice\u{202e}fdp.pem"), r"invoice\u{202e}fdp.pem");
        assert_eq!(shown("bücher.pem"), "bücher.pem");
        assert_eq!(shown("-"), "standard input");
        let json = |name: &str| serde_json::to_string(&FileName::new(name)).expect("text");
        assert_eq!(json("a\u{9b}b"), r#""a\\u{9b}b""#);
        assert_eq!(json("-"), r#""-""#);
    }

    /// A name that is no text loses nothing: another such name is shown otherwise.
    #[cfg(unix)]
    #[test]
    fn octets_that_are_no_text_are_shown() {
        use std::os::unix::ffi::OsStrExt;

        let shown = |name: &[u8]| FileName::new(OsStr::from_bytes(name)).to_string();
        assert_eq!(shown(b"ch\xffain.pem"), r"ch\xffain.pem");
        assert_eq!(shown(br"ch\xffain.pem"), r"ch\u{5c}xffain.pem");
    }
}
