//! The addresses of a server, one after the other, with both kinds of keys and with other names as SNI.

use std::net::{IpAddr, SocketAddr};

use super::dane::Located;
use super::progress::Progress;
use super::report::{AddressReport, Family, Handshake, Reached, SniUse, TlsNegotiation, TlsStart};
use super::run::Run;
use super::sessions::{Asking, Attempt, Endpoint};
use crate::address::special_purpose;
use crate::tls::KeyKind;

impl Run<'_> {
    /// Connects to every address of a server, as many as are asked of each family.
    pub(super) async fn connect_to_addresses(
        &self,
        endpoint: Endpoint<'_>,
        located: &Located,
        server_name: Option<&str>,
    ) -> Vec<AddressReport> {
        let addresses = self.addresses_of(&located.addresses);
        let _host = self.gate().turn(endpoint.host).await;
        let mut reports: Vec<AddressReport> = Vec::new();
        let mut is_compared = false;
        for address in addresses {
            let _address = self.gate().turn(&address.to_string()).await;
            let report = self.connect_to_address(endpoint, address, server_name, !is_compared).await;
            is_compared = is_compared || report.sessions.iter().any(|session| session.sni != SniUse::AsClientsDo);
            reports.push(report);
        }
        reports
    }

    async fn connect_to_address(
        &self,
        endpoint: Endpoint<'_>,
        address: IpAddr,
        server_name: Option<&str>,
        compares_names: bool,
    ) -> AddressReport {
        let socket = SocketAddr::new(address, endpoint.port);
        let mut report = AddressReport {
            family: Family::from(address),
            address,
            special_purpose: special_purpose(address),
            reached: Reached::Yes,
            sessions: Vec::new(),
        };
        if endpoint.tls == TlsStart::Never {
            report.reached = Reached::NotTried("the service has no TLS, so there is nothing to verify".to_owned());
            return report;
        }
        self.tell(|| Progress::Connection { host: endpoint.host.to_owned(), address: socket });
        let usual = |key| Asking { key, server_name, sni: SniUse::AsClientsDo };
        let mut first = self.attempt(endpoint, socket, usual(KeyKind::EllipticCurve)).await;
        report.reached = first.reached.clone();
        // Where there is no handshake, the kind of key does not matter.
        if !first.began() {
            report.sessions.push(first.report);
            return report;
        }
        let mut second = self.attempt(endpoint, socket, usual(KeyKind::Rsa)).await;
        tell_missing_keys(&mut first, &mut second);
        let working = [&first, &second].into_iter().find(|attempt| attempt.report.is_done());
        let key = working.map(|attempt| attempt.report.key);
        report.sessions.extend([first.report, second.report]);
        if let Some(key) = key.filter(|_| compares_names) {
            let other = Some(endpoint.host).filter(|host| Some(*host) != server_name);
            let without = Some((None, SniUse::WithoutName)).filter(|_| server_name.is_some());
            let with_host = other.map(|host| (Some(host), SniUse::NameOfHost));
            for (server_name, sni) in [without, with_host].into_iter().flatten() {
                let attempt = self.attempt(endpoint, socket, Asking { key, server_name, sni }).await;
                report.sessions.push(attempt.report);
            }
        }
        report
    }
}

/// A server with a key of one kind refuses the other kind, and that is no fault.
fn tell_missing_keys(first: &mut Attempt, second: &mut Attempt) {
    let (one, other) = (first.report.is_done(), second.report.is_done());
    for (attempt, other_works) in [(first, other), (second, one)] {
        if let (true, true, Handshake::Failed(said)) = (other_works, attempt.may_lack_key, &attempt.report.handshake) {
            attempt.report.handshake = Handshake::NoSuchKey(said.clone());
            attempt.report.chain.clear();
        }
        // The second connection found nobody: what the first one found stands.
        if let (true, TlsNegotiation::NotConnected(why)) = (other_works, &attempt.report.negotiation) {
            attempt.report.negotiation = TlsNegotiation::Broken(why.clone());
        }
    }
}
