//! The files and folders in a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a folder has, without hidden entries.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    /// Its files and folders, in the order of their names.
    pub(crate) entries: Vec<PathBuf>,
    /// What is not looked into, and why.
    pub(crate) passed_over: Vec<(PathBuf, &'static str)>,
}

impl Folder {
    /// Reads a folder; fails if it cannot be read.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let mut folder = Self::default();
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let path = entry.path();
            let is_link = entry.file_type()?.is_symlink();
            match fs::metadata(&path) {
                // A link to a folder may lead back here; a link to a file may not.
                Ok(metadata) if is_link && metadata.is_dir() => {
                    folder.passed_over.push((path, "a link to a folder"));
                }
                // A pipe or a device that lies in a folder may never end; one that is named is read.
                Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
                    folder.passed_over.push((path, "neither a file nor a folder"));
                }
                // What cannot be read is named by who reads it.
                _ => folder.entries.push(path),
            }
        }
        folder.entries.sort();
        folder.passed_over.sort();
        Ok(folder)
    }
}
