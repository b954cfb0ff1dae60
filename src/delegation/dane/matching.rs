//! The verdict on a server's certificates by the TLSA records of its service (RFC 6698 §2.1, RFC 7671 §5).

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::fmt;

use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};

use crate::certificate::Certificate;
use crate::citation::Citation;
use crate::delegation::dane::anchor::Anchors;
use crate::delegation::dane::hints::Hints;
use crate::delegation::dane::no_match::{NoMatch, TlsaHint};
use crate::delegation::dane::sent::{RecordIndex, SentCertificate};
use crate::delegation::dane::usable::{DaneProfile, RecordSet};
use crate::delegation::digests::Digests;
use crate::delegation::dns::{CertificateUsage, MatchingType, Selector};
use crate::der::time::UtcTime;
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::path::builder::{MAX_SIGNATURE_CHECKS, PathBuilder, PathCheck};
use crate::path::policy::Policy;
use crate::path::purpose::Purpose;
use crate::path::signature::RsaKeyBits;

/// What certificates are matched with. The fields are the caller's cryptography, and its choices for paths to a DANE-TA.
///
/// ```no_run
/// # use rustls_pki_types::{SignatureVerificationAlgorithm, UnixTime};
/// # use srvname::{ReferenceId, delegation::Digests};
/// # fn f(digests: &dyn Digests, algorithms: &[&dyn SignatureVerificationAlgorithm], chain: &[&[u8]]) {
/// use srvname::delegation::dane::{DIGESTS, DaneProfile, Evaluator, OwnedTlsa, TlsaOutcome, RecordSet};
///
/// let record = OwnedTlsa::parse("3 1 1 c0f11e83e44ae5b89168a96b651d9fb19cdbc0334b975e8e0858ff8cf46e5eae").unwrap();
/// let records = RecordSet::new(&[record.as_tlsa()], DaneProfile::Smtp, DIGESTS);
/// let references = [ReferenceId::dns("mx1.example.com").unwrap(), ReferenceId::dns("example.com").unwrap()];
/// match Evaluator::new(digests, algorithms).evaluate(&records, chain, &references, UnixTime::now()) {
///     TlsaOutcome::Authenticated(authenticated) => println!("by record {}", authenticated.record),
///     TlsaOutcome::NotAuthenticated(failure) => println!("{failure}"),
///     other => println!("{other:?}"),
/// }
/// # }
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Evaluator<'v> {
    /// The hash functions.
    pub digests: &'v dyn Digests,
    /// The algorithms that may have made the signature of a certificate.
    pub algorithms: &'v [&'v dyn SignatureVerificationAlgorithm],
    /// The RSA keys that those algorithms verify with.
    pub rsa_key_bits: RsaKeyBits,
    /// The choices for a path to a DANE-TA: our rule about CAs below it, its constraints, wildcards.
    pub policy: Policy<'v>,
    /// What the end entity's key is used for, under DANE-TA. DANE-EE does not ask.
    pub purpose: Purpose,
    /// The caller's own check of a complete path to a DANE-TA, such as revocation.
    pub path_check: Option<PathCheck<'v>>,
    /// How many signatures an evaluation may check.
    pub max_signature_checks: u32,
}

impl fmt::Debug for Evaluator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evaluator")
            .field("algorithms", &self.algorithms.len())
            .field("rsa_key_bits", &self.rsa_key_bits)
            .field("policy", &self.policy)
            .field("purpose", &self.purpose)
            .field("max_signature_checks", &self.max_signature_checks)
            .finish_non_exhaustive()
    }
}

