//! One outcome of all mechanisms: who was authenticated, by what, and no more than that.
//!
//! DANE that applies must hold, and nothing lifts its failure (RFC 8461 §2, RFC 7672 §2.2). An MTA-STS policy in `enforce`
//! must hold too (RFC 8461 §5). Then POSH for its service (RFC 7711 §3.3), and PKIX with the references of the application.

use alloc::vec::Vec;

use crate::citation::Citation;
use crate::delegation::outcome::verdicts::{Dane, DaneAndMtaSts, MtaSts, Pkix, Posh, ProvenName, Verdicts};
use crate::delegation::references::application::Delegation;
use crate::identity::reference::ReferenceId;
use crate::identity::source_domain::{AuthenticatedBy, SourceDomain};
use crate::name::dns::DnsName;
use crate::name::srv::Service;
use crate::path::policy::{AnchorConstraints, SubCaRule};

/// What all mechanisms together say about a connection. Its `Display` is a line for a log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome<'r> {
    /// The server was authenticated, as far as this says.
    Authenticated(AuthenticatedPeer<'r>),
    /// No mechanism that applies authenticates the server, and none forbids to go on: an opportunistic client may.
    Unauthenticated(UnauthenticatedPeer<'r>),
    /// A mechanism that applies does not hold: there must be no connection to this host.
    Refused(RefusedPeer<'r>),
}

/// Who was authenticated, and by what. Only [`Verdicts::outcome`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatedPeer<'r> {
    pub(crate) source: SourceDomain<'r>,
    pub(crate) identity: AuthenticatedAs<'r>,
    pub(crate) by: Mechanism,
    pub(crate) constraints: ConstraintsAsked,
    pub(crate) notes: Vec<OutcomeNote>,
}

/// As whom a server was authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthenticatedAs<'r> {
    /// By a name: this reference identifier of the source domain.
    Reference(ReferenceId<'r>),
    /// By its key alone, which the source domain publishes.
    KeyOfDomain,
    /// By its key alone, which the source domain publishes for this service.
    KeyOfService(Service<'r>),
    /// As this host, and *not* as a server of the source domain: nobody vouches for the records that led to the host
    /// (RFC 7672 §2.2.1).
    HostAlone(DnsName<'r>),
}

/// What authenticated a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mechanism {
    /// A path to the roots of the caller, and an SRVName.
    SrvName,
    /// A path to the roots of the caller, and a name of another form.
    Pkix,
    /// A TLSA record of usage DANE-EE(3).
    DaneEe,
    /// A TLSA record of usage DANE-TA(2), and a name.
    DaneTa,
    /// A path to the roots of the caller with a name, and a TLSA record of usage PKIX-TA(0) or PKIX-EE(1).
    PkixAndTlsa,
    /// An MTA-STS policy in `enforce`, and a path to the roots of the caller for the MX host.
    MtaStsAndPkix,
    /// A POSH document.
    Posh,
}

impl Mechanism {
    /// Returns the stable code of this mechanism, for programs, such as `dane_ee`. What it displays as is for people.
    ///
    /// ```
    /// use srvname::delegation::Mechanism;
    ///
    /// assert_eq!(Mechanism::PkixAndTlsa.code(), "pkix_and_tlsa");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SrvName => "srv_name",
            Self::Pkix => "pkix",
            Self::DaneEe => "dane_ee",
            Self::DaneTa => "dane_ta",
            Self::PkixAndTlsa => "pkix_and_tlsa",
            Self::MtaStsAndPkix => "mta_sts_and_pkix",
            Self::Posh => "posh",
        }
    }
}

/// Whether the CAs of a path were held to anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConstraintsAsked {
    /// They were held to their name constraints and to this rule.
    Checked {
        /// The rule about CAs below the trust anchor.
        rule: SubCaRule,
        /// Whether the constraints of the trust anchor counted.
        anchor_constraints: AnchorConstraints,
    },
    /// There is no path: a key was compared.
    NotAsked,
}

/// What else is to be known of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OutcomeNote {
    /// An MTA-STS policy of mode `testing` does not hold, which is to be reported (RFC 8461 §5).
    MtaStsTestingFails,
    /// An MTA-STS policy of mode `enforce` does not hold, and the caller lets DANE suffice.
    MtaStsOverruled,
    /// The POSH document does not have the certificate, and another mechanism holds (RFC 7711 §3.3).
    PoshFails,
    /// There is no path to the roots of the caller for a reference identifier, and a key is enough.
    PkixFails,
    /// No TLSA record is usable, so that DANE requires TLS and authenticates nobody (RFC 7672 §2.2).
    DaneUnusable,
}

/// A connection on which nobody was authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnauthenticatedPeer<'r> {
    pub(crate) source: SourceDomain<'r>,
    pub(crate) notes: Vec<OutcomeNote>,
}

/// A mechanism that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedPeer<'r> {
    pub(crate) source: SourceDomain<'r>,
    pub(crate) reason: RefusalReason,
}

