//! Every item and every test that `docs/RFC-MAP.md` names exists where it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A row of the map: a requirement, its section, and two places.
struct Row<'t> {
    line: usize,
    requirement: &'t str,
    section: &'t str,
    item: Place<'t>,
    test: Place<'t>,
}

/// A file and what it defines.
struct Place<'t> {
    file: &'t str,
    name: &'t str,
}

#[test]
fn every_item_exists() {
    let map = read("docs/RFC-MAP.md");
    for row in rows(&map) {
        let Place { file, name } = row.item;
        assert!(file.starts_with("src/"), "line {}: {file} is no source", row.line);
        let source = read(file);
        for part in name.split("::") {
            assert!(defines(&source, part), "line {}: {file} defines no {part}", row.line);
        }
    }
}

#[test]
fn every_test_exists() {
    let map = read("docs/RFC-MAP.md");
    for row in rows(&map) {
        let Place { file, name } = row.test;
        let source = read(file);
        // A test's function follows its attribute, with other attributes or comments between them at most.
        let is_test = source.match_indices("#[test]").any(|(at, _)| {
            let rest = source[at..].split_once("fn ").map(|(_, rest)| rest).unwrap_or_default();
            rest.split_once('(').is_some_and(|(function, _)| function == name)
        });
        assert!(is_test, "line {}: {file} has no test {name}", row.line);
    }
}

#[test]
fn every_requirement_stands_once_and_has_a_section() {
    let map = read("docs/RFC-MAP.md");
    let mut seen = BTreeSet::new();
    for row in rows(&map) {
        assert!(row.section.starts_with('§'), "line {}: {} is no section", row.line, row.section);
        assert!(seen.insert((row.requirement, row.section)), "line {}: {} again", row.line, row.requirement);
    }
    assert!(seen.len() > 90, "{} requirements", seen.len());
}

#[test]
fn every_standard_is_there() {
    let map = read("docs/RFC-MAP.md");
    let headings = map.lines().filter_map(|line| line.strip_prefix("## RFC ")).collect::<Vec<_>>();
    for standard in ["4985", "6335", "5280 §4.2.1.6", "5280 §4.2.1.10", "5280 §6.1", "5280 §7", "9525 §6", "9598"]
    {
        assert!(headings.iter().any(|heading| heading.starts_with(&format!("{standard}:"))), "RFC {standard}");
    }
}

fn rows(map: &str) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for (index, line) in map.lines().enumerate() {
        let Some(cells) = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")) else { continue };
        let cells = cells.split(" | ").collect::<Vec<_>>();
        if cells.first() == Some(&"requirement") {
            continue;
        }
        let [requirement, section, item, test] = cells.as_slice() else { panic!("line {}: four cells", index + 1) };
        rows.push(Row { line: index + 1, requirement, section, item: place(item), test: place(test) });
    }
    rows
}

/// A place from a cell like `` `src/name/srv.rs`, `SrvName::parse` ``.
fn place(cell: &str) -> Place<'_> {
    let parts = cell.split('`').collect::<Vec<_>>();
    match parts.as_slice() {
        ["", file, ", ", name, ""] => Place { file, name },
        _ => panic!("no file and name: {cell}"),
    }
}

/// Whether a source defines something of this name, has an enum's variant of this name, or implements such a type.
fn defines(source: &str, name: &str) -> bool {
    let keywords = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod"];
    let starts = |text: &str| {
        text.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    source.lines().map(str::trim_start).any(|line| {
        let variant = starts(line) && [",", "(", " {"].iter().any(|end| line[name.len()..].starts_with(end));
        let words = keywords.iter().filter_map(|keyword| line.split_once(&format!("{keyword} ")));
        let implements = line.starts_with("impl") && line.split(' ').any(starts);
        variant || implements || words.map(|(_, rest)| rest).any(starts)
    })
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
