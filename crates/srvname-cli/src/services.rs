//! The services whose specification says how a server is verified: by SRV-ID, or otherwise.

use std::fmt::Write;

use srvname::Profile;
use srvname::identity::UnspecifiedService;

use crate::output::wrap::pad;

/// What the specification of a service says about its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Specification {
    /// It is verified by SRV-ID.
    SrvId,
    /// It is verified otherwise, as this says.
    Otherwise(&'static str),
    /// None is known here.
    Unknown,
}

/// The services that are verified otherwise, and how.
const OTHERWISE: [(UnspecifiedService, &str); 5] = [
    (UnspecifiedService::Sip, "a URI or a DNS-ID of the domain, RFC 5922 §7"),
    (UnspecifiedService::Sips, "a URI or a DNS-ID of the domain, RFC 5922 §7"),
    (UnspecifiedService::Ldap, "a DNS-ID or an IP-ID of the server, RFC 4513 §3.1.3"),
    (UnspecifiedService::MatrixFed, "a DNS-ID of the server name, by the specification of Matrix"),
    (UnspecifiedService::Smtp, "a DNS-ID of the MX host, RFC 8461 §4.1 and RFC 7672 §3.2"),
];

/// Returns what the specification of a service says, which is given without underscore.
pub(crate) fn specification(service: &str) -> Specification {
    if Profile::ALL.iter().any(|profile| profile.service().eq_ignore_ascii_case(service)) {
        return Specification::SrvId;
    }
    let other = OTHERWISE.iter().find(|(known, _)| known.service().eq_ignore_ascii_case(service));
    other.map_or(Specification::Unknown, |(_, how)| Specification::Otherwise(how))
}

/// Returns what `--service help` prints.
pub(crate) fn list() -> String {
    let mut text = String::from("Services whose specification has clients verify the server by SRV-ID:\n\n");
    let mut rows: Vec<(&str, Vec<String>)> = Vec::new();
    for profile in Profile::ALL {
        let citation = match profile {
            Profile::XmppClientDirectTls => format!("{} for SRV records _xmpps-client", profile.citation()),
            Profile::XmppServerDirectTls => format!("{} for SRV records _xmpps-server", profile.citation()),
            _ => profile.citation().to_string(),
        };
        match rows.iter_mut().find(|(service, _)| *service == profile.service()) {
            Some((_, citations)) => citations.push(citation),
            None => rows.push((profile.service(), vec![citation])),
        }
    }
    for (service, citations) in &rows {
        row(&mut text, service, &citations.join(", "));
    }
    text.push_str(
        "\nServices with SRV records that are verified otherwise; an SRV-ID is local policy (RFC 4985 §2):\n\n",
    );
    for (service, how) in OTHERWISE {
        row(&mut text, service.service(), how);
    }
    text.push_str("\nAny other service may be named too. A service that is called help is written _help.\n");
    text
}

fn row(text: &mut String, service: &str, what: &str) {
    // Nothing fails that writes into a String.
    let _infallible = writeln!(text, "  {} {what}", pad(service, 13));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_one_row() {
        let list = list();
        for profile in Profile::ALL {
            let start = format!("  {} ", pad(profile.service(), 13));
            assert_eq!(list.lines().filter(|line| line.starts_with(&start)).count(), 1, "{}", profile.service());
            assert_eq!(specification(&profile.service().to_uppercase()), Specification::SrvId);
        }
        for (service, how) in OTHERWISE {
            assert_eq!(specification(service.service()), Specification::Otherwise(how));
        }
        assert_eq!(specification("ntp"), Specification::Unknown);
    }
}
