//! Files and standard input to certificates, as octets.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use der::asn1::AnyRef;
use der::{Decode, Tag, Tagged};

use crate::exit::Failure;
use crate::input::pem;

/// The most mebibytes a file may have. The largest collection of CA certificates has a few. A whole file is in memory at
/// once, so without a bound a device file would take all of it.
const MAX_MEBIBYTES: u64 = 256;

/// The argument that means standard input.
const STANDARD_INPUT: &str = "-";

/// A certificate as it was given.
#[derive(Debug)]
pub(crate) struct InputCertificate {
    /// The file, as it was typed.
    pub(crate) file: String,
    /// Its place among the certificates of that file, from 0.
    pub(crate) index: usize,
    /// Whether the certificate is the whole file, so that its octets are those of the file.
    pub(crate) alone: bool,
    /// The lines of a text file on which its block begins and ends, from 1.
    pub(crate) lines: (usize, usize),
    /// The certificate, good or bad.
    pub(crate) der: Vec<u8>,
}

impl InputCertificate {
    /// Returns the file, and the place in it if there are several certificates.
    pub(crate) fn origin(&self) -> String {
        let file = show(&self.file);
        if self.alone { file } else { format!("{file}: certificate {}", self.index) }
    }
}

/// The content of a file: certificates, and what could not be read.
#[derive(Debug, Default)]
pub(crate) struct InputFile {
    /// The certificates, in order.
    pub(crate) certificates: Vec<InputCertificate>,
    /// What could not be read, each naming the file and the octet.
    pub(crate) failures: Vec<Failure>,
}

/// Reads several files as one list; fails if any of them cannot be read.
pub(crate) fn read_list(paths: &[PathBuf]) -> Result<Vec<InputCertificate>, Failure> {
    let mut list = Vec::new();
    for path in paths {
        let reading = read(path);
        if let Some(failure) = reading.failures.into_iter().next() {
            return Err(failure);
        }
        list.extend(reading.certificates);
    }
    Ok(list)
}

/// Reads the certificates of one file, or of standard input for `-`.
pub(crate) fn read(path: &Path) -> InputFile {
    let file = path.to_string_lossy();
    match read_octets(path) {
        Ok(octets) => certificates(&file, octets),
        Err(error) => {
            let failure = Failure::new(format_args!("{}: {error}", show(&file)));
            InputFile { certificates: Vec::new(), failures: vec![failure] }
        }
    }
}

/// Returns the name of a file with control characters escaped, as they could disturb the terminal.
fn show(file: &str) -> String {
    if file == STANDARD_INPUT {
        return "standard input".to_owned();
    }
    let escaped = file.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() });
    escaped.collect()
}

fn read_octets(path: &Path) -> io::Result<Vec<u8>> {
    let source: Box<dyn Read> =
        if path.as_os_str() == STANDARD_INPUT { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    let mut octets = Vec::new();
    let most = MAX_MEBIBYTES << 20;
    let read = source.take(most.saturating_add(1)).read_to_end(&mut octets)?;
    match u64::try_from(read) {
        Ok(read) if read <= most => Ok(octets),
        _ => Err(io::Error::other(format!(
            "more than {MAX_MEBIBYTES} MiB, the most that a file of certificates may have"
        ))),
    }
}

/// Reads the content of a file. A file that is one SEQUENCE is DER, whatever text is in its extensions. Any other is
/// searched for PEM blocks; if there are none and it starts like a SEQUENCE, it is malformed DER.
fn certificates(file: &str, octets: Vec<u8>) -> InputFile {
    let mut reading = InputFile::default();
    let shown = show(file);
    if !is_one_sequence(&octets) {
        let (mut line, mut counted) = (1usize, 0);
        let newlines = |from: usize, to: usize| {
            octets.get(from..to).unwrap_or_default().iter().filter(|octet| **octet == b'\n').count()
        };
        for block in pem::blocks(&octets) {
            let first = line.saturating_add(newlines(counted, block.offset));
            line = first.saturating_add(newlines(block.offset, block.end));
            counted = block.end;
            match block.der {
                Ok(der) => {
                    let (file, index) = (file.to_owned(), reading.certificates.len());
                    reading.certificates.push(InputCertificate {
                        file,
                        index,
                        alone: false,
                        lines: (first, line),
                        der,
                    });
                }
                Err(error) => {
                    reading.failures.push(Failure::new(format_args!("{shown}: {error}, at octet {}", block.offset)));
                }
            }
        }
    }
    let found = !reading.certificates.is_empty() || !reading.failures.is_empty();
    match octets.first() {
        _ if found => {}
        Some(0x30) => {
            let file = file.to_owned();
            reading.certificates.push(InputCertificate { file, index: 0, alone: true, lines: (1, 1), der: octets });
        }
        None => reading.failures.push(Failure::new(format_args!("{shown}: the file is empty"))),
        Some(_) => {
            let what = match pem::first_label(&octets) {
                Some(label) => format!("a PEM block \"{label}\" and no CERTIFICATE"),
                None => "neither a PEM block nor, at octet 0, a DER SEQUENCE".to_owned(),
            };
            reading.failures.push(Failure::new(format_args!("{shown}: the file has {what}")));
        }
    }
    reading
}

/// Returns whether the octets are a SEQUENCE whose length is that of the file.
pub(crate) fn is_one_sequence(octets: &[u8]) -> bool {
    AnyRef::from_der(octets).is_ok_and(|element| element.tag() == Tag::Sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n";

    fn ders(octets: &[u8]) -> Vec<Vec<u8>> {
        certificates("file", octets.to_vec()).certificates.into_iter().map(|given| given.der).collect()
    }

    #[test]
    fn der_is_taken_as_it_stands() {
        assert_eq!(ders(&[0x30, 3, 2, 1, 0]), [[0x30, 3, 2, 1, 0]]);
        assert_eq!(ders(&[0x30, 3, 2, 1]), [[0x30, 3, 2, 1]]);
    }

    #[test]
    fn text_that_starts_like_der_is_text() {
        assert_eq!(ders(format!("0 is a digit\n{PEM}").as_bytes()), [[0x30, 3, 2, 1, 0]]);
    }

    /// A certificate may contain any text, PEM blocks included, and stays one certificate.
    #[test]
    fn a_pem_block_inside_der_is_not_looked_at() {
        let length = u8::try_from(PEM.len()).expect("a short block");
        let der = [&[0x30, length + 2, 0x0c, length], PEM.as_bytes()].concat();
        assert_eq!(ders(&der), [der]);
    }

    #[test]
    fn a_name_is_shown_without_control_characters() {
        assert_eq!(show("a\u{1b}[31m\nb"), "a\\u{1b}[31m\\nb");
        assert_eq!(show("bücher.pem"), "bücher.pem");
        assert_eq!(show("-"), "standard input");
    }
}
