//! TLSA records beside the chains that a server sends.

use srvname::delegation::Digests;
use srvname::delegation::dane::{PublicationSeverity, check_publication};
use srvname::delegation::dns::{Security, Tlsa};

use super::dane::Located;
use super::report::{Finding, Place, ServerReport, SessionReport, Severity, SniUse};

/// Returns the chains that a server sends to clients, each once.
pub(super) fn chains(server: &ServerReport) -> Vec<Vec<&[u8]>> {
    let mut chains: Vec<Vec<&[u8]>> = Vec::new();
    for session in server.addresses.iter().flat_map(|address| &address.sessions).filter(|session| is_usual(session)) {
        let chain: Vec<&[u8]> = session.chain.iter().map(|certificate| certificate.der.as_slice()).collect();
        if !chain.is_empty() && !chains.contains(&chain) {
            chains.push(chain);
        }
    }
    chains
}

/// Whether clients see this session.
pub(super) fn is_usual(session: &SessionReport) -> bool {
    session.is_done() && session.sni == SniUse::AsClientsDo
}

/// Returns what the library finds about the secure records of a server, beside every chain that it sends (RFC 7671 §8).
pub(super) fn check(located: &Located, server: &ServerReport, digests: &dyn Digests, place: &Place) -> Vec<Finding> {
    let chains = chains(server);
    let secure =
        located.tlsa.iter().find(|asked| asked.security() == Security::Secure && asked.response.records().is_some());
    let Some(asked) = secure.filter(|_| !chains.is_empty()) else { return Vec::new() };
    let records: Vec<Tlsa<'_>> = asked.response.lend();
    let lent: Vec<&[&[u8]]> = chains.iter().map(Vec::as_slice).collect();
    let place = Place {
        server: Some((server.host.clone(), server.port)),
        published_at: Some(asked.report.name.clone()),
        ..place.clone()
    };
    let report = check_publication(&records, &lent, server.port, digests);
    let found = report.findings.into_iter().map(|finding| Finding {
        severity: match finding.severity() {
            PublicationSeverity::Error => Severity::Error,
            PublicationSeverity::Warning => Severity::Warning,
            PublicationSeverity::Note => Severity::Notice,
        },
        sentence: finding.to_string(),
        section: Some(finding.citation().to_string()),
        place: place.clone(),
    });
    found.collect()
}
