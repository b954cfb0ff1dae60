//! Internet mail addresses: rfc822Name, SmtpUTF8Mailbox, and the one base that constrains both.

use core::fmt;
use core::net::Ipv6Addr;

use super::dns::{DnsName, DnsPattern, Underscores, parse_base_domain};
use super::error::{NameError, NameRule};
use super::form::{BaseForm, Compared, Encoding, Extent, NameForm, Qualifier, Reach, ia5_text};
use super::host::HostBase;
use super::line::Escaped;
use super::local_part::{LocalPart, Repertoire, split_at_sign};
use super::subtree::Subtree;
use crate::der::Tag;
use crate::der::oid::ID_ON_SMTP_UTF8_MAILBOX;

/// A local part and where its mailbox is, the parts of both kinds of mailboxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Parts<'a> {
    local_part: LocalPart<'a>,
    domain: Domain<'a>,
}

/// What is after the `@`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Domain<'a> {
    /// A host name.
    Host(DnsName<'a>),
    /// An address literal, in its brackets.
    Address(&'a str),
}

impl<'a> Parts<'a> {
    /// Parses a mailbox whose local part has these characters.
    fn parse(text: &'a str, repertoire: Repertoire) -> Result<Self, NameError> {
        let (local_part, host, host_at) = split_at_sign(text, repertoire)?;
        let domain = match host.strip_prefix('[') {
            Some(rest) if rest.strip_suffix(']').is_some_and(is_address) => Domain::Address(host),
            Some(_) => return Err(NameError::new(NameRule::AddressLiteral, host_at)),
            None => Domain::Host(DnsName::parse(host).map_err(|error| error.shifted(host_at))?),
        };
        Ok(Self { local_part, domain })
    }

    /// Returns the host name, or that there is none.
    fn host(&self) -> Result<DnsName<'a>, NameError> {
        let at = self.local_part.as_str().len().saturating_add(1);
        match self.domain {
            Domain::Host(host) => Ok(host),
            Domain::Address(_) => Err(NameError::new(NameRule::MailboxAtAddress, at)),
        }
    }
}

impl fmt::Display for Domain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(host) => host.fmt(f),
            Self::Address(literal) => f.write_str(literal),
        }
    }
}

/// A presented rfc822Name: `local@host` (RFC 5280 §4.2.1.6).
///
/// *Syntax*: a [`LocalPart`], with quotation marks or without, one `@`, and a domain name, which may have underscores, or an
/// address in brackets (RFC 5321 §4.1.3). No wildcard, no dot at the end.
/// *Equality* is that of local parts, by what they denote and with case, and ASCII case-insensitive in the host
/// (RFC 5280 §7.5).
///
/// Q: `"a"@example.com` and `a@example.com` are one mailbox. Does the one step over a constraint on the other?
/// A: No. Local parts are compared by what they denote, in constraints too. (`tests/rfc5280.rs`,
///    `a_quoted_local_part_is_the_local_part_that_it_denotes`)
///
/// Q: `root@[192.0.2.1]` is a mailbox of RFC 5321. Which base contains it?
/// A: None, and none fails to: bases are hosts and domains (RFC 5280 §4.2.1.10), and this mailbox is at neither. So it is
///    well formed, has no host, and is refused where e-mail is constrained, whatever the bases.
///    (`tests/rfc5280.rs`, `a_mailbox_without_a_host_name_is_refused_where_mail_is_constrained`)
///
/// Q: Is `*@example.com` a wildcard?
/// A: No. `*` is a character of atoms (RFC 5322 §3.2.3), and e-mail has no wildcards (RFC 9598 §6).
///    (`src/name/email.rs`, `a_star_in_a_local_part_is_a_star`)
///
/// Q: RFC 5321 §4.5.3.1.1 limits the local part to 64 octets. Why is a longer one accepted?
/// A: Nothing here depends on the length, and a well-formed name can be constrained.
///    (`src/name/email.rs`, `a_local_part_may_be_long`)
///
/// ```
/// use srvname::name::Mailbox;
///
/// let mailbox = Mailbox::parse("Root@Example.com")?;
/// assert_eq!(mailbox.local_part().as_str(), "Root");
/// assert_eq!(mailbox.host()?.to_string(), "Example.com");
/// assert_eq!(mailbox, Mailbox::parse("Root@example.com")?);
/// assert_eq!(mailbox, Mailbox::parse("\"Root\"@example.com")?);
/// assert_ne!(mailbox, Mailbox::parse("root@example.com")?);
/// assert!(Mailbox::parse("example.com").is_err());
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mailbox<'a>(Parts<'a>);

