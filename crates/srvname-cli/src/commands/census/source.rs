//! Files to blocks: PEM blocks at any place, in text and in the cells of CSV files, and DER.
//!
//! Files are read front to back with a window of a fixed size, so one of any size takes the same memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use super::progress::Progress;
use crate::exit::Failure;
use crate::input::certificates::is_one_sequence;

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
const END: &[u8] = b"-----END CERTIFICATE-----";

/// Octets read at a time.
const WINDOW: usize = 1 << 18;

/// The most octets of one block, or of one DER file. No certificate is larger.
const MAX_BLOCK: usize = 1 << 24;

/// Blocks that are handed over together, at most.
const BATCH: usize = 128;

/// Octets that are handed over together, but for the last block of them: what waits for the workers is bounded by this and
/// by [`MAX_BLOCK`], however large the blocks are made.
const BATCH_OCTETS: usize = 1 << 20;

/// Blocks of one file.
#[derive(Debug)]
pub(super) struct Batch {
    /// The file, as it is shown.
    pub(super) file: Arc<str>,
    pub(super) blocks: Vec<SourceBlock>,
}

/// One certificate, as encoded in a file.
#[derive(Debug)]
pub(super) struct SourceBlock {
    /// The row of a CSV file, or the line of another, from 1.
    pub(super) row: u64,
    pub(super) octets: Octets,
}

/// The content of a block.
#[derive(Debug)]
pub(super) enum Octets {
    /// PEM, marks and all.
    Pem(Vec<u8>),
    /// DER.
    Der(Vec<u8>),
    /// The reason why a block is not one.
    Unreadable(&'static str),
}

impl Octets {
    fn len(&self) -> usize {
        match self {
            Self::Pem(octets) | Self::Der(octets) => octets.len(),
            Self::Unreadable(_) => 0,
        }
    }
}

/// Returns the size of all files; those of unknown size count as empty.
pub(super) fn total_octets(paths: &[PathBuf]) -> u64 {
    let size = |path: &PathBuf| match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => folder(path).map_or(0, |entries| total_octets(&entries)),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    paths.iter().map(size).fold(0, u64::saturating_add)
}

/// Reads everything below `paths` into `sender` and returns what could not be read.
pub(super) fn read(paths: &[PathBuf], sender: &SyncSender<Batch>, progress: &Progress) -> Vec<Failure> {
    let mut failures = Vec::new();
    for path in paths {
        if path.as_os_str() != "-" && path.is_dir() {
            match folder(path) {
                Ok(entries) => failures.extend(read(&entries, sender, progress)),
                Err(error) => failures.push(failure(path, &error)),
            }
        } else if let Err(error) = read_file(path, sender, progress) {
            failures.push(failure(path, &error));
        }
    }
    failures
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format_args!("{}: {error}", shown(path)))
}

/// Returns the entries of a folder, in the order of their names, without hidden ones.
fn folder(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        // A link to a folder may lead back here; a link to a file may not.
        let is_link_to_folder = entry.file_type()?.is_symlink() && entry.path().is_dir();
        // A pipe or a device that lies in a folder may never end; one that is named is read.
        let path = entry.path();
        let is_special = std::fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
        if !is_link_to_folder && !is_special && !entry.file_name().to_string_lossy().starts_with('.') {
            entries.push(path);
        }
    }
    entries.sort();
    Ok(entries)
}

fn shown(path: &Path) -> String {
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    path.to_string_lossy().chars().map(escape).collect()
}

fn read_file(path: &Path, sender: &SyncSender<Batch>, progress: &Progress) -> io::Result<()> {
    let source: Box<dyn Read> =
        if path.as_os_str() == "-" { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    let mut scanner = Scanner::new(shown(path).into(), sender);
    let mut window = vec![0; WINDOW];
    let mut source = source;
    loop {
        let read = match source.read(&mut window) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        progress.read(read);
        scanner.feed(window.get(..read).unwrap_or_default());
    }
    scanner.finish()
}

/// Looks for blocks in octets that come in pieces.
struct Scanner<'s> {
    file: Arc<str>,
    sender: &'s SyncSender<Batch>,
    blocks: Vec<SourceBlock>,
    /// The octets of these blocks.
    waiting: usize,
    /// What was not looked at yet, or may be the start of something.
    pending: Vec<u8>,
    /// Where the block starts that has not ended, in lines or rows.
    open: Option<u64>,
    /// How many octets of the open block, after its first mark, were searched for its end.
    searched: usize,
    /// The octets from the start as long as the file may be DER.
    der: Option<Vec<u8>>,
    rows: Rows,
    found: bool,
}

impl<'s> Scanner<'s> {
    fn new(file: Arc<str>, sender: &'s SyncSender<Batch>) -> Self {
        let (blocks, pending) = (Vec::new(), Vec::new());
        Self {
            file,
            sender,
            blocks,
            waiting: 0,
            pending,
            open: None,
            searched: 0,
            der: Some(Vec::new()),
            rows: Rows::default(),
            found: false,
        }
    }

