//! Reference identifiers as a program has them: texts in UTF-8, domains in A-labels or U-labels.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use srvname::ReferenceId;
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, OwnedReferenceId, SourceDomain};
use srvname::name::{DnsName, Escaped, NameError, Service, to_a_labels};

use crate::failure::Failure;
use crate::result::ResultCode;

/// Returns the SRV-ID of a service at a source domain.
pub(crate) fn srv_id(service: &str, domain: &str) -> Result<OwnedReferenceId, Failure> {
    let service = Service::parse(service).map_err(|error| malformed("the service", service, &error))?;
    let ascii = to_ascii("the domain", domain)?;
    let source = SourceDomain::from_user_input(&ascii).map_err(|error| malformed("the domain", domain, &error))?;
    Ok(source.srv_id(service).into())
}

/// Returns the DNS-ID of a host.
pub(crate) fn dns_id(host: &str) -> Result<OwnedReferenceId, Failure> {
    let ascii = to_ascii("the host", host)?;
    ReferenceId::dns(&ascii).map(Into::into).map_err(|error| malformed("the host", host, &error))
}

/// Returns the DNS-ID of a host that somebody vouched for.
pub(crate) fn target(host: &str, by: AuthenticatedBy) -> Result<OwnedReferenceId, Failure> {
    let ascii = to_ascii("the target", host)?;
    let target = AuthenticatedTarget::new(&ascii, by).map_err(|error| malformed("the target", host, &error))?;
    Ok(target.dns_id().into())
}

/// Returns the IP-ID of an address as text.
pub(crate) fn ip_id(address: &str) -> Result<OwnedReferenceId, Failure> {
    match address.parse::<IpAddr>() {
        Ok(parsed) => Ok(ReferenceId::ip(parsed).into()),
        Err(error) => Err(malformed("the address", address, &error)),
    }
}

/// Returns a source domain in A-labels, without its final dot.
pub(crate) fn source_domain(domain: &str) -> Result<String, Failure> {
    let ascii = to_ascii("the domain", domain)?;
    let source = SourceDomain::from_user_input(&ascii).map_err(|error| malformed("the domain", domain, &error))?;
    Ok(source.as_str().to_owned())
}

/// Returns a host in A-labels, without its final dot.
pub(crate) fn host(host: &str) -> Result<String, Failure> {
    let ascii = to_ascii("the host", host)?;
    let name = DnsName::parse_user_input(&ascii).map_err(|error| malformed("the host", host, &error))?;
    Ok(name.as_str().to_owned())
}

/// Returns a service without its underscore.
pub(crate) fn service(service: &str) -> Result<String, Failure> {
    let parsed = Service::parse(service).map_err(|error| malformed("the service", service, &error))?;
    Ok(parsed.as_str().to_owned())
}

/// Returns the reference of a mailbox.
pub(crate) fn mailbox(text: &str) -> Result<OwnedReferenceId, Failure> {
    let ascii = match text.rsplit_once('@') {
        Some((local_part, host)) => format!("{local_part}@{}", to_ascii("the mailbox", host)?),
        None => text.to_owned(),
    };
    ReferenceId::mailbox(&ascii).map(Into::into).map_err(|error: NameError| malformed("the mailbox", text, &error))
}

/// Returns a domain in A-labels. ASCII is returned as it is: names are compared without case, and what is wrong in it is said by
/// who parses it.
fn to_ascii<'d>(what: &str, domain: &'d str) -> Result<Cow<'d, str>, Failure> {
    to_a_labels(domain).map_err(|error| malformed(what, domain, &error))
}

fn malformed(what: &str, text: &str, why: &dyn fmt::Display) -> Failure {
    // A text may be of any length, and is quoted as far as names go.
    let end = text.char_indices().nth(MOST_QUOTED).map(|(end, _)| end);
    let (quoted, dots) = match end.and_then(|end| text.split_at_checked(end)) {
        Some((start, _)) => (start, "..."),
        None => (text, ""),
    };
    let quoted = Escaped::new(quoted);
    Failure::new(ResultCode::InvalidReference, format_args!("{what} \"{quoted}{dots}\" is malformed: {why}"))
}

/// The most characters of a text that are quoted: a domain name has no more.
const MOST_QUOTED: usize = 253;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_taken_in_a_labels_and_u_labels() {
        for (domain, wanted) in [
            ("example.com", "_xmpp-server.example.com"),
            ("Example.com.", "_xmpp-server.Example.com"),
            ("bücher.example", "_xmpp-server.xn--bcher-kva.example"),
            ("例え。テスト。", "_xmpp-server.xn--r8jz45g.xn--zckzah"),
        ] {
            assert_eq!(srv_id("_xmpp-server", domain).unwrap().to_string(), wanted);
            assert_eq!(srv_id("xmpp-server", domain).unwrap().to_string(), wanted);
        }
        assert_eq!(dns_id("bücher.example.").unwrap().to_string(), "xn--bcher-kva.example");
        assert_eq!(target("bücher.example", AuthenticatedBy::Dnssec).unwrap(), dns_id("bücher.example").unwrap());
        assert_eq!(source_domain("bücher.example.").unwrap(), "xn--bcher-kva.example");
        assert_eq!(host("MX.example.com.").unwrap(), "MX.example.com");
        assert_eq!(service("_xmpp-server").unwrap(), "xmpp-server");
        assert_eq!(ip_id("2001:db8::1").unwrap().to_string(), "2001:db8::1");
        assert_eq!(mailbox("müller@bücher.example").unwrap().to_string(), "müller@xn--bcher-kva.example");
    }

    #[test]
    fn what_is_malformed_is_quoted() {
        let long = "ä".repeat(10_000);
        for (failed, quoted) in [
            (srv_id("a b", "example.com"), "\"a b\""),
            (srv_id("imap", "_imap.example.com"), "\"_imap.example.com\""),
            (srv_id("imap", ""), "the domain \"\""),
            (srv_id("imap", "192.0.2.1"), "\"192.0.2.1\""),
            (srv_id("imap", "bücher..example"), "\"bücher..example\""),
            (source_domain("_imap.example.com").map(|_| dns_id("a").unwrap()), "the domain \"_imap.example.com\""),
            (host("").map(|_| dns_id("a").unwrap()), "the host \"\""),
            (service("a b").map(|_| dns_id("a").unwrap()), "the service \"a b\""),
            (dns_id("a\u{202e}b"), "\"a\\u{202e}b\""),
            (dns_id(&long), "ää...\""),
            (target("", AuthenticatedBy::MtaSts), "the target"),
            (ip_id("192.0.2.1/24"), "\"192.0.2.1/24\""),
            (ip_id("example.com"), "the address"),
            (mailbox("example.com"), "the mailbox"),
            (mailbox("a@[192.0.2.1]"), "the mailbox"),
        ] {
            let failure = failed.unwrap_err();
            assert_eq!(failure.code, ResultCode::InvalidReference);
            let message = failure.message.unwrap();
            assert!(message.contains(quoted) && message.len() < 1000, "{message}");
        }
    }
}
