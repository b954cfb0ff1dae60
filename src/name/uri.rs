//! Uniform resource identifiers, reduced to what a constraint compares: the host.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::net::Ipv6Addr;

use super::dns::{DnsName, DnsPattern, Underscores, parse_base_domain};
use super::error::{NameError, NameRule};
use super::form::{BaseForm, Compared, Encoding, Extent, NameForm, Qualifier, ia5_text};
use super::host::HostBase;
use super::subtree::Subtree;
use crate::der::Tag;

/// A presented uniformResourceIdentifier.
///
/// *Syntax*: scheme, `:`, and the rest; if that starts with `//`, it is optional userinfo, host, optional port, and optional
/// path, query and fragment (RFC 3986 §3). What is no host is checked only for characters that no URI has: no constraint
/// compares it. A host is a domain name, a single label, an address, empty, or percent-encoded.
/// *Equality* is by octets, the strictest reading of RFC 5280 §7.4; a constraint compares hosts, which ignore case.
///
/// Q: Which base contains `urn:ietf:rfc:4985`, `https://192.0.2.1/` and `https://intranet/`?
/// A: None, and none fails to: a URI "that does not include an authority component with a host name specified as a fully
///    qualified domain name" must be refused if URIs are constrained (RFC 5280 §4.2.1.10), permitted or excluded, by whatever
///    base. So they are well formed, and have no [`host`](Uri::host). (`tests/rfc5280.rs`,
///    `a_uri_without_a_host_name_is_refused_where_uris_are_constrained`)
///
/// Q: Is `http://ex%61mple.com/` at `example.com`?
/// A: RFC 3986 §3.2.2 allows the percent-encoding, and no domain name is specified by it. So it is one more URI without a
///    host to compare. (`src/name/uri.rs`, `what_has_no_host`)
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
/// Q: When is a name fully qualified?
/// A: No syntax tells. But a name of one label is a host only with what a resolver appends, or nothing that an authority
///    issues names for; with more labels it is taken for what it says. (`src/name/uri.rs`, `what_has_no_host`)
///
/// ```
/// use srvname::name::{NameRule, Uri};
///
/// let uri = Uri::parse("https://user@www.Example.com:8443/path?query")?;
/// assert_eq!(uri.scheme(), "https");
/// assert_eq!(uri.host()?.to_string(), "www.Example.com");
/// let uri = Uri::parse("urn:ietf:rfc:4985")?;
/// assert_eq!(uri.host().unwrap_err().rule(), NameRule::UriWithoutHost);
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Uri<'a> {
    text: &'a str,
    host: UriHost<'a>,
}

