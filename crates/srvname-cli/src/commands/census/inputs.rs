//! What was read, with digests: somebody else can tell by them whether a census is about the same octets.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest::{Context, SHA256};
use serde::Serialize;

use crate::input::file_name::FileName;

/// How many files are listed; the others are in the digest of their folder.
const MAX_LISTED: usize = 1_000;

/// How many certificates were found somewhere, whether they can be read or not, each time one was.
pub(super) type FoundCount = Arc<AtomicU64>;

/// A file while it is read.
pub(super) struct FileReading {
    file: Arc<FileName>,
    context: Context,
    octets: u64,
    pub(super) found: FoundCount,
}

impl FileReading {
    pub(super) fn of(file: Arc<FileName>) -> Self {
        Self { file, context: Context::new(&SHA256), octets: 0, found: FoundCount::default() }
    }

    pub(super) fn update(&mut self, piece: &[u8]) {
        self.context.update(piece);
        self.octets = self.octets.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
    }
}

/// A file that was read to its end.
struct FileRead {
    file: Arc<FileName>,
    octets: u64,
    sha256: String,
    found: FoundCount,
}

/// A path that was given.
pub(super) struct InputReading {
    path: FileName,
    /// Its files, as `sha256sum` lists them in the folder, if it is one.
    listing: Option<Context>,
    /// The digest of the last file.
    last: String,
    files: u64,
    octets: u64,
    pub(super) found: FoundCount,
}

impl InputReading {
    pub(super) fn of(path: FileName) -> Self {
        let is_folder = path.path().is_some_and(Path::is_dir);
        let listing = is_folder.then(|| Context::new(&SHA256));
        Self { path, listing, last: String::new(), files: 0, octets: 0, found: FoundCount::default() }
    }
}

/// Everything that was read.
#[derive(Default)]
pub(super) struct InputLog {
    inputs: Vec<InputReading>,
    files: Vec<FileRead>,
}

/// A path that was given, and all that was read below it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct InputSummary {
    pub(super) path: FileName,
    pub(super) files: u64,
    pub(super) octets: u64,
    pub(super) certificates: u64,
    pub(super) sha256: String,
}

/// A file that was read.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FileSummary {
    pub(super) file: FileName,
    pub(super) octets: u64,
    pub(super) certificates: u64,
    pub(super) sha256: String,
}

impl InputLog {
    /// Adds a file that was read to its end.
    pub(super) fn file(&mut self, input: &mut InputReading, reading: FileReading) {
        let FileReading { file, context, octets, found } = reading;
        let sha256 = lower_hex(context.finish().as_ref());
        input.files = input.files.saturating_add(1);
        input.octets = input.octets.saturating_add(octets);
        if let Some(listing) = &mut input.listing {
            let below = file.path().zip(input.path.path()).and_then(|(file, folder)| file.strip_prefix(folder).ok());
            listing.update(format!("{sha256}  ./").as_bytes());
            listing.update(below.map(|below| below.as_os_str().as_encoded_bytes()).unwrap_or_default());
            listing.update(b"\n");
        }
        input.last.clone_from(&sha256);
        if self.files.len() < MAX_LISTED {
            self.files.push(FileRead { file, octets, sha256, found });
        }
    }

    pub(super) fn input(&mut self, input: InputReading) {
        self.inputs.push(input);
    }

    /// Returns what was read, once every certificate is counted: the paths, and the first files.
    pub(super) fn summaries(self) -> (Vec<InputSummary>, Vec<FileSummary>) {
        let count = |found: FoundCount| found.load(Ordering::Relaxed);
        let input = |input: InputReading| InputSummary {
            path: input.path,
            files: input.files,
            octets: input.octets,
            certificates: count(input.found),
            sha256: input.listing.map_or(input.last, |listing| lower_hex(listing.finish().as_ref())),
        };
        let file = |read: FileRead| FileSummary {
            file: FileName::clone(&read.file),
            octets: read.octets,
            certificates: count(read.found),
            sha256: read.sha256,
        };
        (self.inputs.into_iter().map(input).collect(), self.files.into_iter().map(file).collect())
    }
}

/// Returns a digest as `sha256sum` prints it.
pub(super) fn lower_hex(digest: &[u8]) -> String {
    digest.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Returns a digest as reports about certificates print it.
pub(super) fn upper_hex(digest: &[u8]) -> String {
    digest.iter().map(|octet| format!("{octet:02X}")).collect()
}
