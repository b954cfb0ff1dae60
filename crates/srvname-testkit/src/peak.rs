//! The most memory that a program takes, as far as it is seen from outside.

use std::fs;
use std::process::{Command, ExitStatus};
use std::time::Duration;

/// Runs a program and returns the most memory that it took, in KiB, and how it ended. What its streams are is the caller's
/// choice, but nothing reads a pipe. Where there is no `/proc` the memory is 0.
///
/// # Panics
///
/// If the program cannot be run.
pub fn peak_of(command: &mut Command) -> (u64, ExitStatus) {
    let mut child = command.spawn().expect("the program runs");
    let mut peak = 0;
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = kibibytes.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = peak.max(kibibytes.unwrap_or(0));
        if let Some(status) = child.try_wait().expect("a child") {
            return (peak, status);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