/// What the records say of a server's certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsaOutcome {
    /// The server is authenticated, and nothing else is to be asked.
    Authenticated(Authenticated),
    /// A record of usage 0 or 1 matches. The server is authenticated if its path is also valid by the caller's own trust
    /// anchors and one of the references: nothing of that was asked (RFC 6698 §2.1.1).
    PkixAndRecordMatches(PkixMatch),
    /// No certificate that was sent matches, and a record of usage 0 may be for a root that the caller has: the server is
    /// authenticated if its path is valid as in [`PkixAndRecordMatches`](Self::PkixAndRecordMatches) *and*
    /// [`Evaluator::record_on_path`] finds a record for that path.
    PkixPathDecides(NotAuthenticated),
    /// No record is usable, and TLS is required without authentication (RFC 7672 §2.2).
    TlsWithoutAuthentication,
    /// No record is usable, and TLS is required with the usual authentication (RFC 7673 §4.1).
    PkixAlone,
    /// The server is not the one that the records speak of. Nothing lifts that (RFC 7672 §2.2, RFC 8461 §2).
    NotAuthenticated(NotAuthenticated),
}

/// A server that a record authenticates.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authenticated {
    /// The index of the record in its set: the lowest of those that match.
    pub record: usize,
    /// Its usage: [`CertificateUsage::DANE_EE`] or [`CertificateUsage::DANE_TA`].
    pub usage: CertificateUsage,
    /// The position of the certificate on the path, the end entity being 0, whatever the order in which they were sent.
    pub depth: usize,
    /// The reference that matched; `None` under DANE-EE, where no name is asked for.
    pub name: Option<OwnedReferenceId>,
    /// What is worth knowing and does not count.
    pub notes: Vec<MatchNote>,
}

/// What is worth knowing of a server that is authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MatchNote {
    /// The certificate of the trust anchor has expired. Of an anchor the dates are not asked (RFC 5280 §6.1.1(d)).
    AnchorExpired {
        /// Its notAfter, in seconds since 1970.
        not_after: i64,
    },
}

impl fmt::Display for MatchNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnchorExpired { not_after } => {
                write!(
                    f,
                    "the certificate of the trust anchor expired at {}, which does not count",
                    UtcTime(*not_after)
                )
            }
        }
    }
}

/// A record of usage 0 or 1 that a certificate matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PkixMatch {
    /// The index of the record in its set: the lowest of those that match.
    pub record: usize,
    /// Its usage: [`CertificateUsage::PKIX_EE`], or [`CertificateUsage::PKIX_TA`], under which the path that the caller
    /// validates must hold the certificate ([`Evaluator::record_on_path`]).
    pub usage: CertificateUsage,
    /// The index of the certificate as it was sent.
    pub certificate: usize,
}

/// Why no record authenticates a server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotAuthenticated {
    /// For each record of the set, in its order, why it does not match.
    pub records: Box<[RecordFailure]>,
}

/// Why a record does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordFailure {
    /// The index of the record in its set.
    pub record: usize,
    /// Why.
    pub why: NoMatch,
    /// What its data may be instead, if that is known.
    pub hint: Option<TlsaHint>,
}

impl NotAuthenticated {
    /// Returns the failure that says most: that of a path, then that of a certificate that is there, then one with a hint, then
    /// any of a usable record. Returns `None` if the set has no record.
    #[must_use]
    pub fn main_failure(&self) -> Option<&RecordFailure> {
        let rank = |failure: &RecordFailure| match (&failure.why, failure.hint) {
            (NoMatch::Path(_), _) => 0,
            (NoMatch::NotACa { .. } | NoMatch::NotOnPath { .. } | NoMatch::Malformed { .. }, _) => 1,
            (NoMatch::KeyDidNotSign | NoMatch::IsEndEntity, _) => 2,
            (NoMatch::Unusable(_), _) => 5,
            (_, Some(_)) => 3,
            (_, None) => 4,
        };
        self.records.iter().min_by_key(|failure| (rank(failure), failure.record))
    }

    /// Returns the section that refuses the server.
    #[must_use]
    pub fn citation(&self) -> Citation {
        self.main_failure().map_or(Citation::new("RFC 6698", "2.1"), |failure| failure.why.citation())
    }
}

impl fmt::Display for NotAuthenticated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no TLSA record authenticates the server")?;
        let Some(RecordFailure { record, why, hint }) = self.main_failure() else { return Ok(()) };
        write!(f, ": of record {record}, {why}")?;
        hint.map_or(Ok(()), |hint| write!(f, " ({hint})"))
    }
}

impl core::error::Error for NotAuthenticated {}

