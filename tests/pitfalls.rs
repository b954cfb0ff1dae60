//! Every test that `docs/PITFALLS.md`, a `Q:`/`A:` in the sources or a decision names, exists in the file that it names.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// `(`file`, `test`)` pairs: a path in backticks that ends in `.rs`, and the names in backticks that follow it.
fn pairs(text: &str) -> Vec<(String, String)> {
    // Documentation comments break lines; the markers are no text.
    let text: String =
        text.lines().map(|line| line.trim_start().trim_start_matches(['/', '!']).trim()).collect::<Vec<_>>().join(" ");
    let mut pairs = Vec::new();
    let mut file: Option<String> = None;
    for quoted in text.split('`').skip(1).step_by(2) {
        let is_name = !quoted.is_empty()
            && quoted.bytes().all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'_');
        if quoted.ends_with(".rs") && (quoted.starts_with("tests/") || quoted.starts_with("src/")) {
            file = Some(quoted.to_owned());
        } else if let (Some(file), true) = (file.take(), is_name && quoted.contains('_')) {
            pairs.push((file, quoted.to_owned()));
        }
    }
    pairs
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn missing(text: &str, wanted_in: &str) -> Vec<String> {
    pairs(text)
        .into_iter()
        .filter(|(file, test)| {
            // A test binary may be split into a folder beside its file.
            let own = fs::read_to_string(root().join(file)).unwrap_or_default();
            let mut all = vec![own];
            let folder = root().join(file.trim_end_matches(".rs"));
            if folder.is_dir() {
                let mut files = Vec::new();
                sources(&folder, &mut files);
                all.extend(files.iter().map(|file| fs::read_to_string(file).unwrap()));
            }
            !all.iter().any(|source| source.contains(&format!("fn {test}(")))
        })
        .map(|(file, test)| format!("{wanted_in} names {test} in {file}"))
        .collect()
}

#[test]
fn every_test_of_the_pitfalls_exists() {
    let text = fs::read_to_string(root().join("docs/PITFALLS.md")).unwrap();
    assert!(pairs(&text).len() >= 20, "the table is not read");
    let missing = missing(&text, "docs/PITFALLS.md");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_test_that_a_source_names_exists() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let mut named = 0;
    let mut absent = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        named += pairs(&text).len();
        absent.extend(missing(&text, &file.display().to_string()));
    }
    assert!(named >= 10, "the sources are not read: {named}");
    assert!(absent.is_empty(), "{}", absent.join("\n"));
}
