//! The architecture, as a test: floors that import downwards only, no circle between files, features that gate whole
//! modules, one public path per item, small files and small functions. The library and every crate under `crates/` are read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The items that the root publishes beside the module they belong to. Every other public item has one path.
const PAVED_PATH: &[&str] = &[
    "Certificate",
    "CertificatePool",
    "Identity",
    "Path",
    "PathBuilder",
    "Policy",
    "Profile",
    "ReferenceId",
    "Rejection",
    "SubCaRule",
    "TrustAnchor",
];

/// Public modules inside a public folder: each is documented as a whole, or gated by a feature of its own.
const PUBLIC_SUBMODULES: &[&str] = &[
    "delegation::dane",
    "delegation::dns",
    "delegation::mta_sts",
    "delegation::posh",
    "integration::rustls_0_23",
    "integration::x509_cert_0_3",
    "lint::rules::idna",
    "lint::rules::public_suffix",
];

/// The one file that names a type of std: rustls's errors come out of streams inside `std::io::Error`. Its feature asks for
/// rustls's `std`.
const NAMES_STD: &str = "src/integration/rustls_0_23/peer_rejection.rs";

/// A source file: where it is, the module it is, and its text without comments and unit tests.
struct Source {
    path: PathBuf,
    module: Vec<String>,
    text: String,
    lines: usize,
}

/// The sources of one crate.
struct Crate {
    name: String,
    sources: Vec<Source>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
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

impl Crate {
    fn read(folder: &Path, name: &str) -> Self {
        let folder = folder.join("src");
        let mut files = Vec::new();
        collect(&folder, &mut files);
        files.sort();
        let read = |path: PathBuf| {
            let whole = fs::read_to_string(&path).unwrap();
            let relative = path.strip_prefix(&folder).unwrap().with_extension("");
            let mut module: Vec<_> = relative.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
            if ["mod", "lib", "main"].contains(&module.last().unwrap().as_str()) {
                module.pop();
            }
            // A file of tests alone is held to its size, and to nothing else.
            let is_test = path.ends_with("tests.rs") || whole.contains("#![cfg(test)]");
            let text = if is_test { String::new() } else { code_of(&whole) };
            Source { lines: whole.lines().count(), text, path, module }
        };
        Self { name: name.to_owned(), sources: files.into_iter().map(read).collect() }
    }

    fn library() -> Self {
        Self::read(&root(), "srvname")
    }

    /// The library and every crate under `crates/`.
    fn all() -> Vec<Self> {
        let mut crates = vec![Self::library()];
        let Ok(folders) = fs::read_dir(root().join("crates")) else { return crates };
        let mut folders: Vec<_> = folders.map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        crates.extend(folders.iter().map(|folder| Self::read(folder, folder.file_name().unwrap().to_str().unwrap())));
        crates
    }

    /// The source that a path leads to: the longest module at its start. `None` for the root of the crate.
    fn find(&self, path: &[String]) -> Option<&Source> {
        let starts = |source: &&Source| !source.module.is_empty() && path.starts_with(&source.module);
        self.sources.iter().filter(starts).max_by_key(|source| source.module.len())
    }

    /// The sources that a source imports.
    fn imports<'c>(&'c self, source: &Source) -> Vec<&'c Source> {
        let found = paths(source).into_iter().filter_map(|path| self.find(&path));
        let others = found.filter(|other| other.module != source.module);
        others.map(|other| (&other.module, other)).collect::<BTreeMap<_, _>>().into_values().collect()
    }
}

/// A text without comments, without unit tests, and without what a folder publishes of its own files.
fn code_of(whole: &str) -> String {
    let mut code = String::new();
    let mut lines = whole.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        if matches!(line, "#[cfg(test)]" | "#[cfg(all(test, testkit))]") {
            while lines.next_if(|line| line.starts_with("#[")).is_some() {}
            match lines.next() {
                Some(next) if next.starts_with("mod ") && next.ends_with('{') => break,
                _ => continue,
            }
        }
        code.push_str(line);
        code.push('\n');
    }
    code
}