/// Which mechanism does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefusalReason {
    /// DANE applies and does not hold, or the path that a record of usage 0 or 1 needs is missing.
    Dane,
    /// An MTA-STS policy in `enforce` does not hold: no pattern matches the MX host, or its certificate is not for it.
    MtaSts,
    /// The POSH document does not have the certificate, and no other mechanism holds.
    Posh,
    /// There is no path to the roots of the caller for a reference identifier.
    Pkix,
}

impl RefusalReason {
    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(self) -> Citation {
        match self {
            Self::Dane => Citation::new("RFC 6698", "4.1"),
            Self::MtaSts => Citation::new("RFC 8461", "5"),
            Self::Posh => Citation::new("RFC 7711", "3.3"),
            Self::Pkix => Citation::new("RFC 9525", "6.6"),
        }
    }
}

impl<'r> AuthenticatedPeer<'r> {
    /// Returns the domain that was asked for. Whether it was proven is said by [`identity`](Self::identity).
    #[must_use]
    pub const fn source(&self) -> SourceDomain<'r> {
        self.source
    }

    /// Returns as whom the server was authenticated.
    #[must_use]
    pub const fn identity(&self) -> AuthenticatedAs<'r> {
        self.identity
    }

    /// Returns what authenticated it.
    #[must_use]
    pub const fn by(&self) -> Mechanism {
        self.by
    }

    /// Returns whether the CAs of its path were held to anything.
    #[must_use]
    pub const fn constraints(&self) -> ConstraintsAsked {
        self.constraints
    }

    /// Returns what else is to be known.
    #[must_use]
    pub fn notes(&self) -> &[OutcomeNote] {
        &self.notes
    }
}

impl<'r> UnauthenticatedPeer<'r> {
    /// Returns the domain that was asked for.
    #[must_use]
    pub const fn source(&self) -> SourceDomain<'r> {
        self.source
    }

    /// Returns what else is to be known. With [`OutcomeNote::DaneUnusable`], TLS is required.
    #[must_use]
    pub fn notes(&self) -> &[OutcomeNote] {
        &self.notes
    }
}

impl<'r> RefusedPeer<'r> {
    /// Returns the domain that was asked for.
    #[must_use]
    pub const fn source(&self) -> SourceDomain<'r> {
        self.source
    }

    /// Returns which mechanism does not hold, of several the first in their order.
    #[must_use]
    pub const fn reason(&self) -> RefusalReason {
        self.reason
    }
}

/// What one mechanism proved.
#[derive(Clone, Copy)]
struct Claim<'r> {
    identity: AuthenticatedAs<'r>,
    by: Mechanism,
    constraints: ConstraintsAsked,
}

