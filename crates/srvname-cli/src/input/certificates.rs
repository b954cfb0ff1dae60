//! The certificates of files and standard input, as octets, for the commands that need them all at once; and the requests and
//! TBSCertificates, for commands that read those too.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::exit::Failure;
use crate::input::encoded::{Encoded, Found, Part};
use crate::input::file::{self, ReadError, name_skipped};
use crate::input::file_name::FileName;
use crate::input::kind::{DocumentKind, Reads};
use crate::input::other_kind::REQUEST;
use crate::input::skipped::Skipped;

/// The most mebibytes a file may have. The largest collection of CA certificates has a few. All certificates are in memory
/// at once, so without a bound a device file would take all of it.
const MAX_MEBIBYTES: u64 = 256;

/// A certificate, or what becomes one, as it was given.
#[derive(Debug)]
pub(crate) struct InputCertificate {
    /// The file.
    pub(crate) file: Arc<FileName>,
    /// Its place among those of that file, from 0.
    pub(crate) index: usize,
    /// Whether it is a certificate. It is, unless the command reads something else too.
    pub(crate) kind: DocumentKind,
    /// Whether it is alone in the file, and in DER.
    alone: bool,
    /// Its place in the file.
    pub(crate) place: PlaceInFile,
    /// Its octets, good or bad.
    pub(crate) der: Vec<u8>,
}

/// Where something is in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PlaceInFile {
    /// The file is DER, and it begins at this octet.
    Octet(u64),
    /// Its block begins and ends on these lines, from 1.
    Lines(u64, u64),
}

impl InputCertificate {
    /// Returns the file, and the place in it if there are several documents.
    pub(crate) fn origin(&self) -> String {
        let what = match self.kind {
            DocumentKind::Certificate => "certificate",
            DocumentKind::Request => "request",
            DocumentKind::TbsCertificate => "tbsCertificate",
        };
        if self.alone { self.file.to_string() } else { format!("{}: {what} {}", self.file, self.index) }
    }
}

/// The content of a file: certificates, and what could not be read.
#[derive(Debug)]
pub(crate) struct InputFile {
    /// The file.
    pub(crate) file: Arc<FileName>,
    /// The certificates, and what else the command reads, in order.
    pub(crate) certificates: Vec<InputCertificate>,
    /// What was passed over, which is already said.
    pub(crate) skipped: Vec<Skipped>,
    /// What could not be read, which is still to be said.
    pub(crate) failed: Vec<Skipped>,
}

/// Reads several files as one list; fails if any of them cannot be read, or if there is a request and the command reads
/// none: what follows it would be taken for what is asked about.
pub(crate) fn read_list(paths: &[PathBuf], reads: Reads) -> Result<Vec<InputCertificate>, Failure> {
    let mut list = Vec::new();
    for path in paths {
        let reading = read(path, reads);
        if let Some(failure) = reading.failures().next() {
            return Err(failure);
        }
        if reading.skipped.iter().any(|skipped| skipped.kind == Some(&REQUEST)) {
            let file = FileName::new(path);
            return Err(Failure::new(format_args!("{file}: {}; {}", REQUEST.name, REQUEST.advice)));
        }
        list.extend(reading.certificates);
    }
    Ok(list)
}

/// Reads one file, or standard input for `-`. What is skipped is named on standard error; failures are the caller's to say.
pub(crate) fn read(path: &Path, reads: Reads) -> InputFile {
    try_read(path, reads).unwrap_or_else(|error| InputFile {
        failed: vec![Skipped::new(error.why())],
        ..InputFile::empty(Arc::new(FileName::new(path)))
    })
}

/// As [`read`]; fails if the file as a whole cannot be read, or has nothing that the command reads.
pub(crate) fn try_read(path: &Path, reads: Reads) -> Result<InputFile, ReadError> {
    let file = Arc::new(FileName::new(path));
    let mut reading = InputFile::empty(Arc::clone(&file));
    let skipped = file::read(&file, MAX_MEBIBYTES, reads, &mut |_| {}, &mut |found| reading.add(found, reads))?;
    if reading.certificates.is_empty() && reading.failed.is_empty() {
        let first = reading.skipped.into_iter().next();
        return Err(ReadError::Nothing(first.map_or_else(|| Skipped::new("no certificate"), in_place_of_certificates)));
    }
    if let [only] = reading.certificates.as_mut_slice() {
        only.alone = matches!(only.place, PlaceInFile::Octet(_));
    }
    reading.skipped.extend(skipped);
    Ok(reading)
}

/// Returns what is said of a file that has this and no certificate.
fn in_place_of_certificates(skipped: Skipped) -> Skipped {
    match skipped.kind {
        Some(kind) => Skipped::of(kind, format_args!("{}: {}", skipped.what, kind.advice)),
        None => skipped,
    }
}

impl InputFile {
    const fn empty(file: Arc<FileName>) -> Self {
        Self { file, certificates: Vec::new(), skipped: Vec::new(), failed: Vec::new() }
    }

    /// Returns what could not be read, each naming the file and the octet.
    pub(crate) fn failures(&self) -> impl Iterator<Item = Failure> {
        self.failed.iter().map(|failed| Failure::new(format_args!("{}: {}", self.file, failed.what)))
    }

    fn add(&mut self, found: Found, reads: Reads) {
        let is_der = matches!(found.encoded, Encoded::Der(_));
        let parts = match found.encoded.decode(reads) {
            Ok(parts) => parts,
            Err(error) => {
                return self.failed.push(Skipped::new(format_args!("{error}, at octet {}", found.offset)));
            }
        };
        for part in parts {
            match part {
                Part::Document { kind, offset, der } => {
                    let offset = found.offset.saturating_add(u64::try_from(offset).unwrap_or(u64::MAX));
                    let place = if is_der {
                        PlaceInFile::Octet(offset)
                    } else {
                        PlaceInFile::Lines(found.lines.0, found.lines.1)
                    };
                    let (file, index) = (Arc::clone(&self.file), self.certificates.len());
                    self.certificates.push(InputCertificate { file, index, kind, alone: false, place, der });
                }
                Part::Skipped(mut skipped) => {
                    skipped.what += &format!(", at octet {}", found.offset);
                    name_skipped(&self.file, std::slice::from_ref(&skipped));
                    self.skipped.push(skipped);
                }
            }
        }
    }
}
