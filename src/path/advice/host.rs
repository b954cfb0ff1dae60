//! What only the program that shows advice knows.

use alloc::string::{String, ToString};
use core::fmt;

use crate::path::policy::SubCaRule;

/// Whether a path is accepted under another rule.
type Accepts<'h> = &'h dyn Fn(SubCaRule) -> bool;

/// The way in which a host writes its settings; `None` for one that it does not have.
type Spelling<'h> = &'h dyn Fn(Setting<'_>) -> Option<String>;

/// What only the program that shows advice knows: its algorithms, how its settings are written, and what it would accept.
///
/// `AdviceHost::default()` knows none of it: its advice calls settings what this library calls them, names no algorithm, and
/// mentions a weaker rule only for what that rule asks.
///
/// ```
/// use srvname::path::{AdviceHost, Setting};
///
/// # fn f(rejection: &srvname::Rejection, verifies: &dyn Fn(srvname::SubCaRule) -> bool) {
/// let spell = |setting: Setting<'_>| match setting {
///     Setting::Rule(rule) => Some(format!("sub_ca_rule = {rule}")),
///     Setting::TrustAnchors => Some("ca_file".to_owned()),
///     _ => None,
/// };
/// let host = AdviceHost::new().with_algorithms("ECDSA on P-256").with_spelling(&spell).with_accepted_rules(verifies);
/// for sentence in rejection.advice(&host) {
///     println!("{sentence}");
/// }
/// # }
/// ```
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
pub struct AdviceHost<'h> {
    algorithms: Option<&'h str>,
    accepts: Option<Accepts<'h>>,
    spelling: Option<Spelling<'h>>,
}

impl fmt::Debug for AdviceHost<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdviceHost").field("algorithms", &self.algorithms).finish_non_exhaustive()
    }
}

impl<'h> AdviceHost<'h> {
    /// Returns a host of which nothing is known, as `AdviceHost::default()` does.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns this host with the algorithms that it verifies with, in words that end a sentence: "ECDSA on P-256 or Ed25519".
    ///
    /// Name none that it refuses, or its advice leads in a circle.
    #[must_use]
    pub const fn with_algorithms(mut self, algorithms: &'h str) -> Self {
        self.algorithms = Some(algorithms);
        self
    }

    /// Returns this host with an answer to the question whether the refused path, whole, is accepted under another rule. It is
    /// asked about the rules that are weaker than the one in force, and only if that one refused the path.
    #[must_use]
    pub const fn with_accepted_rules(mut self, accepts: Accepts<'h>) -> Self {
        self.accepts = Some(accepts);
        self
    }

    /// Returns this host with the way in which its users write a setting. A setting for which `spelling` returns `None` is not
    /// named.
    #[must_use]
    pub const fn with_spelling(mut self, spelling: Spelling<'h>) -> Self {
        self.spelling = Some(spelling);
        self
    }

    /// Returns the algorithms in words, or `None` if they are unknown.
    pub(crate) const fn algorithms(&self) -> Option<&'h str> {
        self.algorithms
    }

    /// Returns whether the path is accepted under a rule, or `None` if the host does not say.
    pub(crate) fn accepts(&self, rule: SubCaRule) -> Option<bool> {
        self.accepts.map(|accepts| accepts(rule))
    }

    /// Returns a setting as the host's users write it, or `None` if it has no such setting.
    pub(crate) fn spell(&self, setting: Setting<'_>) -> Option<String> {
        match self.spelling {
            Some(spelling) => spelling(setting),
            None => Some(setting.to_string()),
        }
    }
}

/// A setting that advice names.
///
/// `Display` writes it as this library calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setting<'s> {
    /// Another rule: `SubCaRule::WhereConstrained`.
    Rule(SubCaRule),
    /// Where trust anchors are given: `TrustAnchor`.
    TrustAnchors,
    /// Another service in the question, without underscore: `the service xmpp-client`.
    Service(&'s str),
    /// The DNS-ID of the source domain beside the SRV-ID: `ReferenceId::dns`.
    DnsIdOfSourceDomain,
    /// The DNS-ID of a target that somebody vouched for: `ReferenceId::dns`.
    AuthenticatedTarget,
    /// What takes certificates in any order: `PathBuilder`.
    PathBuilding,
}

impl fmt::Display for Setting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(rule) => write!(f, "SubCaRule::{rule:?}"),
            Self::TrustAnchors => f.write_str("TrustAnchor"),
            Self::Service(service) => write!(f, "the service {service}"),
            Self::DnsIdOfSourceDomain | Self::AuthenticatedTarget => f.write_str("ReferenceId::dns"),
            Self::PathBuilding => f.write_str("PathBuilder"),
        }
    }
}
