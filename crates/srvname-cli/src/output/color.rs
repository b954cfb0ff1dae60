//! Color, if standard output is a terminal.

use std::io::{self, IsTerminal};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

/// Paints text, or returns it as it is if there must be no color.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    colored: bool,
}

impl Palette {
    /// Colors if standard output is a terminal that has them and `NO_COLOR` is not set (no-color.org).
    pub(crate) fn of_standard_output() -> Self {
        let out = io::stdout();
        // The terminal is required: anstream also colors a pipe, if CLICOLOR_FORCE is set.
        Self { colored: out.is_terminal() && AutoStream::choice(&out) != ColorChoice::Never }
    }

    /// Colors nothing: for a file.
    pub(crate) const fn plain() -> Self {
        Self { colored: false }
    }

    /// Paints what is good.
    pub(crate) fn good(self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default().bold(), text)
    }

    /// Paints what is bad.
    pub(crate) fn bad(self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default().bold(), text)
    }

    /// Paints what matters least.
    pub(crate) fn faint(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// Paints what is looked for first.
    pub(crate) fn strong(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    fn paint(self, style: Style, text: &str) -> String {
        if self.colored && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}
