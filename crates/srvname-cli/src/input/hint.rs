//! What somebody meant who typed something else where a domain, a service, a host, an address or a mailbox is expected.

use std::net::IpAddr;

use srvname::ReferenceId;
use srvname::name::{Escaped, Service};

use crate::input::idn;

/// Ports that stand for a service in a URL or a firewall rule, with the service that certificates name.
const PORTS: [(&str, &str); 11] = [
    ("5222", "xmpp-client"),
    ("5223", "xmpp-client"),
    ("5269", "xmpp-server"),
    ("5270", "xmpp-server"),
    ("143", "imap"),
    ("993", "imaps"),
    ("110", "pop3"),
    ("995", "pop3s"),
    ("587", "submission"),
    ("465", "submissions"),
    ("4190", "sieve"),
];

/// Returns what was probably meant by a text that is no domain; `None` if it is nothing known.
pub(crate) fn about_domain(typed: &str) -> Option<String> {
    let text = typed.trim();
    if let Some(address) = address(text) {
        return Some(format!(
            "That is an address, and services are named at domains; --ip {address} asks for an address."
        ));
    }
    if text.starts_with('_') {
        return about_srv_record(text);
    }
    let (what, host) = inner_host(text)?;
    if address(host).is_some() {
        return Some(format!("That is {what} at an address, and services are named at domains."));
    }
    domain(host).map(|domain| format!("That is {what}: its domain is asked for with --domain {domain}."))
}

/// Returns what was probably meant by a text that is no service; `None` if it is nothing known.
pub(crate) fn about_service(typed: &str) -> Option<String> {
    let text = typed.trim();
    if let Some((_, service)) = PORTS.iter().find(|(port, _)| *port == text) {
        return Some(format!("That is a port: --service {service} asks for the service behind it."));
    }
    if text.contains('.') {
        return about_srv_record(text);
    }
    let bare = text.split([':', '/']).next().filter(|bare| bare.len() < text.len())?;
    service(bare).map(|service| format!("--service {service} asks for that service."))
}

/// Returns what was probably meant by a text that is no host name; `None` if it is nothing known.
pub(crate) fn about_host(typed: &str) -> Option<String> {
    let text = typed.trim();
    if let Some(address) = address(text) {
        return Some(format!("That is an address: --ip {address} asks for it."));
    }
    if text.starts_with('_') {
        return about_srv_record(text);
    }
    let (what, host) = inner_host(text)?;
    match address(host) {
        Some(address) => Some(format!("That is {what} at an address: --ip {address} asks for it.")),
        None => domain(host).map(|host| format!("That is {what}: --host {host} asks for its host.")),
    }
}

/// Returns what was probably meant by a text that is no address; `None` if it is nothing known.
pub(crate) fn about_address(typed: &str) -> Option<String> {
    let text = typed.trim();
    let inner = inner_host(text).map_or(text, |(_, host)| host);
    let inner = inner.split_once('/').map_or(inner, |(before, _)| before);
    match address(inner) {
        Some(address) => Some(format!("--ip {address} asks for the address in it.")),
        None => domain(inner).map(|host| format!("That is a host name: --host {host} asks for it.")),
    }
}

/// Returns what was probably meant by a text that is no mailbox; `None` if it is nothing known.
pub(crate) fn about_mailbox(typed: &str) -> Option<String> {
    let text = typed.trim();
    let inner = text.rsplit_once('<').map_or(text, |(_, rest)| rest.trim_end_matches('>'));
    let inner = inner.strip_prefix("mailto:").unwrap_or(inner);
    let inner = inner.split_once('?').map_or(inner, |(before, _)| before).trim();
    if inner.len() < typed.len() && ReferenceId::mailbox(inner).is_ok() {
        return Some(format!("--email {} asks for the mailbox in it.", Escaped::new(inner)));
    }
    domain(inner).map(|host| format!("That has no local part: --host {host} asks for a host."))
}

/// Returns the question behind the owner name of an SRV record, or behind an SRVName as certificates present it.
fn about_srv_record(text: &str) -> Option<String> {
    let (first, rest) = text.split_once('.')?;
    let transport = ["_tcp", "_udp", "_tls", "_sctp"].into_iter().find_map(|own| {
        let behind = rest.get(own.len()..).filter(|_| rest.is_char_boundary(own.len()))?;
        rest.get(..own.len()).filter(|start| start.eq_ignore_ascii_case(own)).map(|_| behind)
    });
    let rest = match transport {
        Some(behind) => behind.strip_prefix('.').unwrap_or(behind),
        None => rest,
    };
    let service = service(first)?;
    match (transport.is_some(), domain(rest)) {
        (true, Some(domain)) => Some(format!(
            "That is the name of an SRV record: --service {service} --domain {domain} asks for it. Certificates name no \
             protocol."
        )),
        (false, Some(domain)) => Some(format!("--service {service} --domain {domain} asks for that SRVName.")),
        (true, None) => Some(format!("Certificates name no protocol: --service {service} asks for that service.")),
        (false, None) => None,
    }
}

