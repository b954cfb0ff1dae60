//! Services whose specifications verify servers by other names than SRVNames: an SRVName in the certificate changes nothing
//! for their clients.

use alloc::format;
use alloc::string::String;

/// Returns the names by which clients of a service verify a server of `domain`, or `None` if they verify SRVNames or it is
/// not known what they verify. The service has no underscore.
pub(super) fn names_verified(service: &str, domain: &str) -> Option<String> {
    let is = |label: &str| service.eq_ignore_ascii_case(label);
    if is("sip") || is("sips") {
        return Some(format!(
            "Clients of SIP do not look at SRVNames. They look for the URI sip:{domain}, or, if the certificate has no URI with \
             the scheme sip, for the dNSName {domain} (RFC 5922 §7.1)."
        ));
    }
    if is("ldap") || is("ldaps") {
        let names = "Clients of LDAP do not look at SRVNames. They look for the host name or the address that they connect \
                     to, in a dNSName or an iPAddress (RFC 4513 §3.1.3).";
        return Some(names.into());
    }
    if is("matrix-fed") || is("matrix") {
        return Some(format!(
            "Servers of Matrix do not look at SRVNames. They look for the dNSName {domain}, the server name, or for that of \
             the host that https://{domain}/.well-known/matrix/server delegates to; the target of an SRV record is neither \
             (Matrix server-server API, \"Resolving server names\")."
        ));
    }
    if is("smtp") {
        return Some(format!(
            "Servers that relay mail do not look at SRVNames. They look for the dNSName of the MX host of {domain}, and only \
             where DANE (RFC 7672 §2.2) or MTA-STS (RFC 8461 §4.2) vouches for that host."
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::profile::{Profile, UnspecifiedService};

    #[test]
    fn every_service_without_srv_id_has_its_own_names() {
        use UnspecifiedService::{Ldap, MatrixFed, Sip, Sips, Smtp};
        for (service, wanted) in [
            (Sip, "the URI sip:example.com"),
            (Sips, "RFC 5922 §7.1"),
            (Ldap, "RFC 4513 §3.1.3"),
            (MatrixFed, "https://example.com/.well-known/matrix/server"),
            (Smtp, "the MX host of example.com"),
        ] {
            let names = names_verified(&service.service().to_ascii_uppercase(), "example.com").expect("names");
            assert!(names.contains(wanted), "{names}");
        }
        for profile in Profile::ALL {
            assert_eq!(names_verified(profile.service(), "example.com"), None);
        }
    }
}
