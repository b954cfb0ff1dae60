//! DANE-TA: a path to a trust anchor that a record names (RFC 7671 §5.2), found and judged as any other path.
//!
//! An anchor is a certificate that was sent and that a record matches, or the certificate that a record `2 0 0` holds, or the
//! key that a record `2 1 0` holds under the name that issued the topmost certificate. Where the certificate is at hand, its own
//! constraints hold, whatever the selector. No root of the caller's is asked.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use rustls_pki_types::UnixTime;

use crate::certificate::Certificate;
use crate::delegation::dane::no_match::NoMatch;
use crate::delegation::dane::selected::key_content;
use crate::delegation::dane::usable::RecordSet;
use crate::delegation::dns::{CertificateUsage, Combination, MatchingType, Selector, Tlsa};
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::name::directory::DirectoryName;
use crate::name::directory::key::NameKey;
use crate::path::build_error::PathBuildError;
use crate::path::builder::PathBuilder;
use crate::path::pool::CertificatePool;
use crate::path::rejection::{Rejection, RejectionKind};
use crate::path::trust_anchor::TrustAnchor;

/// Where a trust anchor was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// It is the certificate that a record holds.
    Record,
    /// It was sent, at this index.
    Sent(usize),
    /// It is the key that a record holds.
    Key,
}

/// What a record names, and the records that name it.
struct Candidate {
    source: Source,
    records: Vec<usize>,
    /// The end of its certificate's validity, in seconds since 1970; `None` if it has no certificate.
    not_after: Option<i64>,
}

/// The trust anchors that records name.
pub(crate) struct Anchors<'a> {
    candidates: Vec<Candidate>,
    /// In the order of `candidates`.
    anchors: Vec<TrustAnchor<'a>>,
    /// Why records that name something name no trust anchor.
    unfit: BTreeMap<usize, NoMatch>,
}

/// A path to a trust anchor that a record names.
pub(crate) struct AnchoredPath {
    pub(crate) record: usize,
    pub(crate) depth: usize,
    pub(crate) name: OwnedReferenceId,
    /// The end of the validity of the anchor's certificate, if that is over.
    pub(crate) expired: Option<i64>,
}

