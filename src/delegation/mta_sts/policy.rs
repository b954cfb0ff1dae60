//! A policy: its mode, its lifetime, and the patterns of its MX hosts (RFC 8461 §3.2).

use alloc::vec::Vec;
use core::fmt;

use crate::delegation::mta_sts::mx_pattern::MxPattern;

/// What a sender does with a host that the policy does not allow (RFC 8461 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StsMode {
    /// It does not deliver to it.
    Enforce,
    /// It delivers and reports.
    Testing,
    /// It acts as though there were no policy: how a domain leaves MTA-STS (RFC 8461 §8.3).
    None,
}

impl StsMode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Enforce, Self::Testing, Self::None];

    /// Returns the value of the field `mode`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Testing => "testing",
            Self::None => "none",
        }
    }
}

impl fmt::Display for StsMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How long a policy lives after it was fetched, in seconds: 0 to 31557600, a year (RFC 8461 §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MaxAge(u32);

impl MaxAge {
    /// The longest: 31557600 seconds.
    pub const MAXIMUM: Self = Self(31_557_600);

    /// A day, the lifetime of the last policy of a domain that leaves MTA-STS (RFC 8461 §8.3).
    pub const DAY: Self = Self(86_400);

    /// Returns a lifetime of so many seconds; `None` above the maximum.
    ///
    /// ```
    /// use srvname::delegation::mta_sts::MaxAge;
    ///
    /// assert_eq!(MaxAge::new(604_800).map(MaxAge::seconds), Some(604_800));
    /// assert_eq!(MaxAge::new(31_557_600), Some(MaxAge::MAXIMUM));
    /// assert_eq!(MaxAge::new(31_557_601), None);
    /// ```
    #[must_use]
    pub const fn new(seconds: u32) -> Option<Self> {
        if seconds <= Self::MAXIMUM.0 { Some(Self(seconds)) } else { None }
    }

    /// Returns a lifetime of so many seconds, or the maximum if they are more.
    #[must_use]
    pub fn clamped(seconds: u64) -> Self {
        u32::try_from(seconds).ok().and_then(Self::new).unwrap_or(Self::MAXIMUM)
    }

    /// Returns the seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl fmt::Display for MaxAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The policy of a domain (RFC 8461 §3.2). Version 1 is the only one, so it has no version.
///
/// Two policies are equal if they have the same patterns in the same order; [`means_the_same_as`](Self::means_the_same_as)
/// leaves order and repetition out.
///
/// ```
/// use srvname::delegation::mta_sts::{MaxAge, MxPattern, StsMode, StsPolicy};
///
/// let mx = vec![MxPattern::parse("mail.example.com")?];
/// let policy = StsPolicy::new(StsMode::Enforce, MaxAge::clamped(604_800), mx)?;
/// assert_eq!(policy.to_string(), "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmax_age: 604800\r\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StsPolicy {
    mode: StsMode,
    max_age: MaxAge,
    mx: Vec<MxPattern>,
}

impl StsPolicy {
    /// Returns a policy.
    ///
    /// # Errors
    ///
    /// [`PolicyWithoutMx`] if there is no pattern, and the mode is not [`StsMode::None`].
    pub fn new(mode: StsMode, max_age: MaxAge, mx: Vec<MxPattern>) -> Result<Self, PolicyWithoutMx> {
        if mx.is_empty() && mode != StsMode::None {
            return Err(PolicyWithoutMx(mode));
        }
        Ok(Self { mode, max_age, mx })
    }

    /// Returns the mode.
    #[must_use]
    pub const fn mode(&self) -> StsMode {
        self.mode
    }

    /// Returns the lifetime.
    #[must_use]
    pub const fn max_age(&self) -> MaxAge {
        self.max_age
    }

    /// Returns the patterns, in the order of the file.
    #[must_use]
    pub fn mx(&self) -> &[MxPattern] {
        &self.mx
    }

    /// Returns `true` if the policies have the same mode, lifetime and patterns, in whatever order and however often.
    ///
    /// The patterns are compared each with each: it is asked of two files of one owner.
    #[must_use]
    pub fn means_the_same_as(&self, other: &Self) -> bool {
        let holds = |one: &Self, other: &Self| one.mx.iter().all(|pattern| other.mx.contains(pattern));
        (self.mode, self.max_age) == (other.mode, other.max_age) && holds(self, other) && holds(other, self)
    }
}

/// A policy that lists no MX host, in a mode that needs one (RFC 8461 §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyWithoutMx(StsMode);

impl fmt::Display for PolicyWithoutMx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a policy in mode {} needs at least one mx [RFC 8461 §3.2]", self.0)
    }
}

impl core::error::Error for PolicyWithoutMx {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn mx(text: &str) -> MxPattern {
        MxPattern::parse(text).unwrap()
    }

    #[test]
    fn a_policy_that_is_none_needs_no_host() {
        assert!(StsPolicy::new(StsMode::None, MaxAge::DAY, vec![]).is_ok());
        for mode in [StsMode::Enforce, StsMode::Testing] {
            assert_eq!(StsPolicy::new(mode, MaxAge::DAY, vec![]), Err(PolicyWithoutMx(mode)));
            assert!(StsPolicy::new(mode, MaxAge::DAY, vec![mx("a.example")]).is_ok());
        }
    }

    #[test]
    fn a_lifetime_is_at_most_a_year() {
        assert_eq!(MaxAge::clamped(9_999_999_999), MaxAge::MAXIMUM);
        assert_eq!(MaxAge::clamped(0).seconds(), 0);
        assert_eq!(MaxAge::new(u32::MAX), None);
    }

    #[test]
    fn order_and_repetition_do_not_change_what_a_policy_means() {
        let policy = |patterns| StsPolicy::new(StsMode::Enforce, MaxAge::DAY, patterns).unwrap();
        let one = policy(vec![mx("a.example"), mx("b.example")]);
        assert!(one.means_the_same_as(&policy(vec![mx("b.example"), mx("A.example"), mx("b.example")])));
        assert_ne!(one, policy(vec![mx("b.example"), mx("a.example")]));
        assert!(!one.means_the_same_as(&policy(vec![mx("a.example")])));
        assert!(!policy(vec![mx("a.example")]).means_the_same_as(&one));
    }
}
