//! What a census cannot read, `lint` cannot read either, and the other way round.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::counts;

fn digests(entries: &Value) -> BTreeSet<String> {
    let entries = entries.as_array().expect("a list").iter();
    entries.filter_map(|entry| Some(entry["sha256"].as_str()?.to_owned())).collect()
}

/// Returns how many certificates below a path the linter finds malformed; the census says of the same that they are unreadable.
fn malformed(path: &Path) -> usize {
    let mut command = Command::new(env!("CARGO_BIN_EXE_srvname"));
    command.args(["lint", "--fail-on", "never", "--format", "json", "--include", "certificate_malformed"]).arg(path);
    let output = command.output().expect("the command runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let malformed = digests(&report["findings"]);
    let census = counts(&[path]);
    assert_eq!(digests(&census["bad"]), malformed, "{}", path.display());
    let distinct = census["bad"].as_array().expect("a list").iter().filter(|bad| !bad["sha256"].is_null()).count();
    assert_eq!(distinct, malformed.len(), "{}", path.display());
    malformed.len()
}

#[test]
fn lint_and_census_agree_on_what_cannot_be_read() {
    for name in ["chains", "lint"] {
        assert!(malformed(&srvname_testkit::testdata().join(name)) > 0, "{name} has none");
    }
}

#[test]
fn lint_and_census_agree_over_the_ccadb() {
    let Some(corpora) = std::env::var_os("SRVNAME_CORPORA") else {
        return eprintln!("skipped: set SRVNAME_CORPORA to the folder that holds ccadb/");
    };
    assert!(malformed(&Path::new(&corpora).join("ccadb")) > 0);
}
