//! The rules by which a CA authorizes an SRVName before it signs (RFC 4985 §2).
//!
//! An SRVName states that its subject provides a service *for a domain*, so the domain must have authorized it. It can do
//! so in three ways: the applicant controls the domain; the applicant controls the label of the service; or authenticated
//! DNS records of the domain name the applicant's host. Nothing here queries the DNS: the CA passes what it found.

use core::fmt;

use crate::citation::Citation;
use crate::name::dns::{DnsName, DnsPattern};
use crate::name::error::NameError;
use crate::name::srv::{Service, SrvName};

/// What a CA found out about the domain of an SRVName.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Evidence<'e> {
    /// The applicant has shown control of a domain.
    Domain(DomainControl<'e>),
    /// The applicant has shown control of the label of one service at one domain, `_service.name` in the DNS.
    ServiceLabel {
        /// The service.
        service: Service<'e>,
        /// The domain that contains the label.
        domain: DnsName<'e>,
    },
    /// The SRV records of the service.
    Srv(SrvRecords<'e>),
    /// The MX records of the domain, which are evidence for `_smtp` only.
    Mx(MxRecords<'e>),
}

/// How far control of a domain reaches: methods of validation differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DomainControl<'e> {
    /// Of this name alone, as a file on a web server shows it.
    Name(DnsName<'e>),
    /// Of this name and of every name below it, as a record in its zone shows it.
    Subtree(DnsName<'e>),
}

/// Whether an answer of the DNS can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Authentication {
    /// The answer was validated with DNSSEC: a denial of existence too, and every alias on the way to the records, when the
    /// name that was asked for is one (RFC 4035 §5).
    Dnssec,
    /// It was not. An attacker who can forge an answer can have certificates for the domain.
    None,
}

/// The transport protocols that SRV records are kept by (RFC 6335 §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// `_tcp`.
    Tcp,
    /// `_udp`.
    Udp,
    /// `_sctp`.
    Sctp,
    /// `_dccp`.
    Dccp,
}

impl Protocol {
    /// Every protocol. An SRVName names none, so it speaks for all of them (RFC 4985 §2).
    pub const ALL: [Self; 4] = [Self::Tcp, Self::Udp, Self::Sctp, Self::Dccp];

    /// Returns the label, such as `_tcp`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tcp => "_tcp",
            Self::Udp => "_udp",
            Self::Sctp => "_sctp",
            Self::Dccp => "_dccp",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// Where a record points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target<'e> {
    /// At a host.
    Host(DnsName<'e>),
    /// At `.`: the service is decidedly not available (RFC 2782), or the domain takes no mail (RFC 7505).
    Nowhere,
}

impl<'e> Target<'e> {
    /// Parses a target as zone files and tools write it, with the dot of the root at its end or without.
    ///
    /// ```
    /// use srvname::name::DnsName;
    /// use srvname::issuance::Target;
    ///
    /// assert_eq!(Target::parse("mx.example.com.")?, Target::Host(DnsName::parse("mx.example.com")?));
    /// assert_eq!(Target::parse(".")?, Target::Nowhere);
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`DnsName::parse`]. A caller may omit a target that is not a host name if another target is left; a set without
    /// targets is [`Lookup::Failed`].
    pub fn parse(text: &'e str) -> Result<Self, NameError> {
        if text == "." { Ok(Self::Nowhere) } else { DnsName::parse_user_input(text).map(Self::Host) }
    }
}

/// The result of a query for one set of records.
#[derive(Clone, Copy, Debug)]
pub enum Lookup<'e> {
    /// There is a set, with these targets, at least one. Priorities, weights and repetitions do not matter.
    Found(&'e [Target<'e>]),
    /// There is none, and that is as certain as its [`Authentication`].
    ProvenAbsent,
    /// It is not known: no answer arrived, or it did not validate.
    Failed,
}

/// The answer for `_service._protocol.domain`.
#[derive(Clone, Copy, Debug)]
pub struct SrvLookup<'e> {
    /// The protocol.
    pub protocol: Protocol,
    /// Whether the answer can be believed. The protocols may be zones of their own, and one of them not signed.
    pub authentication: Authentication,
    /// The answer.
    pub lookup: Lookup<'e>,
}

