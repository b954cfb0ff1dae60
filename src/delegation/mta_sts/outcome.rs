//! What a sender does with an MX host after it has tried it (RFC 8461 §5), and what it reports (RFC 8460 §4.3).

use crate::delegation::mta_sts::mx::MxVerdict;
use crate::delegation::mta_sts::policy::StsMode;
use crate::delegation::outcome::verdicts::DaneAndMtaSts;
use crate::delegation::tls_rpt::TlsRptResult;
use crate::path::rejection::{Rejection, RejectionKind};

/// What came of TLS with an MX host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsFacts {
    /// It does not offer STARTTLS.
    NoStarttls,
    /// It offers STARTTLS, and no session came of it: no version or algorithm in common.
    NoSession,
    /// The certificate was verified for the reference of [`MxMatch`](super::mx::MxMatch).
    Verified,
    /// The certificate was refused.
    Refused(CertificateRefusal),
}

/// Why a certificate was refused, as far as reports tell it apart (RFC 8460 §4.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateRefusal {
    /// No presented identifier matches the host. A common name is none (RFC 8461 §4.2).
    HostMismatch,
    /// It has expired.
    Expired,
    /// Its path does not hold: issuer, signature, name constraints.
    NotTrusted,
}

impl CertificateRefusal {
    /// Returns what a report calls it.
    #[must_use]
    pub const fn result_type(self) -> TlsRptResult {
        match self {
            Self::HostMismatch => TlsRptResult::CertificateHostMismatch,
            Self::Expired => TlsRptResult::CertificateExpired,
            Self::NotTrusted => TlsRptResult::CertificateNotTrusted,
        }
    }
}

impl From<&Rejection> for CertificateRefusal {
    fn from(rejection: &Rejection) -> Self {
        match rejection.kind() {
            RejectionKind::NoMatchingIdentifier => Self::HostMismatch,
            RejectionKind::Expired => Self::Expired,
            _ => Self::NotTrusted,
        }
    }
}

/// What a sender does with an MX host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MxOutcome {
    /// It delivers, and has nothing to report.
    Deliver,
    /// It does not deliver to this host, as if it were unreachable, and goes on to the next; it reports.
    SkipHost(TlsRptResult),
    /// It delivers all the same, and reports.
    DeliverAndReport(TlsRptResult),
}

impl MxOutcome {
    /// Returns the outcome for a host by the verdict of a policy and what came of TLS with the host.
    ///
    /// Q: What does a report call a host that no pattern matches?
    /// A: `certificate-host-mismatch`, also if its certificate was never seen: RFC 8460 has no other name for what does not
    ///    adhere to the policy. (`src/delegation/mta_sts/outcome.rs`, `what_each_mode_makes_of_each_failure`)
    ///
    /// ```
    /// use srvname::delegation::TlsRptResult;
    /// use srvname::delegation::mta_sts::{MxVerdict, MxOutcome, StsMode, TlsFacts};
    ///
    /// let verdict = MxVerdict::Mismatch { mode: StsMode::Enforce };
    /// let outcome = MxOutcome::of(&verdict, TlsFacts::Verified);
    /// assert_eq!(outcome, MxOutcome::SkipHost(TlsRptResult::CertificateHostMismatch));
    /// ```
    #[must_use]
    pub const fn of(verdict: &MxVerdict<'_>, facts: TlsFacts) -> Self {
        let (mode, failure) = match verdict {
            MxVerdict::NotApplicable => return Self::Deliver,
            MxVerdict::Mismatch { mode } => (*mode, Some(TlsRptResult::CertificateHostMismatch)),
            MxVerdict::Match(found) => (
                found.mode(),
                match facts {
                    TlsFacts::Verified => None,
                    TlsFacts::NoStarttls => Some(TlsRptResult::StarttlsNotSupported),
                    TlsFacts::NoSession => Some(TlsRptResult::ValidationFailure),
                    TlsFacts::Refused(refusal) => Some(refusal.result_type()),
                },
            ),
        };
        match (failure, mode) {
            (None, _) | (Some(_), StsMode::None) => Self::Deliver,
            (Some(result), StsMode::Testing) => Self::DeliverAndReport(result),
            (Some(result), StsMode::Enforce) => Self::SkipHost(result),
        }
    }

    /// Returns the outcome where DANE has been asked about the same host too.
    ///
    /// DANE that applies must hold, and no policy lifts its failure (RFC 8461 §2, RFC 7672 §2.2). A policy in mode enforce must
    /// hold as well, unless `rule` lets DANE suffice.
    #[must_use]
    pub const fn with_dane(self, dane: DaneFinding, rule: DaneAndMtaSts) -> Self {
        match (dane, rule, self) {
            (DaneFinding::Fails(result), _, _) => Self::SkipHost(result),
            (DaneFinding::Holds, DaneAndMtaSts::DaneSuffices, Self::SkipHost(result)) => Self::DeliverAndReport(result),
            (DaneFinding::Holds | DaneFinding::DoesNotApply, _, outcome) => outcome,
        }
    }

