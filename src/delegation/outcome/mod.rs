//! What all mechanisms together proved about a connection.

pub(crate) mod combination;
mod log_line;
pub(crate) mod verdicts;

#[cfg(test)]
mod tests;
