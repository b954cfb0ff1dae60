//! What the owner of a domain should know about what is published, and how a domain leaves (RFC 8461 §3.1, §8).

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use crate::citation::Citation;
use crate::delegation::mta_sts::fetch::PolicyHost;
use crate::delegation::mta_sts::mx::MxVerdict;
use crate::delegation::mta_sts::mx_pattern::MxPattern;
use crate::delegation::mta_sts::policy::{MaxAge, StsMode, StsPolicy};
use crate::delegation::mta_sts::policy_id::PolicyId;
use crate::name::dns::DnsName;

/// Days in mode testing after which the mode is taken to be forgotten.
const LONG_IN_TESTING_DAYS: u32 = 90;

/// How grave a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StsRemarkLevel {
    /// Nothing is wrong.
    Note,
    /// It works, and protects less than it seems to.
    Warning,
    /// Mail is held back, or the policy is not found.
    Error,
}

/// Something about what a domain publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StsRemark {
    /// The policy changed, and its id did not: senders keep the old one.
    IdNotChanged(PolicyId),
    /// The id changed, and the policy did not: senders fetch it again.
    OnlyIdChanged,
    /// An MX host that no pattern matches.
    HostNotMatched {
        /// The host.
        host: String,
        /// The mode of the policy.
        mode: StsMode,
    },
    /// A pattern that no MX host matches.
    PatternNotUsed(MxPattern),
    /// A lifetime below a day.
    ShortMaxAge(MaxAge),
    /// So many days in mode testing.
    LongInTesting(u32),
    /// No record asks for reports (RFC 8460 §3).
    NoReports,
    /// There is a record, and the policy host is missing.
    PolicyHostMissing(PolicyHost),
}

impl StsRemark {
    /// Returns how grave it is.
    #[must_use]
    pub const fn level(&self) -> StsRemarkLevel {
        match self {
            Self::IdNotChanged(_) | Self::PolicyHostMissing(_) => StsRemarkLevel::Error,
            Self::HostNotMatched { mode: StsMode::Enforce, .. } => StsRemarkLevel::Error,
            Self::HostNotMatched { .. } | Self::PatternNotUsed(_) => StsRemarkLevel::Warning,
            Self::ShortMaxAge(_) | Self::LongInTesting(_) => StsRemarkLevel::Warning,
            Self::OnlyIdChanged | Self::NoReports => StsRemarkLevel::Note,
        }
    }

    /// Returns the section that it rests on.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::IdNotChanged(_) | Self::OnlyIdChanged => Citation::new("RFC 8461", "3.1"),
            Self::HostNotMatched { .. } => Citation::new("RFC 8461", "4.1"),
            Self::PatternNotUsed(_) => Citation::new("RFC 8461", "10.4"),
            Self::ShortMaxAge(_) => Citation::new("RFC 8461", "3.2"),
            Self::LongInTesting(_) => Citation::new("RFC 8461", "5"),
            Self::NoReports => Citation::new("RFC 8460", "3"),
            Self::PolicyHostMissing(_) => Citation::new("RFC 8461", "8.2"),
        }
    }
}

impl fmt::Display for StsRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IdNotChanged(id) => {
                write!(
                    f,
                    "the policy changed and its id, {id}, did not: senders keep the old one until the id changes"
                )?;
            }
            Self::OnlyIdChanged => {
                f.write_str("the id changed and the policy did not: senders fetch it again, which is harmless")?;
            }
            Self::HostNotMatched { host, mode } => {
                let effect = match mode {
                    StsMode::Enforce => "senders do not deliver to it",
                    StsMode::Testing | StsMode::None => "senders would not deliver to it in mode enforce",
                };
                write!(f, "no mx of the policy matches the MX host {host}: {effect}")?;
            }
            Self::PatternNotUsed(pattern) => {
                write!(f, "mx {pattern} matches none of the MX hosts: whoever has such a name may take the mail")?;
            }
            Self::ShortMaxAge(max_age) => {
                write!(
                    f,
                    "max_age {max_age} is below a day: some senders ignore such a policy, and it protects no longer"
                )?;
            }
            Self::LongInTesting(days) => write!(f, "in mode testing for {days} days: nothing is enforced")?,
            Self::NoReports => f.write_str("no _smtp._tls record asks for reports: nobody tells you of failures")?,
            Self::PolicyHostMissing(host) => {
                write!(
                    f,
                    "there is a record, and the policy host {host} is missing: delegate both",
                    host = host.name()
                )?;
            }
        }
        write!(f, " [{}]", self.citation())
    }
}

/// A policy and the id that announces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StsPublication<'a> {
    /// The id of the record.
    pub id: &'a PolicyId,
    /// The policy.
    pub policy: &'a StsPolicy,
}

