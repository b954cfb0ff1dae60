//! The way down a path: the levels above the certificate that is judged next, asked one by one or, on a long path, at once.

use alloc::vec::Vec;

use crate::constraints::NameConstraints;
use crate::general_name::{GeneralNames, PresentedId};
use crate::name::dns::DnsLeadingDot;
use crate::state::{Level, Violation, admit, admit_each};
use crate::tally::Tally;

/// From how many CAs that constrain on, a name is asked once for all of them. Real paths have fewer, and are better off
/// without: what is made for this costs as much as asking some CAs for some names.
pub(crate) const LONG: usize = 16;

/// Levels from the caller and the anchor down, as far as the path was followed.
pub(crate) struct Descent<'a> {
    levels: Vec<Level<'a>>,
    /// How many of them, from the first, are asked one by one whatever the length of the path: those that whoever makes
    /// the path cannot add to.
    first: usize,
    /// The others, on a long path.
    tally: Option<Tally>,
}

impl<'a> Descent<'a> {
    /// Room for so many levels; of a long path when `leading_dot` says how its bases are read.
    pub(crate) fn new(levels: usize, long: Option<DnsLeadingDot>) -> Self {
        Self { levels: Vec::with_capacity(levels), first: 0, tally: long.map(Tally::new) }
    }

    /// Adds a level that is no certificate's of the path: the caller's, or a trust anchor's.
    pub(crate) fn start(&mut self, level: Level<'a>) {
        self.levels.push(level);
        self.first = self.levels.len();
    }

    /// Adds the level of a CA of the path, whose constraints these are.
    pub(crate) fn add(&mut self, level: Level<'a>, constraints: &NameConstraints<'a>) {
        self.levels.push(level);
        if let Some(tally) = &mut self.tally {
            tally.add(constraints);
        }
    }

    /// [`admit`](fn@admit), under all levels so far.
    #[expect(clippy::result_large_err, reason = "a refusal ends the check, and borrows what it speaks of")]
    pub(crate) fn admit(&mut self, presented: &PresentedId<'_>) -> Result<(), Violation<'a>> {
        if let Some(tally) = &mut self.tally {
            let first = self.levels.get(..self.first).unwrap_or_default();
            if tally.admits(presented) && admit(first, presented).is_ok() {
                return Ok(());
            }
        }
        // On a long path this is a refusal, which ends it, and so happens once.
        admit(&self.levels, presented)
    }

    /// [`admit_each`](fn@admit_each), under all levels so far.
    #[expect(clippy::result_large_err, reason = "a refusal ends the check, and borrows what it speaks of")]
    pub(crate) fn admit_each<'n>(&mut self, names: GeneralNames<'n>) -> Result<(), (PresentedId<'n>, Violation<'a>)> {
        if self.tally.is_none() {
            return admit_each(&self.levels, names);
        }
        for presented in names.iter() {
            self.admit(&presented).map_err(|violation| (presented, violation))?;
        }
        Ok(())
    }
}
