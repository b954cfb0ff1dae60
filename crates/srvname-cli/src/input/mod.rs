//! What a command reads: files of certificates, trust anchors, times and names as typed.

mod ber;
pub(crate) mod certificates;
pub(crate) mod encoded;
pub(crate) mod file;
pub(crate) mod file_name;
pub(crate) mod folder;
pub(crate) mod hint;
pub(crate) mod host_name;
pub(crate) mod idn;
pub(crate) mod kind;
mod lines;
pub(crate) mod other_kind;
pub(crate) mod question;
pub(crate) mod roots;
pub(crate) mod scanner;
mod signed_data;
pub(crate) mod skipped;
pub(crate) mod time;
pub(crate) mod whole_file;