impl StsPublication<'_> {
    /// Returns what is wrong with publishing this after `old`; `None` if nothing is: both changed, or neither.
    ///
    /// Q: The file changed, and only in the order of its hosts. Must the id change?
    /// A: No: a sender with the old file decides as one with the new.
    ///    (`src/delegation/mta_sts/publish.rs`, `an_id_changes_when_the_policy_does`)
    #[must_use]
    pub fn after(&self, old: &StsPublication<'_>) -> Option<StsRemark> {
        match (self.id == old.id, self.policy.means_the_same_as(old.policy)) {
            (true, false) => Some(StsRemark::IdNotChanged(self.id.clone())),
            (false, true) => Some(StsRemark::OnlyIdChanged),
            _ => None,
        }
    }
}

impl StsPolicy {
    /// Returns remarks about the policy beside all MX hosts of its domain, backups too: hosts that it does not match, then
    /// patterns that match none of them. None for a policy of mode none.
    ///
    /// Each host is asked of each pattern.
    #[must_use]
    pub fn check_hosts(&self, hosts: &[DnsName<'_>]) -> Vec<StsRemark> {
        if self.mode() == StsMode::None {
            return Vec::new();
        }
        let unmatched = hosts.iter().filter(|host| matches!(self.evaluate(**host), MxVerdict::Mismatch { .. }));
        let unmatched =
            unmatched.map(|host| StsRemark::HostNotMatched { host: host.as_str().to_string(), mode: self.mode() });
        let unused = self.mx().iter().filter(|pattern| !hosts.iter().any(|host| pattern.matches(*host)));
        unmatched.chain(unused.map(|pattern| StsRemark::PatternNotUsed(pattern.clone()))).collect()
    }
}

/// What is known about a policy that is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyInUse {
    /// Its mode.
    pub mode: StsMode,
    /// Its lifetime; `None` if it is not asked about.
    pub max_age: Option<MaxAge>,
    /// Days since it has this mode; `None` if that is not known.
    pub days_in_mode: Option<u32>,
    /// Whether the domain asks for reports.
    pub reports: Reports,
}

/// Whether a domain has a `_smtp._tls` record (RFC 8460 §3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reports {
    /// Nobody asked.
    #[default]
    Unknown,
    /// It has one.
    Asked,
    /// It has none.
    NotAsked,
}

impl PolicyInUse {
    /// Returns remarks about it. None for a policy of mode none, whose lifetime should be short (RFC 8461 §8.3).
    #[must_use]
    pub fn remarks(&self) -> Vec<StsRemark> {
        if self.mode == StsMode::None {
            return Vec::new();
        }
        let short = self.max_age.filter(|max_age| *max_age < MaxAge::DAY).map(StsRemark::ShortMaxAge);
        let days = self.days_in_mode.filter(|days| self.mode == StsMode::Testing && *days > LONG_IN_TESTING_DAYS);
        let reports = (self.reports == Reports::NotAsked).then_some(StsRemark::NoReports);
        short.into_iter().chain(days.map(StsRemark::LongInTesting)).chain(reports).collect()
    }
}

/// A step by which a domain leaves MTA-STS (RFC 8461 §8.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemovalStep {
    /// Serve this policy, of mode none.
    Serve(StsPolicy),
    /// Publish a record with a new id, so that senders fetch the policy.
    ChangeId,
    /// Wait so many seconds: the longest max_age that was ever served, counted from when it was served last.
    Wait(u64),
    /// Remove the record and the policy host.
    Remove,
}

impl RemovalStep {
    /// Returns the steps, in order, for a domain that served policies of these lifetimes. Without any, which is to say that
    /// nobody knows, the wait is the longest that a policy can live.
    #[must_use]
    pub fn all(served: &[MaxAge]) -> Vec<Self> {
        let longest = served.iter().max().copied().unwrap_or(MaxAge::MAXIMUM);
        // Mode none needs no host, so there is always a policy.
        let policy = StsPolicy::new(StsMode::None, MaxAge::DAY, Vec::new()).ok().map(Self::Serve);
        let rest = vec![Self::ChangeId, Self::Wait(u64::from(longest.seconds())), Self::Remove];
        policy.into_iter().chain(rest).collect()
    }
}

