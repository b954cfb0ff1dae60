//! Links in the documents: each leads somewhere, on disk and in the documentation of the library.

use std::fs;
use std::path::{Path, PathBuf};

/// A link of a document.
struct Link {
    text: String,
    target: String,
    /// Whether the target is the label of a definition.
    is_label: bool,
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let documents = documents();
    assert!(documents.len() > 14, "{} documents", documents.len());
    let mut links = 0;
    for document in &documents {
        let text = prose(&fs::read_to_string(document).unwrap());
        for link in links_of(&text) {
            links += 1;
            let target = if link.is_label { definition(&text, &link.target) } else { Some(link.target.clone()) };
            let Some(target) = target else { panic!("{}: [{}] is not defined", document.display(), link.target) };
            check(document, &link.text, &target);
        }
    }
    assert!(links > 20, "{links} links");
}

/// A file that the documentation includes has no neighbors there: each of its links is an address, a heading of its own, or
/// a label that is defined again where it is included.
#[test]
fn what_the_documentation_includes_has_links_that_lead_somewhere_there() {
    let library = fs::read_to_string(repository().join("src/lib.rs")).unwrap();
    let module = library.split_once("pub mod documentation {").unwrap().1.split_once("\n}\n").unwrap().0;
    let mut included = 0;
    for item in module.split("pub mod ").filter(|item| item.contains("include_str!")) {
        let (before, rest) = item.split_once("include_str!(\"../").unwrap();
        let name = rest.split_once('"').unwrap().0;
        // Definitions stand behind the module before this one.
        let defined = before.rsplit_once('}').map_or(before, |(_, own)| own);
        included += 1;
        for link in links_of(&prose(&fs::read_to_string(repository().join(name)).unwrap())) {
            let leads = match link.is_label {
                true => defined.contains(&format!("[{}]: ", link.target)),
                false => link.target.starts_with("https://") || link.target.starts_with('#'),
            };
            assert!(leads, "{name}: [{}] leads to {} on disk alone", link.text, link.target);
        }
    }
    assert!(included >= 9, "{included}");
}

#[track_caller]
fn check(document: &Path, text: &str, target: &str) {
    if target.starts_with("https://") {
        return;
    }
    let (file, heading) = target.split_once('#').map_or((target, None), |(file, heading)| (file, Some(heading)));
    let path = if file.is_empty() { document.to_path_buf() } else { document.parent().unwrap().join(file) };
    assert!(path.exists(), "{}: [{text}] leads to {}, which does not exist", document.display(), path.display());
    let Some(heading) = heading else { return };
    let headings = prose(&fs::read_to_string(&path).unwrap());
    let found = headings.lines().filter_map(|line| line.strip_prefix('#')).any(|line| anchor(line) == heading);
    assert!(found, "{}: [{text}] leads to #{heading}, which {} has not", document.display(), path.display());
}

/// What a heading is called in a link.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars()
        .filter(|character| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_'))
        .map(|character| if character == ' ' { '-' } else { character })
        .collect()
}

fn definition(text: &str, label: &str) -> Option<String> {
    let start = format!("[{label}]: ");
    text.lines().find_map(|line| line.strip_prefix(&start)).map(str::to_owned)
}

/// Links and images, `[text](target)` and `[text][label]`.
fn links_of(text: &str) -> Vec<Link> {
    let ends =
        text.match_indices("](").map(|(at, _)| (at, ')')).chain(text.match_indices("][").map(|(at, _)| (at, ']')));
    ends.filter_map(|(at, end)| {
        let (target, _) = text[at + 2..].split_once(end)?;
        let (_, own) = text[..at].rsplit_once('[')?;
        Some(Link { text: own.to_owned(), target: target.to_owned(), is_label: end == ']' })
    })
    .collect()
}

/// A document without what is code in it.
fn prose(text: &str) -> String {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        inside ^= is_fence;
        !inside && !is_fence
    });
    let mut kept = String::new();
    for line in lines {
        for (index, part) in line.split('`').enumerate() {
            kept.push_str(if index % 2 == 0 { part } else { "" });
        }
        kept.push('\n');
    }
    kept
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The documents of the repository: the folders that hold some.
fn documents() -> Vec<PathBuf> {
    let folders = [
        "",
        "docs",
        "docs/performance",
        "benches/peers",
        "testdata",
        "crates/srvname-algorithms",
        "crates/srvname-capi",
        "crates/srvname-cli",
        "crates/srvname-net",
        "crates/srvname-openssl",
        "integrations/exim",
        "integrations/pkimetal",
        "integrations/prosody",
        "lab",
    ];
    let files = folders.iter().flat_map(|folder| fs::read_dir(repository().join(folder)).unwrap());
    let paths = files.map(|file| file.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}
