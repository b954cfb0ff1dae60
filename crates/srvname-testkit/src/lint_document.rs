//! `docs/LINTS.md`, made from the lints and the fixtures.

use std::fmt::Write;
use std::path::Path;

use srvname::lint::{CHAPTERS, Chapter, Lint, Linter};

use crate::make::lint::matrix::{self, Cell, Matrix};

/// Every chapter, those behind features too.
pub fn chapters() -> Vec<&'static Chapter> {
    let behind_features = [&srvname::lint::idna::CHAPTER, &srvname::lint::public_suffix::CHAPTER];
    CHAPTERS.into_iter().chain(behind_features).collect()
}

/// A linter that knows every lint.
pub fn linter(profiles: &[srvname::lint::RuleSet]) -> Linter {
    Linter::new(profiles).with(&srvname::lint::idna::CHAPTER).with(&srvname::lint::public_suffix::CHAPTER)
}

/// The document.
pub fn render(testdata: &Path) -> String {
    let count: usize = chapters().iter().map(|chapter| chapter.lints().len()).sum();
    let mut text = format!(
        "# Lints\n\n\
         Made by `cargo run --example lints --features idna,psl`; do not edit. {count} lints.\n\n\
         `srvname lint` asks the profiles `pkix` and `srv` unless told otherwise. An error is against a MUST or of no use to \
         anybody; a warning is against a SHOULD, or a trap; a notice is for your information. A severity behind a profile \
         holds when that profile is asked. *From* is the day from which the rule binds: certificates with an earlier \
         notBefore are not asked. Each lint has a certificate that it finds and a near miss that it does not, under \
         `testdata/lint/`.\n"
    );
    text += "\n## Faults and forms\n\n\
             Which lint finds a fault in a name of each form, or why none does. A test makes a certificate for each lint here.\n";
    for matrix in [matrix::names(), matrix::bases()] {
        text += &table(&matrix);
    }
    for chapter in chapters() {
        write!(text, "\n## {}\n", chapter.title()).expect("a string takes all");
        for lint in chapter.lints() {
            text += &entry(lint, testdata);
        }
    }
    text
}

fn table(matrix: &Matrix) -> String {
    let mut text = format!(
        "\n### {}\n\n| fault | {} |\n|---|{}\n",
        matrix.title,
        matrix.forms.join(" | "),
        "---|".repeat(matrix.forms.len())
    );
    for row in &matrix.rows {
        let cells = row.cells.iter().map(|cell| match cell {
            Cell::Found(lints, _) => lints.iter().map(|lint| format!("`{lint}`")).collect::<Vec<_>>().join(", "),
            Cell::Reason(reason) => (*reason).to_owned(),
        });
        writeln!(text, "| {} | {} |", row.fault, cells.collect::<Vec<_>>().join(" | ")).expect("a string takes all");
    }
    text
}

fn entry(lint: &Lint, testdata: &Path) -> String {
    let elsewhere = lint.severities().iter().map(|(profile, severity)| format!(", {severity} under `{profile}`"));
    let profiles: Vec<String> = lint.rule_sets().iter().map(|profile| format!("`{profile}`")).collect();
    let citations: Vec<String> = lint.citations().iter().map(ToString::to_string).collect();
    let since = lint.effective_date().map_or_else(String::new, |since| format!(" · from {since}"));
    let fixtures: Vec<String> = fixtures(lint.id(), testdata).iter().map(|name| format!("`{name}`")).collect();
    format!(
        "\n### `{}`\n\n{}.\n\n{}{} · {}{since} · {}\n\nLooks for: {}.\n\nCertificates: {}\n",
        lint.id(),
        lint.title(),
        lint.severity(),
        elsewhere.collect::<String>(),
        profiles.join(", "),
        citations.join(", "),
        lint.detects(),
        fixtures.join(", "),
    )
}

/// The names of the files that are about a lint, without their ending.
pub fn fixtures(lint: &str, testdata: &Path) -> Vec<String> {
    let line = format!("\nlint: {lint}\n");
    let entries = std::fs::read_dir(testdata.join("lint")).expect("testdata/lint");
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).ok()?;
            text.contains(&line).then(|| path.file_stem().expect("a name").to_string_lossy().into_owned())
        })
        .collect();
    names.sort();
    names
}
