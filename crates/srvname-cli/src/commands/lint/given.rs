//! The files and folders that were given: what is linted of them, and what is not.

use std::path::{Path, PathBuf};

use srvname::certificate::{CertificateError, CertificationRequest, TbsCertificate};
use srvname::{Certificate, lint::LintInput};

use crate::exit::{Failure, Status, complain};
use crate::input::certificates::{self, InputCertificate};
use crate::input::file::ReadError;
use crate::input::file_name::FileName;
use crate::input::folder::Folder;
use crate::input::kind::{DocumentKind, Reads};
use crate::input::skipped::Skipped;

/// What was given.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// What is linted, file by file.
    pub(super) documents: Vec<InputCertificate>,
    /// How many of these each file has.
    pub(super) files: Vec<usize>,
    /// What is not linted.
    pub(super) skipped: Vec<SkippedPart>,
}

/// A file, or a part of one, that is not linted.
#[derive(Debug)]
pub(super) struct SkippedPart {
    pub(super) file: FileName,
    pub(super) what: String,
    /// Whether the command was asked about it, so that it has no answer.
    pub(super) is_failure: bool,
}

impl Given {
    /// Reads files, and all files in folders. What is not read is named on standard error, and the rest is read.
    pub(super) fn read(paths: &[PathBuf]) -> Self {
        let mut given = Self::default();
        for path in paths {
            let file = FileName::new(path);
            match file.path() {
                Some(folder) if folder.is_dir() => given.read_folder(folder),
                _ => given.read_file(path, false),
            }
        }
        if given.documents.is_empty() && !given.has_failures() {
            Failure::new("nothing in what was given can be linted").report();
        }
        given
    }

    fn has_failures(&self) -> bool {
        self.skipped.iter().any(|part| part.is_failure)
    }

    /// Returns the status of what could not be read, which is that of nothing, too.
    pub(super) fn status(&self) -> Status {
        if self.has_failures() || self.documents.is_empty() { Status::Unanswered } else { Status::Accepted }
    }

    fn read_folder(&mut self, path: &Path) {
        let folder = match Folder::read(path) {
            Ok(folder) => folder,
            Err(error) => return self.fail(path, &error.to_string()),
        };
        for (path, why) in folder.passed_over {
            self.skip(&path, why);
        }
        for entry in folder.entries {
            if entry.is_dir() { self.read_folder(&entry) } else { self.read_file(&entry, true) }
        }
    }

    /// Reads a file. One in a folder may be of another kind.
    fn read_file(&mut self, path: &Path, is_in_folder: bool) {
        let reading = match certificates::try_read(path, Reads::Unsigned) {
            Ok(reading) => reading,
            Err(ReadError::Nothing(instead)) if is_in_folder => return self.skip(path, &instead.what),
            Err(error) => return self.fail(path, error.why()),
        };
        reading.failures().for_each(|failure| {
            failure.report();
        });
        self.files.push(reading.certificates.len());
        self.documents.extend(reading.certificates);
        let file = &reading.file;
        let failed = reading.failed.into_iter().map(|skipped| (skipped, true));
        let parts = failed.chain(reading.skipped.into_iter().map(|skipped| (skipped, false)));
        self.skipped.extend(parts.map(|(Skipped { what, .. }, is_failure)| SkippedPart {
            file: FileName::clone(file),
            what,
            is_failure,
        }));
    }

    fn skip(&mut self, path: &Path, why: &str) {
        let file = FileName::new(path);
        complain(format_args!("{file}: not read: {why}"));
        self.skipped.push(SkippedPart { file, what: why.to_owned(), is_failure: false });
    }

    fn fail(&mut self, path: &Path, why: &str) {
        let file = FileName::new(path);
        Failure::new(format_args!("{file}: {why}")).report();
        self.skipped.push(SkippedPart { file, what: why.to_owned(), is_failure: true });
    }
}

/// Returns what a linter reads.
pub(super) fn input(document: &InputCertificate) -> LintInput<'_> {
    match document.kind {
        DocumentKind::Certificate => LintInput::Certificate(&document.der),
        DocumentKind::Request => LintInput::Request(&document.der),
        DocumentKind::TbsCertificate => LintInput::TbsCertificate(&document.der),
    }
}

/// Returns the subject, as RFC 4514 writes it; fails if the library does not read the document.
pub(super) fn subject(document: &InputCertificate) -> Result<String, CertificateError> {
    Ok(match document.kind {
        DocumentKind::Certificate => Certificate::from_der(&document.der)?.subject(),
        DocumentKind::Request => CertificationRequest::from_der(&document.der)?.subject(),
        DocumentKind::TbsCertificate => TbsCertificate::from_der(&document.der)?.subject(),
    }
    .to_string())
}
