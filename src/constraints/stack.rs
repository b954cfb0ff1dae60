//! The stack of constraints along a path: the levels above the certificate that is validated next.

use alloc::vec::Vec;

use crate::certificate::general_name::{GeneralNames, PresentedId};
use crate::certificate::name_constraints::NameConstraints;
use crate::constraints::level::{ConstraintViolation, InitialSubtrees, Level, admit, admit_each};
use crate::name::Form;

/// The levels above the certificate that is validated next, from the caller and the trust anchor down. It only grows.
///
/// A name must satisfy each level, which is what the intersection and the union of RFC 5280 §6.1.4(g) mean.
pub(crate) struct ConstraintStack<'a> {
    levels: Vec<Level<'a>>,
    /// Whether some level may apply to subjects. Every certificate has one, and hardly any CA constrains them.
    constrains_subjects: bool,
}

impl<'a> ConstraintStack<'a> {
    /// Returns a stack without levels, with room for so many.
    pub(crate) fn new(levels: usize) -> Self {
        Self { levels: Vec::with_capacity(levels), constrains_subjects: false }
    }

    /// Adds the level of the caller, unless it constrains nothing.
    pub(crate) fn start(&mut self, level: Level<'a>, initial: &InitialSubtrees<'_>) {
        // Without any it says nothing.
        if !initial.is_empty() {
            self.constrains_subjects = true;
            self.levels.push(level);
        }
    }

    /// Adds the level of a trust anchor or of a CA with its constraints.
    pub(crate) fn add(&mut self, level: Level<'a>, constraints: &NameConstraints<'a>) {
        self.constrains_subjects |= constraints.may_contain_form(Form::DirectoryName);
        self.levels.push(level);
    }

    /// Conservative: may return `true` if no level applies to the subject of a certificate, never `false` if one does.
    pub(crate) const fn constrains_subjects(&self) -> bool {
        self.constrains_subjects
    }

    /// [`admit`](fn@admit), under all levels so far.
    #[expect(clippy::result_large_err, reason = "error path is cold; boxing would allocate without `alloc`")]
    pub(crate) fn admit(&self, presented: &PresentedId<'_>) -> Result<(), ConstraintViolation<'a>> {
        admit(&self.levels, presented)
    }

    /// [`admit_each`](fn@admit_each), under all levels so far.
    #[expect(clippy::result_large_err, reason = "error path is cold; boxing would allocate without `alloc`")]
    pub(crate) fn admit_each<'n>(
        &self,
        names: GeneralNames<'n>,
    ) -> Result<(), (PresentedId<'n>, ConstraintViolation<'a>)> {
        admit_each(&self.levels, names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraints::level::{ExcludedBase, PermittedForm, Position};
    use crate::name::Base;
    use crate::name::dns::DnsLeadingDot;

    /// A Name, and a host.
    const NAME: &[u8] = b"\x30\x15\xa0\x13\x30\x11\xa4\x0f\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL";
    const HOST: &[u8] = b"\x30\x07\xa1\x05\x30\x03\x82\x01a";

    #[test]
    fn a_level_of_directory_names_constrains_subjects() {
        for (octets, constrains) in [(NAME, true), (HOST, false)] {
            let constraints = NameConstraints::from_der(octets).unwrap();
            let level = Level::authority(constraints, Position(1), DnsLeadingDot::default());
            let mut above = ConstraintStack::new(1);
            above.add(level, &constraints);
            assert_eq!((above.levels.len(), above.constrains_subjects()), (1, constrains));
        }
    }

    #[test]
    fn a_caller_without_subtrees_is_no_level() {
        let permitted = [PermittedForm { form: Form::DnsName, bases: &[] }];
        let (none, excluded): (&[PermittedForm<'_>], _) =
            (&[], [ExcludedBase::new(Form::RegisteredId, Base::NotUnderstood)]);
        for (permitted, excluded, levels) in [(none, &[][..], 0), (&permitted, &[], 1), (none, &excluded, 1)] {
            let initial = InitialSubtrees { permitted, excluded };
            let mut above = ConstraintStack::new(1);
            above.start(Level::caller(initial), &initial);
            assert_eq!((above.levels.len(), above.constrains_subjects()), (levels, levels > 0));
        }
    }
}
