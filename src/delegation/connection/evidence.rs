//! What is known of one connection before it is made.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::certificate::Certificate;
use crate::delegation::connection::authentication::Authentication;
use crate::delegation::connection::dane_evidence::DaneEvidence;
use crate::delegation::connection::document::Document;
use crate::delegation::connection::owned_delegation::OwnedDelegation;
use crate::delegation::mta_sts::mx::MxVerdict;
use crate::delegation::mta_sts::policy::StsMode;
use crate::delegation::outcome::verdicts::DaneAndMtaSts;
use crate::delegation::references::application::Delegation;
use crate::delegation::references::list::{ListedBy, References};
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::SourceDomain;
use crate::name::dns::DnsName;

/// What a client knows of a server before it connects: the source domain, where that led, the names that it accepts, and what
/// the domain publishes. It is owned, for one connection.
///
/// Each mechanism that is added can authenticate the server, or forbid the connection. Without any, the server needs a path to
/// the caller's roots for one of the names.
///
/// ```
/// use srvname::delegation::dane::{DaneProfile, OwnedTlsa};
/// use srvname::delegation::{ConnectionEvidence, DaneEvidence, Delegation};
/// use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
/// use srvname::{Profile, ReferenceId};
///
/// let domain = SourceDomain::from_user_input("example.com")?;
/// let target = AuthenticatedTarget::new("xmpp.hosting.example", AuthenticatedBy::Dnssec)?;
/// let [srv_id] = Profile::XmppClient.references(domain);
/// let record = OwnedTlsa::parse("3 1 1 c0f11e83e44ae5b89168a96b651d9fb19cdbc0334b975e8e0858ff8cf46e5eae")?;
/// let dane = DaneEvidence::new([record.as_tlsa()], DaneProfile::Srv, [srv_id, target.dns_id()]);
/// let evidence = ConnectionEvidence::new(domain, Delegation::Authenticated(target), [srv_id]).with_dane(dane);
/// assert_eq!(evidence.source(), domain);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ConnectionEvidence {
    source: Box<str>,
    delegation: OwnedDelegation,
    names: Names,
    pub(crate) dane: Option<DaneEvidence>,
    pub(crate) mta_sts: MxEvidence,
    pub(crate) document: Option<Arc<dyn Document>>,
    pub(crate) dane_and_mta_sts: DaneAndMtaSts,
    pub(crate) least: Authentication,
}

/// The names that the caller accepts.
#[derive(Clone, Debug)]
enum Names {
    /// These.
    Ids(Vec<OwnedReferenceId>),
    /// Those of an application, as far as they are listed by this or earlier.
    Listed(Arc<References>, ListedBy),
}

/// What an MTA-STS policy says of the host, and its mode.
#[derive(Clone, Debug)]
pub(crate) enum MxEvidence {
    NotApplicable,
    Mismatch(StsMode),
    Match(StsMode, Box<str>),
}