/// The SRV records of one service at one domain, for every protocol.
#[derive(Clone, Copy, Debug)]
pub struct SrvRecords<'e> {
    /// The service that was asked for.
    pub service: Service<'e>,
    /// The domain that was asked for.
    pub domain: DnsName<'e>,
    /// One answer for each of [`Protocol::ALL`].
    pub lookups: &'e [SrvLookup<'e>],
}

/// The MX records of a domain.
#[derive(Clone, Copy, Debug)]
pub struct MxRecords<'e> {
    /// The domain that was asked for.
    pub domain: DnsName<'e>,
    /// Whether the answer can be believed.
    pub authentication: Authentication,
    /// The answer.
    pub lookup: Lookup<'e>,
}

/// Why an applicant may have an SRVName: only [`authorize`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization {
    basis: Basis,
}

/// What an authorization rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// Control of the domain.
    DomainControl,
    /// Control of the label of the service.
    LabelControl,
    /// The SRV records of the service name the applicant's host.
    SrvRecords,
    /// The MX records of the domain name the applicant's host.
    MxRecords,
}

impl Authorization {
    /// Returns the evidence that it rests on.
    #[must_use]
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self.basis {
            Basis::DomainControl => Citation::new("RFC 5280", "4.2.1.6"),
            Basis::LabelControl => Citation::new("RFC 4985", "2"),
            Basis::SrvRecords => Citation::new("RFC 9525", "6.1.1"),
            Basis::MxRecords => Citation::new("RFC 5321", "5.1"),
        }
    }
}

/// Why an applicant may not have an SRVName on this evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IssuanceDenied {
    /// The evidence is about another domain.
    OtherDomain,
    /// The evidence is about another service.
    OtherService,
    /// A wildcard matches domains whose records were not queried; it requires control of the domain above them.
    Wildcard,
    /// The answers of the DNS are not authenticated.
    NotAuthenticated,
    /// The records of a protocol were not asked for, or the answer is not known, or it is a set without records.
    Incomplete(Protocol),
    /// A protocol was answered twice.
    Contradictory(Protocol),
    /// The MX records are not known, or are a set without records.
    MxUnknown,
    /// There are no records, so no host is named.
    NoRecords,
    /// The SRV records declare that the service is not available.
    NotAvailable,
    /// The MX records declare that the domain accepts no mail.
    NoMail,
    /// The records of a protocol name other hosts.
    NotNamed(Protocol),
    /// The MX records name other hosts.
    NotNamedByMx,
    /// MX records are evidence for `_smtp` only.
    MxForOtherService,
}

impl IssuanceDenied {
    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::OtherDomain => Citation::new("RFC 5280", "4.2.1.6"),
            Self::OtherService => Citation::new("RFC 4985", "2"),
            Self::Wildcard => Citation::new("RFC 9525", "6.3"),
            Self::NotAuthenticated => Citation::new("RFC 9525", "6.1.1"),
            // No protocol component: one SRVName speaks for all of them.
            Self::Incomplete(_) | Self::Contradictory(_) | Self::NotNamed(_) => Citation::new("RFC 4985", "2"),
            Self::NoRecords | Self::NotAvailable => Citation::new("RFC 2782", ""),
            Self::NoMail => Citation::new("RFC 7505", "3"),
            Self::MxUnknown | Self::NotNamedByMx | Self::MxForOtherService => Citation::new("RFC 5321", "5.1"),
        }
    }
}

impl fmt::Display for IssuanceDenied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherDomain => f.write_str("the evidence is about another domain")?,
            Self::OtherService => f.write_str("the evidence is about another service")?,
            Self::Wildcard => f.write_str("a wildcard needs control of the domain above it")?,
            Self::NotAuthenticated => f.write_str("the answers of the DNS are not authenticated")?,
            Self::Incomplete(protocol) => write!(f, "it is not known what {protocol} records there are")?,
            Self::Contradictory(protocol) => write!(f, "there are two answers for {protocol}")?,
            Self::MxUnknown => f.write_str("it is not known what MX records there are")?,
            Self::NoRecords => f.write_str("there are no records, so no host is named")?,
            Self::NotAvailable => f.write_str("the SRV records declare that the service is not available")?,
            Self::NoMail => f.write_str("the MX records declare that the domain accepts no mail")?,
            Self::NotNamed(protocol) => write!(f, "the {protocol} records name other hosts")?,
            Self::NotNamedByMx => f.write_str("the MX records name other hosts")?,
            Self::MxForOtherService => f.write_str("MX records are evidence for _smtp only")?,
        }
        write!(f, " [{}]", self.citation())
    }
}

