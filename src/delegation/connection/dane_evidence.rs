//! The TLSA records of a connection.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use rustls_pki_types::UnixTime;

use crate::delegation::dane::evidence::{DaneDemand, DanePolicy};
use crate::delegation::dane::matching::{Evaluator, TlsaOutcome};
use crate::delegation::dane::presentation::OwnedTlsa;
use crate::delegation::dane::step::Step;
use crate::delegation::dane::usable::{DIGESTS, DaneProfile, RecordSet};
use crate::delegation::dns::{MatchingType, Tlsa};
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::name::dns::DnsName;

/// TLSA records that DNSSEC validates, for one connection, and what they are used for.
///
/// ```
/// use srvname::ReferenceId;
/// use srvname::delegation::DaneEvidence;
/// use srvname::delegation::dane::{DaneProfile, OwnedTlsa};
///
/// let record = OwnedTlsa::parse("3 1 1 c0f11e83e44ae5b89168a96b651d9fb19cdbc0334b975e8e0858ff8cf46e5eae")?;
/// let names = [ReferenceId::dns("mx1.example.com")?, ReferenceId::dns("example.com")?];
/// let dane = DaneEvidence::new([record.as_tlsa()], DaneProfile::Smtp, names);
/// assert_eq!(dane.records()[0], record);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct DaneEvidence {
    records: Vec<OwnedTlsa>,
    profile: DaneProfile,
    references: Vec<OwnedReferenceId>,
    digests: Vec<MatchingType>,
    demand: DaneDemand,
    server_name: Option<Box<str>>,
}

/// A [`Step`] that makes no connection, so that there is nothing to be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoConnection;

impl fmt::Display for NoConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DANE does not let the client connect to this server, or not yet")
    }
}

impl core::error::Error for NoConnection {}

impl DaneEvidence {
    /// Returns the evidence of these records, which must come from a secure answer, with [`DIGESTS`]. `references` are the names
    /// that count for a DANE-TA, in the order in which they are compared.
    #[must_use]
    pub fn new<'e>(
        records: impl IntoIterator<Item = Tlsa<'e>>,
        profile: DaneProfile,
        references: impl IntoIterator<Item = ReferenceId<'e>>,
    ) -> Self {
        Self {
            records: records.into_iter().map(OwnedTlsa::from).collect(),
            profile,
            references: references.into_iter().map(OwnedReferenceId::from).collect(),
            digests: DIGESTS.to_vec(),
            demand: DaneDemand::default(),
            server_name: None,
        }
    }

    /// Returns the evidence of a step, by the policy that led to it; `None` if DANE does not apply.
    ///
    /// # Errors
    ///
    /// [`NoConnection`] if the step is to connect to another host, to none, or to ask for records first.
    pub fn of_step(step: &Step<'_>, policy: &DanePolicy<'_>) -> Result<Option<Self>, NoConnection> {
        let (records, references, sni) = match step {
            Step::Authenticate(step) => (&step.records, &step.references, step.sni),
            Step::TlsWithoutAuthentication(step) | Step::PkixAlone(step) => (&step.records, &step.references, step.sni),
            Step::NoDane(_) => return Ok(None),
            Step::Abort(_) | Step::NextHost(_) | Step::Ask(_) => return Err(NoConnection),
        };
        let evidence = Self::new(records.records().copied(), records.profile(), references.iter().copied());
        Ok(Some(evidence.with_digests(policy.digests).with_demand(policy.demand).with_server_name(sni)))
    }

    /// Returns this evidence with other digests that count, the strongest first.
    #[must_use]
    pub fn with_digests(mut self, digests: &[MatchingType]) -> Self {
        self.digests = digests.to_vec();
        self
    }

    /// Returns this evidence with another demand: under [`DaneDemand::Mandatory`] records of which none is usable refuse.
    #[must_use]
    pub const fn with_demand(mut self, demand: DaneDemand) -> Self {
        self.demand = demand;
        self
    }

    /// Returns this evidence with the name for SNI: the TLSA base domain, for most protocols (RFC 7671 §10.2).
    #[must_use]
    pub fn with_server_name(mut self, name: DnsName<'_>) -> Self {
        self.server_name = Some(name.as_str().to_ascii_lowercase().into());
        self
    }

    /// Returns the records, in their order.
    #[must_use]
    pub fn records(&self) -> &[OwnedTlsa] {
        &self.records
    }

    pub(crate) fn server_name(&self) -> Option<&str> {
        self.server_name.as_deref()
    }

    /// Returns the names for a path to the caller's roots, which a service can need beside its records; `None` for mail, whose
    /// records are never about that (RFC 7672 §3.1.3).
    pub(crate) fn pkix_names(&self) -> Option<Vec<ReferenceId<'_>>> {
        let has_names = self.profile != DaneProfile::Smtp && !self.references.is_empty();
        has_names.then(|| self.references.iter().map(OwnedReferenceId::as_reference).collect())
    }

    /// Whether DANE is required, where no record is usable.
    pub(crate) fn is_mandatory(&self) -> bool {
        self.demand == DaneDemand::Mandatory
    }

    pub(crate) fn record_set(&self) -> RecordSet<'_> {
        let records: Vec<_> = self.records.iter().map(OwnedTlsa::as_tlsa).collect();
        RecordSet::new(&records, self.profile, &self.digests)
    }

    pub(crate) fn evaluate(
        &self,
        evaluator: &Evaluator<'_>,
        set: &RecordSet<'_>,
        chain: &[&[u8]],
        time: UnixTime,
    ) -> TlsaOutcome {
        let references: Vec<_> = self.references.iter().map(OwnedReferenceId::as_reference).collect();
        evaluator.evaluate(set, chain, &references, time)
    }
}
