//! What a peer must be able to do to be measured.

use std::fmt;
use std::time::Instant;

use crate::certificates::{Case, EndEntity};

/// How much of the work is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// The check alone: names and constraints are decoded before, as far as the peer lets its callers keep them.
    Check,
    /// From the DER of the two extensions: decoding them, and the check.
    Extensions,
    /// From the DER of the two certificates: decoding them, and the check; no signature is verified.
    Certificates,
}

impl Measure {
    /// All of them, in the order of the document.
    pub const ALL: [Self; 3] = [Self::Extensions, Self::Check, Self::Certificates];
}

/// What a peer says about the names of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The constraints admit them.
    Accepted,
    /// The constraints do not admit them: the peer's words.
    Refused(String),
    /// The peer does not look, or stops looking, because it would take too long: a limit of its own.
    OverLimit(String),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("accepted"),
            Self::Refused(reason) => write!(f, "refused ({reason})"),
            Self::OverLimit(limit) => write!(f, "over a limit ({limit})"),
        }
    }
}

/// An implementation of name constraints.
pub trait Peer {
    /// The name, as in the table and the plots.
    fn name(&self) -> &str;

    /// The version that is linked or run.
    fn version(&self) -> String;

    /// What exactly is called and timed.
    fn method(&self) -> &str;

    /// Whether it evaluates SRVName constraints.
    fn evaluates_srv_name(&self) -> bool {
        false
    }

    /// Whether it is a validator that the goals compare with, and not a stand-in of our own.
    fn is_validator(&self) -> bool {
        true
    }

    /// What can be timed.
    fn measures(&self) -> &[Measure] {
        &Measure::ALL
    }

    /// Takes the certificates of a case, and one of its two end entities.
    ///
    /// # Errors
    ///
    /// Whatever keeps the peer from being asked. A limit of the peer is no error but a [`Verdict`].
    fn load<'l>(&'l mut self, case: &'l Case, end_entity: &'l EndEntity) -> Result<Box<dyn Loaded + 'l>, String>;
}

/// A peer with certificates in its hands.
pub trait Loaded {
    /// What it says of them.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from answering: a program of its own may have ended.
    fn verdict(&mut self) -> Result<Verdict, String>;

    /// Nanoseconds for one check, over as many checks as asked for. A difference of two times may come out negative.
    ///
    /// # Errors
    ///
    /// As [`Loaded::verdict`].
    fn time(&mut self, measure: Measure, iterations: u32) -> Result<f64, String>;
}

/// Nanoseconds for one call.
pub fn per_call(iterations: u32, mut call: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..iterations {
        call();
    }
    nanoseconds(start) / f64::from(iterations)
}

/// Nanoseconds that one call of `with` takes longer than one of `without`. The two take turns, so that whatever slows
/// the machine slows both.
pub fn difference(iterations: u32, mut with: impl FnMut(), mut without: impl FnMut()) -> f64 {
    const TURNS: u32 = 8;
    let turns = iterations.min(TURNS);
    let each = iterations / turns;
    let turn = |_| per_call(each, &mut with) - per_call(each, &mut without);
    (0..turns).map(turn).sum::<f64>() / f64::from(turns)
}

fn nanoseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e9
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn every_call_counts() {
        let calls = Cell::new(0);
        per_call(7, || calls.set(calls.get() + 1));
        assert_eq!(calls.get(), 7);
    }

    #[test]
    fn the_difference_asks_both_sides_equally() {
        for iterations in [1, 3, 8, 80] {
            let (with, without) = (Cell::new(0), Cell::new(0));
            difference(iterations, || with.set(with.get() + 1), || without.set(without.get() + 1));
            assert_eq!((with.get(), without.get()), (iterations, iterations));
        }
    }

    #[test]
    fn the_difference_has_a_sign() {
        let wait = || std::thread::sleep(std::time::Duration::from_millis(2));
        assert!(difference(1, wait, || ()) > 1e6);
        assert!(difference(1, || (), wait) < -1e6);
    }
}