impl core::error::Error for IssuanceDenied {}

/// Whether an applicant, who runs `host`, may have the SRVName `name` on this evidence.
///
/// Ask with each piece of evidence: one that authorizes is enough. `host` is the host for which the applicant has already
/// shown control; it matters where records point at it.
///
/// Q: An SRV record below `_tcp` names the applicant, one below `_udp` names somebody else. Is the first one enough?
/// A: No. An SRVName has no protocol, so it would speak for `_udp` as well (RFC 4985 §2). Every set that exists must name
///    the host, and whether one exists must be known for each protocol.
///    (`src/issuance/authorize.rs`, `every_protocol_that_exists_must_name_the_host`)
///
/// Q: A target is an alias (CNAME) of the applicant's host. Does it count?
/// A: No. RFC 2782 does not allow one, and following it would take another answer for the domain's own. The target is the
///    alias, so it names a host that the applicant has not shown control of.
///    (`src/issuance/authorize.rs`, `evidence_about_something_else_is_none`)
///
/// Q: The name that was asked for, `_service._protocol.domain`, is itself an alias. Do the records of the alias's target count?
/// A: Yes, when every step is authenticated: the domain itself sends its clients there ([`Authentication::Dnssec`]).
///
/// Q: Some records have a target that is not a host name, and were omitted until none was left. Is there a set?
/// A: There is, and it names others. A set without targets is therefore not known, and never absent.
///    (`src/issuance/authorize.rs`, `every_protocol_that_exists_must_name_the_host`)
///
/// Q: There is no MX record, so mail goes to the domain's own address (RFC 5321 §5.1). May its host have `_smtp`?
/// A: Not on this evidence, which names no host. A host that is the domain can show control of it.
///    (`src/issuance/authorize.rs`, `mx_speaks_for_smtp_alone`)
///
/// # Errors
///
/// [`IssuanceDenied`]: the first reason.
pub fn authorize(
    name: SrvName<'_>,
    host: DnsName<'_>,
    evidence: &Evidence<'_>,
) -> Result<Authorization, IssuanceDenied> {
    let basis = match evidence {
        Evidence::Domain(control) => controls_domain(name, *control).map(|()| Basis::DomainControl)?,
        Evidence::ServiceLabel { service, domain } => {
            check_owner(name, *service, *domain).map(|()| Basis::LabelControl)?
        }
        Evidence::Srv(records) => named_by_srv(name, host, records).map(|()| Basis::SrvRecords)?,
        Evidence::Mx(records) => named_by_mx(name, host, records).map(|()| Basis::MxRecords)?,
    };
    Ok(Authorization { basis })
}

fn controls_domain(name: SrvName<'_>, control: DomainControl<'_>) -> Result<(), IssuanceDenied> {
    let controlled = match (control, name.name()) {
        (DomainControl::Name(controlled), DnsPattern::Name(domain)) => controlled == domain,
        (DomainControl::Name(_), DnsPattern::Wildcard(_)) => return Err(IssuanceDenied::Wildcard),
        (DomainControl::Subtree(controlled), domain) => domain.is_within(controlled),
    };
    if controlled { Ok(()) } else { Err(IssuanceDenied::OtherDomain) }
}

/// Returns an error if the evidence is about another service or another domain than the SRVName.
fn check_owner(name: SrvName<'_>, service: Service<'_>, domain: DnsName<'_>) -> Result<(), IssuanceDenied> {
    let DnsPattern::Name(source_domain) = name.name() else { return Err(IssuanceDenied::Wildcard) };
    match () {
        () if source_domain != domain => Err(IssuanceDenied::OtherDomain),
        () if name.service() != service => Err(IssuanceDenied::OtherService),
        () => Ok(()),
    }
}

fn named_by_srv(name: SrvName<'_>, host: DnsName<'_>, records: &SrvRecords<'_>) -> Result<(), IssuanceDenied> {
    check_owner(name, records.service, records.domain)?;
    let mut found = false;
    for protocol in Protocol::ALL {
        let mut answers = records.lookups.iter().filter(|lookup| lookup.protocol == protocol);
        let answer = answers.next().ok_or(IssuanceDenied::Incomplete(protocol))?;
        if answers.next().is_some() {
            return Err(IssuanceDenied::Contradictory(protocol));
        }
        let targets = match answer.lookup {
            Lookup::Found([]) | Lookup::Failed => return Err(IssuanceDenied::Incomplete(protocol)),
            Lookup::Found(targets) => Some(targets),
            Lookup::ProvenAbsent => None,
        };
        check_authentication(answer.authentication)?;
        let Some(targets) = targets else { continue };
        found = true;
        if !names_host(targets, host).ok_or(IssuanceDenied::NotAvailable)? {
            return Err(IssuanceDenied::NotNamed(protocol));
        }
    }
    if found { Ok(()) } else { Err(IssuanceDenied::NoRecords) }
}

