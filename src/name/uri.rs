//! Uniform resource identifiers, reduced to what a constraint compares: the host.

use core::fmt;
use core::hash::{Hash, Hasher};

use super::dns::{DnsName, DnsPattern, Underscores, parse_base_domain};
use super::error::{NameError, NameRule};
use super::form::{BaseForm, Compared, Encoding, Extent, NameForm, Qualifier, ia5_text};
use super::host::HostBase;
use super::subtree::Subtree;
use crate::der::Tag;

/// A presented uniformResourceIdentifier with a host that is a domain name.
///
/// *Syntax*: scheme, `://`, optional userinfo, a domain name, optional port, and optional path, query and fragment
/// (RFC 3986 §3). These three are checked only for characters that no URI has: no constraint compares them.
/// *Equality* is by octets, the strictest reading of RFC 5280 §7.4; a constraint compares hosts, which ignore case.
///
/// Q: `urn:ietf:rfc:4985` and `https://192.0.2.1/` are URIs. Why are they malformed?
/// A: By RFC 5280 §4.2.1.10, a URI without authority, or with an address for a host, must be refused if URIs are
///    constrained; a malformed name is refused if its form is constrained, and only then. So one rule serves both.
///    (`src/name/uri.rs`, `what_is_no_uri`)
///
/// Q: `http://a@b@c/` has two `@`. Which is the host?
/// A: None. The authority is `[ userinfo "@" ] host [ ":" port ]`, and neither userinfo nor host has an `@`
///    (RFC 3986 §3.2, §3.2.1). Programs differ on which `@` ends the userinfo, and if a constraint took one reading, a
///    program with the other would connect to a host that is not permitted. (`src/name/uri.rs`,
///    `an_authority_has_one_at_sign`)
///
/// Q: `http://0x7f.1/` has letters in its host. Is that a domain name?
/// A: Many clients read it as 127.0.0.1 (RFC 3986 §7.4), so a host of numbers only, decimal or hexadecimal, is an
///    address here. (`src/name/uri.rs`, `an_address_in_disguise_is_an_address`)
///
/// Q: RFC 5280 requires a fully qualified domain name. Is `http://localhost/` accepted?
/// A: Yes. No syntax tells whether a name is fully qualified; a name of one label is compared like any other.
///    (`src/name/uri.rs`, `a_host_of_one_label_is_a_host`)
///
/// ```
/// use srvname::name::{NameRule, Uri};
///
/// let uri = Uri::parse("https://user@www.Example.com:8443/path?query")?;
/// assert_eq!(uri.scheme(), "https");
/// assert_eq!(uri.host().to_string(), "www.Example.com");
/// assert_eq!(Uri::parse("urn:ietf:rfc:4985").unwrap_err().rule(), NameRule::UriWithoutAuthority);
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Uri<'a> {
    text: &'a str,
    scheme: &'a str,
    host: DnsName<'a>,
}

impl<'a> Uri<'a> {
    /// Parses a presented uniformResourceIdentifier.
    ///
    /// # Errors
    ///
    /// [`NameError`] with a rule that the text breaks, and its position: characters are checked first, then the parts
    /// from left to right.
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::new(NameRule::Empty, 0));
        }
        check_characters(text.as_bytes())?;
        let (scheme, rest) = split_scheme(text)?;
        let without_authority = NameError::new(NameRule::UriWithoutAuthority, text.len().saturating_sub(rest.len()));
        let rest = rest.strip_prefix("//").ok_or(without_authority)?;
        let authority_at = text.len().saturating_sub(rest.len());
        let authority = rest.split_once(['/', '?', '#']).map_or(rest, |(authority, _)| authority);
        let host = parse_authority(authority).map_err(|error| error.shifted(authority_at))?;
        Ok(Self { text, scheme, host })
    }

    /// Returns the text of the URI, in its original case.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.text
    }

    /// Returns the scheme, without colon and in its original case. Schemes are equal if they differ only in case
    /// (RFC 3986 §3.1).
    #[must_use]
    pub const fn scheme(&self) -> &'a str {
        self.scheme
    }

    /// Returns the host.
    #[must_use]
    pub const fn host(&self) -> DnsName<'a> {
        self.host
    }
}

impl PartialEq for Uri<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Uri<'_> {}

impl Hash for Uri<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Display for Uri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl fmt::Debug for Uri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uri({})", self.text)
    }
}

