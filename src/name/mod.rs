//! Names and the bases that restrict them, one form a file; here the forms meet.
//!
//! A presented name and a restriction look alike and mean different things, so they are different types: [`Name`] and
//! [`Base`]. [`Base::contains`] and [`Base::overlaps`] are the one place where the two are paired.

pub mod directory;
pub mod dns;
pub mod email;
pub mod error;
pub mod host;
pub mod ip;
pub(crate) mod labels;
pub mod srv;
pub mod subtree;
pub mod uri;

use core::fmt;
use core::net::IpAddr;

use crate::der::Tag;
use crate::oid::Oid;
use directory::{DirectoryName, DirectorySubtree};
use dns::{DnsPattern, DnsSubtree};
use email::{EmailSubtree, Mailbox, SmtpUtf8Mailbox};
use ip::IpSubtree;
use srv::{SrvName, SrvSubtree};
use uri::{Uri, UriSubtree};

/// A name form: what a constraint and a name must share before they are compared (RFC 5280 §4.2.1.6, §4.2.1.10).
///
/// Each type-id of otherName is a form of its own, because each has its own syntax and its own document. Treating all
/// otherNames as one form refuses a user principal name for the sake of an SRVName constraint
/// (`tests/attacks.rs`, `a_user_principal_name_beside_an_srv_name_constraint_is_no_violation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form<'a> {
    /// otherName of type id-on-dnsSRV (RFC 4985).
    SrvName,
    /// dNSName.
    DnsName,
    /// rfc822Name.
    Rfc822Name,
    /// otherName of type id-on-SmtpUTF8Mailbox; rfc822Name constraints hold it too (RFC 9598 §6).
    SmtpUtf8Mailbox,
    /// uniformResourceIdentifier.
    Uri,
    /// iPAddress.
    IpAddress,
    /// directoryName, which the subject of a certificate is as well.
    DirectoryName,
    /// x400Address, not understood.
    X400Address,
    /// ediPartyName, not understood.
    EdiPartyName,
    /// registeredID, not understood.
    RegisteredId,
    /// otherName of another type, not understood.
    OtherName(Oid<'a>),
    /// A tag that GeneralName does not have, of any class, not understood.
    Unknown(Tag),
}

impl Form<'_> {
    /// Whether a constraint of this form is evaluated; one that is not refuses as soon as such a name appears.
    #[must_use]
    pub const fn is_understood(&self) -> bool {
        match self {
            Self::SrvName | Self::DnsName | Self::Rfc822Name | Self::Uri | Self::IpAddress | Self::DirectoryName => {
                true
            }
            // RFC 9598 §6: such a name is held by rfc822Name constraints, and a base of its own type has no meaning.
            Self::SmtpUtf8Mailbox
            | Self::X400Address
            | Self::EdiPartyName
            | Self::RegisteredId
            | Self::OtherName(_)
            | Self::Unknown(_) => false,
        }
    }

    /// Whether a constraint of this form holds names of the form `name`.
    ///
    /// A form holds itself, and rfc822Name also holds SmtpUTF8Mailbox (RFC 9598 §6).
    #[must_use]
    pub fn applies_to(&self, name: Form<'_>) -> bool {
        match (self, name) {
            (Self::Rfc822Name, Form::SmtpUtf8Mailbox) => true,
            (own, name) => *own == name,
        }
    }
}

impl fmt::Display for Form<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SrvName => f.write_str("SRVName"),
            Self::DnsName => f.write_str("dNSName"),
            Self::Rfc822Name => f.write_str("rfc822Name"),
            Self::SmtpUtf8Mailbox => f.write_str("SmtpUTF8Mailbox"),
            Self::Uri => f.write_str("uniformResourceIdentifier"),
            Self::IpAddress => f.write_str("iPAddress"),
            Self::DirectoryName => f.write_str("directoryName"),
            Self::X400Address => f.write_str("x400Address"),
            Self::EdiPartyName => f.write_str("ediPartyName"),
            Self::RegisteredId => f.write_str("registeredID"),
            Self::OtherName(oid) => write!(f, "otherName {oid}"),
            Self::Unknown(tag) => write!(f, "GeneralName with tag {tag}"),
        }
    }
}

