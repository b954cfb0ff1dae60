//! What an attacker on the network could do today, read from the verdicts.

use srvname::delegation::mta_sts::StsMode;

use super::publication::is_usual;
use super::report::{
    ClientKind, Exposure, Mechanism, ProbedService, ServerReport, ServiceReport, SessionReport, Threat, Threats,
    TlsNegotiation, TlsStart, Verdict,
};

/// Returns what an attacker could do to a service.
pub(super) fn of_service(service: &ServiceReport, domain: &str) -> Threats {
    // Where no other host is named, nobody can be led to one.
    let names_others = service.servers.iter().any(|server| !server.host.eq_ignore_ascii_case(domain));
    let asked = Mechanism::ALL
        .into_iter()
        .filter(|mechanism| concerns(*mechanism, service.service) && (*mechanism != Mechanism::Target || names_others));
    let mechanisms: Vec<Threat> = asked
        .map(|mechanism| {
            let exposure = exposure(service, mechanism);
            let does_not_fit = exposure == Exposure::Exposed && fails(service, mechanism);
            let (exposure, sentence) = match mismatch(mechanism).filter(|_| does_not_fit) {
                Some(mismatch) => (exposure, mismatch.to_owned()),
                None if exposure == Exposure::Exposed && is_for_others_to_validate(service, mechanism) => {
                    (Exposure::Unknown, NOT_VALIDATED_HERE.to_owned())
                }
                None => (exposure, sentence(mechanism, exposure, service.service)),
            };
            Threat { mechanism, exposure, sentence }
        })
        .collect();
    Threats { summary: summary(service, &mechanisms), mechanisms }
}

/// What follows where a mechanism rests on signatures that were not validated here.
const NOT_VALIDATED_HERE: &str = "it is not known whether it protects: signatures of the DNS could not be validated here, and others may validate them";

/// Whether a mechanism does not apply because signatures were not validated that another validator may validate.
fn is_for_others_to_validate(service: &ServiceReport, mechanism: Mechanism) -> bool {
    matches!(mechanism, Mechanism::Dane | Mechanism::Target)
        && service.servers.iter().any(ServerReport::leaves_dnssec_open)
}

/// Whether a mechanism has anything to do with a service.
fn concerns(mechanism: Mechanism, service: ProbedService) -> bool {
    let is_mail = service == ProbedService::Smtp;
    match mechanism {
        Mechanism::SrvId | Mechanism::DnsId => !is_mail,
        Mechanism::Target | Mechanism::Dane => true,
        Mechanism::MtaSts => is_mail,
        Mechanism::Posh => super::verdicts::has_posh(service),
        // A path by itself protects nobody.
        Mechanism::Path => false,
    }
}

fn sessions(service: &ServiceReport) -> impl Iterator<Item = &SessionReport> {
    let addresses = service.servers.iter().flat_map(|server| &server.addresses);
    addresses.flat_map(|address| &address.sessions).filter(|session| is_usual(session))
}

/// Whether every server is protected: one that is not is where an attacker leads a client to.
fn exposure(service: &ServiceReport, mechanism: Mechanism) -> Exposure {
    let verdicts = sessions(service).flat_map(|session| &session.mechanisms);
    let verdicts: Vec<&Verdict> = verdicts.filter(|one| one.mechanism == mechanism).map(|one| &one.verdict).collect();
    let every_server_answered = service
        .servers
        .iter()
        .all(|server| server.addresses.iter().flat_map(|address| &address.sessions).any(is_usual));
    let is_unanswered = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Unanswered(_)));
    let holds = verdicts.iter().all(|verdict| verdict.holds());
    // In testing, mail is delivered whatever fails.
    let holds = holds && (mechanism != Mechanism::MtaSts || is_enforced(service));
    match (verdicts.is_empty(), holds, is_unanswered, every_server_answered) {
        (true, ..) | (_, _, true, _) => Exposure::Unknown,
        (_, false, ..) => Exposure::Exposed,
        (_, true, _, true) => Exposure::Protected,
        (_, true, _, false) => Exposure::Unknown,
    }
}

/// Whether a mechanism is published, and does not fit what some server sends.
fn fails(service: &ServiceReport, mechanism: Mechanism) -> bool {
    let verdicts = sessions(service).flat_map(|session| &session.mechanisms);
    verdicts.filter(|one| one.mechanism == mechanism).any(|one| matches!(one.verdict, Verdict::Fails(_)))
}

/// What follows where a mechanism does not fit what is served; `None` where that is no more than if it were missing.
const fn mismatch(mechanism: Mechanism) -> Option<&'static str> {
    match mechanism {
        Mechanism::Target => Some(
            "DNSSEC vouches for the name of the host, and the certificate is not for it: clients have to refuse it, or to ignore \
             who answers",
        ),
        Mechanism::Dane => Some("the TLSA records do not fit what a server sends: clients with DANE stay away from it"),
        Mechanism::MtaSts => Some(
            "the policy does not fit what a server sends: senders with MTA-STS stay away from it, or in testing deliver all \
             the same",
        ),
        Mechanism::Posh => Some("the POSH document does not have a certificate that is sent: it protects nobody there"),
        Mechanism::SrvId | Mechanism::DnsId | Mechanism::Path => None,
    }
}

