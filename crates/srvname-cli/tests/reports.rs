//! Situations of public bug reports, replayed on the program: what it decides, and with which exit status.
//!
//! The cases are no part of the project: `SRVNAME_CASES` names the folder that has `reports/validators`. A case is a folder with
//! a file `cmd`, a command a line, and a file `expected`, a line for each: exit status, first word of the verdict, code.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One command of a case.
struct Expectation {
    case: String,
    line: usize,
    folder: PathBuf,
    command: String,
    expected: String,
}

#[test]
fn every_case() {
    let Some(cases) = env::var_os("SRVNAME_CASES") else {
        say("skipped: set SRVNAME_CASES to a folder of cases and run `cargo test --test reports` again");
        return;
    };
    let expectations = read(&Path::new(&cases).join("reports").join("validators"));
    assert!(!expectations.is_empty(), "no case");
    let mut failures = Vec::new();
    for one in &expectations {
        let answer = run(one);
        if answer != one.expected {
            let Expectation { case, line, command, expected, .. } = one;
            failures.push(format!("{case} line {line}: {command}\n  expected {expected}, got {answer}"));
        }
    }
    say(&format!("{} expectations, {} differ", expectations.len(), failures.len()));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Reads the cases of a folder, in order.
fn read(folder: &Path) -> Vec<Expectation> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut folders: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    let mut all = Vec::new();
    for folder in folders {
        let text = |name| fs::read_to_string(folder.join(name)).expect("a text");
        let (commands, expected) = (text("cmd"), text("expected"));
        assert_eq!(commands.lines().count(), expected.lines().count(), "{}", folder.display());
        let case = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let lines = commands.lines().zip(expected.lines()).zip(1..);
        all.extend(lines.map(|((command, expected), line)| Expectation {
            case: case.clone(),
            line,
            folder: folder.clone(),
            command: command.to_owned(),
            expected: expected.to_owned(),
        }));
    }
    all
}

/// Runs a command, and returns exit status, first word of the verdict and code, each `-` if there is none.
fn run(expectation: &Expectation) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_srvname")).parent().expect("a folder").to_owned();
    let path = env::join_paths([program].into_iter().chain(env::split_paths(&env::var_os("PATH").expect("PATH"))));
    let output = Command::new("bash")
        .args(["-c", &expectation.command])
        .current_dir(&expectation.folder)
        .env("PATH", path.expect("a path"))
        .env("NO_COLOR", "1")
        .output()
        .expect("bash");
    let status = output.status.code().expect("a status");
    let text = String::from_utf8_lossy(&output.stdout);
    let verdict = text.lines().find_map(|line| {
        let verdicts = ["accept", "reject", "cannot tell", "no answer", "error"];
        let verdict = verdicts.into_iter().find(|verdict| {
            line.strip_prefix(verdict).is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
        })?;
        let code = line.strip_prefix(verdict)?.trim();
        Some((verdict, if verdict == "accept" || code.is_empty() { "-" } else { code }))
    });
    let (verdict, code) = verdict.unwrap_or(("-", "-"));
    format!("{status} {verdict} {code}")
}

/// Says something that a successful test shows too.
fn say(text: &str) {
    writeln!(std::io::stderr(), "reports: {text}").expect("standard error");
}