/// A well-formed presented name.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Name<'a> {
    /// An SRVName.
    Srv(SrvName<'a>),
    /// A dNSName, or a wildcard.
    Dns(DnsPattern<'a>),
    /// An rfc822Name.
    Mailbox(Mailbox<'a>),
    /// A SmtpUTF8Mailbox.
    SmtpUtf8(SmtpUtf8Mailbox<'a>),
    /// A uniformResourceIdentifier.
    Uri(Uri<'a>),
    /// An iPAddress.
    Ip(IpAddr),
    /// A directoryName, or a subject.
    Directory(DirectoryName<'a>),
    /// A name of a form that is not understood. Nothing is inside or outside of it.
    NotUnderstood,
}

/// A well-formed base of a name constraint.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Base<'a> {
    /// SRVName.
    Srv(SrvSubtree<'a>),
    /// dNSName.
    Dns(DnsSubtree<'a>),
    /// rfc822Name.
    Email(EmailSubtree<'a>),
    /// uniformResourceIdentifier.
    Uri(UriSubtree<'a>),
    /// iPAddress.
    Ip(IpSubtree),
    /// directoryName.
    Directory(DirectorySubtree<'a>),
    /// A base of a form that is not understood.
    NotUnderstood,
}

impl Base<'_> {
    /// The form, or `None` for a base that is not understood.
    #[must_use]
    pub const fn form(&self) -> Option<Form<'static>> {
        match self {
            Self::Srv(_) => Some(Form::SrvName),
            Self::Dns(_) => Some(Form::DnsName),
            Self::Email(_) => Some(Form::Rfc822Name),
            Self::Uri(_) => Some(Form::Uri),
            Self::Ip(_) => Some(Form::IpAddress),
            Self::Directory(_) => Some(Form::DirectoryName),
            Self::NotUnderstood => None,
        }
    }

    /// Whether every name that `name` stands for is inside this base: the question of permittedSubtrees
    /// (RFC 5280 §6.1.3(b)). `None` when the two are of different forms, or of one that is not understood.
    #[must_use]
    pub fn contains(&self, name: &Name<'_>) -> Option<bool> {
        match (self, name) {
            (Self::Srv(base), Name::Srv(name)) => Some(base.contains(*name)),
            (Self::Dns(base), Name::Dns(name)) => Some(base.contains(*name)),
            // Only host names have wildcards; for the other forms the two questions are one.
            _ => self.holds(name),
        }
    }

    /// Whether some name that `name` stands for is inside this base: the question of excludedSubtrees
    /// (RFC 5280 §6.1.3(c)). `None` when the two are of different forms, or of one that is not understood.
    #[must_use]
    pub fn overlaps(&self, name: &Name<'_>) -> Option<bool> {
        match (self, name) {
            (Self::Srv(base), Name::Srv(name)) => Some(base.overlaps(*name)),
            (Self::Dns(base), Name::Dns(name)) => Some(base.overlaps(*name)),
            _ => self.holds(name),
        }
    }

    fn holds(&self, name: &Name<'_>) -> Option<bool> {
        match (self, name) {
            (Self::Email(base), Name::Mailbox(name)) => Some(base.contains(*name)),
            (Self::Email(base), Name::SmtpUtf8(name)) => Some(base.contains_smtp_utf8(*name)),
            (Self::Uri(base), Name::Uri(name)) => Some(base.contains(*name)),
            (Self::Ip(base), Name::Ip(name)) => Some(base.contains(*name)),
            (Self::Directory(base), Name::Directory(name)) => Some(base.contains(*name)),
            _ => None,
        }
    }
}

impl fmt::Display for Base<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Srv(base) => base.fmt(f),
            Self::Dns(base) => base.fmt(f),
            Self::Email(base) => base.fmt(f),
            Self::Uri(base) => base.fmt(f),
            Self::Ip(base) => base.fmt(f),
            Self::Directory(base) => base.fmt(f),
            Self::NotUnderstood => f.write_str("(not understood)"),
        }
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Srv(name) => name.fmt(f),
            Self::Dns(name) => name.fmt(f),
            Self::Mailbox(name) => name.fmt(f),
            Self::SmtpUtf8(name) => name.fmt(f),
            Self::Uri(name) => name.fmt(f),
            Self::Ip(name) => name.fmt(f),
            Self::Directory(name) => name.fmt(f),
            Self::NotUnderstood => f.write_str("(not understood)"),
        }
    }
}
