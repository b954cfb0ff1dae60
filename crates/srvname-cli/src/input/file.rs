//! Files and standard input, read front to back with a window of a fixed size: one of any size takes the same memory.

use std::fs::File;
use std::io::{self, Read};

use crate::exit::{Failure, complain};
use crate::input::file_name::FileName;
use crate::input::pem::{Found, Scanner};

/// Octets read at a time.
const WINDOW: usize = 1 << 18;

/// Calls `found` with each certificate of a file, and names on standard error what was passed over. Fails if the file
/// cannot be read, has no certificate, or has more than `most` mebibytes.
///
/// `progress` is called with the number of octets after each piece.
pub(crate) fn read(
    file: &FileName,
    most: u64,
    progress: &mut dyn FnMut(usize),
    found: &mut dyn FnMut(Found),
) -> Result<(), Failure> {
    let said = scan(file, most, progress, found).map_err(|why| Failure::new(format_args!("{file}: {why}")))?;
    said.iter().for_each(|sentence| complain(format_args!("{file}: {sentence}")));
    Ok(())
}

fn scan(
    file: &FileName,
    most: u64,
    progress: &mut dyn FnMut(usize),
    found: &mut dyn FnMut(Found),
) -> Result<Vec<String>, String> {
    let mut source: Box<dyn Read> = match file.path() {
        Some(path) => Box::new(File::open(path).map_err(|error| error.to_string())?),
        None => Box::new(io::stdin()),
    };
    let mut left = most.saturating_mul(1 << 20);
    let mut scanner = Scanner::new();
    let mut window = vec![0; WINDOW];
    loop {
        let read = match source.read(&mut window) {
            Ok(0) => return scanner.finish(found),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.to_string()),
        };
        let rest = u64::try_from(read).ok().and_then(|read| left.checked_sub(read));
        left = rest.ok_or_else(|| format!("more than {most} MiB, the most that a file of certificates may have"))?;
        progress(read);
        scanner.feed(window.get(..read).unwrap_or_default(), found);
    }
}
