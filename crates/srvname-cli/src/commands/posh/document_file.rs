//! POSH documents in files.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use srvname::delegation::posh::{Document, DocumentError, MAX_DOCUMENT_OCTETS, ReadDocument};

use crate::exit::Failure;
use crate::input::file_name::FileName;

/// Reads a document from a file, or from standard input for `-`; fails if the file cannot be read.
pub(super) fn read(path: &Path) -> Result<Result<ReadDocument, DocumentError>, Failure> {
    let file = FileName::new(path);
    // One octet more than a document may have tells that it has too many.
    let most = u64::try_from(MAX_DOCUMENT_OCTETS).unwrap_or(u64::MAX).saturating_add(1);
    let mut body = Vec::new();
    let read = match file.path() {
        Some(path) => File::open(path).and_then(|source| source.take(most).read_to_end(&mut body)),
        None => io::stdin().take(most).read_to_end(&mut body),
    };
    read.map_err(|error| Failure::new(format_args!("{file}: {error}")))?;
    Ok(Document::read(&body))
}
