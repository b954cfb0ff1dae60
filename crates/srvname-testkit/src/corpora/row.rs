//! One row of a corpus: what its source says, and what the library says.

/// One row, answered.
pub struct Row {
    /// The row's own name, or what it is about where the file gives none.
    pub id: String,
    /// What the file says about the row: `Some(false)` when every strict reading agrees with its source, `Some(true)`
    /// when one does not, `None` when the file does not say.
    pub contested: Option<bool>,
    /// The class the file gives, or nothing.
    pub topic: String,
    /// What the source says.
    pub expected: String,
    /// What the library says, in the same words.
    pub answer: Answer,
}

/// What the library says, and why.
pub struct Answer {
    /// In the words of the format: `accept`, `match`, `malformed-name`.
    pub verdict: &'static str,
    /// The code and the broken rule, for the table of exceptions; empty when there is nothing to explain.
    pub reason: String,
}

impl Answer {
    /// An answer without a reason.
    pub fn plain(verdict: &'static str) -> Self {
        Self { verdict, reason: String::new() }
    }

    /// An answer and its reason.
    pub fn because(verdict: &'static str, reason: impl Into<String>) -> Self {
        Self { verdict, reason: reason.into() }
    }
}

impl Row {
    /// Whether the library says what the source says.
    pub fn agrees(&self) -> bool {
        self.expected == self.answer.verdict
    }
}
