//! A CA that may issue SRVNames for any domain, on a path whose rule asks that it may not.

use alloc::string::String;

use crate::certificate::name_constraints::NameConstraints;
use crate::name::Form;
use crate::path::evidence::quotes::NameList;
use crate::path::policy::SubCaRule;

/// What is known of such a CA and of the path that it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenAuthority {
    /// The rule in force.
    pub(crate) rule: SubCaRule,
    /// Why it may.
    pub(crate) reason: OpenReason,
    /// Whether it is the trust anchor.
    pub(crate) is_anchor: bool,
    /// Whether a CA is between the trust anchor and the end entity.
    pub(crate) has_intermediates: bool,
    /// The domain that its SRVNames are wanted for: of the reference, or else of the first SRVName that the end entity
    /// presents. `None` if there is neither.
    pub(crate) domain: Option<String>,
    /// The services of the SRVNames that the end entity presents, without underscores.
    pub(crate) services: NameList,
    /// The CA on the path that meets the rule if it is the trust anchor itself, because it has no name constraints and every
    /// CA below it meets the rule.
    pub(crate) possible_anchor: Option<String>,
}

/// Why a CA may issue SRVNames for any domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenReason {
    /// It has no name constraints.
    NoNameConstraints,
    /// It has name constraints, and they do not list SRVName.
    SrvNameNotListed,
    /// It has SRVName constraints, and they do not limit the domain.
    DomainNotLimited,
}

impl OpenReason {
    /// Returns the reason for a CA with these constraints, if any.
    pub(crate) fn of(constraints: Option<NameConstraints<'_>>) -> Self {
        match constraints {
            None => Self::NoNameConstraints,
            Some(constraints) if constraints.contains_form(Form::SrvName) => Self::DomainNotLimited,
            Some(_) => Self::SrvNameNotListed,
        }
    }
}
