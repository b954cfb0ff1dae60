//! The connections to one server, those that came to the same taken together.

use std::net::IpAddr;

use srvname_net::probe::report::{
    CertificateReport, Mechanism, ServerReport, ServiceReport, SessionReport, SniUse, Verdict,
};

use crate::commands::probe::wording;

/// Connections to one server that showed the same certificate and have the same verdicts.
pub(super) struct Group<'r> {
    /// The addresses, each once, in order.
    pub(super) addresses: Vec<IpAddr>,
    /// One of the connections.
    pub(super) session: &'r SessionReport,
    /// The server's own certificate.
    pub(super) certificate: &'r CertificateReport,
}

/// Something that kept connections from coming to a certificate.
pub(super) struct Trouble {
    /// The addresses, each once, in order.
    pub(super) addresses: Vec<IpAddr>,
    /// What it is, in a sentence.
    pub(super) sentence: String,
}

/// Returns the connections that are made as clients make them, in groups, in the order of the report.
pub(super) fn of_server(server: &ServerReport) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for address in &server.addresses {
        for session in address.sessions.iter().filter(|session| session.sni == SniUse::AsClientsDo) {
            let Some(certificate) = session.chain.first() else { continue };
            let is_same = |group: &&mut Group<'_>| {
                group.certificate.sha256 == certificate.sha256
                    && group.session.handshake == session.handshake
                    && verdicts(group.session).eq(verdicts(session))
            };
            match groups.iter_mut().find(is_same) {
                Some(group) => add(&mut group.addresses, address.address),
                None => groups.push(Group { addresses: vec![address.address], session, certificate }),
            }
        }
    }
    groups
}

/// Returns what kept connections from coming to a certificate, each once.
pub(super) fn troubles(server: &ServerReport) -> Vec<Trouble> {
    let mut troubles: Vec<Trouble> = Vec::new();
    let mut note = |address: IpAddr, sentence: String| match troubles.iter_mut().find(|one| one.sentence == sentence) {
        Some(trouble) => add(&mut trouble.addresses, address),
        None => troubles.push(Trouble { addresses: vec![address], sentence }),
    };
    for address in &server.addresses {
        if let Some(why) = wording::not_reached(&address.reached) {
            note(address.address, why.to_owned());
            continue;
        }
        for session in address.sessions.iter().filter(|session| session.sni == SniUse::AsClientsDo) {
            let failed = wording::failed(&session.handshake).map(|why| match wording::key(session.key) {
                Some(key) => format!("{why} ({key})"),
                None => why.to_owned(),
            });
            if let Some(why) = session.negotiation.obstacle().or(failed) {
                note(address.address, why);
            }
        }
    }
    troubles
}

/// Returns connections with another SNI than clients send that came to a certificate which no other came to.
pub(super) fn with_another_certificate(server: &ServerReport) -> Vec<&SessionReport> {
    let mut seen: Vec<&str> = of_server(server).iter().map(|group| group.certificate.sha256.as_str()).collect();
    let sessions = server.addresses.iter().flat_map(|address| &address.sessions);
    let mut found = Vec::new();
    for session in sessions.filter(|session| session.sni != SniUse::AsClientsDo) {
        let Some(own) = session.chain.first() else { continue };
        if !seen.contains(&own.sha256.as_str()) {
            seen.push(&own.sha256);
            found.push(session);
        }
    }
    found
}

/// Returns the mechanisms that are asked at any server of a service, in the order of a report; without those that such a
/// service never has.
pub(super) fn mechanisms(service: &ServiceReport) -> Vec<Mechanism> {
    let sessions = || service.servers.iter().flat_map(|server| &server.addresses).flat_map(|address| &address.sessions);
    let is_asked = |mechanism: &Mechanism| match mechanism {
        Mechanism::SrvId | Mechanism::DnsId if service.service.profile().is_none() => false,
        Mechanism::MtaSts if service.mta_sts.is_none() => false,
        Mechanism::Posh if service.posh.is_none() => false,
        _ => sessions().any(|session| verdict(session, *mechanism).is_some()),
    };
    Mechanism::ALL.into_iter().filter(is_asked).collect()
}

/// Returns the verdict of a mechanism; `None` where it was not asked.
pub(super) fn verdict(session: &SessionReport, mechanism: Mechanism) -> Option<&Verdict> {
    session.mechanisms.iter().find(|report| report.mechanism == mechanism).map(|report| &report.verdict)
}

fn verdicts(session: &SessionReport) -> impl Iterator<Item = (Mechanism, &'static str)> {
    session.mechanisms.iter().map(|report| (report.mechanism, report.verdict.as_str()))
}

fn add(addresses: &mut Vec<IpAddr>, address: IpAddr) {
    if !addresses.contains(&address) {
        addresses.push(address);
    }
}
