//! Files and folders to batches of certificates, for the workers.
//!
//! Files are read front to back with a window of a fixed size, so one of any size takes the same memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use super::budget::{Allowance, Budget};
use super::progress::Progress;
use crate::exit::{Failure, complain};
use crate::input::encoded::Found;
use crate::input::file;
use crate::input::file_name::FileName;
use crate::input::folder::Folder;
use crate::input::kind::Reads;

/// Certificates that are handed over together, at most.
const BATCH: usize = 128;

/// Octets that are handed over together, but for the last certificate of them.
const BATCH_OCTETS: usize = 1 << 20;

/// Octets that wait for the workers or are with them, but for one certificate that is longer.
const MAX_OCTETS: usize = 1 << 25;

/// Certificates of one file.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) file: Arc<FileName>,
    pub(super) certificates: Vec<Found>,
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

/// Reads everything below `paths` into `sender` and returns what could not be read.
pub(super) fn read(paths: &[PathBuf], sender: &SyncSender<Batch>, progress: &Progress) -> Vec<Failure> {
    read_all(paths, sender, &Budget::new(MAX_OCTETS), progress)
}

fn read_all(paths: &[PathBuf], sender: &SyncSender<Batch>, budget: &Budget, progress: &Progress) -> Vec<Failure> {
    let mut failures = Vec::new();
    for path in paths {
        let file = FileName::new(path);
        if file.path().is_some_and(Path::is_dir) {
            match Folder::read(path) {
                Ok(folder) => {
                    for (path, why) in &folder.passed_over {
                        complain(format_args!("{}: not read: {why}", FileName::new(path)));
                    }
                    failures.extend(read_all(&folder.entries, sender, budget, progress));
                }
                Err(error) => failures.push(Failure::new(format_args!("{file}: {error}"))),
            }
        } else if let Err(failure) = read_file(file, sender, budget, progress) {
            failures.push(failure);
        }
    }
    failures
}

fn read_file(file: FileName, sender: &SyncSender<Batch>, budget: &Budget, progress: &Progress) -> Result<(), Failure> {
    let mut batches = Batches::new(file, sender, budget);
    let file = Arc::clone(&batches.file);
    let mut progress = |octets| progress.read(octets);
    let finished = file::read(&file, u64::MAX, Reads::Certificates, &mut progress, &mut |found| batches.push(found));
    batches.send();
    finished.map(|_| ()).map_err(|error| error.failure(&file))
}

/// Collects the certificates of a file into batches.
struct Batches<'s> {
    file: Arc<FileName>,
    sender: &'s SyncSender<Batch>,
    budget: &'s Budget,
    waiting: Vec<Found>,
    /// The octets of these certificates.
    octets: usize,
}

impl<'s> Batches<'s> {
    fn new(file: FileName, sender: &'s SyncSender<Batch>, budget: &'s Budget) -> Self {
        Self { file: Arc::new(file), sender, budget, waiting: Vec::new(), octets: 0 }
    }

    fn push(&mut self, found: Found) {
        self.octets = self.octets.saturating_add(found.encoded.len());
        self.waiting.push(found);
        if self.waiting.len() >= BATCH || self.octets >= BATCH_OCTETS {
            self.send();
        }
    }

    fn send(&mut self) {
        let octets = self.budget.take(std::mem::take(&mut self.octets));
        let (file, certificates) = (Arc::clone(&self.file), std::mem::take(&mut self.waiting));
        let batch = Batch { file, certificates, _octets: octets };
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
        let budget = Budget::new(usize::MAX);
        let mut batches = Batches::new(FileName::new("file"), &sender, &budget);
        for octets in std::iter::repeat_n(10, 300).chain(std::iter::repeat_n(BATCH_OCTETS / 3 + 1, 7)) {
            batches.push(Found { offset: 0, lines: (1, 1), row: 1, encoded: Encoded::Der(vec![0; octets]) });
        }
        batches.send();
        drop(batches);
        drop(sender);
        let sizes: Vec<usize> = receiver.iter().map(|batch| batch.certificates.len()).collect();
        assert_eq!(sizes, [128, 128, 44 + 3, 3, 1]);
    }
}