impl fmt::Display for RemovalStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serve(policy) => {
                write!(f, "serve a policy with mode {} and max_age {}", policy.mode(), policy.max_age())
            }
            Self::ChangeId => f.write_str("publish a TXT record with a new id"),
            Self::Wait(seconds) => {
                write!(f, "wait {seconds} seconds, the longest max_age ever served, since it was served last")
            }
            Self::Remove => f.write_str("remove the TXT record and the policy host"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::source_domain::SourceDomain;

    fn policy(mode: StsMode, mx: &[&str]) -> StsPolicy {
        let patterns = mx.iter().map(|text| MxPattern::parse(text).unwrap()).collect();
        StsPolicy::new(mode, MaxAge::DAY, patterns).unwrap()
    }

    fn hosts<'t>(texts: &[&'t str]) -> Vec<DnsName<'t>> {
        texts.iter().map(|text| DnsName::parse(text).unwrap()).collect()
    }

    #[test]
    fn an_id_changes_when_the_policy_does() {
        let (one, two) = (PolicyId::parse("1").unwrap(), PolicyId::parse("2").unwrap());
        let (a, b) = (policy(StsMode::Enforce, &["a.example", "b.example"]), policy(StsMode::Enforce, &["b.example"]));
        let reordered = policy(StsMode::Enforce, &["b.example", "a.example"]);
        let old = StsPublication { id: &one, policy: &a };
        let after = |id, policy| StsPublication { id, policy }.after(&old);
        assert_eq!(after(&one, &b), Some(StsRemark::IdNotChanged(one.clone())));
        assert_eq!(after(&two, &a), Some(StsRemark::OnlyIdChanged));
        assert_eq!(after(&two, &b), None);
        assert_eq!(after(&one, &reordered), None);
        let remark = after(&one, &b).unwrap();
        assert_eq!(remark.level(), StsRemarkLevel::Error);
        assert!(remark.to_string().ends_with("[RFC 8461 §3.1]"), "{remark}");
    }

    #[test]
    fn every_mx_host_is_matched_and_every_pattern_used() {
        let enforce = policy(StsMode::Enforce, &["mx1.example", "*.backup.example", "old.example"]);
        let remarks = enforce.check_hosts(&hosts(&["MX1.example", "a.b.backup.example", "c.backup.example"]));
        assert_eq!(
            remarks,
            [
                StsRemark::HostNotMatched { host: "a.b.backup.example".to_string(), mode: StsMode::Enforce },
                StsRemark::PatternNotUsed(MxPattern::parse("old.example").unwrap()),
            ]
        );
        assert_eq!(remarks.iter().map(StsRemark::level).max(), Some(StsRemarkLevel::Error));
        let testing = policy(StsMode::Testing, &["mx1.example"]).check_hosts(&hosts(&["mx2.example"]));
        assert_eq!(testing.iter().map(StsRemark::level).max(), Some(StsRemarkLevel::Warning));
        assert_eq!(policy(StsMode::None, &["mx1.example"]).check_hosts(&hosts(&["mx2.example"])), []);
    }

    #[test]
    fn a_short_life_and_a_long_test_are_remarked() {
        let remarks = |mode, seconds, days| {
            let max_age = Some(MaxAge::new(seconds).unwrap());
            PolicyInUse { mode, max_age, days_in_mode: days, reports: Reports::Asked }.remarks()
        };
        assert_eq!(remarks(StsMode::Enforce, 86_399, None), [StsRemark::ShortMaxAge(MaxAge::new(86_399).unwrap())]);
        assert_eq!(remarks(StsMode::Enforce, 86_400, Some(400)), []);
        assert_eq!(remarks(StsMode::Testing, 86_400, Some(91)), [StsRemark::LongInTesting(91)]);
        assert_eq!(remarks(StsMode::Testing, 86_400, Some(90)), []);
        assert_eq!(remarks(StsMode::None, 60, Some(400)), []);
        let silent =
            PolicyInUse { mode: StsMode::Testing, max_age: None, days_in_mode: None, reports: Reports::NotAsked };
        assert_eq!(silent.remarks(), [StsRemark::NoReports]);
    }

    #[test]
    fn a_record_without_a_policy_host_is_an_error() {
        let host = PolicyHost::of(SourceDomain::from_user_input("alias.example").unwrap()).unwrap();
        let remark = StsRemark::PolicyHostMissing(host);
        assert_eq!(remark.level(), StsRemarkLevel::Error);
        assert!(remark.to_string().contains("mta-sts.alias.example"), "{remark}");
    }

    /// RFC 8461 §8.3.
    #[test]
    fn a_domain_leaves_when_the_longest_policy_is_gone() {
        let served = [604_800, 86_400, 1_296_000].map(|seconds| MaxAge::new(seconds).unwrap());
        let none = StsPolicy::new(StsMode::None, MaxAge::DAY, vec![]).unwrap();
        let steps = |wait| {
            [RemovalStep::Serve(none.clone()), RemovalStep::ChangeId, RemovalStep::Wait(wait), RemovalStep::Remove]
        };
        assert_eq!(RemovalStep::all(&served), steps(1_296_000));
        assert_eq!(RemovalStep::all(&[]), steps(31_557_600));
    }
}
