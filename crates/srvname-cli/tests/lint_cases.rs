//! Situations of public bug reports about linters, replayed on the program: what it must find, and what it must not.
//!
//! The cases are no part of the project: `SRVNAME_CASES` names the folder that has `reports/lints`. A case is a folder with a file
//! `cmd`, a command a line, and a file `expected`: lines of a file, `must` or `must-not`, and names of lints, with `*` and `|`, and
//! perhaps a severity.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The expectations that are not met, and why by the text of a standard.
const ARGUED: &[(&str, &str, &str)] = &[(
    "25-public-suffix",
    "good.pem must-not *=warn",
    "TLS BR §7.1.2.5.2 does not recommend otherName in the constraints of a TLS CA, which this one has: nc_srv_in_public_ca, which \
     another case asks for in the same situation",
)];

#[test]
fn every_case() {
    let Some(cases) = env::var_os("SRVNAME_CASES") else {
        say("skipped: set SRVNAME_CASES to a folder of cases and run `cargo test --test lint_cases` again");
        return;
    };
    let folder = Path::new(&cases).join("reports").join("lints");
    let mut folders: Vec<_> =
        fs::read_dir(&folder).expect("reports/lints").map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    let (mut asked, mut failures, mut argued) = (0, Vec::new(), Vec::new());
    for folder in folders {
        let case = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let found = run(&folder);
        for line in fs::read_to_string(folder.join("expected")).expect("a text").lines() {
            asked += 1;
            if !is_met(line, &found) {
                match ARGUED.iter().find(|(of, expected, _)| *of == case && *expected == line) {
                    Some(exception) => argued.push(exception),
                    None => failures.push(format!("{case}: {line}")),
                }
            }
        }
    }
    assert!(asked > 0, "no case");
    for (case, line, why) in ARGUED.iter().filter(|exception| !argued.contains(exception)) {
        failures.push(format!("{case}: {line}: is met, so {why:?} is no exception"));
    }
    argued.iter().for_each(|(case, line, why)| say(&format!("{case}: {line}: {why}")));
    say(&format!("{asked} expectations, {} differ without a reason", failures.len()));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Returns the lints that are found in each file, with their severities. What a census counts is a lint here.
fn run(folder: &Path) -> BTreeMap<String, Vec<(String, String)>> {
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for command in fs::read_to_string(folder.join("cmd")).expect("a text").lines() {
        let words = command.split_whitespace().skip(1);
        let output = Command::new(env!("CARGO_BIN_EXE_srvname")).args(words.clone()).current_dir(folder).output();
        let output = output.expect("the program");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{command}: {error}"));
        let file = words.last().expect("a file").to_owned();
        let lints = found.entry(file).or_default();
        if command.split_whitespace().nth(1) == Some("census") {
            let count = &answer["to_reissue"]["technically_constrained"];
            lints.push((format!("census_technically_constrained_{count}"), "notice".to_owned()));
        } else {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            let findings = answer["findings"].as_array().expect("findings");
            lints.extend(findings.iter().map(|finding| (text(&finding["lint"]), text(&finding["severity"]))));
        }
    }
    found
}

/// Returns whether an expectation holds: some lint of a pattern is found with its severity, or none is.
fn is_met(line: &str, found: &BTreeMap<String, Vec<(String, String)>>) -> bool {
    let mut words = line.splitn(3, ' ');
    let (file, verb, wanted) = (words.next(), words.next(), words.next().expect("a pattern"));
    let wanted = wanted.replace("NEW:", "");
    let (patterns, severity) =
        wanted.split_once('=').map_or((wanted.as_str(), None), |(one, other)| (one, Some(other)));
    let is_wanted = |(lint, own): &(String, String)| {
        let named = patterns.split('|').any(|pattern| matches(pattern, lint));
        named && severity.is_none_or(|severity| severity == own)
    };
    let lints = found.get(file.expect("a file")).map_or(&[][..], Vec::as_slice);
    lints.iter().any(is_wanted) == (verb == Some("must"))
}

/// Returns whether a name is of a pattern, in which `*` is any text, at its end or alone.
fn matches(pattern: &str, lint: &str) -> bool {
    pattern.strip_suffix('*').map_or_else(|| pattern == lint, |start| lint.starts_with(start))
}

/// Says something that a successful test shows too.
fn say(text: &str) {
    writeln!(std::io::stderr(), "lint cases: {text}").expect("standard error");
}
