//! The way down a path: the levels above the certificate that is judged next, asked one by one or, on a long path, at once.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::constraints::NameConstraints;
use crate::general_name::{GeneralNames, PresentedId};
use crate::name::Form;
use crate::name::dns::DnsLeadingDot;
use crate::state::{ConstraintViolation, InitialSubtrees, Level, admit, admit_each};
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
    tally: Option<Box<Tally>>,
    /// Whether some level may hold subjects. Every certificate has one, and hardly any CA constrains them.
    constrains_subjects: bool,
}

impl<'a> Descent<'a> {
    /// Room for so many levels; of a long path when `leading_dot` says how its bases are read.
    pub(crate) fn new(levels: usize, long: Option<DnsLeadingDot>) -> Self {
        Self {
            levels: Vec::with_capacity(levels),
            first: 0,
            tally: long.map(|leading_dot| Box::new(Tally::new(leading_dot))),
            constrains_subjects: false,
        }
    }

    /// Adds the level of the caller, whose subtrees these are.
    pub(crate) fn start(&mut self, level: Level<'a>, initial: &InitialSubtrees<'_>) {
        // Without any it says nothing.
        if !initial.is_empty() {
            self.constrains_subjects = true;
            self.levels.push(level);
        }
        self.first = self.levels.len();
    }

    /// Adds the level of a trust anchor, whose constraints these are.
    pub(crate) fn start_below(&mut self, level: Level<'a>, constraints: &NameConstraints<'a>) {
        self.constrains_subjects |= constraints.may_contain_form(Form::DirectoryName);
        self.levels.push(level);
        self.first = self.levels.len();
    }

    /// Adds the level of a CA of the path, whose constraints these are.
    pub(crate) fn add(&mut self, level: Level<'a>, constraints: &NameConstraints<'a>) {
        self.constrains_subjects |= constraints.may_contain_form(Form::DirectoryName);
        self.levels.push(level);
        if let Some(tally) = &mut self.tally {
            tally.add(constraints);
        }
    }

    /// Whether some level so far may hold the subject of a certificate; `false` is certain.
    pub(crate) const fn constrains_subjects(&self) -> bool {
        self.constrains_subjects
    }

    /// [`admit`](fn@admit), under all levels so far.
    #[expect(clippy::result_large_err, reason = "a refusal ends the check, and borrows what it speaks of")]
    pub(crate) fn admit(&mut self, presented: &PresentedId<'_>) -> Result<(), ConstraintViolation<'a>> {
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
    pub(crate) fn admit_each<'n>(
        &mut self,
        names: GeneralNames<'n>,
    ) -> Result<(), (PresentedId<'n>, ConstraintViolation<'a>)> {
        if self.tally.is_none() {
            return admit_each(&self.levels, names);
        }
        for presented in &names {
            self.admit(&presented).map_err(|violation| (presented, violation))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Base;
    use crate::state::{PermittedForm, Position};

    /// A Name, and a host.
    const NAME: &[u8] = b"\x30\x15\xa0\x13\x30\x11\xa4\x0f\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL";
    const HOST: &[u8] = b"\x30\x07\xa1\x05\x30\x03\x82\x01a";

    #[test]
    fn whoever_constrains_subjects_holds_them() {
        for (octets, holds) in [(NAME, true), (HOST, false)] {
            let constraints = NameConstraints::from_der(octets).unwrap();
            let level = Level::authority(constraints, Position(1), DnsLeadingDot::default());
            let [mut anchor, mut authority] = [(); 2].map(|()| Descent::new(1, None));
            anchor.start_below(level, &constraints);
            authority.add(level, &constraints);
            assert_eq!((anchor.constrains_subjects(), authority.constrains_subjects()), (holds, holds));
            assert_eq!((anchor.first, authority.first), (1, 0));
        }
    }

    #[test]
    fn a_caller_without_subtrees_is_no_level() {
        let permitted = [PermittedForm { form: Form::DnsName, bases: &[] }];
        let (none, excluded): (&[PermittedForm<'_>], _) = (&[], [Base::NotUnderstood]);
        for (permitted, excluded, levels) in [(none, &[][..], 0), (&permitted, &[], 1), (none, &excluded, 1)] {
            let initial = InitialSubtrees { permitted, excluded };
            let mut above = Descent::new(1, None);
            above.start(Level::caller(initial), &initial);
            assert_eq!((above.levels.len(), above.first, above.constrains_subjects()), (levels, levels, levels > 0));
        }
    }
}
