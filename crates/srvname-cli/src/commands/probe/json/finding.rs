//! Findings.

use std::net::IpAddr;

use serde::Serialize;
use srvname_net::probe::report::Finding;

use crate::commands::probe::json::kind::text;
use crate::commands::probe::json::session::key;
use crate::output::shown::Shown;

#[derive(Serialize)]
pub(super) struct FindingJson<'r> {
    severity: &'static str,
    sentence: Shown<'r>,
    section: Option<Shown<'r>>,
    place: PlaceJson<'r>,
}

#[derive(Serialize)]
struct PlaceJson<'r> {
    service: Option<&'static str>,
    published_at: Option<Shown<'r>>,
    host: Option<Shown<'r>>,
    port: Option<u16>,
    address: Option<IpAddr>,
    key: Option<&'static str>,
    certificate: Option<u32>,
}

impl<'r> FindingJson<'r> {
    pub(super) fn of(finding: &'r Finding) -> Self {
        let place = &finding.place;
        Self {
            severity: finding.severity.as_str(),
            sentence: Shown(&finding.sentence),
            section: text(finding.section.as_ref()),
            place: PlaceJson {
                service: place.service.map(|service| service.as_str()),
                published_at: text(place.published_at.as_ref()),
                host: place.server.as_ref().map(|(host, _)| Shown(host)),
                port: place.server.as_ref().map(|(_, port)| *port),
                address: place.address,
                key: place.key.map(key),
                certificate: place.certificate,
            },
        }
    }
}
