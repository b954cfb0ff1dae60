//! What a sender does with a policy that it has, or has not: use it, fetch it, refresh it (RFC 8461 §3.3, §5.1).
//!
//! The caller has a clock, in seconds from any moment that stays the same. A sender keeps policies by policy domain.

use crate::delegation::mta_sts::fetch::PolicyFetchError;
use crate::delegation::mta_sts::policy::{MaxAge, StsMode, StsPolicy};
use crate::delegation::mta_sts::policy_id::PolicyId;
use crate::delegation::mta_sts::record::StsRecordLookup;
use crate::delegation::tls_rpt::TlsRptResult;

/// Seconds before a fetch that failed is tried again for the same id (RFC 8461 §3.3).
pub const RETRY_SECONDS: u64 = 300;

/// Seconds between two fetches of a policy that has not changed, a day (RFC 8461 §3.3).
pub const REFRESH_SECONDS: u64 = 86_400;

/// A policy that was fetched before, as far as it is asked whether to use it.
///
/// Q: A record has the same id for a year, and max_age is a week. Does the record prolong the policy?
/// A: No. A lifetime is counted from the last fetch (RFC 8461 §3.2), and an id that is the same is none.
///    (`src/delegation/mta_sts/cache.rs`, `an_equal_id_prolongs_nothing`)
///
/// Q: The clock went back, and the policy was fetched in the future. Is it valid?
/// A: Yes: its age is taken as 0, so that a clock that is wrong for a while removes no protection.
///    (`src/delegation/mta_sts/cache.rs`, `a_policy_lives_for_its_max_age`)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CachedPolicy<'a> {
    id: &'a PolicyId,
    mode: StsMode,
    max_age: MaxAge,
    fetched_at: u64,
}

impl<'a> CachedPolicy<'a> {
    /// Returns a policy that was fetched at that moment, while the record had that id.
    #[must_use]
    pub const fn new(id: &'a PolicyId, policy: &StsPolicy, fetched_at: u64) -> Self {
        Self { id, mode: policy.mode(), max_age: policy.max_age(), fetched_at }
    }

    /// Returns `true` if it has not expired: its age is not above its max_age. With a max_age of 0 it is good for what it was
    /// fetched for, and a second later no more.
    #[must_use]
    pub fn is_valid(&self, now: u64) -> bool {
        self.age(now) <= u64::from(self.max_age.seconds())
    }

    const fn age(&self, now: u64) -> u64 {
        now.saturating_sub(self.fetched_at)
    }
}

/// A fetch that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailedFetch<'a> {
    id: Option<&'a PolicyId>,
    at: u64,
    result: TlsRptResult,
}

impl<'a> FailedFetch<'a> {
    /// Returns a fetch that failed at that moment, while the record had that id; `None` if no record was known.
    #[must_use]
    pub const fn new(id: Option<&'a PolicyId>, at: u64, error: &PolicyFetchError) -> Self {
        Self { id, at, result: error.result_type() }
    }
}

/// What a sender does before it delivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyPlan {
    /// It applies the policy that it has.
    UseCached {
        /// Seconds until it refreshes the policy, 0 for at once; `None` if a fetch failed just before.
        refresh_in: Option<u64>,
        /// The fetch that failed.
        failure: Option<PolicyFetchFailure>,
    },
    /// It fetches the policy: it has none that is valid. If that fails, it asks again with the failure.
    Fetch,
    /// It fetches the policy, and keeps the one that it has until it has the new one.
    FetchKeepCached,
    /// It delivers as though the domain had no MTA-STS.
    NoPolicy {
        /// The fetch that failed.
        failure: Option<PolicyFetchFailure>,
    },
}

/// What follows from a fetch that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PolicyFetchFailure {
    /// Seconds until the next one.
    pub retry_in: u64,
    /// What is reported, and said to the administrator of the sender; `None` for a policy of mode none of a domain without a
    /// record (RFC 8461 §6).
    pub report: Option<TlsRptResult>,
}