impl<'r> Verdicts<'r> {
    /// Returns what these verdicts come to.
    ///
    /// Q: DANE holds for an MX host to which insecure records led, and MTA-STS, POSH or PKIX prove the source domain.
    /// A: The outcome is theirs: DANE authenticates that host alone (RFC 7672 §2.2.1). It must hold all the same.
    ///    (`src/delegation/outcome/tests.rs`, `every_combination_is_what_the_oracle_says`)
    ///
    /// Q: The caller lets DANE suffice, and insecure MX records led to the host. Does DANE lift a policy that fails?
    /// A: No. Whoever forged the records has a zone of his own to sign, and the policy is what finds him out.
    ///    (`src/delegation/outcome/tests.rs`, `dane_of_a_host_that_nobody_vouches_for_suffices_for_nothing`)
    #[must_use]
    pub fn outcome(&self, dane_and_mta_sts: DaneAndMtaSts) -> Outcome<'r> {
        let source = self.source;
        let mut notes = Vec::new();
        let refuse = |reason| Outcome::Refused(RefusedPeer { source, reason });
        let Ok(dane) = self.dane_claim() else { return refuse(RefusalReason::Dane) };
        let dane_suffices = dane_and_mta_sts == DaneAndMtaSts::DaneSuffices && dane.is_some() && self.is_secure_route();
        let mta_sts = match self.mta_sts_claim() {
            Ok(claim) => claim,
            Err(MtaStsFails) if dane_suffices => {
                notes.push(OutcomeNote::MtaStsOverruled);
                None
            }
            Err(MtaStsFails) => return refuse(RefusalReason::MtaSts),
        };
        let claims = [dane, mta_sts, self.posh_claim(), self.pkix_claim()];
        let is_of_source = |claim: &&Claim<'_>| !matches!(claim.identity, AuthenticatedAs::HostAlone(_));
        let claim = claims.iter().flatten().find(is_of_source).or_else(|| claims.iter().flatten().next());
        self.add_notes(&mut notes);
        match claim {
            Some(Claim { identity, by, constraints }) => Outcome::Authenticated(AuthenticatedPeer {
                source,
                identity: *identity,
                by: *by,
                constraints: *constraints,
                notes,
            }),
            None if self.pkix == Pkix::Fails => refuse(RefusalReason::Pkix),
            None if self.posh == Posh::Fails => refuse(RefusalReason::Posh),
            None => Outcome::Unauthenticated(UnauthenticatedPeer { source, notes }),
        }
    }

    /// Returns what DANE proves, `None` if it does not apply.
    fn dane_claim(&self) -> Result<Option<Claim<'r>>, DaneFails> {
        let by_key = Claim {
            identity: AuthenticatedAs::KeyOfDomain,
            by: Mechanism::DaneEe,
            constraints: ConstraintsAsked::NotAsked,
        };
        let claim = match self.dane {
            Dane::NotApplicable | Dane::TlsAlone => return Ok(None),
            Dane::Key => self.of_route(by_key),
            Dane::TrustAnchor(name) => self.of_route(by_name(name, Mechanism::DaneTa)),
            Dane::WithPkix => {
                let Pkix::Holds(name) = self.pkix else { return Err(DaneFails) };
                self.of_host_that_it_names(name, Mechanism::PkixAndTlsa)
            }
            Dane::Fails => return Err(DaneFails),
        };
        Ok(Some(claim))
    }

    /// Returns what an MTA-STS policy proves, `None` if none is in `enforce`.
    fn mta_sts_claim(&self) -> Result<Option<Claim<'r>>, MtaStsFails> {
        match self.mta_sts {
            MtaSts::EnforceMatches(host) => self.pkix_of(host).map(Some).ok_or(MtaStsFails),
            MtaSts::EnforceFails => Err(MtaStsFails),
            MtaSts::NotApplicable | MtaSts::TestingMatches(_) | MtaSts::TestingFails => Ok(None),
        }
    }

    /// RFC 8461 §4.2: the certificate must be for the MX host, and no other name will do.
    fn pkix_of(&self, host: DnsName<'_>) -> Option<Claim<'r>> {
        match self.pkix {
            Pkix::Holds(name) if name.reference == ReferenceId::Dns(host) => {
                Some(by_name(name, Mechanism::MtaStsAndPkix))
            }
            _ => None,
        }
    }

    const fn posh_claim(&self) -> Option<Claim<'r>> {
        let Posh::Matches(service) = self.posh else { return None };
        let identity = AuthenticatedAs::KeyOfService(service);
        Some(Claim { identity, by: Mechanism::Posh, constraints: ConstraintsAsked::NotAsked })
    }

    fn pkix_claim(&self) -> Option<Claim<'r>> {
        let Pkix::Holds(name) = self.pkix else { return None };
        let is_srv = matches!(name.reference, ReferenceId::Srv { .. });
        Some(self.of_host_that_it_names(name, if is_srv { Mechanism::SrvName } else { Mechanism::Pkix }))
    }

    /// A name of the host that insecure records led to proves that host and no more.
    fn of_host_that_it_names(&self, name: ProvenName<'r>, by: Mechanism) -> Claim<'r> {
        let claim = by_name(name, by);
        match self.delegation {
            Delegation::Insecure(host) if name.reference == ReferenceId::Dns(host) && host != self.source.name() => {
                Claim { identity: AuthenticatedAs::HostAlone(host), ..claim }
            }
            _ => claim,
        }
    }

    /// What DANE proves is about the host whose records they are: about the source domain, if that led there securely.
    fn of_route(&self, claim: Claim<'r>) -> Claim<'r> {
        match self.delegation.host() {
            Some(host) if !self.is_secure_route() => Claim { identity: AuthenticatedAs::HostAlone(host), ..claim },
            _ => claim,
        }
    }

    /// Whether the way to the host is one that DANE can rely on (RFC 7672 §2.2.1).
    fn is_secure_route(&self) -> bool {
        match self.delegation {
            Delegation::Direct => true,
            Delegation::Insecure(host) => host == self.source.name(),
            Delegation::Authenticated(target) => {
                matches!(target.by(), AuthenticatedBy::Dnssec | AuthenticatedBy::Configuration)
            }
        }
    }

    fn add_notes(&self, notes: &mut Vec<OutcomeNote>) {
        let testing_fails = match self.mta_sts {
            MtaSts::TestingMatches(host) => self.pkix_of(host).is_none(),
            MtaSts::TestingFails => true,
            MtaSts::NotApplicable | MtaSts::EnforceMatches(_) | MtaSts::EnforceFails => false,
        };
        let found = [
            (testing_fails, OutcomeNote::MtaStsTestingFails),
            (self.posh == Posh::Fails, OutcomeNote::PoshFails),
            (self.pkix == Pkix::Fails, OutcomeNote::PkixFails),
            (self.dane == Dane::TlsAlone, OutcomeNote::DaneUnusable),
        ];
        notes.extend(found.into_iter().filter_map(|(is_so, note)| is_so.then_some(note)));
    }
}

/// DANE applies and does not hold.
struct DaneFails;

/// A policy in `enforce` does not hold.
struct MtaStsFails;

const fn by_name(name: ProvenName<'_>, by: Mechanism) -> Claim<'_> {
    let ProvenName { reference, rule, anchor_constraints } = name;
    let constraints = ConstraintsAsked::Checked { rule, anchor_constraints };
    Claim { identity: AuthenticatedAs::Reference(reference), by, constraints }
}