impl<'v> Evaluator<'v> {
    /// Returns an evaluator with the strict policy, for the certificate of a TLS server.
    #[must_use]
    pub fn new(digests: &'v dyn Digests, algorithms: &'v [&'v dyn SignatureVerificationAlgorithm]) -> Self {
        Self {
            digests,
            algorithms,
            rsa_key_bits: RsaKeyBits::default(),
            policy: Policy::default(),
            purpose: Purpose::Server,
            path_check: None,
            max_signature_checks: MAX_SIGNATURE_CHECKS,
        }
    }

    /// Returns this evaluator with another range of RSA keys that its algorithms verify with.
    #[must_use]
    pub const fn with_rsa_key_bits(mut self, bits: RsaKeyBits) -> Self {
        self.rsa_key_bits = bits;
        self
    }

    /// Returns this evaluator with another policy for paths to a DANE-TA.
    #[must_use]
    pub const fn with_policy(mut self, policy: Policy<'v>) -> Self {
        self.policy = policy;
        self
    }

    /// Returns this evaluator with another purpose of the end entity's key under DANE-TA.
    #[must_use]
    pub const fn with_purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        self
    }

    /// Returns this evaluator with a check of the complete path to a DANE-TA, which is asked last.
    #[must_use]
    pub const fn with_path_check(mut self, check: PathCheck<'v>) -> Self {
        self.path_check = Some(check);
        self
    }

