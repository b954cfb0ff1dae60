//! A line on standard error about what is being asked, if that is a terminal.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use srvname_net::probe::Progress as Step;

use crate::output::shown::Shown;
use crate::output::wrap::columns;

/// The most columns of the line, so that it never breaks.
const WIDTH: usize = 79;

/// The line. It is written whenever something else is asked, and wiped at the end.
#[derive(Debug)]
pub(super) struct Progress {
    /// What is asked of each domain; `None` without a terminal.
    under_way: Option<Mutex<UnderWay>>,
    total: usize,
}

#[derive(Debug, Default)]
struct UnderWay {
    steps: BTreeMap<String, String>,
    done: usize,
}

impl Progress {
    /// Returns the line about so many domains.
    pub(super) fn of(total: usize) -> Self {
        Self { under_way: io::stderr().is_terminal().then(Mutex::default), total }
    }

    /// Says what is being asked of a domain.
    pub(super) fn step(&self, domain: &str, step: &Step) {
        self.change(|under_way| {
            under_way.steps.insert(domain.to_owned(), step.to_string());
        });
    }

    /// Says that a domain is done.
    pub(super) fn done(&self, domain: &str) {
        self.change(|under_way| {
            under_way.steps.remove(domain);
            under_way.done = under_way.done.saturating_add(1);
        });
    }

    /// Wipes the line. What is written next begins in the first column.
    pub(super) fn wipe(&self) {
        if self.under_way.is_some() {
            write_to_terminal("\r\u{1b}[K");
        }
    }

    fn change(&self, change: impl FnOnce(&mut UnderWay)) {
        let Some(under_way) = &self.under_way else { return };
        let mut under_way = under_way.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut under_way);
        write_to_terminal(&format!("\r{}\u{1b}[K", line_of(&under_way, self.total)));
    }
}

/// Writes to standard error; an error is ignored, because the line is not part of the result.
fn write_to_terminal(text: &str) {
    let _ignored = io::stderr().write_all(text.as_bytes());
}

fn line_of(under_way: &UnderWay, total: usize) -> String {
    let count = if total > 1 { format!("{} of {total} domains  ", under_way.done) } else { String::new() };
    let step = under_way.steps.values().next().cloned().unwrap_or_default();
    let line = format!("{count}{}", Shown(&step));
    let mut cut = String::new();
    for character in line.chars() {
        cut.push(character);
        if columns(&cut) > WIDTH {
            cut.pop();
            break;
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_never_breaks_and_moves_no_cursor() {
        let mut under_way = UnderWay::default();
        under_way.steps.insert("a.example".to_owned(), format!("fetching \u{1b}[2J{}", "例".repeat(80)));
        let line = line_of(&under_way, 3);
        assert!(line.starts_with("0 of 3 domains  fetching \\u{1b}[2J例"), "{line}");
        assert!(columns(&line) <= WIDTH && !line.contains('\u{1b}'), "{line}");
        assert_eq!(line_of(&UnderWay::default(), 1), "");
    }
}
