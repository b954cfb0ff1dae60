//! The list of reference identifiers, and what belongs to it: precedence, wildcards, SNI, and what is not on it.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::certificate::Certificate;
use crate::certificate::general_name::PresentedId;
use crate::citation::Citation;
use crate::delegation::references::omitted::{OmissionReason, Omitted, OmittedId};
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::{DnsWildcards, ReferenceId, Wildcards};
use crate::name::Form;
use crate::name::dns::DnsName;
use crate::path::policy::Policy;

/// The reference identifiers of one application for one source, and how they are used.
///
/// The list is built before the certificate is seen, and independently of it (RFC 9525 §6.1.1).
/// [`for_certificate`](Self::for_certificate) then applies [`Precedence`].
#[derive(Clone, Debug)]
pub struct References {
    entries: Vec<ListedReference>,
    precedence: Precedence,
    dns_wildcards: DnsWildcards,
    server_name: Option<ServerNameIndication>,
    omitted: Vec<Omitted>,
}

/// A reference identifier, and who asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedReference {
    id: OwnedReferenceId,
    listed_by: ListedBy,
    citation: Citation,
}

impl ListedReference {
    /// Returns the reference identifier.
    #[must_use]
    pub fn id(&self) -> ReferenceId<'_> {
        self.id.as_reference()
    }

    /// Returns who asks for it.
    #[must_use]
    pub const fn listed_by(&self) -> ListedBy {
        self.listed_by
    }

    /// Returns the section that allows or asks for it.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        self.citation
    }
}

/// Who asks for a reference identifier. The later, the more a caller accepts that takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListedBy {
    /// This library by default: the SRV-ID, and the others where the specification has none.
    Default,
    /// The specification of the application as well. A caller that takes these accepts, for instance, the certificate of
    /// the web site of a domain as its XMPP server.
    Protocol,
    /// No specification; RFC 4985 §2 leaves it to local policy.
    LocalPolicy,
}

/// Which presented identifiers make others count for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Precedence {
    /// None do: one reference that matches is enough.
    #[default]
    None,
    /// A certificate that presents any SRVName, well formed or not, has no DNS-ID (RFC 6764 §8).
    SrvIdOverDnsId,
    /// A certificate that presents any `sip` URI without a userpart has no DNS-ID (RFC 5922 §7.1).
    UriIdOverDnsId,
}

/// The name that a client sends as SNI (RFC 6066 §3), in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerNameIndication {
    name: Box<str>,
    strength: SniStrength,
    citation: Citation,
}

impl ServerNameIndication {
    /// Returns the name.
    #[must_use]
    pub const fn name(&self) -> &str {
        &self.name
    }

    /// Returns how strongly it is asked for.
    #[must_use]
    pub const fn strength(&self) -> SniStrength {
        self.strength
    }

    /// Returns the section that asks for it.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        self.citation
    }
}

/// How strongly a specification asks for SNI (RFC 2119).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SniStrength {
    /// It may be sent: the protocol has another way to say which domain is meant.
    May,
    /// It should be sent.
    Should,
    /// It must be sent.
    Must,
}

impl References {
    pub(crate) const fn new(precedence: Precedence, dns_wildcards: DnsWildcards) -> Self {
        Self { entries: Vec::new(), precedence, dns_wildcards, server_name: None, omitted: Vec::new() }
    }

    /// Adds a reference, unless it is there.
    pub(crate) fn list(&mut self, id: ReferenceId<'_>, listed_by: ListedBy, citation: Citation) {
        if !self.has(id) {
            self.entries.push(ListedReference { id: id.into(), listed_by, citation });
        }
    }

    /// Says why something is no reference. What is one after all is dropped by [`References::finished`].
    pub(crate) fn omit(&mut self, what: impl Into<OmittedId>, why: OmissionReason, citation: Citation) {
        let omitted = Omitted::new(what.into(), why, citation);
        if !self.omitted.iter().any(|other| other.what() == omitted.what()) {
            self.omitted.push(omitted);
        }
    }

