//! What a name form is made of: the traits that the file of a form implements, and how its names and bases are described
//! to code that compares many of them without knowing their form.
//!
//! There are three ways to compare names, and every form uses one: by host, by address, by directory name. The forms
//! that *are* a host, an address and a directory name implement the traits here; any other form in its own file.

use core::fmt;
use core::net::IpAddr;

use const_oid::ObjectIdentifier;

use super::directory::{DirectoryName, DirectorySubtree};
use super::dns::{DnsName, DnsPattern, DnsSubtree};
use super::error::{NameError, NameRule};
use super::ip::{IpSubtree, parse_ip};
use super::subtree::Subtree;
use crate::der::Tag;

/// How a GeneralName of a form is encoded (RFC 5280 §4.2.1.6).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Encoding {
    /// Under this tag, implicitly: the value is the content of the element.
    Implicit(Tag),
    /// directoryName: `[4]` explicitly, because Name is a CHOICE. The value is the content of the Name.
    Name,
    /// otherName of this type-id: the value is the content of the one element in its `[0]`, which must have this tag.
    OtherName(ObjectIdentifier, Tag),
}

/// A presented name of a form that is understood.
pub(crate) trait NameForm<'a>: Copy + fmt::Display {
    /// The bases that constrain such names.
    type Base: BaseForm<'a>;

    /// How such a name, and a base of its form, is encoded.
    const ENCODING: Encoding;

    /// Parses the octets of the value.
    fn from_value(octets: &'a [u8]) -> Result<Self, NameError>;

    /// Returns `true` if every name that this one represents is inside `base` (RFC 5280 §6.1.3(b)).
    fn is_inside(&self, base: &Self::Base) -> bool;

    /// Returns `true` if some name that this one represents is inside `base` (RFC 5280 §6.1.3(c)). A form without
    /// wildcards keeps the provided method.
    fn overlaps(&self, base: &Self::Base) -> bool {
        self.is_inside(base)
    }

    /// Returns what of the name is compared.
    fn compared(&self) -> Compared<'a>;
}

/// A base of a form that is understood.
pub(crate) trait BaseForm<'a>: Subtree + fmt::Display {
    /// Parses the octets of the value.
    fn from_value(octets: &'a [u8]) -> Result<Self, NameError>;

    /// Returns which names are inside, in terms of what is compared.
    fn extent(&self) -> Extent<'a>;
}

/// What of a presented name is compared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Compared<'a> {
    /// A host, or a wildcard, and what qualifies it.
    Host(DnsPattern<'a>, Qualifier<'a>),
    /// An address.
    Address(IpAddr),
    /// A Name.
    Directory(DirectoryName<'a>),
}

/// Which names are inside a base.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Extent<'a> {
    /// Every name of the form.
    All,
    /// The names of this qualifier, whatever their host.
    Qualified(Qualifier<'a>),
    /// The names of this qualifier at some hosts.
    Hosts(DnsName<'a>, Reach, Qualifier<'a>),
    /// The addresses of a range.
    Addresses(IpSubtree),
    /// A Name, and every Name below it.
    Directory(DirectoryName<'a>),
}

/// Which hosts a domain in a base includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The domain itself.
    Exact,
    /// The hosts below the domain.
    Below,
    /// Both.
    Within,
}

/// What a name has beside its host, and a base may require.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Qualifier<'a> {
    /// A name without qualifier, or a base that requires none.
    None,
    /// A service, compared without case.
    Service(&'a [u8]),
    /// A local part, compared by octets (RFC 5280 §7.5).
    LocalPart(&'a [u8]),
    /// Of a name alone: a local part that equals any local part of a base (RFC 9598 §6).
    AnyLocalPart,
}

/// Returns the text of an IA5String.
pub(super) fn ia5_text(octets: &[u8]) -> Result<&str, NameError> {
    let not_ascii = |octets: &[u8]| octets.iter().position(|octet| !octet.is_ascii()).unwrap_or(octets.len());
    match core::str::from_utf8(octets) {
        Ok(text) if text.is_ascii() => Ok(text),
        _ => Err(NameError::new(NameRule::NotAscii, not_ascii(octets))),
    }
}

impl<'a> NameForm<'a> for DnsPattern<'a> {
    type Base = DnsSubtree<'a>;
    const ENCODING: Encoding = Encoding::Implicit(Tag(0x82));

    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::parse(ia5_text(octets)?)
    }

    fn is_inside(&self, base: &DnsSubtree<'a>) -> bool {
        base.contains(*self)
    }

    fn overlaps(&self, base: &DnsSubtree<'a>) -> bool {
        base.overlaps(*self)
    }

    fn compared(&self) -> Compared<'a> {
        Compared::Host(*self, Qualifier::None)
    }
}

impl<'a> BaseForm<'a> for DnsSubtree<'a> {
    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::parse(ia5_text(octets)?)
    }

    fn extent(&self) -> Extent<'a> {
        match self {
            Self::All => Extent::All,
            Self::Domain(domain) => Extent::Hosts(*domain, Reach::Within, Qualifier::None),
            Self::Subdomains(domain) => Extent::Hosts(*domain, Reach::Below, Qualifier::None),
        }
    }
}

impl<'a> NameForm<'a> for IpAddr {
    type Base = IpSubtree;
    const ENCODING: Encoding = Encoding::Implicit(Tag(0x87));

    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        parse_ip(octets)
    }

    fn is_inside(&self, base: &IpSubtree) -> bool {
        base.contains(*self)
    }

    fn compared(&self) -> Compared<'a> {
        Compared::Address(*self)
    }
}

impl<'a> BaseForm<'a> for IpSubtree {
    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::from_octets(octets)
    }

    fn extent(&self) -> Extent<'a> {
        Extent::Addresses(*self)
    }
}

impl<'a> NameForm<'a> for DirectoryName<'a> {
    type Base = DirectorySubtree<'a>;
    const ENCODING: Encoding = Encoding::Name;

    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        Self::from_content(octets)
    }

    fn is_inside(&self, base: &DirectorySubtree<'a>) -> bool {
        base.contains(*self)
    }

    fn compared(&self) -> Compared<'a> {
        Compared::Directory(*self)
    }
}

impl<'a> BaseForm<'a> for DirectorySubtree<'a> {
    fn from_value(octets: &'a [u8]) -> Result<Self, NameError> {
        DirectoryName::from_content(octets).map(Self::new)
    }

    fn extent(&self) -> Extent<'a> {
        Extent::Directory(self.name())
    }
}
