//! Files and folders to batches of certificates, for the workers.
//!
//! Files are read front to back with a window of a fixed size, so one of any size takes the same memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use super::budget::{Allowance, Budget};
use super::inputs::{FileReading, FoundCount, InputLog, InputReading};
use super::progress::Progress;
use crate::exit::{Failure, complain};
use crate::input::encoded::Found;
use crate::input::file::{self, ReadError};
use crate::input::file_name::FileName;
use crate::input::folder::Folder;
use crate::input::kind::Reads;

/// Certificates that are handed over together, at most.
const BATCH: usize = 128;

/// Octets that are handed over together, but for the last certificate of them.
const BATCH_OCTETS: usize = 1 << 20;

/// Octets that wait for the workers or are with them, but for one certificate that is longer.
const MAX_OCTETS: usize = 1 << 25;

/// Where certificates were found: the file, and the counts of it and of the path that was given.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) file: Arc<FileName>,
    pub(super) found_in: [FoundCount; 2],
}

/// Certificates of a file or several.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) certificates: Vec<(Arc<Origin>, Found)>,
    /// Their octets, which are with the worker as long as it has the batch.
    _octets: Allowance,
}

/// Returns the size of all files; those of unknown size count as empty.
pub(super) fn total_octets(paths: &[PathBuf]) -> u64 {
    let size = |path: &PathBuf| match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Folder::read(path).map_or(0, |folder| total_octets(&folder.entries)),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    paths.iter().map(size).fold(0, u64::saturating_add)
}

/// Where the certificates go, and what is known of the files.
pub(super) struct Source<'s> {
    batches: Batches<'s>,
    progress: &'s Progress,
    log: InputLog,
    failures: Vec<Failure>,
}

impl<'s> Source<'s> {
    /// Reads everything below `paths` into `sender`, and returns what was read and what could not be.
    pub(super) fn read(
        paths: &[PathBuf],
        sender: &'s SyncSender<Batch>,
        progress: &'s Progress,
    ) -> (InputLog, Vec<Failure>) {
        let batches = Batches::new(sender, Budget::new(MAX_OCTETS));
        let mut own = Self { batches, progress, log: InputLog::default(), failures: Vec::new() };
        for path in paths {
            let mut input = InputReading::of(FileName::new(path));
            own.read_path(path, &mut input);
            own.log.input(input);
        }
        own.batches.send();
        (own.log, own.failures)
    }

    fn read_path(&mut self, path: &Path, input: &mut InputReading) {
        let file = FileName::new(path);
        if !file.path().is_some_and(Path::is_dir) {
            return self.read_file(file, input);
        }
        match Folder::read(path) {
            Ok(folder) => {
                for (path, why) in &folder.passed_over {
                    complain(format_args!("{}: not read: {why}", FileName::new(path)));
                }
                folder.entries.iter().for_each(|entry| self.read_path(entry, input));
            }
            Err(error) => self.failures.push(Failure::new(format_args!("{file}: {error}"))),
        }
    }

    fn read_file(&mut self, file: FileName, input: &mut InputReading) {
        let file = Arc::new(file);
        let mut reading = FileReading::of(Arc::clone(&file));
        let found_in = [Arc::clone(&input.found), Arc::clone(&reading.found)];
        let origin = Arc::new(Origin { file: Arc::clone(&file), found_in });
        let (progress, batches) = (self.progress, &mut self.batches);
        let mut look = |piece: &[u8]| {
            progress.read(piece.len());
            reading.update(piece);
        };
        let mut push = |found| batches.push(&origin, found);
        let finished = file::read(&file, u64::MAX, Reads::Certificates, &mut look, &mut push);
        if !matches!(finished, Err(ReadError::Unreadable(_))) {
            self.log.file(input, reading);
        }
        self.failures.extend(finished.err().map(|error| error.failure(&file)));
    }
}

/// Collects certificates into batches, of several files if these are small: handing over costs more than reading a small one.
struct Batches<'s> {
    sender: &'s SyncSender<Batch>,
    budget: Budget,
    waiting: Vec<(Arc<Origin>, Found)>,
    /// The octets of these certificates.
    octets: usize,
}

impl<'s> Batches<'s> {
    const fn new(sender: &'s SyncSender<Batch>, budget: Budget) -> Self {
        Self { sender, budget, waiting: Vec::new(), octets: 0 }
    }

    fn push(&mut self, origin: &Arc<Origin>, found: Found) {
        self.octets = self.octets.saturating_add(found.encoded.len());
        self.waiting.push((Arc::clone(origin), found));
        if self.waiting.len() >= BATCH || self.octets >= BATCH_OCTETS {
            self.send();
        }
    }

    fn send(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let octets = self.budget.take(std::mem::take(&mut self.octets));
        let batch = Batch { certificates: std::mem::take(&mut self.waiting), _octets: octets };
        // This fails only if every worker has stopped; then nothing can be counted, which `count` reports.
        let _ignored = self.sender.send(batch);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;
    use crate::input::encoded::Encoded;

    /// What is handed to a worker is bounded in certificates and in octets.
    #[test]
    fn batches_are_small() {
        let (sender, receiver) = sync_channel(64);
        let mut batches = Batches::new(&sender, Budget::new(usize::MAX));
        let origin = Arc::new(Origin { file: Arc::new(FileName::new("file")), found_in: Default::default() });
        for octets in std::iter::repeat_n(10, 300).chain(std::iter::repeat_n(BATCH_OCTETS / 3 + 1, 7)) {
            batches.push(&origin, Found { offset: 0, lines: (1, 1), row: 1, encoded: Encoded::Der(vec![0; octets]) });
        }
        batches.send();
        drop(batches);
        drop(sender);
        let sizes: Vec<usize> = receiver.iter().map(|batch| batch.certificates.len()).collect();
        assert_eq!(sizes, [128, 128, 44 + 3, 3, 1]);
    }
}