/// The base of a uniformResourceIdentifier constraint: a host or a domain (RFC 5280 §4.2.1.10).
///
/// *Syntax*: empty; `host.example.com`, which is this host and none below it; `.example.com`, which is every host below
/// and not this one.
///
/// Q: RFC 5280 requires a fully qualified domain name, and the empty base is none. What does it contain?
/// A: Every URI, as the empty base of a dNSName contains every dNSName. A CA that has it among its excluded subtrees
///    may have no URI at all.
///    (`src/name/uri.rs`, `the_constraints_of_rfc_5280`)
///
/// ```
/// use srvname::name::{Subtree, Uri, UriSubtree};
///
/// let domain = UriSubtree::parse(".example.com")?;
/// assert!(domain.contains(Uri::parse("https://my.host.example.com/")?));
/// assert!(!domain.contains(Uri::parse("https://example.com/")?));
///
/// let host = UriSubtree::parse("host.example.com")?;
/// assert!(host.contains(Uri::parse("ldap://HOST.example.com:389/")?));
/// assert!(!host.contains(Uri::parse("https://my.host.example.com/")?));
/// assert_eq!(domain.meet(host), Some(host));
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UriSubtree<'a> {
    /// The empty base: every URI.
    All,
    /// `host.example.com`, every URI at this host; or `.example.com`, every URI at the hosts below this domain.
    Host(HostBase<'a>),
}

impl<'a> UriSubtree<'a> {
    /// Parses the base of a uniformResourceIdentifier constraint.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the first rule that the text breaks, and its position. A scheme, a port, a path, an `@`, an
    /// address and `*` are malformed.
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        if text.is_empty() { Ok(Self::All) } else { HostBase::parse_with(text, parse_base_host).map(Self::Host) }
    }

    /// Returns `true` if `uri` is inside this base. A URI represents itself, so this serves permitted and excluded
    /// alike.
    #[must_use]
    pub fn contains(&self, uri: Uri<'_>) -> bool {
        self.contains_host(uri.host)
    }

    /// Returns `true` if a URI at `host` is inside this base.
    ///
    /// ```
    /// use srvname::name::{DnsName, UriSubtree};
    ///
    /// let base = UriSubtree::parse(".example.com")?;
    /// assert!(base.contains_host(DnsName::parse("www.example.com")?));
    /// assert!(!base.contains_host(DnsName::parse("example.com")?));
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub fn contains_host(&self, host: DnsName<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Host(base) => base.contains(host),
        }
    }
}

impl Subtree for UriSubtree<'_> {
    fn covers(&self, other: Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (_, Self::All) => false,
            (Self::Host(base), Self::Host(other)) => base.covers(other),
        }
    }
}

impl fmt::Display for UriSubtree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Host(base) => base.fmt(f),
        }
    }
}

impl<'a> NameForm<'a> for Uri<'a> {
    type Base = UriSubtree<'a>;
    const ENCODING: Encoding = Encoding::Implicit(Tag(0x86));

    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::parse(ia5_text(octets)?)
    }

    fn is_inside(&self, base: &UriSubtree<'a>) -> Option<bool> {
        Some(base.contains(*self))
    }

    fn compared(&self) -> Compared<'a> {
        Compared::Host(DnsPattern::Name(self.host), Qualifier::None)
    }
}

impl<'a> BaseForm<'a> for UriSubtree<'a> {
    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::parse(ia5_text(octets)?)
    }

    fn extent(&self) -> Extent<'a> {
        match self {
            Self::All => Extent::All,
            Self::Host(base) => base.extent(),
        }
    }
}

/// Parses the host of a base. An address is [`NameRule::UriIpHost`].
fn parse_base_host(text: &str) -> Result<DnsName<'_>, NameError> {
    if text.starts_with('[') || is_address(text) {
        return Err(NameError::new(NameRule::UriIpHost, 0));
    }
    parse_base_domain(text, Underscores::Allowed)
}

/// Returns the scheme of a URI and the text after its colon. A scheme is a letter, then letters, digits, `+`, `-` and
/// `.` (RFC 3986 §3.1).
fn split_scheme(text: &str) -> Result<(&str, &str), NameError> {
    let error = |position| NameError::new(NameRule::UriScheme, position);
    if !text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return Err(error(0));
    }
    let end = text.find(|character: char| !character.is_ascii_alphanumeric() && !matches!(character, '+' | '-' | '.'));
    let (scheme, rest) = end.and_then(|end| text.split_at_checked(end)).ok_or(error(text.len()))?;
    rest.strip_prefix(':').map(|rest| (scheme, rest)).ok_or(error(scheme.len()))
}

