//! `srvname census`: how far a collection of CA certificates is from SRVName.
//!
//! Three stages, each in a file of its own: [`source`] takes certificates out of files, [`facts`] reads one, [`tally`] counts.
//! They go through a short queue to as many workers as there are cores, so memory does not grow with the input, but for one
//! digest a certificate, a few digests a certificate of a CA, and one line, of a bounded length, a CA that would have to be
//! reissued and a root. Then [`hierarchy`] finds the roots, [`ccadb`] what the CCADB says, and [`groups`] who has to act.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use clap::ValueEnum;
use rustls_pki_types::UnixTime;

use crate::exit::{Failure, Finished, Status};
use crate::input::encoded::{Found, Part};
use crate::input::file;
use crate::input::file_name::FileName;
use crate::input::kind::Reads;
use crate::output::color::Palette;
use crate::output::whole_file;

mod budget;
mod ccadb;
mod facts;
mod groups;
mod hierarchy;
mod inputs;
mod keys;
mod page;
mod progress;
mod reissue;
mod repetition;
mod report;
mod source;
mod spreadsheet;
mod tally;
mod terms;
mod text;

use ccadb::CcadbReport;
use facts::Facts;
use inputs::{InputLog, upper_hex};
use progress::Progress;
use report::{Census, CensusReport};
use source::{Batch, Source};
use tally::{Tally, UnreadableCertificate};

/// Count the CAs that would have to be reissued before SRVName is safe, and what CAs constrain today
#[derive(Debug, clap::Args)]
pub(crate) struct CensusArguments {
    /// The time at which certificates are current, as in RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", value_parser = crate::input::time::parse)]
    at: Option<UnixTime>,
    /// The CCADB's report about all CA certificates (CSV): owners, what is revoked, trust bits
    #[arg(long, value_name = "FILE")]
    ccadb: Option<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: CensusFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// PEM bundles, DER files, folders, and CSV files with PEM in their cells; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// The output formats of `census`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum CensusFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// The CAs to reissue, for spreadsheets
    Csv,
    /// One page with charts and tables that sort and filter, for a browser
    Html,
}

/// How many batches wait for a worker, for each worker.
const QUEUED: usize = 4;

/// SHA-256 of the certificates that were seen, in parts, so that workers seldom wait for each other.
struct Seen {
    parts: Vec<Mutex<HashSet<[u8; 32]>>>,
}

impl Seen {
    const PARTS: usize = 256;

    fn new() -> Self {
        Self { parts: std::iter::repeat_with(Mutex::default).take(Self::PARTS).collect() }
    }

    /// Inserts a digest and returns whether it is new.
    fn insert(&self, digest: [u8; 32]) -> bool {
        let [first, ..] = digest;
        let part = self.parts.get(usize::from(first)).or_else(|| self.parts.first());
        // A poisoned lock still protects a valid set.
        part.is_none_or(|part| part.lock().unwrap_or_else(PoisonError::into_inner).insert(digest))
    }
}

/// Runs the command. Bad certificates are counted and files that cannot be read are named; the others are counted.
pub(crate) fn run(args: &CensusArguments) -> Result<Finished, Failure> {
    let at = args.at.unwrap_or_else(UnixTime::now);
    let at = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    // First what takes no time, so that a wrong file is known at once.
    let ccadb = args.ccadb.as_deref().map(CcadbReport::read).transpose()?;
    let (tally, log, status) = count(&args.paths, at);
    let command = repetition::command(at, args.ccadb.as_deref(), &args.paths);
    let report = CensusReport::of(Census { tally, at, inputs: log.summaries(), ccadb, command });
    // Color is for the terminal, whatever a file is read with later.
    let palette = if args.output.is_some() { Palette::plain() } else { Palette::of_standard_output() };
    let text = match args.format {
        CensusFormat::Text => text::render(&report, palette),
        CensusFormat::Json => Finished::json(&report, Status::Accepted)?.text,
        CensusFormat::Csv => spreadsheet::render(&report)?,
        CensusFormat::Html => page::render(&report),
    };
    match &args.output {
        None => Ok(Finished { text, status }),
        Some(path) => match whole_file::write(path, &text) {
            Ok(()) => Ok(Finished { text: String::new(), status }),
            Err(error) => Err(Failure::new(format_args!("{}: {error}", FileName::new(path)))),
        },
    }
}

/// Counts everything below `paths`.
fn count(paths: &[PathBuf], at: i64) -> (Tally, InputLog, Status) {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let (sender, receiver) = sync_channel::<Batch>(workers.saturating_mul(QUEUED));
    let receiver = Arc::new(Mutex::new(receiver));
    let seen = Seen::new();
    let progress = Progress::start(|| source::total_octets(paths));
    let mut tally = Tally::default();
    let mut status = Status::Accepted;
    let log = thread::scope(|scope| {
        let started: Vec<_> = (0..workers)
            .map(|_| {
                let (receiver, seen, progress) = (Arc::clone(&receiver), &seen, &progress);
                scope.spawn(move || work(&receiver, seen, progress, at))
            })
            .collect();
        let (log, failures) = Source::read(paths, &sender, &progress);
        for failure in failures {
            status = status.max(failure.report());
        }
        drop(sender);
        for worker in started {
            match worker.join() {
                Ok(own) => tally.merge(own),
                Err(_) => status = Failure::new("a worker stopped, so the counts are not complete").report(),
            }
        }
        log
    });
    progress.finish();
    (tally, log, status)
}

/// Takes batches until there are no more.
fn work(receiver: &Mutex<Receiver<Batch>>, seen: &Seen, progress: &Progress, at: i64) -> Tally {
    let mut tally = Tally::default();
    loop {
        // The lock is kept while waiting, so that the other workers wait for their turn.
        let batch = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = batch else { return tally };
        progress.counted(batch.certificates.len());
        for (origin, found) in batch.certificates {
            let certificates = take(&mut tally, &origin.file, found, seen, at);
            for count in &origin.found_in {
                count.fetch_add(certificates, Ordering::Relaxed);
            }
        }
    }
}

/// Counts what was found, one certificate or those of a message, and returns how many there are, good or bad.
fn take(tally: &mut Tally, file: &FileName, found: Found, seen: &Seen, at: i64) -> u64 {
    let bad = |error, sha256| UnreadableCertificate { file: file.clone(), row: found.row, error, sha256 };
    let parts = match found.encoded.decode(Reads::Certificates) {
        Ok(parts) => parts,
        Err(error) => {
            tally.bad(bad(error.to_owned(), None));
            return 1;
        }
    };
    let mut certificates = 0u64;
    for part in parts {
        let der = match part {
            Part::Document { der, .. } => der,
            Part::Skipped(skipped) => {
                file::name_skipped(file, &[skipped]);
                continue;
            }
        };
        certificates = certificates.saturating_add(1);
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &der);
        let digest = <[u8; 32]>::try_from(digest.as_ref()).unwrap_or([0; 32]);
        if !seen.insert(digest) {
            continue;
        }
        match Facts::read(&der) {
            Ok(facts) => tally.certificate(&facts, &digest, at),
            Err(error) => tally.bad(bad(error, Some(upper_hex(&digest)))),
        }
    }
    certificates
}