impl PolicyPlan {
    /// Returns what a sender does, by the policy that it has, the record, and the last fetch if that failed.
    ///
    /// Neither a missing record nor a failed look-up or fetch removes a policy that is valid (RFC 8461 §3.1, §3.3).
    ///
    /// ```
    /// use srvname::delegation::mta_sts::{PolicyPlan, StsRecordLookup};
    ///
    /// let plan = PolicyPlan::of(None, &StsRecordLookup::NotLookedUp, None, 0);
    /// assert_eq!(plan, PolicyPlan::NoPolicy { failure: None });
    /// ```
    #[must_use]
    pub fn of(
        cached: Option<&CachedPolicy<'_>>,
        record: &StsRecordLookup,
        failed: Option<&FailedFetch<'_>>,
        now: u64,
    ) -> Self {
        let cached = cached.filter(|cached| cached.is_valid(now));
        let failure = failed.and_then(|failed| {
            let retry_in = RETRY_SECONDS.checked_sub(now.saturating_sub(failed.at)).filter(|seconds| *seconds > 0)?;
            let is_silent = record.id().is_none() && cached.is_none_or(|cached| cached.mode == StsMode::None);
            let report = (!is_silent).then_some(failed.result);
            (failed.id == record.id()).then_some(PolicyFetchFailure { retry_in, report })
        });
        match (cached, record.id()) {
            (Some(cached), Some(id)) if cached.id != id && failure.is_none() => Self::FetchKeepCached,
            (Some(cached), _) => {
                let refresh_in = if failure.is_some() { None } else { Some(seconds_to_refresh(cached, now)) };
                Self::UseCached { refresh_in, failure }
            }
            (None, Some(_)) if failure.is_none() => Self::Fetch,
            (None, _) => Self::NoPolicy { failure },
        }
    }

    /// Returns the name that reports and case files use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UseCached { .. } => "use-cached",
            Self::Fetch => "fetch",
            Self::FetchKeepCached => "fetch-keep-cached",
            Self::NoPolicy { .. } => "no-policy",
        }
    }

    /// Returns the fetch that failed, if one did.
    #[must_use]
    pub const fn failure(self) -> Option<PolicyFetchFailure> {
        match self {
            Self::UseCached { failure, .. } | Self::NoPolicy { failure } => failure,
            Self::Fetch | Self::FetchKeepCached => None,
        }
    }
}

/// Seconds until a policy is refreshed: a day after it was fetched, or before it expires.
fn seconds_to_refresh(cached: &CachedPolicy<'_>, now: u64) -> u64 {
    REFRESH_SECONDS.min(u64::from(cached.max_age.seconds())).saturating_sub(cached.age(now))
}

/// Whether a sender refreshes a policy when it has no mail for its domain (RFC 8461 §3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyRefresh {
    /// It fetches the policy again in so many seconds, 0 for at once.
    In(u64),
    /// It may leave the policy to expire: there was no mail for its domain for longer than its max_age.
    MayDrop,
}

impl PolicyRefresh {
    /// Returns whether a sender refreshes a policy, which last had mail at `last_used`.
    ///
    /// Q: For how long does a sender refresh the policies of domains that it once sent mail to?
    /// A: RFC 8461 does not say. Without refreshing, a policy that nobody used for its max_age would be gone.
    ///    (`src/delegation/mta_sts/cache.rs`, `a_policy_that_nobody_uses_may_expire`)
    #[must_use]
    pub fn of(cached: &CachedPolicy<'_>, last_used: u64, now: u64) -> Self {
        if now.saturating_sub(last_used) > u64::from(cached.max_age.seconds()) {
            return Self::MayDrop;
        }
        Self::In(seconds_to_refresh(cached, now))
    }

    /// Returns the name that reports and case files use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::In(_) => "use-cached",
            Self::MayDrop => "may-drop-from-refresh",
        }
    }
}

/// What a sender does when a policy let no host take the mail, before it gives the mail back to its author (RFC 8461 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BeforeFailure {
    /// The policy has no part in it: there is none that is valid, or its mode is not enforce.
    NotHeldByPolicy,
    /// It looks the record up, and tries again if there is a new policy.
    LookUpRecordThenRetry,
    /// It fetches the new policy that the record announces, and tries again.
    FetchThenRetry,
    /// There is no new policy, or that is not known: the failure is a transient one, as any other.
    RetryLater,
}

impl BeforeFailure {
    /// Returns what a sender does, by the record as it was looked up for this attempt.
    #[must_use]
    pub fn of(cached: Option<&CachedPolicy<'_>>, record: &StsRecordLookup, now: u64) -> Self {
        let Some(cached) = cached.filter(|cached| cached.is_valid(now) && cached.mode == StsMode::Enforce) else {
            return Self::NotHeldByPolicy;
        };
        match record {
            StsRecordLookup::NotLookedUp => Self::LookUpRecordThenRetry,
            StsRecordLookup::Found(record) if record.id() != cached.id => Self::FetchThenRetry,
            _ => Self::RetryLater,
        }
    }

