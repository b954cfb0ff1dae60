//! The verdict on the certificates of a server: each mechanism is asked, and [`Verdicts::outcome`] combines them.
//!
//! A path to the caller's own roots is asked for last, and only if the verdict depends on it: keys cost a digest, and paths
//! cost signatures.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use rustls_pki_types::UnixTime;

use crate::certificate::Certificate;
use crate::citation::Citation;
use crate::delegation::connection::accepted::{AcceptedServer, authentication_of};
use crate::delegation::connection::authentication::Authentication;
use crate::delegation::connection::dane_evidence::DaneEvidence;
use crate::delegation::connection::document::{DocumentFault, DocumentFinding};
use crate::delegation::connection::evidence::{ConnectionEvidence, MxEvidence};
use crate::delegation::connection::question::{PathCondition, PathQuestion};
use crate::delegation::connection::refusal::{DelegationRefusal, DelegationRefusalKind, ServerRefusal};
use crate::delegation::dane::matching::{Authenticated, Evaluator, NotAuthenticated, TlsaOutcome};
use crate::delegation::dane::no_match::NoMatch;
use crate::delegation::dane::usable::RecordSet;
use crate::delegation::dns::CertificateUsage;
use crate::delegation::mta_sts::policy::StsMode;
use crate::delegation::outcome::combination::{AuthenticatedAs, Outcome, OutcomeNote, RefusalReason};
use crate::delegation::outcome::verdicts::{Dane, MtaSts, Pkix, Posh, ProvenName, Verdicts};
use crate::identity::reference::ReferenceId;
use crate::name::dns::DnsName;
use crate::path::Path;
use crate::path::policy::Policy;

/// What the records and the document say.
struct Findings {
    tlsa: Option<TlsaOutcome>,
    document: Option<DocumentFinding>,
}

impl ConnectionEvidence {
    /// Returns as whom a server is accepted, by the certificates that it sent, in DER and in the order in which they were sent,
    /// the end entity first. That the server has the key of that one is proven by the signature of its handshake, which is the
    /// caller's to verify.
    ///
    /// `evaluator` has the caller's cryptography and policy. `path` answers the question for a path to the caller's own roots:
    /// it is asked if the verdict depends on it, and for a policy in `testing`, for the note.
    ///
    /// Q: An MTA-STS policy in `enforce` allows the host, and the caller has references of its own. Which does the path need?
    /// A: The DNS-ID of the host (RFC 8461 §4.2): the others would say nothing of the policy, and that must hold.
    ///    (`tests/rustls/delegation.rs`, `a_policy_in_enforce_asks_for_the_host_alone`)
    ///
    /// Q: Insecure records led to a host, which DANE authenticates, and no path is valid for the caller's references. Is it
    ///    accepted?
    /// A: Not by default. RFC 7672 §2.2.1 has it as better than nothing for opportunistic clients, and that is
    ///    [`Authentication::HostAlone`]. (`tests/rustls/delegation.rs`, `a_host_alone_is_accepted_where_that_is_enough`)
    ///
    /// # Errors
    ///
    /// [`ServerRefusal::Path`] with the error of `path` if nothing but that was asked, and [`ServerRefusal::Delegation`] in every
    /// other case.
    pub fn judge<E: fmt::Display>(
        &self,
        evaluator: &Evaluator<'_>,
        chain: &[&[u8]],
        time: UnixTime,
        path: impl for<'r, 'q> Fn(&PathQuestion<'r, 'q>) -> Result<ProvenName<'r>, E>,
    ) -> Result<AcceptedServer, ServerRefusal<E>> {
        let end_entity = chain.first().and_then(|der| Certificate::from_der(der).ok());
        let names = self.listed();
        let evaluator = evaluator.with_policy(names.map_or(evaluator.policy, |names| names.narrow(evaluator.policy)));
        let set = self.dane.as_ref().map(DaneEvidence::record_set);
        let tlsa = self.dane.as_ref().zip(set.as_ref()).map(|(dane, set)| dane.evaluate(&evaluator, set, chain, time));
        let findings = Findings { tlsa, document: self.document_finding(&evaluator, end_entity.as_ref(), time) };
        let on_path = |path: &Path<'_, '_>, anchors: &[&[u8]]| record_on_path(&evaluator, set.as_ref(), path, anchors);
        let condition: Option<PathCondition<'_>> = findings.needs_record_on_path().then_some(&on_path);

        let host = if let MxEvidence::Match(_, host) = &self.mta_sts { Some(DnsName::from_parsed(host)) } else { None };
        let host_id = host.map(|host| [ReferenceId::Dns(host)]);
        let host_question = host_id.as_ref().map(|references| PathQuestion { references, names, condition: None });
        let mta_sts = self.mta_sts_verdict(|| host_question.is_some_and(|question| path(&question).is_ok()));
        let verdicts = Verdicts::new(self.source(), self.delegation())
            .with_dane(self.dane_verdict(&findings, evaluator.policy))
            .with_mta_sts(mta_sts)
            .with_posh(self.posh_verdict(&findings));
        let own = self.references(end_entity.as_ref());
        let references = match (&host_id, mta_sts) {
            (Some(host_id), MtaSts::EnforceMatches(_)) => Some(host_id.as_slice()),
            _ => own.as_deref(),
        };
        let asked = references.filter(|_| self.depends_on_path(&verdicts));
        let answer = asked.map(|references| path(&PathQuestion { references, names, condition }));
        let (pkix, refused) = match answer {
            None => (Pkix::NotAsked, None),
            Some(Ok(name)) => (Pkix::Holds(name), None),
            Some(Err(error)) => (Pkix::Fails, Some(error)),
        };
        self.conclude(&verdicts.with_pkix(pkix), &findings, refused)
    }