impl<'a> Mailbox<'a> {
    /// Parses a presented rfc822Name.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the first rule that the text breaks, and its position.
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        Parts::parse(text, Repertoire::Ascii).map(Self)
    }

    /// Returns the local part, before the `@`.
    #[must_use]
    pub const fn local_part(&self) -> LocalPart<'a> {
        self.0.local_part
    }

    /// Returns the host, after the `@`.
    ///
    /// # Errors
    ///
    /// [`NameRule::MailboxAtAddress`] if the mailbox is at an address. It is well formed, and refused where rfc822Name is
    /// constrained.
    pub fn host(&self) -> Result<DnsName<'a>, NameError> {
        self.0.host()
    }
}

impl fmt::Display for Mailbox<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local_part().as_str(), self.0.domain)
    }
}

/// A presented SmtpUTF8Mailbox: a mailbox whose local part may go beyond ASCII (RFC 9598 §3).
///
/// *Syntax*: as [`Mailbox`], with any character above U+007F in the local part, quoted or not, except the byte order mark,
/// which RFC 9598 §3 rules out. The host is written in A-labels.
/// *Equality* is as that of [`Mailbox`].
///
/// Q: A mailbox with a local part in ASCII must be an rfc822Name. Why is it accepted here?
/// A: The name is constrained by its domain, which is the same either way. It is a matter for a lint, not for a
///    verdict. (`src/name/email.rs`, `an_smtp_utf8_mailbox_may_be_ascii`)
///
/// Q: And a host in U-labels?
/// A: Malformed. RFC 9598 took U-labels out of the comparison so that validators need no Punycode.
///    (`src/name/email.rs`, `a_host_in_u_labels_is_malformed`)
///
/// ```
/// use srvname::name::{NameRule, SmtpUtf8Mailbox};
///
/// let mailbox = SmtpUtf8Mailbox::parse("学生@xn--fsqu00a.example")?;
/// assert_eq!(mailbox.local_part().as_str(), "学生");
/// assert_eq!(mailbox.host()?.to_string(), "xn--fsqu00a.example");
/// let error = SmtpUtf8Mailbox::parse("学生@例子.example").unwrap_err();
/// assert_eq!(error.rule(), NameRule::NotAscii);
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SmtpUtf8Mailbox<'a>(Parts<'a>);

impl<'a> SmtpUtf8Mailbox<'a> {
    /// Parses a presented SmtpUTF8Mailbox.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the first rule that the text breaks, and its position; [`NameRule::NotAscii`] is about the
    /// host.
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        Parts::parse(text, Repertoire::Utf8).map(Self)
    }

    /// Returns the local part, before the `@`.
    #[must_use]
    pub const fn local_part(&self) -> LocalPart<'a> {
        self.0.local_part
    }

    /// Returns the host, after the `@`.
    ///
    /// # Errors
    ///
    /// [`NameRule::MailboxAtAddress`] if the mailbox is at an address. It is well formed, and refused where rfc822Name is
    /// constrained.
    pub fn host(&self) -> Result<DnsName<'a>, NameError> {
        self.0.host()
    }
}

