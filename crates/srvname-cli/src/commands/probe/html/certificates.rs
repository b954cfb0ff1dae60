//! Certificates: one in a line, and a chain.

use maud::{Markup, display, html};
use srvname_net::probe::report::CertificateReport;

use crate::commands::probe::wording;
use crate::input::time;
use crate::output::shown::Shown;

/// Returns what matters most of a certificate.
pub(super) fn in_short(certificate: &CertificateReport) -> Markup {
    let parts = [wording::key_of(certificate), wording::days_left(certificate)];
    html! { (display(Shown(&parts.into_iter().flatten().collect::<Vec<_>>().join(", ")))) }
}

/// Returns a chain as it was sent, the server's own certificate first.
pub(super) fn chain(chain: &[CertificateReport]) -> Markup {
    html! { @for certificate in chain { (of_certificate(certificate)) } }
}

fn of_certificate(certificate: &CertificateReport) -> Markup {
    html! {
        h6 { "Certificate " (certificate.position) }
        dl.facts {
            dt { "Subject" } dd { (display(Shown(&certificate.subject))) }
            dt { "Issuer" } dd { (display(Shown(&certificate.issuer))) }
            dt { "Valid" }
            dd { (validity(certificate)) }
            @if let Some(key) = wording::key_of(certificate) {
                dt { "Key" }
                dd { (display(Shown(&key))) ", for " (display(Shown(&certificate.usage))) }
            }
            @if !certificate.names.is_empty() {
                dt { "Names" }
                dd { @for name in &certificate.names { code { (display(Shown(&name.form))) " " (display(Shown(&name.value))) } } }
            }
            @if let Some(digest) = &certificate.spki_sha256 { dt { "SHA-256 of its key" } dd { code { (display(Shown(digest))) } } }
            dt { "SHA-256" } dd { code { (display(Shown(&certificate.sha256))) } }
            @if let Some(fault) = &certificate.fault { dt { "Cannot be read" } dd { (display(Shown(fault))) } }
        }
    }
}

fn validity(certificate: &CertificateReport) -> String {
    let shown = |seconds: Option<i64>| seconds.map_or_else(|| "?".to_owned(), time::show);
    let left = wording::days_left(certificate).map(|left| format!(", {left}")).unwrap_or_default();
    format!("{} to {}{left}", shown(certificate.not_before), shown(certificate.not_after))
}
