//! How a probe ends.

use std::fmt;

/// How a probe ends, by the worst that was found. The later outranks the earlier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Clients of every kind that was asked for accept every server, and what is published agrees with what is served.
    #[default]
    Good,
    /// Some client refuses, or something published is wrong.
    Wrong,
    /// A question could not be answered: the resolver, the network, or the time.
    Unanswered,
}

impl Status {
    /// Returns the exit status of the program: 0, 1 or 2.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Wrong => 1,
            Self::Unanswered => 2,
        }
    }

    /// Returns the word for programs: `good`, `wrong`, `unanswered`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Wrong => "wrong",
            Self::Unanswered => "unanswered",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