impl fmt::Display for SmtpUtf8Mailbox<'_> {
    /// Writes the mailbox, with what is not seen of its local part escaped, as [`Escaped`] does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", Escaped::new(self.local_part().as_str()), self.0.domain)
    }
}

/// The base of an rfc822Name constraint: a mailbox, a host, or a domain (RFC 5280 §4.2.1.10).
///
/// It constrains SmtpUTF8Mailbox as well (RFC 9598 §6), so that a CA constrained to `example.com` before such names
/// existed is constrained for them too.
///
/// *Syntax*: empty; `root@example.com`, whose local part may be quoted; `example.com`, which is this host and none below
/// it; `.example.com`, which is every host below and not this one.
///
/// ```
/// use srvname::name::{EmailSubtree, Mailbox, Subtree};
///
/// let host = EmailSubtree::parse("example.com")?;
/// assert_eq!(host.contains(Mailbox::parse("root@example.com")?), Some(true));
/// assert_eq!(host.contains(Mailbox::parse("root@mail.example.com")?), Some(false));
/// assert_eq!(host.contains(Mailbox::parse("root@[192.0.2.1]")?), None);
///
/// let domain = EmailSubtree::parse(".example.com")?;
/// assert_eq!(domain.contains(Mailbox::parse("root@mail.example.com")?), Some(true));
/// assert_eq!(domain.contains(Mailbox::parse("root@example.com")?), Some(false));
/// assert_eq!(host.meet(domain), None);
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EmailSubtree<'a> {
    /// The empty base: every mailbox.
    All,
    /// `root@example.com`: this mailbox.
    Mailbox(MailboxBase<'a>),
    /// `example.com`, every mailbox at this host; or `.example.com`, every mailbox at the hosts below this domain.
    Host(HostBase<'a>),
}

impl<'a> EmailSubtree<'a> {
    /// Parses the base of an rfc822Name constraint.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the first rule that the text breaks, and its position. `@example.com`, `.`, a dot at the end,
    /// an address and a host with `*` are malformed.
    pub fn parse(text: &'a str) -> Result<Self, NameError> {
        if text.is_empty() {
            Ok(Self::All)
        } else if text.contains('@') {
            MailboxBase::parse(text).map(Self::Mailbox)
        } else {
            HostBase::parse(text).map(Self::Host)
        }
    }

    /// Returns whether `mailbox` is inside this base, or `None` if it is at an address, so that it has no host to compare.
    ///
    /// A mailbox represents itself, so this serves permitted and excluded alike.
    #[must_use]
    pub fn contains(&self, mailbox: Mailbox<'_>) -> Option<bool> {
        let host = mailbox.host().ok()?;
        Some(match self {
            Self::Mailbox(base) => base.local_part == mailbox.local_part() && base.host == host,
            Self::All | Self::Host(_) => self.contains_host(host),
        })
    }

    /// Returns whether `mailbox` is inside this base, by its domain alone (RFC 9598 §6), or `None` if it is at an address.
    ///
    /// The local part of a base is ignored, so `root@example.com` permits, and excludes, every SmtpUTF8Mailbox at
    /// `example.com`. Such a mailbox represents itself, so this serves permitted and excluded alike.
    ///
    /// ```
    /// use srvname::name::{EmailSubtree, SmtpUtf8Mailbox};
    ///
    /// let base = EmailSubtree::parse("root@example.com")?;
    /// assert_eq!(base.contains_smtp_utf8(SmtpUtf8Mailbox::parse("müller@example.com")?), Some(true));
    /// assert_eq!(base.contains_smtp_utf8(SmtpUtf8Mailbox::parse("müller@mail.example.com")?), Some(false));
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub fn contains_smtp_utf8(&self, mailbox: SmtpUtf8Mailbox<'_>) -> Option<bool> {
        mailbox.host().ok().map(|host| self.contains_host(host))
    }

    /// Returns `true` if the host of a mailbox is inside this base, without regard to local parts.
    fn contains_host(&self, host: DnsName<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Mailbox(base) => base.host == host,
            Self::Host(base) => base.contains(host),
        }
    }
}

