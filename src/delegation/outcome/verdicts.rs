//! What each mechanism said, as the input of one outcome.

use crate::delegation::references::application::Delegation;
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::SourceDomain;
use crate::name::dns::DnsName;
use crate::name::srv::Service;
use crate::path::policy::{AnchorConstraints, SubCaRule};
use crate::path::validate::Identity;

/// A name that a path was validated for, with what its CAs were held to. Only an [`Identity`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvenName<'r> {
    pub(crate) reference: ReferenceId<'r>,
    pub(crate) rule: SubCaRule,
    pub(crate) anchor_constraints: AnchorConstraints,
}

impl<'r> ProvenName<'r> {
    /// Returns the reference identifier that matched.
    #[must_use]
    pub const fn reference(self) -> ReferenceId<'r> {
        self.reference
    }
}

impl<'r> From<&Identity<'r, '_>> for ProvenName<'r> {
    fn from(identity: &Identity<'r, '_>) -> Self {
        Self {
            reference: *identity.reference(),
            rule: identity.sub_ca_rule(),
            anchor_constraints: identity.anchor_constraints(),
        }
    }
}

/// What DANE says about a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dane<'r> {
    /// It does not apply: there are no TLSA records, or insecure ones (RFC 7671 §10), or in an SRV profile none that is
    /// usable (RFC 7673 §4.1).
    #[default]
    NotApplicable,
    /// There are secure records, none of them usable: TLS is required, and authentication is not (RFC 7672 §2.2).
    TlsAlone,
    /// A record of usage DANE-EE(3) matches the key or the certificate.
    Key,
    /// A record of usage DANE-TA(2) matches, and the path to its anchor was validated for this name.
    TrustAnchor(ProvenName<'r>),
    /// A record of usage PKIX-TA(0) or PKIX-EE(1) matches: PKIX must hold as well.
    WithPkix,
    /// It applies and does not hold: no record matches, or it is not known whether there are any.
    Fails,
}

/// What an MTA-STS policy says about an MX host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MtaSts<'r> {
    /// There is no policy, or one of mode `none`.
    #[default]
    NotApplicable,
    /// The mode is `testing`, and a pattern matches this MX host.
    TestingMatches(DnsName<'r>),
    /// The mode is `testing`, and no pattern matches the MX host, or it has no TLS.
    TestingFails,
    /// The mode is `enforce`, and a pattern matches this MX host, whose certificate must be for it.
    EnforceMatches(DnsName<'r>),
    /// The mode is `enforce`, and no pattern matches the MX host, or it has no TLS.
    EnforceFails,
}

/// What POSH says about a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Posh<'r> {
    /// The source domain publishes no document for the service, or none that is usable.
    #[default]
    NotApplicable,
    /// The document for this service has the certificate.
    Matches(Service<'r>),
    /// The document for the service does not have the certificate.
    Fails,
}

/// What the validation of a path to the roots of the caller says, with the references of the application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pkix<'r> {
    /// Nobody asked.
    #[default]
    NotAsked,
    /// A path was validated for this name.
    Holds(ProvenName<'r>),
    /// There is no such path.
    Fails,
}

/// Whether DANE that holds is enough where an MTA-STS policy of mode `enforce` does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DaneAndMtaSts {
    /// Both must hold, where both are published (RFC 8461 §5).
    #[default]
    BothMustHold,
    /// DANE is enough, if the way from the next-hop domain to the MX host is secure as well. The risk: a domain whose zone
    /// is signed by somebody else relies on a policy that has no effect.
    DaneSuffices,
}

/// What every mechanism said about one connection. All of them start as not applicable.
///
/// ```
/// use srvname::delegation::{Dane, DaneAndMtaSts, Delegation, MtaSts, Outcome, Verdicts};
/// use srvname::identity::SourceDomain;
///
/// let domain = SourceDomain::from_user_input("example.com")?;
/// let verdicts = Verdicts::new(domain, Delegation::Direct).with_dane(Dane::Key);
/// let outcome = verdicts.outcome(DaneAndMtaSts::BothMustHold);
/// assert_eq!(
///     outcome.to_string(),
///     "example.com is authenticated by DANE-EE: the key is one that it publishes; name constraints were not asked"
/// );
///
/// // A policy that does not hold is not lifted by a key that does.
/// let refused = verdicts.with_mta_sts(MtaSts::EnforceFails).outcome(DaneAndMtaSts::BothMustHold);
/// assert!(matches!(refused, Outcome::Refused(_)));
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Verdicts<'r> {
    /// The source domain, which is the next-hop domain of mail.
    pub source: SourceDomain<'r>,
    /// The host that it led to, and who vouched for it.
    pub delegation: Delegation<'r>,
    /// DANE.
    pub dane: Dane<'r>,
    /// MTA-STS.
    pub mta_sts: MtaSts<'r>,
    /// POSH.
    pub posh: Posh<'r>,
    /// PKIX.
    pub pkix: Pkix<'r>,
}

impl<'r> Verdicts<'r> {
    /// Returns the verdicts about a connection, none of which applies.
    #[must_use]
    pub const fn new(source: SourceDomain<'r>, delegation: Delegation<'r>) -> Self {
        let (dane, mta_sts) = (Dane::NotApplicable, MtaSts::NotApplicable);
        Self { source, delegation, dane, mta_sts, posh: Posh::NotApplicable, pkix: Pkix::NotAsked }
    }

    /// Returns these verdicts with this one of DANE.
    #[must_use]
    pub const fn with_dane(mut self, dane: Dane<'r>) -> Self {
        self.dane = dane;
        self
    }

    /// Returns these verdicts with this one of MTA-STS.
    #[must_use]
    pub const fn with_mta_sts(mut self, mta_sts: MtaSts<'r>) -> Self {
        self.mta_sts = mta_sts;
        self
    }

    /// Returns these verdicts with this one of POSH.
    #[must_use]
    pub const fn with_posh(mut self, posh: Posh<'r>) -> Self {
        self.posh = posh;
        self
    }

    /// Returns these verdicts with this one of PKIX.
    #[must_use]
    pub const fn with_pkix(mut self, pkix: Pkix<'r>) -> Self {
        self.pkix = pkix;
        self
    }
}
