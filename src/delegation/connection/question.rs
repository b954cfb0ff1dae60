//! The question for a path to the caller's own roots, which the caller answers.

use alloc::string::String;
use core::fmt;

use crate::delegation::references::list::References;
use crate::identity::reference::ReferenceId;
use crate::path::Path;
use crate::path::policy::Policy;

/// What else a path must hold, by its certificates and those of its trust anchors in DER, as far as these are at hand.
pub(crate) type PathCondition<'q> = &'q dyn Fn(&Path<'_, '_>, &[&[u8]]) -> Result<(), String>;

/// A question for a path to the caller's own roots: for which names, and what else must be true of it.
///
/// [`ConnectionEvidence::judge`](crate::delegation::ConnectionEvidence::judge) asks it if the verdict depends on the answer,
/// which is a [`ProvenName`](crate::delegation::ProvenName) or the caller's own error.
#[derive(Clone, Copy)]
pub struct PathQuestion<'r, 'q> {
    pub(crate) references: &'r [ReferenceId<'r>],
    pub(crate) names: Option<&'q References>,
    pub(crate) condition: Option<PathCondition<'q>>,
}

impl<'r> PathQuestion<'r, '_> {
    /// Returns the references, one of which the end entity must present. If there is none, no path is valid for them.
    #[must_use]
    pub const fn references(&self) -> &'r [ReferenceId<'r>] {
        self.references
    }

    /// Returns the caller's policy, without the wildcards that the application does not allow.
    #[must_use]
    pub const fn narrow<'p>(&self, policy: Policy<'p>) -> Policy<'p> {
        match self.names {
            Some(names) => names.narrow(policy),
            None => policy,
        }
    }

    /// Returns `true` if there is more to be asked of a path, for which [`check`](Self::check) wants the certificates of its trust
    /// anchors.
    #[must_use]
    pub const fn has_condition(&self) -> bool {
        self.condition.is_some()
    }

    /// Checks what else a complete path must hold: the certificate of a TLSA record of usage 0 (RFC 6698 §2.1.1). It is part of
    /// the question, and asked of every path before it is accepted. `anchors` are the certificates of its trust anchors in DER,
    /// as far as the caller has them.
    ///
    /// # Errors
    ///
    /// A sentence if the path is not one of those that are asked for; another one may be.
    pub fn check(&self, path: &Path<'_, '_>, anchors: &[&[u8]]) -> Result<(), String> {
        self.condition.map_or(Ok(()), |condition| condition(path, anchors))
    }
}

impl fmt::Debug for PathQuestion<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathQuestion")
            .field("references", &self.references)
            .field("condition", &self.condition.is_some())
            .finish_non_exhaustive()
    }
}
