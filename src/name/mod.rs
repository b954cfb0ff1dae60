//! Names of every form and the bases that constrain them.
//!
//! A presented name and a base look alike and mean different things, so they are different types: [`Name`] and
//! [`Base`]. Only [`Base::contains`] and [`Base::overlaps`] compare the two.
//!
//! ```
//! use srvname::name::{DnsName, DnsPattern, DnsSubtree, Name, Base};
//!
//! let name = Name::Dns(DnsPattern::parse("www.example.com")?);
//! let base = Base::Dns(DnsSubtree::parse("example.com")?);
//! assert_eq!(base.contains(&name), Some(true));
//! # Ok::<(), srvname::name::NameError>(())
//! ```
//!
//! Each form that is understood has a file, with a type for its names and a type for its bases, which implement
//! `NameForm` and `BaseForm`, and a row in the table of this file, from which everything that depends on the form is
//! generated.

#[cfg(feature = "idna")]
pub(crate) mod a_label;
pub(crate) mod directory;
pub(crate) mod dns;
pub(crate) mod email;
pub(crate) mod error;
pub(crate) mod form;
pub(crate) mod host;
pub(crate) mod host_scan;
pub(crate) mod ip;
pub(crate) mod line;
pub(crate) mod local_part;
pub(crate) mod srv;
pub(crate) mod subtree;
#[cfg(feature = "idna")]
pub(crate) mod u_label;
pub(crate) mod uri;

use core::fmt;
use core::net::IpAddr;

use crate::der::oid::Oid;
use crate::der::{Identifier, Tag};
use form::{BaseForm, Compared, Encoding, Extent, NameForm};

pub use directory::{Attribute, DirectoryName, DirectorySubtree, MAX_RDN_ATTRIBUTES, Rdn};
pub use dns::{DnsLeadingDot, DnsName, DnsPattern, DnsSubtree, MAX_LABEL_OCTETS, MAX_NAME_OCTETS};
pub use email::{EmailSubtree, Mailbox, MailboxBase, SmtpUtf8Mailbox};
pub use error::{NameError, NameRule};
pub use host::HostBase;
pub use ip::{IpSubtree, parse_ip};
pub use line::Escaped;
pub use local_part::LocalPart;
pub use srv::{MAX_SERVICE_OCTETS, Service, SrvName, SrvSubtree};
pub use subtree::Subtree;
#[cfg(feature = "idna")]
pub use u_label::{IdnError, to_a_labels};
pub use uri::{Uri, UriSubtree};