    /// Returns what the usable records say of a server's certificates, in DER and in the order in which they were sent, the end
    /// entity first.
    ///
    /// DANE-EE is asked first, and asks for nothing but the octets; then DANE-TA, with the path, its dates, one of
    /// `references`, and name constraints; then the usages that leave the path to the caller. The order of the records does
    /// not matter. A certificate is digested once for each selector and matching type, and no root of the caller's is asked.
    #[must_use]
    pub fn evaluate(
        &self,
        records: &RecordSet<'_>,
        chain: &[&[u8]],
        references: &[ReferenceId<'_>],
        time: UnixTime,
    ) -> TlsaOutcome {
        if !records.has_usable() {
            return match records.profile() {
                DaneProfile::Smtp => TlsaOutcome::TlsWithoutAuthentication,
                DaneProfile::Srv | DaneProfile::Other => TlsaOutcome::PkixAlone,
            };
        }
        let index = RecordIndex::new(records);
        let mut sent: Vec<_> = chain.iter().map(|der| SentCertificate::new(der)).collect();
        let Some(record) = self.end_entity_record(&mut sent, &index, CertificateUsage::DANE_EE) else {
            return match self.trust_anchor(records, chain, &mut sent, &index, references, time) {
                Ok(authenticated) => TlsaOutcome::Authenticated(authenticated),
                Err(faults) => self.pkix(records, chain, &mut sent, &index, faults),
            };
        };
        let usage = CertificateUsage::DANE_EE;
        TlsaOutcome::Authenticated(Authenticated { record, usage, depth: 0, name: None, notes: Vec::new() })
    }

    /// Returns the index of the first record of usage 0 that a certificate above the end entity matches, on a path that the
    /// caller has validated: all its certificates in DER, the end entity first, that of the trust anchor last if it is at hand.
    /// Returns `None` if there is none (RFC 6698 §2.1.1).
    #[must_use]
    pub fn record_on_path(&self, records: &RecordSet<'_>, path: &[&[u8]]) -> Option<usize> {
        let index = RecordIndex::new(records);
        let authorities = path.iter().skip(1).map(|der| SentCertificate::new(der));
        let matched = authorities.flat_map(|mut one| one.matches(&index, CertificateUsage::PKIX_TA, self.digests));
        matched.min()
    }

    fn end_entity_record(
        &self,
        sent: &mut [SentCertificate<'_>],
        index: &RecordIndex<'_>,
        usage: CertificateUsage,
    ) -> Option<usize> {
        sent.first_mut()?.matches(index, usage, self.digests).first().copied()
    }

    /// DANE-TA.
    fn trust_anchor(
        &self,
        records: &RecordSet<'_>,
        chain: &[&[u8]],
        sent: &mut [SentCertificate<'_>],
        index: &RecordIndex<'_>,
        references: &[ReferenceId<'_>],
        time: UnixTime,
    ) -> Result<Authenticated, BTreeMap<usize, NoMatch>> {
        let usage = CertificateUsage::DANE_TA;
        if !index.has(usage) {
            return Err(BTreeMap::new());
        }
        let matched: Vec<_> = sent.iter_mut().map(|one| one.matches(index, usage, self.digests)).collect();
        let mut builder = PathBuilder::new(&[], self.algorithms).with_policy(self.policy).with_purpose(self.purpose);
        builder.rsa_key_bits = self.rsa_key_bits;
        builder.path_check = self.path_check;
        builder.max_signature_checks = self.max_signature_checks;
        let path = Anchors::new(records, chain, &matched).verify(&builder, chain, references, time)?;
        let notes = path.expired.map(|not_after| MatchNote::AnchorExpired { not_after }).into_iter().collect();
        Ok(Authenticated { record: path.record, usage, depth: path.depth, name: Some(path.name), notes })
    }

    /// The usages that leave the path to the caller, and what is left when nothing matches.
    fn pkix(
        &self,
        records: &RecordSet<'_>,
        chain: &[&[u8]],
        sent: &mut [SentCertificate<'_>],
        index: &RecordIndex<'_>,
        faults: BTreeMap<usize, NoMatch>,
    ) -> TlsaOutcome {
        let usage = CertificateUsage::PKIX_EE;
        if let Some(record) = self.end_entity_record(sent, index, usage) {
            return TlsaOutcome::PkixAndRecordMatches(PkixMatch { record, usage, certificate: 0 });
        }
        let usage = CertificateUsage::PKIX_TA;
        let authorities = sent.iter_mut().enumerate().skip(1);
        let matched = authorities.flat_map(|(certificate, one)| {
            one.matches(index, usage, self.digests).into_iter().map(move |record| (record, certificate))
        });
        if let Some((record, certificate)) = matched.min() {
            return TlsaOutcome::PkixAndRecordMatches(PkixMatch { record, usage, certificate });
        }
        let failure = self.failure(records, chain, faults);
        if index.has(usage) && !chain.is_empty() {
            TlsaOutcome::PkixPathDecides(failure)
        } else {
            TlsaOutcome::NotAuthenticated(failure)
        }
    }

    fn failure(
        &self,
        records: &RecordSet<'_>,
        chain: &[&[u8]],
        mut faults: BTreeMap<usize, NoMatch>,
    ) -> NotAuthenticated {
        let matching_types: BTreeSet<MatchingType> = records.usable().map(|(_, record)| record.matching_type).collect();
        let hints = Hints::new(chain, &matching_types, self.digests);
        let topmost_has_issuer =
            chain.last().is_some_and(|der| Certificate::from_der(der).is_ok_and(|topmost| !topmost.is_self_issued()));
        let failures = records.records().enumerate().map(|(index, record)| {
            if let Some(unusable) = records.unusable(index) {
                return RecordFailure { record: index, why: NoMatch::Unusable(unusable), hint: None };
            }
            let for_end_entity = matches!(record.usage, CertificateUsage::DANE_EE | CertificateUsage::PKIX_EE);
            let why = match faults.remove(&index) {
                Some(fault) => fault,
                None if chain.is_empty() => NoMatch::NothingSent,
                None if for_end_entity => NoMatch::OtherEndEntity,
                None => NoMatch::NoCertificate,
            };
            let hint = match why {
                NoMatch::IsEndEntity | NoMatch::OtherEndEntity | NoMatch::NoCertificate => hints.of(record),
                _ => None,
            };
            // Of a certificate, rather than of a key that changed, since only a certificate can be of no other.
            let may_be_root = why == NoMatch::NoCertificate
                && record.selector == Selector::CERT
                && record.usage == CertificateUsage::DANE_TA
                && topmost_has_issuer;
            let hint = hint.or_else(|| may_be_root.then_some(TlsaHint::RootNotSent));
            RecordFailure { record: index, why, hint }
        });
        NotAuthenticated { records: failures.collect() }
    }
}
