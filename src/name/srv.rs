//! SRVName (RFC 4985): the service, the presented name, and the three shapes of the base that constrains it.

use core::fmt;
use core::hash::{Hash, Hasher};

use super::dns::{DnsName, DnsPattern, Underscores, hash_ignoring_case, parse_base_domain};
use super::error::{NameError, NameRule};
use super::form::{BaseForm, Compared, Encoding, Extent, NameForm, Qualifier, Reach, ia5_text};
use super::host_scan;
use super::subtree::Subtree;
use crate::der::Tag;
use crate::der::oid::ID_ON_DNS_SRV;

/// Longest service, in octets without its underscore: with it, the service must fit a label (RFC 1035 §2.3.4).
pub const MAX_SERVICE_OCTETS: usize = 62;

/// A service: the `xmpp-server` of `_xmpp-server.example.com` (RFC 4985 §2).
///
/// *Syntax*: letters, digits and single inner hyphens, at least one letter, 1 to 62 octets (RFC 6335 §5.1).
/// *Equality* is ASCII case-insensitive.
///
/// Q: RFC 6335 stops at 15 octets. Why 62?
/// A: Longer service labels are deployed (`_sipfederationtls`), and an SRVName that is malformed cannot be permitted.
///    (`tests/rfc4985.rs`, `a_service_may_be_longer_than_the_registry_allows`)
///
/// ```
/// use srvname::name::Service;
///
/// let service = Service::parse("XMPP-Server")?;
/// assert_eq!(service, Service::parse("_xmpp-server")?);
/// assert_eq!(service.to_string(), "_XMPP-Server");
/// assert_eq!(service.as_str(), "XMPP-Server");
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Service<'a>(&'a str);

impl<'a> Service<'a> {
    /// Parses a service, with or without the underscore before it.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the first rule that the text breaks, and its position.
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        match text.strip_prefix('_') {
            Some(bare) => Self::parse_bare(bare).map_err(|error| error.shifted(1)),
            None => Self::parse_bare(text),
        }
    }

    /// Parses a service without underscore.
    #[inline]
    fn parse_bare(text: &'a str) -> Result<Self, NameError> {
        if host_scan::is_service(text.as_bytes()) { Ok(Self(text)) } else { Self::parse_octets(text) }
    }

    /// Parses a service octet by octet: the definition with which [`host_scan::is_service`] must agree,
    /// and the source of its error.
    fn parse_octets(text: &'a str) -> Result<Self, NameError> {
        let mut letter = false;
        let mut previous = b'-';
        if text.is_empty() {
            return Err(NameError::new(NameRule::EmptyService, 0));
        }
        if text.len() > MAX_SERVICE_OCTETS {
            return Err(NameError::new(NameRule::ServiceTooLong, MAX_SERVICE_OCTETS));
        }
        for (position, octet) in text.bytes().enumerate() {
            match octet {
                b'a'..=b'z' | b'A'..=b'Z' => letter = true,
                b'0'..=b'9' => {}
                b'-' if previous == b'-' => return Err(NameError::new(NameRule::ServiceHyphen, position)),
                b'-' => {}
                b'*' => return Err(NameError::new(NameRule::Wildcard, position)),
                _ => return Err(NameError::new(NameRule::ServiceCharacter, position)),
            }
            previous = octet;
        }
        match previous {
            b'-' => Err(NameError::new(NameRule::ServiceHyphen, text.len().saturating_sub(1))),
            _ if !letter => Err(NameError::new(NameRule::ServiceWithoutLetter, 0)),
            _ => Ok(Self(text)),
        }
    }

    /// Returns the service of a text that was parsed before, as [`Service::as_str`] returned it.
    pub(crate) const fn from_parsed(text: &'a str) -> Self {
        Self(text)
    }

    /// Returns the text of the service, without underscore and in its original case.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0
    }
}

impl PartialEq for Service<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Service<'_> {}

impl Hash for Service<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_ignoring_case(self.0, state);
    }
}

impl fmt::Display for Service<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "_{}", self.0)
    }
}

impl fmt::Debug for Service<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service({})", self.0)
    }
}

/// A presented SRVName, `_Service.Name` (RFC 4985 §2).
///
/// The Name is a domain name of letter-digit-hyphen labels, or a wildcard. RFC 4985 has no protocol label, unlike the
/// owner name of an SRV record: `_xmpp-server._tcp.example.com` is malformed, and `_tcp` is never removed.
///
/// Q: Is a wildcard SRVName malformed?
/// A: No. RFC 9525 §6.3 lets the left-most label of the domain portion be `*` where a technology allows it, so it is
///    parsed, constrained like any wildcard, and matches no reference unless [`Policy`](crate::Policy) allows it.
///    (`tests/rfc9525.rs`, `a_wildcard_srv_name_matches_nothing_by_default`)
///
/// ```
/// use srvname::name::SrvName;
///
/// let name = SrvName::parse("_xmpp-client.example.com")?;
/// assert_eq!(name.service().as_str(), "xmpp-client");
/// assert_eq!(name.name().to_string(), "example.com");
/// assert_eq!(name, SrvName::parse("_XMPP-Client.Example.com")?);
/// assert!(SrvName::parse("xmpp-client.example.com").is_err());
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SrvName<'a> {
    service: Service<'a>,
    name: DnsPattern<'a>,
}

