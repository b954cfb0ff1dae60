//! The files of the folder that `SRVNAME_CORPORA` names.

use std::fmt::Display;
use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::Value;

/// A file that a test reads.
pub struct Corpus {
    /// The name of the file, without its folders.
    pub name: String,
    /// What is in it.
    pub format: Format,
}

/// What a file holds.
pub enum Format {
    /// JSON, and the format it says it has; empty when it says none.
    Json(String, Value),
    /// A CCADB report.
    Ccadb(String),
}

/// Every file of the folder and the folders in it, in order; `None`, and a word about it, when there is no folder.
pub fn corpora() -> Option<Vec<Corpus>> {
    let Some(folder) = std::env::var_os("SRVNAME_CORPORA") else {
        say("skipped: set SRVNAME_CORPORA to a folder of corpora and run `cargo test --test corpora` again");
        return None;
    };
    let mut found = Vec::new();
    collect(Path::new(&folder), &mut found);
    Some(found)
}

/// Tells the person who runs the tests, past the capture of the test harness.
pub fn say(message: impl Display) {
    writeln!(std::io::stderr(), "{message}").expect("standard error");
}

fn collect(folder: &Path, found: &mut Vec<Corpus>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths = entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, found);
        } else if let Some(format) = read(&path) {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            found.push(Corpus { name, format });
        }
    }
}

/// A list of files and the suite that has a test of its own are no corpora; nor is what is neither JSON nor a report.
fn read(path: &Path) -> Option<Format> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("json") => {
            let content = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let file: Value =
                serde_json::from_slice(&content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let elsewhere = file.is_array() || file.get("testcases").is_some();
            let format = file["format"].as_str().unwrap_or_default().to_owned();
            (!elsewhere).then_some(Format::Json(format, file))
        }
        // The reports have no ending.
        None | Some("csv") => fs::read_to_string(path).ok().filter(|text| is_ccadb_report(text)).map(Format::Ccadb),
        Some(_) => None,
    }
}

/// Whether this is a report of the CCADB: they have no ending, so the content says it.
fn is_ccadb_report(content: &str) -> bool {
    content.contains("-----BEGIN CERTIFICATE-----")
        && content.lines().next().is_some_and(|header| header.contains("PEM"))
}