/// A particular mailbox, as the base of an rfc822Name constraint: it is at a host, never at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MailboxBase<'a> {
    local_part: LocalPart<'a>,
    host: DnsName<'a>,
}

impl<'a> MailboxBase<'a> {
    /// Parses a base with an `@`.
    fn parse(text: &'a str) -> Result<Self, NameError> {
        let (local_part, host, host_at) = split_at_sign(text, Repertoire::Ascii)?;
        if host.starts_with('[') {
            return Err(NameError::new(NameRule::MailboxAtAddress, host_at));
        }
        let host = parse_base_domain(host, Underscores::Allowed).map_err(|error| error.shifted(host_at))?;
        Ok(Self { local_part, host })
    }

    /// Returns the local part, before the `@`.
    #[must_use]
    pub const fn local_part(&self) -> LocalPart<'a> {
        self.local_part
    }

    /// Returns the host, after the `@`.
    #[must_use]
    pub const fn host(&self) -> DnsName<'a> {
        self.host
    }
}

impl fmt::Display for MailboxBase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local_part.as_str(), self.host)
    }
}

impl Subtree for EmailSubtree<'_> {
    /// Returns `true` if every rfc822Name inside `other` is inside this base. Then every SmtpUTF8Mailbox inside `other`
    /// is inside this base too.
    ///
    /// [`meet`](Subtree::meet) is about rfc822Names alone: `a@example.com` and `b@example.com` have none in common, and
    /// yet both contain every SmtpUTF8Mailbox at the host.
    fn covers(&self, other: Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (_, Self::All) => false,
            (Self::Mailbox(base), Self::Mailbox(other)) => *base == other,
            (Self::Mailbox(_), Self::Host(_)) => false,
            (Self::Host(base), Self::Mailbox(other)) => base.contains(other.host),
            (Self::Host(base), Self::Host(other)) => base.covers(other),
        }
    }
}

impl fmt::Display for EmailSubtree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Mailbox(mailbox) => mailbox.fmt(f),
            Self::Host(base) => base.fmt(f),
        }
    }
}

impl<'a> NameForm<'a> for Mailbox<'a> {
    type Base = EmailSubtree<'a>;
    const ENCODING: Encoding = Encoding::Implicit(Tag(0x81));

    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::parse(ia5_text(octets)?)
    }

    fn is_inside(&self, base: &EmailSubtree<'a>) -> Option<bool> {
        base.contains(*self)
    }

    fn compared(&self) -> Result<Compared<'a>, NameError> {
        Ok(Compared::Host(DnsPattern::Name(self.host()?), Qualifier::LocalPart(self.local_part())))
    }
}

impl<'a> NameForm<'a> for SmtpUtf8Mailbox<'a> {
    type Base = EmailSubtree<'a>;
    const ENCODING: Encoding = Encoding::OtherName(ID_ON_SMTP_UTF8_MAILBOX, Tag::UTF8_STRING);

    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        let not_utf8 = |error: core::str::Utf8Error| NameError::new(NameRule::NotUtf8, error.valid_up_to());
        Self::parse(core::str::from_utf8(octets).map_err(not_utf8)?)
    }

    fn is_inside(&self, base: &EmailSubtree<'a>) -> Option<bool> {
        base.contains_smtp_utf8(*self)
    }

    fn compared(&self) -> Result<Compared<'a>, NameError> {
        Ok(Compared::Host(DnsPattern::Name(self.host()?), Qualifier::AnyLocalPart))
    }
}

impl<'a> BaseForm<'a> for EmailSubtree<'a> {
    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::parse(ia5_text(octets)?)
    }

    fn extent(&self) -> Extent<'a> {
        match self {
            Self::All => Extent::All,
            Self::Host(base) => base.extent(),
            Self::Mailbox(base) => Extent::Hosts(base.host, Reach::Exact, Qualifier::LocalPart(base.local_part)),
        }
    }
}

