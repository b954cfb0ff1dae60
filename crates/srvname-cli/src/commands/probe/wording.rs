//! The words of a report that its text, its page and its line for monitors share.

use srvname_net::probe::report::{
    CertificateReport, Exposure, Handshake, ListedIn, Mechanism, Reached, Report, ServerReport, Status, TlsStart,
    Verdict,
};
use srvname_net::resolver::Validator;
use srvname_net::tls::KeyKind;

use crate::output::wrap::list;

/// Returns the sentence that answers the question of whoever runs the servers, without the domain.
pub(super) fn answer(report: &Report) -> String {
    let of = |status: Status| {
        let services = report.services.iter().filter(|service| service.status == status);
        list(&services.map(|service| service.service.as_str().to_owned()).collect::<Vec<_>>())
    };
    let about = |services: String| if services.is_empty() { String::new() } else { format!(" ({services})") };
    match report.status {
        Status::Good if report.services.iter().all(|service| service.servers.is_empty()) => {
            "nothing is wrong, and none of the services that were asked for has a server".to_owned()
        }
        Status::Good => {
            "clients of every kind accept every server, and what is published agrees with what is served".to_owned()
        }
        Status::Wrong => {
            format!("some client refuses a server, or something published is wrong{}", about(of(Status::Wrong)))
        }
        Status::Unanswered => match of(Status::Wrong) {
            wrong if wrong.is_empty() => format!("not everything could be answered{}", about(of(Status::Unanswered))),
            wrong => format!(
                "not everything could be answered{}, and of what could something is wrong ({wrong})",
                about(of(Status::Unanswered))
            ),
        },
    }
}

/// Returns who validated what the DNS answered, in a sentence without its full stop.
pub(super) fn validation(validators: &[Validator]) -> String {
    let one = |validator: &Validator| match validator {
        Validator::Own(address) => format!("by this program, from what {address} handed over"),
        Validator::AuthenticatedData(address) => format!("by {address}, which is believed"),
        _ => "by nobody".to_owned(),
    };
    match validators {
        [] => "DNSSEC was not asked".to_owned(),
        some => format!("DNSSEC was validated {}", list(&some.iter().map(one).collect::<Vec<_>>())),
    }
}

/// Returns the head of the column of a mechanism.
pub(super) const fn column(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::SrvId => "SRVName",
        Mechanism::DnsId => "domain",
        Mechanism::Target => "host",
        Mechanism::Dane => "DANE",
        Mechanism::MtaSts => "MTA-STS",
        Mechanism::Posh => "POSH",
        Mechanism::Path => "path",
        _ => mechanism.as_str(),
    }
}

/// Returns what a column says of a verdict.
pub(super) const fn mark(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds(_) => "yes",
        Verdict::Fails(_) => "NO",
        Verdict::NotApplicable(_) => "-",
        Verdict::Unanswered(_) => "?",
    }
}

/// Returns whether a mechanism protects, in a word.
pub(super) const fn exposure(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::Protected => "protected",
        Exposure::Exposed => "exposed",
        Exposure::Unknown => "not known",
    }
}

/// Returns how a service ends, in a word.
pub(super) const fn ending(status: Status) -> &'static str {
    match status {
        Status::Good => "good",
        Status::Wrong => "wrong",
        Status::Unanswered => "not answered",
    }
}

/// Returns which record names a server, and how TLS begins there: `MX 10, STARTTLS`.
pub(super) fn server_traits(server: &ServerReport) -> String {
    let record = match &server.listed_in {
        ListedIn::Srv { priority, weight, .. } => format!("SRV {priority} {weight}"),
        ListedIn::Mx { preference } => format!("MX {preference}"),
        ListedIn::ImplicitMx => "the domain itself, for want of MX records".to_owned(),
        ListedIn::Fallback => "the domain itself, for want of SRV records".to_owned(),
    };
    let start = match server.tls {
        TlsStart::Direct => "TLS from the first octet",
        TlsStart::StartTls => "STARTTLS",
        TlsStart::Never => "no TLS",
    };
    let backup = if server.is_backup { ", backup" } else { "" };
    format!("{record}, {start}{backup}")
}

/// Returns the kind of key that was asked for; nothing where the server chose.
pub(super) const fn key(kind: KeyKind) -> Option<&'static str> {
    match kind {
        KeyKind::EllipticCurve => Some("ECDSA"),
        KeyKind::Rsa => Some("RSA"),
        KeyKind::Any => None,
    }
}

/// Returns the key of a certificate, such as `ECDSA P-256` or `RSA 2048`; `None` if it cannot be read.
pub(super) fn key_of(certificate: &CertificateReport) -> Option<String> {
    certificate.key.as_ref().map(|key| match key.bits {
        // The name of a curve tells its size.
        Some(bits) if !key.algorithm.contains(' ') => format!("{} {bits}", key.algorithm),
        _ => key.algorithm.clone(),
    })
}

/// Returns how long a certificate is still valid, in words; `None` if it cannot be read.
pub(super) fn days_left(certificate: &CertificateReport) -> Option<String> {
    certificate.days_left.map(|days| match days {
        -1 => "expired yesterday".to_owned(),
        1 => "1 day left".to_owned(),
        0.. => format!("{days} days left"),
        _ => format!("expired {} days ago", days.unsigned_abs()),
    })
}

/// Returns why there is nobody at an address; `None` if there is somebody.
pub(super) fn not_reached(reached: &Reached) -> Option<&str> {
    match reached {
        Reached::Yes => None,
        Reached::Refused(why)
        | Reached::TimedOut(why)
        | Reached::NoRoute(why)
        | Reached::Failed(why)
        | Reached::NotTried(why) => Some(why),
    }
}

/// Returns why a handshake failed; `None` if it did not, or for want of a key of that kind.
pub(super) fn failed(handshake: &Handshake) -> Option<&str> {
    match handshake {
        Handshake::Failed(why) => Some(why),
        Handshake::Done { .. } | Handshake::NoSuchKey(_) | Handshake::NotReached => None,
    }
}
