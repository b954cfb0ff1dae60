//! Files and standard input, read front to back with a window of a fixed size: one of any size takes the same memory.

use std::fs::File;
use std::io::{self, Read};

use crate::exit::{Failure, complain};
use crate::input::encoded::Found;
use crate::input::file_name::FileName;
use crate::input::kind::Reads;
use crate::input::scanner::Scanner;
use crate::input::skipped::Skipped;

/// Octets read at a time, in a file that has so many.
const WINDOW: usize = 1 << 18;

/// Octets read at first: a certificate in a file of its own, as most are, is smaller.
const FIRST_WINDOW: usize = 1 << 13;

/// Why a file was not read.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// It cannot be read, or is too long.
    Unreadable(String),
    /// It has nothing that the command reads.
    Nothing(Skipped),
}

impl ReadError {
    /// Returns the failure of a command that was given this file.
    pub(crate) fn failure(&self, file: &FileName) -> Failure {
        Failure::new(format_args!("{file}: {}", self.why()))
    }

    /// Returns the reason without the file.
    pub(crate) fn why(&self) -> &str {
        match self {
            Self::Unreadable(why) => why,
            Self::Nothing(instead) => &instead.what,
        }
    }
}

/// Calls `found` with what is found in a file, and names on standard error what was passed over, which it returns. Fails if
/// the file cannot be read, has nothing to read, or has more than `most` mebibytes.
///
/// `progress` is called with the octets of each piece before anything is found in it.
pub(crate) fn read(
    file: &FileName,
    most: u64,
    reads: Reads,
    progress: &mut dyn FnMut(&[u8]),
    found: &mut dyn FnMut(Found),
) -> Result<Vec<Skipped>, ReadError> {
    let unreadable = |error: io::Error| ReadError::Unreadable(error.to_string());
    let mut source: Box<dyn Read> = match file.path() {
        Some(path) => Box::new(File::open(path).map_err(unreadable)?),
        None => Box::new(io::stdin()),
    };
    let mut left = most.saturating_mul(1 << 20);
    let mut scanner = Scanner::new(reads);
    let mut window = vec![0; FIRST_WINDOW];
    loop {
        let read = match source.read(&mut window) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error)),
        };
        let rest = u64::try_from(read).ok().and_then(|read| left.checked_sub(read));
        left = rest.ok_or_else(|| {
            ReadError::Unreadable(format!("more than {most} MiB, the most that a file of certificates may have"))
        })?;
        let piece = window.get(..read).unwrap_or_default();
        progress(piece);
        scanner.feed(piece, found);
        if read == window.len() {
            window.resize(WINDOW, 0);
        }
    }
    let skipped = scanner.finish(found).map_err(ReadError::Nothing)?;
    name_skipped(file, &skipped);
    Ok(skipped)
}

/// Names on standard error what was not read of a file.
pub(crate) fn name_skipped(file: &FileName, skipped: &[Skipped]) {
    skipped.iter().for_each(|skipped| complain(format_args!("{file}: {skipped}")));
}
