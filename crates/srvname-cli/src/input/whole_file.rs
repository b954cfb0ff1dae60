//! Small files and standard input, read as a whole.

use std::fs::File;
use std::io::{self, Read};

use crate::exit::Failure;
use crate::input::file_name::FileName;

/// Returns the octets of a file, or of standard input for `-`: of a longer one the first `most` and one more, which tells that it is
/// too long. Fails if it cannot be read.
pub(crate) fn octets(file: &FileName, most: u64) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: io::Error| Failure::new(format_args!("{file}: {error}"));
    let source: Box<dyn Read> = match file.path() {
        Some(path) => Box::new(File::open(path).map_err(unreadable)?),
        None => Box::new(io::stdin()),
    };
    let mut octets = Vec::new();
    source.take(most.saturating_add(1)).read_to_end(&mut octets).map_err(unreadable)?;
    Ok(octets)
}

/// Returns the text of a file, or of standard input for `-`. Fails if it cannot be read, has more than `most` octets, or is not
/// UTF-8.
pub(crate) fn text(file: &FileName, most: u64) -> Result<String, Failure> {
    let octets = octets(file, most)?;
    if u64::try_from(octets.len()).is_ok_and(|length| length > most) {
        return Err(Failure::new(format_args!("{file}: more than {most} octets")));
    }
    String::from_utf8(octets)
        .map_err(|error| Failure::new(format_args!("{file}: not text, at octet {}", error.utf8_error().valid_up_to())))
}