    /// Returns the name that reports and case files use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotHeldByPolicy => "not-held-by-policy",
            Self::LookUpRecordThenRetry => "look-up-record-then-retry",
            Self::FetchThenRetry => "fetch-then-retry",
            Self::RetryLater => "retry-later",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delegation::dns::{Security, Txt};
    use crate::delegation::mta_sts::mx_pattern::MxPattern;
    use crate::delegation::mta_sts::record::StsRecord;
    use alloc::format;
    use alloc::vec;

    const WEEK: u32 = 604_800;

    fn id(text: &str) -> PolicyId {
        PolicyId::parse(text).unwrap()
    }

    fn policy(mode: StsMode, max_age: u32) -> StsPolicy {
        StsPolicy::new(mode, MaxAge::new(max_age).unwrap(), vec![MxPattern::parse("mx.example").unwrap()]).unwrap()
    }

    fn found(id: &str) -> StsRecordLookup {
        let text = format!("v=STSv1; id={id};");
        StsRecordLookup::Found(StsRecord::select(&[Txt { strings: &[text.as_bytes()] }]).unwrap())
    }

    fn absent() -> StsRecordLookup {
        StsRecordLookup::Absent(StsRecord::select(&[]).unwrap_err())
    }

    const USED: fn(u64) -> PolicyPlan =
        |refresh_in| PolicyPlan::UseCached { refresh_in: Some(refresh_in), failure: None };

    #[test]
    fn a_policy_lives_for_its_max_age() {
        let (id, week, moment) = (id("1"), policy(StsMode::Enforce, WEEK), policy(StsMode::Enforce, 0));
        let cached = CachedPolicy::new(&id, &week, 1000);
        for (now, valid) in [(0, true), (1000, true), (605_800, true), (605_801, false)] {
            assert_eq!(cached.is_valid(now), valid, "{now}");
        }
        let cached = CachedPolicy::new(&id, &moment, 1000);
        assert!(cached.is_valid(1000) && !cached.is_valid(1001));
    }

    #[test]
    fn a_new_id_is_fetched_now() {
        let (id, policy) = (id("1"), policy(StsMode::Enforce, WEEK));
        let cached = CachedPolicy::new(&id, &policy, 0);
        assert_eq!(PolicyPlan::of(Some(&cached), &found("2"), None, 3600), PolicyPlan::FetchKeepCached);
        assert_eq!(PolicyPlan::of(Some(&cached), &found("1"), None, 3600), USED(82_800));
        assert_eq!(PolicyPlan::of(None, &found("1"), None, 3600), PolicyPlan::Fetch);
    }

    #[test]
    fn an_equal_id_prolongs_nothing() {
        let (id, policy) = (id("1"), policy(StsMode::Enforce, WEEK));
        let cached = CachedPolicy::new(&id, &policy, 0);
        assert_eq!(PolicyPlan::of(Some(&cached), &found("1"), None, u64::from(WEEK)), USED(0));
        assert_eq!(PolicyPlan::of(Some(&cached), &found("1"), None, u64::from(WEEK) + 1), PolicyPlan::Fetch);
    }

    #[test]
    fn what_is_missing_removes_no_policy() {
        let (id, policy) = (id("1"), policy(StsMode::Enforce, WEEK));
        let cached = CachedPolicy::new(&id, &policy, 0);
        for record in [absent(), StsRecordLookup::Failed(Security::Failed), StsRecordLookup::NotLookedUp] {
            assert_eq!(PolicyPlan::of(Some(&cached), &record, None, 10), USED(86_390));
            assert_eq!(
                PolicyPlan::of(Some(&cached), &record, None, u64::from(WEEK) + 1),
                PolicyPlan::NoPolicy { failure: None }
            );
            assert_eq!(PolicyPlan::of(None, &record, None, 10), PolicyPlan::NoPolicy { failure: None });
        }
    }

    #[test]
    fn a_failed_fetch_leaves_the_policy_or_none() {
        let (one, two, policy) = (id("1"), id("2"), policy(StsMode::Enforce, WEEK));
        let cached = CachedPolicy::new(&one, &policy, 0);
        let failed = FailedFetch::new(Some(&two), 100, &PolicyFetchError::Unreachable);
        let report = Some(TlsRptResult::StsPolicyFetchError);
        let failure = |retry_in| Some(PolicyFetchFailure { retry_in, report });
        let keep = |retry_in| PolicyPlan::UseCached { refresh_in: None, failure: failure(retry_in) };
        assert_eq!(PolicyPlan::of(Some(&cached), &found("2"), Some(&failed), 100), keep(300));
        assert_eq!(PolicyPlan::of(Some(&cached), &found("2"), Some(&failed), 399), keep(1));
        assert_eq!(PolicyPlan::of(Some(&cached), &found("2"), Some(&failed), 400), PolicyPlan::FetchKeepCached);
        assert_eq!(
            PolicyPlan::of(None, &found("2"), Some(&failed), 100),
            PolicyPlan::NoPolicy { failure: failure(300) }
        );
        assert_eq!(PolicyPlan::of(None, &found("2"), Some(&failed), 400), PolicyPlan::Fetch);
        // Another id has not failed.
        assert_eq!(PolicyPlan::of(Some(&cached), &found("3"), Some(&failed), 101), PolicyPlan::FetchKeepCached);
        assert_eq!(PolicyPlan::of(Some(&cached), &found("1"), Some(&failed), 101), USED(86_299));
    }