/// Generates [`Form`], [`Name`], [`Base`] and all that depends on the form from the table of forms.
///
/// A row is the form, what RFCs call it, the variant and type of its names, and the variant and type of its bases;
/// names of the second group are constrained by the bases of another form.
macro_rules! name_forms {
    (
        constrained {
            $($(#[$doc:meta])* $form:ident $label:literal: $name:ident($Name:ty), $base:ident($Base:ty);)*
        }
        constrained_by_another {
            $($(#[$other_doc:meta])* $other:ident $other_label:literal:
                $other_name:ident($OtherName:ty), $other_base:ident of $owner:ident;)*
        }
    ) => {
        /// A name form: a constraint applies to the names of its form (RFC 5280 §4.2.1.6, §4.2.1.10).
        ///
        /// Each type-id of otherName is a form, because each has its syntax and its document. If all otherNames were
        /// one form, a user principal name would be refused because of an SRVName constraint
        /// (`tests/attacks.rs`, `a_user_principal_name_beside_an_srv_name_constraint_is_no_violation`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Form<'a> {
            $($(#[$doc])* $form,)*
            $($(#[$other_doc])* $other,)*
            /// x400Address, not understood.
            X400Address,
            /// ediPartyName, not understood.
            EdiPartyName,
            /// registeredID, not understood.
            RegisteredId,
            /// otherName of any other type, not understood.
            OtherName(Oid<'a>),
            /// A tag of any class that no alternative of GeneralName has, not understood.
            Unknown(Identifier<'a>),
        }

        impl<'a> Form<'a> {
            /// The forms whose constraints are evaluated.
            pub const UNDERSTOOD: &'static [Form<'static>] = &[$(Form::$form,)*];

            /// Returns `true` if a constraint of this form is evaluated. If it is not, a name of the form is refused as
            /// soon as the form is constrained (RFC 5280 §4.2.1.10).
            #[must_use]
            pub const fn is_understood(&self) -> bool {
                // RFC 9598 §6: a SmtpUTF8Mailbox is constrained by rfc822Name, and a base of that type has no meaning.
                matches!(self, $(Self::$form)|*)
            }

            /// Returns the form without its type-id or tag.
            pub(crate) const fn kind(&self) -> FormKind {
                match self {
                    $(Self::$form => FormKind::$form,)*
                    $(Self::$other => FormKind::$other,)*
                    Self::X400Address => FormKind::X400Address,
                    Self::EdiPartyName => FormKind::EdiPartyName,
                    Self::RegisteredId => FormKind::RegisteredId,
                    Self::OtherName(_) => FormKind::OtherName,
                    Self::Unknown(_) => FormKind::Unknown,
                }
            }

            /// Returns the form of a GeneralName whose content is its value, or `None` for any other tag.
            #[inline]
            pub(crate) const fn of_implicit_tag(tag: Tag) -> Option<Form<'static>> {
                $(if let Encoding::Implicit(Tag(implicit)) = <$Name as NameForm<'a>>::ENCODING {
                    if implicit == tag.0 {
                        return Some(Form::$form);
                    }
                })*
                $(if let Encoding::Implicit(Tag(implicit)) = <$OtherName as NameForm<'a>>::ENCODING {
                    if implicit == tag.0 {
                        return Some(Form::$other);
                    }
                })*
                None
            }

            /// Returns the form of an otherName.
            pub(crate) fn of_type_id(type_id: Oid<'a>) -> Self {
                $(if matches!(<$Name as NameForm<'a>>::ENCODING, Encoding::OtherName(known, _) if type_id == known) {
                    return Self::$form;
                })*
                $(if matches!(<$OtherName as NameForm<'a>>::ENCODING, Encoding::OtherName(known, _) if type_id == known) {
                    return Self::$other;
                })*
                Self::OtherName(type_id)
            }

            /// Returns the tag that the value in the `[0]` of an otherName must have, or `None` if the form is no
            /// otherName or is not understood.
            #[inline]
            pub(crate) const fn other_name_value(&self) -> Option<Tag> {
                let encoding = match self {
                    $(Self::$form => <$Name as NameForm<'a>>::ENCODING,)*
                    $(Self::$other => <$OtherName as NameForm<'a>>::ENCODING,)*
                    _ => return None,
                };
                match encoding {
                    Encoding::OtherName(_, value) => Some(value),
                    Encoding::Implicit(_) | Encoding::Name => None,
                }
            }
        }

        impl fmt::Display for Form<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$form => f.write_str($label),)*
                    $(Self::$other => f.write_str($other_label),)*
                    Self::X400Address => f.write_str("x400Address"),
                    Self::EdiPartyName => f.write_str("ediPartyName"),
                    Self::RegisteredId => f.write_str("registeredID"),
                    Self::OtherName(oid) => write!(f, "otherName {oid}"),
                    Self::Unknown(identifier) => write!(f, "GeneralName with tag {identifier}"),
                }
            }
        }

        /// A [`Form`] without its type-id or tag: every otherName that is not understood has the same kind, and so has
        /// every unknown tag.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum FormKind {
            $($form,)*
            $($other,)*
            X400Address,
            EdiPartyName,
            RegisteredId,
            OtherName,
            Unknown,
        }

        impl FormKind {
            /// Returns the form whose bases constrain names of this form.
            #[inline]
            pub(crate) const fn constrained_by(self) -> Self {
                match self {
                    $(Self::$other => Self::$owner,)*
                    kind => kind,
                }
            }
        }

        /// A well-formed presented name.
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum Name<'a> {
            $(#[doc = concat!("A presented ", $label, ".")] $name($Name),)*
            $(#[doc = concat!("A presented ", $other_label, ".")] $other_name($OtherName),)*
            /// A name of a form that is not understood. No base can be compared with it.
            NotUnderstood,
        }

        impl<'a> Name<'a> {
            /// Parses the value of a GeneralName as a presented name. Returns [`Name::NotUnderstood`] for a form whose
            /// names are not parsed.
            ///
            /// # Errors
            ///
            /// [`NameError`] with the first rule that the value breaks, and its position.
            pub(crate) fn from_value(form: Form<'_>, octets: &'a [u8]) -> Result<Self, NameError> {
                match form.kind() {
                    $(FormKind::$form => <$Name as NameForm<'a>>::from_value(octets).map(Self::$name),)*
                    $(FormKind::$other => <$OtherName as NameForm<'a>>::from_value(octets).map(Self::$other_name),)*
                    _ => Ok(Self::NotUnderstood),
                }
            }

            /// Returns the parts of the name that are compared, or `None` if its form is not understood.
            ///
            /// # Errors
            ///
            /// [`NameError`] with the reason that a well-formed name has none: it is a mailbox or a URI without a host.
            pub(crate) fn compared(&self) -> Result<Option<Compared<'a>>, NameError> {
                match self {
                    $(Self::$name(name) => name.compared().map(Some),)*
                    $(Self::$other_name(name) => name.compared().map(Some),)*
                    Self::NotUnderstood => Ok(None),
                }
            }
        }

        impl fmt::Display for Name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name(name) => name.fmt(f),)*
                    $(Self::$other_name(name) => name.fmt(f),)*
                    Self::NotUnderstood => f.write_str("(not understood)"),
                }
            }
        }

        /// A well-formed base of a name constraint.
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum Base<'a> {
            $(#[doc = concat!("The base of a ", $label, " constraint.")] $base($Base),)*
            /// A base of a form that is not understood.
            NotUnderstood,
        }

        impl<'a> Base<'a> {
            /// Returns the form of the base, or `None` if the form is not understood.
            #[must_use]
            pub const fn form(&self) -> Option<Form<'static>> {
                match self {
                    $(Self::$base(_) => Some(Form::$form),)*
                    Self::NotUnderstood => None,
                }
            }

            /// Parses the value of a GeneralName as a base. Returns [`Base::NotUnderstood`] for a form whose
            /// constraints are not evaluated.
            ///
            /// # Errors
            ///
            /// [`NameError`] with the first rule that the value breaks, and its position.
            pub(crate) fn from_value(form: Form<'_>, octets: &'a [u8]) -> Result<Self, NameError> {
                match form.kind() {
                    $(FormKind::$form => <$Base as BaseForm<'a>>::from_value(octets).map(Self::$base),)*
                    _ => Ok(Self::NotUnderstood),
                }
            }

            /// Returns the names inside this base, or `None` if its form is not understood.
            pub(crate) fn extent(&self) -> Option<Extent<'a>> {
                match self {
                    $(Self::$base(base) => Some(BaseForm::<'a>::extent(base)),)*
                    Self::NotUnderstood => None,
                }
            }

            /// Returns whether every name that `name` represents is inside this base, as permittedSubtrees require
            /// (RFC 5280 §6.1.3(b)).
            ///
            /// Returns `None` if that is undefined: constraints of the form of this base do not apply to the form of
            /// `name`, either form is not understood, `name` is a mailbox or a URI without a host, or a value of a
            /// directoryName is not text. Where the constraints do apply ([`Form::applies_to`]), such a name is refused.
            #[must_use]
            pub fn contains(&self, name: &Name<'_>) -> Option<bool> {
                match (self, name) {
                    $((Self::$base(base), Name::$name(name)) => name.is_inside(base),)*
                    $((Self::$other_base(base), Name::$other_name(name)) => name.is_inside(base),)*
                    _ => None,
                }
            }

            /// Returns whether at least one name that `name` represents is inside this base, which excludedSubtrees
            /// forbid (RFC 5280 §6.1.3(c)).
            ///
            /// Returns `None` where [`Base::contains`] does.
            #[must_use]
            pub fn overlaps(&self, name: &Name<'_>) -> Option<bool> {
                match (self, name) {
                    $((Self::$base(base), Name::$name(name)) => NameForm::overlaps(name, base),)*
                    $((Self::$other_base(base), Name::$other_name(name)) => NameForm::overlaps(name, base),)*
                    _ => None,
                }
            }

            /// Returns `true` if every name inside `other` is inside this base. Returns `None` if the two are of
            /// different forms, or if their form is not understood.
            #[must_use]
            pub fn covers(&self, other: &Base<'_>) -> Option<bool> {
                match (self, other) {
                    $((Self::$base(base), Base::$base(other)) => Some(Subtree::covers(base, *other)),)*
                    _ => None,
                }
            }

            /// Returns the base of exactly the names that are inside both. Returns `None` if no name is, and if the two
            /// are of different forms, or if their form is not understood.
            #[must_use]
            pub fn meet(&self, other: &Base<'a>) -> Option<Base<'a>> {
                match (self, other) {
                    $((Self::$base(base), Base::$base(other)) => Subtree::meet(base, *other).map(Self::$base),)*
                    _ => None,
                }
            }
        }

        impl fmt::Display for Base<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$base(base) => base.fmt(f),)*
                    Self::NotUnderstood => f.write_str("(not understood)"),
                }
            }
        }
    };
}

