//! Other programs, where there are any, and shell scripts that use them and `srvname`.

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Writes a line to standard output also where the output of tests is captured.
pub(crate) fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").expect("standard output");
}

/// Returns where a program is, or says that a test is skipped without it.
pub(crate) fn find(program: &str, test: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    if found.is_none() {
        say(&format!("skipped: {test}: no {program} on this machine"));
    }
    found
}

/// Returns OpenSSL, or says that a test is skipped without it: the commands need version 3.
pub(crate) fn openssl(test: &str) -> Option<PathBuf> {
    let openssl = find("openssl", test)?;
    let version = Command::new(&openssl).arg("version").output().expect("openssl starts");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let major = version.strip_prefix("OpenSSL ").and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
    if major.is_none_or(|major| major < 3) {
        say(&format!("skipped: {test}: it takes OpenSSL 3, and this is {}", version.trim_end()));
        return None;
    }
    Some(openssl)
}

/// Runs a script in a folder, which ends at the first command that fails. `srvname` is the program that is tested.
pub(crate) fn shell(folder: &Path, script: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_srvname")).parent().expect("a folder").to_owned();
    let path = env::var_os("PATH").unwrap_or_default();
    let path: OsString = env::join_paths([program].into_iter().chain(env::split_paths(&path))).expect("a path");
    let mut command = Command::new("sh");
    command.args(["-eu", "-c", script]).current_dir(folder).env("PATH", path).env_remove("NO_COLOR");
    command.stdin(Stdio::null()).output().expect("sh starts")
}

/// Runs a script that must end well, and returns its standard output.
#[track_caller]
pub(crate) fn succeed(folder: &Path, script: &str) -> String {
    let output = shell(folder, script);
    assert!(
        output.status.success(),
        "{script}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}
