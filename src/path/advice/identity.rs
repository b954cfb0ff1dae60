//! Advice on an end entity that presents no name that was asked for.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::path::advice::host::{AdviceHost, Setting};
use crate::path::advice::names::how_to_write_srv_name;
use crate::path::advice::services;
use crate::path::evidence::mismatch::{Closest, Mismatch, SrvMismatch};
use crate::path::evidence::quotes::NameList;

/// Returns what can be done about it.
pub(super) fn about(mismatch: &Mismatch, host: &AdviceHost<'_>) -> Vec<String> {
    let Some(srv) = &mismatch.srv else {
        return Vec::from([format!(
            "What to do: the operator of the server has its certificate reissued with {} in the subjectAltName. A common name \
             counts for nothing (RFC 9525 §2).",
            mismatch.asked.joined_by("or")
        )]);
    };
    if let Some(names) = services::names_verified(&srv.service, &srv.domain) {
        let act = "What to do: the operator of the server has its certificate issued for such a name. An SRVName of this service \
                   is a convention of those who agreed on it (RFC 4985 §2), and other clients never see it.";
        return Vec::from([names, act.to_string()]);
    }
    let mut advice = Vec::new();
    if let Some(proper) = proper_service(&srv.service) {
        advice.push(format!(
            "_{} is the name of the DNS record for direct TLS; certificates carry _{proper} for it all the same (XEP-0368 §3).",
            srv.service
        ));
        advice.extend(host.spell(Setting::Service(proper)).map(|setting| format!("What to do: ask with {setting}.")));
        return advice;
    }
    about_closest(srv, host, &mut advice);
    advice.extend(mismatch.malformed.map(|rule| how_to_write_srv_name(rule).to_string()));
    advice.extend(mismatch.open_authority.as_ref().map(|ca| {
        format!("The new certificate needs another CA as well: {ca} leaves SRVName open, and the rule in force refuses SRVNames from it.")
    }));
    advice
}

/// Returns the service that certificates carry in place of one for direct TLS, or `None` if it is no such service.
fn proper_service(service: &str) -> Option<&'static str> {
    [("xmpps-client", "xmpp-client"), ("xmpps-server", "xmpp-server")]
        .into_iter()
        .find_map(|(direct, proper)| service.eq_ignore_ascii_case(direct).then_some(proper))
}

fn about_closest(srv: &SrvMismatch, host: &AdviceHost<'_>, advice: &mut Vec<String>) {
    let SrvMismatch { service, domain, closest } = srv;
    match closest {
        Closest::Wildcard => advice.push(
            "A wildcard SRVName matches nothing: no specification that uses SRVNames gives them wildcards.".to_string(),
        ),
        Closest::OtherServices(services) => advice.push(format!(
            "The domain is right and the service is another: this certificate is good for {services} alone. Have \
             _{service}.{domain} added to it, unless you meant one of those."
        )),
        Closest::OtherDomains(domains) => advice.push(format!(
            "The service is right and the domain is another: this certificate is good for {domains} alone. Ask for the domain \
             that people type, not for the host that an SRV record leads to (RFC 9525 §6.1.1)."
        )),
        Closest::OtherSrvNames => advice.push(reissue(service, domain)),
        Closest::HostOfDomain => {
            advice.push(format!(
                "Its dNSName {domain} names a host, and not the provider of a service for the domain (RFC 9525 §6.2)."
            ));
            advice.push(reissue(service, domain));
            if let Some(setting) = host.spell(Setting::DnsIdOfSourceDomain) {
                advice.push(format!(
                    "Or accept the host name for this service too ({setting}). Its price: whoever runs the web site of {domain} \
                     is then accepted as its provider of _{service}."
                ));
            }
        }
        Closest::OtherHosts(hosts) => about_other_hosts(srv, hosts, host, advice),
        Closest::NoHost => advice.push(reissue(service, domain)),
    }
}

/// The names of hosts that an SRV record may have led to.
fn about_other_hosts(srv: &SrvMismatch, hosts: &NameList, host: &AdviceHost<'_>, advice: &mut Vec<String>) {
    let SrvMismatch { service, domain, .. } = srv;
    advice.push(format!(
        "It names only {}, which is not {domain}. If an SRV record of {domain} leads there, the name does not count all the \
         same: whoever forges the record chooses it (RFC 9525 §6.1.1).",
        hosts.joined_by("and")
    ));
    advice.push(reissue(service, domain));
    let setting = host.spell(Setting::AuthenticatedTarget).map_or_else(String::new, |setting| format!(" ({setting})"));
    advice.push(format!(
        "Or sign the zone of {domain}: a client that has the SRV record by DNSSEC, or the host from its own configuration, may \
         accept the name of that host{setting}."
    ));
}

/// Returns what the operator of the server can do if there is no SRVName to build on.
fn reissue(service: &str, domain: &str) -> String {
    format!(
        "What to do: the operator of the server has its certificate reissued with the SRVName _{service}.{domain} in the \
         subjectAltName, an otherName of type id-on-dnsSRV. Public CAs issue none (TLS BR §7.1.2.7.12), so that takes a CA of \
         one's own."
    )
}