    fn feed(&mut self, octets: &[u8]) {
        if let Some(der) = &mut self.der {
            // A file that starts like a SEQUENCE may be DER; nothing else can.
            let may_be = der.first().or(octets.first()) == Some(&0x30);
            if may_be && der.len().saturating_add(octets.len()) <= MAX_BLOCK {
                der.extend_from_slice(octets);
            } else {
                self.der = None;
            }
        }
        self.pending.extend_from_slice(octets);
        self.scan();
    }

    /// Takes every block that is complete, and keeps what may go on.
    fn scan(&mut self) {
        let mut pending = std::mem::take(&mut self.pending);
        let mut rest = pending.as_slice();
        loop {
            match self.open {
                None => match find(rest, BEGIN) {
                    Some(at) => {
                        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, &[]));
                        self.rows.pass(before);
                        self.open = Some(self.rows.row());
                        rest = from;
                    }
                    None => {
                        rest = self.keep(rest, BEGIN.len());
                        break;
                    }
                },
                Some(row) => match self.close(rest, row) {
                    Some(after) => rest = after,
                    None => break,
                },
            }
        }
        let done = pending.len().saturating_sub(rest.len());
        pending.drain(..done);
        self.pending = pending;
    }

    /// Passes everything but the last octets, which may be the start of a mark.
    fn keep<'r>(&mut self, rest: &'r [u8], mark: usize) -> &'r [u8] {
        let cut = rest.len().saturating_sub(mark.saturating_sub(1));
        let (before, tail) = rest.split_at_checked(cut).unwrap_or((rest, &[]));
        self.rows.pass(before);
        tail
    }

    /// Ends the open block at the front of `rest` and returns what is after it; `None` if the block has no end yet.
    fn close<'r>(&mut self, rest: &'r [u8], row: u64) -> Option<&'r [u8]> {
        let body = rest.get(BEGIN.len()..).unwrap_or_default();
        // A block may come in many pieces; what was searched is not searched again.
        let unsearched = body.get(self.searched..).unwrap_or_default();
        let from_start = |at: usize| at.saturating_add(self.searched);
        let next = find(unsearched, BEGIN);
        // A block that does not end must not swallow the next one, nor be searched beyond it: marks without end would
        // each cost what is left of the window.
        let own = next.and_then(|next| unsearched.get(..next)).unwrap_or(unsearched);
        let (length, octets) = match (find(own, END).map(from_start), next.map(from_start)) {
            (Some(end), _) => {
                let length = BEGIN.len().saturating_add(end).saturating_add(END.len());
                (length, Octets::Pem(rest.get(..length).unwrap_or_default().to_vec()))
            }
            (None, Some(next)) => (BEGIN.len().saturating_add(next), Octets::Unreadable("the block has no end")),
            (None, _) if rest.len() > MAX_BLOCK => (rest.len(), Octets::Unreadable("the block is too long")),
            (None, _) => {
                self.searched = body.len().saturating_sub(BEGIN.len());
                return None;
            }
        };
        let (block, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        self.rows.pass(block);
        self.open = None;
        self.searched = 0;
        self.push(SourceBlock { row, octets });
        Some(after)
    }

    fn push(&mut self, block: SourceBlock) {
        self.found = true;
        self.waiting = self.waiting.saturating_add(block.octets.len());
        self.blocks.push(block);
        // Blocks in what may be DER are text in an extension, and are thrown away if it is.
        if self.der.is_none() && (self.blocks.len() >= BATCH || self.waiting >= BATCH_OCTETS) {
            self.send();
        }
    }

    fn send(&mut self) {
        let batch = Batch { file: Arc::clone(&self.file), blocks: std::mem::take(&mut self.blocks) };
        self.waiting = 0;
        // This fails only if every worker has stopped; then nothing can be counted, which `count` reports.
        let _ignored = self.sender.send(batch);
    }

    fn finish(mut self) -> io::Result<()> {
        // A SEQUENCE as long as the file is DER, whatever text is in its extensions.
        let der = self.der.take().filter(|der| !der.is_empty() && (is_one_sequence(der) || !self.found));
        if let Some(der) = der.filter(|_| self.open.is_none()) {
            self.blocks.clear();
            self.push(SourceBlock { row: 1, octets: Octets::Der(der) });
        } else if let Some(row) = self.open {
            self.push(SourceBlock { row, octets: Octets::Unreadable("the block has no end") });
        }
        self.send();
        if self.found { Ok(()) } else { Err(io::Error::other("neither a PEM block nor, at octet 0, a DER SEQUENCE")) }
    }
}