    /// RFC 8461 §6.
    #[test]
    fn a_policy_of_mode_none_fails_in_silence_unless_there_is_a_record() {
        let one = id("1");
        for (mode, record, reported) in [
            (StsMode::None, absent(), false),
            (StsMode::Enforce, absent(), true),
            (StsMode::Testing, absent(), true),
            (StsMode::None, found("1"), true),
        ] {
            let policy = policy(mode, WEEK);
            let cached = CachedPolicy::new(&one, &policy, 0);
            let failed = FailedFetch::new(record.id(), 100, &PolicyFetchError::UntrustedCertificate);
            let PolicyPlan::UseCached { failure: Some(failure), .. } =
                PolicyPlan::of(Some(&cached), &record, Some(&failed), 100)
            else {
                panic!("{mode}")
            };
            let report = reported.then_some(TlsRptResult::StsWebpkiInvalid);
            assert_eq!(failure, PolicyFetchFailure { retry_in: 300, report }, "{mode}");
        }
        let failed = FailedFetch::new(None, 100, &PolicyFetchError::Unreachable);
        let silent = Some(PolicyFetchFailure { retry_in: 300, report: None });
        assert_eq!(PolicyPlan::of(None, &absent(), Some(&failed), 100), PolicyPlan::NoPolicy { failure: silent });
    }

    #[test]
    fn a_policy_is_refreshed_daily_and_before_it_expires() {
        let (id, short) = (id("1"), policy(StsMode::Enforce, 3600));
        let cached = CachedPolicy::new(&id, &short, 0);
        assert_eq!(PolicyPlan::of(Some(&cached), &found("1"), None, 600), USED(3000));
        let week = policy(StsMode::Enforce, WEEK);
        let cached = CachedPolicy::new(&id, &week, 0);
        assert_eq!(PolicyPlan::of(Some(&cached), &found("1"), None, 90_000), USED(0));
        assert_eq!(PolicyRefresh::of(&cached, 80_000, 85_400), PolicyRefresh::In(1000));
    }

    #[test]
    fn a_policy_that_nobody_uses_may_expire() {
        let (id, week) = (id("1"), policy(StsMode::Enforce, WEEK));
        let cached = CachedPolicy::new(&id, &week, 1_000_000);
        assert_eq!(PolicyRefresh::of(&cached, 500_000, 1_104_800), PolicyRefresh::In(0));
        assert_eq!(PolicyRefresh::of(&cached, 500_000, 1_104_801), PolicyRefresh::MayDrop);
    }

    /// RFC 8461 §5, §5.1.
    #[test]
    fn the_record_is_looked_up_before_mail_is_given_back() {
        let (id, enforce, testing) = (id("1"), policy(StsMode::Enforce, WEEK), policy(StsMode::Testing, WEEK));
        let cached = CachedPolicy::new(&id, &enforce, 0);
        let of = |record| BeforeFailure::of(Some(&cached), &record, 10);
        assert_eq!(of(StsRecordLookup::NotLookedUp), BeforeFailure::LookUpRecordThenRetry);
        assert_eq!(of(found("2")), BeforeFailure::FetchThenRetry);
        assert_eq!(of(found("1")), BeforeFailure::RetryLater);
        assert_eq!(of(absent()), BeforeFailure::RetryLater);
        assert_eq!(of(StsRecordLookup::Failed(Security::Failed)), BeforeFailure::RetryLater);
        let not_held = BeforeFailure::NotHeldByPolicy;
        assert_eq!(BeforeFailure::of(None, &StsRecordLookup::NotLookedUp, 10), not_held);
        assert_eq!(BeforeFailure::of(Some(&cached), &StsRecordLookup::NotLookedUp, u64::from(WEEK) + 1), not_held);
        let cached = CachedPolicy::new(&id, &testing, 0);
        assert_eq!(BeforeFailure::of(Some(&cached), &StsRecordLookup::NotLookedUp, 10), not_held);
    }
}