fn sentence(mechanism: Mechanism, exposure: Exposure, service: ProbedService) -> String {
    let who = if service == ProbedService::Smtp { "senders" } else { "clients" };
    let text = match (mechanism, exposure) {
        (Mechanism::SrvId, Exposure::Protected) => {
            "clients that ask for the SRVName are safe, from a provider of another service of the domain too"
        }
        (Mechanism::SrvId, Exposure::Exposed) => {
            "without an SRVName, whoever has a certificate for the domain, its web host for instance, can pose as this service"
        }
        (Mechanism::DnsId, Exposure::Protected) => {
            "an attacker needs a certificate for the domain itself, which every CA can issue"
        }
        (Mechanism::DnsId, Exposure::Exposed) => {
            "the certificate does not name the domain, so clients have to refuse it, or to ignore who answers"
        }
        (Mechanism::Target, Exposure::Protected) => {
            "whoever forges answers of the DNS is found out, because DNSSEC vouches for the name of the host"
        }
        (Mechanism::Target, Exposure::Exposed) => {
            "whoever forges answers of the DNS can name a host of their own, and have a certificate for it"
        }
        (Mechanism::Dane, Exposure::Protected) => {
            "clients with DANE are safe, even where a CA issues a certificate that it should not"
        }
        (Mechanism::Dane, Exposure::Exposed) => {
            "clients with DANE are not protected: there are no TLSA records that hold at every server"
        }
        (Mechanism::MtaSts, Exposure::Protected) => {
            "senders that have seen the policy once are safe until it expires; one that has not seen it yet is not"
        }
        (Mechanism::MtaSts, Exposure::Exposed) => {
            "senders with MTA-STS are not protected: there is no policy in enforce that holds at every server"
        }
        (Mechanism::Posh, Exposure::Protected) => {
            "clients with POSH know the certificate from the web site of the domain; where that is blocked, they do not"
        }
        (Mechanism::Posh, Exposure::Exposed) => {
            "clients with POSH are not protected: no document has every certificate"
        }
        (Mechanism::Path, _) => "a path to a root says nothing of who answers",
        (_, Exposure::Unknown) => {
            return format!("whether {who} are protected is not known: not every server showed a certificate");
        }
    };
    text.to_owned()
}

/// The sentence for a mail administrator.
fn summary(service: &ServiceReport, mechanisms: &[Threat]) -> String {
    let has = |mechanism, exposure| mechanisms.iter().any(|one| (one.mechanism, one.exposure) == (mechanism, exposure));
    let everywhere = |mechanism| has(mechanism, Exposure::Protected);
    if service.servers.iter().any(|server| server.tls == TlsStart::Never) {
        return "Whoever is on the way reads and changes everything: the service has no TLS.".to_owned();
    }
    if sessions(service).next().is_none() {
        let is_plain = |session: &SessionReport| matches!(session.negotiation, TlsNegotiation::NotOffered);
        let addresses = service.servers.iter().flat_map(|server| &server.addresses);
        let text = if addresses.flat_map(|address| &address.sessions).any(is_plain) {
            "Whoever is on the way reads and changes everything: no server that answered offers TLS."
        } else {
            "Nothing can be said: there was no TLS session with any server."
        };
        return text.to_owned();
    }
    if service.service == ProbedService::Smtp {
        let (dane, mta_sts) = (everywhere(Mechanism::Dane), everywhere(Mechanism::MtaSts));
        return if !dane && !mta_sts && has(Mechanism::Dane, Exposure::Unknown) {
            "Mail from senders that validate the DNS may be safe, which could not be found out here; from all others, whoever is \
             on the way can read and change it."
                .to_owned()
        } else {
            of_mail(service, dane, mta_sts).to_owned()
        };
    }
    let refused = sessions(service).flat_map(|session| &session.clients);
    let fails = refused.filter(|one| one.kind == ClientKind::Pkix).any(|one| matches!(one.verdict, Verdict::Fails(_)));
    let text = match (everywhere(Mechanism::SrvId), everywhere(Mechanism::Dane), fails) {
        (true, _, false) => "Nobody can pose as this service without a certificate that names the service itself.",
        (false, true, false) => {
            "Clients with DANE notice everybody who poses as this service; others trust every certificate for the domain."
        }
        (false, false, false) => {
            "Whoever has a certificate for the domain, from any CA or for another of its services, can pose as this service."
        }
        (_, _, true) => {
            "Clients that check names refuse a server, and those that do not can be answered by anybody on the way."
        }
    };
    text.to_owned()
}

fn is_enforced(service: &ServiceReport) -> bool {
    let policy = service.mta_sts.as_ref().and_then(|report| report.policy.as_ref());
    policy.is_some_and(|policy| policy.mode == StsMode::Enforce)
}

fn of_mail(service: &ServiceReport, dane: bool, mta_sts: bool) -> &'static str {
    let keeps_away = fails(service, Mechanism::Dane) || (is_enforced(service) && fails(service, Mechanism::MtaSts));
    match (keeps_away, dane, mta_sts) {
        (true, ..) => {
            "Senders that verify your servers do not deliver to all of them; mail from all others can be read on the way."
        }
        (_, true, _) => {
            "Mail from senders with DANE cannot be read on the way; from senders without it, whoever is on the way can take TLS \
             away or answer in the server's place."
        }
        (_, false, true) => {
            "Mail from senders that know your MTA-STS policy cannot be read on the way; mail from all others can."
        }
        (_, false, false) => {
            "Whoever is on the way can read and change your mail: nothing makes senders insist on TLS or on your servers."
        }
    }
}