impl<'a> Anchors<'a> {
    /// Returns the trust anchors that usable records of `set` name. `matched` has, for each certificate that was sent, the
    /// records that it matches.
    ///
    /// Their order depends on the records' data alone, and not on their order.
    pub(crate) fn new(set: &RecordSet<'a>, chain: &[&'a [u8]], matched: &[Vec<usize>]) -> Self {
        let mut anchors = Self { candidates: Vec::new(), anchors: Vec::new(), unfit: BTreeMap::new() };
        let mut in_full: Vec<_> = set.usable().filter(|(_, record)| is_full_anchor(record)).collect();
        in_full.sort_by_key(|(index, record)| (record.data, *index));
        let end_entity = chain.first().copied();
        for (index, record) in in_full.iter().filter(|(_, record)| record.selector == Selector::CERT) {
            if end_entity == Some(record.data) {
                anchors.unfit.insert(*index, NoMatch::IsEndEntity);
            } else {
                anchors.add_certificate(record.data, Source::Record, Vec::from([*index]));
            }
        }
        for (place, (der, records)) in chain.iter().zip(matched).enumerate().filter(|(_, (_, all))| !all.is_empty()) {
            if end_entity == Some(*der) {
                anchors.unfit.extend(records.iter().map(|record| (*record, NoMatch::IsEndEntity)));
            } else {
                anchors.add_certificate(der, Source::Sent(place), records.clone());
            }
        }
        let named: BTreeSet<_> = matched.iter().flatten().copied().collect();
        let mut topmost = None;
        let bare = in_full.iter().filter(|(_, record)| record.selector == Selector::SPKI);
        // A key that a certificate has was found there.
        for (index, record) in bare.filter(|(index, _)| !named.contains(index)) {
            let issuer = *topmost.get_or_insert_with(|| topmost_issuer(chain));
            let content = key_content(record.data).unwrap_or_default();
            let anchor = issuer.and_then(|issuer| TrustAnchor::from_parts(issuer.content(), content, None).ok());
            if let Some(anchor) = anchor {
                anchors.add(anchor, Candidate { source: Source::Key, records: Vec::from([*index]), not_after: None });
            }
        }
        anchors
    }

    fn add(&mut self, anchor: TrustAnchor<'a>, candidate: Candidate) {
        self.anchors.push(anchor);
        self.candidates.push(candidate);
    }

    fn add_certificate(&mut self, der: &'a [u8], source: Source, records: Vec<usize>) {
        let place = if let Source::Sent(place) = source { Some(place) } else { None };
        let fault = match Certificate::from_der(der) {
            Ok(certificate) if certificate.is_ca() => {
                let not_after = Some(certificate.not_after());
                let anchor = TrustAnchor::from_certificate(&certificate);
                return self.add(anchor, Candidate { source, records, not_after });
            }
            // Whoever has an end entity certificate of the CA would otherwise be a CA.
            Ok(_) => NoMatch::NotACa { certificate: place },
            Err(error) => NoMatch::Malformed { certificate: place, error },
        };
        self.unfit.extend(records.into_iter().map(|record| (record, fault.clone())));
    }

    /// Returns the path of the end entity to one of the anchors, or for each record that names something why it is none.
    pub(crate) fn verify(
        mut self,
        builder: &PathBuilder<'_, 'a>,
        chain: &[&'a [u8]],
        references: &[ReferenceId<'_>],
        time: UnixTime,
    ) -> Result<AnchoredPath, BTreeMap<usize, NoMatch>> {
        if self.anchors.is_empty() {
            return Err(self.unfit);
        }
        let Some((end_entity, others)) = chain.split_first() else { return Err(self.unfit) };
        let end_entity = match Certificate::from_der(end_entity) {
            Ok(end_entity) => end_entity,
            Err(error) => {
                let fault = NoMatch::Malformed { certificate: Some(0), error };
                self.refuse_each(|_| Refusal::Fault(fault.clone()));
                return Err(self.unfit);
            }
        };
        let pool = CertificatePool::from_ders(others.iter().copied());
        let anchors = core::mem::take(&mut self.anchors);
        let builder = PathBuilder { anchors: &anchors, ..*builder };
        match builder.verify(&end_entity, &pool, time, references) {
            Ok(verified) => {
                let used =
                    |anchor: &TrustAnchor<'a>| verified.path.anchors().iter().any(|own| core::ptr::eq(*own, anchor));
                let used = anchors.iter().zip(&self.candidates).filter(|(anchor, _)| used(anchor));
                let used: Vec<_> = used.map(|(_, candidate)| candidate).collect();
                let now = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
                Ok(AnchoredPath {
                    record: used.iter().flat_map(|candidate| &candidate.records).min().copied().unwrap_or_default(),
                    depth: verified.path.anchor_position().get(),
                    name: OwnedReferenceId::from(*verified.identity.reference()),
                    expired: used.iter().filter_map(|candidate| candidate.not_after).filter(|end| *end < now).min(),
                })
            }
            Err(refusal) => {
                let ends: Vec<_> = anchors.iter().map(|anchor| ends_in(&refusal, anchor)).collect();
                self.refuse_each(|place| Refusal::new(&refusal.rejection, ends.get(place) == Some(&true)));
                Err(self.unfit)
            }
        }
    }

    /// Keeps, for each record of each candidate, why it is no trust anchor of the path. Of several the first that the path
    /// leads to is the reason.
    fn refuse_each(&mut self, refusal: impl Fn(usize) -> Refusal) {
        for (place, candidate) in self.candidates.iter().enumerate() {
            let refusal = refusal(place);
            let leads = matches!(refusal, Refusal::Path(_));
            for record in &candidate.records {
                let known = self.unfit.get(record);
                if known.is_none_or(|known| leads && !matches!(known, NoMatch::Path(_))) {
                    self.unfit.insert(*record, refusal.clone().of(candidate.source));
                }
            }
        }
    }
}

/// Why no path ends in a candidate, before it is said of which.
#[derive(Clone)]
enum Refusal {
    /// The path that was refused ends elsewhere, or nowhere.
    Elsewhere,
    /// The path that was refused ends in it.
    Path(Rejection),
    Fault(NoMatch),
}

impl Refusal {
    /// The refusal of a candidate, in which the path that was refused ends or does not.
    fn new(rejection: &Rejection, leads: bool) -> Self {
        let is_about_search =
            matches!(rejection.kind(), RejectionKind::TooMuchWork | RejectionKind::MalformedCertificate(_));
        if leads || is_about_search { Self::Path(rejection.clone()) } else { Self::Elsewhere }
    }

    fn of(self, source: Source) -> NoMatch {
        match (self, source) {
            (Self::Fault(fault), _) => fault,
            (Self::Path(rejection), Source::Key) if *rejection.kind() == RejectionKind::BadSignature => {
                NoMatch::KeyDidNotSign
            }
            (Self::Path(rejection), _) => NoMatch::Path(rejection),
            (Self::Elsewhere, Source::Key) => NoMatch::KeyDidNotSign,
            (Self::Elsewhere, Source::Sent(place)) => NoMatch::NotOnPath { certificate: Some(place) },
            (Self::Elsewhere, Source::Record) => NoMatch::NotOnPath { certificate: None },
        }
    }
}

/// Whether the path of a refusal ends in an anchor.
fn ends_in(refusal: &PathBuildError<'_, '_>, anchor: &TrustAnchor<'_>) -> bool {
    let end = refusal.path.anchor;
    end.is_some_and(|end| end.spki() == anchor.spki() && end.subject() == anchor.subject())
}

/// Whether a record holds a trust anchor in full.
fn is_full_anchor(record: &Tlsa<'_>) -> bool {
    let Combination { usage, matching_type, .. } = record.combination();
    usage == CertificateUsage::DANE_TA && matching_type == MatchingType::FULL
}

/// Returns the issuer of the topmost certificate: where the issuers lead from the end entity, by their names. Of several
/// certificates with one subject the first that was sent is followed.
fn topmost_issuer<'a>(chain: &[&'a [u8]]) -> Option<DirectoryName<'a>> {
    let mut issuers: BTreeMap<Vec<u8>, DirectoryName<'a>> = BTreeMap::new();
    let mut issuer = Certificate::from_der(chain.first()?).ok()?.issuer();
    for certificate in chain.iter().skip(1).filter_map(|der| Certificate::from_der(der).ok()) {
        issuers.entry(NameKey::new(certificate.subject()).into_octets()).or_insert(certificate.issuer());
    }
    // A name is followed once: a self-signed certificate, and a circle, end it.
    while let Some(next) = issuers.remove(NameKey::new(issuer).octets()) {
        issuer = next;
    }
    Some(issuer)
}