/// A host that is a fully qualified domain name, or why a well-formed URI has none.
type UriHost<'a> = Result<DnsName<'a>, NameError>;

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
        let rest = split_scheme(text)?;
        let authority = rest.strip_prefix("//").map(|rest| (rest, text.len().saturating_sub(rest.len())));
        let Some((rest, authority_at)) = authority else {
            let at = text.len().saturating_sub(rest.len());
            return Ok(Self { text, host: Err(NameError::new(NameRule::UriWithoutHost, at)) });
        };
        let authority = rest.split_once(['/', '?', '#']).map_or(rest, |(authority, _)| authority);
        let host = parse_authority(authority).map_err(|error| error.shifted(authority_at))?;
        Ok(Self { text, host: host.map_err(|error| error.shifted(authority_at)) })
    }

    /// Returns the text of the URI, in its original case.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.text
    }

    /// Returns the scheme, without colon and in its original case. Schemes are equal if they differ only in case
    /// (RFC 3986 §3.1).
    #[must_use]
    pub fn scheme(&self) -> &'a str {
        self.text.split_once(':').map_or("", |(scheme, _)| scheme)
    }

    /// Returns the host, which is a fully qualified domain name.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the reason that there is none. The URI is well formed, and refused where URIs are constrained.
    pub const fn host(&self) -> Result<DnsName<'a>, NameError> {
        self.host
    }

    /// Returns the domain that this URI identifies in SIP: the scheme is `sip`, there is no userpart, and the host is a domain
    /// name, compared without port, parameters and headers (RFC 5922 §7.1, §7.2). Otherwise returns `None`.
    ///
    /// ```
    /// use srvname::name::{DnsName, Uri};
    ///
    /// let domain = Uri::parse("SIP:example.com:5061;transport=tls")?.sip_domain();
    /// assert_eq!(domain, Some(DnsName::parse("example.com")?));
    /// for other in ["sips:example.com", "sip:alice@example.com", "sip:192.0.2.1", "sip:*.example.com"] {
    ///     assert_eq!(Uri::parse(other)?.sip_domain(), None);
    /// }
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub fn sip_domain(&self) -> Option<DnsName<'a>> {
        let (scheme, rest) = self.text.split_once(':')?;
        // An `@` marks a userpart wherever it stands: "there is no '@'".
        if !scheme.eq_ignore_ascii_case("sip") || rest.contains('@') {
            return None;
        }
        let before_parameters = rest.split_once([';', '?']).map_or(rest, |(before, _)| before);
        let host = match before_parameters.split_once(':') {
            Some((host, port)) => {
                let is_port = !port.is_empty() && port.bytes().all(|octet| octet.is_ascii_digit());
                is_port.then_some(host)?
            }
            None => before_parameters,
        };
        DnsName::parse(host).ok()
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
/// A: Every URI with a host, as the empty base of a dNSName contains every dNSName. A URI without one is refused all the
///    same, since URIs are constrained. A CA that has it among its excluded subtrees may have no URI at all.
///    (`src/name/uri.rs`, `the_constraints_of_rfc_5280`)
///
/// ```
/// use srvname::name::{Subtree, Uri, UriSubtree};
///
/// let domain = UriSubtree::parse(".example.com")?;
/// assert_eq!(domain.contains(Uri::parse("https://my.host.example.com/")?), Some(true));
/// assert_eq!(domain.contains(Uri::parse("https://example.com/")?), Some(false));
/// assert_eq!(domain.contains(Uri::parse("https://192.0.2.1/")?), None);
///
/// let host = UriSubtree::parse("host.example.com")?;
/// assert_eq!(host.contains(Uri::parse("ldap://HOST.example.com:389/")?), Some(true));
/// assert_eq!(host.contains(Uri::parse("https://my.host.example.com/")?), Some(false));
/// assert_eq!(domain.meet(host), Some(host));
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UriSubtree<'a> {
    /// The empty base: every URI with a host.
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

    /// Returns whether `uri` is inside this base, or `None` if it has no host to compare.
    ///
    /// A URI represents itself, so this serves permitted and excluded alike.
    #[must_use]
    pub fn contains(&self, uri: Uri<'_>) -> Option<bool> {
        let host = uri.host.ok()?;
        Some(match self {
            Self::All => true,
            Self::Host(base) => base.contains(host),
        })
    }
}

impl Subtree for UriSubtree<'_> {
    /// Returns `true` if every host inside `other` is inside this base. So a base of a single label covers itself, though no
    /// URI is inside it.
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
        base.contains(*self)
    }

    fn compared(&self) -> Result<Compared<'a>, NameError> {
        Ok(Compared::Host(DnsPattern::Name(self.host?), Qualifier::None))
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

/// Returns the text of a URI after its scheme and colon. A scheme is a letter, then letters, digits, `+`, `-` and `.`
/// (RFC 3986 §3.1).
fn split_scheme(text: &str) -> Result<&str, NameError> {
    let error = |position| NameError::new(NameRule::UriScheme, position);
    if !text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return Err(error(0));
    }
    let end = text.find(|character: char| !character.is_ascii_alphanumeric() && !matches!(character, '+' | '-' | '.'));
    let (scheme, rest) = end.and_then(|end| text.split_at_checked(end)).ok_or(error(text.len()))?;
    rest.strip_prefix(':').ok_or(error(scheme.len()))
}

/// Parses `[ userinfo "@" ] host [ ":" port ]` (RFC 3986 §3.2) and returns the host.
fn parse_authority(authority: &str) -> Result<UriHost<'_>, NameError> {
    let (userinfo, host_and_port) = authority.split_once('@').unwrap_or(("", authority));
    let host_at = authority.len().saturating_sub(host_and_port.len());
    if let Some(bracket) = userinfo.find(['[', ']']) {
        return Err(NameError::new(NameRule::UriCharacter, bracket));
    }
    if let Some(second) = host_and_port.find('@') {
        return Err(NameError::new(NameRule::UriCharacter, host_at.saturating_add(second)));
    }
    let (host, port) = match host_and_port.strip_prefix('[') {
        Some(literal) => split_ip_literal(literal).ok_or(NameError::new(NameRule::UriIpLiteral, host_at))?,
        None => match host_and_port.split_once(':') {
            Some((host, port)) => (parse_host(host).map_err(|error| error.shifted(host_at))?, port),
            None => (parse_host(host_and_port).map_err(|error| error.shifted(host_at))?, ""),
        },
    };
    match port.find(|character: char| !character.is_ascii_digit()) {
        Some(position) => {
            let port_at = authority.len().saturating_sub(port.len());
            Err(NameError::new(NameRule::UriPort, port_at.saturating_add(position)))
        }
        None => Ok(host.map_err(|error| error.shifted(host_at))),
    }
}

