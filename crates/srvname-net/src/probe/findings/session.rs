//! What is found in one connection.

use crate::probe::report::{
    ClientKind, ClientVerdict, Failure, Finding, Handshake, Mechanism, Place, SessionReport, Severity, SniUse,
    TlsNegotiation, Verdict,
};

/// The days before its end from which on a certificate should have been replaced.
const DAYS_TO_RENEW: i64 = 14;

/// Returns what is found in a session. `usual` is the one with the name that clients send and the same kind of key, for sessions
/// with another name.
pub(super) fn of_session(session: &SessionReport, usual: Option<&SessionReport>, place: &Place) -> Vec<Finding> {
    let place = Place { key: Some(session.key), ..place.clone() };
    if session.sni != SniUse::AsClientsDo {
        return usual.and_then(|usual| of_other_name(session, usual, &place)).into_iter().collect();
    }
    let mut found: Vec<Finding> = of_negotiation(session, &place).into_iter().collect();
    found.extend(of_handshake(session, &place));
    found.extend(session.clients.iter().filter(|client| client.counts).filter_map(|client| of_client(client, &place)));
    found.extend(of_testing(session, &place));
    if let Some(Verdict::Fails(failure)) = &session.as_client {
        let sentence =
            format!("where this server connects to another one, its certificate is refused: {}", failure.reason);
        found.push(finding(Severity::Warning, sentence, failure.section.clone(), &place));
    }
    found.extend(of_dates(session, &place));
    found
}

fn finding(severity: Severity, sentence: String, section: Option<String>, place: &Place) -> Finding {
    Finding { severity, sentence, section, place: place.clone() }
}

/// What became of the negotiation before the handshake.
fn of_negotiation(session: &SessionReport, place: &Place) -> Option<Finding> {
    let why = session.negotiation.obstacle()?;
    let (severity, sentence, section) = match &session.negotiation {
        // The address says it.
        TlsNegotiation::NotConnected(_) => return None,
        TlsNegotiation::Injected { .. } => {
            let what_follows = "clients can take what an attacker puts there as if TLS had protected it";
            (Severity::Error, format!("{why}: {what_follows}"), Some("CVE-2011-0411".to_owned()))
        }
        TlsNegotiation::Stalled(_) => (Severity::Unanswered, format!("the server keeps silent: {why}"), None),
        TlsNegotiation::NotAsked(_) => (Severity::Unanswered, why, None),
        TlsNegotiation::TooLong(_) => (Severity::Error, format!("the server says more than is read: {why}"), None),
        TlsNegotiation::Broken(_) => (Severity::Error, format!("the dialogue broke off: {why}"), None),
        _ => (Severity::Error, why, None),
    };
    Some(finding(severity, sentence, section, place))
}

fn of_handshake(session: &SessionReport, place: &Place) -> Option<Finding> {
    match &session.handshake {
        Handshake::Failed(why) if why == crate::probe::run::TIME_OVER => {
            Some(finding(Severity::Unanswered, why.clone(), None, place))
        }
        Handshake::Failed(why) => {
            Some(finding(Severity::Error, format!("there is no TLS session: {why}"), None, place))
        }
        Handshake::Done { .. } | Handshake::NoSuchKey(_) | Handshake::NotReached => None,
    }
}

fn of_client(client: &ClientVerdict, place: &Place) -> Option<Finding> {
    let kind = client.kind;
    match &client.verdict {
        Verdict::Fails(Failure { reason, section, certificate, .. }) => {
            let place = Place { certificate: *certificate, ..place.clone() };
            Some(finding(Severity::Error, format!("{kind} refuses the server: {reason}"), section.clone(), &place))
        }
        Verdict::Unanswered(why) => {
            let sentence = format!("what {kind} does is not known: {why}");
            Some(finding(Severity::Unanswered, sentence, None, place))
        }
        Verdict::Holds(_) | Verdict::NotApplicable(_) => None,
    }
}

/// A policy in testing that does not hold. Mail is delivered, but to learn this is what testing is for (RFC 8461 §5).
fn of_testing(session: &SessionReport, place: &Place) -> Option<Finding> {
    let is_delivered =
        |client: &ClientVerdict| client.kind == ClientKind::MtaSts && client.counts && client.verdict.holds();
    session.clients.iter().find(|client| is_delivered(client))?;
    session.mechanisms.iter().find_map(|report| match (report.mechanism, &report.verdict) {
        (Mechanism::MtaSts, Verdict::Fails(Failure { reason, certificate, .. })) => {
            let place = Place { certificate: *certificate, ..place.clone() };
            let sentence = format!("the policy is in testing, and does not hold: {reason}");
            Some(finding(Severity::Warning, sentence, Some("RFC 8461 §5".to_owned()), &place))
        }
        _ => None,
    })
}

/// Certificates that end soon, or ended.
fn of_dates(session: &SessionReport, place: &Place) -> Vec<Finding> {
    let soon = session.chain.iter().filter_map(|certificate| {
        let days = certificate.days_left.filter(|days| *days < DAYS_TO_RENEW)?;
        let sentence = if days < 0 {
            "the certificate has expired".to_owned()
        } else {
            format!("the certificate expires in {days} days")
        };
        let place = Place { certificate: Some(certificate.position), ..place.clone() };
        Some(finding(Severity::Warning, sentence, None, &place))
    });
    soon.collect()
}

/// What comes without a name, or with the name of the host.
fn of_other_name(session: &SessionReport, usual: &SessionReport, place: &Place) -> Option<Finding> {
    let name = match session.sni {
        SniUse::WithoutName => "without SNI".to_owned(),
        _ => format!("with {} as SNI", session.server_name.as_deref().unwrap_or("nothing")),
    };
    let sentence = match (&session.negotiation, &session.handshake) {
        (_, Handshake::Failed(why)) => format!("{name} there is no session: {why}"),
        (_, Handshake::Done { .. }) => {
            let first = |session: &SessionReport| session.chain.first().map(|certificate| certificate.sha256.clone());
            if first(session) == first(usual) {
                return None;
            }
            let subject = session.chain.first().map(|certificate| certificate.subject.clone()).unwrap_or_default();
            format!("{name} the server sends another certificate, that of {subject}")
        }
        _ => return None,
    };
    Some(finding(Severity::Notice, sentence, Some("RFC 6066 §3".to_owned()), place))
}