    fn document_finding(
        &self,
        evaluator: &Evaluator<'_>,
        end_entity: Option<&Certificate<'_>>,
        time: UnixTime,
    ) -> Option<DocumentFinding> {
        let document = self.document.as_ref()?;
        let now = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        Some(match end_entity {
            Some(certificate) => document.finding(certificate, now, evaluator.digests),
            None => DocumentFinding::Fails(DocumentFault {
                kind: DelegationRefusalKind::PoshNoMatch,
                sentence: "the server's certificate cannot be read".into(),
                citation: Citation::new("RFC 7711", "3.3"),
            }),
        })
    }

    fn dane_verdict<'f>(&self, findings: &'f Findings, policy: Policy<'_>) -> Dane<'f> {
        let Some((evidence, outcome)) = self.dane.as_ref().zip(findings.tlsa.as_ref()) else {
            return Dane::NotApplicable;
        };
        // No records at all are no answer, and so not what an answer without usable records is.
        let refuses = evidence.records().is_empty() || evidence.is_mandatory();
        match outcome {
            TlsaOutcome::Authenticated(found) if found.usage == CertificateUsage::DANE_EE => Dane::Key,
            TlsaOutcome::Authenticated(found) => match &found.name {
                Some(name) => Dane::TrustAnchor(ProvenName {
                    reference: name.as_reference(),
                    rule: policy.sub_ca_rule,
                    anchor_constraints: policy.anchor_constraints,
                }),
                None => Dane::Fails,
            },
            TlsaOutcome::PkixAndRecordMatches(_) | TlsaOutcome::PkixPathDecides(_) => Dane::WithPkix,
            TlsaOutcome::TlsWithoutAuthentication | TlsaOutcome::PkixAlone if refuses => Dane::Fails,
            TlsaOutcome::TlsWithoutAuthentication => Dane::TlsAlone,
            TlsaOutcome::PkixAlone => Dane::NotApplicable,
            TlsaOutcome::NotAuthenticated(_) => Dane::Fails,
        }
    }