/// Returns that the host is an address, and the port, by the text after a `[`: `IPv6address / IPvFuture`, then `]` and
/// nothing, or a port (RFC 3986 §3.2.2). Returns `None` if it is neither.
fn split_ip_literal(text: &str) -> Option<(UriHost<'_>, &str)> {
    let (address, rest) = text.split_once(']')?;
    let port = if rest.is_empty() { rest } else { rest.strip_prefix(':')? };
    let is_future = address.strip_prefix(['v', 'V']).and_then(|future| future.split_once('.')).is_some_and(|parts| {
        let (version, address) = parts;
        let is_address = |octet: u8| octet == b':' || is_unreserved(octet) || is_sub_delimiter(octet);
        !version.is_empty()
            && version.bytes().all(|digit| digit.is_ascii_hexdigit())
            && !address.is_empty()
            && address.bytes().all(is_address)
    });
    let is_address = is_future || address.parse::<Ipv6Addr>().is_ok();
    is_address.then_some((Err(NameError::new(NameRule::UriIpHost, 0)), port))
}

/// Parses the host of a URI, which is not in brackets: a domain name, or the reason that it is none.
fn parse_host(host: &str) -> Result<UriHost<'_>, NameError> {
    let no_name = |rule| Ok(Err(NameError::new(rule, 0)));
    if host.is_empty() {
        return no_name(NameRule::UriWithoutHost);
    }
    if is_address(host) {
        return no_name(NameRule::UriIpHost);
    }
    if host.contains('%') {
        // What else RFC 3986 §3.2.2 allows in a registered name.
        return match host.bytes().position(|octet| !(octet == b'%' || is_unreserved(octet) || is_sub_delimiter(octet)))
        {
            Some(position) => Err(NameError::new(NameRule::UriCharacter, position)),
            None => no_name(NameRule::UriEncodedHost),
        };
    }
    let name = DnsName::parse(host)?;
    if name.parent().is_none() { no_name(NameRule::UriSingleLabelHost) } else { Ok(Ok(name)) }
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
    is_unreserved(octet)
        || is_sub_delimiter(octet)
        || matches!(octet, b'%' | b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@')
}

/// Returns `true` if an octet is `unreserved` (RFC 3986 §2.3).
const fn is_unreserved(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~')
}

