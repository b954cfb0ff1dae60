//! What a command prints: the verdict, as JSON and as text, what is said of policies and records, and how text is laid out.

pub(crate) mod advice;
pub(crate) mod color;
pub(crate) mod page_head;
pub(crate) mod path_diagram;
pub(crate) mod publication;
pub(crate) mod report;
pub(crate) mod shown;
pub(crate) mod usage_error;
pub(crate) mod verdict;
pub(crate) mod verdict_text;
pub(crate) mod whole_file;
pub(crate) mod wrap;