/// Whether a word starts here: `crate::` and not `other_crate::`, and not `::x509_cert::`, which is no module of ours.
fn is_word_start(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
}

/// Every path of the crate's own that a source names, from the root of the crate: after `crate::`, `super::`, `self::`, and
/// after the name of a module that the source declares.
fn paths(source: &Source) -> Vec<Vec<String>> {
    let text = without_reexports(&source.text);
    let parent = source.module.split_last().map_or(&[][..], |(_, parent)| parent).to_vec();
    let mut starts = vec![("crate", Vec::new()), ("super", parent), ("self", source.module.clone())];
    for line in text.lines() {
        let Some(name) = line.trim_start().split("mod ").nth(1).and_then(|rest| rest.strip_suffix(';')) else {
            continue;
        };
        starts.push((name, [&source.module[..], &[name.to_owned()]].concat()));
    }
    let mut found = Vec::new();
    for (word, before) in &starts {
        let wanted = format!("{word}::");
        for (at, _) in text.match_indices(&wanted).filter(|(at, _)| is_word_start(&text, *at)) {
            expand(&text[at + wanted.len()..], before, &mut found);
        }
    }
    found
}

/// The text without `pub use`, which publishes and imports nothing.
fn without_reexports(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some(at) = rest.find("pub use ") {
        kept.push_str(&rest[..at]);
        rest = rest[at..].split_once(';').map_or("", |(_, after)| after);
    }
    kept + rest
}

/// The paths of a use tree, `a::{b, c::D}`, each after `before`. Returns the text after the tree.
fn expand<'t>(text: &'t str, before: &[String], found: &mut Vec<Vec<String>>) -> &'t str {
    let mut path = before.to_vec();
    let mut rest = text;
    loop {
        if let Some(mut inner) = rest.strip_prefix('{') {
            loop {
                inner = expand(inner.trim_start(), &path, found).trim_start();
                match inner.strip_prefix(',') {
                    Some(more) if !more.trim_start().starts_with('}') => inner = more,
                    Some(more) => return more.trim_start().strip_prefix('}').unwrap_or_default(),
                    None => return inner.strip_prefix('}').unwrap_or_default(),
                }
            }
        }
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        match word {
            "super" => {
                path.pop();
            }
            _ => path.push(word.to_owned()),
        }
        match after.strip_prefix("::") {
            Some(more) if !more.starts_with('<') => rest = more,
            _ => {
                found.push(path);
                return after;
            }
        }
    }
}

/// The floors from the ground up, as the documentation of the library shows them: the names of each line do not import each
/// other.
fn floors() -> Vec<Vec<String>> {
    shown_floors()
        .lines()
        .map(|line| line.split("  ").next().unwrap().split(", ").map(str::to_owned).collect())
        .collect()
}

/// The list of floors in `src/lib.rs`.
fn shown_floors() -> String {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let documentation: Vec<_> = lib.lines().filter_map(|line| line.strip_prefix("//!")).map(str::trim_start).collect();
    let start = documentation.iter().position(|line| *line == "# Floors").expect("a list of floors");
    let list = documentation[start..].iter().skip_while(|line| !line.starts_with("```text")).skip(1);
    list.take_while(|line| **line != "```").fold(String::new(), |list, line| list + line + "\n")
}

