//! What a command reads: files of certificates, trust anchors, times and names as typed.

pub(crate) mod certificates;
pub(crate) mod file;
pub(crate) mod file_name;
pub(crate) mod hint;
pub(crate) mod idn;
pub(crate) mod pem;
pub(crate) mod question;
pub(crate) mod roots;
pub(crate) mod time;
