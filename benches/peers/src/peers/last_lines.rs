//! The last lines that a program writes, for the message about its end.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How many octets are kept.
const KEPT: usize = 4096;
/// How many lines of them are shown.
const SHOWN: usize = 10;

/// A stream that is read to its end, so that who writes to it never waits, and of which the end is kept.
pub struct LastLines {
    kept: Arc<Mutex<VecDeque<u8>>>,
    at_end: Receiver<()>,
}

impl LastLines {
    /// Reads `stream` in a thread of its own.
    pub fn of(mut stream: impl Read + Send + 'static) -> Self {
        let kept = Arc::new(Mutex::new(VecDeque::new()));
        let (sender, at_end) = channel();
        let own = Arc::clone(&kept);
        thread::spawn(move || {
            let mut buffer = [0; 1024];
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                let mut kept = own.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend(buffer.iter().take(count));
                let superfluous = kept.len().saturating_sub(KEPT);
                kept.drain(..superfluous);
            }
            // Nobody listens if the program did what it should.
            let _ = sender.send(());
        });
        Self { kept, at_end }
    }

    /// The last lines so far; if the stream is about to end, all of it.
    pub fn take(&self) -> Vec<String> {
        // A process of the program's own may keep the stream open.
        let _ = self.at_end.recv_timeout(Duration::from_secs(1));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(kept.make_contiguous()).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(SHOWN)..].iter().map(|line| (*line).to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_kept() {
        let text: String = (0..5000).map(|number| format!("line {number}\n")).collect();
        let lines = LastLines::of(std::io::Cursor::new(text.into_bytes())).take();
        assert_eq!(lines.len(), 10);
        assert_eq!((lines[0].as_str(), lines[9].as_str()), ("line 4990", "line 4999"));
        assert!(LastLines::of(std::io::empty()).take().is_empty());
    }

    #[test]
    fn what_stays_open_is_not_waited_for() {
        let (reader, mut writer) = std::io::pipe().expect("a pipe");
        std::io::Write::write_all(&mut writer, b"x\nunfinished").expect("written");
        let lines = LastLines::of(reader);
        assert_eq!(lines.take(), ["x", "unfinished"]);
        drop(writer);
    }
}
