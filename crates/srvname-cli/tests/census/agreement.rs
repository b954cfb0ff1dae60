//! What a census cannot read, `lint` cannot read either, and the other way round.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::counts;

fn digests(entries: &Value, keep: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let kept = entries.as_array().expect("a list").iter().filter(|entry| keep(entry));
    kept.filter_map(|entry| Some(entry["sha256"].as_str()?.to_owned())).collect()
}

/// The digests of what `lint` says cannot be read at all: not one of the faults in an extension that a census can count.
fn malformed(path: &Path) -> BTreeSet<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_srvname"));
    command.args(["lint", "--fail-on", "never", "--format", "json", "--include", "certificate_malformed"]).arg(path);
    let output = command.output().expect("the command runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    digests(&report["findings"], |_| true)
}

/// What is unreadable here has the lint, for each certificate of a folder.
fn assert_agreement(path: &Path) -> (usize, usize) {
    let (unreadable, malformed) = (digests(&counts(&[path])["bad"], |_| true), malformed(path));
    let missing: Vec<_> = unreadable.difference(&malformed).collect();
    assert!(missing.is_empty(), "{}: lint reads {missing:?}", path.display());
    (unreadable.len(), malformed.len())
}

#[test]
fn lints_and_census_agree_on_what_cannot_be_read() {
    let mut seen = (0, 0);
    for name in ["lint", "chains", "hostile"] {
        let folder = srvname_testkit::testdata().join(name);
        if folder.is_dir() {
            let (unreadable, malformed) = assert_agreement(&folder);
            seen = (seen.0 + unreadable, seen.1 + malformed);
        }
    }
    println!("{seen:?}");
    if let Some(corpora) = std::env::var_os("SRVNAME_CORPORA") {
        let ccadb = Path::new(&corpora).join("ccadb");
        assert!(fs::metadata(&ccadb).is_ok(), "{}", ccadb.display());
        assert_agreement(&ccadb);
    }
}
