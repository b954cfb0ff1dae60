//! What each mechanism says of the certificates that a server sent.

use srvname::delegation::dane::DaneProfile;
use srvname::delegation::mta_sts::{MxOutcome, MxVerdict, StsMode, StsPolicy, TlsFacts};
use srvname::delegation::posh::{Material, PoshVerdict, Presented};
use srvname::delegation::{
    Authentication, ConnectionEvidence, DelegationRefusalKind, ListedBy, OmittedId, ServerRefusal, TlsRptResult,
};
use srvname::identity::{OwnedReferenceId, ReferenceId};
use srvname::path::{Purpose, Rejection};

use super::judgment::{Judge, Sent, without_section};
use super::kinds;
use super::report::{DaneStep, Failure, Mechanism, MechanismReport, ProbedService, Verdict};

impl Judge<'_> {
    /// Returns what every mechanism says.
    pub(super) fn mechanisms(&self, sent: &Sent<'_>) -> Vec<MechanismReport> {
        let verdict = |mechanism| match mechanism {
            Mechanism::SrvId => self.srv_id(sent),
            Mechanism::DnsId => self.dns_id(sent),
            Mechanism::Target => self.target(sent),
            Mechanism::Dane => self.dane(sent),
            Mechanism::MtaSts => self.mta_sts(sent),
            Mechanism::Posh => self.posh(sent),
            Mechanism::Path => self.path(sent),
        };
        let report = |mechanism| MechanismReport { mechanism, verdict: verdict(mechanism) };
        Mechanism::ALL.into_iter().map(report).collect()
    }

    pub(super) fn srv_id(&self, sent: &Sent<'_>) -> Verdict {
        let Some(profile) = kinds::profile(self.service, self.tls) else {
            return Verdict::NotApplicable("no specification verifies the SRVName of a mail server".to_owned());
        };
        self.by_name(sent, &profile.references(self.source))
    }

    fn dns_id(&self, sent: &Sent<'_>) -> Verdict {
        if self.service == ProbedService::Smtp {
            let why = "the certificate of a mail server is for the host, not for the domain";
            return Verdict::NotApplicable(why.to_owned());
        }
        self.by_listed_name(sent, self.source.dns_id())
    }

    fn target(&self, sent: &Sent<'_>) -> Verdict {
        if self.host == self.source.name() && self.service != ProbedService::Smtp {
            return Verdict::NotApplicable("the host is the domain itself".to_owned());
        }
        self.by_listed_name(sent, ReferenceId::Dns(self.host))
    }

    fn path(&self, sent: &Sent<'_>) -> Verdict {
        match self.has_path(sent) {
            Ok(()) => Verdict::Holds("the certificate has a path to a root; that says nothing of its names".to_owned()),
            Err(rejection) => Verdict::Fails(self.failure(&rejection)),
        }
    }

    /// What a path says for one name that the specification may list.
    fn by_listed_name(&self, sent: &Sent<'_>, reference: ReferenceId<'_>) -> Verdict {
        let references = self.references();
        if !references.entries().iter().any(|entry| entry.id() == reference) {
            let wanted = OmittedId::Reference(OwnedReferenceId::from(reference));
            let omitted = references.omitted().iter().find(|omitted| *omitted.what() == wanted);
            return Verdict::NotApplicable(match omitted {
                Some(omitted) => omitted.to_string(),
                None => format!("the specification does not list {reference}"),
            });
        }
        if let Ok(end_entity) = sent.certificate()
            && !references.for_certificate(end_entity, ListedBy::Protocol).contains(&reference)
        {
            let why = "the certificate presents an SRVName, and its DNS names do not count then [RFC 6764 §8]";
            return Verdict::NotApplicable(why.to_owned());
        }
        self.by_name(sent, &[reference])
    }

    fn by_name(&self, sent: &Sent<'_>, references: &[ReferenceId<'_>]) -> Verdict {
        let policy = self.references().narrow(self.settings.policy);
        self.of_proof(self.prove(sent, references, policy, Purpose::Server))
    }

    /// What TLSA records say.
    pub(super) fn dane(&self, sent: &Sent<'_>) -> Verdict {
        if let Some(refusal) = &self.plan.refusal {
            return refusal.clone();
        }
        let Some(evidence) = &self.plan.evidence else {
            return match &self.plan.step {
                DaneStep::DoesNotApply(why) => Verdict::NotApplicable(why.clone()),
                _ => Verdict::Unanswered("the TLSA records were not asked for".to_owned()),
            };
        };
        match &self.plan.step {
            DaneStep::TlsWithoutAuthentication(why) => {
                return Verdict::NotApplicable(format!("{why}: TLS is required, and nobody is authenticated"));
            }
            DaneStep::PkixAlone(why) => {
                return Verdict::NotApplicable(format!("{why}: TLS is required, and a path to a root decides"));
            }
            _ => {}
        }
        let connection = ConnectionEvidence::new(self.source, self.delegation(), [])
            .with_dane(evidence.clone())
            .accepting(Authentication::HostAlone);
        match connection.judge(&self.evaluator(), &sent.ders, self.time(), |question| self.answer(sent, question)) {
            Ok(accepted) => Verdict::Holds(accepted.to_string()),
            Err(ServerRefusal::Path(rejection)) => Verdict::Fails(self.failure(&rejection)),
            Err(ServerRefusal::Delegation(refusal)) => {
                let section = refusal.citation().to_string();
                let certificate = refusal.rejection().and_then(Rejection::position);
                let advice = refusal.rejection().map(|rejection| rejection.advice(&self.settings.advice_host));
                Verdict::Fails(Failure {
                    reason: without_section(&refusal.to_string(), &section),
                    section: Some(section),
                    code: Some(refusal.code().to_owned()),
                    certificate: certificate.and_then(|position| u32::try_from(position.get()).ok()),
                    tls_rpt: self.tls_rpt_of_dane(refusal.kind(), refusal.rejection()),
                    advice: advice.unwrap_or_default(),
                })
            }
        }
    }

    fn tls_rpt_of_dane(&self, kind: DelegationRefusalKind, rejection: Option<&Rejection>) -> Option<String> {
        let is_mail = self.profile_of_dane() == DaneProfile::Smtp;
        let result = match (kind, rejection) {
            (DelegationRefusalKind::DaneUnusable, _) => TlsRptResult::TlsaInvalid,
            (_, Some(rejection)) => srvname::delegation::mta_sts::CertificateRefusal::from(rejection).result_type(),
            _ => TlsRptResult::ValidationFailure,
        };
        is_mail.then(|| result.as_str().to_owned())
    }

    fn profile_of_dane(&self) -> DaneProfile {
        if self.service == ProbedService::Smtp { DaneProfile::Smtp } else { DaneProfile::Srv }
    }

    /// What the MTA-STS policy says.
    pub(super) fn mta_sts(&self, sent: &Sent<'_>) -> Verdict {
        self.policy.verdict(|policy| self.by_policy(sent, policy))
    }

    fn by_policy(&self, sent: &Sent<'_>, policy: &StsPolicy) -> Verdict {
        let verdict = policy.evaluate(self.host);
        let MxVerdict::Match(found) = &verdict else { return self.without_match(&verdict) };
        let pattern = found.pattern();
        match self.prove(sent, &[found.reference()], self.settings.policy, Purpose::Server) {
            Ok(_) => Verdict::Holds(format!(
                "the policy allows {} by `{pattern}`, and the certificate is for it and has a path to a root",
                self.host
            )),
            Err(rejection) => {
                let outcome = MxOutcome::of(&verdict, TlsFacts::Refused((&rejection).into()));
                let failure = self.failure(&rejection);
                Verdict::Fails(Failure {
                    reason: format!("the policy allows {} by `{pattern}`, and {}", self.host, failure.reason),
                    tls_rpt: outcome.result_type().map(|result| result.as_str().to_owned()),
                    ..failure
                })
            }
        }
    }

    /// What the MTA-STS policy says of a host that it does not allow, or says nothing of.
    pub(super) fn without_match(&self, verdict: &MxVerdict<'_>) -> Verdict {
        let MxVerdict::Mismatch { mode } = verdict else {
            return Verdict::NotApplicable("the policy has the mode none".to_owned());
        };
        let what_follows = match mode {
            StsMode::Enforce => "mail is not delivered to it",
            _ => "mail is delivered all the same, and the failure is reported",
        };
        let reason = format!("no mx of the policy is {}, so {what_follows}", self.host);
        let outcome = MxOutcome::of(verdict, TlsFacts::Verified);
        Verdict::Fails(Failure {
            section: Some(verdict.citation().to_string()),
            tls_rpt: outcome.result_type().map(|result| result.as_str().to_owned()),
            ..Failure::because(reason)
        })
    }

    /// What the POSH document says.
    pub(super) fn posh(&self, sent: &Sent<'_>) -> Verdict {
        self.posh.verdict(|material| self.by_document(sent, material))
    }

    fn by_document(&self, sent: &Sent<'_>, material: &Material) -> Verdict {
        let certificate = match sent.certificate() {
            Ok(certificate) => certificate,
            Err(rejection) => return Verdict::Fails(self.failure(&rejection)),
        };
        let presented = Presented { certificate, now: self.settings.moment, age: 0 };
        let verdict = material.verify(presented, self.settings.digests);
        match &verdict {
            PoshVerdict::Match { .. } => Verdict::Holds(format!("the POSH document has the certificate: {verdict}")),
            PoshVerdict::NothingUsable(_) => Verdict::NotApplicable(verdict.to_string()),
            _ => Verdict::Fails(Failure {
                section: Some(verdict.citation().to_string()),
                code: Some(verdict.code().to_owned()),
                certificate: Some(0),
                ..Failure::because(verdict.to_string())
            }),
        }
    }
}
