//! The folder `testdata/` as it must be: every file that is made, and how the disk differs from that.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::chains;
use super::file::{Case, RULES};
use super::lint;

/// Every file that is made, by its path below `testdata/`, with its text.
pub fn files() -> BTreeMap<PathBuf, String> {
    let cases = chains::all();
    let mut files = BTreeMap::from([(PathBuf::from("INDEX.md"), index(&cases))]);
    files.extend(lint::files());
    for case in &cases {
        let roots = case.roots.render();
        let earlier = files.insert(PathBuf::from(format!("roots/{}.pem", case.roots.name)), roots.clone());
        assert!(earlier.is_none_or(|earlier| earlier == roots), "two bundles are called {}", case.roots.name);
        let earlier = files.insert(PathBuf::from(format!("chains/{}.pem", case.name)), case.render());
        assert!(earlier.is_none(), "two cases are called {}", case.name);
    }
    files
}

/// Where `folder` differs from what is made: one line a file, empty when nothing does.
pub fn differences(folder: &Path) -> io::Result<Vec<String>> {
    let files = files();
    let mut lines = Vec::new();
    for (path, text) in &files {
        match fs::read_to_string(folder.join(path)) {
            Ok(present) if present == *text => {}
            Ok(_) => lines.push(format!("{}: differs", path.display())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => lines.push(format!("{}: missing", path.display())),
            Err(error) => return Err(error),
        }
    }
    let stale = present(folder)?.into_iter().filter(|path| !files.contains_key(path));
    lines.extend(stale.map(|path| format!("{}: nothing makes it", path.display())));
    Ok(lines)
}

/// Writes every file that differs, and removes those of former cases; how many that were.
///
/// A file that is right stays untouched, so that a test which reads it meanwhile never finds half of it.
pub fn write(folder: &Path) -> io::Result<usize> {
    let files = files();
    let mut changed = 0;
    for path in present(folder)?.iter().filter(|path| !files.contains_key(*path)) {
        fs::remove_file(folder.join(path))?;
        changed += 1;
    }
    for (path, text) in &files {
        let path = folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|present| present == *text) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
        changed += 1;
    }
    Ok(changed)
}

/// The PEM files that are there, by their paths below `folder`.
fn present(folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut paths = BTreeSet::new();
    for part in ["chains", "lint", "roots"] {
        let entries = match fs::read_dir(folder.join(part)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let name = entry?.file_name();
            if Path::new(&name).extension().is_some_and(|ending| ending == "pem") {
                paths.insert(Path::new(part).join(name));
            }
        }
    }
    Ok(paths)
}

/// All cases in one table, for whoever looks for one.
fn index(cases: &[Case]) -> String {
    let mut text = format!(
        "# Cases\n\nMade by `cargo run -p srvname-testkit --example testdata`; do not edit. A refusal is shown as its code, \
         the position\nof the certificate at fault and, behind `<`, that of the CA that imposed it.\n\n\
         | case | what it is | {} |\n|{}\n",
        RULES.join(" | "),
        "---|".repeat(2 + RULES.len())
    );
    for case in cases {
        let answers: Vec<String> = (0..RULES.len()).map(|rule| case.expectation(rule).short()).collect();
        text += &format!("| `{}` | {} | {} |\n", case.name, case.title().replace('|', "\\|"), answers.join(" | "));
    }
    text
}
