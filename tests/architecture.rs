//! The floors of the library, as a test: no module looks up, features gate whole modules in `lib.rs` and nothing else, and
//! files and functions stay small.

use std::fs;
use std::path::{Path, PathBuf};

/// The floors, from the ground up. A module uses modules before it and none after it. A folder is one entry, except
/// `name`, whose files stand for themselves.
const FLOORS: &[&str] = &[
    // octets and words
    "cite",
    "der",
    "oid",
    "time",
    // names: text to types
    "name::error",
    "name::labels",
    "name::dns",
    "name::ip",
    "name::srv",
    "name::email",
    "name::uri",
    "name::directory",
    "name",
    // certificates: DER to borrowed facts
    "general_name",
    "constraints",
    "certificate",
    // mechanism, no choices
    "look_up",
    "subtree_set",
    "state",
    "compiled",
    "reference",
    // judgement
    "policy",
    "path",
    "rejection",
    "validate",
    // consumers
    "chain",
    "verifier",
    "rustls_0_23",
    "authorise",
    "builder",
    "lint",
    "x509_cert",
    "serde",
];

/// A source file of the library: where it is, its module, and its text without comments and unit tests.
struct Source {
    path: PathBuf,
    module: String,
    text: String,
    lines: usize,
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path != source_folder().join("bin") {
                collect(&path, files);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    collect(&source_folder(), &mut files);
    files.sort();
    files.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Source {
    let whole = fs::read_to_string(&path).unwrap();
    let relative = path.strip_prefix(source_folder()).unwrap().with_extension("");
    let parts: Vec<_> = relative.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    let module = match parts.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["name", "mod"] => "name".to_owned(),
        ["name", file, ..] => format!("name::{file}"),
        [first, ..] => (*first).to_owned(),
        [] => unreachable!("a file has a name"),
    };
    let code = whole.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    let code = code.filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    Source { lines: whole.lines().count(), path, module, text: code }
}

/// The modules that a text names behind `crate::`, and behind `super::` in a file of `name`.
fn uses(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in source.text.match_indices("crate::") {
        found.push(module_at(&source.text[at + "crate::".len()..], ""));
    }
    if source.module.starts_with("name::") && source.path.parent().is_some_and(|folder| folder.ends_with("name")) {
        for (at, _) in source.text.match_indices("super::") {
            found.push(module_at(&source.text[at + "super::".len()..], "name::"));
        }
    }
    found.retain(|module| FLOORS.contains(&module.as_str()));
    found
}

fn module_at(text: &str, prefix: &str) -> String {
    let word = |text: &str| {
        let end =
            text.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')).unwrap_or(text.len());
        text[..end].to_owned()
    };
    let first = word(text);
    let rest = text[first.len()..].strip_prefix("::").unwrap_or_default();
    let second = format!("{prefix}{first}::{}", word(rest));
    if prefix.is_empty() && first == "name" && FLOORS.contains(&second.as_str()) {
        second
    } else {
        format!("{prefix}{first}")
    }
}

#[test]
fn no_module_looks_up() {
    let floor = |module: &str| FLOORS.iter().position(|own| *own == module);
    let mut wrong = Vec::new();
    let mut edges = 0;
    for source in sources().iter().filter(|source| source.module != "lib") {
        let Some(own) = floor(&source.module) else {
            wrong.push(format!("{} stands on no floor", source.module));
            continue;
        };
        for used in uses(source) {
            edges += 1;
            if floor(&used).is_some_and(|used| used > own) {
                wrong.push(format!("{} looks up to {used}", source.module));
            }
        }
    }
    assert!(edges > 50, "the sources are not read: {edges} uses");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn features_gate_whole_modules_in_lib_and_nothing_else() {
    for source in sources() {
        let gates =
            source.text.match_indices("cfg(feature").count() + source.text.match_indices("cfg(all(feature").count();
        if source.module == "lib" {
            assert!(gates > 0, "lib.rs is not read");
            for (at, _) in source.text.match_indices("#[cfg(feature") {
                let mut after = source.text[at..].lines().skip(1).map(str::trim_start);
                // A module may have a path or a document of its own.
                let gated = after.find(|line| !line.starts_with("#[")).unwrap();
                let whole =
                    ["mod ", "pub mod ", "pub use ", "extern crate "].iter().any(|start| gated.starts_with(start));
                assert!(whole, "a feature gates `{gated}`");
            }
        } else {
            assert_eq!(gates, 0, "{}: a feature is asked for outside of lib.rs", source.path.display());
        }
    }
}

#[test]
fn files_and_functions_are_small() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.lines > 800 {
            wrong.push(format!("{}: {} lines", source.path.display(), source.lines));
        }
        wrong.extend(
            long_functions(&source)
                .into_iter()
                .map(|(name, lines)| format!("{}: fn {name} has {lines} lines", source.path.display())),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Functions of more than 60 lines, by the indentation of their last brace (the format is checked elsewhere).
fn long_functions(source: &Source) -> Vec<(String, usize)> {
    let lines: Vec<_> = source.text.lines().collect();
    let mut long = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let Some((before, after)) = line.split_once("fn ") else { continue };
        if before.contains('"')
            || !before.split_whitespace().all(|word| word.starts_with("pub") || ["const", "unsafe"].contains(&word))
        {
            continue;
        }
        let end = lines[at..].iter().position(|line| *line == format!("{}}}", " ".repeat(indent)));
        if let Some(length) = end.filter(|length| *length > 60) {
            long.push((after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect(), length + 1));
        }
    }
    long
}

#[test]
fn the_library_is_no_std_without_unsafe_and_without_grab_bags() {
    for source in sources() {
        let name = source.path.file_stem().unwrap().to_str().unwrap();
        assert!(!["util", "utils", "common", "helpers", "types", "imp", "misc"].contains(&name), "{name} says nothing");
        let asks_for_std = source.text.match_indices("std::").any(|(at, _)| {
            !source.text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                && !source.text[..at].ends_with("no_")
        });
        assert!(!asks_for_std, "{}: std in a no_std library", source.path.display());
        assert!(!source.text.contains("unsafe {"), "{}", source.path.display());
    }
    let lib = fs::read_to_string(source_folder().join("lib.rs")).unwrap();
    assert!(lib.contains("#![no_std]") && lib.contains("#![forbid(unsafe_code)]"));
}
