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
    "moment",
    // names: text to types
    "name::error",
    "name::line",
    "name::labels",
    "name::subtree",
    "name::dns",
    "name::ip",
    "name::directory",
    "name::form",
    "name::host",
    "name::srv",
    "name::email",
    "name::uri",
    "name",
    "canonical",
    // certificates: DER to borrowed facts
    "general_name",
    "constraints",
    "certificate",
    // mechanism, no choices
    "look_up",
    "scan",
    "subtree_set",
    "state",
    "compiled",
    "descent",
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
    "authorize",
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
            collect(&path, files);
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

/// A path that a source names behind `crate::`, and behind `super::` in a file of `name`: the module, or what stands in
/// place of one.
fn uses(source: &Source) -> Vec<Result<String, String>> {
    let mut found = Vec::new();
    for (at, _) in source.text.match_indices("crate::").filter(|(at, _)| is_word_start(&source.text, *at)) {
        found.push(module_at(&source.text[at + "crate::".len()..], ""));
    }
    if source.module.starts_with("name::") && source.path.parent().is_some_and(|folder| folder.ends_with("name")) {
        for (at, _) in source.text.match_indices("super::").filter(|(at, _)| is_word_start(&source.text, *at)) {
            found.push(module_at(&source.text[at + "super::".len()..], "name::"));
        }
    }
    found
}

/// Whether a word starts here: `crate::` and not `other_crate::`, and not `::x509_cert::`, which is no module of ours.
fn is_word_start(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
}

/// The module at the start of a path. A re-export or a list in its place would hide which module is meant.
fn module_at(text: &str, prefix: &str) -> Result<String, String> {
    let word = |text: &str| {
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
        text[..end].to_owned()
    };
    let first = word(text);
    let one = format!("{prefix}{first}");
    let rest = text[first.len()..].strip_prefix("::").unwrap_or_default();
    let two = format!("{one}::{}", word(rest));
    let known = |module: &String| FLOORS.contains(&module.as_str());
    [two, one.clone()].into_iter().find(known).ok_or_else(|| text.lines().next().unwrap_or_default().to_owned())
}

/// What is wrong with the uses of one source.
fn looks_up(source: &Source) -> Vec<String> {
    let floor = |module: &str| FLOORS.iter().position(|own| *own == module);
    let Some(own) = floor(&source.module) else {
        return vec![format!("{} stands on no floor: add it to the list, where it belongs", source.module)];
    };
    let wrong = |used: Result<String, String>| match used {
        Ok(used) if floor(&used) > Some(own) => Some(format!("{} looks up to {used}", source.module)),
        Ok(_) => None,
        Err(path) => Some(format!("{} names no module in `crate::{path}`", source.module)),
    };
    uses(source).into_iter().filter_map(wrong).collect()
}

#[test]
fn no_module_looks_up() {
    let sources = sources();
    let modules: Vec<_> = sources.iter().filter(|source| source.module != "lib").collect();
    let edges: usize = modules.iter().map(|source| uses(source).len()).sum();
    assert!(edges > 50, "the sources are not read: {edges} uses");
    let wrong: Vec<_> = modules.iter().flat_map(|source| looks_up(source)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let empty: Vec<_> = FLOORS.iter().filter(|floor| !modules.iter().any(|source| source.module == **floor)).collect();
    assert!(empty.is_empty(), "floors without a module: {empty:?}");
}

/// The reading of sources is itself held to something: each of these must be found.
#[test]
fn what_looks_up_is_found() {
    let found = |module: &str, text: &str| {
        let path = source_folder().join(module.replace("::", "/"));
        looks_up(&Source { path, module: module.to_owned(), text: text.to_owned(), lines: 1 })
    };
    for (module, text, wrong) in [
        ("der", "use crate::cite::Citation;", 0),
        ("der", "use crate::name::Form;", 1),
        ("der", "let x = crate::name::dns::DnsName::parse(text);", 1),
        ("der", "use crate::policy::{Policy, SubCaRule};\nuse crate::validate;", 2),
        ("state", "use crate::Policy;", 1),
        ("state", "use crate::{der, policy};", 1),
        ("state", "fn f(x: crate::name::Base<'_>) -> crate::path::Path<'_> {", 1),
        ("name::dns", "use super::error::NameError;", 0),
        ("name::dns", "use super::srv::SrvName;", 1),
        ("name::dns", "use super::Form;", 1),
        ("name", "use srv::SrvName;", 0),
        ("x509_cert", "use ::x509_cert::Certificate; use other_crate::policy;", 0),
        ("attic", "", 1),
    ] {
        let found = found(module, text);
        assert_eq!(found.len(), wrong, "{module}: {text}: {found:?}");
    }
    let long = format!("pub fn short() {{\n}}\n\n    const fn long() {{\n{}    }}\n", "        x;\n".repeat(60));
    let source = Source { path: source_folder(), module: "der".to_owned(), text: long, lines: 70 };
    assert_eq!(long_functions(&source), [("long".to_owned(), 62)]);
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
            let is_folder = source.path.ends_with("mod.rs");
            assert!(is_folder || gates == 0, "{}: a feature is asked for inside a module", source.path.display());
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

/// A comment that answers a question names the test which holds the answer; a test that is gone takes the answer with it.
#[test]
fn the_tests_that_comments_name_exist() {
    let mut files = Vec::new();
    collect(&source_folder(), &mut files);
    let mut named = 0;
    for path in files {
        let whole = fs::read_to_string(&path).unwrap();
        let words = whole.lines().map(|line| line.trim_start().trim_start_matches("/")).collect::<Vec<_>>().join(" ");
        let parts: Vec<_> = words.split('`').collect();
        for window in parts.windows(3) {
            let [file, between, name] = window else { unreachable!("three parts") };
            let is_file = (file.starts_with("tests/") || file.starts_with("src/")) && file.ends_with(".rs");
            if !is_file || between.trim() != "," {
                continue;
            }
            named += 1;
            let shown = path.display();
            let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
            let text = text.unwrap_or_else(|error| panic!("{shown}: {file}: {error}"));
            assert!(text.contains(&format!("fn {name}()")), "{shown}: there is no {name} in {file}");
        }
    }
    assert!(named > 15, "the comments are not read: {named} tests named");
}