/// What is wrong with the imports of one source of the library.
fn imports_upwards(library: &Crate, floors: &[Vec<String>], source: &Source) -> Vec<String> {
    let floor =
        |module: &[String]| floors.iter().position(|names| module.first().is_some_and(|name| names.contains(name)));
    let shown = source.module.join("::");
    let Some(own) = floor(&source.module) else {
        return vec![format!("{shown} is on no floor: add it to the list in lib.rs")];
    };
    let wrong =
        |other: &&Source| other.module[0] != source.module[0] && floor(&other.module).is_none_or(|at| at >= own);
    let upwards = library.imports(source).into_iter().filter(wrong);
    let mut found: Vec<_> = upwards.map(|other| format!("{shown} imports {}", other.module.join("::"))).collect();
    // A re-export of the root in place of a module would hide which floor is meant.
    let hidden = paths(source).into_iter().filter(|path| library.find(path).is_none());
    found.extend(hidden.map(|path| format!("{shown} names no module in `crate::{}`", path.join("::"))));
    found
}

#[test]
fn no_module_imports_upwards() {
    let (library, floors) = (Crate::library(), floors());
    assert!((5..=8).contains(&floors.len()), "{} floors: {floors:?}", floors.len());
    let modules = || library.sources.iter().filter(|source| !source.module.is_empty());
    let edges: usize = modules().map(|source| library.imports(source).len()).sum();
    assert!(edges > 100, "the sources are not read: {edges} imports");
    let wrong: Vec<_> = modules().flat_map(|source| imports_upwards(&library, &floors, source)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for name in floors.iter().flatten() {
        assert!(modules().any(|source| source.module[0] == *name), "{name} is a floor without a module");
    }
}

#[test]
fn the_list_of_floors_is_one() {
    let document = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    assert!(document.contains(&shown_floors()), "docs/ARCHITECTURE.md shows other floors:\n{}", shown_floors());
}

/// The files that are in a circle, or import one that is.
fn circle(sources: &Crate) -> Vec<String> {
    let mut imports: BTreeMap<&[String], BTreeSet<&[String]>> = BTreeMap::new();
    for source in sources.sources.iter().filter(|source| !source.module.is_empty()) {
        let others = sources.imports(source).into_iter().map(|other| &other.module[..]);
        imports.entry(&source.module).or_default().extend(others);
    }
    loop {
        let done: Vec<_> = imports.iter().filter(|(_, others)| others.is_empty()).map(|(module, _)| *module).collect();
        if done.is_empty() {
            return imports.keys().map(|module| module.join("::")).collect();
        }
        for module in done {
            imports.remove(module);
            imports.values_mut().for_each(|others| {
                others.remove(module);
            });
        }
    }
}

#[test]
fn no_files_form_a_circle() {
    for one in Crate::all() {
        assert!(!one.sources.is_empty(), "{} is not read", one.name);
        assert_eq!(circle(&one), Vec::<String>::new(), "{}", one.name);
    }
}

/// Nothing below the root of a crate imports its root: what several files need has a file of its own.
#[test]
fn no_file_imports_the_root_of_its_crate() {
    for one in Crate::all() {
        for source in one.sources.iter().filter(|source| !source.module.is_empty()) {
            let found: Vec<_> = paths(source).into_iter().filter(|path| one.find(path).is_none()).collect();
            assert!(found.is_empty(), "{}: {} names {found:?}", one.name, source.path.display());
        }
    }
}

fn source(module: &str, text: &str) -> Source {
    let module: Vec<_> = module.split("::").map(str::to_owned).collect();
    Source { path: PathBuf::new(), module, text: code_of(text), lines: 1 }
}

/// The reading of sources is itself held to something: each of these must be found.
#[test]
fn what_is_wrong_is_found() {
    let floors = floors();
    for (module, text, wrong) in [
        ("der::time", "use crate::citation::Citation;", 0),
        ("der::time", "use crate::name::dns::DnsName;", 1),
        ("der", "let x = crate::name::dns::DnsName::parse(text);", 1),
        ("der", "use crate::path::policy::{Policy, SubCaRule};\nuse crate::path::validate;", 2),
        ("certificate", "use crate::Policy;", 1),
        ("certificate", "use crate::{der, path};", 1),
        ("certificate", "use crate::{\n    der::{self, Tag},\n    path::{policy::Policy, Path},\n};", 2),
        ("certificate", "fn f(x: crate::name::dns::DnsName<'_>) -> crate::path::Path<'_> {", 1),
        ("constraints::level", "use crate::identity::reference::ReferenceId;", 1),
        ("name::dns", "use super::error::NameError;", 0),
        ("name::dns", "use super::super::path::Path;", 1),
        ("name::dns", "// use crate::path::Path;\n#[cfg(test)]\nmod tests {\n    use crate::path::Path;\n}\n", 0),
        ("integration::x509_cert_0_3", "use ::x509_cert::Certificate; use other_crate::policy;", 0),
        ("attic", "", 1),
    ] {
        let found = imports_upwards(&Crate::library(), &floors, &source(module, text));
        assert_eq!(found.len(), wrong, "{module}: {text}: {found:?}");
    }
    let circle_of = |files: &[(&str, &str)]| {
        let sources = files.iter().map(|(module, text)| source(module, text)).collect();
        circle(&Crate { name: String::new(), sources })
    };
    assert_eq!(
        circle_of(&[("a", "use crate::b::B;"), ("b", "use crate::c;"), ("c", "fn f() {}")]),
        Vec::<String>::new()
    );
    assert_eq!(
        circle_of(&[("a", "use crate::b::B;"), ("b", "use super::c;"), ("c", "crate::a::f()")]),
        ["a", "b", "c"]
    );
    assert_eq!(circle_of(&[("a", "mod b;\nfn f() { b::g() }"), ("a::b", "use super::f;")]), ["a", "a::b"]);
    assert_eq!(
        circle_of(&[("a", "mod b;\npub use b::{\n    G,\n};"), ("a::b", "use super::F;")]),
        Vec::<String>::new()
    );
    let long = format!("pub fn short() {{\n}}\n\n    const fn long() {{\n{}    }}\n", "        x;\n".repeat(60));
    assert_eq!(long_functions(&source("der", &long)), [("long".to_owned(), 62)]);
    assert_eq!(gates_elsewhere("#[cfg(feature = \"a\")]\npub mod a;\n#[cfg(feature = \"a\")]\npub use a::A;"), [""; 0]);
    assert_eq!(gates_elsewhere("#[cfg(feature = \"a\")]\nfn a() {}"), ["fn a() {}"]);
    assert_eq!(gates_elsewhere("fn a() { if cfg!(feature = \"a\") {} }"), ["fn a() { if cfg!(feature = \"a\") {} }"]);
}

/// What a feature gates that is neither a module nor the name of what is in one.
fn gates_elsewhere(text: &str) -> Vec<&str> {
    let lines: Vec<_> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains("feature = \"")) {
        // The whole crate may allow what is unused without a feature.
        if line.starts_with("#![cfg_attr(") {
            continue;
        }
        if !line.starts_with("#[cfg(") {
            found.push(*line);
            continue;
        }
        // A module may have a document of its own.
        let gated = lines[at..].iter().find(|line| !line.starts_with("#[")).copied().unwrap_or_default();
        let allowed =
            ["mod ", "pub mod ", "pub(crate) mod ", "pub use ", "pub(crate) use ", "pub(super) use ", "extern crate "];
        if !allowed.iter().any(|start| gated.trim_start().starts_with(start)) {
            found.push(gated);
        }
    }
    found
}

