//! Certificates.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use srvname_net::probe::report::{CertificateReport, KeyReport, NameReport};

use crate::commands::probe::json::kind::text;
use crate::input::time;
use crate::output::shown::Shown;

#[derive(Serialize)]
pub(super) struct CertificateJson<'r> {
    position: u32,
    subject: Shown<'r>,
    issuer: Shown<'r>,
    not_before: Option<String>,
    not_after: Option<String>,
    days_left: Option<i64>,
    key: Option<KeyJson<'r>>,
    spki_sha256: Option<Shown<'r>>,
    sha256: Shown<'r>,
    names: Vec<NameJson<'r>>,
    usage: Shown<'r>,
    is_for_servers: bool,
    is_for_clients: bool,
    is_ca: bool,
    is_self_issued: bool,
    fault: Option<Shown<'r>>,
    der: String,
}

#[derive(Serialize)]
struct KeyJson<'r> {
    algorithm: Shown<'r>,
    bits: Option<u32>,
}

#[derive(Serialize)]
struct NameJson<'r> {
    form: Shown<'r>,
    value: Shown<'r>,
}

impl<'r> CertificateJson<'r> {
    fn of(certificate: &'r CertificateReport) -> Self {
        let name = |name: &'r NameReport| NameJson { form: Shown(&name.form), value: Shown(&name.value) };
        let key = |key: &'r KeyReport| KeyJson { algorithm: Shown(&key.algorithm), bits: key.bits };
        Self {
            position: certificate.position,
            subject: Shown(&certificate.subject),
            issuer: Shown(&certificate.issuer),
            not_before: certificate.not_before.map(time::show),
            not_after: certificate.not_after.map(time::show),
            days_left: certificate.days_left,
            key: certificate.key.as_ref().map(key),
            spki_sha256: text(certificate.spki_sha256.as_ref()),
            sha256: Shown(&certificate.sha256),
            names: certificate.names.iter().map(name).collect(),
            usage: Shown(&certificate.usage),
            is_for_servers: certificate.is_for_servers,
            is_for_clients: certificate.is_for_clients,
            is_ca: certificate.is_ca,
            is_self_issued: certificate.is_self_issued,
            fault: text(certificate.fault.as_ref()),
            der: STANDARD.encode(&certificate.der),
        }
    }
}

/// Returns a chain in its order.
pub(super) fn chain(chain: &[CertificateReport]) -> Vec<CertificateJson<'_>> {
    chain.iter().map(CertificateJson::of).collect()
}
