//! Service names: the registered ones, their aliases, and those that belong into one certificate.

/// The names of the Service Name and Transport Protocol Port Number Registry (RFC 6335 §10) that follow its own syntax,
/// in lower case, sorted, one a line: the names alone, of entries with a port and without. IANA publishes its
/// registries under CC0.
const REGISTERED: &str = include_str!("services.txt");

/// Aliases that are in use for a service with a registered name, and that name.
///
/// Q: `_xmpps-client` is what XEP-0368 looks up for TLS from the first octet. Why is it an alias?
/// A: The certificate is checked as XMPP itself says, so the service in it stays `xmpp-client`.
///    (`testdata/lint/srv_san_service_alias.pem`)
const ALIASES: [(&str, &str); 18] = [
    ("imap2", "imap"),
    ("imap4", "imap"),
    ("imap4s", "imaps"),
    ("imapd", "imap"),
    ("jabber", "xmpp-server"),
    ("jabber-client", "xmpp-client"),
    ("jabber-server", "xmpp-server"),
    ("managesieve", "sieve"),
    ("msa", "submission"),
    ("pop", "pop3"),
    ("pop-3", "pop3"),
    ("smtps", "submissions"),
    ("ssmtp", "submissions"),
    ("xmpp", "xmpp-client or xmpp-server"),
    ("xmpp-c2s", "xmpp-client"),
    ("xmpp-s2s", "xmpp-server"),
    ("xmpps-client", "xmpp-client"),
    ("xmpps-server", "xmpp-server"),
];

/// Services that one certificate may be expected to have together (RFC 9525 §5 for mail; XMPP servers offer both of
/// theirs, RFC 6120 §13.7.1.2.1).
const BUNDLES: [&[&str]; 3] = [
    &["imap", "imaps", "pop3", "pop3s", "submission", "submissions", "sieve"],
    &["xmpp-client", "xmpp-server", "xmpps-client", "xmpps-server"],
    &["caldav", "caldavs", "carddav", "carddavs"],
];

/// Services for which RFC 7817 §3 defines no wildcard.
const MAIL: [&str; 8] = ["imap", "imaps", "pop3", "pop3s", "sieve", "smtp", "submission", "submissions"];

/// Returns whether the registry has this name. The case of letters is ignored.
pub(crate) fn is_registered(name: &[u8]) -> bool {
    let mut rest = REGISTERED.as_bytes();
    while !rest.is_empty() {
        let middle = rest.len() / 2;
        let start = rest.get(..middle).and_then(|left| left.iter().rposition(|octet| *octet == b'\n'));
        let start = start.map_or(0, |newline| newline.saturating_add(1));
        let Some((left, right)) = rest.split_at_checked(start) else { return false };
        let end = right.iter().position(|octet| *octet == b'\n').unwrap_or(right.len());
        let Some((line, right)) = right.split_at_checked(end) else { return false };
        let lowered = name.iter().map(u8::to_ascii_lowercase);
        match line.iter().copied().cmp(lowered) {
            core::cmp::Ordering::Equal => return true,
            core::cmp::Ordering::Greater => rest = left,
            core::cmp::Ordering::Less => rest = right.strip_prefix(b"\n".as_slice()).unwrap_or(right),
        }
    }
    false
}

/// Returns the registered name of a service with this alias, or `None` if the word is no known alias.
pub(crate) fn alias_of(name: &[u8]) -> Option<&'static str> {
    let alias = ALIASES.iter().find(|(alias, _)| alias.as_bytes().eq_ignore_ascii_case(name));
    alias.map(|(_, proper)| *proper)
}

/// Returns whether two services may be expected in one certificate.
pub(crate) fn belong_together(one: &[u8], other: &[u8]) -> bool {
    let holds = |bundle: &[&str], name: &[u8]| bundle.iter().any(|own| own.as_bytes().eq_ignore_ascii_case(name));
    one.eq_ignore_ascii_case(other) || BUNDLES.iter().any(|bundle| holds(bundle, one) && holds(bundle, other))
}

/// Returns whether a service is one of mail (RFC 7817).
pub(crate) fn is_mail(name: &[u8]) -> bool {
    MAIL.iter().any(|own| own.as_bytes().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    #[test]
    fn the_registry_is_sorted_and_searched() {
        let names: Vec<&str> = REGISTERED.lines().collect();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]));
        for name in &names {
            assert!(is_registered(name.as_bytes()), "{name}");
            assert!(
                !is_registered(std::format!("{name}-no").as_bytes()) || names.contains(&&*std::format!("{name}-no"))
            );
        }
        assert!(is_registered(b"XMPP-Server"));
        for name in ["", "xmpp-serve", "zzzz", "0", "-"] {
            assert!(!is_registered(name.as_bytes()), "{name}");
        }
    }

    /// An alias of itself, or of another alias, would be a slip.
    #[test]
    fn aliases_lead_to_names() {
        for (alias, proper) in ALIASES {
            for name in proper.split(" or ") {
                assert!(is_registered(name.as_bytes()), "{alias}: {name}");
                assert_eq!(alias_of(name.as_bytes()), None, "{alias}: {name}");
            }
        }
    }
}
