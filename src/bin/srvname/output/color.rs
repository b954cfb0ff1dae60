//! Color, where a person is looking.

use std::ffi::OsStr;
use std::io::{self, IsTerminal};

/// Whether to color.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    color: bool,
}

impl Style {
    /// Color on a terminal that has it, unless `NO_COLOR` says no (no-color.org: set, and not empty).
    pub(crate) fn of_standard_output() -> Self {
        let variable = |name| std::env::var_os(name);
        Self::decide(io::stdout().is_terminal(), variable("NO_COLOR").as_deref(), variable("TERM").as_deref())
    }

    fn decide(terminal: bool, no_color: Option<&OsStr>, term: Option<&OsStr>) -> Self {
        let refused = no_color.is_some_and(|value| !value.is_empty()) || term.is_some_and(|term| term == "dumb");
        Self { color: terminal && !refused }
    }

    /// What is good.
    pub(crate) fn good(self, text: &str) -> String {
        self.paint("1;32", text)
    }

    /// What is bad.
    pub(crate) fn bad(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// What is said in passing.
    pub(crate) fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// What is looked for first.
    pub(crate) fn strong(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn color_is_for_terminals_and_for_those_who_want_it() {
        let colored = |terminal, no_color: Option<&str>, term: Option<&str>| {
            Style::decide(terminal, no_color.map(OsStr::new), term.map(OsStr::new)).good("accept") != "accept"
        };
        assert!(colored(true, None, Some("xterm")));
        assert!(colored(true, Some(""), None));
        assert!(!colored(true, Some("1"), Some("xterm")));
        assert!(!colored(true, None, Some("dumb")));
        assert!(!colored(false, None, Some("xterm")));
    }
}