    /// What a policy says; in `testing` whether the certificate is for the host is asked here, since it decides nothing.
    fn mta_sts_verdict(&self, is_for_host: impl FnOnce() -> bool) -> MtaSts<'_> {
        match &self.mta_sts {
            MxEvidence::NotApplicable | MxEvidence::Mismatch(StsMode::None) | MxEvidence::Match(StsMode::None, _) => {
                MtaSts::NotApplicable
            }
            MxEvidence::Mismatch(StsMode::Testing) => MtaSts::TestingFails,
            MxEvidence::Mismatch(StsMode::Enforce) => MtaSts::EnforceFails,
            MxEvidence::Match(StsMode::Testing, _) if is_for_host() => MtaSts::NotApplicable,
            MxEvidence::Match(StsMode::Testing, _) => MtaSts::TestingFails,
            MxEvidence::Match(StsMode::Enforce, host) => MtaSts::EnforceMatches(DnsName::from_parsed(host)),
        }
    }

    fn posh_verdict(&self, findings: &Findings) -> Posh<'_> {
        match (&self.document, &findings.document) {
            (Some(document), Some(DocumentFinding::Matches)) => Posh::Matches(document.service()),
            (_, Some(DocumentFinding::Fails(_))) => Posh::Fails,
            _ => Posh::NotApplicable,
        }
    }

    /// Whether the verdict could be another one with a path to the caller's roots.
    fn depends_on_path(&self, without: &Verdicts<'_>) -> bool {
        match without.outcome(self.dane_and_mta_sts) {
            // A policy that holds must not be noted as overruled.
            Outcome::Authenticated(peer) => {
                let is_host = matches!(peer.identity(), AuthenticatedAs::HostAlone(_));
                is_host || matches!(without.mta_sts, MtaSts::EnforceMatches(_))
            }
            Outcome::Unauthenticated(_) => true,
            // What no path can mend. The reason that is given must be the one that is left with every path.
            Outcome::Refused(peer) => match peer.reason() {
                RefusalReason::Dane => without.dane != Dane::Fails,
                RefusalReason::MtaSts => without.mta_sts != MtaSts::EnforceFails,
                RefusalReason::Posh | RefusalReason::Pkix => true,
            },
        }
    }

    fn conclude<E: fmt::Display>(
        &self,
        verdicts: &Verdicts<'_>,
        findings: &Findings,
        refused: Option<E>,
    ) -> Result<AcceptedServer, ServerRefusal<E>> {
        let reason = match verdicts.outcome(self.dane_and_mta_sts) {
            Outcome::Authenticated(peer) if authentication_of(&peer) >= self.least => {
                return Ok(AcceptedServer::authenticated(&peer, findings.authenticated()));
            }
            Outcome::Unauthenticated(peer) if self.least == Authentication::Nobody => {
                return Ok(AcceptedServer::unauthenticated(&peer));
            }
            Outcome::Authenticated(peer) => {
                let citation = Citation::new("RFC 7672", "2.2.1");
                DelegationRefusal::new(DelegationRefusalKind::HostAlone, peer.to_string(), citation)
            }
            Outcome::Unauthenticated(peer) => match &findings.document {
                Some(DocumentFinding::Unusable(fault) | DocumentFinding::Fails(fault)) => {
                    self.posh_refusal(fault, refused)
                }
                _ => self.nobody(peer.notes()),
            },
            Outcome::Refused(peer) => match (peer.reason(), &findings.document, refused) {
                (RefusalReason::Dane, _, refused) => self.dane_refusal(findings.tlsa.as_ref(), refused),
                (RefusalReason::MtaSts, _, refused) => self.mta_sts_refusal(refused),
                (_, Some(DocumentFinding::Unusable(fault) | DocumentFinding::Fails(fault)), refused) => {
                    self.posh_refusal(fault, refused)
                }
                (_, _, Some(error)) => return Err(ServerRefusal::Path(error)),
                (_, _, None) => self.nobody(&[]),
            },
        };
        Err(ServerRefusal::Delegation(Box::new(reason)))
    }

    fn nobody(&self, notes: &[OutcomeNote]) -> DelegationRefusal {
        let source = self.source();
        if notes.contains(&OutcomeNote::DaneUnusable) {
            let sentence = format!("no TLSA record is usable, and nothing else says who serves {source}");
            return DelegationRefusal::new(
                DelegationRefusalKind::DaneUnusable,
                sentence,
                Citation::new("RFC 7672", "2.2"),
            );
        }
        let sentence = format!("nothing that applies says who serves {source}");
        DelegationRefusal::new(DelegationRefusalKind::Unauthenticated, sentence, Citation::new("RFC 9525", "6.1"))
    }

    fn dane_refusal<E: fmt::Display>(&self, outcome: Option<&TlsaOutcome>, refused: Option<E>) -> DelegationRefusal {
        match outcome {
            Some(TlsaOutcome::NotAuthenticated(failure)) => by_records(failure),
            Some(TlsaOutcome::PkixAndRecordMatches(_) | TlsaOutcome::PkixPathDecides(_)) => {
                let why =
                    refused.map_or_else(|| "no references were given for it".to_string(), |error| error.to_string());
                let sentence = format!(
                    "the TLSA records of the server need a path to a root that is trusted here as well, and there is none: {why}"
                );
                DelegationRefusal::new(DelegationRefusalKind::DanePkix, sentence, Citation::new("RFC 6698", "2.1.1"))
            }
            _ if self.dane.as_ref().is_some_and(|dane| dane.records().is_empty()) => {
                let sentence = "there are no TLSA records in the set, which is no answer of the DNS".into();
                DelegationRefusal::new(DelegationRefusalKind::DaneNoMatch, sentence, Citation::new("RFC 6698", "4.1"))
            }
            _ => {
                let sentence = "no TLSA record is usable, and DANE is mandatory".into();
                DelegationRefusal::new(DelegationRefusalKind::DaneUnusable, sentence, Citation::new("RFC 7672", "6"))
            }
        }
    }

    fn mta_sts_refusal<E: fmt::Display>(&self, refused: Option<E>) -> DelegationRefusal {
        let source = self.source();
        match (&self.mta_sts, refused) {
            (MxEvidence::Match(_, host), refused) => {
                let why = refused.map_or_else(String::new, |error| format!(": {error}"));
                let sentence = format!(
                    "the MTA-STS policy of {source} is in enforce, and the certificate is not valid for its MX host {host}{why}"
                );
                let citation = Citation::new("RFC 8461", "4.2");
                DelegationRefusal::new(DelegationRefusalKind::MtaStsCertificate, sentence, citation)
            }
            (MxEvidence::Mismatch(_) | MxEvidence::NotApplicable, _) => {
                let host = self.delegation().host().unwrap_or(source.name());
                let sentence = format!("the MTA-STS policy of {source} is in enforce, and no mx of it is {host}");
                let citation = Citation::new("RFC 8461", "4.1");
                DelegationRefusal::new(DelegationRefusalKind::MtaStsMismatch, sentence, citation)
            }
        }
    }

    fn posh_refusal<E: fmt::Display>(&self, fault: &DocumentFault, refused: Option<E>) -> DelegationRefusal {
        let DocumentFault { kind, sentence, citation } = fault;
        let beside = refused.map_or_else(String::new, |error| format!("; and without POSH, {error}"));
        let sentence =
            format!("the POSH document of {} does not authenticate the server: {sentence}{beside}", self.source());
        DelegationRefusal::new(*kind, sentence, *citation)
    }
}