/// Returns what a text is, with an article, and the host in it; `None` if it is nothing that contains one.
fn inner_host(text: &str) -> Option<(&'static str, &str)> {
    let (what, rest) = match text.split_once("://") {
        Some((_, rest)) => ("a URL", rest),
        None => match text.split_once(':') {
            Some((scheme, rest))
                if ["xmpp", "sip", "sips", "mailto"].iter().any(|own| scheme.eq_ignore_ascii_case(own)) =>
            {
                ("a URI", rest)
            }
            _ => ("", text),
        },
    };
    let rest = rest.split(['/', '?', '#', ';']).next().unwrap_or(rest);
    let (what, rest) = match rest.rsplit_once('@') {
        Some((_, host)) => (if what.is_empty() { "a JID or a mail address" } else { what }, host),
        None => (what, rest),
    };
    let (has_port, host) = match rest.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|octet| octet.is_ascii_digit()) && !host.contains(':') => (true, host),
        Some((host, port)) if host.ends_with(']') && port.bytes().all(|octet| octet.is_ascii_digit()) => (true, host),
        _ => (false, rest),
    };
    let (what, host) = match (what, host.strip_prefix("*.")) {
        ("", Some(below)) => ("a wildcard, which is a pattern and not a name", below),
        _ => (what, host),
    };
    let what = match what {
        "" if has_port => "a host with a port, which certificates do not name",
        "" if host.len() < text.len() => "a host with a path",
        "" => return None,
        what => what,
    };
    (!host.is_empty()).then_some((what, host))
}

fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok()
}

/// Returns a host name in A-labels, without dots at its end; `None` if the text is none.
fn domain(text: &str) -> Option<String> {
    let ascii = idn::to_ascii(text.trim_end_matches('.')).ok()?;
    ReferenceId::srv("imap", &ascii).ok()?;
    Some(ascii)
}

fn service(text: &str) -> Option<&str> {
    let bare = text.strip_prefix('_').unwrap_or(text);
    Service::parse(bare).ok().map(|_| bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn says(hint: Option<String>, wanted: &str) {
        let hint = hint.unwrap_or_default();
        assert!(hint.contains(wanted), "{hint:?} has no {wanted:?}");
    }

    #[test]
    fn what_is_typed_as_a_domain() {
        for text in [
            "user@example.com",
            "user@example.com/phone",
            "xmpp:user@example.com",
            "https://example.com/",
            "https://me:secret@example.com:443/a?b#c",
            "example.com:5222",
            "example.com/",
            "*.example.com",
            "user@example.com.",
        ] {
            says(about_domain(text), "--domain example.com.");
        }
        says(about_domain("https://bücher.example/"), "--domain xn--bcher-kva.example.");
        says(about_domain("_xmpp-client._tcp.example.com"), "--service xmpp-client --domain example.com");
        says(about_domain("_xmpp-client._TCP.example.com."), "--service xmpp-client --domain example.com");
        says(about_domain("_imaps.example.com"), "--service imaps --domain example.com");
        says(about_domain("192.0.2.1"), "--ip 192.0.2.1");
        says(about_domain("[2001:db8::1]"), "--ip 2001:db8::1");
        says(about_domain("user@192.0.2.1"), "at an address");
    }

    #[test]
    fn what_is_typed_as_a_service() {
        says(about_service("5222"), "--service xmpp-client ");
        says(about_service("_imap._tcp"), "--service imap ");
        says(about_service("_imap._tcp.example.com"), "--service imap --domain example.com");
        says(about_service("imap.example.com"), "--service imap --domain example.com");
        says(about_service("imaps://"), "--service imaps ");
        assert_eq!(about_service("a--b"), None);
        assert_eq!(about_service("4"), None);
    }

    #[test]
    fn what_is_typed_as_a_host_an_address_or_a_mailbox() {
        says(about_host("https://www.example.com/x"), "--host www.example.com ");
        says(about_host("www.example.com:443"), "--host www.example.com ");
        says(about_host("2001:db8::1"), "--ip 2001:db8::1");
        says(about_host("[2001:db8::1]:443"), "--ip 2001:db8::1");
        says(about_address("192.0.2.1:443"), "--ip 192.0.2.1 ");
        says(about_address("192.0.2.0/24"), "--ip 192.0.2.0 ");
        says(about_address("www.example.com"), "--host www.example.com ");
        says(about_mailbox("mailto:u@example.com?subject=x"), "--email u@example.com ");
        says(about_mailbox("U <u@example.com>"), "--email u@example.com ");
        says(about_mailbox("example.com"), "--host example.com ");
    }

    /// A hint is no place for what nobody sees, and no hint is better than a wrong one.
    #[test]
    fn what_nothing_is_known_of_has_no_hint() {
        for text in ["", ".", "@", "a@", "://", "_", "_.", "_._tcp.", "a b", "\u{202e}", "user@exa mple", ":1", "*."] {
            assert_eq!(about_domain(text), None, "{text:?}");
            assert_eq!(about_host(text), None, "{text:?}");
            assert_eq!(about_service(text), None, "{text:?}");
            assert_eq!(about_address(text), None, "{text:?}");
            assert_eq!(about_mailbox(text), None, "{text:?}");
        }
    }
}
