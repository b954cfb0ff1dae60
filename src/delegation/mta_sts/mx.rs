//! Whether a policy allows an MX host, and what its certificate must name then (RFC 8461 §4.1).

use crate::citation::Citation;
use crate::delegation::mta_sts::mx_pattern::MxPattern;
use crate::delegation::mta_sts::policy::{StsMode, StsPolicy};
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::{AuthenticatedBy, AuthenticatedTarget};
use crate::name::dns::DnsName;

/// What a policy says of an MX host.
///
/// It is about one policy domain: another domain with the same host has a policy of its own, and a verdict about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MxVerdict<'p> {
    /// Nothing: its mode is none, and it is as though there were no policy (RFC 8461 §5).
    NotApplicable,
    /// No pattern matches the host.
    Mismatch {
        /// The mode.
        mode: StsMode,
    },
    /// A pattern matches the host, whose certificate is to be verified.
    Match(MxMatch<'p>),
}

/// A host that a policy allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MxMatch<'p> {
    host: DnsName<'p>,
    mode: StsMode,
    pattern: &'p MxPattern,
}

impl<'p> MxMatch<'p> {
    /// Returns the one reference identifier for the certificate of the host: its own name (RFC 8461 §4.2). Neither the pattern
    /// nor the domain of the recipient is one. TLS asks for it too (SNI; §7.1).
    #[must_use]
    pub const fn reference(&self) -> ReferenceId<'p> {
        ReferenceId::Dns(self.host)
    }

    /// Returns the host as a target for which the policy vouches; `None` in mode testing, which protects nothing.
    #[must_use]
    pub fn authenticated_target(&self) -> Option<AuthenticatedTarget<'p>> {
        match self.mode {
            StsMode::Enforce => AuthenticatedTarget::new(self.host.as_str(), AuthenticatedBy::MtaSts).ok(),
            StsMode::Testing | StsMode::None => None,
        }
    }

    /// Returns the host.
    #[must_use]
    pub const fn host(&self) -> DnsName<'p> {
        self.host
    }

    /// Returns the mode of the policy.
    #[must_use]
    pub const fn mode(&self) -> StsMode {
        self.mode
    }

    /// Returns the first pattern that the host matches.
    #[must_use]
    pub const fn pattern(&self) -> &'p MxPattern {
        self.pattern
    }
}

impl MxVerdict<'_> {
    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::NotApplicable => Citation::new("RFC 8461", "5"),
            Self::Mismatch { .. } | Self::Match(_) => Citation::new("RFC 8461", "4.1"),
        }
    }
}

impl StsPolicy {
    /// Returns what the policy says of an MX host. Where a domain has no MX record, the host is the domain (RFC 5321 §5.1),
    /// and the policy must name it as any other.
    ///
    /// The hosts of a domain are asked one by one when their turn comes, and not filtered before (RFC 8461 §8.4).
    ///
    /// ```
    /// use srvname::ReferenceId;
    /// use srvname::delegation::mta_sts::{MaxAge, MxPattern, MxVerdict, StsMode, StsPolicy};
    /// use srvname::name::DnsName;
    ///
    /// let mx = vec![MxPattern::parse("*.provider.example")?];
    /// let policy = StsPolicy::new(StsMode::Enforce, MaxAge::clamped(604_800), mx)?;
    /// let MxVerdict::Match(found) = policy.evaluate(DnsName::parse_user_input("MX1.provider.example.")?) else { panic!() };
    /// assert_eq!(found.reference(), ReferenceId::dns("mx1.provider.example")?);
    /// assert!(found.authenticated_target().is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn evaluate<'p>(&'p self, host: DnsName<'p>) -> MxVerdict<'p> {
        let mode = self.mode();
        if mode == StsMode::None {
            return MxVerdict::NotApplicable;
        }
        match self.mx().iter().find(|pattern| pattern.matches(host)) {
            Some(pattern) => MxVerdict::Match(MxMatch { host, mode, pattern }),
            None => MxVerdict::Mismatch { mode },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delegation::mta_sts::policy::MaxAge;
    use alloc::vec::Vec;

    fn policy(mode: StsMode, mx: &[&str]) -> StsPolicy {
        let patterns: Vec<_> = mx.iter().map(|text| MxPattern::parse(text).unwrap()).collect();
        StsPolicy::new(mode, MaxAge::DAY, patterns).unwrap()
    }

    fn host(text: &str) -> DnsName<'_> {
        DnsName::parse_user_input(text).unwrap()
    }

    #[test]
    fn a_match_is_verified_for_the_host_alone() {
        let policy = policy(StsMode::Enforce, &["mx9.example.net", "*.example.net"]);
        let MxVerdict::Match(found) = policy.evaluate(host("MX1.example.net.")) else { panic!("no match") };
        assert_eq!(found.reference(), ReferenceId::dns("mx1.example.net").unwrap());
        assert_eq!(found.pattern().as_str(), "*.example.net");
        let target = found.authenticated_target().unwrap();
        assert_eq!((target.by(), target.dns_id()), (AuthenticatedBy::MtaSts, found.reference()));
    }

    #[test]
    fn a_domain_without_mx_records_is_its_own_host() {
        let named = policy(StsMode::Enforce, &["example.org"]);
        assert!(matches!(named.evaluate(host("example.org")), MxVerdict::Match(_)));
        for mx in ["mail.example.org", "*.example.org"] {
            let other = policy(StsMode::Enforce, &[mx]);
            assert_eq!(other.evaluate(host("example.org")), MxVerdict::Mismatch { mode: StsMode::Enforce });
        }
    }

    #[test]
    fn the_mode_decides_what_a_match_is_worth() {
        let testing = policy(StsMode::Testing, &["a.example"]);
        let MxVerdict::Match(found) = testing.evaluate(host("a.example")) else { panic!("no match") };
        assert_eq!((found.mode(), found.authenticated_target()), (StsMode::Testing, None));
        assert_eq!(testing.evaluate(host("b.example")), MxVerdict::Mismatch { mode: StsMode::Testing });
        let none = policy(StsMode::None, &["a.example"]);
        assert_eq!(none.evaluate(host("a.example")), MxVerdict::NotApplicable);
        assert_eq!(none.evaluate(host("b.example")), MxVerdict::NotApplicable);
    }
}
