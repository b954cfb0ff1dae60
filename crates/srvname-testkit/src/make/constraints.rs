//! NameConstraints (RFC 5280 §4.2.1.10), subtree by subtree.

use super::der;
use super::names::GeneralName;

/// A NameConstraints extension in the making; critical unless told otherwise, as RFC 5280 demands.
#[derive(Clone, Debug)]
pub struct Constraints {
    critical: bool,
    permitted: Option<Vec<Subtree>>,
    excluded: Option<Vec<Subtree>>,
}

impl Constraints {
    /// An extension without lists, which nobody may issue; add to it.
    pub fn new() -> Self {
        Self { critical: true, permitted: None, excluded: None }
    }

    /// Adds a base to permittedSubtrees.
    pub fn permit(mut self, base: impl Into<Subtree>) -> Self {
        self.permitted.get_or_insert_default().push(base.into());
        self
    }

    /// Adds a base to excludedSubtrees.
    pub fn exclude(mut self, base: impl Into<Subtree>) -> Self {
        self.excluded.get_or_insert_default().push(base.into());
        self
    }

    /// Encodes permittedSubtrees even when it is empty, which `SIZE (1..MAX)` forbids.
    pub fn with_permitted_list(mut self) -> Self {
        self.permitted.get_or_insert_default();
        self
    }

    /// Encodes excludedSubtrees even when it is empty, which `SIZE (1..MAX)` forbids.
    pub fn with_excluded_list(mut self) -> Self {
        self.excluded.get_or_insert_default();
        self
    }

    /// Sets the critical flag of the extension.
    pub fn critical(mut self, critical: bool) -> Self {
        self.critical = critical;
        self
    }

    /// The critical flag of the extension.
    pub fn is_critical(&self) -> bool {
        self.critical
    }

    /// The value of the extension.
    pub fn der(&self) -> Vec<u8> {
        let list = |number, subtrees: &Option<Vec<Subtree>>| {
            subtrees.as_ref().map(|list| der::constructed(number, &der::concat(list.iter().map(Subtree::der))))
        };
        der::sequence(list(0, &self.permitted).into_iter().chain(list(1, &self.excluded)))
    }
}

/// A GeneralSubtree: a base, and the two distances that RFC 5280 gave no use.
#[derive(Clone, Debug)]
pub struct Subtree {
    base: GeneralName,
    minimum: Option<u64>,
    maximum: Option<u64>,
}

impl Subtree {
    /// A subtree of a base alone.
    pub fn of(base: GeneralName) -> Self {
        Self { base, minimum: None, maximum: None }
    }

    /// Encodes `minimum`, a zero too, which DER leaves out (X.690 §11.5).
    pub fn minimum(mut self, minimum: u64) -> Self {
        self.minimum = Some(minimum);
        self
    }

    /// Encodes `maximum`.
    pub fn maximum(mut self, maximum: u64) -> Self {
        self.maximum = Some(maximum);
        self
    }

    fn der(&self) -> Vec<u8> {
        let distance =
            |number, value: Option<u64>| value.map(|value| der::primitive(number, &der::integer_content(value)));
        der::sequence(
            [Some(self.base.der().to_vec()), distance(0, self.minimum), distance(1, self.maximum)]
                .into_iter()
                .flatten(),
        )
    }
}

impl From<GeneralName> for Subtree {
    fn from(base: GeneralName) -> Self {
        Self::of(base)
    }
}
