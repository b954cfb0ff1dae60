//! Test data that nobody here wrote: its files, their rows, and where they and the library disagree.

pub mod exceptions;
pub mod files;
pub mod limbo;
pub mod read;
pub mod report;
pub mod row;
