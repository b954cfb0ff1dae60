//! Outcomes as lines of a log, which say no more than was proven.

use core::fmt;

use crate::delegation::outcome::combination::{
    AuthenticatedAs, AuthenticatedPeer, ConstraintsAsked, Mechanism, Outcome, OutcomeNote, RefusalReason, RefusedPeer,
    UnauthenticatedPeer,
};
use crate::path::policy::AnchorConstraints;

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authenticated(authenticated) => authenticated.fmt(f),
            Self::Unauthenticated(unauthenticated) => unauthenticated.fmt(f),
            Self::Refused(refused) => refused.fmt(f),
        }
    }
}

impl fmt::Display for AuthenticatedPeer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (source, by) = (self.source, self.by);
        match self.identity {
            AuthenticatedAs::Reference(reference) => write!(f, "{source} is authenticated as {reference} by {by}")?,
            AuthenticatedAs::KeyOfDomain => {
                write!(f, "{source} is authenticated by {by}: the key is one that it publishes")?;
            }
            AuthenticatedAs::KeyOfService(service) => write!(
                f,
                "{source} is authenticated for {service} by {by}: the certificate is one that it publishes for that service"
            )?,
            AuthenticatedAs::HostAlone(host) => write!(
                f,
                "the host {host} is authenticated by {by}, and {source} is not: nobody vouches for the records that led \
                 to that host"
            )?,
        }
        write!(f, "; {}", self.constraints)?;
        write_notes(f, &self.notes)
    }
}

impl fmt::Display for UnauthenticatedPeer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not authenticated: nothing that applies says who answers", self.source)?;
        write_notes(f, &self.notes)
    }
}

impl fmt::Display for RefusedPeer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is refused: {} [{}]", self.source, self.reason, self.reason.citation())
    }
}

fn write_notes(f: &mut fmt::Formatter<'_>, notes: &[OutcomeNote]) -> fmt::Result {
    notes.iter().try_for_each(|note| write!(f, "; {note}"))
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SrvName => "SRVName",
            Self::Pkix => "PKIX",
            Self::DaneEe => "DANE-EE",
            Self::DaneTa => "DANE-TA",
            Self::PkixAndTlsa => "PKIX and TLSA",
            Self::MtaStsAndPkix => "MTA-STS and PKIX",
            Self::Posh => "POSH",
        })
    }
}

impl fmt::Display for ConstraintsAsked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checked { rule, anchor_constraints: AnchorConstraints::Enforce } => {
                write!(f, "name constraints were checked, with rule {rule}")
            }
            Self::Checked { rule, anchor_constraints: AnchorConstraints::IgnoreTrustAnchorConstraints } => {
                write!(f, "name constraints were checked but for the trust anchor's, with rule {rule}")
            }
            Self::NotAsked => f.write_str("name constraints were not asked"),
        }
    }
}

impl fmt::Display for OutcomeNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MtaStsTestingFails => "the MTA-STS policy in testing does not hold",
            Self::MtaStsOverruled => "the MTA-STS policy in enforce does not hold, and DANE suffices by configuration",
            Self::PoshFails => "the POSH document has other certificates",
            Self::PkixFails => "there is no path to the roots for a reference identifier",
            Self::DaneUnusable => "no TLSA record is usable, so that TLS is required and authenticates nobody",
        })
    }
}

impl fmt::Display for RefusalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dane => "DANE applies and does not hold",
            Self::MtaSts => "its MTA-STS policy is in enforce and does not hold",
            Self::Posh => "its POSH document has other certificates, and nothing else holds",
            Self::Pkix => "there is no path to the roots for a reference identifier",
        })
    }
}