fn named_by_mx(name: SrvName<'_>, host: DnsName<'_>, records: &MxRecords<'_>) -> Result<(), IssuanceDenied> {
    if !name.service().as_str().eq_ignore_ascii_case("smtp") {
        return Err(IssuanceDenied::MxForOtherService);
    }
    check_owner(name, name.service(), records.domain)?;
    let targets = match records.lookup {
        Lookup::Found([]) | Lookup::Failed => return Err(IssuanceDenied::MxUnknown),
        Lookup::Found(targets) => Some(targets),
        Lookup::ProvenAbsent => None,
    };
    check_authentication(records.authentication)?;
    let named = names_host(targets.ok_or(IssuanceDenied::NoRecords)?, host).ok_or(IssuanceDenied::NoMail)?;
    if named { Ok(()) } else { Err(IssuanceDenied::NotNamedByMx) }
}

fn check_authentication(authentication: Authentication) -> Result<(), IssuanceDenied> {
    match authentication {
        Authentication::Dnssec => Ok(()),
        Authentication::None => Err(IssuanceDenied::NotAuthenticated),
    }
}

/// Whether targets name a host; `None` when one of them is `.`, which says "no" or contradicts the rest.
fn names_host(targets: &[Target<'_>], host: DnsName<'_>) -> Option<bool> {
    (!targets.contains(&Target::Nowhere)).then(|| targets.contains(&Target::Host(host)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> SrvName<'_> {
        SrvName::parse(text).unwrap()
    }

    fn dns(text: &str) -> DnsName<'_> {
        DnsName::parse(text).unwrap()
    }

    const HOST: &str = "xmpp.hoster.example";

    fn signed(protocol: Protocol, lookup: Lookup<'_>) -> SrvLookup<'_> {
        SrvLookup { protocol, authentication: Authentication::Dnssec, lookup }
    }

    /// The answer for `_xmpp-server.example.com` when `answers` came for TCP, UDP, SCTP and DCCP.
    fn on_srv(answers: [Lookup<'_>; 4]) -> Result<Authorization, IssuanceDenied> {
        let lookups: [SrvLookup<'_>; 4] = core::array::from_fn(|index| signed(Protocol::ALL[index], answers[index]));
        let service = Service::parse("Xmpp-Server").unwrap();
        let records = SrvRecords { service, domain: dns("Example.com"), lookups: &lookups };
        authorize(name("_xmpp-server.example.com"), dns(HOST), &Evidence::Srv(records))
    }

    #[test]
    fn every_protocol_that_exists_must_name_the_host() {
        use Lookup::{Failed, Found, ProvenAbsent};
        let (host, other) = ([Target::Host(dns("XMPP.hoster.example"))], [Target::Host(dns("xmpp.other.example"))]);
        let both = [other[0], host[0]];
        let (nowhere, twice) = ([Target::Nowhere], [host[0], host[0]]);
        let below = [Target::Host(dns("a.xmpp.hoster.example")), Target::Host(dns("hoster.example"))];
        let contradiction = [host[0], Target::Nowhere];
        for (answers, expected) in [
            ([Found(&host), ProvenAbsent, ProvenAbsent, ProvenAbsent], Ok(())),
            ([Found(&both), Found(&host), ProvenAbsent, ProvenAbsent], Ok(())),
            ([ProvenAbsent, ProvenAbsent, ProvenAbsent, Found(&host)], Ok(())),
            ([Found(&host), Found(&other), ProvenAbsent, ProvenAbsent], Err(IssuanceDenied::NotNamed(Protocol::Udp))),
            ([Found(&other), ProvenAbsent, ProvenAbsent, ProvenAbsent], Err(IssuanceDenied::NotNamed(Protocol::Tcp))),
            ([Found(&host), Failed, ProvenAbsent, ProvenAbsent], Err(IssuanceDenied::Incomplete(Protocol::Udp))),
            ([Found(&host), Found(&nowhere), ProvenAbsent, ProvenAbsent], Err(IssuanceDenied::NotAvailable)),
            ([Found(&contradiction), ProvenAbsent, ProvenAbsent, ProvenAbsent], Err(IssuanceDenied::NotAvailable)),
            ([ProvenAbsent, ProvenAbsent, ProvenAbsent, ProvenAbsent], Err(IssuanceDenied::NoRecords)),
            ([Found(&twice), ProvenAbsent, ProvenAbsent, ProvenAbsent], Ok(())),
            ([Found(&[]), ProvenAbsent, ProvenAbsent, ProvenAbsent], Err(IssuanceDenied::Incomplete(Protocol::Tcp))),
            ([Found(&host), Found(&[]), ProvenAbsent, ProvenAbsent], Err(IssuanceDenied::Incomplete(Protocol::Udp))),
            ([Found(&nowhere), ProvenAbsent, ProvenAbsent, ProvenAbsent], Err(IssuanceDenied::NotAvailable)),
            ([Found(&below), ProvenAbsent, ProvenAbsent, ProvenAbsent], Err(IssuanceDenied::NotNamed(Protocol::Tcp))),
        ] {
            assert_eq!(on_srv(answers).map(|_| ()), expected, "{answers:?}");
        }
    }

    /// The answers for `_xmpp-server.example.com`.
    fn evidence_of<'e>(lookups: &'e [SrvLookup<'e>]) -> Evidence<'e> {
        let service = Service::parse("xmpp-server").unwrap();
        Evidence::Srv(SrvRecords { service, domain: dns("example.com"), lookups })
    }

    #[test]
    fn evidence_about_something_else_is_none() {
        let targets = [Target::Host(dns(HOST))];
        let found = Protocol::ALL.map(|protocol| signed(protocol, Lookup::Found(&targets)));
        let ask =
            |asked, evidence: &Evidence<'_>| authorize(name(asked), dns(HOST), evidence).map(|found| found.basis());
        let evidence = evidence_of(&found);
        assert_eq!(ask("_xmpp-server.example.com", &evidence), Ok(Basis::SrvRecords));
        assert_eq!(ask("_xmpp-client.example.com", &evidence), Err(IssuanceDenied::OtherService));
        assert_eq!(ask("_xmpp-server.www.example.com", &evidence), Err(IssuanceDenied::OtherDomain));
        assert_eq!(ask("_xmpp-server.*.example.com", &evidence), Err(IssuanceDenied::Wildcard));
        // The host of an alias that the records name is not the host that they name.
        let alias = dns("alias.hoster.example");
        assert_eq!(
            authorize(name("_xmpp-server.example.com"), alias, &evidence).map(|_| ()),
            Err(IssuanceDenied::NotNamed(Protocol::Tcp))
        );
        // One answer that nobody vouches for is enough, a denial too: the records that it hides may name others.
        for index in 0..4 {
            for lookup in [Lookup::Found(&targets), Lookup::ProvenAbsent] {
                let mut insecure = found;
                insecure[index] = SrvLookup { authentication: Authentication::None, lookup, ..found[index] };
                assert_eq!(
                    ask("_xmpp-server.example.com", &evidence_of(&insecure)),
                    Err(IssuanceDenied::NotAuthenticated),
                    "{index}"
                );
            }
        }
    }

    #[test]
    fn targets_are_read_as_they_are_written() {
        for text in ["xmpp.hoster.example", "xmpp.hoster.example.", "XMPP.Hoster.Example."] {
            assert_eq!(Target::parse(text).unwrap(), Target::Host(dns(HOST)));
        }
        assert_eq!(Target::parse(".").unwrap(), Target::Nowhere);
        for text in ["", "..", "xmpp.hoster.example..", "*.hoster.example", "192.0.2.1"] {
            assert!(Target::parse(text).is_err(), "{text}");
        }
    }

    /// A protocol that was not asked for, and one that was asked for twice.
    #[test]
    fn answers_are_complete_and_single() {
        let targets = [Target::Host(dns(HOST))];
        let once = signed(Protocol::Tcp, Lookup::Found(&targets));
        let ask = |lookups: &[SrvLookup<'_>]| {
            let service = Service::parse("imap").unwrap();
            let records = SrvRecords { service, domain: dns("example.com"), lookups };
            authorize(name("_imap.example.com"), dns(HOST), &Evidence::Srv(records)).map(|_| ())
        };
        assert_eq!(ask(&[]), Err(IssuanceDenied::Incomplete(Protocol::Tcp)));
        assert_eq!(ask(&[once]), Err(IssuanceDenied::Incomplete(Protocol::Udp)));
        assert_eq!(ask(&[once, once]), Err(IssuanceDenied::Contradictory(Protocol::Tcp)));
    }

    #[test]
    fn control_reaches_as_far_as_it_was_shown() {
        let ask = |asked, control| authorize(name(asked), dns(HOST), &Evidence::Domain(control)).map(|_| ());
        let exact = || DomainControl::Name(dns("example.com"));
        let below = || DomainControl::Subtree(dns("example.com"));
        for (asked, on_name, on_subtree) in [
            ("_imap.example.com", Ok(()), Ok(())),
            ("_imap.EXAMPLE.com", Ok(()), Ok(())),
            ("_imap.mail.example.com", Err(IssuanceDenied::OtherDomain), Ok(())),
            ("_imap.*.example.com", Err(IssuanceDenied::Wildcard), Ok(())),
            ("_imap.com", Err(IssuanceDenied::OtherDomain), Err(IssuanceDenied::OtherDomain)),
            ("_imap.*.com", Err(IssuanceDenied::Wildcard), Err(IssuanceDenied::OtherDomain)),
            ("_imap.bigexample.com", Err(IssuanceDenied::OtherDomain), Err(IssuanceDenied::OtherDomain)),
        ] {
            assert_eq!(ask(asked, exact()), on_name, "{asked}");
            assert_eq!(ask(asked, below()), on_subtree, "{asked}");
        }
    }

    #[test]
    fn control_of_a_label_is_for_that_service() {
        let evidence = Evidence::ServiceLabel { service: Service::parse("imap").unwrap(), domain: dns("example.com") };
        let ask = |asked| authorize(name(asked), dns(HOST), &evidence).map(|found| found.basis());
        assert_eq!(ask("_imap.example.com"), Ok(Basis::LabelControl));
        assert_eq!(ask("_imaps.example.com"), Err(IssuanceDenied::OtherService));
        assert_eq!(ask("_imap.mail.example.com"), Err(IssuanceDenied::OtherDomain));
    }

    #[test]
    fn mx_speaks_for_smtp_alone() {
        let (host, other) = ([Target::Host(dns(HOST))], [Target::Host(dns("mx.other.example"))]);
        let null = [Target::Nowhere];
        let ask = |asked, lookup| {
            let records = MxRecords { domain: dns("example.com"), authentication: Authentication::Dnssec, lookup };
            authorize(name(asked), dns(HOST), &Evidence::Mx(records)).map(|_| ())
        };
        assert_eq!(ask("_smtp.example.com", Lookup::Found(&host)), Ok(()));
        assert_eq!(ask("_SMTP.example.com", Lookup::Found(&host)), Ok(()));
        assert_eq!(ask("_submission.example.com", Lookup::Found(&host)), Err(IssuanceDenied::MxForOtherService));
        assert_eq!(ask("_smtp.mail.example.com", Lookup::Found(&host)), Err(IssuanceDenied::OtherDomain));
        assert_eq!(ask("_smtp.example.com", Lookup::Found(&other)), Err(IssuanceDenied::NotNamedByMx));
        assert_eq!(ask("_smtp.example.com", Lookup::Found(&null)), Err(IssuanceDenied::NoMail));
        assert_eq!(ask("_smtp.example.com", Lookup::ProvenAbsent), Err(IssuanceDenied::NoRecords));
        assert_eq!(ask("_smtp.example.com", Lookup::Failed), Err(IssuanceDenied::MxUnknown));
        assert_eq!(ask("_smtp.example.com", Lookup::Found(&[])), Err(IssuanceDenied::MxUnknown));
        assert_eq!(ask("_smtp.*.example.com", Lookup::Found(&host)), Err(IssuanceDenied::Wildcard));
        assert_eq!(ask("_smtps.example.com", Lookup::Found(&host)), Err(IssuanceDenied::MxForOtherService));
        let records = MxRecords {
            domain: dns("example.com"),
            authentication: Authentication::None,
            lookup: Lookup::Found(&host),
        };
        let refused = authorize(name("_smtp.example.com"), dns(HOST), &Evidence::Mx(records)).map(|_| ());
        assert_eq!(refused, Err(IssuanceDenied::NotAuthenticated));
    }
}