/// Parses `[ userinfo "@" ] host [ ":" port ]` (RFC 3986 §3.2) and returns the host.
fn parse_authority(authority: &str) -> Result<DnsName<'_>, NameError> {
    let (userinfo, host_and_port) = authority.split_once('@').unwrap_or(("", authority));
    let host_at = authority.len().saturating_sub(host_and_port.len());
    if let Some(bracket) = userinfo.find(['[', ']']) {
        return Err(NameError::new(NameRule::UriCharacter, bracket));
    }
    if let Some(second) = host_and_port.find('@') {
        return Err(NameError::new(NameRule::UriCharacter, host_at.saturating_add(second)));
    }
    // Brackets enclose IPv6 and IPvFuture, and nothing else.
    if host_and_port.starts_with('[') {
        return Err(NameError::new(NameRule::UriIpHost, host_at));
    }
    let (host, port) = host_and_port.split_once(':').unwrap_or((host_and_port, ""));
    let host = parse_host(host).map_err(|error| error.shifted(host_at))?;
    match port.find(|character: char| !character.is_ascii_digit()) {
        Some(position) => {
            let port_at = authority.len().saturating_sub(port.len());
            Err(NameError::new(NameRule::UriPort, port_at.saturating_add(position)))
        }
        None => Ok(host),
    }
}

/// Parses the host of a URI, which must be a domain name.
fn parse_host(host: &str) -> Result<DnsName<'_>, NameError> {
    if host.is_empty() {
        return Err(NameError::new(NameRule::UriWithoutAuthority, 0));
    }
    if is_address(host) {
        return Err(NameError::new(NameRule::UriIpHost, 0));
    }
    // Percent-encoded octets are allowed in a registered name (RFC 3986 §3.2.2) and in no domain name.
    match host.find('%') {
        Some(position) => Err(NameError::new(NameRule::UriCharacter, position)),
        None => DnsName::parse(host),
    }
}

/// Returns `true` if a client may read a host as an IPv4 address: numbers and dots, in any of the ways of
/// RFC 3986 §7.4.
fn is_address(host: &str) -> bool {
    host.split('.').all(|part| match part.strip_prefix("0x").or_else(|| part.strip_prefix("0X")) {
        Some(digits) => digits.bytes().all(|digit| digit.is_ascii_hexdigit()),
        None => !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit()),
    })
}

/// Checks that every octet is a character of URIs, and every `%` is followed by two hexadecimal digits (RFC 3986 §2).
fn check_characters(text: &[u8]) -> Result<(), NameError> {
    let mut digits_due = 0u8;
    for (position, &octet) in text.iter().enumerate() {
        let allowed = match octet {
            0x80.. => return Err(NameError::new(NameRule::NotAscii, position)),
            _ if digits_due > 0 => octet.is_ascii_hexdigit(),
            _ => is_uri_character(octet),
        };
        if !allowed {
            return Err(NameError::new(NameRule::UriCharacter, position));
        }
        digits_due = if octet == b'%' { 2 } else { digits_due.saturating_sub(1) };
    }
    match digits_due {
        0 => Ok(()),
        _ => Err(NameError::new(NameRule::UriCharacter, text.len())),
    }
}

