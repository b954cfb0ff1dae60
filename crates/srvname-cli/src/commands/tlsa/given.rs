//! What was given: records as typed or in files, and names.

use std::borrow::Cow;
use std::path::Path;

use srvname::delegation::dane::{OwnedTlsa, TlsaTextError};

use crate::exit::Failure;
use crate::input::file_name::FileName;
use crate::input::whole_file;

/// The most octets of a file with records. A record has at most 65535, in hexadecimal digits.
const MAX_FILE_OCTETS: u64 = 1 << 20;

/// A text that is no record, and where it is.
#[derive(Debug)]
pub(super) struct BadRecord {
    /// The record in the order in which they were given, from 0.
    pub(super) record: usize,
    /// The file and the line in it, from 1; `None` for an argument.
    pub(super) line: Option<(String, usize)>,
    /// What is wrong; its position is the octet of the argument or line.
    pub(super) error: TlsaTextError,
    /// Whether the argument has no space, and so may be one word of a record that the shell split.
    pub(super) is_word: bool,
}

/// Returns the records of arguments and of the files that `@FILE` names; fails if a file cannot be read, or has no record.
pub(super) fn records(arguments: &[String]) -> Result<Result<Vec<OwnedTlsa>, BadRecord>, Failure> {
    let mut records = Vec::new();
    for argument in arguments {
        let Some(path) = argument.strip_prefix('@') else {
            match parse(argument) {
                Ok(record) => records.push(record),
                Err(error) => {
                    let is_word = !argument.contains(' ');
                    return Ok(Err(BadRecord { record: records.len(), line: None, error, is_word }));
                }
            }
            continue;
        };
        let file = FileName::new(Path::new(path));
        let text = whole_file::text(&file, MAX_FILE_OCTETS)?;
        let before = records.len();
        for (line, text) in (1_usize..).zip(text.lines()) {
            if without_comment(text).trim().is_empty() {
                continue;
            }
            match parse(text) {
                Ok(record) => records.push(record),
                Err(error) => {
                    let line = Some((file.to_string(), line));
                    return Ok(Err(BadRecord { record: records.len(), line, error, is_word: false }));
                }
            }
        }
        if records.len() == before {
            return Err(Failure::new(format_args!("{file}: no record")));
        }
    }
    Ok(Ok(records))
}

/// Parses a record as a line of a zone file has it: with or without owner, lifetime and class, and with a comment.
fn parse(text: &str) -> Result<OwnedTlsa, TlsaTextError> {
    let text = without_comment(text);
    let is_type = |word: &&str| ["TLSA", "TYPE52"].iter().any(|name| word.eq_ignore_ascii_case(name));
    let words = text.split([' ', '\t']).scan(0_usize, |start, word| {
        let here = *start;
        *start = here.saturating_add(word.len()).saturating_add(1);
        Some((here, word))
    });
    let start = words.into_iter().find(|(_, word)| is_type(word)).map_or(0, |(start, _)| start);
    let rest = text.get(start..).unwrap_or(text);
    // Spaces in place of what comes before the type: positions are then those of the line.
    let text = if start == 0 { Cow::Borrowed(text) } else { Cow::Owned(" ".repeat(start) + rest) };
    OwnedTlsa::parse(&text)
}

/// What comes before a comment (RFC 1035 §5.1).
fn without_comment(text: &str) -> &str {
    text.split_once(';').map_or(text, |(text, _)| text)
}
