//! Running the binary, and folders with files for it.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::make::file::pem;
use crate::make::{Constraints, Issued, srv};

/// The moment at which tests verify.
pub(crate) const AT: &str = "2026-11-24T00:00:00Z";

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit status.
    pub(crate) status: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Ran {
    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of the refusal; empty for an acceptance.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        let json = self.json();
        let code = json["error"]["code"].as_str().unwrap_or_default().to_owned();
        let (verdict, status) = if code.is_empty() { ("accept", 0) } else { ("reject", 1) };
        assert_eq!((json["verdict"].as_str(), self.status), (Some(verdict), status), "{self:?}");
        code
    }

    /// Checks that the question could not be answered: nothing on standard output, one line of `why` on standard error.
    #[track_caller]
    pub(crate) fn is_unanswered(&self, why: &str) {
        assert_eq!((self.status, self.out.as_str()), (2, ""), "{self:?}");
        assert!(self.err.starts_with("srvname: ") && self.err.contains(why), "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
    }
}

/// Runs the binary with nothing on standard input.
pub(crate) fn srvname(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
    with_input(arguments, &[])
}

/// Runs the binary with `input` on standard input.
pub(crate) fn with_input(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>, input: &[u8]) -> Ran {
    let mut child = command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // A command that needs no input may be gone before it is written.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("the binary ends");
    Ran {
        status: output.status.code().expect("no signal ends it"),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// The binary, in an environment that has no say in colors.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_srvname"));
    command.env_remove("NO_COLOR").env("TERM", "xterm");
    command
}

/// A folder for one test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// An empty folder. Each test has a name of its own.
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
        if path.exists() {
            fs::remove_dir_all(&path).expect("an old folder goes");
        }
        fs::create_dir_all(&path).expect("a new folder comes");
        Self(path)
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: impl AsRef<Path>, octets: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, octets).expect("a file is written");
        path
    }

    /// Writes certificates as PEM.
    pub(crate) fn chain<'a>(&self, name: &str, certificates: impl IntoIterator<Item = &'a Issued>) -> PathBuf {
        self.file(name, pems(certificates))
    }
}

/// A root and so many CAs, each below the one before and held to services of example.com.
pub(crate) fn row_of_cas(count: usize) -> Vec<Issued> {
    let mut row = vec![Issued::root("Example Root CA")];
    for number in 1..=count {
        let constraints = Constraints::new().permit(srv("example.com"));
        let next = row[number - 1].sub_ca(&format!("Example CA {number}")).constraints(constraints).issue();
        row.push(next);
    }
    row
}

/// Certificates as PEM blocks.
pub(crate) fn pems<'a>(certificates: impl IntoIterator<Item = &'a Issued>) -> String {
    certificates.into_iter().map(|certificate| pem(certificate.der())).collect()
}

/// Arguments of several kinds as one list.
#[macro_export]
macro_rules! arguments {
    ($($argument:expr),* $(,)?) => { [$(std::ffi::OsString::from(&$argument)),*] };
}