impl ConnectionEvidence {
    /// Returns the evidence of a connection for this source domain: where it led, and the references that the caller accepts of
    /// a certificate with a path to its own roots. There may be none, for a server that is authenticated otherwise or not at
    /// all.
    #[must_use]
    pub fn new<'r>(
        source: SourceDomain<'_>,
        delegation: Delegation<'_>,
        references: impl IntoIterator<Item = ReferenceId<'r>>,
    ) -> Self {
        let references = references.into_iter().map(OwnedReferenceId::from).collect();
        Self::with_names(source, delegation, Names::Ids(references))
    }

    /// [`ConnectionEvidence::new`] with the references of an application, of which those count that are listed by `accepted` or
    /// earlier, after their [`Precedence`](crate::delegation::Precedence) and with no more wildcards than the application allows.
    #[must_use]
    pub fn of_application(
        source: SourceDomain<'_>,
        delegation: Delegation<'_>,
        references: References,
        accepted: ListedBy,
    ) -> Self {
        Self::with_names(source, delegation, Names::Listed(Arc::new(references), accepted))
    }

    fn with_names(source: SourceDomain<'_>, delegation: Delegation<'_>, names: Names) -> Self {
        Self {
            source: source.as_str().into(),
            delegation: delegation.into(),
            names,
            dane: None,
            mta_sts: MxEvidence::NotApplicable,
            document: None,
            dane_and_mta_sts: DaneAndMtaSts::default(),
            least: Authentication::default(),
        }
    }

    /// Returns this evidence with TLSA records. If they apply, one must match, and nothing else lifts that (RFC 7672 §2.2,
    /// RFC 8461 §2).
    #[must_use]
    pub fn with_dane(mut self, dane: DaneEvidence) -> Self {
        self.dane = Some(dane);
        self
    }

    /// Returns this evidence with the verdict of the source domain's MTA-STS policy on the MX host. In `enforce` the certificate
    /// must be for that host (RFC 8461 §4.2); in `testing` that is noted, and changes nothing.
    #[must_use]
    pub fn with_mta_sts(mut self, verdict: &MxVerdict<'_>) -> Self {
        self.mta_sts = match verdict {
            MxVerdict::NotApplicable => MxEvidence::NotApplicable,
            MxVerdict::Mismatch { mode } => MxEvidence::Mismatch(*mode),
            MxVerdict::Match(found) => MxEvidence::Match(found.mode(), found.host().as_str().into()),
        };
        self
    }

    /// Returns this evidence with another rule for DANE beside an MTA-STS policy that does not hold.
    #[must_use]
    pub const fn with_dane_and_mta_sts(mut self, rule: DaneAndMtaSts) -> Self {
        self.dane_and_mta_sts = rule;
        self
    }

    /// Returns this evidence with another least authentication. Less than [`Authentication::SourceDomain`] is for opportunistic
    /// TLS (RFC 7435): whoever can forge the DNS is then accepted as well, and
    /// [`AcceptedServer`](crate::delegation::AcceptedServer) says how far the server is authenticated.
    #[must_use]
    pub const fn accepting(mut self, least: Authentication) -> Self {
        self.least = least;
        self
    }

    /// Returns the source domain.
    #[must_use]
    pub fn source(&self) -> SourceDomain<'_> {
        SourceDomain::of_name(DnsName::from_parsed(&self.source))
    }

    /// Returns where the source domain led.
    #[must_use]
    pub const fn delegation(&self) -> Delegation<'_> {
        self.delegation.as_delegation()
    }

    /// Returns the name to send as SNI: that of the TLSA records if there is one (RFC 7671 §10.2), else that of an MX host which
    /// a policy allows (RFC 8461 §7.1), else that of the application; `None` if nothing says which.
    #[must_use]
    pub fn server_name(&self) -> Option<&str> {
        let of_dane = self.dane.as_ref().and_then(DaneEvidence::server_name);
        let of_policy = if let MxEvidence::Match(_, host) = &self.mta_sts { Some(&**host) } else { None };
        let of_application = match &self.names {
            Names::Listed(references, _) => references.server_name().map(|indication| indication.name()),
            Names::Ids(_) => None,
        };
        of_dane.or(of_policy).or(of_application)
    }

    /// Returns `true` if some server could be accepted; `false` if there is nothing by which any could be.
    #[must_use]
    pub fn can_accept(&self) -> bool {
        let enforces = matches!(self.mta_sts, MxEvidence::Match(StsMode::Enforce, _));
        let has_names = match &self.names {
            Names::Ids(references) => !references.is_empty(),
            Names::Listed(references, accepted) => {
                references.entries().iter().any(|entry| entry.listed_by() <= *accepted)
            }
        };
        let is_opportunistic = self.least == Authentication::Nobody;
        has_names || self.dane.is_some() || enforces || self.document.is_some() || is_opportunistic
    }

    /// Returns the names of the application, if they are those.
    pub(crate) fn listed(&self) -> Option<&References> {
        match &self.names {
            Names::Listed(references, _) => Some(references),
            Names::Ids(_) => None,
        }
    }

    /// Returns the references for a path to this end entity; `None` if the caller has none, so that no path is asked for.
    ///
    /// Where a service has TLSA records and the caller named no references of its own, those of the records are meant.
    pub(crate) fn references(&self, end_entity: Option<&Certificate<'_>>) -> Option<Vec<ReferenceId<'_>>> {
        match &self.names {
            Names::Ids(references) if references.is_empty() => self.dane.as_ref().and_then(DaneEvidence::pkix_names),
            Names::Ids(references) => Some(references.iter().map(OwnedReferenceId::as_reference).collect()),
            Names::Listed(references, accepted) => match end_entity {
                Some(end_entity) => Some(references.for_certificate(end_entity, *accepted)),
                None => Some(Vec::new()),
            },
        }
    }
}
