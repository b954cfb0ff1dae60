//! What is found about one server and its addresses.

use srvname::delegation::dns::{InsecureReason, Security};

use super::session::of_session;
use crate::connect::Reach;
use crate::probe::report::{
    AddressReport, DaneStep, Finding, LookupAnswer, LookupReport, Place, Reached, ServerReport, SessionReport,
    Severity, SniUse, TlsStart, Verdict,
};

/// Returns what is found about a server. `refusal` is what DANE says without a connection, if a client with DANE makes none and
/// counts.
pub(in crate::probe) fn of_server(
    server: &ServerReport,
    refusal: Option<&Verdict>,
    reach: Reach,
    place: &Place,
) -> Vec<Finding> {
    let place = Place { server: Some((server.host.clone(), server.port)), ..place.clone() };
    let finding = |severity, sentence: String| Finding { severity, sentence, section: None, place: place.clone() };
    let mut found = Vec::new();
    for lookup in server.address_lookups.iter().chain(&server.tlsa_lookups) {
        found.extend(of_lookup(lookup, &place));
    }
    let answered = server.address_lookups.iter().all(|lookup| lookup.security.is_answer());
    if server.addresses.is_empty() && answered {
        found.push(finding(Severity::Error, "the server has no address".to_owned()));
    }
    let known: usize = server.address_lookups.iter().map(|lookup| lookup.records().len()).sum();
    let omitted = known.saturating_sub(server.addresses.len());
    if omitted > 0 {
        let sentence = format!("{omitted} more addresses were not asked: there are too many");
        found.push(finding(Severity::Unanswered, sentence));
    }
    if server.tls == TlsStart::Never {
        found.push(finding(Severity::Error, "the service has no TLS: whoever is on the way reads it".to_owned()));
    }
    match &server.dane {
        DaneStep::TlsWithoutAuthentication(why) | DaneStep::PkixAlone(why) => {
            found.push(finding(Severity::Error, why.clone()));
        }
        _ => {}
    }
    let is_insecure =
        |lookup: &&LookupReport| matches!(lookup.security, Security::Insecure(_)) && !lookup.records().is_empty();
    if let Some(lookup) = server.tlsa_lookups.iter().find(is_insecure) {
        let sentence = format!("there are TLSA records, and nobody uses them, because they are {}", lookup.security);
        found.push(finding(Severity::Warning, sentence));
    }
    let is_judged = server.addresses.iter().flat_map(|address| &address.sessions).any(|one| !one.clients.is_empty());
    // A session says it itself.
    if let Some(refusal) = refusal.filter(|_| !is_judged) {
        let severity = if matches!(refusal, Verdict::Fails(_)) { Severity::Error } else { Severity::Unanswered };
        found.push(finding(severity, refusal.sentence().to_owned()));
    }
    let is_reached = server.addresses.iter().any(|address| address.reached == Reached::Yes);
    for address in &server.addresses {
        found.extend(of_address(address, is_reached, reach, server.tls, &place));
    }
    found
}

fn of_address(
    address: &AddressReport,
    another_is_reached: bool,
    reach: Reach,
    tls: TlsStart,
    place: &Place,
) -> Vec<Finding> {
    let place = Place { address: Some(address.address), ..place.clone() };
    let finding = |severity, sentence: String| Finding { severity, sentence, section: None, place: place.clone() };
    let mut found = Vec::new();
    match (&address.reached, address.special_purpose) {
        (Reached::Yes, None) => {}
        (Reached::Yes, Some(purpose)) => {
            found.push(finding(Severity::Warning, format!("nobody else reaches it: it is {purpose}")));
        }
        (Reached::NotTried(_), _) if tls == TlsStart::Never => {}
        (Reached::NotTried(_), Some(purpose)) if reach == Reach::PublicOnly => {
            let sentence = format!("it was not tried, and nobody else reaches it: it is {purpose}");
            found.push(finding(Severity::Error, sentence));
        }
        (Reached::NotTried(why) | Reached::TimedOut(why) | Reached::Failed(why), _) => {
            found.push(finding(Severity::Unanswered, why.clone()));
        }
        (Reached::Refused(why), _) => found.push(finding(Severity::Error, why.clone())),
        // The machine that asks has no way there, which says nothing of the server.
        (Reached::NoRoute(why), _) => {
            let severity = if another_is_reached { Severity::Notice } else { Severity::Unanswered };
            found.push(finding(severity, why.clone()));
        }
    }
    if address.reached != Reached::Yes {
        return found;
    }
    for session in &address.sessions {
        found.extend(of_session(session, usual(session, &address.sessions), &place));
    }
    found
}

/// The session with the name that clients send and the same kind of key.
fn usual<'s>(session: &SessionReport, all: &'s [SessionReport]) -> Option<&'s SessionReport> {
    all.iter().find(|one| one.sni == SniUse::AsClientsDo && one.key == session.key)
}

/// Returns what is found of a look-up that has no answer, or one that others may believe more than the validator here.
pub(super) fn of_lookup(lookup: &LookupReport, place: &Place) -> Option<Finding> {
    let LookupReport { name, record_type, security, .. } = lookup;
    let place = Place { published_at: Some(name.clone()), ..place.clone() };
    let (severity, sentence) = match (&lookup.answer, security) {
        (LookupAnswer::Found(_), Security::Insecure(InsecureReason::UnsupportedAlgorithm)) => {
            let sentence = format!("{record_type} is {security}, so it counts as not signed; others may validate it");
            (Severity::Warning, sentence)
        }
        // Of a denial alone: what has records needs no proof that there are none.
        (LookupAnswer::NoData | LookupAnswer::NoName, Security::Insecure(InsecureReason::Nsec3Iterations)) => {
            let sentence = format!("that there is no {record_type} is {security}; others may validate it");
            (Severity::Warning, sentence)
        }
        (LookupAnswer::Found(_) | LookupAnswer::NoData | LookupAnswer::NoName, _) => return None,
        (LookupAnswer::Failed(why), _) => {
            (Severity::Unanswered, format!("{record_type} could not be looked up: {why}"))
        }
        (LookupAnswer::NotAsked(why), _) => (Severity::Unanswered, format!("{record_type}: {why}")),
        (LookupAnswer::Withheld, Security::Bogus(_)) => match &lookup.second_opinion {
            // Two that validate disagree: which of them is wrong is not known here.
            Some(second) if second.security.is_answer() => {
                (Severity::Unanswered, format!("{record_type} is {security} here; {}", second.sentence))
            }
            Some(second) => (Severity::Error, format!("{record_type} is {security}; {}", second.sentence)),
            None => (Severity::Error, format!("{record_type} is {security}; no other resolver was asked")),
        },
        (LookupAnswer::Withheld, _) => (Severity::Unanswered, format!("{record_type} is {security}")),
    };
    Some(Finding { severity, sentence, section: None, place })
}