name_forms! {
    constrained {
        /// otherName of type id-on-dnsSRV (RFC 4985).
        SrvName "SRVName": Srv(SrvName<'a>), Srv(SrvSubtree<'a>);
        /// dNSName.
        DnsName "dNSName": Dns(DnsPattern<'a>), Dns(DnsSubtree<'a>);
        /// rfc822Name.
        Rfc822Name "rfc822Name": Mailbox(Mailbox<'a>), Email(EmailSubtree<'a>);
        /// uniformResourceIdentifier.
        Uri "uniformResourceIdentifier": Uri(Uri<'a>), Uri(UriSubtree<'a>);
        /// iPAddress.
        IpAddress "iPAddress": Ip(IpAddr), Ip(IpSubtree);
        /// directoryName, which the subject of a certificate is as well.
        DirectoryName "directoryName": Directory(DirectoryName<'a>), Directory(DirectorySubtree<'a>);
    }
    constrained_by_another {
        /// otherName of type id-on-SmtpUTF8Mailbox; rfc822Name constraints apply to it too (RFC 9598 §6).
        SmtpUtf8Mailbox "SmtpUTF8Mailbox": SmtpUtf8(SmtpUtf8Mailbox<'a>), Email of Rfc822Name;
    }
}

impl Form<'_> {
    /// Returns `true` if a constraint of this form applies to names of the form `name`.
    ///
    /// A form applies to itself, and rfc822Name also to SmtpUTF8Mailbox (RFC 9598 §6).
    #[must_use]
    pub fn applies_to(&self, name: Form<'_>) -> bool {
        let kind = name.kind();
        *self == name || (kind != kind.constrained_by() && self.kind() == kind.constrained_by())
    }
}

