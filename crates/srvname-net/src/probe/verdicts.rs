//! What each kind of client does with a server, and what all mechanisms together come to.

use srvname::delegation::dane::Evaluator;
use srvname::delegation::mta_sts::{MxOutcome, MxVerdict, StsMode, StsPolicy, TlsFacts};
use srvname::delegation::posh::PoshService;
use srvname::delegation::{Application, Authentication, ListedBy, PoshEvidence, ServerRefusal, reference_identifiers};
use srvname::name::Service;
use srvname::path::Purpose;

use super::evidence::Published;
use super::judgment::{Judge, MAX_SIGNATURE_CHECKS, Sent};
use super::kinds;
use super::report::{
    ClientKind, ClientVerdict, Failure, Handshake, OutcomeReport, ProbedService, SessionReport, SniUse, TlsNegotiation,
    Verdict,
};

impl Judge<'_> {
    /// Judges a session, and writes down what was found.
    pub(super) fn judge(&self, session: &mut SessionReport) {
        let is_usual = session.sni == SniUse::AsClientsDo;
        let chain = std::mem::take(&mut session.chain);
        let sent = Sent::of(chain.iter().map(|certificate| certificate.der.as_slice()).collect());
        if let Some(sent) = sent.filter(|_| session.is_done()) {
            session.mechanisms = self.mechanisms(&sent);
            session.outcome = Some(self.outcome(&sent));
            if is_usual {
                session.clients = self.clients(&sent);
                session.as_client = self.as_client(&sent);
            }
        } else if is_usual {
            session.clients = self.clients_without_tls(session);
        }
        session.chain = chain;
    }

    pub(super) fn evaluator(&self) -> Evaluator<'_> {
        let settings = self.settings;
        let mut evaluator = Evaluator::new(settings.digests, settings.algorithms);
        evaluator.max_signature_checks = MAX_SIGNATURE_CHECKS;
        evaluator.with_rsa_key_bits(settings.rsa_key_bits).with_policy(settings.policy)
    }

    fn outcome(&self, sent: &Sent<'_>) -> OutcomeReport {
        // Who asks for all mechanisms does not connect, whether it is known why or not.
        if let Some(refusal) = &self.plan.refusal {
            return OutcomeReport::Refused(refusal.sentence().to_owned());
        }
        let is_mail = self.service == ProbedService::Smtp;
        let least = if is_mail { Authentication::Nobody } else { Authentication::SourceDomain };
        let mut connection = self.connection().accepting(least);
        if let Some(dane) = &self.plan.evidence {
            connection = connection.with_dane(dane.clone());
        }
        if let Published::There(policy) = self.policy {
            connection = connection.with_mta_sts(&policy.evaluate(self.host));
        }
        if let (Published::There(material), Ok(service)) = (self.posh, Service::parse(self.service.as_str())) {
            connection = connection.with_posh(PoshEvidence::new(PoshService::of(service), material.clone(), 0));
        }
        let judged =
            connection.judge(&self.evaluator(), &sent.ders, self.time(), |question| self.answer(sent, question));
        match judged {
            Ok(accepted) if accepted.by().is_none() => OutcomeReport::Unauthenticated(accepted.to_string()),
            Ok(accepted) => OutcomeReport::Authenticated(accepted.to_string()),
            Err(ServerRefusal::Path(rejection)) => OutcomeReport::Refused(rejection.to_string()),
            Err(ServerRefusal::Delegation(refusal)) => OutcomeReport::Refused(refusal.to_string()),
        }
    }

    fn clients(&self, sent: &Sent<'_>) -> Vec<ClientVerdict> {
        self.each_kind(|kind| match kind {
            ClientKind::Pkix => self.by_specification(sent),
            ClientKind::SrvIdAlone => self.srv_id(sent),
            ClientKind::Dane => self.dane(sent),
            ClientKind::MtaSts => self.lenient_in_testing(self.mta_sts(sent)),
            ClientKind::Posh => self.posh(sent),
        })
    }

    fn each_kind(&self, verdict: impl Fn(ClientKind) -> Verdict) -> Vec<ClientVerdict> {
        let counts = |kind| self.settings.clients.contains(&kind);
        ClientKind::ALL
            .into_iter()
            .map(|kind| ClientVerdict { kind, counts: counts(kind), verdict: verdict(kind) })
            .collect()
    }

    /// A client that keeps to the specification of its protocol.
    fn by_specification(&self, sent: &Sent<'_>) -> Verdict {
        if self.service == ProbedService::Smtp {
            return Verdict::NotApplicable(OPPORTUNISTIC.to_owned());
        }
        let references = self.references();
        let accepted = match sent.certificate() {
            Ok(end_entity) => references.for_certificate(end_entity, ListedBy::Protocol),
            Err(rejection) => return Verdict::Fails(self.failure(&rejection)),
        };
        self.of_proof(self.prove(sent, &accepted, references.narrow(self.settings.policy), Purpose::Server))
    }

    /// Under a policy in `testing` mail is delivered whatever fails (RFC 8461 §5).
    fn lenient_in_testing(&self, verdict: Verdict) -> Verdict {
        let Published::There(policy) = self.policy else { return verdict };
        match verdict {
            Verdict::Fails(failure) if policy.mode() == StsMode::Testing => Verdict::Holds(format!(
                "the policy is in testing: mail is delivered, and reported is that {}",
                failure.reason
            )),
            verdict => verdict,
        }
    }

    /// What clients do where there is no TLS.
    fn clients_without_tls(&self, session: &SessionReport) -> Vec<ClientVerdict> {
        let Some((reason, facts)) = without_tls(session) else { return Vec::new() };
        let fails = |section: Option<&str>| {
            Verdict::Fails(Failure { section: section.map(str::to_owned), ..Failure::because(reason.clone()) })
        };
        let of_dane = if self.service == ProbedService::Smtp { "RFC 7672 §2.2" } else { "RFC 7673 §3.4" };
        self.each_kind(|kind| match kind {
            ClientKind::Pkix | ClientKind::SrvIdAlone if self.service == ProbedService::Smtp => {
                Verdict::NotApplicable(OPPORTUNISTIC.to_owned())
            }
            ClientKind::Pkix | ClientKind::SrvIdAlone => fails(None),
            ClientKind::Dane => match (&self.plan.refusal, self.plan.demands_tls()) {
                (Some(refusal), _) => refusal.clone(),
                (None, true) => fails(Some(of_dane)),
                (None, false) => Verdict::NotApplicable("there are no TLSA records that demand TLS".to_owned()),
            },
            ClientKind::MtaSts => self.mta_sts_without_tls(&reason, facts),
            ClientKind::Posh => self.posh.verdict(|_| fails(None)),
        })
    }

    fn mta_sts_without_tls(&self, reason: &str, facts: TlsFacts) -> Verdict {
        let failed = |policy: &StsPolicy| {
            let verdict = policy.evaluate(self.host);
            match &verdict {
                MxVerdict::Match(_) => Verdict::Fails(Failure {
                    section: Some("RFC 8461 §5".to_owned()),
                    tls_rpt: MxOutcome::of(&verdict, facts).result_type().map(|result| result.as_str().to_owned()),
                    ..Failure::because(reason)
                }),
                _ => self.without_match(&verdict),
            }
        };
        self.lenient_in_testing(self.policy.verdict(failed))
    }

    /// Whether the certificate would also do where an XMPP server connects to another (RFC 6120 §13.7.2.1).
    fn as_client(&self, sent: &Sent<'_>) -> Option<Verdict> {
        if self.service != ProbedService::XmppServer {
            return None;
        }
        let references = reference_identifiers(Application::XmppServerInbound, self.source, self.delegation());
        let certificate = match sent.certificate() {
            Ok(certificate) => certificate,
            Err(rejection) => return Some(Verdict::Fails(self.failure(&rejection))),
        };
        let accepted = references.for_certificate(certificate, ListedBy::Protocol);
        let policy = references.narrow(self.settings.policy);
        let ask = |purpose| self.prove(sent, &accepted, policy, purpose);
        Some(match (ask(Purpose::Client), ask(Purpose::ClientOrServer)) {
            (Ok(proven), _) => Verdict::Holds(format!("as a client it is accepted as {}", proven.reference())),
            (Err(_), Ok(proven)) => Verdict::Holds(format!(
                "as a client it is accepted as {} by servers that take a certificate that is for servers alone; others \
                 refuse it, and public CAs no longer issue what they want",
                proven.reference()
            )),
            (Err(_), Err(rejection)) => Verdict::Fails(self.failure(&rejection)),
        })
    }
}

/// What is said of mail where no mechanism demands anything.
const OPPORTUNISTIC: &str = "mail servers deliver without a verified name, unless DANE or MTA-STS asks for one";

/// Why there is no TLS, and what a report of TLS failures makes of it; `None` where that is not known, or where a key of this
/// kind is not there.
fn without_tls(session: &SessionReport) -> Option<(String, TlsFacts)> {
    let facts = match (&session.negotiation, &session.handshake) {
        (TlsNegotiation::Direct | TlsNegotiation::StartTls, Handshake::Failed(why)) => {
            return (why != super::run::TIME_OVER).then(|| (why.clone(), TlsFacts::NoSession));
        }
        (TlsNegotiation::NotOffered, _) => TlsFacts::NoStarttls,
        (TlsNegotiation::Stalled(_) | TlsNegotiation::NotConnected(_) | TlsNegotiation::NotAsked(_), _) => return None,
        _ => TlsFacts::NoSession,
    };
    session.negotiation.obstacle().map(|why| (why, facts))
}

/// Returns `true` for services that have POSH documents.
pub(super) const fn has_posh(service: ProbedService) -> bool {
    kinds::is_xmpp(service)
}