#[test]
fn features_gate_whole_modules_in_lib_and_in_folders() {
    for one in Crate::all() {
        for source in &one.sources {
            let shown = source.path.display();
            let is_folder = ["lib.rs", "mod.rs", "main.rs"].iter().any(|name| source.path.ends_with(name));
            let gates = source.text.contains("feature = \"");
            assert!(is_folder || !gates, "{shown}: a feature is asked for outside of lib.rs and mod.rs");
            let text: String = source.text.lines().map(|line| line.trim_start().to_owned() + "\n").collect();
            assert_eq!(gates_elsewhere(&text), [""; 0], "{shown}");
        }
    }
}

/// The names that the `pub use` lines of a text publish.
fn published(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("pub use ") {
        expand(&text[at + "pub use ".len()..], &[], &mut found);
    }
    found.into_iter().filter_map(|path| path.last().cloned()).collect()
}

#[test]
fn every_public_item_has_one_path() {
    let library = Crate::library();
    let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
    for source in library.sources.iter().filter(|source| !source.module.is_empty()) {
        for line in source.text.lines() {
            let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) else { continue };
            let path = [&source.module[..], &[name.to_owned()]].concat().join("::");
            assert!(PUBLIC_SUBMODULES.contains(&path.as_str()), "{path} is public beside its folder");
        }
        // A private file publishes nothing: its folder does.
        let is_public = source.module.len() == 1 || PUBLIC_SUBMODULES.contains(&source.module.join("::").as_str());
        for name in published(&source.text).into_iter().filter(|_| is_public) {
            if let Some(other) = seen.insert(name.clone(), source.path.clone()) {
                panic!("{name} is published by {} and {}", other.display(), source.path.display());
            }
        }
    }
    assert!(seen.len() > 60, "the folders are not read: {} items", seen.len());
    let root = library.sources.iter().find(|source| source.path.ends_with("src/lib.rs")).unwrap();
    let mut twice: Vec<_> = published(&root.text).into_iter().filter(|name| name != "Citation").collect();
    twice.sort();
    assert_eq!(twice, PAVED_PATH, "what the root publishes");
}

