//! The files, and how an answer is compared with what a case expects.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::{env, fs, io};

use serde_json::{Map, Value};

/// The members that are texts for people: their wording is ours, that there is one is not.
const TEXTS: [&str; 10] = ["reason", "hint", "notes", "note", "warning", "error", "steps", "then", "log", "text"];

/// A case that is answered otherwise than it expects, and the section that decides.
pub(crate) type Exception = (&'static str, &'static str);

/// Runs the cases of every file about `mechanism`, and fails on a case that is neither answered as it expects nor an
/// exception, and on an exception that is none.
pub(crate) fn run(mechanism: &str, exceptions: &[Exception], answer: fn(&Value, &Value) -> Value) {
    let Some(files) = files(mechanism) else { return };
    let mut failures = Vec::new();
    for (path, file) in &files {
        let cases = file["cases"].as_array().expect("a list of cases");
        let (mut agreed, mut excepted) = (0, 0);
        for case in cases {
            let id = case["id"].as_str().expect("a case has an id");
            let actual = answer(file, case);
            let differences = differences(&case["expected"], &actual);
            match (differences.is_empty(), exceptions.iter().any(|(name, _)| *name == id)) {
                (true, false) => agreed += 1,
                (false, true) => excepted += 1,
                (true, true) => failures.push(format!("{id}: an exception that agrees")),
                (false, false) => failures.push(format!("{id}: {}", differences.join("; "))),
            }
        }
        say(&format!(
            "{}: {} cases, {agreed} agree, {excepted} exceptions",
            path.file_name().unwrap_or_default().to_string_lossy(),
            cases.len()
        ));
    }
    for (id, section) in exceptions {
        say(&format!("exception {id}: {section}"));
    }
    assert!(failures.is_empty(), "{} cases:\n{}", failures.len(), failures.join("\n"));
}

/// What differs between what a case expects and the answer, member by member, in words.
fn differences(expected: &Value, actual: &Value) -> Vec<String> {
    let empty = Map::new();
    let (expected, actual) = (expected.as_object().unwrap_or(&empty), actual.as_object().unwrap_or(&empty));
    let members: BTreeSet<_> = expected.keys().chain(actual.keys()).collect();
    let mut found = Vec::new();
    for member in members {
        let (wanted, given) = (expected.get(member), actual.get(member));
        let same = if TEXTS.contains(&member.as_str()) { wanted.is_some() == given.is_some() } else { wanted == given };
        if !same {
            let show = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
            found.push(format!("{member} is {}, expected {}", show(given), show(wanted)));
        }
    }
    found
}

/// The files about a mechanism, or `None`, which is said, where there are none.
fn files(mechanism: &str) -> Option<Vec<(PathBuf, Value)>> {
    let Some(folder) = env::var_os("SRVNAME_CASES") else {
        say("skipped: set SRVNAME_CASES to a folder of cases and run `cargo test --test delegation` again");
        return None;
    };
    let folder = PathBuf::from(folder).join("delegation");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a folder that can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    let files: Vec<_> = paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a file that can be read");
            let file = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path, file)
        })
        .filter(|(path, file)| about(path, file) == mechanism)
        .collect();
    assert!(!files.is_empty(), "{} has no file about {mechanism}", folder.display());
    Some(files)
}

/// Which mechanism a file is about.
fn about<'f>(path: &std::path::Path, file: &'f Value) -> &'f str {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let about = file["about"].as_str().unwrap_or_default().to_ascii_lowercase();
    ["mta-sts", "dane", "posh"]
        .into_iter()
        .find(|mechanism| name.contains(mechanism))
        .or_else(|| ["mta-sts", "dane", "posh"].into_iter().find(|mechanism| about.starts_with(mechanism)))
        .unwrap_or_else(|| panic!("{}: about which mechanism?", path.display()))
}

/// Says it past the capture of the test harness.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
