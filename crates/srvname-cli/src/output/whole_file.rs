//! A report in a file: all of it, or what was there before.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use tempfile::Builder;

/// Replaces a file by `text`, or leaves it as it is and fails. A pipe or a device is written directly.
///
/// What is not complete is in a new file beside it, whose name is nobody else's. A link stays one, and what it leads to is
/// replaced; one that leads to nothing is refused, because whoever made it chose where a new file would be.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let before = match fs::metadata(path) {
        Ok(before) if !before.is_file() => return fs::write(path, text),
        Err(_) if path.is_symlink() => return Err(io::Error::other("the link does not lead to a file")),
        before => before.ok(),
    };
    let place = if before.is_some() { fs::canonicalize(path)? } else { path.to_path_buf() };
    let name = place.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if before.is_some() {
        // Renaming does not ask whether the file may be written.
        File::options().append(true).open(&place)?;
    }
    let mut part = Builder::new().prefix(name).suffix(".part").make_in(folder, |part| File::create_new(part))?;
    part.as_file_mut().write_all(text.as_bytes())?;
    if let Some(before) = before {
        part.as_file().set_permissions(before.permissions())?;
    }
    part.as_file().sync_all()?;
    part.persist(&place)?;
    Ok(())
}