/// Returns `true` if an octet is unreserved, reserved, or `%` (RFC 3986 §2.1 to §2.3).
const fn is_uri_character(octet: u8) -> bool {
    octet.is_ascii_alphanumeric()
        || matches!(octet, b'-' | b'.' | b'_' | b'~' | b'%')
        || matches!(octet, b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@')
        || matches!(octet, b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=')
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::{String, ToString};

    use super::*;

    fn base(text: &str) -> UriSubtree<'_> {
        UriSubtree::parse(text).unwrap()
    }

    fn uri(text: &str) -> Uri<'_> {
        Uri::parse(text).unwrap()
    }

    /// RFC 5280 §4.2.1.10, its examples, then what follows from its words.
    #[test]
    fn the_constraints_of_rfc_5280() {
        for (restriction, name, satisfies) in [
            (".example.com", "http://host.example.com", true),
            (".example.com", "http://my.host.example.com", true),
            (".example.com", "http://example.com", false),
            ("host.example.com", "http://host.example.com", true),
            // Not in the text.
            ("host.example.com", "http://my.host.example.com", false),
            ("host.example.com", "ftp://HOST.Example.COM:21/a", true),
            ("host.example.com", "http://host.example.com.evil.test/", false),
            (".example.com", "http://evil.test/host.example.com", false),
            (".example.com", "http://evil.test?host.example.com", false),
            (".example.com", "http://evil.test#@host.example.com", false),
            (".example.com", "http://host.example.com@evil.test", false),
            (".example.com", "http://host.example.com:80@evil.test", false),
            (".example.com", "http://evil.test@host.example.com", true),
            (".example.com", "http://bigexample.com", false),
            ("", "http://example.com", true),
        ] {
            assert_eq!(base(restriction).contains(uri(name)), satisfies, "{restriction:?} {name}");
        }
    }

    #[test]
    fn what_is_no_uri() {
        for (text, rule, position) in [
            ("", NameRule::Empty, 0),
            ("example.com", NameRule::UriScheme, 11),
            ("example.com/a", NameRule::UriScheme, 11),
            ("//example.com/", NameRule::UriScheme, 0),
            ("/path", NameRule::UriScheme, 0),
            ("1http://example.com", NameRule::UriScheme, 0),
            ("ht_tp://example.com", NameRule::UriScheme, 2),
            ("://example.com", NameRule::UriScheme, 0),
            ("http", NameRule::UriScheme, 4),
            ("urn:ietf:rfc:4985", NameRule::UriWithoutAuthority, 4),
            ("mailto:root@example.com", NameRule::UriWithoutAuthority, 7),
            ("http:/example.com", NameRule::UriWithoutAuthority, 5),
            ("foo:///x", NameRule::UriWithoutAuthority, 6),
            ("http://", NameRule::UriWithoutAuthority, 7),
            ("http://?a", NameRule::UriWithoutAuthority, 7),
            ("http://user@", NameRule::UriWithoutAuthority, 12),
            ("http://user@/", NameRule::UriWithoutAuthority, 12),
            ("http://:80/", NameRule::UriWithoutAuthority, 7),
            ("http://192.0.2.1/", NameRule::UriIpHost, 7),
            ("http://user@192.0.2.1:80/", NameRule::UriIpHost, 12),
            ("http://[2001:db8::1]/", NameRule::UriIpHost, 7),
            ("http://user@[2001:db8::1]:80/", NameRule::UriIpHost, 12),
            ("http://[v1.fe80::a]/", NameRule::UriIpHost, 7),
            ("http://2001:db8::1/", NameRule::UriIpHost, 7),
            ("http://example.com:80a/", NameRule::UriPort, 21),
            ("http://example.com:80:80/", NameRule::UriPort, 21),
            ("http://example.com:-1/", NameRule::UriPort, 19),
            ("http://exa mple.com/", NameRule::UriCharacter, 10),
            ("http://example.com/\n", NameRule::UriCharacter, 19),
            ("http:\\\\example.com", NameRule::UriCharacter, 5),
            ("http://evil.test\\@example.com", NameRule::UriCharacter, 16),
            ("http://example.com/<a>", NameRule::UriCharacter, 19),
            ("http://example.com/%", NameRule::UriCharacter, 20),
            ("http://example.com/%4", NameRule::UriCharacter, 21),
            ("http://example.com/%4g", NameRule::UriCharacter, 21),
            ("http://example.com/%%41", NameRule::UriCharacter, 20),
            ("http://ex%61mple.com/", NameRule::UriCharacter, 9),
            ("http://[::1]@example.com/", NameRule::UriCharacter, 7),
            ("http://exämple.com/", NameRule::NotAscii, 9),
            ("http://example.com./", NameRule::TrailingDot, 18),
            ("http://.example.com/", NameRule::EmptyLabel, 7),
            ("http://*.example.com/", NameRule::Wildcard, 7),
            ("http://example.com]/", NameRule::LabelCharacter, 18),
            ("http://a,b/", NameRule::LabelCharacter, 8),
        ] {
            assert_eq!(Uri::parse(text), Err(NameError::new(rule, position)), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_base() {
        for (text, rule, position) in [
            (".", NameRule::Empty, 1),
            ("..example.com", NameRule::EmptyLabel, 1),
            ("example.com.", NameRule::TrailingDot, 11),
            (".example.com.", NameRule::TrailingDot, 12),
            ("http://example.com", NameRule::LabelCharacter, 4),
            ("example.com:80", NameRule::LabelCharacter, 11),
            ("example.com/", NameRule::LabelCharacter, 11),
            ("@example.com", NameRule::LabelCharacter, 0),
            ("user@example.com", NameRule::LabelCharacter, 4),
            ("192.0.2.0", NameRule::UriIpHost, 0),
            (".192.0.2.0", NameRule::UriIpHost, 1),
            ("[2001:db8::1]", NameRule::UriIpHost, 0),
            ("*.example.com", NameRule::WildcardBase, 0),
            (".*.example.com", NameRule::WildcardBase, 1),
            ("exämple.com", NameRule::NotAscii, 2),
            ("ex%61mple.com", NameRule::LabelCharacter, 2),
        ] {
            assert_eq!(UriSubtree::parse(text), Err(NameError::new(rule, position)), "{text:?}");
        }
    }

    #[test]
    fn an_authority_has_one_at_sign() {
        for (text, position) in [("http://a@b@c/", 10), ("http://a@@c/", 9), ("http://a@b.test@", 15)] {
            assert_eq!(Uri::parse(text), Err(NameError::new(NameRule::UriCharacter, position)), "{text:?}");
        }
        // After the authority it is a character like another.
        assert_eq!(uri("http://example.com/@evil.test").host().as_str(), "example.com");
    }

    #[test]
    fn an_address_in_disguise_is_an_address() {
        for host in ["127.1", "2130706433", "0x7f000001", "0X7F.0.0.1", "0x", "0177.0.0.1", "1.2.3.4.5"] {
            let text = std::format!("http://{host}/");
            assert_eq!(Uri::parse(&text), Err(NameError::new(NameRule::UriIpHost, 7)), "{host}");
            assert_eq!(UriSubtree::parse(host), Err(NameError::new(NameRule::UriIpHost, 0)), "{host}");
        }
        for host in ["0x7f.example", "1.2.3.4.example", "0xg", "x0"] {
            assert_eq!(uri(&std::format!("http://{host}/")).host().as_str(), host);
        }
        assert_eq!(Uri::parse("http://example.1/").unwrap_err().rule(), NameRule::NumericLastLabel);
    }

    #[test]
    fn a_host_of_one_label_is_a_host() {
        assert_eq!(uri("http://localhost/").host().as_str(), "localhost");
        assert!(base("localhost").contains(uri("http://localhost/")));
        assert!(!base(".localhost").contains(uri("http://localhost/")));
    }

    #[test]
    fn the_parts_of_a_uri() {
        for (text, scheme, host) in [
            ("http://example.com", "http", "example.com"),
            ("HTTPS://Example.COM/", "HTTPS", "Example.COM"),
            ("xmpp+a-b.c://user:pass%20word@example.com:/p", "xmpp+a-b.c", "example.com"),
            ("sip://example.com?a=b", "sip", "example.com"),
            ("spiffe://example.org/ns/default", "spiffe", "example.org"),
            ("http://example.com#f", "http", "example.com"),
            ("http://_a.example.com:99999/[x]", "http", "_a.example.com"),
        ] {
            let uri = uri(text);
            assert_eq!((uri.scheme(), uri.host().as_str(), uri.to_string().as_str()), (scheme, host, text));
        }
    }

    #[test]
    fn a_uri_equals_its_octets() {
        assert_eq!(uri("http://example.com/"), uri("http://example.com/"));
        assert_ne!(uri("http://example.com/"), uri("http://Example.com/"));
        assert_eq!(base("Example.com"), base("example.com"));
        assert_ne!(base("example.com"), base(".example.com"));
    }

    const BASES: [&str; 9] = ["", "test", ".test", "a.test", ".a.test", "b.a.test", ".b.a.test", "b.test", ".b.test"];

    /// Every base has a name in here that tells it from every other.
    fn names() -> impl Iterator<Item = String> {
        let hosts = ["test", "a.test", "b.test", "c.test", "b.a.test", "c.b.a.test", "c.b.test", "ba.test", "other"];
        hosts.into_iter().map(|host| std::format!("https://{host}/"))
    }

    #[test]
    fn covers_is_containment_and_meet_is_intersection() {
        for one in BASES.map(base) {
            for other in BASES.map(base) {
                let covers = names().all(|name| !other.contains(uri(&name)) || one.contains(uri(&name)));
                assert_eq!(one.covers(other), covers, "{one} covers {other}");
                let meet = one.meet(other);
                assert_eq!(meet, other.meet(one));
                for name in names() {
                    let both = one.contains(uri(&name)) && other.contains(uri(&name));
                    assert_eq!(meet.is_some_and(|meet| meet.contains(uri(&name))), both, "{one} and {other} on {name}");
                }
            }
        }
    }

    #[test]
    fn display_is_what_was_parsed() {
        for text in BASES.into_iter().chain(["Host.Example.COM", ".Example.COM"]) {
            assert_eq!(base(text).to_string(), text);
        }
    }
}