/// Returns `true` if an octet is in `sub-delims` (RFC 3986 §2.2).
const fn is_sub_delimiter(octet: u8) -> bool {
    matches!(octet, b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=')
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
            assert_eq!(base(restriction).contains(uri(name)), Some(satisfies), "{restriction:?} {name}");
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
            ("http://[::1]@example.com/", NameRule::UriCharacter, 7),
            ("http://ex%61[mple.com/", NameRule::UriCharacter, 12),
            ("http://2001:db8::1/", NameRule::UriPort, 12),
            ("http://:80a/", NameRule::UriPort, 10),
            ("http://[::1]:80a/", NameRule::UriPort, 15),
            ("http://[]/", NameRule::UriIpLiteral, 7),
            ("http://[::1/", NameRule::UriIpLiteral, 7),
            ("http://[::1]x/", NameRule::UriIpLiteral, 7),
            ("http://u@[192.0.2.1]/", NameRule::UriIpLiteral, 9),
            ("http://[fe80::1%25eth0]/", NameRule::UriIpLiteral, 7),
            ("http://[v1.]/", NameRule::UriIpLiteral, 7),
            ("http://[v.a]/", NameRule::UriIpLiteral, 7),
            ("http://[vg.a]/", NameRule::UriIpLiteral, 7),
            ("http://[v1.a@]/", NameRule::UriCharacter, 7),
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
    fn what_has_no_host() {
        for (text, rule, position) in [
            ("urn:ietf:rfc:4985", NameRule::UriWithoutHost, 4),
            ("mailto:root@example.com", NameRule::UriWithoutHost, 7),
            ("mailto:", NameRule::UriWithoutHost, 7),
            ("http:/example.com", NameRule::UriWithoutHost, 5),
            ("tag:example.com,2026:%41", NameRule::UriWithoutHost, 4),
            ("file:///x", NameRule::UriWithoutHost, 7),
            ("http://", NameRule::UriWithoutHost, 7),
            ("http://?a", NameRule::UriWithoutHost, 7),
            ("http://user@", NameRule::UriWithoutHost, 12),
            ("http://user@/", NameRule::UriWithoutHost, 12),
            ("http://:80/", NameRule::UriWithoutHost, 7),
            ("http://192.0.2.1/", NameRule::UriIpHost, 7),
            ("http://user@192.0.2.1:80/", NameRule::UriIpHost, 12),
            ("http://[2001:db8::1]/", NameRule::UriIpHost, 7),
            ("http://user@[2001:db8::1]:80/", NameRule::UriIpHost, 12),
            ("http://[::ffff:192.0.2.1]:", NameRule::UriIpHost, 7),
            ("http://[v1.fe80::a]/", NameRule::UriIpHost, 7),
            ("http://[VF.-._~!$&'()*+,;=:]/", NameRule::UriIpHost, 7),
            ("http://localhost/", NameRule::UriSingleLabelHost, 7),
            ("spiffe://user@team:1/app", NameRule::UriSingleLabelHost, 14),
            ("https://_a", NameRule::UriSingleLabelHost, 8),
            ("http://ex%61mple.com/", NameRule::UriEncodedHost, 7),
            ("wireapp://alice%40example.com", NameRule::UriEncodedHost, 10),
        ] {
            assert_eq!(uri(text).host(), Err(NameError::new(rule, position)), "{text:?}");
            assert!(rule.leaves_no_host());
            assert_eq!(uri(text).to_string(), text);
            for base in ["", "example.com", ".example.com", "localhost", "team", "_a"].map(base) {
                assert_eq!(base.contains(uri(text)), None, "{base} {text}");
            }
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
        assert_eq!(uri("http://example.com/@evil.test").host().unwrap().as_str(), "example.com");
    }

    #[test]
    fn an_address_in_disguise_is_an_address() {
        for host in ["127.1", "2130706433", "0x7f000001", "0X7F.0.0.1", "0x", "0177.0.0.1", "1.2.3.4.5"] {
            let text = std::format!("http://{host}/");
            assert_eq!(uri(&text).host(), Err(NameError::new(NameRule::UriIpHost, 7)), "{host}");
            assert_eq!(UriSubtree::parse(host), Err(NameError::new(NameRule::UriIpHost, 0)), "{host}");
        }
        for host in ["0x7f.example", "1.2.3.4.example", "0xg.0xg", "0.x0"] {
            assert_eq!(uri(&std::format!("http://{host}/")).host().unwrap().as_str(), host);
        }
        assert_eq!(Uri::parse("http://example.1/").unwrap_err().rule(), NameRule::NumericLastLabel);
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
            ("ldap://us%40er:pa:ss@a.test//b://c", "ldap", "a.test"),
        ] {
            let uri = uri(text);
            assert_eq!((uri.scheme(), uri.host().unwrap().as_str(), uri.to_string().as_str()), (scheme, host, text));
        }
    }

    #[test]
    fn a_uri_equals_its_octets() {
        assert_eq!(uri("http://example.com/"), uri("http://example.com/"));
        assert_ne!(uri("http://example.com/"), uri("http://Example.com/"));
        assert_eq!(base("Example.com"), base("example.com"));
        assert_ne!(base("example.com"), base(".example.com"));
    }

    const BASES: [&str; 9] = ["", "e.test", ".test", "a.test", ".a.test", "b.a.test", ".b.a.test", "b.test", ".b.test"];

    /// Every base has a name in here that tells it from every other.
    fn names() -> impl Iterator<Item = String> {
        let hosts =
            ["e.test", "a.test", "b.test", "c.test", "b.a.test", "c.b.a.test", "c.b.test", "ba.test", "an.other"];
        hosts.into_iter().map(|host| std::format!("https://{host}/"))
    }

    #[test]
    fn covers_is_containment_and_meet_is_intersection() {
        let inside = |base: UriSubtree<'_>, name: &str| base.contains(uri(name)) == Some(true);
        for one in BASES.map(base) {
            for other in BASES.map(base) {
                let covers = names().all(|name| !inside(other, &name) || inside(one, &name));
                assert_eq!(one.covers(other), covers, "{one} covers {other}");
                let meet = one.meet(other);
                assert_eq!(meet, other.meet(one));
                for name in names() {
                    let both = inside(one, &name) && inside(other, &name);
                    assert_eq!(meet.is_some_and(|meet| inside(meet, &name)), both, "{one} and {other} on {name}");
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
