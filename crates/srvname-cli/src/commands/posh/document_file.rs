//! POSH documents in files.

use std::path::Path;

use srvname::delegation::posh::{Document, DocumentError, MAX_DOCUMENT_OCTETS, ReadDocument};

use crate::exit::Failure;
use crate::input::file_name::FileName;
use crate::input::whole_file;

/// Reads a document from a file, or from standard input for `-`; fails if the file cannot be read.
pub(super) fn read(path: &Path) -> Result<Result<ReadDocument, DocumentError>, Failure> {
    let file = FileName::new(path);
    let most = u64::try_from(MAX_DOCUMENT_OCTETS).unwrap_or(u64::MAX);
    Ok(Document::read(&whole_file::octets(&file, most)?))
}