/// Returns `true` if the text in the brackets of an address literal is an address (RFC 5321 §4.1.3).
fn is_address(text: &str) -> bool {
    let is_number = |part: &str| part.len() <= 3 && part.bytes().all(|octet| octet.is_ascii_digit());
    let is_snum = |part: &str| is_number(part) && part.parse::<u8>().is_ok();
    let Some((tag, address)) = text.split_once(':') else {
        return text.split('.').count() == 4 && text.split('.').all(is_snum);
    };
    if tag.eq_ignore_ascii_case("IPv6") {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let is_tag = tag.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-');
    let is_content = |octet: u8| octet.is_ascii_graphic() && !matches!(octet, b'[' | b'\\' | b']');
    is_tag && !tag.is_empty() && !tag.ends_with('-') && !address.is_empty() && address.bytes().all(is_content)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use core::hash::{Hash, Hasher};
    use std::collections::hash_map::DefaultHasher;
    use std::string::{String, ToString};

    use super::*;

    fn base(text: &str) -> EmailSubtree<'_> {
        EmailSubtree::parse(text).unwrap()
    }

    fn mailbox(text: &str) -> Mailbox<'_> {
        Mailbox::parse(text).unwrap()
    }

    fn hash(value: impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    }

    /// RFC 5280 §4.2.1.10, its three examples, then what follows from its words.
    #[test]
    fn the_constraints_of_rfc_5280() {
        for (restriction, name, satisfies) in [
            ("root@example.com", "root@example.com", true),
            ("example.com", "any@example.com", true),
            (".example.com", "any@host.example.com", true),
            (".example.com", "any@example.com", false),
            // Not in the text.
            ("root@example.com", "root@EXAMPLE.com", true),
            ("root@example.com", "Root@example.com", false),
            ("root@example.com", "root@mail.example.com", false),
            ("example.com", "any@Example.Com", true),
            ("example.com", "any@mail.example.com", false),
            ("example.com", "any@example.com.evil.test", false),
            (".example.com", "any@a.b.example.com", true),
            (".example.com", "any@bigexample.com", false),
            ("", "any@example.com", true),
            ("*@example.com", "root@example.com", false),
            ("*@example.com", "*@example.com", true),
            ("example.com", "\"any\"@example.com", true),
            ("example.com", "\"any@evil.test\"@example.com", true),
            ("example.com", "\"any@example.com\"@evil.test", false),
            (".example.com", "\"any any\"@host.example.com", true),
            ("root@example.com", "\"root\"@example.com", true),
            ("root@example.com", "\"r\\oot\"@example.com", true),
            ("root@example.com", "\"Root\"@example.com", false),
            ("root@example.com", "\" root\"@example.com", false),
            ("\"root\"@example.com", "root@EXAMPLE.com", true),
            ("\"\\root\"@example.com", "\"r\\oot\"@example.com", true),
            ("\"a@b\"@example.com", "\"a\\@b\"@example.com", true),
            ("\"\"@example.com", "\"\"@example.com", true),
            ("\"\"@example.com", "a@example.com", false),
        ] {
            assert_eq!(base(restriction).contains(mailbox(name)), Some(satisfies), "{restriction:?} {name}");
        }
    }

    /// RFC 9598 §6: the domain only.
    #[test]
    fn the_constraints_of_rfc_9598() {
        for (restriction, name, satisfies) in [
            ("example.com", "médecin@example.com", true),
            ("example.com", "médecin@mail.example.com", false),
            (".example.com", "médecin@mail.example.com", true),
            (".example.com", "médecin@example.com", false),
            ("root@example.com", "médecin@example.com", true),
            ("root@example.com", "médecin@mail.example.com", false),
            ("xn--fsqu00a.example", "学生@XN--FSQU00A.example", true),
            ("", "学生@xn--fsqu00a.example", true),
            ("example.com", "\"mé decin@evil.test\"@example.com", true),
            ("root@example.com", "\"médecin\"@mail.example.com", false),
            ("\"root\"@example.com", "médecin@example.com", true),
        ] {
            let name = SmtpUtf8Mailbox::parse(name).unwrap();
            assert_eq!(base(restriction).contains_smtp_utf8(name), Some(satisfies), "{restriction:?} {name}");
        }
    }

    #[test]
    fn what_is_no_mailbox() {
        for (text, rule, position) in [
            ("", NameRule::Empty, 0),
            ("root", NameRule::MissingAt, 4),
            ("@example.com", NameRule::EmptyLocalPart, 0),
            (".a@example.com", NameRule::LocalPartCharacter, 0),
            ("a..b@example.com", NameRule::LocalPartCharacter, 2),
            ("a.@example.com", NameRule::LocalPartCharacter, 1),
            ("a b@example.com", NameRule::LocalPartCharacter, 1),
            ("a\0@example.com", NameRule::LocalPartCharacter, 1),
            ("Root <root@example.com>", NameRule::LocalPartCharacter, 4),
            ("müller@example.com", NameRule::NotAscii, 1),
            ("a@", NameRule::Empty, 2),
            ("a@b@example.com", NameRule::LabelCharacter, 3),
            ("a@example.com.", NameRule::TrailingDot, 13),
            ("a@.example.com", NameRule::EmptyLabel, 2),
            ("\"a\"@b@example.com", NameRule::LabelCharacter, 5),
            ("\"a\"@", NameRule::Empty, 4),
            ("\"a\"@example.com.", NameRule::TrailingDot, 15),
            ("a@[]", NameRule::AddressLiteral, 2),
            ("a@[192.0.2.1", NameRule::AddressLiteral, 2),
            ("a@[192.0.2]", NameRule::AddressLiteral, 2),
            ("a@[192.0.2.256]", NameRule::AddressLiteral, 2),
            ("a@[192.0.2.+1]", NameRule::AddressLiteral, 2),
            ("a@[192.0.2.0001]", NameRule::AddressLiteral, 2),
            ("a@[192.0.2.1].", NameRule::AddressLiteral, 2),
            ("a@[IPv6:2001:db8::1::]", NameRule::AddressLiteral, 2),
            ("a@[2001:db8::1]x", NameRule::AddressLiteral, 2),
            ("a@[-:x]", NameRule::AddressLiteral, 2),
            ("a@[x:]", NameRule::AddressLiteral, 2),
            ("a@[x:[]", NameRule::AddressLiteral, 2),
            ("\"a\"@[x: ]", NameRule::AddressLiteral, 4),
            ("a@192.0.2.1", NameRule::NumericLastLabel, 10),
            ("a@*.example.com", NameRule::Wildcard, 2),
            ("a@exämple.com", NameRule::NotAscii, 4),
            ("a@example.com\n", NameRule::LabelCharacter, 13),
        ] {
            assert_eq!(Mailbox::parse(text), Err(NameError::new(rule, position)), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_base() {
        for (text, rule, position) in [
            ("@example.com", NameRule::EmptyLocalPart, 0),
            (".", NameRule::Empty, 1),
            ("..example.com", NameRule::EmptyLabel, 1),
            ("example.com.", NameRule::TrailingDot, 11),
            (".example.com.", NameRule::TrailingDot, 12),
            ("*.example.com", NameRule::WildcardBase, 0),
            (".*.example.com", NameRule::WildcardBase, 1),
            ("a@*.example.com", NameRule::WildcardBase, 2),
            ("a@.example.com", NameRule::EmptyLabel, 2),
            ("\"a\"b@example.com", NameRule::QuotedLocalPart, 3),
            ("\"a@example.com", NameRule::QuotedLocalPart, 14),
            ("\"a\"@*.example.com", NameRule::WildcardBase, 4),
            ("\"a\"", NameRule::LabelCharacter, 0),
            ("a@[192.0.2.1]", NameRule::MailboxAtAddress, 2),
            ("a@[192.0.2", NameRule::MailboxAtAddress, 2),
            ("[192.0.2.1]", NameRule::LabelCharacter, 0),
            ("192.0.2.0", NameRule::NumericLastLabel, 8),
            ("müller@example.com", NameRule::NotAscii, 1),
            ("exämple.com", NameRule::NotAscii, 2),
        ] {
            assert_eq!(EmailSubtree::parse(text), Err(NameError::new(rule, position)), "{text:?}");
        }
    }

    #[test]
    fn a_quotation_mark_opens_at_the_start_alone() {
        for local_part in [r#""john smith""#, r#""a@evil.test""#, r#""\\""#, r#""\"@""#, r#""""#, r#""..""#] {
            let text = std::format!("{local_part}@Example.com");
            let name = mailbox(&text);
            assert_eq!((name.local_part().as_str(), name.host().unwrap().as_str()), (local_part, "Example.com"));
            assert_eq!(name.to_string(), text);
            assert_eq!(SmtpUtf8Mailbox::parse(&text).unwrap().to_string(), text);
            assert_eq!(base(&text).to_string(), text);
        }
        assert_eq!(Mailbox::parse("a\"b@c\"@d.test"), Err(NameError::new(NameRule::LocalPartCharacter, 1)));
    }

    #[test]
    fn a_mailbox_at_an_address_has_no_host() {
        for literal in
            ["[192.0.2.1]", "[192.000.002.001]", "[IPv6:2001:db8::1]", "[ipv6:::ffff:192.0.2.1]", "[x-1:a@b]", "[x::]"]
        {
            for (local_part, at) in [("a", 2), (r#""a b""#, 6)] {
                let text = std::format!("{local_part}@{literal}");
                let (name, utf8) = (mailbox(&text), SmtpUtf8Mailbox::parse(&text).unwrap());
                let error = NameError::new(NameRule::MailboxAtAddress, at);
                assert_eq!((name.host(), utf8.host()), (Err(error), Err(error)));
                assert_eq!((name.to_string(), utf8.to_string()), (text.clone(), text.clone()));
                for base in ["", "example.com", ".example.com", "a@example.com"].map(base) {
                    assert_eq!((base.contains(name), base.contains_smtp_utf8(utf8)), (None, None), "{base} {text}");
                }
            }
        }
    }

    #[test]
    fn a_star_in_a_local_part_is_a_star() {
        assert_eq!(mailbox("*@example.com").local_part().as_str(), "*");
        assert!(!base("*@example.com").covers(base("root@example.com")));
    }

    #[test]
    fn a_local_part_may_be_long() {
        let mut text = "a".repeat(1_000);
        text.push_str("@example.com");
        assert_eq!(mailbox(&text).local_part().as_str().len(), 1_000);
    }

    #[test]
    fn a_host_may_hold_underscores() {
        assert_eq!(mailbox("a@_mail.example.com").host().unwrap().as_str(), "_mail.example.com");
        assert_eq!(base(".example.com").contains(mailbox("a@_mail.example.com")), Some(true));
    }

    #[test]
    fn an_smtp_utf8_mailbox_may_be_ascii() {
        assert_eq!(SmtpUtf8Mailbox::parse("root@example.com").unwrap().local_part().as_str(), "root");
    }

    #[test]
    fn a_host_in_u_labels_is_malformed() {
        assert_eq!(SmtpUtf8Mailbox::parse("a@exämple.com"), Err(NameError::new(NameRule::NotAscii, 4)));
    }

    #[test]
    fn an_smtp_utf8_local_part_is_still_a_dot_string() {
        for (text, rule, position) in [
            ("", NameRule::Empty, 0),
            ("é", NameRule::MissingAt, 2),
            ("é..é@example.com", NameRule::LocalPartCharacter, 3),
            ("é é@example.com", NameRule::LocalPartCharacter, 2),
            ("\u{feff}é@example.com", NameRule::LocalPartCharacter, 0),
            ("é@@example.com", NameRule::LabelCharacter, 3),
            ("\"é\"é@example.com", NameRule::QuotedLocalPart, 4),
            ("\"\\é\"@example.com", NameRule::QuotedLocalPart, 2),
        ] {
            assert_eq!(SmtpUtf8Mailbox::parse(text), Err(NameError::new(rule, position)), "{text:?}");
        }
    }

    #[test]
    fn a_report_stays_on_its_line() {
        for (text, shown) in [
            ("médecin@Example.com", "médecin@Example.com"),
            ("a\u{202e}b@example.com", "a\\u{202e}b@example.com"),
            ("a\u{9b}2J@example.com", "a\\u{9b}2J@example.com"),
            ("\"a \u{202e}b\"@example.com", "\"a \\u{202e}b\"@example.com"),
        ] {
            assert_eq!(SmtpUtf8Mailbox::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn equal_mailboxes_hash_alike() {
        assert_eq!(hash(mailbox("a@Example.com")), hash(mailbox("a@example.COM")));
        assert_eq!(hash(base("a@Example.com")), hash(base("a@example.COM")));
        assert_eq!(hash(mailbox("a@Example.com")), hash(mailbox("\"\\a\"@example.COM")));
        assert_eq!(hash(base("a@Example.com")), hash(base("\"a\"@example.COM")));
        assert_eq!(base("a@Example.com"), base("\"a\"@example.COM"));
        assert_ne!(mailbox("A@example.com"), mailbox("a@example.com"));
        assert_ne!(base(".example.com"), base("example.com"));
    }

    const BASES: [&str; 17] = [
        "",
        "test",
        ".test",
        "a.test",
        ".a.test",
        "b.a.test",
        ".b.a.test",
        "b.test",
        ".b.test",
        "x@a.test",
        "X@a.test",
        "y@a.test",
        "x@b.a.test",
        "x@test",
        "\"\\x\"@test",
        "\"x \"@test",
        "\"x\\ \"@a.test",
    ];

    /// Every base has a name in here that tells it from every other.
    fn names() -> impl Iterator<Item = String> {
        let hosts = ["test", "a.test", "b.test", "c.test", "b.a.test", "c.b.a.test", "c.b.test", "ba.test", "other"];
        hosts
            .into_iter()
            .flat_map(|host| ["x", "X", "y", "z", "\"x\"", "\"x \""].map(|local| std::format!("{local}@{host}")))
    }

    #[test]
    fn covers_is_containment_and_meet_is_intersection() {
        for one in BASES.map(base) {
            for other in BASES.map(base) {
                let inside = |base: EmailSubtree<'_>, name: &String| base.contains(mailbox(name)) == Some(true);
                let covers = names().all(|name| !inside(other, &name) || inside(one, &name));
                assert_eq!(one.covers(other), covers, "{one} covers {other}");
                let meet = one.meet(other);
                assert_eq!(meet, other.meet(one));
                for name in names() {
                    let both = inside(one, &name) && inside(other, &name);
                    assert_eq!(meet.is_some_and(|meet| inside(meet, &name)), both, "{one} and {other} on {name}");
                    let utf8 = SmtpUtf8Mailbox::parse(&name).unwrap();
                    let inside = |base: EmailSubtree<'_>| base.contains_smtp_utf8(utf8) == Some(true);
                    assert!(!one.covers(other) || !inside(other) || inside(one));
                }
            }
        }
    }

    #[test]
    fn display_is_what_was_parsed() {
        for text in BASES.into_iter().chain(["Root@Example.COM", ".Example.COM", "*@example.com"]) {
            assert_eq!(base(text).to_string(), text);
        }
        for name in names() {
            assert_eq!(mailbox(&name).to_string(), name);
        }
    }
}