/// Counts rows: those of a CSV file, where a cell in quotation marks may have several lines, and lines elsewhere.
#[derive(Debug, Default)]
struct Rows {
    ended: u64,
    quoted: bool,
    first_line: Vec<u8>,
    csv: Option<bool>,
}

impl Rows {
    /// Returns the row of the next octet, from 1.
    const fn row(&self) -> u64 {
        self.ended.saturating_add(1)
    }

    fn pass(&mut self, octets: &[u8]) {
        for octet in octets {
            match octet {
                b'"' if self.csv != Some(false) => self.quoted = !self.quoted,
                b'\n' => self.end_line(),
                octet if self.csv.is_none() && self.first_line.len() < 4096 => self.first_line.push(*octet),
                _ => {}
            }
        }
    }

    /// A file is CSV when its first line has a comma and no mark of PEM; the CCADB reports have no ending in their names.
    fn end_line(&mut self) {
        let csv =
            *self.csv.get_or_insert_with(|| self.first_line.contains(&b',') && !self.first_line.starts_with(b"-----"));
        if !csv || !self.quoted {
            self.ended = self.ended.saturating_add(1);
        }
        if !csv {
            self.quoted = false;
        }
    }
}

fn find(octets: &[u8], mark: &[u8]) -> Option<usize> {
    let first = mark.first()?;
    let mut from = 0;
    while let Some(at) = octets.get(from..)?.iter().position(|octet| octet == first) {
        let at = from.saturating_add(at);
        if octets.get(at..)?.starts_with(mark) {
            return Some(at);
        }
        from = at.saturating_add(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    /// The rows and octets of what is found when the text comes in pieces of `size`.
    fn found(text: &[u8], size: usize) -> Vec<(u64, String)> {
        let (sender, receiver) = sync_channel(64);
        let mut scanner = Scanner::new("file".into(), &sender);
        text.chunks(size).for_each(|piece| scanner.feed(piece));
        let finished = scanner.finish();
        drop(sender);
        let blocks: Vec<SourceBlock> = receiver.iter().flat_map(|batch| batch.blocks).collect();
        assert_eq!(finished.is_ok(), !blocks.is_empty());
        let shown = |block: SourceBlock| match block.octets {
            Octets::Pem(octets) => (block.row, String::from_utf8(octets).expect("text")),
            Octets::Der(octets) => (block.row, format!("{octets:02x?}")),
            Octets::Unreadable(why) => (block.row, why.to_owned()),
        };
        blocks.into_iter().map(shown).collect()
    }

    /// What waits for a worker is bounded in blocks and in octets.
    #[test]
    fn batches_are_small() {
        let (sender, receiver) = sync_channel(64);
        let mut scanner = Scanner::new("file".into(), &sender);
        let block =
            |octets: usize| format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", "A".repeat(octets));
        for octets in std::iter::repeat_n(10, 300).chain(std::iter::repeat_n(BATCH_OCTETS / 3, 7)) {
            scanner.feed(block(octets).as_bytes());
        }
        assert!(scanner.finish().is_ok());
        drop(sender);
        let batches: Vec<usize> = receiver.iter().map(|batch| batch.blocks.len()).collect();
        assert_eq!(batches, [128, 128, 44 + 3, 3, 1]);
    }

    #[test]
    fn blocks_are_found_however_the_octets_come() {
        let block = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----";
        let csv = format!("name,\"PEM\"\na,\"{block}\"\nb,\"'{block}'\"\nc,\nd,\"-----BEGIN CERTIFICATE-----\nAQ\"\n");
        let bundle = format!("comment with \" in it\n\n{block}\n{block}\n");
        for size in [1, 2, 3, 7, 27, 28, 64, 4096] {
            let expected = [(2, block.to_owned()), (3, block.to_owned()), (5, "the block has no end".to_owned())];
            assert_eq!(found(csv.as_bytes(), size), expected, "{size}");
            assert_eq!(found(bundle.as_bytes(), size), [(3, block.to_owned()), (6, block.to_owned())], "{size}");
        }
    }

    #[test]
    fn der_is_told_from_text() {
        let block = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----";
        assert_eq!(found(&[0x30, 3, 2, 1, 0], 2), [(1, "[30, 03, 02, 01, 00]".to_owned())]);
        assert_eq!(found(&[0x30, 3, 2, 1], 2), [(1, "[30, 03, 02, 01]".to_owned())]);
        assert_eq!(found(format!("0 is a digit\n{block}").as_bytes(), 5), [(2, block.to_owned())]);
        let inside = [&[0x30, 60, 0x0c, 58][..], block.as_bytes()].concat();
        assert_eq!(inside.len(), 62);
        assert_eq!(found(&inside, 10).len(), 1);
        assert!(found(&inside, 10)[0].1.starts_with("[30, 3c"));
        assert_eq!(found(b"nothing here", 4), []);
        assert_eq!(found(b"", 4), []);
    }
}