    /// Returns the name that reports and case files use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deliver => "deliver",
            Self::SkipHost(_) => "skip-host",
            Self::DeliverAndReport(_) => "deliver-and-report",
        }
    }

    /// Returns what is reported; `None` if nothing is.
    #[must_use]
    pub const fn result_type(self) -> Option<TlsRptResult> {
        match self {
            Self::Deliver => None,
            Self::SkipHost(result) | Self::DeliverAndReport(result) => Some(result),
        }
    }
}

/// What DANE says of an MX host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DaneFinding {
    /// Nothing: there are no TLSA records that DNSSEC validates, and it is known that there are none.
    DoesNotApply,
    /// A usable record matches.
    Holds,
    /// None matches, or whether there are some could not be found out.
    Fails(TlsRptResult),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delegation::mta_sts::mx_pattern::MxPattern;
    use crate::delegation::mta_sts::policy::{MaxAge, StsPolicy};
    use crate::name::dns::DnsName;
    use alloc::vec;

    fn outcome(mode: StsMode, host: &str, facts: TlsFacts) -> MxOutcome {
        let policy = StsPolicy::new(mode, MaxAge::DAY, vec![MxPattern::parse("mx.example").unwrap()]).unwrap();
        MxOutcome::of(&policy.evaluate(DnsName::parse(host).unwrap()), facts)
    }

    /// RFC 8461 §5.
    #[test]
    fn what_each_mode_makes_of_each_failure() {
        for (host, facts, result) in [
            ("mx.example", TlsFacts::NoStarttls, TlsRptResult::StarttlsNotSupported),
            ("mx.example", TlsFacts::NoSession, TlsRptResult::ValidationFailure),
            ("mx.example", TlsFacts::Refused(CertificateRefusal::HostMismatch), TlsRptResult::CertificateHostMismatch),
            ("mx.example", TlsFacts::Refused(CertificateRefusal::Expired), TlsRptResult::CertificateExpired),
            ("mx.example", TlsFacts::Refused(CertificateRefusal::NotTrusted), TlsRptResult::CertificateNotTrusted),
            ("other.example", TlsFacts::Verified, TlsRptResult::CertificateHostMismatch),
            ("other.example", TlsFacts::NoStarttls, TlsRptResult::CertificateHostMismatch),
        ] {
            assert_eq!(outcome(StsMode::Enforce, host, facts), MxOutcome::SkipHost(result));
            assert_eq!(outcome(StsMode::Testing, host, facts), MxOutcome::DeliverAndReport(result));
            assert_eq!(outcome(StsMode::None, host, facts), MxOutcome::Deliver);
        }
        for mode in StsMode::ALL {
            assert_eq!(outcome(mode, "mx.example", TlsFacts::Verified), MxOutcome::Deliver);
        }
    }

    /// RFC 8461 §2.
    #[test]
    fn a_failure_of_dane_is_never_lifted() {
        let failed = DaneFinding::Fails(TlsRptResult::TlsaInvalid);
        let skip = MxOutcome::SkipHost(TlsRptResult::CertificateExpired);
        let report = MxOutcome::DeliverAndReport(TlsRptResult::CertificateExpired);
        for sts in [MxOutcome::Deliver, skip, report] {
            for rule in [DaneAndMtaSts::BothMustHold, DaneAndMtaSts::DaneSuffices] {
                assert_eq!(sts.with_dane(failed, rule), MxOutcome::SkipHost(TlsRptResult::TlsaInvalid));
                assert_eq!(sts.with_dane(DaneFinding::DoesNotApply, rule), sts);
            }
            assert_eq!(sts.with_dane(DaneFinding::Holds, DaneAndMtaSts::BothMustHold), sts);
        }
        assert_eq!(skip.with_dane(DaneFinding::Holds, DaneAndMtaSts::DaneSuffices), report);
    }

    #[test]
    fn outcomes_have_names() {
        let result = TlsRptResult::ValidationFailure;
        assert_eq!(MxOutcome::Deliver.as_str(), "deliver");
        assert_eq!(MxOutcome::SkipHost(result).as_str(), "skip-host");
        assert_eq!(MxOutcome::DeliverAndReport(result).as_str(), "deliver-and-report");
        assert_eq!(MxOutcome::DeliverAndReport(result).result_type(), Some(result));
    }
}
