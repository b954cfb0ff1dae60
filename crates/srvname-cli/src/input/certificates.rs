//! The certificates of files and standard input, as octets, for the commands that need them all at once.

use std::path::PathBuf;

use crate::exit::Failure;
use crate::input::file;
use crate::input::file_name::FileName;
use crate::input::pem::{Encoded, Found};

/// The most mebibytes a file may have. The largest collection of CA certificates has a few. All certificates are in memory
/// at once, so without a bound a device file would take all of it.
const MAX_MEBIBYTES: u64 = 256;

/// A certificate as it was given.
#[derive(Debug)]
pub(crate) struct InputCertificate {
    /// The file.
    pub(crate) file: FileName,
    /// Its place among the certificates of that file, from 0.
    pub(crate) index: usize,
    /// Whether it is the only certificate of the file, and in DER.
    alone: bool,
    /// Its place in the file.
    pub(crate) place: PlaceInFile,
    /// The certificate, good or bad.
    pub(crate) der: Vec<u8>,
}

/// Where a certificate is in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PlaceInFile {
    /// It is DER, and begins at this octet.
    Octet(u64),
    /// Its block begins and ends on these lines, from 1.
    Lines(u64, u64),
}

impl InputCertificate {
    /// Returns the file, and the place in it if there are several certificates.
    pub(crate) fn origin(&self) -> String {
        if self.alone { self.file.to_string() } else { format!("{}: certificate {}", self.file, self.index) }
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
pub(crate) fn read(path: &PathBuf) -> InputFile {
    let file = FileName::new(path);
    let mut reading = InputFile::default();
    let finished = file::read(&file, MAX_MEBIBYTES, &mut |_| {}, &mut |found| reading.add(&file, found));
    if let Err(failure) = finished {
        return InputFile { certificates: Vec::new(), failures: vec![failure] };
    }
    if let [only] = reading.certificates.as_mut_slice() {
        only.alone = matches!(only.place, PlaceInFile::Octet(_));
    }
    reading
}

impl InputFile {
    fn add(&mut self, file: &FileName, found: Found) {
        let place = match found.encoded {
            Encoded::Der(_) => PlaceInFile::Octet(found.offset),
            _ => PlaceInFile::Lines(found.lines.0, found.lines.1),
        };
        match found.encoded.decode() {
            Ok(der) => {
                let (file, index) = (file.clone(), self.certificates.len());
                self.certificates.push(InputCertificate { file, index, alone: false, place, der });
            }
            Err(error) => {
                self.failures.push(Failure::new(format_args!("{file}: {error}, at octet {}", found.offset)));
            }
        }
    }
}
