//! Every choice that the standards leave open: an enum each, strict by default. Data only; `validate` reads it.

use core::fmt;

use crate::citation::Citation;
use crate::constraints::level::InitialSubtrees;
use crate::identity::reference::{DnsWildcards, SrvWildcards};
use crate::name::dns::DnsLeadingDot;

/// Which CAs must constrain SRVName before a path may present one.
///
/// RFC 5280 allows every name form that a CA's constraints do not mention (§4.2.1.10), so a CA that was held to the
/// DNS names of one organization can issue SRVNames for any domain (RFC 9525 §7.6). This rule closes that. It asks about
/// the *bound CAs*: every certificate between trust anchor and end entity, self-issued ones included, and the trust
/// anchor itself when its constraints are enforced and name any form. It fires when the end entity presents an SRVName,
/// well formed or not, whatever references the caller gave. RFC 5280 §6.2 lets an implementation add such a rule.
///
/// What the settings accept: [`Confined`](Self::Confined) ⊂ [`Constrained`](Self::Constrained) ⊂
/// [`Inherited`](Self::Inherited), [`WhereConstrained`](Self::WhereConstrained) ⊂ [`Rfc5280`](Self::Rfc5280).
///
/// Q: Why is there no "some CA in the path is constrained"?
/// A: An unconstrained CA can make a CA of its own with `permitted victim.test`, and would pass.
///    (`tests/attacks.rs`, `the_unconstrained_topmost_ca_mints_a_ca_permitted_for_the_victim`)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SubCaRule {
    /// Every bound CA permits some SRVName base, and all its permitted SRVName bases have a domain.
    Confined,
    /// Every bound CA lists SRVName, permitted or excluded.
    #[default]
    Constrained,
    /// Every bound CA lists SRVName, or is below a bound CA that is [`Confined`](Self::Confined). The risk: none in
    /// the domains; a CA below may choose the services.
    Inherited,
    /// Every bound CA that carries name constraints of any form lists SRVName (RFC 9525 §7.6). The risk: a CA without
    /// any constraints issues SRVNames for any domain, as it does every other name.
    WhereConstrained,
    /// No rule: RFC 5280 alone. The risk: every CA that is constrained for other forms issues SRVNames for any domain.
    Rfc5280,
}

impl SubCaRule {
    /// Every setting, from the strictest.
    pub const ALL: [Self; 5] =
        [Self::Confined, Self::Constrained, Self::Inherited, Self::WhereConstrained, Self::Rfc5280];

    /// The name that the command line and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confined => "confined",
            Self::Constrained => "constrained",
            Self::Inherited => "inherited",
            Self::WhereConstrained => "where-constrained",
            Self::Rfc5280 => "rfc5280",
        }
    }

    /// The document that lets a verifier ask this.
    #[must_use]
    pub const fn citation(self) -> Citation {
        match self {
            Self::Rfc5280 => Citation::new("RFC 5280", "6.1"),
            _ => Citation::new("RFC 9525", "7.6"),
        }
    }
}

impl fmt::Display for SubCaRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether the constraints that come with a trust anchor count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnchorConstraints {
    /// They are enforced: its name constraints, its pathLenConstraint, and that no critical extension of its certificate
    /// is unknown (RFC 5937 §3.2).
    #[default]
    Enforce,
    /// They are neither enforced nor counted by any setting of [`SubCaRule`] (RFC 5280 §6.2 leaves that free). The risk:
    /// the party that limited the anchor relies on a limit that has no effect.
    IgnoreTrustAnchorConstraints,
}

/// What a verdict depends on beside the certificates. `Policy::default()` is strict.
///
/// ```
/// use srvname::{Policy, SubCaRule};
///
/// let policy = Policy::default();
/// assert_eq!(policy.sub_ca_rule, SubCaRule::Constrained);
///
/// let relaxed = Policy::new().with_sub_ca_rule(SubCaRule::WhereConstrained);
/// # let _ = relaxed;
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Policy<'a> {
    /// Which CAs must constrain SRVName.
    pub sub_ca_rule: SubCaRule,
    /// Whether a wildcard SRVName matches an SRV-ID. Under constraints a wildcard is always judged by the names that it matches.
    pub srv_wildcards: SrvWildcards,
    /// Whether a wildcard dNSName matches a DNS-ID.
    pub dns_wildcards: DnsWildcards,
    /// How a dNSName base with a leading dot is read.
    pub dns_leading_dot: DnsLeadingDot,
    /// Whether the constraints of a trust anchor count.
    pub anchor_constraints: AnchorConstraints,
    /// What the caller itself permits and excludes (RFC 5280 §6.1.1(h), (i)).
    pub initial_subtrees: InitialSubtrees<'a>,
}

impl<'a> Policy<'a> {
    /// Returns the strict policy, as `Policy::default()` does.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns this policy with another [`SubCaRule`].
    #[must_use]
    pub const fn with_sub_ca_rule(mut self, rule: SubCaRule) -> Self {
        self.sub_ca_rule = rule;
        self
    }

    /// Returns this policy with another rule for wildcard SRVNames.
    #[must_use]
    pub const fn with_srv_wildcards(mut self, wildcards: SrvWildcards) -> Self {
        self.srv_wildcards = wildcards;
        self
    }

    /// Returns this policy with another rule for wildcard dNSNames.
    #[must_use]
    pub const fn with_dns_wildcards(mut self, wildcards: DnsWildcards) -> Self {
        self.dns_wildcards = wildcards;
        self
    }

    /// Returns this policy with another reading of dNSName bases that start with a dot.
    #[must_use]
    pub const fn with_dns_leading_dot(mut self, leading_dot: DnsLeadingDot) -> Self {
        self.dns_leading_dot = leading_dot;
        self
    }

    /// Returns this policy with another decision about the constraints of trust anchors.
    #[must_use]
    pub const fn with_anchor_constraints(mut self, constraints: AnchorConstraints) -> Self {
        self.anchor_constraints = constraints;
        self
    }

    /// Returns this policy with the caller's own permitted and excluded subtrees (RFC 5280 §6.1.1(h), (i)).
    #[must_use]
    pub const fn with_initial_subtrees(mut self, subtrees: InitialSubtrees<'a>) -> Self {
        self.initial_subtrees = subtrees;
        self
    }
}
