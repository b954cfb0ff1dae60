//! What is found about a service as a whole.

use super::server::of_lookup;
use super::web::{of_mta_sts, of_posh};
use crate::probe::discovery::Discovery;
use crate::probe::report::{Finding, LookedUpAs, Place, ServiceReport, Severity};

/// Returns what is found about a service as a whole, with what its look-ups came to.
pub(in crate::probe) fn of_service(service: &ServiceReport, discovery: &Discovery, place: &Place) -> Vec<Finding> {
    let finding = |severity, sentence: String| Finding { severity, sentence, section: None, place: place.clone() };
    let mut found: Vec<Finding> = service.lookups.iter().filter_map(|lookup| of_lookup(lookup, place)).collect();
    match &service.looked_up_as {
        LookedUpAs::Records => {}
        LookedUpAs::DomainItself => {
            let sentence = "there are no records of servers, so clients go to the domain itself".to_owned();
            found.push(finding(Severity::Notice, sentence));
        }
        LookedUpAs::NotOffered => {
            found.push(finding(Severity::Notice, "the domain says that it does not offer the service".to_owned()));
        }
        LookedUpAs::NoRecords => {
            found.push(finding(
                Severity::Unanswered,
                "there are no records of servers, so nobody can be asked".to_owned(),
            ));
        }
        LookedUpAs::Failed(why) if found.is_empty() => found.push(finding(Severity::Unanswered, why.clone())),
        LookedUpAs::Failed(_) => {}
    }
    for name in &discovery.unreadable {
        found.push(finding(Severity::Error, format!("the records name `{name}`, which is no name of a host")));
    }
    if discovery.omitted > 0 {
        let sentence = format!("{} more servers were not asked: there are too many", discovery.omitted);
        found.push(finding(Severity::Unanswered, sentence));
    }
    if let Some(report) = &service.mta_sts {
        let hosts: Vec<&str> = service.servers.iter().map(|server| server.host.as_str()).collect();
        found.extend(of_mta_sts(report, &hosts, place));
    }
    if let Some(report) = &service.posh {
        found.extend(of_posh(report, place));
    }
    found
}