impl FormKind {
    /// Returns a number below 16, so that four bits are enough.
    #[inline]
    #[expect(clippy::as_conversions, reason = "the number of a variant without fields")]
    pub(crate) const fn index(self) -> u8 {
        self as u8
    }
}

// The compiled constraints store a form in four bits, and a set of forms in sixteen.
const _: () = assert!(FormKind::Unknown.index() < 16, "too many forms for their bits");

/// A set of name forms, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Forms(u16);

impl Forms {
    /// The empty set.
    pub(crate) const NONE: Self = Self(0);
    /// The set of all forms.
    pub(crate) const ALL: Self = Self(u16::MAX);

    /// Returns the set of one form.
    #[inline]
    pub(crate) const fn of(kind: FormKind) -> Self {
        Self(1 << kind.index())
    }

    /// Returns the set of the forms whose constraints apply to names of a form: [`Form::applies_to`].
    #[inline]
    pub(crate) const fn applying_to(kind: FormKind) -> Self {
        Self::of(kind).and(Self::of(kind.constrained_by()))
    }

    /// Returns the set of the forms in either set.
    #[inline]
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns `true` if the sets have a form in common.
    #[inline]
    pub(crate) const fn have_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Implements `TryFrom<&str>` by `parse`, for types that borrow a text.
macro_rules! parsed_from_text {
    ($($Type:ident)*) => {$(
        impl<'a> TryFrom<&'a str> for $Type<'a> {
            type Error = NameError;

            fn try_from(text: &'a str) -> Result<Self, NameError> {
                Self::parse(text)
            }
        }
    )*};
}

parsed_from_text! {
    DnsName DnsPattern DnsSubtree EmailSubtree HostBase Mailbox Service SmtpUtf8Mailbox SrvName SrvSubtree Uri UriSubtree
}

/// Implements `AsRef<str>` by `as_str`, for types that consist of a text.
macro_rules! as_text {
    ($($Type:ident)*) => {$(
        impl AsRef<str> for $Type<'_> {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}

as_text! { DnsName Service Uri }
