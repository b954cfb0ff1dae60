//! Rows counted file by file, and what is wrong with the count.

use std::collections::BTreeMap;
use std::fmt;

use super::exceptions::{self, Rows};
use super::row::Row;

/// What came of the rows of one file.
#[derive(Default)]
pub struct Tally {
    file: String,
    /// What was asked beside the file's own question, or nothing.
    question: &'static str,
    rows: usize,
    agreements: usize,
    exceptions: BTreeMap<&'static str, usize>,
    /// Disagreements that the table does not list: allowed in files it does not know.
    unlisted: Vec<String>,
    /// Disagreements that nothing allows.
    pub failures: Vec<String>,
}

impl Tally {
    /// Counts the rows of a file.
    pub fn of(file: &str, question: &'static str, rows: &[Row]) -> Self {
        let mut tally = Self { file: file.to_owned(), question, rows: rows.len(), ..Self::default() };
        rows.iter().for_each(|row| tally.count(row));
        if question.is_empty() {
            tally.look_for_stale_exceptions(rows);
        }
        tally
    }

    fn count(&mut self, row: &Row) {
        if row.agrees() {
            self.agreements += 1;
            return;
        }
        let Row { id, topic, expected, answer, contested } = row;
        let (verdict, reason) = (answer.verdict, answer.reason.as_str());
        let shown = format!("{}: {id}: {expected} expected, {verdict} said [{reason}] {topic}", self.file);
        // A decision may contest what its source says that nobody does.
        if let Some(exception) = exceptions::listed(&self.file, id, reason) {
            *self.exceptions.entry(exception.class).or_default() += 1;
        } else if *contested == Some(false) {
            self.failures.push(format!("{shown}: nobody contests this row"));
        } else if exceptions::knows(&self.file) {
            self.failures.push(format!("{shown}: the table of exceptions does not list it"));
        } else if let Some(exception) = exceptions::similar(row) {
            self.unlisted.push(format!("{shown}: as in \"{}\"", exception.class));
        } else if *contested == Some(true) {
            self.unlisted.push(format!("{shown}: contested"));
        } else {
            self.failures.push(format!("{shown}: nothing explains it"));
        }
    }

    fn look_for_stale_exceptions(&mut self, rows: &[Row]) {
        let disagrees = |id: &str| rows.iter().any(|row| row.id == id && !row.agrees());
        for exception in exceptions::EXCEPTIONS {
            for (_, listed) in exception.rows.iter().filter(|(file, _)| *file == self.file) {
                let file = &self.file;
                match listed {
                    Rows::Named(ids) => {
                        let stale = ids.iter().filter(|id| !disagrees(id));
                        self.failures
                            .extend(stale.map(|id| format!("{file}: {id}: listed, and no exception any more")));
                    }
                    Rows::Counted(count) => {
                        let found = self.exceptions.get(exception.class).copied().unwrap_or_default();
                        if found != *count {
                            self.failures.push(format!("{file}: {}: {count} listed, {found} found", exception.class));
                        }
                    }
                }
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = self.exceptions.values().sum::<usize>();
        let file = [self.file.as_str(), self.question].join(" ");
        write!(
            f,
            "{:<44} {:>5} rows {:>5} agree {:>4} exceptions",
            file.trim_end(),
            self.rows,
            self.agreements,
            listed
        )?;
        self.exceptions.iter().try_for_each(|(class, count)| write!(f, "\n    {count:>4} {class}"))?;
        self.unlisted.iter().try_for_each(|row| write!(f, "\n    not listed: {row}"))
    }
}

/// The classes that occurred with what settles them, for the end of the report.
pub fn settlements<'t>(tallies: impl IntoIterator<Item = &'t Tally>) -> String {
    let mut counts = BTreeMap::<_, usize>::new();
    for (class, count) in tallies.into_iter().flat_map(|tally| &tally.exceptions) {
        *counts.entry(*class).or_default() += count;
    }
    let settled = exceptions::EXCEPTIONS.iter().filter(|exception| counts.contains_key(exception.class));
    let line = |exception: &exceptions::Exception| format!("{}: {}", exception.class, exception.settled_by);
    settled.map(line).collect::<Vec<_>>().join("\n")
}
