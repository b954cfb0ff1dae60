//! What is no reference identifier, though somebody may expect it to be one, and why.

use alloc::boxed::Box;
use core::fmt;

use crate::citation::Citation;
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::AuthenticatedBy;

/// An identifier that is not among the references.
///
/// Its `Display` is a sentence, for the message of a certificate that has this identifier and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omitted {
    what: OmittedId,
    why: OmissionReason,
    citation: Citation,
}

impl Omitted {
    pub(crate) const fn new(what: OmittedId, why: OmissionReason, citation: Citation) -> Self {
        Self { what, why, citation }
    }

    /// Returns the identifier.
    #[must_use]
    pub const fn what(&self) -> &OmittedId {
        &self.what
    }

    /// Returns why it is no reference.
    #[must_use]
    pub const fn why(&self) -> OmissionReason {
        self.why
    }

    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        self.citation
    }
}

impl fmt::Display for Omitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is no reference identifier: {} [{}]", self.what, self.why, self.citation)
    }
}

/// An identifier of whatever type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OmittedId {
    /// One that a reference identifier could be.
    Reference(OwnedReferenceId),
    /// A URI-ID of this domain.
    Uri(Box<str>),
    /// A common name that is this domain.
    CommonName(Box<str>),
}

impl<'a> From<ReferenceId<'a>> for OmittedId {
    fn from(reference: ReferenceId<'a>) -> Self {
        Self::Reference(reference.into())
    }
}

impl fmt::Display for OmittedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reference(reference) => {
                let kind = match reference.as_reference() {
                    ReferenceId::Srv { .. } => "SRV-ID",
                    ReferenceId::Dns(_) => "DNS-ID",
                    ReferenceId::Ip(_) => "IP-ID",
                    ReferenceId::Mailbox { .. } => "mailbox",
                    ReferenceId::Uri(_) => "URI-ID",
                    ReferenceId::XmppAddr(_) => "XmppAddr",
                };
                write!(f, "the {kind} {reference}")
            }
            Self::Uri(domain) => write!(f, "a URI-ID of {domain}"),
            Self::CommonName(domain) => write!(f, "the common name {domain}"),
        }
    }
}

/// Why an identifier is no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OmissionReason {
    /// It is a host that the DNS named, and nobody vouched for that.
    InsecureTarget,
    /// It is a host that somebody vouched for whose word does not count in this application.
    NotHonored(AuthenticatedBy),
    /// It would join the service of one domain to the name of another.
    OtherDomain,
    /// It is of another service of the domain.
    OtherService,
    /// The specification of the application does not use identifiers of this type, or not this one.
    NotSpecified,
    /// The target is outside of the domain, so that the SRV-ID of the domain is required.
    TargetOutsideDomain,
    /// No SRV record led to the host.
    NotDiscovered,
    /// The certificate is compared with the MX host alone.
    MxHostAlone,
    /// Nobody vouched for the records that led to the host, so that the host alone can be authenticated.
    InsecureRecords,
    /// The record names the key, and names are not compared.
    KeyAlone,
    /// The source domain delegated to another host, whose name takes its place.
    Replaced,
    /// No policy and no record of the domain asks for it; it is the choice of who connects.
    NothingPublished,
    /// A common name identifies nobody.
    CommonName,
    /// It would have more than 253 octets.
    TooLong,
}

impl fmt::Display for OmissionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InsecureTarget => "it is a host that the DNS named, and nobody vouches for the answer",
            Self::NotHonored(by) => {
                return write!(f, "it is vouched for by {by}, which does not count in this application");
            }
            Self::OtherDomain => "the service of one domain is never joined to the name of another",
            Self::OtherService => "it is another service of the domain",
            Self::NotSpecified => "the specification of the application does not use it",
            Self::TargetOutsideDomain => {
                "the target is outside of the domain, so that the certificate must have the SRV-ID of the domain"
            }
            Self::NotDiscovered => "no SRV record led to the host",
            Self::MxHostAlone => "the certificate is compared with the MX host alone",
            Self::InsecureRecords => {
                "nobody vouches for the records that led to the host, so that the host alone can be authenticated"
            }
            Self::KeyAlone => "the TLSA record names the key, and names are not compared",
            Self::Replaced => "the domain delegated to another host, whose name takes its place",
            Self::NothingPublished => "the domain publishes nothing that asks for it, so that it is local policy",
            Self::CommonName => "a common name identifies nobody",
            Self::TooLong => "it would have more than 253 octets",
        })
    }
}