#[test]
fn files_and_functions_are_small() {
    let mut wrong = Vec::new();
    for source in Crate::all().iter().flat_map(|one| &one.sources) {
        let shown = source.path.display();
        if source.lines > 800 {
            wrong.push(format!("{shown}: {} lines", source.lines));
        }
        wrong.extend(
            long_functions(source).into_iter().map(|(name, lines)| format!("{shown}: fn {name} has {lines} lines")),
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
    for source in Crate::all().iter().flat_map(|one| &one.sources) {
        let name = source.path.file_stem().unwrap().to_str().unwrap();
        assert!(!["util", "utils", "common", "helpers", "types", "imp", "misc"].contains(&name), "{name} says nothing");
    }
    for source in Crate::library().sources {
        let asks_for_std = source.text.match_indices("std::").any(|(at, _)| {
            !source.text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                && !source.text[..at].ends_with("no_")
        });
        let may_name_std = source.path.ends_with(NAMES_STD);
        assert_eq!(asks_for_std, may_name_std, "{}: std in a no_std library", source.path.display());
        assert!(!source.text.contains("unsafe {"), "{}", source.path.display());
    }
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    assert!(lib.contains("#![no_std]") && lib.contains("#![forbid(unsafe_code)]"));
}

/// A comment that answers a question names the test which holds the answer; a test that is gone takes the answer with it.
#[test]
fn the_tests_that_comments_name_exist() {
    let mut named = 0;
    for source in Crate::library().sources {
        let whole = fs::read_to_string(&source.path).unwrap();
        let words = whole.lines().map(|line| line.trim_start().trim_start_matches("/")).collect::<Vec<_>>().join(" ");
        let parts: Vec<_> = words.split('`').collect();
        for window in parts.windows(3) {
            let [file, between, name] = window else { unreachable!("three parts") };
            let is_file =
                ["tests/", "src/", "crates/"].iter().any(|start| file.starts_with(start)) && file.ends_with(".rs");
            if !is_file || between.trim() != "," {
                continue;
            }
            named += 1;
            let shown = source.path.display();
            let text = fs::read_to_string(root().join(file));
            let text = text.unwrap_or_else(|error| panic!("{shown}: {file}: {error}"));
            assert!(text.contains(&format!("fn {name}()")), "{shown}: there is no {name} in {file}");
        }
    }
    assert!(named > 15, "the comments are not read: {named} tests named");
}
