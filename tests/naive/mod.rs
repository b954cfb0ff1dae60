//! The RFCs' words about names and bases once more, for tests: over text, one name at a time, with every label copied. Too
//! slow to be used and too simple to be wrong in the same way as the library.

#![allow(dead_code, unreachable_pub)]

fn labels(name: &str) -> Vec<String> {
    name.split('.').map(str::to_ascii_lowercase).collect()
}

/// "simply adding zero or more labels to the left-hand side" (RFC 5280 §4.2.1.10).
pub fn is_at_or_below(name: &str, domain: &str) -> bool {
    labels(name).ends_with(&labels(domain))
}

/// "expanded with one or more labels" (RFC 5280 §4.2.1.10).
pub fn is_below(name: &str, domain: &str) -> bool {
    is_at_or_below(name, domain) && labels(name).len() > labels(domain).len()
}

/// "a case-insensitive exact match on the entire domain name" (RFC 4985 §3, RFC 5280 §7.2).
pub fn is_same(name: &str, other: &str) -> bool {
    labels(name) == labels(other)
}

/// Whether a dNSName base, as text, holds one name.
pub fn dns_holds(base: &str, name: &str) -> bool {
    match base.strip_prefix('.') {
        _ if base.is_empty() => true,
        Some(domain) => is_below(name, domain),
        None => is_at_or_below(name, base),
    }
}

/// Whether an SRVName base, as text, holds one name: RFC 4985 §4, the two parts apart.
pub fn srv_holds(base: &str, name: &str) -> bool {
    let (service, domain) = name[1..].split_once('.').unwrap();
    let (base_service, base_domain) = match base.strip_prefix('_') {
        None => (None, Some(base)),
        Some(rest) => {
            rest.split_once('.').map_or((Some(rest), None), |(service, domain)| (Some(service), Some(domain)))
        }
    };
    base_service.is_none_or(|own| own.eq_ignore_ascii_case(service))
        && base_domain.is_none_or(|own| is_at_or_below(domain, own))
}

/// Whether an rfc822Name base, as text, holds one mailbox (RFC 5280 §4.2.1.10).
pub fn email_holds(base: &str, mailbox: &str) -> bool {
    let (local, host) = mailbox.split_once('@').unwrap();
    match base.split_once('@') {
        _ if base.is_empty() => true,
        Some((own, own_host)) => own == local && is_same(own_host, host),
        None => base.strip_prefix('.').map_or_else(|| is_same(base, host), |domain| is_below(host, domain)),
    }
}

/// Whether a URI base, as text, holds a URI at a host (RFC 5280 §4.2.1.10).
pub fn uri_holds(base: &str, host: &str) -> bool {
    match base.strip_prefix('.') {
        _ if base.is_empty() => true,
        Some(domain) => is_below(host, domain),
        None => is_same(base, host),
    }
}