impl<'a> SrvName<'a> {
    /// Parses a presented SRVName.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the first rule that the text breaks, and its position.
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        let rest = match text.strip_prefix('_') {
            Some(rest) => rest,
            None if text.is_empty() => return Err(NameError::new(NameRule::Empty, 0)),
            None => return Err(NameError::new(NameRule::MissingUnderscore, 0)),
        };
        let Some((service, name)) = rest.split_once('.') else {
            // `_` alone has neither part; the empty service is the first rule it breaks.
            Service::parse_bare(rest).map_err(|error| error.shifted(1))?;
            return Err(NameError::new(NameRule::ServiceOnly, text.len()));
        };
        let name_at = text.len().saturating_sub(name.len());
        Ok(Self {
            service: Service::parse_bare(service).map_err(|error| error.shifted(1))?,
            name: DnsPattern::parse_ldh(name).map_err(|error| error.shifted(name_at))?,
        })
    }

    /// Returns the service.
    #[must_use]
    pub const fn service(&self) -> Service<'a> {
        self.service
    }

    /// Returns the Name: the domain at which the service is located.
    #[must_use]
    pub const fn name(&self) -> DnsPattern<'a> {
        self.name
    }
}

impl fmt::Display for SrvName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.service, self.name)
    }
}

/// The base of an SRVName constraint: a service, a Name, or both (RFC 4985 §4).
///
/// ```
/// use srvname::name::{SrvName, SrvSubtree, Subtree};
///
/// let base = SrvSubtree::parse("_mail.example.com")?;
/// assert!(base.contains(SrvName::parse("_mail.1.example.com")?));
/// assert!(!base.contains(SrvName::parse("_mail.1example.com")?));
/// assert!(!base.contains(SrvName::parse("_ntp.example.com")?));
/// assert_eq!(
///     SrvSubtree::parse("_mail")?.meet(SrvSubtree::parse("example.com")?),
///     Some(base)
/// );
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SrvSubtree<'a> {
    /// `_mail`: this service, in every domain.
    Service(Service<'a>),
    /// `example.com`: every service, in this domain and below it.
    Name(DnsName<'a>),
    /// `_mail.example.com`: this service, in this domain and below it.
    Both(Service<'a>, DnsName<'a>),
}

impl<'a> SrvSubtree<'a> {
    /// Parses the base of an SRVName constraint.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the first rule that the text breaks, and its position. The empty base, `_`, `.`, a dot at
    /// either end and `*` are malformed: they have none of the three shapes.
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        let Some(rest) = text.strip_prefix('_') else {
            return match text.strip_prefix('.') {
                Some(_) => Err(NameError::new(NameRule::LeadingDot, 0)),
                None => parse_base_domain(text, Underscores::Refused).map(Self::Name),
            };
        };
        let Some((service, name)) = rest.split_once('.') else {
            return Service::parse_bare(rest).map(Self::Service).map_err(|error| wildcard_base(error.shifted(1)));
        };
        let name_at = text.len().saturating_sub(name.len());
        let service = Service::parse_bare(service).map_err(|error| wildcard_base(error.shifted(1)))?;
        match name {
            "" => Err(NameError::new(NameRule::TrailingDot, name_at.saturating_sub(1))),
            _ => parse_base_domain(name, Underscores::Refused)
                .map(|name| Self::Both(service, name))
                .map_err(|error| error.shifted(name_at)),
        }
    }

    /// Returns the service of the base, or `None` if it applies to every service.
    ///
    /// ```
    /// use srvname::name::SrvSubtree;
    ///
    /// let base = SrvSubtree::parse("_mail")?;
    /// assert_eq!(base.service().unwrap().as_str(), "mail");
    /// assert_eq!(base.name(), None);
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub const fn service(&self) -> Option<Service<'a>> {
        match self {
            Self::Service(service) | Self::Both(service, _) => Some(*service),
            Self::Name(_) => None,
        }
    }

    /// Returns the domain of the base, or `None` if it applies in every domain.
    #[must_use]
    pub const fn name(&self) -> Option<DnsName<'a>> {
        match self {
            Self::Name(name) | Self::Both(_, name) => Some(*name),
            Self::Service(_) => None,
        }
    }

    /// Returns `true` if every name that `name` represents is inside this base, as permittedSubtrees require
    /// (RFC 5280 §6.1.3(b)).
    #[must_use]
    pub fn contains(&self, name: SrvName<'_>) -> bool {
        self.service().is_none_or(|service| service == name.service)
            && self.name().is_none_or(|domain| name.name.is_within(domain))
    }

    /// Returns `true` if at least one name that `name` represents is inside this base, which excludedSubtrees forbid
    /// (RFC 5280 §6.1.3(c)).
    ///
    /// ```
    /// use srvname::name::{SrvName, SrvSubtree};
    ///
    /// let base = SrvSubtree::parse("_mail.www.example.com")?;
    /// let wildcard = SrvName::parse("_mail.*.example.com")?;
    /// assert!(base.overlaps(wildcard) && !base.contains(wildcard));
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub fn overlaps(&self, name: SrvName<'_>) -> bool {
        self.service().is_none_or(|service| service == name.service)
            && self.name().is_none_or(|domain| name.name.can_be_within(domain))
    }
}

