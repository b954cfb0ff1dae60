//! A presented name as the plain loop compares it with bases, and the answer.

use crate::name::directory::ComparedName;
use crate::name::directory::relation::{NotText, Relation};
use crate::name::{Base, Name};

/// A well-formed presented name that is compared with many bases.
pub(super) struct ComparedIdentifier<'n> {
    name: &'n Name<'n>,
    /// The name, if it is a directoryName, with its canonical form.
    directory: Option<ComparedName<'n>>,
}

/// The answer of a comparison.
pub(super) enum Answer {
    /// The base contains or overlaps the name.
    Yes,
    /// It does not.
    No,
    /// The comparison is undefined, because of these values.
    Undefined(NotText),
}

impl<'n> ComparedIdentifier<'n> {
    /// Returns a name that is compared with many bases.
    pub(super) const fn new(name: &'n Name<'n>) -> Self {
        let directory = match name {
            Name::Directory(name) => Some(ComparedName::new(*name)),
            _ => None,
        };
        Self { name, directory }
    }

    /// Returns whether a base contains every name that this one represents ([`Base::contains`]).
    pub(super) fn is_inside(&self, base: &Base<'_>) -> Answer {
        self.directory_answer(base).unwrap_or_else(|| Answer::of(base.contains(self.name)))
    }

    /// Returns whether a base contains some name that this one represents ([`Base::overlaps`]).
    pub(super) fn overlaps(&self, base: &Base<'_>) -> Answer {
        self.directory_answer(base).unwrap_or_else(|| Answer::of(base.overlaps(self.name)))
    }

    /// Returns the answer for a directoryName, which represents itself, or `None` for any other form.
    fn directory_answer(&self, base: &Base<'_>) -> Option<Answer> {
        let (Base::Directory(base), Some(name)) = (base, &self.directory) else { return None };
        Some(match name.relation(base.name()) {
            Relation::Inside => Answer::Yes,
            Relation::Outside => Answer::No,
            Relation::Undefined(not_text) => Answer::Undefined(not_text),
        })
    }
}

impl Answer {
    /// Returns the answer of a form whose comparisons are never undefined, where `None` means that the forms differ.
    const fn of(answer: Option<bool>) -> Self {
        match answer {
            Some(true) => Self::Yes,
            Some(false) | None => Self::No,
        }
    }
}
