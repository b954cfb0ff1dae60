//! A progress bar on standard error, if that is a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Time between two pictures.
const PAUSE: Duration = Duration::from_millis(100);

/// Width of the bar, in characters.
const WIDTH: u64 = 30;

#[derive(Debug, Default)]
struct Counters {
    octets: AtomicU64,
    certificates: AtomicU64,
    done: AtomicBool,
}

/// A bar, drawn by a thread of its own while there is a terminal to draw on.
#[derive(Debug)]
pub(super) struct Progress {
    counters: Arc<Counters>,
    painter: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts to draw. `total` returns what there is to read, in octets, or less where that is not known; it is not called where
    /// there is no terminal.
    pub(super) fn start(total: impl FnOnce() -> u64) -> Self {
        let counters = Arc::new(Counters::default());
        let wanted = io::stderr().is_terminal();
        let painter = wanted.then(|| {
            let total = total();
            let counters = Arc::clone(&counters);
            thread::spawn(move || paint(&counters, total))
        });
        Self { counters, painter }
    }

    /// Adds to the octets read.
    pub(super) fn read(&self, octets: usize) {
        self.counters.octets.fetch_add(u64::try_from(octets).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Adds to the certificates counted.
    pub(super) fn counted(&self, certificates: usize) {
        self.counters.certificates.fetch_add(u64::try_from(certificates).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Wipes the bar.
    pub(super) fn finish(self) {
        self.counters.done.store(true, Ordering::Relaxed);
        if let Some(painter) = self.painter {
            // A painter that fell over has painted enough.
            let _fallen = painter.join();
        }
    }
}

fn paint(counters: &Counters, total: u64) {
    let start = Instant::now();
    while !counters.done.load(Ordering::Relaxed) {
        let (read, certificates) =
            (counters.octets.load(Ordering::Relaxed), counters.certificates.load(Ordering::Relaxed));
        write_to_terminal(&picture(read, total, certificates, start.elapsed()));
        thread::sleep(PAUSE);
    }
    write_to_terminal("\r\u{1b}[K");
}

/// Writes to standard error; an error is ignored, because the bar is not part of the result.
fn write_to_terminal(text: &str) {
    let _ignored = io::stderr().write_all(text.as_bytes());
}

fn picture(read: u64, total: u64, certificates: u64, elapsed: Duration) -> String {
    // What grew since it was measured, or was never measured, is full at most.
    let share = |of: u64| read.min(total).saturating_mul(of).checked_div(total).unwrap_or(0);
    let filled = usize::try_from(share(WIDTH)).unwrap_or(0);
    let empty = usize::try_from(WIDTH).unwrap_or(0).saturating_sub(filled);
    let bar = format!("[{}{}] {:>3} %", "#".repeat(filled), ".".repeat(empty), share(100));
    let rate = certificates.checked_div(elapsed.as_secs()).map(|rate| format!(", {rate}/s")).unwrap_or_default();
    format!("\r{bar}  {certificates} certificates{rate}\u{1b}[K")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_never_longer_than_it_is() {
        let shown = |read, total| picture(read, total, 7, Duration::from_secs(2));
        assert_eq!(
            shown(50, 100),
            format!("\r[{}{}]  50 %  7 certificates, 3/s\u{1b}[K", "#".repeat(15), ".".repeat(15))
        );
        assert!(shown(200, 100).contains("100 %"));
        assert!(shown(200, 0).contains("  0 %"));
        assert!(shown(u64::MAX, u64::MAX).contains(" %"));
    }
}