    pub(crate) fn send(&mut self, name: &str, strength: SniStrength, citation: Citation) {
        self.server_name = Some(ServerNameIndication { name: name.to_ascii_lowercase().into(), strength, citation });
    }

    /// Returns the list, without omissions of what is on it: a target may be the source domain itself.
    pub(crate) fn finished(mut self) -> Self {
        let Self { entries, omitted, .. } = &mut self;
        omitted.retain(|omitted| match omitted.what() {
            OmittedId::Reference(id) => !entries.iter().any(|entry| entry.id == *id),
            OmittedId::Uri(_) | OmittedId::CommonName(_) => true,
        });
        self
    }

    /// Returns the list without references.
    pub(crate) const fn none() -> Self {
        Self::new(Precedence::None, DnsWildcards::LeftmostLabel)
    }

    /// Returns `true` if the DNS-ID of a host is on the list.
    pub(crate) fn lists_dns_id(&self, host: DnsName<'_>) -> bool {
        self.has(ReferenceId::Dns(host))
    }

    fn has(&self, id: ReferenceId<'_>) -> bool {
        self.entries.iter().any(|entry| entry.id == id)
    }

    /// Returns the references in the order in which they are compared. None says that no name can be verified: see
    /// [`omitted`](Self::omitted).
    #[must_use]
    pub fn entries(&self) -> &[ListedReference] {
        &self.entries
    }

    /// Returns which presented identifiers make others count for nothing.
    #[must_use]
    pub const fn precedence(&self) -> Precedence {
        self.precedence
    }

    /// Returns which wildcards the application allows. No application allows one in an SRVName.
    #[must_use]
    pub fn wildcards(&self) -> Wildcards {
        Wildcards { dns: self.dns_wildcards, ..Wildcards::default() }
    }

    /// Returns the name that a client sends as SNI, or `None` if there is none to send: the source is an address, or the
    /// peer is the client.
    #[must_use]
    pub const fn server_name(&self) -> Option<&ServerNameIndication> {
        self.server_name.as_ref()
    }

    /// Returns what is not on the list, though somebody may expect it to be, and why.
    #[must_use]
    pub fn omitted(&self) -> &[Omitted] {
        &self.omitted
    }

    /// Returns the references for a path to this end entity, after [`Precedence`]: those that are listed by `accepted` or by
    /// an earlier [`ListedBy`]. It may be none, and then no path can be validated with them.
    #[must_use]
    pub fn for_certificate(&self, end_entity: &Certificate<'_>, accepted: ListedBy) -> Vec<ReferenceId<'_>> {
        let presents = |is: fn(&PresentedId<'_>) -> bool| {
            end_entity.subject_alt_name().is_some_and(|names| names.iter().any(|name| is(&name)))
        };
        let has_dns_id = match self.precedence {
            Precedence::None => true,
            Precedence::SrvIdOverDnsId => !presents(|name| name.form() == Form::SrvName),
            Precedence::UriIdOverDnsId => !presents(is_sip_identity),
        };
        let counts = |id: &ReferenceId<'_>| has_dns_id || !matches!(id, ReferenceId::Dns(_));
        let accepted = self.entries.iter().filter(|entry| entry.listed_by <= accepted);
        accepted.map(ListedReference::id).filter(counts).collect()
    }

    /// Returns this policy, without the wildcards that the application does not allow. It never allows more than the policy
    /// did.
    #[must_use]
    pub const fn narrow<'p>(&self, policy: Policy<'p>) -> Policy<'p> {
        match self.dns_wildcards {
            DnsWildcards::MatchNothing => policy.with_dns_wildcards(DnsWildcards::MatchNothing),
            DnsWildcards::LeftmostLabel => policy,
        }
    }
}

/// Returns `true` for a URI of the scheme `sip` without an `@`, whether or not its host is one that can match.
fn is_sip_identity(name: &PresentedId<'_>) -> bool {
    let scheme = name.octets().split_first_chunk::<4>();
    name.form() == Form::Uri
        && scheme.is_some_and(|(scheme, rest)| scheme.eq_ignore_ascii_case(b"sip:") && !rest.contains(&b'@'))
}