fn by_records(failure: &NotAuthenticated) -> DelegationRefusal {
    let rejection = match failure.main_failure().map(|failure| &failure.why) {
        Some(NoMatch::Path(rejection)) => Some(rejection.clone()),
        _ => None,
    };
    let kind = match rejection {
        Some(_) => DelegationRefusalKind::DanePath,
        None => DelegationRefusalKind::DaneNoMatch,
    };
    DelegationRefusal { kind, sentence: failure.to_string(), citation: failure.citation(), rejection }
}

/// RFC 6698 §2.1.1: the path must hold a certificate that a record of usage 0 is for.
fn record_on_path(
    evaluator: &Evaluator<'_>,
    set: Option<&RecordSet<'_>>,
    path: &Path<'_, '_>,
    anchors: &[&[u8]],
) -> Result<(), String> {
    let certificates = path.certificates().map(|(_, certificate)| certificate.der());
    let ders: Vec<_> = certificates.chain(anchors.iter().copied()).collect();
    match set.and_then(|set| evaluator.record_on_path(set, &ders)) {
        Some(_) => Ok(()),
        None => Err("no TLSA record of usage 0 is for a CA of this path".into()),
    }
}

impl Findings {
    fn authenticated(&self) -> Option<&Authenticated> {
        if let Some(TlsaOutcome::Authenticated(found)) = &self.tlsa { Some(found) } else { None }
    }

    fn needs_record_on_path(&self) -> bool {
        match &self.tlsa {
            Some(TlsaOutcome::PkixAndRecordMatches(found)) => found.usage == CertificateUsage::PKIX_TA,
            Some(TlsaOutcome::PkixPathDecides(_)) => true,
            _ => false,
        }
    }
}