impl Subtree for SrvSubtree<'_> {
    fn covers(&self, other: Self) -> bool {
        self.service().is_none_or(|service| other.service() == Some(service))
            && self.name().is_none_or(|domain| other.name().is_some_and(|name| name.is_within(domain)))
    }

    /// Returns the base of exactly the names inside both, or `None` if no name is.
    ///
    /// Neither of `_mail` and `example.com` covers the other, and both contain the names inside `_mail.example.com`.
    /// The result always has one of the three shapes, because service and Name are independent (RFC 4985 §4).
    fn meet(&self, other: Self) -> Option<Self> {
        let service = match (self.service(), other.service()) {
            (Some(service), Some(other_service)) if service != other_service => return None,
            (service, other_service) => service.or(other_service),
        };
        let name = match (self.name(), other.name()) {
            (Some(name), Some(other_name)) if name.is_within(other_name) => Some(name),
            (Some(name), Some(other_name)) if other_name.is_within(name) => Some(other_name),
            (Some(_), Some(_)) => return None,
            (name, other_name) => name.or(other_name),
        };
        match (service, name) {
            (Some(service), Some(name)) => Some(Self::Both(service, name)),
            (Some(service), None) => Some(Self::Service(service)),
            (None, Some(name)) => Some(Self::Name(name)),
            // Each side has a service or a name, so the result has one too.
            (None, None) => None,
        }
    }
}

impl<'a> NameForm<'a> for SrvName<'a> {
    type Base = SrvSubtree<'a>;
    const ENCODING: Encoding = Encoding::OtherName(ID_ON_DNS_SRV, Tag::IA5_STRING);

    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::parse(ia5_text(octets)?)
    }

    fn is_inside(&self, base: &SrvSubtree<'a>) -> Option<bool> {
        Some(base.contains(*self))
    }

    fn overlaps(&self, base: &SrvSubtree<'a>) -> Option<bool> {
        Some(base.overlaps(*self))
    }

    fn compared(&self) -> Result<Compared<'a>, NameError> {
        Ok(Compared::Host(self.name, Qualifier::Service(self.service.0.as_bytes())))
    }
}

impl<'a> BaseForm<'a> for SrvSubtree<'a> {
    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::parse(ia5_text(octets)?)
    }

    fn extent(&self) -> Extent<'a> {
        let qualifier = self.service().map_or(Qualifier::None, |service| Qualifier::Service(service.0.as_bytes()));
        match self.name() {
            Some(domain) => Extent::Hosts(domain, Reach::Within, qualifier),
            None => Extent::Qualified(qualifier),
        }
    }
}

impl fmt::Display for SrvSubtree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(service) => service.fmt(f),
            Self::Name(name) => name.fmt(f),
            Self::Both(service, name) => write!(f, "{service}.{name}"),
        }
    }
}

/// Returns the error with [`NameRule::WildcardBase`] in place of [`NameRule::Wildcard`], and any other error unchanged.
const fn wildcard_base(error: NameError) -> NameError {
    match error.rule() {
        NameRule::Wildcard => NameError::new(NameRule::WildcardBase, error.position()),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec::Vec;

    use super::*;

    fn check_both(text: &str) {
        assert_eq!(host_scan::is_service(text.as_bytes()), Service::parse_octets(text).is_ok(), "{text:?}");
    }

    /// Every text of up to five characters of each kind, and each character at each place of a service of any length.
    #[test]
    fn the_fast_pass_agrees_with_the_plain_loop() {
        let characters = ['a', 'Z', '0', '-', '.', '_', '*', '\0', '\u{7f}', 'é'];
        let mut texts = std::vec![String::new()];
        for _ in 0..5 {
            for text in &texts {
                check_both(text);
            }
            let longer = |text: &String| characters.map(|character| std::format!("{text}{character}"));
            texts = texts.iter().flat_map(longer).collect();
        }
        for text in &texts {
            check_both(text);
        }
        for len in 1..70 {
            for at in 0..len {
                for character in characters.into_iter().chain(['/', ':', '@', '[', '`', '{', 'z']) {
                    for filler in ['b', '7'] {
                        let mut text: Vec<char> = std::vec![filler; len];
                        text[at] = character;
                        check_both(&text.into_iter().collect::<String>());
                    }
                }
            }
        }
    }
}
