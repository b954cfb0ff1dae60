//! The traits that a name form implements, and a description of names and bases that does not depend on their form.
//!
//! Names are compared in one of three ways: by host, by address, or by directory name. The forms that *are* a host, an
//! address and a directory name implement the traits here; any other form in its own file.

use core::fmt;
use core::net::IpAddr;

use const_oid::ObjectIdentifier;

use super::directory::{DirectoryName, DirectorySubtree};
use super::dns::{DnsName, DnsPattern, DnsSubtree};
use super::error::{NameError, NameRule};
use super::ip::{IpSubtree, parse_ip};
use super::local_part::LocalPart;
use super::subtree::Subtree;
use crate::der::Tag;

/// The encoding of a GeneralName of a form (RFC 5280 §4.2.1.6).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Encoding {
    /// This tag, implicitly: the value is the content of the element.
    Implicit(Tag),
    /// directoryName: `[4]` explicitly, because Name is a CHOICE. The value is the content of the Name.
    Name,
    /// otherName of this type-id: the value is the content of the one element in its `[0]`, which must have this tag.
    OtherName(ObjectIdentifier, Tag),
}

/// A presented name of a form whose names are parsed.
pub(crate) trait NameForm<'a>: Copy + fmt::Display {
    /// The bases that constrain such names.
    type Base: BaseForm<'a>;

    /// The encoding of such a name, and of a base of its form.
    const ENCODING: Encoding;

    /// Parses the octets of the value.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the first rule that the value breaks, and its position.
    fn from_value(octets: &'a [u8]) -> Result<Self, NameError>;

    /// Returns whether every name that this name represents is inside `base` (RFC 5280 §6.1.3(b)), or `None` if that is
    /// undefined: the name has nothing to compare, or a value of either is not text.
    fn is_inside(&self, base: &Self::Base) -> Option<bool>;

    /// Returns whether at least one name that this name represents is inside `base` (RFC 5280 §6.1.3(c)), or `None` as
    /// [`NameForm::is_inside`] does. A form without wildcards uses the provided method.
    fn overlaps(&self, base: &Self::Base) -> Option<bool> {
        self.is_inside(base)
    }

    /// Returns the parts of the name that are compared.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the reason that a well-formed name has none, so that no base contains it and none fails to.
    fn compared(&self) -> Result<Compared<'a>, NameError>;
}

/// A base of a form whose constraints are evaluated.
pub(crate) trait BaseForm<'a>: Subtree + fmt::Display {
    /// Parses the octets of the value.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the first rule that the value breaks, and its position.
    fn from_value(octets: &'a [u8]) -> Result<Self, NameError>;

    /// Returns the names inside this base, in terms of what is compared.
    fn extent(&self) -> Extent<'a>;
}

/// The parts of a presented name that are compared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Compared<'a> {
    /// A host, or a wildcard, and its qualifier.
    Host(DnsPattern<'a>, Qualifier<'a>),
    /// An address.
    Address(IpAddr),
    /// A Name.
    Directory(DirectoryName<'a>),
}

/// The names inside a base.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Extent<'a> {
    /// Every name of the form.
    All,
    /// The names with this qualifier, at any host.
    Qualified(Qualifier<'a>),
    /// The names with this qualifier at some hosts.
    Hosts(DnsName<'a>, Reach, Qualifier<'a>),
    /// The addresses of a range.
    Addresses(IpSubtree),
    /// A Name, and every Name below it.
    Directory(DirectoryName<'a>),
}

/// The hosts that a domain in a base includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The domain itself.
    Exact,
    /// The hosts below the domain.
    Below,
    /// Both.
    Within,
}

/// A part of a name beside its host, which a base may require.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Qualifier<'a> {
    /// A name without qualifier, or a base that requires none.
    None,
    /// A service, compared without regard to case.
    Service(&'a [u8]),
    /// A local part, compared by what it denotes (RFC 5321 §4.1.2).
    LocalPart(LocalPart<'a>),
    /// Only in names: a local part that equals any local part of a base (RFC 9598 §6).
    AnyLocalPart,
}

/// Returns the text of an IA5String.
///
/// # Errors
///
/// [`NameRule::NotAscii`] at the first octet above 0x7f.
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

    fn is_inside(&self, base: &DnsSubtree<'a>) -> Option<bool> {
        Some(base.contains(*self))
    }

    fn overlaps(&self, base: &DnsSubtree<'a>) -> Option<bool> {
        Some(base.overlaps(*self))
    }

    fn compared(&self) -> Result<Compared<'a>, NameError> {
        Ok(Compared::Host(*self, Qualifier::None))
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

    fn is_inside(&self, base: &IpSubtree) -> Option<bool> {
        Some(base.contains(*self))
    }

    fn compared(&self) -> Result<Compared<'a>, NameError> {
        Ok(Compared::Address(*self))
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

    fn is_inside(&self, base: &DirectorySubtree<'a>) -> Option<bool> {
        base.contains(*self)
    }

    fn compared(&self) -> Result<Compared<'a>, NameError> {
        Ok(Compared::Directory(*self))
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
